"""Drags of the mouse: how fast they scroll, what they do to text of any script, what no click may do."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.document_view import DocumentView
from ui.document_view.drags import FASTEST, kinds_between, speed
from ui.open_document import OpenDocument
from ui.theme import LIGHT, load_fonts
from workbench.model import Bundle, Document, Span
from workbench.offsets import is_grapheme_boundary
from workbench.schema import Schema, load_schema

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
TEXT = "India and Russia agreed, said the Indian government in New Delhi.\n\nMoscow answered the next day."
LONG = "\n".join(f"Paragraph {n} holds some words about the talks." for n in range(300))
Show = Callable[..., DocumentView]


def test_scrolling_at_the_rim_is_faster_further_out_and_has_an_end() -> None:
    steps = [speed(beyond) for beyond in (0, 1, 20, 60, 150, 5000)]
    assert steps == sorted(steps)
    assert steps[0] == 0 and 3 <= steps[1] < 4 and steps[-1] == FASTEST
    assert speed(-20) == -speed(20)
    assert speed(40, unit=2) == 2 * speed(20)


def test_what_joins_two_spans(schema: Schema) -> None:
    claim, person, cue = Span("a", "CLAIM", 0, 5), Span("b", "PER", 6, 8), Span("c", "CUE", 9, 10)
    assert kinds_between(schema, claim, cue) == ("has-cue", False)
    assert kinds_between(schema, person, claim) == ("said-by", True)
    assert kinds_between(schema, cue, person) is None


def place(view: DocumentView, offset: int, *, edge: bool = False) -> QPoint:
    rect = view.character_rect(offset)
    middle = view.viewport().mapFromGlobal(rect.center())
    return QPoint(view.viewport().mapFromGlobal(rect.topLeft()).x(), middle.y()) if edge else middle


def mouse(view: DocumentView, kind: QEvent.Type, at: QPoint, held: Qt.KeyboardModifier = NONE) -> None:
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else LEFT
    down = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else LEFT
    globally = QPointF(view.viewport().mapToGlobal(at))
    QApplication.sendEvent(view.viewport(), QMouseEvent(kind, QPointF(at), globally, button, down, held))


def words(view: DocumentView) -> str:
    return view.selected_words()


def test_a_double_click_and_a_drag_go_on_by_words(show: Show) -> None:
    view = show(TEXT)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, place(view, TEXT.index("agreed") + 2))
    mouse(view, QEvent.Type.MouseButtonDblClick, place(view, TEXT.index("agreed") + 2))
    mouse(view, QEvent.Type.MouseMove, place(view, TEXT.index("Indian g") + 3))
    assert words(view) == "agreed, said the Indian"
    mouse(view, QEvent.Type.MouseMove, place(view, TEXT.index("Russia") + 3))
    assert words(view) == "Russia agreed"
    mouse(view, QEvent.Type.MouseButtonRelease, place(view, TEXT.index("Russia") + 3))
    assert words(view) == "Russia agreed"


def test_shift_and_a_click_extend_from_the_selected_span(show: Show) -> None:
    view = show(TEXT, [("GPE", "Russia")])
    view.select_span("s000")
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, place(view, 24, edge=True))
    assert words(view) == "Russia agreed,"
    view.select_span("s000")
    QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.ShiftModifier, place(view, 6, edge=True))
    assert words(view) == "and Russia"


def test_the_middle_and_right_buttons_select_no_text(show: Show) -> None:
    view = show(TEXT)
    view.select_text(0, 5)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.MiddleButton, NONE, place(view, 30))
    assert words(view) == "India"
    QTest.mouseClick(view.viewport(), Qt.MouseButton.RightButton, NONE, place(view, 2))
    assert words(view) == "India"


def test_a_dragged_edge_scrolls_at_the_rim_and_shows_before_it_writes(show: Show, qtbot: Any) -> None:
    view = show(LONG, [("CLAIM", "Paragraph 0 holds some words")])
    view.select_span("s000")
    heard: list[tuple[int, int]] = []
    view.edge_dropped.connect(lambda start, end: heard.append((start, end)))
    edge = place(view, 28, edge=True)
    before = view.grab().toImage()
    mouse(view, QEvent.Type.MouseButtonPress, edge)
    mouse(view, QEvent.Type.MouseMove, edge + QPoint(30, 10))
    mouse(view, QEvent.Type.MouseMove, QPoint(200, view.viewport().height() + 60))
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 200, timeout=3000)
    assert view.grab().toImage() != before and not heard
    mouse(view, QEvent.Type.MouseButtonRelease, QPoint(200, view.viewport().height() + 60))
    assert heard and heard[0][0] == 0 and heard[0][1] > 500
    assert LONG[heard[0][1] - 1] != " " and LONG[heard[0][1] : heard[0][1] + 1] in (" ", ".", "\n")


def test_nothing_is_dragged_in_a_layer_that_is_only_read(show: Show) -> None:
    view = show(TEXT, [("GPE", "Russia"), ("CLAIM", "India and Russia agreed")])
    assert view.document is not None
    view.document.read_only = True
    view.select_span("s000")
    assert view.grip() is None
    end = place(view, TEXT.index(" agreed"), edge=True)
    mouse(view, QEvent.Type.MouseButtonPress, end)
    mouse(view, QEvent.Type.MouseMove, end + QPoint(40, 0))
    mouse(view, QEvent.Type.MouseButtonRelease, end + QPoint(40, 0))
    assert view.state.kind == "text"


SCRIPTS = {
    "arabic": "قال وزير الخارجية الروسي سيرغي لافروف إن موسكو مستعدة للحوار.",
    "hebrew": "שר ההגנה של הודו נפגש עם עמיתו הרוסי בניו דלהי ביום שישי.",
    "mixed": "The minister said «قال وزير الخارجية» and NATO הסכים in 2023, then left.",
    "chinese": "印度国防部长与俄罗斯国防部长在新德里举行会谈双方同意加强国防关系",
    "combining": "nai\u0308ve cafe\u0301 Z\u0351\u036b\u0343algo ก\u0e33 नमस्ते",
    "emoji": "a family 👨‍👩‍👧‍👦 flags 🇮🇳🇷🇺 skin 👩🏽‍🚀 end",
    "tabs": "one\ttwo\t\tthree \u00a0 four",
    "long word": "Donaudampfschifffahrtsgesellschaftskapitän" * 6,
    "controls": "bell \x07 null-like \x01\x02 next\x85line",
}


def boundaries(text: str) -> list[int]:
    return [at for at in range(len(text) + 1) if is_grapheme_boundary(text, at)]


@pytest.mark.parametrize("script", SCRIPTS)
def test_in_every_script_a_click_on_a_character_finds_it_and_a_drag_keeps_it_whole(
    show: Show, script: str
) -> None:
    text = SCRIPTS[script]
    view = show(text)
    places = boundaries(text)
    asked = hit = 0
    for start, end in pairwise(places):
        if text[start:end].isspace():
            continue
        middle = QPointF(place(view, start))
        found = view.character_at(middle)
        asked += 1
        hit += found is not None and start <= found < end
    # Where letters reach over each other (Arabic, Devanagari) a few middles belong to two.
    assert hit >= asked * (0.85 if script in ("arabic", "mixed", "combining") else 1.0), (hit, asked)
    for start, end in zip(places[::3], places[4::5], strict=False):
        mouse(view, QEvent.Type.MouseButtonPress, place(view, start))
        mouse(view, QEvent.Type.MouseMove, place(view, (start + end) // 2))
        mouse(view, QEvent.Type.MouseMove, place(view, min(end, len(text) - 1)))
        mouse(view, QEvent.Type.MouseButtonRelease, place(view, min(end, len(text) - 1)))
        assert view.state.start in places and view.state.end in places


KEYS = (
    "Right", "Left", "Shift+Right", "Shift+Left", "Ctrl+Right", "Ctrl+Left", "Ctrl+Shift+Right",
    "Ctrl+Shift+Left", "Down", "Up", "Shift+Down", "Home", "End", "Shift+End", "Ctrl+End", "Tab", "Esc", "Ctrl+A",
)  # fmt: skip
DEEDS = st.lists(
    st.one_of(
        st.sampled_from(KEYS),
        st.tuples(
            st.sampled_from(["click", "double", "shift", "drag"]), st.integers(0, 819), st.integers(0, 300)
        ),
    ),
    max_size=12,
)
SOME = [
    "a",
    "word ",
    "é",
    "e\u0301",
    "\r\n",
    "\n",
    "\t",
    "\u00a0",
    "👨‍👩‍👧",
    "🇮🇳",
    "👩🏽",
    "سلام ",
    "שלום",
    "印度",
]
PIECES = st.lists(st.sampled_from([*SOME, "नि", "\x07", "\u200d", ". "]), max_size=25).map("".join)


@pytest.fixture(scope="module")
def one_view(qapp: QApplication) -> DocumentView:
    load_fonts()
    view = DocumentView(LIGHT, load_schema("news"))
    view.resize(820, 400)
    view.show()
    return view


@settings(max_examples=60)
@given(text=PIECES, deeds=DEEDS, data=st.data())
def test_no_key_and_no_click_ever_cuts_a_grapheme(
    one_view: DocumentView, text: str, deeds: list[Any], data: st.DataObject
) -> None:
    view, places = one_view, boundaries(text)
    spans = []
    if len(places) > 1:
        start, end = sorted(data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=2, unique=True)))
        spans.append(Span("s", "PER", start, end))
    view.set_document(OpenDocument(Bundle(Document("d", "d", text), spans=tuple(spans))))
    told: list[tuple[int, int]] = []

    def hear(start: int, end: int) -> None:
        told.append((start, end))

    view.edge_moved.connect(hear)
    view.edge_dropped.connect(hear)
    try:
        for deed in deeds:
            if isinstance(deed, str):
                QTest.keySequence(view, deed)
            else:
                _click(view, *deed)
            state = view.state
            assert {state.caret, state.anchor} <= set(places), (deed, state)
    finally:
        view.edge_moved.disconnect(hear)
        view.edge_dropped.disconnect(hear)
    assert all(at in places for extent in told for at in extent)
    QGuiApplication.clipboard().clear()


def _click(view: DocumentView, how: str, x: int, y: int) -> None:
    at = QPoint(x, y)
    held = Qt.KeyboardModifier.ShiftModifier if how == "shift" else NONE
    if how == "double":
        mouse(view, QEvent.Type.MouseButtonPress, at)
        mouse(view, QEvent.Type.MouseButtonRelease, at)
        mouse(view, QEvent.Type.MouseButtonDblClick, at)
    else:
        mouse(view, QEvent.Type.MouseButtonPress, at, held)
    if how == "drag":
        mouse(view, QEvent.Type.MouseMove, at + QPoint(60, 20))
        mouse(view, QEvent.Type.MouseMove, at + QPoint(120, 40))
    mouse(view, QEvent.Type.MouseButtonRelease, at, held)


def test_a_click_on_a_note_in_the_margin_selects_its_date(show: Callable[..., DocumentView]) -> None:
    view = show("They met on Friday.\n\nOn Sunday they left.", [("DATE", "Friday"), ("DATE", "Sunday")])
    left, width = view._columns()
    for words, id in (("Sunday", "s001"), ("Friday", "s000")):
        y = view.viewport().mapFromGlobal(view.character_rect(view.document.text.index(words)).center()).y()  # type: ignore[union-attr]
        place = QPoint(round(left + width + 40), y)
        assert view.beside(QPointF(place)) == id
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        assert view.state.span == id
    assert view.beside(QPointF(left + 40, place.y())) == ""
    assert view.beside(QPointF(left + width + 40, 400)) == ""
