"""The measure gamma: agreement on units and labels together, by the best alignment of all annotators' units.

Y. Mathet, A. Widlöcher, J.-P. Métivier, "The unified and holistic method gamma for inter-annotator agreement
measure and alignment", Computational Linguistics 41 (2015). Dissimilarities: positional (section 4.3.1) plus
one for another label, an empty unit costs 1 (delta-empty). Expected disorder: each annotator's units, taken
from an annotator by chance, pushed along the text by a random distance and round its end (section 4.5).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence

from workbench.agreement.unit_counts import Unit

EMPTY = 1.0
BEAM = 2_000  # open alignments that are followed at once; while there are fewer, the best one is found
FIRST_SAMPLES = 30
MOST_SAMPLES = 1_000
PRECISION = 0.02  # of the expected disorder, at 95 % confidence (section 5.3)


def dissimilarity(u: Unit, v: Unit, *, position: float = 1.0, label: float = 1.0) -> float:
    """How different two units are: the weights are the paper's alpha and beta."""
    apart = abs(u.start - v.start) + abs(u.end - v.end)
    spread = apart / (u.end - u.start + v.end - v.start)
    return position * spread * spread * EMPTY + label * (u.label != v.label) * EMPTY


def best_disorder(
    annotators: Sequence[Sequence[Unit]], *, position: float = 1.0, label: float = 1.0
) -> tuple[float, bool]:
    """The least possible sum of disorders of an alignment, and whether it is sure to be the least.

    To compare alignments of one set of units the sum does; the paper's disorder is the sum by the mean
    number of units an annotator has. The text is walked through from left to right: each unit is aligned
    with units of others that begin later, or with none. The best of up to 2,000 open alignments are kept.
    """
    everything = sorted((unit, who) for who, several in enumerate(annotators) for unit in sorted(several))
    if not everything:
        return 0.0, True
    many = len(annotators)
    # how far apart the beginnings of two units may lie and still be aligned at a gain, in lengths of both
    reach = math.sqrt(many * math.comb(many, 2) * EMPTY / position) if position else math.inf
    longest = max(unit.end - unit.start for unit, _ in everything)
    open_: dict[int, float] = {0: 0.0}  # units ahead that are taken, as bits counted from the place: cost
    sure = True
    for place in range(len(everything)):
        ways = list(_ways(everything, place, many, reach * longest, position, label))
        ahead: dict[int, float] = {}
        for taken, cost in open_.items():
            if taken & 1:
                _keep(ahead, taken >> 1, cost)
                continue
            for bits, disorder in ways:
                if not taken & bits:
                    _keep(ahead, (taken | bits) >> 1, cost + disorder)
        open_ = _hopeful(ahead, many) if len(ahead) > 50 else ahead
        if len(open_) > BEAM:
            sure = False
            open_ = dict(sorted(open_.items(), key=lambda item: item[1])[:BEAM])
    return min(open_.values()), sure


def _keep(best: dict[int, float], key: int, cost: float) -> None:
    if cost < best.get(key, math.inf):
        best[key] = cost


def _hopeful(open_: dict[int, float], many: int) -> dict[int, float]:
    """Without those that a cheaper one can always end as well as: a unit that it has not taken costs it at
    most 1 (left alone); one that it has taken and the other has not at most 2 / annotators (an empty unit in
    its place in an alignment of the other)."""
    best, least = min(open_.items(), key=lambda item: item[1])
    each = 2 / many * EMPTY
    return {
        taken: cost
        for taken, cost in open_.items()
        if taken == best
        or cost < least + (taken & ~best).bit_count() * EMPTY + (best & ~taken).bit_count() * each
    }


def _ways(
    everything: Sequence[tuple[Unit, int]],
    place: int,
    many: int,
    reach: float,
    position: float,
    label: float,
) -> Iterator[tuple[int, float]]:
    """All that the unit at a place can be aligned with at a gain: bits from the place, and the disorder.

    An alignment that costs more than leaving its units alone is never part of the best one (section 5.1.1).
    """
    unit, who = everything[place]
    pairs = math.comb(many, 2)
    near: list[tuple[int, Unit, int, float]] = []  # how far ahead, the unit, whose it is, its dissimilarity
    for ahead in range(place + 1, len(everything)):
        other, whose = everything[ahead]
        if other.start - unit.start > 2 * reach:
            break
        if whose != who:
            cost = dissimilarity(unit, other, position=position, label=label)
            if cost <= many * pairs * EMPTY:
                near.append((ahead - place, other, whose, cost))

    def members_of(chosen: Sequence[tuple[Unit, int]]) -> list[Unit]:
        return [unit, *(one for one, _ in chosen)]

    def grow(at: int, bits: int, chosen: list[tuple[Unit, int]], cost: float) -> Iterator[tuple[int, float]]:
        """`cost` is that of the pairs of units; the pairs with an empty unit cost the same each."""
        size = len(chosen) + 1
        empty = pairs - math.comb(size, 2)
        disorder = (cost + empty * EMPTY) / pairs
        if disorder <= size * EMPTY and (size < 3 or _belong(members_of(chosen), pairs, position, label)):
            yield bits, disorder
        if cost > many * pairs * EMPTY:
            return
        for next_ in range(at, len(near)):
            offset, other, whose, apart = near[next_]
            if all(whose != taken for _, taken in chosen):
                more = apart + sum(
                    dissimilarity(other, one, position=position, label=label) for one, _ in chosen
                )
                yield from grow(next_ + 1, bits | 1 << offset, [*chosen, (other, whose)], cost + more)

    yield from grow(0, 1, [], 0.0)


def _belong(members: Sequence[Unit], pairs: int, position: float, label: float) -> bool:
    """Whether no unit of an alignment is so unlike the others that it is cheaper to leave it alone."""
    most = (pairs + len(members) - 1) * EMPTY
    return all(
        sum(dissimilarity(one, other, position=position, label=label) for other in members) <= most
        for one in members
    )


def shuffled(annotators: Sequence[Sequence[Unit]], length: int, chance: random.Random) -> list[list[Unit]]:
    """As many annotators by chance: the units of one of them, pushed along a text and round its end.

    `length` is that of the text in code points. No two pushes are nearer than the mean length of a unit,
    where there is room for that.
    """
    lengths = [unit.end - unit.start for several in annotators for unit in several]
    least = sum(lengths) / len(lengths) if lengths else 0.0
    pushes: list[float] = []
    made = []
    for _ in annotators:
        source = chance.choice(annotators)
        for _ in range(20):
            push = chance.randrange(max(1, length))
            if all(least <= abs(push - other) <= length - least for other in pushes):
                break
        pushes.append(push)
        moved = []
        for unit in source:
            start = (unit.start + push) % length
            moved.append(Unit(start, start + unit.end - unit.start, unit.label))
        made.append(moved)
    return made


def expected_disorders(
    annotators: Sequence[Sequence[Unit]],
    length: int,
    *,
    samples: int,
    seed: str,
    position: float = 1.0,
    label: float = 1.0,
) -> tuple[list[float], bool]:
    """The least disorders (sums) of annotations by chance, and whether they are sure to be the least."""
    chance = random.Random(seed)
    found = []
    sure = True
    for _ in range(samples):
        disorder, exact = best_disorder(shuffled(annotators, length, chance), position=position, label=label)
        found.append(disorder)
        sure = sure and exact
    return found, sure


def samples_needed(disorders: Sequence[float]) -> int:
    """How many samples give the mean with the wanted precision, from the spread of the first ones."""
    many = len(disorders)
    middle = sum(disorders) / many
    if many < 2 or not middle:
        return many
    spread = math.sqrt(sum((one - middle) ** 2 for one in disorders) / (many - 1)) / middle
    return min(MOST_SAMPLES, math.ceil((spread * 1.96 / PRECISION) ** 2))


def sampled(
    annotators: Sequence[Sequence[Unit]],
    length: int,
    *,
    seed: str,
    documents: int = 1,
    position: float = 1.0,
    label: float = 1.0,
) -> tuple[float, bool]:
    """The expected disorder (a sum), from 30 samples or as many as the precision asks for, and whether it is sure.

    It is one of so many `documents` whose disorders are added: the more there are, the fewer samples each needs.
    """
    weights = {"position": position, "label": label}
    drawn, sure = expected_disorders(annotators, length, samples=FIRST_SAMPLES, seed=seed, **weights)
    needed = math.ceil(samples_needed(drawn) / documents)
    if needed > FIRST_SAMPLES:
        drawn, sure = expected_disorders(annotators, length, samples=needed, seed=seed, **weights)
    return sum(drawn) / len(drawn), sure


def gamma(
    annotators: Sequence[Sequence[Unit]],
    length: int,
    *,
    seed: int = 1,
    position: float = 1.0,
    label: float = 1.0,
) -> float | None:
    """Gamma of one document: 1 - observed / expected disorder; None where nothing is marked."""
    observed, _ = best_disorder(annotators, position=position, label=label)
    expected, _ = sampled(annotators, length, seed=str(seed), position=position, label=label)
    return 1 - observed / expected if expected else None
