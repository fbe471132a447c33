"""A list or table of rows that keys work as they do in the article: the base of all lists in the panels."""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.theme import Theme

_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class RowsView(QTableView):
    """Rows of one height without grid or row numbers; a QTableView, because it asks nothing of rows out of sight."""

    opened = Signal(int)  # Enter on this row
    picked = Signal(int)  # a click on this row
    reached = Signal(int)  # Down chose this row, which was the current one before
    entered = Signal()  # a key brought the focus
    typed = Signal(QKeyEvent)  # a key that writes something
    removed = Signal()  # Delete or Backspace
    left = Signal()  # Esc
    went_up = Signal()  # Up in the first row

    def __init__(self, name: str, *, row_height: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(row_height)
        columns.setFixedHeight(26)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def one_column(self) -> None:
        """Hide the header and give the whole width to the only column."""
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

    def set_theme(self, theme: Theme) -> None:
        """The focus ring takes the place of an invisible one, so that nothing moves when the focus comes."""
        self.setStyleSheet(
            "QTableView { border: 2px solid transparent; border-radius: 4px; }"
            f"QTableView:focus {{ border: 2px solid {theme.accent}; }}"
        )

    def choose(self, row: int, *, reveal: bool = True) -> None:
        """Make this row the current one; -1 leaves none."""
        model = self.model()
        if row < 0 or row >= model.rowCount():
            self.setCurrentIndex(QModelIndex())
            self.clearSelection()
            return
        index = model.index(row, 0)
        if index.row() != self.currentIndex().row() or not self.selectionModel().isRowSelected(row):
            self.selectionModel().setCurrentIndex(
                index,
                self.selectionModel().SelectionFlag.ClearAndSelect | self.selectionModel().SelectionFlag.Rows,
            )
        if reveal:
            self.scrollTo(index)

    def point(self, row: int) -> None:
        """Make this row the current one without choosing it."""
        index = self.model().index(row, 0)
        self.selectionModel().setCurrentIndex(index, self.selectionModel().SelectionFlag.NoUpdate)
        self.scrollTo(index)

    def is_chosen(self, row: int) -> bool:
        """Whether this row is among those that are chosen."""
        return row >= 0 and self.selectionModel().isRowSelected(row)

    def current_row(self) -> int:
        """The current row, or -1."""
        return self.currentIndex().row()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = not event.modifiers() & (_MODIFIERS | Qt.KeyboardModifier.ShiftModifier)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and plain:
            self.picked.emit(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:
        if self.current_row() < 0:
            # else Qt makes the first row the current one and says that it was chosen
            self.setCurrentIndex(QModelIndex())
        super().focusInEvent(event)
        if event.reason() in _BY_KEY:
            self.entered.emit()

    def event(self, event: QEvent) -> bool:
        # Keys that the rows answer themselves are claimed before a shortcut of the window takes them.
        claimed = (
            Qt.Key.Key_Escape,
            Qt.Key.Key_Delete,
            Qt.Key.Key_Backspace,
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
        )
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            writes = bool(event.text().strip()) and event.text().isprintable()
            if not event.modifiers() & _MODIFIERS and (event.key() in claimed or writes):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row, last = event.key(), self.current_row(), self.model().rowCount() - 1
        shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
        if key == Qt.Key.Key_F10 and shift and sys.platform != "win32":  # there the system asks by itself
            self.ask_for_menu()
        elif event.modifiers() & _MODIFIERS and not event.matches(QKeySequence.StandardKey.SelectAll):
            if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
                super().keyPressEvent(event)
            else:
                event.ignore()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if row >= 0:
                self.opened.emit(row)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key == Qt.Key.Key_Up and row <= 0:
            self.went_up.emit()
        elif key == Qt.Key.Key_Home and last >= 0:
            self.choose(0)
        elif key == Qt.Key.Key_End and last >= 0:
            self.choose(last)
        elif key == Qt.Key.Key_Down and row < 0 <= last:
            self.choose(0)
        elif key == Qt.Key.Key_Down and not self.is_chosen(row) and last >= 0:
            self.choose(row)
            self.reached.emit(row)
        elif event.text().strip() and event.text().isprintable():
            self.typed.emit(event)
        else:
            super().keyPressEvent(event)

    def ask_for_menu(self) -> None:
        """The menu by key, on the current row."""
        if self.contextMenuPolicy() == Qt.ContextMenuPolicy.CustomContextMenu and self.current_row() >= 0:
            self.customContextMenuRequested.emit(self.visualRect(self.currentIndex()).center())

    def keyboardSearch(self, search: str) -> None:
        """Typing filters instead; Qt's own search would walk every row."""

    def hovered_row(self) -> int:
        """The row under the mouse, or -1."""
        at: QPoint = self.viewport().mapFromGlobal(self.cursor().pos())
        return self.indexAt(at).row() if self.viewport().rect().contains(at) else -1
