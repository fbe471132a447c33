"""Parked rows: what a merge brought, or left behind, while the document, layer or span that it belongs to
is not there. They are kept with their revision and come back with what they belong to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator

from workbench.storage import migrations
from workbench.storage.reading import in_parts
from workbench.storage.rows import MADE, NOUNS, Image, Noun, blob, read_image, text_id

Row = tuple[str, Image, int]  # id, image, seq of the operation that wrote it last


def park(connection: sqlite3.Connection, noun: str, rows: Iterable[Row]) -> None:
    """Keep rows aside, out of their table."""
    connection.executemany(
        "INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?, ?)",
        [
            (blob(uid), noun, json.dumps(image, ensure_ascii=False), migrations.VERSION, rev)
            for uid, image, rev in rows
        ],
    )


def park_below(connection: sqlite3.Connection, noun: str, uid: str) -> None:
    """Take everything that refers to a row out of the tables, and park it."""
    for other in reversed(NOUNS.values()):
        for column, target in other.references.items():
            if target != noun or other.name == "annotator":
                continue
            found = connection.execute(
                f'SELECT t.uid, {_revision(other)} FROM "{other.name}" t '
                f'WHERE t."{column}" = (SELECT id FROM "{noun}" WHERE uid = ?)',
                (blob(uid),),
            ).fetchall()
            for key, rev in found:
                identity = text_id(key)
                park_below(connection, other.name, identity)
                image = read_image(connection, other, identity)
                if image is not None:
                    park(connection, other.name, [(identity, image, rev)])
                    connection.execute(f'DELETE FROM "{other.name}" WHERE uid = ?', (key,))


def _revision(noun: Noun) -> str:
    return "(SELECT max(seq) FROM op)" if noun.name == "version" else "t.rev"


def settle(connection: sqlite3.Connection) -> None:
    """Put back every parked row whose references are all there."""
    if not connection.execute("SELECT EXISTS (SELECT 1 FROM parked)").fetchone()[0]:
        return
    for noun in NOUNS.values():
        rows = [
            (text_id(uid), migrations.upgrade_image(json.loads(image), noun=noun.name, storage=storage), rev)
            for uid, image, storage, rev in connection.execute(
                "SELECT uid, image, storage, rev FROM parked WHERE noun = ?", (noun.name,)
            )
        ]
        fitting = insert(connection, noun, rows)
        connection.executemany("DELETE FROM parked WHERE uid = ?", [(blob(uid),) for uid in fitting])


def insert(connection: sqlite3.Connection, noun: Noun, rows: list[Row]) -> list[str]:
    """Insert the rows whose references are all there; returns their ids."""
    here = {
        (target, identity)
        for column, target in noun.references.items()
        for identity in _present(connection, target, {row[1][column] for row in rows} - {None})
    }
    fitting = [
        row
        for row in rows
        if all(row[1][c] is None or (target, row[1][c]) in here for c, target in noun.references.items())
    ]
    columns = ["uid", *noun.columns]
    marks = ["?"] + [
        f'(SELECT id FROM "{noun.references[c]}" WHERE uid = ?)' if c in noun.references else "?"
        for c in noun.columns
    ]
    extra = 0 if noun.name == "version" else 2 if noun.name in MADE else 1
    columns += ["rev", "made"][:extra]
    marks += ["?"] * extra
    names = ", ".join(f'"{column}"' for column in columns)
    connection.executemany(
        f'INSERT INTO "{noun.name}" ({names}) VALUES ({", ".join(marks)})',
        [
            (
                blob(uid),
                *(stored_value(noun, column, image[column]) for column in noun.columns),
                *(rev,) * extra,
            )
            for uid, image, rev in fitting
        ],
    )
    connection.executemany("DELETE FROM tombstone WHERE uid = ?", [(blob(row[0]),) for row in fitting])
    return [row[0] for row in fitting]


def stored_value(noun: Noun, column: str, value: object) -> object:
    """An image's value as the column holds it; a reference as the id that a SELECT turns into a row."""
    if not isinstance(value, str):
        return value
    if column in noun.references or column in noun.ids:
        return blob(value)
    return bytes.fromhex(value) if column in noun.hashes else value


def _present(connection: sqlite3.Connection, noun: str, ids: Iterable[str]) -> Iterator[str]:
    for marks, part in in_parts(ids):
        for (uid,) in connection.execute(f'SELECT uid FROM "{noun}" WHERE uid IN ({marks})', part):
            yield text_id(uid)
