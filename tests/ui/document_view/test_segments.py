"""Cutting an article into segments, and the running sum of their heights."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.document_view.segments import LONGEST, Heights, Segments, right_to_left
from workbench.offsets import is_grapheme_boundary


@given(st.text(alphabet="ab \n\r\u2028é👨\u200d👩", max_size=200))
def test_segments_cover_all_but_the_breaks(text: str) -> None:
    segments = Segments(text)
    pieces = [text[start:end] for start, end in zip(segments.starts, segments.ends, strict=True)]
    assert "".join(pieces) == "".join(char for char in text if char not in "\n\r\u2028\u2029")


def test_a_giant_paragraph_is_cut_at_words_and_keeps_its_number() -> None:
    text = "first\n" + "word " * 20_000
    segments = Segments(text)
    assert len(segments) > 20
    for start, end, number in zip(segments.starts[1:], segments.ends[1:], segments.numbers[1:], strict=True):
        assert end - start <= LONGEST
        assert number == 2
        assert end == len(text) or text[end - 1] == " "
    assert [head for head in segments.heads if head] == [True, True]
    assert segments.head(5) == 1


def test_a_giant_paragraph_without_blanks_cuts_no_grapheme() -> None:
    text = "👨‍👩‍👧‍👦" * 3000
    segments = Segments(text)
    assert all(is_grapheme_boundary(text, at) for at in segments.starts)
    assert segments.ends[-1] == len(text)


def test_a_monstrous_grapheme_makes_pieces_of_the_usual_length() -> None:
    segments = Segments("a" + "\u0301" * 20_000)
    assert len(segments) < 20
    assert segments.ends[-1] == 20_001


def test_blank_paragraphs_have_no_number_and_make_the_gap() -> None:
    segments = Segments("one\n\ntwo\nthree")
    assert segments.numbers == [1, 0, 2, 3]
    assert segments.gaps == [False, False, True, False]
    assert segments.paragraphs == 3


def test_finding_the_segment_of_a_caret() -> None:
    segments = Segments("one\n\ntwo")
    assert [segments.find(at) for at in (0, 3, 4, 5, 8)] == [0, 0, 1, 2, 2]
    assert list(segments.touching(2, 6)) == [0, 1, 2]


@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 90))),
)
def test_heights_are_a_running_sum(lengths: list[int], changes: list[tuple[int, int]]) -> None:
    starts = [sum(lengths[:index]) for index in range(len(lengths))]
    heights = Heights(starts, end=sum(lengths), each=3.0, per_unit=0.5)
    plain = [3.0 + 0.5 * length for length in lengths]  # the guess
    for index, height in changes:
        if index < len(plain):
            heights.set(index, height)
            plain[index] = height
    assert heights.total == pytest.approx(sum(plain))
    for index in range(len(plain)):
        assert heights[index] == pytest.approx(plain[index])
        assert heights.above(index) == pytest.approx(sum(plain[:index]))
        for within in (0.0, 0.5):
            found, rest = heights.find(sum(plain[:index]) + within)
            assert (found, rest) == (index, pytest.approx(within))
    assert heights.find(sum(plain) + 9) == (len(plain) - 1, pytest.approx(plain[-1]))


def test_guessing_the_heights_reads_no_segment() -> None:
    class Unread(list[int]):
        """Starts of segments that may be looked up, but not walked over."""

        def __iter__(self) -> Iterator[int]:
            raise AssertionError("every segment was looked at")

    heights = Heights(Unread(range(0, 10_000_000, 100)), end=10_000_000, each=16.0, per_unit=0.4)
    assert heights.total == pytest.approx(100_000 * 56)
    assert heights.find(56 * 700 + 8.0) == (700, pytest.approx(8.0))


def test_direction_is_that_of_the_first_strong_character() -> None:
    assert right_to_left("«123» قال")
    assert not right_to_left("12 NATO قال")
    assert not right_to_left("")
