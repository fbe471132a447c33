"""Rows by noun: reading and writing one as an image (a dict by column name, references as ids)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from hashlib import sha1
from typing import Any

import msgspec
from msgspec import Struct, field

Image = dict[str, Any]
FORM_LENGTH = 120  # code points of a span's text that are kept beside it, for finding the same words again


class Noun(Struct, frozen=True):
    """A table of mutable rows. `references` are integer columns that an image shows as the other row's id;
    `ids` are columns that hold an id itself, `hashes` such that hold bytes (hexadecimal in an image)."""

    name: str
    columns: tuple[str, ...]
    references: dict[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()


_ITEM = ("attributes", "note", "unsure", "origin", "score")
# What refers to others stands after them: merges write in this order and delete in the other one.
NOUNS = {
    noun.name: noun
    for noun in (
        Noun("annotator", ("name", "kind", "same_as"), {"same_as": "annotator"}),
        Noun("schema", ("source",)),
        Noun("document", ("name", "language", "published", "source", "meta")),
        Noun(
            "version",
            ("document", "number", "length", "sha256", "text"),
            {"document": "document"},
            hashes=("sha256",),
        ),
        Noun(
            "layer",
            ("version", "annotator", "round", "status", "attributes"),
            {"version": "version", "annotator": "annotator"},
        ),
        Noun("span", ("layer", "label", "start", "end", "fragments", *_ITEM, "form"), {"layer": "layer"}),
        Noun(
            "relation",
            ("layer", "label", "head", "tail", *_ITEM),
            {"layer": "layer", "head": "span", "tail": "span"},
        ),
        Noun(
            "comment",
            ("document", "target_kind", "target", "annotator", "at", "text", "parent", "resolved"),
            {"document": "document", "annotator": "annotator"},
            ids=("target", "parent"),
        ),
        Noun("setting", ("name", "value")),
        Noun("split", ("name", "rule")),
        Noun("split_batch", ("split", "documents", "leaks"), {"split": "split"}),
        Noun("dataset", ("name", "manifest")),
        Noun("recipe", ("name", "words")),
        Noun(
            "assignment",
            ("document", "annotator", "due"),
            {"document": "document", "annotator": "annotator"},
        ),
        Noun(
            "rejection",
            ("document", "annotator", "start", "end", "label"),
            {"document": "document", "annotator": "annotator"},
        ),
        Noun(
            "decision",
            ("document", "annotator", "kind", "verdict", "place", "reason", "comment", "span"),
            {"document": "document", "annotator": "annotator"},
            ids=("span",),
        ),
        Noun(
            "decision_source",
            ("decision", "target", "seen"),
            {"decision": "decision"},
            ids=("target", "seen"),
        ),
    )
}
MADE = {"document", "layer"}  # rows that remember which operation made them


def blob(text_id: str) -> bytes:
    """The 16 bytes of an id, which is in canonical form."""
    return bytes.fromhex(text_id.replace("-", ""))


def text_id(uid: bytes) -> str:
    """An id as text, from its 16 bytes (a fifth of the time that uuid.UUID takes)."""
    h = uid.hex()
    return f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


_PATTERN = b"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx\n"
_FEW = 16
_DIGITS = [at for at, sign in enumerate(_PATTERN) if sign == ord("x")]


def text_ids(uids: Sequence[bytes]) -> list[str]:
    """Many ids as text, each from its 16 bytes: a third of the time that `text_id` takes for each.

    They are written below one another, and filled in column by column.
    """
    if len(uids) < _FEW:
        return [text_id(uid) for uid in uids]
    digits = b"".join(uids).hex().encode()
    lines = bytearray(_PATTERN) * len(uids)
    for digit, at in enumerate(_DIGITS):
        lines[at :: len(_PATTERN)] = digits[digit :: len(_DIGITS)]
    return lines.decode().split()


def document_id(project: str, *, name: str, digest: bytes) -> str:
    """The id of a document that comes without one: the same in every copy of a project, so that two people
    who bring the same text in under the same name have brought one document."""
    return _derived(project, f"document/{digest.hex()}/{name}")


def version_id(document: str, digest: bytes) -> str:
    """The id of a version of a document's text (SHA-256 of its UTF-8)."""
    return _derived(document, f"version/{digest.hex()}")


def layer_id(version: str, annotator: str, round_: int) -> str:
    """The id of a layer, which follows from its key: one person on two machines has one layer."""
    return _derived(version, f"layer/{annotator}/{round_}")


def _derived(namespace: str, name: str) -> str:
    """A UUIDv5 (RFC 9562, section 5.5) as text, in a third of the time that the uuid module takes."""
    h = sha1(blob(namespace) + name.encode(), usedforsecurity=False).hexdigest()
    return f"{h[:8]}-{h[8:12]}-5{h[13:16]}-{'89ab'[int(h[16], 16) & 3]}{h[17:20]}-{h[20:32]}"


def to_json(value: Any) -> str | None:
    """A column's JSON; NULL for what is empty. Keys are sorted, so equal values are equal text."""
    return msgspec.json.encode(value, order="sorted").decode() if value else None


def row_id(connection: sqlite3.Connection, noun: str, uid: str) -> int | None:
    """The integer of a row by its id, or None."""
    row = connection.execute(f'SELECT id FROM "{noun}" WHERE uid = ?', (blob(uid),)).fetchone()
    return int(row[0]) if row else None


def read_image(connection: sqlite3.Connection, noun: Noun, uid: str) -> Image | None:
    """The row as it is now, or None."""
    columns = ", ".join(
        f'(SELECT uid FROM "{noun.references[c]}" r WHERE r.id = t."{c}")'
        if c in noun.references
        else f't."{c}"'
        for c in noun.columns
    )
    row = connection.execute(f'SELECT {columns} FROM "{noun.name}" t WHERE uid = ?', (blob(uid),)).fetchone()
    if row is None:
        return None
    return {
        column: plain_value(value, is_hash=column in noun.hashes)
        for column, value in zip(noun.columns, row, strict=True)
    }


def plain_value(value: Any, *, is_hash: bool) -> Any:
    """A column's value as an image shows it: bytes are an id, or a hash in hexadecimal."""
    if not isinstance(value, bytes):
        return value
    return value.hex() if is_hash else text_id(value)


def write_image(
    connection: sqlite3.Connection, noun: Noun, uid: str, image: Image, *, rev: int, exists: bool
) -> None:
    """Insert or update the row so that it equals the image.

    Raises sqlite3.IntegrityError where a reference no longer exists.
    """
    row: dict[str, Any] = {"rev": rev} if noun.name != "version" else {}
    for column in noun.columns:
        value = image[column]
        if value is not None and column in noun.references:
            value = row_id(connection, noun.references[column], value)
            if value is None:
                raise sqlite3.IntegrityError(f"{noun.name}.{column}: {image[column]} is gone")
        elif value is not None and column in noun.ids:
            value = blob(value)
        elif column in noun.hashes:
            value = bytes.fromhex(value)
        row[column] = value
    if exists:
        columns = ", ".join(f'"{column}" = ?' for column in row)
        connection.execute(f'UPDATE "{noun.name}" SET {columns} WHERE uid = ?', (*row.values(), blob(uid)))
        return
    row["uid"] = blob(uid)
    if noun.name in MADE:
        row["made"] = rev
    names, marks = ", ".join(f'"{column}"' for column in row), ", ".join("?" * len(row))
    connection.execute(f'INSERT INTO "{noun.name}" ({names}) VALUES ({marks})', tuple(row.values()))
    for elsewhere in ("tombstone", "parked"):
        connection.execute(f"DELETE FROM {elsewhere} WHERE uid = ?", (blob(uid),))


def delete_row(connection: sqlite3.Connection, noun: Noun, uid: str, *, rev: int) -> None:
    """Delete the row and leave a tombstone with the revision."""
    connection.execute(f'DELETE FROM "{noun.name}" WHERE uid = ?', (blob(uid),))
    connection.execute("INSERT OR REPLACE INTO tombstone VALUES (?, ?, ?)", (blob(uid), noun.name, rev))
