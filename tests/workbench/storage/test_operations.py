"""Operations as they are written: the own row of one comes with its first change."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.model import Annotator
from workbench.project import Project
from workbench.schema import load_schema
from workbench.storage import Store, settings
from workbench.storage.operations import join, operation

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
BO = Annotator("018f0000-0000-7000-8000-000000000002", "Bo")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    Project.create(tmp_path / "p.wbench", schema=load_schema("ner"), annotator=ADA).close()
    store = Store.open(tmp_path / "p.wbench")
    yield store
    store.close()


def titles(store: Store) -> list[str]:
    return [title for (title,) in store.connection.execute("SELECT title FROM op ORDER BY seq")]


def test_one_that_changes_nothing_is_not_there(store: Store) -> None:
    before = titles(store)
    with operation(store, annotator=ADA, title="nothing") as op:
        op.remove("document", BO.id)
        assert op.empty and not op.written
    assert op.uid == "" and not op.change().operation
    assert titles(store) == before


def test_what_is_written_beside_it_is_kept(store: Store) -> None:
    with operation(store, annotator=ADA, title="nothing") as op:
        settings.keep_content(op.db.conn, b"bytes", name="file")
    assert op.uid == ""
    assert store.connection.execute("SELECT name FROM content").fetchall() == [("file",)]


def test_rows_that_hold_its_number_are_kept_with_it(store: Store) -> None:
    with operation(store, annotator=ADA, title="by hand") as op:
        op.db.conn.execute("INSERT INTO tombstone VALUES (?, 'span', ?)", (b"x" * 16, op.seq))
    assert op.empty and op.uid
    assert titles(store)[-1] == "by hand"
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_who_joins_by_the_way_stays(store: Store) -> None:
    with operation(store, annotator=BO, title="nothing"):
        pass
    assert titles(store)[-1] == "Bo joins"
    carl = Annotator("018f0000-0000-7000-8000-000000000003", "Carl")
    with operation(store, annotator=BO, title="a setting") as op:
        join(op.db, carl)
        settings.put_setting(op, ADA.id, name="a", value="b")
        join(op.db, Annotator("018f0000-0000-7000-8000-000000000004", "Dana"))
    assert titles(store)[-3:] == ["Carl joins", "a setting", "Dana joins"]
    assert store.connection.execute("PRAGMA foreign_key_check").fetchall() == []
    clocks = store.connection.execute("SELECT clock FROM op ORDER BY seq").fetchall()
    assert clocks == sorted(set(clocks))


def test_one_that_fails_leaves_nothing(store: Store) -> None:
    before = titles(store)
    with pytest.raises(sqlite3.IntegrityError), operation(store, annotator=ADA, title="fails") as op:
        settings.put_setting(op, ADA.id, name="a", value="b")
        op.db.conn.execute("INSERT INTO tombstone VALUES (NULL, 'span', 1)")
    assert titles(store) == before
    assert settings.setting(store.connection, "a") == ""


@pytest.mark.parametrize("kind", ["undo", "takeback", "setup"])
def test_others_than_gestures_are_there_in_any_case(kind: str, store: Store) -> None:
    with operation(store, annotator=ADA, title="nothing", kind=kind) as op:
        pass
    assert op.uid
    assert titles(store)[-1] == "nothing"
