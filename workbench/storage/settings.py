"""A project's settings, and the files that it keeps by their content."""

from __future__ import annotations

import sqlite3
import zlib
from hashlib import sha256
from uuid import UUID, uuid5

from workbench.errors import ProjectError
from workbench.storage.operations import Operation


def setting(connection: sqlite3.Connection, name: str) -> str:
    """The value of a setting, or empty."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def put_setting(op: Operation, project: str, *, name: str, value: str) -> None:
    """Give a setting a value, or take it away with an empty one. Copies of a project share its id."""
    uid = str(uuid5(UUID(project), f"setting/{name}"))
    if value:
        op.put("setting", uid, {"name": name, "value": value})
    else:
        op.remove("setting", uid)


def keep_content(connection: sqlite3.Connection, content: bytes, *, name: str) -> None:
    """Keep a file's bytes, packed; those that are kept already are written once more, in case they were damaged."""
    connection.execute(
        "INSERT OR REPLACE INTO content (sha256, name, packed) VALUES (?, ?, ?)",
        (sha256(content).digest(), name, zlib.compress(content, 6)),
    )


def keeps(connection: sqlite3.Connection, digest: str) -> bool:
    """Whether a file of this SHA-256 (hexadecimal) is kept."""
    row = connection.execute("SELECT 1 FROM content WHERE sha256 = ?", (bytes.fromhex(digest),)).fetchone()
    return row is not None


def forget_older(connection: sqlite3.Connection, *, name: str, most: int) -> None:
    """Keep no more than the `most` newest files of a name."""
    connection.execute(
        "DELETE FROM content WHERE name = ? AND id NOT IN "
        "(SELECT id FROM content WHERE name = ? ORDER BY id DESC LIMIT ?)",
        (name, name, most),
    )


def content(connection: sqlite3.Connection, digest: str) -> tuple[str, bytes] | None:
    """Name and bytes of a kept file by its SHA-256 (hexadecimal), or None. Raises ProjectError if it is damaged."""
    row = connection.execute(
        "SELECT name, packed FROM content WHERE sha256 = ?", (bytes.fromhex(digest),)
    ).fetchone()
    if row is None:
        return None
    try:
        return str(row[0]), zlib.decompress(row[1])
    except zlib.error as error:
        raise ProjectError(
            f"What this project keeps as “{row[0]}” is damaged: train the model or choose the tokeniser anew."
        ) from error
