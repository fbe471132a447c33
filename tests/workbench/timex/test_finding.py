"""Finding expressions of time in English text: where they stand, what they are counted from, and what is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.timex import LANGUAGES, Expression, check, compute_at, expressions
from workbench.timex.grammar import grammar

PUBLISHED = "2023-04-28"  # a Friday


def found(text: str, published: str = PUBLISHED) -> list[tuple[str, str]]:
    """What is found: the words and their value."""
    return [(text[one.start : one.end], one.computed.value) for one in expressions(text, published=published)]


def only(text: str) -> Expression:
    (one,) = expressions(text, published=PUBLISHED)
    return one


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministers met on Friday (April 28).", [("Friday (April 28)", "2023-04-28")]),
        ("They traded arms over the decades: jets and tanks.", [("the decades", "PXDE")]),
        ("It has rained since Monday.", [("Monday", "2023-04-24")]),
        ("Talks will go on until Tuesday.", [("Tuesday", "2023-05-02")]),
        ("Sales fell in Q3 2012.", [("Q3 2012", "2012-Q3")]),
        ("A two-day visit begins in early March.", [("two-day", "P2D"), ("early March", "2023-03")]),
        ("It will open in the third quarter of next year.", [("the third quarter of next year", "2024-Q3")]),
        ("Born on 4 May 1998. A day later", [("4 May 1998", "1998-05-04"), ("A day later", "1998-05-05")]),
        ("The fair runs from 4-6 May.", [("4", "2023-05-04"), ("6 May", "2023-05-06")]),
        ("The fair runs on May 4-6.", [("May 4", "2023-05-04"), ("6", "2023-05-06")]),
        ("It doubled in 1990-95.", [("1990", "1990"), ("95", "1995")]),
        ("Doors open at 7.30 pm on Friday.", [("7.30 pm on Friday", "2023-04-28T19:30")]),
        ("He died in the night of 4 May 2019.", [("the night of 4 May 2019", "2019-05-04TNI")]),
        ("He was born on 29 February 2020\nin Rome.", [("29 February 2020", "2020-02-29")]),
        ("It began at 10 pm\u00a0on\u202fMonday.", [("10 pm\u00a0on\u202fMonday", "2023-04-24T22:00")]),
    ],
)  # fmt: skip
def test_expressions_are_found_and_valued(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Theresa May may march in front.",
        "May Lindgren and April Dunn won.",
        "A second man came fifth.",
        "The Sun and the Sunday Times led with it.",
        "He reread Orwell's “1984”.",
        "Some 2,000 people and 1984 votes were counted.",
        "In 2000 people came; flight 1549 was late.",
        "They march on, the fall was steep, spring water is cold.",
        "A 45-year-old man, aged 30, played the second half.",
        "Won 3:2, ratio 12:30, room 1998, version 2.10.2012.1.",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert found(text) == []


def test_what_another_date_of_the_text_says_is_named() -> None:
    text = "They met on 3 May 2019. Two days later they signed."
    first, second = expressions(text, published=PUBLISHED)
    assert first.computed.anchor == "none"
    assert second.computed.anchor == "text"
    assert second.computed.base == (first.start, first.end)
    assert second.computed.why == "2 days after 2019-05-03, the date before it in the text"


def test_why_says_what_it_is_counted_from() -> None:
    assert only("It fell on Monday.").computed.why == "Monday before publication 2023-04-28"
    assert only("It fell last year.").computed.why == "1 year before publication 2023-04-28"
    assert only("It fell on 3 May 2019.").computed.why == "as written"


def test_without_a_day_of_publication_what_is_not_known_is_left_open() -> None:
    text = "It fell last year, on Monday, on 28 April, and at 5 p.m."
    values = [value for _, value in found(text, "")]
    assert values == ["", "", "XXXX-04-28", "XXXX-XX-XXT17:00"]
    assert "no day of publication" in expressions(text, published="")[0].computed.why


def test_the_dateline_is_the_day_of_publication() -> None:
    heads = ("OSLO, April 28 (Norden) - It rained.", "28 April 2023\nIt rained.", "Talks on 28 April ended.")
    assert [only(head).dateline for head in heads] == [True, True, False]


def test_labelled_words_are_read_where_they_stand() -> None:
    text = "They signed on 3 May 2019. A day later it rained, and Friday will be dry."
    place = text.index("A day later")
    later = compute_at(text, start=place, end=place + 11, published=PUBLISHED)
    assert later is not None and (later.value, later.base) == ("2019-05-04", (15, 25))
    friday = text.index("Friday")
    ahead = compute_at(text, start=friday, end=friday + 6, published="2023-04-29")
    assert ahead is not None and ahead.value == "2023-05-05"
    assert compute_at(text, start=0, end=4, published=PUBLISHED) is None


def test_a_language_without_a_grammar_has_none() -> None:
    assert expressions("on Friday", published=PUBLISHED, language="zh") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pattern_can_run_away(language: str) -> None:
    known = grammar(language)
    assert known is not None
    for stage in known.stages:
        assert not stage.openers.match("")
        for rule in stage.rules:
            bare = re.sub(r"\\.|\[[^\]]*\]", "", rule.source)
            assert not re.search(r"[*+]|\{\d+,\}", bare), rule.id


WORDS = "the last 4 May - 6 , 1990 95 at 12:30 a second two weeks ago of early | in".replace("|", "\n")


@given(st.lists(st.sampled_from(WORDS.split(" ")), max_size=30).map(" ".join))
def test_what_is_found_lies_in_order_and_is_right(text: str) -> None:
    ends = 0
    for one in expressions(text, published=PUBLISHED):
        assert ends <= one.start < one.end <= len(text)
        assert not one.computed.value or check(one.computed.value, one.computed.type) is None
        ends = one.end
