"""The same words again: all occurrences in a dialog, those on the screen at once. Functions with the window first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from ui.steps import quoted, writable
from workbench.errors import UserError
from workbench.model import Attributes, Change
from workbench.offsets import trim
from workbench.project.occurrences import Occurrence, Search, find_all
from workbench.runs import run_at
from workbench.schema import Label, Schema

if TYPE_CHECKING:
    from ui.session import Session
    from ui.window import MainWindow

Scope = Literal["document", "project", "visible"]


class Wanted(Struct, frozen=True):
    """What to look for. Without a `label` it is asked for first. `attributes` are those of the span that it
    began with; `visible` is the stretch of the article on the screen (code points)."""

    search: Search
    label: str = ""
    attributes: Mapping[str, Any] | None = None
    visible: tuple[int, int] | None = None
    scope: Scope = "document"


def all_occurrences(window: MainWindow) -> None:
    """Ctrl+D: the words of the span, of the selected text, at the caret, or in the find bar, wherever they are."""
    session, workspace = window.session, window.workspace
    if session is None or workspace is None or not writable(session):
        return
    bar = workspace.find_bar
    focused = QApplication.focusWidget()
    from_find = not bar.isHidden() and focused is not None and bar.isAncestorOf(focused)
    try:
        if from_find:
            search = _of_words(session, bar.search)
            wanted = Wanted(search, visible=visible_extent(window)) if search.text.strip() else None
        else:
            wanted = _here(session, visible_extent(window))
    except UserError as error:
        session.failed.emit(str(error))
        return
    if wanted is None:
        session.noted.emit("No words here: select a span or some text, or go to a word.")
        return
    from ui.dialogs.occurrences import OccurrencesDialog

    dialog = OccurrencesDialog(session, wanted, window.theme, window)
    if from_find:  # what was looked for is labelled: the bar has done its work
        dialog.accepted.connect(bar.leave)
    dialog.open()


def _of_words(session: Session, search: Search) -> Search:
    """What Find looks for, as whole words; as it is where there are none, and for a pattern.

    Raises UserError for more words than can be looked for.
    """
    whole = replace(search, words=True)
    if search.pattern or not search.text.strip() or session.document is None:
        return search
    return whole if next(find_all(session.document.text, whole), None) is not None else search


def same_on_screen(window: MainWindow) -> Change | None:
    """Label the same words on the screen as the selected span is, with its values, in one step."""
    session = window.session
    if session is None or not writable(session):
        return None
    try:
        wanted = _here(session, visible_extent(window))
    except UserError as error:
        session.failed.emit(str(error))
        return None
    label = session.project.schema.find_label(wanted.label) if wanted is not None else None
    if wanted is None or label is None:
        session.noted.emit("This repeats the selected span: Tab goes to the next one.")
        return None
    schema, project = session.project.schema, session.project
    found: list[Occurrence] = []
    try:
        for step in project.find_occurrences(
            wanted.search, document_id=session.document_id, within=wanted.visible
        ):
            found += step.found
    except UserError as error:
        session.failed.emit(str(error))
        return None
    free = [one for one in found if label.id not in one.labels]
    chosen = [one for one in free if not other_label(one, label, schema)[0]]
    left = len(free) - len(chosen)
    if not chosen:
        others = f" {left} with another label left as they are." if left else ""
        session.noted.emit(f"No other {quoted(wanted.search.text)} on the screen.{others}")
        return None
    values = copied_values(schema, wanted)
    change = session.do(project.label_occurrences, chosen, label=label.id, attributes=values)
    if change is not None:
        session.tell(change)
    return change


def visible_extent(window: MainWindow) -> tuple[int, int]:
    """The text on the screen now, with the lines that are cut at top and bottom (code points)."""
    workspace = window.workspace
    if workspace is None:
        return 0, 0
    view = workspace.view
    right, bottom = view.viewport().width(), view.viewport().height() - 1
    first = min(view.offset_at(QPointF(x, 0)) for x in (0, right))
    last = max(view.offset_at(QPointF(x, bottom)) for x in (0, right))
    return first, last


def _here(session: Session, visible: tuple[int, int]) -> Wanted | None:
    """The words that Ctrl+D means: the span's, else the selected text, else the word at the caret.

    Raises UserError for more words than can be looked for.
    """
    document, span, state = session.document, session.selected_span, session.state
    if document is None:
        return None
    text = document.text
    if span is not None:
        extent: tuple[int, int] | None = (span.start, span.end)
    elif state.kind == "text":
        extent = trim(text, start=state.start, end=state.end)
    else:
        extent = run_at(text, state.caret)
    words = span.covered(text) if span is not None else text[slice(*extent)] if extent else ""
    if extent is None or not words.strip():
        return None
    search = Search(words)
    if next(find_all(text, search, within=extent), None) is None:
        search = Search(words, words=False)  # it is a part of a word itself
    if span is None:
        return Wanted(search, visible=visible)
    return Wanted(search, span.label, span.attributes, visible)


def other_label(one: Occurrence, label: Label, schema: Schema) -> tuple[str, bool]:
    """Another label that stands where this one would: its id, and whether it stands around the words.

    A label of another group around them is in nobody's way. The id is empty if there is none.
    """
    here = next((id for id in one.labels if id != label.id), "")
    if here:
        return here, False
    for id in one.around:
        found = schema.find_label(id)
        if found is not None and found.group == label.group:
            return id, True
    return "", False


def copied_values(schema: Schema, wanted: Wanted) -> Attributes:
    """The values of the span that others of these words can have too; none where they follow from the day."""
    label = schema.find_label(wanted.label)
    if label is None or not wanted.attributes:
        return {}
    if any(one.type == "timex" and not one.folded for one in label.attributes):
        return {}
    defaults = schema.defaults(label.id)
    return {
        name: value
        for name, value in wanted.attributes.items()
        if value != defaults.get(name) and schema.attribute(label.id, name) is not None
    }
