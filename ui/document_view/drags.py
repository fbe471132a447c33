"""What a drag of the mouse does, one class for each: select text, add a fragment, move an edge, pull an arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QPointF, Qt

from ui.document_view import edges, states
from ui.document_view.overlay import Pull
from ui.state import Edge
from workbench.model import Relation, Span
from workbench.offsets import paragraph_at, snap_to_graphemes, whole_words
from workbench.runs import run_at
from workbench.schema import Schema

if TYPE_CHECKING:
    from ui.document_view.view import DocumentView

MISSED = 2  # characters of a word that a drag may miss at its edge: they were meant
FASTEST = 90.0  # px a tick
_SLOWEST = 3.0


class Drag(Protocol):
    """Begins at a press; `to` follows the mouse, then either `done` or `cancel` comes."""

    def to(self, at: QPointF, *, fine: bool) -> None: ...
    def done(self) -> None: ...
    def cancel(self) -> None: ...


def speed(beyond: float, *, unit: float = 1.0) -> float:
    """How many px to scroll in a tick while the mouse is that far above (negative) or below the viewport."""
    if not beyond:
        return 0.0
    far = abs(beyond) / unit
    step = min(FASTEST, _SLOWEST + far * 0.3 + far * far * 0.002)
    return step * unit if beyond > 0 else -step * unit


def kinds_between(schema: Schema, one: Span, other: Span) -> tuple[str, bool] | None:
    """The first relation between two spans, and whether it goes backwards; None if the schema has none."""
    for head, tail, backwards in ((one, other, False), (other, one, True)):
        for kind in schema.relations_between(head.label, tail.label):
            return kind.id, backwards
    return None


class Selecting:
    """Selects text by character, word or paragraph (1, 2 or 3 clicks) from where it began."""

    def __init__(self, view: DocumentView, origin: tuple[int, int], clicks: int) -> None:
        self._view, self._origin, self._clicks = view, origin, clicks
        self._before, self._fine = view.state, False

    def to(self, at: QPointF, *, fine: bool) -> None:
        """Select as far as the mouse is; `fine` to the character."""
        self._fine = fine
        self.reach(self._view.offset_at(at))

    def reach(self, offset: int) -> None:
        """Select as far as an offset."""
        view = self._view
        start, end = self._origin
        low = high = offset
        if view.document is not None and self._clicks > 1:
            text = view.document.text
            low, high = (run_at if self._clicks == 2 else paragraph_at)(text, offset) or (offset, offset)
        forward = high >= end
        anchor, caret = (start, max(high, end)) if forward else (end, min(low, start))
        view.set_state(states.select_text(view.state, anchor=anchor, caret=caret))

    def done(self) -> None:
        """Take in a character or two that are missing of a word, unless `fine`.

        What the mouse selected can be pasted with the middle button elsewhere, where that is the custom.
        """
        view, state = self._view, self._view.state
        if view.document is not None and state.kind == "text" and self._clicks == 1 and not self._fine:
            start, end = whole_words(view.document.text, start=state.start, end=state.end, most=MISSED)
            forward = state.caret >= state.anchor
            anchor, caret = (start, end) if forward else (end, start)
            if (anchor, caret) != (state.anchor, state.caret):
                view.set_state(states.select_text(state, anchor=anchor, caret=caret))
        view.offer_selection()

    def cancel(self) -> None:
        """As it was."""
        self._view.set_state(self._before)


class Fragmenting:
    """Adds what is dragged over to a span, with a character or two that are missing of a word unless `fine`."""

    def __init__(self, view: DocumentView, span: Span, origin: int) -> None:
        self._view, self._span, self._origin = view, span, origin
        self._part: tuple[int, int] | None = None

    def to(self, at: QPointF, *, fine: bool) -> None:
        """Show the fragment as far as the mouse is."""
        view, offset = self._view, self._view.offset_at(at)
        start, end = min(offset, self._origin), max(offset, self._origin)
        if start == end or view.document is None:
            self._part = None
            view.set_edge_preview(())
            return
        start, end = snap_to_graphemes(view.document.text, start=start, end=end)
        most = 0 if fine else MISSED
        self._part = whole_words(view.document.text, start=start, end=end, most=most)
        view.set_edge_preview(tuple(sorted((*self._span.parts(), self._part))))

    def done(self) -> None:
        """Ask for the fragment."""
        part = self._part
        self.cancel()
        if part is not None:
            self._view.fragment_drawn.emit(*part)

    def cancel(self) -> None:
        """Forget it."""
        self._part = None
        self._view.set_edge_preview(())


class Edging:
    """Moves one boundary of the selected span, to words or, `fine`, to characters."""

    def __init__(self, view: DocumentView, span: Span, part: int, edge: Edge, *, trims: bool) -> None:
        self._view, self._span, self._part, self._edge, self._trims = view, span, part, edge, trims
        self._extent = span.parts()[part]
        view.set_state(states.choose_edge(view.state, edge, part))

    def to(self, at: QPointF, *, fine: bool) -> None:
        """Show the span as it would be."""
        view, parts = self._view, list(self._span.parts())
        if view.document is None:
            return
        self._extent = edges.drag(
            view.document.text,
            parts,
            index=self._part,
            edge=self._edge,
            to=view.offset_at(at),
            fine=fine,
            trims=self._trims,
        )
        parts[self._part] = self._extent
        view.set_edge_preview(tuple(parts))

    def done(self) -> None:
        """Ask for the boundary."""
        moved = self._extent != self._span.parts()[self._part]
        self.cancel()
        if moved:
            self._view.edge_dropped.emit(*self._extent)

    def cancel(self) -> None:
        """Leave it where it was."""
        self._view.set_edge_preview(())


class Pulling:
    """Pulls an arrow from a span's grip to another span that the schema allows."""

    def __init__(self, view: DocumentView, span: Span, start: QPointF) -> None:
        self._view, self._span, self._start = view, span, start
        self._target: Span | None = None
        self._at = start
        view.mark_partners(frozenset(one.id for one in view.spans_shown() if self._joins(one)))

    def _joins(self, other: Span) -> bool:
        return other.id != self._span.id and kinds_between(self._view.schema, self._span, other) is not None

    def to(self, at: QPointF, *, fine: bool) -> None:
        """Show the arrow as it would be, or that it cannot end here."""
        view = self._view
        self._at = at
        under = [one for one in view.spans_under(at) if one.id != self._span.id]
        allowed = [one for one in under if self._joins(one)]
        self._target = allowed[-1] if allowed else None
        if self._target is not None:
            kind = kinds_between(view.schema, self._span, self._target)
            assert kind is not None
            ends = (self._span.id, self._target.id)
            head, tail = ends[::-1] if kind[1] else ends
            view.set_pull(None)
            view.set_preview(Relation(id="", label=kind[0], head=head, tail=tail))
            view.viewport().setCursor(Qt.CursorShape.CrossCursor)
            return
        view.set_preview(None)
        start = view.grip() or self._start
        view.set_pull(Pull((start.x(), start.y()), (at.x(), at.y()), bool(under)))
        view.viewport().setCursor(Qt.CursorShape.ForbiddenCursor if under else Qt.CursorShape.CrossCursor)

    def done(self) -> None:
        """Ask for the relation."""
        target = self._target
        self.cancel()
        if target is not None:
            place = self._view.viewport().mapToGlobal(self._at.toPoint())
            self._view.relation_drawn.emit(self._span.id, target.id, place)

    def cancel(self) -> None:
        """No arrow."""
        view = self._view
        self._target = None
        view.set_pull(None)
        view.set_preview(None)
        view.mark_partners(None)
        view.viewport().setCursor(Qt.CursorShape.IBeamCursor)


def trims(schema: Schema, span: Span) -> bool:
    """Whether the boundaries of a span leave out white space, quotation marks and final punctuation."""
    label = schema.find_label(span.label)
    return label is not None and label.trim
