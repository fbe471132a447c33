"""Frozen versions: the same bytes whatever has become of the project, and what differs between two."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from msgspec.structs import replace
from support import asked, rows

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator, Bundle
from workbench.project import Project, freezing
from workbench.project.datasets import Manifest
from workbench.project.differing import LayerDifference, compare
from workbench.project.known_formats import writable_formats
from workbench.project.selection_words import Selection, read_words
from workbench.project.splits import Rule, SplitChoice
from workbench.schema import load_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
SAMPLES = Path(__file__).parents[3] / "sample_docs"
HALVES = SplitChoice(Rule((("train", 0.5), ("test", 0.5)), group_by="source"), "halves")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """The sample articles with two annotators' layers."""
    made = Project.create(tmp_path / "p.wbench", schema=load_schema("news"), annotator=ADA)
    plan = jobs.finish(jobs.plan_job(made, sorted(SAMPLES.glob("*.jsonl"))))
    jobs.finish(jobs.import_job(made, plan))
    plan.close()
    yield made
    made.close()


def freeze(project: Project, name: str, format_id: str = "jsonl", *words: Any, **how: Any) -> Manifest:
    return jobs.finish(jobs.freeze_job(project, name, asked(format_id, *words, **how)))[1]


def files(folder: Path) -> dict[str, bytes]:
    """All files of an export but its report."""
    found = (
        path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "export-report.json"
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def differences(project: Project, before: str, after: str = "") -> list[LayerDifference]:
    return [one for one in jobs.difference_job(project, before, after) if isinstance(one, LayerDifference)]


def spoil(project: Project) -> None:
    """Change what can be changed: spans, facts, a layer, a document, an annotator's own layer."""
    keys = project.document_keys()
    first, second, *_ = project.document_rows(keys)
    project.add_span(first.id, start=0, end=7, label="ORG")
    project.set_document(first.id, name="Another name", language="xx")
    project.delete_document(second.id)


@pytest.mark.parametrize("format_id", [known.id for known in writable_formats()])
def test_a_rebuilt_version_is_the_same_bytes(format_id: str, project: Project, tmp_path: Path) -> None:
    try:
        jobs.finish(jobs.export_job(project, tmp_path / "then", asked(format_id)))
    except UserError as error:
        pytest.skip(str(error))
    manifest = freeze(project, "v1", format_id)
    assert sorted(manifest.files) == sorted(files(tmp_path / "then"))
    spoil(project)
    result = jobs.finish(jobs.rebuild_job(project, manifest, tmp_path / "now"))
    assert files(tmp_path / "now") == files(tmp_path / "then")
    assert result.files
    assert jobs.finish(jobs.check_version_job(project, manifest)) == ""


def test_a_version_keeps_its_selection_options_and_split(project: Project, tmp_path: Path) -> None:
    words = (Selection(labels=("PER", "DATE"), statuses=("done",)), {"scheme": "bioes"})
    jobs.finish(jobs.export_job(project, tmp_path / "then", asked("conll", *words, split=HALVES)))
    manifest = freeze(project, "v1", "conll", *words, split=HALVES)
    assert (
        manifest.split is not None and sum(manifest.split.documents.values()) == manifest.counts["documents"]
    )
    assert manifest.options["scheme"] == "bioes"
    project.delete_split("halves")
    spoil(project)
    jobs.finish(jobs.rebuild_job(project, manifest, tmp_path / "now"))
    assert files(tmp_path / "now") == files(tmp_path / "then")
    # the layers are kept whole, so that another format takes what it can hold
    other = jobs.finish(jobs.rebuild_job(project, manifest, tmp_path / "other", asked("jsonl")))
    assert {path.name for path in other.files} == {"train.jsonl", "test.jsonl"}


def test_many_documents_are_kept_in_several_contents_and_shared(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "_EACH", 2)
    monkeypatch.setattr(freezing, "_PACKED", 1)
    first = freeze(project, "v1")
    assert len(first.contents) == 3
    project.set_document(project.document_rows(project.document_keys())[-1].id, name="Another")
    second = freeze(project, "v2")
    assert first.contents[:2] == second.contents[:2] and first.contents[2] != second.contents[2]
    assert jobs.finish(jobs.check_version_job(project, first)) == ""


def test_a_selection_by_words_is_frozen(project: Project, tmp_path: Path) -> None:
    someone = next(one.name for one in project.annotators() if one.id != ADA.id)
    chosen = read_words(f'annotator:"{someone}" annotator:Ada label:PER unsure:no')
    jobs.finish(jobs.export_job(project, tmp_path / "then", asked("conll", chosen)))
    manifest = freeze(project, "v1", "conll", chosen)
    assert read_words(manifest.selection) == chosen
    spoil(project)
    jobs.finish(jobs.rebuild_job(project, manifest, tmp_path / "now"))
    assert files(tmp_path / "now") == files(tmp_path / "then")


def test_a_manifest_says_what_was_frozen(project: Project) -> None:
    manifest = freeze(project, "v1")
    counts = manifest.counts
    assert counts["spans"] == sum(manifest.labels.values()) > 0 and counts["documents"] == 6
    assert set(manifest.hashes) == {"texts", "annotations", "schema", "options"}
    assert {"annotation-workbench", "python", "msgspec"} <= set(manifest.libraries)
    again = freeze(project, "v2")
    assert (again.hashes, again.contents, again.files) == (manifest.hashes, manifest.contents, manifest.files)
    project.set_document(project.document_rows(project.document_keys())[0].id, name="Another")
    third = freeze(project, "v3", "conll")
    assert third.hashes["options"] != manifest.hashes["options"]
    assert "contents" not in manifest.plain() and json.dumps(manifest.plain())


def test_undo_and_delete(project: Project) -> None:
    freeze(project, "v1")
    stored = rows(project)
    assert project.undo_title() == "freeze the version “v1”"
    project.undo()
    assert project.datasets() == []
    project.redo()
    project.delete_dataset("v1")
    with pytest.raises(UserError, match=r"no frozen version “v1” \(none is frozen\)"):
        project.dataset("v1")
    project.undo()
    assert rows(project) == stored
    assert jobs.finish(jobs.check_version_job(project, project.dataset("v1"))) == ""


def test_names_are_taken_once_and_nothing_is_not_frozen(project: Project) -> None:
    freeze(project, "v1")
    for name, sentence in ((" v1 ", "frozen already"), (" ", "needs a name")):
        with pytest.raises(UserError, match=sentence):
            freeze(project, name)
    with pytest.raises(UserError, match="nothing to freeze"):
        freeze(project, "v2", "jsonl", Selection(statuses=("returned",)))


def test_a_damaged_or_other_build_is_told(project: Project) -> None:
    from workbench.project.datasets import FrozenFile

    manifest = freeze(project, "v1")
    (name,) = manifest.files
    other = replace(manifest, files={name: FrozenFile("0" * 64, 1)}, libraries={"msgspec": "0.0.1"})
    told = jobs.finish(jobs.check_version_job(project, other))
    assert told.startswith(f"Not the bytes that were frozen ({name}): it was frozen with msgspec 0.0.1 (now ")
    lost = replace(manifest, contents=["0" * 64])
    with pytest.raises(UserError, match="lacks a part of this version"):
        jobs.finish(jobs.check_version_job(project, lost))


def test_what_differs_is_told_by_document_and_span(project: Project) -> None:
    freeze(project, "v1")
    assert differences(project, "v1") == differences(project, "v1", "v1") == []
    first, second, *_ = project.document_rows(project.document_keys())
    mine = project.add_span(first.id, start=0, end=7, label="ORG").created[0].id
    project.set_document(second.id, name="Another name")
    found = differences(project, "v1")
    assert next((one.what, one.name, one.annotator) for one in found) == ("added", first.name, "Ada")
    assert {one.how for one in found if one.what == "changed"} == {("facts",)}
    freeze(project, "v2")
    project.relabel_span(mine, label="PER")
    project.set_span_note(mine, "note")
    project.delete_document(second.id)
    found = differences(project, "v2")
    (changed,) = [one for one in found if one.what == "changed"]
    (thing,) = changed.things
    assert (thing.kind, thing.what, thing.id, thing.how) == ("span", "changed", mine, ("label", "note"))
    assert thing.words.startswith("ORG ") and " → PER " in thing.words
    gone = [one for one in found if one.what == "removed"]
    assert {one.document for one in gone} == {second.id}
    assert sum(one.count("removed") for one in gone) > 0
    assert len(differences(project, "v1", "v2")) > 0


def test_a_version_counts_and_compares_what_its_words_take(project: Project, tmp_path: Path) -> None:
    whole = freeze(project, "all")
    manifest = freeze(project, "people", "jsonl", Selection(labels=("PER",)))
    result = jobs.finish(jobs.rebuild_job(project, manifest, tmp_path / "out"))
    assert 0 < manifest.counts["spans"] == result.report.spans == manifest.labels["PER"]
    assert set(manifest.labels) == {"PER"} and manifest.counts["spans"] < whole.counts["spans"]
    first = project.document_rows(project.document_keys())[0]
    project.add_span(first.id, start=0, end=7, label="ORG")
    assert sum(one.count("added") for one in differences(project, "people")) == 0
    project.add_span(first.id, start=10, end=17, label="PER")
    (added,) = [thing for one in differences(project, "people") for thing in one.things]
    assert (added.what, added.words.split()[0]) == ("added", "PER")
    others = [thing for one in differences(project, "all", "people") for thing in one.things]
    assert {thing.what for thing in others} == {"removed"}
    assert sum(one.kind == "span" for one in others) == whole.counts["spans"] - manifest.counts["spans"]


def longer(bundle: Bundle) -> Bundle:
    """The bundle with its first span one code point longer."""
    first, *rest = bundle.spans
    return structs.replace(bundle, spans=(structs.replace(first, end=first.end + 1), *rest))


def test_the_same_content_under_other_ids_is_no_difference(project: Project) -> None:
    rows_ = project.document_rows(project.document_keys())
    someone = next(layer.annotator.id for layer in project.layers(rows_[0].id))
    bundle = project.bundle(rows_[0].id, someone)
    names = {span.id: f"other-{at}" for at, span in enumerate(bundle.spans)}
    other = structs.replace(
        bundle,
        spans=tuple(structs.replace(span, id=names[span.id]) for span in bundle.spans),
        relations=tuple(
            structs.replace(r, id=f"r{r.id}", head=names[r.head], tail=names[r.tail])
            for r in bundle.relations
        ),
        comments=bundle.comments,
    )
    assert bundle.spans and bundle.relations
    assert compare(bundle, other) is None
    moved = structs.replace(
        other, spans=(structs.replace(other.spans[0], end=other.spans[0].end + 1), *other.spans[1:])
    )
    found = compare(bundle, moved)
    assert found is not None and {thing.what for thing in found.things if thing.kind == "span"} == {
        "added",
        "removed",
    }
    kept = structs.replace(
        bundle, spans=(structs.replace(bundle.spans[0], end=bundle.spans[0].end + 1), *bundle.spans[1:])
    )
    found = compare(bundle, kept)
    assert found is not None
    assert [(t.what, t.how) for t in found.things if t.kind == "span"] == [("changed", ("extent",))]


@pytest.mark.parametrize("tokens", ["spacy", "words"])
def test_a_version_is_frozen_with_tokens_that_a_format_calls_by_a_word(tokens: str, project: Project) -> None:
    pytest.importorskip("spacy")
    manifest = freeze(project, "v1", "spacy", options={"tokens": tokens})
    assert manifest.options["tokens"] == tokens
    assert jobs.finish(jobs.check_version_job(project, manifest)) == ""
