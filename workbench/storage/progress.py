"""How far the work is: layers and spans by person and day, counted by SQLite."""

from __future__ import annotations

import sqlite3
from collections import Counter

from workbench.storage.layers import finished_at
from workbench.storage.rows import text_id


def layers_by_person(connection: sqlite3.Connection) -> list[tuple[str, str, int, int]]:
    """Annotator's id, status, layers and spans of round 1, of persons and models."""
    rows = connection.execute(
        "SELECT a.uid, l.status, count(*), sum((SELECT count(*) FROM span s WHERE s.layer = l.id)) FROM layer l "
        "JOIN annotator a ON a.id = l.annotator WHERE a.kind <> 'gold' AND l.round = 1 GROUP BY a.id, l.status"
    )
    return [(text_id(uid), status, layers, spans or 0) for uid, status, layers, spans in rows]


def gold_layers(connection: sqlite3.Connection) -> dict[str, int]:
    """Layers of the gold by status."""
    rows = connection.execute(
        "SELECT l.status, count(*) FROM layer l JOIN annotator a ON a.id = l.annotator WHERE a.kind = 'gold' "
        "GROUP BY l.status"
    )
    return dict(rows.fetchall())


def finished_by_day(connection: sqlite3.Connection) -> list[tuple[str, str, int]]:
    """Day (UTC, ISO), annotator's id, and how many layers were called done that day, by day; see `finished_at`."""
    times = finished_at(connection)
    rows = connection.execute(
        "SELECT l.uid, a.uid FROM layer l JOIN annotator a ON a.id = l.annotator "
        "WHERE l.status IN ('done', 'reviewed') AND a.kind <> 'gold' ORDER BY a.id"
    )
    counts = Counter((times[text_id(layer)][:10], text_id(who)) for layer, who in rows)
    return sorted([(day, who, number) for (day, who), number in counts.items()], key=lambda one: one[0])


def labels(connection: sqlite3.Connection) -> dict[str, int]:
    """Spans of round 1 by label, of persons and models."""
    rows = connection.execute(
        "SELECT s.label, count(*) FROM span s JOIN layer l ON l.id = s.layer JOIN annotator a ON a.id = l.annotator "
        "WHERE a.kind <> 'gold' AND l.round = 1 GROUP BY s.label ORDER BY s.label"
    )
    return dict(rows.fetchall())


def assigned_by_person(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """How many documents a person was assigned, and the earliest day that they are due (empty: none), by id."""
    rows = connection.execute(
        "SELECT a.uid, count(*), coalesce(min(CASE WHEN s.due = '' THEN NULL ELSE s.due END), '') FROM assignment s "
        "JOIN annotator a ON a.id = s.annotator GROUP BY a.id"
    )
    return {text_id(uid): (number, due) for uid, number, due in rows}


def not_begun_by_person(connection: sqlite3.Connection) -> dict[str, int]:
    """How many of the documents that a person was assigned have no layer of theirs, by id."""
    rows = connection.execute(
        "SELECT a.uid, count(*) FROM assignment s JOIN annotator a ON a.id = s.annotator WHERE NOT EXISTS "
        "(SELECT 1 FROM version v CROSS JOIN layer l ON l.version = v.id WHERE v.document = s.document "
        "AND l.annotator = s.annotator) GROUP BY a.id"
    )
    return {text_id(uid): number for uid, number in rows}


def origins(connection: sqlite3.Connection) -> dict[str, int]:
    """Spans of persons and models by origin; those without one were made by hand."""
    rows = connection.execute(
        "SELECT coalesce(s.origin, ''), count(*) FROM span s JOIN layer l ON l.id = s.layer "
        "JOIN annotator a ON a.id = l.annotator WHERE a.kind <> 'gold' GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return dict(rows.fetchall())
