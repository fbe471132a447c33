"""Short texts of one font that are painted again and again: each is laid out once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText


class Lettering:
    """The texts of one font, kept as long as it lives: for labels and values, of which there are few."""

    def __init__(self, font: QFont) -> None:
        self.font, self.metrics = font, QFontMetricsF(font)
        self._ascent = self.metrics.ascent()
        self._texts: dict[str, QStaticText] = {}

    def draw(self, painter: QPainter, text: str, x: float, baseline: float) -> None:
        """Paint a text; the painter has this font already, and the pen."""
        painter.drawStaticText(QPointF(x, baseline - self._ascent), self._laid_out(text))

    def draw_number(self, painter: QPainter, number: int, right: float, baseline: float) -> None:
        """Paint a number that ends at `right`, digit by digit: there are as many numbers as paragraphs."""
        for digit in reversed(str(number)):
            right -= self._laid_out(digit).size().width()
            self.draw(painter, digit, right, baseline)

    def _laid_out(self, text: str) -> QStaticText:
        found = self._texts.get(text)
        if found is None:
            found = self._texts[text] = QStaticText(text)
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self.font)
        return found
