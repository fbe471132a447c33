"""What becomes of what comes in and the schema lacks: labels and relations are mapped, added or left out,
attributes added, moved to the metadata of their document, or kept as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from workbench.errors import UserError
from workbench.model import Attributes, Bundle, Comment, Relation, Span
from workbench.project.project import Project
from workbench.project.unknown import UnknownAttribute
from workbench.schema import RelationType, Schema, with_attribute, with_relation
from workbench.storage import operations, reading

if TYPE_CHECKING:
    from workbench.project.import_plan import ImportPlan

ADD, LEAVE_OUT, KEEP = "+", "", "="
MOVED = "attributes not in the schema"  # in the metadata of a document: a list of what was on its layers


def counted(n: int, noun: str) -> str:
    """A number and its noun: 1 span, 2 spans."""
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


class Choices(Struct):
    """New names for labels of spans and of relations, empty to leave out; what is added to the schema; and
    the attributes (as LABEL.attribute) that move to the metadata."""

    labels: dict[str, str] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)
    moved: frozenset[str] = frozenset()
    schema: Schema | None = None  # the grown one, if anything is added
    kept: dict[str, int] = field(default_factory=dict)  # attributes that stay though the schema lacks them
    dropped: Counter[str] = field(default_factory=Counter)
    moves: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(
        cls, project: Project, plan: ImportPlan, choices: Mapping[str, str], attributes: Mapping[str, str]
    ) -> Choices:
        """The choices for what a plan has met. Raises UserError for one that cannot be."""
        schema = project.schema
        chosen = {old: choices[old] for old in plan.unknown_labels if old in choices}
        arrows = {old: choices[old] for old in plan.unknown_relations if old in choices}
        for old, to in chosen.items():
            if to not in (ADD, LEAVE_OUT) and schema.find_label(to) is None:
                known = ", ".join(label.id for label in schema.labels)
                raise UserError(f"{old} cannot become {to}: the schema has the labels {known}.")
        for old, to in arrows.items():
            if to not in (ADD, LEAVE_OUT) and schema.find_relation(to) is None:
                known = ", ".join(relation.id for relation in schema.relations) or "none"
                raise UserError(f"{old} cannot become {to}: of relations the schema has {known}.")
        made = cls(
            {old: to for old, to in chosen.items() if to != ADD},
            {old: to for old, to in arrows.items() if to != ADD},
        )
        grown = schema
        for old, to in chosen.items():
            grown = grown.with_label(old) if to == ADD else grown
        for old, to in arrows.items():
            grown = made._with_relation(grown, old, plan) if to == ADD else grown
        grown = made._with_attributes(grown, plan.unknown_attributes.values(), chosen | arrows, attributes)
        made.schema = grown if grown is not schema else None
        return made

    def _with_relation(self, schema: Schema, id: str, plan: ImportPlan) -> Schema:
        """The schema with a relation between the labels that it was met between."""

        def side(met: Counter[str]) -> tuple[str, ...]:
            found = dict.fromkeys(self.labels.get(label, label) for label, _ in met.most_common())
            return tuple(label for label in found if schema.find_label(label) is not None)

        head, tail = (side(met) for met in plan.unknown_ends[id])
        if not head or not tail:
            self.relations[id] = LEAVE_OUT  # all that it joined is left out
            return schema
        return with_relation(schema, RelationType(id, id, head, tail))

    def _with_attributes(
        self,
        schema: Schema,
        met: Iterable[UnknownAttribute],
        owners: Mapping[str, str],
        attributes: Mapping[str, str],
    ) -> Schema:
        moved = set()
        for one in met:
            to = owners.get(one.owner, one.owner)
            if one.kind != "document" and to == LEAVE_OUT:
                continue
            owner = one.owner if to == ADD else to
            if schema.attribute(owner, one.id) is not None:
                continue  # the label that it is mapped to has it
            choice = attributes.get(one.name, ADD if to == ADD else KEEP)
            if choice == ADD:
                schema = with_attribute(schema, owner, one.attribute())
            elif choice == LEAVE_OUT:
                moved.add(one.name)
            elif choice == KEEP:
                self.kept[one.name] = one.count
            else:
                raise UserError(f"{one.name} cannot become “{choice}”: add it, move it, or keep it.")
        self.moved = frozenset(moved)
        return schema

    @property
    def alter(self) -> bool:
        """Whether bundles come in as anything else than they are."""
        return bool(self.labels or self.relations or self.moved)

    def grow_schema(self, op: operations.Operation) -> None:
        """Store the schema with what is added, as part of the import's operation."""
        if self.schema is not None:
            uid, _ = reading.schema_source(op.db.conn)
            op.put("schema", uid, {"source": self.schema.source})

    def notes(self) -> list[str]:
        """Sentences on what came in otherwise than it was."""
        left_out = ", ".join(counted(count, what) for what, count in self.dropped.items() if count)
        moves = ", ".join(f"{name} ({count})" for name, count in self.moves.items())
        kept = ", ".join(f"{name} ({count})" for name, count in self.kept.items())
        return [
            sentence
            for sentence, there in (
                (f"Left out: {left_out}.", left_out),
                (f"Moved to the metadata of their documents, under “{MOVED}”: {moves}.", moves),
                (f"Kept, though the schema has no such attribute: {kept}. --add-attributes adds them.", kept),
            )
            if there
        ]

    def apply(self, bundle: Bundle) -> Bundle:
        """The bundle with its labels mapped, and without what is left out and what is said about that."""
        if not self.alter:
            return bundle
        spans = tuple(
            msgspec.structs.replace(span, label=self.labels.get(span.label, span.label))
            for span in bundle.spans
            if self.labels.get(span.label, span.label)
        )
        here = {span.id for span in spans}
        relations = tuple(
            msgspec.structs.replace(r, label=self.relations.get(r.label, r.label))
            for r in bundle.relations
            if self.relations.get(r.label, r.label) and r.head in here and r.tail in here
        )
        gone = {span.id for span in bundle.spans} - here
        gone |= {r.id for r in bundle.relations} - {r.id for r in relations}
        comments: tuple[Comment, ...] = tuple(c for c in bundle.comments if c.target not in gone)
        self.dropped["span"] += len(bundle.spans) - len(spans)
        self.dropped["relation"] += len(bundle.relations) - len(relations)
        self.dropped["comment"] += len(bundle.comments) - len(comments)
        changed = msgspec.structs.replace(bundle, spans=spans, relations=relations, comments=comments)
        return self._without_moved(bundle, changed) if self.moved else changed

    def _without_moved(self, raw: Bundle, bundle: Bundle) -> Bundle:
        """The bundle without the attributes that move; they stand in its document's metadata."""
        who = {"annotator": bundle.annotator.name} if bundle.annotator is not None else {}
        was = {span.id: span.label for span in raw.spans}
        was |= {relation.id: relation.label for relation in raw.relations}
        places = {span.id: [span.start, span.end] for span in raw.spans}
        found: list[dict[str, Any]] = []

        def rest(owner: str, values: Attributes, place: Mapping[str, Any]) -> Attributes:
            for id, value in values.items():
                if f"{owner}.{id}" in self.moved:
                    self.moves[f"{owner}.{id}"] += 1
                    found.append({**place, "attribute": id, "value": value, **who})
            return {id: value for id, value in values.items() if f"{owner}.{id}" not in self.moved}

        def span_rest(span: Span) -> Span:
            if not span.attributes:
                return span
            place = {"label": span.label, "start": span.start, "end": span.end}
            return msgspec.structs.replace(span, attributes=rest(was[span.id], span.attributes, place))

        def relation_rest(relation: Relation) -> Relation:
            if not relation.attributes:
                return relation
            place = {
                "relation": relation.label,
                "head": places[relation.head],
                "tail": places[relation.tail],
            }
            left = rest(was[relation.id], relation.attributes, place)
            return msgspec.structs.replace(relation, attributes=left)

        spans = tuple(span_rest(span) for span in bundle.spans)
        relations = tuple(relation_rest(relation) for relation in bundle.relations)
        attributes = rest("", bundle.attributes, {})
        document = bundle.document
        if found:
            before = document.meta.get(MOVED, [])
            meta = {**document.meta, MOVED: [*(before if isinstance(before, list) else [before]), *found]}
            document = msgspec.structs.replace(document, meta=meta)
        return msgspec.structs.replace(
            bundle, document=document, spans=spans, relations=relations, attributes=attributes
        )

    def trial(self) -> Choices:
        """The same, counting for itself: to see what a bundle would become."""
        return replace(self, dropped=Counter(), moves=Counter())
