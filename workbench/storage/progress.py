"""How far the work is: layers and spans by person and day, counted by SQLite."""

from __future__ import annotations

import sqlite3

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
    """Day (UTC, ISO), annotator's id, and how many layers got their finished status that day, by day."""
    rows = connection.execute(
        "SELECT substr(o.at, 1, 10) AS day, a.uid, count(*) FROM layer l JOIN op o ON o.seq = l.rev "
        "JOIN annotator a ON a.id = l.annotator WHERE l.status IN ('done', 'reviewed') AND a.kind <> 'gold' "
        "GROUP BY day, a.id ORDER BY day, a.id"
    )
    return [(day, text_id(uid), number) for day, uid, number in rows]


def assigned_by_person(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """How many documents a person was assigned, and the earliest day that they are due (empty: none), by id."""
    rows = connection.execute(
        "SELECT a.uid, count(*), coalesce(min(CASE WHEN s.due = '' THEN NULL ELSE s.due END), '') FROM assignment s "
        "JOIN annotator a ON a.id = s.annotator GROUP BY a.id"
    )
    return {text_id(uid): (number, due) for uid, number, due in rows}


def origins(connection: sqlite3.Connection) -> dict[str, int]:
    """Spans of persons and models by origin; those without one were made by hand."""
    rows = connection.execute(
        "SELECT coalesce(s.origin, ''), count(*) FROM span s JOIN layer l ON l.id = s.layer "
        "JOIN annotator a ON a.id = l.annotator WHERE a.kind <> 'gold' GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return dict(rows.fetchall())
