"""In which order documents are worth working on: by how unsure their suggestions are, or how new their words."""

from __future__ import annotations

import sqlite3

from workbench.storage.rounds import worked_on
from workbench.storage.rows import blob, text_id

# Spans that are proposed with a score that is shown, in documents that the annotator has not finished (of several
# rounds the one worked on counts), and that are neither labelled there nor rejected.
# Only documents with work of theirs are looked into one by one: in the others everything is open.
_OPEN = """
WITH me AS (SELECT id FROM annotator WHERE uid = ?),
mine AS (SELECT v.document, l.id AS layer, l.status FROM layer l JOIN version v ON v.id = l.version
         WHERE l.annotator = (SELECT id FROM me) AND {worked_on}
         AND v.number = (SELECT max(number) FROM version WHERE document = v.document)),
worked AS (SELECT document FROM mine UNION SELECT document FROM rejection WHERE annotator = (SELECT id FROM me)),
open AS (
  SELECT s.document, s.start, s."end", s.score, s.fragments FROM suggestion s
  WHERE s.kind = 'span' AND {condition} AND (s.score IS NULL OR s.score >= ?)
  AND s.document NOT IN (SELECT document FROM mine WHERE status IN ('done', 'reviewed'))
  AND (s.document NOT IN (SELECT document FROM worked) OR (
    NOT EXISTS (SELECT 1 FROM mine m JOIN span x ON x.layer = m.layer WHERE m.document = s.document
      AND x.start = s.start AND x."end" = s."end" AND x.label = s.label)
    AND NOT EXISTS (SELECT 1 FROM rejection r WHERE r.document = s.document
      AND r.annotator = (SELECT id FROM me) AND r.start = s.start AND r."end" = s."end" AND r.label = s.label))))
"""
_ANY = (
    _OPEN.format(condition="1", worked_on=worked_on("l"))
    + "SELECT d.uid, d.id, count(*) FROM open o JOIN document d ON d.id = o.document "
    "GROUP BY o.document ORDER BY o.document"
)
_UNCERTAIN = (
    _OPEN.format(condition="s.score IS NOT NULL", worked_on=worked_on("l"))
    + "SELECT d.uid, d.id, avg(1.0 - o.score) AS value FROM open o JOIN document d ON d.id = o.document "
    "GROUP BY o.document ORDER BY value DESC, o.document"
)
_NEW = (
    _OPEN.format(condition="s.fragments IS NULL", worked_on=worked_on("l"))
    + ', forms AS (SELECT DISTINCT o.document, substr(v.text, o.start + 1, o."end" - o.start) AS form FROM open o '
    "JOIN version v ON v.document = o.document "
    "AND v.number = (SELECT max(number) FROM version WHERE document = o.document)) "
    "SELECT d.uid, d.id, avg(NOT EXISTS (SELECT 1 FROM span x WHERE x.form = f.form)) AS value FROM forms f "
    "JOIN document d ON d.id = f.document GROUP BY f.document ORDER BY value DESC, f.document"
)


Ordered = list[tuple[str, int, float]]  # a document's id, its row, and what it is ordered by


def as_they_are(connection: sqlite3.Connection, annotator: str, *, least: float) -> Ordered:
    """Unfinished documents with how many suggested spans are open there, in their order."""
    return _ordered(connection, _ANY, annotator, least)


def by_uncertainty(connection: sqlite3.Connection, annotator: str, *, least: float) -> Ordered:
    """Unfinished documents with the mean of 1 - score over their open suggested spans, the greatest first.

    Suggestions without a score, and documents with no others, are left out.
    """
    return _ordered(connection, _UNCERTAIN, annotator, least)


def by_novelty(connection: sqlite3.Connection, annotator: str, *, least: float) -> Ordered:
    """Unfinished documents with the share of the words proposed there that nobody has labelled, greatest first.

    Documents without open suggestions are left out.
    """
    return _ordered(connection, _NEW, annotator, least)


def _ordered(connection: sqlite3.Connection, query: str, annotator: str, least: float) -> Ordered:
    """Suggestions below the `least` score count for nothing; those without a score always do."""
    rows = connection.execute(query, (blob(annotator), least)).fetchall()
    return [(text_id(uid), row, value) for uid, row, value in rows]
