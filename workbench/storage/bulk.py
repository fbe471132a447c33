"""Many rows at once: storing bundles under an import's operation, taking them out again, reading all layers."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from workbench.model import Annotator, Bundle, Document, Layer, Relation, Span
from workbench.storage import reading
from workbench.storage.reading import in_parts
from workbench.storage.rows import FORM_LENGTH, blob, layer_id, text_id, to_json, version_id


def text_hash(text: str) -> bytes:
    """SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).digest()


def first_version(document: Document) -> str:
    """The id of a document's first version."""
    return version_id(document.id, text_hash(document.text))


def insert_annotator(connection: sqlite3.Connection, annotator: Annotator, *, op: int) -> int:
    """Make the annotator known; returns its row."""
    cursor = connection.execute(
        "INSERT INTO annotator (uid, name, kind, rev) VALUES (?, ?, ?, ?)",
        (blob(annotator.id), annotator.name, annotator.kind, op),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def insert_document(connection: sqlite3.Connection, document: Document, *, op: int) -> tuple[int, str]:
    """Store a document with its first version; returns the version's row and id."""
    cursor = connection.execute(
        "INSERT INTO document (uid, name, language, published, source, meta, made, rev) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            blob(document.id),
            document.name,
            document.language,
            document.published,
            document.source,
            to_json(document.meta),
            op,
            op,
        ),
    )
    digest = text_hash(document.text)
    version = version_id(document.id, digest)
    cursor = connection.execute(
        "INSERT INTO version (uid, document, number, length, sha256, text) VALUES (?, ?, 1, ?, ?, ?)",
        (
            blob(version),
            cursor.lastrowid,
            len(document.text),
            digest,
            document.text,
        ),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid, version


def insert_layer(
    connection: sqlite3.Connection,
    bundle: Bundle,
    *,
    version: tuple[int, str],
    annotator: int,
    status: str,
    op: int,
) -> None:
    """Store a bundle's layer with its spans and relations, whose ids are UUIDs by now; `version`: row and id."""
    assert bundle.annotator is not None
    uid = layer_id(version[1], bundle.annotator.id, bundle.round)
    cursor = connection.execute(
        "INSERT INTO layer (uid, version, annotator, round, status, attributes, made, rev) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (blob(uid), version[0], annotator, bundle.round, status, to_json(bundle.attributes), op, op),
    )
    layer = cursor.lastrowid
    if not bundle.spans:
        return
    text = bundle.document.text
    (top,) = connection.execute("SELECT coalesce(max(id), 0) FROM span").fetchone()
    keys: dict[str, int] = {}
    rows = []
    for key, span in enumerate(bundle.spans, top + 1):
        keys[span.id] = key
        rows.append((key, *_span_values(span, text), layer, op))
    connection.executemany(
        'INSERT INTO span (id, uid, label, start, "end", fragments, attributes, note, unsure, origin, score, '
        "form, layer, rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )
    if bundle.relations:
        connection.executemany(
            "INSERT INTO relation (uid, label, head, tail, attributes, note, unsure, origin, score, layer, rev) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    blob(r.id),
                    r.label,
                    keys[r.head],
                    keys[r.tail],
                    to_json(r.attributes),
                    r.note or None,
                    int(r.unsure),
                    r.origin or None,
                    r.score,
                    layer,
                    op,
                )
                for r in bundle.relations
            ],
        )


def revive(connection: sqlite3.Connection, bundle: Bundle) -> None:
    """Take away the tombstones of what has come back under its old id."""
    ids = [bundle.document.id]
    for things in (bundle.spans, bundle.relations, bundle.comments):
        ids += [thing.id for thing in things]
    for marks, part in in_parts(ids):
        connection.execute(f"DELETE FROM tombstone WHERE uid IN ({marks})", part)
    connection.execute(
        "DELETE FROM tombstone WHERE uid IN (SELECT l.uid FROM layer l JOIN version v ON v.id = l.version "
        "JOIN document d ON d.id = v.document WHERE d.uid = ?)",
        (blob(bundle.document.id),),
    )


def holds_tombstones(connection: sqlite3.Connection) -> bool:
    """Whether anything has ever been deleted."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM tombstone)").fetchone()[0])


def _span_values(span: Span, text: str) -> tuple[Any, ...]:
    form = text[span.start : span.end] if not span.fragments else span.covered(text)
    return (
        blob(span.id),
        span.label,
        span.start,
        span.end,
        to_json([list(f) for f in span.fragments]) if span.fragments else None,
        to_json(span.attributes) if span.attributes else None,
        span.note or None,
        int(span.unsure),
        span.origin or None,
        span.score,
        form[:FORM_LENGTH],
    )


def drop_layer(connection: sqlite3.Connection, *, version: int, annotator: int, round_: int) -> None:
    """Take back what a failed `insert_layer` has inserted so far, inside the same transaction."""
    (layer,) = connection.execute(
        "SELECT id FROM layer WHERE version = ? AND annotator = ? AND round = ?", (version, annotator, round_)
    ).fetchone()
    connection.execute("DELETE FROM relation WHERE layer = ?", (layer,))
    connection.execute("DELETE FROM span WHERE layer = ?", (layer,))
    connection.execute("DELETE FROM layer WHERE id = ?", (layer,))


def insert_comments(
    connection: sqlite3.Connection, bundle: Bundle, *, annotators: dict[str, int], op: int
) -> None:
    """Store a bundle's comments that the project does not have yet; `annotators` maps ids to rows."""
    connection.executemany(
        "INSERT OR IGNORE INTO comment "
        "(uid, document, target_kind, target, annotator, at, text, parent, resolved, rev) "
        "VALUES (?, (SELECT id FROM document WHERE uid = ?), ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                blob(c.id),
                blob(bundle.document.id),
                c.target_kind,
                blob(c.target),
                annotators[c.annotator],
                c.at,
                c.text,
                blob(c.parent) if c.parent else None,
                int(c.resolved),
                op,
            )
            for c in bundle.comments
        ],
    )


def find_document(
    connection: sqlite3.Connection, document: Document
) -> tuple[str, tuple[int, str], bool] | None:
    """The stored document that this is: by id, else by name and text. Returns its id, its newest
    version's row and id, and whether the texts are equal; or None if it is new."""
    digest = text_hash(document.text)
    query = (
        "SELECT d.uid, v.id, v.uid, v.sha256 FROM document d JOIN version v ON v.document = d.id "
        "WHERE {} ORDER BY v.number DESC LIMIT 1"
    )
    row = connection.execute(query.format("d.uid = ?"), (blob(document.id),)).fetchone()
    if row is None:
        row = connection.execute(
            query.format("d.name = ? AND v.sha256 = ?"), (document.name, digest)
        ).fetchone()
    return (text_id(row[0]), (row[1], text_id(row[2])), row[3] == digest) if row else None


def document_meta(connection: sqlite3.Connection, document: str) -> tuple[dict[str, Any], int]:
    """The metadata of a document that is there, and the operation that made it."""
    meta, made = connection.execute(
        "SELECT meta, made FROM document WHERE uid = ?", (blob(document),)
    ).fetchone()
    return dict(msgspec.json.decode(meta)) if meta else {}, made


def set_meta(connection: sqlite3.Connection, document: str, meta: dict[str, Any]) -> None:
    """Give a document that this operation made its metadata."""
    connection.execute("UPDATE document SET meta = ? WHERE uid = ?", (to_json(meta), blob(document)))


def taken_ids(connection: sqlite3.Connection, noun: str, ids: Iterable[str]) -> set[str]:
    """Those of the ids that rows of the noun have already."""
    taken: set[str] = set()
    for marks, part in in_parts(ids):
        rows = connection.execute(f'SELECT uid FROM "{noun}" WHERE uid IN ({marks})', part)
        taken.update(text_id(uid) for (uid,) in rows)
    return taken


def comment_documents(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """Those of the ids that comments have already, with the ids of the documents they are on."""
    found: dict[str, str] = {}
    for marks, part in in_parts(ids):
        rows = connection.execute(
            f"SELECT c.uid, d.uid FROM comment c JOIN document d ON d.id = c.document WHERE c.uid IN ({marks})",
            part,
        )
        found.update((text_id(uid), text_id(home)) for uid, home in rows)
    return found


def holds_documents(connection: sqlite3.Connection) -> bool:
    """Whether the project has any document."""
    return bool(connection.execute("SELECT EXISTS (SELECT 1 FROM document)").fetchone()[0])


def annotator_rows(connection: sqlite3.Connection) -> dict[str, int]:
    """Annotators' ids and rows."""
    return {text_id(uid): key for uid, key in connection.execute("SELECT uid, id FROM annotator")}


def stored_bundles(
    connection: sqlite3.Connection, *, empty: bool = False
) -> Iterator[tuple[str, int, Layer | None]]:
    """Every layer of the project as (document id, layer's row, layer), by document and annotator and round.

    With `empty`, documents without any layer come too, with row 0 and None.
    """
    join = "LEFT JOIN" if empty else "JOIN"
    rows = connection.execute(
        "SELECT d.uid, l.id, l.uid, a.uid, a.name, a.kind, l.round, l.status, l.attributes FROM document d "
        f"JOIN version v ON v.document = d.id {join} layer l ON l.version = v.id "
        f"{join} annotator a ON a.id = l.annotator ORDER BY d.id, a.uid, l.round"
    )
    for doc, key, uid, who, name, kind, round_, status, attributes in rows:
        if key is None:
            yield text_id(doc), 0, None
        else:
            yield (
                text_id(doc),
                key,
                Layer(
                    text_id(uid),
                    text_id(doc),
                    Annotator(text_id(who), name, kind),
                    round_,
                    status,
                    reading._attributes(attributes),
                ),
            )


def untouched_documents(connection: sqlite3.Connection) -> Iterator[str]:
    """The ids of the documents on which nobody has a layer."""
    rows = connection.execute(
        "SELECT d.uid FROM document d WHERE NOT EXISTS "
        "(SELECT 1 FROM version v JOIN layer l ON l.version = v.id WHERE v.document = d.id)"
    )
    return (text_id(uid) for (uid,) in rows)


def layer_content(connection: sqlite3.Connection, key: int) -> tuple[tuple[Span, ...], tuple[Relation, ...]]:
    """The spans and relations of a layer, by its row (0: none)."""
    if key == 0:
        return (), ()
    return reading.spans_of(connection, key), reading.relations_of(connection, key)


def remove_made_by(connection: sqlite3.Connection, made: int, *, by: int) -> tuple[int, int, list[str]]:
    """Take out the layers and documents that operation `made` (a seq) brought and nobody has touched since.

    Tombstones carry operation `by`. Returns how many layers went, how many were kept, and the ids
    of the documents that are gone.
    """
    layers = connection.execute("SELECT id FROM layer WHERE made = ? ORDER BY id", (made,)).fetchall()
    gone = kept = 0
    for (layer,) in layers:
        touched = connection.execute(
            "SELECT EXISTS (SELECT 1 FROM layer WHERE id = ?1 AND rev <> ?2) "
            "OR EXISTS (SELECT 1 FROM span WHERE layer = ?1 AND rev <> ?2) "
            "OR EXISTS (SELECT 1 FROM relation WHERE layer = ?1 AND rev <> ?2) "
            "OR EXISTS (SELECT 1 FROM tombstone t JOIN op_change c ON c.uid = t.uid AND c.op = t.rev "
            "WHERE c.noun IN ('span', 'relation') AND json_extract(c.before, '$.layer') = ?3)",
            (layer, made, _layer_id(connection, layer)),
        ).fetchone()[0]
        if touched:
            kept += 1
            continue
        for noun in ("relation", "span", "layer"):
            column = "id" if noun == "layer" else "layer"
            connection.execute(
                f"INSERT OR REPLACE INTO tombstone SELECT uid, ?, ? FROM {noun} WHERE {column} = ?",
                (noun, by, layer),
            )
            connection.execute(f"DELETE FROM {noun} WHERE {column} = ?", (layer,))
        gone += 1
    _remove_orphans(connection, made, by=by)
    documents = connection.execute(
        "SELECT d.id, d.uid FROM document d WHERE d.made = ?1 AND d.rev = ?1 "
        "AND NOT EXISTS (SELECT 1 FROM layer l JOIN version v ON v.id = l.version WHERE v.document = d.id) "
        "AND NOT EXISTS (SELECT 1 FROM comment c WHERE c.document = d.id AND c.rev <> ?1)",
        (made,),
    ).fetchall()
    remove_documents(connection, [key for key, _ in documents], by=by)
    return gone, kept, [text_id(uid) for _, uid in documents]


def _remove_orphans(connection: sqlite3.Connection, made: int, *, by: int) -> None:
    """Take out the comments that operation `made` brought and that are about nothing any more."""
    orphans = (
        "FROM comment WHERE rev = ? AND target_kind <> 'document' AND target NOT IN (SELECT uid FROM span) "
        "AND target NOT IN (SELECT uid FROM relation)"
    )
    connection.execute(f"INSERT OR REPLACE INTO tombstone SELECT uid, 'comment', ? {orphans}", (by, made))
    connection.execute(f"DELETE {orphans}", (made,))


def _layer_id(connection: sqlite3.Connection, layer: int) -> str:
    (uid,) = connection.execute("SELECT uid FROM layer WHERE id = ?", (layer,)).fetchone()
    return text_id(uid)


def remove_documents(connection: sqlite3.Connection, keys: Sequence[int], *, by: int) -> None:
    """Take out documents that have no layer, with their comments and versions, leaving tombstones."""
    for key in keys:
        for noun, column in (("comment", "document"), ("document", "id")):
            connection.execute(
                f"INSERT OR REPLACE INTO tombstone SELECT uid, ?, ? FROM {noun} WHERE {column} = ?",
                (noun, by, key),
            )
        connection.execute("DELETE FROM comment WHERE document = ?", (key,))
        connection.execute("DELETE FROM version WHERE document = ?", (key,))
        connection.execute("DELETE FROM document WHERE id = ?", (key,))
