"""The shape of an attribution in a sentence."""

from __future__ import annotations

from msgspec import Struct

from workbench.suggest.claims.phrases import Stretch


class Frame(Struct, frozen=True):
    """An attribution. Numbers are places in the tokens of its sentence.

    `start` to `end` is all that is no claim (source, cue, "that"); `follow` is where a claim begins behind it,
    `precede` where one ends before it (-1: there is none). `sources` are noun phrases. `how` names the pattern.
    """

    how: str
    cue: Stretch
    sources: tuple[Stretch, ...]
    start: int
    end: int
    follow: int = -1
    precede: int = -1
    own: bool = True  # whether the source is said here, or is that of the attribution before
    cue_words: str = ""
