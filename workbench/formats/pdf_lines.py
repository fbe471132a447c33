"""From the printed lines of a PDF to paragraphs, by rules that look at places and at words alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

_SENTENCE_END = tuple('.!?:;…。！？؟"”’»)]')
_BULLET = re.compile(r"[•‣▪◦●○■□►–—*-]\s")
_NUMBERS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|seite|p)\.?\s*)?\d{1,4}(?:\s*(?:/|of|von|de|sur)\s*\d{1,4})?\W*", re.I
)
# each begins where a word does: tried at every letter of a long line, they would take its square of time
_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:-[^\W\d_]++)+")
_LAST = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:-[^\W\d_]++)*$")
_HYPHENS = ("-", "\u2010", "\u00ad")
_COLUMN = 24  # points; lines of one column begin in one strip of this width, or in those beside it
_EDGE = 2  # lines from the top and the bottom of a page where headers and footers stand


class Line(Struct, frozen=True):
    """A printed line; places in points from the lower left corner of its page, `base` is its baseline.

    `hyphen`: a hyphen at its end, which is not in `text`, divides a word.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    hyphen: bool = False


class Rejoined(Struct, frozen=True):
    """The text, where each page begins in it (code points), and the lines left out as headers and footers."""

    text: str
    starts: list[int]
    furniture: list[str]


def rejoin(pages: Sequence[Sequence[Line]], *, keep_furniture: bool = False) -> Rejoined:
    """The paragraphs of all pages, blank lines between them.

    A line begins a paragraph when it stands lower than 1.35 of the usual distance, in another size
    (by 15 %), indented by a letter or more, with a bullet, or after a line that ends a sentence well
    before the right edge. Over the end of a page or column a paragraph goes on unless it ended a sentence
    or the next line begins without a small letter. A hyphen at the end of a line goes when small letters
    are around it, unless the word stands elsewhere with its hyphen. Lines at the top or bottom of a page
    that are page numbers (from two pages on), or stand there on half of the pages and three at least
    (numbers apart), are headers and footers.
    """
    pages = [[line for line in page if line.text.strip()] for page in pages]
    furniture = set() if keep_furniture else _furniture(pages)
    known = {word.casefold() for page in pages for line in page for word in _WORD.findall(line.text)}
    step, edges = _usual_step(pages), _right_edges(pages)
    pieces: list[str] = []
    starts: list[int] = []
    length, before, left_out = 0, None, []
    for number, page in enumerate(pages):
        starts.append(length)
        first = True
        for at, line in enumerate(page):
            if (number, at) in furniture:
                left_out.append(line.text.strip())
                continue
            gap = "" if before is None else _between(before, line, step, edges, turned=first)
            piece = line.text.strip()
            if gap == "" and before is not None and before.hyphen and not _divides(before, line, known):
                gap = "-"
            pieces += (gap, piece)
            length += len(gap) + len(piece)
            if first:
                starts[-1] = length - len(piece)
            before, first = line, False
    return Rejoined("".join(pieces), starts, left_out)


def _between(one: Line, other: Line, step: float, edges: dict[int, float], *, turned: bool) -> str:
    """What stands between two lines: a blank line, a blank, a tab in one row, or nothing in a word."""
    fall = one.base - other.base
    if not turned and abs(fall) < 0.4 * other.size and other.left >= one.right:
        return "\t" if other.left - one.right > 2 * other.size else " "
    if one.hyphen:
        return ""
    begins = other.text.lstrip()
    if turned or fall < -0.5 * other.size:  # another page or column
        goes_on = begins[:1].islower() or not one.text.rstrip().endswith(_SENTENCE_END)
        return " " if goes_on and not _BULLET.match(begins) and not begins[:1].isupper() else "\n\n"
    column = int(one.left // _COLUMN)
    edge = max(edges.get(at, 0.0) for at in (column - 1, column, column + 1))
    new = (
        fall > 1.35 * (step or 1.2 * other.size)
        or abs(one.size - other.size) > 0.15 * max(one.size, other.size)
        or other.left - one.left > other.size * 0.8
        or _BULLET.match(begins) is not None
        or (one.text.rstrip().endswith(_SENTENCE_END) and one.right < edge - 6 * one.size)
    )
    return "\n\n" if new else " "


def _divides(one: Line, other: Line, known: set[str]) -> bool:
    """Whether the hyphen between the lines only divides a word, and is none of the word's own."""
    head = _LAST.search(one.text.rstrip())
    tail = re.match(r"[^\W\d_]+", other.text.lstrip())
    if head is None or tail is None or not tail[0][0].islower():
        return False
    return f"{head[0]}-{tail[0]}".casefold() not in known


def ends_in_hyphen(text: str) -> bool:
    """Whether a printed line ends in a hyphen after a letter."""
    text = text.rstrip()
    return text.endswith(_HYPHENS) and text[-2:-1].isalpha()


def _usual_step(pages: Iterable[Sequence[Line]]) -> float:
    """The usual distance of baselines; 0 where there are no two lines below each other."""
    steps = Counter(
        round(one.base - other.base, 1)
        for page in pages
        for one, other in pairwise(page)
        if 0.8 * other.size < one.base - other.base < 3 * other.size
    )
    return steps.most_common(1)[0][0] if steps else 0.0


def _right_edges(pages: Iterable[Sequence[Line]]) -> dict[int, float]:
    """Where the longest line ends of those that begin in each strip of the pages."""
    edges: dict[int, float] = {}
    for page in pages:
        for line in page:
            strip = int(line.left // _COLUMN)
            edges[strip] = max(edges.get(strip, 0.0), line.right)
    return edges


def _edges(page: Sequence[Line]) -> Iterator[tuple[int, Line]]:
    by_height = sorted(range(len(page)), key=lambda at: -page[at].base)
    for at in dict.fromkeys((*by_height[:_EDGE], *by_height[-_EDGE:])):
        yield at, page[at]


def _furniture(pages: Sequence[Sequence[Line]]) -> set[tuple[int, int]]:
    """Page and index of the lines that are headers and footers."""
    seen: Counter[str] = Counter()
    numbered = 0
    for page in pages:
        seen.update({_alike(line) for _, line in _edges(page)})
        numbered += any(_PAGE_NUMBER.fullmatch(line.text.strip()) for _, line in _edges(page))
    often = {key for key, count in seen.items() if count >= 3 and count * 2 >= len(pages)}
    found = set()
    for number, page in enumerate(pages):
        for at, line in _edges(page):
            alone = _PAGE_NUMBER.fullmatch(line.text.strip()) is not None and len(page) > 1
            outermost = line.base in (max(one.base for one in page), min(one.base for one in page))
            if _alike(line) in often or (alone and outermost and numbered > 1 and numbered * 2 > len(pages)):
                found.add((number, at))
    return found


def _alike(line: Line) -> str:
    return f"{_NUMBERS.sub('#', line.text.strip())} {line.base:.0f}"
