"""The left panel: a filter, the documents of the project, and how many are finished."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QKeyEvent, QShowEvent
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
from ui.panels.name_search import NameSearch
from ui.panels.rows_view import RowsView
from ui.panels.search_edit import SearchEdit
from ui.panels.text_search import IN_TEXTS, TextSearch
from ui.session import Session
from ui.theme import Theme
from workbench.model import Change

_DEBOUNCE_MS = (
    80  # before texts are searched; names are looked through in slices, and begun again with each key
)
ORDERS = {
    "uncertainty": "uncertain first",
    "novelty": "new words first",
}  # how the list says its order of work
_FOLLOW_MS = 120  # spans are counted after a run of keys, not within it
_FOOT_ROOM = 206  # px for the numbers in a panel of 230
KEYS = ["Enter|open", "Down|to the list", "letters|filter", "Esc|back"]
FIRST_KEYS = ["Ctrl+I|import articles", "Ctrl+K|commands", "F1|all keys"]  # where there is no document yet


class DocumentsPanel(QWidget):
    """Lists the documents; Enter or a click opens one, typing filters, Esc shows all again."""

    leave = Signal()  # the article shall have the keys
    files_dropped = Signal(list)  # list[Path] to import
    found = Signal(str)  # what was looked for in texts, when one of them is opened

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.setAccessibleName("Documents")
        self.setProperty("keys", KEYS)
        self.setAcceptDrops(True)
        self.filter = SearchEdit("Filter documents")
        self.filter.setToolTip(f"By name, or {IN_TEXTS}words for what their texts say")
        self.texts = TextSearch(session, self)
        self.texts.went_on.connect(lambda: self._list(typed=False))
        self.names = NameSearch(session, self)
        self.names.went_on.connect(self._went_on)
        self._rows: Sequence[int] | None = None  # what is listed without a filter, once it was read
        self._seen = 0  # what others had written then
        self._wanted = 0  # the key that becomes the current row when it is found; 0: the first found
        self._quietly = False  # whether what is looked for is shown at the end only
        self._again = False  # whether the list is to be read again after that
        self._total = self._finished = 0
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
        self.matches = QLabel()
        self.matches.setProperty("role", "soft")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("Documents finished")
        self._lay_out()
        self._typing = QTimer(self, singleShot=True)
        self._typing.timeout.connect(self.apply_filter)
        self._touched: set[str] = set()
        self._stale = False  # whether the numbers of documents may have changed
        self._following = QTimer(self, singleShot=True, interval=_FOLLOW_MS)
        self._following.timeout.connect(self.catch_up)
        self.returned.toggled.connect(lambda _: self.reload())
        self.filter.textChanged.connect(self._typed)
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
        self.numbers = QHBoxLayout()
        self.numbers.addWidget(self.count, 1)
        self.numbers.addWidget(self.matches)
        foot.addLayout(self.numbers)
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
        self.matches.setFont(self.theme.ui_font(12))
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
        self._forget()
        self._show_progress()
        self._again = self.names.looking
        if not self._again:
            self._list(typed=False)

    def apply_filter(self) -> None:
        """Show what the filter asks for, or what is found of it in a moment."""
        self._typing.stop()
        self._list(typed=True)

    def clear_filter(self) -> None:
        """Show all documents."""
        self.filter.clear()
        self.apply_filter()

    def _typed(self, text: str) -> None:
        self._typing.start(0 if self.texts.asked(text) is None else _DEBOUNCE_MS)

    def _list(self, *, typed: bool) -> None:
        self._again = False
        words, project = self.filter.text().strip(), self.session.project
        stay, found = self._current_key(), self.texts.keys(words)
        rows: Sequence[int]
        if words and self.texts.asked(words) is None:
            opened = project.document_key(self.session.document_id) if self.session.document_id else 0
            self._wanted = next(iter(project.keys_named([key for key in (stay, opened) if key], words)), 0)
            self._quietly = not typed
            self.names.start(words, self._among())
            if self.names.looking and not typed:
                return
            rows = self.names.found
        else:
            self.names.stop()
            rows = self._all_rows() if found is None else self._in_order(found)
        self._show(rows, stay=stay)
        if typed:
            self._choose_first()
            if self.list.current_row() >= 0:
                self.list.scrollTo(self.list.currentIndex())

    def _among(self) -> Sequence[int]:
        """What names are looked for among, in order; rows that are gone have none."""
        self._heed_others()
        if self.session.settings.order == "plain" and not self.returned.isChecked():
            return self.session.project.key_range()
        return self._all_rows()

    def _all_rows(self) -> Sequence[int]:
        """All documents in the order of work, or those that came back."""
        self._heed_others()
        if self._rows is None:
            plain = self.session.settings.order == "plain"
            rows = self.session.project.document_keys() if plain else self.session.keys()
            self._rows = self._that_came_back(rows)
        return self._rows

    def _heed_others(self) -> None:
        seen = self.session.project.others_wrote()
        if seen != self._seen:
            self._seen = seen
            self._forget()

    def _in_order(self, found: Sequence[int]) -> Sequence[int]:
        """What was found in texts, in the order of work: where that is the documents' own, the newest come first."""
        if self.session.settings.order != "plain":
            found = array("q", filter(frozenset(found).__contains__, self.session.keys()))
        return self._that_came_back(found)

    def _that_came_back(self, rows: Sequence[int]) -> Sequence[int]:
        if not self.returned.isChecked():
            return rows
        return array("q", filter(frozenset(self.session.project.returned_keys()).__contains__, rows))

    def _forget(self) -> None:
        self._rows = None
        self.names.forget()

    def _current_key(self) -> int:
        """The key of the current row, or the one that is still looked for to become it; 0 for none."""
        current = self.list.current_row()
        if 0 <= current < len(self.model.keys):
            return self.model.keys[current]
        return self._wanted if self.names.looking else 0

    def _show(self, rows: Sequence[int], *, stay: int) -> None:
        """List these documents and stay where it was, as far as that is among them."""
        top = self.list.rowAt(0)
        top_key = self.model.keys[top] if 0 <= top < len(self.model.keys) else None
        offset = top * ROW_HEIGHT - self.list.verticalScrollBar().value() if top_key is not None else 0
        # what is still looked for grows, and with it the array
        self.model.load(self.session.project, rows[:] if self.names.looking else rows)
        self._show_found()
        if stay:
            self.list.choose(self.model.place_of_key(stay), reveal=False)
        if top_key is not None and (row := self.model.place_of_key(top_key)) >= 0:
            self.list.verticalScrollBar().setValue(row * ROW_HEIGHT - offset)
        if self.list.current_row() < 0:
            self._show_open()

    def _choose_first(self) -> None:
        """Where nothing is current, make the first match so, unless another one is still looked for."""
        waits = self._wanted and self.names.looking
        if self.list.current_row() < 0 and self.filter.text().strip() and not waits:
            self.list.choose(0)

    def _went_on(self) -> None:
        """More names were compared."""
        if not self.names.looking or not self._quietly:
            self._show_more()
        if self._again and not self.names.looking:
            self._list(typed=False)

    def _show_more(self) -> None:
        self._show(self.names.found, stay=self._current_key())
        if not self._quietly:
            self._choose_first()

    def _show_progress(self) -> None:
        total, finished = self.session.project.document_count(), self.session.project.finished_count()
        returned = len(self.session.project.returned_keys())
        self.returned.setVisible(returned > 0)
        self.returned.setText(f"{returned:,} came back" + (": show all" if self.returned.isChecked() else ""))
        if not returned and self.returned.isChecked():
            self.returned.setChecked(False)
        self._total, self._finished = total, finished
        self.bar.setMaximum(max(total, 1))
        self.bar.setValue(finished)
        self.foot.setVisible(total > 0)

    def _show_found(self) -> None:
        """Say how many there are, and where there are none, why."""
        words, found, total = self.filter.text().strip(), len(self.model.keys), self._total
        looking = self.names.looking and not self._quietly
        order = ORDERS.get(self.session.settings.order, "")
        matches = "match" if found == 1 and not looking else "matches"
        self.matches.setText(f"{found:,}{'+' if looking else ''} {matches}")
        self.matches.setAccessibleName(f"{found:,} {matches}{' so far' if looking else ''}")
        matching = bool(words) and not self.texts.progress and (found > 0 or not looking)
        self.matches.setVisible(matching)
        done = f"{self._finished:,} of {total:,}"
        beside = self.matches.sizeHint().width() + self.numbers.spacing() if matching else 0
        self.count.setText(self._progress_words(done, "" if words else order, _FOOT_ROOM - beside))
        self.count.setToolTip("The order of work: Ctrl+J changes it" if order else "")
        self.count.setAccessibleName(f"{done} documents finished" + (f", {order}" if order else ""))
        self.setProperty("keys", KEYS if total else FIRST_KEYS)
        if not total:
            self.empty.setText("No documents yet.")  # beside it stands how to begin
        elif looking:
            self.empty.setText(f"Looking through {total:,} names…")
        else:
            by_name = self.texts.asked(words) is None
            more = " Enter looks for it in the texts." if by_name else ""
            self.empty.setText(self.texts.progress or f"No document matches. Esc shows all {total:,}.{more}")
        had_keys = self.list.hasFocus()
        self.body.setCurrentWidget(self.list if found else self.empty)
        if had_keys and not found:
            self.filter.setFocus(Qt.FocusReason.OtherFocusReason)

    def _progress_words(self, done: str, order: str, room: int) -> str:
        """How many are done and the order of work, in px of room; "done" is said where it fits."""
        tail = f" · {order}" if order else ""
        words = f"{done} done{tail}"
        return words if self.count.fontMetrics().horizontalAdvance(words) <= room else done + tail

    def _follow(self, change: Change) -> None:
        touched = {thing.document or thing.id for thing in change.things() if thing.kind != "schema"}
        self._touched |= {*touched, change.document} - {""}
        self._stale |= any(thing.kind in ("layer", "document") for thing in change.things())
        if any(thing.kind == "document" for thing in change.things()):
            self.names.forget()  # a name may be another one
        if self.returned.isChecked():
            self._rows = None  # what came back may be done
        if self.isVisible() and not self._following.isActive():
            self._following.start()

    def catch_up(self) -> None:
        """Show what changed, a moment after the article has shown it."""
        self.model.refresh(self._touched)
        self._touched.clear()
        if self._stale:
            self._stale = False
            self._show_progress()
            self._show_found()

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
        if self.names.looking and not self._quietly and self.list.current_row() < 0:
            wanted = self._wanted
            self.names.look_on(lambda more: wanted in more if wanted else bool(more))
            self._show_more()
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
