"""Disagreement on the page: A's line above, B's below, of three and more a row each; a tick where it is decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, field
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.document_view import frames
from ui.document_view.layout import Laid, Run
from ui.theme import mix
from workbench.model import Fragment

if TYPE_CHECKING:
    from ui.document_view.page import Entry
    from ui.document_view.painting import Brush
    from ui.document_view.segments import Segments

# px at 17 px type, from the baseline
ABOVE, ABOVE_TAG = -16, -19  # A's line, and the baseline of its tag
BELOW, BELOW_GAP, BELOW_TAG = 5, 3, 19  # B's two lines, and the baseline of its tag
STEP = 3  # from a line to that of a span around it
ROOM_BELOW = 17  # what B's tags take below a line
ROW, SCORE_TOP, SCORE_BOTTOM = 15, 6, 6  # a row of the score, and the white above and below all rows
BAR = 12  # the height of a span in its row
LETTER_X = -12  # where the letters of the rows end
_NO_PEN, _NO_BRUSH = Qt.PenStyle.NoPen, Qt.BrushStyle.NoBrush


class Reading(Struct, frozen=True):
    """A span that one annotator has where others have something else. `row` numbers the annotators from 0.

    `level` counts the spans of the same annotator that it is around.
    """

    parts: tuple[Fragment, ...]
    label: str
    row: int
    level: int = 0

    @property
    def start(self) -> int:
        """Where it begins (code points)."""
        return self.parts[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.parts[-1][1]


class Disputes(Struct, frozen=True):
    """All that is open in a document, and the ends of what is decided. `letters` are the annotators' by row."""

    letters: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    ticks: tuple[int, ...] = ()  # offsets behind which a tick stands

    @property
    def score(self) -> bool:
        """Whether there are rows of a score instead of lines above and below."""
        return len(self.letters) > 2

    def by_segment(self, segments: Segments) -> dict[int, list[Reading]]:
        """The readings that touch each segment."""
        found: dict[int, list[Reading]] = {}
        for one in self.readings:
            for index in segments.touching(one.start, max(one.start, one.end - 1)):
                found.setdefault(index, []).append(one)
        return found


NOTHING = Disputes()


class Placed(Struct):
    """The disputes of a document by segment."""

    disputes: Disputes = NOTHING
    readings: Mapping[int, Sequence[Reading]] = field(default_factory=dict)


def lines_touched(laid: Laid, readings: Iterable[Reading]) -> set[int]:
    """The lines of a segment on which a reading shows."""
    found: set[int] = set()
    for one in readings:
        for start, end in one.parts:
            start, end = max(start, laid.start), min(end, laid.end)
            if start < end:
                found.update(
                    index
                    for index in range(laid.line_of(start), laid.line_of(end) + 1)
                    if laid.lines[index].start < end
                )
    return found


def room_below(laid: Laid, readings: Sequence[Reading], letters: int, scale: float) -> list[float]:
    """The px that each line of a segment gets below it: for B's tags, or for the rows of a score.

    Where one line needs room for tags all have it, so that the lines of a paragraph stay evenly apart; the rows of a
    score would tear the others too far apart.
    """
    if letters > 2:
        touched = lines_touched(laid, readings)
        room = round((SCORE_TOP + letters * ROW + SCORE_BOTTOM) * scale)
    else:
        any_tag = any(lines_touched(laid, [one]) for one in readings if one.row)
        touched = set(range(len(laid.lines))) if any_tag else set()
        room = round(ROOM_BELOW * scale)
    return [room if index in touched else 0.0 for index in range(len(laid.lines))]


def paint_disputes(painter: QPainter, brush: Brush, entry: Entry) -> None:
    """The readings of a segment, and the ticks behind what is decided."""
    placed = brush.page.placed
    readings = placed.readings.get(entry.index, ())
    letters = placed.disputes.letters
    taken: dict[tuple[int, bool], list[tuple[float, float]]] = {}
    if placed.disputes.score:
        _score(painter, brush, entry, readings, letters)
    else:
        for one in sorted(readings, key=lambda r: (r.start, -r.end)):
            _line(painter, brush, entry, one)
        for one in sorted(readings, key=lambda r: (r.start, -r.end)):
            _tag(painter, brush, entry, one, letters[one.row], taken)
    for at in placed.disputes.ticks:
        if entry.laid.start < at <= entry.laid.end:
            _tick(painter, brush, entry, at)


def _runs(laid: Laid, one: Reading) -> list[tuple[int, Run, bool, bool]]:
    """Each stretch of a reading with its line, and whether the reading's true ends are there."""
    found = []
    for start, end in one.parts:
        low, high = max(start, laid.start), min(end, laid.end)
        if low >= high:
            continue
        for index in range(laid.line_of(low), laid.line_of(high) + 1):
            line = laid.lines[index]
            for run in laid.runs(index, low, high):
                found.append((index, run, line.start <= one.start, one.end <= line.end))
    return found


def _line(painter: QPainter, brush: Brush, entry: Entry, one: Reading) -> None:
    """A's solid line above, B's double line below."""
    px = brush.theme.px
    painter.setPen(_NO_PEN)
    painter.setBrush(brush.colour(one.label))
    for index, run, _, _ in _runs(entry.laid, one):
        base = entry.laid.lines[index].baseline
        left, width = run.x0 + 0.5, max(1.0, run.x1 - run.x0 - 1)
        if one.row == 0:
            painter.drawRect(QRectF(left, round(base + px(ABOVE - STEP * one.level)), width, max(1, px(2))))
        else:
            for lower in (0, BELOW_GAP):
                top = round(base + px(BELOW + lower + 2 * STEP * one.level))
                painter.drawRect(QRectF(left, top, width, max(1.0, round(px(1.3)))))


def _tag(
    painter: QPainter,
    brush: Brush,
    entry: Entry,
    one: Reading,
    letter: str,
    taken: dict[tuple[int, bool], list[tuple[float, float]]],
) -> None:
    """“A p” above the first glyph, “B o” below it; right of those that stand there."""
    if not entry.laid.start <= one.start < entry.laid.end:
        return
    runs = _runs(entry.laid, one)
    if not runs:
        return
    index, run, _, _ = runs[0]
    px, page = brush.theme.px, brush.page
    look = page.looks.get(one.label)
    sign = look.letter if look else one.label[:1].lower()
    lead, gap = page.tag_width(f"{letter} "), px(5)
    width = lead + page.tag_width(sign)
    x = run.x1 - width if run.rtl else run.x0
    row = taken.setdefault((index, one.row == 0), [])
    if one.row == 0:
        row += [(tag.x, tag.x + tag.width) for tag in entry.figure.tags[index] if not row]
    for left, right in sorted(row):
        if left < x + width + gap and right > x - gap:
            x = right + gap
    row.append((x, x + width))
    base = entry.laid.lines[index].baseline
    y = base + px(ABOVE_TAG if one.row == 0 else BELOW_TAG)
    painter.setPen(_NO_PEN)
    painter.setBrush(brush.paper)
    painter.drawRect(QRectF(x - px(1.5), y - px(8.5), width + px(3), px(9.5)))
    painter.setFont(page.tag_font)
    painter.setPen(brush.soft)
    painter.drawText(QPointF(x, y), letter)
    painter.setPen(brush.colour(one.label))
    painter.drawText(QPointF(x + lead, y), sign)


def _score(
    painter: QPainter, brush: Brush, entry: Entry, readings: Sequence[Reading], letters: Sequence[str]
) -> None:
    """A row for each annotator under the lines that they read differently, with what they have at its place."""
    px, laid, page = brush.theme.px, entry.laid, brush.page
    font = brush.theme.ui_font(10, True)
    tops = {}
    for index in lines_touched(laid, readings):
        line = laid.lines[index]
        tops[index] = line.baseline + px(10 + SCORE_TOP)
        painter.setFont(font)
        for row, letter in enumerate(letters):
            y = round(tops[index] + px(ROW) * row + px(BAR) / 2)
            painter.setPen(QPen(mix(brush.ink, brush.paper, 0.18), 1))
            painter.drawLine(QPointF(0, y), QPointF(page.grid.width, y))
            painter.setPen(brush.soft)
            box = QRectF(px(LETTER_X) - px(40), y - px(8), px(40), px(16))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), letter)
    for one in sorted(readings, key=lambda r: (r.start - r.end, r.start)):
        colour = brush.colour(one.label)
        look = page.looks.get(one.label)
        for index, run, first, last in _runs(laid, one):
            if index not in tops:
                continue
            top = round(tops[index] + px(ROW) * one.row)
            bar = QRectF(run.x0 + 0.5, top, max(px(6), run.x1 - run.x0 - 1), round(px(BAR)))
            painter.setPen(_NO_PEN)
            painter.setBrush(mix(colour, brush.paper, 0.3 if not brush.theme.dark else 0.4))
            left, right = (last, first) if run.rtl else (first, last)
            painter.drawPath(frames.ends(bar, px(2), left=left, right=right))
            painter.fillRect(QRectF(bar.left(), bar.bottom() - px(2), bar.width(), px(2)), colour)
            if first:
                painter.setFont(font)
                painter.setPen(brush.ink)
                sign = look.letter if look else one.label[:1].lower()
                painter.drawText(QPointF(bar.left() + px(3), bar.bottom() - px(3.5)), sign)


def _tick(painter: QPainter, brush: Brush, entry: Entry, at: int) -> None:
    """A small tick above the last glyph."""
    px, laid = brush.theme.px, entry.laid
    index = laid.line_of(at - 1)
    runs = laid.runs(index, at - 1, at)
    if not runs:
        return
    x = (runs[-1].x0 if runs[-1].rtl else runs[-1].x1) - px(5)
    y = laid.lines[index].baseline + px(-19)
    path = QPainterPath(QPointF(x, y))
    path.lineTo(QPointF(x + px(2.5), y + px(2.8)))
    path.lineTo(QPointF(x + px(7), y - px(3.2)))
    painter.setBrush(_NO_BRUSH)
    painter.setPen(QPen(QColor(brush.theme.green), max(1.3, px(1.6))))
    painter.drawPath(path)


def paint_frame(painter: QPainter, brush: Brush, entry: Entry, extent: tuple[int, int]) -> None:
    """The accent's frame around what is being decided."""
    start, end = max(extent[0], entry.laid.start), min(extent[1], entry.laid.end)
    if start >= end:
        return
    px = brush.theme.px
    painter.setPen(QPen(brush.accent, max(1.5, px(2))))
    painter.setBrush(_NO_BRUSH)
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for rect in frames.rects(brush, entry, start, end):
        if rect.width() > 0:
            path.addRect(rect.adjusted(-px(2), -px(3), px(2), px(6)))
    painter.drawPath(path.simplified())
