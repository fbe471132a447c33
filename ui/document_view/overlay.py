"""What the mouse has under way: an edge being dragged, the grip of an arrow, an arrow without an end."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.document_view.frames import FOOT, FOOT_HEIGHT, TINT_TOP
from ui.document_view.geometry import Piece
from ui.document_view.page import Entry
from ui.document_view.painting import Brush
from ui.document_view.routes import Route

GRIP = 3.5  # px, the dot's radius
GRAB = 8.0  # px around its middle where the mouse takes it


class Pull(Struct, frozen=True):
    """An arrow from a span's grip to the mouse; `barred` where what is there cannot be its other end."""

    start: tuple[float, float]
    end: tuple[float, float]
    barred: bool = False


def grip_place(
    brush: Brush,
    entry: Entry,
    piece: Piece,
    taken: Iterable[float],
    plates: Iterable[tuple[float, float]] = (),
) -> tuple[float, float]:
    """On a span's upper edge, clear of letters, of ways that end at `taken`, and of the names on `plates`.

    All x count from the column's left, y from the segment's top.
    """
    line, px = entry.laid.lines[piece.line], brush.theme.px
    width = piece.x1 - piece.x0
    shares = (0.5, 0.75, 0.25, 0.9, 0.62, 0.38, 1.0)
    places = [piece.x0 + width * share for share in shares]
    if piece.form == "passage":
        steps = [min(px(20 + 14 * step), width) for step in range(16)]
        places = [piece.x1 - step if piece.rtl else piece.x0 + step for step in steps]
    reach = px(GRIP + 2)
    letters = [(tag.x - reach, tag.x + tag.width + reach) for tag in entry.figure.tags[piece.line]]
    letters += [(x0 - reach, x1 + reach) for x0, x1 in plates]
    ends = [(x - px(GRIP + 5), x + px(GRIP + 5)) for x in taken]
    free = [x for x in places if not any(a < x < b for a, b in (*letters, *ends))]
    top = line.top if piece.form == "passage" else line.baseline + brush.px(TINT_TOP) - px(2)
    beside = piece.x1 + px(2)  # a long name may stand over all of the span and beyond
    for a, b in sorted((*letters, *ends)):
        beside = b if a < beside < b else beside
    return (*free, beside)[0], top


def find_grip(
    brush: Brush, shown: list[tuple[Entry, float]], span: str, routes: Iterable[Route], *, left: float
) -> QPointF | None:
    """The middle of a span's grip in the viewport, where its text begins at `left`; None if it does not show."""
    px, routes = brush.theme.px, list(routes)
    for entry, y in shown:
        pieces = entry.figure.of_span.get(span)
        if not pieces:
            continue
        base = round(y) + entry.laid.lines[pieces[0].line].baseline
        taken = [
            x - left
            for route in routes
            for line in route.lines
            for x, end in (line[0], line[-1])
            if abs(end - base) < px(24)
        ]
        plates = [
            (plate.x - left, plate.x + plate.width - left)
            for route in routes
            for plate in route.plates
            if plate.y < base < plate.y + px(40)
        ]
        x, top = grip_place(brush, entry, pieces[0], taken, plates)
        return QPointF(left + x, round(y) + top)
    return None


def paint_grip(painter: QPainter, brush: Brush, at: QPointF) -> None:
    """A dot in the accent's colour, ringed with paper."""
    radius = brush.theme.px(GRIP)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(QPen(brush.paper, max(1.0, brush.theme.px(1.5))))
    painter.setBrush(brush.accent)
    painter.drawEllipse(at, radius, radius)


def paint_pull(painter: QPainter, brush: Brush, pull: Pull) -> None:
    """An arrow on its way: dashes like those of a planned relation."""
    px = brush.theme.px
    colour = QColor(brush.soft if pull.barred else brush.accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, max(1.0, px(1.5)), Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(*pull.start), QPointF(*pull.end))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(*pull.end), px(3), px(3))


def paint_edge(
    painter: QPainter,
    brush: Brush,
    shown: list[tuple[Entry, float]],
    parts: tuple[tuple[int, int], ...],
    *,
    left: float,
) -> None:
    """The stretches that a span would cover: a wash of the accent and a frame, dotted from one to the next."""
    wash = QColor(brush.accent)
    wash.setAlphaF(0.16)
    frame = QPen(brush.accent, max(1.5, brush.theme.px(2)))
    radius = brush.theme.px(3)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for entry, y in shown:
        for number, (start, end) in enumerate(parts):
            painter.setPen(frame)
            painter.setBrush(wash)
            for rect in _rects(brush, entry, start, end):
                painter.drawRoundedRect(rect.translated(left, round(y)), radius, radius)
            if number:
                dots = QPen(brush.accent, 1, Qt.PenStyle.DotLine)
                painter.setPen(dots)
                for rect in _rects(brush, entry, parts[number - 1][1], start):
                    at = rect.translated(left, round(y))
                    painter.drawLine(at.bottomLeft(), at.bottomRight())


def _rects(brush: Brush, entry: Entry, start: int, end: int) -> list[QRectF]:
    laid, rects = entry.laid, []
    start, end = max(start, laid.start), min(end, laid.end)
    if end <= start:
        return []
    for index in range(laid.line_of(start), laid.line_of(end) + 1):
        line = laid.lines[index]
        top = line.baseline + brush.px(TINT_TOP) - 1.5
        bottom = line.baseline + brush.px(FOOT) + brush.px(FOOT_HEIGHT) + 1.5
        rects += [
            QRectF(run.x0 - 1, top, run.x1 - run.x0 + 2, bottom - top) for run in laid.runs(index, start, end)
        ]
    return rects
