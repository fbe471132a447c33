"""What was labelled before: labels of the same words, values used, counts and examples."""

from __future__ import annotations

import sqlite3

from workbench.storage import rounds
from workbench.storage.reading import in_parts
from workbench.storage.rows import FORM_LENGTH, blob, text_id


def _counted(connection: sqlite3.Connection) -> str:
    """A condition on spans, where anybody has a further round: those of the rounds that are worked on."""
    if rounds.highest(connection) < 2:
        return ""
    return f"AND layer NOT IN (SELECT l.id FROM layer l WHERE NOT {rounds.worked_on('l')})"


def last_label_of(connection: sqlite3.Connection, form: str) -> str:
    """The label that these exact words were given last in the project, or an empty string."""
    row = connection.execute(
        f"SELECT label FROM span s WHERE form = ? AND {rounds.in_work('s')} ORDER BY rev DESC, id DESC LIMIT 1",
        (form[:FORM_LENGTH],),
    ).fetchone()
    return row[0] if row else ""


def last_labels_by(
    connection: sqlite3.Connection, annotator: str, *, limit: int = 200
) -> list[tuple[str, str]]:
    """Labels that the annotator gave by hand, each with the words that got it, the newest first; of the last
    `limit` changes to spans. Left out is what was accepted as it was proposed, and what is in a hidden round."""
    rows = connection.execute(
        "SELECT json_extract(after, '$.label'), json_extract(after, '$.form'), json_extract(after, '$.layer') FROM ("
        "SELECT c.after, o.seq, c.n FROM op o JOIN op_change c ON c.op = o.seq "
        "WHERE o.annotator = (SELECT id FROM annotator WHERE uid = ?) AND c.noun = 'span' "
        "AND c.after IS NOT NULL AND c.after <> 'null' ORDER BY o.seq DESC, c.n DESC LIMIT ?"
        ") WHERE coalesce(json_extract(after, '$.origin'), '') = '' ORDER BY seq DESC, n DESC",
        (blob(annotator), limit),
    ).fetchall()
    unseen: set[str] = set()
    for marks, part in in_parts({layer for _, _, layer in rows if layer}):
        found = connection.execute(
            f"SELECT l.uid FROM layer l WHERE l.uid IN ({marks}) AND {rounds.hidden('l')}", part
        )
        unseen.update(text_id(uid) for (uid,) in found)
    return [(label, form or "") for label, form, layer in rows if layer not in unseen]


def values_used(
    connection: sqlite3.Connection, attribute: str, *, prefix: str = "", limit: int = 50
) -> list[str]:
    """Texts that an attribute of spans was given, the most frequent first."""
    rows = connection.execute(
        "SELECT json_extract(attributes, ?) AS value, count(*) AS n FROM span "
        f"WHERE value IS NOT NULL AND typeof(value) = 'text' AND value LIKE ? ESCAPE '\\' {_counted(connection)} "
        "GROUP BY value ORDER BY n DESC, value LIMIT ?",
        (
            f'$."{attribute}"',
            prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%",
            limit,
        ),
    )
    return [value for value, _ in rows]


def label_counts(connection: sqlite3.Connection, layer: int | None = None) -> dict[str, int]:
    """Spans by label, in one layer or in the whole project."""
    where = "" if layer is None else "WHERE layer = ?"
    rows = connection.execute(
        f"SELECT label, count(*) FROM span {where} GROUP BY label ORDER BY label",
        () if layer is None else (layer,),
    )
    return dict(rows.fetchall())


def origin_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Spans by what proposed them; those that nobody but their annotator made come under an empty word."""
    rows = connection.execute(
        "SELECT coalesce(origin, ''), count(*) FROM span GROUP BY 1 ORDER BY 1",
    )
    return dict(rows.fetchall())


def examples(connection: sqlite3.Connection, label: str, limit: int) -> list[str]:
    """The words most often given a label."""
    rows = connection.execute(
        f"SELECT form, count(*) AS n FROM (SELECT form FROM span WHERE label = ? {_counted(connection)} "
        "LIMIT 20000) "
        "GROUP BY form ORDER BY n DESC, form LIMIT ?",
        (label, limit),
    )
    return [form for form, _ in rows]


def relation_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """Relations by label in the whole project."""
    rows = connection.execute("SELECT label, count(*) FROM relation GROUP BY label ORDER BY label")
    return dict(rows.fetchall())


def layer_counts(connection: sqlite3.Connection) -> list[dict[str, object]]:
    """Layers and spans by annotator and status."""
    rows = connection.execute(
        "SELECT a.name, l.status, count(*), sum((SELECT count(*) FROM span s WHERE s.layer = l.id)) "
        "FROM layer l JOIN annotator a ON a.id = l.annotator GROUP BY a.id, l.status ORDER BY a.name, l.status"
    )
    return [
        {"annotator": name, "status": status, "layers": layers, "spans": spans}
        for name, status, layers, spans in rows
    ]
