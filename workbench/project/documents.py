"""Documents and layers: the list, opening one, its facts, the status and attributes of my layer."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date
from typing import Any

from workbench import rules
from workbench.errors import UserError
from workbench.model import STATUSES, Bundle, Change, Problem, Relation, Span, Status
from workbench.project.aligning import Aligning
from workbench.project.base import quoted
from workbench.schema import check_value
from workbench.storage import listing, reading, remarks, work_order
from workbench.storage.listing import DocumentRow
from workbench.storage.reading import LayerRow
from workbench.storage.work_order import Ordered


class Documents(Aligning):
    """The part of a project about documents and layers."""

    _known: Sequence[int] = ()  # all keys, as they were read last

    def document_keys(self, text: str = "", *, limit: int = -1) -> Sequence[int]:
        """Keys of all documents in their order, or of those whose names contain the text (any case of a to z); the
        first of them, if there is a limit. Not to be changed: all are remembered, as reading them takes a while."""
        if text:
            return listing.keys_containing(self.store.connection, text, limit=limit)
        with self.store.read() as connection:
            self._known = listing.all_keys(connection, self._known)
        return self._known if limit < 0 else self._known[:limit]

    def key_range(self) -> range:
        """From the first key to the last, in microseconds; some of those between may be gone."""
        return listing.key_range(self.store.connection)

    def keys_named(self, keys: Sequence[int], text: str) -> array[int]:
        """Those of these keys, in their order, whose names contain the text: some thousand at a time take
        milliseconds."""
        return listing.keys_named(self.store.connection, keys, text)

    def document_rows(self, keys: Sequence[int]) -> list[DocumentRow]:
        """The lines of the list for some keys (at most some hundred), in the same order."""
        return listing.document_rows(self.store.connection, keys, self.me.id)

    def document_key(self, document_id: str) -> int:
        """The key of a document, 0 if it is gone."""
        return listing.document_key(self.store.connection, document_id)

    def document_count(self) -> int:
        """How many documents there are."""
        return listing.counts(self.store.connection, self.me.id)[0]

    def finished_count(self) -> int:
        """How many documents I have finished."""
        return listing.counts(self.store.connection, self.me.id)[1]

    def returned_keys(self) -> array[int]:
        """The rows of the documents that a reviewer has sent back to me, in their order."""
        return array("q", remarks.returned(self.store.connection, self.me.id))

    def work_order(self, order: str, *, least: float = 0.0) -> list[tuple[str, float]]:
        """The unfinished documents (ids) with open suggestions and what they are ordered by, greatest first.

        `plain` is their own order, with how many are open; `uncertainty` is the mean of 1 - score of what is
        proposed, `novelty` the share of its words that nobody has labelled. Suggestions below the `least` score count
        for nothing. Raises UserError for another order.
        """
        return [(id, value) for id, _, value in self._ordered(order, least)]

    def keys_in_order(self, order: str, *, least: float = 0.0) -> Sequence[int]:
        """The rows of all documents in an order of work; those without open suggestions follow in their own."""
        keys = self.document_keys()
        if order == "plain":
            return keys
        first = [key for _, key, _ in self._ordered(order, least)]
        taken = frozenset(first)
        return array("q", [*first, *(key for key in keys if key not in taken)])

    def _ordered(self, order: str, least: float) -> Ordered:
        orders = {
            "plain": work_order.as_they_are,
            "uncertainty": work_order.by_uncertainty,
            "novelty": work_order.by_novelty,
        }
        if order not in orders:
            raise UserError(f"There is no order {order}: choose {', '.join(orders)}.")
        return orders[order](self.store.connection, self.me.id, least=least)

    def next_unfinished(self, document_id: str = "", *, order: str = "plain", least: float = 0.0) -> str:
        """The next document that I have not finished, or empty: after this one, then from the top, or by another
        order of work, in which those without suggestions come last."""
        if order != "plain":
            found = (id for id, _ in self.work_order(order, least=least) if id != document_id)
            if following := next(found, ""):
                return following
        return listing.next_unfinished(self.store.connection, self.me.id, self.document_key(document_id))

    def bundle(self, document_id: str, annotator_id: str = "") -> Bundle:
        """A document with the layer I write, or somebody else's; one without a layer yet comes as new and empty.

        Raises UserError if the document or the annotator is gone.
        """
        with self.store.read() as connection:
            document = self.document(document_id)
            who = self.owner
            if annotator_id and annotator_id != who.id:
                known = {a.id: a for a in reading.annotators(connection)}
                if annotator_id not in known:
                    raise UserError("This annotator is not known to the project.")
                who = known[annotator_id]
            comments = reading.comments_of(connection, document_id, reader=self.me.id)
            found = (
                reading.working_layer(connection, document_id, who.id)
                if who.id in (self.me.id, self.owner.id)
                else reading.layer(connection, document_id, who.id)
            )
            if found is None:
                return Bundle(document, who, 1, "new", {}, (), (), comments)
            key, layer = found
            return Bundle(
                document,
                layer.annotator,
                layer.round,
                layer.status,
                layer.attributes,
                reading.spans_of(connection, key),
                reading.relations_of(connection, key),
                comments,
            )

    def layers(self, document_id: str) -> list[LayerRow]:
        """Whose layers a document has; while I work on a further round, my other ones are hidden."""
        rows = reading.layers_of(self.store.connection, document_id)
        if all(row.round == 1 for row in rows):
            return rows
        mine = reading.working_layer(self.store.connection, document_id, self.me.id)
        if mine is None or mine[1].round == 1:
            return rows
        return [row for row in rows if row.annotator.id != self.me.id or row.id == mine[1].id]

    def spans(self, ids: Sequence[str], annotator_id: str = "") -> list[Span]:
        """Those of the spans that exist, in no order; only an annotator's own, if one is named."""
        working = annotator_id in (self.me.id, self.owner.id)
        return reading.spans_by_id(self.store.connection, ids, annotator=annotator_id, working=working)

    def relations(self, ids: Sequence[str], annotator_id: str = "") -> list[Relation]:
        """Those of the relations that exist, in no order; only an annotator's own, if one is named."""
        working = annotator_id in (self.me.id, self.owner.id)
        return reading.relations_by_id(self.store.connection, ids, annotator=annotator_id, working=working)

    def problems(self, document_id: str, *, tokens: bool = True) -> list[Problem]:
        """What breaks the schema's rules in my layer or, with `tokens`, cuts the tokens chosen, by place.

        Raises UserError where those tokens cannot be had.
        """
        bundle = self.bundle(document_id)
        alignment = self.alignment(document_id, bundle.document.text) if tokens else None
        return rules.check(bundle, self.schema, alignment)

    def set_status(self, document_id: str, status: Status) -> Change:
        """Set the status of my layer."""
        if status not in STATUSES:
            raise UserError(f"There is no status “{status}”: choose one of {', '.join(STATUSES)}.")
        name = quoted(self._facts(document_id).name)
        title = f"finish {name}" if status == "done" else f"set {name} to {status}"
        with self._operation(title, document=document_id) as op:
            op.update("layer", self._my_layer(op, document_id, touch=False), status=status)
        return op.change()

    def set_layer_attribute(self, document_id: str, *, name: str, value: Any) -> Change:
        """Set a document attribute on my layer, or clear it with None."""
        attribute = self.schema.attribute("", name)
        if attribute is None:
            raise UserError(f"Documents have no attribute “{name}”.")
        wrong = None if value is None else check_value(attribute, value)
        if wrong:
            raise UserError(wrong)
        title = f"set {attribute.title} of {quoted(self._facts(document_id).name)}"
        with self._operation(title, document=document_id) as op:
            layer_id = self._my_layer(op, document_id)
            found = reading.working_layer(op.db.conn, document_id, self.owner.id)
            values = dict(found[1].attributes) if found else {}
            values.pop(name, None)
            if value is not None and value != "" and value != []:
                values[name] = value
            op.update("layer", layer_id, attributes=self._json(values))
        return op.change()

    def set_document(
        self,
        document_id: str,
        *,
        name: str | None = None,
        published: str | None = None,
        language: str | None = None,
        source: str | None = None,
    ) -> Change:
        """Change facts of a document; those left at None stay. Raises UserError for a bad date or no name."""
        if name is not None and not name.strip():
            raise UserError("A document needs a name.")
        if published:
            check_date(published)
        given = {"name": name, "published": published, "language": language, "source": source}
        columns = {key: value.strip() for key, value in given.items() if value is not None}
        title = f"set {' and '.join(columns)} of {quoted(self._facts(document_id).name)}"
        with self._operation(title, document=document_id) as op:
            op.update("document", document_id, **columns)
        return op.change()

    def delete_document(self, document_id: str) -> Change:
        """Delete a document with everybody's layers on it; undo brings all of it back.

        Raises UserError in a hand-out, from which the base would take the deletion over.
        """
        if self.handed_to:
            raise UserError("This is a hand-out: documents are deleted in the project that it comes from.")
        name = quoted(self._facts(document_id).name)
        with self._operation(f"delete the document {name}", document=document_id) as op:
            for noun, uid in reading.below_document(op.db.conn, document_id):
                op.remove(noun, uid)
        return op.change()

    def _facts(self, document_id: str) -> Any:
        found = reading.document_facts(self.store.connection, document_id)
        if found is None:
            raise UserError("This document is gone: somebody has deleted it.")
        return found


def folded(words: str) -> bytes:
    """Words as names are compared by: a to z in any case, all else as it is. Names that contain words contain
    whatever these contain, so folded."""
    return words.encode("utf-8", "surrogatepass").lower()


def check_date(value: str) -> str:
    """The date as it is. Raises UserError unless it is YYYY-MM-DD."""
    try:
        right = date.fromisoformat(value).isoformat() == value
    except ValueError:
        right = False
    if not right:
        raise UserError(f"“{value}” is no date: write it as YYYY-MM-DD.")
    return value
