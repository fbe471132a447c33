"""One project file: opening, closing, reading and writing it in transactions."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import ProjectError
from workbench.storage import migrations

if TYPE_CHECKING:
    from sqlite_utils import Database

WAIT_MS = 30_000  # how long a write waits for another window's or command's transaction
_HEADER = b"SQLite format 3\x00"


class Store:
    """A connection to a project file, for one thread. Reads see the last commit; writes are transactions."""

    def __init__(self, connection: sqlite3.Connection, path: Path, *, read_only: bool) -> None:
        self.connection = connection
        self.path = path
        self.read_only = read_only
        self._database: Database | None = None

    @classmethod
    def create(cls, path: Path) -> Store:
        """Make an empty project file. Raises ProjectError where one exists or none can be made."""
        if path.exists():
            raise ProjectError(f"{path} exists already: open it, or choose another name.")
        if not path.parent.is_dir():
            raise ProjectError(f"The folder {path.parent} does not exist: make it first.")
        with contextlib.ExitStack() as undone:
            undone.callback(_remove, path)
            store = cls._connect(path, read_only=False)
            undone.callback(store.connection.close)
            with store.errors():
                store.connection.execute("PRAGMA journal_mode = WAL")
            store._migrate()
            undone.pop_all()
        return store

    @classmethod
    def open(cls, path: Path) -> Store:
        """Open a project file and bring it up to date; read-only where it cannot be written.

        Raises ProjectError if it is missing, no project, damaged, or of a newer version.
        """
        _check_file(path)
        read_only = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
        store = cls._connect(path, read_only=read_only)
        try:
            with store.errors():
                store._check_kind()
                pending = store._pending()
            if pending:
                if read_only:
                    raise ProjectError(
                        f"{path} is of an older version and read-only: copy it to where you can write."
                    )
                store._migrate()
        except BaseException:
            store.connection.close()
            raise
        return store

    @classmethod
    def peek(cls, path: Path) -> Store:
        """Open somebody else's project file to read it as it is, of whatever version.

        Raises ProjectError if it is missing, no project, damaged, or of a newer version.
        """
        _check_file(path)
        store = cls._connect(path, read_only=True)
        try:
            with store.errors():
                store._check_kind()
        except BaseException:
            store.connection.close()
            raise
        return store

    @classmethod
    def _connect(cls, path: Path, *, read_only: bool) -> Store:
        uri = path.absolute().as_uri()
        if read_only:
            # a WAL file beside it must be read too; where there is none, nothing can change it
            uri += "?mode=ro" if Path(f"{path}-wal").exists() else "?immutable=1"
        try:
            connection = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=WAIT_MS / 1000)
        except sqlite3.Error as error:
            raise ProjectError(_SENTENCES[sqlite3.SQLITE_CANTOPEN].format(path=path)) from error
        store = cls(connection, path, read_only=read_only)
        try:
            with store.errors():
                connection.execute("PRAGMA foreign_keys = ON")
                connection.execute("PRAGMA synchronous = FULL")
        except BaseException:
            connection.close()
            raise
        return store

    def _check_kind(self) -> None:
        (kind,) = self.connection.execute("PRAGMA application_id").fetchone()
        if kind != migrations.APPLICATION_ID:
            raise ProjectError(f"{self.path} is an SQLite file, but not a project of Annotation Workbench.")
        unknown = set(self._applied()) - set(migrations.NAMES)
        if unknown:
            raise ProjectError(
                f"{self.path} was written by a newer version of Annotation Workbench: update the program."
            )

    def _applied(self) -> list[str]:
        rows = self.connection.execute(
            "SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (migrations.SET,)
        )
        return [name for (name,) in rows]

    def _pending(self) -> bool:
        return set(self._applied()) != set(migrations.NAMES)

    def _migrate(self) -> None:
        connection = self.connection
        with self.errors():
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("BEGIN IMMEDIATE")
            try:
                migrations.apply_all(self.database)
                broken = connection.execute("PRAGMA foreign_key_check").fetchone()
                if broken:
                    raise sqlite3.IntegrityError(f"foreign key of {broken[0]}")
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
            connection.execute("PRAGMA foreign_keys = ON")

    @property
    def database(self) -> Database:
        """The same connection as sqlite-utils sees it; imported at the first write, after the first paint."""
        if self._database is None:
            # sqlite-utils imports pandas where it is installed, only to know its types: 0.35 s and 100 MB
            hidden = sys.modules.get("pandas")
            sys.modules["pandas"] = None  # type: ignore[assignment]
            try:
                from sqlite_utils import Database
            finally:
                if hidden is None:
                    del sys.modules["pandas"]
                else:
                    sys.modules["pandas"] = hidden
            self._database = Database(self.connection)
        return self._database

    @contextlib.contextmanager
    def write(self) -> Iterator[Database]:
        """One transaction, begun IMMEDIATE, committed at the end, rolled back on any exception.

        Raises ProjectError if the file is read-only, the disk is full, or another one writes for long.
        """
        if self.read_only:
            raise ProjectError(f"{self.path} is read-only: copy it to where you can write.")
        with self.errors():
            self._begin()
            try:
                yield self.database
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def _begin(self) -> None:
        """Take the write lock. SQLite's own waiting sleeps longer and longer and misses the short gaps
        that a polite import leaves; asking every half millisecond does not."""
        until = time.monotonic() + WAIT_MS / 1000
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    self.connection.execute("BEGIN IMMEDIATE")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                        raise
                time.sleep(0.0005)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")

    @contextlib.contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """One state of the project for several reads, whatever others write meanwhile."""
        with self.errors():
            if self.connection.in_transaction:
                yield self.connection
                return
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                self.connection.execute("COMMIT")

    @contextlib.contextmanager
    def errors(self) -> Iterator[None]:
        """What SQLite reports of the file and its disk, as a ProjectError; the rest is a bug and stays one."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            if str(error).startswith("Could not decode to UTF-8"):  # the module's own, without a code
                code = sqlite3.SQLITE_CORRUPT
            if code == sqlite3.SQLITE_IOERR and self._disk_is_full():
                code = sqlite3.SQLITE_FULL
            sentence = _SENTENCES.get(code)
            if sentence is None:
                raise
            raise ProjectError(sentence.format(path=self.path)) from error

    def _disk_is_full(self) -> bool:
        """Whether the index that SQLite keeps beside the file, even to read it, has no room left."""
        try:
            return shutil.disk_usage(self.path.absolute().parent).free < _SHARED_INDEX
        except OSError:
            return False

    @contextlib.contextmanager
    def in_bulk(self) -> Iterator[None]:
        """For many large transactions: a larger cache, and a log that is folded in less often."""
        with self._folding_after(_BULK_LOG):
            self.connection.execute("PRAGMA cache_size = -65536")
            try:
                yield
            finally:
                self.connection.execute("PRAGMA cache_size = -2000")

    @contextlib.contextmanager
    def in_small_steps(self) -> Iterator[None]:
        """For many small transactions beside somebody at work: none waits for the disk while it holds the lock.

        If the power fails, those since the last `flush` may be lost, the last ones first; at the end all are on the
        disk.
        """
        with self._folding_after(_LATER):
            self.connection.execute("PRAGMA synchronous = NORMAL")
            try:
                yield
            finally:
                self.connection.execute("PRAGMA synchronous = FULL")
                self.flush()

    @contextlib.contextmanager
    def _folding_after(self, pages: int) -> Iterator[None]:
        """Let a commit fold the log in only where it is longer than that."""
        (before,) = self.connection.execute("PRAGMA wal_autocheckpoint").fetchone()
        self.connection.execute(f"PRAGMA wal_autocheckpoint = {pages}")
        try:
            yield
        finally:
            self.connection.execute(f"PRAGMA wal_autocheckpoint = {before}")

    def flush(self) -> None:
        """Bring the log to the disk without the lock, so that the commit of another one has less to wait for.

        SQLite holds no lock on the log itself, so that closing it here gives none up.
        """
        with contextlib.suppress(OSError), Path(f"{self.path}-wal").open("r+b") as log:
            os.fsync(log.fileno())

    def fold_later(self) -> None:
        """Leave the log as it is at a commit, for somebody waits for it, and call `fold` when nobody does."""
        self.connection.execute(f"PRAGMA wal_autocheckpoint = {_LATER}")

    def fold(self) -> None:
        """Fold as much of the log into the file as can be done without waiting for others."""
        if not self.read_only:
            with contextlib.suppress(sqlite3.Error):  # it stays in the log, and is read from there
                self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def data_version(self) -> int:
        """A number that changes when another connection has committed."""
        (number,) = self.connection.execute("PRAGMA data_version").fetchone()
        return int(number)

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        if not self.read_only:
            with contextlib.suppress(sqlite3.Error):  # another window may be reading: it will do it
                self.connection.execute("PRAGMA busy_timeout = 100")
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.connection.close()


def _remove(path: Path) -> None:
    """Leave nothing of a project file that was not made to the end."""
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        leftover.unlink(missing_ok=True)


_BULK_LOG = 40_000  # pages of 4 kB of the log at which a commit folds it in, whatever it was told
_LATER = 16_000
_SHARED_INDEX = 64 * 1024  # bytes: two of the 32 kB blocks of the -shm file


def _check_file(path: Path) -> None:
    """Raises ProjectError unless this is an SQLite file that may be read."""
    if path.is_dir():
        raise ProjectError(f"{path} is a folder, not a project file.")
    if not path.exists():
        raise ProjectError(f"There is no project {path}: make one with `workbench new {path}`.")
    if Path(f"{path}-wal").exists() and os.access(path, os.R_OK):
        # Perhaps this process has it open: closing any handle on a file gives up all POSIX locks that the process
        # holds on it (sqlite.org/howtocorrupt.html, 2.2), and the next program that closes the project would take
        # the open window's log away.
        return
    try:
        with path.open("rb") as file:
            header = file.read(16)
    except PermissionError as error:
        raise ProjectError(f"{path} may not be read by you: ask its owner for leave.") from error
    if header != _HEADER:
        raise ProjectError(f"{path} is not a project of Annotation Workbench (not an SQLite file).")


_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk is full: nothing of this was written to {path}. Make room, then try again.",
    sqlite3.SQLITE_READONLY: "{path} is read-only: copy it to where you can write.",
    sqlite3.SQLITE_BUSY: "Another program has been writing to {path} for long: try again when it is done.",
    sqlite3.SQLITE_IOERR: "The disk failed while {path} was read or written; what was saved before is kept.",
    sqlite3.SQLITE_CORRUPT: "{path} is damaged: restore a copy of it.",
    sqlite3.SQLITE_NOTADB: "{path} is not a project of Annotation Workbench, or is damaged.",
    sqlite3.SQLITE_CANTOPEN: "{path} cannot be opened: look whether its folder can be written.",
}
