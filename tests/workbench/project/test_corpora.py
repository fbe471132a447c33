"""Files of other people's annotation: each comes in, or says what is wrong; the spans cover their words.

Needs the folder of corpora beside the checkout; nothing of it belongs to the project.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from workbench import jobs
from workbench.errors import UserError
from workbench.formats import Reading, find_format, inputs
from workbench.model import Annotator, Bundle, Span, new_id
from workbench.project import Project, statistics
from workbench.schema import load_schema

CORPORA = Path(__file__).parents[4] / "shared" / "corpora"
pytestmark = pytest.mark.skipif(not CORPORA.exists(), reason="the corpora are not here")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(
        tmp_path / "p.wbench", schema=load_schema("ner"), annotator=Annotator(new_id(), "Ada")
    )
    yield made
    made.close()


def imported(project: Project, *paths: Path, **more: object) -> list[Bundle]:
    """What is stored after an import, spans of every label included."""
    plan = jobs.finish(jobs.plan_job(project, list(paths), **more))
    assert not plan.fatal, [str(problem) for problem in plan.fatal]
    labels = dict.fromkeys(plan.unknown_labels, "+") | dict.fromkeys(plan.unknown_relations, "")
    jobs.finish(jobs.import_job(project, plan, labels=labels))
    plan.close()
    return list(statistics.bundles(project))


def read(format_id: str, path: Path, **options: str) -> list[Bundle]:
    reading = Reading(options=options)
    found = list(find_format(format_id).read(path, reading))
    assert not [str(problem) for problem in reading.problems if problem.fatal]
    return found


def words(bundle: Bundle) -> Counter[tuple[str, str]]:
    return Counter((span.label, span.covered(bundle.document.text)) for span in bundle.spans)


def test_every_file_comes_in_or_says_why_not(project: Project) -> None:
    refused, count = {}, 0
    for path in sorted(path for path in CORPORA.rglob("*") if path.is_file()):
        if path.suffix == ".txt" and path.with_suffix(".ann").exists():
            continue
        count += 1
        try:
            plan = jobs.finish(jobs.plan_job(project, [path]))
        except UserError as error:
            refused[path] = str(error)
            continue
        for problem in plan.problems:
            assert problem.path.exists() and problem.message.endswith(".")
        if plan.fatal:
            refused[path] = str(plan.fatal[0])
        else:
            assert plan.rows
        plan.close()
    assert count > 150 and all(str(path.parent) in words for path, words in refused.items())
    honest = (
        *("cannot tell the format", "this is a type system", "no view of this file holds a text"),
        *("Put its type system beside it", "If another tool made it", "column_data", "there is no text here"),
        "it holds no text",
        *(".invalid.", "casWithFloatingPointSpecialValues"),
    )
    assert [words for words in refused.values() if not any(one in words for one in honest)] == []


def test_whole_folders_come_in(project: Project) -> None:
    for folder in ("brat-litbank", "brat-tutorials", "prodigy"):
        assert imported(project, CORPORA / folder)


def test_four_annotators_of_brat(project: Project) -> None:
    folder = CORPORA / "brat-four-annotators" / "example-project"
    stored = imported(project, folder, options={"annotators": "folder"})
    assert project.document_count() == 7
    assert Counter(bundle.annotator.name for bundle in stored if bundle.annotator) == dict.fromkeys(
        ("Lisa", "Maria", "Max", "Peter"), 7
    )
    for bundle in stored:
        assert bundle.annotator
        lines = (
            (folder / bundle.annotator.name / f"{bundle.document.name}.ann").read_text("utf-8").splitlines()
        )
        rows = [line.split("\t") for line in lines if line.startswith("T")]
        assert words(bundle) == Counter((row[1].split()[0], row[2]) for row in rows)


def test_columns_of_wnut() -> None:
    for name in ("emerging.dev.conll", "emerging.test.annotated"):
        path = CORPORA / "conll-wnut17" / name
        lines = [line.split("\t") for line in path.read_text("utf-8").split("\n")]
        expected: Counter[tuple[str, str]] = Counter()
        open_: list[str] = []
        label = ""
        for cells in [*lines, [""]]:
            tag = cells[-1].strip() if len(cells) > 1 else "O"
            if open_ and not tag.startswith("I-"):
                expected[label, " ".join(open_)] += 1
                open_ = []
            if tag != "O":
                label = tag[2:]
                open_.append(cells[0])
        (bundle,) = read("conll", path)
        assert words(bundle) == expected and sum(expected.values()) > 800


def test_offsets_of_doccano_and_prodigy() -> None:
    found = 0
    for path in sorted((CORPORA / "doccano").rglob("*.jsonl")):
        keys = ("label", "labels", "entities")
        rows = list(_objects(path.read_text("utf-8")))
        if not all(isinstance(row.get("text"), str) for row in rows):
            continue
        for row, bundle in zip(rows, read("doccano", path), strict=True):
            spans = [one for key in keys for one in row.get(key) or () if isinstance(one, list | dict)]
            places = [
                (one[2], one[0], one[1])
                if isinstance(one, list)
                else (one["label"], one["start_offset"], one["end_offset"])
                for one in spans
            ]
            assert words(bundle) == Counter((label, row["text"][start:end]) for label, start, end in places)
            found += len(places)
    assert found > 10
    for name in ("annotations.jsonl", "drugs_training_300.jsonl"):
        path = CORPORA / "prodigy" / name
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        taken: dict[str, set[tuple[str, str, int]]] = {}
        for row in rows:
            if row.get("answer", "accept") == "accept":
                taken.setdefault(row["text"], set()).update(
                    (one["label"], row["text"][one["start"] : one["end"]], one["start"])
                    for one in row.get("spans", ())
                )
        bundles = read("prodigy", path)
        for bundle in bundles:
            text = bundle.document.text
            spans = {(span.label, span.covered(text), span.start) for span in bundle.spans}
            assert spans == taken[text]
        assert len({bundle.document.text for bundle in bundles}) == len(taken)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The objects of JSON Lines, or of one after another over several lines."""
    decode, rest = json.JSONDecoder().raw_decode, text.strip()
    while rest:
        value, end = decode(rest)
        yield value
        rest = rest[end:].strip()


def _utf16(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_offsets_of_uima() -> None:
    pytest.importorskip("cassis")
    found = 0
    for path in sorted((CORPORA / "uima-cassis" / "json").rglob("casWith*Annotations/data.json")):
        data = json.loads(path.read_text("utf-8"))
        things = data["%FEATURE_STRUCTURES"]
        texts = [one["sofaString"] for one in things if "sofaString" in one]
        if not texts:
            continue
        (bundle,) = read("uima-json", path)
        expected = Counter(
            _utf16(texts[0], one["begin"], one["end"])
            for one in things
            if "begin" in one and "DocumentAnnotation" not in one["%TYPE"] and one["begin"] < one["end"]
        )
        covered = Counter(span.covered(texts[0]) for span in bundle.spans)
        assert covered and not covered - expected
        found += sum(covered.values())
    assert found > 15
    folder = CORPORA / "uima-cassis"
    for name, types in (
        ("small_cas", "small_typesystem"),
        ("cas_with_smileys", "important_dkpro_types"),
        ("cas_with_inheritance", "typesystem_with_inheritance"),
        ("cas_with_collections", "typesystem_with_collections"),
    ):
        path = folder / "xmi" / f"{name}.xmi"
        raw = path.read_text("utf-8")
        places = {(int(a), int(b)) for a, b in re.findall(r'begin="(\d+)" end="(\d+)"', raw)}
        bundles = read("uima-xmi", path, typesystem=str(folder / "typesystems" / f"{types}.xml"))
        for bundle in bundles:
            text = bundle.document.text
            for span in bundle.spans:
                assert _places(text, span) in places


def _places(text: str, span: Span) -> tuple[int, int]:
    start = len(text[: span.start].encode("utf-16-le")) // 2
    return start, start + len(text[span.start : span.end].encode("utf-16-le")) // 2


def test_inputs_pass_over_what_is_about_a_corpus() -> None:
    found = inputs([CORPORA / "brat-litbank"])
    assert len(found) == 12 and {kind.id for kind, _ in found} == {"brat"}
