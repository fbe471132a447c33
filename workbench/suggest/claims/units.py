"""Sentences whose quotations are single tokens: what is said around them is looked at apart from what is in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import regex
from msgspec import Struct

from workbench.offsets import paragraphs, sentence_ends
from workbench.suggest.claims.quotations import Quotation

Kind = Literal["word", "sign", "quotation", "bracket"]
_TOKEN = regex.compile(
    r"(?:\p{L}\.){2,}|\p{Lu}\.(?=\s\p{Lu}\p{Ll})|(?:Mr|Mrs|Ms|Dr|Prof|Gen|Sen|Gov|Rep|Lt|Col|Capt|Sgt|Rev|St|Jr|Sr|Inc|Corp|Co|Ltd)\.(?=\s)"
    r"|[$€£¥₹]?\p{N}++(?:[.,]\p{N}++)*+[\p{L}%]*+(?:-[\p{L}\p{N}]++)*+"
    r"|[\p{L}\p{M}\p{N}_]++(?:[’'\-‑.&](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}_]++)*+[’'](?=\s)(?<=s[’'])"
    r"|[\p{L}\p{M}\p{N}_]++(?:[’'\-‑.&](?=[\p{L}\p{N}])[\p{L}\p{M}\p{N}_]++)*+"
    r"|\((?:[^()\n]{1,80})\)|\S"
)
_LONGEST = 250  # tokens of a unit: what goes on longer is cut


class Token(Struct, frozen=True, gc=False):
    """A word, a sign, a quotation with its marks, or what stands in brackets. `small` is its text in lower case, with
    straight apostrophes."""

    start: int
    end: int
    text: str
    small: str
    kind: Kind
    quotation: Quotation | None = None

    @property
    def inner(self) -> str:
        """What stands between a quotation's marks; of other tokens their text."""
        one = self.quotation
        return self.text if one is None else self.text[one.low - self.start : one.high - self.start]

    @property
    def capital(self) -> bool:
        """Whether it is a word that begins with a capital letter."""
        return self.kind == "word" and self.text[:1].isupper()


class Unit(Struct, frozen=True):
    """A sentence as tokens, at the level of `depth` quotations around it; `paragraph` numbers where it stands."""

    tokens: tuple[Token, ...]
    paragraph: int
    depth: int = 0


def units(
    text: str, found: Sequence[Quotation], *, low: int, high: int, depth: int, paragraph: int
) -> Iterator[Unit]:
    """The sentences of text[low:high] (of one paragraph). `found` are the quotations in it, at this depth only."""
    start = low
    inside = iter(found)
    one = next(inside, None)
    mine: list[Quotation] = []
    for stop in sorted({*sentence_ends(text, start=low, end=high), *_spaced_ends(text, found, high), high}):
        while one is not None and one.end <= stop:
            mine.append(one)
            one = next(inside, None)
        if stop < high and (one is not None and one.start < stop):
            continue  # the end of a sentence within a quotation
        if stop < high and mine and mine[-1].end == stop and _asks(text, stop):
            following = _TOKEN.findall(text[stop : stop + 60])[:6]
            if any(word in _SPOKE for word in following):
                continue  # “Why?” Smith asked.
        yield from _cut(text, mine, start, stop, depth, paragraph)
        start = stop
        mine = []


def _spaced_ends(text: str, found: Sequence[Quotation], high: int) -> Iterator[int]:
    """Where sentences end with « a quotation. », whose mark stands apart."""
    for one in found:
        said = text[max(one.low, one.high - 8) : one.high]
        if said[-1:].isspace() and said.rstrip()[-1:] in _FINAL and one.end < high:
            following = text[one.end : one.end + 4].lstrip()
            if following and not following[0].islower() and following[0] not in ",;:.":
                yield one.end


_FINAL = (".", "!", "?", "…")
_SPOKE = frozenset(["asked", "asks", "said", "says", "told", "added", "wrote", "cried", "shouted"])


def _asks(text: str, stop: int) -> bool:
    return text[stop - 2 : stop - 1] in "?!"


def _cut(
    text: str, found: Sequence[Quotation], start: int, stop: int, depth: int, paragraph: int
) -> Iterator[Unit]:
    tokens = list(_tokens(text, found, start, stop))
    for first in range(0, len(tokens), _LONGEST):
        yield Unit(tuple(tokens[first : first + _LONGEST]), paragraph, depth)


def _tokens(text: str, found: Sequence[Quotation], start: int, stop: int) -> Iterator[Token]:
    at = start
    for one in found:
        yield from words(text, at, one.start)
        written = text[one.start : one.end]
        yield Token(one.start, one.end, written, "", "quotation", one)
        at = one.end
    yield from words(text, at, stop)


def words(text: str, start: int, stop: int) -> Iterator[Token]:
    """The words and signs of a stretch without quotations."""
    for match in _TOKEN.finditer(text, start, stop):
        written = match[0]
        at = match.start()
        small = written.lower()
        kind: Kind = "word"
        if len(written) == 1 and not written.isalnum():
            kind = "sign"
        elif written[0] == "(":
            kind = "bracket"
        yield Token(
            at, at + len(written), written, small if small.isascii() else small.replace("’", "'"), kind
        )


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """The paragraphs that hold anything."""
    return [(low, high) for low, high in paragraphs(text) if text[low:high].strip()]
