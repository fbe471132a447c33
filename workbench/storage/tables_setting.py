"""The tables of a project's settings, and of files that it keeps by their content."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_SETTING = """
CREATE TABLE setting (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL UNIQUE,
  value TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT
"""
# Content never changes and is never deleted: a setting that names it by its hash can come back by undo.
_CONTENT = """
CREATE TABLE content (
  id INTEGER PRIMARY KEY,
  sha256 BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  packed BLOB NOT NULL
) STRICT
"""


def settings(db: Database) -> None:
    """Settings of the project by name, as rows of operations; kept files by the SHA-256 of their bytes."""
    db.conn.execute(_SETTING)
    db.conn.execute(_CONTENT)
