"""The order of a review: what matters most first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from workbench.agreement.types import KINDS, Disagreement

Order = Literal["impact", "kind", "labels", "length", "often", "place"]
ORDERS: tuple[Order, ...] = ("impact", "kind", "labels", "length", "often", "place")


def frequencies(found: Iterable[Disagreement]) -> Counter[tuple[str, str, tuple[str, str]]]:
    """How often each pair of labels stands against each other, by group and kind."""
    return Counter((one.group, one.kind, one.labels) for one in found)


def sort(found: Sequence[Disagreement], order: Order = "impact") -> list[Disagreement]:
    """Disagreements in an order; within it they stay as they came (by document and place).

    impact: by kind (labels, only, boundaries, relations, attributes), then the pair of labels that is
    confused most often, then the longest. often: the most frequent first, whatever the kind. length: the
    longest hull first (code points). place: as they came.
    """
    counts = frequencies(found)

    def often(one: Disagreement) -> int:
        return -counts[one.group, one.kind, one.labels]

    def key(one: Disagreement) -> tuple[object, ...]:
        kind, length = KINDS.index(one.kind), one.start - one.end
        pair = (one.group, one.labels)
        match order:
            case "impact":
                return kind, often(one), pair, length
            case "kind":
                return (kind,)
            case "labels":
                return pair
            case "length":
                return (length,)
            case "often":
                return often(one), kind, pair
            case "place":
                return ()

    return sorted(found, key=key)
