"""Operations: one gesture of a person as stored, with its row images, and the history as a list of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from workbench.errors import UserError
from workbench.model import Annotator, Change, Thing, new_id
from workbench.storage import migrations
from workbench.storage.bulk import insert_annotator
from workbench.storage.rounds import begun_again
from workbench.storage.rows import (
    NOUNS,
    Image,
    blob,
    delete_row,
    read_image,
    row_id,
    text_id,
    write_image,
)

if TYPE_CHECKING:
    from sqlite_utils import Database

    from workbench.storage.store import Store


HIDDEN = "work on a document that comes again"  # stands for a title that would tell what was said before


class OperationRow(Struct, frozen=True):
    """A line of the history. `undone` is true while an undo of it stands."""

    seq: int
    id: str
    at: str
    annotator: str
    title: str
    kind: str
    document: str
    undone: bool
    mine: bool


class Operation:
    """An operation being written: put and remove rows, then read `change()`.

    Its own row may be written later: `write` does that when its number is first needed.
    """

    def __init__(
        self,
        db: Database,
        seq: int | None,
        uid: str,
        title: str,
        document: str,
        *,
        kind: str = "gesture",
        write: Callable[[], int] | None = None,
    ) -> None:
        assert seq is not None or write is not None
        self.db = db
        self._seq = seq
        self._write = write
        self.uid = uid
        self.title = title
        self.kind = kind
        self.document = document
        self.place = document  # the document of the rows that come next
        self._n = 0
        self._created: dict[tuple[str, str], Thing] = {}
        self._updated: dict[tuple[str, str], Thing] = {}
        self._deleted: dict[tuple[str, str], Thing] = {}

    @property
    def seq(self) -> int:
        """The number that rows hold as their `rev`. Asking for it writes the operation's own row."""
        if self._seq is None:
            assert self._write is not None
            self._seq = self._write()
        return self._seq

    @property
    def written(self) -> bool:
        """Whether the operation's own row is there."""
        return self._seq is not None

    def image(self, noun: str, uid: str) -> Image | None:
        """The row as it is now, or None."""
        return read_image(self.db.conn, NOUNS[noun], uid)

    def put(self, noun: str, uid: str, image: Image) -> None:
        """Create the row, or change it, so that it equals the image; no change leaves no trace."""
        self._put(noun, uid, self.image(noun, uid), image)

    def _put(self, noun: str, uid: str, before: Image | None, image: Image) -> None:
        if before == image:
            return
        write_image(self.db.conn, NOUNS[noun], uid, image, rev=self.seq, exists=before is not None)
        self.note(noun, uid, before=image_json(before), after=image_json(image))
        key = (noun, uid)
        thing = Thing(noun, uid, self.place)  # type: ignore[arg-type]
        if before is None and self._deleted.pop(key, None) is None:
            self._created[key] = thing
        elif key not in self._created:
            self._updated[key] = thing

    def update(self, noun: str, uid: str, **columns: object) -> None:
        """Change some columns of a row that exists. Raises UserError if it is gone."""
        image = self.image(noun, uid)
        if image is None:
            raise UserError(f"This {noun} is gone: somebody has deleted it.")
        self._put(noun, uid, image, {**image, **columns})

    def restore(self, noun: str, uid: str, *, now: Image | None, wanted: Image | None) -> None:
        """Make a row, which is `now`, what it shall be (None: gone)."""
        if wanted is None:
            self._remove(noun, uid, now)
        else:
            self._put(noun, uid, now, wanted)

    def remove(self, noun: str, uid: str) -> None:
        """Delete the row; one that is gone already is left at that."""
        self._remove(noun, uid, self.image(noun, uid))

    def _remove(self, noun: str, uid: str, before: Image | None) -> None:
        if before is None:
            return
        delete_row(self.db.conn, NOUNS[noun], uid, rev=self.seq)
        self.note(noun, uid, before=image_json(before), after=None)
        key = (noun, uid)
        self._updated.pop(key, None)
        if self._created.pop(key, None) is None:
            self._deleted[key] = Thing(noun, uid, self.place)  # type: ignore[arg-type]

    def note(self, noun: str, uid: str, *, before: str | None, after: str | None) -> None:
        """Record what was done to a row, by images as JSON (None: the row was not, or is not, there)."""
        self.db.conn.execute(
            "INSERT INTO op_change VALUES (?, ?, ?, ?, ?, ?, ?)",
            (self.seq, self._n, noun, blob(uid), before, after, migrations.VERSION),
        )
        self._n += 1

    @property
    def empty(self) -> bool:
        """Whether nothing was changed yet."""
        return self._n == 0

    def change(self, *notes: str) -> Change:
        """The receipt of what was done so far; a layer that was made by the way comes last."""
        return Change(
            title=self.title,
            created=tuple(sorted(self._created.values(), key=lambda thing: thing.kind == "layer")),
            updated=tuple(self._updated.values()),
            deleted=tuple(self._deleted.values()),
            document=self.document,
            operation=self.uid,
            notes=notes,
        )


def image_json(image: Image | None) -> str | None:
    """An image as `op_change` holds it."""
    return None if image is None else json.dumps(image, ensure_ascii=False, separators=(",", ":"))


@contextmanager
def operation(
    store: Store,
    *,
    annotator: Annotator,
    title: str,
    kind: str = "gesture",
    document: str = "",
    undoes: int | None = None,
    run: str = "",
) -> Iterator[Operation]:
    """One transaction that is one operation of the annotator. A gesture that changes nothing is not kept: its own
    row comes with its first change, since taking it away again would look for it in all rows that may refer to it.
    What is written beside rows of the operation (a file's bytes) is kept in any case."""
    with store.write() as db:
        join(db, annotator)
        uid = new_id()
        write = partial(
            _insert,
            db,
            uid,
            annotator=annotator.id,
            title=title,
            kind=kind,
            document=document,
            undoes=undoes,
            run=run,
        )
        op = Operation(
            db, None if kind == "gesture" else write(), uid, title, document, kind=kind, write=write
        )
        yield op
        if not op.written:
            op.uid = ""


def join(db: Database, annotator: Annotator) -> None:
    """Make an annotator known, as an operation of its own; one who is known already is left at that."""
    if row_id(db.conn, "annotator", annotator.id) is not None:
        return
    seq = newest(db.conn) + 1
    insert_annotator(db.conn, annotator, op=seq)
    op = begin(db, annotator=annotator.id, title=f"{annotator.name} joins", kind="setup")
    assert op.seq == seq


def begin(
    db: Database,
    *,
    annotator: str,
    title: str,
    kind: str,
    document: str = "",
    undoes: int | None = None,
    run: str = "",
) -> Operation:
    """An operation whose own row is written at once, inside a transaction that the caller holds."""
    uid = new_id()
    seq = _insert(
        db, uid, annotator=annotator, title=title, kind=kind, document=document, undoes=undoes, run=run
    )
    return Operation(db, seq, uid, title, document, kind=kind)


def _insert(
    db: Database,
    uid: str,
    *,
    annotator: str,
    title: str,
    kind: str,
    document: str,
    undoes: int | None,
    run: str,
) -> int:
    cursor: sqlite3.Cursor = db.conn.execute(
        "INSERT INTO op (uid, clock, at, annotator, kind, title, document, undoes, run) VALUES "
        "(?, (SELECT coalesce(max(clock), 0) + 1 FROM op), ?, (SELECT id FROM annotator WHERE uid = ?), ?, ?, ?, ?, ?)",
        (
            blob(uid),
            now(),
            blob(annotator),
            kind,
            title,
            blob(document) if document else None,
            undoes,
            blob(run) if run else None,
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def resume(db: Database, uid: str) -> Operation:
    """Go on with an operation that an earlier batch began."""
    seq, title = db.conn.execute("SELECT seq, title FROM op WHERE uid = ?", (blob(uid),)).fetchone()
    op = Operation(db, seq, uid, title, "")
    (op._n,) = db.conn.execute("SELECT count(*) FROM op_change WHERE op = ?", (seq,)).fetchone()
    return op


def now() -> str:
    """The time as it is stored: ISO 8601, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


UNDONE = "EXISTS (SELECT 1 FROM op u WHERE u.undoes = o.seq)"


def history(store: Store, annotator: str, *, limit: int = 200, before: int = 0) -> list[OperationRow]:
    """The newest operations of everybody, before the given seq if one is given.

    What was done on a document that the annotator (an id) does once more is HIDDEN until that is finished: its
    title would tell the labels given before.
    """
    here, anywhere = (
        begun_again(document, "?1", after="o.seq < b.seq")
        for document in ("(SELECT id FROM document WHERE uid = o.document)", "")
    )
    rows = store.connection.execute(
        f"SELECT o.seq, o.uid, o.at, a.name, CASE WHEN o.document IS NOT NULL AND {here} "
        "OR o.document IS NULL AND EXISTS (SELECT 1 FROM op_change c WHERE c.op = o.seq "
        f"AND c.noun IN ('span', 'relation', 'decision')) AND {anywhere} THEN ?2 ELSE o.title END, "
        f"o.kind, o.document, {UNDONE}, a.uid = ?1 "
        "FROM op o JOIN annotator a ON a.id = o.annotator WHERE (?3 = 0 OR o.seq < ?3) "
        "ORDER BY o.seq DESC LIMIT ?4",
        (blob(annotator), HIDDEN, before, limit),
    )
    return [
        OperationRow(
            seq, text_id(uid), at, name, title, kind, text_id(doc) if doc else "", bool(undone), bool(mine)
        )
        for seq, uid, at, name, title, kind, doc, undone, mine in rows
    ]


def last_saved(store: Store) -> str:
    """When the newest operation was committed, or an empty string."""
    row = store.connection.execute("SELECT at FROM op ORDER BY seq DESC LIMIT 1").fetchone()
    return row[0] if row else ""


def newest(connection: sqlite3.Connection) -> int:
    """The seq of the newest operation, 0 if there is none."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM op").fetchone()[0])


def find(store: Store, uid: str) -> OperationRow | None:
    """An operation by its id, or None."""
    row = store.connection.execute(
        f"SELECT o.seq, o.at, a.name, o.title, o.kind, o.document, {UNDONE} "
        "FROM op o JOIN annotator a ON a.id = o.annotator WHERE o.uid = ?",
        (blob(uid),),
    ).fetchone()
    if row is None:
        return None
    seq, at, name, title, kind, doc, undone = row
    return OperationRow(seq, uid, at, name, title, kind, text_id(doc) if doc else "", bool(undone), False)
