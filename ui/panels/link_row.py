"""Rows that lead somewhere, and words of the article cut to a few lines: both with the whole text as tool tip."""

from __future__ import annotations

from math import ceil
from unicodedata import bidirectional

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.models import one_line
from ui.theme import Theme

_SHARE = 0.55  # of a row's width, for its quiet word
_GAP = 10  # px between that and the others
LEFT_TO_RIGHT, RIGHT_TO_LEFT, END_ISOLATE = "\u2066", "\u2067", "\u2069"


class LinkRow(QAbstractButton):
    """One line: a quiet word, then the words it leads to, elided; Enter or a click goes there."""

    removed = Signal()  # Delete or Backspace
    typed = Signal(str)  # another letter

    def __init__(self, lead: str, words: str, theme: Theme, *, tail: str = "") -> None:
        super().__init__()
        self.lead, self.words, self.tail, self.theme = lead, one_line(words), tail, theme
        self.widest = lead, self.words  # of all rows whose words stand in one column with those of this one
        self.walks = True  # Up and Down go to the neighbour in the chain of Tab; else its parent has them
        self.setText(" ".join(part for part in (lead, self.words, tail) if part))
        self.setAccessibleName(self.text())
        self.setToolTip(self.text())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(100, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme = self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        if self.underMouse() and self.isEnabled():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(box, 4, 4)
        font = theme.ui_font(13)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        line = box.adjusted(4, 0, -4, 0)
        if self.tail:
            width = metrics.horizontalAdvance(self.tail)
            painter.setPen(QColor(theme.soft))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.tail)
            line.setRight(line.right() - width - 8)
        if self.lead:
            room = self.lead_room(metrics, line.width())
            painter.setPen(QColor(theme.soft))
            painter.drawText(
                line, flags, metrics.elidedText(self.lead, Qt.TextElideMode.ElideRight, ceil(room))
            )
            line.setLeft(line.left() + room + _GAP)
        painter.setPen(QColor(theme.ink))
        painter.drawText(line, flags, elided(self.words, font, line.width()))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.accent), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def lead_room(self, metrics: QFontMetricsF, width: float) -> float:
        """The px of a row's `width` that the quiet words get: more than their share where the others are short."""
        lead, words = (metrics.horizontalAdvance(text) for text in self.widest)
        return min(lead, max(width * _SHARE, width - words - _GAP))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.click()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and plain:
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not self.walks:
            event.ignore()
        elif plain and event.text().isalpha():
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)


class Words(QWidget):
    """Words of the article in the reading face, wrapped, cut after some lines."""

    def __init__(self, theme: Theme, *, px: int = 16, lines: int = 3) -> None:
        super().__init__()
        self.theme, self._px, self._lines = theme, px, lines
        self.words = ""
        self._known, self._height = (0, ""), 0  # the height for a width and words, as last asked
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_words(self, words: str) -> None:
        """Show these words."""
        wanted = one_line(words, limit=400)
        if wanted == self.words:
            return
        self.words = wanted
        self.setToolTip(self.words)
        self.setAccessibleName(self.words)
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme = theme
        self._known = (0, "")
        self.updateGeometry()
        self.update()

    @property
    def _pitch(self) -> float:
        return QFontMetricsF(self.theme.reading_font(self._px)).height()

    def _layout(self, width: float) -> tuple[QTextLayout, list[tuple[int, int]]]:
        layout = QTextLayout(self.words, self.theme.reading_font(self._px))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        lines: list[tuple[int, int]] = []
        layout.beginLayout()
        while len(lines) < self._lines and (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            lines.append((line.textStart(), line.textLength()))
        layout.endLayout()
        return layout, lines

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if self._known != (width, self.words):
            lines = max(1, len(self._layout(max(width, 20))[1]))
            self._known, self._height = (width, self.words), round(lines * self._pitch)
        return self._height

    def sizeHint(self) -> QSize:
        return QSize(100, self.heightForWidth(max(self.width(), 60)))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        font = self.theme.reading_font(self._px)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.ink))
        layout, lines = self._layout(self.width())
        text16 = layout.text().encode("utf-16-le", "surrogatepass")
        for at, (start, length) in enumerate(lines):
            end = len(text16) if at == len(lines) - 1 else 2 * (start + length)
            shown = text16[2 * start : end].decode("utf-16-le", "replace").rstrip()
            shown = elided(shown, font, self.width(), leftwards=reads_leftwards(self.words))
            baseline = at * self._pitch + metrics.ascent()
            x = self.width() - metrics.horizontalAdvance(shown) if reads_leftwards(self.words) else 0.0
            painter.drawText(QPointF(x, baseline), shown)


def reads_leftwards(words: str) -> bool:
    """Whether a text is set from the right: by its first letter of a direction (UAX 9, rule P2)."""
    strong = next((kind for kind in map(bidirectional, words) if kind in ("L", "R", "AL")), "L")
    return strong != "L"


def elided(words: str, font: QFont, width: float, *, leftwards: bool | None = None) -> str:
    """The words cut to a width in px, isolated (UAX 9) so that the dots stand at their end in every script."""
    shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, width)
    if shown.isascii():
        return shown
    right = reads_leftwards(words) if leftwards is None else leftwards
    return f"{RIGHT_TO_LEFT if right else LEFT_TO_RIGHT}{shown}{END_ISOLATE}"
