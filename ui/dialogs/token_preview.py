"""A few lines of text with their tokens as boxes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme

PITCH, BOX = 32, 24  # px from line to line; the height of a box
MARGIN = 14


class TokenPreview(QWidget):
    """Shows `pieces`: each a word or part of one, and whether it is a token; or a sentence in their place."""

    def __init__(self, theme: Theme, lines: int = 5) -> None:
        super().__init__()
        self.theme = theme
        self.pieces: list[tuple[str, bool]] = []
        self.words = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(lines * PITCH + 16)
        self.setAccessibleName("The text cut into tokens")

    def sizeHint(self) -> QSize:
        return QSize(560, self.height())

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme."""
        self.theme = theme
        self.update()

    def show_tokens(self, text: str, tokens: Sequence[tuple[int, int]]) -> None:
        """Cut the text there (code points)."""
        self.words, self.pieces, place = "", [], 0
        for start, end in tokens:
            if place < start:
                self.pieces.append((text[place:start], False))
            self.pieces.append((text[start:end], True))
            place = end
        self.pieces.append((text[place:], False))
        told = " | ".join(piece for piece, is_token in self.pieces if is_token)
        self.setAccessibleDescription(told)
        self.update()

    def show_words(self, words: str) -> None:
        """Say something in place of the tokens."""
        self.words, self.pieces = words, []
        self.setAccessibleDescription(words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QColor(self.theme.panel_line))
            painter.setBrush(QColor(self.theme.paper))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
            if self.words:
                painter.setFont(self.theme.ui_font(13))
                painter.setPen(QColor(self.theme.soft))
                inner = QRectF(self.rect()).adjusted(MARGIN, 0, -MARGIN, 0)
                flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
                painter.drawText(inner, flags, self.words)
            else:
                self._paint_pieces(painter)

    def _paint_pieces(self, painter: QPainter) -> None:
        font = self.theme.reading_font()
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        right, bottom = self.width() - MARGIN, self.height() - 8
        x, y = float(MARGIN), 8.0
        box_colour, line = QColor(self.theme.accent), QColor(self.theme.accent)
        box_colour.setAlphaF(0.12)
        line.setAlphaF(0.55)
        blank = metrics.horizontalAdvance(" ")
        for word in self._words():
            widths = [metrics.horizontalAdvance(piece) + (4 if is_token else 0) for piece, is_token in word]
            if x + sum(widths) > right and x > MARGIN:
                x, y = float(MARGIN), y + PITCH
            if y + PITCH > bottom + 4:
                return
            for (piece, is_token), width in zip(word, widths, strict=True):
                box = QRectF(x, y + (PITCH - BOX) / 2, width, BOX)
                if is_token:
                    painter.setPen(line)
                    painter.setBrush(box_colour)
                    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -1.5, -0.5), 3, 3)
                painter.setPen(QColor(self.theme.ink))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, piece)
                x += width
            x += blank

    def _words(self) -> list[list[tuple[str, bool]]]:
        """The pieces by what white space parts: a line does not break inside."""
        found: list[list[tuple[str, bool]]] = [[]]
        for piece, is_token in self.pieces:
            if is_token:
                found[-1].append((" ".join(piece.split()), True))
                continue
            for at, part in enumerate(re.split(r"\s+", piece)):
                if at and found[-1]:
                    found.append([])
                if part:
                    found[-1].append((part, False))
        return [word for word in found if word]
