"""What a screen reader is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.document_view import DocumentView, accessible
from ui.document_view.accessible import announcement
from ui.theme import LIGHT
from workbench.model import Span

TEXT = "First paragraph.\n\n😀 Rajnath Singh spoke in New Delhi."


@pytest.fixture
def listening() -> Iterator[None]:
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def test_the_paragraph_at_the_caret_is_readable_text(
    show: Callable[..., DocumentView], listening: None
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


def test_a_span_is_announced_with_its_place(show: Callable[..., DocumentView], listening: None) -> None:
    view = show(TEXT, [("GPE", "New Delhi"), ("PER", "Rajnath Singh")])
    view.select_span("s001")
    assert announcement(view, "s001") == "PER, Rajnath Singh, 1 of 2"


def test_the_text_interface_outlives_changes_of_document(
    show: Callable[..., DocumentView], listening: None
) -> None:
    view = show(TEXT)
    text = QAccessible.queryAccessibleInterface(view).textInterface()
    view.set_document(None)
    assert text.characterCount() == 0
    assert text.text(0, 5) == ""


def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced from now on; Qt has no way to listen in the same process."""
    said: list[str] = []

    class Spoken(QAccessibleAnnouncementEvent):
        def __init__(self, item: QObject, message: str) -> None:
            said.append(message)
            super().__init__(item, message)

    monkeypatch.setattr(accessible, "QAccessibleAnnouncementEvent", Spoken)
    return said


def test_spans_reached_by_key_are_announced_one_by_one(
    show: Callable[..., DocumentView], listening: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show(TEXT, [("GPE", "New Delhi"), ("PER", "Rajnath Singh")])
    said = heard(monkeypatch)
    QTest.keySequence(view, "Tab")
    QTest.keySequence(view, "Tab")
    assert said == ["PER, Rajnath Singh, 1 of 2", "GPE, New Delhi, 2 of 2"]
    QTest.keySequence(view, "End")
    assert len(said) == 2  # another edge is no other span


def test_a_moved_boundary_and_another_label_are_announced(
    show: Callable[..., DocumentView],
    add: Callable[..., None],
    listening: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    view = show(TEXT, [("PER", "Rajnath Singh")])
    view.select_span("s000")
    start = TEXT.index("Rajnath")
    said = heard(monkeypatch)
    for span in (Span("s000", "PER", start, start + 7), Span("s000", "ORG", start, start + 7)):
        add(view, span)
    assert said == ["PER, Rajnath, 1 of 1", "ORG, Rajnath, 1 of 1"]


def test_selected_text_and_relations_are_announced(
    show: Callable[..., DocumentView], listening: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show(TEXT, [("CLAIM", "Rajnath Singh spoke"), ("CUE", "spoke")], [("has-cue", 0, 1)])
    said = heard(monkeypatch)
    view.select_text(TEXT.index("Rajnath"), TEXT.index(" Singh"))
    view.select_relation("r0")
    assert said == ["selected: Rajnath", "has cue, from Rajnath Singh spoke to spoke"]


def test_the_fragments_of_a_span_are_announced_as_one(
    show: Callable[..., DocumentView], listening: None
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
