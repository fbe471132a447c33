"""Frozen versions by the command line: freeze, list, show, check, diff, delete."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from msgspec.structs import replace

from workbench.formats.base import Writing
from workbench.model import Annotator, Bundle
from workbench.project import Project, exporting

Cli = Callable[..., Any]
Refused = Callable[..., str]


@pytest.fixture
def filled(cli: Cli, tmp_path: Path) -> Path:
    """A project of four documents with a finished layer each."""
    cli("new", "p.wbench")
    lines = [
        {
            "document": {"name": f"d{n}", "text": f"Ana went to town {n} today."},
            "annotator": {"name": "Bob"},
            "status": "done",
            "spans": [{"label": "PER", "start": 0, "end": 3}],
        }
        for n in range(4)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert cli("import", "p.wbench", "in.jsonl").status == 0
    return Path("p.wbench")


def change(path: Path) -> None:
    """Another person's span in the first document, and the last document gone."""
    project = Project.open(path, annotator=Annotator("018f0000-0000-7000-8000-000000000009", "Zoe"))
    first, *_, last = project.document_rows(project.document_keys())
    project.add_span(first.id, start=0, end=3, label="ORG")
    project.delete_document(last.id)
    project.close()


def test_a_version_is_frozen_listed_shown_compared_and_deleted(
    filled: Path, cli: Cli, tmp_path: Path
) -> None:
    assert "No version is frozen" in cli("dataset", "list", filled).out
    frozen = cli("dataset", "freeze", filled, "v1", "--format", "conll", "--scheme", "bioes", "--folds", 2)
    assert (frozen.status, frozen.err) == (0, "")
    assert frozen.out.startswith(
        "Frozen: v1: 4 documents, 4 layers, 4 spans, 0 relations, conll, 2 folds, seed 0, "
    )
    assert cli("dataset", "list", filled).out.startswith("v1: 4 documents")
    assert [one["name"] for one in json.loads(cli("dataset", "list", filled, "--json").out)] == ["v1"]
    assert cli("dataset", "diff", filled, "v1").out == "No difference.\n"
    change(filled)
    shown = json.loads(cli("dataset", "show", filled, "v1", "--check", "--json").out)
    assert (shown["same_bytes"], shown["counts"]["documents"], shown["options"]["scheme"]) == (
        True,
        4,
        "bioes",
    )
    assert len(shown["files"]) == 4 and shown["split"]["rule"]["folds"]
    lines = cli("dataset", "show", filled, "v1", "--check").out
    assert "hashes texts: " in lines and "labels PER: 4" in lines and "Rebuilt: the same bytes." in lines
    assert "  files fold1/test" in lines
    done = cli("export", filled, "again", "--version", "v1")
    assert (done.status, done.err) == (0, "") and "The same bytes as when “v1” was frozen." in done.out
    assert len(list((tmp_path / "again").rglob("*.conll"))) == 4
    assert cli("export", filled, "other", "--version", "v1", "--format", "brat").status == 0
    assert "4 documents" in cli("export", filled, "dry", "--version", "v1", "--dry-run").out
    assert not (tmp_path / "dry").exists()
    cli("dataset", "freeze", filled, "v2")
    told = cli("dataset", "diff", filled, "v1", "v2").out
    assert told == (
        "format: conll → jsonl\nsplit: 2 folds, seed 0 → none\n"
        "added: d0, Zoe\nremoved: d3, Bob\n1 layer added, 1 layer removed, 0 layers changed.\n"
    )
    found = json.loads(cli("dataset", "diff", filled, "v1", "v2", "--json").out)
    parted = found["layers"]
    assert found["ways"][0] == {"what": "format", "before": "conll", "after": "jsonl"}
    assert [(one["what"], one["document"], len(one["things"])) for one in parted] == [
        ("added", "d0", 1),
        ("removed", "d3", 1),
    ]
    assert "Done: delete the frozen version “v1”." in cli("dataset", "delete", filled, "v1").out
    assert [one["name"] for one in json.loads(cli("dataset", "list", filled, "--json").out)] == ["v2"]


def test_versions_that_only_tokens_part_are_not_called_the_same(filled: Path, cli: Cli) -> None:
    cli("dataset", "freeze", filled, "v1", "--format", "conll")
    cli("dataset", "freeze", filled, "v2", "--format", "conll", "--set", "tokens=whitespace")
    assert cli("dataset", "diff", filled, "v1", "v2").out == "tokens: words → whitespace\nNo layer differs.\n"
    assert cli("dataset", "diff", filled, "v2", "v2").out == "No difference.\n"


def test_a_changed_span_is_told_with_both_words(filled: Path, cli: Cli) -> None:
    cli("dataset", "freeze", filled, "v1")
    project = Project.open(filled, annotator=Annotator("018f0000-0000-7000-8000-000000000009", "Zoe"))
    bob = next(one for one in project.annotators() if one.name == "Bob")
    project.close()
    project = Project.open(filled, annotator=bob)
    first = project.document_rows(project.document_keys())[0].id
    project.relabel_span(project.bundle(first).spans[0].id, label="ORG")
    project.close()
    assert "    changed span: PER 'Ana' → ORG 'Ana' (label)" in cli("dataset", "diff", filled, "v1").out


def test_an_export_needs_a_format_or_a_version(filled: Path, cli: Cli, refused: Refused) -> None:
    assert cli("export", filled, "out").status == 2
    assert "no frozen version “v1”" in refused("export", filled, "out", "--version", "v1")
    assert "frozen with its selection" in refused(
        "export", filled, "out", "--version", "v1", "--label", "PER"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("freeze", "v1", "--format", "text"), "read, not written"),
        (("freeze", "v1", "--status", "returned"), "nothing to freeze"),
        (("freeze", "v1", "--set", "a=b"), "no option “a”"),
        (("show", "v1"), "no frozen version “v1” (none is frozen)"),
        (("diff", "v1"), "no frozen version “v1”"),
        (("delete", "v1"), "no frozen version “v1”"),
    ],
)
def test_what_cannot_be_is_refused(
    words: tuple[str, ...], sentence: str, filled: Path, refused: Refused
) -> None:
    command, *rest = words
    assert sentence in refused("dataset", command, filled, *rest)


def test_a_recipe_freezes_what_it_exports_whatever_has_become_of_the_project(
    filled: Path, cli: Cli, tmp_path: Path
) -> None:
    words = ("--format", "conll", "--only", "unsure:no", "--scheme", "bioes", "--misaligned", "snap-out")
    cli("export", filled, "then", *words, "--round", "latest", "--save-recipe", "ner")
    assert "Frozen: v1" in cli("dataset", "freeze", filled, "v1", "--recipe", "ner").out
    shown = json.loads(cli("dataset", "show", filled, "v1", "--json").out)
    assert (shown["format"], shown["selection"]) == ("conll", "unsure:no round:latest")
    assert (shown["options"]["scheme"], shown["policies"]) == ("bioes", {"misaligned": "snap-out"})
    assert cli("recipes", filled, "--delete", "ner").status == 0
    assert "The same bytes as when" in cli("export", filled, "now", "--version", "v1").out
    (name,) = shown["files"]
    assert (tmp_path / "now" / name).read_bytes() == (tmp_path / "then" / name).read_bytes()


def test_files_that_hold_something_else_end_in_status_1_and_stay(
    filled: Path, cli: Cli, refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = exporting.writable("jsonl")

    def careless(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
        assert kind.write
        return kind.write((structs.replace(one, spans=()) for one in bundles), writing)

    monkeypatch.setattr(exporting, "writable", lambda format_id: replace(kind, write=careless))
    sentence = refused("export", filled, "out", "--format", "jsonl")
    assert sentence.startswith("Do not use these files yet: of 4 layers that were read back")
    assert "export-report.json lists what differs." in sentence and "\n" not in sentence
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".json", ".jsonl"]


def test_what_a_version_would_lose_is_said_without_freezing_it(
    filled: Path, cli: Cli, refused: Refused
) -> None:
    words = ("dataset", "freeze", filled, "v1", "--format", "conll")
    dry, told = cli(*words, "--dry-run"), cli("export", filled, "out", "--format", "conll", "--dry-run")
    assert (dry.status, dry.out) == (0, told.out) and "white space of texts" in dry.out
    assert json.loads(cli(*words, "--dry-run", "--json").out)["losses"]
    assert json.loads(cli("dataset", "list", filled, "--json").out) == []
    cli(*words)
    assert "frozen already" in refused(*words, "--dry-run")
