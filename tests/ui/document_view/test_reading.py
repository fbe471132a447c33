"""Comfort of reading: the place is kept, heights become exact, scrolling glides, labels are dimmed and hidden."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.document_view import DocumentView, reading
from ui.document_view import keys as view_keys
from ui.theme import DARK, LIGHT, high_contrast
from ui.visibility import Visibility

Show = Callable[..., DocumentView]
LONG = "\n".join(
    f"Paragraph {n}: " + "India and Russia met on Friday in New Delhi to talk. " * (n % 7 + 1)
    for n in range(150)
)
SHORT = "India and Russia met Sergei Shoigu in Moscow."
MARKS = (
    ("GPE", "India"),
    ("GPE", "Russia"),
    ("PER", "Sergei Shoigu"),
    ("GPE", "Moscow"),
    ("CLAIM", "Russia met"),
)


def top_paragraph(view: DocumentView) -> int:
    return view.paragraph_number(view.offset_at(QPointF(90, 2)))[0]


def turn(view: DocumentView, notches: int) -> None:
    place = QPointF(200, 200)
    event = QWheelEvent(
        place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view.viewport(), event)


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0, 3.0])
def test_the_paragraph_at_the_top_stays_on_resize_zoom_and_another_theme(show: Show, scale: float) -> None:
    view = show(LONG)
    view.show_at(LONG.index("Paragraph 70"))
    assert top_paragraph(view) == 71
    for change in (
        lambda: view.resize(700, 500),
        lambda: view.set_theme(LIGHT.scaled(scale)),
        lambda: view.set_theme(DARK.scaled(scale)),
        lambda: view.set_theme(high_contrast(DARK.scaled(scale))),
        lambda: view.resize(900, 640),
        lambda: view.set_tags("names"),
        lambda: view.set_visibility(Visibility(hidden=frozenset({"GPE"}))),
        lambda: view.set_map_visible(False),
        lambda: view.set_theme(LIGHT),
    ):
        change()
        assert top_paragraph(view) == 71


def test_heights_become_exact_when_idle_and_nothing_moves(show: Show) -> None:
    view = show(LONG)
    view.show_at(LONG.index("Paragraph 90"))
    page = view.page
    assert page is not None
    before = view.anchor
    while not page.measure(0.01):
        pass
    view._sync_bar()
    assert view.anchor == before and top_paragraph(view) == 91
    exact = sum(page._made(index).laid.height for index in range(len(page.segments)))
    assert page.heights.total == pytest.approx(exact)
    total = page.height
    for index in range(len(page.segments)):
        page.entry(index)
    assert page.height == total


def test_a_wheel_goes_its_way_in_steps_and_a_key_breaks_it_off(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.document_view.glide.motion_wanted", lambda: True)
    view = show(LONG)
    bar = view.verticalScrollBar()
    turn(view, -2)
    first = bar.value()
    assert first > 0 and view._glide.active
    way = QApplication.wheelScrollLines() * view.page.grid.pitch * 0.75 * 2  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: not view._glide.active)
    assert bar.value() == pytest.approx(way, abs=1)
    turn(view, -2)
    QTest.keyClick(view, Qt.Key.Key_Right)
    stopped = bar.value()
    qtbot.wait(60)
    assert bar.value() == stopped and not view._glide.active


def test_nothing_glides_where_the_system_asks_for_less_motion(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.document_view.glide.motion_wanted", lambda: False)
    monkeypatch.setattr(reading, "motion_wanted", lambda: False)
    view = show(LONG)
    turn(view, -1)
    assert not view._glide.active and view.verticalScrollBar().value() > 0


def test_hidden_spans_are_neither_drawn_nor_reached(show: Show) -> None:
    view = show(SHORT, MARKS)
    assert view.document is not None and view.page is not None
    view.set_visibility(Visibility(hidden=frozenset({"GPE", "CLAIM"})))
    assert set(view.page.entry(0).figure.of_span) == {"s002"}
    view.set_caret(0)
    view_keys.tab(view, back=False)
    assert view.state.span == "s002"
    view_keys.tab(view, back=False)
    assert view.state.span == "s002"
    assert view.document.at(SHORT.index("India")) == []
    view.set_visibility(Visibility(dimmed=frozenset({"GPE"})))
    assert len(view.page.entry(0).figure.of_span) == len(MARKS)
    view.set_caret(0)
    view_keys.tab(view, back=False)
    assert view.state.span == "s000"


def test_dimmed_spans_are_drawn_faint(show: Show) -> None:
    view = show(SHORT, MARKS)
    full = view.grab().toImage()
    view.set_visibility(Visibility(dimmed=frozenset({"PER"})))
    faint = view._brush.colour("PER") if view._brush else None
    assert faint is not None and faint.lightness() > LIGHT.label_colour(view.schema.label("PER")).lightness()
    assert view.grab().toImage() != full


def test_numbers_go_and_come(show: Show) -> None:
    view = show(SHORT)
    with_numbers = view.grab().toImage()
    view.set_numbers(False)
    without = view.grab().toImage()
    assert without != with_numbers
    view.set_numbers(True)
    assert view.grab().toImage() == with_numbers


def test_at_high_contrast_nothing_is_tinted(show: Show) -> None:
    view = show(SHORT, MARKS)
    view.set_theme(high_contrast(LIGHT))
    picture = view.viewport().grab().toImage()
    page = view.page
    assert page is not None
    blank = page.entry(0).laid.x_of(SHORT.index(" Shoigu"))
    line = page.entry(0).laid.lines[0]
    inside = picture.pixelColor(round(view._columns()[0] + blank + 2), round(page.top + line.baseline - 5))
    assert inside.name() == "#ffffff"


def test_the_map_shows_marks_and_a_click_goes_there(show: Show, qtbot: QtBot) -> None:
    view = show(LONG, [("GPE", "Paragraph 3:"), ("CLAIM", "Paragraph 140:")])
    qtbot.waitUntil(lambda: view.map._drawn is not None)
    far = LONG.index("Paragraph 140:")
    y = round(view.map.y_of(far))
    assert "Claim 1" in view.map.words_at(y)
    picture = view.map.grab().toImage()
    column = {picture.pixelColor(4, at).name() for at in range(max(0, y - 2), y + 3)}
    assert column - {LIGHT.paper}
    qtbot.mouseClick(view.map, Qt.MouseButton.LeftButton, pos=QPoint(5, y))
    shown = range(view.offset_at(QPointF(90, 1)), view.offset_at(QPointF(600, view.viewport().height() - 1)))
    assert far in shown
    view.set_hits([(10, 14)], 0)
    view.viewport().repaint()
    assert "1 hit" in view.map.words_at(view.map.y_of(10))


def test_the_map_of_an_article_that_shows_whole_is_not_stretched(show: Show, qtbot: QtBot) -> None:
    view = show("India left.\n\nMoscow stayed.", [("GPE", "Moscow")])
    qtbot.waitUntil(lambda: view.map._drawn is not None)
    line = view.character_rect(14)
    top = view.viewport().mapFromGlobal(line.topLeft()).y()
    assert abs(view.map.y_of(13) - top) < 20  # beside its line
    picture = view.map.grab().toImage()
    ground = picture.pixelColor(5, picture.height() - 2)
    marked = [y for y in range(picture.height()) if picture.pixelColor(3, y) != ground]
    assert marked and abs(marked[0] - view.map.y_of(13)) <= 2 and marked[-1] < 120


def test_the_number_of_the_last_paragraph_is_never_cut(show: Show) -> None:
    view = show("\n".join(f"Line {n}." for n in range(123_456)))
    view.resize(430, 300)
    QApplication.processEvents()
    view.set_caret(len(view.document.text))  # type: ignore[union-attr]
    left = view._columns()[0]
    image = view.grab().toImage()
    paper = QColor(LIGHT.paper)
    inked = [x for x in range(left) for y in range(image.height()) if image.pixelColor(x, y) != paper]
    assert inked and min(inked) > 0
