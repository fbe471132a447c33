"""What programs have proposed for a document, and what a person makes of it: accept, accept as, reject."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid5

from msgspec.structs import replace

from workbench.errors import UserError
from workbench.model import Attributes, Change, Span, corrected, new_id
from workbench.project.base import Base, quoted
from workbench.project.gold import relation_image, span_image
from workbench.project.suggested import Drawn, Place, Suggested, grouped, near_in, still_open
from workbench.schema import check_value
from workbench.storage import reading
from workbench.storage import suggestions as stored
from workbench.storage.operations import Operation
from workbench.storage.settings import put_setting, setting

SWITCH = "suggestions"  # the project's setting: "off" where double annotation is to be unbiased


class Suggestions(Base):
    """The part of a project about suggestions. They are nothing until somebody accepts them."""

    def suggestions(self, document_id: str) -> list[Suggested]:
        """What is proposed and neither there already nor rejected by me, by place.

        None at all where there shall be none, see `unaided`. A group whose spans are all there is shown
        only for relations that are not; the spans that are there are then left out of it. One that I have made
        otherwise, with another label or other edges, is gone: see `suggested.still_open`.
        """
        if self.unaided(document_id):
            return []
        connection = self.store.connection
        rows = stored.of_document(connection, document_id)
        if not rows:
            return []
        found = reading.working_layer(connection, document_id, self.owner.id)
        mine = reading.spans_of(connection, found[0]) if found else ()
        arrows = reading.relations_of(connection, found[0]) if found else ()
        ids = {span.id for span in mine}
        drawn: dict[str, list[Drawn]] = {}
        for one in arrows:
            drawn.setdefault(one.head, []).append((one.label, one.head, one.tail))
        near, rejected = near_in(mine), self.rejected_places(document_id)
        shown = (
            still_open(
                group,
                near=near,
                exists=ids.__contains__,
                drawn=lambda head: drawn.get(head, ()),
                rejected=rejected,
                schema=self.schema,
            )
            for group in grouped(rows)
        )
        return [one for one in shown if one is not None]

    def proposed_there(self, document_id: str, *, start: int, end: int) -> list[Suggested]:
        """The groups that begin in [start, end), whatever became of them, for a window that reads a long document
        piece by piece; those without a span come with the piece that begins at 0. None where they are switched off.
        """
        if self.unaided(document_id):
            return []
        return grouped(stored.of_stretch(self.store.connection, document_id, start=start, end=end))

    def rejected_places(self, document_id: str) -> set[Place]:
        """Start, end and label of what I have rejected."""
        return stored.rejected(self.store.connection, document_id, self.me.id)

    def unaided(self, document_id: str) -> bool:
        """Whether I see no suggestions there: the project has switched them off; or I edit the gold, which comes of
        what people said; or I do the document again, where what is still proposed, and what no longer, would tell
        what I said the first time."""
        if self.suggestions_off or self.owner.kind == "gold":
            return True
        mine = reading.working_layer(self.store.connection, document_id, self.owner.id)
        return mine is not None and mine[1].round > 1

    @property
    def suggestions_off(self) -> bool:
        """Whether the project shows no suggestions, so that double annotation stays unbiased."""
        return setting(self.store.connection, SWITCH) == "off"

    def switch_suggestions(self, on: bool) -> Change:
        """Show suggestions in this project, or none to anybody."""
        with self._operation(f"switch suggestions {'on' if on else 'off'}") as op:
            put_setting(op, self.id, name=SWITCH, value="" if on else "off")
        return op.change()

    def accept(
        self,
        document_id: str,
        groups: Sequence[str],
        *,
        label: str = "",
        extent: tuple[int, int] | None = None,
        attributes: Attributes | None = None,
    ) -> Change:
        """Make annotations of suggestions (ids of groups), as one operation; they keep their origin and score.

        `label` replaces the label of each group's first span; values that it does not know are dropped. `extent`
        (code points) is where the first span of a single group is to be instead, `attributes` are the values that
        it is to have instead; the origin of a span made otherwise than proposed says that it was corrected. What is
        there already is left alone. Raises UserError for a suggestion that is gone, an unknown label, an extent
        outside of the text, or a value that the schema forbids.
        """
        if label and self.schema.find_label(label) is None:
            raise UserError(f"The schema has no label {label}: add it, or choose another.")
        chosen = self._open_groups(document_id, groups)
        text = self.text(document_id)
        if extent is not None:
            if len(chosen) != 1 or not 0 <= extent[0] < extent[1] <= len(text):
                raise UserError("New edges are for one suggestion, and lie inside of the text.")
            chosen = [_moved(chosen[0], *extent)]
        if attributes is not None:
            chosen = [self._with_values(chosen, attributes)]
        with self._operation(f"accept {self._named(chosen, text, label)}", document=document_id) as op:
            layer = self._my_layer(op, document_id)
            made: dict[Place, str] = {}
            for one in chosen:
                self._store_group(op, document_id, layer, one, text, label, made)
        return op.change()

    def _with_values(self, chosen: Sequence[Suggested], values: Attributes) -> Suggested:
        """The one group with other values on its first span."""
        first = chosen[0].first if len(chosen) == 1 else None
        if first is None:
            raise UserError("New values are for one suggestion with a span.")
        kept = {name: value for name, value in values.items() if value not in (None, "", [])}
        for name, value in kept.items():
            known = self.schema.attribute(first.label, name)
            if known is None:
                raise UserError(f"{self._called(first.label)} has no attribute “{name}”.")
            # as on a span, a time value that is not right yet is kept and shown as a problem
            if known.type != "timex" and (wrong := check_value(known, value)):
                raise UserError(wrong)
        if kept == first.attributes:
            return chosen[0]
        other = replace(first, attributes=kept, origin=corrected(first.origin))
        return replace(chosen[0], spans=(other, *chosen[0].spans[1:]))

    def reject(self, document_id: str, groups: Sequence[str]) -> Change:
        """Say no to suggestions (ids of groups), as one operation: at the place of their first span, with its label,
        they are never shown to me again. Raises UserError for one that is gone."""
        chosen = self._open_groups(document_id, groups)
        what = self._named(chosen, self.text(document_id)) + self._with_rest(chosen)
        with self._operation(f"reject {what}", document=document_id) as op:
            for span in (one.first for one in chosen if one.first is not None):
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

    def _open_groups(self, document_id: str, groups: Sequence[str]) -> list[Suggested]:
        """These groups as far as they are open, looking only where they stand."""
        connection = self.store.connection
        found = reading.working_layer(connection, document_id, self.owner.id)
        rejected = self.rejected_places(document_id)
        known = {one.id: one for one in grouped(stored.of_groups(connection, document_id, groups))}

        def near(start: int, end: int) -> list[Span]:
            return reading.spans_near(connection, found[0], start=start, end=end) if found else []

        def exists(id: str) -> bool:
            return bool(reading.spans_by_id(connection, (id,)))

        def drawn(head: str) -> list[Drawn]:
            return [(one.label, one.head, one.tail) for one in reading.relations_at(connection, head)]

        chosen = []
        for id in dict.fromkeys(groups):
            one = known.get(id)
            shown = (
                still_open(one, near=near, exists=exists, drawn=drawn, rejected=rejected, schema=self.schema)
                if one is not None and not self.suggestions_off
                else None
            )
            if shown is not None:
                chosen.append(shown)
        if missing := len(dict.fromkeys(groups)) - len(chosen):
            gone = "This suggestion is" if missing == 1 else f"{missing} of these suggestions are"
            raise UserError(f"{gone} gone: accepted, rejected or proposed anew since.")
        return chosen

    def suggestion_counts(self, document_id: str = "") -> dict[str, int]:
        """Suggested spans by origin in the whole project or on a document, whatever became of them."""
        if document_id:
            return stored.origins(self.store.connection, document_id)
        return stored.counts(self.store.connection)

    def _named(self, chosen: Sequence[Suggested], text: str, label: str = "") -> str:
        spans = [one.first for one in chosen if one.first is not None]
        if len(chosen) == 1 and spans:
            return f"{self._called(label or spans[0].label)} {quoted(spans[0].covered(text))}"
        return f"{len(chosen)} {'suggestion' if len(chosen) == 1 else 'suggestions'}"

    def _with_rest(self, chosen: Sequence[Suggested]) -> str:
        """What goes with the first span of a single group: " with its Cue and Source"; else empty."""
        if len(chosen) != 1 or len(chosen[0].spans) < 2:
            return ""
        *more, last = dict.fromkeys(self._called(span.label) for span in chosen[0].spans[1:])
        return f" with its {', '.join(more)} and {last}" if more else f" with its {last}"

    def _rejection_id(self, document_id: str, span: Span) -> str:
        place = f"rejection/{self.me.id}/{span.start}/{span.end}/{span.label}"
        return str(uuid5(UUID(document_id), place))

    def _store_group(
        self,
        op: Operation,
        document_id: str,
        layer: str,
        one: Suggested,
        text: str,
        label: str,
        fresh: dict[Place, str],
    ) -> None:
        """Write a group into a layer; `fresh` holds what this operation has made before."""
        found = reading.working_layer(op.db.conn, document_id, self.owner.id)
        names: dict[str, str] = {}
        for at, span in enumerate(one.spans):
            made = span
            if label and at == 0 and label != span.label:
                kept = {
                    key: value
                    for key, value in span.attributes.items()
                    if (known := self.schema.attribute(label, key)) and check_value(known, value) is None
                }
                made = replace(span, label=label, attributes=kept, origin=corrected(span.origin))
            place = (made.start, made.end, made.label)
            near = reading.spans_near(op.db.conn, found[0], start=made.start, end=made.end) if found else []
            there = fresh.get(place) or next(
                (s.id for s in near if (s.label, s.parts()) == (made.label, made.parts())), ""
            )
            names[span.id] = there or new_id()
            if not there:
                values = {**self.schema.defaults(made.label), **made.attributes}
                made = replace(made, id=names[span.id], attributes=values)
                op.put("span", made.id, span_image(layer, made, text))
                fresh[place] = made.id
        for relation in one.relations:
            head, tail = (names.get(end, end) for end in (relation.head, relation.tail))
            kinds = {span.id: span.label for span in reading.spans_by_id(op.db.conn, (head, tail))}
            if self._fits(relation.label, kinds.get(head, ""), kinds.get(tail, "")):
                drawn = replace(relation, id=new_id(), head=head, tail=tail)
                op.put("relation", drawn.id, relation_image(layer, drawn))

    def _fits(self, relation: str, head: str, tail: str) -> bool:
        """Whether the schema has this relation between these labels; an accepted one may have got another label."""
        return any(kind.id == relation for kind in self.schema.relations_between(head, tail))


def _moved(one: Suggested, start: int, end: int) -> Suggested:
    """The group with its first span somewhere else."""
    if one.first is None:
        return one
    first = one.first
    if (start, end) == (first.start, first.end):
        return one
    moved = replace(first, start=start, end=end, fragments=(), origin=corrected(first.origin))
    return replace(one, spans=(moved, *one.spans[1:]))
