"""A quiet table of plain rows: no grid, one line a row, a sentence where there is nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class Row(Struct, frozen=True):
    """One line: its cells, a tone (soft, warn, bad, good) for all or for one column, and what it stands for."""

    cells: tuple[str, ...]
    tone: str = ""
    tone_column: int = -1
    tip: str = ""
    data: Any = None


class Column(Struct, frozen=True):
    """A heading; `width` in pixels at 17 px type, 0 stretches; numbers stand at the right."""

    title: str
    width: int = 0
    right: bool = False


class Rows(QAbstractTableModel):
    """The rows as Qt asks for them."""

    def __init__(self, columns: Sequence[Column], theme: Theme, parent: QWidget, *, row_height: int) -> None:
        super().__init__(parent)
        self.row_height = row_height
        self.columns = tuple(columns)
        self.theme = theme
        self.rows: list[Row] = []

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.cells[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return row.tip or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(index.column())
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, self.row_height)
            case Qt.ItemDataRole.ForegroundRole if row.tone and row.tone_column in (-1, index.column()):
                return QBrush(tone_colour(self.theme, row.tone))
            case Qt.ItemDataRole.AccessibleTextRole:
                return row.cells[index.column()]
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self.columns[column].right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


def tone_colour(theme: Theme, tone: str) -> QColor:
    """The colour of a tone in this theme."""
    tones = {"soft": theme.soft, "warn": theme.amber, "bad": theme.red, "good": theme.green}
    return QColor(tones.get(tone, theme.ink))


class Table(QTreeView):
    """A list of rows with columns; Return or a double click activates one."""

    chosen = Signal(object)

    def __init__(
        self, columns: Sequence[Column], theme: Theme, *, name: str, empty: str = "", row_height: int = 28
    ) -> None:
        super().__init__()
        self.theme = theme
        self.empty = empty
        self.model_rows = Rows(columns, theme, self, row_height=round(theme.px(row_height)))
        self.setModel(self.model_rows)
        self.setAccessibleName(name)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionsClickable(False)
        for at, column in enumerate(columns):
            if column.width:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Interactive)
                header.resizeSection(at, round(theme.px(column.width)))
            else:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda index: self._choose(index.row()))

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme."""
        self.theme = self.model_rows.theme = theme
        self.viewport().update()

    def set_rows(self, rows: Sequence[Row], *, current: int = 0) -> None:
        """Show these; the current row is set if there is one."""
        self.model_rows.set_rows(rows)
        if rows and current >= 0:
            self.setCurrentIndex(self.model_rows.index(min(current, len(rows) - 1), 0))

    def rows(self) -> list[Row]:
        """The rows shown."""
        return self.model_rows.rows

    def row(self) -> Row | None:
        """The current row."""
        at = self.currentIndex().row()
        return self.model_rows.rows[at] if 0 <= at < len(self.model_rows.rows) else None

    def on_current(self, run: Callable[[], None]) -> None:
        """Call this whenever another row becomes the current one."""
        self.selectionModel().currentRowChanged.connect(lambda *_: run())

    def _choose(self, at: int) -> None:
        if 0 <= at < len(self.model_rows.rows):
            self.chosen.emit(self.model_rows.rows[at].data)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if (
            plain
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.receivers("2chosen(PyObject)")
        ):
            self._choose(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and not self.model_rows.rows:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(self.theme.soft))
            room = self.viewport().rect().adjusted(32, 16, -32, -16)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)
            painter.end()
