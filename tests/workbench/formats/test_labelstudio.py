"""Label Studio's JSON: tasks of others are read as they mean, ours hold up in its own library."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from workbench.formats import Reading, Writing, detect
from workbench.formats.labelstudio import FORMAT, hint, read, write
from workbench.model import Annotator, Bundle, Document, Relation, Span
from workbench.schema import load_schema

TEXT = "👍 Anna met Bob."


def region(
    key: str, start: int, end: int, label: str, text: str | None = None, **more: Any
) -> dict[str, Any]:
    value = {"start": start, "end": end, "labels": [label]} | ({} if text is None else {"text": text})
    return {"id": key, "from_name": "label", "to_name": "text", "type": "labels", "value": value} | more


def task(*result: Any, **more: Any) -> dict[str, Any]:
    return {"id": 7, "data": {"text": TEXT}, "annotations": [{"result": list(result)}]} | more


def _read(tmp_path: Path, *tasks: Any, **options: str) -> tuple[list[Bundle], list[str]]:
    path = tmp_path / "export.json"
    path.write_text(json.dumps(tasks, indent=1), "utf-8")
    assert detect(path) is FORMAT
    reading = Reading(options=options)
    bundles = list(read(path, reading))
    return bundles, [str(problem).removeprefix(str(path)) for problem in reading.problems]


def _covered(bundle: Bundle) -> list[tuple[str, str]]:
    return [(span.label, span.covered(bundle.document.text)) for span in bundle.spans]


@pytest.mark.parametrize("shift", [0, 1])  # code points; UTF-16, where the emoji counts two
def test_the_unit_of_offsets_is_found_from_the_texts_of_regions(shift, tmp_path) -> None:
    anna = region("a", 2 + shift, 6 + shift, "person", "Anna")
    bob = region("b", 11 + shift, 14 + shift, "person", "Bob")
    (bundle,), problems = _read(tmp_path, task(anna, bob))
    assert not problems and _covered(bundle) == [("person", "Anna"), ("person", "Bob")]
    assert bundle.document.name == "export 7" and bundle.status == "done" and bundle.annotator is None


def test_a_region_that_says_another_text_is_wrong_unless_trusted(tmp_path) -> None:
    wrong = region("a", 2, 6, "person", "Eve")
    found, problems = _read(tmp_path, task(wrong), task(region("b", 40, 50, "person")))
    assert not found
    assert problems[0].startswith(":2: region a says 'Eve', but the text there is 'Anna'")
    assert "leaves the text of 15 characters" in problems[1]
    (bundle,), problems = _read(tmp_path, task(wrong), texts="trust")
    assert not problems and _covered(bundle) == [("person", "Anna")]


def test_white_space_that_label_studio_collapsed_is_no_difference(tmp_path) -> None:
    data = {"text": "Anna\n\n Smith met"}
    (bundle,), problems = _read(tmp_path, task(region("a", 0, 12, "person", "Anna\\nSmith"), data=data))
    assert not problems and _covered(bundle) == [("person", "Anna\n\n Smith")]


def test_results_of_the_same_id_are_attributes_and_others_are_of_the_document(tmp_path) -> None:
    def more(name: str, type_: str, key: str = "a", **value: Any) -> dict[str, Any]:
        return {"id": key, "from_name": name, "to_name": "text", "type": type_, "value": value}

    (bundle,), problems = _read(
        tmp_path,
        task(
            region("a", 2, 6, "person", "Anna", meta={"text": ["a note"]}, score=0.5),
            more("role", "choices", start=2, end=6, choices=["victim"]),
            more("kinds", "choices", choices=["x", "y"]),
            more("sure", "choices", choices=["true"]),
            more("ref", "textarea", text=["Q1"]),
            more("rank", "number", number=3),
            more("stance", "choices", key="z", choices=["neutral"]),
            more("where", "video", key="z"),
        ),
    )
    (span,) = bundle.spans
    assert span.attributes == {"role": "victim", "kinds": ["x", "y"], "sure": True, "ref": "Q1", "rank": 3}
    assert (span.note, span.score) == ("a note", 0.5)
    assert bundle.attributes == {"stance": "neutral"}
    assert problems == [":2: a result of the type video is left out."]


def test_relations_follow_their_direction(tmp_path) -> None:
    def link(direction: str | None, *labels: str, to: str = "b") -> dict[str, Any]:
        more = {"labels": list(labels)} if labels else {}
        return {"type": "relation", "from_id": "a", "to_id": to, "direction": direction} | more

    anna, bob = region("a", 2, 6, "person"), region("b", 11, 14, "person")
    links = (
        link("right", "met"),
        link("left", "saw"),
        link("bi", "knows"),
        link(None),
        link("right", to="c"),
    )
    (bundle,), problems = _read(tmp_path, task(*links, anna, bob))
    assert [(r.label, r.head, r.tail) for r in bundle.relations] == [
        ("met", "a", "b"),
        ("saw", "b", "a"),
        ("knows", "a", "b"),
        ("knows", "b", "a"),
        ("related", "a", "b"),
    ]
    assert problems == [":2: a relation is left out: its end c is no region with a label."]


def test_each_annotation_is_a_layer_and_predictions_are_a_models(tmp_path) -> None:
    anna = region("a", 2, 6, "person", "Anna")
    people = {"id": 3, "email": "ann@example.org", "first_name": "Ann", "last_name": ""}
    bundles, problems = _read(
        tmp_path,
        task(
            annotations=[
                {"result": [anna], "completed_by": people, "ground_truth": True},
                {"result": [], "completed_by": 9},
                {"result": [anna], "was_cancelled": True},
            ],
            predictions=[{"result": [anna], "model_version": "ner 2"}, 17],
        ),
    )
    assert [(b.annotator.name, b.annotator.kind, b.status, len(b.spans)) for b in bundles if b.annotator] == [
        ("Ann", "person", "reviewed", 1),
        ("9", "person", "done", 0),
        ("ner 2", "model", "done", 1),
    ]
    assert problems == [":2: a cancelled annotation is left out."]


def test_tasks_without_annotations_are_documents_and_other_data_is_metadata(tmp_path) -> None:
    data = {"body": TEXT, "title": "T", "page": 3, "meta": {"desk": "foreign"}}
    (bundle,), problems = _read(tmp_path, {"id": 1, "data": data, "annotations": []}, text="body")
    assert not problems and bundle.annotator is None and not bundle.status
    assert bundle.document.meta == {"title": "T", "page": 3, "desk": "foreign"}
    _, problems = _read(tmp_path, {"id": 1, "data": data, "annotations": []})
    assert problems == [
        ":2: the data of this task has no text (keys: body, meta, page, title). Name the key with --set text=KEY."
    ]


def test_what_is_no_task_or_no_plain_text_is_said_by_line(tmp_path) -> None:
    html = region("h", 0, 4, "person") | {"value": {"start": "/p[1]", "end": "/p[1]", "labels": ["person"]}}
    found, problems = _read(tmp_path, {"text": "x", "annotation_id": 1}, task(html), 5)
    assert len(found) == 1 and not found[0].spans
    assert problems[0].endswith("it has no data. Export as JSON, not JSON-MIN.")
    assert "marks HTML or paragraphs" in problems[1] and problems[2].endswith(
        "a JSON object is expected here."
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b'[{"data": {"text": "a"}},\n{"data": ', ":2: this is no JSON"),
        (b'[{"data": {"text": "a"}}\n{"data": {"text": "b"}}]', ":2: a comma is missing"),
        (b'[{"data": {"text": "a"}}', ":1: the array is cut off"),
        (b'[{"data": {"text": "a"}}] x', ":1: something follows the array"),
        (b'[{"data": {"text": "a\\u0000"}}]', ":1: this element holds U+0000"),
        (b'[\n{"data": {"text": "a\\ud800"}}]', ":2: this element holds the escape of half"),
        (b'[{"data": {"text": "a"}},\n\n{"data": {"text": "\xff"}}]', "are not UTF-8"),
        (b'[{"data": {"text": "a", "n": NaN}}]', ":1: this is no JSON: NaN is no number of JSON"),
        (b"[" * 100_000, ":1: this is nested too deeply"),
    ],
)
def test_broken_arrays_end_in_a_problem_by_line(data, message, tmp_path) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(data)
    reading = Reading()
    list(read(path, reading))
    (problem,) = reading.problems
    assert message in str(problem) and problem.fatal


def test_long_tasks_and_other_encodings_are_read(tmp_path) -> None:
    long = {"id": 1, "data": {"text": "é👍 " * 200_000}}
    path = tmp_path / "long.json"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        path.write_text(json.dumps([long, long], ensure_ascii=False), encoding)
        reading = Reading()
        assert [len(bundle.document.text) for bundle in read(path, reading)] == [600_000] * 2
        assert not reading.problems


def test_memory_does_not_grow_with_the_tasks(tmp_path, schema) -> None:
    text = "Anna met Bob. " * 150
    spans = tuple(Span(str(i), "x", i, i + 4) for i in range(20))
    bundles = (Bundle(Document(str(n), "n", text), spans=spans) for n in range(1500))
    tracemalloc.start()
    path, _ = write(bundles, Writing(tmp_path, "many", schema))
    assert sum(1 for _ in read(path, Reading())) == 1500
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 6_000_000 and peak < 4_000_000


def _news() -> Bundle:
    spans = (
        Span("a", "PER", 2, 6, attributes={"ref": "Q1"}, note="n"),
        Span("b", "DATE", 11, 14, attributes={"type": "DATE", "value": "2023-05-12"}),
    )
    relation = Relation("r", "happened-on", "a", "b")
    document = Document("d", "n", TEXT, "en", "2023-04-28", meta={"page": 3})
    return Bundle(document, Annotator("x", "Ann"), 2, "reviewed", {"genre": "news"}, spans, (relation,))


def test_layers_of_one_document_are_one_task(tmp_path) -> None:
    model = Bundle(_news().document, Annotator("m", "ner", "model"), spans=(Span("s", "PER", 2, 6),))
    path, _ = write([_news(), model], Writing(tmp_path, "out", load_schema("news")))
    (one,) = json.loads(path.read_text())
    assert len(one["annotations"]) == len(one["predictions"]) == 1
    assert one["predictions"][0]["model_version"] == "ner" and "completed_by" not in one["annotations"][0]
    back = list(read(path, Reading()))
    assert [(b.annotator, b.round) for b in back] == [(_news().annotator, 2), (model.annotator, 1)]
    assert back[0].document == _news().document and back[0].status == "reviewed"
    told = hint([tmp_path / "label_config.xml", tmp_path / "my tasks.json"])  # in the order of their names
    assert told.endswith("paste label_config.xml; then Import: my tasks.json.")


def test_its_own_library_accepts_configuration_and_annotations(tmp_path) -> None:
    from label_studio_sdk.label_interface import LabelInterface

    path, config = write([_news()], Writing(tmp_path, "out", load_schema("news")))
    parsed = LabelInterface(config.read_text("utf-8"))
    (one,) = json.loads(path.read_text("utf-8"))
    assert not parsed._validate_object(one["annotations"][0], return_errors=True)
    control = parsed.get_control("type")
    assert control.attr["whenLabelValue"] == "DATE" and "DURATION" in control.labels


def test_its_own_converter_makes_conll_of_the_spans(tmp_path) -> None:
    from label_studio_sdk.converter import Converter  # slow: with the whole of nltk

    path, config = write([_news()], Writing(tmp_path, "out", load_schema("news")))
    made = Converter(config.read_text("utf-8"), str(tmp_path))
    made.convert_to_conll2003(str(path), str(tmp_path / "conll"), is_dir=False)
    lines = (tmp_path / "conll" / "result.conll").read_text("utf-8").split("\n")
    assert "Anna -X- _ B-PER" in lines and "Bob -X- _ B-DATE" in lines and "met -X- _ O" in lines
