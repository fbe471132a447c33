"""What a schema can say: labels, groups, attributes, keys, colours and rules of a project."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Literal

from msgspec import Struct

from workbench.model import Attributes
from workbench.schema_colours import free_colour, free_key

AttributeType = Literal["text", "choice", "choices", "scale", "flag", "timex", "link", "number"]
Overlap = Literal["any", "nest", "none"]  # any: all may cross; nest: nesting allowed, crossing a problem
Form = Literal["span", "cue", "passage"]  # tint and foot line; dotted line; wash with bars


class Choice(Struct, frozen=True):
    """A value of a choice attribute: its id is stored, its title is shown; quick keys count from 1."""

    id: str
    title: str
    definition: str = ""


class Attribute(Struct, frozen=True):
    """A typed value on a span, a relation or a layer. `folded` ones are shown on demand.

    Stored as: text, timex, link: str; choice: the id of one of `values`; scale: the same, and the
    values are ordered, lowest first; choices: list of ids; flag: bool; number: int or float.
    """

    id: str
    title: str
    type: AttributeType
    values: tuple[Choice, ...] = ()
    default: Any = None
    folded: bool = False
    definition: str = ""


class Group(Struct, frozen=True):
    """Labels that belong together. In a group that is a `passage` labels are drawn as a wash,
    unless a label says another `form` (a claim is a passage, its cue and its source are not)."""

    id: str
    title: str
    passage: bool = False
    overlap: Overlap = "nest"


class Label(Struct, frozen=True):
    """A kind of span. `colour` is (light, dark) as "#rrggbb"; `key` one letter a to z or empty.

    `form` is how it is drawn: what a file leaves out is "passage" in a passage group, else "span".
    `example` shows the covered text in square brackets. `quick` names the attributes that digits
    fill, in this order.
    """

    id: str
    title: str
    group: str
    key: str = ""
    colour: tuple[str, str] = ("#505b69", "#a9b4c2")
    definition: str = ""
    example: str = ""
    form: Form = "span"
    trim: bool = True
    quick: tuple[str, ...] = ()
    attributes: tuple[Attribute, ...] = ()


class RelationType(Struct, frozen=True):
    """A kind of relation; `head` and `tail` are the ids of the labels it may join."""

    id: str
    title: str
    head: tuple[str, ...]
    tail: tuple[str, ...]
    key: str = ""
    symmetric: bool = False
    transitive: bool = False
    definition: str = ""
    example: str = ""
    attributes: tuple[Attribute, ...] = ()

    def joins(self, head: str, tail: str) -> bool:
        """Whether it may go from a span of label `head` to one of label `tail`."""
        forward = head in self.head and tail in self.tail
        return forward or (self.symmetric and tail in self.head and head in self.tail)


class Rule(Struct, frozen=True):
    """A hint: spans of `label` whose attributes match `when` need the relation or the attributes named.

    `when` maps attribute ids to the values that match; an attribute without a value has its default.
    """

    label: str
    when: dict[str, tuple[str, ...]]
    relation: str = ""
    attributes: tuple[str, ...] = ()
    message: str = ""


class Derived(Struct, frozen=True):
    """An attribute computed at export: the value of the first case whose conditions all hold."""

    id: str
    label: str
    cases: tuple[tuple[dict[str, tuple[str, ...]], str], ...]
    default: str


class Reason(Struct, frozen=True):
    """Why a reviewer decided as they did; offered by the review."""

    id: str
    title: str


class Schema(Struct, frozen=True, dict=True, eq=False):
    """All that a project's labels mean. `source` is the TOML text it was read from."""

    name: str
    title: str
    version: str
    language: str = ""
    groups: tuple[Group, ...] = ()
    labels: tuple[Label, ...] = ()
    relations: tuple[RelationType, ...] = ()
    attributes: tuple[Attribute, ...] = ()
    rules: tuple[Rule, ...] = ()
    derived: tuple[Derived, ...] = ()
    reasons: tuple[Reason, ...] = ()
    source: str = ""

    def __eq__(self, other: object) -> bool:
        """Whether all but the text is the same."""
        return isinstance(other, Schema) and self._meaning() == other._meaning()

    def __hash__(self) -> int:
        return hash(self._meaning())

    def _meaning(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__struct_fields__ if name != "source")

    @cached_property
    def _labels(self) -> dict[str, Label]:
        return {label.id: label for label in self.labels}

    @cached_property
    def _relations(self) -> dict[str, RelationType]:
        return {relation.id: relation for relation in self.relations}

    @cached_property
    def _label_keys(self) -> dict[str, Label]:
        return {label.key: label for label in self.labels if label.key}

    def label(self, id: str) -> Label:
        """The label of this id. Raises KeyError."""
        return self._labels[id]

    def find_label(self, id: str) -> Label | None:
        """The label of this id, or None."""
        return self._labels.get(id)

    def group(self, id: str) -> Group:
        """The group of this id. Raises KeyError."""
        for group in self.groups:
            if group.id == id:
                return group
        raise KeyError(id)

    def labels_of(self, group: str) -> tuple[Label, ...]:
        """The labels of a group, in the order of the schema."""
        return tuple(label for label in self.labels if label.group == group)

    def label_by_key(self, key: str) -> Label | None:
        """The label that this letter applies, or None."""
        return self._label_keys.get(key)

    def relation(self, id: str) -> RelationType:
        """The relation of this id. Raises KeyError."""
        return self._relations[id]

    def find_relation(self, id: str) -> RelationType | None:
        """The relation of this id, or None."""
        return self._relations.get(id)

    def relation_by_key(self, key: str) -> RelationType | None:
        """The relation that this letter makes, or None."""
        return next((relation for relation in self.relations if key and relation.key == key), None)

    def relations_between(self, head: str, tail: str) -> tuple[RelationType, ...]:
        """The relations that may go from a span of label `head` to one of label `tail`."""
        return tuple(relation for relation in self.relations if relation.joins(head, tail))

    def relations_from(self, label: str) -> tuple[RelationType, ...]:
        """The relations that may start at a span of this label; symmetric ones at either end."""
        return tuple(
            relation
            for relation in self.relations
            if label in relation.head or (relation.symmetric and label in relation.tail)
        )

    def attribute(self, label: str, id: str) -> Attribute | None:
        """The attribute `id` of a label or relation; of documents where `label` is empty; or None."""
        owner = self._labels.get(label) or self._relations.get(label)
        attributes = owner.attributes if owner else () if label else self.attributes
        return next((attribute for attribute in attributes if attribute.id == id), None)

    def defaults(self, label: str) -> Attributes:
        """The values that a new span (or relation) of this label begins with."""
        owner = self._labels.get(label) or self._relations.get(label)
        return {a.id: a.default for a in owner.attributes if a.default is not None} if owner else {}

    def with_label(
        self,
        id: str,
        *,
        title: str = "",
        group: str = "",
        key: str | None = None,
        colour: tuple[str, str] | None = None,
        attributes: tuple[Attribute, ...] = (),
    ) -> Schema:
        """This schema and one more label, whose lines are appended to `source`.

        Without a group it joins the first one; a group that does not exist yet is added. Left out, its key
        is a letter that is free (empty: none), its colour one that the fewest labels have, far from theirs.
        Raises SchemaError (a taken id or key, a bad colour).
        """
        from workbench.schema_file import append_label

        place = group or (self.groups[0].id if self.groups else "entity")
        free = free_key((id, title), (label.key for label in self.labels)) if key is None else key
        return append_label(
            self,
            Label(
                id=id,
                title=title or id,
                group=place,
                key=free,
                colour=colour or free_colour(label.colour for label in self.labels),
                attributes=attributes,
            ),
        )
