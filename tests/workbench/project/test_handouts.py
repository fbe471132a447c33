"""Handing documents out: a fair share for each, a file that holds nobody else's work, and back again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import jobs
from workbench.errors import ProjectError, UserError
from workbench.model import Annotator, new_id
from workbench.project import Project, care
from workbench.project.handouts import share_out
from workbench.storage import upkeep

lengths = st.dictionaries(st.uuids(version=4).map(str), st.integers(0, 10_000), min_size=1, max_size=40)


@given(
    lengths=lengths,
    people=st.integers(1, 5),
    overlap=st.sampled_from([0.0, 0.2, 0.5, 1.0]),
    seed=st.integers(),
)
def test_everything_is_dealt_once_or_twice_and_fairly(
    lengths: dict[str, int], people: int, overlap: float, seed: int
) -> None:
    names = [f"p{n}" for n in range(people)]
    if overlap and people < 2:
        with pytest.raises(UserError, match="two people"):
            share_out(lengths, names, overlap=overlap, seed=seed)
        return
    dealt = share_out(lengths, names, overlap=overlap, seed=seed)
    assert dealt == share_out(lengths, names, overlap=overlap, seed=seed)
    given_out = [one for found in dealt.values() for one in found]
    assert set(given_out) == set(lengths)
    assert len(given_out) - len(lengths) == round(overlap * len(lengths))
    assert all(len(set(found)) == len(found) for found in dealt.values())
    loads = [sum(max(lengths[one], 1) for one in found) for found in dealt.values()]
    assert max(loads) - min(loads) <= max(max(lengths.values()), 1)


def ids(project: Project) -> list[str]:
    return [row.id for row in project.document_rows(project.document_keys())]


def test_a_hand_out_is_for_its_person_and_holds_nobody_elses_work(project: Project, tmp_path: Path) -> None:
    (document,) = ids(project)
    project.add_span(document, start=0, end=13, label="PER")
    project.add_comment(document, target_kind="document", target=document, text="look at the date")
    span = project.bundle(document).spans[0].id
    project.add_comment(document, target_kind="span", target=span, text="between Ada and herself")
    steps = jobs.hand_out_job(
        project, tmp_path / "out", {"Bob": [document]}, due="2026-12-01", guidelines="Be kind."
    )
    _, (file,) = jobs.finish(steps)
    assert file.name == "p-Bob.wbench"
    (row,) = project.assignments()
    assert (row.annotator_name, row.due, row.status) == ("Bob", "2026-12-01", "new")
    # Bob, on a machine that gave him another id
    bobs = Project.open(file, annotator=Annotator(new_id(), "Bob"))
    assert bobs.me.id == row.annotator == bobs.handed_to
    assert bobs.guidelines == "Be kind."
    assert bobs.layers(document) == []
    assert [comment.text for comment in bobs.comments(document)] == ["look at the date"]
    assert bobs.undo_title() == ""
    assert care.examine(bobs) == []
    bobs.add_span(document, start=0, end=13, label="PER")
    with pytest.raises(UserError, match="hand-out: documents are deleted in the project"):
        bobs.delete_document(document)
    bobs.close()
    change, looked = jobs.finish(jobs.merge_job(project, file))
    assert change.operation and looked.people[("Bob", "span", "new")] == 1
    assert {row.annotator.name: row.spans for row in project.layers(document)} == {"Ada": 1, "Bob": 1}
    assert project.assignments()[0].status == "in progress"
    # and out again: the second hand-out carries what he did in the first
    _, (file,) = jobs.finish(jobs.hand_out_job(project, tmp_path / "again", {"Bob": [document]}))
    again = Project.open(file, annotator=Annotator(new_id(), "Bob"))
    assert len(again.bundle(document).spans) == 1
    again.close()
    for name, whose in (
        (" bob", "Bob"),
        ("B OB", "Bob"),
        ("Rob", "Rob"),
    ):  # written otherwise, or somebody else
        opened = Project.open(file, annotator=Annotator(new_id(), name))
        assert (opened.me.name, opened.me.id == opened.handed_to) == (whose, whose == "Bob")
        opened.close()
    jobs.finish(jobs.hand_out_job(project, tmp_path / "third", {"bob": [document]}))
    assert {row.annotator_name for row in project.assignments()} == {"Bob"}


def test_a_file_that_exists_is_left_alone_and_nothing_is_noted(project: Project, tmp_path: Path) -> None:
    (tmp_path / "p-Bob.wbench").write_text("mine")
    with pytest.raises(UserError, match=r"p-Bob\.wbench exists already"):
        jobs.finish(jobs.hand_out_job(project, tmp_path, {"Bob": ids(project)}))
    assert project.assignments() == []
    assert (tmp_path / "p-Bob.wbench").read_text() == "mine"


def test_a_hand_in_that_cannot_be_taken_ends_in_a_sentence(project: Project, tmp_path: Path) -> None:
    other = Project.create(tmp_path / "other.wbench", schema=project.schema, annotator=project.me)
    other.close()
    garbage = tmp_path / "garbage.wbench"
    garbage.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    changed = tmp_path / "changed.wbench"
    upkeep.copy(project.store, changed)
    store = Project.open(changed, annotator=project.me).store
    with store.write() as db:
        db.conn.execute("UPDATE version SET text = 'Rajnath', length = 7")
    store.close()
    newer = tmp_path / "newer.wbench"
    upkeep.copy(project.store, newer)
    store = Project.open(newer, annotator=project.me).store
    with store.write() as db:
        db.conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('workbench', 'x', '')"
        )
    store.close()
    for path, sentence in (
        (tmp_path / "nowhere.wbench", "There is no file"),
        (other.path, "belongs to another project"),
        (garbage, "damaged"),
        (changed, "is damaged"),
        (newer, "newer version"),
        (project.path, "is this project itself"),
    ):
        before = project.history()
        with pytest.raises(ProjectError, match=sentence):
            jobs.finish(jobs.merge_job(project, path))
        assert project.history() == before
