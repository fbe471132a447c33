"""The tables of a project file, as append-only migrations. Never edit one that has been released.

A mutable row carries `rev`, the `op.seq` that last wrote it; that operation's (clock, uid) is the
revision that a merge compares. A deletion leaves a tombstone. Times are ISO 8601 in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.storage.tables_recipe import recipes
from workbench.storage.tables_search import search
from workbench.storage.tables_setting import settings
from workbench.storage.tables_split import splits
from workbench.storage.tables_suggestion import suggestion_groups, suggestions
from workbench.storage.tables_team import team

if TYPE_CHECKING:
    from sqlite_utils import Database

SET = "workbench"
APPLICATION_ID = 0x574B4231  # "WKB1": says that an SQLite file is a project

_FIRST = """
CREATE TABLE project (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE op (
  seq INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  clock INTEGER NOT NULL,
  at TEXT NOT NULL,
  annotator INTEGER NOT NULL REFERENCES annotator(id),
  kind TEXT NOT NULL CHECK (kind IN ('gesture', 'undo', 'redo', 'import', 'takeback', 'setup')),
  title TEXT NOT NULL,
  document BLOB,
  undoes INTEGER UNIQUE REFERENCES op(seq),
  run BLOB
) STRICT;
CREATE INDEX op_annotator ON op (annotator, seq);
CREATE INDEX op_clock ON op (clock);
CREATE TABLE op_change (
  op INTEGER NOT NULL REFERENCES op(seq),
  n INTEGER NOT NULL,
  noun TEXT NOT NULL,
  uid BLOB NOT NULL,
  before TEXT,
  after TEXT,
  storage INTEGER NOT NULL,
  PRIMARY KEY (op, n)
) STRICT, WITHOUT ROWID;
CREATE TABLE annotator (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('person', 'model', 'gold')),
  same_as INTEGER REFERENCES annotator(id),
  rev INTEGER NOT NULL REFERENCES op(seq) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE schema (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  source TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT;
CREATE TABLE document (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  published TEXT NOT NULL,
  source TEXT NOT NULL,
  meta TEXT,
  made INTEGER NOT NULL REFERENCES op(seq),
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT;
CREATE INDEX document_name ON document (name);
CREATE INDEX document_made ON document (made);
CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES document(id),
  number INTEGER NOT NULL,
  length INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  text TEXT NOT NULL,
  UNIQUE (document, number)
) STRICT;
CREATE INDEX version_sha256 ON version (sha256);
CREATE TABLE layer (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  version INTEGER NOT NULL REFERENCES version(id),
  annotator INTEGER NOT NULL REFERENCES annotator(id),
  round INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('new', 'in progress', 'done', 'returned', 'reviewed')),
  attributes TEXT,
  made INTEGER NOT NULL REFERENCES op(seq),
  rev INTEGER NOT NULL REFERENCES op(seq),
  UNIQUE (version, annotator, round)
) STRICT;
CREATE INDEX layer_annotator ON layer (annotator, status);
CREATE INDEX layer_made ON layer (made);
CREATE TABLE span (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  layer INTEGER NOT NULL REFERENCES layer(id),
  label TEXT NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  fragments TEXT,
  attributes TEXT,
  note TEXT,
  unsure INTEGER NOT NULL,
  origin TEXT,
  score REAL,
  form TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq),
  CHECK (0 <= start AND start < "end")
) STRICT;
CREATE INDEX span_layer ON span (layer, start);
CREATE INDEX span_form ON span (form);
CREATE TABLE relation (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  layer INTEGER NOT NULL REFERENCES layer(id),
  label TEXT NOT NULL,
  head INTEGER NOT NULL REFERENCES span(id),
  tail INTEGER NOT NULL REFERENCES span(id),
  attributes TEXT,
  note TEXT,
  unsure INTEGER NOT NULL,
  origin TEXT,
  score REAL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT;
CREATE INDEX relation_layer ON relation (layer);
CREATE INDEX relation_head ON relation (head);
CREATE INDEX relation_tail ON relation (tail);
CREATE TABLE comment (
  id INTEGER PRIMARY KEY,
  uid BLOB NOT NULL UNIQUE,
  document INTEGER NOT NULL REFERENCES document(id),
  target_kind TEXT NOT NULL CHECK (target_kind IN ('span', 'relation', 'document')),
  target BLOB NOT NULL,
  annotator INTEGER NOT NULL REFERENCES annotator(id),
  at TEXT NOT NULL,
  text TEXT NOT NULL,
  parent BLOB,
  resolved INTEGER NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT;
CREATE INDEX comment_document ON comment (document);
CREATE TABLE tombstone (
  uid BLOB PRIMARY KEY,
  noun TEXT NOT NULL,
  rev INTEGER NOT NULL REFERENCES op(seq)
) STRICT, WITHOUT ROWID;
"""


def tables(db: Database) -> None:
    """Version 1: everything that the main job needs."""
    for statement in _FIRST.split(";\n"):
        if statement.strip():
            db.conn.execute(statement)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")


STEPS: tuple[Callable[[Database], None], ...] = (
    tables,
    settings,
    splits,
    team,
    suggestions,
    recipes,
    suggestion_groups,
    search,
)
NAMES: tuple[str, ...] = tuple(step.__name__ for step in STEPS)
VERSION = len(STEPS)


def upgrade_image(image: dict[str, object], *, noun: str, storage: int) -> dict[str, object]:
    """A row image of an older storage version in the form of today's; each later migration adds its step."""
    if storage > VERSION:
        raise ValueError(f"a {noun} of storage version {storage}, which is newer than {VERSION}")
    return image


def apply_all(db: Database) -> None:
    """Apply what is pending, inside the transaction that the caller has begun."""
    from sqlite_utils import Migrations

    migrations = Migrations(SET)
    for step in STEPS:
        migrations()(step)
    migrations.apply(db)
