"""What files use and the schema lacks: labels, relations, attributes; with what is needed to add each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct, field

from workbench.errors import place
from workbench.model import Attributes, Bundle
from workbench.schema import Attribute, AttributeType, Choice, Schema, check_value

if TYPE_CHECKING:
    from workbench.project.import_plan import ImportPlan

Owner = Literal["span", "relation", "document"]
_MOST_VALUES = 24  # different values up to which an attribute of texts is taken for a choice
_LONGEST = 60  # code points of a value of a choice
_NAMED = 4  # values in one line
_SAMPLE = 400  # different values that are looked at


class UnknownAttribute(Struct):
    """An attribute as it was met. `owner` is the label or relation that it is on, empty for documents."""

    kind: Owner
    owner: str
    id: str
    count: int = 0
    shapes: Counter[str] = field(default_factory=Counter)  # flag, number, list, text
    values: Counter[str] = field(default_factory=Counter)  # of texts and lists, the first ones

    @property
    def name(self) -> str:
        """How choices and messages call it: LABEL.attribute, .attribute for documents."""
        return f"{self.owner}.{self.id}"

    def take(self, value: Any) -> None:
        """Count one value."""
        self.count += 1
        if isinstance(value, bool):
            self.shapes["flag"] += 1
        elif isinstance(value, int | float):
            self.shapes["number"] += 1
        else:
            several = isinstance(value, list | tuple)
            self.shapes["list" if several else "text"] += 1
            for one in value if several else (value,):
                if len(self.values) < _SAMPLE or str(one) in self.values:
                    self.values[str(one)] += 1

    def described(self) -> str:
        """The type that it would be added with, and its values: "choice: high, low"."""
        attribute = self.attribute()
        values = [choice.id for choice in attribute.values]
        more = "…" if len(values) > _NAMED else ""
        return f"{attribute.type}: {', '.join(values[:_NAMED])}{more}" if values else attribute.type

    def attribute(self) -> Attribute:
        """The attribute that a schema needs for these values: its type is what all of them fit."""
        title = self.id.replace("_", " ").replace("-", " ").strip()
        plain = Attribute(self.id, (title[:1].upper() + title[1:]) or self.id, "text")
        if set(self.shapes) == {"flag"}:
            return _typed(plain, "flag")
        if set(self.shapes) == {"number"}:
            return _typed(plain, "number")
        if "list" in self.shapes:
            return _typed(plain, "choices", self.values)
        words = [value for value in self.values if value]
        link = _typed(plain, "link")
        if words and all(check_value(link, word) is None for word in words):
            return link
        few = len(words) <= _MOST_VALUES and all(
            len(word) <= _LONGEST and word.isprintable() for word in words
        )
        repeated = sum(self.values.values()) >= 2 * len(words)
        if set(self.shapes) == {"text"} and words and few and (repeated or len(words) == 1):
            return _typed(plain, "choice", self.values)
        return plain


def _typed(plain: Attribute, type: AttributeType, values: Mapping[str, int] | None = None) -> Attribute:
    choices = tuple(Choice(value, value) for value in sorted(values or ()) if value.strip())
    return Attribute(plain.id, plain.title, type if choices or values is None else "text", choices)


class Unknown(Struct):
    """Counts over bundles. `ends` are the labels at the ends of relations; `first_seen` says where a name was met."""

    schema: Schema
    labels: Counter[str]
    relations: Counter[str]
    first_seen: dict[str, str]
    ends: dict[str, tuple[Counter[str], Counter[str]]]
    attributes: dict[str, UnknownAttribute]
    _of_labels: dict[str, frozenset[str] | None] = field(default_factory=dict)
    _of_relations: dict[str, frozenset[str] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, schema: Schema, plan: ImportPlan) -> Unknown:
        """Counts into a plan."""
        return cls(
            schema,
            plan.unknown_labels,
            plan.unknown_relations,
            plan.first_seen,
            plan.unknown_ends,
            plan.unknown_attributes,
        )

    def count(self, bundle: Bundle, file: Path, line: int, lines: Mapping[str, int]) -> None:
        """Take in a bundle of a file that begins in a line (0: unknown); `lines` says where labels were met first."""
        for span in bundle.spans:
            known = self._attributes_of(span.label)
            if known is None:
                self.labels[span.label] += 1
                self._see(span.label, file, lines.get(span.label, line))
            if span.attributes and (known is None or not span.attributes.keys() <= known):
                self._take("span", span.label, span.attributes, known or frozenset())
        labels: dict[str, str] = {}
        for relation in bundle.relations:
            known = self._attributes_of(relation.label, relation=True)
            if known is None:
                labels = labels or {span.id: span.label for span in bundle.spans}
                self.relations[relation.label] += 1
                self._see(relation.label, file, lines.get(relation.label, line))
                heads, tails = self.ends.setdefault(relation.label, (Counter(), Counter()))
                heads[labels[relation.head]] += 1
                tails[labels[relation.tail]] += 1
            if relation.attributes and (known is None or not relation.attributes.keys() <= known):
                self._take("relation", relation.label, relation.attributes, known or frozenset())
        if bundle.attributes:
            self._take("document", "", bundle.attributes, frozenset(one.id for one in self.schema.attributes))

    def _see(self, name: str, file: Path, line: int) -> None:
        if name not in self.first_seen:
            self.first_seen[name] = place(file, line)

    def _take(self, kind: Owner, owner: str, values: Attributes, known: frozenset[str]) -> None:
        for id, value in values.items():
            if id not in known and value is not None:
                met = UnknownAttribute(kind, owner, id)
                self.attributes.setdefault(met.name, met).take(value)

    def _attributes_of(self, id: str, *, relation: bool = False) -> frozenset[str] | None:
        """The attributes of a label or relation; None if the schema has none of that name."""
        known = self._of_relations if relation else self._of_labels
        if id not in known:
            owner = self.schema.find_relation(id) if relation else self.schema.find_label(id)
            known[id] = frozenset(one.id for one in owner.attributes) if owner is not None else None
        return known[id]
