"""What the screen shows of each segment, so that only what looks otherwise now is painted again."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import zip_longest
from typing import Any

from msgspec import Struct, field
from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from ui.document_view.geometry import Figure
from ui.document_view.layout import Laid
from ui.document_view.page import Entry
from ui.document_view.painting import Marks

REACH_UP, REACH_DOWN = 10, 10  # px at 17 px type that ink reaches beyond its line
_NOTHING: frozenset[str] = frozenset()
_NO_SPOT = QRect(), None


class Look(Struct, frozen=True):
    """All that a segment's picture depends on, besides what `Painted.whole` holds."""

    laid: Laid
    figure: Figure
    dots: list[int]  # lines with comments
    # the selected span with its active edge and fragment, the active and the hovered span, the partners
    framed: tuple[tuple[Any, ...], str, str, frozenset[str]]
    selection: tuple[int, int] | None
    others: tuple[Any, ...]  # what is not told line by line: frame, hits, problems, suggestions


class Painted(Struct, frozen=True):
    """What was painted last, and where; boxes in px of the viewport."""

    whole: tuple[Any, ...] = ()  # what shows everywhere
    segments: dict[int, tuple[QRect, Look]] = field(default_factory=dict)  # by index
    # little things by name, where they are and what they say: caret, grip, relations' dots, notes in the margin
    spots: dict[Hashable, tuple[QRect, Any]] = field(default_factory=dict)

    def moved(self, dy: int) -> Painted:
        """The same `dy` px further down."""
        return Painted(
            self.whole,
            {index: (box.translated(0, dy), look) for index, (box, look) in self.segments.items()},
            {name: (box.translated(0, dy), words) for name, (box, words) in self.spots.items()},
        )

    def way_to(self, now: Painted) -> int | None:
        """How many px further down `now` shows what both show; None where they share no segment."""
        for index, (box, _) in now.segments.items():
            if index in self.segments:
                return box.top() - self.segments[index][0].top()
        return None


_NO_SEGMENT: tuple[QRect, Look | None] = QRect(), None


def look_of(entry: Entry, marks: Marks, dots: list[int]) -> Look:
    """What a segment looks like; `dots` are its lines with comments."""
    laid, of_span, index = entry.laid, entry.figure.of_span, entry.index
    suggested = marks.suggestions.get(index)
    return Look(
        laid,
        entry.figure,
        dots,
        (
            (marks.selected, marks.edge, marks.part) if marks.selected in of_span else (),
            marks.active if marks.active in of_span else "",
            marks.hover if marks.hover in of_span else "",
            marks.partners.intersection(of_span) if marks.partners else _NOTHING,
        ),
        _within(marks.selection, laid.start, laid.end),
        (
            _within(marks.frame, laid.start, laid.end),
            tuple(marks.hits.get(index, ())),
            tuple(marks.problems.get(index, ())),
            (tuple(suggested), marks.suggestion, marks.together, marks.edge) if suggested else "",
        ),
    )


def _within(extent: tuple[int, int] | None, start: int, end: int) -> tuple[int, int] | None:
    """What a segment shows of an extent; one more character says that it goes on."""
    if extent is None or extent[0] > end or extent[1] < start:
        return None
    return max(extent[0], start - 1), min(extent[1], end + 1)


def lines_otherwise(before: Look, now: Look) -> set[int] | None:
    """The lines of a segment that look otherwise now; None: perhaps all of them."""
    old, new = before.figure, now.figure
    if before.laid is not now.laid or before.others != now.others:
        return None
    if (old.bars, old.before, old.after) != (new.bars, new.before, new.after):
        return None
    found = set(before.dots) ^ set(now.dots)
    if old is not new:
        parts = (
            (old.pieces, new.pieces),
            (old.washes, new.washes),
            (old.tags, new.tags),
            (old.joins, new.joins),
        )
        for mine, others in parts:
            found.update(at for at, (one, other) in enumerate(zip_longest(mine, others)) if one != other)
        found.update(line for line, _, _ in set(old.doubts) ^ set(new.doubts))
        found.update(piece.line for piece in old.bare ^ new.bare)
    if before.framed != now.framed:
        for look in (before, now):
            chosen, active, hover, partners = look.framed
            for id in (*chosen[:1], active, hover, *partners):
                found.update(piece.line for piece in look.figure.of_span.get(id, ()))
    if before.selection != now.selection:
        for start, end in filter(None, (before.selection, now.selection)):
            found.update(range(now.laid.line_of(start), now.laid.line_of(end) + 1))
    return found


def _boxes(lines: set[int], laid: Laid, box: QRect, up: float, down: float) -> Iterator[QRect]:
    for at in lines:
        line = laid.lines[at]
        # one px more: a segment stands between pixels, and is painted on the nearest
        top, bottom = int(box.top() + line.top) - 1, round(box.top() + up + line.bottom + down) + 1
        yield QRect(box.left(), top, box.width(), bottom - top)


def to_paint(before: Painted, now: Painted, shown: QRect, reach: tuple[float, float]) -> QRegion | None:
    """The region of the viewport `shown` that looks otherwise now; None: all of it.

    `reach`: px that ink reaches beyond its line, up and down.
    """
    if before.whole != now.whole:
        return None
    region = QRegion()
    for index in before.segments.keys() | now.segments.keys():
        old_box, old = before.segments.get(index, _NO_SEGMENT)
        box, new = now.segments.get(index, _NO_SEGMENT)
        if old is None or new is None or box != old_box:
            region = region + old_box + box
            continue
        lines = lines_otherwise(old, new) if new != old else set()
        if lines is None:
            region += box
            continue
        for one in _boxes(lines, new.laid, box, *reach):
            region += one
    for name in before.spots.keys() | now.spots.keys():
        old_spot, spot = before.spots.get(name, _NO_SPOT), now.spots.get(name, _NO_SPOT)
        if spot != old_spot:
            region = region + old_spot[0] + spot[0]
    return region & QRegion(shown)
