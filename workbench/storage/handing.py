"""Writing a hand-out: a file of the same project with some documents, for one person to work on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from workbench.errors import ProjectError
from workbench.model import Annotator
from workbench.storage.rows import NOUNS, blob
from workbench.storage.store import Store

# Which rows of a noun go out, as a condition on `t`; those without one go out whole, or not at all.
_DOCUMENTS = "(SELECT d.id FROM document d WHERE d.uid IN (SELECT uid FROM chosen))"
_LAYERS = (
    f"(SELECT l.id FROM layer l JOIN version v ON v.id = l.version WHERE v.document IN {_DOCUMENTS} "
    "AND l.annotator = (SELECT id FROM annotator WHERE uid = (SELECT uid FROM recipient)))"
)
_WHICH = {
    "document": f"t.id IN {_DOCUMENTS}",
    "version": f"t.document IN {_DOCUMENTS}",
    "layer": f"t.id IN {_LAYERS}",
    "span": f"t.layer IN {_LAYERS}",
    "relation": f"t.layer IN {_LAYERS}",
    "comment": f"t.document IN {_DOCUMENTS} AND (t.target_kind = 'document' "
    f"OR t.target IN (SELECT uid FROM span WHERE layer IN {_LAYERS}) "
    f"OR t.target IN (SELECT uid FROM relation WHERE layer IN {_LAYERS}))",
    "assignment": f"t.document IN {_DOCUMENTS} "
    "AND t.annotator = (SELECT id FROM annotator WHERE uid = (SELECT uid FROM recipient))",
    "split": "false",
    "split_batch": "false",
    "dataset": "false",
    "recipe": "false",
    "rejection": f"t.document IN {_DOCUMENTS} "
    "AND t.annotator = (SELECT id FROM annotator WHERE uid = (SELECT uid FROM recipient))",
    "decision": "false",
    "decision_source": "false",
}


def write(store: Store, to: Path, *, documents: Sequence[str], recipient: Annotator, guidelines: str) -> None:
    """Write the documents (ids) with the recipient's own layers on them into a new file of the project.

    Nobody else's work and no history goes out; operations come as their bare rows, because revisions refer
    to them. Raises ProjectError where the file exists or cannot be written; nothing is then left of it.
    """
    target = Store.create(to)  # of today's storage version
    target.close()
    connection = store.connection
    try:
        with store.errors():
            connection.execute("ATTACH ? AS other", (str(to.absolute()),))
            try:
                with store.read():
                    _choose(connection, documents, recipient)
                    _copy(connection, recipient, guidelines)
            finally:
                for name in ("chosen", "recipient"):
                    connection.execute(f"DROP TABLE IF EXISTS temp.{name}")
                connection.execute("DETACH other")
        plain = sqlite3.connect(to)
        try:
            plain.execute("PRAGMA journal_mode = DELETE")
            broken = plain.execute("PRAGMA foreign_key_check").fetchone()
        finally:
            plain.close()
        assert broken is None, f"a hand-out with a dangling reference in {broken[0]}"
    except (ProjectError, sqlite3.Error) as error:
        to.unlink(missing_ok=True)
        raise ProjectError(str(error).replace(str(store.path), str(to))) from error


def _choose(connection: sqlite3.Connection, documents: Sequence[str], recipient: Annotator) -> None:
    connection.execute("CREATE TEMP TABLE chosen (uid BLOB PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT INTO chosen VALUES (?)", [(blob(one),) for one in documents])
    connection.execute("CREATE TEMP TABLE recipient (uid BLOB)")
    connection.execute("INSERT INTO recipient VALUES (?)", (blob(recipient.id),))


def _copy(connection: sqlite3.Connection, recipient: Annotator, guidelines: str) -> None:
    connection.execute("PRAGMA defer_foreign_keys = ON")
    connection.execute("INSERT INTO other.project SELECT * FROM main.project WHERE key <> 'handout'")
    connection.execute("INSERT INTO other.project VALUES ('handout', ?)", (recipient.id,))
    if guidelines:
        connection.execute("INSERT OR REPLACE INTO other.project VALUES ('guidelines', ?)", (guidelines,))
    for noun in NOUNS:
        connection.execute(
            f'INSERT INTO other."{noun}" SELECT t.* FROM main."{noun}" t WHERE {_WHICH.get(noun, "true")}'
        )
    connection.execute(
        "INSERT INTO other.content SELECT * FROM main.content "
        "WHERE instr((SELECT group_concat(value) FROM main.setting), lower(hex(sha256))) > 0"
    )
    used = " UNION ".join(
        f'SELECT {column} FROM other."{noun}"'
        for noun in NOUNS
        if noun != "version"
        for column in (("rev", "made") if noun in ("document", "layer") else ("rev",))
    )
    connection.execute(
        "INSERT INTO other.op (seq, uid, clock, at, annotator, kind, title, document) "
        "SELECT seq, uid, clock, at, annotator, 'setup', title, document FROM main.op "
        f"WHERE seq IN ({used}) OR clock = (SELECT max(clock) FROM main.op)"
    )
