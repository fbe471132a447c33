"""Spans and lines of one segment -> what is drawn where: pure, tested without a window.

All px are zoomed already; x from the column's left, y from the segment's top.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Literal, Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from ui.document_view.layout import Line, Run
from workbench.model import Span

Form = Literal["span", "cue", "passage"]
Tags = Literal["letters", "names", "none"]
ROOM_LEVELS = 2  # foot lines below the tint that fit into the constant pitch


class Lines(Protocol):
    """The lines of a segment and where text stands on them."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def lines(self) -> Sequence[Line]: ...
    def runs(self, index: int, start: int, end: int) -> list[Run]: ...


class Look(Struct, frozen=True):
    """How a label is drawn: its form, its tag's text, and whether the margin shows a span's time value.

    `letter` is the tag where there is no room for a name.
    """

    form: Form
    tag: str
    dated: bool = False
    letter: str = ""


class Piece(Struct, frozen=True, gc=False):
    """The part of a span on one line. `level`: see levels.

    `first` and `last` tell whether the span's true ends are here, `opens` and `closes` whether its
    fragment's are; `part` is that fragment's number, from 0.
    """

    span: str
    label: str
    form: Form
    line: int
    x0: float
    x1: float
    level: int
    first: bool
    last: bool
    opens: bool
    closes: bool
    rtl: bool = False
    part: int = 0


class Tag(Struct, frozen=True, gc=False):
    """A label's letter or name above the first character of its span; `plate`: paper goes behind it."""

    span: str
    label: str
    text: str
    line: int
    x: float
    width: float
    plate: bool


class Bar(Struct, frozen=True, gc=False):
    """A passage's bar in the gutter; `lane` 0 is nearest to the text."""

    span: str
    label: str
    lane: int
    top: float
    bottom: float


class Join(Struct, frozen=True, gc=False):
    """The dotted connector between two fragments, on one line, as low as their foot lines."""

    label: str
    line: int
    x0: float
    x1: float
    level: int = 0


class Note(Struct, frozen=True, gc=False):
    """What the margin says beside a line: rows of text; `missing` asks for a value."""

    span: str
    line: int
    rows: tuple[str, ...]
    missing: bool


class Figure(Struct):
    """All that is drawn of the spans of one segment, by line where it is drawn with its line."""

    pieces: list[list[Piece]]
    washes: list[list[Piece]]
    tags: list[list[Tag]]
    joins: list[list[Join]]
    bars: list[Bar] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    of_span: dict[str, list[Piece]] = field(default_factory=dict)
    doubts: list[tuple[int, float, str]] = field(default_factory=list)  # line, x, label of each "?"
    before: dict[str, int] = field(default_factory=dict)  # passages' bars: how many stand nearer to the text
    after: dict[str, int] = field(default_factory=dict)
    bare: set[Piece] = field(default_factory=set)  # of fragments that hold no other span, for all their level


def room_below(pieces: Sequence[Piece], step: float) -> float:
    """The px that nesting deeper than three adds to a line: `step` for each further level."""
    deepest = max((piece.level for piece in pieces), default=0)
    return step * max(0, deepest - ROOM_LEVELS)


def cut(laid: Lines, spans: Iterable[Span], looks: Mapping[str, Look], levels: Mapping[str, int]) -> Figure:
    """Cut spans into their pieces, line by line. A label without a look is drawn as a plain span."""
    count = len(laid.lines)
    figure = Figure(
        pieces=[[] for _ in range(count)],
        washes=[[] for _ in range(count)],
        tags=[[] for _ in range(count)],
        joins=[[] for _ in range(count)],
    )
    lines, runs_of, begin, stop = laid.lines, laid.runs, laid.start, laid.end
    starts = [line.start for line in lines]
    for span in spans:
        id, label = span.id, span.label
        look, level = looks.get(label), levels.get(id, 0)
        form: Form = look.form if look else "span"
        mine: list[Piece] = []
        for part, (start, end) in enumerate(span.parts()):
            if (start >= stop and start > begin) or end <= begin:
                continue
            for index in range(_line(starts, max(start, begin)), count):
                line = lines[index]
                if line.start >= end:
                    break
                runs = runs_of(index, start, end)
                for number, run in enumerate(runs):
                    opens = number == 0 and line.start <= start
                    closes = number == len(runs) - 1 and end <= line.end
                    first, last = opens and start == span.start, closes and end == span.end
                    x0, x1, rtl = run.x0, run.x1, run.rtl
                    mine.append(
                        # by position: a page has some hundred of them
                        Piece(id, label, form, index, x0, x1, level, first, last, opens, closes, rtl, part)
                    )
        figure.of_span[span.id] = mine
        if form != "passage" and len(mine) > 1 and any(a.line == b.line for a, b in pairwise(mine)):
            mine = united(mine)
        for piece in mine:
            (figure.washes if form == "passage" else figure.pieces)[piece.line].append(piece)
        if span.fragments:
            _connect(laid, span, figure, 0 if form == "passage" else level)
            if level and form == "span":
                figure.bare.update(mine)
    if figure.bare:
        figure.bare = {piece for piece in figure.bare if not _holds(figure.pieces[piece.line], piece)}
    for washes in figure.washes:
        washes.sort(key=lambda piece: piece.level)
        _slots([piece for piece in washes if piece.first], figure.before, start=True)
        _slots([piece for piece in washes if piece.last], figure.after, start=False)
    return figure


def united(pieces: Iterable[Piece]) -> list[Piece]:
    """The same ground with the pieces that touch on a line as one: words and numbers of both directions.

    From left to right, line by line, fragment by fragment.
    """
    found: list[Piece] = []
    for piece in sorted(pieces, key=lambda one: (one.line, one.part, one.x0)):
        before = found[-1] if found else None
        if (
            before is None
            or (piece.line, piece.part) != (before.line, before.part)
            or piece.x0 >= before.x1 + 1
        ):
            found.append(piece)
            continue
        found[-1] = replace(
            before,
            x1=max(piece.x1, before.x1),
            level=max(piece.level, before.level),
            first=piece.first or before.first,
            last=piece.last or before.last,
            opens=piece.opens or before.opens,
            closes=piece.closes or before.closes,
        )
    return found


def _slots(pieces: list[Piece], slots: dict[str, int], *, start: bool) -> None:
    """Bars of passages that begin (or end) at the same letter stand side by side, the inner ones nearer."""
    taken: dict[int, int] = {}
    for piece in reversed(pieces):
        at = round(piece.x0 if start != piece.rtl else piece.x1)
        slots[piece.span] = taken.get(at, 0)
        taken[at] = slots[piece.span] + 1


def _line(starts: Sequence[int], offset: int) -> int:
    return max(0, bisect_right(starts, offset) - 1)


def _holds(pieces: Iterable[Piece], piece: Piece) -> bool:
    """Whether an inner span lies on a piece."""
    return any(p.level < piece.level and p.x0 < piece.x1 and p.x1 > piece.x0 for p in pieces)


def _connect(laid: Lines, span: Span, figure: Figure, level: int) -> None:
    """Connectors over the gaps between fragments, along every line that a gap touches."""
    for (_, before), (after, _) in zip(span.fragments, span.fragments[1:], strict=False):
        for index, line in enumerate(laid.lines):
            if line.start < after and line.end > before:
                for run in laid.runs(index, before, after):
                    figure.joins[index].append(Join(span.label, index, run.x0, run.x1, level))


def gutter_bars(laid: Lines, figure: Figure, *, inset: float, gap: float) -> list[Bar]:
    """The bars of passages in the gutter. Passages that share a line in one lane share its height, in order."""
    by_lane: dict[int, dict[str, list[int]]] = {}
    pieces: dict[str, Piece] = {}
    ends: dict[str, tuple[bool, bool]] = {}
    for washes in figure.washes:
        for piece in washes:
            lines = by_lane.setdefault(piece.level, {}).setdefault(piece.span, [])
            if piece.line not in lines:
                lines.append(piece.line)
            pieces.setdefault(piece.span, piece)
            first, last = ends.get(piece.span, (False, False))
            ends[piece.span] = (first or piece.first, last or piece.last)
    result = []
    for lane, passages in by_lane.items():
        shared: dict[int, list[str]] = {}
        for id, lines in passages.items():
            for line in lines:
                shared.setdefault(line, []).append(id)
        for id, lines in passages.items():
            top, bottom = laid.lines[lines[0]], laid.lines[lines[-1]]
            y0 = _share(top, shared[lines[0]], id)[0]
            y1 = _share(bottom, shared[lines[-1]], id)[1]
            y0 += (inset if y0 == top.top else gap) if ends[id][0] else 0.0
            y1 -= (inset if y1 == bottom.bottom else gap) if ends[id][1] else 0.0
            result.append(Bar(id, pieces[id].label, lane, y0, y1))
    return result


def _share(line: Line, ids: Sequence[str], id: str) -> tuple[float, float]:
    part = (line.bottom - line.top) / len(ids)
    at = ids.index(id)
    return line.top + at * part, line.top + (at + 1) * part
