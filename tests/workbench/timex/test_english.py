"""What English expressions of time mean, for a text published on Friday 2023-04-28."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workbench.timex import Computed, check, published_date
from workbench.timex import compute as compute_with_reason

PUBLISHED = "2023-04-28"


def compute(expression: str, published: str) -> Computed | None:
    """What it means, without the reason."""
    found = compute_with_reason(expression, published)
    return replace(found, why="") if found else None


FROM_PUBLISHED = {
    "Friday (April 28)": "2023-04-28",
    "Friday": "2023-04-28",
    "on Monday": "2023-04-24",
    "last Friday": "2023-04-21",
    "next Friday": "2023-05-05",
    "this Monday": "2023-04-24",
    "today": "2023-04-28",
    "Yesterday’s": "2023-04-27",
    "tomorrow": "2023-04-29",
    "the day before yesterday": "2023-04-26",
    "last year": "2022",
    "next week": "2023-W18",
    "this weekend": "2023-W17-WE",
    "last quarter": "2023-Q1",
    "last month": "2023-03",
    "April 28": "2023-04-28",
    "Dec. 25": "2022-12-25",
    "the 28th of April": "2023-04-28",
    "March": "2023-03",
    "last December": "2022-12",
    "two years ago": "2021",
    "three weeks ago": "2023-W14",
    "two centuries ago": "18",
    "this summer": "2023-SU",
    "second half of last year": "2022-H2",
}
WITHOUT_PUBLISHED = {
    "2023-04-28": "2023-04-28",
    "28 April 2023": "2023-04-28",
    "April 28, 2023": "2023-04-28",
    "Friday, April 28th, 2023": "2023-04-28",
    "24.12.2022": "2022-12-24",
    "31/12/2022": "2022-12-31",
    "12/31/2022": "2022-12-31",
    "April 2023": "2023-04",
    "in 2019": "2019",
    "summer of 2022": "2022-SU",
    "the first quarter of 2023": "2023-Q1",
    "H2 2022": "2022-H2",
    "the 1990s": "199",
    "’90s": "199",
    "the 19th century": "18",
    "now": "PRESENT_REF",
    "recently": "PAST_REF",
    "the future": "FUTURE_REF",
}
OTHERS = {
    "in two days": Computed("DATE", "2023-04-30", "publication"),
    "the decades": Computed("DURATION", "PXDE"),
    "over the decades": Computed("DURATION", "PXDE"),
    "three days": Computed("DURATION", "P3D"),
    "three-day": Computed("DURATION", "P3D"),
    "the last decade": Computed("DURATION", "P1DE"),
    "9999 years ago": Computed("DATE", "PAST_REF"),
    "the past twenty-five weeks": Computed("DURATION", "P25W"),
    "a few years": Computed("DURATION", "PXY"),
    "two and a half years": Computed("DURATION", "P2.5Y"),
    "24 hours": Computed("DURATION", "PT24H"),
    "more than three years": Computed("DURATION", "P3Y", mod="MORE_THAN"),
    "nearly a decade": Computed("DURATION", "P1DE", mod="LESS_THAN"),
    "every Monday": Computed("SET", "XXXX-WXX-1", quant="EVERY"),
    "Mondays": Computed("SET", "XXXX-WXX-1", quant="EVERY"),
    "each year": Computed("SET", "P1Y", quant="EACH"),
    "every April 28": Computed("SET", "XXXX-04-28", quant="EVERY"),
    "daily": Computed("SET", "P1D"),
    "twice a week": Computed("SET", "P1W", freq="2X"),
    "tonight": Computed("TIME", "2023-04-28TNI", "publication"),
    "last night": Computed("TIME", "2023-04-27TNI", "publication"),
    "Thursday evening": Computed("TIME", "2023-04-27TEV", "publication"),
    "4 p.m.": Computed("TIME", "2023-04-28T16:00", "publication"),
    "12:30 am on Friday": Computed("TIME", "2023-04-28T00:30", "publication"),
    "April 27, 2023 at 14:30": Computed("TIME", "2023-04-27T14:30"),
    "early April": Computed("DATE", "2023-04", "publication", mod="START"),
    "mid-April 2022": Computed("DATE", "2022-04", mod="MID"),
    "the end of 2022": Computed("DATE", "2022", mod="END"),
}


@pytest.mark.parametrize(("expression", "value"), FROM_PUBLISHED.items())
def test_dates_that_depend_on_the_day_of_publication(expression: str, value: str) -> None:
    assert compute(expression, PUBLISHED) == Computed("DATE", value, "publication")
    assert compute(expression, "") is None


@pytest.mark.parametrize(("expression", "value"), WITHOUT_PUBLISHED.items())
def test_dates_that_do_not(expression: str, value: str) -> None:
    assert compute(expression, PUBLISHED) == compute(expression, "") == Computed("DATE", value)


@pytest.mark.parametrize(("expression", "expected"), OTHERS.items())
def test_durations_sets_times_and_modifiers(expression: str, expected: Computed) -> None:
    assert compute(expression, PUBLISHED) == expected


@pytest.mark.parametrize(
    "expression",
    [
        "India",
        "the meeting",
        "May 32",
        "February 30, 2023",
        "04/05/2022",
        "the year",
        "the meeting on Friday",
        "Friday of all days",
        "13 p.m.",
        "25:00",
        "H3 2022",
        "99999 years ago",
        "",
        "",
        "ago",
        "early",
        "昨天",
    ],
)
def test_unsure_means_nothing(expression: str) -> None:
    assert compute(expression, PUBLISHED) is None


def test_a_broken_day_of_publication_is_none() -> None:
    assert compute("Friday", "soon") is None
    assert compute("2019", "soon") == Computed("DATE", "2019")


WORDS = [
    "the",
    "early",
    "last",
    "every",
    "three",
    "28",
    "april",
    ",",
    "friday",
    "(",
    ")",
    "at",
    "noon",
    "4",
    "p.m.",
    "ago",
    "two",
    "years",
    "morning",
    "of",
    "2022",
    "twice",
    "a",
    "week",
    "in",
]


@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=30), st.dates())
def test_whatever_is_computed_is_a_right_value(expression: str, published: object) -> None:
    found = compute(expression, str(published))
    assert found is None or check(found.value, found.type) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" date 2023-04-28 India and Russia", "2023-04-28"),
        ("\r\n\tDate: 2024-02-29\nText", "2024-02-29"),
        ("date 2023-02-30 India", None),
        ("date 2023-04-289", None),
        ("The date 2023-04-28", None),
        ("2023-04-28", None),
        ("", None),
    ],
)
def test_a_text_may_propose_its_day_of_publication(text: str, expected: str | None) -> None:
    assert published_date(text) == expected
