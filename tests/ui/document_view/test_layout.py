"""Places of characters on laid out lines, held against the pixels that are painted."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QTextCharFormat

from ui.document_view.layout import Grid, Laid
from ui.document_view.segments import right_to_left
from ui.theme import LIGHT, load_fonts
from workbench.offsets import next_grapheme

GRID = Grid(width=300, pitch=32, baseline=22, gap=16, blank=16)
LATIN = "Notably, India is one of the biggest importers of defence equipment from Russia."
ARABIC = "قال وزير الخارجية الروسي سيرغي لافروف إن موسكو مستعدة للحوار مع الولايات المتحدة وحلفائها"
HEBREW = "שר ההגנה של הודו נפגש עם עמיתו הרוסי בניו דלהי ביום שישי ודן בשיתוף פעולה"
CHINESE = "印度国防部长与俄罗斯国防部长在新德里举行会谈双方同意加强两国国防关系"
EMOJI = "Flags 🇮🇳🇷🇺, a family 👨‍👩‍👧‍👦 and naïve cafe\u0301 talk about 4.5 billion."


def laid_out(text: str, *, start: int = 0) -> Laid:
    load_fonts()
    font = LIGHT.reading_font()
    return Laid(text, start=start, font=font, grid=GRID, rtl=right_to_left(text), blank=False, gap=True)


def red_box(laid: Laid, start: int, end: int, *, width: int = 320) -> tuple[float, float, float] | None:
    """Left, right and middle height of the pixels of [start, end), found by painting them in red."""
    image = QImage(width, int(laid.height) + 20, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    style = QTextCharFormat()
    style.setForeground(QBrush(QColor("red")))
    painter.setPen(QColor("white"))
    laid.layout.draw(painter, QPointF(0, 0), [laid.format_range(start, end, style)])
    painter.end()
    found = [
        (x, y)
        for y in range(image.height())
        for x in range(image.width())
        if (image.pixel(x, y) >> 8 & 0xFF) < 120
    ]
    if not found:
        return None
    xs, ys = [x for x, _ in found], [y for _, y in found]
    return min(xs), max(xs) + 1, (min(ys) + max(ys)) / 2


@pytest.mark.parametrize(
    "text", [LATIN, HEBREW, CHINESE, ARABIC], ids=["latin", "hebrew", "chinese", "arabic"]
)
def test_a_click_on_a_painted_glyph_finds_its_character(qapp: Any, text: str) -> None:
    laid = laid_out(text)
    assert len(laid.lines) > 1
    asked = hit = 0
    for at in range(0, len(text), 3):
        box = red_box(laid, at, at + 1) if not text[at].isspace() else None
        if box is None or box[1] - box[0] < 3:
            continue
        asked += 1
        hit += laid.character_at(laid.line_at(box[2]), (box[0] + box[1]) / 2) == at
    assert asked > 8
    # Joined Arabic letters reach over their neighbours, so a few middles belong to two.
    assert hit >= asked * (0.85 if text == ARABIC else 1.0)


@pytest.mark.parametrize(
    "text", [LATIN, HEBREW, CHINESE, ARABIC], ids=["latin", "hebrew", "chinese", "arabic"]
)
def test_runs_cover_what_is_painted(qapp: Any, text: str) -> None:
    laid = laid_out(text)
    for start in range(0, len(text) - 5, 11):
        index = laid.line_of(start)
        end = min(start + 5, laid.lines[index].end)
        runs, box = laid.runs(index, start, end), red_box(laid, start, end)
        if box is None:
            continue
        assert runs
        assert abs(min(run.x0 for run in runs) - box[0]) < 5
        assert abs(max(run.x1 for run in runs) - box[1]) < 5


def test_every_grapheme_boundary_is_where_a_caret_can_be_put(qapp: Any) -> None:
    laid = laid_out(EMOJI, start=1000)
    at = 1000
    while at < laid.end:
        index = laid.line_of(at)
        assert laid.offset_at(index, laid.x_of(at)) == at
        at = 1000 + next_grapheme(EMOJI, at - 1000)


def test_no_click_lands_inside_a_grapheme(qapp: Any) -> None:
    laid = laid_out(EMOJI)
    allowed, at = {0}, 0
    while at < len(EMOJI):
        at = next_grapheme(EMOJI, at)
        allowed.add(at)
    for index in range(len(laid.lines)):
        assert {laid.offset_at(index, x) for x in range(0, 310, 2)} <= allowed


def test_lines_keep_the_pitch_and_take_room_where_asked(qapp: Any) -> None:
    laid = laid_out(LATIN)
    assert [line.top for line in laid.lines] == [32.0 * n for n in range(len(laid.lines))]
    assert laid.height == 32 * len(laid.lines) + 16
    laid.place([4.0] + [0.0] * (len(laid.lines) - 1))
    assert laid.lines[1].top == 36.0


def test_control_characters_show_as_symbols_without_moving_offsets(qapp: Any) -> None:
    laid = laid_out("bell \x07 and tab\tend\x85")
    assert laid.layout.text() == "bell ␇ and tab\tend␦"


def test_a_span_before_a_wrap_ends_at_its_last_letter(qapp: Any) -> None:
    laid = laid_out(LATIN)
    first = laid.lines[0]
    (run,) = laid.runs(0, first.start, first.end)
    assert run.x1 <= first.right + 0.1


def test_the_end_of_a_wrapped_line_is_not_the_next_lines_start(qapp: Any) -> None:
    laid = laid_out(LATIN)
    at = laid.offset_at(0, 10_000)
    assert laid.line_of(at) == 0
    assert LATIN[at:].startswith(" ")


WORDS = ["word", "Öl", "“4.5", "12", "وزير", "הבית", "(x)", "印度", "3b", "—", "٣"]


@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=6), st.integers(0, 4), st.integers(1, 3))
def test_a_western_stretch_of_a_mixed_text_stands_where_its_glyphs_do(
    qapp: Any, words: list[str], skipped: int, taken: int
) -> None:
    skipped = min(skipped, len(words) - 1)
    text, before = " ".join(words), " ".join(words[:skipped])
    start = len(before) + bool(before)
    end = start + len(" ".join(words[skipped : skipped + taken]))
    load_fonts()
    grid = Grid(width=4000, pitch=32, baseline=22, gap=16, blank=16)
    laid = Laid(text, start=0, font=LIGHT.reading_font(), grid=grid, rtl=False, blank=False, gap=True)
    runs, box = laid.runs(0, start, end), red_box(laid, start, end, width=600)
    assert box is not None
    assert abs(min(run.x0 for run in runs) - box[0]) < 5
    assert abs(max(run.x1 for run in runs) - box[1]) < 5
