"""Words in the texts of all documents: an FTS5 index that is filled when somebody searches.

Importing does not wait for it, and annotating changes no text. (FTS5: https://www.sqlite.org/fts5.html)
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections.abc import Sequence

import msgspec

from workbench.offsets import UNSPACED
from workbench.storage.rows import text_id
from workbench.storage.tables_search import FTS

_MANY = 500  # rows in one IN (...)
BATCH = 100_000  # code points that one transaction adds: some 10 ms
_EACH = 300  # code points that a document costs beside its text
_keys = msgspec.json.Decoder(list[int]).decode
_NEWEST = "v.document = d.id AND v.number = (SELECT max(number) FROM version WHERE document = d.id)"
_OURS = "SELECT documents, made, versions FROM indexed_at"
_NOW = (
    "SELECT (SELECT count(*) FROM document), (SELECT coalesce(max(made), 0) FROM document), "
    "(SELECT coalesce(sum(id), 0) FROM version)"
)


def spaced(text: str) -> str:
    """A text as it is indexed: blanks around each letter of a script without blanks, whose words are looked for as
    letters that follow each other."""
    return text if text.isascii() else re.sub(f"[{UNSPACED}]", r" \g<0> ", text)


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the index holds the newest text of every document. Takes a moment, however many there are."""
    ours: tuple[int, ...] | None = connection.execute(_OURS).fetchone()
    now: tuple[int, ...] = connection.execute(_NOW).fetchone()
    return ours == now


def index_more(connection: sqlite3.Connection, after: int, *, most: int = BATCH) -> tuple[int, int]:
    """Add the texts of documents behind the row `after`, some `most` code points; the last row, and how many.

    Row 0 if none is left: then the index is current. In a write transaction; begin with 0.
    """
    rows = connection.execute(
        f"SELECT d.id, v.uid, v.text, i.version FROM document d JOIN version v ON {_NEWEST} "
        "LEFT JOIN indexed i ON i.document = d.id WHERE d.id > ? AND i.version IS NOT v.uid ORDER BY d.id",
        (after,),
    )
    count = size = 0
    for key, version, text, before in rows:
        if before is not None and not _take_out(connection, key, before):
            _empty(connection)  # the row of a document that was deleted is another's now
            return index_more(connection, 0, most=most)
        connection.execute("INSERT INTO search (rowid, text) VALUES (?, ?)", (key, spaced(text)))
        connection.execute("INSERT OR REPLACE INTO indexed VALUES (?, ?)", (key, version))
        count, size = count + 1, size + len(text) + _EACH
        if size >= most:
            return key, count
    connection.execute(f"INSERT OR REPLACE INTO indexed_at SELECT 1, * FROM ({_NOW})")
    return 0, count


def _take_out(connection: sqlite3.Connection, key: int, version: bytes) -> bool:
    """Take the words of an older version out; False if its text is gone."""
    row = connection.execute("SELECT text FROM version WHERE uid = ?", (version,)).fetchone()
    if row is not None:
        values = (key, spaced(row[0]))
        connection.execute("INSERT INTO search (search, rowid, text) VALUES ('delete', ?, ?)", values)
    return row is not None


def _empty(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
    connection.execute("DELETE FROM indexed")


def pattern(phrases: Sequence[str]) -> str:
    """A query for texts with all of these phrases; the last word of one that ends in * may go on.

    Empty if there is a phrase without any word: no text has it.
    """
    found = []
    for phrase in phrases:
        words = phrase.rstrip("*")
        if not re.search(r"\w", words):
            return ""
        words = spaced(words).replace('"', " ")
        found.append(f'"{words}"' + ("*" if words != phrase and phrase.endswith("*") else ""))
    return " ".join(found)


def rows_with(connection: sqlite3.Connection, query: str) -> array[int]:
    """The rows of the documents that a query finds in the index, the newest first."""
    if not query:
        return array("q")
    found = connection.execute(
        "SELECT json_group_array(id) FROM (SELECT d.id FROM search s JOIN document d ON d.id = s.rowid "
        "WHERE search MATCH ? ORDER BY s.rowid DESC)",
        (query,),
    ).fetchone()
    return array("q", _keys(found[0]))


def rows_without_index(connection: sqlite3.Connection, query: str) -> array[int]:
    """The same by an index that is made for this question alone, in a temporary file: for what cannot be written."""
    if not query:
        return array("q")
    rows = connection.execute(f"SELECT d.id, v.text FROM document d JOIN version v ON {_NEWEST}")
    aside = sqlite3.connect("")
    try:
        aside.execute(f"CREATE VIRTUAL TABLE search USING {FTS}")
        aside.executemany(
            "INSERT INTO search (rowid, text) VALUES (?, ?)", ((key, spaced(text)) for key, text in rows)
        )
        find = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC"
        return array("q", (key for (key,) in aside.execute(find, (query,))))
    finally:
        aside.close()


def ids_of(connection: sqlite3.Connection, rows: Sequence[int]) -> set[str]:
    """The ids of documents by their rows."""
    found: set[str] = set()
    for at in range(0, len(rows), _MANY):
        part = rows[at : at + _MANY]
        marks = ",".join("?" * len(part))
        found.update(
            text_id(uid)
            for (uid,) in connection.execute(f"SELECT uid FROM document WHERE id IN ({marks})", part)
        )
    return found
