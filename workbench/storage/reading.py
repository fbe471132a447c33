"""Reading stored things into types, built positionally: 100,000 spans in some 0.15 s."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import msgspec
from msgspec import Struct

from workbench.model import Annotator, Attributes, Comment, Document, Layer, Relation, Span
from workbench.storage.rounds import begun_again, hidden, in_work, worked_on
from workbench.storage.rows import NOUNS, Image, blob, read_image, text_id, text_ids

_decode = msgspec.json.Decoder().decode
_MANY = 500  # ids in one IN (...)
LONG = 1_000  # code points: how far before a place a span may begin that is found around it


class LayerRow(Struct, frozen=True):
    """Whose layers a document has."""

    id: str
    annotator: Annotator
    round: int
    status: str
    spans: int


def _fragments(text: str | None) -> tuple[tuple[int, int], ...]:
    return tuple((start, end) for start, end in _decode(text)) if text else ()


def _attributes(text: str | None) -> Attributes:
    return _decode(text) if text else {}


_SPAN = 's.uid, s.label, s.start, s."end", s.fragments, s.attributes, s.note, s.unsure, s.origin, s.score'


def _spans(rows: Sequence[Sequence[Any]]) -> list[Span]:
    """Rows of _SPAN as spans; in one loop, because a call for each would cost a third of reading a document."""
    found = []
    for id, (_, label, start, end, fragments, attributes, note, unsure, origin, score) in zip(
        text_ids([row[0] for row in rows]), rows, strict=True
    ):
        found.append(
            Span(
                id,
                label,
                start,
                end,
                _fragments(fragments) if fragments else (),
                _decode(attributes) if attributes else {},
                note or "",
                unsure == 1,
                origin or "",
                score,
            )
        )
    return found


_RELATION = "r.uid, r.label, h.uid, t.uid, r.attributes, r.note, r.unsure, r.origin, r.score"
_RELATION_FROM = "relation r JOIN span h ON h.id = r.head JOIN span t ON t.id = r.tail"


def _relation(row: Sequence[Any]) -> Relation:
    uid, label, head, tail, attributes, note, unsure, origin, score = row
    return Relation(
        text_id(uid),
        label,
        text_id(head),
        text_id(tail),
        _attributes(attributes),
        note or "",
        unsure == 1,
        origin or "",
        score,
    )


def rows_of(connection: sqlite3.Connection, layer: int) -> list[tuple[Any, ...]]:
    """Rows of _SPAN of a layer by start, outer before inner, then id.

    The index gives them by start. Those that start together are put in order here: the store would sort all rows
    whole.
    """
    query = f"SELECT {_SPAN} FROM span s WHERE s.layer = ? ORDER BY s.start"
    rows = connection.execute(query, (layer,)).fetchall()
    first = 0
    for behind in [
        *(at for at, (row, following) in enumerate(pairwise(rows), 1) if row[2] != following[2]),
        len(rows),
    ]:
        if behind - first > 1:
            rows[first:behind] = sorted(rows[first:behind], key=lambda row: (-row[3], row[0]))
        first = behind
    return rows


def spans_of(connection: sqlite3.Connection, layer: int) -> tuple[Span, ...]:
    """A layer's spans by start, outer before inner, then id."""
    return tuple(_spans(rows_of(connection, layer)))


def spans_near(connection: sqlite3.Connection, layer: int, *, start: int, end: int) -> list[Span]:
    """A layer's spans that share a character with [start, end), by start (code points).

    Spans that begin more than `LONG` code points before are left out.
    """
    rows = connection.execute(
        f'SELECT {_SPAN} FROM span s WHERE s.layer = ? AND s.start BETWEEN ? AND ? AND s."end" > ? '
        'ORDER BY s.start, s."end" DESC, s.uid',
        (layer, start - LONG, end - 1, start),
    )
    return _spans(rows.fetchall())


def relations_of(connection: sqlite3.Connection, layer: int) -> tuple[Relation, ...]:
    """A layer's relations by id."""
    rows = connection.execute(
        f"SELECT {_RELATION} FROM {_RELATION_FROM} WHERE r.layer = ? ORDER BY r.uid", (layer,)
    )
    return tuple(_relation(row) for row in rows)


_WHOSE = "(SELECT a.uid FROM layer l JOIN annotator a ON a.id = l.annotator WHERE l.id = {}.layer)"


def in_parts(ids: Iterable[str]) -> Iterator[tuple[str, list[bytes]]]:
    """Ids as bytes in parts that one IN (...) can hold, each with its question marks."""
    blobs = [blob(one) for one in ids]
    for at in range(0, len(blobs), _MANY):
        part = blobs[at : at + _MANY]
        yield ",".join("?" * len(part)), part


def spans_by_id(
    connection: sqlite3.Connection, ids: Iterable[str], *, annotator: str = "", working: bool = False
) -> list[Span]:
    """Those of the ids that exist, in no order; only an annotator's own, if one is named, and only those of
    layers that are worked on, if that is asked."""
    only, who = (f"AND {_WHOSE.format('s')} = ?", [blob(annotator)]) if annotator else ("", [])
    if working:
        only += f" AND {in_work('s')}"
    query = f"SELECT {_SPAN} FROM span s WHERE s.uid IN ({{}}) {only}"
    return _spans(
        [row for marks, part in in_parts(ids) for row in connection.execute(query.format(marks), part + who)]
    )


def relations_by_id(
    connection: sqlite3.Connection, ids: Iterable[str], *, annotator: str = "", working: bool = False
) -> list[Relation]:
    """Those of the ids that exist, in no order; only an annotator's own, if one is named, and only those of
    layers that are worked on, if that is asked."""
    only, who = (f"AND {_WHOSE.format('r')} = ?", [blob(annotator)]) if annotator else ("", [])
    if working:
        only += f" AND {in_work('r')}"
    return [
        _relation(row)
        for marks, part in in_parts(ids)
        for row in connection.execute(
            f"SELECT {_RELATION} FROM {_RELATION_FROM} WHERE r.uid IN ({marks}) {only}", part + who
        )
    ]


def relations_at(connection: sqlite3.Connection, span: str) -> list[Relation]:
    """The relations that begin or end at a span."""
    rows = connection.execute(
        f"SELECT {_RELATION} FROM {_RELATION_FROM} WHERE h.uid = ? OR t.uid = ?", (blob(span), blob(span))
    )
    return [_relation(row) for row in rows]


def span_place(connection: sqlite3.Connection, span: str) -> tuple[str, str] | None:
    """The ids of the layer and the document of a span."""
    row = connection.execute(
        "SELECT l.uid, d.uid FROM span s JOIN layer l ON l.id = s.layer JOIN version v ON v.id = l.version "
        "JOIN document d ON d.id = v.document WHERE s.uid = ?",
        (blob(span),),
    ).fetchone()
    return (text_id(row[0]), text_id(row[1])) if row else None


def relation_place(connection: sqlite3.Connection, relation: str) -> tuple[str, str] | None:
    """The ids of the layer and the document of a relation."""
    row = connection.execute(
        "SELECT l.uid, d.uid FROM relation r JOIN layer l ON l.id = r.layer JOIN version v ON v.id = l.version "
        "JOIN document d ON d.id = v.document WHERE r.uid = ?",
        (blob(relation),),
    ).fetchone()
    return (text_id(row[0]), text_id(row[1])) if row else None


def comment_document(connection: sqlite3.Connection, comment: str) -> str:
    """The id of a comment's document, or an empty string."""
    row = connection.execute(
        "SELECT d.uid FROM comment c JOIN document d ON d.id = c.document WHERE c.uid = ?", (blob(comment),)
    ).fetchone()
    return text_id(row[0]) if row else ""


def comments_of(connection: sqlite3.Connection, document: str, *, reader: str = "") -> tuple[Comment, ...]:
    """A document's comments, oldest first; without those on a round of the reader's (an id) that is hidden, and
    without the threads on the document that began before it came again."""
    theirs = "WHERE t.uid = c.target AND l.annotator = (SELECT id FROM annotator WHERE uid = ?2)"
    kept = " ".join(
        f"AND NOT EXISTS (SELECT 1 FROM {noun} t JOIN layer l ON l.id = t.layer {theirs} AND {hidden('l')})"
        for noun in ("span", "relation")
    )
    first = "coalesce((SELECT p.at FROM comment p WHERE p.uid = c.parent), c.at)"
    kept += f" AND NOT (c.target_kind = 'document' AND {begun_again('c.document', '?2', after=f'{first} <= b.at')})"
    rows = connection.execute(
        "SELECT c.uid, c.target_kind, c.target, a.uid, c.at, c.text, c.parent, c.resolved FROM comment c "
        "JOIN annotator a ON a.id = c.annotator WHERE c.document = (SELECT id FROM document WHERE uid = ?1) "
        f"{kept if reader else ''} ORDER BY c.at, c.uid",
        (blob(document), *([blob(reader)] if reader else [])),
    )
    return tuple(
        Comment(
            text_id(uid),
            kind,
            text_id(target),
            text_id(who),
            at,
            text,
            text_id(parent) if parent else "",
            resolved == 1,
        )
        for uid, kind, target, who, at, text, parent, resolved in rows
    )


def discussed_documents(connection: sqlite3.Connection) -> set[str]:
    """The ids of the documents with a thread of comments that is not resolved."""
    rows = connection.execute(
        "SELECT DISTINCT d.uid FROM comment c JOIN document d ON d.id = c.document "
        "WHERE c.parent IS NULL AND c.resolved = 0"
    )
    return {text_id(uid) for (uid,) in rows}


def document(connection: sqlite3.Connection, uid: str) -> Document | None:
    """A document with the text of its newest version."""
    row = connection.execute(
        "SELECT d.name, v.text, d.language, d.published, d.source, d.meta FROM document d "
        "JOIN version v ON v.document = d.id WHERE d.uid = ? ORDER BY v.number DESC LIMIT 1",
        (blob(uid),),
    ).fetchone()
    if row is None:
        return None
    name, text, language, published, source, meta = row
    return Document(uid, name, text, language, published, source, _attributes(meta))


_LAYER = "l.id, l.uid, a.uid, a.name, a.kind, l.round, l.status, l.attributes"
# In this order: SQLite, left to choose, begins with all layers of the annotator, who may have thousands.
_LAYER_FROM = (
    "FROM document d CROSS JOIN version v ON v.document = d.id CROSS JOIN layer l ON l.version = v.id "
    "CROSS JOIN annotator a ON a.id = l.annotator WHERE d.uid = ?"
)


def layer(
    connection: sqlite3.Connection, document: str, annotator: str, round_: int = 1, *, joined: bool = False
) -> tuple[int, Layer] | None:
    """An annotator's layer on a document: its integer and the layer, or None.

    With `joined`, also one of somebody who has been joined with that annotator, where they have none.
    """
    whose = (
        "(a.uid = ?2 OR a.same_as = (SELECT id FROM annotator WHERE uid = ?2))" if joined else "a.uid = ?2"
    )
    row = connection.execute(
        f"SELECT {_LAYER} {_LAYER_FROM.replace('?', '?1')} AND {whose} AND l.round = ?3 "
        "ORDER BY v.number DESC, a.uid <> ?2 LIMIT 1",
        (blob(document), blob(annotator), round_),
    ).fetchone()
    if row is None:
        return None
    key, uid, who, name, kind, round_, status, attributes = row
    return key, Layer(
        text_id(uid), document, Annotator(text_id(who), name, kind), round_, status, _attributes(attributes)
    )


def working_layer(connection: sqlite3.Connection, document: str, annotator: str) -> tuple[int, Layer] | None:
    """The layer that an annotator works on: the first round that is not finished, else the first of all; or None."""
    row = connection.execute(
        f"SELECT l.round {_LAYER_FROM} AND a.uid = ? AND {worked_on('l')} ORDER BY v.number DESC LIMIT 1",
        (blob(document), blob(annotator)),
    ).fetchone()
    return layer(connection, document, annotator, row[0]) if row else None


def layers_of(connection: sqlite3.Connection, document: str) -> list[LayerRow]:
    """Whose layers a document has, in the order they were made."""
    return [
        LayerRow(text_id(uid), Annotator(text_id(who), name, kind), round_, status, spans)
        for _, uid, who, name, kind, round_, status, _, spans in connection.execute(
            f"SELECT {_LAYER}, (SELECT count(*) FROM span s WHERE s.layer = l.id) {_LAYER_FROM} ORDER BY l.id",
            (blob(document),),
        )
    ]


def annotators(connection: sqlite3.Connection) -> list[Annotator]:
    """Everybody who is known to the project, in the order they came."""
    rows = connection.execute("SELECT uid, name, kind FROM annotator ORDER BY id")
    return [Annotator(text_id(uid), name, kind) for uid, name, kind in rows]


def facts(connection: sqlite3.Connection) -> dict[str, str]:
    """What the project says of itself: id, name, created."""
    return dict(connection.execute("SELECT key, value FROM project").fetchall())


def schema_source(connection: sqlite3.Connection) -> tuple[str, str]:
    """The id and the TOML text of the project's schema."""
    uid, source = connection.execute("SELECT uid, source FROM schema ORDER BY id LIMIT 1").fetchone()
    return text_id(uid), source


def same_span(
    connection: sqlite3.Connection, layer: int, *, start: int, end: int, label: str, fragments: str | None
) -> str:
    """The id of a layer's span of this extent and label, or an empty string."""
    row = connection.execute(
        'SELECT uid FROM span WHERE layer = ? AND start = ? AND "end" = ? AND label = ? AND fragments IS ?',
        (layer, start, end, label, fragments),
    ).fetchone()
    return text_id(row[0]) if row else ""


def newest_version(connection: sqlite3.Connection, document: str) -> str:
    """The id of the newest version of a document's text, or an empty string."""
    row = connection.execute(
        "SELECT v.uid FROM version v JOIN document d ON d.id = v.document WHERE d.uid = ? "
        "ORDER BY v.number DESC LIMIT 1",
        (blob(document),),
    ).fetchone()
    return text_id(row[0]) if row else ""


def below_document(connection: sqlite3.Connection, document: str) -> list[tuple[str, str]]:
    """All rows that belong to a document as (noun, id), those that refer to others first."""
    layers = (
        "SELECT l.id FROM layer l JOIN version v ON v.id = l.version JOIN document d ON d.id = v.document "
        "WHERE d.uid = ?1"
    )
    queries = {
        "decision_source": "SELECT s.uid FROM decision_source s JOIN decision c ON c.id = s.decision "
        "WHERE c.document = (SELECT id FROM document WHERE uid = ?1)",
        "decision": "SELECT uid FROM decision WHERE document = (SELECT id FROM document WHERE uid = ?1)",
        "rejection": "SELECT uid FROM rejection WHERE document = (SELECT id FROM document WHERE uid = ?1)",
        "assignment": "SELECT uid FROM assignment WHERE document = (SELECT id FROM document WHERE uid = ?1)",
        "comment": "SELECT uid FROM comment WHERE document = (SELECT id FROM document WHERE uid = ?1)",
        "relation": f"SELECT uid FROM relation WHERE layer IN ({layers})",
        "span": f"SELECT uid FROM span WHERE layer IN ({layers})",
        "layer": f"SELECT uid FROM layer WHERE id IN ({layers})",
        "version": "SELECT uid FROM version WHERE document = (SELECT id FROM document WHERE uid = ?1)",
        "document": "SELECT uid FROM document WHERE uid = ?1",
    }
    return [
        (noun, text_id(uid))
        for noun, query in queries.items()
        for (uid,) in connection.execute(query, (blob(document),))
    ]


def image(connection: sqlite3.Connection, noun: str, uid: str) -> Image | None:
    """A row as operations see it, or None."""
    return read_image(connection, NOUNS[noun], uid)


def document_facts(connection: sqlite3.Connection, uid: str) -> Document | None:
    """A document without its text (which may be large)."""
    row = connection.execute(
        "SELECT name, language, published, source, meta FROM document WHERE uid = ?", (blob(uid),)
    ).fetchone()
    if row is None:
        return None
    name, language, published, source, meta = row
    return Document(uid, name, "", language, published, source, _attributes(meta))


def document_ids(connection: sqlite3.Connection, keys: Sequence[int], *, containing: str = "") -> list[str]:
    """Those of these documents, in order, whose newest text contains the words as they are."""
    rows = connection.execute(
        "SELECT d.uid FROM document d JOIN version v ON v.document = d.id "
        "AND v.number = (SELECT max(number) FROM version WHERE document = d.id) "
        f"WHERE d.id IN ({','.join('?' * len(keys))}) AND (? = '' OR instr(v.text, ?)) ORDER BY d.id",
        (*keys, containing, containing),
    )
    return [text_id(uid) for (uid,) in rows]


def extents(connection: sqlite3.Connection, layer: int, start: int, end: int) -> list[tuple[int, int, str]]:
    """Start, end and label of a layer's spans there (code points), by start.

    Spans that begin more than `LONG` code points before are left out: no name is that long.
    """
    return connection.execute(
        'SELECT start, "end", label FROM span WHERE layer = ? AND start BETWEEN ? AND ? AND "end" > ? '
        "ORDER BY start",
        (layer, start - LONG, end, start),
    ).fetchall()


def form_counts(connection: sqlite3.Connection, form: str) -> dict[str, int]:
    """How often these very words carry each label in the project, the most frequent first."""
    rows = connection.execute(
        f"SELECT label, count(*) AS n FROM span s WHERE form = ? AND {in_work('s')} "
        "GROUP BY label ORDER BY n DESC, label",
        (form,),
    )
    return dict(rows.fetchall())


def forms(connection: sqlite3.Connection, spans: Iterable[str]) -> dict[str, str]:
    """The first words that each span covers, by id."""
    return {
        text_id(uid): form
        for marks, part in in_parts(spans)
        for uid, form in connection.execute(f"SELECT uid, form FROM span WHERE uid IN ({marks})", part)
    }
