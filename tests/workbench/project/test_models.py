"""A project's model: trained on finished layers, kept in the file, undone, proposing in what is not done yet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator, new_id
from workbench.project import Project, care

pytest.importorskip("pycrfsuite")
FIRST = ("Ana", "Bo", "Chidi", "Dora", "Emil", "Femi")
LAST = ("Marsh", "Okoro", "Petrov", "Quist", "Rossi", "Sato")


def taught(project: Project, folder: Path, number: int = 6, status: str = "done") -> None:
    """Documents that say where people arrived, with these labelled, and one without a layer."""
    lines = []
    for at in range(number):
        text, spans = "", []
        for name in (f"{first} {LAST[at]}" for first in FIRST):
            text += "Minister "
            spans.append({"label": "PER", "start": len(text), "end": len(text) + len(name)})
            text += f"{name} arrived in Oslo. "
        lines.append({"document": {"name": f"taught {at}", "text": text}, "status": status, "spans": spans})
    lines.append({"document": {"name": "new", "text": "Minister Zoe Falk arrived in Bern."}})
    path = folder / "taught.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [path]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()


def proposed(project: Project) -> list[str]:
    new = project.document_rows(project.document_keys("new"))[0].id
    jobs.finish(jobs.suggest_job(project, ["model"], [new]))
    text = project.text(new)
    return [span.covered(text) for one in project.suggestions(new) for span in one.spans]


def test_it_is_trained_kept_undone_and_due_again(project: Project, tmp_path: Path) -> None:
    assert not project.training_due()
    taught(project, tmp_path)
    assert project.training_due() and project.model() is None and proposed(project) == []
    change, model = jobs.finish(jobs.train_job(project))
    assert change.title == "train the model on 6 documents"
    assert project.model() == model and model.report.documents == 6 and not project.training_due()
    assert model.at and model.report.held_out == 6
    assert proposed(project) == ["Zoe Falk"]
    project.set_model_threshold(1.0)
    assert proposed(project) == []
    project.undo()
    assert project.model_threshold() == 0.5
    assert project.undo_title() == ""  # a training is no gesture: what one did before it is undone first
    assert project.undo_operation(change.operation).deleted[0].kind == "setting"
    assert project.model() is None and proposed(project) == []
    with pytest.raises(UserError, match="from 0 to 1"):
        project.set_model_threshold(1.5)


def test_it_travels_with_a_copy(project: Project, tmp_path: Path) -> None:
    taught(project, tmp_path)
    jobs.finish(jobs.train_job(project))
    care.backup(project, tmp_path / "copy.wbench")
    copy = Project.open(tmp_path / "copy.wbench", annotator=Annotator(new_id(), "Bo"))
    assert proposed(copy) == ["Zoe Falk"]
    copy.close()


def test_too_little_to_learn_from_is_said(project: Project, tmp_path: Path) -> None:
    taught(project, tmp_path, 4)
    with pytest.raises(UserError, match="needs 5 finished documents, and 4 are done"):
        jobs.finish(jobs.train_job(project))


def test_what_is_in_progress_teaches_nothing(project: Project, tmp_path: Path) -> None:
    taught(project, tmp_path, 6, "in progress")
    with pytest.raises(UserError, match="and 0 are done"):
        jobs.finish(jobs.train_job(project))


def test_a_model_that_is_damaged_in_the_file_is_said(project: Project, tmp_path: Path) -> None:
    taught(project, tmp_path)
    jobs.finish(jobs.train_job(project))
    with project.store.write() as db:
        db.conn.execute("UPDATE content SET packed = x'0102' WHERE name = 'model'")
    with pytest.raises(UserError, match="“model” is damaged: train the model"):
        proposed(project)
    jobs.finish(jobs.train_job(project))
    assert proposed(project) == ["Zoe Falk"]  # the same bytes, whole again


def test_only_the_newest_models_are_kept(project: Project, tmp_path: Path) -> None:
    taught(project, tmp_path)
    changes = []
    new = project.document_rows(project.document_keys("new"))[0].id
    for start, end in ((0, 8), (9, 12), (13, 17), (18, 25), (29, 33)):
        project.add_span(new, start=start, end=end, label="PER")
        project.set_status(new, "done")
        changes.append(jobs.finish(jobs.train_job(project))[0])
    kept = project.store.connection.execute("SELECT count(*) FROM content WHERE name = 'model'").fetchone()[0]
    assert kept == 3
    for change in reversed(changes[2:]):
        assert project.model() is not None
        project.undo_operation(change.operation)
    assert project.model() is None  # the one before is not kept any more
