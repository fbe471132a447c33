"""Prodigy's JSONL: answers count, tokens give the text back, several lines on one text are one layer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.formats import Reading, Writing, detect
from workbench.formats.prodigy import FORMAT, hint, losses, read, write
from workbench.model import Annotator, Bundle, Document, Relation, Span

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "prodigy"
TEXT = "Anna met Bob"
ANNA: dict[str, Any] = {"start": 0, "end": 4, "label": "PER"}
BOB: dict[str, Any] = {"start": 9, "end": 12, "label": "PER"}


def _read(tmp_path: Path, *rows: Any, **options: str) -> tuple[list[Bundle], list[str]]:
    path = tmp_path / "set.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    reading = Reading(options=options)
    bundles = list(read(path, reading))
    return bundles, [str(problem).removeprefix(str(path)) for problem in reading.problems]


def line(*spans: Any, answer: str = "accept", **more: Any) -> dict[str, Any]:
    return {"text": TEXT, "spans": list(spans), "answer": answer} | more


def _covered(bundle: Bundle) -> list[str]:
    return [span.covered(bundle.document.text) for span in bundle.spans]


def test_only_accepted_lines_count_unless_told(tmp_path) -> None:
    rows = (line(ANNA), line(BOB, answer="reject") | {"text": "Then " + TEXT[:7] + " Bob"})
    found, problems = _read(tmp_path, *rows)
    assert [(b.status, len(b.spans)) for b in found] == [("done", 1), ("", 0)]
    assert problems == [":2: the annotations of this line are left out: its answer is reject."]
    found, problems = _read(tmp_path, *rows, answers="all")
    assert not problems and [len(b.spans) for b in found] == [1, 1]


def test_lines_on_one_text_by_one_annotator_are_one_layer(tmp_path) -> None:
    found, problems = _read(
        tmp_path,
        line(ANNA, _task_hash=1, _annotator_id="ann"),
        line(ANNA, _task_hash=1, _annotator_id="bob"),
        {"text": "Between", "answer": "accept"},
        line(BOB, _task_hash=2, _annotator_id="ann"),
        line(BOB, _task_hash=1, _annotator_id="bob"),  # asked and answered again: the last one counts
        line(ANNA, BOB, _task_hash=3, _annotator_id="ann"),
        line(BOB, _task_hash=4, answer="ignore", _annotator_id="ann"),
    )
    layers = {b.annotator.name: _covered(b) for b in found if b.annotator}
    assert layers == {"ann": ["Anna", "Bob"], "bob": ["Bob"]}
    assert [b.document.name for b in found] == ["set 3", "set 1", "set 1"]
    assert problems == [":7: the annotations of this line are left out: its answer is ignore."]


def test_spans_may_stand_on_tokens_whose_end_is_inclusive(tmp_path) -> None:
    tokens = [
        {"text": word, "start": at, "end": at + len(word), "id": n}
        for n, (word, at) in enumerate([("Anna", 0), ("met", 5), ("Bob", 9)])
    ]
    (bundle,), problems = _read(
        tmp_path, line({"token_start": 1, "token_end": 2, "label": "x"}, tokens=tokens)
    )
    assert not problems and _covered(bundle) == ["met Bob"]


def test_relations_join_the_spans_at_their_places(tmp_path) -> None:
    join = {"head": 0, "child": 2, "label": "met", "head_span": ANNA, "child_span": BOB}
    loose = join | {"child_span": {"start": 5, "end": 8, "label": None}}
    (bundle,), problems = _read(tmp_path, line(ANNA, BOB, relations=[join, loose]))
    names = {span.id: span.covered(TEXT) for span in bundle.spans}
    assert [(r.label, names[r.head], names[r.tail]) for r in bundle.relations] == [("met", "Anna", "Bob")]
    assert problems == [":1: relations[1] (met) is left out: it does not join two spans."]


def test_questions_on_the_whole_text_are_categories(tmp_path) -> None:
    found, _ = _read(
        tmp_path,
        {"text": "a", "label": "NEWS", "answer": "accept"},
        {"text": "b", "accept": ["x"], "answer": "accept"},
    )
    assert [b.attributes for b in found] == [{"categories": ["NEWS"]}, {"categories": ["x"]}]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"html": "x"}, "there is no text here (keys: html)"),
        (line({"start": 0, "end": 13, "label": "x"}), "spans[0] goes from 0 to 13, which"),
        (line(ANNA | {"text": "Eve"}), "spans[0] says 'Eve', but the text there is 'Anna'"),
        (line({"start": 0, "label": "x"}), "spans[0] has no whole start and end and label"),
        (line(5), "spans[0] is no object"),
        (line(answer="yes"), "the answer 'yes' is none of accept, reject, ignore"),
        (line(relations=[{}]), "relations[0] has no label"),
        (line(relations={}), "relations holds no list"),
        (line(ANNA | {"attributes": 5}), "spans[0]: its attributes is no attributes"),
        (line(ANNA | {"id": "a"}, BOB | {"id": "a"}), "spans[1]: the id 'a' is there twice"),
        ("{", "this is no JSON"),
    ],
)
def test_wrong_lines_are_named_and_reading_goes_on(row, message, tmp_path) -> None:
    found, problems = _read(tmp_path, line() | {"text": "first"}, row, line() | {"text": "last"})
    assert [bundle.document.text for bundle in found] == ["first", "last"]
    assert problems[0].startswith(":2: ") and message in problems[0]


def test_tokens_give_the_text_back_and_spans_stand_on_them(hell, tmp_path, schema) -> None:
    (path,) = write([hell], Writing(tmp_path, "out", schema))
    row = json.loads(path.read_text("utf-8"))
    joined = "".join(token["text"] + (" " if token["ws"] else "") for token in row["tokens"])
    assert joined == row["text"] == hell.document.text
    for span in row["spans"]:
        assert row["tokens"][span["token_start"]]["start"] == span["start"]
        assert row["tokens"][span["token_end"]]["end"] == span["end"]
        assert row["text"][span["start"] : span["end"]] == span["text"]
    (relation, *_) = row["relations"]
    assert relation["head"] == relation["head_span"]["token_end"]
    assert row["answer"] == "accept" and row["_session_id"] == "Ann"
    assert -(2**31) <= row["_input_hash"] < 2**31 and row["_input_hash"] != row["_task_hash"]
    assert detect(path) is FORMAT and hint([path]).startswith("prodigy db-in")


def test_spans_off_the_tokens_are_losses(schema) -> None:
    spans = (Span("a", "x", 0, 2), Span("b", "x", 0, 4, attributes={"ref": "Q1"}), Span("c", "x", 0, 5))
    bundle = Bundle(Document("d", "n", TEXT), spans=spans, relations=(Relation("r", "x", "a", "b"),))
    assert [(loss.kind, loss.target) for loss in losses(bundle, schema, {})] == [
        ("spans inside a token", "a"),
        ("spans with white space at an edge", "c"),
        ("relations of spans that are left out", "r"),
        ("attributes, kept in keys that Prodigy does not show", "b"),
    ]


def test_two_rounds_of_one_annotator_stay_two(round_trip) -> None:
    first = Bundle(Document("d", "n", TEXT), Annotator("x", "Ann"), 1, "done", spans=(Span("a", "x", 0, 4),))
    second = Bundle(first.document, first.annotator, 2, "done", spans=(Span("b", "y", 0, 4),))
    back, _ = round_trip(FORMAT, [first, second])
    assert [(b.round, [span.label for span in b.spans]) for b in back] == [(1, ["x"]), (2, ["y"])]
    assert back[0].document == first.document


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpora are not here")
def test_the_real_files_are_read_without_a_problem() -> None:
    reading = Reading()
    found = [list(read(path, reading)) for path in sorted(CORPUS.glob("*.jsonl"))]
    assert not reading.problems and [detect(path) for path in CORPUS.glob("*.jsonl")] == [FORMAT, FORMAT]
    assert [(len(b), sum(len(x.spans) for x in b), sum(len(x.relations) for x in b)) for b in found] == [
        (149, 466, 267),
        (300, 194, 0),
    ]
