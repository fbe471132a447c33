"""Room for the bars of passages: how much, and that lines break as before."""

from __future__ import annotations

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from ui.document_view.layout import Grid, Laid
from ui.document_view.rooms import rooms
from ui.theme import LIGHT, load_fonts
from workbench.model import Span

WORDS = st.lists(
    st.sampled_from(["India", "and", "a", "ties,", "defence", "“long", "partnership", "—", "7"]),
    min_size=3,
    max_size=60,
)
PLACES = st.lists(st.tuples(st.integers(0, 400), st.integers(1, 200)), max_size=6)


def test_a_blank_gives_some_of_the_room_already() -> None:
    text = "ties, said “all.”"
    assert rooms(text, [Span("a", "CLAIM", 6, 10)], start=0, end=17, scale=1) == {6: 1, 10: 1}
    assert rooms(text, [Span("a", "CLAIM", 12, 15)], start=0, end=17, scale=1) == {12: 4, 15: 4}


def test_bars_of_nested_passages_stand_side_by_side() -> None:
    nested = [Span("a", "CLAIM", 2, 9), Span("b", "CLAIM", 5, 9)]
    assert rooms("xxxxxxxxxxxx", nested, start=0, end=12, scale=1) == {2: 4, 5: 4, 9: 7}


def test_none_at_the_rims_of_a_segment_and_all_zoomed() -> None:
    assert rooms("xxxx", [Span("a", "CLAIM", 0, 4)], start=0, end=4, scale=1) == {}
    assert rooms("xxxx", [Span("a", "CLAIM", 1, 9)], start=0, end=4, scale=2) == {1: 8}


@given(
    WORDS,
    st.lists(st.tuples(st.integers(0, 400), st.integers(1, 200)), max_size=6),
    st.sampled_from([1, 1.5, 2, 3]),
)
@example(
    ["India", "a", "partnership", "partnership", "7", "India"], [(0, 35)], 1
)  # in the word that just fits
@example(["India", "a", "partnership", "partnership", "7", "India"], [(35, 2)], 1)
def test_a_passage_sends_no_word_to_another_line(
    qapp: Any, words: list[str], places: list[tuple[int, int]], scale: float
) -> None:
    load_fonts()
    text, theme = " ".join(words), LIGHT.scaled(scale)
    grid = Grid(width=300 * scale, pitch=32 * scale, baseline=22 * scale, gap=16, blank=16)
    passages = [Span(str(n), "CLAIM", at, at + length) for n, (at, length) in enumerate(places)]
    made = rooms(text, passages, start=0, end=len(text), scale=scale)
    plain, roomy = (
        Laid(
            text, start=0, font=theme.reading_font(), grid=grid, rtl=False, blank=False, gap=False, rooms=room
        )
        for room in (None, made)
    )
    assert [line.start for line in plain.lines] == [line.start for line in roomy.lines]
    for at, room in made.items():
        number = roomy.line_of(at)
        if roomy.lines[number].start < at:
            before, after = roomy.runs(number, 0, at)[-1], roomy.x_of(at)
            assert after - before.x1 >= room - 0.01 or text[at - 1].isspace()
