"""Dealing units, which are never torn apart, to parts by their shares, each label by its share too.

Sechidis, Tsoumakas and Vlahavas, On the Stratification of Multi-label Data, ECML PKDD 2011, figure 1
(iterative stratification), with units of several documents in the place of examples.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from workbench.splits.shares import Shares, sizes


class Unit(NamedTuple):
    """Documents that stay together: how many, and for each label in how many of them it stands."""

    size: int = 1
    labels: Mapping[str, int] = {}


def deal(units: Sequence[Unit], shares: Shares, *, seed: int, held: Sequence[Unit] = ()) -> list[int]:
    """The part (its place in `shares`) of each unit; the same one each time for the same seed.

    `held` says for each part what is in it already. The label that fewest units have is dealt first:
    each of its units goes where most of the label is still wanted, then where most documents are,
    then by chance; large units before small ones. Units without a label fill what room is left.
    """
    chance = random.Random(seed)
    before = list(held) or [Unit(0)] * len(shares)
    documents = sum(unit.size for unit in units) + sum(part.size for part in before)
    room = [float(size - part.size) for size, part in zip(sizes(documents, shares), before, strict=True)]
    wanted = _wanted(units, shares, before)
    order = list(range(len(units)))
    chance.shuffle(order)
    order.sort(key=lambda at: -units[at].size)
    having: dict[str, list[int]] = defaultdict(list)
    for at in order:
        for label in units[at].labels:
            having[label].append(at)
    left = {label: len(ones) for label, ones in having.items()}
    dealt = [-1] * len(units)

    def give(at: int, part: int) -> None:
        dealt[at] = part
        room[part] -= units[at].size
        for label, count in units[at].labels.items():
            wanted[label][part] -= count
            left[label] -= 1

    while left:
        rarest = min(left, key=lambda label: (left[label], label))
        for at in having[rarest]:
            if dealt[at] < 0:
                give(at, _neediest(chance, wanted[rarest], room))
        del left[rarest]
        left = {label: count for label, count in left.items() if count}
    for at in order:
        if dealt[at] < 0:
            give(at, _neediest(chance, room))
    return dealt


def _wanted(units: Sequence[Unit], shares: Shares, held: Sequence[Unit]) -> dict[str, list[float]]:
    totals: Counter[str] = Counter()
    for unit in (*units, *held):
        totals.update(unit.labels)
    whole = sum(share for _, share in shares)
    return {
        label: [
            total * share / whole - part.labels.get(label, 0)
            for (_, share), part in zip(shares, held, strict=True)
        ]
        for label, total in totals.items()
    }


def _neediest(chance: random.Random, *needs: Sequence[float]) -> int:
    """The part where the first need is greatest, among equals the second, among equals any."""
    best = list(range(len(needs[0])))
    for need in needs:
        most = max(need[part] for part in best)
        best = [part for part in best if need[part] > most - 1e-9]
    return best[0] if len(best) == 1 else chance.choice(best)
