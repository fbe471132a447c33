"""Splits as they are stored: nothing that was dealt moves, what belongs together stays together, leaks are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support import asked, rows

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator
from workbench.project import Project
from workbench.project.exporting import ExportResult
from workbench.project.splits import NEAR, Dealt, Rule, SplitChoice, folds
from workbench.schema import load_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
SHARES = (("train", 0.6), ("dev", 0.2), ("test", 0.2))
WORDS = [f"{one}{other}" for one in ("min", "col", "fri") for other in ("ister", "league", "day", "weapon")]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "p.wbench", schema=load_schema("news"), annotator=ADA)
    yield made
    made.close()


def story(number: int, *, change: int = 0) -> str:
    """A text of its own for each number; `change` replaces so many of its 30 words at the end."""
    words = [f"{WORDS[(number * 7 + at * 3) % len(WORDS)]}{number}" for at in range(30)]
    return " ".join(words[: 30 - change] + [f"other{at}" for at in range(change)])


def fill(project: Project, *documents: tuple[str, str, dict[str, Any]], label: str = "PER") -> None:
    """Import documents (name, text, meta) with a finished layer of one span each."""
    path = project.path.with_name("in.jsonl")
    lines = [
        {
            "document": {"name": name, "text": text, "meta": meta},
            "status": "done",
            "spans": [{"label": meta.get("label", label), "start": 0, "end": 3}],
        }
        for name, text, meta in documents
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [path]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()


def export(project: Project, split: SplitChoice, out: str = "out") -> ExportResult:
    return jobs.finish(jobs.export_job(project, project.path.with_name(out), asked("jsonl", split=split)))


def names(project: Project, out: str = "out") -> dict[str, set[str]]:
    """Which documents each file has, by its path without suffix."""
    folder = project.path.with_name(out)
    return {
        path.relative_to(folder).with_suffix("").as_posix(): {
            json.loads(line)["document"]["name"] for line in path.read_text("utf-8").splitlines()[1:]
        }
        for path in sorted(folder.rglob("*.jsonl"))
    }


def homes(project: Project, out: str = "out") -> dict[str, str]:
    """The part of each document."""
    return {name: part for part, members in names(project, out).items() for name in members}


def many(first: int, count: int, **meta: Any) -> list[tuple[str, str, dict[str, Any]]]:
    return [(f"d{number}", story(number), dict(meta)) for number in range(first, first + count)]


def test_what_was_dealt_never_moves_and_the_shares_are_kept(project: Project) -> None:
    fill(project, *many(0, 20))
    choice = SplitChoice(Rule(SHARES, seed=3))
    first = export(project, choice)
    assert first.report.split["documents"] == {"train": 12, "dev": 4, "test": 4}
    before = homes(project)
    again = export(project, choice, "again")
    assert first.report_file.read_bytes() == again.report_file.read_bytes()
    fill(project, *many(20, 30))
    assert export(project, choice).report.split["documents"] == {"train": 30, "dev": 10, "test": 10}
    after = homes(project)
    assert {name: after[name] for name in before} == before
    assert project.undo_title() == "deal 30 documents to the split “train=0.6,dev=0.2,test=0.2, seed 3”"


def test_a_dry_run_says_the_same_and_stores_nothing(project: Project) -> None:
    from workbench.project.exporting import preview

    fill(project, *many(0, 10))
    before = rows(project)
    choice = SplitChoice(Rule(SHARES, stratify=True))
    told = preview(project, asked("jsonl", split=choice)).split
    assert rows(project) == before
    assert told == export(project, choice).report.split


def test_a_split_has_a_name_or_its_own_words(project: Project) -> None:
    fill(project, *many(0, 10))
    export(project, SplitChoice(Rule(SHARES), "mine"))
    export(project, SplitChoice(Rule(SHARES, seed=1)))
    assert project.split_names() == ["mine", "train=0.6,dev=0.2,test=0.2, seed 1"]
    export(project, SplitChoice(name="mine"), "by-name")
    export(project, SplitChoice(Rule(SHARES), "mine"), "by-rule")
    assert homes(project, "by-name") == homes(project, "by-rule") != homes(project)
    assert project.split("mine").counts() == {"train": 6, "dev": 2, "test": 2}
    with pytest.raises(UserError, match="stored with another rule"):
        export(project, SplitChoice(Rule(SHARES, seed=9), "mine"))
    with pytest.raises(UserError, match=r"no split “other” \(mine; train"):
        export(project, SplitChoice(name="other"))


def test_undo_redo_and_delete(project: Project) -> None:
    fill(project, *many(0, 10))
    export(project, SplitChoice(Rule(SHARES), "mine"))
    dealt, stored = project.split("mine").of, rows(project)
    project.undo()
    assert project.split_names() == []
    project.redo()
    assert project.split("mine").of == dealt
    project.delete_split("mine")
    assert project.split_names() == []
    project.undo()
    assert rows(project) == stored
    with pytest.raises(UserError, match="no split “x”"):
        project.delete_split("x")


def test_a_group_of_a_key_is_never_torn_apart(project: Project) -> None:
    fill(project, *[(f"d{n}", story(n), {"paper": f"p{n % 7}"}) for n in range(40)], ("none", story(99), {}))
    choice = SplitChoice(Rule(SHARES, group_by="paper"))
    assert export(project, choice).report.warnings == []
    before = homes(project)
    assert all(before[f"d{n}"] == before[f"d{n % 7}"] for n in range(40))
    fill(project, ("late", story(50), {"paper": "p3"}))
    export(project, choice)
    assert homes(project)["late"] == before["d3"]
    with pytest.raises(UserError, match=r"No document has “nope” .* .there is paper, published.; near-dup"):
        project.set_document(project.document_rows(project.document_keys())[0].id, published="2024-01-01")
        export(project, SplitChoice(Rule(SHARES, group_by="nope")))


def test_facts_of_documents_are_keys_too(project: Project) -> None:
    fill(project, *many(0, 6))
    for row in project.document_rows(project.document_keys()):
        project.set_document(row.id, source="agency")
    export(project, SplitChoice(Rule(SHARES, group_by="source")))
    assert [len(members) for members in names(project).values()] == [0, 0, 6]


def test_near_duplicates_stay_together_and_later_ones_follow(project: Project) -> None:
    stories = [
        (f"{paper}{n}", story(n, change=change), {})
        for n in range(15)
        for paper, change in (("a", 0), ("b", 4))
    ]
    fill(project, *stories)
    choice = SplitChoice(Rule(SHARES, group_by=NEAR))
    result = export(project, choice)
    assert (result.report.warnings, result.report.split["leaks"]) == ([], [])
    before = homes(project)
    assert all(before[f"a{n}"] == before[f"b{n}"] for n in range(15))
    assert sorted(map(len, names(project).values())) == [6, 6, 18]
    fill(project, *[(f"c{n}", story(n, change=2), {}) for n in range(15)], ("new", story(70), {}))
    export(project, choice)
    after = homes(project)
    assert all(after[f"c{n}"] == before[f"a{n}"] == after[f"b{n}"] for n in range(15))
    assert {name: after[name] for name in before} == before


def test_what_joins_two_parts_goes_to_the_nearest_and_is_told_with_both_names(project: Project) -> None:
    words = [f"w{n}" for n in range(60)]
    left, right = " ".join(words[:40]), " ".join(words[20:])
    fill(project, ("left", left, {}), ("right", right, {}), *many(0, 8))
    choice = SplitChoice(Rule(SHARES, seed=1, group_by=NEAR))
    seed = 0
    while True:  # a seed that deals the two apart
        choice = SplitChoice(Rule(SHARES, seed=seed, group_by=NEAR))
        export(project, choice)
        at = homes(project)
        if at["left"] != at["right"]:
            break
        seed += 1
    fill(project, ("between", " ".join(words[8:58]), {}))
    report = export(project, choice).report
    assert homes(project)["between"] == at["right"] != at["left"]
    sentence = f"A leak: “left” in {at['left']} and “between” in {at['right']} are near-duplicates."
    assert report.warnings == [sentence]
    assert report.split["leaks"] == [
        {"documents": ["left", "between"], "parts": [at["left"], at["right"]], "why": "are near-duplicates"}
    ]
    assert export(project, choice).report.warnings == [sentence]  # it is told each time
    name = choice.stored_name()
    assert [str(leak) for leak in jobs.finish(jobs.split_check_job(project, name, anew=True)).leaks] == [
        sentence.removeprefix("A leak: ")
    ]


def test_two_people_who_dealt_the_same_documents_keep_what_was_dealt_first(
    project: Project, tmp_path: Path
) -> None:
    """As after a merge: two batches name the documents; the one that was made first counts."""
    from workbench.model import new_id
    from workbench.project.base import Base

    fill(project, *many(0, 4))
    export(project, SplitChoice(Rule(SHARES), "mine"))
    before = project.split("mine").of
    with project._operation("merge") as op:
        row = {"split": project.split_id("mine"), "leaks": None}
        op.put("split_batch", new_id(), {**row, "documents": Base._json({"test": [*before, new_id()]})})
    assert project.split("mine").of == before


def test_labels_are_dealt_by_share(project: Project) -> None:
    labels = ["PER"] * 40 + ["GPE"] * 10 + ["ORG"] * 10
    fill(project, *[(f"d{n}", story(n), {"label": label}) for n, label in enumerate(labels)])
    export(project, SplitChoice(Rule((("a", 0.8), ("b", 0.2)), stratify=True)))
    members = names(project)["b"]
    assert len(members) == 12
    for label, count in (("PER", 8), ("GPE", 2), ("ORG", 2)):
        assert sum(labels[int(name[1:])] == label for name in members) == count


def test_folds_are_a_folder_each_with_the_rest_to_train_on(project: Project) -> None:
    fill(project, *many(0, 10))
    result = export(project, SplitChoice(Rule(folds(3), folds=True)))
    found = names(project)
    assert list(found) == [f"fold{n}/{part}" for n in (1, 2, 3) for part in ("test", "train")]
    everything = {f"d{n}" for n in range(10)}
    for n in (1, 2, 3):
        test, train = found[f"fold{n}/test"], found[f"fold{n}/train"]
        assert test | train == everything and not test & train
    assert set().union(*(found[f"fold{n}/test"] for n in (1, 2, 3))) == everything
    assert (result.report.documents, result.report.spans) == (10, 10)
    assert "fold1/test.jsonl" in json.loads(result.report_file.read_bytes())["files"]


def test_a_read_only_project_is_dealt_and_nothing_is_stored(project: Project) -> None:
    fill(project, *many(0, 10))
    project.read_only = True
    choice = SplitChoice(Rule(SHARES))
    assert export(project, choice).report.split["documents"] == {"train": 6, "dev": 2, "test": 2}
    assert project.split_names() == []


def test_a_wrong_similarity_is_refused() -> None:
    with pytest.raises(UserError, match="above 0 and at most 1, not 2"):
        Rule(SHARES, similar=2.0).check()


def test_dealt_counts_every_part() -> None:
    assert Dealt("x", Rule(SHARES), {"a": 0, "b": 0}).counts() == {"train": 2, "dev": 0, "test": 0}
