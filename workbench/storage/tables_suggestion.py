"""The tables of suggestions: what programs propose, and what people have rejected.

Suggestions are made anew by each run, so they are no rows of operations; a rejection is one. They go with their
document: whoever brings it back by undo lets the programs propose again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_TABLES = (
    """
CREATE TABLE suggestion (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
  together BLOB NOT NULL,
  origin TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('span', 'relation')),
  label TEXT NOT NULL,
  start INTEGER,
  "end" INTEGER,
  fragments TEXT,
  head BLOB,
  tail BLOB,
  attributes TEXT,
  score REAL,
  reason TEXT,
  op INTEGER NOT NULL REFERENCES op(seq)
) STRICT
""",
    "CREATE INDEX suggestion_document ON suggestion (document, start)",
    "CREATE INDEX suggestion_op ON suggestion (op)",
    """
CREATE TABLE rejection (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES document(id),
  annotator INTEGER NOT NULL REFERENCES annotator(id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  label TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT
""",
    "CREATE INDEX rejection_document ON rejection (document, annotator)",
)


def suggestions(db: Database) -> None:
    """What programs propose, and what people have rejected."""
    for statement in _TABLES:
        db.conn.execute(statement)


def suggestion_groups(db: Database) -> None:
    """Groups are found by their id, scores by document for the order of work."""
    db.conn.execute("CREATE INDEX suggestion_together ON suggestion (together)")
    db.conn.execute("CREATE INDEX suggestion_score ON suggestion (document, score) WHERE kind = 'span'")
