"""Operations: one gesture of a person as stored, with its row images, and undo and redo from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from workbench.errors import UserError
from workbench.model import Annotator, Change, Progress, Thing, new_id
from workbench.storage import migrations, parking
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
STEP = 200  # rows between two reports of progress


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
    """An operation being written: put and remove rows, then read `change()`."""

    def __init__(
        self, db: Database, seq: int, uid: str, title: str, document: str, *, kind: str = "gesture"
    ) -> None:
        self.db = db
        self.seq = seq
        self.uid = uid
        self.title = title
        self.kind = kind
        self.document = document
        self.place = document  # the document of the rows that come next
        self._n = 0
        self._created: dict[tuple[str, str], Thing] = {}
        self._updated: dict[tuple[str, str], Thing] = {}
        self._deleted: dict[tuple[str, str], Thing] = {}

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
    """One transaction that is one operation of the annotator. One that changes nothing is not kept."""
    with store.write() as db:
        join(db, annotator)
        op = begin(
            db, annotator=annotator.id, title=title, kind=kind, document=document, undoes=undoes, run=run
        )
        yield op
        if op.empty and kind == "gesture":
            db.conn.execute("DELETE FROM op WHERE seq = ?", (op.seq,))
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
    """Write the operation's own row, inside a transaction that the caller holds."""
    uid = new_id()
    cursor = db.conn.execute(
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
    return Operation(db, cursor.lastrowid, uid, title, document, kind=kind)


def resume(db: Database, uid: str) -> Operation:
    """Go on with an operation that an earlier batch began."""
    seq, title = db.conn.execute("SELECT seq, title FROM op WHERE uid = ?", (blob(uid),)).fetchone()
    op = Operation(db, seq, uid, title, "")
    (op._n,) = db.conn.execute("SELECT count(*) FROM op_change WHERE op = ?", (seq,)).fetchone()
    return op


def now() -> str:
    """The time as it is stored: ISO 8601, UTC, milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


_UNDONE = "EXISTS (SELECT 1 FROM op u WHERE u.undoes = o.seq)"


def _newest(connection: sqlite3.Connection, annotator: str, condition: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT o.seq, o.title, o.document, o.run FROM op o "
        f"WHERE o.annotator = (SELECT id FROM annotator WHERE uid = ?) AND {condition} AND NOT {_UNDONE} "
        "ORDER BY o.seq DESC LIMIT 1",
        (blob(annotator),),
    ).fetchone()
    return row


def _to_undo(connection: sqlite3.Connection, annotator: str) -> sqlite3.Row | None:
    return _newest(connection, annotator, "o.kind IN ('gesture', 'redo')")


def _to_redo(connection: sqlite3.Connection, annotator: str) -> sqlite3.Row | None:
    row = _newest(connection, annotator, "o.kind = 'undo'")
    if row is None:
        return None
    newer = connection.execute(
        "SELECT 1 FROM op WHERE annotator = (SELECT id FROM annotator WHERE uid = ?) "
        "AND kind = 'gesture' AND seq > ? LIMIT 1",
        (blob(annotator), row[0]),
    ).fetchone()
    return None if newer else row


def undo_title(store: Store, annotator: str) -> str:
    """What undo would take back, or an empty string."""
    row = _to_undo(store.connection, annotator)
    return row[1] if row else ""


def redo_title(store: Store, annotator: str) -> str:
    """What redo would do again, or an empty string."""
    row = _to_redo(store.connection, annotator)
    return row[1] if row else ""


def undo_steps(store: Store, annotator: str) -> Generator[Progress, None, Change]:
    """Take back the annotator's newest operation (with its whole run), as an operation of its own.

    Closing it leaves everything as it was. Raises UserError if there is none, or if somebody else has changed
    what it would change.
    """
    row = _to_undo(store.connection, annotator)
    if row is None:
        raise UserError("There is nothing to undo.")
    return (yield from _reverse(store, annotator, row, kind="undo"))


def redo_steps(store: Store, annotator: str) -> Generator[Progress, None, Change]:
    """Do again what was undone last, as an operation of its own. Raises UserError as undo does."""
    row = _to_redo(store.connection, annotator)
    if row is None:
        raise UserError("There is nothing to redo.")
    return (yield from _reverse(store, annotator, row, kind="redo"))


def _reverse(
    store: Store, annotator: str, row: Sequence[object], *, kind: str
) -> Generator[Progress, None, Change]:
    seq, title, document, run = row
    connection = store.connection
    members = [seq]
    if run is not None:
        members = [
            s for (s,) in connection.execute("SELECT seq FROM op WHERE run = ? ORDER BY seq DESC", (run,))
        ]
    new_run = new_id() if len(members) > 1 else ""
    changes: list[Change] = []
    with store.write() as db:
        for member in members:
            op = begin(
                db,
                annotator=annotator,
                title=str(title),
                kind=kind,
                document=text_id(document) if isinstance(document, bytes) else "",
                undoes=member,  # type: ignore[arg-type]
                run=new_run,
            )
            yield from reverse_steps(op, member)  # type: ignore[arg-type]
            parking.settle(db.conn)
            changes.append(op.change())
    return changes[0] if len(changes) == 1 else _joined(changes)


def reverse_images(op: Operation, seq: int) -> None:
    """The same as `reverse_steps`, at once."""
    for _ in reverse_steps(op, seq):
        pass


def reverse_steps(op: Operation, seq: int) -> Iterator[Progress]:
    """Put every row that the operation `seq` wrote back to what it was before, last first.

    Raises UserError if a row is no longer as that operation left it.
    """
    rows = op.db.conn.execute(
        "SELECT noun, uid, before, after, storage FROM op_change WHERE op = ? ORDER BY n DESC", (seq,)
    ).fetchall()
    for at, (noun, uid, before_json, after_json, storage) in enumerate(rows):
        if at % STEP == STEP - 1:
            yield Progress(at, len(rows), "taking back" if op.kind == "undo" else "doing again")
        before, after = (
            None if text is None else migrations.upgrade_image(json.loads(text), noun=noun, storage=storage)
            for text in (before_json, after_json)
        )
        identity = text_id(uid)
        if not op.document:
            op.place = _document_of(op, noun, before or after)
        now = op.image(noun, identity)
        if now != after:
            raise UserError(_changed_since(op, noun, uid, seq))
        try:
            op.restore(noun, identity, now=now, wanted=before)
        except sqlite3.IntegrityError as error:
            raise UserError(
                f"“{op.title}” cannot be reversed: what it belongs to has been changed since."
            ) from error


def _document_of(op: Operation, noun: str, image: Image | None) -> str:
    """The document that a span or relation belongs to, for operations on more than one document."""
    if image is None or noun not in ("span", "relation"):
        return ""
    row = op.db.conn.execute(
        "SELECT d.uid FROM layer l JOIN version v ON v.id = l.version JOIN document d ON d.id = v.document "
        "WHERE l.uid = ?",
        (blob(image["layer"]),),
    ).fetchone()
    return text_id(row[0]) if row else ""


def _changed_since(op: Operation, noun: str, uid: bytes, seq: int) -> str:
    query = (
        f'SELECT a.name, o.at FROM "{noun}" t JOIN op o ON o.seq = t.rev JOIN annotator a ON a.id = o.annotator '
        "WHERE t.uid = ?"
    )
    row = op.db.conn.execute(query, (uid,)).fetchone()
    row = row or op.db.conn.execute(query.replace(f'"{noun}"', "tombstone"), (uid,)).fetchone()
    who = f"{row[0]} has changed the {noun} since ({row[1][:16].replace('T', ' ')})" if row else "it is gone"
    return f"“{op.title}” cannot be reversed: {who}."


def _joined(changes: list[Change]) -> Change:
    """One receipt for a run, whose operations touch the same rows again and again."""
    created: dict[Thing, None] = {}
    updated: dict[Thing, None] = {}
    deleted: dict[Thing, None] = {}
    for change in changes:
        for thing in change.created:
            target = updated if deleted.pop(thing, 0) is None else created
            target[thing] = None
        for thing in change.updated:
            if thing not in created:
                updated[thing] = None
        for thing in change.deleted:
            updated.pop(thing, None)
            if created.pop(thing, 0) == 0:
                deleted[thing] = None
    first = changes[0]
    return Change(
        first.title, tuple(created), tuple(updated), tuple(deleted), first.document, changes[-1].operation
    )


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
        f"o.kind, o.document, {_UNDONE}, a.uid = ?1 "
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
        f"SELECT o.seq, o.at, a.name, o.title, o.kind, o.document, {_UNDONE} "
        "FROM op o JOIN annotator a ON a.id = o.annotator WHERE o.uid = ?",
        (blob(uid),),
    ).fetchone()
    if row is None:
        return None
    seq, at, name, title, kind, doc, undone = row
    return OperationRow(seq, uid, at, name, title, kind, text_id(doc) if doc else "", bool(undone), False)
