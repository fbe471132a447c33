"""Merging another file of the same project into this one, in one transaction and under one operation."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from workbench.model import Annotator, Thing
from workbench.storage import migrations, parking
from workbench.storage.differences import Differences, Entry, compare
from workbench.storage.operations import Operation, begin, image_json, join, newest
from workbench.storage.rows import NOUNS, Image, blob, read_image, text_id
from workbench.storage.store import Store

_NEW = "null"  # as the image after, in op_change: a row that the merge brought needs none


@contextlib.contextmanager
def attached(store: Store, other: Path) -> Iterator[None]:
    """The file `other`, of the same storage version, as the schema `other` of this connection."""
    with store.errors():
        store.connection.execute("ATTACH ? AS other", (f"{other.absolute().as_uri()}?mode=ro",))
    try:
        yield
    finally:
        store.connection.execute("DETACH other")


@contextlib.contextmanager
def merging(
    store: Store, *, annotator: Annotator, title: str
) -> Iterator[tuple[Operation, Differences, dict[str, Thing]]]:
    """Write all that wins from the attached file `other`, in one transaction that ends with the block; yields
    the operation, what it wrote, and the documents concerned.

    Rows keep the revision of the operation that wrote them there. Merging the same file again writes nothing
    (the operation is then not kept, and its id is empty). Raises ProjectError where the file cannot be written.
    """
    with store.write() as db:
        connection = db.conn
        connection.execute("PRAGMA defer_foreign_keys = ON")
        differences = compare(connection)
        touched = documents_of(connection, differences)
        join(db, annotator)
        visits = _take_visits(connection)
        connection.execute(
            "INSERT OR IGNORE INTO main.content (sha256, name, packed) SELECT sha256, name, packed FROM other.content"
        )
        if differences.entries or differences.operations:
            _take_operations(connection, differences)
        op = begin(db, annotator=annotator.id, title=title, kind="merge")
        _take_rows(op, differences)
        parking.settle(connection)
        yield op, differences, touched
        if op.empty and not (differences.entries or differences.operations or visits):
            connection.execute("DELETE FROM op WHERE seq = ?", (op.seq,))
            op.uid = ""


def _take_operations(connection: sqlite3.Connection, differences: Differences) -> None:
    """Copy the other file's operations that are new here, with their images, in the order of their clocks."""
    for entry in differences.entries:
        if entry.noun == "annotator" and entry.before is None and entry.after is not None:
            # its operation may be its own: the foreign key waits for the commit
            connection.execute(
                "INSERT OR IGNORE INTO annotator (uid, name, kind, rev) VALUES (?, ?, ?, 0)",
                (blob(entry.uid), entry.after["name"], entry.after["kind"]),
            )
    last = newest(connection)
    connection.execute(
        "INSERT INTO main.op (uid, clock, at, annotator, kind, title, document, run) "
        "SELECT o.uid, o.clock, o.at, (SELECT id FROM main.annotator m WHERE m.uid = a.uid), o.kind, o.title, "
        "o.document, o.run FROM other.op o JOIN other.annotator a ON a.id = o.annotator "
        "WHERE o.uid NOT IN (SELECT uid FROM main.op) ORDER BY o.clock, o.uid"
    )
    # an operation that two files undid has been undone once
    connection.execute(
        "UPDATE OR IGNORE main.op SET undoes = (SELECT m.seq FROM other.op o JOIN other.op u ON u.seq = o.undoes "
        "JOIN main.op m ON m.uid = u.uid WHERE o.uid = main.op.uid) WHERE seq > ?",
        (last,),
    )
    connection.execute(
        "INSERT INTO main.op_change SELECT m.seq, c.n, c.noun, c.uid, c.before, c.after, c.storage "
        "FROM other.op_change c JOIN other.op o ON o.seq = c.op JOIN main.op m ON m.uid = o.uid WHERE m.seq > ?",
        (last,),
    )


def _take_rows(op: Operation, differences: Differences) -> None:
    connection = op.db.conn
    seqs: dict[bytes, int] = dict(connection.execute("SELECT uid, seq FROM op").fetchall())
    by_noun: dict[str, list[Entry]] = {}
    for entry in differences.entries:
        by_noun.setdefault(entry.noun, []).append(entry)
    for name in reversed(NOUNS):
        for entry in by_noun.get(name, ()):
            if entry.after is None:
                _delete(op, entry, seqs[entry.revision[1]])
    for name, noun in NOUNS.items():
        fresh: list[parking.Row] = []
        for entry in by_noun.get(name, ()):
            if entry.after is None:
                continue
            rev = seqs.get(entry.revision[1], op.seq)
            before = read_image(connection, noun, entry.uid)
            connection.execute("DELETE FROM parked WHERE uid = ?", (blob(entry.uid),))
            if before is None:
                fresh.append((entry.uid, entry.after, rev))
            else:
                _overwrite(op, entry, before, rev)
        here = set(parking.insert(connection, noun, fresh))
        for uid, _, _ in fresh:
            if uid in here:
                op.note(name, uid, before=None, after=_NEW)
        parking.park(connection, name, [row for row in fresh if row[0] not in here])


def _delete(op: Operation, entry: Entry, rev: int) -> None:
    connection = op.db.conn
    before = read_image(connection, NOUNS[entry.noun], entry.uid)
    if before is not None:
        parking.park_below(connection, entry.noun, entry.uid)
        op.note(entry.noun, entry.uid, before=image_json(before), after=None)
    connection.execute(f'DELETE FROM "{entry.noun}" WHERE uid = ?', (blob(entry.uid),))
    connection.execute("DELETE FROM parked WHERE uid = ?", (blob(entry.uid),))
    connection.execute(
        "INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?)", (blob(entry.uid), entry.noun, rev)
    )


def _overwrite(op: Operation, entry: Entry, before: Image, rev: int) -> None:
    """Make a row equal to the other file's; one whose new references are not there is parked."""
    connection, noun, after = op.db.conn, NOUNS[entry.noun], entry.after
    assert after is not None
    missing = [
        column
        for column, target in noun.references.items()
        if after[column] is not None
        and connection.execute(f'SELECT 1 FROM "{target}" WHERE uid = ?', (blob(after[column]),)).fetchone()
        is None
    ]
    if missing:
        connection.execute(f'DELETE FROM "{noun.name}" WHERE uid = ?', (blob(entry.uid),))
        parking.park(connection, noun.name, [(entry.uid, after, rev)])
        op.note(noun.name, entry.uid, before=image_json(before), after=None)
        return
    assignments = ", ".join(
        f'"{column}" = (SELECT id FROM "{noun.references[column]}" WHERE uid = ?)'
        if column in noun.references
        else f'"{column}" = ?'
        for column in noun.columns
    )
    connection.execute(
        f'UPDATE "{noun.name}" SET {assignments}, rev = ? WHERE uid = ?',
        (
            *(parking.stored_value(noun, column, after[column]) for column in noun.columns),
            rev,
            blob(entry.uid),
        ),
    )
    if before != after:
        op.note(noun.name, entry.uid, before=image_json(before), after=image_json(after))


def _take_visits(connection: sqlite3.Connection) -> int:
    """Take over the time that others have spent; only the person's own window writes a visit, and it grows."""
    cursor = connection.execute(
        "INSERT INTO main.visit SELECT * FROM other.visit WHERE true ON CONFLICT (uid) DO UPDATE "
        "SET seconds = excluded.seconds WHERE excluded.seconds > seconds"
    )
    return cursor.rowcount


def take_back(op: Operation, merged: int) -> int:
    """Undo the merge whose seq this is, row by row, but for those that were changed since; returns their number.

    Rows that it brought are deleted, with tombstones of this operation: merging the same file again does
    not bring them back.
    """
    kept = 0
    rows = op.db.conn.execute(
        "SELECT noun, uid, before, after, storage FROM op_change WHERE op = ? ORDER BY n DESC", (merged,)
    ).fetchall()
    for noun, uid, before_json, after_json, storage in rows:
        identity = text_id(uid)
        if after_json == _NEW:
            kept += not _removed(op, noun, identity, merged)
            continue
        before, after = (
            None if text is None else migrations.upgrade_image(json.loads(text), noun=noun, storage=storage)
            for text in (before_json, after_json)
        )
        if op.image(noun, identity) != after:
            kept += 1
        elif before is not None:
            try:
                op.put(noun, identity, before)
            except sqlite3.IntegrityError:
                kept += 1  # what it belongs to has gone since
    parking.settle(op.db.conn)
    return kept


def _removed(op: Operation, noun: str, uid: str, merged: int) -> bool:
    """Delete a row that the merge brought, unless it was changed since or something that stays refers to it."""
    if noun == "annotator" or op.image(noun, uid) is None:
        return True  # operations name their annotators for ever
    if noun != "version":
        (rev,) = op.db.conn.execute(f'SELECT rev FROM "{noun}" WHERE uid = ?', (blob(uid),)).fetchone()
        if rev > merged:
            return False
    for other in NOUNS.values():
        for column, target in other.references.items():
            if (
                target == noun
                and op.db.conn.execute(
                    f'SELECT 1 FROM "{other.name}" WHERE "{column}" = (SELECT id FROM "{noun}" WHERE uid = ?)',
                    (blob(uid),),
                ).fetchone()
            ):
                return False
    op.remove(noun, uid)
    return True


def documents_of(connection: sqlite3.Connection, differences: Differences) -> dict[str, Thing]:
    """The documents that the differences concern, by id."""
    layers = {
        text_id(layer): text_id(document)
        for file in ("main", "other")
        for layer, document in connection.execute(
            f"SELECT l.uid, d.uid FROM {file}.layer l JOIN {file}.version v ON v.id = l.version "
            f"JOIN {file}.document d ON d.id = v.document"
        )
    }
    found: dict[str, Thing] = {}
    for entry in differences.entries:
        image = entry.after or entry.before or {}
        own = {"document": entry.uid, "layer": layers.get(entry.uid, "")}.get(entry.noun, "")
        document = own or image.get("document") or layers.get(image.get("layer", ""), "")
        if document:
            found.setdefault(document, Thing("document", document, document))
    return found
