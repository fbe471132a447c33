"""Stored splits: their rules, which document is in which part, and what documents are grouped by."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from workbench.storage.rows import blob, text_id

_decode = msgspec.json.Decoder().decode


class SplitRow(Struct, frozen=True):
    """A stored split: `rule` is JSON, as it was stored."""

    id: str
    name: str
    rule: str


class Batch(Struct, frozen=True):
    """The documents (ids) that one operation dealt, by part, and the pairs of near-duplicates it left apart."""

    id: str
    documents: dict[str, list[str]]
    leaks: list[tuple[str, str]]


def splits(connection: sqlite3.Connection) -> list[SplitRow]:
    """All stored splits by name."""
    rows = connection.execute("SELECT uid, name, rule FROM split ORDER BY name, uid")
    return [SplitRow(text_id(uid), name, rule) for uid, name, rule in rows]


def batches(connection: sqlite3.Connection, split: str) -> Iterator[Batch]:
    """The batches of a split, the one that was made first first."""
    rows = connection.execute(
        "SELECT uid, documents, leaks FROM split_batch WHERE split = (SELECT id FROM split WHERE uid = ?) "
        "ORDER BY uid",
        (blob(split),),
    )
    for uid, documents, leaks in rows:
        pairs = [(one, other) for one, other in _decode(leaks)] if leaks else []
        yield Batch(text_id(uid), _decode(documents), pairs)


def document_facts(connection: sqlite3.Connection) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Every document's id and name, with its metadata under their keys, in order.

    The facts source, language and published stand among them where they are filled.
    """
    rows = connection.execute("SELECT uid, name, source, language, published, meta FROM document ORDER BY id")
    for uid, name, source, language, published, meta in rows:
        facts = {"source": source, "language": language, "published": published}
        values = {key: value for key, value in facts.items() if value}
        yield text_id(uid), name, {**values, **(_decode(meta) if meta else {})}


def document_texts(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Every document's id and newest text, in order."""
    rows = connection.execute(
        "SELECT d.uid, v.text FROM document d JOIN version v ON v.document = d.id "
        "AND v.number = (SELECT max(number) FROM version WHERE document = d.id) ORDER BY d.id"
    )
    for uid, text in rows:
        yield text_id(uid), text


def labels_of_layer(connection: sqlite3.Connection, layer: int) -> list[str]:
    """The labels that a layer's spans have."""
    rows = connection.execute("SELECT DISTINCT label FROM span WHERE layer = ? ORDER BY label", (layer,))
    return [label for (label,) in rows]
