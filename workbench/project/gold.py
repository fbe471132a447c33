"""The gold layer of a document: the spans, relations and values that a review puts into it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

import msgspec

from workbench.errors import UserError
from workbench.model import Annotator, Attributes, Relation, Span, Status, new_id
from workbench.schema import Schema, check_value
from workbench.storage import decisions as stored
from workbench.storage import parking, reading
from workbench.storage.decisions import Decision
from workbench.storage.operations import Operation, image_json, join
from workbench.storage.rows import FORM_LENGTH, NOUNS, Image, layer_id, to_json

ORIGIN = "review"  # of what a reviewer decided; `agreed` of what was taken over
AGREED = "agreed"


def gold_annotator(project: str) -> Annotator:
    """The annotator who stands for the reviews of a project: the same in every copy of it."""
    return Annotator(str(uuid5(UUID(project), "gold")), "Gold", "gold")


class Counterparts:
    """Which gold span a source span became, or is alike; `spans` are those of the gold by id."""

    def __init__(self, spans: Mapping[str, Span], decisions: Iterable[Decision]) -> None:
        self.places = {place(span): span.id for span in spans.values()}
        self._made: dict[str, list[str]] = {}
        for decision in decisions:
            for target, _ in decision.sources:
                if decision.span in spans:
                    self._made.setdefault(target, []).append(decision.span)

    def of(self, source: Span) -> str:
        """The id of the gold span, empty if there is none."""
        made = self._made.get(source.id, [])
        return self.places.get(place(source), "") or (made[0] if len(set(made)) == 1 else "")


class GoldLayer:
    """The gold of one document while an operation writes it. Source spans are found again in it by what
    decisions made of them, else by extent and label."""

    def __init__(
        self, op: Operation, project: str, document: str, text: str, decisions: Iterable[Decision]
    ) -> None:
        self._op = op
        self._text = text
        self._given: set[str] = set()  # ids of what is new and perhaps not written yet
        gold = gold_annotator(project)
        join(op.db, gold)
        connection = op.db.conn
        found = reading.layer(connection, document, gold.id)
        self.attributes: Attributes = {}
        if found is None:
            version = reading.newest_version(connection, document)
            if not version:
                raise UserError("This document is gone: somebody has deleted it.")
            self.id = layer_id(version, gold.id, 1)
            self._set_layer(
                version=version, annotator=gold.id, round=1, status="in progress", attributes=None
            )
            self.spans: dict[str, Span] = {}
            self.relations: dict[str, Relation] = {}
        else:
            key, layer = found
            self.id = layer.id
            self.attributes = dict(layer.attributes)
            self.spans = {span.id: span for span in reading.spans_of(connection, key)}
            self.relations = {one.id: one for one in reading.relations_of(connection, key)}
        self._known = Counterparts(self.spans, decisions)

    def _set_layer(self, **columns: object) -> None:
        image = self._op.image("layer", self.id) or {}
        self._op.put("layer", self.id, {**image, **columns})

    def set_status(self, status: Status) -> None:
        """Reviewed, or in progress again."""
        self._set_layer(status=status)

    def set_value(self, name: str, value: Any) -> None:
        """Set an attribute of the document; None clears it."""
        self.attributes = _with(self.attributes, name, value)
        self._set_layer(attributes=to_json(self.attributes))

    def _id(self, noun: str, what: object) -> str:
        """The id of something new in the gold: two reviewers who make the same in two copies make one thing."""
        wanted = str(uuid5(UUID(self.id), f"{noun} {what}"))
        if wanted in self._given or stored.was_there(self._op.db.conn, noun, wanted):
            return new_id()
        self._given.add(wanted)
        return wanted

    def counterpart(self, source: Span) -> str:
        """The gold span that a source span became, or is alike; empty if there is none."""
        return self._known.of(source)

    def add(self, source: Span, schema: Schema, *, label: str = "", values: Attributes | None = None) -> str:
        """A gold span like the source, perhaps under another label (values that it allows are kept); its id."""
        name = label or source.label
        attributes = dict(source.attributes if values is None else values)
        if name != source.label:
            attributes = {
                key: value
                for key, value in attributes.items()
                if (known := schema.attribute(name, key)) and check_value(known, value) is None
            }
        span = Span("", name, source.start, source.end, source.fragments, attributes, origin=ORIGIN)
        if (there := self._known.places.get(place(span))) is not None:
            self.set_values(there, attributes)
            return there
        span = msgspec.structs.replace(span, id=self._id("span", place(span)))
        self._op.put("span", span.id, span_image(self.id, span, self._text))
        self.spans[span.id] = span
        self._known.places[place(span)] = span.id
        return span.id

    def set_values(self, span_id: str, attributes: Attributes) -> None:
        """Give a gold span these values, and no others."""
        self._op.update("span", span_id, attributes=to_json(attributes))

    def remove(self, thing: str) -> None:
        """Delete a gold span with its relations, or a relation."""
        for relation in [one for one in self.relations.values() if thing in (one.id, one.head, one.tail)]:
            self._op.remove("relation", relation.id)
            del self.relations[relation.id]
        span = self.spans.pop(thing, None)
        if span is not None:
            self._op.remove("span", span.id)
            self._known.places.pop(place(span), None)

    def relate(self, source: Relation, ends: tuple[str, str], *, label: str = "") -> str:
        """A gold relation like the source between two gold spans, perhaps under another label; its id."""
        name = label or source.label
        for one in self.relations.values():
            if one.label == name and (one.head, one.tail) == ends:
                return one.id
        made = self._id("relation", (name, *ends))
        relation = Relation(made, name, *ends, dict(source.attributes), origin=ORIGIN)
        self._op.put("relation", relation.id, relation_image(self.id, relation))
        self.relations[relation.id] = relation
        return relation.id

    def take(self, spans: Iterable[Span], relations: Iterable[tuple[Relation, str, str]]) -> int:
        """Many at once: agreed spans, and agreed relations with the source ends' gold spans by id.

        Those that are there already are left alone. Returns how many came.
        """
        fresh = [span for span in spans if place(span) not in self._known.places]
        made = [
            Span(
                self._id("span", place(s)), s.label, s.start, s.end, s.fragments, s.attributes, origin=AGREED
            )
            for s in fresh
        ]
        self._insert("span", [(span.id, span_image(self.id, span, self._text)) for span in made])
        for span in made:
            self.spans[span.id] = span
            self._known.places[place(span)] = span.id
        there = {(one.label, one.head, one.tail) for one in self.relations.values()}
        arrows = [
            Relation(
                self._id("relation", (one.label, head, tail)),
                one.label,
                head,
                tail,
                one.attributes,
                origin=AGREED,
            )
            for one, head, tail in relations
            if head and tail and (one.label, head, tail) not in there
        ]
        self._insert("relation", [(one.id, relation_image(self.id, one)) for one in arrows])
        self.relations.update((one.id, one) for one in arrows)
        return len(made) + len(arrows)

    def _insert(self, noun: str, images: list[tuple[str, Image]]) -> None:
        parking.insert(self._op.db.conn, NOUNS[noun], [(uid, image, self._op.seq) for uid, image in images])
        for uid, image in images:
            self._op.note(noun, uid, before=None, after=image_json(image))


def span_image(layer: str, span: Span, text: str) -> Image:
    """A span as a row of a layer."""
    return {
        "layer": layer,
        "label": span.label,
        "start": span.start,
        "end": span.end,
        "fragments": to_json([list(part) for part in span.fragments]),
        "attributes": to_json(span.attributes),
        "note": span.note or None,
        "unsure": int(span.unsure),
        "origin": span.origin or None,
        "score": span.score,
        "form": span.covered(text)[:FORM_LENGTH],
    }


def relation_image(layer: str, relation: Relation) -> Image:
    """A relation as a row of a layer."""
    return {
        "layer": layer,
        "label": relation.label,
        "head": relation.head,
        "tail": relation.tail,
        "attributes": to_json(relation.attributes),
        "note": relation.note or None,
        "unsure": int(relation.unsure),
        "origin": relation.origin or None,
        "score": relation.score,
    }


def place(span: Span) -> tuple[object, ...]:
    """What makes two spans of a layer the same: extent and label."""
    return span.start, span.end, span.fragments, span.label


def _with(values: Attributes, name: str, value: Any) -> Attributes:
    rest = {key: old for key, old in values.items() if key != name}
    return rest if value in (None, "", []) else {**rest, name: value}
