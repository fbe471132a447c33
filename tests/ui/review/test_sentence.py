"""How much of a sentence goes on a line of the card."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from ui.review.readings import Reading
from ui.review.sentence import line_of, paint_sentence, pieces
from ui.theme import LIGHT
from workbench.schema_file import load_schema


def line(text: str, keep: tuple[int, int], width: int) -> list[str]:
    return [text[start:end] for start, end in pieces(text, keep, lambda words: len(words) <= width)]


def test_all_of_it_or_the_words_around_what_differs() -> None:
    text = "one two three four five six"
    assert line(text, (8, 13), 40) == [text]
    assert line(text, (8, 13), 18) == ["two three four"]
    assert line(text, (8, 13), 8) == ["three"]


def test_of_what_is_too_long_both_ends() -> None:
    text = "one two three four five six"
    assert line(text, (0, 23), 15) == ["one t", " five"]


@given(st.text("ab ", min_size=1, max_size=60), st.data())
def test_the_parts_lie_in_order_and_fit(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start, len(text)))
    found = pieces(text, (start, end), lambda words: len(words) <= 20)
    assert found == sorted(found) and all(0 <= low <= high <= len(text) for low, high in found)
    assert sum(high - low for low, high in found) <= 20 or end - start > 20


def test_the_line_says_where_its_parts_stand() -> None:
    text = "one two three four"
    assert line_of(text, [(0, 18)]) == (text, [(0, 18, 0)], [])
    line, parts, gaps = line_of(text, [(4, 7), (14, 18)])
    assert line == "…two … four" and [line[at : at + end - start] for start, end, at in parts] == [
        "two",
        "four",
    ]
    assert [line[start:end] for start, end in gaps] == ["…", " … "]
    assert line_of(text, [(0, 3)])[0] == "one…"


LABEL = next(one for one in load_schema("news").labels if one.id == "GPE")


def tinted(text: str, word: str) -> tuple[float, float]:
    """Between which shares of the box the tint of a word lies."""
    start = text.index(word)
    image = QImage(600, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        paint_sentence(
            painter,
            QRectF(0, 0, 600, 30),
            Reading((0,), text, "GPE", ((start, start + len(word), "GPE"),)),
            (start, start + len(word)),
            theme=LIGHT,
            schema=load_schema("news"),
            font=LIGHT.reading_font(15),
        )
    line = LIGHT.label_colour(LABEL).name()
    foot = [x for x in range(600) for y in range(30) if QColor(image.pixel(x, y)).name() == line]
    return min(foot) / 600, max(foot) / 600


def test_what_runs_from_the_right_is_marked_where_it_stands(qtbot: QtBot) -> None:
    arabic = "القاهرة تعلن اليوم"
    assert tinted(arabic, "القاهرة")[1] > 0.97  # its first word stands at the right edge
    assert tinted(arabic, "اليوم")[1] < tinted(arabic, "القاهرة")[0]
    assert tinted("Cairo says it today", "Cairo")[0] < 0.01
    assert tinted("😀 Cairo says", "Cairo")[0] > 0.02
