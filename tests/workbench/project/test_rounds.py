"""Several rounds of one annotator: a dataset takes one of them, and says how many stay here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from layers import WHO, fill, line, schema
from support import asked

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator
from workbench.project import Project, exporting
from workbench.project.lessons import lessons
from workbench.project.selection_words import read_words

ADA = WHO["Ada"]["id"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Ada has done a twice and b once, Ben a once."""
    made = Project.create(tmp_path / "p.wbench", schema=schema(), annotator=Annotator(ADA, "Ada"))
    lines = [line(name, "Ada", ("ORG", "Bo")) for name in "ab"]
    fill(made, [*lines, line("a", "Ben", ("PER", "Bo"))], tmp_path)
    (a, *_) = [row.id for row in made.document_rows(made.document_keys()) if row.name == "a"]
    made.again([a])
    made.add_span(a, start=8, end=10, label="PER")
    made.add_span(a, start=0, end=3, label="PER")
    made.set_status(a, "done")
    yield made
    made.close()


@pytest.mark.parametrize(
    ("format_id", "words", "layers", "spans", "others"),
    [
        ("conll", "", 3, 3, 1),
        ("conll", "round:first", 3, 3, 1),
        ("conll", "round:latest", 3, 4, 1),
        ("conll", "round:2", 1, 2, 3),
        ("conll", "round:all", 4, 5, 0),
        ("jsonl", "", 4, 5, 0),
        ("jsonl", "round:first", 3, 3, 1),
        ("jsonl", "round:latest status:done annotator:Ada", 2, 3, 1),
    ],
)
def test_of_several_rounds_one_goes_out(
    format_id: str, words: str, layers: int, spans: int, others: int, project: Project, tmp_path: Path
) -> None:
    selection = read_words(words)
    told = exporting.preview(project, asked(format_id, selection))
    assert (told.layers, told.spans, told.other_rounds) == (layers, spans, others)
    report = jobs.finish(jobs.export_job(project, tmp_path / "out", asked(format_id, selection))).report
    assert (report.layers, report.spans, report.other_rounds) == (layers, spans, others)
    assert report.proof is not None and (report.proof.state, report.proof.read) == ("same", layers)
    assert report.plain().get("rounds_left_out", 0) == others


def test_a_round_that_is_not_done_does_not_stand_in_for_one_that_is(project: Project) -> None:
    (b,) = [row.id for row in project.document_rows(project.document_keys()) if row.name == "b"]
    project.again([b])
    told = exporting.preview(project, asked("conll", read_words("round:latest")))
    assert (told.layers, told.other_rounds, told.left_out) == (3, 1, {"new": 1})


@pytest.mark.parametrize("words", ["round:0", "round:last", "round:-1", "round:²"])
def test_a_round_that_is_none_is_refused(words: str) -> None:
    with pytest.raises(UserError, match="write round:first, latest, all or a number from 1"):
        read_words(words)


def test_where_only_the_round_leaves_everything_out_it_is_said(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"4 layers are left out as other rounds .* --round all takes every"):
        jobs.finish(jobs.export_job(project, tmp_path / "out", asked("conll", read_words("round:7"))))


@pytest.mark.parametrize(
    ("words", "frozen", "conll"), [("", 4, 3), ("round:all", 4, 4), ("round:latest", 3, 3)]
)
def test_a_frozen_version_keeps_its_round(
    words: str, frozen: int, conll: int, project: Project, tmp_path: Path
) -> None:
    _, manifest = jobs.finish(jobs.freeze_job(project, "v1", asked("jsonl", read_words(words))))
    assert manifest.counts["layers"] == frozen
    assert jobs.finish(jobs.check_version_job(project, manifest)) == ""
    told = jobs.finish(jobs.preview_version_job(project, manifest, asked("conll")))
    assert told.layers == conll


def test_a_version_in_another_format_takes_the_first_round(project: Project) -> None:
    _, manifest = jobs.finish(jobs.freeze_job(project, "v1", asked("conll")))
    assert (manifest.counts["layers"], manifest.counts["spans"]) == (3, 3)
    assert jobs.finish(jobs.check_version_job(project, manifest)) == ""


def test_what_is_learnt_from_counts_nobody_twice(project: Project) -> None:
    seen: list[Any] = [lesson.document for lesson in lessons(project, finished_only=True)]
    assert len(seen) == 3
    spans = [span.label for lesson in lessons(project, finished_only=False) for span in lesson.spans]
    assert sorted(spans) == ["ORG", "ORG", "PER"]
