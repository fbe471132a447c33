"""Fragments and boundaries of spans: functions with the session first, as in gestures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.steps import writable
from workbench.model import Change, Span

if TYPE_CHECKING:
    from ui.session import Session


def toggle(session: Session) -> Change | None:
    """Add the selected text to the active span as a fragment; take it out if it is inside of one.

    On a selected span in fragments take out the one whose edge is the active one.
    """
    state, chosen = session.state, session.selected_span
    if chosen is not None and chosen.fragments and writable(session):
        start, end = chosen.fragments[min(state.part, len(chosen.fragments) - 1)]
        change = session.do(session.project.remove_fragment, chosen.id, start=start, end=end)
        return _show(session, change, chosen)
    span = _ready(session)
    if span is None:
        return None
    if inside(span, state.start, state.end):
        return take_out(session)
    return add(session, state.start, state.end)


def add(session: Session, start: int, end: int) -> Change | None:
    """Add a stretch to the active span as a fragment; where it touches a fragment it joins it."""
    span = session.active_span
    if span is None or not writable(session):
        return None
    if inside(span, start, end):
        session.noted.emit("This is in the span already. Ctrl+Shift+F takes it out.")
        return None
    change = session.do(session.project.add_fragment, span.id, start=start, end=end)
    return _show(session, change, span, at=start)


def take_out(session: Session) -> Change | None:
    """Take the selected text out of the active span."""
    state, span = session.state, _ready(session)
    if span is None:
        return None
    method = session.project.remove_fragment
    return _show(session, session.do(method, span.id, start=state.start, end=state.end), span)


def can_take_out(session: Session) -> bool:
    """Whether the selected text is part of the active span."""
    span, state = session.active_span, session.state
    if span is None or state.kind != "text" or session.read_only:
        return False
    return any(start < state.end and end > state.start for start, end in span.parts())


def inside(span: Span, start: int, end: int) -> bool:
    """Whether a stretch lies within one fragment of a span."""
    return any(low <= start and end <= high for low, high in span.parts())


def _ready(session: Session) -> Span | None:
    if not writable(session):
        return None
    span = session.active_span
    if span is None:
        session.noted.emit("A fragment belongs to a span: select the span first, then the text.")
        return None
    if session.state.kind != "text":
        session.noted.emit("Select the text of the fragment: the span stays the active one, dashed.")
        return None
    return span


def _show(session: Session, change: Change | None, span: Span, *, at: int = -1) -> Change | None:
    if change is not None:
        session.select_span(span.id, at=at)
        session.tell(change)
    return change


def move_edge(session: Session, start: int, end: int) -> Change | None:
    """Put the edges of the active fragment there; presses on one edge in a row are one undo step."""
    span = session.selected_span
    if span is None or not writable(session):
        return None
    run, project = session.edge_run(span.id), session.project
    if span.fragments:
        index = min(session.state.part, len(span.fragments) - 1)
        return session.do(project.move_fragment, span.id, index=index, start=start, end=end, run=run)
    return session.do(project.move_span, span.id, start=start, end=end, run=run)


def drop_edge(session: Session, start: int, end: int) -> Change | None:
    """The mouse has let go of an edge: one undo step of its own."""
    session.end_run()
    change = move_edge(session, start, end)
    session.end_run()
    return change
