"""Stored suggestions of a document, and rejections."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from workbench.model import Relation, Span
from workbench.storage.reading import in_parts
from workbench.storage.rows import blob, text_id, to_json

Row = tuple[str, str, Span | Relation]  # group, reason, what is proposed
_decode = msgspec.json.Decoder().decode


def replace(
    connection: sqlite3.Connection, document: str, origin: str, rows: Iterable[Row], *, op: int
) -> int:
    """Put an origin's suggestions on a document in the place of those it made before; returns how many."""
    connection.execute(
        "DELETE FROM suggestion WHERE origin = ? AND document = (SELECT id FROM document WHERE uid = ?)",
        (origin, blob(document)),
    )
    values = []
    for group, reason, thing in rows:
        span = thing if isinstance(thing, Span) else None
        arrow = thing if isinstance(thing, Relation) else None
        values.append(
            (
                blob(thing.id),
                blob(document),
                blob(group),
                origin,
                "span" if span else "relation",
                thing.label,
                span.start if span else None,
                span.end if span else None,
                to_json([list(part) for part in span.fragments]) if span else None,
                blob(arrow.head) if arrow else None,
                blob(arrow.tail) if arrow else None,
                to_json(thing.attributes),
                thing.score,
                reason or None,
                op,
            )
        )
    connection.executemany(
        'INSERT INTO suggestion (uid, document, together, origin, kind, label, start, "end", fragments, head, tail, '
        "attributes, score, reason, op) VALUES (?, (SELECT id FROM document WHERE uid = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "?, ?, ?, ?)",
        values,
    )
    return len(values)


_COLUMNS = (
    'uid, together, origin, kind, label, start, "end", fragments, head, tail, attributes, score, reason'
)
_ORDER = 'ORDER BY kind DESC, start, "end" DESC, uid'
_DOCUMENT = "document = (SELECT id FROM document WHERE uid = ?)"


def of_document(connection: sqlite3.Connection, document: str) -> list[Row]:
    """All suggestions on a document: spans by place, then relations."""
    return _things(
        connection.execute(f"SELECT {_COLUMNS} FROM suggestion WHERE {_DOCUMENT} {_ORDER}", (blob(document),))
    )


def of_stretch(connection: sqlite3.Connection, document: str, *, start: int, end: int) -> list[Row]:
    """The groups with a span that begins in [start, end), whole; with those that have none, where `start` is 0."""
    none = " OR start IS NULL" if start <= 0 else ""
    return _things(
        connection.execute(
            f"SELECT {_COLUMNS} FROM suggestion WHERE together IN (SELECT together FROM suggestion WHERE {_DOCUMENT} "
            f"AND (start BETWEEN ? AND ?{none})) AND {_DOCUMENT} {_ORDER}",
            (blob(document), start, end - 1, blob(document)),
        )
    )


def of_groups(connection: sqlite3.Connection, document: str, groups: Iterable[str]) -> list[Row]:
    """The suggestions of these groups on a document."""
    return [
        row
        for marks, part in in_parts(groups)
        for row in _things(
            connection.execute(
                f"SELECT {_COLUMNS} FROM suggestion WHERE together IN ({marks}) AND {_DOCUMENT} {_ORDER}",
                (*part, blob(document)),
            )
        )
    ]


def _things(rows: Iterable[tuple[Any, ...]]) -> list[Row]:
    found: list[Row] = []
    for uid, group, origin, kind, label, start, end, fragments, head, tail, attributes, score, reason in rows:
        values = _decode(attributes) if attributes else {}
        thing: Span | Relation
        if kind == "span":
            parts = tuple((a, b) for a, b in _decode(fragments)) if fragments else ()
            thing = Span(text_id(uid), label, start, end, parts, values, origin=origin, score=score)
        else:
            thing = Relation(
                text_id(uid), label, text_id(head), text_id(tail), values, origin=origin, score=score
            )
        found.append((text_id(group), reason or "", thing))
    return found


def rejected(connection: sqlite3.Connection, document: str, annotator: str) -> set[tuple[int, int, str]]:
    """Start, end and label of what an annotator has rejected on a document."""
    rows = connection.execute(
        'SELECT start, "end", label FROM rejection WHERE document = (SELECT id FROM document WHERE uid = ?) '
        "AND annotator = (SELECT id FROM annotator WHERE uid = ?)",
        (blob(document), blob(annotator)),
    )
    return {(start, end, label) for start, end, label in rows}


def counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Suggested spans by origin in the whole project."""
    rows = connection.execute(
        "SELECT origin, count(*) FROM suggestion WHERE kind = 'span' GROUP BY origin ORDER BY origin"
    )
    return dict(rows.fetchall())


def origins(connection: sqlite3.Connection, document: str) -> dict[str, int]:
    """Suggested spans on a document by origin."""
    rows = connection.execute(
        f"SELECT origin, count(*) FROM suggestion WHERE kind = 'span' AND {_DOCUMENT} GROUP BY origin",
        (blob(document),),
    )
    return dict(rows.fetchall())


def with_any(connection: sqlite3.Connection) -> list[str]:
    """The documents (ids) that have suggestions, in their order."""
    rows = connection.execute(
        "SELECT d.uid FROM document d WHERE EXISTS (SELECT 1 FROM suggestion s WHERE s.document = d.id) ORDER BY d.id"
    )
    return [text_id(uid) for (uid,) in rows]


def take_away(connection: sqlite3.Connection, op: int) -> int:
    """Delete what the run of this operation (a seq) has proposed; returns how many spans and relations."""
    return connection.execute("DELETE FROM suggestion WHERE op = ?", (op,)).rowcount


def take_away_of(connection: sqlite3.Connection, origin: str, op: int) -> None:
    """Delete what one origin has proposed in the run of this operation (a seq)."""
    connection.execute("DELETE FROM suggestion WHERE origin = ? AND op = ?", (origin, op))


def clear(connection: sqlite3.Connection, origins: Sequence[str]) -> int:
    """Delete the suggestions of these origins, or all of them if none is named; returns how many."""
    if not origins:
        return connection.execute("DELETE FROM suggestion").rowcount
    marks = ",".join("?" * len(origins))
    return connection.execute(f"DELETE FROM suggestion WHERE origin IN ({marks})", tuple(origins)).rowcount
