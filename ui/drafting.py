"""A suggestion changed before it is accepted: its values in a draft, its edges in the state of the article."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from workbench.model import Span

if TYPE_CHECKING:
    from ui.session import Session


def proposed_span(session: Session) -> Span | None:
    """The span that the current suggestion would become as it is now: its edges as moved, its values as edited."""
    one = session.suggestion
    if one is None or one.first is None:
        return None
    state, first = session.state, one.first
    parts = () if (state.start, state.end) != (first.start, first.end) else first.fragments
    return replace(first, start=state.start, end=state.end, fragments=parts, attributes=values(session))


def values(session: Session) -> dict[str, Any]:
    """The values of the current suggestion's first span, as edited, in the order of its label's attributes."""
    one = session.suggestion
    if one is None or one.first is None:
        return {}
    found = dict(one.first.attributes if session.draft is None else session.draft)
    label = session.project.schema.find_label(one.first.label)
    order = [attribute.id for attribute in label.attributes] if label is not None else []
    order += [id for id in found if id not in order]
    return {id: found[id] for id in order if id in found}


def edited(session: Session) -> bool:
    """Whether the current suggestion has other values than were proposed."""
    one = session.suggestion
    return one is not None and one.first is not None and values(session) != one.first.attributes


def set_value(session: Session, name: str, value: Any) -> None:
    """Give the current suggestion another value; nothing is written before it is accepted."""
    one = session.suggestion
    if one is None or one.first is None:
        return
    new = values(session)
    new.pop(name, None)
    if value not in (None, "", []):
        new[name] = value
    session.draft = new
    session.selection_changed.emit(session.state)


def take_time_value(session: Session) -> None:
    """Give it the value that its words come to where they stand."""
    span = proposed_span(session)
    if span is None:
        return
    label = session.project.schema.find_label(span.label)
    target = (
        next((one for one in label.attributes if one.type == "timex"), None) if label is not None else None
    )
    found = session.project.time_value(session.document_id, span)
    if target is not None and found is not None:
        set_value(session, target.id, found.value)


def edit(session: Session) -> None:
    """Open the details of the current suggestion, or of the selected span."""
    if session.suggestion is not None and session.suggestion.first is None:
        session.noted.emit("Relations have no values here: Enter accepts them, Delete rejects them.")
    else:
        session.focus_wanted.emit("attributes")
