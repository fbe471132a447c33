"""Another label for many spans at once: one operation, values kept, other people's layers left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from layers import WHO, fill, line, schema

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator
from workbench.project import Project
from workbench.project.consistency import FormContext, as_occurrence, form_contexts, form_table

ADA = WHO["Ada"]["id"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Ada has Bo as an organisation twice, Ben once as a person."""
    made = Project.create(tmp_path / "p.wbench", schema=schema(), annotator=Annotator(ADA, "Ada"))
    lines = [
        line("a", "Ada", ("ORG", "Bo")),
        line("b", "Ada", ("ORG", "Bo"), ("GPE", "Ana")),
        line("b", "Ben", ("PER", "Bo")),
    ]
    fill(made, lines, tmp_path)
    yield made
    made.close()


def bo(project: Project) -> list[FormContext]:
    row = next(row for row in form_table(project) if row.forms == ("Bo",))
    return form_contexts(project, row)


def mine(project: Project) -> list[str]:
    return [one.span for one in bo(project) if one.annotator.id == ADA]


def test_spans_of_several_documents_are_one_step(project: Project) -> None:
    change = project.relabel_spans(mine(project), label="PER")
    assert change.title == "relabel 2 × “Bo” as Person" and len(change.updated) == 2
    assert len({thing.document for thing in change.updated}) == 2 and change.document == ""
    assert {one.label for one in bo(project)} == {"PER"}
    project.undo()
    assert [one.label for one in bo(project)] == ["ORG", "ORG", "PER"]
    project.redo()
    assert {one.label for one in bo(project)} == {"PER"}


def test_values_that_both_labels_have_are_kept_and_the_others_named(project: Project) -> None:
    first, second = mine(project)
    project.set_span_attribute(first, name="ref", value="Q1")
    shared = {a.id for a in project.schema.label("ORG").attributes} & {
        a.id for a in project.schema.label("GPE").attributes
    }
    assert "ref" in shared
    project.relabel_spans([first], label="GPE")
    (span,) = project.spans([first])
    assert (span.label, span.attributes["ref"]) == ("GPE", "Q1")
    change = project.relabel_spans([first, second], label="DATE")
    assert any("ref Q1" in note for note in change.notes)
    assert all(one.label == "DATE" for one in project.spans([first, second]))


def test_what_others_made_is_left_alone(project: Project) -> None:
    everybody = [one.span for one in bo(project)]
    with pytest.raises(UserError, match="somebody else"):
        project.relabel_spans(everybody, label="GPE")
    assert [one.label for one in bo(project)] == ["ORG", "ORG", "PER"]
    with pytest.raises(UserError, match="already"):
        project.relabel_spans(mine(project), label="ORG")
    with pytest.raises(UserError, match="no label"):
        project.relabel_spans(mine(project), label="XYZ")
    assert project.can_correct(ADA) and not project.can_correct(WHO["Ben"]["id"])


def test_the_gold_can_be_corrected_while_it_is_written(project: Project, tmp_path: Path) -> None:
    gold = Annotator(WHO["gold"]["id"], "gold", "gold")
    fill(project, [line("a", "gold", ("ORG", "Bo"))], tmp_path)
    (span,) = [one.span for one in bo(project) if one.annotator.kind == "gold"]
    with pytest.raises(UserError, match="somebody else"):
        project.relabel_spans([span], label="PER")
    project.write_as(gold)
    project.relabel_spans([span], label="PER")
    assert project.spans([span])[0].label == "PER"


def test_no_two_alike_come_of_it(project: Project) -> None:
    first, second = mine(project)
    document = bo(project)[0].document
    (span,) = project.spans([first])
    project.add_span(document, start=span.start, end=span.end, label="PER")
    change = project.relabel_spans([first, second], label="PER")
    assert any("beside" in note for note in change.notes)
    assert {one.id: one.label for one in project.spans([first, second])} == {first: "ORG", second: "PER"}
    with pytest.raises(UserError, match="Beside each"):
        project.relabel_spans([first], label="PER")


def test_what_was_missed_is_labelled_in_one_step(project: Project) -> None:
    row = next(row for row in form_table(project) if row.forms == ("Bo",))
    missing = jobs.finish(jobs.missing_job(project, row, [ADA]))
    assert [one.name for one in missing] == ["a", "b"]
    change = project.label_occurrences([as_occurrence(one) for one in missing], label="PER")
    assert len([thing for thing in change.created if thing.kind == "span"]) == 2
    assert jobs.finish(jobs.missing_job(project, row, [ADA])) == []
    project.undo()
    assert len(jobs.finish(jobs.missing_job(project, row, [ADA]))) == 2
