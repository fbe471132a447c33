"""Relations of several layers: compared where annotators have both ends, whatever the spans' boundaries.

A symmetric relation has no direction. Of a transitive one all that follows is compared: A-B and B-C say
the same as A-B and A-C.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.agreement.document import Compared
from workbench.agreement.types import Agreed, Disagreement
from workbench.model import Relation, Span
from workbench.schema import Schema

Ends = tuple[int, int]  # numbers of head and tail; sorted where there is no direction
Arrow = tuple[str, Ends]


def closure(edges: Iterable[Ends], *, symmetric: bool) -> set[Ends]:
    """All that follows from the edges of a transitive relation, without an end to itself."""
    onward: dict[int, set[int]] = {}
    for head, tail in edges:
        onward.setdefault(head, set()).add(tail)
        if symmetric:
            onward.setdefault(tail, set()).add(head)
    found: set[Ends] = set()
    for head in onward:
        seen, waiting = {head}, [head]
        while waiting:
            for tail in onward.get(waiting.pop(), ()):
                if tail not in seen:
                    seen.add(tail)
                    waiting.append(tail)
                    if not symmetric or head < tail:
                        found.add((head, tail))
    return found


def arrow(label: str, head: int, tail: int, schema: Schema) -> Arrow:
    """A relation between two spans, by number; one that has no direction always the same way round."""
    kind = schema.find_relation(label)
    if kind is not None and kind.symmetric and tail < head:
        head, tail = tail, head
    return label, (head, tail)


def followed(arrows: Iterable[Arrow], schema: Schema) -> set[Arrow]:
    """These and all that follows from those whose label is transitive."""
    found: set[Arrow] = set()
    chains: dict[str, set[Ends]] = {}
    for label, ends in arrows:
        kind = schema.find_relation(label)
        if kind is not None and kind.transitive:
            chains.setdefault(label, set()).add(ends)
        else:
            found.add((label, ends))
    for label, edges in chains.items():
        found |= {(label, ends) for ends in closure(edges, symmetric=schema.relation(label).symmetric)}
    return found


class _Layer:
    """The relations of one layer between spans by number."""

    def __init__(self, at: int, document: Compared) -> None:
        self.spans: dict[int, list[Span]] = {}
        for span in document.layers[at].spans:
            self.spans.setdefault(document.numbers[at, span.id], []).append(span)
        self.stated: dict[Arrow, Relation] = {}
        for relation in document.layers[at].relations:
            head = document.numbers[at, relation.head]
            tail = document.numbers[at, relation.tail]
            self.stated.setdefault(arrow(relation.label, head, tail, document.schema), relation)
        self.arrows = followed(self.stated, document.schema)


def compare_relations(document: Compared) -> None:
    """Add what layers agree and disagree about; a relation with an end that only one has goes with that end."""
    layers = [_Layer(at, document) for at in range(document.count)]
    for arrows in _decisions({one for layer in layers for one in layer.arrows}, document.schema):
        ends_of_all = {number for _, ends in arrows for number in ends}
        needed = min(2, len(ends_of_all))  # of a chain the part is compared that several have
        taking = [at for at, layer in enumerate(layers) if len(ends_of_all & layer.spans.keys()) >= needed]
        common = ends_of_all.intersection(*(layers[at].spans for at in taking))
        wanted = {one for one in arrows if common.issuperset(one[1])}
        if len(taking) > 1 and wanted:
            _decide(document, layers, taking, wanted)


def _decisions(arrows: set[Arrow], schema: Schema) -> list[set[Arrow]]:
    """Arrows that make one decision: between the same two spans, or in one chain of a transitive label."""
    found: dict[tuple[str, frozenset[int]], set[Arrow]] = {}
    chains: dict[str, set[Ends]] = {}
    for label, ends in sorted(arrows):
        kind = schema.find_relation(label)
        if kind is not None and kind.transitive:
            chains.setdefault(label, set()).add(ends)
        else:
            found.setdefault(("", frozenset(ends)), set()).add((label, ends))
    for label, edges in chains.items():
        least: dict[int, int] = {}  # each number to the first of its chain
        for head, tail in sorted(closure(edges, symmetric=True)):
            least.setdefault(tail, least.setdefault(head, head))
        for ends in edges:
            found.setdefault((label, frozenset((least[ends[0]],))), set()).add((label, ends))
    return list(found.values())


def _decide(document: Compared, layers: Sequence[_Layer], taking: Sequence[int], arrows: set[Arrow]) -> None:
    """One decision among the layers that have all the ends."""
    readings = {at: frozenset(layers[at].arrows & arrows) for at in taking}
    common, enough = document.most(list(readings.values()))
    if enough or all(reading == common for reading in readings.values()):
        agreeing = [at for at in taking if readings[at] == common]
        for one in sorted(common):
            _agree(document, layers, agreeing, one)
        return
    ends_of_all = {number for _, ends in arrows for number in ends}
    sides = []
    touched: list[Span] = []
    for at in taking:
        mine = layers[at]
        spans = [span for number in sorted(ends_of_all) for span in mine.spans.get(number, ())]
        ids = [relation.id for one, relation in mine.stated.items() if one in arrows]
        sides.append(document.side(at, spans, ids))
        touched += spans
    counts = [label for reading in readings.values() for label, _ in reading]
    labels = sorted(set(counts), key=lambda label: (-counts.count(label), label))[:2]
    document.differing.append(
        Disagreement(
            document.document,
            _group(document, layers, arrows),
            "relations",
            min(span.start for span in touched),
            max(span.end for span in touched),
            tuple(sides),
            (labels[0], "") if len(labels) == 1 else (min(labels), max(labels)),
        )
    )


def _agree(document: Compared, layers: Sequence[_Layer], agreeing: Sequence[int], one: Arrow) -> None:
    """A relation that enough have, if the first of them states it (of a chain any one layer says all)."""
    stated = {at: layers[at].stated[one] for at in agreeing if one in layers[at].stated}
    if agreeing[0] not in stated:
        return
    ends = {at: [span for number in set(one[1]) for span in layers[at].spans[number]] for at in stated}
    defaults = document.schema.defaults(one[0])
    spans = [span for several in ends.values() for span in several]
    group = _group(document, layers, {one})
    values = document.attributes(
        group,
        [(at, {**defaults, **relation.attributes}) for at, relation in stated.items()],
        (min(span.start for span in spans), max(span.end for span in spans)),
        label=one[0],
        spans=ends,
        relations={at: relation.id for at, relation in stated.items()},
    )
    sides = tuple(document.side(at, ends[at], [relation.id]) for at, relation in stated.items())
    document.agreed.append(Agreed(document.document, group, sides, values))


def _group(document: Compared, layers: Sequence[_Layer], arrows: set[Arrow]) -> str:
    """The group of the first head."""
    _, (head, _) = min(arrows)
    span = next(layer.spans[head][0] for layer in layers if head in layer.spans)
    label = document.schema.find_label(span.label)
    return label.group if label else ""
