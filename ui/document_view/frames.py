"""Frames around spans, hits and problems: what comes and goes without the spans changing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui.document_view.geometry import Piece, united
from ui.theme import mix
from workbench.offsets import cuts_word

if TYPE_CHECKING:
    from ui.document_view.page import Entry
    from ui.document_view.painting import Brush, Marks
    from workbench.model import Problem, Span

TINT_TOP, TINT_BOTTOM = -15, 5  # px from the baseline, as all below
FOOT, FOOT_STEP, FOOT_HEIGHT = 3, 4, 2
_LONG_WORD = 40  # code points of a word that is cut, of which all is marked
_NO_BRUSH, _NO_PEN = Qt.BrushStyle.NoBrush, Qt.PenStyle.NoPen


def extent(brush: Brush, entry: Entry, piece: Piece) -> tuple[float, float]:
    """Where a piece is drawn from and to: a passage with the bars at its true ends."""
    if piece.form != "passage":
        return piece.x0, piece.x1
    left, right = (piece.last, piece.first) if piece.rtl else (piece.first, piece.last)
    before, after = entry.figure.before, entry.figure.after
    x0 = brush.bar_left(entry, piece, (after if piece.rtl else before)[piece.span]) if left else piece.x0
    x1 = piece.x1
    if right:
        slot = (before if piece.rtl else after)[piece.span]
        x1 = brush.bar_right(entry, piece, slot) + brush.bar_width
    return x0, x1


def box(brush: Brush, entry: Entry, piece: Piece, *, pen: float, above: float = 0) -> QRectF:
    """The frame around a piece, for a pen so many px wide, which fills whole pixels.

    It lies close to the tint beside it, and `above` px away from tint and foot line.
    """
    line = entry.laid.lines[piece.line]
    x0, x1 = extent(brush, entry, piece)
    if piece.form == "passage":
        top, bottom = line.top, line.bottom
    else:
        top = line.baseline + brush.px(TINT_TOP)
        bottom = line.baseline + brush.px(FOOT) + brush.px(FOOT_STEP) * piece.level + brush.px(FOOT_HEIGHT)
    rect = QRectF(round(x0), round(top), round(x1) - round(x0), round(bottom - top))
    half = pen / 2
    return rect.adjusted(-half, -above - half, half, above + half)


def joined(entry: Entry, pieces: Sequence[Piece]) -> Iterator[tuple[Piece, bool, bool]]:
    """What a span's frame goes around: its pieces, those that touch on a line as one, and which sides are closed.

    A fragment of both directions stands in several pieces on a line, in the order of the paper. Its frame is open
    only where the fragment goes on to another line, which is at an end of the line's own direction.
    """
    for _, found in groupby(united(pieces), key=lambda piece: (piece.line, piece.part)):
        here = list(found)
        ways = {piece.rtl for piece in pieces if (piece.line, piece.part) == (here[0].line, here[0].part)}
        rtl = entry.laid.rtl if len(ways) == 2 else here[0].rtl
        opens, closes = any(piece.opens for piece in here), any(piece.closes for piece in here)
        for number, piece in enumerate(here):
            inner_left, inner_right = number > 0, number < len(here) - 1
            left, right = inner_left or (closes if rtl else opens), inner_right or (opens if rtl else closes)
            starts = opens and not (inner_right if rtl else inner_left)
            stops = closes and not (inner_left if rtl else inner_right)
            yield replace(piece, rtl=rtl, opens=starts, closes=stops), left, right


def framed(entry: Entry, index: int, marks: Marks) -> list[tuple[float, float]]:
    """From where to where the selected span, the active one and the partners are framed on a line."""
    return [
        (piece.x0 - 3, piece.x1 + 3)
        for id in (marks.selected, marks.active, *marks.partners)
        for piece in entry.figure.of_span.get(id, ())
        if piece.line == index
    ]


def paint_outlines(painter: QPainter, brush: Brush, entry: Entry, marks: Marks) -> None:
    """The frames of the hovered, active and selected spans and of the selected one's partners."""
    painter.setBrush(_NO_BRUSH)
    of_span = entry.figure.of_span
    if marks.hover and marks.hover != marks.selected and marks.hover in of_span:
        _thin(painter, brush, entry, marks.hover, None, Qt.PenStyle.SolidLine)
    for id in marks.partners:
        if id in of_span:
            _thin(painter, brush, entry, id, brush.accent, Qt.PenStyle.SolidLine)
    if marks.active and marks.active != marks.selected and marks.active in of_span:
        _thin(painter, brush, entry, marks.active, brush.accent, Qt.PenStyle.DashLine)
    mine = of_span.get(marks.selected, [])
    if mine and mine[0].form == "passage":
        pen = brush.pen(2)
        painter.setPen(QPen(brush.accent, pen))
        painter.drawPath(outline(brush, entry, mine, pen))
    for piece, left, right in joined(entry, mine):
        _selected(painter, brush, entry, piece, marks.edge, marks.part, (left, right))


def _thin(
    painter: QPainter, brush: Brush, entry: Entry, id: str, colour: QColor | None, style: Qt.PenStyle
) -> None:
    """A span's outline of 1 px, by default in half its label's colour."""
    pieces = entry.figure.of_span[id]
    if not pieces:
        return
    if colour is None:
        colour = QColor(brush.colour(pieces[0].label))
        colour.setAlphaF(0.5)
    painter.setPen(QPen(colour, 1, style))
    if pieces[0].form == "passage":
        painter.drawPath(outline(brush, entry, pieces, 1))
        return
    radius = brush.theme.px(2.5)
    for piece, left, right in joined(entry, pieces):
        rect = box(brush, entry, piece, pen=1, above=1)
        if left and right:
            painter.drawRoundedRect(rect, radius, radius)
        else:
            painter.drawPath(_open_frame(rect, radius, left=left, right=right))


def outline(brush: Brush, entry: Entry, pieces: list[Piece], pen: float) -> QPainterPath:
    """One outline around all lines of a passage, for a pen so many px wide."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for piece in pieces:
        path.addRect(box(brush, entry, piece, pen=pen))
    return path.simplified()


def _selected(
    painter: QPainter,
    brush: Brush,
    entry: Entry,
    piece: Piece,
    edge: str,
    part: int,
    closed: tuple[bool, bool],
) -> None:
    """A frame of 2 px that stays within the blanks beside the words, and a thicker bar at the active edge."""
    pen = QPen(brush.accent, brush.pen(2))
    rect = box(brush, entry, piece, pen=pen.widthF(), above=1)
    painter.setPen(pen)
    painter.setBrush(_NO_BRUSH)
    radius = brush.theme.px(3)
    left, right = closed
    if piece.form == "passage":
        pass  # its outline goes around all lines at once
    elif left and right:
        painter.drawRoundedRect(rect, radius, radius)
    else:
        painter.drawPath(_open_frame(rect, radius, left=left, right=right))
    at_left = (edge == "start") != piece.rtl
    if piece.part == part and (piece.opens if edge == "start" else piece.closes):
        width, half = brush.theme.px(3), pen.widthF() / 2
        x = rect.left() - half if at_left else rect.right() + half - width
        bar = QRectF(x, rect.top() - half, width, rect.height() + 2 * half)
        painter.setPen(_NO_PEN)
        painter.setBrush(brush.accent)
        painter.drawRoundedRect(bar, 1.5, 1.5)


def paint_hits(painter: QPainter, brush: Brush, entry: Entry, marks: Marks) -> None:
    """Hits of a search: an outline in ink; the current one is filled."""
    for start, end, current in marks.hits.get(entry.index, ()):
        for rect in rects(brush, entry, start, end):
            painter.setPen(QPen(brush.ink, max(1.0, brush.theme.px(1.5))))
            painter.setBrush(mix(brush.ink, brush.paper, 0.22) if current else _NO_BRUSH)
            painter.drawRoundedRect(rect.adjusted(-1, 0, 1, 0), 2, 2)


def rects(brush: Brush, entry: Entry, start: int, end: int) -> list[QRectF]:
    """The boxes of a stretch of text, line by line."""
    laid, found = entry.laid, []
    first, last = laid.line_of(max(start, laid.start)), laid.line_of(min(end, laid.end))
    for index in range(first, last + 1):
        line = laid.lines[index]
        for run in laid.runs(index, start, end):
            top = line.baseline + brush.px(TINT_TOP)
            found.append(QRectF(run.x0, top, run.x1 - run.x0, brush.px(TINT_BOTTOM - TINT_TOP)))
    return found


def paint_problems(painter: QPainter, brush: Brush, entry: Entry, marks: Marks) -> None:
    """A wave under what breaks a rule, below all foot lines there: one where several problems meet."""
    laid, px = entry.laid, brush.px
    painter.setPen(QPen(QColor(brush.theme.red), max(1.0, brush.theme.px(1.2))))
    painter.setBrush(_NO_BRUSH)
    for index, stretches in _troubled(entry, marks, brush.page.document.text).items():
        on_line = [piece for piece in entry.figure.pieces[index] if piece.form != "passage"]
        for x0, x1 in stretches:
            level = max((piece.level for piece in on_line if piece.x0 < x1 and piece.x1 > x0), default=-1)
            y = laid.lines[index].baseline + px(FOOT) + px(FOOT_STEP) * (level + 1) + px(1)
            painter.drawPath(_wave(x0, x1, y, brush.theme.px(1.5)))


def _troubled(entry: Entry, marks: Marks, text: str) -> dict[int, list[tuple[float, float]]]:
    """From where to where each line has problems; those that touch are one stretch."""
    laid = entry.laid
    found = defaultdict[int, list[tuple[float, float]]](list)
    for problem in marks.problems.get(entry.index, ()):
        span = entry.spans.get(problem.target)
        for start, end in _meant(problem, span, text):
            start, end = max(start, problem.start, laid.start), min(end, problem.end, laid.end)
            for index in range(laid.line_of(start), laid.line_of(end) + 1) if start < end else ():
                found[index] += [(run.x0, run.x1) for run in laid.runs(index, start, end)]
    return {index: _without_overlaps(stretches) for index, stretches in found.items()}


def _meant(problem: Problem, span: Span | None, text: str) -> Sequence[tuple[int, int]]:
    """The stretches of text that a problem is about: its span; where boundaries cut words, what is left of these."""
    if span is None:
        return ((problem.start, problem.end),)
    found = []
    for start, end in span.parts() if problem.kind.startswith("cut") else ():
        if cuts_word(text, start):
            found.append((start, _while_in_word(text, start, end, 1)))
        if cuts_word(text, end):
            found.append((_while_in_word(text, end, start, -1), end))
    return found or span.parts()


def _while_in_word(text: str, at: int, to: int, step: int) -> int:
    """The other edge of the word that a boundary cuts, within its span, or so many characters further."""
    last = at + step * min(abs(to - at), _LONG_WORD)
    at += step
    while at != last and cuts_word(text, at):
        at += step
    return at


def _without_overlaps(stretches: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same ground without overlaps, from left to right."""
    found: list[tuple[float, float]] = []
    for x0, x1 in sorted(stretches):
        if found and x0 <= found[-1][1]:
            found[-1] = found[-1][0], max(x1, found[-1][1])
        else:
            found.append((x0, x1))
    return found


def ends(rect: QRectF, radius: float, *, left: bool, right: bool) -> QPainterPath:
    """A rectangle with round corners only at the ends named."""
    path = QPainterPath()
    x0, y0, x1, y1 = rect.left(), rect.top(), rect.right(), rect.bottom()
    a, b = (radius if left else 0.0), (radius if right else 0.0)
    path.moveTo(x0 + a, y0)
    path.lineTo(x1 - b, y0)
    if b:
        path.quadTo(x1, y0, x1, y0 + b)
    path.lineTo(x1, y1 - b)
    if b:
        path.quadTo(x1, y1, x1 - b, y1)
    path.lineTo(x0 + a, y1)
    if a:
        path.quadTo(x0, y1, x0, y1 - a)
    path.lineTo(x0, y0 + a)
    if a:
        path.quadTo(x0, y0, x0 + a, y0)
    path.closeSubpath()
    return path


def _wave(x0: float, x1: float, y: float, size: float) -> QPainterPath:
    path = QPainterPath(QPointF(x0, y))
    x, up = x0, True
    while x < x1:
        step = min(2 * size, x1 - x)
        path.quadTo(QPointF(x + step / 2, y - size if up else y + size), QPointF(x + step, y))
        x += step
        up = not up
    return path


def _open_frame(rect: QRectF, radius: float, *, left: bool, right: bool) -> QPainterPath:
    """A frame that is open where its span goes on to another line."""
    path = QPainterPath()
    if left:
        path.moveTo(rect.right(), rect.top())
        path.lineTo(rect.left() + radius, rect.top())
        path.quadTo(rect.topLeft(), QPointF(rect.left(), rect.top() + radius))
        path.lineTo(rect.left(), rect.bottom() - radius)
        path.quadTo(rect.bottomLeft(), QPointF(rect.left() + radius, rect.bottom()))
        path.lineTo(rect.right(), rect.bottom())
    elif right:
        path.moveTo(rect.left(), rect.top())
        path.lineTo(rect.right() - radius, rect.top())
        path.quadTo(rect.topRight(), QPointF(rect.right(), rect.top() + radius))
        path.lineTo(rect.right(), rect.bottom() - radius)
        path.quadTo(rect.bottomRight(), QPointF(rect.right() - radius, rect.bottom()))
        path.lineTo(rect.left(), rect.bottom())
    else:
        path.moveTo(rect.topLeft())
        path.lineTo(rect.topRight())
        path.moveTo(rect.bottomLeft())
        path.lineTo(rect.bottomRight())
    return path
