"""Lists of names in a project, and its memory: from the file to the suggestion."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench import jobs
from workbench.errors import UserError
from workbench.project import Project


def suggested(project: Project, document: str) -> list[tuple[str, str, object]]:
    jobs.finish(jobs.suggest_job(project, ["memory"]))
    text = project.text(document)
    spans = [span for one in project.suggestions(document) for span in one.spans]
    return [(span.covered(text), span.label, span.attributes.get("ref")) for span in spans]


def test_names_on_a_list_are_proposed_until_it_is_removed(
    project: Project, document: str, tmp_path: Path
) -> None:
    path = tmp_path / "people.tsv"
    path.write_text("Sergei Shoigu\tPER\tQ43\nNew Delhi\tGPE\n", encoding="utf-8")
    project.add_gazetteer(path)
    path.unlink()  # the project has the bytes
    assert suggested(project, document) == [("Sergei Shoigu", "PER", "Q43"), ("New Delhi", "GPE", None)]
    assert [(one.name, one.names) for one in project.gazetteers()] == [("people.tsv", 2)]
    project.remove_gazetteer("people.tsv")
    assert suggested(project, document) == [] and project.gazetteers() == []
    project.undo()
    assert len(suggested(project, document)) == 2
    project.undo()
    assert project.gazetteers() == []


def test_a_list_of_the_same_name_takes_the_place_of_the_first(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "people.tsv"
    for text in ("A\tPER\n", "A\tPER\nB\tPER\n"):
        path.write_text(text, encoding="utf-8")
        project.add_gazetteer(path)
    assert [one.names for one in project.gazetteers()] == [2]


def test_what_cannot_be_had_is_said(project: Project, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        project.add_gazetteer(tmp_path / "nowhere.tsv")
    with pytest.raises(UserError, match="There is no list people"):
        project.remove_gazetteer("people.tsv")


def test_what_i_label_is_proposed_further_down_and_in_other_documents(
    project: Project, document: str, tmp_path: Path
) -> None:
    (tmp_path / "second.txt").write_text("Shoigu left New Delhi. Sergei Shoigu was tired.", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "second.txt"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    second = project.document_rows(project.document_keys("second"))[0].id
    at = project.text(document).index("Sergei")
    project.add_span(document, start=at, end=at + 13, label="PER", attributes={"ref": "Q43"})
    assert suggested(project, second) == [("Sergei Shoigu", "PER", "Q43")]
    group = project.suggestions(second)[0]
    project.accept(second, [group.id])
    (span,) = project.bundle(second).spans
    assert (span.origin, span.score, span.attributes["ref"]) == ("memory", 1.0, "Q43")
