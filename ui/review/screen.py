"""The review: queue | article in the form of disagreement, and below it the card that decides."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.document_view import DocumentView
from ui.document_view.disputes import NOTHING
from ui.elided import ElidedLabel
from ui.review.article import moved_to
from ui.review.card import DecisionCard
from ui.review.desk import Desk
from ui.review.letters import letter
from ui.review.people import PeopleLabel
from ui.review.queue import WIDTH, QueuePanel
from ui.session import Session
from ui.soon import Soon
from ui.speech import announce
from ui.theme import SERIF, Theme
from workbench.errors import UserError
from workbench.model import Relation
from workbench.project.reviewing import Disagreement

HEADER = 40
_DIGITS = {Qt.Key(Qt.Key.Key_0 + number): number for number in range(10)}


class ReviewHeader(QFrame):
    """The document's name, who is A and who is B, and how far the gold is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setFixedHeight(HEADER)
        self.name, self.people, self.gold = ElidedLabel(), PeopleLabel(), QLabel()
        self.people.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.gold.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 0, 18, 0)
        row.setSpacing(18)
        row.addWidget(self.name, 1)
        row.addWidget(self.people, 1)
        row.addWidget(self.gold)
        self.set_theme(theme)

    def tell(self, name: str, people: list[str], gold: str) -> None:
        """Show these; where both do not fit, the name gets what it needs, up to a third."""
        self.name.set_whole(name)
        self.people.set_people(people)
        self.gold.setText(gold)
        self._share()

    def _share(self) -> None:
        need = self.name.fontMetrics().horizontalAdvance(self.name.whole()) + 2
        self.name.setMinimumWidth(min(need, self.width() // 3))
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.setStretchFactor(self.people, 3 if self.name.minimumWidth() == need else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        plain = theme.scaled(1.0)
        self.name.setFont(plain.ui_font(15, bold=True))
        self.setStyleSheet(
            f"QFrame#header {{ background: {theme.panel}; border-bottom: 1px solid {theme.panel_line}; }}"
            f"QFrame#header QLabel {{ color: {theme.soft}; }}"
        )
        self.name.setStyleSheet(f"color: {theme.ink};")


class ReviewScreen(QWidget):
    """Wires queue, article and card to the desk; keys decide in the article and in the queue alike."""

    edit_wanted = Signal()
    take_agreed = Signal()
    leave = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.desk = Desk(session, self)
        self._shown = ""  # the document in the article
        plain = theme.scaled(1.0)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.setHandleWidth(1)
        self.split.setChildrenCollapsible(False)
        self.queue = QueuePanel(self.desk, plain)
        right = QWidget()
        self.header = ReviewHeader(plain)
        self.view = DocumentView(theme, session.project.schema)
        self.view.setAccessibleName("Article under review")
        self.view.setAccessibleDescription("1 to 9 take an annotator, 0 neither, Space goes on.")
        self.empty = QLabel()
        self.empty.setObjectName("empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.article = QStackedWidget()
        self.article.addWidget(self.view)
        self.article.addWidget(self.empty)
        self.card = DecisionCard(self.desk, plain)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.article, 1)
        column.addWidget(self.card)
        self.split.addWidget(self.queue)
        self.split.addWidget(right)
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([WIDTH, 10 * WIDTH])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        self._spoken = ""  # the document of the item that was said last
        self._saying = Soon(self, self._say_item)
        self._wire()
        self.set_theme(theme)
        self.refresh()

    def _wire(self) -> None:
        desk, view, card = self.desk, self.view, self.card
        desk.moved.connect(self._later.start)
        desk.moved.connect(self._saying.ask)
        desk.filled.connect(self._later.start)
        desk.drawn.connect(self._redraw)
        view.digit_key.connect(self.digit)
        view.label_key.connect(lambda key, _: desk.decide_label(key.lower()))
        view.space.connect(lambda back: desk.step(-1 if back else 1))
        view.shift_enter.connect(lambda: desk.decide("both"))
        view.delete.connect(lambda: desk.decide("neither"))
        card.taken.connect(desk.take)
        card.both.connect(lambda: desk.decide("both"))
        card.neither.connect(lambda: desk.decide("neither"))
        card.skip.connect(lambda: desk.step(1))
        card.edit.connect(self.edit_wanted)
        card.leave.connect(self.take_keys)
        self.queue.leave.connect(self.take_keys)
        self.queue.key.connect(self.key)
        self.queue.take_agreed.connect(self.take_agreed)
        self.queue.list.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Paint all parts with this theme; only the article is zoomed."""
        plain = theme.scaled(1.0)
        self.view.set_theme(theme)
        for part in (self.queue, self.header, self.card):
            part.set_theme(plain)
        self.empty.setStyleSheet(
            f'QLabel#empty {{ background: {theme.paper}; color: {theme.soft}; font: 19px "{SERIF}"; }}'
        )

    # -- keys --------------------------------------------------------------------------------------

    def take_keys(self) -> None:
        """The keys go to the article, or to the queue where none is shown."""
        target = self.view if self.article.currentWidget() is self.view else self.queue.show_box
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def panels(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        return [self.queue.list, self.view, self.card, self.queue.filter]

    def digit(self, number: int) -> None:
        """1 to 9 take an annotator, 0 takes nobody."""
        if number:
            self.desk.take(number)
        else:
            self.desk.decide("neither")

    def key(self, event: QKeyEvent) -> None:
        """A key that was pressed in the queue."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        number = _DIGITS.get(Qt.Key(event.key()))
        if number is not None and not plain:
            self.digit(number)
        elif event.text().isalpha() and not plain:
            self.desk.decide_label(event.text().lower())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space, Shift+Enter and Delete decide in the queue as in the article."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            shift = event.modifiers() == Qt.KeyboardModifier.ShiftModifier
            if event.key() == Qt.Key.Key_Space:
                self.desk.step(-1 if shift else 1)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and shift:
                self.desk.decide("both")
                return True
            if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
                self.desk.decide("neither")
                return True
        return super().eventFilter(watched, event)

    # -- what is shown -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Compare what was written meanwhile."""
        super().showEvent(event)
        self.desk.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is compared while nobody looks."""
        super().hideEvent(event)
        self.desk.sleep()

    def _redraw(self) -> None:
        self._shown = ""
        self._later.start()

    def refresh(self) -> None:
        """Show the current item's document, framed at the item."""
        self._later.stop()
        item = self.desk.current
        if item is None:
            self._show_nothing()
            return
        document = item.one.document
        fresh = document != self.view_document()
        try:
            if document != self._shown:
                self._draw(document)
        except UserError as error:
            self.session.failed.emit(str(error))
            return
        waiting = self.article.currentWidget() is self.empty and self.queue.show_box.hasFocus()
        self.article.setCurrentWidget(self.view)
        self.card.show()
        if waiting:
            self.take_keys()
        extent = (item.one.start, item.one.end) if item.one.end else None
        self.view.set_frame(extent)
        self.view.set_preview(*self._previewed(item.one))
        self.view.set_caret(item.one.start)
        if extent is not None and fresh:
            self.view.show_at(item.one.start, middle=True)
        elif extent is not None:
            self.view.reveal(*extent)

    def _say_item(self) -> None:
        """Say what there is to decide, with the document's name where it is another; or that nothing is."""
        item = self.desk.current
        if not self.desk.active or self.desk.looking.busy:
            return
        document = item.one.document if item is not None else ""
        name = f"{item.name}. " if item is not None and document != self._spoken else ""
        self._spoken = document
        announce(self, f"{name}{self.card.accessibleDescription()}" if item else self.queue.why_empty())

    def _draw(self, document: str) -> None:
        desk = self.desk
        drawn = desk.article(document)
        self.view.set_document(None)
        self.view.set_disputes(drawn.disputes)
        self.view.set_document(drawn.document)
        self._shown = document
        found = desk.found[document]
        people = [f"{letter(row)}  {found.names[place]}" for row, place in enumerate(desk.people(document))]
        open_here = sum(one.open for one in desk.of_document(document))
        left = f"{open_here:,} left here" if open_here else "nothing left here"
        self.header.tell(found.name, ["names hidden"] if desk.blind else people, left)

    def view_document(self) -> str:
        """The id of the document in the article."""
        return self.view.document.document.id if self.view.document is not None else ""

    def _show_nothing(self) -> None:
        self._shown = ""
        self.view.set_document(None)
        self.view.set_disputes(NOTHING)
        self.header.tell("Review", [], "")
        self.empty.setText(self.queue.why_empty())
        had_keys = self.view.hasFocus() or self.card.isAncestorOf(self.focusWidget() or self)
        self.card.hide()
        self.article.setCurrentWidget(self.empty)
        if had_keys:
            self.take_keys()

    def _previewed(self, one: Disagreement) -> list[Relation]:
        """The relations that an open item is about, dashed, where both ends are shown."""
        document = self.view.document
        if one.kind != "relations" or document is None:
            return []
        bundles = self.desk.bundles(one.document)
        theirs = {span.id: span for bundle in bundles for span in bundle.spans}
        at = {(span.label, span.parts()): span.id for span in document.spans.values()}
        wanted = {uid for side in one.sides for uid in side.relations}
        found = [
            moved_to(relation, theirs, at)
            for bundle in bundles
            for relation in bundle.relations
            if relation.id in wanted
        ]
        return [relation for relation in found if relation is not None]
