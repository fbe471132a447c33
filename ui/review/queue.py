"""The queue at the left: how many are left, what is shown and in what order, the rows, what all agree on."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.panels.empty import EmptyNote
from ui.panels.rows_view import RowsView
from ui.review.desk import Desk
from ui.review.items import KIND_TITLES, ORDER_TITLES, SHOWN, Filter, pair_words
from ui.review.rows import ROW_HEIGHT, QueueModel, QueueRows
from ui.theme import Theme
from workbench.project.comparing import Layers, names_apart
from workbench.project.reviewing import KINDS, ORDERS

WIDTH = 320
_WIDEST = 560  # px, of the list of people
_MOST = 30  # pairs of labels and documents offered by the filter
NOTHING_LEFT = "No disagreements left. Ctrl+E exports the gold."
NO_LAYERS = "No finished layers of this annotator. Choose others above."
ONE_ANNOTATOR = "Needs a second layer: import a hand-in."


class QueuePanel(QWidget):
    """Lists the disagreements; Up and Down go through them, keys decide here as in the article."""

    leave = Signal()  # the article shall have the keys
    key = Signal(QKeyEvent)  # a key that decides
    take_agreed = Signal()

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self.desk, self.theme = desk, theme.scaled(1.0)
        self._showing = False  # the current row follows the desk, not the other way round
        self.setAccessibleName("Disagreements")
        self.count = QLabel()
        self.count.setProperty("role", "heading")
        self.of = QLabel()
        self.of.setProperty("role", "soft")
        self.filter = QPushButton("Filter", flat=True)
        self.filter.setToolTip("By kind, labels, group, annotator, document")
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.filter.setMenu(self.menu)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("Decided")
        self.show_box, self.order_box = QComboBox(), QComboBox()
        self.whose, self.enough = QComboBox(), QComboBox()
        for value, words in SHOWN:
            self.show_box.addItem(words, value)
        for order in ORDERS:
            self.order_box.addItem(ORDER_TITLES[order], order)
        names = ("What is listed", "In what order", "Whose layers", "How many must agree")
        boxes = (self.show_box, self.order_box, self.whose, self.enough)
        for box, name in zip(boxes, names, strict=True):
            box.setAccessibleName(name)
            box.setToolTip(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.model = QueueModel(desk)
        self.rows = QueueRows(desk, self.theme)
        self.list = RowsView("Disagreements", row_height=ROW_HEIGHT)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self.rows)
        self.list.one_column()
        self.empty = EmptyNote()
        self.agreed = QPushButton()
        self.agreed.setToolTip("Put into the gold what all agree on, in one step that Undo takes back")
        self._lay_out()
        self.show_box.activated.connect(
            lambda at: desk.set_filter(replace(desk.filter, show=self.show_box.itemData(at)))
        )
        self.order_box.activated.connect(lambda at: desk.set_order(self.order_box.itemData(at)))
        self.whose.activated.connect(self._choose_layers)
        self.enough.activated.connect(lambda at: desk.set_threshold(self.enough.itemData(at)))
        self.agreed.clicked.connect(self.take_agreed)
        self.list.selectionModel().currentRowChanged.connect(self._row_changed)
        self.list.picked.connect(lambda _: self.leave.emit())
        self.list.opened.connect(lambda _: self.leave.emit())
        self.list.left.connect(self._escape)
        self.list.typed.connect(self.key)
        desk.filled.connect(self.refresh)
        desk.moved.connect(self._show_current)
        desk.counted.connect(self._show_agreed)
        desk.working.connect(self._show_work)
        self.set_theme(theme)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(14, 8, 8, 4)
        top.setSpacing(6)
        top.addWidget(self.count)
        top.addWidget(self.of)
        top.addStretch(1)
        top.addWidget(self.filter)
        boxes = QHBoxLayout()
        boxes.setContentsMargins(10, 6, 10, 6)
        boxes.setSpacing(8)
        boxes.addWidget(self.show_box, 1)
        boxes.addWidget(self.order_box, 1)
        self.more = QWidget()
        more = QHBoxLayout(self.more)
        more.setContentsMargins(10, 0, 10, 6)
        more.setSpacing(8)
        more.addWidget(self.whose, 1)
        more.addWidget(self.enough, 1)
        around = QHBoxLayout()
        around.setContentsMargins(14, 0, 14, 2)
        around.addWidget(self.bar)
        body = QWidget()
        self.body = QStackedLayout(body)
        self.body.addWidget(self.list)
        self.body.addWidget(self.empty)
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(10, 8, 10, 10)
        foot.addWidget(self.agreed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addLayout(around)
        whole.addLayout(boxes)
        whole.addWidget(self.more)
        whole.addWidget(body, 1)
        whole.addWidget(self.foot)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom is the article's alone."""
        self.theme = self.rows.theme = theme.scaled(1.0)
        self.list.set_theme(self.theme)
        self.count.setFont(self.theme.ui_font(15, bold=True))
        self.bar.setStyleSheet(
            f"QProgressBar {{ background: {theme.panel_line}; border-radius: 2px; min-height: 4px; "
            f"max-height: 4px; }} QProgressBar::chunk {{ background: {theme.green}; border-radius: 2px; }}"
        )
        self.list.viewport().update()

    # -- what is listed ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the queue as it is now."""
        desk = self.desk
        self._showing = True
        self.model.load()
        self._showing = False
        total, left = len(desk.items), desk.left
        self.count.setText(f"{left:,} left")
        self.of.setText(f"of {total:,}" if total else "")
        self.bar.setMaximum(max(1, total))
        self.bar.setValue(total - left)
        self.filter.setText("Filter •" if desk.filter.narrow else "Filter")
        self.show_box.setCurrentIndex(self.show_box.findData(desk.filter.show))
        self.order_box.setCurrentIndex(self.order_box.findData(desk.order_by))
        self._fill_people()
        self._show_agreed()
        self.empty.setText(self.why_empty())
        self.body.setCurrentWidget(self.list if self.model.items else self.empty)
        self._show_current()

    def _show_agreed(self) -> None:
        """How many the button would bring; that nothing is left, where nothing is."""
        desk, number = self.desk, self.desk.taking.number
        self.foot.setVisible(bool(desk.found) and len(desk.layers.annotators) != 1)
        self.agreed.setEnabled(bool(number) and not desk.session.project.read_only)
        who = "all" if desk.threshold is None else f"{desk.threshold} or more"
        if number is None:
            self.agreed.setText(f"Counting what {who} agree on…")
        elif number:
            self.agreed.setText(f"Take over {number:,} that {who} agree on")
        else:
            what = (
                f"All that {who} agree on is in the gold"
                if desk.taking.any
                else f"Nothing that {who} agree on"
            )
            self.agreed.setText(what)

    def why_empty(self) -> str:
        """A sentence where nothing is listed."""
        desk = self.desk
        if desk.looking.busy:
            return "Comparing…"
        if not desk.found:
            return NO_LAYERS if len(desk.layers.annotators) == 1 else ONE_ANNOTATOR
        if not desk.left and desk.filter.show == "left":
            return NOTHING_LEFT
        return f"Nothing matches. Esc shows all {desk.left:,} that are left."

    def _show_work(self, done: int, total: int) -> None:
        self.count.setText("Comparing")
        self.of.setText(f"{done:,} of {total:,}")
        self.bar.setMaximum(max(1, total))
        self.bar.setValue(done)
        if not self.model.items:
            self.empty.setText("Comparing…")
            self.body.setCurrentWidget(self.empty)

    def _fill_people(self) -> None:
        desk = self.desk
        most = max((len(one.people) for one in desk.found.values()), default=0)
        chosen = desk.layers.annotators[0] if len(desk.layers.annotators) == 1 else ""
        people = [
            one
            for one in desk.session.project.annotators()
            if one.id == chosen or (one.id in desk.finishers and one.id != desk.session.project.me.id)
        ]
        names = names_apart(desk.session.project.annotators())
        self.whose.clear()
        self.whose.addItem("All annotators", "")
        for one in people:
            self.whose.addItem(f"Only {names[one.id]}’s layers", one.id)
        self.whose.setCurrentIndex(max(0, self.whose.findData(chosen)))
        self.whose.view().setMinimumWidth(min(_WIDEST, self.whose.view().sizeHintForColumn(0) + 24))
        self.whose.setVisible(not desk.blind and self.whose.count() > 1)
        self.enough.clear()
        if most > 2:
            self.enough.addItem(f"All {most} must agree", None)
            for number in range(most - 1, most // 2, -1):
                self.enough.addItem(f"At least {number} of {most}", number)
        at = self.enough.findData(desk.threshold)
        self.enough.setCurrentIndex(max(0, at))
        self.enough.setVisible(most > 2 or desk.threshold is not None)
        self.more.setVisible(self.whose.isVisibleTo(self.more) or self.enough.isVisibleTo(self.more))

    def _choose_layers(self, at: int) -> None:
        who = self.whose.itemData(at)
        self.desk.set_layers(replace(Layers(), annotators=(who,)) if who else Layers())

    # -- the filter ----------------------------------------------------------------------------

    def _fill_menu(self) -> None:
        desk, schema, menu = self.desk, self.desk.session.project.schema, self.menu
        menu.clear()
        found = desk.facets()
        everything = menu.addAction("Show everything")
        everything.setEnabled(desk.filter.narrow)
        everything.triggered.connect(self.clear_filter)
        menu.addSeparator()
        self._sub("Kind", "kind", [(k, KIND_TITLES[k], found.kinds[k]) for k in KINDS if found.kinds[k]])
        pairs = [
            (pair, pair_words(pair, schema), n) for pair, n in found.labels.most_common(_MOST) if pair[0]
        ]
        self._sub("Labels", "labels", pairs)
        groups = [(g.id, g.title, found.groups[g.id]) for g in schema.groups if found.groups[g.id]]
        self._sub("Group", "group", groups)
        if not desk.blind:
            names = names_apart(desk.session.project.annotators())
            people = [(who, names.get(who, "somebody"), n) for who, n in found.annotators.most_common()]
            self._sub("Annotator", "annotator", people)
        documents = [(d, desk.found[d].name, n) for d, n in found.documents.most_common(_MOST)]
        current = desk.current
        if current is not None and current.one.document not in [d for d, _, _ in documents]:
            here = current.one.document
            documents.insert(0, (here, desk.found[here].name, found.documents[here]))
        self._sub("Document", "document", documents)

    def _sub(self, title: str, field: str, choices: list[tuple[Any, str, int]]) -> None:
        chosen = getattr(self.desk.filter, field)
        sub = self.menu.addMenu(title)
        sub.setEnabled(bool(choices))
        for value, words, number in choices:
            row = sub.addAction(f"{words.replace('&', '&&')}\t{number:,}")
            row.setCheckable(True)
            row.setChecked(value == chosen)
            row.triggered.connect(lambda on, value=value: self._narrow(field, value if on else None))

    def _narrow(self, field: str, value: Any) -> None:
        """Ask for one more thing, or for it no longer."""
        wanted = {name: getattr(self.desk.filter, name) for name in Filter.__struct_fields__}
        wanted[field] = value if value is not None or field == "labels" else ""
        self.desk.set_filter(Filter(**wanted))

    def clear_filter(self) -> None:
        """Show everything that is left."""
        self.desk.set_filter(Filter())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in a box shows everything that is left, as it does in the list."""
        if event.key() == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        if self.desk.filter != Filter():
            self.clear_filter()
        else:
            self.leave.emit()

    # -- the current row -----------------------------------------------------------------------

    def _show_current(self) -> None:
        self._showing = True
        self.list.choose(self.desk.row_of_current())
        self._showing = False

    def _row_changed(self) -> None:
        row = self.list.current_row()
        if not self._showing and 0 <= row < len(self.model.items):
            self.desk.go(self.model.items[row])
