"""The same words over a project: under which labels, in which places, and where nobody marked them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from layers import WHO, fill, schema
from layers import line as bundle

from workbench import jobs
from workbench.agreement.consistency import table
from workbench.model import Annotator, new_id
from workbench.project import Project
from workbench.project.consistency import form_contexts, form_table

NEWS = schema()
ADA = (WHO["Ada"]["id"],)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Bo is a person three times and once an organisation; twice it is not marked."""
    made = Project.create(tmp_path / "p.workbench", schema=NEWS, annotator=Annotator(new_id(), "Me"))
    lines = [
        bundle("a", "Ada", ("PER", "Ana"), ("PER", "Bo"), ("CLAIM", "Bo")),
        bundle("a", "Ben", ("PER", "Bo")),
        bundle("b", "Ada", ("ORG", "Bo"), ("DATE", "Monday, 1 May")),
        bundle("c", "Ada", ("PER", "Bo on Monday")),
        bundle("c", "Ben", ("PER", "Bo"), ("DATE", "Monday")),
    ]
    fill(made, lines, tmp_path)
    yield made
    made.close()


def test_the_oddest_words_come_first(project: Project) -> None:
    rows = form_table(project)
    assert [(row.forms, row.group, row.labels, row.odd) for row in rows[:2]] == [
        (("Bo",), "entity", (("PER", 3), ("ORG", 1)), 1),
        (("Ana",), "entity", (("PER", 1),), 0),
    ]
    assert ("Bo",) in [row.forms for row in rows if row.group == "claim"]
    assert form_table(project, ADA)[0].labels == (("ORG", 1), ("PER", 1))


def test_words_may_be_taken_together() -> None:
    counts = [("Moscow", "GPE", 31), ("MOSCOW", "ORG", 2), ("New\nDelhi", "GPE", 1), ("New Delhi", "GPE", 2)]
    assert [row.odd for row in table(counts, NEWS)] == [0] * 4
    first, second = table(counts, NEWS, fold=True)
    assert (first.forms, first.labels, first.odd) == (("Moscow", "MOSCOW"), (("GPE", 31), ("ORG", 2)), 2)
    assert (second.forms, second.total) == (("New Delhi", "New\nDelhi"), 3)


def test_each_number_has_its_places(project: Project) -> None:
    (row, *_) = form_table(project)
    (odd,) = form_contexts(project, row, "ORG")
    assert (odd.name, odd.annotator.name, odd.text, odd.before, odd.label) == (
        "b",
        "Ada",
        "Bo",
        "Ana met ",
        "ORG",
    )
    assert project.spans([odd.span])[0].label == "ORG"
    everything = form_contexts(project, row)
    assert [(one.name, one.annotator.name, one.label) for one in everything] == [
        ("a", "Ada", "PER"),
        ("a", "Ben", "PER"),
        ("b", "Ada", "ORG"),
        ("c", "Ben", "PER"),
    ]


def test_what_nobody_marked_is_found(project: Project) -> None:
    (row, *_) = form_table(project)
    missing = jobs.finish(jobs.missing_job(project, row))
    # the second Bo of each layer; the first of c is inside a longer span
    assert [(one.name, one.annotator.name) for one in missing] == [
        ("a", "Ada"),
        ("a", "Ben"),
        ("b", "Ada"),
        ("c", "Ada"),
        ("c", "Ben"),
    ]
    assert {(one.before[-5:], one.text, one.after) for one in missing} == {("said ", "Bo", ".")}
    assert len(jobs.finish(jobs.missing_job(project, row, ADA))) == 3
    assert len(jobs.finish(jobs.missing_job(project, row, ADA, fold=True))) == 3
