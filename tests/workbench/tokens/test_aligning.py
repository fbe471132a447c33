"""Spans that cut tokens are found, widened and narrowed; only the text around their edges is tokenised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.model import Span
from workbench.tokens import Alignment, Token, Tokeniser, cuts, tokeniser, whitespace_tokens, word_tokens

WORDS, BLANKS = tokeniser("words"), tokeniser("whitespace")
TEXT = "India’s ministers met in New Delhi (April 28).\nThey met again."


def span(covered: str, *fragments: tuple[int, int]) -> Span:
    start = TEXT.index(covered)
    return Span("s", "X", start, start + len(covered), fragments)


def covered(parts: tuple[tuple[int, int], ...], text: str = TEXT) -> list[str]:
    return [text[start:end] for start, end in parts]


@pytest.mark.parametrize(
    ("words", "wide", "narrow"),
    [
        ("ndia’s min", "India’s ministers", ""),
        ("inisters met in Ne", "ministers met in New", "met in"),
        ("ew Delhi", "New Delhi", "Delhi"),
        ("Del", "Delhi", ""),
        ("pril 28", "April 28", "28"),
    ],
)
def test_cut_tokens_are_named_with_both_remedies(words: str, wide: str, narrow: str) -> None:
    (cut,) = cuts(TEXT, [span(words)], WORDS)
    assert covered(cut.wide) == [wide]
    assert covered(cut.narrow) == ([narrow] if narrow else [])


@pytest.mark.parametrize("words", ["New Delhi", " New Delhi ", "(April 28)", " ", "India’s", TEXT])
def test_whole_tokens_and_white_space_are_no_cut(words: str) -> None:
    assert cuts(TEXT, [span(words)], WORDS) == []


def test_white_space_tokens_hold_their_marks() -> None:
    (cut,) = cuts(TEXT, [span("April")], BLANKS)
    assert covered(cut.wide) == ["(April"]
    assert cut.narrow == ()


def test_fragments_are_mended_one_by_one_and_join_where_they_meet() -> None:
    at = TEXT.index("New Delhi")
    parted = Span("s", "X", at + 1, at + 8, ((at + 1, at + 2), (at + 5, at + 8)))
    (cut,) = cuts(TEXT, [parted], WORDS)
    assert covered(cut.wide) == ["New", "Delhi"] and cut.narrow == ()
    same = Span("s", "X", at + 4, at + 9, ((at + 4, at + 6), (at + 7, at + 9)))
    assert covered(cuts(TEXT, [same], WORDS)[0].wide) == ["Delhi"]


def test_spans_outside_the_text_are_passed_over() -> None:
    assert cuts(TEXT, [Span("s", "X", 5, 500), Span("t", "X", -1, 3)], WORDS) == []


class Counting:
    def __init__(self) -> None:
        self.read = 0

    def __call__(self, text: str) -> list[Token]:
        self.read += len(text)
        return word_tokens(text)


def counted() -> tuple[Counting, Tokeniser]:
    counting = Counting()
    return counting, Tokeniser("counted", "counted", counting)


@pytest.mark.parametrize("end", [". ", ".\n", "。"])
def test_of_a_long_text_only_what_is_around_the_edges_is_tokenised_once(end: str) -> None:
    text = f"India’s ministers met in New Delhi (April 28){end}" * 20_000
    counting, made = counted()
    alignment = Alignment(text, made)
    at = text.index("Delhi", 500_000)
    for _ in range(3):
        assert len(alignment.cuts([Span("s", "X", at - 4, at + 5), Span("t", "X", at + 1, at + 5)])) == 1
    assert counting.read < 9_000
    # of a very long span only its edges are looked at
    assert len(alignment.cuts([Span("u", "X", 1, at + 2)])) == 1
    assert counting.read < 20_000


def test_a_text_without_white_space_is_cut_somewhere() -> None:
    text = "語" * 30_000
    counting, made = counted()
    assert cuts(text, [Span("s", "X", 20_001, 20_002)], made) == []
    assert counting.read <= 8_000


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(["ab", " ", "\n", "\r\n", "中", "x’y", ".", "👍🏽"]), max_size=60), st.data())
def test_stretches_give_the_tokens_of_the_whole(pieces: list[str], data: st.DataObject) -> None:
    text = "".join(pieces)
    if not text:
        return
    for made, whole in ((WORDS, word_tokens), (BLANKS, whitespace_tokens)):
        assert Alignment(text, made).tokens(0, len(text)) == whole(text)
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        inside = any(low < at < high for at in (start, end) for low, high in whole(text))
        found = cuts(text, [Span("s", "X", start, end)], made)
        assert bool(found) == inside
        for cut in found:
            again = [Span("s", "X", low, high) for low, high in (*cut.wide, *cut.narrow)]
            assert cuts(text, again, made) == []
