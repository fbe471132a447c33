"""What two layers of a document have in common: spans, attributes and relations, counted by key.

Keys begin with what is counted and the pair; a `scope` is empty for everything, else a label, a group
or an origin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct, field

from workbench.agreement.document import plain
from workbench.agreement.pairing import Pair, pairs
from workbench.agreement.relations import arrow, followed
from workbench.agreement.tally import Counts, Key
from workbench.model import Bundle, Relation, Span
from workbench.schema import Schema

BY_HAND, AIDED = "by hand", "from suggestions"  # the origin of what no program made, and of all else

CLOSED = ("choice", "scale", "flag")  # types of attributes with few values, whose chance is known
Scopes = Callable[[Span], Sequence[str]]
Groups = dict[str, list[Span]]


class Seen(Struct):
    """What is counted beside the tally: the matrix of labels, and what a measure leaves out, with its number."""

    confusion: dict[tuple[str, str, bool], int] = field(default_factory=dict)  # a, b, same fragments
    left_out: dict[tuple[str, str], int] = field(default_factory=dict)  # measure, what

    def leave_out(self, measure: str, what: str, number: int = 1) -> None:
        """Say that a measure does not see something."""
        if number:
            self.left_out[measure, what] = self.left_out.get((measure, what), 0) + number


def add(counts: Counts, *key: str | int, number: int = 1) -> None:
    """Add to a number of a document."""
    counts[key] = counts.get(key, 0) + number


def matched(a: Groups, b: Groups) -> list[Pair]:
    """The spans of two layers, group by group, each once."""
    return [pair for group in dict.fromkeys([*a, *b]) for pair in pairs(a.get(group, ()), b.get(group, ()))]


def count_spans(counts: Counts, pair: int, found: Iterable[Pair], scopes: Scopes, seen: Seen) -> None:
    """For each side: its spans, those that the other has exactly, those of one label that overlap."""
    cells: dict[tuple[str, str, bool, Sequence[str], Sequence[str]], int] = {}
    cell: tuple[str, str, bool, Sequence[str], Sequence[str]]
    for a, b, exact in found:
        if a is None:
            assert b is not None
            cell = ("", b.label, exact, (), scopes(b))
        elif b is None:
            cell = (a.label, "", exact, scopes(a), ())
        else:
            cell = (a.label, b.label, exact, scopes(a), scopes(b))
        cells[cell] = cells.get(cell, 0) + 1
    for (first, second, exact, *sides), number in cells.items():
        matrix = (first, second, exact)
        seen.confusion[matrix] = seen.confusion.get(matrix, 0) + number
        how = "" if first != second else "exact" if exact else "overlap"
        for side, of_side in zip("ab", sides, strict=True):
            for scope in of_side:
                key: Key = ("span", pair, scope, side, "all")
                counts[key] = counts.get(key, 0) + number
                if how:
                    key = ("span", pair, scope, side, how)
                    counts[key] = counts.get(key, 0) + number


def count_attributes(
    counts: Counts, pair: int, found: Iterable[Pair], scopes: Scopes, schema: Schema
) -> None:
    """Each attribute that either span has a value of, where two spans of one label are paired."""
    for a, b, _ in found:
        if a is None or b is None or a.label != b.label or not (a.attributes or b.attributes):
            continue
        defaults = schema.defaults(a.label)
        first, second = {**defaults, **a.attributes}, {**defaults, **b.attributes}
        for name in first.keys() | second.keys():
            values = plain(first.get(name)), plain(second.get(name))
            for scope in scopes(a):
                add(counts, "attribute", pair, scope, "all")
                add(counts, "attribute", pair, scope, "same", number=int(values[0] == values[1]))
            add(counts, "value", a.label, name, "all")
            add(counts, "value", a.label, name, "same", number=int(values[0] == values[1]))
            kind = schema.attribute(a.label, name)
            if kind is not None and kind.type in CLOSED:
                add(counts, "value", a.label, name, "a", str(first.get(name, "")))
                add(counts, "value", a.label, name, "b", str(second.get(name, "")))


def count_relations(
    counts: Counts,
    pair: int,
    layers: tuple[Bundle, Bundle],
    found: Iterable[Pair],
    by: str,
    schema: Schema,
    seen: Seen,
) -> None:
    """Relations between spans that are paired, and what follows from transitive ones; the others are left out."""
    numbers: tuple[dict[str, int], dict[str, int]] = ({}, {})
    for number, (a, b, _) in enumerate(found):
        if a is not None:
            numbers[0][a.id] = number if b is not None else -1 - number
        if b is not None:
            numbers[1][b.id] = number if a is not None else -1 - number
    groups = {span.id: span.label for bundle in layers for span in bundle.spans}
    sides = []
    for bundle, known in zip(layers, numbers, strict=True):
        stated: dict[tuple[str, tuple[int, int]], Relation] = {}
        for relation in bundle.relations:
            one = arrow(relation.label, known[relation.head], known[relation.tail], schema)
            stated.setdefault(one, relation)
        every = followed(stated, schema)
        paired = {one for one in every if min(one[1]) >= 0}
        seen.leave_out("relations", "relations with an end that only one has", len(stated.keys() - paired))
        sides.append((paired, stated))
    common = sides[0][0] & sides[1][0]
    for side, (arrows, stated) in zip("ab", sides, strict=True):
        for one in arrows:
            for scope in _scopes_of(one[0], stated.get(one), by, groups, schema):
                add(counts, "relation", pair, scope, side, "all")
                if one in common:
                    add(counts, "relation", pair, scope, side, "same")


def by_origin(origin: str) -> Sequence[str]:
    """Everything, what was made by hand or what came from suggestions, and the suggester."""
    return ("", AIDED, origin) if origin else ("", BY_HAND)


def _scopes_of(
    label: str, relation: Relation | None, by: str, labels: dict[str, str], schema: Schema
) -> Sequence[str]:
    """Everything, and its own label; the group of its head, its origin, where it is stated."""
    match by:
        case "label":
            return ("", label)
        case "origin" if relation is not None:
            return by_origin(relation.origin)
        case "group" if relation is not None:
            head = schema.find_label(labels.get(relation.head, ""))
            return ("", head.group if head else "")
    return ("",)
