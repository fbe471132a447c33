"""Words cut to their place, in every direction; rows that lead somewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.link_row import END_ISOLATE, RIGHT_TO_LEFT, LinkRow, Words, elided, reads_leftwards
from ui.theme import LIGHT, load_fonts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ARABIC = "الماء يعود إلى فلج وادي السدر بعد سنوات"


@pytest.mark.parametrize(
    ("words", "leftwards"),
    [
        ("Rajnath Singh", False),
        (ARABIC, True),
        ("2023 – שלום", True),
        ("12,5 %", False),
        ("", False),
        ("末班车", False),
    ],
)
def test_direction_is_that_of_the_first_letter(words: str, leftwards: bool) -> None:
    assert reads_leftwards(words) is leftwards


def test_cut_words_end_in_dots_within_their_width(qapp: QApplication) -> None:
    font = LIGHT.ui_font(13)
    for words in ("Donaudampfschifffahrtsgesellschaft", ARABIC):
        shown = elided(words, font, 90)
        assert "…" in shown
        assert QFontMetricsF(font).horizontalAdvance(shown) <= 91
    assert elided(ARABIC, font, 90)[0] == RIGHT_TO_LEFT
    assert elided(ARABIC, font, 90)[-1] == END_ISOLATE
    assert elided("plain", font, 90) == "plain"


def test_words_take_the_lines_they_need_up_to_three(show: Callable[..., QWidget]) -> None:
    words = Words(LIGHT)
    show(words, 200, 90)
    heights = []
    for text in ("short", "these words need two lines at least", "word " * 80, ARABIC * 6):
        words.set_words(text)
        heights.append(words.heightForWidth(200))
        assert not words.grab().isNull()
    assert heights[0] * 3 == pytest.approx(heights[2], abs=3)
    assert heights[0] < heights[1] <= heights[2] == heights[3]


def test_rows_with_a_column_begin_their_words_at_the_same_place(show: Callable[..., QWidget]) -> None:
    starts = []
    for lead in ("Organisation", "Product, weapon, work"):
        row = LinkRow(lead, "\u2588\u2588", LIGHT)  # full blocks: the darkest there is in a row
        row.widest = "Product, weapon, work", "\u2588\u2588"
        show(row, 260, 24)
        picture = row.grab().toImage()
        dark = [picture.pixelColor(x, 12).lightness() < 60 for x in range(picture.width())]
        starts.append(next(x for x in range(len(dark)) if all(dark[x : x + 6])))
    assert starts[0] == starts[1]


def test_a_row_answers_to_keys(show: Callable[..., QWidget], qtbot: QtBot) -> None:
    row = LinkRow("said by →", "New Delhi", LIGHT, tail="2")
    show(row, 200, 24)
    went, removed, typed = [], [], []
    row.clicked.connect(lambda: went.append(1))
    row.removed.connect(lambda: removed.append(1))
    row.typed.connect(typed.append)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Delete, Qt.Key.Key_X):
        qtbot.keyClick(row, key)
    assert (went, removed, typed) == ([1], [1], ["x"])
    assert row.accessibleName() == "said by → New Delhi 2"


def test_short_words_leave_the_label_its_room(qapp: QApplication) -> None:
    load_fonts()
    metrics = QFontMetricsF(LIGHT.ui_font(13))
    title = "Product, weapon, work"
    whole = metrics.horizontalAdvance(title)
    assert LinkRow(title, "jets", LIGHT).lead_room(metrics, 226) == whole > 226 * 0.55
    row = LinkRow(title, "an aircraft carrier of the navy", LIGHT)
    assert row.lead_room(metrics, 226) == pytest.approx(226 * 0.55)
