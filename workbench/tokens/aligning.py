"""Spans whose edges cut a token, and the extents that would not. Only the text around the edges is tokenised."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from msgspec import Struct

from workbench.model import Fragment, Span
from workbench.offsets import is_grapheme_boundary, paragraphs
from workbench.tokens.plain import Token
from workbench.tokens.tokenisers import Tokeniser

STRETCH = 2_000  # code points after which a long paragraph is cut, before white space
_FARTHEST = 8_000  # so far without white space: then anywhere between two graphemes


class Cut(Struct, frozen=True):
    """A span with an edge inside a token: its fragments widened to whole tokens, and narrowed to them.

    `wide` and `narrow` are fragments as `Span.parts` gives them, in order and apart; `narrow` is empty where
    no whole token lies inside.
    """

    span: Span
    wide: tuple[Fragment, ...]
    narrow: tuple[Fragment, ...]


def cuts(text: str, spans: Iterable[Span], tokeniser: Tokeniser) -> list[Cut]:
    """Those of the spans (code points) of which an edge lies inside a token, in their order.

    White space at an edge is no cut, as no token is there. Raises UserError where the tokeniser's extra
    is missing.
    """
    return Alignment(text, tokeniser).cuts(spans)


def all_tokens(text: str, tokeniser: Tokeniser) -> list[Token]:
    """Every token of a text, by the same stretches that `cuts` looks at, so that both see the same tokens."""
    return Alignment(text, tokeniser).tokens(0, len(text)) if tokeniser.heavy else tokeniser.tokens(text)


class Alignment:
    """A text and its tokens, made where they are asked for, and kept."""

    def __init__(self, text: str, tokeniser: Tokeniser) -> None:
        self.text = text
        self.tokeniser = tokeniser
        self._starts = list(_stretches(text))
        self._tokens: dict[int, tuple[list[Token], list[int]]] = {}

    def cuts(self, spans: Iterable[Span]) -> list[Cut]:
        """See `cuts`; spans outside of the text are passed over."""
        found = []
        for span in spans:
            cut = self.cut(span)
            if cut is not None:
                found.append(cut)
        return found

    def prepare(self, spans: Iterable[Span]) -> Iterator[None]:
        """Tokenise what lies around the edges of spans, a stretch at each step (some milliseconds)."""
        for span in spans:
            for place in dict.fromkeys(edge for part in span.parts() for edge in part):
                if 0 < place < len(self.text) and bisect_right(self._starts, place) - 1 not in self._tokens:
                    self._around(place)
                    yield

    def cut(self, span: Span) -> Cut | None:
        """What is wrong with a span's edges, or None."""
        parts = span.parts()
        if not 0 <= parts[0][0] < parts[-1][1] <= len(self.text):
            return None
        edges = [(self.token_over(start), self.token_over(end)) for start, end in parts]
        if not any(first or last for first, last in edges):
            return None
        wide, narrow = [], []
        for (start, end), (first, last) in zip(parts, edges, strict=True):
            wide.append((first[0] if first else start, last[1] if last else end))
            low, high = first[1] if first else start, last[0] if last else end
            inside = self.text[low:high]
            low += len(inside) - len(inside.lstrip()) if first else 0
            high -= len(inside) - len(inside.rstrip()) if last else 0
            if low < high:
                narrow.append((low, high))
        return Cut(span, _apart(wide), tuple(narrow))

    def token_over(self, at: int) -> Token | None:
        """The token that has characters on both sides of a place, or None."""
        if not 0 < at < len(self.text):
            return None
        tokens, starts = self._around(at)
        rank = bisect_left(starts, at) - 1  # the last that starts before
        return tokens[rank] if rank >= 0 and tokens[rank][1] > at else None

    def tokens(self, start: int, end: int) -> list[Token]:
        """The tokens that share a character with [start, end), in order."""
        found: list[Token] = []
        first = max(0, bisect_right(self._starts, start) - 1)
        for number in range(first, bisect_left(self._starts, end)):
            tokens, _ = self._of(number)
            found += [(low, high) for low, high in tokens if low < end and high > start]
        return found

    def _around(self, at: int) -> tuple[list[Token], list[int]]:
        return self._of(bisect_right(self._starts, at) - 1)

    def _of(self, number: int) -> tuple[list[Token], list[int]]:
        found = self._tokens.get(number)
        if found is None:
            low = self._starts[number]
            high = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
            tokens = [(low + start, low + end) for start, end in self.tokeniser.tokens(self.text[low:high])]
            found = self._tokens[number] = (tokens, [start for start, _ in tokens])
        return found


def _stretches(text: str) -> Iterator[int]:
    """Where the stretches begin that are tokenised by themselves: paragraphs, long ones cut at white space.

    The cut is before the white space, so that a word has in front of it what it has in the whole text.
    """
    for low, high in paragraphs(text):
        yield low
        at = low
        while high - at > STRETCH:
            at = _next_cut(text, at + STRETCH, min(high, at + _FARTHEST))
            if at >= high:
                break
            yield at


def _next_cut(text: str, at: int, last: int) -> int:
    for place in range(at, last):
        if text[place].isspace() and not text[place - 1].isspace():
            return place
    while last < len(text) and not is_grapheme_boundary(text, last):
        last += 1
    return last


def _apart(parts: list[Fragment]) -> tuple[Fragment, ...]:
    """Fragments in order, those joined that have come to touch or overlap."""
    joined: list[Fragment] = []
    for start, end in parts:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
