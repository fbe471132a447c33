"""The content format: everything comes back, and every wrong line is named."""

from __future__ import annotations

import json
import tempfile
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats import Reading, Writing, detect
from workbench.formats.json_values import key_twice
from workbench.formats.jsonl import FORMAT, decoded, encoded, read, write
from workbench.model import STATUSES, Annotator, Bundle, Comment, Document, Relation, Span
from workbench.schema import Schema

SCHEMA = Schema("test", "Test", "1", source='name = "test"\n')
ids = st.uuids().map(str)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
words = texts.filter(bool)
values = st.one_of(texts, st.integers(-(2**53), 2**53), st.booleans(), st.lists(texts, max_size=3))
attributes = st.dictionaries(words, values, max_size=3)
scores = st.none() | st.floats(0, 1)


@st.composite
def spans(draw: Any, text: str) -> Span:
    """A span of a text, perhaps in fragments."""
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    parts = tuple(zip(cuts[::2], cuts[1::2], strict=False))
    fragments = parts if len(parts) > 1 else ()
    more = draw(st.tuples(attributes, texts, st.booleans(), texts, scores))
    return Span(draw(ids), draw(words), parts[0][0], parts[-1][1], fragments, *more)


@st.composite
def bundles(draw: Any) -> Bundle:
    """Any bundle as the writer puts it: things in its order."""
    text = draw(texts)
    document = Document(draw(ids), draw(words), text, *draw(st.tuples(texts, texts, texts, attributes)))
    annotator = draw(
        st.none() | st.builds(Annotator, ids, texts, st.sampled_from(["person", "model", "gold"]))
    )
    found = draw(st.lists(spans(text), max_size=4, unique_by=lambda span: span.id)) if len(text) > 1 else []
    known = [span.id for span in found]
    ends = st.sampled_from(known) if known else st.just("")
    relation = st.builds(Relation, ids, words, ends, ends, attributes, texts, st.booleans(), texts, scores)
    comment = st.builds(
        Comment, ids, st.just("document"), st.just(document.id), ids, texts, texts, texts, st.booleans()
    )
    return Bundle(
        document,
        annotator,
        draw(st.integers(1, 3)),
        draw(st.sampled_from(("", *STATUSES))),
        draw(attributes),
        tuple(sorted(found, key=lambda span: (span.start, span.end, span.id))),
        tuple(
            sorted(
                (draw(st.lists(relation, max_size=3, unique_by=lambda r: r.id)) if known else []),
                key=lambda r: r.id,
            )
        ),
        tuple(
            sorted(draw(st.lists(comment, max_size=2, unique_by=lambda c: c.id)), key=lambda c: (c.at, c.id))
        ),
    )


@given(st.lists(bundles(), max_size=3))
def test_any_bundles_come_back(some: list[Bundle]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (path,) = write(some, Writing(Path(folder), "out", SCHEMA))
        reading = Reading()
        assert list(read(path, reading)) == some
        assert reading.problems == [] and reading.schema_source == SCHEMA.source
        assert all(json.loads(line) for line in path.read_text("utf-8").split("\n") if line)


def test_the_bytes_are_the_same_wherever_the_annotator_came_from() -> None:
    from_a_database = Annotator(
        "a", "Ada", "".join(("per", "son"))
    )  # equal to the default, not the same object
    lines = {
        encoded(Bundle(Document("d", "d", "text"), who)) for who in (Annotator("a", "Ada"), from_a_database)
    }
    assert len(lines) == 1
    assert decoded(lines.pop()).annotator == from_a_database


def test_the_text_from_hell_comes_back_whole(hell, round_trip) -> None:
    (back,), reading = round_trip(FORMAT, [hell])
    assert not reading.problems
    assert {span.id: span for span in back.spans} == {span.id: span for span in hell.spans}
    assert (back.document, back.annotator, back.round) == (hell.document, hell.annotator, hell.round)
    assert (back.status, back.attributes) == (hell.status, hell.attributes)
    assert back.relations == hell.relations and back.comments == hell.comments


def test_the_first_line_carries_the_schema_and_empty_keys_are_left_out(tmp_path) -> None:
    (path,) = write([Bundle(Document("d", "n", "t"))], Writing(tmp_path, "out", SCHEMA))
    head, line = (json.loads(line) for line in path.read_text().splitlines())
    assert head == {"workbench": 1, "schema": {"name": "test", "toml": 'name = "test"\n'}}
    assert line == {"document": {"id": "d", "name": "n", "text": "t"}}


def _problems(tmp_path: Path, *rows: object) -> tuple[list[Bundle], list[tuple[int, str, bool]]]:
    path = tmp_path / "some.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    reading = Reading()
    found = list(read(path, reading))
    return found, [(problem.line, problem.message, problem.fatal) for problem in reading.problems]


ANNA: dict[str, Any] = {"document": {"text": "Anna met Bob"}}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"document": ', "this is no JSON"),
        ("[1]", "a line must be a JSON object"),
        ({"text": "Anna"}, 'the key "document" is missing (keys here: text)'),
        ('{"document": {"text": "\\ud800x"}}', "half a surrogate pair"),
        ({"document": {"text": "a\0"}}, "this line holds U+0000"),
        ({"workbench": 9}, "version 9 of the format is unknown"),
        (ANNA | {"status": "ready"}, "status 'ready' is none of: new, in progress"),
        (ANNA | {"round": 0}, "round 0 is less than 1"),
        (ANNA | {"annotator": "Bob"}, "annotator: Expected object"),
        (ANNA | {"spans": [{"label": "x", "start": 0, "end": "4"}]}, "spans[0].end: Expected int, got str"),
        (ANNA | {"spans": [{"label": "x", "start": 9, "end": 13}]}, "span 'span 1' goes from 9 to 13"),
        (ANNA | {"spans": [{"label": "x", "start": -1, "end": 3}]}, "goes from -1 to 3"),
        (ANNA | {"spans": [{"label": "x", "start": 3, "end": 3, "text": ""}]}, "is empty"),
        (
            ANNA | {"spans": [{"label": "x", "start": 0, "end": 4, "text": "Bob"}]},
            "says 'Bob', but the text there",
        ),
        (
            ANNA | {"spans": [{"label": "x", "start": 0, "end": 9, "fragments": [[0, 4], [3, 9]]}]},
            "fragments that overlap",
        ),
        (
            ANNA | {"spans": [{"label": "x", "start": 0, "end": 9, "fragments": [[0, 4], [5, 8]]}]},
            "its fragments from",
        ),
        (
            ANNA | {"spans": [{"id": "s", "label": "x", "start": 0, "end": 4}] * 2},
            "the span id 's' is there twice",
        ),
        (
            ANNA | {"relations": [{"label": "x", "head": "a", "tail": "b"}]},
            "its head is 'a', which is no span",
        ),
        (
            ANNA | {"comments": [{"target": {"kind": "span", "id": "a"}, "text": "?"}]},
            "about span 'a', which is not",
        ),
    ],
)
def test_a_wrong_line_is_named_and_reading_goes_on(line, message, tmp_path) -> None:
    found, problems = _problems(tmp_path, {"workbench": 1}, "", line, ANNA)
    assert [bundle.document.text for bundle in found] == ["Anna met Bob"]
    assert problems[0][0] == 3 and message in problems[0][1] and problems[0][2]


def test_a_backslash_before_u0000_is_text(tmp_path) -> None:
    (bundle,), problems = _problems(tmp_path, {"document": {"text": "\\u0000"}})
    assert bundle.document.text == "\\u0000" and not problems


def test_all_problems_of_a_line_are_listed(tmp_path) -> None:
    wrong = [{"id": "a", "label": "x", "start": at, "end": 40} for at in (0, 1)]
    _, problems = _problems(tmp_path, ANNA | {"spans": wrong, "round": -1})
    assert len(problems) == 4


def test_unknown_keys_go_to_meta_with_a_warning(tmp_path) -> None:
    span = {"id": "s", "label": "x", "start": 0, "end": 4, "confidence": 0.5}
    line = {"document": {"text": "Anna met", "desk": 1, "meta": {"desk": 2}}, "spans": [span], "batch": "b"}
    (bundle,), problems = _problems(tmp_path, line)
    assert bundle.document.meta == {"desk": 2, "batch": "b", "desk_": 1, "spans.s.confidence": 0.5}
    assert problems == [(1, "unknown keys are kept in meta: batch, confidence, desk.", False)]


def test_suggestions_are_left_out_with_a_word(tmp_path) -> None:
    (bundle,), problems = _problems(tmp_path, ANNA | {"suggestions": [{"label": "x", "start": 0, "end": 4}]})
    assert bundle.spans == () and problems == [(1, "the suggestions of this line are left out.", False)]


def test_a_document_without_a_name_is_named_by_file_and_line(tmp_path) -> None:
    (bundle,), _ = _problems(tmp_path, ANNA)
    assert bundle.document.name == "some 1"


def test_a_bom_before_the_first_line_is_encoding_and_one_in_a_text_is_text(tmp_path) -> None:
    path = tmp_path / "some.jsonl"
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_text(json.dumps({"document": {"text": "\ufeffA"}}, ensure_ascii=False) + "\r\n", encoding)
        reading = Reading()
        assert [bundle.document.text for bundle in read(path, reading)] == ["\ufeffA"]
        assert not reading.problems and detect(path) is FORMAT


def test_memory_does_not_grow_with_the_documents(tmp_path) -> None:
    text = "Anna met Bob. " * 150

    def many(count: int) -> Any:
        for number in range(count):
            yield Bundle(
                Document(str(number), "n", text), spans=tuple(Span(str(i), "x", i, i + 4) for i in range(20))
            )

    tracemalloc.start()
    (path,) = write(many(2000), Writing(tmp_path, "many", SCHEMA))
    assert sum(1 for _ in read(path, Reading())) == 2000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 6_000_000 and peak < 1_500_000


@pytest.mark.parametrize(
    ("raw", "twice"),
    [
        (b'{"a": 1, "b": {"a": 2}, "c": "\\":"}', ""),
        (b'{"a": 1, "b": {"c": 2, "c": 3}}', "c"),
        (b'{"a" : 1, "b": 1, "b": 2}', "b"),
        (b'{"a": "\\u0022:", "b": 1, "b": 2}', "b"),
        (b'[{"a": 1}, {"a": 1}, {"d": 1, "d": 1}]', "d"),
        (b'{"": 1, "": 2}', ""),
    ],
)
def test_a_key_that_stands_twice_is_found(raw: bytes, twice: str) -> None:
    assert key_twice(raw) == twice


@pytest.mark.parametrize(
    "line",
    [
        '{"document": {"text": "said \\":", "name": "n", "name": "m"}}',
        '{"document":{"text":"ab"},"spans":[{"label":"x","start":0,"end":1,"note":"","note":""}]}',
        '{"document": {"text": "\\u0022:"}, "attributes": {"a": 1, "a": 2}}',
        '{"document" : {"text": "ab"}, "round": 2, "round": 1}',
    ],
)
def test_a_line_with_a_key_twice_is_refused_however_it_is_spaced(line: str, tmp_path) -> None:
    (tmp_path / "in.jsonl").write_text(line + "\n", encoding="utf-8")
    reading = Reading()
    assert not list(read(tmp_path / "in.jsonl", reading))
    assert "is there twice in one object" in reading.problems[0].message
