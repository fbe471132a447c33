"""Undo and redo: any sequence of operations undone gives back the same rows, also after a restart."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import rows

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator, Change, new_id
from workbench.project import Project
from workbench.project.history import in_time
from workbench.schema import load_schema
from workbench.storage import undoing
from workbench.storage.operations import OperationRow

TEXT = "Ana Ito met Bo Li in Oslo on Monday. Bo said it rained."
ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")


def make(folder: Path) -> tuple[Project, str]:
    project = Project.create(folder / "p.wbench", schema=load_schema("news"), annotator=ADA)
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [folder / "a.txt"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    return project, project.document_rows(project.document_keys())[0].id


steps = st.lists(
    st.tuples(
        st.sampled_from(
            ["span", "span", "span", "relabel", "move", "delete", "value", "relation", "reverse", "comment",
             "status", "rename", "unsure", "undo", "redo"]
        ),
        st.integers(0, 50),
        st.integers(1, 20),
        st.sampled_from(["PER", "GPE", "ORG", "CLAIM", "SOURCE", "DATE"]),
    ),
    max_size=25,
)  # fmt: skip


def perform(project: Project, document: str, step: tuple[str, int, int, str]) -> None:
    """One step, as far as the project allows it."""
    kind, a, b, label = step
    spans = project.bundle(document).spans
    relations = project.bundle(document).relations
    span = spans[a % len(spans)] if spans else None
    other = spans[(a + b) % len(spans)] if spans else None
    relation = relations[a % len(relations)] if relations else None
    if kind == "span":
        project.add_span(document, start=a, end=a + b, label=label)
    elif kind == "comment":
        project.add_comment(document, target_kind="document", target=document, text=f"{a} {b}")
    elif kind == "status":
        project.set_status(document, "done" if a % 2 else "in progress")
    elif kind == "rename":
        project.set_document(document, name=f"name {a % 3}")
    elif kind == "undo":
        project.undo()
    elif kind == "redo":
        project.redo()
    elif kind == "reverse" and relation:
        project.reverse_relation(relation.id)
    elif span and other:
        perform_on_span(project, document, kind, span.id, other.id, (a, b, label))


def perform_on_span(
    project: Project, document: str, kind: str, span: str, other: str, values: tuple[int, int, str]
) -> None:
    a, b, label = values
    if kind == "relabel":
        project.relabel_span(span, label=label)
    elif kind == "move":
        project.move_span(span, start=a, end=a + b, run="018f0000-0000-7000-8000-00000000000" + str(b % 3))
    elif kind == "delete":
        project.delete_spans([span])
    elif kind == "value":
        project.set_span_attribute(span, name="ref", value=f"Q{b}")
    elif kind == "unsure":
        project.set_unsure(span, b % 2 == 0)
    elif kind == "relation":
        names = [r.id for r in project.schema.relations]
        project.add_relation(document, head=span, tail=other, label=names[b % len(names)])


@settings(max_examples=60)
@given(steps=steps)
def test_any_sequence_undone_gives_back_the_same_rows(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        project, document = make(Path(name))
        before = rows(project)
        for step in steps:
            try:
                perform(project, document, step)
            except UserError:
                continue
        after = rows(project)
        undone = 0
        while project.undo_title():
            project.undo()
            undone += 1
        assert rows(project) == before
        # after a restart the same way forward again
        project.close()
        project = Project.open(Path(name) / "p.wbench", annotator=ADA)
        for _ in range(undone):
            project.redo()
        assert rows(project) == after
        project.close()


def everything(project: Project) -> list[str]:
    """All that is in the file, and what undo and redo would do."""
    return [*project.store.connection.iterdump(), project.undo_title(), project.redo_title()]


def say_again(project: Project, document: str) -> list[Change]:
    """What can be said of a document, its first span and its first relation, said as it is already."""
    bundle = project.bundle(document)
    again = [project.set_document(document, name=bundle.document.name)]
    if project.layers(document):
        again.append(project.set_status(document, bundle.status))
    for span in bundle.spans[:1]:
        again.append(project.relabel_span(span.id, label=span.label))
        again.append(project.move_span(span.id, start=span.start, end=span.end))
        again.append(project.set_unsure(span.id, span.unsure))
        again += [
            project.set_span_attribute(span.id, name=name, value=value)
            for name, value in span.attributes.items()
        ]
        again.append(project.set_span_note(span.id, span.note))
    return again


@settings(max_examples=40)
@given(steps=steps)
def test_a_gesture_that_changes_nothing_leaves_no_trace(steps: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as name:
        project, document = make(Path(name))
        for step in steps:
            try:
                perform(project, document, step)
            except UserError:
                continue
            before = everything(project)
            for change in say_again(project, document):
                assert not list(change.things()) and not change.operation
            assert everything(project) == before
        project.close()


def test_a_gesture_that_changes_nothing_does_not_write_its_own_row(tmp_path: Path) -> None:
    project, document = make(tmp_path)
    project.set_status(document, "done")
    asked: list[str] = []
    project.store.connection.set_trace_callback(asked.append)
    assert not project.set_status(document, "done").operation
    project.store.connection.set_trace_callback(None)
    assert [one for one in asked if one.startswith(("INSERT", "UPDATE", "DELETE", "REPLACE"))] == []
    project.close()


def test_undo_survives_a_restart_and_is_mine_alone(tmp_path: Path) -> None:
    project, document = make(tmp_path)
    project.add_span(document, start=0, end=7, label="PER")
    project.close()
    bob = Project.open(tmp_path / "p.wbench", annotator=Annotator(new_id(), "Bob"))
    assert bob.undo_title() == ""
    with pytest.raises(UserError, match="nothing to undo"):
        bob.undo()
    bob.close()
    project = Project.open(tmp_path / "p.wbench", annotator=ADA)
    assert project.undo_title() == "label Person “Ana Ito”"
    project.undo()
    assert project.bundle(document).spans == ()
    assert project.redo_title() == "label Person “Ana Ito”"
    project.add_span(document, start=12, end=17, label="PER")
    assert project.redo_title() == ""
    with pytest.raises(UserError, match="nothing to redo"):
        project.redo()
    project.close()


def test_undo_refuses_with_a_sentence_where_somebody_else_changed_the_row(tmp_path: Path) -> None:
    project, document = make(tmp_path)
    project.set_document(document, name="mine")
    bob = Project.open(tmp_path / "p.wbench", annotator=Annotator(new_id(), "Bob"))
    bob.set_document(document, name="Bob's")
    with pytest.raises(UserError, match="Bob has changed the document since"):
        project.undo()
    assert project.document(document).name == "Bob's"
    bob.undo()
    project.undo()
    assert project.document(document).name == "a"
    bob.close()
    project.close()


def test_an_import_is_taken_back_from_the_history_but_for_what_was_touched(tmp_path: Path) -> None:
    project, document = make(tmp_path)
    (tmp_path / "b.txt").write_text("Another text.", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "b.txt"]))
    change = jobs.finish(jobs.import_job(project, plan))
    plan.close()
    assert project.undo_title() == ""  # not by Ctrl+Z
    project.undo_operation(change.operation)
    assert project.document_count() == 1
    assert project.history()[1].undone
    with pytest.raises(UserError, match="already"):
        project.undo_operation(change.operation)
    project.add_span(document, start=0, end=7, label="PER")
    first = next(row for row in project.history() if row.kind == "import" and not row.undone)
    project.undo_operation(first.id)
    assert project.document_count() == 1  # somebody has worked on it
    project.close()


def test_every_deletion_leaves_a_tombstone_with_its_revision(tmp_path: Path) -> None:
    project, document = make(tmp_path)
    change = project.add_span(document, start=0, end=7, label="PER")
    project.delete_spans([change.created[0].id])
    query = "SELECT t.noun, o.kind FROM tombstone t JOIN op o ON o.seq = t.rev"
    assert project.store.connection.execute(query).fetchall() == [("span", "gesture")]
    project.undo()
    assert project.store.connection.execute(query).fetchall() == []
    project.close()


def test_undo_that_is_left_off_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project, document = make(tmp_path)
    project.add_span(document, start=0, end=3, label="PER")
    before = rows(project)
    monkeypatch.setattr(undoing, "STEP", 1)
    job = project.undo_steps()
    assert next(job).text == "taking back"
    job.close()
    assert rows(project) == before and project.undo_title()
    assert project.undo().deleted
    project.close()


def test_what_a_merge_brings_stands_where_it_was_done() -> None:
    rows = [
        OperationRow(
            seq, new_id(), f"2026-01-0{day}T10:00:00.000Z", "Ada", f"{day}", "gesture", "", False, True
        )
        for seq, day in ((4, 2), (3, 1), (2, 3), (1, 1))
    ]
    assert [row.seq for row in in_time(rows)] == [2, 4, 3, 1]
