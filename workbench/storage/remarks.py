"""The comments of a whole project, each thread by what it began with; what came back to whom, who finished what."""

from __future__ import annotations

import sqlite3

from msgspec import Struct

from workbench.storage.rounds import begun_again, hidden
from workbench.storage.rows import blob, text_id


class Thread(Struct, frozen=True):
    """A thread of comments. `words` is the text of the span or of the relation's head, `owner` the id of the
    annotator whose layer that is in; both are empty for a document, and for what is gone."""

    id: str
    document: str
    name: str
    target_kind: str
    target: str
    annotator: str
    at: str
    text: str
    resolved: bool
    answers: int
    words: str
    owner: str


def threads(connection: sqlite3.Connection, *, resolved: bool, limit: int, reader: str) -> list[Thread]:
    """Open threads, or those that are resolved, the newest first; their first comments say which.

    Those on a round of the reader's (an id) that is hidden are left out, and those on the document from before it
    came again.
    """
    again = begun_again("c.document", "?2", after="c.at <= b.at")
    rows = connection.execute(
        "SELECT c.uid, d.uid, d.name, c.target_kind, c.target, a.name, c.at, c.text, c.resolved, "
        "(SELECT count(*) FROM comment r WHERE r.document = c.document AND r.parent = c.uid), "
        "coalesce(s.form, h.form, ''), o.uid FROM comment c JOIN document d ON d.id = c.document "
        "JOIN annotator a ON a.id = c.annotator "
        "LEFT JOIN span s ON c.target_kind = 'span' AND s.uid = c.target "
        "LEFT JOIN relation t ON c.target_kind = 'relation' AND t.uid = c.target "
        "LEFT JOIN span h ON h.id = t.head LEFT JOIN layer l ON l.id = coalesce(s.layer, t.layer) "
        "LEFT JOIN annotator o ON o.id = l.annotator "
        f"WHERE c.parent IS NULL AND c.resolved = ?1 AND NOT (o.uid IS ?2 AND {hidden('l')}) "
        f"AND NOT (c.target_kind = 'document' AND {again}) ORDER BY c.at DESC, c.id DESC LIMIT ?3",
        (int(resolved), blob(reader), limit),
    )
    return [
        Thread(
            text_id(uid),
            text_id(document),
            name,
            kind,
            text_id(target),
            who,
            at,
            text,
            done == 1,
            answers,
            words,
            text_id(owner) if owner else "",
        )
        for uid, document, name, kind, target, who, at, text, done, answers, words, owner in rows
    ]


def returned(connection: sqlite3.Connection, annotator: str) -> list[int]:
    """The rows of the documents that were sent back to an annotator, in the project's order."""
    rows = connection.execute(
        "SELECT DISTINCT v.document FROM layer l JOIN version v ON v.id = l.version "
        "WHERE l.annotator = (SELECT id FROM annotator WHERE uid = ?) AND l.status = 'returned' "
        "ORDER BY v.document",
        (blob(annotator),),
    )
    return [key for (key,) in rows]


def finishers(connection: sqlite3.Connection) -> list[str]:
    """The ids of the annotators, gold apart, who have finished layers, in the order they came."""
    rows = connection.execute(
        "SELECT a.uid FROM annotator a WHERE a.kind != 'gold' AND EXISTS (SELECT 1 FROM layer l "
        "WHERE l.annotator = a.id AND l.status IN ('done', 'reviewed')) ORDER BY a.id"
    )
    return [text_id(uid) for (uid,) in rows]
