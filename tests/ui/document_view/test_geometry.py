"""Pieces, tags and bars of spans on lines of equal letters, 10 px each, 20 letters to a line."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ui.document_view.geometry import Look, cut, gutter_bars, room_below
from ui.document_view.layout import Line, Run
from ui.document_view.levels import depths, foot_levels
from ui.document_view.tags import place_tags
from workbench.model import Span

LOOKS = {
    "ORG": Look("span", "o"),
    "GPE": Look("span", "g"),
    "CLAIM": Look("passage", "c"),
    "CUE": Look("cue", "u"),
}


class Letters:
    """A segment in which every letter is 10 px wide and every line holds 20."""

    def __init__(self, length: int, start: int = 0) -> None:
        self.start, self.end = start, start + length
        self.lines = tuple(
            Line(at, min(at + 20, self.end), n * 32.0, n * 32.0 + 22, (n + 1) * 32.0, 0.0, 200.0)
            for n, at in enumerate(range(start, self.end, 20))
        )

    def runs(self, index: int, start: int, end: int) -> list[Run]:
        line = self.lines[index]
        start, end = max(start, line.start), min(end, line.end)
        return [Run((start - line.start) * 10.0, (end - line.start) * 10.0)] if end > start else []


class Leftwards(Letters):
    """The same written from the right; the letters from `foreign` on go from left to right, as a name would."""

    def __init__(self, length: int, foreign: int) -> None:
        super().__init__(length)
        self.foreign = foreign

    def runs(self, index: int, start: int, end: int) -> list[Run]:
        if start >= self.foreign:
            return [Run((start - self.foreign) * 10.0, (end - self.foreign) * 10.0)]
        return [Run(200 - end * 10.0, 200 - start * 10.0, True)]


def test_a_wrapped_span_has_a_piece_on_each_line_and_true_ends_only_once() -> None:
    figure = cut(Letters(60), [Span("a", "ORG", 15, 45)], LOOKS, {"a": 0})
    pieces = figure.of_span["a"]
    assert [(p.line, p.x0, p.x1, p.first, p.last) for p in pieces] == [
        (0, 150.0, 200.0, True, False),
        (1, 0.0, 200.0, False, False),
        (2, 0.0, 50.0, False, True),
    ]


def test_a_span_that_began_in_an_earlier_segment_has_no_start_here() -> None:
    figure = cut(Letters(40, start=100), [Span("a", "ORG", 90, 110)], LOOKS, {})
    (piece,) = figure.of_span["a"]
    assert (piece.first, piece.last, piece.x0, piece.x1) == (False, True, 0.0, 100.0)


def test_fragments_are_pieces_joined_by_a_connector() -> None:
    span = Span("a", "ORG", 2, 18, fragments=((2, 5), (10, 18)))
    figure = cut(Letters(20), [span], LOOKS, {})
    assert [(p.x0, p.x1, p.first, p.last) for p in figure.of_span["a"]] == [
        (20.0, 50.0, True, False),
        (100.0, 180.0, False, True),
    ]
    assert [(join.x0, join.x1) for join in figure.joins[0]] == [(50.0, 100.0)]


def test_a_fragment_keeps_its_tint_unless_an_inner_span_lies_on_it() -> None:
    split = Span("a", "ORG", 2, 18, fragments=((2, 5), (10, 18)))
    between, inside = Span("b", "GPE", 6, 9), Span("c", "GPE", 12, 14)
    spans = [split, between]
    figure = cut(Letters(20), spans, LOOKS, foot_levels(spans))
    assert figure.bare == set(figure.of_span["a"])
    assert [join.level for join in figure.joins[0]] == [
        1
    ]  # with the foot lines, below that of the span between
    spans = [split, between, inside]
    figure = cut(Letters(20), spans, LOOKS, foot_levels(spans))
    assert [piece.part for piece in figure.bare] == [0]


def test_tags_stand_side_by_side_outer_first() -> None:
    spans = [Span("a", "ORG", 0, 12), Span("b", "GPE", 0, 5)]
    figure = cut(Letters(20), spans, LOOKS, foot_levels(spans))
    place_tags(figure, LOOKS, width_of=lambda text: 6.0, gap=3)
    assert [(tag.text, tag.x) for tag in figure.tags[0]] == [("o", 0.0), ("g", 9.0)]


def test_a_tag_has_a_plate_where_a_connector_of_the_line_above_would_cross_it() -> None:
    split = Span("a", "ORG", 0, 19, fragments=((0, 3), (16, 19)))
    spans = [split, Span("b", "GPE", 5, 8), Span("c", "GPE", 30, 33)]
    figure = cut(Letters(40), spans, LOOKS, foot_levels(spans))
    place_tags(figure, LOOKS, width_of=lambda text: 6.0, gap=3)
    assert [(tag.text, tag.plate) for tag in figure.tags[1]] == [("g", True)]


def test_from_the_right_tags_stand_side_by_side_to_the_left() -> None:
    spans = [
        Span("a", "ORG", 0, 12),
        Span("b", "GPE", 0, 2),
        Span("c", "GPE", 8, 11),
        Span("d", "ORG", 15, 19),
        Span("e", "GPE", 15, 17),
    ]
    figure = cut(Leftwards(20, foreign=15), spans, LOOKS, foot_levels(spans))
    place_tags(figure, LOOKS, width_of=lambda text: 6.0, gap=3)
    assert {tag.span: tag.x for tag in figure.tags[0]} == {"a": 194, "b": 185, "c": 114, "d": 0, "e": 9}


def test_only_nesting_deeper_than_three_makes_room() -> None:
    spans = [Span(str(n), "ORG", 0, 5 + n) for n in range(5)]
    for count, room in ((3, 0), (4, 4), (5, 8)):
        levels = foot_levels(spans[:count])
        figure = cut(Letters(20), spans[:count], LOOKS, levels)
        assert room_below(figure.pieces[0], 4) == room


def test_passages_are_washes_outer_first_and_bars_further_out_when_nested() -> None:
    spans = [Span("a", "CLAIM", 0, 60), Span("b", "CLAIM", 25, 30)]
    laid = Letters(60)
    figure = cut(laid, spans, LOOKS, depths(spans))
    assert [[piece.span for piece in washes] for washes in figure.washes] == [["a"], ["a", "b"], ["a"]]
    bars = {bar.span: bar for bar in gutter_bars(laid, figure, inset=5, gap=2)}
    assert (bars["a"].lane, bars["b"].lane) == (0, 1)
    assert (bars["a"].top, bars["a"].bottom) == (5.0, 91.0)
    assert (bars["b"].top, bars["b"].bottom) == (37.0, 59.0)


def test_passages_that_share_a_line_share_the_bars_height() -> None:
    spans = [Span("a", "CLAIM", 0, 8), Span("b", "CLAIM", 10, 18)]
    laid = Letters(20)
    bars = gutter_bars(laid, cut(laid, spans, LOOKS, depths(spans)), inset=5, gap=2)
    assert [(bar.top, bar.bottom) for bar in bars] == [(5.0, 14.0), (18.0, 27.0)]


HEADS = st.lists(
    st.tuples(st.integers(0, 19), st.integers(1, 8), st.sampled_from(["ORG", "GPE", "CUE"])), max_size=12
)
NAMES = {
    "ORG": Look("span", "Organisation", letter="o"),
    "GPE": Look("span", "Place", letter="g"),
    "CUE": Look("cue", "Cue", letter="u"),
}


def shortened(text: str, width: float) -> str:
    keeps = int(width // 6)
    return text[:keeps] if keeps >= 3 else ""


@given(HEADS)
def test_names_never_lie_on_each_other(heads: list[tuple[int, int, str]]) -> None:
    spans = [
        Span(f"{n:02}", label, start, min(20, start + length))
        for n, (start, length, label) in enumerate(heads)
    ]
    figure = cut(Letters(20), spans, NAMES, foot_levels(spans))
    place_tags(figure, NAMES, width_of=lambda text: 6.0 * len(text), gap=3, cut_to=shortened, right=210)
    (tags,) = figure.tags
    assert len(tags) == len(spans) and all(tag.text for tag in tags)
    for one, other in pairwise(tags):
        assert one.x + one.width + 3 <= other.x + 0.001


def test_a_name_gives_way_to_the_next_and_a_letter_stays_where_there_is_no_room() -> None:
    spans = [Span("a", "ORG", 0, 3), Span("b", "GPE", 4, 8), Span("c", "ORG", 5, 9)]
    figure = cut(Letters(20), spans, NAMES, foot_levels(spans))
    place_tags(figure, NAMES, width_of=lambda text: 6.0 * len(text), gap=3, cut_to=shortened, right=210)
    assert [tag.text for tag in figure.tags[0]] == ["Organi", "g", "Organisation"]


def test_bars_at_the_same_letter_stand_side_by_side_inner_ones_nearer() -> None:
    spans = [Span("a", "CLAIM", 0, 15), Span("b", "CLAIM", 5, 15), Span("c", "CLAIM", 0, 4)]
    figure = cut(Letters(20), spans, LOOKS, depths(spans))
    assert figure.after == {"b": 0, "a": 1, "c": 0}
    assert figure.before == {"b": 0, "c": 0, "a": 1}


@given(
    st.lists(
        st.tuples(st.integers(0, 18), st.integers(1, 8), st.sampled_from(["ORG", "GPE", "CUE"])), max_size=9
    )
)
def test_names_of_both_directions_never_lie_on_each_other(heads: list[tuple[int, int, str]]) -> None:
    spans = [
        Span(f"{n:02}", label, start, min(12 if start < 12 else 20, start + length))
        for n, (start, length, label) in enumerate(heads)
    ]
    figure = cut(Leftwards(20, foreign=12), spans, NAMES, foot_levels(spans))
    place_tags(figure, NAMES, width_of=lambda text: 6.0 * len(text), gap=3, cut_to=shortened, right=210)
    (tags,) = figure.tags
    assert len(tags) == len(spans)
    for one, other in pairwise(sorted(tags, key=lambda tag: tag.x)):
        assert one.x + one.width <= other.x + 0.001
