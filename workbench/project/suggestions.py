"""What programs have proposed for a document, and what a person makes of it: accept, accept as, reject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from workbench.errors import UserError
from workbench.model import Change, Relation, Span, new_id
from workbench.project.base import Base, quoted
from workbench.project.gold import relation_image, span_image
from workbench.schema import check_value
from workbench.storage import reading
from workbench.storage import suggestions as stored
from workbench.storage.operations import Operation
from workbench.storage.settings import put_setting, setting

SWITCH = "suggestions"  # the project's setting: "off" where double annotation is to be unbiased


class Suggested(Struct, frozen=True):
    """Spans and relations that are proposed together and stand or fall together. `id` is the group's."""

    id: str
    spans: tuple[Span, ...]
    relations: tuple[Relation, ...]
    reason: str

    @property
    def first(self) -> Span | None:
        """The span that keys are about: the first of those that are not there yet."""
        return self.spans[0] if self.spans else None


class Suggestions(Base):
    """The part of a project about suggestions. They are nothing until somebody accepts them."""

    def suggestions(self, document_id: str) -> list[Suggested]:
        """What is proposed and neither there already nor rejected by me, by place.

        None at all where the project has switched suggestions off. A group whose spans are all there is shown
        only for relations that are not; the spans that are there are then left out of it.
        """
        if self.suggestions_off:
            return []
        connection = self.store.connection
        rows = stored.of_document(connection, document_id)
        if not rows:
            return []
        found = reading.working_layer(connection, document_id, self.owner.id)
        mine = reading.spans_of(connection, found[0]) if found else ()
        arrows = reading.relations_of(connection, found[0]) if found else ()
        places = {(span.start, span.end, span.label): span.id for span in mine}
        rejected = stored.rejected(connection, document_id, self.me.id)
        drawn = {(one.label, one.head, one.tail) for one in arrows}
        groups: dict[str, Suggested] = {}
        for group, reason, thing in rows:
            one = groups.setdefault(group, Suggested(group, (), (), reason))
            if isinstance(thing, Span):
                groups[group] = replace(one, spans=(*one.spans, thing))
            else:
                groups[group] = replace(one, relations=(*one.relations, thing))
        return [
            shown
            for one in groups.values()
            if (shown := _left(one, places, {span.id for span in mine}, drawn, rejected)) is not None
        ]

    @property
    def suggestions_off(self) -> bool:
        """Whether the project shows no suggestions, so that double annotation stays unbiased."""
        return setting(self.store.connection, SWITCH) == "off"

    def switch_suggestions(self, on: bool) -> Change:
        """Show suggestions in this project, or none to anybody."""
        with self._operation(f"switch suggestions {'on' if on else 'off'}") as op:
            put_setting(op, self.id, name=SWITCH, value="" if on else "off")
        return op.change()

    def accept(self, document_id: str, groups: Sequence[str], *, label: str = "") -> Change:
        """Make annotations of suggestions (ids of groups), as one operation; they keep their origin and score.

        `label` replaces the label of each group's first span; values that it does not know are dropped. What is
        there already is left alone. Raises UserError for a suggestion that is gone, or an unknown label.
        """
        if label and self.schema.find_label(label) is None:
            raise UserError(f"The schema has no label {label}: add it, or choose another.")
        open_ones = {one.id: one for one in self.suggestions(document_id)}
        if missing := [group for group in groups if group not in open_ones]:
            raise UserError(f"{len(missing)} of these suggestions are gone: they were accepted or made anew.")
        chosen = [open_ones[group] for group in groups]
        text = self.text(document_id)
        with self._operation(f"accept {self._named(chosen, text)}", document=document_id) as op:
            layer = self._my_layer(op, document_id)
            for one in chosen:
                self._store_group(op, document_id, layer, one, text, label)
        return op.change()

    def reject(self, document_id: str, groups: Sequence[str]) -> Change:
        """Say no to suggestions (ids of groups), as one operation: at that place with that label they are never
        shown to me again. Raises UserError for one that is gone."""
        open_ones = {one.id: one for one in self.suggestions(document_id)}
        if missing := [group for group in groups if group not in open_ones]:
            raise UserError(f"{len(missing)} of these suggestions are gone: they were accepted or made anew.")
        chosen = [open_ones[group] for group in groups]
        with self._operation(
            f"reject {self._named(chosen, self.text(document_id))}", document=document_id
        ) as op:
            for span in (span for one in chosen for span in one.spans):
                op.put(
                    "rejection",
                    self._rejection_id(document_id, span),
                    {
                        "document": document_id,
                        "annotator": self.me.id,
                        "start": span.start,
                        "end": span.end,
                        "label": span.label,
                    },
                )
        return op.change()

    def suggestion_counts(self) -> dict[str, int]:
        """Suggested spans by origin in the whole project, whatever became of them."""
        return stored.counts(self.store.connection)

    def _named(self, chosen: Sequence[Suggested], text: str) -> str:
        spans = [one.first for one in chosen if one.first is not None]
        if len(chosen) == 1 and spans:
            return f"{self._called(spans[0].label)} {quoted(spans[0].covered(text))}"
        return f"{len(chosen)} {'suggestion' if len(chosen) == 1 else 'suggestions'}"

    def _rejection_id(self, document_id: str, span: Span) -> str:
        place = f"rejection/{self.me.id}/{span.start}/{span.end}/{span.label}"
        return str(uuid5(UUID(document_id), place))

    def _store_group(
        self, op: Operation, document_id: str, layer: str, one: Suggested, text: str, label: str
    ) -> None:
        found = reading.working_layer(op.db.conn, document_id, self.owner.id)
        mine = reading.spans_of(op.db.conn, found[0]) if found else ()
        places = {(span.start, span.end, span.label): span.id for span in mine}
        names: dict[str, str] = {}
        for at, span in enumerate(one.spans):
            made = span
            if label and at == 0 and label != span.label:
                kept = {
                    key: value
                    for key, value in span.attributes.items()
                    if (known := self.schema.attribute(label, key)) and check_value(known, value) is None
                }
                made = replace(span, label=label, attributes=kept)
            there = places.get((made.start, made.end, made.label))
            names[span.id] = there or new_id()
            if there is None:
                values = {**self.schema.defaults(made.label), **made.attributes}
                made = replace(made, id=names[span.id], attributes=values)
                op.put("span", made.id, span_image(layer, made, text))
        for relation in one.relations:
            head, tail = (names.get(end, end) for end in (relation.head, relation.tail))
            kinds = {span.id: span.label for span in reading.spans_by_id(op.db.conn, (head, tail))}
            if self._fits(relation.label, kinds.get(head, ""), kinds.get(tail, "")):
                drawn = replace(relation, id=new_id(), head=head, tail=tail)
                op.put("relation", drawn.id, relation_image(layer, drawn))

    def _fits(self, relation: str, head: str, tail: str) -> bool:
        """Whether the schema has this relation between these labels; an accepted one may have got another label."""
        return any(kind.id == relation for kind in self.schema.relations_between(head, tail))


def _left(
    one: Suggested,
    places: dict[tuple[int, int, str], str],
    mine: set[str],
    drawn: set[tuple[str, str, str]],
    rejected: Iterable[tuple[int, int, str]],
) -> Suggested | None:
    """What of a group is not there yet, or None. A group with a rejected span is gone as a whole."""
    if any((span.start, span.end, span.label) in rejected for span in one.spans):
        return None
    there = {span.id: places.get((span.start, span.end, span.label), "") for span in one.spans}
    relations = []
    for relation in one.relations:
        head, tail = (there.get(end) or end for end in (relation.head, relation.tail))
        known = all(end in there or end in mine for end in (relation.head, relation.tail))
        if known and (relation.label, head, tail) not in drawn:
            relations.append(replace(relation, head=head, tail=tail))
    spans = tuple(span for span in one.spans if not there[span.id])
    return replace(one, spans=spans, relations=tuple(relations)) if spans or relations else None
