"""What another file of the same project holds that this one lacks: rows whose revision there is greater.

The other file is attached as `other`. A row is alive, parked (its document or span is not there), or a
tombstone; each of the three has the revision of the operation that wrote it last. The greater (clock, id of
the operation) wins, whichever file is merged into which, so that every order of merges ends in the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from msgspec import Struct

from workbench.storage import migrations
from workbench.storage.reading import in_parts
from workbench.storage.rows import NOUNS, Image, Noun, plain_value, text_id

# A version is never changed, so it has no revision: it comes with its document, and goes with it.
WITHOUT_REVISION = {"version"}
Revision = tuple[int, bytes]  # clock, id of the operation


class Entry(Struct, frozen=True):
    """One row of the other file that wins. `after` is its image there, None if it was deleted there;
    `before` is the image here, None if it is not here. `conflict`: neither file knew the other's revision."""

    noun: str
    uid: str
    revision: Revision
    before: Image | None
    after: Image | None
    conflict: bool


class Kept(Struct, frozen=True):
    """A row whose revision here is the greater one although the other file did not know it."""

    noun: str
    uid: str
    here: Image | None
    there: Image | None


class Differences(Struct, frozen=True):
    """All that a merge would write, what refers to others after those, and the conflicts that it would not."""

    entries: tuple[Entry, ...]
    kept: tuple[Kept, ...]
    operations: int  # that are new here


def compare(connection: sqlite3.Connection) -> Differences:
    """Compare the attached file `other` with this one; nothing is written."""
    entries: list[Entry] = []
    kept: list[Kept] = []
    known_here = _operations(connection, "main")
    known_there = _operations(connection, "other")
    for noun in NOUNS.values():
        theirs, ours = _revisions(connection, noun)
        newer = [uid for uid, rev in theirs.items() if uid not in ours or ours[uid] < rev]
        older = [
            uid
            for uid, rev in theirs.items()
            if uid in ours
            and rev < ours[uid]
            and rev[1] not in known_here
            and ours[uid][1] not in known_there
        ]
        there = dict(images(connection, noun, [*newer, *older], file="other"))
        here = dict(images(connection, noun, [*newer, *older], file="main"))
        for uid in newer:
            mine = ours.get(uid)
            apart = mine is not None and mine[1] not in known_there and theirs[uid][1] not in known_here
            before, after = here.get(uid), there.get(uid)
            entries.append(Entry(noun.name, uid, theirs[uid], before, after, apart and before != after))
        kept += [
            Kept(noun.name, uid, here.get(uid), there.get(uid))
            for uid in older
            if here.get(uid) != there.get(uid)
        ]
    return Differences(tuple(entries), tuple(kept), len(known_there - known_here))


def _operations(connection: sqlite3.Connection, file: str) -> set[bytes]:
    return {uid for (uid,) in connection.execute(f"SELECT uid FROM {file}.op")}


def _revisions(connection: sqlite3.Connection, noun: Noun) -> tuple[dict[str, Revision], dict[str, Revision]]:
    """Revisions by id there and here, of those rows whose revision differs."""
    if noun.name in WITHOUT_REVISION:
        rows = connection.execute(
            f"SELECT uid FROM other.{noun.name} WHERE uid NOT IN (SELECT uid FROM main.{noun.name}) "
            "AND uid NOT IN (SELECT uid FROM main.parked) "
            f"UNION SELECT uid FROM other.parked WHERE noun = '{noun.name}' "
            f"AND uid NOT IN (SELECT uid FROM main.{noun.name}) AND uid NOT IN (SELECT uid FROM main.parked)"
        )
        return {text_id(uid): (0, b"") for (uid,) in rows}, {}
    query = (
        'SELECT t.uid, o.clock, o.uid FROM {file}."{noun}" t JOIN {file}.op o ON o.seq = t.rev '
        "UNION ALL SELECT t.uid, o.clock, o.uid FROM {file}.parked t JOIN {file}.op o ON o.seq = t.rev "
        "WHERE t.noun = '{noun}' "
        "UNION ALL SELECT t.uid, o.clock, o.uid FROM {file}.tombstone t JOIN {file}.op o ON o.seq = t.rev "
        "WHERE t.noun = '{noun}'"
    )
    theirs = query.format(file="other", noun=noun.name)
    ours = query.format(file="main", noun=noun.name)
    there = connection.execute(f"SELECT * FROM ({theirs}) EXCEPT SELECT * FROM ({ours})").fetchall()
    uids = {uid for uid, _, _ in there}
    here = [
        row
        for row in connection.execute(f"SELECT * FROM ({ours}) EXCEPT SELECT * FROM ({theirs})")
        if row[0] in uids
    ]
    return (
        {text_id(uid): (clock, op) for uid, clock, op in there},
        {text_id(uid): (clock, op) for uid, clock, op in here},
    )


def images(
    connection: sqlite3.Connection, noun: Noun, uids: list[str], *, file: str
) -> Iterator[tuple[str, Image]]:
    """Those of the rows that are alive or parked in a file, as images."""
    columns = ", ".join(
        f'(SELECT uid FROM {file}."{noun.references[c]}" r WHERE r.id = t."{c}")'
        if c in noun.references
        else f't."{c}"'
        for c in noun.columns
    )
    for marks, part in in_parts(uids):
        for uid, *row in connection.execute(
            f'SELECT t.uid, {columns} FROM {file}."{noun.name}" t WHERE t.uid IN ({marks})', part
        ):
            yield (
                text_id(uid),
                {
                    column: plain_value(value, is_hash=column in noun.hashes)
                    for column, value in zip(noun.columns, row, strict=True)
                },
            )
        for uid, image, storage in connection.execute(
            f"SELECT uid, image, storage FROM {file}.parked WHERE noun = ? AND uid IN ({marks})",
            (noun.name, *part),
        ):
            yield (
                text_id(uid),
                migrations.upgrade_image(json.loads(image), noun=noun.name, storage=storage),
            )
