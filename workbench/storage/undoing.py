"""Undo and redo: the rows that an operation wrote are put back from its images, as an operation of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING

from workbench.errors import UserError
from workbench.model import Change, Progress, Thing, new_id
from workbench.storage import migrations, parking
from workbench.storage.operations import UNDONE, Operation, begin
from workbench.storage.rows import Image, blob, text_id

if TYPE_CHECKING:
    from workbench.storage.store import Store

STEP = 200  # rows between two reports of progress


def _newest(connection: sqlite3.Connection, annotator: str, condition: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT o.seq, o.title, o.document, o.run FROM op o "
        f"WHERE o.annotator = (SELECT id FROM annotator WHERE uid = ?) AND {condition} AND NOT {UNDONE} "
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
