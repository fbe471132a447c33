"""The tables of splits and of frozen versions.

A batch holds the documents that one operation dealt, by part; it never changes. Where two batches
name a document, the one that was made first counts, so that a merge moves nothing. What is frozen
lies among the contents that the project keeps by hash: versions share what they have in common.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_SPLIT = """
CREATE TABLE split (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  rule TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT
"""
_BATCH = """
CREATE TABLE split_batch (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  split INTEGER NOT NULL REFERENCES split(id),
  documents TEXT NOT NULL,
  leaks TEXT,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT
"""
_DATASET = """
CREATE TABLE dataset (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  manifest TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT
"""


def splits(db: Database) -> None:
    """Stored splits with the documents that were dealt, and frozen versions."""
    for statement in (_SPLIT, _BATCH, _DATASET):
        db.conn.execute(statement)
    db.conn.execute("CREATE INDEX split_batch_split ON split_batch (split)")
