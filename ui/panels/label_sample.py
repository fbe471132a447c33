"""A label drawn as it is in the article: tint and foot line, dotted line of a cue, wash and bars of a passage."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.patterns import DOTTED, Pattern
from ui.theme import Theme
from workbench.schema import Label

SAMPLE_PX = 14  # type size of samples; distances of the article shrink with it
_RATIO = SAMPLE_PX / 17


def draw_sample(
    painter: QPainter,
    box: QRectF,
    words: str,
    label: Label,
    *,
    theme: Theme,
    hover: bool = False,
    pattern: Pattern = (),
) -> float:
    """Draw `words` at the left of `box` as a span of this label, cut where the box ends; returns the width used.

    `pattern` is that of its foot line: ink and blank in turns.
    """
    passage = label.form == "passage"
    font = theme.reading_font(SAMPLE_PX)
    metrics = QFontMetricsF(font)
    pad = 5.0 if passage else 2.0
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(box.width() - 2 * pad, 8))
    width = metrics.horizontalAdvance(shown) + 2 * pad
    baseline = round(box.center().y() + metrics.capHeight() / 2)
    colour = theme.label_colour(label)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    left = box.left()
    if passage:
        wash = QColor(theme.ink)
        wash.setAlphaF(0.11 if hover else 0.07)
        painter.fillRect(QRectF(left, box.top() + 1, width, box.height() - 2), wash)
        for x in (left, left + width - 2):
            painter.fillRect(QRectF(x, box.top() + 1, 2, box.height() - 2), colour)
    elif label.form == "cue":
        _foot(painter, left + pad, left + width - pad, baseline + 4.0, colour, pattern or DOTTED)
    else:
        tint = QColor(colour)
        tint.setAlphaF(theme.tint * (2 if hover else 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tint)
        painter.drawRoundedRect(QRectF(left, baseline - 15 * _RATIO, width, 20 * _RATIO), 2, 2)
        _foot(painter, left, left + width, baseline + 4.0, colour, pattern)
    painter.setPen(QColor(theme.ink))
    painter.setFont(font)
    painter.drawText(QPointF(left + pad, baseline), shown)
    painter.restore()
    return width


def _foot(painter: QPainter, x0: float, x1: float, y: float, colour: QColor, pattern: Pattern) -> None:
    pen = QPen(colour, 2)
    if pattern:
        pen.setDashPattern([float(width) for width in pattern])
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(x0, y), QPointF(x1, y))
