"""The queue of a review as plain values: what a row says, which rows a filter leaves, in what order; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from workbench.project.review import Decided
from workbench.project.reviewing import Disagreement, Order, sort
from workbench.schema import Schema

Show = Literal["left", "changed", "decided", "all"]
SHOWN: tuple[tuple[Show, str], ...] = (
    ("left", "Left to decide"),
    ("changed", "Changed since"),
    ("decided", "Decided"),
    ("all", "All"),
)
ORDER_TITLES: dict[str, str] = {
    "impact": "By impact",
    "kind": "By kind",
    "labels": "By labels",
    "length": "Longest first",
    "often": "Most frequent first",
    "place": "By document",
}
KIND_TITLES: dict[str, str] = {
    "labels": "labels",
    "only": "only one",
    "boundaries": "boundaries",
    "relations": "relations",
    "attributes": "attributes",
}
KIND_SIGNS: dict[str, str] = {
    "labels": "≠",
    "only": "∅",
    "boundaries": "↔",
    "relations": "→",
    "attributes": "=",
}
VERDICTS: dict[str, str] = {
    "take": "taken",
    "both": "both",
    "neither": "neither",
    "label": "another label",
    "edit": "edited",
}
Key = tuple[str, str, int, int, str, tuple[str, ...]]


class Item(Struct, frozen=True):
    """One row: a disagreement with the decision on it, in the document called `name`."""

    decided: Decided
    name: str

    @property
    def one(self) -> Disagreement:
        """What it is about."""
        return self.decided.disagreement

    @property
    def key(self) -> Key:
        """What stays the same when the document is compared again."""
        one = self.one
        ids = tuple(uid for side in one.sides for uid in (*side.spans, *side.relations))
        return one.document, one.kind, one.start, one.end, one.group, (*one.attributes, *ids)

    @property
    def open(self) -> bool:
        """Whether it is left to decide."""
        return self.decided.open

    @property
    def state(self) -> str:
        """In a word: empty, `changed since`, or what was decided."""
        if self.decided.stale:
            return "changed since"
        decision = self.decided.decision
        return VERDICTS.get(decision.verdict, decision.verdict) if decision is not None else ""


class Filter(Struct, frozen=True):
    """What the queue shall show; an empty value is no limit. `annotator` is who has something there."""

    show: Show = "left"
    kind: str = ""
    labels: tuple[str, str] | None = None
    group: str = ""
    annotator: str = ""
    document: str = ""

    def leaves(self, item: Item) -> bool:
        """Whether a row is shown."""
        one = item.one
        return (
            self._shows(item)
            and self.kind in ("", one.kind)
            and (self.labels is None or self.labels == one.labels)
            and self.group in ("", one.group)
            and self.document in ("", one.document)
            and (
                not self.annotator
                or any(s.annotator == self.annotator and (s.spans or s.relations) for s in one.sides)
            )
        )

    def _shows(self, item: Item) -> bool:
        match self.show:
            case "left":
                return item.open
            case "changed":
                return item.decided.stale
            case "decided":
                return not item.open
            case "all":
                return True

    @property
    def narrow(self) -> bool:
        """Whether anything but the state of the decision is asked for."""
        return bool(self.kind or self.labels or self.group or self.annotator or self.document)


class Facets(Struct, frozen=True):
    """How many rows there are of each kind, pair of labels, group, annotator (id) and document (id)."""

    kinds: Counter[str]
    labels: Counter[tuple[str, str]]
    groups: Counter[str]
    annotators: Counter[str]
    documents: Counter[str]


def facets(items: Iterable[Item]) -> Facets:
    """Count what a filter can ask for."""
    found = Facets(Counter(), Counter(), Counter(), Counter(), Counter())
    for item in items:
        one = item.one
        found.kinds[one.kind] += 1
        found.labels[one.labels] += 1
        found.groups[one.group] += 1
        found.documents[one.document] += 1
        found.annotators.update({s.annotator for s in one.sides if s.spans or s.relations})
    return found


def arranged(items: Sequence[Item], order: Order) -> list[Item]:
    """The items in an order; see `impact.sort`."""
    by_one = {id(item.one): item for item in items}
    return [by_one[id(one)] for one in sort([item.one for item in items], order)]


def pair_words(labels: tuple[str, str], schema: Schema) -> str:
    """`Person or Organisation`, `Person or nothing`, in the schema's titles."""
    one, other = (title(label, schema) if label else "" for label in labels)
    return f"{one} or {other or 'nothing'}" if one != other else one


def title(label: str, schema: Schema) -> str:
    """The title of a label or relation; its id where the schema lacks it."""
    found = schema.find_label(label) or schema.find_relation(label)
    return found.title if found is not None else label
