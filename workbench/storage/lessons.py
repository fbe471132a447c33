"""What people have labelled, as lessons: one layer after the other, with its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from msgspec import Struct

from workbench.model import FINISHED, Span
from workbench.storage.reading import spans_of
from workbench.storage.rows import text_id


class WorkedLayer(Struct, frozen=True):
    """Somebody's layer on the newest version of a document. `text` is its text, `finished` whether it is done."""

    document: str
    finished: bool
    text: str
    spans: tuple[Span, ...]


def worked_layers(connection: sqlite3.Connection, *, finished_only: bool) -> Iterator[WorkedLayer]:
    """The layers to learn from, by name of the document: its gold where that is finished, else all of people.

    Layers of models are left out, and so are new ones; `finished_only` leaves out those in progress too. Of several
    rounds of one annotator the first finished one is taken, else the first: nobody's work counts twice.
    """
    rows = connection.execute(
        "SELECT l.id, v.id, d.uid, l.status, a.kind, a.uid FROM layer l JOIN version v ON v.id = l.version "
        "JOIN document d ON d.id = v.document JOIN annotator a ON a.id = l.annotator "
        "WHERE v.number = (SELECT max(number) FROM version WHERE document = d.id) "
        "AND l.status <> 'new' AND a.kind <> 'model' "
        "ORDER BY d.name, d.uid, a.uid, l.status NOT IN ('done', 'reviewed'), l.round"
    ).fetchall()
    settled = {uid for _, _, uid, status, kind, _ in rows if kind == "gold" and status in FINISHED}
    last: tuple[bytes, bytes] | None = None
    for layer, version, uid, status, kind, who in rows:
        if (uid, who) == last:
            continue
        last = uid, who
        finished = status in FINISHED
        if (uid in settled and kind != "gold") or (finished_only and not finished):
            continue
        (text,) = connection.execute("SELECT text FROM version WHERE id = ?", (version,)).fetchone()
        yield WorkedLayer(text_id(uid), finished, text, spans_of(connection, layer))


def settled_documents(connection: sqlite3.Connection) -> int:
    """How many documents have a finished layer of a person, or finished gold, on their newest version."""
    marks = ",".join("?" * len(FINISHED))
    (number,) = connection.execute(
        "SELECT count(DISTINCT v.document) FROM layer l JOIN version v ON v.id = l.version "
        "JOIN annotator a ON a.id = l.annotator WHERE a.kind <> 'model' "
        f"AND l.status IN ({marks}) AND v.number = (SELECT max(w.number) FROM version w WHERE w.document = v.document)",
        FINISHED,
    ).fetchone()
    return int(number)
