"""All layers of the project beside each other, for what compares them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from workbench.model import Annotator, Layer, Span
from workbench.storage import reading
from workbench.storage.rows import blob, text_id


class StoredLayer(Struct, frozen=True):
    """A layer on the newest version of its document, without its spans.

    `key` and `version` are rows; `length` is that of the text in code points.
    """

    key: int
    version: int
    document: str
    name: str
    published: str
    length: int
    layer: Layer


def stored_layers(connection: sqlite3.Connection, document: str = "") -> list[StoredLayer]:
    """By document, then in the order they were made; of one document (its id), if one is named.

    An annotator who was joined with another is that other.
    """
    only = "AND d.uid = ? " if document else ""
    rows = connection.execute(
        "SELECT l.id, v.id, d.uid, d.name, d.published, v.length, l.uid, coalesce(s.uid, a.uid), "
        "coalesce(s.name, a.name), coalesce(s.kind, a.kind), l.round, l.status, l.attributes FROM layer l "
        "JOIN version v ON v.id = l.version JOIN document d ON d.id = v.document "
        "JOIN annotator a ON a.id = l.annotator LEFT JOIN annotator s ON s.id = a.same_as "
        "WHERE v.number = (SELECT max(number) FROM version WHERE document = d.id) "
        f"{only}ORDER BY d.id, l.id",
        (blob(document),) if document else (),
    )
    return [_stored(row) for row in rows]


def _stored(row: Sequence[Any]) -> StoredLayer:
    key, version, document, name, published, length, uid, who, called, kind, round_, status, values = row
    annotator = Annotator(text_id(who), called, kind)
    return StoredLayer(
        key,
        version,
        text_id(document),
        name,
        published,
        length,
        Layer(text_id(uid), text_id(document), annotator, round_, status, reading._attributes(values)),
    )


def layer_key(connection: sqlite3.Connection, uid: str) -> int:
    """The row of a layer, 0 if it is gone."""
    row = connection.execute("SELECT id FROM layer WHERE uid = ?", (blob(uid),)).fetchone()
    return row[0] if row else 0


def version_text(connection: sqlite3.Connection, version: int) -> str:
    """The text of a version, by its row; empty if it is gone."""
    row = connection.execute("SELECT text FROM version WHERE id = ?", (version,)).fetchone()
    return str(row[0]) if row else ""


def finished_at(connection: sqlite3.Connection) -> dict[str, str]:
    """When each layer (id) was called done, the last time (ISO 8601, UTC); one that was imported as it is: when
    it came."""
    rows = connection.execute(
        "SELECT l.uid, coalesce(o.at, m.at) FROM layer l JOIN op m ON m.seq = l.made LEFT JOIN ("
        "SELECT uid, max(op) AS op FROM op_change WHERE noun = 'layer' AND json_extract(after, '$.status') = 'done' "
        "AND json_extract(before, '$.status') IS NOT 'done' GROUP BY uid) c ON c.uid = l.uid "
        "LEFT JOIN op o ON o.seq = c.op"
    )
    return {text_id(uid): at for uid, at in rows}


def layers_with_relations(connection: sqlite3.Connection) -> set[int]:
    """The rows of the layers that have any relation."""
    return {layer for (layer,) in connection.execute("SELECT DISTINCT layer FROM relation")}


def differing_spans(connection: sqlite3.Connection, layers: Sequence[int]) -> list[tuple[Span, ...]] | None:
    """The spans of each of these layers that not all of them have alike, values included; as `reading.spans_of`.

    None where a layer has one span twice. Not for layers with relations, whose ends all count.
    """
    rows = [reading.rows_of(connection, layer) for layer in layers]
    alike: set[tuple[Any, ...]] | None = None
    for of_layer in rows:
        if len({row[1:5] for row in of_layer}) < len(of_layer):
            return None
        mine = {row[1:6] for row in of_layer}
        alike = mine if alike is None else alike & mine
    return [
        tuple(reading._spans([row for row in of_layer if row[1:6] not in (alike or ())])) for of_layer in rows
    ]
