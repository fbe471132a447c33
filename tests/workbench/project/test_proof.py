"""After an export its files are read back: what they say, and what is told when they say something else."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from support import asked

from workbench import formats, jobs
from workbench.errors import UserError
from workbench.formats.base import Loss
from workbench.formats.policies import Policies
from workbench.model import Annotator, Bundle, Comment, Document, Relation, Span
from workbench.project import Project, exporting
from workbench.project.proof import Sent
from workbench.project.selection import Selection
from workbench.schema import load_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
TEXT = "The Bank of England said on Monday, 1 May: “Prices antirise.”"
SPANS = (
    ("ORG", "Bank of England"),
    ("GPE", "England said"),
    ("GPE", "England"),
    ("PER", "rise"),
    ("DATE", "Monday, 1 May"),
    ("CLAIM", "“Prices antirise.”"),
)
WRITERS = [kind.id for kind in formats.FORMATS if kind.write]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three documents with nested, crossing and misaligned spans, fragments, a relation and a comment."""
    made = Project.create(tmp_path / "p.wbench", schema=load_schema("news"), annotator=ADA)
    lines = []
    for number in range(3):
        spans: list[dict[str, Any]] = [
            {
                "id": f"s{at}",
                "label": label,
                "start": TEXT.index(words),
                "end": TEXT.index(words) + len(words),
            }
            for at, (label, words) in enumerate(SPANS)
        ]
        spans.append({"id": "f", "label": "PER", "start": 0, "end": 12, "fragments": [[0, 3], [9, 12]]})
        lines.append(
            {
                "document": {"name": f"d{number}", "text": TEXT},
                "annotator": {"id": ADA.id, "name": "Ada"},
                "status": "done",
                "spans": spans,
                "relations": [{"label": "said-by", "head": "s5", "tail": "s0"}],
                "comments": [
                    {"target": {"kind": "span", "id": "s1"}, "text": "Really?", "at": "2024-01-01T10:00:00Z"}
                ],
            }
        )
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(made, [path]))
    jobs.finish(jobs.import_job(made, plan))
    plan.close()
    yield made
    made.close()


def export(
    project: Project, out: Path, format_id: str, *words: Any, split: Any = None, **how: Any
) -> exporting.ExportResult:
    return jobs.finish(jobs.export_job(project, out, asked(format_id, *words, split=split), **how))


def report(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "export-report.json").read_bytes())
    return found


@pytest.mark.parametrize("format_id", WRITERS)
def test_every_format_is_proved_and_writes_the_same_bytes_twice(
    format_id: str, project: Project, tmp_path: Path
) -> None:
    contents = []
    for name in ("one", "two"):
        export(project, tmp_path / name, format_id)
        files = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        contents.append({str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files})
    assert contents[0] == contents[1]
    proof = report(tmp_path / "one")["proof"]
    assert (proof["state"], proof["read"], proof["differing"]) == ("same", 3, 0)
    assert proof["sentence"].startswith("Read back and compared: the files hold everything")


@pytest.mark.parametrize("format_id", WRITERS)
def test_one_file_per_group_is_proved_and_tells_each_loss_once(
    format_id: str, project: Project, tmp_path: Path
) -> None:
    groups = Selection(groups=("entity", "claim"))
    result = export(project, tmp_path / "out", format_id, groups, {}, Policies("one-file-per-group"))
    proof = report(tmp_path / "out")["proof"]
    assert (proof["state"], proof["read"]) == ("same", 6)
    names = {path.relative_to(tmp_path / "out").parts[0].partition(".")[0] for path in result.files}
    assert {"p-entity", "p-claim"} <= names
    losses = {line.kind: line.count for line in result.report.lines()}
    assert losses["relations between groups, which have a file each"] == 3
    assert all(count <= 21 for count in losses.values())


@pytest.mark.parametrize(
    ("how", "labels"),
    [
        ("", {"ORG", "DATE"}),
        ("longest", {"ORG", "DATE"}),
        ("outermost", {"ORG", "DATE"}),
        ("priority:GPE", {"GPE", "DATE"}),
    ],
)
def test_overlaps_are_settled_as_told(how: str, labels: set[str], project: Project, tmp_path: Path) -> None:
    told = export(project, tmp_path / "out", "conll", None, {}, Policies(how)).report
    text = (tmp_path / "out" / "p.iob2.conll").read_text(encoding="utf-8")
    assert {line.partition("-")[2] for line in text.splitlines() if "\tB-" in line} - labels == set()
    assert all(f"B-{label}" in text for label in labels)
    assert told.proof is not None and told.proof.state == "same"
    lost = {line.kind: line.count for line in told.lines()}
    assert lost["spans in fragments"] == 3 and lost["spans inside a token"] == 3


def test_fragments_and_cut_tokens_go_out_as_told_and_are_named(project: Project, tmp_path: Path) -> None:
    told = export(
        project, tmp_path / "out", "prodigy", None, {}, Policies(fragments="cover", misaligned="snap-out")
    ).report
    (line, *_) = [json.loads(raw) for raw in (tmp_path / "out" / "p.jsonl").read_text("utf-8").splitlines()]
    said = {(span["label"], span["text"]) for span in line["spans"]}
    assert ("PER", "antirise") in said and ("PER", TEXT[0:15].rstrip()[:12]) not in said
    assert ("PER", "The Bank of") in said or ("PER", "The Bank of England") in said
    changed = {one.kind: one.count for one in told.lines() if one.effect == "changed"}
    assert sum(changed.values()) >= 6
    before = exporting.preview(
        project, asked("prodigy", None, {}, Policies(fragments="cover", misaligned="snap-out"))
    )
    assert before.plain()["losses"] == told.plain()["losses"]
    document = project.document_rows(project.document_keys())[0].id
    assert told.lines()[-1].examples[0][0] == document


@pytest.mark.parametrize(
    ("format_id", "policies", "sentence"),
    [
        ("conll", Policies("shortest"), "--overlaps cannot be “shortest”: choose one of longest"),
        ("conll", Policies("longest:PER"), "takes no labels"),
        ("conll", Policies("priority:NOPE"), "no label “NOPE”"),
        ("jsonl", Policies(misaligned="snap-in"), "has no tokens: leave --misaligned out"),
        ("conll", Policies(fragments="glue"), "--fragments cannot be"),
    ],
)
def test_wrong_policies_are_refused(
    format_id: str, policies: Policies, sentence: str, project: Project, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=sentence):
        export(project, tmp_path / "out", format_id, None, {}, policies)
    assert not (tmp_path / "out").exists()


def test_a_proof_can_be_left_out_and_says_so(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path / "out", "jsonl", proving=False)
    proof = report(tmp_path / "out")["proof"]
    assert (proof["state"], proof["sentence"]) == ("not made", "Not read back: this was switched off.")


@pytest.mark.parametrize("format_id", ["jsonl", "csv", "w3c", "conll", "brat", "labelstudio", "webanno-tsv"])
def test_a_writer_that_loses_a_span_in_silence_is_found_out(
    format_id: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = formats.find_format(format_id)
    assert kind.write

    def careless(bundles: Any, writing: Any) -> Any:
        assert kind.write

        def fewer() -> Iterator[Bundle]:
            for bundle in bundles:
                fields = {name: getattr(bundle, name) for name in bundle.__struct_fields__}
                yield Bundle(**{**fields, "spans": bundle.spans[2:], "relations": (), "comments": ()})

        return kind.write(fewer(), writing)

    broken = replace(kind, write=careless)
    monkeypatch.setattr(exporting, "writable", lambda format_id: broken)
    told = export(project, tmp_path / "out", format_id).report
    assert told.proof is not None and told.proof.state == "differs" and told.proof.examples
    assert told.proof_sentence().startswith(
        "Do not use these files yet: of 3 layers that were read back 3 differ"
    )
    assert report(tmp_path / "out")["proof"]["state"] == "differs"


@pytest.mark.parametrize(
    ("policies", "tags"),
    [
        (Policies(), {"B-ORG": 1, "B-DATE": 1, "B-GPE": 0, "B-PER": 0}),
        (Policies("priority:GPE"), {"B-ORG": 0, "B-DATE": 1, "B-GPE": 1, "B-PER": 0}),
        (Policies(misaligned="snap-out"), {"B-ORG": 1, "B-DATE": 1, "B-GPE": 0, "B-PER": 1}),
        (Policies("outermost", "cover"), {"B-ORG": 0, "B-DATE": 1, "B-GPE": 1, "B-PER": 1}),
    ],
)
def test_policies_settle_the_tags_of_a_dataset_and_its_spans_stay_whole(
    policies: Policies, tags: dict[str, int], project: Project, tmp_path: Path
) -> None:
    datasets = pytest.importorskip("pyarrow.parquet")
    groups = Selection(groups=("entity", "time"))
    told = export(project, tmp_path / "out", "huggingface", groups, {}, policies).report
    assert told.proof is not None and told.proof.state == "same"
    table = datasets.read_table(tmp_path / "out" / "p.parquet")
    names = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]["ner_tags"]["feature"][
        "names"
    ]
    row = table.slice(0, 1).to_pylist()[0]
    found = [names[tag] for tag in row["ner_tags"]]
    assert {tag: found.count(tag) for tag in tags} == tags
    spans = {(span["label"], span["start"], span["end"]) for span in row["spans"]}
    assert len(spans) == 6 and ("PER", 0, 12) in spans
    kinds = [
        line.kind for line in told.lines() if line.kind.startswith(("spans in", "nested", "overlapping"))
    ]
    assert kinds and all("kept in columns beside ner_tags" in kind for kind in kinds)


def test_what_was_sent_comes_again_whole_and_each_bundle_with_its_losses() -> None:
    sent = Sent(io.BytesIO())
    loss = Loss("notes", "d1", "a note", "s1")
    whole = Bundle(
        Document("1", "d1", TEXT, meta={"large": 2**70, "list": ["a", 1.5, None]}),
        ADA,
        status="done",
        attributes={"genre": "wire"},
        spans=(Span("s1", "PER", 0, 12, ((0, 3), (9, 12)), {"ref": "Ada"}, "a note", True, "memory", 0.25),),
        relations=(Relation("r1", "same-as", "s1", "s1"),),
        comments=(Comment("c1", "span", "s1", ADA.id, "2024-01-01T10:00:00Z", "Really?"),),
    )
    sent.put(whole, [loss])
    sent.put(Bundle(Document("2", "d2", "")), None)
    sent.put(Bundle(Document("3", "d3", "x")), [])
    first, *rest = sent.bundles()  # a format may read ahead before it compares
    assert first == whole
    assert [bundle.document.name for bundle in rest] == ["d2", "d3"]
    assert sent.take() == [replace(loss, document="", what="")]
    assert [sent.take() for _ in range(3)] == [None, [], []]
