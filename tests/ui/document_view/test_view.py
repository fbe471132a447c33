"""The article under keys and mouse: what moves, what goes out as a signal, what keeps its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest

from ui.document_view import DocumentView
from ui.theme import DARK, LIGHT
from workbench.model import Change, Problem, Span, Thing

TEXT = "India and Russia agreed, said the Indian government in New Delhi.\n\nMoscow answered the next day. It said no."
MARKS = [
    ("GPE", "India"),
    ("GPE", "Russia"),
    ("ORG", "Indian government"),
    ("NORP", "Indian"),
    ("GPE", "Moscow"),
]
LONG = "\n".join(
    f"Paragraph {n} holds some words about the talks in New Delhi and what came of them." for n in range(400)
)
Show = Callable[..., DocumentView]


def at(view: DocumentView, offset: int) -> QPoint:
    """The middle of the character at an offset, in the viewport."""
    rect = view.character_rect(offset)
    return view.viewport().mapFromGlobal(rect.center())


def click(view: DocumentView, offset: int, *, shift: bool = False) -> None:
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, at(view, offset))


def drag(view: DocumentView, start: int, end: int) -> None:
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view.viewport(), left, Qt.KeyboardModifier.NoModifier, at(view, start) - QPoint(3, 0))
    QTest.mouseMove(view.viewport(), at(view, (start + end) // 2))
    QTest.mouseMove(view.viewport(), at(view, end) - QPoint(3, 0))
    QTest.mouseRelease(view.viewport(), left, Qt.KeyboardModifier.NoModifier, at(view, end) - QPoint(3, 0))


def key(view: DocumentView, *sequence: Any) -> None:
    for one in sequence:
        QTest.keySequence(view, one)


def selected(view: DocumentView) -> str:
    extent = view.selected_extent()
    assert view.document is not None
    return view.document.text[extent[0] : extent[1]] if extent else ""


def test_tab_goes_through_the_spans_outer_before_inner(show: Show) -> None:
    view = show(TEXT, MARKS)
    seen = []
    for _ in range(6):
        key(view, "Tab")
        seen.append(selected(view))
    assert seen == ["India", "Russia", "Indian government", "Indian", "Moscow", "Moscow"]
    key(view, "Shift+Tab")
    assert selected(view) == "Indian"


def test_tab_from_a_caret_takes_the_innermost_span_there(show: Show) -> None:
    view = show(TEXT, MARKS)
    view.set_caret(TEXT.index("Indian g") + 2)
    key(view, "Tab")
    assert selected(view) == "Indian"


def test_left_and_right_from_a_span_put_the_caret_at_its_ends(show: Show) -> None:
    view = show(TEXT, MARKS)
    view.select_span("s001")
    key(view, "Right")
    assert (view.state.kind, view.state.caret, view.state.active_span) == (
        "caret",
        TEXT.index(" agreed"),
        "s001",
    )
    view.select_span("s001")
    key(view, "Left", "Shift+Right", "Shift+Right")
    assert selected(view) == "Ru"


def test_shift_and_arrows_on_a_span_ask_for_another_boundary(show: Show, qtbot: Any) -> None:
    view = show(TEXT, MARKS)
    view.select_span("s000")
    moved: list[tuple[int, int]] = []
    view.edge_moved.connect(lambda start, end: moved.append((start, end)))
    key(view, "Shift+Right", "Ctrl+Shift+Right", "Home", "Shift+Right", "End", "Shift+Left")
    assert moved == [(0, 7), (0, 9), (1, 5), (0, 4)]  # a blank alone would be trimmed away
    assert view.state.edge == "end"


def test_esc_steps_back_and_then_tells_the_window(show: Show, qtbot: Any) -> None:
    view = show(TEXT, MARKS)
    view.select_span("s000")
    key(view, "Esc")
    assert (view.state.kind, view.state.active_span) == ("caret", "s000")
    key(view, "Esc")
    assert view.state.active_span == ""
    with qtbot.waitSignal(view.escape, timeout=500):
        key(view, "Esc")


def test_keys_that_write_go_out_as_signals(show: Show) -> None:
    view = show(TEXT, MARKS)
    heard: list[Any] = []
    view.label_key.connect(lambda letter, shift: heard.append((letter, shift)))
    view.digit_key.connect(heard.append)
    view.space.connect(lambda back: heard.append(("space", back)))
    view.enter.connect(lambda: heard.append("enter"))
    view.delete.connect(lambda: heard.append("delete"))
    key(view, "P", "Shift+P", "3", "Space", "Shift+Space", "Return", "Del", "Backspace")
    assert heard == [
        ("p", False),
        ("p", True),
        3,
        ("space", False),
        ("space", True),
        "enter",
        "delete",
        "delete",
    ]


def test_words_lines_paragraphs_and_the_document(show: Show) -> None:
    view = show(TEXT)
    key(view, "Ctrl+Right", "Ctrl+Right")
    assert view.state.caret == TEXT.index("Russia")
    key(view, "Shift+End")
    assert selected(view) == TEXT[TEXT.index("Russia") : TEXT.index("\n")]
    key(view, "Ctrl+End")
    assert view.state.caret == len(TEXT)
    key(view, "Ctrl+Home", "Down", "Down")
    assert view.state.caret == TEXT.index("Moscow")


def test_up_and_down_keep_to_their_column(show: Show) -> None:
    text = "A long first line of words here\nab\nanother long line of words there"
    view = show(text)
    view.set_caret(20)
    key(view, "Down", "Down")
    assert view.state.caret - text.index("another") in range(17, 24)
    key(view, "Up", "Up")
    assert view.state.caret == 20


def test_growing_the_selection(show: Show) -> None:
    view = show(TEXT)
    view.set_caret(TEXT.index("answered") + 2)
    grown = []
    for _ in range(3):
        view.grow_selection()
        grown.append(selected(view))
    second = TEXT[TEXT.index("Moscow") :]
    assert grown == ["answered", "Moscow answered the next day.", second]


def test_clicking_again_goes_outward(show: Show) -> None:
    view = show(TEXT, MARKS)
    place, seen = TEXT.index("Indian g") + 2, []
    for _ in range(3):
        click(view, place)
        seen.append((view.state.kind, selected(view)))
        QTest.qWait(QGuiApplication.styleHints().mouseDoubleClickInterval() + 20)
    assert seen == [("span", "Indian"), ("span", "Indian government"), ("caret", "")]


def test_click_shift_click_and_drag_select_text(show: Show) -> None:
    view = show(TEXT)
    click(view, 10)
    assert (view.state.kind, view.state.caret) in {("caret", 10), ("caret", 11)}
    click(view, TEXT.index("government"), shift=True)
    assert selected(view).startswith("Russia agreed, said the Indian")
    drag(view, TEXT.index("Russia"), TEXT.index(" agreed"))
    assert selected(view) == "Russia"


def test_double_and_triple_click(show: Show) -> None:
    view = show(TEXT, MARKS)
    place = at(view, TEXT.index("answered") + 3)
    left = Qt.MouseButton.LeftButton
    QTest.mouseDClick(view.viewport(), left, Qt.KeyboardModifier.NoModifier, place)
    assert selected(view) == "answered"
    QTest.mouseClick(view.viewport(), left, Qt.KeyboardModifier.NoModifier, place)
    assert selected(view) == TEXT[TEXT.index("Moscow") :]


def test_dragging_below_the_rim_scrolls(show: Show, qtbot: Any) -> None:
    view = show(LONG)
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(view.viewport(), left, Qt.KeyboardModifier.NoModifier, at(view, 4))
    QTest.mouseMove(view.viewport(), QPoint(200, 400))
    QTest.mouseMove(view.viewport(), QPoint(200, 700))
    qtbot.waitUntil(lambda: view.verticalScrollBar().value() > 100, timeout=3000)
    QTest.mouseRelease(view.viewport(), left, Qt.KeyboardModifier.NoModifier, QPoint(200, 700))
    assert view.state.kind == "text"
    assert view.state.end > 640


def test_copy_gives_the_exact_text(show: Show) -> None:
    text = "One\u00a0two\r\nthree\u2028four \U0001f600."
    view = show(text)
    view.select_text(0, len(text))
    key(view, "Ctrl+C")
    assert QGuiApplication.clipboard().text() == text


def test_arrows_in_a_right_to_left_paragraph_go_where_they_point(show: Show) -> None:
    view = show("قال وزير الخارجية")
    key(view, "Left", "Left")
    assert view.state.caret == 2
    key(view, "Right")
    assert view.state.caret == 1


def test_in_a_blank_paragraph_the_caret_stands_where_the_one_before_begins(show: Show) -> None:
    view = show("قال وزير الدفاع.\n\nThe minister said.\n\nend")
    assert view.is_right_to_left(17) and not view.is_right_to_left(37)
    left, width = view._columns()
    assert at(view, 17).x() == pytest.approx(left + width, abs=4)
    assert at(view, 37).x() == pytest.approx(left, abs=4)


def test_a_change_is_drawn_and_a_deleted_span_leaves_its_caret(show: Show, add: Callable[..., None]) -> None:
    view = show(TEXT, MARKS)
    before = view.grab().toImage()
    add(view, Span("new", "EVENT", TEXT.index("answered"), TEXT.index("answered") + 8))
    assert view.grab().toImage() != before
    view.select_span("new")
    document = view.document
    assert document is not None
    change = Change("x", deleted=(Thing("span", "new", "d"),), document="d")

    class Empty:
        def __getattr__(self, name: str) -> Callable[..., list[Any]]:
            return lambda *args: []

    document.apply(change, Empty())  # type: ignore[arg-type]
    view.apply(change)
    assert (view.state.kind, view.state.caret) == ("caret", TEXT.index("answered"))
    view.set_state(type(view.state)())
    assert view.grab().toImage() == before


def test_a_selected_span_elsewhere_is_scrolled_to(show: Show) -> None:
    view = show(LONG + "\nThe last words name Moscow.", [("GPE", "Moscow")])
    view.select_span("s000")
    rect = view.character_rect(len(LONG) + 21)
    assert view.viewport().rect().contains(view.viewport().mapFromGlobal(rect.center()))


def test_the_place_is_kept_on_resize_zoom_and_theme(show: Show) -> None:
    view = show(LONG)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    top = view.offset_at(QPointF(100, 20))
    for change in (
        lambda: view.resize(700, 500),
        lambda: view.set_theme(DARK),
        lambda: view.set_theme(LIGHT.scaled(2)),
    ):
        change()
        assert abs(view.offset_at(QPointF(100, 20)) - top) < 250
    view.set_theme(LIGHT)
    view.resize(820, 620)
    assert abs(view.offset_at(QPointF(100, 20)) - top) < 250


def test_scrolling_to_the_end_shows_the_last_line_and_no_more(show: Show) -> None:
    view = show(LONG)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    rect = view.character_rect(len(LONG) - 1)
    y = view.viewport().mapFromGlobal(rect.center()).y()
    assert view.viewport().height() - 120 < y < view.viewport().height()
    bar.setValue(0)
    assert view.offset_at(QPointF(70, 30)) == 0


def test_the_caret_is_where_it_was_when_a_document_comes_back(show: Show) -> None:
    view = show(LONG)
    first = view.document
    view.set_caret(5000)
    place = view.anchor
    view.set_document(None)
    assert view.state.caret == 0
    view.set_document(first)
    assert (view.state.caret, view.anchor) == (5000, place)


def test_a_shorter_document_after_a_long_one(show: Show) -> None:
    view = show(LONG)
    view.set_caret(len(LONG))
    short = show(TEXT).document
    view.set_document(short)
    assert view.offset_at(QPointF(70, 30)) == 0
    view.set_theme(DARK)
    view.grab()


def test_the_margin_folds(show: Show) -> None:
    view = show(TEXT, MARKS)
    x = at(view, 0).x()
    view.set_margin_visible(False)
    assert at(view, 0).x() > x


def test_large_type_folds_the_margin_so_that_the_text_keeps_its_width(show: Show) -> None:
    view = show(TEXT, MARKS)
    assert view.margin_shown
    view.set_theme(LIGHT.scaled(2.0))
    assert not view.margin_shown
    assert view.page is not None and view.page.grid.width > 500
    view.resize(1400, 620)
    assert view.margin_shown


@pytest.mark.parametrize("text", ["", "\n", "\n\n\n", " ", "a", "\r\n", "\U0001f468\u200d\U0001f469"])
def test_tiny_texts_show_and_take_every_key(show: Show, text: str) -> None:
    view = show(text)
    for one in (
        "Tab",
        "Shift+Tab",
        "Down",
        "Up",
        "End",
        "Home",
        "Ctrl+End",
        "Ctrl+Home",
        "Shift+Right",
        "PgDown",
        "Esc",
    ):
        key(view, one)
    click(view, 0)
    view.grow_selection()
    view.grab()
    assert 0 <= view.state.caret <= len(text)


def test_problems_hits_tags_and_unsure_are_drawn(show: Show, add: Callable[..., None]) -> None:
    view = show(TEXT, MARKS)
    pictures = [view.grab().toImage()]

    def differs() -> bool:
        image: QImage = view.grab().toImage()
        pictures.append(image)
        return image != pictures[-2]

    view.set_problems([Problem("rule", "x", "span", "s000", 0, 5)])
    assert differs()
    view.set_hits([(0, 5), (10, 16)], 1)
    assert differs()
    view.set_tags("names")
    assert differs()
    view.set_tags("none")
    assert differs()
    add(view, Span("s004", "GPE", TEXT.index("Moscow"), TEXT.index("Moscow") + 6, unsure=True))
    assert differs()


def test_a_problem_of_a_span_in_fragments_is_not_underlined_between_them(
    show: Show, add: Callable[..., None]
) -> None:
    text = "Minister Singh spoke at length and then left."
    view = show(text)
    add(view, Span("s", "PER", 9, len(text) - 1, ((9, 14), (len(text) - 5, len(text) - 1))))
    before = view.grab().toImage()
    view.set_problems([Problem("cut token", "x", "span", "s", 9, len(text) - 1)])
    after = view.grab().toImage()
    between, under = text.index("length") + 2, 11

    def changed(offset: int) -> bool:
        place = at(view, offset)
        return any(before.pixel(place + QPoint(0, y)) != after.pixel(place + QPoint(0, y)) for y in range(20))

    assert changed(under) and not changed(between)


def test_suggestions_are_drawn_without_a_tint_and_go_with_the_document(show: Show) -> None:
    view = show(TEXT, MARKS[:1])
    plain = view.grab().toImage()
    start = TEXT.index("Moscow")
    suggestions = [Span("p0", "GPE", start, start + 6), Span("p1", "ORG", start - 3, start + 6)]
    view.set_suggestions(suggestions)
    drawn = view.grab().toImage()
    assert drawn != plain
    inside = at(view, start + 2) + view.viewport().pos()
    assert drawn.pixelColor(inside - QPoint(0, 8)) == plain.pixelColor(inside - QPoint(0, 8))
    view.set_suggestions(suggestions, "p0")
    assert view.grab().toImage() != drawn  # the current one has a frame
    assert view.spans_under(at(view, start + 2).toPointF()) == []  # no annotation, so nothing to select
    document = view.document
    view.set_document(document)
    assert view.grab().toImage() == plain


def test_only_the_tints_colour_lies_behind_a_span(show: Show) -> None:
    view = show("xx     India     xx", [("GPE", "     ")])
    image = view.grab().toImage()
    place = at(view, 4)
    inside = QColor(image.pixel(place - QPoint(0, 4)))
    assert abs(inside.green() - QColor("#d7e5df").green()) < 6


def test_the_foot_of_a_span_shows_within_selected_text(show: Show) -> None:
    view = show("India and Russia agreed.", [("PER", "India")])  # a person's colour is that of the selection
    view.select_text(0, 16)
    image = view.grab().toImage()
    entry, y = view._shown(view.viewport().height())[0]
    row = round(y + entry.laid.lines[0].baseline) + 4
    left = view._columns()[0]
    colours = [image.pixelColor(round(left) + x, row) for x in (5, 20)]
    assert all(colour == view.palette().highlightedText().color() for colour in colours)


def test_type_of_three_hundred_percent_stays_inside_a_small_window(show: Show) -> None:
    view = show(TEXT)
    view.set_theme(LIGHT.scaled(3.0))
    for width in (440, 300, 820):
        view.resize(width, 420)
        left, text = view._columns()
        assert left >= 60 and left + text <= view.viewport().width()
        assert view.page is not None
        assert all(line.right <= text + 1 for line in view.page.entry(0).laid.lines)


def test_a_long_paragraph_number_stands_above_many_bars(show: Show, add: Callable[..., None]) -> None:
    claim = "He said that she claimed that they argued that it was thought that someone believed it."
    text = "x.\n" * 1233 + claim
    view = show(text)
    view.resize(500, 620)
    view.set_numbers(True)
    view.reveal(len(text) - 1, len(text))
    for count in range(6):
        start, end = len(text) - len(claim) + count * 3, len(text) - count * 4
        add(view, Span(f"c{count}", "CLAIM", start, end))
    shown = view.grab().toImage()
    page, (left, _) = view.page, view._columns()
    assert page is not None
    top = view.mapFromGlobal(view.character_rect(len(text) - len(claim)).topLeft()).y()
    ground = shown.pixelColor(2, top - 13)

    def inked(x: int) -> bool:
        return any(shown.pixelColor(x, y) != ground for y in range(top - 12, top))

    assert not any(inked(x) for x in range(3)) and any(
        inked(x) for x in range(round(left) - 68, round(left) - 44)
    )


def test_paragraph_numbers(show: Show) -> None:
    view = show(TEXT)
    assert view.paragraph_number(3) == (1, 2)
    assert view.paragraph_number(len(TEXT)) == (2, 2)


def test_the_menus_button_selects_what_lies_under_it(show: Show) -> None:
    view = show(TEXT, MARKS)
    right, none = Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(view.viewport(), right, none, at(view, TEXT.index("Moscow") + 2))
    assert selected(view) == "Moscow"
    view.select_text(0, 16)
    QTest.mousePress(view.viewport(), right, none, at(view, 8))
    assert selected(view) == "India and Russia"


def test_going_far_lays_out_only_what_is_shown_there(show: Show) -> None:
    text = "\n".join(f"Paragraph {number} says a little." for number in range(3000))
    view = show(text)
    page = view.page
    assert page is not None
    before = len(page._entries)
    start = text.index("Paragraph 2500")
    view.reveal(start, start + 9)
    assert len(page._entries) - before < 80
    assert 0 <= at(view, start).y() < view.viewport().height()
