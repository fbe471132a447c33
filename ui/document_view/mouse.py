"""What the mouse does in the article: clicks and what they choose, drags with scrolling at the rim, the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QApplication

from ui.document_view import edges, states
from ui.document_view.drags import Drag, Edging, Fragmenting, Pulling, Selecting, speed, trims
from ui.document_view.overlay import GRAB
from ui.state import Edge
from workbench.offsets import paragraph_at
from workbench.runs import run_at

if TYPE_CHECKING:
    from ui.document_view.view import DocumentView
    from workbench.model import Span

TICK_MS = 30
EDGE = 4.0  # px at 17 px type around a boundary where the mouse takes it
_HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
    | Qt.KeyboardModifier.ShiftModifier
)
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Mouse(QObject):
    """The state of one press: where it began, how many clicks it is, which drag it became."""

    def __init__(self, view: DocumentView) -> None:
        super().__init__(view)
        self._view = view
        self._pressed: QPointF | None = None
        self._clicks = 1
        self._drag: Drag | None = None
        self._ready: Drag | None = None  # what a move of some px will begin
        self._edge: tuple[int, Edge] | None = None
        self._extends = False  # without a move the press selects text as far as there
        self._at = QPointF()
        self._since = QElapsedTimer()
        self._scroll = QTimer(self)
        self._scroll.setInterval(TICK_MS)
        self._scroll.timeout.connect(self._roll)

    @property
    def busy(self) -> bool:
        """Whether a drag is under way."""
        return self._drag is not None

    @property
    def held(self) -> bool:
        """Whether the left button is down in the article."""
        return self._pressed is not None

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        view, at = self._view, event.position()
        if view.document is None or self.busy:
            return
        if event.button() == Qt.MouseButton.RightButton and not self.held:
            self._aim(at)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        third = (
            self._clicks == 2
            and self._since.isValid()
            and self._since.elapsed() < QApplication.doubleClickInterval()
            and self._near(at)
        )
        offset = view.offset_at(at)
        held = event.modifiers() & _HELD
        self._pressed = self._at = at
        self._clicks = 3 if third else 1
        self._edge, self._extends = None, False
        if third:
            drag = Selecting(view, paragraph_at(view.document.text, offset), 3)
            drag.reach(offset)
            self._ready = drag
            view.offer_selection()
        elif held == _SHIFT:
            anchor = view.selection_anchor(offset)
            self._ready = Selecting(view, (anchor, anchor), 1)
            self._edge = self.edge_at(at)  # an edge is dragged by character, if it is dragged
            self._extends = self._edge is not None
            if not self._extends:
                self._drag = self._ready
                self._drag.to(at, fine=True)
        else:
            self._ready = self._begun(at, offset, held)

    def _begun(self, at: QPointF, offset: int, held: Qt.KeyboardModifier) -> Drag:
        """What a drag from here will be."""
        view, span = self._view, self._view.selected_span()
        if view.writable and not held:
            grip = view.grip()
            if grip is not None and span is not None and _within(at, grip, view.px(GRAB)):
                self._drag = Pulling(view, span, grip)
                return self._drag
            self._edge = self.edge_at(at)
        active = view.active_span()
        if view.writable and held & ~_SHIFT == _CTRL and active is not None:
            return Fragmenting(view, active, offset)
        return Selecting(view, (offset, offset), 1)

    def double(self, event: QMouseEvent) -> None:
        """The second press of a double click."""
        view, at = self._view, event.position()
        if view.document is None or event.button() != Qt.MouseButton.LeftButton:
            return
        offset = view.offset_at(at)
        over = view.character_at(at)
        self._pressed = self._at = at
        self._clicks, self._edge = 2, None
        self._since.restart()
        word = run_at(view.document.text, offset if over is None else over)
        drag = Selecting(view, word or (offset, offset), 2)
        drag.reach(offset)
        view.offer_selection()
        self._ready, self._drag = drag, None

    def move(self, event: QMouseEvent) -> None:
        """The mouse moves, with or without a button down."""
        view = self._view
        self._at = event.position()
        if self.held and not event.buttons() & Qt.MouseButton.LeftButton:
            self.cancel()  # the button went up where nobody saw it
        if not self.held:
            self.point()
            return
        if self._drag is None:
            if self._near(self._at) or self._ready is None:
                return
            span = view.selected_span()
            if self._edge is not None and span is not None:
                self._drag = Edging(view, span, *self._edge, trims=trims(view.schema, span))
            else:
                self._drag = self._ready
        self._drag.to(self._at, fine=bool(event.modifiers() & _SHIFT))
        self._scroll_at_rim()

    def again(self, *, fine: bool) -> None:
        """Shift went down or up while the mouse stands still."""
        if self._drag is not None:
            self._drag.to(self._at, fine=fine)

    def _scroll_at_rim(self) -> None:
        outside = not 0 <= self._at.y() < self._view.viewport().height()
        if outside and not self._scroll.isActive():
            self._scroll.start()
        elif not outside:
            self._scroll.stop()

    def release(self, event: QMouseEvent) -> None:
        """A button goes up: without a drag it was a click."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self._scroll.stop()
        pressed, self._pressed = self._pressed, None
        drag, ready, self._drag, self._ready = self._drag, self._ready, None, None
        view = self._view
        if drag is not None:
            drag.done()
        elif pressed is not None and self._extends and ready is not None:
            ready.to(pressed, fine=True)
            ready.done()
        elif pressed is not None and self._clicks == 1 and view.document is not None:
            self._click(pressed)
        self.point()

    def cancel(self) -> None:
        """Esc, another document, a change of this one: a press or a drag is given up."""
        drag, self._drag, self._ready = self._drag, None, None
        self._scroll.stop()
        self._pressed, self._edge = None, None
        if drag is not None:
            drag.cancel()

    def _click(self, at: QPointF) -> None:
        view = self._view
        grip, found = view.grip(), view.relation_at(at)
        if grip is not None and _within(at, grip, view.px(GRAB)):
            return
        if found is not None and found[1]:
            view.select_span(found[1])
            return
        if found is not None and found[0]:
            view.select_relation(found[0], reveal=False)
            return
        noted = view.beside(at)
        if noted:
            view.select_span(noted, reveal=False)
            return
        suggestion, current = view.suggestion_under(at), view.chosen_suggestion()
        if suggestion is not None and (current is None or current.id != suggestion.id):
            view.suggestion_clicked.emit(suggestion.id)
            return
        chosen, under = view.selected_span(), view.spans_under(at)
        if chosen is not None and chosen in under and self._fragment(chosen, at) not in (-1, view.state.part):
            self._choose(chosen, at)  # another of its fragments
            return
        span = states.outward(under, view.state.span)
        if span is not None:
            self._choose(span, at)
        else:
            view.set_state(states.put_caret(view.state, view.offset_at(at)))

    def _choose(self, span: Span, at: QPointF) -> None:
        """Select a span; of one in fragments the one under the mouse has the active edge."""
        self._view.select_span(span.id, reveal=False)
        part = self._fragment(span, at)
        if part not in (-1, self._view.state.part):
            self._view.set_state(states.choose_edge(self._view.state, "end", part))

    def _fragment(self, span: Span, at: QPointF) -> int:
        """Which of a span's fragments lies under the mouse; -1 for a span that has none."""
        over = self._view.character_at(at)
        under = (
            n for n, (start, end) in enumerate(span.fragments) if over is not None and start <= over < end
        )
        return next(under, -1)

    def edge_at(self, at: QPointF) -> tuple[int, Edge] | None:
        """The boundary of the selected span at a place of the viewport."""
        view, span = self._view, self._view.selected_span()
        found = view.line_under(at) if span is not None and view.writable else None
        if span is None or found is None:
            return None
        entry, line, x = found
        return edges.under(entry.figure.of_span.get(span.id, ()), line=line, x=x, reach=view.px(EDGE))

    def point(self) -> None:
        """Light what is under the mouse, and give the pointer the shape of what it would do."""
        view, at = self._view, self._at
        if view.document is None or self.busy:
            return
        grip, found = view.grip(), view.relation_at(at)
        shape = Qt.CursorShape.IBeamCursor
        if view.writable and grip is not None and _within(at, grip, view.px(GRAB)):
            shape = Qt.CursorShape.CrossCursor
        elif found is not None or view.beside(at):
            shape = Qt.CursorShape.PointingHandCursor
        elif self.edge_at(at) is not None:
            shape = Qt.CursorShape.SplitHCursor
        if view.viewport().cursor().shape() != shape:
            view.viewport().setCursor(shape)
        under = view.spans_under(at) if found is None else []
        view.light(under[-1].id if under else "", found[0] if found else "")

    def _aim(self, at: QPointF) -> None:
        """A menu is about what lies under the mouse: that is selected, unless it is already."""
        view = self._view
        found = view.relation_at(at)
        if found is not None and found[0]:
            view.select_relation(found[0], reveal=False)
            return
        extent, offset = view.selected_extent(), view.offset_at(at)
        if extent is not None and extent[0] <= offset <= extent[1]:
            return
        suggestion, under, noted = view.suggestion_under(at), view.spans_under(at), view.beside(at)
        if noted:
            view.select_span(noted, reveal=False)
        elif suggestion is not None:
            view.suggestion_clicked.emit(suggestion.id)
        elif under:
            self._choose(under[-1], at)
        else:
            view.set_state(states.put_caret(view.state, offset))

    def _near(self, at: QPointF) -> bool:
        began = self._pressed or self._at
        return (at - began).manhattanLength() < QApplication.startDragDistance()

    def _roll(self) -> None:
        view = self._view
        height = view.viewport().height()
        beyond = self._at.y() if self._at.y() < 0 else max(0.0, self._at.y() - height + 1)
        view.scroll_by(speed(beyond, unit=view.px(1)))
        inside = QPointF(self._at.x(), min(max(self._at.y(), 0), height - 1))
        if self._drag is not None:
            self._drag.to(inside, fine=bool(QGuiApplication.keyboardModifiers() & _SHIFT))


def _within(at: QPointF, middle: QPointF, reach: float) -> bool:
    away = at - middle
    return bool(away.x() ** 2 + away.y() ** 2 <= reach**2)
