"""Frozen versions: their manifests, and filling another project file with what was frozen."""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from workbench.model import Annotator, Bundle, new_id
from workbench.storage import bulk
from workbench.storage.operations import Operation
from workbench.storage.rows import text_id


class DatasetRow(Struct, frozen=True):
    """A frozen version: `manifest` is JSON, as it was stored."""

    id: str
    name: str
    manifest: str


def datasets(connection: sqlite3.Connection) -> list[DatasetRow]:
    """All frozen versions, the one that was frozen first first."""
    rows = connection.execute("SELECT uid, name, manifest FROM dataset ORDER BY id")
    return [DatasetRow(text_id(uid), name, manifest) for uid, name, manifest in rows]


def settings(connection: sqlite3.Connection) -> dict[str, str]:
    """The project's settings by name."""
    return dict(connection.execute("SELECT name, value FROM setting ORDER BY name").fetchall())


def copy_contents(source: sqlite3.Connection, target: sqlite3.Connection, *, but: str) -> None:
    """Copy the files that a project keeps, but those called `but`."""
    target.executemany(
        "INSERT OR IGNORE INTO content (sha256, name, packed) VALUES (?, ?, ?)",
        source.execute("SELECT sha256, name, packed FROM content WHERE name <> ?", (but,)),
    )


class Filling:
    """Stores bundles in an empty project as they are, by their own ids, under one operation."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self._document = ""
        self._version = (0, "")
        self._annotators = bulk.annotator_rows(op.db.conn)

    def add(self, bundle: Bundle) -> None:
        """Store a bundle; those of one document follow one another."""
        connection, seq = self._op.db.conn, self._op.seq
        if bundle.document.id != self._document:
            self._document = bundle.document.id
            self._version = bulk.insert_document(connection, bundle.document, op=seq)
        if bundle.annotator is not None:
            who = bundle.annotator
            if who.id not in self._annotators:
                self._annotators[who.id] = bulk.insert_annotator(connection, who, op=seq)
            row = self._annotators[who.id]
            connection.execute(
                "UPDATE annotator SET name = ?, kind = ? WHERE id = ?", (who.name, who.kind, row)
            )
            bulk.insert_layer(
                connection, bundle, version=self._version, annotator=row, status=bundle.status, op=seq
            )
        for comment in bundle.comments:
            if comment.annotator not in self._annotators:
                nameless = Annotator(comment.annotator, comment.annotator)
                self._annotators[comment.annotator] = bulk.insert_annotator(connection, nameless, op=seq)
        if bundle.comments:
            bulk.insert_comments(connection, bundle, annotators=self._annotators, op=seq)


def batch_row(split: str, documents: str | None, leaks: str | None) -> tuple[str, dict[str, object]]:
    """A batch of a split as an operation puts it: a new id and its image."""
    return new_id(), {"split": split, "documents": documents, "leaks": leaks}
