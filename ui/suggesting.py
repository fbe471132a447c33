"""What keys do to suggestions, and where Space goes: functions with the session first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ui import drafting, steps
from ui.steps import quoted, writable
from workbench.model import Change, Relation
from workbench.schema import Label

if TYPE_CHECKING:
    from ui.open_document import OpenDocument
    from ui.open_suggestions import Key
    from ui.session import Session
    from workbench.project.suggested import Suggested

_FIRST = -(1 << 62)  # sorts before every group that begins at the same place
_LAST = "\uffff"  # sorts after every id


# -- going about -------------------------------------------------------------------------------


def space(session: Session, back: bool = False) -> None:
    """The next (or previous) suggestion or candidate by place, a suggestion first; at the end go round, and say so."""
    document = session.document
    if document is None:
        return
    key, at = _here(session, document, back)
    if _step(session, key, at, back):
        return
    length = len(document.text)
    if _step(session, (length + 1, _FIRST, "") if back else (-1, _FIRST, ""), length if back else 0, back):
        session.noted.emit("On from the end." if back else "On from the beginning.")
    elif session.settings.candidates:
        session.noted.emit("Nothing left to cover: every name, date, number and quotation has a span.")
    else:
        session.noted.emit("No suggestion is left here, and candidates are switched off in the settings.")


def _here(session: Session, document: OpenDocument, back: bool) -> tuple[Key, int]:
    """The place in the order of suggestions, and the offset from which candidates are looked for."""
    state, span, one = session.state, session.selected_span, session.suggestion
    find = session.project.schema.find_label
    if one is not None:
        first = find(one.first.label) if one.first is not None else None
        inside = first is not None and first.form == "passage"
        return session.suggestions.key_of(one.id), state.start if back or inside else state.end
    if span is not None:
        return (span.start, -span.end, "" if back else _LAST), span.start if back else span.end
    at = state.start if back else state.end
    return (at, _FIRST, ""), at


def _step(session: Session, key: Key, at: int, back: bool) -> bool:
    one = session.suggestions.following(key, back=back)
    until = session.suggestions.extent(one.id)[0] if one is not None else None
    found = steps.candidate(session, at, back=back, until=until)
    if one is None and found is None:
        return False
    start = session.suggestions.extent(one.id)[0] if one is not None else 0
    first = one is not None and (found is None or (start >= found[0] if back else start <= found[0]))
    if one is not None and first:
        session.suggestion_wanted.emit(one.id)
    elif found is not None:
        session.select_text(start=found[0], end=found[1])
    return True


def next_suggestion(session: Session, back: bool = False) -> None:
    """The next (or previous) suggestion, past all candidates; at the end go round."""
    document = session.document
    if document is None:
        return
    key, _ = _here(session, document, back)
    round_the = (len(document.text) + 1, _FIRST, "") if back else (-1, _FIRST, "")
    one = session.suggestions.following(key, back=back) or session.suggestions.following(round_the, back=back)
    if one is not None:
        session.suggestion_wanted.emit(one.id)


def choose_thing(session: Session, id: str) -> None:
    """The group of a suggested span (its id) becomes the current suggestion: a click on it."""
    group = session.suggestions.group_of.get(id, "")
    if group in session.suggestions.shown:
        session.suggestion_wanted.emit(group)


def planned(session: Session) -> list[Relation]:
    """The relations that come with the current suggestion."""
    one = session.suggestion
    return list(one.relations) if one is not None else []


# -- deciding ----------------------------------------------------------------------------------


def accept(session: Session, label: Label | None = None) -> Change | None:
    """Accept the current suggestion as it stands, its edges as they were moved, its values as they were edited, or as
    another label; go on."""
    one = session.suggestion
    if one is None or not writable(session):
        return None
    first, state = one.first, session.state
    if first is None and label is not None:
        session.noted.emit("A relation is accepted with Enter, or rejected with Delete.")
        return None
    moved = first is not None and (first.start, first.end) != (state.start, state.end)
    return _decide(
        session,
        session.project.accept,
        [one.id],
        label=label.id if label is not None else "",
        extent=(state.start, state.end) if moved else None,
        attributes=drafting.values(session) if drafting.edited(session) else None,
    )


def reject(session: Session) -> Change | None:
    """Say no to the current suggestion, for good, and go on; says so where more than one span goes with it."""
    one = session.suggestion
    if one is None or not writable(session):
        return None
    change = _decide(session, session.project.reject, [one.id])
    if change is not None and len(one.spans) > 1:
        session.tell(change)
    return change


def accept_same(session: Session, visible: tuple[int, int]) -> Change | None:
    """Accept the current suggestion and those of the same words and label in a stretch of the text; go on."""
    one, document = session.suggestion, session.document
    if one is None or document is None or not writable(session):
        return None
    if one.first is None:
        return accept(session)
    words, label = one.first.covered(document.text), one.first.label

    def same(other: Suggested) -> bool:
        first = other.first
        return first is not None and first.label == label and first.covered(document.text) == words

    found = session.suggestions.within(*visible, same)
    groups = list(dict.fromkeys([one.id, *(other.id for other in found)]))
    change = _decide(session, session.project.accept, groups)
    if change is not None and len(groups) > 1:
        session.offered.emit(f"{len(groups)} x {quoted(words)} accepted.", "undo")
    return change


def accept_many(session: Session, groups: Sequence[str]) -> Change | None:
    """Accept these groups as one step, and tell it."""
    if not groups or not writable(session):
        return None
    change = session.do(session.project.accept, session.document_id, list(groups))
    if change is not None:
        session.tell(change)
    return change


def _decide(
    session: Session, method: Callable[..., Change], groups: list[str], **named: object
) -> Change | None:
    state = session.state
    key = session.suggestions.key_of(groups[0])
    change = session.do(method, session.document_id, groups, **named)
    if change is not None:
        _go_on(session, key, state.end)
    return change


def _go_on(session: Session, key: Key, end: int) -> None:
    """The next suggestion; after the last the first; if none is left, the caret."""
    following = session.suggestions.following(key)
    if following is None:
        following = session.suggestions.following((-1, _FIRST, ""))
        if following is not None:
            session.noted.emit("On from the beginning.")
    if following is not None:
        session.suggestion_wanted.emit(following.id)
        return
    session.select_text(start=end, end=end)
    session.noted.emit("No suggestion is left in this document. Space goes to the next name, date or number.")
