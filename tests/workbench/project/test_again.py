"""Finished documents once more: an empty further round is worked on, the earlier one stays and is not seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from layers import WHO, fill, line, schema

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator, Span, new_id
from workbench.project import Project
from workbench.project.agreement import Question
from workbench.project.comparing import Layers
from workbench.project.consistency import form_table
from workbench.project.occurrences import Search
from workbench.storage import suggestions as stored

ADA = WHO["Ada"]["id"]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Ada has finished a, b and c, Ben a; d is not begun."""
    made = Project.create(tmp_path / "p.wbench", schema=schema(), annotator=Annotator(ADA, "Ada"))
    lines = [line(name, "Ada", ("ORG", "Bo"), ("PER", "Ana")) for name in "abc"]
    fill(made, [*lines, line("a", "Ben", ("PER", "Bo")), line("d", "Ben", ("PER", "Bo"))], tmp_path)
    yield made
    made.close()


def documents(project: Project) -> dict[str, str]:
    return {row.name: row.id for row in project.document_rows(project.document_keys())}


def state(project: Project, name: str) -> tuple[int, str, int]:
    (row,) = [row for row in project.document_rows(project.document_keys()) if row.name == name]
    return row.round, row.status, row.spans


def test_the_earlier_round_is_not_seen_and_not_touched(project: Project) -> None:
    a = documents(project)["a"]
    before = project.bundle(a)
    change = project.again([a])
    assert change.title == "do 1 document again" and {thing.kind for thing in change.created} >= {"layer"}
    assert state(project, "a") == (2, "new", 0) and state(project, "b") == (1, "done", 2)
    hidden = project.bundle(a)
    assert (hidden.round, hidden.status, hidden.spans) == (2, "new", ())
    assert [row.round for row in project.layers(a) if row.annotator.id == ADA] == [2]
    assert project.finished_count() == 2 and project.next_unfinished() == a
    assert [(row.document_name, row.status) for row in project.assignments()] == [("a", "new")]
    (found, *_) = project.occurrences(Search("Bo"), document_id=a)
    assert found.labels == () and project.label_counts(a) == {}
    assert ("Bo",) in [row.forms for row in form_table(project, [ADA])]  # of b and c
    # what is written goes to the second round
    project.add_span(a, start=8, end=10, label="PER")
    project.add_span(a, start=0, end=3, label="ORG")
    project.set_layer_attribute(a, name=project.schema.attributes[0].id, value=None)
    assert state(project, "a") == (2, "in progress", 2)
    assert {span.label for span in project.spans([s.id for s in before.spans])} == {"ORG", "PER"}
    assert project.spans([span.id for span in before.spans], ADA) == []  # not shown in the window either
    project.set_status(a, "done")
    assert state(project, "a") == (1, "done", 2) and project.bundle(a) == before


def test_a_document_that_comes_again_is_in_the_order_of_work(project: Project) -> None:
    a = documents(project)["a"]
    with project.store.write() as db:
        group = new_id()
        stored.replace(db.conn, a, "m", [(group, "", Span(group, "PER", 4, 6, score=0.5))], op=1)
    assert project.work_order("plain") == []  # finished
    project.again([a])
    assert project.work_order("plain") == [(a, 1)]


def test_undo_takes_it_back_and_redo_brings_it_again(project: Project) -> None:
    a = documents(project)["a"]
    before = project.bundle(a)
    project.again([a])
    project.add_span(a, start=8, end=10, label="PER")
    project.undo()
    assert state(project, "a")[:2] == (2, "new")
    project.undo()
    assert project.bundle(a) == before and project.assignments() == []
    project.redo()
    assert state(project, "a") == (2, "new", 0)


def test_a_share_is_drawn_by_the_seed(project: Project) -> None:
    change = project.again(share=0.5, seed=3)
    drawn = {thing.document for thing in change.created if thing.kind == "layer"}
    assert len(drawn) == 2
    project.undo()
    assert {t.document for t in project.again(share=0.5, seed=3).created if t.kind == "layer"} == drawn
    # what waits is not asked for twice; what is left is
    rest = {t.document for t in project.again(share=1.0).created if t.kind == "layer"}
    assert len(rest) == 1 and not rest & drawn
    with pytest.raises(UserError, match="nothing can come again"):
        project.again(share=1.0)


def test_what_cannot_come_again_is_said(project: Project) -> None:
    names = documents(project)
    with pytest.raises(UserError, match="not finished"):
        project.again([names["a"], names["d"]])
    for share in (0.0, -1.0, 1.5):
        with pytest.raises(UserError, match="above 0"):
            project.again(share=share)
    assert project.undo_title() == "" or "again" not in project.undo_title()


def test_a_round_that_comes_with_an_import_waits_for_the_first_one(project: Project, tmp_path: Path) -> None:
    a = documents(project)["a"]
    project.set_status(a, "in progress")
    fill(project, [line("a", "Ada", ("PER", "Bo"), round=2, status="in progress")], tmp_path)
    assert state(project, "a") == (1, "in progress", 2)
    assert [row.round for row in project.layers(a) if row.annotator.id == ADA] == [1, 2]
    project.set_status(a, "done")
    assert state(project, "a") == (2, "in progress", 1)
    assert project.next_unfinished() == a


def test_the_agreement_with_oneself(project: Project) -> None:
    a = documents(project)["a"]
    project.again([a])
    project.add_span(a, start=0, end=3, label="PER")
    project.add_span(a, start=8, end=10, label="PER")
    project.set_status(a, "done")
    question = Question(Layers((), None, 0, ()), "", ("f1",), 0, 1, "")
    report = jobs.finish(jobs.agreement_job(project, question))
    assert report.documents == 1 and len(report.annotators) == 2
    assert report.rows[0].values["exact"].value == 0.5
    # a third round may follow
    project.again([a])
    assert state(project, "a") == (3, "new", 0)


def test_what_is_done_in_the_new_round_and_elsewhere_is_told(project: Project) -> None:
    a, b = documents(project)["a"], documents(project)["b"]
    project.add_comment(b, target_kind="document", target=b, text="About b.")
    project.again([a])
    project.add_span(a, start=8, end=10, label="PER")
    newest, again, other, *_ = [one.title for one in project.history()]
    assert "Bo" in newest and again == "do 1 document again" and "About b" in other
    assert project.undo_title() == newest
    assert [one.text for one in project.comment_threads()] == ["About b."]


def test_nothing_tells_what_was_said_before(project: Project) -> None:
    """Enter's label, Ctrl+D's counts, examples, values, comments and suggestions while a round is under way."""
    d = documents(project)["d"]
    word = "rained"  # labelled by Ada alone, in this document alone
    start = project.text(d).index(word)
    span = (
        project.add_span(d, start=start, end=start + len(word), label="EVENT", attributes={"ref": "Q7"})
        .created[0]
        .id
    )
    project.add_comment(d, target_kind="span", target=span, text="It is one.")
    project.add_comment(d, target_kind="document", target=d, text="The event is right.")
    project.set_status(d, "done")
    said = {
        "history": lambda: any(word in one.title for one in project.history()),
        "label": lambda: project.last_label_of(word) == "EVENT",
        "counts": lambda: project.form_counts(word) == {"EVENT": 1},
        "examples": lambda: word in project.examples("EVENT"),
        "values": lambda: "Q7" in project.completions("ref"),
        "comments": lambda: bool(project.comments(d)) and bool(project.bundle(d).comments),
        "threads": lambda: bool(project.comment_threads()),
    }
    assert all(told() for told in said.values())
    project.again([d])
    project.add_span(d, start=0, end=1, label="PER")  # the last label is another one now
    assert [name for name, told in said.items() if told()] == []
    assert project.unaided(d) and not project.unaided(documents(project)["b"])
    project.set_status(d, "done")
    assert all(told() for told in said.values()) and not project.unaided(d)
    # two rounds are one answer, not two
    project.again([d])
    project.add_span(d, start=start, end=start + len(word), label="EVENT")
    project.set_status(d, "done")
    assert project.form_counts(word) == {"EVENT": 1}
