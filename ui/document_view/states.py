"""How the article's state follows from the one before: pure."""

from __future__ import annotations

from collections.abc import Container

from msgspec.structs import replace

from ui.state import Edge, State
from workbench.model import Relation, Span
from workbench.offsets import is_grapheme_boundary, snap_to_graphemes


def put_caret(state: State, at: int) -> State:
    """The caret at a place; the span that was selected stays the active one."""
    return State("caret", caret=at, anchor=at, active_span=state.span or state.active_span)


def select_text(state: State, *, anchor: int, caret: int) -> State:
    """Text selected from anchor to caret (the caret alone, if they are equal)."""
    if anchor == caret:
        return put_caret(state, caret)
    return State("text", caret=caret, anchor=anchor, active_span=state.span or state.active_span)


def choose_span(state: State, span: Span, at: int = -1) -> State:
    """A span selected, its end the active edge; its edge is kept if it was selected already.

    Of a span in fragments the one that holds the offset `at` gets the active edge, if there is one.
    """
    last = len(span.parts()) - 1
    edge: Edge = "end"
    part = next((n for n, (start, end) in enumerate(span.parts()) if start <= at < end), last)
    if at < 0 and state.kind == "span" and state.span == span.id:
        edge, part = state.edge, min(state.part, last)
    return State("span", caret=span.start, anchor=span.start, span=span.id, edge=edge, part=part)


def choose_edge(state: State, edge: Edge, part: int = 0) -> State:
    """Another boundary of the selected span becomes the one that moves."""
    return replace(state, edge=edge, part=part)


def step_edge(state: State, span: Span, step: int) -> State:
    """The next (1) or previous (-1) of the span's boundaries, fragment by fragment, becomes the active one."""
    at = 2 * state.part + (state.edge == "end") + step
    at = min(max(at, 0), 2 * len(span.parts()) - 1)
    return replace(state, edge="end" if at % 2 else "start", part=at // 2)


def choose_relation(state: State, relation: Relation, at: int) -> State:
    """A relation selected; the span that was selected, else its head, stays the active one."""
    ends = (relation.head, relation.tail)
    kept = next((id for id in (state.span, state.active_span) if id in ends), relation.head)
    return State("relation", caret=at, anchor=at, active_span=kept, relation=relation.id)


def choose_suggestion(state: State, id: str, *, start: int, end: int, edge: Edge = "end") -> State:
    """A suggestion becomes the current one; `edge` is the boundary that moves."""
    active = state.span or state.active_span
    return State("suggestion", caret=end, anchor=start, active_span=active, edge=edge, suggestion=id)


def step_back(state: State) -> State | None:
    """One state back, as Esc does: anything selected to caret, then the active span is let go; None at the end."""
    if state.kind == "suggestion":
        return put_caret(state, state.start)
    if state.kind != "caret":
        return put_caret(state, state.caret)
    if state.active_span:
        return replace(state, active_span="")
    return None


def without_lost(
    state: State, spans: Container[str], relations: Container[str] = (), *, length: int
) -> State:
    """The same state after a change: a span or relation that is gone leaves the caret where it was."""
    if state.kind == "relation" and state.relation not in relations:
        state = State("caret", caret=state.caret, anchor=state.caret, active_span=state.active_span)
    if state.active_span and state.active_span not in spans:
        state = replace(state, active_span="")
    if state.kind == "span" and state.span not in spans:
        state = State("caret", caret=state.caret, anchor=state.caret)
    if max(state.caret, state.anchor) > length:
        state = State("caret", caret=length, anchor=length, active_span=state.active_span)
    return state


def whole(state: State, text: str) -> State:
    """The same state with no grapheme cut: a selection grows to hold it, a caret goes before it."""
    if is_grapheme_boundary(text, state.caret) and is_grapheme_boundary(text, state.anchor):
        return state
    start, end = snap_to_graphemes(text, start=state.start, end=state.end)
    forward = state.caret >= state.anchor
    return replace(state, caret=end if forward else start, anchor=start if forward else end)


def outward(under: list[Span], selected: str) -> Span | None:
    """What a click on spans (innermost last) selects: the innermost, then the next outer one; None after all."""
    ids = [span.id for span in under]
    if selected not in ids:
        return under[-1] if under else None
    place = ids.index(selected)
    return under[place - 1] if place else None
