"""Tab Spans: every span of the document in the order of the text; label keys work here as in the article."""

from __future__ import annotations

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.models import AS_PROPOSED, BY_HAND, CORRECTED, ROW, SpanModel
from ui.panels.empty import EmptyNote
from ui.panels.link_row import elided
from ui.panels.rows_view import RowsView
from ui.panels.search_edit import SearchEdit
from ui.session import Session
from ui.soon import Soon
from ui.state import State
from ui.theme import Theme
from workbench.model import Change, Span
from workbench.project import Project

_ROW_HEIGHT = 24
_DEBOUNCE_MS = 120


class SpanCells(QStyledItemDelegate):
    """Paints the cells of the table: words in ink, the label in its colour, the paragraph quiet."""

    def __init__(self, panel: SpansPanel) -> None:
        super().__init__(panel)
        self.panel = panel

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, _ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = self.panel.theme
        box = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.chosen))
        elif index.row() == self.panel.table.hovered_row():
            painter.fillRect(box, QColor(theme.hover))
        elif index.row() == self.panel.table.current_row() and self.panel.table.hasFocus():
            painter.fillRect(box.adjusted(0, box.height() - 2, 0, 0), QColor(theme.accent))
        span = self.panel.span(index.data(ROW))
        if span is None:
            return
        colour = QColor(theme.ink if index.column() == 0 else theme.soft)
        if index.column() == 1:
            label = self.panel.session.project.schema.find_label(span.label)
            colour = theme.label_colour(label) if label is not None else colour
        painter.setFont(theme.ui_font(13 if index.column() == 0 else 12))
        painter.setPen(colour)
        inner = box.adjusted(10 if index.column() == 0 else 4, 0, -10 if index.column() == 3 else -4, 0)
        words = str(index.data() or "") + (" ?" if span.unsure and index.column() == 0 else "")
        shown = elided(words, painter.font(), inner.width())
        side = Qt.AlignmentFlag.AlignRight if index.column() == 3 else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | side, shown)


class SpansPanel(QWidget):
    """A table of text, label and paragraph. The article's selection and the table's follow each other."""

    leave = Signal()  # the article shall have the keys
    label_key = Signal(str, bool)  # a letter on a row, and whether with Shift
    digit_key = Signal(int)

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme.scaled(1.0)
        self.setAccessibleName("Spans")
        keys = [
            "letter|relabel",
            "digits|values",
            "Delete|delete",
            "/|search",
            "Enter|to the article",
            "Esc|back",
        ]
        self.setProperty("keys", keys)
        self.search = SearchEdit("Search spans")
        self.model = SpanModel()
        self.table = RowsView("Spans", row_height=_ROW_HEIGHT)
        self.table.setModel(self.model)
        self.table.setItemDelegate(SpanCells(self))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setAccessibleDescription("A label's key relabels the span, Delete removes it, / searches")
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(16)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Fixed)
        self.empty = EmptyNote()
        body = QWidget()
        self.pages = QStackedLayout(body)
        self.pages.addWidget(self.table)
        self.pages.addWidget(self.empty)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 8, 0, 0)
        lines.setSpacing(6)
        top = QVBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.setSpacing(6)
        top.addWidget(self.search)
        self.origin = QComboBox()
        self.origin.setAccessibleName("Where the spans come from")
        self.origin.view().setAccessibleName("Origins")
        self.origin.currentIndexChanged.connect(self._origin_chosen)
        self.origin.hide()
        top.addWidget(self.origin)
        lines.addLayout(top)
        lines.addWidget(body, 1)
        self._loaded: object = None  # the mapping that the model shows
        self._waiting: set[str] = set()
        self._following = False
        self._soon = Soon(self, self.catch_up)
        self._typing = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._typing.timeout.connect(self.apply_search)
        self.search.textChanged.connect(lambda: self._typing.start())
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.search.went_down.connect(self._into_table)
        self.search.entered.connect(self._into_table)
        self.search.left.connect(self._escape)
        self.table.entered.connect(self._point)
        self.table.opened.connect(self._open)
        self.table.picked.connect(self._pick)
        self.table.reached.connect(self._pick)
        self.table.typed.connect(self._key)
        self.table.removed.connect(self._delete)
        self.table.left.connect(self._escape)
        self.table.went_up.connect(self.search.setFocus)
        self.leave.connect(lambda: session.focus_wanted.emit("article"))
        session.opened.connect(self._soon.ask)
        session.changed.connect(self._follow)
        session.selection_changed.connect(self._selected)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom is the article's alone."""
        self.theme = theme.scaled(1.0)
        self.table.set_theme(self.theme)
        self.search.set_theme(self.theme)
        self.table.viewport().update()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        narrow = self.width() < 280
        self.model.terse = narrow
        self.table.setColumnWidth(1, 76 if narrow else 88)
        self.table.setColumnWidth(2, 48 if narrow else 66)
        self.table.setColumnWidth(3, 34)
        self.table.setColumnHidden(2, not self.model.origins())

    def span(self, id: str) -> Span | None:
        """A span of the open document."""
        return self.session.document.spans.get(id) if self.session.document is not None else None

    # -- following -----------------------------------------------------------------------------

    def _follow(self, change: Change) -> None:
        self._waiting.update(thing.id for thing in change.things() if thing.kind == "span")
        self._soon.ask()

    def catch_up(self) -> None:
        """Show what changed; nothing while the table is out of sight."""
        if not self.isVisible():
            return
        self._soon.stop()
        document = self.session.document
        spans = document.spans if document is not None else {}
        self._following = True
        if spans is not self._loaded or self._loaded is None:
            titles = {label.id: label.title for label in self.session.project.schema.labels}
            self.model.load(document.text if document is not None else "", spans, titles)
            self._loaded = spans
        elif self._waiting:
            self.model.refresh(self._waiting)
        self._waiting.clear()
        self._following = False
        self._show_origins()
        self._show_empty()
        self._selected(self.session.state)

    def _show_origins(self) -> None:
        """What the spans can be filtered by; nothing where all were made by hand."""
        there = self.model.origins()
        self.table.setColumnHidden(2, not there)
        self.origin.setVisible(bool(there))
        wanted = [("all origins", ""), ("made by hand", BY_HAND)] if there else []
        wanted += [("accepted as proposed", AS_PROPOSED), ("corrected", CORRECTED)] if there else []
        wanted += [(f"from {one}", one) for one in there]
        if wanted == [
            (self.origin.itemText(at), self.origin.itemData(at)) for at in range(self.origin.count())
        ]:
            return
        chosen = self.origin.currentData() or ""
        self.origin.blockSignals(True)
        self.origin.clear()
        for title, id in wanted:
            self.origin.addItem(title, id)
        self.origin.setCurrentIndex(max(0, self.origin.findData(chosen)))
        self.origin.blockSignals(False)
        if (self.origin.currentData() or "") != chosen:
            self._origin_chosen()

    def _origin_chosen(self) -> None:
        self.apply_search()

    def _show_empty(self) -> None:
        document = self.session.document
        total = len(document.spans) if document is not None else 0
        if total:
            self.empty.setText(f"No span matches. Esc shows all {total:,}.")
        elif document is not None and self.session.read_only:
            self.empty.setText("No spans.")
        else:
            native = QKeySequence("F1").toString(QKeySequence.SequenceFormat.NativeText)
            self.empty.setText(
                f"Press Space for the first name, then a label's key. {native} shows all keys."
                if document is not None
                else "Open a document to see its spans."
            )
        had_keys = self.table.hasFocus()
        self.pages.setCurrentWidget(self.table if self.model.rowCount() else self.empty)
        if had_keys and not self.model.rowCount():
            self.leave.emit()

    def _selected(self, state: State) -> None:
        if not self.isVisible():
            return
        row = self.model.place_of(state.span) if state.kind == "span" else -1
        chosen = self.table.selectionModel().selectedRows()
        if row >= 0 and any(index.row() == row for index in chosen) and len(chosen) > 1:
            return
        self._following = True
        self.table.choose(row)
        self._following = False

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.catch_up()

    def apply_search(self) -> None:
        """Show what the search field asks for, now."""
        self._typing.stop()
        self._following = True
        self.model.search(self.search.text().strip(), self.origin.currentData() or "")
        self._following = False
        self._show_empty()
        self._selected(self.session.state)

    # -- gestures ------------------------------------------------------------------------------

    def _row_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self._following:
            self._pick(index.row())

    def _pick(self, row: int) -> None:
        id = self.model.span_at(row)
        if self.session.state.kind != "span" or self.session.state.span != id:
            self.session.select_span(id)

    def _open(self, row: int) -> None:
        self.session.select_span(self.model.span_at(row))
        self.leave.emit()

    def _delete(self) -> None:
        ids = [self.model.span_at(index.row()) for index in self.table.selectionModel().selectedRows()]
        row = self.table.current_row()
        if ids and not self.session.read_only and self.session.do(Project.delete_spans, ids) is not None:
            self.catch_up()
            last = self.model.rowCount() - 1
            if last >= 0:
                self.table.choose(min(row, last))
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _key(self, event: QKeyEvent) -> None:
        letter = event.text().lower()
        if event.text() == "/":
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.search.selectAll()
        elif event.isAutoRepeat():
            return
        elif not self.table.is_chosen(self.table.current_row()):
            self.session.noted.emit("No span is chosen: Down chooses one.")
        elif letter.isdecimal():
            self.digit_key.emit(int(letter))
        else:
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.label_key.emit(letter, shift)

    def _escape(self) -> None:
        if self.search.text() or self.origin.currentIndex() > 0:
            self.search.clear()
            self.origin.setCurrentIndex(0)
            self.apply_search()
        else:
            self.leave.emit()

    def take_keys(self) -> None:
        """Give the keys to the table, or to the search field while it has no rows."""
        (self.table if self.model.rowCount() else self.search).setFocus(Qt.FocusReason.TabFocusReason)

    def _point(self) -> None:
        """Where no span is selected, the first row is the current one; it is chosen by a further key."""
        if self.table.current_row() < 0 and self.model.rowCount():
            self._following = True
            self.table.point(0)
            self._following = False

    def _into_table(self) -> None:
        if self._typing.isActive():
            self.apply_search()
        if self.model.rowCount():
            row = max(self.table.current_row(), 0)
            self.table.choose(row)
            self._pick(row)
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
