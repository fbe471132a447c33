"""The table of export recipes. The words of a recipe are JSON; its name is unique in a project by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

_RECIPE = """
CREATE TABLE recipe (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  words TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT
"""


def recipes(db: Database) -> None:
    """Exports that are kept under a name."""
    db.conn.execute(_RECIPE)
