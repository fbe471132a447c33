"""Which annotator is A, which B: in the order of the names or, blind, shuffled for each document; pure."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Key = TypeVar("Key")


def letter(number: int) -> str:
    """A, B, … Z, A1, …"""
    turn, at = divmod(number, 26)
    return chr(ord("A") + at) + (str(turn) if turn else "")


def order(people: Sequence[Key], *, seed: str, blind: bool) -> list[int]:
    """The places of a document's annotators in the order they are shown in.

    Blind it is the same for the same seed (project and document) on every machine, and says nothing about who
    is who.
    """
    places = list(range(len(people)))
    if blind:
        random.Random(seed).shuffle(places)  # a text seeds it by its SHA-512
    return places
