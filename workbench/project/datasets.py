"""Frozen versions of a dataset: what a manifest says, and listing, finding, deleting them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct, field

from workbench.errors import UserError
from workbench.model import Bundle, Change
from workbench.project.base import Base, quoted
from workbench.project.splits import Rule, read_rule
from workbench.storage import datasets as stored
from workbench.storage import settings

BUNDLES = "bundles"  # what contents that hold frozen bundles are called


class FrozenSplit(Struct, frozen=True):
    """The split of a version: its name and rule, how many documents each part has, and the content
    (by hash) that says which."""

    name: str
    rule: str  # JSON
    documents: dict[str, int]
    dealt: str

    def read_rule(self) -> Rule:
        """The rule."""
        return read_rule(self.rule)


class FrozenFile(Struct, frozen=True):
    """A file of the export: the SHA-256 of its bytes (hexadecimal), and how many."""

    sha256: str
    bytes: int


class Manifest(Struct, frozen=True):
    """All that is said of a frozen version. Hashes are SHA-256, hexadecimal.

    `counts` has documents, layers, spans, relations, comments; `labels` spans by label. `hashes` has
    texts, annotations, schema, options. `contents` are the bundles, packed as JSON Lines; `schema` the
    content that is the schema's TOML; `files` what an export in its format writes.
    """

    name: str
    at: str
    annotator: str
    project: str
    stem: str
    format: str
    selection: str  # as `selection_words` writes it
    options: dict[str, str]
    policies: dict[str, str]
    counts: dict[str, int]
    labels: dict[str, int]
    hashes: dict[str, str]
    libraries: dict[str, str]
    settings: dict[str, str]
    files: dict[str, FrozenFile]
    contents: list[str]
    schema: str
    split: FrozenSplit | None = None
    workbench: int = 1

    def plain(self) -> dict[str, Any]:
        """As JSON values, without the list of contents."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        del plain["contents"]
        if self.split is not None:
            plain["split"]["rule"] = msgspec.json.decode(self.split.rule)
        return plain


class Datasets(Base):
    """The part of a project about frozen versions."""

    def dataset_id(self, name: str) -> str:
        """The id of the version of this name: the same in every copy of the project."""
        return str(uuid5(UUID(self.id), f"dataset/{name}"))

    def datasets(self) -> list[Manifest]:
        """All frozen versions, oldest first."""
        rows = stored.datasets(self.store.connection)
        return [msgspec.json.decode(row.manifest, type=Manifest) for row in rows]

    def dataset(self, name: str) -> Manifest:
        """The frozen version of this name. Raises UserError if there is none."""
        found = self.datasets()
        for one in found:
            if one.name == name:
                return one
        known = ", ".join(one.name for one in found) or "none is frozen"
        raise UserError(f"There is no frozen version “{name}” ({known}).")

    def delete_dataset(self, name: str) -> Change:
        """Forget a frozen version; undo brings it back. Raises UserError if there is none."""
        self.dataset(name)
        with self._operation(f"delete the frozen version {quoted(name)}") as op:
            op.remove("dataset", self.dataset_id(name))
        return op.change()

    def content(self, digest: str) -> bytes:
        """A content that a version is made of. Raises UserError where a damaged file lacks it."""
        found = settings.content(self.store.connection, digest)
        if found is None:
            raise UserError(
                f"{self.path} lacks a part of this version ({digest[:12]}…): restore a backup of it."
            )
        return found[1]

    def frozen_lines(self, contents: list[str]) -> Iterator[bytes]:
        """The lines of a version, a bundle each."""
        for digest in contents:
            yield from self.content(digest).splitlines(keepends=True)

    def frozen_bundles(self, manifest: Manifest) -> Iterator[Bundle]:
        """The bundles of a version, in the order in which they were frozen."""
        from workbench.formats import jsonl  # late: a start of the window has no use for it

        for line in self.frozen_lines(manifest.contents):
            yield jsonl.decoded(line)


class Counted(Struct):
    """What is counted of bundles as they go by."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("documents", "layers", "spans", "relations", "comments"), 0)
    )
    labels: dict[str, int] = field(default_factory=dict)

    def add(self, bundle: Bundle, *, new: bool) -> None:
        """Count a bundle; `new`: its document has not come before."""
        self.counts["documents"] += new
        self.counts["layers"] += bundle.annotator is not None
        for kind, things in (("spans", bundle.spans), ("relations", bundle.relations)):
            self.counts[kind] += len(things)
        self.counts["comments"] += len(bundle.comments)
        for span in bundle.spans:
            self.labels[span.label] = self.labels.get(span.label, 0) + 1


__all__ = ["BUNDLES", "Counted", "Datasets", "FrozenFile", "FrozenSplit", "Manifest"]
