"""Tab Relations: every relation of the document as two lines, what it is about and where it leads."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QMenu,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.models import ROW, one_line
from ui.open_document import OpenDocument
from ui.panels.empty import EmptyNote
from ui.panels.link_row import elided
from ui.panels.rows_view import RowsView
from ui.session import Session
from ui.soon import Soon
from ui.theme import Theme
from workbench.model import Change, Relation
from workbench.project import Project
from workbench.schema import Schema

ROW_HEIGHT = 44
Index = QModelIndex | QPersistentModelIndex


class RelationModel(QAbstractTableModel):
    """The relations of a document by the place of their heads, then of their tails."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self._document: OpenDocument | None = None
        self._schema: Schema | None = None

    def load(self, document: OpenDocument | None, schema: Schema) -> None:
        """Show the relations of this document."""
        self.beginResetModel()
        self._document, self._schema = document, schema
        self.ids = []
        if document is not None:
            spans, far = document.spans, len(document.text)

            def place(relation: Relation) -> tuple[int, int, str]:
                head, tail = spans.get(relation.head), spans.get(relation.tail)
                return (head.start if head else far, tail.start if tail else far, relation.id)

            self.ids = [relation.id for relation in sorted(document.relations.values(), key=place)]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def relation(self, row: int) -> Relation | None:
        """The relation in this row; None if it is gone."""
        return self._document.relations.get(self.ids[row]) if self._document is not None else None

    def parts(self, row: int) -> tuple[str, str, str] | None:
        """The head's words, the relation's title with its sign, the tail's words."""
        relation = self.relation(row)
        if relation is None or self._document is None or self._schema is None:
            return None
        kind = self._schema.find_relation(relation.label)
        title = kind.title if kind is not None else relation.label
        sign = "–" if kind is not None and kind.symmetric else "→"
        return self._words(relation.head), f"{title} {sign}", self._words(relation.tail)

    def _words(self, span_id: str) -> str:
        assert self._document is not None
        span = self._document.spans.get(span_id)
        return one_line(span.covered(self._document.text)) if span is not None else "a span that is gone"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        roles = (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
            ROW,
        )
        if not index.isValid() or role not in roles:
            return None
        parts = self.parts(index.row())
        if role == ROW or parts is None:
            return parts
        return f"{parts[0]}\n{parts[1]} {parts[2]}"


class RelationRows(QStyledItemDelegate):
    """Paints rows of 44 px: the head's words; below, the relation quiet and the tail's words."""

    def __init__(self, panel: RelationsPanel) -> None:
        super().__init__(panel)
        self.panel = panel

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.panel.theme
        box = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.chosen))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(theme.hover))
        parts = index.data(ROW)
        if parts is None:
            return
        head, title, tail = parts
        font = theme.ui_font(13)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        left, width = box.left() + 10, box.width() - 20
        painter.setPen(QColor(theme.ink))
        painter.drawText(QRectF(left, box.top() + 3, width, 20), flags, elided(head, font, width))
        lead = metrics.horizontalAdvance(f"{title} ")
        second = QRectF(left, box.top() + 21, width, 20)
        painter.setPen(QColor(theme.soft))
        painter.drawText(second, flags, title)
        painter.setPen(QColor(theme.ink))
        second.setLeft(left + lead + 1)
        painter.drawText(second, flags, elided(tail, font, second.width()))


class RelationsPanel(QWidget):
    """Choosing a row selects its head in the article; Delete removes, X reverses, a relation's key relabels."""

    leave = Signal()  # the article shall have the keys

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme.scaled(1.0)
        self.setAccessibleName("Relations")
        keys = ["X|reverse", "letter|relabel", "Delete|remove", "Enter|to the article", "Esc|back"]
        self.setProperty("keys", keys)
        self.model = RelationModel()
        self.list = RowsView("Relations", row_height=ROW_HEIGHT)
        self.list.setModel(self.model)
        self.list.setItemDelegate(RelationRows(self))
        self.list.one_column()
        self.list.setAccessibleDescription(
            "Enter goes to it, Delete removes it, X reverses it, its key relabels it"
        )
        self.empty = EmptyNote()
        self.pages = QStackedLayout(self)
        self.pages.addWidget(self.list)
        self.pages.addWidget(self.empty)
        self._changed = True
        self._soon = Soon(self, self.catch_up)
        self._following = False  # whether a row becomes current without anybody choosing it
        self.list.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.list.entered.connect(self._first_row)
        self.list.opened.connect(self._open)
        self.list.picked.connect(self._go)
        self.list.reached.connect(self._go)
        self.list.removed.connect(self._delete)
        self.list.typed.connect(self._key)
        self.list.left.connect(self.leave)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.leave.connect(lambda: session.focus_wanted.emit("article"))
        session.opened.connect(self._reload)
        session.changed.connect(self._follow)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom is the article's alone."""
        self.theme = theme.scaled(1.0)
        self.list.set_theme(self.theme)
        self.list.viewport().update()

    def _reload(self) -> None:
        self._changed = True
        self._soon.ask()

    def _follow(self, change: Change) -> None:
        document = self.session.document
        for thing in change.things():
            ends = thing.kind == "span" and document is not None and document.relations_of(thing.id)
            if ends or thing.kind in ("relation", "schema"):
                self._reload()
                return

    def catch_up(self) -> None:
        """Read the relations again; nothing while the panel is out of sight."""
        if not self.isVisible() or not self._changed:
            return
        self._changed = False
        row = self.list.current_row()
        key = self.model.ids[row] if 0 <= row < len(self.model.ids) else ""
        value = self.list.verticalScrollBar().value()
        self._following = True
        self.model.load(self.session.document, self.session.project.schema)
        if key in self.model.ids:
            self.list.choose(self.model.ids.index(key), reveal=False)
        elif row >= 0 and self.model.ids:
            self.list.choose(min(row, len(self.model.ids) - 1), reveal=False)
        self._following = False
        self.list.verticalScrollBar().setValue(value)
        native = QKeySequence("Ctrl+R").toString(QKeySequence.SequenceFormat.NativeText)
        self.empty.setText(
            "Open a document to see its relations."
            if self.session.document is None
            else "No relations."
            if self.session.read_only
            else f"{native} on a span begins a relation."
        )
        had_keys = self.list.hasFocus()
        self.pages.setCurrentWidget(self.list if self.model.ids else self.empty)
        if had_keys and not self.model.ids:
            self.leave.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.catch_up()

    def take_keys(self) -> None:
        """Give the keys to the list, if it has rows."""
        if self.model.ids:
            self.list.setFocus(Qt.FocusReason.TabFocusReason)

    def at_hand(self) -> str:
        """The id of the relation in the row that has the keys, or empty."""
        relation = self._current() if self.list.hasFocus() else None
        return relation.id if relation is not None else ""

    def _first_row(self) -> None:
        """A key into the list finds a row; the article's selection stays."""
        if self.list.current_row() < 0 and self.model.ids:
            self._following = True
            self.list.choose(0)
            self._following = False

    def _row_chosen(self, index: QModelIndex) -> None:
        if index.isValid() and not self._following:
            self._go(index.row())

    def _current(self) -> Relation | None:
        row = self.list.current_row()
        return self.model.relation(row) if 0 <= row < len(self.model.ids) else None

    def _go(self, row: int) -> None:
        relation = self.model.relation(row)
        if relation is not None:
            self.session.select_span(relation.head)

    def _open(self, row: int) -> None:
        """Enter: the relation is selected in the article, where its keys work on."""
        relation = self.model.relation(row)
        if relation is not None:
            self.session.select_relation(relation.id)
        self.leave.emit()

    def _delete(self) -> None:
        relation = self._current()
        if relation is not None and not self.session.read_only:
            self.session.do(Project.delete_relations, [relation.id])

    def _key(self, event: QKeyEvent) -> None:
        relation, letter = self._current(), event.text().lower()
        if relation is None or self.session.read_only or event.isAutoRepeat():
            return
        kind = self.session.project.schema.relation_by_key(letter)
        if letter == "x":
            self.session.do(Project.reverse_relation, relation.id)
        elif kind is not None:
            self._relabel(relation, kind.id)
        else:
            self.session.noted.emit(f"No relation has the key {letter}.")

    def _show_menu(self, at: QPoint) -> None:
        if self._current() is not None:
            self.menu().popup(self.list.viewport().mapToGlobal(at))

    def menu(self) -> QMenu:
        """What can be done with the current relation; empty without one."""
        menu, relation = QMenu(self), self._current()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        document, schema = self.session.document, self.session.project.schema
        if relation is None or document is None:
            return menu
        menu.addAction("Go there", lambda: self._go(self.list.current_row()))
        menu.addAction("Comment", lambda: self.session.focus_wanted.emit(f"comment {relation.id}"))
        if not self.session.read_only:
            menu.addSeparator()
            ends = document.spans.get(relation.head), document.spans.get(relation.tail)
            kinds = schema.relations_between(ends[0].label, ends[1].label) if ends[0] and ends[1] else ()
            for kind in kinds:
                if kind.id != relation.label:
                    choose = partial(self._relabel, relation, kind.id)
                    menu.addAction(f"{kind.title}\t{kind.key.upper()}", choose)
            menu.addAction("Reverse\tX", lambda: self.session.do(Project.reverse_relation, relation.id))
            menu.addAction("Delete\tDel", self._delete)
        return menu

    def _relabel(self, relation: Relation, label: str) -> None:
        if label != relation.label:
            self.session.do(Project.relabel_relation, relation.id, label=label)
