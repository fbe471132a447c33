"""The list of a project's documents: which rows, in which order, by which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import jobs
from workbench.project import Project

NAMES = ("100% of votes", "1000 of votes", "a_b", "axb", "back\\slash", "Éire")


@pytest.fixture
def project(project: Project, tmp_path: Path) -> Project:
    files = []
    for number, name in enumerate(NAMES):
        files.append(tmp_path / f"{number}.jsonl")
        words = name.replace("\\", "\\\\")
        files[-1].write_text(f'{{"document": {{"name": "{words}", "text": "text {number}"}}}}\n', "utf-8")
    plan = jobs.finish(jobs.plan_job(project, files))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    return project


def names(project: Project, words: str = "") -> list[str]:
    return [row.name for row in project.document_rows(project.document_keys(words))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("0% o", ["100% of votes"]),
        ("OF", ["100% of votes", "1000 of votes"]),
        ("_", ["a_b"]),
        ("k\\s", ["back\\slash"]),
        ("nothing of it", []),
    ],
)
def test_a_filter_takes_its_words_as_they_are(words: str, found: list[str], project: Project) -> None:
    assert names(project, words) == found


def test_the_rows_are_all_of_them_also_when_one_in_the_middle_is_gone(project: Project) -> None:
    everything = ["article", *NAMES]
    assert names(project) == everything
    gone = project.document_rows(project.document_keys("axb"))[0].id
    project.delete_document(gone)
    everything.remove("axb")
    assert names(project) == everything
    for row in project.document_rows(project.document_keys()):
        project.delete_document(row.id)
    assert not project.document_keys() and not project.document_keys("a")
