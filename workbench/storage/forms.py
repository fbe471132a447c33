"""The words that spans cover, over all layers: counts by label, and where they stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec import Struct

from workbench.model import Annotator
from workbench.storage.rounds import worked_on
from workbench.storage.rows import FORM_LENGTH, blob, text_id

_FROM = (
    "FROM layer l JOIN version v ON v.id = l.version JOIN document d ON d.id = v.document "
    "JOIN annotator a ON a.id = l.annotator "
)
_NEWEST = f"v.number = (SELECT max(number) FROM version WHERE document = d.id) AND {worked_on('l')}"


class FormPlace(Struct, frozen=True):
    """A span with certain words (code points), and whose it is. `version` is a row, for its text."""

    span: str
    label: str
    start: int
    end: int
    document: str
    name: str
    version: int
    annotator: Annotator


class LayerPlace(Struct, frozen=True):
    """A layer (its row) on the newest version of a document."""

    key: int
    version: int
    document: str
    name: str
    annotator: Annotator


def _among(annotators: Sequence[str]) -> tuple[str, list[bytes]]:
    """A condition for layers that are worked on, of the newest versions, of some annotators (ids) or of all."""
    if not annotators:
        return _NEWEST, []
    return f"{_NEWEST} AND a.uid IN ({','.join('?' * len(annotators))})", [blob(one) for one in annotators]


def form_counts(connection: sqlite3.Connection, annotators: Sequence[str] = ()) -> list[tuple[str, str, int]]:
    """How often each words carry each label: the first 120 code points of a span, its label, the number."""
    condition, values = _among(annotators)
    return connection.execute(
        f"SELECT form, label, count(*) FROM span WHERE layer IN (SELECT l.id {_FROM} WHERE {condition}) "
        "GROUP BY form, label",
        values,
    ).fetchall()


def form_places(
    connection: sqlite3.Connection, form: str, label: str = "", annotators: Sequence[str] = ()
) -> list[FormPlace]:
    """The spans with these very words, of a label or of any, by document and place."""
    condition, values = _among(annotators)
    rows = connection.execute(
        f'SELECT s.uid, s.label, s.start, s."end", d.uid, d.name, v.id, a.uid, a.name, a.kind {_FROM} '
        "JOIN span s ON s.layer = l.id "
        f"WHERE s.form = ? AND (? = '' OR s.label = ?) AND {condition} ORDER BY d.id, s.start, s.id",
        (form[:FORM_LENGTH], label, label, *values),
    )
    return [
        FormPlace(
            text_id(span),
            label,
            start,
            end,
            text_id(uid),
            name,
            version,
            Annotator(text_id(who), called, kind),
        )
        for span, label, start, end, uid, name, version, who, called, kind in rows
    ]


def layers_with(
    connection: sqlite3.Connection, word: str, annotators: Sequence[str] = ()
) -> list[LayerPlace]:
    """The layers on documents whose text holds a word as it is (any text, where it is empty)."""
    condition, values = _among(annotators)
    rows = connection.execute(
        f"SELECT l.id, v.id, d.uid, d.name, a.uid, a.name, a.kind {_FROM} "
        f"WHERE {condition} AND (? = '' OR instr(v.text, ?)) ORDER BY d.id, l.id",
        (*values, word, word),
    )
    return [
        LayerPlace(key, version, text_id(uid), name, Annotator(text_id(who), called, kind))
        for key, version, uid, name, who, called, kind in rows
    ]
