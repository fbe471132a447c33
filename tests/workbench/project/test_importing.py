"""Whose is what: when a document, a layer, a span, an annotator that comes in is one that is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from support import rows

from workbench import jobs
from workbench.errors import ImportRefused, UserError
from workbench.model import Annotator, Change
from workbench.project import Project
from workbench.project.gold import gold_annotator
from workbench.project.importing import ImportPlan
from workbench.schema import load_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
BOB = Annotator("018f0000-0000-7000-8000-000000000002", "Bob")
SPAN = "018f0000-0000-7000-8000-00000000000a"
TEXT = "Ana met Bo in Oslo."


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Project]:
    project = Project.create(tmp_path / "p.wbench", schema=load_schema("ner"), annotator=ADA)
    yield project
    project.close()


def line(name: str = "a", text: str = TEXT, *, id: str = "", **more: Any) -> dict[str, Any]:
    """A bundle's line; `spans` may be given as (id, start, end)."""
    document = {"name": name, "text": text, **({"id": id} if id else {})}
    if "spans" in more:
        more["spans"] = [
            {"id": key, "label": "PER", "start": start, "end": end} for key, start, end in more["spans"]
        ]
    return {"document": document, **more}


def planned(project: Project, *lines: Mapping[str, Any]) -> ImportPlan:
    path = project.path.with_name("in.jsonl")
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    return jobs.finish(jobs.plan_job(project, [path]))


def take(project: Project, *lines: Mapping[str, Any], **how: Any) -> Change:
    """Import these lines."""
    plan = planned(project, *lines)
    try:
        return jobs.finish(jobs.import_job(project, plan, **how))
    finally:
        plan.close()


def states(project: Project, *lines: Mapping[str, Any]) -> list[str]:
    """What would become of these lines."""
    plan = planned(project, *lines)
    plan.close()
    return [row.state for row in plan.rows]


def names(project: Project) -> list[str]:
    return [row.name for row in project.document_rows(project.document_keys())]


def ids(project: Project) -> list[str]:
    return [row.id for row in project.document_rows(project.document_keys())]


def layers(project: Project) -> dict[str, int]:
    """Spans by annotator on the first document."""
    return {layer.annotator.name: layer.spans for layer in project.layers(ids(project)[0])}


def test_equal_texts_under_other_names_stay_two(empty: Project) -> None:
    take(empty, line("Gazette"), line("Tribune"), line("Gazette"))
    take(empty, line("Herald"), line("Tribune"))
    assert names(empty) == ["Gazette", "Tribune", "Herald"]
    assert states(empty, line("Post", spans=[]), line("Post", spans=[])) == ["new", "already there"]


def test_equal_names_over_other_texts_stay_two(empty: Project) -> None:
    take(empty, line(text="One."), line(text="Two."))
    take(empty, line(text="Two."), line(text="Three."))
    assert names(empty) == ["a", "a", "a"]


def test_a_known_id_is_the_document_whatever_its_name(empty: Project) -> None:
    take(empty, line(id=SPAN))
    take(empty, line("renamed", id=SPAN.upper(), spans=[("", 0, 3)]))
    assert names(empty) == ["a"]
    assert layers(empty) == {"Ada": 1}


def test_a_known_id_with_another_text_is_refused(empty: Project) -> None:
    take(empty, line(id=SPAN))
    before = rows(empty)
    with pytest.raises(UserError, match="has the id of one in the project, with another text"):
        take(empty, line(id=SPAN, text="Bo met Ana in Oslo."))
    assert rows(empty) == before


def test_a_known_document_takes_a_new_layer(empty: Project) -> None:
    take(empty, line(spans=[("T1", 0, 3)]))
    take(empty, line(annotator={"name": "Bob"}, spans=[("T1", 8, 10)]))
    assert names(empty) == ["a"]
    assert layers(empty) == {"Ada": 1, "Bob": 1}


def test_an_identical_layer_is_there_already_whatever_its_ids(empty: Project) -> None:
    take(empty, line(spans=[("T1", 0, 3), ("T2", 8, 10)]))
    history = empty.history()
    assert states(empty, line(spans=[("x", 8, 10), ("", 0, 3)])) == ["already there"]
    change = take(empty, line(spans=[("x", 8, 10), ("", 0, 3)]))
    assert change.operation == ""
    assert change.notes == ("All of it is there already.",)
    assert empty.history() == history


def test_a_different_layer_is_refused_unless_it_replaces(empty: Project) -> None:
    take(empty, line(spans=[(SPAN, 0, 3)]))
    before = rows(empty)
    other = line(spans=[(SPAN, 8, 10)])
    with pytest.raises(UserError, match=r"Ada has a different layer on “a”.*--replace"):
        take(empty, line("new one"), other)
    assert rows(empty) == before
    change = take(empty, other, replace=True)
    (span,) = empty.bundle(ids(empty)[0]).spans
    assert (span.id, span.start) == (SPAN, 8)
    tombs = empty.store.connection.execute("SELECT noun FROM tombstone").fetchall()
    assert tombs == []  # the layer and its span came back under their ids
    empty.undo_operation(change.operation)
    assert {key: row for key, row in rows(empty).items() if key[0] != "annotator"} == {
        key: row for key, row in before.items() if key[0] != "annotator"
    }


def test_two_different_layers_in_one_import_are_refused_and_equal_ones_are_one(empty: Project) -> None:
    with pytest.raises(ImportRefused, match="two different layers"):
        take(empty, line(spans=[("a", 0, 3)]), line(spans=[("a", 8, 10)]))
    assert names(empty) == []
    take(empty, line(spans=[("a", 0, 3)]), line(spans=[("b", 0, 3)]))
    assert layers(empty) == {"Ada": 1}
    take(empty, line(spans=[("a", 8, 10)], round=2))
    assert layers(empty) == {"Ada": 1}
    assert [layer.round for layer in empty.layers(ids(empty)[0])] == [1, 2]


def test_ids_that_are_no_uuids_become_the_same_uuids_each_time(empty: Project, tmp_path: Path) -> None:
    take(empty, line(spans=[("T1", 0, 3)]), line("b", spans=[("T1", 0, 3)]))
    first, second = (empty.bundle(key).spans[0].id for key in ids(empty))
    assert first != second
    take(empty, line(spans=[("T1", 0, 2)]), replace=True)
    assert empty.bundle(ids(empty)[0]).spans[0].id == first


def test_the_same_span_ids_in_three_layers_become_ids_of_their_own(empty: Project) -> None:
    arrow = {"label": "x", "head": SPAN, "tail": SPAN, "id": SPAN}
    spans = [(SPAN, 0, 3)]
    copies = [
        line(spans=spans),
        line("copy", spans=spans, relations=[arrow]),
        line("copy", spans=spans, relations=[arrow], round=2),
        line("copy", spans=spans, relations=[arrow], annotator={"name": "Bob"}),
    ]
    take(empty, *copies, labels={"x": ""})
    spans_there = {key for noun, key in rows(empty) if noun == "span"}
    assert len(spans_there) == 4
    assert empty.bundle(ids(empty)[0]).spans[0].id == SPAN
    assert states(empty, *(one for one in copies if "relations" not in one)) == ["already there"]


def test_comments_follow_the_spans_that_got_other_ids(empty: Project) -> None:
    remark = {"id": SPAN, "target": {"kind": "span", "id": SPAN}, "text": "Who?"}
    take(empty, line(spans=[(SPAN, 0, 3)]))
    copy = line("copy", spans=[(SPAN, 0, 3)], comments=[remark])
    take(empty, copy)
    first, second = ids(empty)
    (comment,) = empty.comments(second)
    assert comment.target == empty.bundle(second).spans[0].id != SPAN
    assert empty.comments(first) == []
    # and one more, on a layer that is there
    more = {"id": "c2", "target": {"kind": "span", "id": SPAN}, "text": "He.", "parent": SPAN}
    assert states(empty, {**copy, "comments": [remark, more]}) == ["new comments"]
    take(empty, {**copy, "comments": [remark, more]})
    assert [(c.text, c.target == comment.target) for c in empty.comments(second)] == [
        ("Who?", True),
        ("He.", True),
    ]
    assert states(empty, {**copy, "comments": [remark, more]}) == ["already there"]


def test_a_copied_documents_comments_are_not_lost(empty: Project) -> None:
    remark = {"id": SPAN, "target": {"kind": "document"}, "text": "Nice."}
    take(empty, line(comments=[remark]))
    take(empty, line("copy", comments=[remark]))
    assert [len(empty.comments(key)) for key in ids(empty)] == [1, 1]
    assert states(empty, line("copy", comments=[remark])) == ["already there"]


def test_an_annotator_is_an_id_and_a_bare_name_the_only_one_of_that_name(empty: Project) -> None:
    take(empty, line("1", annotator={"id": BOB.id, "name": "Bob"}, status="done"))
    take(empty, line("2", annotator={"name": "Bob"}, status="done"))
    assert [a for a in empty.annotators() if a.name == "Bob"] == [BOB]
    take(empty, line("3", annotator={"id": SPAN, "name": "Bob"}, status="done"))
    assert [a.id for a in empty.annotators() if a.name == "Bob"] == [BOB.id, SPAN]
    # two of that name now: a bare name is neither
    take(empty, line("4", annotator={"name": "Bob"}, status="done"))
    take(empty, line("5", annotator={"name": "Bob"}, status="done"))
    assert len([a for a in empty.annotators() if a.name == "Bob"]) == 3


def test_who_is_first_known_by_a_comment_gets_a_name_later(empty: Project) -> None:
    remark = {"target": {"kind": "document"}, "text": "Hm.", "annotator": BOB.id, "id": SPAN}
    take(empty, line(comments=[remark]))
    assert BOB.id in {a.id for a in empty.annotators()}
    take(empty, line("b", comments=[]), line("c", annotator={"id": BOB.id, "name": "Bob"}, status="done"))
    assert BOB in empty.annotators()


def test_a_layer_without_status_is_done_if_it_holds_anything(empty: Project) -> None:
    take(
        empty,
        line("1", spans=[("", 0, 3)]),
        line("2", annotator={"name": "Ada"}),
        line("3", annotator={"name": "Ada"}, status="done"),
        line("4"),
    )
    found = {row.name: [layer.status for layer in empty.layers(row.id)] for row in _rows(empty)}
    assert found == {"1": ["done"], "2": ["new"], "3": ["done"], "4": []}


def _rows(project: Project) -> list[Any]:
    return project.document_rows(project.document_keys())


def test_mapped_labels_are_recognised_when_they_come_again(empty: Project) -> None:
    arrow = {"label": "met", "head": "a", "tail": "b"}
    about = {"target": {"kind": "span", "id": "a"}, "text": "A person."}
    bundle = line(spans=[("a", 0, 3), ("b", 8, 10)], relations=[arrow], comments=[about])
    bundle["spans"][0]["label"] = "PERSON"
    for wrong, sentence in (
        ({}, "no PERSON.*--map.*--add-labels.*--drop-labels"),
        ({"PERSON": "PER"}, "no relation met.*--map.*--drop-labels"),
        ({"PERSON": "NOBODY", "met": ""}, "PERSON cannot become NOBODY"),
        ({"PERSON": "PER", "met": "PER"}, "met cannot become PER"),
    ):
        with pytest.raises(UserError, match=sentence):
            take(empty, bundle, labels=wrong)
    assert names(empty) == []
    change = take(empty, bundle, labels={"PERSON": "PER", "met": ""})
    assert change.notes == ("Left out: 1 relation.",)
    assert take(empty, bundle, labels={"PERSON": "PER", "met": ""}).operation == ""
    assert {span.label for span in empty.bundle(ids(empty)[0]).spans} == {"PER"}
    take(empty, {**bundle, "annotator": {"name": "Bob"}}, labels={"PERSON": "", "met": ""})
    assert layers(empty) == {"Ada": 2, "Bob": 1}
    assert [c.text for c in empty.comments(ids(empty)[0])] == ["A person."]  # Bob's went with its span


def test_added_labels_are_in_the_schema_and_leave_with_the_import(empty: Project) -> None:
    bundle = line(spans=[("a", 0, 3)])
    bundle["spans"][0]["label"] = "a new=label"
    change = take(empty, bundle, labels={"a new=label": "+"})
    assert empty.schema.find_label("a new=label") is not None
    assert states(empty, bundle) == ["already there"]
    empty.undo_operation(change.operation)
    assert empty.schema.find_label("a new=label") is None
    assert names(empty) == []


def test_taking_back_a_layer_takes_its_comments_along(empty: Project) -> None:
    take(empty, line())
    remark = {"target": {"kind": "span", "id": "a"}, "text": "Who?"}
    change = take(empty, line(spans=[("a", 0, 3)], comments=[remark]))
    assert len(empty.comments(ids(empty)[0])) == 1
    empty.undo_operation(change.operation)
    assert empty.comments(ids(empty)[0]) == []
    assert layers(empty) == {}


def test_a_plan_stores_nothing_and_an_onlooker_leaves_no_trace(empty: Project) -> None:
    take(empty, line())
    empty.close()
    before = empty.path.read_bytes()
    eve = Project.open(empty.path, annotator=Annotator(SPAN, "Eve"))
    planned(eve, line("b", spans=[("", 0, 3)])).close()
    assert eve.undo_title() == ""
    eve.close()
    assert empty.path.read_bytes() == before
    eve = Project.open(empty.path, annotator=Annotator(SPAN, "Eve"))
    eve.add_span(ids(eve)[0], start=0, end=3, label="PER")
    assert [a.name for a in eve.annotators()] == ["Ada", "Eve"]
    assert [row.title for row in eve.history()][:2] == ["label Person “Ana”", "Eve joins"]
    eve.close()


def test_another_window_may_fill_the_project_between_plan_and_import(empty: Project) -> None:
    lines = [line(id=SPAN, spans=[("a", 0, 3)]), line("b")]
    plan = planned(empty, *lines)
    other = Project.open(empty.path, annotator=ADA)
    take(other, *lines)
    other.close()
    jobs.finish(jobs.import_job(empty, plan))
    plan.close()
    assert names(empty) == ["a", "b"]
    assert layers(empty) == {"Ada": 1}


def test_without_broken_files_the_others_come_as_if_alone(empty: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    odd = {**line(), "spans": [{"label": "ODD", "start": 0, "end": 3}]}
    rare = {**line("r"), "annotator": {"name": "Bob"}, "spans": [{"label": "RARE", "start": 0, "end": 3}]}
    layer = {**line("both", spans=[("", 0, 3)]), "annotator": {"name": "Ada"}}
    (folder / "a.jsonl").write_text("\n".join(map(json.dumps, (layer, odd, rare))) + "\n{oops\n")
    (folder / "b.jsonl").write_text(json.dumps(layer) + "\n" + json.dumps(odd))
    plan = jobs.finish(jobs.plan_job(empty, [folder]))
    assert [row.state for row in plan.rows] == ["new", "new", "new", "already there", "already there"]
    with pytest.raises(
        ImportRefused,
        match=r"1 of 2 files is broken: nothing was stored. Mend it, or leave it out with --skip-broken",
    ):
        jobs.finish(jobs.import_job(empty, plan))
    whole = plan.without_broken(empty.schema)
    plan.close()
    assert [(row.name, row.state) for row in whole.rows] == [("both", "new"), ("a", "new")]
    assert dict(whole.unknown_labels) == {"ODD": 1} and list(whole.annotators) == [ADA.id]
    assert whole.first_seen == {"ODD": f"{folder / 'b.jsonl'}:2"}
    assert len(whole.problems) == 1 and not whole.fatal
    jobs.finish(jobs.import_job(empty, whole, labels={"ODD": ""}))
    whole.close()
    assert names(empty) == ["both", "a"]


def test_where_all_files_are_broken_nothing_can_be_left_out(empty: Project, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{oops\n")
    plan = jobs.finish(jobs.plan_job(empty, [tmp_path / "a.jsonl"]))
    with pytest.raises(ImportRefused, match="nothing was stored"):
        plan.without_broken(empty.schema)
    plan.close()


def test_what_is_wrong_with_a_document_is_named_with_its_line(empty: Project) -> None:
    plan = planned(
        empty, line(), {**line(), "spans": [{"id": "a", "label": "PER", "start": 0, "end": 3}] * 2}
    )
    plan.close()
    assert [problem.line for problem in plan.fatal] == [2]
    plan = planned(empty, line("b", id=SPAN), line("b", "Other.", id=SPAN))
    plan.close()
    assert [problem.line for problem in plan.fatal] == [2]


def test_the_gold_of_another_program_is_the_gold_of_this_project(empty: Project) -> None:
    take(empty, line(spans=[("", 0, 3)]) | {"annotator": {"name": "curation", "kind": "gold"}})
    assert [one for one in empty.annotators() if one.kind == "gold"] == [gold_annotator(empty.id)]
    assert states(empty, line(spans=[("", 0, 3)]) | {"annotator": {"name": "x", "kind": "gold"}}) == [
        "already there"
    ]


def test_what_a_folder_holds_of_no_known_format_is_named(empty: Project, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps(line()))
    (folder / "b.annotated").write_text("Ana\tB-PER\n")
    (folder / "c.png").touch()
    (folder / "visual.conf").touch()
    plan = jobs.finish(jobs.plan_job(empty, [folder]))
    plan.close()
    assert [(one.path, one.message, one.fatal) for one in plan.problems] == [
        (folder, "of no known format, and passed over: b.annotated, c.png.", False)
    ]
    plan = jobs.finish(jobs.plan_job(empty, [folder], format_id="jsonl"))
    plan.close()
    (told,) = plan.problems
    assert told.message == "not of the format jsonl, and passed over: b.annotated, c.png."


def test_two_layers_in_folders_of_several_people_name_the_setting(empty: Project, tmp_path: Path) -> None:
    for who, end in (("ann", 3), ("bob", 7)):
        (tmp_path / "in" / who).mkdir(parents=True)
        (tmp_path / "in" / who / "a.txt").write_text("Ana met")
        (tmp_path / "in" / who / "a.ann").write_text(f"T1\tPER 0 {end}\t{'Ana met'[:end]}\n")
    plan = jobs.finish(jobs.plan_job(empty, [tmp_path / "in"]))
    assert "--set annotators=folder" in plan.fatal[0].remedy
    plan.close()
    plan = jobs.finish(jobs.plan_job(empty, [tmp_path / "in"], options={"annotators": "folder"}))
    assert not plan.fatal and plan.formats == ["brat"]
    plan.close()
