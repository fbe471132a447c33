"""A colleague's copy of the project: looked at in a copy of our own, so that theirs stays as it is."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import ProjectError
from workbench.storage import upkeep
from workbench.storage.merging import attached
from workbench.storage.store import Store


@contextlib.contextmanager
def hand_in(store: Store, path: Path) -> Iterator[None]:
    """The hand-in attached to the project as `other`, checked and of today's storage version.

    Raises ProjectError if the file is missing, damaged, of a newer version, of another project, this very
    file, or holds another text for a document that both know.
    """
    if not path.exists():
        raise ProjectError(f"There is no file {path}: name the colleague's copy.")
    if path.samefile(store.path):
        raise ProjectError(f"{path} is this project itself: name the colleague's copy.")
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        copy = Path(folder) / path.name
        try:
            _copy_and_check(store, path, copy)
        except ProjectError as error:
            words = str(error).replace(str(copy), str(path))
            raise ProjectError(words.replace("restore a copy of it", "ask for another copy")) from error
        with attached(store, copy):
            yield


def _copy_and_check(store: Store, path: Path, copy: Path) -> None:
    theirs = Store.peek(path)
    try:
        upkeep.copy(theirs, copy)
    finally:
        theirs.close()
    store_of_copy = Store.open(copy)
    try:
        _check(store, store_of_copy, path)
    finally:
        with contextlib.suppress(Exception):
            store_of_copy.connection.execute("PRAGMA journal_mode = DELETE")
        store_of_copy.close()


def _check(store: Store, other: Store, path: Path) -> None:
    with other.errors():
        broken = upkeep.examine(other)
        facts = dict(other.connection.execute("SELECT key, value FROM project").fetchall())
        texts = dict(
            other.connection.execute(
                "SELECT d.uid, v.sha256 FROM version v JOIN document d ON d.id = v.document WHERE v.number = 1"
            ).fetchall()
        )
        (beyond,) = other.connection.execute(
            "SELECT count(*) FROM span s JOIN layer l ON l.id = s.layer JOIN version v ON v.id = l.version "
            'WHERE s."end" > v.length'
        ).fetchone()
    if beyond:
        broken = [f"{beyond} spans end beyond their texts"]
    if broken:
        raise ProjectError(f"{path} is damaged ({broken[0]}): ask for another copy. Nothing was merged.")
    (own,) = store.connection.execute("SELECT value FROM project WHERE key = 'id'").fetchone()
    if facts.get("id") != own:
        raise ProjectError(
            f"{path} belongs to another project ({facts.get('name', '?')}): export its work as jsonl, and import that."
        )
    for uid, name, digest in store.connection.execute(
        "SELECT d.uid, d.name, v.sha256 FROM version v JOIN document d ON d.id = v.document WHERE v.number = 1"
    ):
        if texts.get(uid, digest) != digest:
            raise ProjectError(
                f"{path} has another text for “{name}”: its offsets do not fit. Ask for the unchanged text."
            )
