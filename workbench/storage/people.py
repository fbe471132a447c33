"""Who did what: names by id, the layers of a person, assignments, and the time that was spent."""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from workbench.model import Annotator, same_name
from workbench.storage.rounds import worked_on
from workbench.storage.rows import blob, text_id


class Assigned(Struct, frozen=True):
    """What one person is to do on one document, and how far it is. `due` is an ISO date or empty."""

    document: str
    document_name: str
    annotator: str
    annotator_name: str
    due: str
    status: str
    spans: int
    length: int
    seconds: int


def names(connection: sqlite3.Connection, file: str = "main") -> dict[str, str]:
    """Names of annotators and documents by id; of versions the document's."""
    rows = connection.execute(
        f"SELECT uid, name FROM {file}.annotator UNION ALL SELECT uid, name FROM {file}.document "
        f"UNION ALL SELECT v.uid, d.name FROM {file}.version v JOIN {file}.document d ON d.id = v.document"
    )
    return {text_id(uid): name for uid, name in rows}


def at_work(connection: sqlite3.Connection, annotator: Annotator, handed_to: str) -> Annotator:
    """Who the annotator is in this file: the one that a hand-out was made for (an id), if the names are the
    same but for case and blanks, and the one that somebody who was joined goes on as."""
    known = {
        text_id(uid): (name, kind)
        for uid, name, kind in connection.execute("SELECT uid, name, kind FROM annotator")
    }
    identity = annotator.id
    if identity not in known and handed_to in known and same_name(known[handed_to][0], annotator.name):
        identity = handed_to
    goes_on_as = dict(joined(connection))
    while identity in goes_on_as:
        identity = goes_on_as[identity]
    if identity == annotator.id:
        return annotator
    name, kind = known[identity]
    return Annotator(identity, name, kind)


def exists(connection: sqlite3.Connection, noun: str, uid: str) -> bool:
    """Whether a row is there."""
    return connection.execute(f'SELECT 1 FROM "{noun}" WHERE uid = ?', (blob(uid),)).fetchone() is not None


def label_uses(connection: sqlite3.Connection) -> dict[str, int]:
    """Spans by label in the whole project."""
    return dict(connection.execute("SELECT label, count(*) FROM main.span GROUP BY label").fetchall())


def layer_ids(connection: sqlite3.Connection, annotator: str) -> list[str]:
    """The layers of an annotator, in the order they were made."""
    rows = connection.execute(
        "SELECT uid FROM layer WHERE annotator = (SELECT id FROM annotator WHERE uid = ?) ORDER BY id",
        (blob(annotator),),
    )
    return [text_id(uid) for (uid,) in rows]


def rounds(connection: sqlite3.Connection, version: str, annotator: str) -> set[int]:
    """The rounds that an annotator has on a version of a text."""
    rows = connection.execute(
        "SELECT round FROM layer WHERE version = (SELECT id FROM version WHERE uid = ?) "
        "AND annotator = (SELECT id FROM annotator WHERE uid = ?)",
        (blob(version), blob(annotator)),
    )
    return {number for (number,) in rows}


def joined(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Annotators that go on as another one: ids of both."""
    rows = connection.execute(
        "SELECT a.uid, b.uid FROM annotator a JOIN annotator b ON b.id = a.same_as ORDER BY a.id"
    )
    return [(text_id(one), text_id(other)) for one, other in rows]


def assignments(connection: sqlite3.Connection) -> list[Assigned]:
    """Who is to do what by when, how far it is, and the time spent on it, by person and document."""
    rows = connection.execute(
        "SELECT d.uid, d.name, a.uid, a.name, s.due, coalesce(l.status, 'new'), "
        "(SELECT count(*) FROM span WHERE layer = l.id), v.length, "
        "coalesce((SELECT sum(seconds) FROM visit WHERE document = d.uid AND annotator = a.uid), 0) "
        "FROM assignment s JOIN document d ON d.id = s.document JOIN annotator a ON a.id = s.annotator "
        "JOIN version v ON v.document = d.id AND v.number = (SELECT max(number) FROM version WHERE document = d.id) "
        "LEFT JOIN layer l ON l.version = v.id AND l.annotator = a.id "
        f"AND {worked_on('l')} ORDER BY a.name, a.id, d.id"
    )
    return [Assigned(text_id(doc), name, text_id(who), *rest) for doc, name, who, *rest in rows]


def lengths(
    connection: sqlite3.Connection, *, containing: str, unassigned: bool
) -> dict[str, tuple[str, int]]:
    """Names and lengths (code points) of documents by id, in their order: all, or those whose names contain
    the words (any case), or that are assigned to nobody."""
    free = "AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.document = d.id)" if unassigned else ""
    rows = connection.execute(
        "SELECT d.uid, d.name, v.length FROM document d JOIN version v ON v.document = d.id "
        f"AND v.number = (SELECT max(number) FROM version WHERE document = d.id) {free} ORDER BY d.id"
    )
    words = containing.casefold()
    return {text_id(uid): (name, length) for uid, name, length in rows if words in name.casefold()}


def add_time(
    connection: sqlite3.Connection, uid: str, *, document: str, annotator: str, began: str, seconds: int
) -> None:
    """Write a visit, or how long it is by now."""
    connection.execute(
        "INSERT INTO visit VALUES (?, ?, ?, ?, ?) ON CONFLICT (uid) DO UPDATE SET seconds = excluded.seconds",
        (blob(uid), blob(document), blob(annotator), began, seconds),
    )


def time_spent(connection: sqlite3.Connection) -> list[tuple[str, str, str, int]]:
    """Annotator's id, document's id, day (UTC) and seconds, summed by all three."""
    rows = connection.execute(
        "SELECT annotator, document, substr(began, 1, 10), sum(seconds) FROM visit GROUP BY 1, 2, 3 ORDER BY 3, 1, 2"
    )
    return [(text_id(who), text_id(doc), day, seconds) for who, doc, day, seconds in rows]
