"""Making, relabelling, reversing and deleting relations, and their attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from workbench.errors import UserError
from workbench.model import Change, Span, Thing, new_id
from workbench.project.base import Base, quoted
from workbench.schema import RelationType, check_value
from workbench.storage import reading
from workbench.storage.operations import Operation
from workbench.storage.rows import Image


class Relations(Base):
    """The part of a project that writes relations; each method is one operation on my own layer."""

    def add_relation(self, document_id: str, *, head: str, tail: str, label: str) -> Change:
        """Draw an arrow from one span to another (ids). One that exists is left alone, with a note.

        Raises UserError where the schema does not allow it.
        """
        kind, spans = self._allowed(label, head, tail)
        existing = self._existing(kind, head, tail)
        if existing:
            return Change(
                title="",
                updated=(Thing("relation", existing, document_id),),
                document=document_id,
                notes=(f"This {kind.title} exists already.",),
            )
        with self._operation(self._title(label, spans), document=document_id) as op:
            self._draw(op, document_id, label, head, tail)
        return op.change()

    def add_relations(self, document_id: str, *, head: str, ends: Sequence[tuple[str, str]]) -> Change:
        """Draw several arrows from one span in one operation; `ends` are (label, tail span id).

        Those that exist are left alone. Raises UserError where the schema does not allow one: then
        none is made.
        """
        allowed = [(self._allowed(label, head, tail), label, tail) for label, tail in ends]
        new = [(label, tail) for (kind, _), label, tail in allowed if not self._existing(kind, head, tail)]
        if not new:
            return Change(title="", document=document_id, notes=("These relations exist already.",))
        forms = reading.forms(self.store.connection, [head, *(tail for _, tail in new)])
        arrows = " and ".join(f"{self._called(label)} {quoted(forms[tail])}" for label, tail in new)
        with self._operation(f"label {arrows} from {quoted(forms[head])}", document=document_id) as op:
            for label, tail in new:
                self._draw(op, document_id, label, head, tail)
        return op.change()

    def _existing(self, kind: RelationType, head: str, tail: str) -> str:
        """The id of the relation of this kind between the two spans; empty if there is none."""
        for relation in reading.relations_at(self.store.connection, head):
            ends = (relation.head, relation.tail)
            if relation.label == kind.id and (
                ends == (head, tail) or (kind.symmetric and ends == (tail, head))
            ):
                return relation.id
        return ""

    def _check_single(self, relation_id: str, kind: RelationType, head: str, tail: str) -> None:
        if self._existing(kind, head, tail) not in ("", relation_id):
            raise UserError(
                f"There is already a relation {kind.title} between these two spans: delete one of them."
            )

    def _draw(self, op: Operation, document_id: str, label: str, head: str, tail: str) -> None:
        layer = self._my_layer(op, document_id)
        for span_id in (head, tail):
            image = op.image("span", span_id)
            if image is None or image["layer"] != layer:
                raise UserError("A relation joins two spans of your own layer.")
        op.put(
            "relation",
            new_id(),
            {
                "layer": layer,
                "label": label,
                "head": head,
                "tail": tail,
                "attributes": self._json(self.schema.defaults(label)),
                "note": None,
                "unsure": 0,
                "origin": None,
                "score": None,
            },
        )

    def relabel_relation(self, relation_id: str, *, label: str) -> Change:
        """Give a relation another label that the schema allows between its ends.

        Raises UserError where such a relation exists between them already.
        """
        image, document_id = self._relation_image(relation_id)
        kind, spans = self._allowed(label, image["head"], image["tail"])
        self._check_single(relation_id, kind, image["head"], image["tail"])
        kept = {
            name: value
            for name, value in _values(image).items()
            if (attribute := self.schema.attribute(label, name)) and check_value(attribute, value) is None
        }
        with self._operation("re" + self._title(label, spans), document=document_id) as op:
            self._check_mine(image["layer"], op)
            op.update(
                "relation",
                relation_id,
                label=label,
                attributes=self._json({**self.schema.defaults(label), **kept}),
            )
        return op.change()

    def reverse_relation(self, relation_id: str) -> Change:
        """Swap the ends of a relation, where the schema allows it and no such relation exists already."""
        image, document_id = self._relation_image(relation_id)
        kind, _ = self._allowed(image["label"], image["tail"], image["head"])
        self._check_single(relation_id, kind, image["tail"], image["head"])
        with self._operation(f"reverse {self._called(image['label'])}", document=document_id) as op:
            self._check_mine(image["layer"], op)
            op.update("relation", relation_id, head=image["tail"], tail=image["head"])
        return op.change()

    def delete_relations(self, relation_ids: Sequence[str]) -> Change:
        """Delete relations of one document."""
        images = [self._relation_image(relation_id) for relation_id in relation_ids]
        if not images:
            return Change(title="")
        what = self._called(images[0][0]["label"]) if len(images) == 1 else f"{len(images)} relations"
        with self._operation(f"delete {what}", document=images[0][1]) as op:
            for relation_id, (image, _) in zip(relation_ids, images, strict=True):
                self._check_mine(image["layer"], op)
                op.remove("relation", relation_id)
        return op.change()

    def set_relation_attribute(self, relation_id: str, *, name: str, value: Any) -> Change:
        """Set an attribute of a relation, or clear it with None. Raises UserError for one the schema forbids."""
        image, document_id = self._relation_image(relation_id)
        attribute = self.schema.attribute(image["label"], name)
        if attribute is None:
            raise UserError(f"{self._called(image['label'])} has no attribute “{name}”.")
        wrong = None if value is None else check_value(attribute, value)
        if wrong:
            raise UserError(wrong)
        values = _values(image)
        values.pop(name, None)
        if value is not None and value != "" and value != []:
            values[name] = value
        with self._operation(
            f"set {attribute.title} of {self._called(image['label'])}", document=document_id
        ) as op:
            self._check_mine(image["layer"], op)
            op.update("relation", relation_id, attributes=self._json(values))
        return op.change()

    def set_relation_note(self, relation_id: str, text: str) -> Change:
        """Write the annotator's note on a relation; an empty text clears it."""
        image, document_id = self._relation_image(relation_id)
        with self._operation(f"write a note on {self._called(image['label'])}", document=document_id) as op:
            self._check_mine(image["layer"], op)
            op.update("relation", relation_id, note=text.strip() or None)
        return op.change()

    def _allowed(self, label: str, head: str, tail: str) -> tuple[RelationType, tuple[Span, Span]]:
        kind = self.schema.find_relation(label)
        if kind is None:
            raise UserError(f"The schema has no relation {label}.")
        if head == tail:
            raise UserError("A relation joins two different spans.")
        spans = {span.id: span for span in reading.spans_by_id(self.store.connection, (head, tail))}
        if len(spans) < 2:
            raise UserError("A span of this relation is gone: somebody has deleted it.")
        if not kind.joins(spans[head].label, spans[tail].label):
            raise UserError(
                f"{kind.title} cannot go from {self._called(spans[head].label)} to "
                f"{self._called(spans[tail].label)}: it goes from {'; '.join(map(self._called, kind.head))} "
                f"to {'; '.join(map(self._called, kind.tail))}."
            )
        return kind, (spans[head], spans[tail])

    def _title(self, label: str, spans: tuple[Span, Span]) -> str:
        forms = reading.forms(self.store.connection, [span.id for span in spans])
        return (
            f"label {self._called(label)} from {quoted(forms[spans[0].id])} to {quoted(forms[spans[1].id])}"
        )

    def _relation_image(self, relation_id: str) -> tuple[Image, str]:
        image = reading.image(self.store.connection, "relation", relation_id)
        place = reading.relation_place(self.store.connection, relation_id)
        if image is None or place is None:
            raise UserError("This relation is gone: somebody has deleted it.")
        return image, place[1]


def _values(image: Image) -> dict[str, Any]:
    return msgspec.json.decode(image["attributes"]) if image["attributes"] else {}
