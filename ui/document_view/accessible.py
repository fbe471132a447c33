"""What a screen reader gets: the paragraph at the caret as text, and announcements of spans.

Qt's text interface counts in UTF-16 and is asked for whole texts at a time: so it shows one segment, not
the document. Its selection and attributes cannot be answered from Python; announcements stand in for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
)
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import VoidPtr

from ui.speech import announce
from ui.state import State
from workbench.model import Change, Span
from workbench.utf16 import Utf16Map

if TYPE_CHECKING:
    from ui.document_view.view import DocumentView

_NOTHING = VoidPtr(0)  # interface_cast must answer with an interface object or this: None ends the process
_LONGEST = 80  # characters of a span's words in an announcement
_AT_EDGE = 30  # characters of the words at an edge that has moved


class ParagraphText(QAccessibleTextInterface):
    """The segment at the caret as Qt's text interface; offsets are UTF-16 from its start."""

    def __init__(self, view: DocumentView) -> None:
        super().__init__()
        self._view = view

    def _segment(self) -> tuple[int, str, Utf16Map]:
        start, text = self._view.text_at_caret()
        return start, text, Utf16Map(text)

    def _offset(self, unit: int) -> int:
        start, text, units = self._segment()
        return start + units.to_code_point(min(max(unit, 0), units.to_utf16(len(text))))

    def characterCount(self) -> int:  # noqa: N802
        """How long the segment is."""
        _, text, units = self._segment()
        return units.to_utf16(len(text))

    def text(self, startOffset: int, endOffset: int) -> str:  # noqa: N803
        """A part of it."""
        start, text, _ = self._segment()
        return text[self._offset(startOffset) - start : self._offset(endOffset) - start]

    def cursorPosition(self) -> int:  # noqa: N802
        """Where the caret is."""
        start, text, units = self._segment()
        return units.to_utf16(min(max(self._view.state.caret - start, 0), len(text)))

    def setCursorPosition(self, position: int) -> None:  # noqa: N802
        """Put the caret somewhere."""
        self._view.set_caret(self._offset(position))

    def characterRect(self, offset: int) -> QRect:
        """Where a character is on the screen."""
        return self._view.character_rect(self._offset(offset))

    def offsetAtPoint(self, point: QPoint) -> int:  # noqa: N802
        """The character at a place of the screen; -1 outside of the segment."""
        start, text, units = self._segment()
        local = self._view.viewport().mapFromGlobal(point)
        at = self._view.offset_at(local.toPointF()) - start
        return units.to_utf16(at) if 0 <= at <= len(text) else -1

    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:  # noqa: N802, N803
        """Show a part."""
        self._view.reveal(self._offset(startIndex), self._offset(endIndex))

    def selectionCount(self) -> int:  # noqa: N802
        """None: Qt's question for the selection's ends does not reach Python, and would answer nonsense."""
        return 0

    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:  # noqa: N802, N803
        """Select a part."""
        self._view.select_text(self._offset(startOffset), self._offset(endOffset))

    def addSelection(self, startOffset: int, endOffset: int) -> None:  # noqa: N802, N803
        """Select a part."""
        self.setSelection(0, startOffset, endOffset)

    def removeSelection(self, selectionIndex: int) -> None:  # noqa: N802, N803
        """Select nothing."""
        self._view.set_caret(self._view.state.caret)


class ArticleAccessible(QAccessibleWidget):
    """The article as an accessible text that is not typed into."""

    def __init__(self, view: DocumentView) -> None:
        super().__init__(view, QAccessible.Role.EditableText)
        self._text = ParagraphText(view)

    def interface_cast(self, t: QAccessible.InterfaceType) -> Any:
        """The text interface, and no other."""
        return self._text if t == QAccessible.InterfaceType.TextInterface else _NOTHING

    def state(self) -> QAccessible.State:
        """Focusable, several lines, not edited by typing."""
        state = super().state()
        state.multiLine = True
        state.readOnly = True
        state.selectableText = True
        return state


_installed = False


def install() -> None:
    """Let Qt make accessible articles; done once for the process."""
    global _installed
    if not _installed:
        _installed = True
        QAccessible.installFactory(_make)


def _make(name: str, item: QObject) -> QAccessibleInterface | None:
    if name != "DocumentView":
        return None
    made = ArticleAccessible(item)  # type: ignore[arg-type]
    item.kept_accessible = made  # type: ignore[attr-defined]  # Qt holds no reference to the Python half
    return made


class Teller:
    """Tells a screen reader where a view stands; nothing happens where none listens.

    A view that takes no keys is a picture: what it shows is told elsewhere. The selected span is kept as it was
    last told: of a change only what is other is told.
    """

    def __init__(self, view: DocumentView) -> None:
        self._view = view
        self._known: Span | None = None

    def tell(self, before: State, after: State) -> None:
        """Tell where the caret is and what was selected."""
        view, document = self._view, self._view.document
        picture = view.focusPolicy() == Qt.FocusPolicy.NoFocus
        if document is None or picture or not QAccessible.isActive():
            return
        if after.kind == "span" and after.span in document.spans:
            if (before.kind, before.span) != (after.kind, after.span):
                self._known = document.spans[after.span]
                announce(view, announcement(view, after.span))
        elif after.kind == "relation":
            announce(view, relation_announcement(view, after.relation))
        elif after.kind == "suggestion":
            announce(view, self._suggestion(before, after, document.text))
        elif after.kind == "text":
            announce(view, _selection(before, after, document.text))
        else:
            start, text = view.text_at_caret()
            at = Utf16Map(text).to_utf16(min(max(after.caret - start, 0), len(text)))
            QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, at))

    def _suggestion(self, before: State, after: State, text: str) -> str:
        if before.suggestion == after.suggestion and before.edge != after.edge:
            return ""  # `tell_edge` has the word for it
        if before.suggestion == after.suggestion and _long(text, after.start, after.end):
            return _moved((before.start, before.end), (after.start, after.end), text)
        label = self._view.chosen_suggestion()
        return f"suggestion: {label.label if label is not None else 'relation'}, {_words(text, after)}"

    def tell_changed(self, change: Change) -> None:
        """Tell what became of the selected span: its boundary moved, its label is another.

        Its values are not told here: the gesture that gave them says so.
        """
        view, document = self._view, self._view.document
        selected = view.state.span if view.state.kind == "span" else ""
        if document is None or not any(thing.id == selected for thing in change.updated):
            return
        before, now = self._known, document.spans.get(selected)
        self._known = now
        if now is not None and QAccessible.isActive():
            told = _change(before, now, document.text)
            announce(view, announcement(view, selected) if told is None else told)

    def tell_edge(self) -> None:
        """Tell which edge of the selected span or of the suggestion moves now: "start", "end of fragment 2"."""
        state, span = self._view.state, self._view.selected_span()
        fragment = f" of fragment {state.part + 1}" if span is not None and span.fragments else ""
        announce(self._view, f"{state.edge}{fragment}")


def _selection(before: State, after: State, text: str) -> str:
    """Selected text; of a long one that grows or shrinks, where it reaches to now."""
    if before.kind == "text" and before.anchor == after.anchor and _long(text, after.start, after.end):
        return _moved((before.start, before.end), (after.start, after.end), text)
    return f"selected: {_words(text, after)}"


def _change(before: Span | None, now: Span, text: str) -> str | None:
    """What to tell of a span that changed: where the edge of a long one is now that has moved, nothing where only
    values changed; None where the whole is to be told."""
    if before is None or before.id != now.id:
        return None
    same = (before.label, before.unsure, len(before.parts())) == (now.label, now.unsure, len(now.parts()))
    if not same:
        return None
    moved = [pair for pair in zip(before.parts(), now.parts(), strict=True) if pair[0] != pair[1]]
    if not moved:
        return ""
    long = len(_line(now.covered(text))) > _LONGEST
    return _moved(*moved[0], text) if long and len(moved) == 1 else None


def _moved(before: tuple[int, int], now: tuple[int, int], text: str) -> str:
    """The words at the edge that has moved: "ends: … deepen their"."""
    start, end = now
    if before[1] != end:
        words = _line(text[max(start, end - 4 * _AT_EDGE) : end])
        cut = words[-_AT_EDGE:]
        whole = cut.partition(" ")[2] if len(cut) < len(words) and not words[-_AT_EDGE - 1].isspace() else cut
        return f"ends: … {whole or cut}"
    words = _line(text[start : min(end, start + 4 * _AT_EDGE)])
    cut = words[:_AT_EDGE]
    whole = cut.rpartition(" ")[0] if len(cut) < len(words) and not words[_AT_EDGE].isspace() else cut
    return f"starts: {whole or cut} …"


def _long(text: str, start: int, end: int) -> bool:
    return len(_line(text[start:end])) > _LONGEST


def _words(text: str, state: State) -> str:
    return _short(_line(text[state.start : state.end]))


def _line(text: str) -> str:
    return " ".join(text.split())


def announcement(view: DocumentView, span_id: str) -> str:
    """A span in words: "PER, Rajnath Singh, 2 of 31". The label by its id: short, and without commas."""
    document = view.document
    if document is None or span_id not in document.spans:
        return ""
    span = document.spans[span_id]
    words = _short(_line(span.covered(document.text)))
    if span.fragments:
        words += f", {len(span.fragments)} fragments"
    place, count = document.place_of(span_id)
    unsure = ", unsure" if span.unsure else ""
    return f"{span.label}, {words}{unsure}, {place} of {count}"


def relation_announcement(view: DocumentView, relation_id: str) -> str:
    """A relation in words: "said by, from the talks failed to Rajnath Singh"."""
    document = view.document
    relation = document.relations.get(relation_id) if document is not None else None
    if document is None or relation is None:
        return ""
    kind = view.schema.find_relation(relation.label)
    ends = [document.spans.get(id) for id in (relation.head, relation.tail)]
    words = [_short(_line(one.covered(document.text))) if one else "?" for one in ends]
    return f"{kind.title if kind else relation.label}, from {words[0]} to {words[1]}"


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
