"""The article on the screen: a scroll area that lays out what it shows, and tells what keys and mouse ask for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QClipboard,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui.document_view import accessible, caret, keys, states
from ui.document_view.canvas import ArticleCanvas, Shown
from ui.document_view.geometry import Tags
from ui.document_view.mouse import Mouse
from ui.document_view.overlay import find_grip
from ui.document_view.page import Anchor, Entry
from ui.document_view.painting import Marks
from ui.document_view.relations import Drawn
from ui.document_view.segments import Segments
from ui.guard import guarded
from ui.open_document import OpenDocument
from ui.state import State
from ui.theme import Theme
from workbench.model import Change, Span
from workbench.schema import Schema

_REMEMBERED = 200  # documents whose caret and place are kept


class DocumentView(ArticleCanvas):
    """Shows an OpenDocument; owns caret, selection and scrolling. What writes goes out as a signal.

    All offsets are code points.
    """

    state_changed = Signal(object)  # State
    label_key = Signal(str, bool)  # a letter, whether with Shift
    digit_key = Signal(int)
    space = Signal(bool)  # backwards
    enter = Signal()
    shift_enter = Signal()
    delete = Signal()
    escape = Signal()  # Esc at the caret, where no state is left to go back to; see `leaves_at_once`
    edge_moved = Signal(int, int)  # by key: the new extent of the active fragment of the selected span
    edge_dropped = Signal(int, int)  # the same by mouse: a step of its own
    fragment_drawn = Signal(int, int)  # a stretch for the active span
    suggestion_clicked = Signal(str)  # the id of a suggested span
    relation_drawn = Signal(str, str, QPoint)  # from a span to a span; where the menu shall be
    zoom_wanted = Signal(int)  # larger (1) or smaller (-1) type
    context_requested = Signal(QPoint)  # global position

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, schema, parent)
        self.leaves_at_once = False  # Esc leads out of the article from every state
        self._turned = 0  # of the wheel with Ctrl, in eighths of a degree
        self._kept: dict[str, tuple[State, Anchor]] = {}
        self._mouse = Mouse(self)
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._flash)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Label keys are keys, not text: dead keys and input methods must not swallow them.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # all of it is painted
        accessible.install()
        self.teller = accessible.Teller(self)
        self.setAccessibleName("Article")
        self.setAccessibleDescription("Tab goes to the next span, F6 to the next panel.")

    # -- what is shown -------------------------------------------------------------------------

    def set_document(self, document: OpenDocument | None) -> None:
        """Show a document, with caret and place as they were when it was last shown; None shows nothing."""
        self._mouse.cancel()
        if self.document is not None:
            self._kept.pop(self.document.document.id, None)
            self._kept[self.document.document.id] = (self._state, self._anchor)
            if len(self._kept) > _REMEMBERED:
                del self._kept[next(iter(self._kept))]
        self.document = document
        self._segments = Segments(document.text if document else "")
        self._marks, self._hits, self._chosen, self._unmoved = Marks(), ([], -1), (), None
        self.set_problems(document.problems if document else [])
        state, anchor = State(), Anchor()
        if document is not None and document.document.id in self._kept:
            state, anchor = self._kept[document.document.id]
            if state.kind == "suggestion":  # suggestions are read anew
                state = states.put_caret(state, state.start)
            state = states.without_lost(state, document.spans, length=len(document.text))
            if anchor.segment >= len(self._segments):
                anchor = Anchor()
        self._anchor, self._page, self._brush = anchor, None, None
        self._lay_out()
        self.set_state(state, always=True)

    def set_theme(self, theme: Theme) -> None:
        """Draw in another theme or at another zoom, at the same place of the text."""
        self._theme = theme
        self._page = None
        self._lay_out()

    def set_schema(self, schema: Schema) -> None:
        """Draw by another schema."""
        self._schema = schema
        self._page = None
        self._lay_out()

    def set_tags(self, tags: Tags) -> None:
        """Tag spans with their letters, their names, or not at all."""
        if tags == self._tags:
            return
        self._tags = tags
        self._page = None
        self._lay_out()

    @property
    def tags(self) -> Tags:
        """How spans are tagged."""
        return self._tags

    def set_margin_visible(self, visible: bool) -> None:
        """Show or fold the right margin with dates and comments."""
        if visible == self._margin:
            return
        self._margin = visible
        self._page = None
        self._lay_out()

    def apply(self, change: Change) -> None:
        """Draw again what a Change touched, after the document has taken it over."""
        if self.document is None or self._page is None:
            return
        if self._mouse.busy:  # a drag is about what there was
            self._mouse.cancel()
        if len(self.document.text) != self._segments.ends[-1] or self._page.follow() is None:
            self._segments = Segments(self.document.text)
            self._page = self._brush = None
            self._lay_out()
            self.set_hits(*self._hits)
            self.set_problems(self._problems)
            self.set_suggestions(list(self._marks.proposed.values()), self._marks.suggestion)
        document = self.document
        state = states.without_lost(
            self._state, document.spans, document.relations, length=len(document.text)
        )
        if state.kind == "span":
            state = states.choose_span(state, document.spans[state.span])
        self.set_state(state)
        self.mark_partners(None)
        self._sync_bar()
        self.freshen()
        self.teller.tell_changed(change)

    # -- state -----------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Where the article stands."""
        return self._state

    def set_state(self, state: State, *, always: bool = False) -> None:
        """Take another state, without a grapheme cut by it, and tell it."""
        if self.document is not None:
            state = states.whole(state, self.document.text)
        if state == self._state and not always:
            return
        before, self._state = self._state, state
        marks = self._marks
        marks.selected = state.span if state.kind == "span" else ""
        marks.active, marks.edge, marks.part = state.active_span, state.edge, state.part
        marks.selection = (state.start, state.end) if state.kind == "text" else None
        marks.relation = state.relation
        self._mark_suggestion(before)
        self.mark_partners(None)
        self._blink_on = True
        self._restart_blink()
        self.freshen()
        self.state_changed.emit(state)
        self.teller.tell(before, state)

    def mark_partners(self, ids: frozenset[str] | None) -> None:
        """Frame these spans thinly; None: those that the selected span's relations lead to."""
        if ids is None:
            selected, ids = self._marks.selected, frozenset()
            relation = self.document.relations.get(self._state.relation) if self.document else None
            if relation is not None:
                ids = frozenset((relation.head, relation.tail))
            elif self.document is not None and selected:
                ends = {id for r in self.document.relations_of(selected) for id in (r.head, r.tail)}
                ids = frozenset(ends - {selected})
        self._marks.partners = ids
        self.freshen()

    def light(self, span: str, relation: str) -> None:
        """Light a span and a relation (ids, or empty): the mouse is over them."""
        if (span, relation) != (self._marks.hover, self._marks.over_relation):
            self._marks.hover, self._marks.over_relation = span, relation
            self.freshen()

    def select_span(self, span_id: str, reveal: bool = True, at: int = -1) -> None:
        """Select a span, of one in fragments that which holds `at`; an unknown id does nothing."""
        span = self.document.spans.get(span_id) if self.document else None
        if span is None:
            return
        self.set_state(states.choose_span(self._state, span, at))
        if reveal:
            self.reveal(span.start, span.end)

    def choose_suggestion(
        self, id: str, spans: Sequence[Span], *, start: int, end: int, reveal: bool = True
    ) -> None:
        """Make a group (its id, its spans) the current suggestion; the keys are about a stretch, which is shown."""
        self._chosen = tuple(spans)
        self.set_state(states.choose_suggestion(self._state, id, start=start, end=end))
        if reveal:
            self.reveal(start, end)

    def select_relation(self, relation_id: str, reveal: bool = True) -> None:
        """Select a relation; an unknown id does nothing."""
        document = self.document
        relation = document.relations.get(relation_id) if document else None
        if document is None or relation is None or relation.head not in document.spans:
            return
        head = document.spans[relation.head]
        state = states.choose_relation(self._state, relation, head.start)
        self.set_state(state)
        near = document.spans.get(state.active_span, head)
        if reveal:
            self.reveal(near.start, near.end)

    def select_text(self, start: int, end: int) -> None:
        """Select a stretch of text and show it."""
        self.set_state(states.select_text(self._state, anchor=start, caret=end))
        self.reveal(start, end)

    def set_caret(self, position: int) -> None:
        """Put the caret somewhere and show it."""
        at = min(max(position, 0), len(self.document.text) if self.document else 0)
        self.set_state(states.put_caret(self._state, at))
        self.reveal(at, at)

    @property
    def writable(self) -> bool:
        """Whether spans of the document shown can be changed."""
        return self.document is not None and not self.document.read_only

    def px(self, n: float) -> float:
        """`n` px zoomed."""
        return self._theme.px(n)

    @property
    def dragging(self) -> bool:
        """Whether the mouse drags: all keys are the article's then."""
        return self._mouse.busy

    def selected_span(self) -> Span | None:
        """The span that is selected."""
        if self.document is None or self._state.kind != "span":
            return None
        return self.document.spans.get(self._state.span)

    def active_span(self) -> Span | None:
        """The selected span, else the one that was selected last."""
        found = self.selected_span()
        return found or (self.document.spans.get(self._state.active_span) if self.document else None)

    def selection_anchor(self, towards: int) -> int:
        """Where a selection that is extended to an offset begins."""
        span = self.selected_span()
        if span is not None:
            return span.end if towards < span.start else span.start
        return self._state.anchor

    def selected_extent(self) -> tuple[int, int] | None:
        """What is selected: the text's or the span's extent."""
        if self._state.kind in ("text", "suggestion"):
            return self._state.start, self._state.end
        if self._state.kind == "span" and self.document is not None:
            span = self.document.spans.get(self._state.span)
            return (span.start, span.end) if span else None
        return None

    def grow_selection(self) -> None:
        """Select the word at the caret; called again, the sentence, then the paragraph."""
        if self.document is None:
            return
        start, end = self.selected_extent() or (self._state.caret, self._state.caret)
        start, end = caret.grow(self.document.text, start=start, end=end)
        if end > start:
            self.select_text(start, end)

    def copy(self) -> None:
        """Put the exact text of the selection on the clipboard."""
        text = self.selected_words()
        if text:
            QGuiApplication.clipboard().setText(text)

    def selected_words(self) -> str:
        """The exact text that is selected; of a span what it covers."""
        span, extent = self.selected_span(), self.selected_extent()
        if self.document is None or extent is None:
            return ""
        return span.covered(self.document.text) if span else self.document.text[extent[0] : extent[1]]

    def offer_selection(self) -> None:
        """Where the middle button pastes what is selected, selected text is given to it."""
        clipboard = QGuiApplication.clipboard()
        text = self.selected_words() if self._state.kind == "text" else ""
        if text and clipboard.supportsSelection():
            clipboard.setText(text, QClipboard.Mode.Selection)

    def spans_under(self, at: QPointF) -> list[Span]:
        """The spans whose own text is drawn at a place of the viewport, innermost last."""
        over = self.character_at(at)
        if self.document is None or over is None:
            return []
        found = self.document.at(over)
        return [span for span in found if any(start <= over < end for start, end in span.parts())]

    def spans_shown(self) -> list[Span]:
        """The spans of the segments that show."""
        shown = self._shown(self.viewport().height())
        return list({id: span for entry, _ in shown for id, span in entry.spans.items()}.values())

    def line_under(self, at: QPointF) -> tuple[Entry, int, float] | None:
        """Segment, line and x (from the text's left) at a place of the viewport."""
        return self._under(at)

    def _grip_among(self, shown: Shown, left: float, drawn: Drawn) -> QPointF | None:
        """Where the selected span's grip is: the dot from which an arrow is pulled."""
        span, brush = self.selected_span(), self._brush
        if span is None or brush is None or not self.writable or not self._joins_anything(span):
            return None
        return find_grip(brush, shown, span.id, drawn.routes, left=left)

    def _joins_anything(self, span: Span) -> bool:
        return any(span.label in kind.head or span.label in kind.tail for kind in self._schema.relations)

    def text_at_caret(self) -> tuple[int, str]:
        """Where the segment at the caret starts, and its text: what a screen reader reads."""
        if self.document is None:
            return 0, ""
        index = self._segments.find(self._state.caret)
        start = self._segments.starts[index]
        return start, self.document.text[start : self._segments.ends[index]]

    def paragraph_number(self, offset: int | None = None) -> tuple[int, int]:
        """The paragraph at an offset (the caret, if None) and how many there are, counted from 1."""
        at = self._state.caret if offset is None else offset
        index = self._segments.find(at)
        while index > 0 and not self._segments.numbers[index]:
            index -= 1
        return self._segments.numbers[index], self._segments.paragraphs

    # -- events --------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys of the article come before shortcuts of the window; while the mouse drags, none of these acts."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (self._mouse.busy or keys.is_own(event))
        ):
            event.accept()
            return True
        return super().event(event)

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is lit when the mouse is elsewhere."""
        super().leaveEvent(event)
        self.light("", "")

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab is the article's own key."""
        return False

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """See keys; while the mouse drags only Esc and Shift mean something."""
        if self._mouse.busy:
            if event.key() == Qt.Key.Key_Escape:
                self._mouse.cancel()
            elif event.key() == Qt.Key.Key_Shift:
                self._mouse.again(fine=True)
            event.accept()
        elif keys.press(self, event):
            event.accept()
        else:
            event.ignore()

    @guarded
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Without Shift a dragged edge goes to words again."""
        if event.key() == Qt.Key.Key_Shift and not event.isAutoRepeat():
            self._mouse.again(fine=False)
        super().keyReleaseEvent(event)

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl the type grows or shrinks, and what is under the mouse stays there."""
        if event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        event.accept()
        self._turned += event.angleDelta().y()
        steps = int(self._turned / 120)
        self._turned -= steps * 120
        if self._page is None:
            return
        offset = self.offset_at(event.position())
        for _ in range(abs(steps)):
            before = self._line_y(offset)[0]
            self.zoom_wanted.emit(1 if steps > 0 else -1)
            self.scroll_by(self._line_y(offset)[0] - before)

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """See mouse."""
        self._mouse.press(event)

    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """See mouse."""
        self._mouse.double(event)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """See mouse."""
        self._mouse.move(event)

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """See mouse."""
        self._mouse.release(event)

    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu, at the mouse or, by key, below what is selected."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.ask_for_menu()
        elif not self._mouse.held:  # a menu would take the release that a press or a drag waits for
            self.context_requested.emit(event.globalPos())

    def ask_for_menu(self) -> None:
        """The menu by key: below what is selected, as far as that shows."""
        place = self.character_rect((self.selected_extent() or (self._state.caret, 0))[0]).bottomLeft()
        corner = self.viewport().mapToGlobal(QPoint(0, 0))
        shown = QRect(corner, self.viewport().size())
        at = QPoint(
            min(max(place.x(), shown.left()), shown.right()),
            min(max(place.y(), shown.top()), shown.bottom()),
        )
        self.context_requested.emit(at)

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the text at the top where it is."""
        super().resizeEvent(event)
        self._lay_out()

    @guarded
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show caret and ring."""
        super().focusInEvent(event)
        self._ring = event.reason() not in (
            Qt.FocusReason.MouseFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
        )
        self._restart_blink()
        self.freshen()

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide caret and ring."""
        super().focusOutEvent(event)
        self._blink.stop()
        self._ring = False
        self.freshen()

    def _restart_blink(self) -> None:
        flash = QApplication.styleHints().cursorFlashTime()
        if flash > 0 and self.hasFocus() and self._state.kind == "caret":
            self._blink.start(flash // 2)
        else:
            self._blink.stop()

    def _flash(self) -> None:
        self._blink_on = not self._blink_on
        self.freshen()
