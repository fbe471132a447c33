"""Making, relabelling, moving and deleting spans, and their attributes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from workbench import offsets, timex
from workbench.errors import UserError
from workbench.model import Attributes, Change, Fragment, Span, Thing, corrected, new_id
from workbench.project.base import Base, quoted
from workbench.schema import Label, check_value
from workbench.storage import reading
from workbench.storage.operations import Operation
from workbench.storage.rows import FORM_LENGTH, Image

_COMPUTED = ("type", "mod", "quant", "freq")  # of a time expression, beside its value


class Spans(Base):
    """The part of a project that writes spans; each method is one operation on my own layer."""

    def add_span(
        self,
        document_id: str,
        *,
        start: int,
        end: int,
        label: str,
        attributes: Attributes | None = None,
        fragments: Sequence[Fragment] = (),
        origin: str = "",
    ) -> Change:
        """Label a stretch (code points, end exclusive), trimmed as the label says, whole graphemes.

        A span of the same label and extent is left alone: the Change then has no operation, names
        it under `updated`, and a note says so. Values not given come from the schema's defaults, and a
        time expression gets its computed value. Raises UserError for an unknown label or a stretch
        outside the text or empty.
        """
        kind = self._label(label)
        text = self.text(document_id)
        parts = [self._extent(text, kind, part) for part in fragments] or [
            self._extent(text, kind, (start, end))
        ]
        span = Span("", label, parts[0][0], parts[-1][1], tuple(parts) if len(parts) > 1 else ())
        words = span.covered(text)
        values = {
            **self.schema.defaults(label),
            **self._computed(document_id, kind, span),
            **(attributes or {}),
        }
        with self._operation(f"label {kind.title} {quoted(words)}", document=document_id) as op:
            layer = self._my_layer(op, document_id)
            same = self._same(op, document_id, span)
            if same:
                return Change(
                    title="",
                    updated=(Thing("span", same, document_id),),
                    document=document_id,
                    notes=(f"{quoted(words)} is {kind.title} already.",),
                )
            op.put("span", new_id(), self._new_image(layer, span, words, values, origin))
        return op.change()

    def relabel_span(self, span_id: str, *, label: str) -> Change:
        """Give a span another label. Values that both labels have are kept; the notes name the dropped ones."""
        kind = self._label(label)
        image, document_id = self._span_image(span_id)
        values, dropped = self._relabelled(image, document_id, kind)
        words = image["form"]
        title = f"relabel {quoted(words)} from {self._called(image['label'])} to {kind.title}"
        with self._operation(title, document=document_id) as op:
            self._check_mine(image["layer"], op)
            op.update("span", span_id, label=label, attributes=self._json(values), **corrected_origin(image))
        notes = (f"Dropped with {self._called(image['label'])}: {', '.join(dropped)}.",) if dropped else ()
        return op.change(*notes)

    def move_span(self, span_id: str, *, start: int, end: int, run: str = "") -> Change:
        """Move a span's boundaries (code points); it keeps its id, relations, comments and history.

        Operations of one `run` (an id) are undone together. Raises UserError for an empty stretch.
        """
        image, document_id = self._span_image(span_id)
        if image["fragments"]:
            raise UserError("This span has fragments: move one of them instead.")
        text = self.text(document_id)
        start, end = self._extent(text, self._label(image["label"]), (start, end))
        words = text[start:end]
        with self._operation(f"move the boundary of {quoted(words)}", document=document_id, run=run) as op:
            self._check_mine(image["layer"], op)
            op.update(
                "span", span_id, start=start, end=end, form=words[:FORM_LENGTH], **corrected_origin(image)
            )
        return op.change()

    def delete_spans(self, span_ids: Sequence[str]) -> Change:
        """Delete spans of one document with the relations at them."""
        images = [self._span_image(span_id) for span_id in span_ids]
        if not images:
            return Change(title="")
        first, document_id = images[0]
        relations = {
            relation.id: None
            for span_id in span_ids
            for relation in reading.relations_at(self.store.connection, span_id)
        }
        what = (
            f"{self._called(first['label'])} {quoted(first['form'])}"
            if len(images) == 1
            else f"{len(images)} spans"
        )
        also = f" and {_count(len(relations), 'relation')}" if relations else ""
        with self._operation(f"delete {what}{also}", document=document_id) as op:
            for relation_id in relations:
                op.remove("relation", relation_id)
            for span_id, (image, _) in zip(span_ids, images, strict=True):
                self._check_mine(image["layer"], op)
                op.remove("span", span_id)
        return op.change()

    def set_span_attribute(self, span_id: str, *, name: str, value: Any) -> Change:
        """Set an attribute of a span, or clear it with None. Raises UserError for one the schema forbids."""
        image, document_id = self._span_image(span_id)
        attribute = self.schema.attribute(image["label"], name)
        if attribute is None:
            raise UserError(f"{self._called(image['label'])} has no attribute “{name}”.")
        # a time value that is not right yet is kept and shown as a problem
        wrong = None if value is None or attribute.type == "timex" else check_value(attribute, value)
        if wrong:
            raise UserError(wrong)
        values = _values(image)
        values.pop(name, None)
        if value is not None and value != "" and value != []:
            values[name] = value
        title = f"set {attribute.title} of {quoted(image['form'])}"
        more = corrected_origin(image) if values != _values(image) else {}
        with self._operation(title, document=document_id) as op:
            self._check_mine(image["layer"], op)
            op.update("span", span_id, attributes=self._json(values), **more)
        return op.change()

    def set_span_note(self, span_id: str, text: str) -> Change:
        """Write the annotator's note on a span; an empty text clears it."""
        return self._set(span_id, "write a note on", note=text.strip() or None)

    def set_unsure(self, span_id: str, unsure: bool) -> Change:
        """Mark a span as unsure, or as sure again."""
        return self._set(span_id, "mark as unsure" if unsure else "mark as sure", unsure=int(unsure))

    def _set(self, span_id: str, verb: str, **columns: object) -> Change:
        image, document_id = self._span_image(span_id)
        with self._operation(f"{verb} {quoted(image['form'])}", document=document_id) as op:
            self._check_mine(image["layer"], op)
            op.update("span", span_id, **columns)
        return op.change()

    def _relabelled(self, image: Image, document_id: str, kind: Label) -> tuple[Attributes, list[str]]:
        """The values of a span under another label, and what is dropped, as notes name it."""
        old: Attributes = _values(image)
        kept = {
            name: value
            for name, value in old.items()
            if (attribute := self.schema.attribute(kind.id, name)) and check_value(attribute, value) is None
        }
        defaults = self.schema.defaults(image["label"])
        dropped = [
            f"{name} {value}"
            for name, value in old.items()
            if name not in kept and defaults.get(name) != value
        ]
        values = {**self.schema.defaults(kind.id), **self._computed(document_id, kind, _span(image)), **kept}
        return values, dropped

    def _new_image(self, layer: str, span: Span, words: str, values: Attributes, origin: str = "") -> Image:
        return {
            "layer": layer,
            "label": span.label,
            "start": span.start,
            "end": span.end,
            "fragments": self._json([list(part) for part in span.fragments]),
            "attributes": self._json(values),
            "note": None,
            "unsure": 0,
            "origin": origin or None,
            "score": None,
            "form": words[:FORM_LENGTH],
        }

    def _label(self, label: str) -> Label:
        found = self.schema.find_label(label)
        if found is None:
            raise UserError(f"The schema has no label {label}: add it, or choose another.")
        return found

    def _extent(self, text: str, label: Label, part: Fragment) -> Fragment:
        start, end = part
        if not 0 <= start < end <= len(text):
            raise UserError(
                f"A span needs text: {start} to {end} is empty or outside of {len(text)} characters."
            )
        if text[start:end].isspace():
            raise UserError("A span needs text: only white space is selected.")
        start, end = offsets.snap_to_graphemes(text, start=start, end=end)
        return offsets.trim(text, start=start, end=end) if label.trim else (start, end)

    def take_time_value(self, span_id: str) -> Change:
        """Give a time expression the values that are computed for it. Raises UserError where none can be."""
        image, document_id = self._span_image(span_id)
        values = self._computed(document_id, self._label(image["label"]), _span(image))
        if not values:
            raise UserError(f"What {quoted(image['form'])} means cannot be computed: type its value.")
        kept = {name: value for name, value in _values(image).items() if name not in _COMPUTED}
        with self._operation(f"compute the value of {quoted(image['form'])}", document=document_id) as op:
            self._check_mine(image["layer"], op)
            op.update("span", span_id, attributes=self._json({**kept, **values}), **corrected_origin(image))
        return op.change()

    def time_value(self, document_id: str, span: Span) -> timex.Computed | None:
        """What a time expression means where it stands, and why; None when unsure."""
        document = reading.document_facts(self.store.connection, document_id)
        if document is None:
            return None
        language = document.language or self.schema.language
        text = self.text(document_id)
        if span.fragments:
            return timex.compute(span.covered(text), document.published, language=language)
        place = {"start": span.start, "end": span.end}
        return timex.compute_at(text, **place, published=document.published, language=language)

    def _computed(self, document_id: str, label: Label, span: Span) -> Attributes:
        """The value of a time expression, for labels that have an attribute of type timex."""
        target = next((a for a in label.attributes if a.type == "timex"), None)
        computed = self.time_value(document_id, span) if target else None
        if target is None or computed is None:
            return {}
        values: Attributes = {target.id: computed.value}
        for name in _COMPUTED:
            value = getattr(computed, name)
            attribute = self.schema.attribute(label.id, name)
            if value and attribute is not None and check_value(attribute, value) is None:
                values[name] = value
        return values

    def _same(self, op: Operation, document_id: str, span: Span) -> str:
        found = reading.working_layer(op.db.conn, document_id, self.owner.id)
        return reading.same_span(
            op.db.conn,
            found[0] if found else 0,
            start=span.start,
            end=span.end,
            label=span.label,
            fragments=self._json([list(part) for part in span.fragments]),
        )

    def _span_image(self, span_id: str) -> tuple[Image, str]:
        image = reading.image(self.store.connection, "span", span_id)
        place = reading.span_place(self.store.connection, span_id)
        if image is None or place is None:
            raise UserError("This span is gone: somebody has deleted it.")
        return image, place[1]


def corrected_origin(image: Image) -> dict[str, object]:
    """What says that a person made a proposed span otherwise; nothing for one made by hand."""
    return {"origin": corrected(image["origin"])} if image["origin"] else {}


def _span(image: Image) -> Span:
    parts = msgspec.json.decode(image["fragments"]) if image["fragments"] else ()
    fragments = tuple((start, end) for start, end in parts)
    return Span("", image["label"], image["start"], image["end"], fragments)


def _values(image: Image) -> Attributes:
    return msgspec.json.decode(image["attributes"]) if image["attributes"] else {}


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
