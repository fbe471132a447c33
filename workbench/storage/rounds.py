"""Rounds of one annotator on one document: which of them is worked on, which documents are finished."""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from workbench.storage.rows import blob, text_id


def worked_on(layer: str) -> str:
    """A condition: `layer` (a name in the query) is the round that its annotator works on.

    That is the first round that is not finished; where there is none, the first of all.
    """
    finished = "IN ('done', 'reviewed')"
    return (
        f"(({layer}.round = 1 OR {layer}.status NOT {finished}) AND NOT EXISTS (SELECT 1 FROM layer n "
        f"WHERE n.version = {layer}.version AND n.annotator = {layer}.annotator AND n.status NOT {finished} "
        f"AND n.round <> {layer}.round AND (n.round < {layer}.round OR {layer}.status {finished})))"
    )


def in_work(thing: str) -> str:
    """A condition: `thing` (a span or relation in the query) is in a round that its annotator works on.

    Of several rounds one counts, so that nobody's answers count twice, and an answer that somebody is to give
    once more is not known before they have given it.
    """
    return f"EXISTS (SELECT 1 FROM layer l WHERE l.id = {thing}.layer AND {worked_on('l')})"


def hidden(layer: str) -> str:
    """A condition: `layer` is a finished round whose annotator is at another one of that document."""
    return (
        f"({layer}.status IN ('done', 'reviewed') AND EXISTS (SELECT 1 FROM layer n WHERE n.version = {layer}.version "
        f"AND n.annotator = {layer}.annotator AND n.status NOT IN ('done', 'reviewed')))"
    )


def begun_again(document: str, reader: str, *, after: str) -> str:
    """A condition: the reader (an id) is at a further round of a document, which began after that.

    `document` (a row's number; empty: any document), `reader` and `after` (a condition on `b`, the operation that
    began the round) are SQL. What was said of the document before, in titles and comments, is then not to be seen.
    """
    finished = "IN ('done', 'reviewed')"
    here = f"nv.document = {document} AND " if document else ""
    # from the document on, where there is one: an annotator may have thousands of layers
    found = "version nv CROSS JOIN layer n ON n.version = nv.id" if document else "layer n"
    return (
        f"EXISTS (SELECT 1 FROM {found} JOIN op b ON b.seq = n.made "
        f"WHERE n.annotator = (SELECT id FROM annotator WHERE uid = {reader}) AND n.status NOT {finished} "
        f"AND {here}{after} AND EXISTS (SELECT 1 FROM layer e "
        f"WHERE e.version = n.version AND e.annotator = n.annotator AND e.status {finished}))"
    )


def highest(connection: sqlite3.Connection) -> int:
    """The number of the last round that anybody has on any document; 0 without layers."""
    (number,) = connection.execute("SELECT coalesce(max(round), 0) FROM layer").fetchone()
    return int(number)


class Finished(Struct, frozen=True):
    """A document (id) on whose newest version all rounds of an annotator are finished; `round` is the last one."""

    document: str
    version: str
    round: int
    assigned: bool


def finished(connection: sqlite3.Connection, annotator: str) -> list[Finished]:
    """By document, in the order they were made."""
    rows = connection.execute(
        "SELECT d.uid, v.uid, max(l.round), EXISTS (SELECT 1 FROM assignment s WHERE s.document = d.id "
        "AND s.annotator = l.annotator) FROM layer l JOIN version v ON v.id = l.version "
        "JOIN document d ON d.id = v.document WHERE l.annotator = (SELECT id FROM annotator WHERE uid = ?) "
        "AND v.number = (SELECT max(number) FROM version WHERE document = d.id) GROUP BY d.id "
        "HAVING min(l.status IN ('done', 'reviewed')) ORDER BY d.id",
        (blob(annotator),),
    )
    return [Finished(text_id(doc), text_id(version), number, bool(on)) for doc, version, number, on in rows]
