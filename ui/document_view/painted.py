"""What the screen shows of each segment, so that only what looks otherwise now is painted again."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field
from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from ui.document_view.page import Entry
from ui.document_view.painting import Marks

Look = tuple[Any, ...]
REACH_UP, REACH_DOWN = (
    10,
    6,
)  # px at 17 px type that ink reaches beyond a segment's lines: less than a gap together


class Painted(Struct, frozen=True):
    """What was painted last, and where; boxes in px of the viewport."""

    whole: Look = ()  # what shows everywhere
    segments: dict[int, tuple[QRect, Look]] = field(default_factory=dict)  # by index
    spots: dict[str, QRect] = field(default_factory=dict)  # little things in front: the caret, the grip


def look_of(entry: Entry, marks: Marks, dots: list[int]) -> Look:
    """All that a segment's picture depends on, besides what `Painted.whole` holds; `dots` are lines with comments."""
    laid, of_span, index = entry.laid, entry.figure.of_span, entry.index
    selected = marks.selected if marks.selected in of_span else ""
    suggested = marks.suggestions.get(index)
    return (
        laid,
        entry.figure,
        dots,
        (selected, marks.edge, marks.part) if selected else "",
        marks.active if marks.active in of_span else "",
        marks.hover if marks.hover in of_span else "",
        marks.partners.intersection(of_span) if marks.partners else "",
        _within(marks.selection, laid.start, laid.end),
        _within(marks.frame, laid.start, laid.end),
        tuple(marks.hits.get(index, ())),
        tuple(marks.problems.get(index, ())),
        (tuple(suggested), marks.suggestion, marks.together, marks.edge) if suggested else "",
    )


def _within(extent: tuple[int, int] | None, start: int, end: int) -> tuple[int, int] | None:
    """What a segment shows of an extent; one more character says that it goes on."""
    if extent is None or extent[0] > end or extent[1] < start:
        return None
    return max(extent[0], start - 1), min(extent[1], end + 1)


def to_paint(before: Painted, now: Painted, shown: QRect) -> QRegion | None:
    """The region of the viewport `shown` that looks otherwise now; None: all of it."""
    if before.whole != now.whole or before.segments.keys() != now.segments.keys():
        return None
    region = QRegion()
    for index, (box, look) in now.segments.items():
        old_box, old_look = before.segments[index]
        if box != old_box:
            return None
        if look != old_look:
            region += box
            if look[1].notes != old_look[1].notes:  # they push those of the next segments down
                region += QRect(box.left(), box.top(), box.width(), shown.bottom() - box.top() + 1)
    for name in before.spots.keys() | now.spots.keys():
        old, new = before.spots.get(name, QRect()), now.spots.get(name, QRect())
        if old != new:
            region = region + old + new
    return region & QRegion(shown)
