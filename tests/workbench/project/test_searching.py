"""Documents are found by the words of their texts, whatever came, changed or went since the last search."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench import jobs
from workbench.model import Annotator
from workbench.project import Project
from workbench.schema import load_schema
from workbench.storage import search

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
TEXTS = {
    "delhi": "The ministers met in New Delhi on Friday.",
    "new": "A new hall: Delhi has none like it. India’s own.",
    "cafe": "Über das Café in Zürich",
    "chinese": "印度和俄罗斯同意加强国防合作。",
    "arabic": "قال وزير الدفاع إن المحادثات مستمرة",
    "hell": 'A "quoted" word, AND an OR; NEAR(x) * ^ -: 👩‍👩‍👧 \r\nçà',
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "p.wbench", schema=load_schema("ner"), annotator=ADA)
    bring(made, TEXTS, tmp_path)
    yield made
    made.close()


def bring(project: Project, texts: dict[str, str], folder: Path) -> None:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_bytes(text.encode())
    plan = jobs.finish(jobs.plan_job(project, [folder / f"{name}.txt" for name in texts]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()


def found(project: Project, *phrases: str, indexed: bool = True) -> list[str]:
    if indexed:
        jobs.finish(project.index_steps())
        assert project.is_indexed()
    return [row.name for row in project.document_rows(project.keys_with(phrases))]


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize(
    ("phrases", "names"),
    [
        (["delhi"], ["new", "delhi"]),  # the newest first
        (["NEW DELHI"], ["delhi"]),  # together
        (["new", "delhi"], ["new", "delhi"]),  # all of them, anywhere
        (["delh"], []),
        (["delh*"], ["new", "delhi"]),
        (["new del*"], ["delhi"]),
        (["cafe"], ["cafe"]),
        (["ZURICH"], ["cafe"]),
        (["俄罗斯"], ["chinese"]),
        (["罗俄"], []),
        (["وزير الدفاع"], ["arabic"]),
        (['"quoted" word'], ["hell"]),
        (["AND an OR"], ["hell"]),
        (["near(x)"], ["hell"]),
        (["ca"], ["hell"]),
        (["*"], []),
        (["—"], []),
        (["delhi", "—"], []),
        ([], []),
    ],
)
def test_phrases_are_found_as_words(
    phrases: Sequence[str], names: list[str], indexed: bool, project: Project
) -> None:
    assert found(project, *phrases, indexed=indexed) == names


def test_what_comes_later_is_found_and_what_is_gone_is_not(project: Project, tmp_path: Path) -> None:
    assert found(project, "moscow") == []
    bring(project, {"late": "Moscow answered."}, tmp_path)
    assert not project.is_indexed()
    assert found(project, "moscow", indexed=False) == ["late"]
    assert found(project, "moscow") == ["late"]
    late = project.document_rows(project.keys_with(["moscow"]))[0].id
    project.delete_document(late)
    assert found(project, "moscow") == []
    project.undo()
    assert found(project, "moscow") == ["late"]


def test_the_row_of_a_deleted_document_may_be_anothers(project: Project, tmp_path: Path) -> None:
    assert found(project, "quoted") == ["hell"]
    last = project.document_rows(project.keys_with(["quoted"]))[0]
    project.delete_document(last.id)
    assert found(project, "quoted") == []
    bring(project, {"other": "A plain word."}, tmp_path)
    assert project.document_rows(project.document_keys("other"))[0].key == last.key
    assert found(project, "quoted") == []
    assert found(project, "plain") == ["other"]
    assert found(project, "delhi") == ["new", "delhi"]


def test_annotating_leaves_the_index_as_it_is(project: Project) -> None:
    assert found(project, "delhi")
    project.add_span(project.document_rows(project.document_keys())[0].id, label="LOC", start=0, end=3)
    assert project.is_indexed()


def test_a_project_that_cannot_be_written_is_searched_all_the_same(project: Project) -> None:
    project.read_only = True
    jobs.finish(project.index_steps())
    assert not project.is_indexed()
    assert found(project, "new delhi", indexed=False) == ["delhi"]


def test_many_texts_are_read_a_little_at_a_time(project: Project) -> None:
    with project.store.write() as db:
        last, steps = 0, 0
        while True:
            last, count = search.index_more(db.conn, last, most=320)
            if not last:
                break
            steps += 1
            assert count <= 2
    assert steps >= 3
    assert found(project, "delhi") == ["new", "delhi"]


words = st.text(st.sampled_from("abÄß印度\"*-():^'ا 1"), max_size=12)


@given(st.lists(words, max_size=3))
def test_no_phrase_is_a_query_that_fails(phrases: list[str]) -> None:
    aside = sqlite3.connect(":memory:")
    aside.execute(f"CREATE VIRTUAL TABLE search USING {search.FTS}")
    query = search.pattern(phrases)
    if query:
        aside.execute("SELECT rowid FROM search WHERE search MATCH ?", (query,)).fetchall()
    aside.close()


def test_whether_all_is_indexed_is_looked_up_once_until_somebody_writes(
    project: Project, tmp_path: Path
) -> None:
    jobs.finish(project.index_steps())
    assert project.is_indexed()
    asked: list[str] = []
    project.store.connection.set_trace_callback(asked.append)
    assert found(project, "delhi") == ["new", "delhi"] and project.is_indexed()
    assert not [one for one in asked if "sum(id)" in one]
    project.store.connection.set_trace_callback(None)
    gone = project.document_rows(project.keys_with(["delhi"]))[0].id
    project.delete_document(gone)
    assert not project.is_indexed()
    project.undo()
    assert not project.is_indexed()  # its row is another one
    jobs.finish(project.index_steps())
    other = Project.open(project.path, annotator=Annotator("018f0000-0000-7000-8000-000000000002", "Bo"))
    assert other.is_indexed() and project.is_indexed()
    bring(other, {"later": "Delhi again."}, tmp_path)
    other.close()
    assert not project.is_indexed()
    assert found(project, "delhi") == ["later", "new", "delhi"]


def test_what_is_rolled_back_is_not_taken_for_indexed(project: Project) -> None:
    with suppress(ZeroDivisionError), project.store.write() as db:
        assert search.index_more(db.conn, 0) == (0, len(TEXTS))
        assert project.is_indexed()
        raise ZeroDivisionError
    assert not project.is_indexed()
    assert found(project, "delhi") == ["new", "delhi"]
