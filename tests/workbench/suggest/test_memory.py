"""What was labelled before, by share, inside longer names, and from lists."""

from __future__ import annotations

import pytest

from workbench.errors import UserError
from workbench.model import Document, Span
from workbench.schema import load_schema
from workbench.suggest import Context
from workbench.suggest.base import ListedName
from workbench.suggest.gazetteer import Entry, read_gazetteer
from workbench.suggest.memory import Lesson, Memory, learn

SCHEMA = load_schema("news")


def lesson(marked: str, *, whole: bool = True) -> Lesson:
    """A text with spans as [words|LABEL] or [words|LABEL|role]; nested ones too."""
    text, spans, open_at = "", [], []
    at = 0
    while at < len(marked):
        if marked[at] == "[":
            open_at.append(len(text))
        elif marked[at] == "|":
            close = marked.index("]", at)
            label, *role = marked[at + 1 : close].split("|")
            start = open_at.pop()
            spans.append(
                Span(str(len(spans)), label, start, len(text), attributes={"role": role[0]} if role else {})
            )
            at = close
        else:
            text += marked[at]
        at += 1
    until = len(text) if whole else max(span.end for span in spans)
    return Lesson("d", text, tuple(sorted(spans, key=lambda span: (span.start, -span.end))), until)


def proposed(text: str, *lessons: Lesson, names: dict[str, tuple[ListedName, ...]] | None = None,
             spans: tuple[Span, ...] = ()) -> list[tuple[str, str, float | None]]:  # fmt: skip
    context = Context(SCHEMA, spans, memory=learn(lessons, SCHEMA, names or {}), names=names or {})
    found = [one.spans[0] for one in Memory().suggest(Document("d", "d", text), context)]
    return [(span.covered(text), span.label, span.score) for span in found]


def test_the_score_is_the_share_of_the_label_among_all_occurrences() -> None:
    lessons = lesson(
        "[Jordan|PER] met [Jordan|PER], and Jordan met [Jordan|GPE]. [Mali|GPE] is not Mali or Mali."
    )
    assert proposed("Jordan in Mali", lessons) == [("Jordan", "PER", 0.5)]
    assert proposed("Jordan", lesson("[Jordan|PER] and Jordan, Jordan")) == []


def test_what_nobody_has_read_yet_does_not_count_against_it() -> None:
    assert proposed("Mali", lesson("[Mali|GPE] and Mali, Mali", whole=False)) == [("Mali", "GPE", 1.0)]


def test_a_name_inside_a_longer_one_is_proposed_where_it_was_labelled_there() -> None:
    lessons = lesson(
        "'[Make in [India|GPE]|PROG]' and the Indian Ocean; the [Indian Ocean|LOC], [Indian|NORP]"
    )
    assert proposed("Make in India; Indian Ocean; Indian", lessons) == [
        ("Make in India", "PROG", 1.0), ("India", "GPE", 1.0), ("Indian Ocean", "LOC", 0.5), ("Indian", "NORP", 1.0),
    ]  # fmt: skip
    assert proposed("India", lessons) == []  # it was never seen alone


def test_values_that_most_have_are_copied() -> None:
    lessons = lesson(
        "[Mali|GPE|place], [Mali|GPE|place], [Mali|GPE|government]; [Chad|GPE|place], [Chad|GPE]"
    )
    context = Context(SCHEMA, memory=learn([lessons], SCHEMA, {}))
    mali, chad = Memory().suggest(Document("d", "d", "Mali, Chad"), context)
    assert mali.spans[0].attributes == {"role": "place"} and chad.spans[0].attributes == {}
    assert mali.reason == "labelled 3 of 3 times"


def test_dates_and_passages_are_no_names() -> None:
    assert proposed("on Friday he left", lesson("on [Friday|DATE] [he left|CLAIM]")) == []


def test_what_has_another_label_already_is_left_alone() -> None:
    there = (Span("x", "ORG", 0, 4),)
    assert proposed("Mali", lesson("[Mali|GPE]"), spans=there) == []


def test_a_listed_name_counts_like_one_labelled_occurrence_more() -> None:
    names = {"Mali": (ListedName("GPE", "Q912", "places.tsv"),)}
    context = Context(SCHEMA, names=names)
    (one,) = Memory().suggest(Document("d", "d", "in Mali"), context)
    assert (one.spans[0].score, one.spans[0].attributes, one.reason) == (
        1.0,
        {"ref": "Q912"},
        "on the list places.tsv",
    )
    assert proposed("Mali", lesson("Mali is no [Chad|GPE]"), names=names) == [("Mali", "GPE", 0.5)]
    assert proposed("Mali", lesson("Mali, Mali"), names=names) == []


def test_a_list_is_read_with_bom_and_crlf() -> None:
    content = (
        "\ufeffform\tlabel\tref\r\nNew  Delhi\tGPE\tQ987\r\n\r\nBJP\tOrganisation\r\nBJP\tORG\t\r\n".encode()
    )
    assert read_gazetteer(content, name="n.tsv", schema=SCHEMA) == [
        Entry("New Delhi", "GPE", "Q987"),
        Entry("BJP", "ORG", ""),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Mali\n", "line 1 has 1 column instead"),
        (b"Mali\tGPE\nChad\tGPE\tQ1\tx\n", "line 2 has 4 columns instead"),
        (b"\tGPE\n", "line 1 has no form"),
        (b"Mali\tTOWN\n", "line 1 names the label “TOWN”, which the schema does not have"),
        (
            b"a\nb\nc\nd\ne\n",
            "line 3 has 1 column instead of form, label and perhaps ref and 2 more. Nothing",
        ),
        (b"x" * 101 + b"\tGPE", "more than 100"),
        (b"Mali\tGPE\nM\xfcnchen\tGPE\n", "line 2 is not UTF-8"),
        (b"", "holds no names"),
    ],
)
def test_a_wrong_list_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        read_gazetteer(content, name="n.tsv", schema=SCHEMA)


def test_a_kept_list_loses_only_what_the_schema_has_lost() -> None:
    content = b"Mali\tGPE\nMoon\tTOWN\n"
    assert read_gazetteer(content, name="n.tsv", schema=SCHEMA, kept=True) == [Entry("Mali", "GPE", "")]
