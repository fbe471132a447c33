"""A project file: made, opened, refused, and safe from two writers."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from workbench.errors import ProjectError
from workbench.storage import Store, migrations


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "p.wbench"


def test_a_new_file_is_a_project_in_wal_mode_and_folds_its_log_in_when_closed(path: Path) -> None:
    store = Store.create(path)
    assert store.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    store.close()
    assert [p.name for p in path.parent.iterdir()] == ["p.wbench"]


def test_all_tables_are_strict(path: Path) -> None:
    store = Store.create(path)
    rows = store.connection.execute(
        "SELECT name, strict FROM pragma_table_list "
        "WHERE schema = 'main' AND type = 'table' AND name NOT LIKE '%sqlite%'"
    ).fetchall()
    store.close()
    assert rows
    assert [name for name, strict in rows if not strict] == []


def test_opening_again_needs_no_sqlite_utils(path: Path) -> None:
    Store.create(path).close()
    code = (
        "import sys; from pathlib import Path; from workbench.storage import Store; "
        f"Store.open(Path({str(path)!r})).close(); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not an SQLite file"),
        (b"PK\x03\x04 a zip of something", "not an SQLite file"),
        (b"SQLite format 3\x00" + b"\xff" * 200, "not a project"),
    ],
)
def test_what_is_no_project_is_refused_and_left_alone(path: Path, content: bytes, sentence: str) -> None:
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=sentence):
        Store.open(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE t (x)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="not a project"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_newer_file_is_refused(path: Path) -> None:
    store = Store.create(path)
    with store.write() as db:
        db.conn.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, 'dreams', '')",
            (migrations.SET,),
        )
    store.close()
    with pytest.raises(ProjectError, match="newer version"):
        Store.open(path)


def test_missing_folder_and_existing_file_are_refused(path: Path) -> None:
    with pytest.raises(ProjectError, match="does not exist"):
        Store.create(path.parent / "no" / "p.wbench")
    Store.create(path).close()
    with pytest.raises(ProjectError, match="exists already"):
        Store.create(path)
    with pytest.raises(ProjectError, match="workbench new"):
        Store.open(path.parent / "other.wbench")


def test_a_failed_transaction_leaves_nothing(path: Path) -> None:
    store = Store.create(path)
    with pytest.raises(ZeroDivisionError), store.write() as db:
        db.table("project").insert({"key": "x", "value": "1"})
        raise ZeroDivisionError
    assert store.connection.execute("SELECT count(*) FROM project").fetchone() == (0,)
    with store.write() as db:
        db.table("project").insert({"key": "x", "value": "1"})
    store.close()


def test_two_writers_wait_for_each_other(path: Path) -> None:
    Store.create(path).close()

    def write_many(name: str) -> None:
        store = Store.open(path)
        for number in range(50):
            with store.write() as db:
                db.conn.execute("INSERT INTO project VALUES (?, '')", (f"{name}{number}",))
        store.close()

    threads = [threading.Thread(target=write_many, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store = Store.open(path)
    assert store.connection.execute("SELECT count(*) FROM project").fetchone() == (100,)
    store.close()


def test_a_full_disk_is_a_sentence_and_changes_nothing(path: Path) -> None:
    store = Store.create(path)
    pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
    store.connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(ProjectError, match="disk is full"), store.write() as db:
        db.conn.execute("INSERT INTO project VALUES ('x', ?)", ("y" * 100_000,))
    assert store.connection.execute("SELECT count(*) FROM project").fetchone() == (0,)
    store.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_opens_for_reading(path: Path) -> None:
    Store.create(path).close()
    path.chmod(0o444)
    store = Store.open(path)
    assert store.read_only
    with pytest.raises(ProjectError, match="read-only"), store.write():
        pass
    store.close()


def test_a_read_only_store_refuses_to_write(path: Path) -> None:
    Store.create(path).close()
    store = Store._connect(path, read_only=True)
    assert store.connection.execute("SELECT count(*) FROM project").fetchone() == (0,)
    with pytest.raises(ProjectError, match="read-only"), store.write():
        pass
    store.close()


def test_an_image_of_a_newer_version_is_a_bug_not_a_guess() -> None:
    with pytest.raises(ValueError, match="newer"):
        migrations.upgrade_image({}, noun="span", storage=migrations.VERSION + 1)


def test_opened_twice_in_one_process_the_log_survives_another_program(path: Path) -> None:
    first = Store.create(path)
    Store.open(path).close()  # a handle closed here must not give up the locks of the first
    code = (
        "import sys; from pathlib import Path; from workbench.storage import Store; "
        "Store.open(Path(sys.argv[1])).close()"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    assert Path(f"{path}-wal").exists()
    with first.write() as db:
        db.conn.execute("PRAGMA user_version = 7")
    first.close()
    other = sqlite3.connect(path)
    assert other.execute("PRAGMA user_version").fetchone() == (7,)
    other.close()


def pragma(store: Store, name: str) -> int:
    (value,) = store.connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def test_small_steps_wait_for_the_disk_at_their_end_only(path: Path) -> None:
    store = Store.create(path)
    folding = pragma(store, "wal_autocheckpoint")
    with pytest.raises(KeyError), store.in_small_steps():
        assert pragma(store, "synchronous") == 1
        raise KeyError
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "wal_autocheckpoint") == folding
    store.close()


def test_small_steps_end_on_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    plain = os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (synced.append(os.fstat(number).st_ino), plain(number)))
    store = Store.create(path)
    with store.in_small_steps():
        with store.write() as db:
            db.conn.execute("PRAGMA user_version = 7")
        assert synced == []
    assert synced == [Path(f"{path}-wal").stat().st_ino]
    store.close()
    store.flush()  # without a log there is nothing to bring


def test_a_log_is_left_until_it_is_folded(path: Path) -> None:
    store, folding = Store.create(path), Store.open(path)
    store.fold_later()
    with store.write() as db:
        db.conn.execute("CREATE TABLE filler (value BLOB)")
        db.conn.execute("INSERT INTO filler VALUES (zeroblob(8000000))")
    size = path.stat().st_size
    with store.write() as db:
        db.conn.execute("INSERT INTO filler VALUES (zeroblob(10))")
    assert path.stat().st_size == size < 1_000_000
    with folding.read() as connection:  # somebody who reads an earlier state does not make it wait or fail
        connection.execute("SELECT count(*) FROM filler").fetchone()
        store.fold()
    store.fold()
    assert path.stat().st_size > 8_000_000
    folding.close()
    store.close()


def test_what_cannot_be_opened_is_let_go_of_at_once(tmp_path: Path) -> None:
    path = tmp_path / "p.wbench"
    Store.create(path).close()
    with sqlite3.connect(path) as bare:
        bare.execute("PRAGMA application_id = 7")
    bare.close()
    opened = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for attempt in (Store.open, Store.peek):
        with pytest.raises(ProjectError) as raised:
            attempt(path)
        kept = raised  # its traceback holds the frames, and so whatever they held
        assert kept
        if opened:
            assert len(list(Path("/proc/self/fd").iterdir())) == opened
