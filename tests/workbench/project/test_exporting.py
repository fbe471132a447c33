"""What goes out: which layers and spans, into which files, with which report; and what stays when it fails."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest
from support import asked

from workbench import jobs
from workbench.errors import UserError
from workbench.formats import Loss
from workbench.model import Annotator, Bundle, Document
from workbench.project import Project, exporting
from workbench.project.report import ExportReport
from workbench.project.selection import Selection
from workbench.project.splits import Rule, SplitChoice
from workbench.schema import load_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
BOB = Annotator("018f0000-0000-7000-8000-000000000002", "Bob")
HALVES = SplitChoice(Rule((("train", 0.5), ("dev", 0.5))))
TEXT = "Ana met Bo on Monday, 1 May. “It rained,” said Bo."
SPANS = [("PER", "Ana"), ("PER", "Bo"), ("DATE", "Monday, 1 May"), ("CLAIM", "It rained")]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Ten documents by Ada, the first also by Bob; of statuses done, in progress and new."""
    made = Project.create(tmp_path / "p.wbench", schema=load_schema("news"), annotator=ADA)
    lines = [bundle(f"d{number}", "done" if number < 6 else "in progress") for number in range(9)]
    lines += [bundle("d9", "new", spans=[])]
    lines += [bundle("d0", "reviewed", annotator={"id": BOB.id, "name": "Bob"})]
    fill(made, lines)
    yield made
    made.close()


def bundle(name: str, status: str = "done", text: str = TEXT, **more: Any) -> dict[str, Any]:
    spans = [
        {"label": label, "start": text.index(words), "end": text.index(words) + len(words), "id": words}
        for label, words in SPANS
        if words in text
    ]
    return {
        "document": {"id": str(uuid5(NAMESPACE_URL, name + text)), "name": name, "text": text},
        "annotator": {"id": ADA.id, "name": "Ada"},
        "status": status,
        "spans": spans,
        **more,
    }


def fill(project: Project, lines: list[dict[str, Any]]) -> None:
    path = project.path.with_name("in.jsonl")
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [path]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()


def export(
    project: Project, out: Path, format_id: str, *words: Any, split: Any = None, **how: Any
) -> exporting.ExportResult:
    return jobs.finish(jobs.export_job(project, out, asked(format_id, *words, split=split), **how))


def read(path: Path) -> list[dict[str, Any]]:
    """The bundles of a jsonl file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def test_jsonl_takes_every_layer_and_two_exports_are_the_same_bytes(project: Project, tmp_path: Path) -> None:
    result = export(project, tmp_path / "one", "jsonl")
    assert (result.report.documents, result.report.layers, result.report.spans) == (10, 11, 40)
    assert result.report.left_out == {}
    assert len(read(tmp_path / "one" / "p.jsonl")) == 11
    export(project, tmp_path / "two", "jsonl")
    for name in ("p.jsonl", "export-report.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_others_take_finished_layers_and_say_what_they_left_out(project: Project, tmp_path: Path) -> None:
    result = export(project, tmp_path / "out", "csv")
    assert (result.report.documents, result.report.layers) == (6, 7)
    assert result.report.left_out == {"in progress": 3, "new": 1}
    everything = Selection(statuses=("done", "reviewed", "in progress", "new", "returned"))
    assert export(project, tmp_path / "all", "csv", everything).report.left_out == {}
    plain = json.loads((tmp_path / "out" / "export-report.json").read_bytes())
    assert plain["layers_left_out"] == {"in progress": 3, "new": 1}
    assert (plain["format"], plain["files"], plain["spans"]) == ("csv", ["p.csv"], 28)


@pytest.mark.parametrize(
    ("selection", "bundles", "labels"),
    [
        (Selection(annotators=("Bob",)), 1, {"PER": 2, "DATE": 1, "CLAIM": 1}),
        (Selection(annotators=(BOB.id,), labels=("PER",)), 1, {"PER": 2}),
        (Selection(statuses=("reviewed",), groups=("time",)), 1, {"DATE": 1}),
        (Selection(statuses=("new",)), 1, {}),
        (Selection(groups=("claim",)), 11, {"CLAIM": 10}),
    ],
)
def test_a_selection_takes_what_it_says(
    selection: Selection, bundles: int, labels: dict[str, int], project: Project, tmp_path: Path
) -> None:
    result = export(project, tmp_path / "out", "jsonl", selection)
    found = read(tmp_path / "out" / "p.jsonl")
    assert len(found) == bundles == result.report.layers
    assert Counter(span["label"] for line in found for span in line.get("spans", [])) == Counter(labels)
    lost = sum(line.count for line in result.report.lines())
    assert lost + result.report.spans == 4 * sum(bool(line["document"]["name"] != "d9") for line in found)


@pytest.mark.parametrize(
    ("selection", "sentence"),
    [
        (Selection(annotators=("Zoe",)), "no annotator Zoe"),
        (Selection(labels=("NOPE",)), "no label NOPE"),
        (Selection(groups=("nope",)), "no group nope: it has"),
        (
            Selection(annotators=("Bob",), statuses=("new",)),
            "nothing to export: 1 layer .*--status reviewed takes it",
        ),
    ],
)
def test_a_wrong_selection_makes_nothing(
    selection: Selection, sentence: str, project: Project, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=sentence):
        export(project, tmp_path / "out", "csv", selection)
    assert not (tmp_path / "out").exists()


def test_a_flat_format_tells_what_it_cannot_hold_before_and_after(project: Project, tmp_path: Path) -> None:
    before = exporting.preview(project, asked("conll"))
    after = export(project, tmp_path / "out", "conll").report
    assert before.plain()["losses"] == after.plain()["losses"] != []
    written = json.loads((tmp_path / "out" / "export-report.json").read_bytes())
    (claims,) = [line for line in written["losses"] if "claim" in line["kind"]]
    assert claims["count"] == 7
    assert len(claims["examples"]) == 7
    start = TEXT.index("It rained")
    assert (claims["examples"][0]["start"], claims["examples"][0]["end"]) == (start, start + 9)


@pytest.mark.parametrize("format_id", ["jsonl", "csv", "conll"])
def test_a_split_deals_whole_documents_the_same_way_for_the_same_seed(
    format_id: str, project: Project, tmp_path: Path
) -> None:
    shares = (("train", 0.6), ("dev", 0.2), ("test", 0.2))
    everything = Selection(statuses=("done", "reviewed", "in progress", "new"))
    whole = export(project, tmp_path / "whole", format_id, everything).report
    runs = [
        export(project, tmp_path / str(run), format_id, everything, split=SplitChoice(Rule(shares, seed)))
        for run, seed in enumerate((7, 7, 8))
    ]
    assert len(runs[0].files) == 3
    contents = [[path.read_bytes() for path in run.files] for run in runs]
    assert contents[0] == contents[1] != contents[2]
    for run in runs:
        assert (run.report.documents, run.report.layers, run.report.spans) == (
            whole.documents,
            whole.layers,
            whole.spans,
        )
        assert [(lost.kind, lost.count) for lost in run.report.lines()] == [
            (lost.kind, lost.count) for lost in whole.lines()
        ]
    if format_id == "jsonl":
        named = [{line["document"]["name"] for line in read(path)} for path in sorted(runs[0].files)]
        assert sorted(map(len, named)) == [2, 2, 6]
        assert set().union(*named) == {f"d{number}" for number in range(10)}


def test_out_may_be_a_file_or_a_folder(project: Project, tmp_path: Path) -> None:
    assert export(project, tmp_path / "x.jsonl", "jsonl").files == [tmp_path / "x.jsonl"]
    first = (tmp_path / "x.jsonl.export-report.json").read_bytes()
    export(project, tmp_path / "y.jsonl", "jsonl")
    assert (tmp_path / "x.jsonl.export-report.json").read_bytes() == first
    assert (tmp_path / "y.jsonl.export-report.json").exists()
    assert export(project, tmp_path / "deep" / "er", "jsonl").files == [tmp_path / "deep" / "er" / "p.jsonl"]
    (tmp_path / "folder.jsonl").mkdir()
    assert export(project, tmp_path / "folder.jsonl", "jsonl").files == [
        tmp_path / "folder.jsonl" / "p.jsonl"
    ]
    (tmp_path / "note").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="cannot be written"):
        export(project, tmp_path / "note", "jsonl")
    assert (tmp_path / "note").read_text(encoding="utf-8") == "mine"
    (tmp_path / "taken" / "p.jsonl").mkdir(parents=True)
    with pytest.raises(UserError, match="as it was"):
        export(project, tmp_path / "taken", "jsonl")
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["p.jsonl"]


def test_a_readme_that_no_export_wrote_is_never_replaced(project: Project, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Mine\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"README\.md was written by somebody.*choose an empty folder"):
        export(project, tmp_path / "data.parquet", "huggingface")
    assert (tmp_path / "README.md").read_text("utf-8") == "# Mine\n"
    assert not (tmp_path / "data.parquet").exists()
    first = export(project, tmp_path / "out", "huggingface", split=HALVES)
    again = export(project, tmp_path / "out", "huggingface", split=HALVES)
    assert [path.name for path in again.files] == ["README.md", "dev.parquet", "labels.png", "train.parquet"]
    assert first.hint == f"from datasets import load_dataset; data = load_dataset({str(tmp_path / 'out')!r})"


def test_an_export_that_is_stopped_leaves_the_old_files(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(project, out, "jsonl", split=HALVES)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    project.add_span(project.document_rows(project.document_keys())[0].id, start=0, end=7, label="ORG")
    steps = jobs.export_job(project, out, asked("jsonl", split=HALVES))
    while next(steps).text != "train":
        pass  # until the first part is written, aside
    steps.close()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    export(project, out, "jsonl", split=HALVES)
    assert {path.name for path in out.iterdir()} == set(before)
    assert {path.name: path.read_bytes() for path in out.iterdir()} != before


def test_documents_with_equal_and_impossible_names_come_out_apart(tmp_path: Path) -> None:
    project = Project.create(tmp_path / "p.wbench", schema=load_schema("news"), annotator=ADA)
    names = ["a", "a", "A", "a/b", "a\\b", "../../up", "", ".", "..", "con", "x" * 400, "x" * 401, "é" * 200,
             "tab\tline\nbreak", "a.txt", "a 2", " a ", "-", "*?"]  # fmt: skip
    texts = [f"Ana and text number {number}." for number in range(len(names))]
    fill(project, [bundle(name, text=text) for name, text in zip(names, texts, strict=True)])
    export(project, tmp_path / "deep" / "out", "brat")
    found = sorted((tmp_path / "deep").rglob("*.txt"))
    assert sorted(path.read_text(encoding="utf-8") for path in found) == sorted(texts)
    assert {path.parent for path in found} == {tmp_path / "deep" / "out" / "p"}
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".txt"] == []
    for path in found:
        assert "Ana" in path.with_suffix(".ann").read_text(encoding="utf-8")
    for format_id in ("csv", "conll", "jsonl"):
        export(project, tmp_path / format_id, format_id)
    project.close()


def test_every_comment_goes_out_once_or_is_told(project: Project, tmp_path: Path) -> None:
    first = project.document_rows(project.document_keys())[0].id
    spans = project.bundle(first).spans
    zoe = Project.open(project.path, annotator=Annotator("018f0000-0000-7000-8000-000000000009", "Zoe"))
    zoe.add_comment(first, target_kind="document", target=first, text="Zoe has no layer.")
    zoe.close()
    bob = Project.open(project.path, annotator=BOB)
    bob.add_comment(first, target_kind="document", target=first, text="Bob has one.")
    (question,) = [c.id for c in bob.comments(first) if c.text.startswith("Zoe")]
    bob.add_comment(first, target_kind="document", target=first, text="So what?", parent=question)
    bob.add_comment(first, target_kind="span", target=spans[0].id, text="On Ada's span.")
    bob.add_comment(first, target_kind="span", target=spans[1].id, text="On one that goes.")
    bob.close()
    project.delete_spans([spans[1].id])
    result = export(project, tmp_path / "out", "jsonl")
    found = Counter(
        c["text"] for line in read(tmp_path / "out" / "p.jsonl") for c in line.get("comments", [])
    )
    assert found == Counter(["Zoe has no layer.", "Bob has one.", "So what?", "On Ada's span."])
    (line,) = result.report.lines()
    assert (line.kind, line.count, line.examples[0][1].what) == (
        "comments on what is left out",
        1,
        "On one that goes.",
    )
    # and all of it comes in again: the answer still answers the question that stands on another line
    copy = Project.create(tmp_path / "copy.wbench", schema=project.schema, annotator=ADA)
    plan = jobs.finish(jobs.plan_job(copy, [tmp_path / "out" / "p.jsonl"]))
    jobs.finish(jobs.import_job(copy, plan))
    plan.close()
    export(copy, tmp_path / "again" / "p.jsonl", "jsonl")
    copy.close()
    assert (tmp_path / "again" / "p.jsonl").read_bytes() == (tmp_path / "out" / "p.jsonl").read_bytes()


def test_the_name_of_a_file_of_another_format_is_no_folder(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"out\.txt is no name for CoNLL columns: end it in one of \.conll"):
        export(project, tmp_path / "out.txt", "conll")
    assert not (tmp_path / "out.txt").exists()
    (tmp_path / "old.txt").mkdir()
    for name in ("old.txt", "release-1.2"):
        assert export(project, tmp_path / name, "conll").files[0].parent == tmp_path / name
    (told,) = export(project, tmp_path / "train.iob2.conll", "conll").files
    assert told == tmp_path / "train.iob2.conll"  # the scheme is in the name already


def test_options_are_checked(project: Project, tmp_path: Path) -> None:
    for options, sentence in (
        ({"nope": "1"}, "no option “nope”: it has"),
        ({"scheme": "iob9"}, "choose one of"),
    ):
        with pytest.raises(UserError, match=sentence):
            export(project, tmp_path / "out", "conll", Selection(), options)
    with pytest.raises(UserError, match="can be read, not written"):
        export(project, tmp_path / "out", "text")
    assert not (tmp_path / "out").exists()


def test_a_text_that_goes_out_for_each_annotator_is_told(project: Project, tmp_path: Path) -> None:
    told = jobs.finish(jobs.export_job(project, tmp_path / "a", asked("conll"))).report.warnings
    assert [words.split(":")[0] for words in told] == [
        "1 document goes out more than once, with each annotator's labels"
    ]
    assert exporting.preview(project, asked("conll")).warnings == told
    one = asked("conll", Selection(annotators=("ADA",)))
    assert jobs.finish(jobs.export_job(project, tmp_path / "b", one)).report.warnings == []
    assert exporting.preview(project, asked("jsonl")).warnings == []
    with pytest.raises(UserError, match=r"no annotator Zed\. There are: Ada, Bob"):
        exporting.preview(project, asked("conll", Selection(annotators=("Zed",))))


def test_examples_of_losses_say_in_whose_layer_they_are(project: Project) -> None:
    report = exporting.preview(project, asked("conll"))
    assert report.annotators == {"Ada", "Bob"} and report.plain()["annotators"] == ["Ada", "Bob"]
    of_things = [line.of_things() for line in report.lines()]
    assert of_things == sorted(of_things, reverse=True) and len(set(of_things)) == 2  # spans first
    examples = [example for line in report.lines() for example in line.examples]
    layers = {
        span.id: layer.annotator.id
        for row in project.document_rows(project.document_keys())
        for layer in project.layers(row.id)
        for span in project.bundle(row.id, layer.annotator.id).spans
    }
    of_spans = [one for one in examples if one.loss.target in layers]
    assert of_spans and all(
        one.annotator is not None and one.annotator.id == layers[one.loss.target] for one in of_spans
    )
    one = of_spans[0]
    assert one.annotator is not None
    assert one.words(named=True) == f"{one.loss.what} ({one.loss.document}, {one.annotator.name})"
    assert one.words(named=False) == f"{one.loss.what} ({one.loss.document})"
    assert not any(one.annotator for one in examples if one.loss.kind == "metadata of documents")


def test_what_is_kept_of_a_layer_is_counted_for_each_and_what_is_kept_of_a_document_once() -> None:
    report = ExportReport("huggingface")
    for name in ("Ada", "Bob"):
        bundle = Bundle(Document("d", "d", "text"), Annotator(name, name))
        for what in ("attributes of documents", "metadata of documents"):
            report.add(Loss(f"{what}, kept in columns beside", "d", "genre=wire"), bundle)
    layer, document = report.lines()
    assert (layer.count, [one.annotator.name for one in layer.examples if one.annotator]) == (
        2,
        ["Ada", "Bob"],
    )
    assert (document.count, document.examples[0].annotator) == (1, None)


def test_files_of_an_earlier_export_are_named(project: Project, tmp_path: Path) -> None:
    jobs.finish(jobs.export_job(project, tmp_path / "out", asked("jsonl", split=HALVES)))
    (tmp_path / "out" / "mine.txt").write_text("kept")
    report = jobs.finish(jobs.export_job(project, tmp_path / "out", asked("jsonl"))).report
    assert report.warnings == ["Of an earlier export, and no part of this one: dev.jsonl, train.jsonl."]
    assert (tmp_path / "out" / "train.jsonl").exists() and (tmp_path / "out" / "mine.txt").exists()


def test_what_is_lost_of_a_document_is_counted_once_for_all_its_layers(project: Project) -> None:
    report = exporting.preview(project, asked("conll"))
    counted = {line.kind: line.count for line in report.lines()}
    assert (report.documents, report.layers) == (6, 7)
    assert counted["names of documents"] == 6
    assert counted["annotators, rounds and statuses of layers"] == 7
