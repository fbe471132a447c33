"""What key presses in the article do: movement and selection here, everything that writes as a signal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.document_view import caret, edges, states
from ui.document_view.drags import trims
from ui.document_view.keyboard import character, movement

if TYPE_CHECKING:
    from ui.document_view.view import DocumentView
    from workbench.model import Span

_HELD = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_EDGES: dict[int, str] = {Qt.Key.Key_Home: "line start", Qt.Key.Key_End: "line end"}
_OWN = {
    Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab,
    Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Escape,
}  # fmt: skip


def is_own(event: QKeyEvent) -> bool:
    """Whether the article wants a key for itself, whatever shortcut lies on it elsewhere."""
    if movement(event) is not None:
        return True
    if event.modifiers() & _HELD:
        return False
    return event.key() in _OWN or bool(character(event))


def press(view: DocumentView, event: QKeyEvent) -> bool:
    """Do what a key means; False if it means nothing here."""
    if view.document is None:
        return False
    moved = movement(event)
    plain = not event.modifiers() & (_HELD | Qt.KeyboardModifier.ShiftModifier)
    if plain and event.key() in _EDGES and view.state.kind in ("span", "suggestion"):
        move(view, _EDGES[event.key()], False)  # on a Mac Home and End go through the document elsewhere
        return True
    if moved is not None:
        move(view, *moved)
        return True
    if event.matches(QKeySequence.StandardKey.Copy):
        view.copy()
        return True
    if event.matches(QKeySequence.StandardKey.SelectAll):
        view.select_text(0, len(view.document.text))
        return True
    if event.matches(QKeySequence.StandardKey.Deselect):
        view.set_state(states.put_caret(view.state, view.state.caret))
        return True
    if event.modifiers() & _HELD:
        return False
    shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    key = event.key()
    if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        tab(view, back=shift or key == Qt.Key.Key_Backtab)
        return True
    if key == Qt.Key.Key_F10 and shift and sys.platform != "win32":  # there the system asks by itself
        view.ask_for_menu()
        return True
    if key == Qt.Key.Key_Escape:
        escape(view)
        return True
    if key not in _OWN and not character(event):
        return False
    # Holding a key must not label the page: repeats are swallowed.
    if event.isAutoRepeat() and key != Qt.Key.Key_Space:
        return True
    if key == Qt.Key.Key_Space:
        view.space.emit(shift)
    elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        (view.shift_enter if shift else view.enter).emit()
    elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        view.delete.emit()
    else:
        char = character(event)
        if char.isdigit():
            view.digit_key.emit(int(char))
        else:
            view.label_key.emit(char, shift)
    return True


def escape(view: DocumentView) -> None:
    """One state back, from a relation to its span; at the caret, the window hears of it.

    Where `leaves_at_once` says so, the window hears of it in every state.
    """
    document = view.document
    if view.leaves_at_once:
        view.escape.emit()
        return
    if view.state.kind == "relation" and document is not None and view.state.active_span in document.spans:
        view.select_span(view.state.active_span)
        return
    back, proposed = states.step_back(view.state), view.chosen_suggestion()
    if back is not None and proposed is not None:
        back = states.put_caret(back, proposed.start)  # wherever its edges were moved to
    if back is None:
        view.escape.emit()
    else:
        view.set_state(back)


def tab(view: DocumentView, *, back: bool) -> None:
    """The next or previous span; from a caret first the innermost there."""
    document, state = view.document, view.state
    if document is None:
        return
    step = -1 if back else 1
    if state.kind == "span" and state.span in document.spans:
        span = document.neighbours(state.span, step)
    else:
        under = document.at(state.caret) if state.kind == "caret" else []
        span = under[-1] if under else document.span_from(state.end if step > 0 else state.start, step)
    if span is not None:
        view.select_span(span.id)


def move(view: DocumentView, how: str, selects: bool) -> None:
    """Move the caret, extend the selection, or move the selected span's active edge."""
    document, state = view.document, view.state
    if document is None:
        return
    if state.kind == "suggestion":
        _in_suggestion(view, how, selects)
        return
    span = view.selected_span()
    at = state.caret
    if span is not None:
        part = span.parts()[min(state.part, len(span.parts()) - 1)]
        at = part[0] if state.edge == "start" else part[1]
    drawn = how  # what the key says of the screen; `how`: what it says of the text
    # what is selected keeps the way of the paragraph where it begins: a key never goes back and forth between two
    if view.is_right_to_left(span.start if span is not None else state.anchor if selects else at):
        how = caret.MIRRORED.get(how, how)
    if span is not None:
        if selects and how in caret.MIRRORED:
            _move_edge(view, span, how)
            return
        if how in ("line start", "line end") and not selects:
            view.set_state(states.step_edge(state, span, -1 if how == "line start" else 1))
            at = span.parts()[view.state.part][0 if view.state.edge == "start" else 1]
            view.reveal(at, at)
            view.teller.tell_edge()
            return
        if how in ("next", "previous") and not selects:
            view.set_caret(span.end if how == "next" else span.start)
            return
        if selects:
            return
        state = states.put_caret(state, span.start if "up" in how or "previous" in how else span.end)
        at = state.caret
    elif state.kind == "text" and not selects and how in ("next", "previous"):
        view.set_caret(state.end if how == "next" else state.start)
        return
    if drawn in caret.MIRRORED and not selects:
        to = view.moved_sideways(at, right="next" in drawn, by_word="word" in drawn)
    else:
        to = caret.MOVES[how](document.text, at) if how in caret.MOVES else view.moved_by_line(at, how)
    if selects:
        view.set_state(states.select_text(state, anchor=state.anchor, caret=to))
    else:
        view.set_state(states.put_caret(state, to))
    view.reveal(to, to)


def _in_suggestion(view: DocumentView, how: str, selects: bool) -> None:
    """Move an edge of the current suggestion before it is accepted, choose the edge, or go on from there."""
    document, state, span = view.document, view.state, view.chosen_suggestion()
    if view.is_right_to_left(state.start):
        how = caret.MIRRORED.get(how, how)
    if selects and how in caret.MIRRORED:
        moved = (
            edges.step(
                document.text,
                ((state.start, state.end),),
                index=0,
                edge=state.edge,
                how=how,
                trims=trims(view.schema, span),
            )
            if document is not None and span is not None
            else None
        )
        if moved is not None:
            view.set_state(replace(state, anchor=moved[0], caret=moved[1]))
    elif how in ("line start", "line end") and not selects:
        view.set_state(states.choose_edge(state, "start" if how == "line start" else "end"))
        view.teller.tell_edge()
    elif not selects:
        view.set_caret(state.end if how in ("next", "next word") else state.start)


def _move_edge(view: DocumentView, span: Span, how: str) -> None:
    document, state = view.document, view.state
    if document is None:
        return
    moved = edges.step(
        document.text,
        span.parts(),
        index=state.part,
        edge=state.edge,
        how=how,
        trims=trims(view.schema, span),
    )
    if moved is not None:
        view.edge_moved.emit(*moved)
