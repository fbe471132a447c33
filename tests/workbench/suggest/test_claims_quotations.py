"""Quotation marks in pairs: habits of many papers, apostrophes, nesting, several paragraphs."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.suggest.claims.quotations import quotations


def inner(text: str) -> list[str]:
    return [text[one.low : one.high] for one in quotations(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("“A b,” he said.", ["A b,"]),
        ('He said "A" and "B".', ["A", "B"]),
        ("'It's the ministers' meeting,' she said.", ["It's the ministers' meeting,"]),
        ("‘It’s the ministers’ meeting,’ she said.", ["It’s the ministers’ meeting,"]),
        ("The '90s, rock 'n' roll, don't 'tis", []),
        ("India's 'best' idea", ["best"]),
        ("„Ja“, sagte er. »Nein«, sagte sie.", ["Ja", "Nein"]),
        ("« Oui », dit-il. «Sí», dijo.", [" Oui ", "Sí"]),
        ("“He said, ‘It is full,’ and left,” I said.", ["He said, ‘It is full,’ and left,", "It is full,"]),
        ("a 5” screen and a “b” c", ["b"]),
        ("“never closed", []),
        ("“never closed\n\nand “b” c", ["b"]),
        ("''We're here,'' he said. ``So be it''.", ["We're here,", "So be it"]),
        ("“”", []),
    ],
)  # fmt: skip
def test_marks_are_paired(text: str, found: list[str]) -> None:
    assert inner(text) == found


def test_a_quotation_goes_on_over_paragraphs() -> None:
    text = "“One.\r\n\r\n“Two ‘three’ four.\r\n\r\n“Five,” he said."
    found = quotations(text)
    assert [text[one.low : one.high] for one in found] == ["One.", "Two ‘three’ four.", "three", "Five,"]
    assert [(one.continues, one.goes_on) for one in found] == [
        (False, True),
        (True, True),
        (False, False),
        (True, False),
    ]
    assert [one.depth for one in found] == [0, 0, 1, 0]


@given(st.text("“”‘’\"'«»„‚ a.\n", max_size=60))
def test_whatever_stands_there_quotations_nest(text: str) -> None:
    found = quotations(text)
    for one in found:
        assert 0 <= one.start < one.low <= one.high <= one.end <= len(text)
    for one, other in pairwise(found):
        assert other.start >= one.end or other.end <= one.end
