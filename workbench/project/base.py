"""What every part of a project stands on: the file, the schema, who is at work, and their layer."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import AbstractContextManager
from typing import TypeVar

from workbench.errors import UserError
from workbench.model import Annotator, Document, Layer, Progress
from workbench.schema import Schema
from workbench.schema_file import read_schema
from workbench.storage import Store, reading
from workbench.storage.operations import Operation, join, operation
from workbench.storage.rows import layer_id, to_json

Result = TypeVar("Result")
_SHOWN = 40  # code points of a span's text in titles


def quoted(text: str) -> str:
    """Words of a document as titles show them: on one line, not too long."""
    line = " ".join(text.split())
    return f"“{line if len(line) <= _SHOWN else line[: _SHOWN - 1] + '…'}”"


def finish(job: Generator[Progress, None, Result]) -> Result:
    """Run a job to its end without showing its progress; returns what it returns."""
    while True:
        try:
            next(job)
        except StopIteration as stop:
            result: Result = stop.value
            return result


class Base:
    """A project file opened by one annotator. The parts of Project build on it."""

    def __init__(self, store: Store, me: Annotator) -> None:
        self.store = store
        self.me = me
        self.owner = me  # whose layers I write: mine, or the gold while I review; see `write_as`
        self.path = store.path
        self.read_only = store.read_only
        facts = reading.facts(store.connection)
        self.id = facts["id"]
        self.name = facts["name"]
        self.handed_to = facts.get("handout", "")  # whom this hand-out is for (an id); empty in a base
        self.guidelines = facts.get("guidelines", "")
        self.schema: Schema = self._stored_schema()
        self._text = ("", "")  # the document whose text was used last: a version never changes
        self._seen = store.data_version()

    def _stored_schema(self) -> Schema:
        _, source = reading.schema_source(self.store.connection)
        return read_schema(source, name_for_errors=f"the schema of {self.store.path.name}")

    def _operation(
        self, title: str, *, document: str = "", run: str = ""
    ) -> AbstractContextManager[Operation]:
        return operation(self.store, annotator=self.me, title=title, document=document, run=run)

    def _called(self, id: str) -> str:
        """The title of a label or relation; its id where the schema has none of it."""
        found = self.schema.find_label(id) or self.schema.find_relation(id)
        return found.title if found is not None else id

    def write_as(self, annotator: Annotator) -> None:
        """Write into this annotator's layers from now on: my own ones, or the gold.

        Operations stay mine. Raises UserError for anybody else's.
        """
        if annotator.id != self.me.id and annotator.kind != "gold":
            raise UserError(f"This is the layer of {annotator.name}: it can be read, not changed.")
        self.owner = annotator

    def document(self, document_id: str) -> Document:
        """A document with its text. Raises UserError if it is gone."""
        found = reading.document(self.store.connection, document_id)
        if found is None:
            raise UserError("This document is gone: somebody has deleted it.")
        self._text = (document_id, found.text)
        return found

    def text(self, document_id: str) -> str:
        """A document's text, kept from the last call: asking again for the same one costs nothing."""
        return self._text[1] if self._text[0] == document_id else self.document(document_id).text

    def _my_layer(self, op: Operation, document_id: str, *, touch: bool = True) -> str:
        """The id of my layer on the document, made if there is none; `touch` begins the work on it."""
        found = reading.working_layer(op.db.conn, document_id, self.owner.id)
        if found is None:
            version = reading.newest_version(op.db.conn, document_id)
            if not version:
                raise UserError("This document is gone: somebody has deleted it.")
            join(op.db, self.owner)
            made = layer_id(version, self.owner.id, 1)
            op.put(
                "layer",
                made,
                {
                    "version": version,
                    "annotator": self.owner.id,
                    "round": 1,
                    "status": "in progress" if touch else "new",
                    "attributes": None,
                },
            )
            return made
        layer: Layer = found[1]
        if touch and layer.status == "new":
            op.update("layer", layer.id, status="in progress")
        return layer.id

    def _check_mine(self, layer_id: str, op: Operation) -> None:
        image = op.image("layer", layer_id)
        if image is None or image["annotator"] != self.owner.id:
            raise UserError("This is somebody else's layer: it can be read, not changed.")

    @staticmethod
    def _json(value: object) -> str | None:
        return to_json(value)
