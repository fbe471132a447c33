"""Left and Right through paragraphs of both directions: every stop once, as they are drawn, and never back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.document_view import DocumentView
from ui.document_view.page import Page
from ui.document_view.segments import Segments
from ui.document_view.sideways import runs_right_to_left, step, step_word
from ui.open_document import OpenDocument
from ui.theme import LIGHT, load_fonts
from workbench.model import Bundle, Document, Span
from workbench.offsets import is_grapheme_boundary, words
from workbench.schema import Schema

Show = Callable[..., DocumentView]
# three paragraphs, the middle one of the other direction; with islands, numbers, brackets, marks and wrapped lines
MIXED = (
    "The minister met NATO.\nשר ההגנה של הודו נפגש עם Rajnath Singh ב-28 באפריל.\nOn Friday (ההגנה של הודו) agreed. "
    + "He said שלום לכולם, twice. " * 4
)
PIECES = [
    "a", "the word ", " ", "1", "28 ", "ש", "שלום ", "קץ", "و", "وزير ", "é", "e\u0301", "👨‍👩‍👧", ".", "(", ")", "\t",
    "\n", "\r\n", "\u200f", "漢字", "٣", "ffi", "\u2028", "\u202b", "\u202c",
]  # fmt: skip


def page_of(text: str, schema: Schema, width: float = 240) -> Page:
    load_fonts()
    document = OpenDocument(Bundle(Document("d", "n", text)))
    return Page(document, schema, LIGHT, width=width, tags="letters", segments=Segments(text))


def way(page: Page, at: int, move: Callable[..., int], *, right: bool) -> list[int]:
    """The places that a key comes to, from `at` until it comes to no other."""
    found = [at]
    for _ in range(len(page.document.text) + 2):
        to = move(page, found[-1], right=right)
        if to == found[-1]:
            return found
        found.append(to)
    raise AssertionError("it goes on for ever")


def all_stops(text: str) -> list[int]:
    return [at for at in range(len(text) + 1) if is_grapheme_boundary(text, at)]


def check_both_ways(page: Page) -> None:
    text = page.document.text
    first = way(page, 0, step, right=False)[-1]
    rightwards = way(page, first, step, right=True)
    assert sorted(rightwards) == all_stops(text)
    assert way(page, rightwards[-1], step, right=False) == rightwards[::-1]
    for right in (True, False):
        from_end = way(page, first if right else rightwards[-1], step_word, right=right)
        assert {start for start, _ in words(text)} <= {*from_end}
        assert len(set(from_end)) == len(from_end)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_a_key_pressed_again_comes_to_every_stop_once(qapp: Any, schema: Schema, text: str) -> None:
    check_both_ways(page_of(text, schema))


@pytest.mark.parametrize("before", ["", "שורה ראשונה.\n", "שורה.\n" * 9])
def test_through_paragraphs_of_both_directions(qapp: Any, schema: Schema, before: str) -> None:
    check_both_ways(page_of(before + MIXED, schema))


def test_a_paragraph_in_several_pieces_is_gone_through(qapp: Any, schema: Schema) -> None:
    text = "One.\n" + "The world says שלום " * 210 + "\nThree."
    page = page_of(text, schema, 600)
    assert len(page.segments) > 3
    assert sorted(way(page, 0, step, right=True)) == all_stops(text)
    assert len(way(page, len(text), step_word, right=False)) > 840


def test_within_a_line_the_caret_goes_where_the_key_points(qapp: Any, schema: Schema) -> None:
    for text in (MIXED.split("\n")[1], MIXED.split("\n")[2]):
        page = page_of(text, schema)
        laid = page.entry(0).laid
        for at in all_stops(text):
            to = step(page, at, right=True)
            if laid.line_of(to) == laid.line_of(at):
                assert laid.x_of(to) >= laid.x_of(at)


def test_words_are_stepped_over_as_they_are_drawn(qapp: Any, schema: Schema) -> None:
    text = "He said שלום לכולם to us."
    page = page_of(text, schema, 600)
    starts = [text.index(word) for word in ("He", "said", "שלום", "לכולם", "to", "us")]
    assert way(page, 0, step_word, right=True)[:3] == starts[:3]
    assert {*starts} <= {*way(page, 0, step_word, right=True)}


def test_many_paragraphs_without_a_word_are_passed_at_once(qapp: Any, schema: Schema) -> None:
    text = "One.\n" + "\n…\n" * 100_000 + "שתיים"
    page = page_of(text, schema)
    last = text.index("ש")
    assert step_word(page, 0, right=True) == last
    assert step_word(page, last, right=False) == 0  # its word begins at the right: there is no other
    assert step_word(page, 60_000, right=False) == 0
    assert step_word(page_of("\n" * 200_000, schema), 9, right=True) == 200_000


def test_most_letters_tell_how_a_document_runs() -> None:
    assert not runs_right_to_left("") and not runs_right_to_left("123 é")
    assert runs_right_to_left("CNN\nשר ההגנה של הודו") and not runs_right_to_left("The minister of שלום")


def keys(view: DocumentView, key: Qt.Key, times: int, held: Any = Qt.KeyboardModifier.NoModifier) -> None:
    for _ in range(times):
        QTest.keyClick(view, key, held)


def test_left_goes_up_past_a_paragraph_of_the_other_direction(show: Show) -> None:
    text = "One.\nשתיים\nThree."
    view = show(text)
    view.set_caret(text.index("Three"))
    keys(view, Qt.Key.Key_Left, 1)
    assert view.state.caret == text.index("ש")  # at the right end of the line above
    keys(view, Qt.Key.Key_Left, 6)
    assert view.state.caret == 4
    keys(view, Qt.Key.Key_Left, 9)
    assert view.state.caret == 0


def test_a_selection_and_an_edge_go_on_past_a_paragraph_of_the_other_direction(
    show: Show, add: Callable[..., None]
) -> None:
    text = "שתיים\nThree words."
    shift = Qt.KeyboardModifier.ShiftModifier
    view = show(text)
    view.set_caret(4)
    keys(view, Qt.Key.Key_Left, 4, shift)
    assert (view.state.start, view.state.end) == (4, 8)
    keys(view, Qt.Key.Key_Right, 2, shift)
    assert (view.state.start, view.state.end) == (4, 6)
    add(view, Span("s", "PER", 2, 5))
    view.select_span("s")
    moved: list[tuple[int, int]] = []
    view.edge_moved.connect(lambda start, end: moved.append((start, end)))
    view.edge_moved.connect(lambda start, end: add(view, Span("s", "PER", start, end)))
    keys(view, Qt.Key.Key_Left, 3, shift)
    assert moved[-1] == (2, 9)


@pytest.mark.parametrize("key", [Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_End])
def test_past_a_character_with_thousands_of_marks(show: Show, key: Qt.Key) -> None:
    text = "a" + "\u0301" * 4700 + " India.\nMoscow."
    view = show(text)
    for _ in range(8):
        QTest.keyClick(view, key)
        assert is_grapheme_boundary(text, view.state.caret)
    view.set_caret(len(text))
    for _ in range(8):
        QTest.keyClick(view, key)
        assert is_grapheme_boundary(text, view.state.caret)
