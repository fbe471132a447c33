"""What a screen reader is told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QColor, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.document_view import DocumentView
from ui.document_view.accessible import announcement
from ui.state import State
from ui.theme import LIGHT
from workbench.model import Span

TEXT = "First paragraph.\n\n😀 Rajnath Singh spoke in New Delhi."


def test_the_paragraph_at_the_caret_is_readable_text(
    show: Callable[..., DocumentView], said: list[str]
) -> None:
    view = show(TEXT, [("PER", "Rajnath Singh")])
    view.set_caret(TEXT.index("Rajnath"))
    interface = QAccessible.queryAccessibleInterface(view)
    text = interface.textInterface()
    assert interface.text(QAccessible.Text.Name) == "Article"
    assert interface.state().readOnly
    paragraph = TEXT[TEXT.index("😀") :]
    assert text.characterCount() == len(paragraph) + 1  # in UTF-16
    assert text.text(0, 10) == "😀 Rajnath"
    assert text.cursorPosition() == 3
    text.setCursorPosition(11)
    assert view.state.caret == TEXT.index(" Singh") + 1
    rect = text.characterRect(3)
    assert text.offsetAtPoint(rect.center()) in (3, 4)
    assert text.selectionCount() == 0


def test_a_span_is_announced_with_its_place(show: Callable[..., DocumentView], said: list[str]) -> None:
    view = show(TEXT, [("GPE", "New Delhi"), ("PER", "Rajnath Singh")])
    view.select_span("s001")
    assert announcement(view, "s001") == "PER, Rajnath Singh, 1 of 2"


def test_the_text_interface_outlives_changes_of_document(
    show: Callable[..., DocumentView], said: list[str]
) -> None:
    view = show(TEXT)
    text = QAccessible.queryAccessibleInterface(view).textInterface()
    view.set_document(None)
    assert text.characterCount() == 0
    assert text.text(0, 5) == ""


def test_spans_reached_by_key_are_announced_one_by_one(
    show: Callable[..., DocumentView], said: list[str]
) -> None:
    view = show(TEXT, [("GPE", "New Delhi"), ("PER", "Rajnath Singh")])
    said.clear()
    QTest.keySequence(view, "Tab")
    QTest.keySequence(view, "Tab")
    assert said == ["PER, Rajnath Singh, 1 of 2", "GPE, New Delhi, 2 of 2"]


def test_a_moved_boundary_and_another_label_are_announced(
    show: Callable[..., DocumentView],
    add: Callable[..., None],
    said: list[str],
) -> None:
    view = show(TEXT, [("PER", "Rajnath Singh")])
    view.select_span("s000")
    start = TEXT.index("Rajnath")
    said.clear()
    for span in (Span("s000", "PER", start, start + 7), Span("s000", "ORG", start, start + 7)):
        add(view, span)
    assert said == ["PER, Rajnath, 1 of 1", "ORG, Rajnath, 1 of 1"]


LONG = (
    "India and Russia, old friends, have agreed to boost their defence ties and to deepen their military cooperation, "
    "said the ministry in New Delhi on Friday."
)


def test_of_a_long_span_the_edge_that_has_moved_is_told(
    show: Callable[..., DocumentView], add: Callable[..., None], said: list[str]
) -> None:
    view = show(LONG, [("CLAIM", LONG.partition(",")[0])])
    view.select_span("s000")
    said.clear()
    end, second = LONG.index(" military"), len("India ")
    add(view, Span("s000", "CLAIM", 0, end))
    add(view, Span("s000", "CLAIM", 0, end - len(" their")))
    add(view, Span("s000", "CLAIM", 0, end))
    add(view, Span("s000", "CLAIM", second, end))
    add(view, Span("s000", "CLAIM", second, second + len("and Russia")))
    assert said == [
        "ends: … ties and to deepen their",
        "ends: … defence ties and to deepen",
        "ends: … ties and to deepen their",
        "starts: and Russia, old friends, have …",
        "CLAIM, and Russia, 1 of 1",  # short: all of it
    ]


def test_of_a_long_selection_its_moving_end_is_told(
    show: Callable[..., DocumentView], said: list[str]
) -> None:
    view = show(LONG)
    view.select_text(0, LONG.index("military"))
    said.clear()
    QTest.keySequence(view, "Ctrl+Shift+Right")
    view.set_state(State("text", caret=0, anchor=LONG.index(" military")))
    QTest.keySequence(view, "Shift+Right")
    assert [said[0], said[-1]] == [
        "ends: … and to deepen their military",
        "starts: ndia and Russia, old friends, …",
    ]


@pytest.mark.parametrize("marks", [[("CLAIM", LONG)], [("PER", "India")]])
def test_home_and_end_say_which_edge_moves_now(
    show: Callable[..., DocumentView], said: list[str], marks: list[tuple[str, str]]
) -> None:
    view = show(LONG, marks)
    view.select_span("s000")
    said.clear()
    for key in ("Home", "End", "End"):
        QTest.keySequence(view, key)
    assert said == ["start", "end", "end"]


def test_values_of_a_span_are_left_to_the_gesture_that_gives_them(
    show: Callable[..., DocumentView], add: Callable[..., None], said: list[str]
) -> None:
    view = show(TEXT, [("GPE", "New Delhi")])
    view.select_span("s000")
    said.clear()
    start = TEXT.index("New Delhi")
    add(view, Span("s000", "GPE", start, start + 9, attributes={"role": "place"}))
    assert said == []


def test_selected_text_and_relations_are_announced(
    show: Callable[..., DocumentView], said: list[str]
) -> None:
    view = show(TEXT, [("CLAIM", "Rajnath Singh spoke"), ("CUE", "spoke")], [("has-cue", 0, 1)])
    said.clear()
    view.select_text(TEXT.index("Rajnath"), TEXT.index(" Singh"))
    view.select_relation("r0")
    assert said == ["selected: Rajnath", "has cue, from Rajnath Singh spoke to spoke"]


def test_the_fragments_of_a_span_are_announced_as_one(
    show: Callable[..., DocumentView], said: list[str]
) -> None:
    view = show(TEXT, [("PER", "Rajnath Singh")])
    assert view.document is not None
    start, end = TEXT.index("First"), TEXT.index("Singh") + 5
    parts = ((start, start + 5), (TEXT.index("Singh"), end))
    view.document._index.add(Span("s000", "PER", start, end, parts))
    assert announcement(view, "s000") == "PER, First Singh, 2 fragments, 1 of 1"


@pytest.mark.parametrize("marks", [[], [("GPE", "India")], [("CLAIM", "India left")]])
def test_the_focus_is_seen_by_a_ring_whatever_is_drawn_besides(
    show: Callable[..., DocumentView], marks: list[tuple[str, str]]
) -> None:
    view = show("India left.", marks)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.ShortcutFocusReason))
    accent, box = QColor(LIGHT.accent), view.viewport().geometry()
    for state in ("caret", "text", "span"):
        if state == "text":
            view.select_text(0, 5)
        elif state == "span":
            view.select_span("s000")
        image = view.grab().toImage()
        for x, y in ((box.left() + 1, box.center().y()), (box.center().x(), box.bottom() - 1)):
            assert image.pixelColor(x, y) == accent, state
