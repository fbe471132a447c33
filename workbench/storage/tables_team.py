"""Tables for several people at one project: kinds of operations, parked rows, assignments, visits, decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# SQLite changes a CHECK only by making the table anew (its page on ALTER TABLE, "other kinds of changes").
_OPERATIONS = """
CREATE TABLE op_new (
  seq INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  clock INTEGER NOT NULL,
  at TEXT NOT NULL,
  annotator INTEGER NOT NULL REFERENCES annotator(id),
  kind TEXT NOT NULL CHECK (
    kind IN ('gesture', 'undo', 'redo', 'import', 'merge', 'suggest', 'takeback', 'setup')
  ),
  title TEXT NOT NULL,
  document BLOB,
  undoes INTEGER UNIQUE REFERENCES op(seq),
  run BLOB
) STRICT;
INSERT INTO op_new SELECT seq, uid, clock, at, annotator, kind, title, document, undoes, run FROM op;
DROP TABLE op;
ALTER TABLE op_new RENAME TO op;
CREATE INDEX op_annotator ON op (annotator, seq);
CREATE INDEX op_clock ON op (clock);
"""

# parked: rows that a merge brought and whose document, layer or span is not there; they wait for it.
# assignment: who is to work on what by when.
# visit: time that a person really spent on a document, in seconds; written by that person's window alone.
# decision: what a review said of one disagreement; decision_source: the spans it saw, as they then were.
_TEAM = """
CREATE TABLE parked (
  uid BLOB PRIMARY KEY,
  noun TEXT NOT NULL,
  image TEXT NOT NULL,
  storage INTEGER NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE assignment (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES document(id),
  annotator INTEGER NOT NULL REFERENCES annotator(id),
  due TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq),
  UNIQUE (document, annotator)
) STRICT;
CREATE INDEX assignment_annotator ON assignment (annotator);
CREATE TABLE visit (
  uid BLOB PRIMARY KEY,
  document BLOB NOT NULL,
  annotator BLOB NOT NULL,
  began TEXT NOT NULL,
  seconds INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_document ON visit (document, annotator);
CREATE TABLE decision (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES document(id),
  annotator INTEGER NOT NULL REFERENCES annotator(id),
  kind TEXT NOT NULL,
  verdict TEXT NOT NULL,
  place TEXT NOT NULL,
  reason TEXT,
  comment TEXT,
  span BLOB,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT;
CREATE INDEX decision_document ON decision (document);
CREATE TABLE decision_source (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  decision INTEGER NOT NULL REFERENCES decision(id),
  target BLOB NOT NULL,
  seen BLOB NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT;
CREATE INDEX decision_source_decision ON decision_source (decision);
CREATE INDEX decision_source_target ON decision_source (target);
"""


def team(db: Database) -> None:
    """Version 2: everything that several people need."""
    for statement in (_OPERATIONS + _TEAM).split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
