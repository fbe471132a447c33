"""The list of documents: which rows, in which order, by which names, and what a line of it says."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Sequence

import msgspec
from msgspec import Struct

from workbench.storage.rounds import worked_on
from workbench.storage.rows import blob, text_id

_keys = msgspec.json.Decoder(list[int]).decode
_LONGEST = (
    50_000  # bytes of a pattern that SQLite takes (SQLITE_MAX_LIKE_PATTERN_LENGTH); no name is that long
)
_PART = 50_000  # rows read in one piece: a million would fill 60 MB for a moment
_SPARSE = 10  # looking a row up takes as long as passing over so many


class DocumentRow(Struct, frozen=True):
    """A line of the documents list: `spans`, `status` and `round` are those of the layer that one annotator
    works on."""

    key: int
    id: str
    name: str
    published: str
    length: int
    spans: int
    status: str
    round: int = 1


def keys_containing(connection: sqlite3.Connection, name: str, *, limit: int = -1) -> array[int]:
    """The rows of the documents whose name contains the words, in their order; the first, if there is a limit."""
    matching = "SELECT id FROM document WHERE name LIKE ? ESCAPE '\\' ORDER BY id LIMIT ?"
    return _in_one_piece(connection, matching, name, limit)


def key_range(connection: sqlite3.Connection) -> range:
    """From the first row to the last; some of those between may be gone."""
    first, last = connection.execute(
        "SELECT (SELECT min(id) FROM document), (SELECT max(id) FROM document)"
    ).fetchone()
    return range(0) if first is None else range(first, last + 1)


def all_keys(connection: sqlite3.Connection, known: Sequence[int] = ()) -> Sequence[int]:
    """The rows of all documents in their order: a range or an array. `known` is what they were before: where none of
    these is gone, which their number tells, only those that came since are read."""
    whole = key_range(connection)
    (count,) = connection.execute("SELECT count(*) FROM document").fetchone()
    if len(whole) == count:  # none was deleted, as in most projects
        return whole
    if known:
        later = _keys_after(connection, known[-1])
        if len(known) + len(later) == count:
            return array("q", known) + later if later else known
    return _keys_after(connection, whole[0] - 1)


def _keys_after(connection: sqlite3.Connection, last: int) -> array[int]:
    found, part = array("q"), f"SELECT id FROM document WHERE id > ? ORDER BY id LIMIT {_PART}"
    while True:
        row = connection.execute(f"SELECT json_group_array(id) FROM ({part})", (last,)).fetchone()
        keys = _keys(row[0])
        found.extend(keys)
        if len(keys) < _PART:
            return found
        last = keys[-1]


def keys_named(connection: sqlite3.Connection, keys: Sequence[int], name: str) -> array[int]:
    """Those of these rows, in their order, whose name contains the words."""
    if not keys:
        return array("q")
    values: list[int | str]
    whole = isinstance(keys, range) and keys.step == 1
    first, last = (keys[0], keys[-1]) if whole else (min(keys), max(keys))
    if last - first < _SPARSE * len(keys):
        rows, values = "BETWEEN ? AND ?", [first, last]
    else:
        rows, values = "IN (SELECT value FROM json_each(?))", [msgspec.json.encode(list(keys)).decode()]
    matching = f"SELECT id FROM document WHERE name LIKE ? ESCAPE '\\' AND id {rows} ORDER BY id"
    found = _in_one_piece(connection, matching, name, *values)
    if whole or not found:
        return found
    return array("q", filter(frozenset(found).__contains__, keys))


def _in_one_piece(connection: sqlite3.Connection, query: str, name: str, *values: int | str) -> array[int]:
    """The rows of a query for names that contain the words; row by row a million would take twice as long."""
    try:
        pattern = ("%" + name.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%").encode()
    except UnicodeEncodeError:  # half of a pair: no name has one
        return array("q")
    if len(pattern) > _LONGEST:
        return array("q")
    found = connection.execute(f"SELECT json_group_array(id) FROM ({query})", (pattern.decode(), *values))
    return array("q", _keys(found.fetchone()[0]))


def document_rows(connection: sqlite3.Connection, keys: Sequence[int], annotator: str) -> list[DocumentRow]:
    """The lines of the list for these rows, in the order of the rows."""
    marks = ",".join("?" * len(keys))
    rows = connection.execute(
        "SELECT d.id, d.uid, d.name, d.published, v.length, coalesce(l.status, 'new'), "
        "(SELECT count(*) FROM span s WHERE s.layer = l.id), coalesce(l.round, 1) FROM document d "
        "JOIN version v ON v.document = d.id AND v.number = (SELECT max(number) FROM version WHERE document = d.id) "
        f"LEFT JOIN layer l ON l.version = v.id AND {worked_on('l')} "
        f"AND l.annotator = (SELECT id FROM annotator WHERE uid = ?) WHERE d.id IN ({marks})",
        (blob(annotator), *keys),
    )
    found = {
        key: DocumentRow(key, text_id(uid), name, published, length, spans, status, round_)
        for key, uid, name, published, length, status, spans, round_ in rows
    }
    return [found[key] for key in keys if key in found]


def document_key(connection: sqlite3.Connection, uid: str) -> int:
    """The row of a document, 0 if it is gone."""
    row = connection.execute("SELECT id FROM document WHERE uid = ?", (blob(uid),)).fetchone()
    return row[0] if row else 0


def counts(connection: sqlite3.Connection, annotator: str) -> tuple[int, int]:
    """How many documents there are, and how many of them the annotator has finished."""
    (total,) = connection.execute("SELECT count(*) FROM document").fetchone()
    (finished,) = connection.execute(
        "SELECT count(DISTINCT v.document) FROM layer l JOIN version v ON v.id = l.version "
        "WHERE l.annotator = (SELECT id FROM annotator WHERE uid = ?) AND l.status IN ('done', 'reviewed') "
        f"AND {worked_on('l')}",
        (blob(annotator),),
    ).fetchone()
    return total, finished


def next_unfinished(connection: sqlite3.Connection, annotator: str, after: int) -> str:
    """The next document after a row, then from the top, that the annotator has not finished; or empty."""
    query = (
        "SELECT d.uid FROM document d WHERE {} AND NOT EXISTS (SELECT 1 FROM version v "
        "CROSS JOIN layer l ON l.version = v.id WHERE v.document = d.id AND l.status IN ('done', 'reviewed') "
        f"AND l.annotator = (SELECT id FROM annotator WHERE uid = ?) AND {worked_on('l')}) ORDER BY d.id LIMIT 1"
    )
    for condition in ("d.id > ?", "d.id < ?"):
        row = connection.execute(query.format(condition), (after, blob(annotator))).fetchone()
        if row:
            return text_id(row[0])
    return ""
