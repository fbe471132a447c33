"""What keys do to spans: functions with the session first. What they write goes through `session.do`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from ui import drafting, relating, steps, suggesting
from ui.steps import writable
from workbench.model import Change, Fragment, Span
from workbench.runs import run_at
from workbench.schema import Attribute, Label

if TYPE_CHECKING:
    from ui.open_document import OpenDocument
    from ui.session import Session

# -- labels ------------------------------------------------------------------------------------


def label_key(session: Session, letter: str, shift: bool = False) -> Change | None:
    """A label's key: a new span on text or on the word at the caret, another label on a span.

    With Shift on a span, a second span of the same extent. On a relation: see relating; on a suggestion: accept
    it as that label.
    """
    if session.selected_relation is not None:
        return relating.relation_key(session, letter.lower())
    label = session.project.schema.label_by_key(letter.lower())
    if label is None:
        session.noted.emit(f"No label has the key {letter.upper()}. F1 shows all keys.")
        return None
    return apply_label(session, label, second=shift)


def apply_label(session: Session, label: Label, *, second: bool = False) -> Change | None:
    """What a label's key does, for a label chosen in any way."""
    document = session.document
    if document is None or not writable(session):
        return None
    if session.suggestion is not None:
        return suggesting.accept(session, label)
    state = session.state
    span = session.selected_span
    if span is not None and not second:
        return _relabel(session, span, label)
    if span is not None:
        return add_span(session, start=span.start, end=span.end, label=label, fragments=span.fragments)
    if state.kind == "text":
        start, end = state.start, state.end
    else:
        word = run_at(document.text, state.caret)
        if word is None:
            session.noted.emit("No word here. Space selects the next name, date or number.")
            return None
        start, end = word
    return add_span(session, start=start, end=end, label=label)


def add_span(
    session: Session, *, start: int, end: int, label: Label, fragments: Sequence[Fragment] = ()
) -> Change | None:
    """Make a span and select it; the one of the same label and extent is selected if it exists.

    Code points; with `fragments`, start and end are their hull.
    """
    document = session.document
    if document is None:
        return None
    place = {"start": start, "end": end, "fragments": fragments}
    change = session.do(session.project.add_span, document.document.id, label=label.id, **place)
    if change is None:
        return None
    # one that exists is named among the updated
    made = next((thing.id for thing in (*change.created, *change.updated) if thing.kind == "span"), "")
    if made:
        session.select_span(made)
    return change


def _relabel(session: Session, span: Span, label: Label) -> Change | None:
    if span.label == label.id:
        session.noted.emit(f"It is {label.title} already.")
        return None
    # The same label on the same extent selects the one that exists.
    twin = _same(session.document, span, label) if session.document is not None else None
    if twin is not None:
        session.select_span(twin.id)
        session.noted.emit(f"{label.title} is here already: selected.")
        return None
    change = session.do(session.project.relabel_span, span.id, label=label.id)
    if change is not None:
        session.tell(change)
    return change


def _same(document: OpenDocument, span: Span, label: Label) -> Span | None:
    for one in document.touching(span.start, span.end):
        if one.id != span.id and one.label == label.id and one.parts() == span.parts():
            return one
    return None


# -- quick attributes --------------------------------------------------------------------------


def quick_attribute(session: Session) -> Attribute | None:
    """The quick attribute that the next digit fills, for the selected span or the current suggestion."""
    span = session.selected_span or drafting.proposed_span(session)
    if span is None:
        return None
    label = session.project.schema.find_label(span.label)
    if label is None or not label.quick:
        return None
    return session.project.schema.attribute(label.id, label.quick[session.quick_index % len(label.quick)])


def digit_key(session: Session, digit: int) -> Change | None:
    """Fill the next quick attribute of the selected span with its value number `digit`; 0 clears it.

    On a suggestion the value waits in its draft: nothing is written before it is accepted.
    """
    proposed = drafting.proposed_span(session)
    span = session.selected_span or proposed
    if span is None:
        session.noted.emit("Digits fill the values of a selected span: Tab goes to the next one.")
        return None
    attribute = quick_attribute(session)
    if attribute is None:
        label = session.project.schema.find_label(span.label)
        session.noted.emit(
            f"{label.title if label else span.label} has no values for digits. Enter shows all."
        )
        return None
    if not writable(session):
        return None
    index = session.quick_index
    if digit > len(attribute.values) and attribute.type != "flag":
        session.noted.emit(
            f"{attribute.title} has {len(attribute.values)} values: 1 to {len(attribute.values)}."
        )
        return None
    value = _value(attribute, digit, span) if digit else None
    if proposed is not None:
        session.quick_index = index + 1
        drafting.set_value(session, attribute.id, value)
        session.said.emit(f"{attribute.title}: {_titles(attribute, value)}")
        return None
    change = session.do(session.project.set_span_attribute, span.id, name=attribute.id, value=value)
    if change is not None:
        session.quick_index = index + 1
        session.said.emit(f"{attribute.title}: {_titles(attribute, value)}")
        session.selection_changed.emit(session.state)
    return change


def _value(attribute: Attribute, digit: int, span: Span) -> object:
    if attribute.type == "flag":
        return digit == 1
    value = attribute.values[digit - 1].id
    if attribute.type == "choices":
        had = [one for one in span.attributes.get(attribute.id, []) if one != value]
        return had if value in span.attributes.get(attribute.id, []) else [*had, value]
    return value


def _titles(attribute: Attribute, value: object) -> str:
    """A value in words: what was chosen by its title, a flag as yes or no."""
    if attribute.type == "flag" and value is not None:
        return "yes" if value else "no"
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(one.title for one in attribute.values if one.id in chosen) or "nothing chosen"


# -- the rest ----------------------------------------------------------------------------------


def likely_label(session: Session) -> Label | None:
    """The label that Enter gives to the selected text: its last one in the project, else the last used by hand."""
    document, state = session.document, session.state
    if document is None or state.kind != "text" or state.end - state.start > 200:
        return None
    schema = session.project.schema
    return schema.find_label(session.project.last_label_of(document.text[state.start : state.end]))


def enter(session: Session) -> Change | None:
    """Mend the problem just shown; accept the suggestion; else details of the span, or the likely label for text."""
    document = session.document
    if document is None:
        return None
    if session.suggestion is not None:
        return suggesting.accept(session)
    problem = session.problem
    if problem is not None and problem.remedy:
        return steps.mend(session, problem)
    if session.selected_relation is not None:
        relating.go_on(session)
        return None
    if session.selected_span is not None:
        session.focus_wanted.emit("attributes")
        return None
    if session.state.kind == "text":
        if not writable(session):
            return None
        label = likely_label(session)
        if label is not None:
            state = session.state
            return add_span(session, start=state.start, end=state.end, label=label)
        session.noted.emit("No label was used yet: press a label’s key. F1 shows all keys.")
        return None
    here = document.at(session.state.caret)
    if here:
        session.select_span(here[-1].id)
    else:
        session.noted.emit("Space selects the next name, date or number; Tab the next span.")
    return None


def other_remedy(session: Session, visible: tuple[int, int] = (0, 0)) -> Change | None:
    """The second remedy of the problem just shown; on a suggestion, accept also the same in the stretch that is
    visible (code points); where neither is, what Enter does."""
    problem = session.problem
    if session.suggestion is not None:
        return suggesting.accept_same(session, visible)
    if problem is not None and problem.second:
        return steps.mend(session, problem, second=True)
    return enter(session)


def copy(session: Session) -> str:
    """Put the selected text, or the text of the selected span, on the clipboard; returns it."""
    document = session.document
    if document is None:
        return ""
    span, state = session.selected_span, session.state
    text = span.covered(document.text) if span is not None else document.text[state.start : state.end]
    if text:
        QGuiApplication.clipboard().setText(text)
    return text


def delete(session: Session) -> Change | None:
    """Delete the selected relation or span with its relations, the caret stays there; reject the suggestion."""
    if session.selected_relation is not None:
        return relating.delete(session)
    if session.suggestion is not None:
        return suggesting.reject(session)
    span = session.selected_span
    if span is None:
        if session.state.kind == "text":
            session.noted.emit("The text of an article never changes. A label’s key makes a span of it.")
        else:
            session.noted.emit("No span is selected: Tab goes to the next one.")
        return None
    if not writable(session):
        return None
    change = session.do(session.project.delete_spans, [span.id])
    if change is not None:
        session.select_text(start=span.start, end=span.start)
        session.tell(change)
    return change


def unsure(session: Session) -> Change | None:
    """Mark the selected span as unsure, or as sure again."""
    span = session.selected_span
    if span is None or not writable(session):
        return None
    return session.do(session.project.set_unsure, span.id, not span.unsure)


def comment(session: Session, relation: str = "") -> None:
    """Go to the field for a comment on this relation; without one on what is selected, or on the document."""
    session.focus_wanted.emit(f"comment {relation}" if relation else "comment")
