"""What reviews have decided, with the rows that each decision saw; and the gold that came of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from msgspec import Struct

from workbench.storage.reading import in_parts
from workbench.storage.rows import blob, text_id


class Decision(Struct, frozen=True):
    """A decision as stored. `sources` are the ids of the spans and relations it saw, each with the id of the
    operation that had written it then. `span` is the gold span or relation that came of it, or empty; `place`
    is the JSON of group, start, end, labels and attributes."""

    id: str
    document: str
    annotator: str
    at: str
    kind: str
    verdict: str
    place: str
    reason: str
    comment: str
    span: str
    sources: tuple[tuple[str, str], ...]


class Provenance(Struct, frozen=True):
    """Where a gold span comes from: who decided it, the reason (its id) and comment given, the names of those who
    have it just so, and of those who have something else in its place."""

    decided_by: str
    reason: str
    comment: str
    alike: tuple[str, ...]
    otherwise: tuple[str, ...]


def provenance(connection: sqlite3.Connection, document: str, span: str) -> Provenance | None:
    """Where a gold span comes from; None if no decision that stands made it. Of several the last one made counts."""
    row = connection.execute(
        "SELECT c.id, a.name, c.reason, c.comment FROM decision c JOIN annotator a ON a.id = c.annotator "
        "WHERE c.document = (SELECT id FROM document WHERE uid = ?) AND c.span = ? ORDER BY c.rev DESC LIMIT 1",
        (blob(document), blob(span)),
    ).fetchone()
    if row is None:
        return None
    key, who, reason, comment = row
    named: dict[bool, list[str]] = {True: [], False: []}
    for name, same in connection.execute(
        'SELECT a.name, MAX(s.label = g.label AND s.start = g.start AND s."end" = g."end" '
        "AND s.fragments IS g.fragments) FROM decision_source d JOIN span s ON s.uid = d.target "
        "JOIN layer l ON l.id = s.layer JOIN annotator a ON a.id = l.annotator JOIN span g ON g.uid = ? "
        "WHERE d.decision = ? GROUP BY a.id ORDER BY a.name",
        (blob(span), key),
    ):
        named[bool(same)].append(name)
    return Provenance(who, reason or "", comment or "", tuple(named[True]), tuple(named[False]))


def decisions(connection: sqlite3.Connection, document: str = "") -> list[Decision]:
    """All decisions, or those on one document, in the order they were made."""
    where = "WHERE d.uid = ?" if document else ""
    words = (blob(document),) if document else ()
    sources: dict[int, list[tuple[str, str]]] = {}
    for key, target, seen in connection.execute(
        "SELECT s.decision, s.target, s.seen FROM decision_source s JOIN decision c ON c.id = s.decision "
        f"JOIN document d ON d.id = c.document {where} ORDER BY s.id",
        words,
    ):
        sources.setdefault(key, []).append((text_id(target), text_id(seen)))
    rows = connection.execute(
        "SELECT c.id, c.uid, d.uid, a.uid, o.at, c.kind, c.verdict, c.place, c.reason, c.comment, c.span "
        "FROM decision c JOIN document d ON d.id = c.document JOIN annotator a ON a.id = c.annotator "
        f"JOIN op o ON o.seq = c.rev {where} ORDER BY c.id",
        words,
    )
    return [
        Decision(
            text_id(uid),
            text_id(doc),
            text_id(who),
            at,
            kind,
            verdict,
            place,
            reason or "",
            comment or "",
            text_id(span) if span else "",
            tuple(sources.get(key, ())),
        )
        for key, uid, doc, who, at, kind, verdict, place, reason, comment, span in rows
    ]


def source_rows(connection: sqlite3.Connection, decision: str) -> list[str]:
    """The ids of a decision's own source rows."""
    rows = connection.execute(
        "SELECT uid FROM decision_source WHERE decision = (SELECT id FROM decision WHERE uid = ?) ORDER BY id",
        (blob(decision),),
    )
    return [text_id(uid) for (uid,) in rows]


def was_there(connection: sqlite3.Connection, noun: str, uid: str) -> bool:
    """Whether a row of this id is there, or was and is deleted or parked."""
    found = connection.execute(
        f'SELECT EXISTS (SELECT 1 FROM "{noun}" WHERE uid = ?1) OR EXISTS (SELECT 1 FROM tombstone WHERE uid = ?1) '
        "OR EXISTS (SELECT 1 FROM parked WHERE uid = ?1)",
        (blob(uid),),
    ).fetchone()
    return bool(found[0])


def written_by(connection: sqlite3.Connection, ids: Iterable[str]) -> dict[str, str]:
    """The ids of the operations that wrote these spans and relations last; those that are gone are left out."""
    found: dict[str, str] = {}
    for marks, part in in_parts(ids):
        for noun in ("span", "relation"):
            rows = connection.execute(
                f"SELECT t.uid, o.uid FROM {noun} t JOIN op o ON o.seq = t.rev WHERE t.uid IN ({marks})", part
            )
            found.update((text_id(uid), text_id(op)) for uid, op in rows)
    return found
