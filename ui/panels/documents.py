"""The left panel: a filter, the documents of the project, and how many are finished."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.models import DocumentModel
from ui.panels.document_rows import ROW_HEIGHT, DocumentRows
from ui.panels.empty import EmptyNote
from ui.panels.rows_view import RowsView
from ui.panels.search_edit import SearchEdit
from ui.panels.text_search import IN_TEXTS, TextSearch
from ui.session import Session
from ui.theme import Theme
from workbench.model import Change

_DEBOUNCE_MS = 80
ORDERS = {
    "uncertainty": "uncertain first",
    "novelty": "new words first",
}  # how the list says its order of work
_FOLLOW_MS = 120  # spans are counted after a run of keys, not within it


class DocumentsPanel(QWidget):
    """Lists the documents; Enter or a click opens one, typing filters, Esc shows all again."""

    leave = Signal()  # the article shall have the keys
    files_dropped = Signal(list)  # list[Path] to import
    found = Signal(str)  # what was looked for in texts, when one of them is opened

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName("Documents")
        self.setProperty("keys", ["Enter|open", "Down|to the list", "letters|filter", "Esc|back"])
        self.setAcceptDrops(True)
        self.filter = SearchEdit("Filter documents")
        self.filter.setToolTip(f"By name, or {IN_TEXTS}words for what their texts say")
        self.texts = TextSearch(session, self)
        self.texts.went_on.connect(self.reload)
        self.returned = QPushButton()
        self.returned.setCheckable(True)
        self.returned.setToolTip("Show only what a reviewer has sent back to you")
        self.model = DocumentModel()
        self.rows = DocumentRows(theme)
        self.list = RowsView("Documents", row_height=ROW_HEIGHT)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self.rows)
        self.list.one_column()
        self.empty = EmptyNote()
        self.count = QLabel()
        self.count.setProperty("role", "soft")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("Documents finished")
        self._lay_out()
        self._typing = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._typing.timeout.connect(self.apply_filter)
        self._touched: set[str] = set()
        self._stale = False  # whether the numbers of documents may have changed
        self._following = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._following.timeout.connect(self.catch_up)
        self.returned.toggled.connect(lambda _: self.reload())
        self.filter.textChanged.connect(lambda: self._typing.start())
        self.filter.went_down.connect(self._into_list)
        self.filter.entered.connect(self._open_first)
        self.filter.left.connect(self._escape)
        self.list.opened.connect(self._open_row)
        self.list.picked.connect(self._open_row)
        self.list.typed.connect(self._type_into_filter)
        self.list.went_up.connect(self.filter.setFocus)
        self.list.left.connect(self._escape)
        self.leave.connect(lambda: session.focus_wanted.emit("article"))
        session.opened.connect(self._show_open)
        session.changed.connect(self._follow)
        session.documents_changed.connect(self.reload)
        session.focus_wanted.connect(self._take_focus)
        self.set_theme(theme)
        self.reload()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(8, 8, 8, 8)
        top.setSpacing(4)
        top.addWidget(self.filter, 1)
        back = QHBoxLayout()
        back.setContentsMargins(8, 0, 8, 0)
        back.addWidget(self.returned, 1)
        body = QWidget()
        self.body = QStackedLayout(body)
        self.body.addWidget(self.list)
        self.body.addWidget(self.empty)
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(12, 8, 12, 10)
        foot.setSpacing(6)
        foot.addWidget(self.count)
        foot.addWidget(self.bar)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addLayout(back)
        whole.addWidget(body, 1)
        whole.addWidget(self.foot)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom is the article's alone."""
        self.theme = self.rows.theme = theme.scaled(1.0)
        self.list.set_theme(self.theme)
        self.filter.set_theme(self.theme)
        self.count.setFont(self.theme.ui_font(12))
        # at high contrast lines are ink: a groove of it would look like all that is done
        groove = (
            f"background: {theme.panel}; border: 1px solid {theme.ink}"
            if theme.contrast
            else f"background: {theme.panel_line}"
        )
        self.bar.setStyleSheet(
            f"QProgressBar {{ {groove}; border-radius: 2px; min-height: 4px; max-height: 4px; }}"
            f"QProgressBar::chunk {{ background: {theme.green}; border-radius: 2px; }}"
        )
        self.returned.setStyleSheet(f"color: {theme.amber}; font-weight: 600; text-align: left;")
        self.list.viewport().update()

    # -- what is listed ------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the list again and stay where it was."""
        current = self.list.current_row()
        key = self.model.keys[current] if 0 <= current < len(self.model.keys) else None
        top = self.list.rowAt(0)
        top_key = self.model.keys[top] if 0 <= top < len(self.model.keys) else None
        offset = top * ROW_HEIGHT - self.list.verticalScrollBar().value() if top_key is not None else 0
        returned = self.session.project.returned_keys() if self.returned.isChecked() else None
        plain = self.session.settings.order == "plain"
        order = None if plain else self.session.keys()
        words = self.filter.text().strip()
        found = self.texts.keys(words)
        self.model.load(self.session.project, text=words, found=found, only=returned, order=order)
        self._show_progress()
        if key is not None:
            self.list.choose(self.model.place_of_key(key), reveal=False)
        if top_key is not None and (row := self.model.place_of_key(top_key)) >= 0:
            self.list.verticalScrollBar().setValue(row * ROW_HEIGHT - offset)
        if self.list.current_row() < 0:
            self._show_open()

    def apply_filter(self) -> None:
        """Show what the filter asks for, now."""
        self._typing.stop()
        self.reload()
        if self.filter.text().strip() and self.list.current_row() < 0:
            self.list.choose(0)
        elif self.list.current_row() >= 0:
            self.list.scrollTo(self.list.currentIndex())

    def clear_filter(self) -> None:
        """Show all documents."""
        self.filter.clear()
        self.apply_filter()

    def _show_progress(self) -> None:
        total, finished = self.session.project.document_count(), self.session.project.finished_count()
        returned = len(self.session.project.returned_keys())
        self.returned.setVisible(returned > 0)
        self.returned.setText(f"{returned:,} came back" + (": show all" if self.returned.isChecked() else ""))
        if not returned and self.returned.isChecked():
            self.returned.setChecked(False)
        order = ORDERS.get(self.session.settings.order, "")
        self.count.setText(f"{finished:,} of {total:,}" + (f" · {order}" if order else ""))
        self.count.setToolTip("The order of work: Ctrl+J changes it" if order else "")
        self.count.setAccessibleName(
            f"{finished:,} of {total:,} documents finished" + (f", {order}" if order else "")
        )
        self.bar.setMaximum(max(total, 1))
        self.bar.setValue(finished)
        self.foot.setVisible(total > 0)
        native = QKeySequence("Ctrl+I").toString(QKeySequence.SequenceFormat.NativeText)
        if total:
            by_name = self.texts.asked(self.filter.text()) is None
            more = " Enter looks for it in the texts." if by_name else ""
            self.empty.setText(self.texts.progress or f"No document matches. Esc shows all {total:,}.{more}")
        else:
            self.empty.setText(f"Drop articles here or press {native}.")
        had_keys = self.list.hasFocus()
        self.body.setCurrentWidget(self.list if len(self.model.keys) else self.empty)
        if had_keys and not len(self.model.keys):
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, change: Change) -> None:
        touched = {thing.document or thing.id for thing in change.things() if thing.kind != "schema"}
        self._touched |= {*touched, change.document} - {""}
        self._stale |= any(thing.kind in ("layer", "document") for thing in change.things())
        if self.isVisible() and not self._following.isActive():
            self._following.start()

    def catch_up(self) -> None:
        """Show what changed, a moment after the article has shown it."""
        self.model.refresh(self._touched)
        self._touched.clear()
        if self._stale:
            self._stale = False
            self._show_progress()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.catch_up()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._following.stop()

    # -- the open document ---------------------------------------------------------------------

    def _show_open(self) -> None:
        """Mark the document that the article shows and make it the current row."""
        wanted = self.rows.open_id = self.session.document_id
        row = self.model.place_of_key(self.session.project.document_key(wanted)) if wanted else -1
        if row >= 0:
            self.list.choose(row)
        self.list.viewport().update()

    def _open_row(self, row: int) -> None:
        found = self.model.row(row)
        if found is not None and (found.id == self.session.document_id or self.session.open(found.id)):
            self.leave.emit()
            if phrase := self.texts.asked(self.filter.text()):
                self.found.emit(phrase.rstrip("*"))

    # -- keys ----------------------------------------------------------------------------------

    def _take_focus(self, wanted: str) -> None:
        if wanted == "filter":
            self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.filter.selectAll()

    def _escape(self) -> None:
        if self.returned.isChecked():
            self.returned.setChecked(False)
        elif self.filter.text():
            self.clear_filter()
        else:
            self.leave.emit()

    def _type_into_filter(self, event: QKeyEvent) -> None:
        self.filter.setFocus(Qt.FocusReason.OtherFocusReason)
        self.filter.setText(self.filter.text() + event.text())

    def _current_match(self) -> int:
        """The current row of what the filter, as it reads now, leaves in the list; -1 for none."""
        if self._typing.isActive():
            self.apply_filter()
        return max(self.list.current_row(), 0) if len(self.model.keys) else -1

    def _into_list(self) -> None:
        row = self._current_match()
        if row >= 0:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)
            self.list.choose(row)

    def _open_first(self) -> None:
        row, words = self._current_match(), self.filter.text().strip()
        if row >= 0:
            self._open_row(row)
        elif words and self.texts.asked(words) is None:
            self.filter.setText(IN_TEXTS + words)
            self.apply_filter()

    # -- dropping files ------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)
