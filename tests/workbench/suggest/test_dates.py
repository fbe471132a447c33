"""Dates proposed with their values; those that hang on another date come with it."""

from __future__ import annotations

import pytest

from workbench.model import Document, Span
from workbench.schema import check_value, load_schema
from workbench.suggest import Context, find_suggester
from workbench.suggest.base import Proposal
from workbench.suggest.checked import checked

TEXT = "28 April 2023\n\nThey met on 3 May 2019. Two days later they signed. It ends by early June.\n"
NEWS = load_schema("news")


def proposed(text: str, *spans: Span, schema: str = "news", language: str = "en") -> list[Proposal]:
    document = Document("d", "D", text, language, "2023-04-28")
    return checked(find_suggester("dates"), document, Context(load_schema(schema), spans))


def words(one: Proposal, text: str = TEXT) -> list[str]:
    return [span.covered(text) for span in one.spans]


def test_values_scores_and_reasons() -> None:
    first, second, third = proposed(TEXT)
    assert [words(one) for one in (first, second, third)] == [
        ["28 April 2023"],
        ["3 May 2019", "Two days later"],
        ["early June"],
    ]
    assert first.spans[0].attributes == {
        "type": "DATE", "value": "2023-04-28", "function": "publication"
    }  # fmt: skip
    assert third.spans[0].attributes == {"type": "DATE", "value": "2023-06", "mod": "START"}
    assert third.reason == "2023-06: June after publication 2023-04-28"
    assert all(0.5 <= (span.score or 0) <= 1 for one in (first, second, third) for span in one.spans)


def test_what_hangs_on_another_date_comes_with_it() -> None:
    both = proposed(TEXT)[1]
    (relation,) = both.relations
    assert (relation.label, relation.head, relation.tail) == (
        "anchored-to",
        both.spans[1].id,
        both.spans[0].id,
    )


def test_a_date_that_is_labelled_already_is_the_other_end() -> None:
    start = TEXT.index("3 May")
    there = Span("mine", "DATE", start, start + len("3 May 2019"))
    hanging = next(one for one in proposed(TEXT, there) if words(one) == ["Two days later"])
    assert [relation.tail for relation in hanging.relations] == ["mine"]


def test_any_schema_whose_label_has_a_time_value() -> None:
    (label,) = {span.label for one in proposed(TEXT, schema="timeml") for span in one.spans}
    assert label == "TIMEX3"
    assert proposed(TEXT, schema="ner") == []


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("de", "Sie trafen sich am Freitag (28. April).", "2023-04-28"),
        ("fr", "Il est mort en mars 2012.", "2012-03"),
        ("es", "Murió el 19 de agosto de 2019.", "2019-08-19"),
        ("ar", "on Friday", ""),
    ],
)
def test_languages(language: str, text: str, value: str) -> None:
    found = [span.attributes["value"] for one in proposed(text, language=language) for span in one.spans]
    assert found == ([value] if value else [])


def test_an_undated_document_leaves_open_what_is_not_known() -> None:
    document = Document("d", "D", "It fell last year.", "en")
    (one,) = checked(find_suggester("dates"), document, Context(NEWS))
    assert one.spans[0].attributes == {"type": "DATE"}
    assert "no day of publication" in one.reason


def test_a_paper_is_no_repeated_time() -> None:
    text = "The Nordic Daily said so. Copies sell daily. The Daily is read. Daily, a ship leaves."
    found = [text[one.spans[0].start : one.spans[0].end] for one in proposed(text)]
    assert found == ["daily", "Daily"]


def test_everything_proposed_fits_the_schema() -> None:
    text = "Every Monday, twice a week, for nearly two years, the 1990s, AD 124, 12:30 and now, last night."
    spans = [span for one in proposed(text) for span in one.spans]
    assert len(spans) == 8
    for span in spans:
        for name, value in span.attributes.items():
            attribute = NEWS.attribute("DATE", name)
            assert attribute is not None
            assert check_value(attribute, value) is None
