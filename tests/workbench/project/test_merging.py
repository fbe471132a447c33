"""The laws of merging, over random histories of several people: order, twice, deletions, other people's work."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from support import rows

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator, Change, new_id
from workbench.project import Project, merging
from workbench.project.merging import MergePreview
from workbench.schema import load_schema

TEXT = "Ana Ito met Bo Li in Oslo on Monday. Bo said it rained."
ADA = Annotator("018f0000-0000-7000-8000-00000000000a", "Ada")
BOB = Annotator("018f0000-0000-7000-8000-00000000000b", "Bob")
PEOPLE = (ADA, BOB)


def base(folder: Path, name: str = "base", documents: int = 2) -> Path:
    """A project with some documents, closed."""
    path = folder / f"{name}.wbench"
    project = Project.create(path, schema=load_schema("news"), annotator=ADA)
    for number in range(documents):
        (folder / f"{number}.txt").write_text(f"{TEXT} {number}", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [folder / f"{n}.txt" for n in range(documents)]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    project.close()
    return path


def copy(path: Path, name: str) -> Path:
    """What a memory stick does."""
    return Path(shutil.copy(path, path.with_name(f"{name}.wbench")))


def merge(into: Path, *others: Path, who: Annotator = ADA) -> list[tuple[Change, MergePreview]]:
    """Merge files into a project one after the other."""
    project = Project.open(into, annotator=who)
    try:
        return [jobs.finish(jobs.merge_job(project, other)) for other in others]
    finally:
        project.close()


def content(path: Path) -> dict[tuple[str, str], object]:
    """All rows of a project."""
    project = Project.open(path, annotator=ADA)
    try:
        return rows(project)
    finally:
        project.close()


FOUND = (Phase.explicit, Phase.generate)  # making a failing history shorter takes minutes here
KINDS = ["span", "span", "relabel", "move", "delete", "delete", "value", "relation", "relation", "unsure",
         "comment", "status", "rename", "drop", "undo", "undo", "redo"]  # fmt: skip
Step = tuple[str, int, int, str]
steps = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.integers(0, 40),
        st.integers(1, 15),
        st.sampled_from(["PER", "GPE", "CLAIM", "SOURCE"]),
    ),
    max_size=12,
)
FIRST: list[Step] = [
    ("span", 0, 7, "PER"),
    ("span", 1, 9, "GPE"),
    ("span", 12, 5, "PER"),
    ("relation", 0, 1, ""),
]


def work(path: Path, who: Annotator, history: Sequence[Step]) -> None:
    """One person's session on a file."""
    project = Project.open(path, annotator=who)
    try:
        for step in history:
            with suppress(UserError):
                _perform(project, step)
    finally:
        project.close()


def _perform(project: Project, step: Step) -> None:
    kind, a, b, label = step
    keys = project.document_keys()
    if kind == "undo":
        project.undo()
    elif kind == "redo":
        project.redo()
    elif keys:
        document = project.document_rows(keys)[a % len(keys)].id
        _on_document(project, document, kind, (a, b, label))


def _on_document(project: Project, document: str, kind: str, values: tuple[int, int, str]) -> None:
    a, b, label = values
    spans = project.bundle(document).spans
    if kind == "span":
        project.add_span(document, start=a, end=a + b, label=label)
    elif kind == "comment":
        project.add_comment(document, target_kind="document", target=document, text=f"{a} {b}")
    elif kind == "status":
        project.set_status(document, "done" if b % 2 else "in progress")
    elif kind == "rename":
        project.set_document(document, name=f"name {a}")
    elif kind == "drop" and b == 1:
        project.delete_document(document)
    elif spans:
        span, other = spans[a % len(spans)].id, spans[b % len(spans)].id
        if kind == "relabel":
            project.relabel_span(span, label=label)
        elif kind == "move":
            project.move_span(span, start=b, end=a + b + 1)
        elif kind == "delete":
            project.delete_spans([span])
        elif kind == "value":
            project.set_span_attribute(span, name="ref", value=f"Q{a}")
        elif kind == "unsure":
            project.set_unsure(span, b % 2 == 0)
        elif kind == "relation":
            project.add_relation(document, label="same-as", head=span, tail=other)


@settings(max_examples=12, phases=FOUND)
@given(before=steps, ada=steps, bob=steps, ada_elsewhere=steps)
def test_order_does_not_matter_and_twice_is_once(
    before: list[Step], ada: list[Step], bob: list[Step], ada_elsewhere: list[Step]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        start = base(Path(name))
        work(start, ADA, [*FIRST, *before])
        files = [copy(start, "ada"), copy(start, "bob"), copy(start, "stick")]
        for file, who, history in zip(files, (ADA, BOB, ADA), (ada, bob, ada_elsewhere), strict=True):
            work(file, who, history)
        one, other, into_bob = copy(start, "one"), copy(start, "other"), copy(files[1], "into-bob")
        merge(one, *files)
        merge(other, *reversed(files))
        merge(into_bob, files[2], files[0])
        assert content(one) == content(other) == content(into_bob)
        for change, looked in merge(one, *files, other):
            assert change.operation == "" or not looked.people
        assert content(one) == content(other)


@settings(max_examples=12, phases=FOUND)
@given(ada=steps, bob=steps)
def test_nothing_of_anybody_else_changes(ada: list[Step], bob: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as name:
        start = base(Path(name))
        work(start, ADA, [*FIRST, *ada])
        work(start, BOB, FIRST)
        file = copy(start, "bob")
        work(file, BOB, [step for step in bob if step[0] != "drop"])
        theirs = _layers_of(start, ADA)
        merge(start, file)
        assert _layers_of(start, ADA) == theirs
        assert _layers_of(start, BOB) == _layers_of(file, BOB)


def _layers_of(path: Path, who: Annotator) -> list[object]:
    project = Project.open(path, annotator=who)
    try:
        found = [project.bundle(row.id) for row in project.document_rows(project.document_keys())]
        return [(one.document.id, one.status, one.spans, one.relations) for one in found]
    finally:
        project.close()


@settings(max_examples=8, phases=FOUND)
@given(ada=steps, bob=steps)
def test_taking_a_merge_back_gives_the_rows_before_it(ada: list[Step], bob: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as name:
        start = base(Path(name))
        work(start, BOB, FIRST)
        file = copy(start, "bob")
        work(start, ADA, ada)
        work(file, BOB, bob)
        before = content(start)
        ((change, _),) = merge(start, file)
        if not change.operation:
            return
        project = Project.open(start, annotator=ADA)
        project.undo_operation(change.operation)
        after = {key: row for key, row in rows(project).items() if key[0] != "annotator"}
        assert after == {key: row for key, row in before.items() if key[0] != "annotator"}
        project.close()
        merge(start, file)  # the deletion is newer than what the file says
        assert {k: r for k, r in content(start).items() if k[0] != "annotator"} == after


def test_deletions_arrive(tmp_path: Path) -> None:
    start = base(tmp_path)
    work(start, ADA, [("span", 0, 7, "PER"), ("span", 12, 5, "PER")])
    file = copy(start, "stick")
    work(file, ADA, [("delete", 0, 1, "PER")])
    ((change, looked),) = merge(start, file)
    assert looked.people[("Ada", "span", "deleted")] == 1
    assert change.operation
    project = Project.open(start, annotator=ADA)
    assert sum(len(project.bundle(r.id).spans) for r in project.document_rows(project.document_keys())) == 1
    project.close()


def test_work_on_a_deleted_document_waits_for_it(tmp_path: Path) -> None:
    start = base(tmp_path, documents=1)
    file = copy(start, "bob")
    work(file, BOB, [("span", 0, 7, "PER")])
    project = Project.open(start, annotator=ADA)
    project.delete_document(project.document_rows(project.document_keys())[0].id)
    project.close()
    ((_, looked),) = merge(start, file)
    assert looked.waiting == 2  # the layer and its span
    assert _layers_of(start, BOB) == []
    project = Project.open(start, annotator=ADA)
    project.undo()
    project.close()
    assert _layers_of(start, BOB) == _layers_of(file, BOB)


def test_a_change_on_both_sides_is_told_and_the_later_one_stands(tmp_path: Path) -> None:
    start = base(tmp_path, documents=1)
    work(start, ADA, [("span", 0, 7, "PER")])
    file = copy(start, "stick")
    work(start, ADA, [("relabel", 0, 1, "GPE")])
    work(file, ADA, [("unsure", 0, 2, ""), ("relabel", 0, 1, "SOURCE")])
    project = Project.open(start, annotator=ADA)
    looked = merging.preview(project, file)
    assert project.bundle(project.document_rows(project.document_keys())[0].id).spans[0].label == "GPE"
    project.close()
    (clash,) = [one for one in looked.clashes if one.noun == "span"]
    assert not clash.ours and clash.document == "0"
    assert clash.here.startswith("GPE “Ana Ito”") and clash.there.startswith("SOURCE “Ana Ito”")
    ((change, _),) = merge(start, file)
    assert "1 row was changed on both sides: the later change stands." in change.notes
    assert _layers_of(start, ADA) == _layers_of(file, ADA)


def test_namesakes_stay_two_until_somebody_joins_them(tmp_path: Path) -> None:
    start = base(tmp_path, documents=1)
    work(start, ADA, [("span", 0, 7, "PER")])
    file = copy(start, "laptop")
    again = Annotator(new_id(), "Ada")
    work(file, again, [("span", 12, 5, "PER")])
    ((change, _),) = merge(start, file)
    assert any("The Ada of laptop.wbench is another person" in note for note in change.notes)
    project = Project.open(start, annotator=ADA)
    assert [one.name for one in project.annotators()] == ["Ada", "Ada"]
    with pytest.raises(UserError, match="2 people called Ada"):
        project.join_people("Ada", ADA.id)
    project.join_people(again.id, ADA.id)
    document = project.document_rows(project.document_keys())[0].id
    assert [(row.annotator.id, row.round) for row in project.layers(document)] == [(ADA.id, 1), (ADA.id, 2)]
    project.close()
    # what the laptop brings later goes on as hers, and so does she when she opens the file there
    work(file, again, [("status", 0, 1, "")])
    merge(start, file)
    project = Project.open(start, annotator=again)
    assert project.me.id == ADA.id
    assert {row.annotator.id for row in project.layers(document)} == {ADA.id}
    project.undo_title()
    project.close()


def test_a_label_that_the_schema_lacks_is_added(tmp_path: Path) -> None:
    start = base(tmp_path, documents=1)
    file = copy(start, "bob")
    project = Project.open(file, annotator=BOB)
    (tmp_path / "more.jsonl").write_text(
        '{"document": {"name": "more", "text": "Oslo"}, "spans": [{"label": "TOWN", "start": 0, "end": 4}]}',
        encoding="utf-8",
    )
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "more.jsonl"]))
    jobs.finish(jobs.import_job(project, plan, labels={"TOWN": "+"}))
    plan.close()
    project.close()
    # the base changes its schema later, so its own stands, and the label is added to it
    work(start, ADA, [("span", 0, 1, "PER")] * 6)
    project = Project.open(start, annotator=ADA)
    with project._operation("touch the schema") as op:
        uid = next(uid for noun, uid in rows(project) if noun == "schema")
        op.put("schema", uid, {"source": project.schema.source + "\n# mine\n"})
    project.close()
    work(file, BOB, [])
    ((change, looked),) = merge(start, file)
    assert looked.unknown_labels == {"TOWN": 1}
    assert "The schema has no TOWN (1 span): it is added." in change.notes
    project = Project.open(start, annotator=ADA)
    assert project.schema.find_label("TOWN") is not None
    assert "# mine" in project.schema.source
    project.close()


def test_facts_of_a_document_that_clash_name_the_document(tmp_path: Path) -> None:
    start = base(tmp_path, documents=1)
    file = copy(start, "stick")
    for path, who, name in ((start, ADA, "Dam (base)"), (file, BOB, "Dam (Bob)")):
        project = Project.open(path, annotator=who)
        project.set_document(project.document_rows(project.document_keys())[0].id, name=name)
        project.close()
    project = Project.open(start, annotator=ADA)
    (clash,) = [one for one in merging.preview(project, file).clashes if one.noun == "document"]
    project.close()
    assert clash.document.startswith("Dam (") and {clash.here, clash.there} == {
        "name Dam (base)",
        "name Dam (Bob)",
    }


@pytest.mark.parametrize("page", range(1, 12))
def test_a_damaged_hand_in_is_called_by_its_own_name(tmp_path: Path, page: int) -> None:
    start = base(tmp_path, documents=1)
    file = copy(start, "stick")
    data = bytearray(file.read_bytes())
    data[4096 * page : 4096 * (page + 1)] = b"\x55" * 4096
    file.write_bytes(data)
    project = Project.open(start, annotator=ADA)
    with pytest.raises(UserError) as refused:
        merging.preview(project, file)
    assert str(file) in str(refused.value) and "ask for another copy" in str(refused.value)
    with pytest.raises(UserError, match="name the colleague's copy"):
        merging.preview(project, tmp_path / "missing.wbench")
    project.close()
