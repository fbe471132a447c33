"""The list of a project's documents: which rows, in which order, by which words."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench import jobs
from workbench.errors import UserError
from workbench.project import Project
from workbench.storage import listing

NAMES = ("100% of votes", "1000 of votes", "a_b", "axb", "back\\slash", "Éire")


@pytest.fixture
def project(project: Project, tmp_path: Path) -> Project:
    files = []
    for number, name in enumerate(NAMES):
        files.append(tmp_path / f"{number}.jsonl")
        words = name.replace("\\", "\\\\")
        files[-1].write_text(f'{{"document": {{"name": "{words}", "text": "text {number}"}}}}\n', "utf-8")
    plan = jobs.finish(jobs.plan_job(project, files))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    return project


def names(project: Project, words: str = "") -> list[str]:
    return [row.name for row in project.document_rows(project.document_keys(words))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("0% o", ["100% of votes"]),
        ("OF", ["100% of votes", "1000 of votes"]),
        ("_", ["a_b"]),
        ("k\\s", ["back\\slash"]),
        ("nothing of it", []),
    ],
)
def test_a_filter_takes_its_words_as_they_are(words: str, found: list[str], project: Project) -> None:
    assert names(project, words) == found


def test_the_rows_are_all_of_them_also_when_one_in_the_middle_is_gone(project: Project) -> None:
    everything = ["article", *NAMES]
    assert names(project) == everything
    gone = project.document_rows(project.document_keys("axb"))[0].id
    project.delete_document(gone)
    everything.remove("axb")
    assert names(project) == everything
    for row in project.document_rows(project.document_keys()):
        project.delete_document(row.id)
    assert not project.document_keys() and not project.document_keys("a")


def test_the_first_of_them_are_read_alone(project: Project) -> None:
    assert list(project.document_keys(limit=2)) == list(project.document_keys()[:2])
    assert list(project.document_keys("of", limit=1)) == list(project.document_keys("of")[:1])


@pytest.mark.parametrize("words", ["x\ud83d", "字" * 20_000])
def test_words_that_no_name_can_hold_find_nothing(words: str, project: Project) -> None:
    assert not project.document_keys(words)
    assert not project.keys_named(project.document_keys(), words)


@given(
    rows=st.lists(st.integers(1, 40), max_size=12, unique=True),
    words=st.text("aAbBéÉ%_\\1", min_size=1, max_size=3),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_names_are_looked_for_among_some_rows_in_their_order(
    rows: list[int], words: str, project: Project
) -> None:
    matching = set(project.document_keys(words))
    assert list(project.keys_named(rows, words)) == [row for row in rows if row in matching]
    whole = project.document_keys()
    assert isinstance(whole, range)
    assert list(project.keys_named(whole, words)) == [row for row in whole if row in matching]


def test_case_counts_for_nothing_from_a_to_z(project: Project) -> None:
    assert names(project, "éIRE") == []
    assert names(project, "ÉIRE") == ["Éire"]
    assert names(project, "eire") == []


@given(
    steps=st.lists(st.tuples(st.sampled_from(["delete", "undo", "import"]), st.integers(0, 9)), max_size=12)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
def test_what_was_known_of_the_rows_saves_reading_and_never_misleads(
    steps: list[tuple[str, int]], project: Project, tmp_path: Path
) -> None:
    for number, (what, which) in enumerate(steps):
        rows = listing.all_keys(project.store.connection)
        if what == "delete" and rows:
            project.delete_document(project.document_rows([rows[which % len(rows)]])[0].id)
        elif what == "undo" and project.undo_title():
            with suppress(UserError):  # it came again meanwhile
                project.undo()
        elif what == "import":
            file = tmp_path / f"new {number}.txt"
            file.write_text(f"It rains {which}.", encoding="utf-8")
            plan = jobs.finish(jobs.plan_job(project, [file]))
            jobs.finish(jobs.import_job(project, plan))
            plan.close()
        if which % 2:  # not asked each time
            read = listing.all_keys(project.store.connection)
            assert list(project.document_keys()) == list(read)
            assert set(read) <= set(project.key_range())
