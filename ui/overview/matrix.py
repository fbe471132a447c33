"""Which labels stand against which: a matrix that is walked by arrows and clicks; each cell opens its spans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Theme

Cells = Mapping[tuple[str, str], tuple[int, int]]  # labels (empty: none there) -> exact, other boundaries
NONE = "nothing"
CELL, HEAD, TAIL, LEAST = 52, 74, 28, 22
FAINT, TINT = 0.16, 0.66  # of a cell with one, and what is added where a cell has as many as the fullest
FINER = 2  # of a picture that is saved
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


def order(cells: Cells) -> list[str]:
    """The labels of a matrix, the most frequent first; the empty one, for none, stands last."""
    counts: dict[str, int] = {}
    for pair, numbers in cells.items():
        for label in pair:
            counts[label] = counts.get(label, 0) + sum(numbers)
    named = sorted((label for label in counts if label), key=lambda label: (-counts[label], label))
    return [*named, *([""] if "" in counts else [])]


class Matrix(QWidget):
    """`chosen` names the two labels of the current cell: Enter, a click, or a double click."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.cells: Cells = {}
        self.labels: list[str] = []
        self.sides: Sequence[str] = ("", "")
        self.at = (0, 0)
        self._alone = False  # drawn for a file, without the frame of the current cell
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._say()

    def show_cells(self, cells: Cells, sides: Sequence[str]) -> None:
        """Show these; `sides` are the names of the rows' and the columns' annotator."""
        self.cells, self.sides, self.labels = cells, sides, order(cells)
        self.at = (0, 0)
        self._say()
        self.update()

    def picture(self) -> QPixmap:
        """The matrix on the panel's ground, twice as fine as on the screen, without the current cell's frame."""
        made = QPixmap(self.size() * FINER)
        made.setDevicePixelRatio(FINER)
        made.fill(QColor(self.theme.panel))
        self._alone = True
        self.render(made)
        self._alone = False
        return made

    def pair(self) -> tuple[str, str]:
        """The labels of the current cell."""
        row, column = self.at
        return (self.labels[row], self.labels[column]) if self.labels else ("", "")

    def sizeHint(self) -> QSize:
        return QSize(HEAD + CELL * max(len(self.labels), 6), HEAD + 32 * max(len(self.labels), 6))

    def minimumSizeHint(self) -> QSize:
        return QSize(HEAD + LEAST * max(len(self.labels), 4), HEAD + LEAST * max(len(self.labels), 4))

    def _side(self) -> tuple[float, float]:
        number = max(len(self.labels), 1)
        room = self.width() - HEAD - TAIL
        return min(CELL * 1.6, room / number), min(34.0, (self.height() - HEAD) / number)

    def _say(self) -> None:
        words = "Which labels stand against which"
        if self.labels:
            a, b = self.pair()
            exact, boundary = self.cells.get((a, b), (0, 0))
            words = (
                f"{a or NONE} against {b or NONE}: {exact} with the same boundaries, {boundary} with others"
            )
        self.setAccessibleName(words)
        self.setToolTip(words if self.labels else "")

    def _move(self, row: int, column: int) -> None:
        last = len(self.labels) - 1
        self.at = (min(max(row, 0), last), min(max(column, 0), last))
        self._say()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if self.labels and step is not None:
            self._move(self.at[0] + step[0], self.at[1] + step[1])
        elif self.labels and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(*self.pair())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._cell(event.position().toPoint())
        if found is not None:
            self._move(*found)
            self.chosen.emit(*self.pair())

    def _cell(self, point: QPoint) -> tuple[int, int] | None:
        width, height = self._side()
        column, row = int((point.x() - HEAD) // width), int((point.y() - HEAD) // height)
        inside = 0 <= row < len(self.labels) and 0 <= column < len(self.labels)
        return (row, column) if inside else None

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        most = max((sum(numbers) for numbers in self.cells.values()), default=1)
        width, height = self._side()
        for row, a in enumerate(self.labels):
            for column, b in enumerate(self.labels):
                box = QRectF(HEAD + column * width, HEAD + row * height, width, height)
                self._paint_cell(painter, box, self.cells.get((a, b), (0, 0)), most, same=a == b)
        if self.labels and not self._alone:
            row, column = self.at
            painter.setPen(QColor(self.theme.accent if self.hasFocus() else self.theme.border))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            box = QRectF(HEAD + column * width, HEAD + row * height, width, height)
            painter.drawRect(box.adjusted(1, 1, -1, -1))
            painter.drawRect(box.adjusted(2, 2, -2, -2))
        painter.end()

    def _paint_heads(self, painter: QPainter) -> None:
        width, height = self._side()
        painter.setFont(_font(12))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(QColor(self.theme.ink))
        for at, label in enumerate(self.labels):
            words = label or NONE
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, HEAD - 12)
            row = QRectF(0, HEAD + at * height, HEAD - 8, height)
            painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
            painter.save()
            painter.translate(HEAD + (at + 0.5) * width, HEAD - 8)
            painter.rotate(-50)
            painter.drawText(QRectF(0, -8, HEAD, 16), Qt.AlignmentFlag.AlignVCenter, shown)
            painter.restore()
        painter.setPen(QColor(self.theme.soft))
        painter.setFont(_font(11))
        if self.labels and self.sides[0]:
            corner = QRectF(0, 0, HEAD - 8, HEAD - 8)
            metrics = QFontMetricsF(painter.font())
            names = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, HEAD - 26) for name in self.sides]
            words = f"{names[0]} ↓\n{names[1]} →"
            painter.drawText(corner, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, words)

    def _paint_cell(
        self, painter: QPainter, box: QRectF, numbers: tuple[int, int], most: int, *, same: bool
    ) -> None:
        exact, boundary = numbers
        total = exact + boundary
        colour = QColor((self.theme.green if same else self.theme.red) if total else self.theme.ink)
        colour.setAlphaF((FAINT + TINT * total / most) if total else 0.03)
        painter.fillRect(box.adjusted(1, 1, -1, -1), colour)
        if not total:
            return
        painter.setPen(QColor(self.theme.paper if colour.alphaF() > 0.55 else self.theme.ink))
        painter.setFont(_font(13))
        words = f"{exact:,} +{boundary:,}" if exact and boundary else f"{total:,}"
        if QFontMetricsF(painter.font()).horizontalAdvance(words) > box.width() - 4:
            painter.setFont(_font(10))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


def _font(size: int) -> QFont:
    font = QFont("Source Sans Pro")
    font.setPixelSize(size)
    return font
