"""Tables for finding words in the texts of all documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

# search holds what `search.spaced` makes of each newest text, under the row of its document; the texts themselves
# are in `version`, so nothing is kept twice. indexed: which version of each document it holds. indexed_at: what the
# project had when it held all of them: how many documents, the newest operation that made one, the sum of versions.
# Nothing here is shared with others: a copy that lacks it fills it again.
FTS = """fts5(text, content='', tokenize="unicode61 remove_diacritics 2")"""
_SEARCH = f"""
CREATE VIRTUAL TABLE search USING {FTS};
CREATE TABLE indexed (document INTEGER PRIMARY KEY, version BLOB NOT NULL) STRICT;
CREATE TABLE indexed_at (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  documents INTEGER NOT NULL,
  made INTEGER NOT NULL,
  versions INTEGER NOT NULL
) STRICT;
"""


def search(db: Database) -> None:
    """The words of all texts."""
    for statement in _SEARCH.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
