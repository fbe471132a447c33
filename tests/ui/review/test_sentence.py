"""How much of a sentence goes on a line of the card."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.review.sentence import pieces


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
