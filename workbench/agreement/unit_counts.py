"""Lengths that annotators have in common, for Krippendorff's coefficients of unitising.

The family of 2016: K. Krippendorff, Y. Mathet, S. Bouvry, A. Widlöcher, "On the reliability of unitizing
textual continua: Further developments", Quality & Quantity 50 (2016), also Content Analysis (2019), section
12.6. The coefficient of 2004: K. Krippendorff, "Measuring the reliability of qualitative text analysis data",
Quality & Quantity 38 (2004), also Content Analysis (2004), section 11.6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from workbench.agreement.counting import add
from workbench.agreement.tally import Counts, Key
from workbench.model import Fragment, Span

FIXED = 1 << 32  # what fractions are multiplied by, to be whole numbers


class Unit(NamedTuple):
    """A stretch of a document with a label (code points)."""

    start: int
    end: int
    label: str


def units(spans: Iterable[Span]) -> tuple[list[Unit], int]:
    """One annotator's spans of a group as units that do not overlap, and how many code points several cover.

    Each fragment is a unit. Where spans overlap, the stretch under both is a unit of its own whose label
    is all of theirs, sorted and joined by "+".
    """
    parts = sorted([(low, high, span.label) for span in spans for low, high in span.parts()])
    found: list[Unit] = []
    several = at = 0
    while at < len(parts):
        end, next_ = parts[at][1], at + 1
        while next_ < len(parts) and parts[next_][0] < end:
            end = max(end, parts[next_][1])
            next_ += 1
        if next_ == at + 1:
            found.append(Unit(*parts[at]))
        else:
            for unit, covering in _cut(parts[at:next_]):
                found.append(unit)
                several += (unit.end - unit.start) * (covering > 1)
        at = next_
    return found, several


def _cut(parts: Sequence[tuple[int, int, str]]) -> Iterable[tuple[Unit, int]]:
    """Stretches that overlap, cut where one begins or ends; and how many cover each piece."""
    for start, end in pairwise(sorted({edge for low, high, _ in parts for edge in (low, high)})):
        here = [label for low, high, label in parts if low <= start and end <= high]
        if here:
            yield Unit(start, end, "+".join(sorted(set(here)))), len(here)


def count_units(
    counts: Counts, key: Key, annotators: Sequence[Sequence[Unit]], length: int, *, shares: int
) -> None:
    """Count under a key what the family of 2016 needs of one document, `length` code points long.

    `shares` is divisible by the number of annotators less one. The documents' continua are laid end to end.
    """
    others = len(annotators) - 1
    part = shares // others
    pairable: list[list[int]] = [[0] * len(one) for one in annotators]
    both = same = 0
    for a, b in combinations(range(len(annotators)), 2):
        for at, place, shared in _intersections(annotators[a], annotators[b]):
            first, second = annotators[a][at].label, annotators[b][place].label
            both += shared
            pairable[a][at] += shared
            pairable[b][place] += shared
            add(counts, *key, "paired", first, number=shared * part)
            add(counts, *key, "paired", second, number=shared * part)
            if first == second:
                same += shared
                add(counts, *key, "same", first, number=2 * shared * part)
    covered = sum(unit.end - unit.start for one in annotators for unit in one)
    add(counts, *key, "all", number=length * len(annotators))
    add(counts, *key, "covered twice", number=2 * both * part)
    # each annotator is paired with all the others: what is covered by one of two alone
    add(counts, *key, "covered once", number=(2 * covered * others - 4 * both) * part)
    add(counts, *key, "same twice", number=2 * same * part)
    squares = sum((unit.end - unit.start) ** 2 for one in annotators for unit in one)
    gaps = length * len(annotators) - covered
    add(counts, *key, "itself", number=gaps + squares)
    for one, paired in zip(annotators, pairable, strict=True):
        for unit, shared in zip(one, paired, strict=True):
            add(counts, *key, "length", unit.label, number=unit.end - unit.start)
            if shared:
                add(counts, *key, "itself paired", unit.label, number=(shared * part) ** 2)


def _intersections(a: Sequence[Unit], b: Sequence[Unit]) -> Iterable[tuple[int, int, int]]:
    """The places of units that overlap, and how many code points they share."""
    at = place = 0
    while at < len(a) and place < len(b):
        shared = min(a[at].end, b[place].end) - max(a[at].start, b[place].start)
        if shared > 0:
            yield at, place, shared
        if a[at].end <= b[place].end:
            at += 1
        else:
            place += 1


def without_overlaps(spans: Iterable[Span]) -> tuple[list[Fragment], int]:
    """One label's units for the coefficient of 2004, the longest first where they overlap, and how many not."""
    parts = sorted({part for span in spans for part in span.parts()})
    if all(one[1] <= other[0] for one, other in pairwise(parts)):
        return parts, 0
    kept: list[Fragment] = []
    for low, high in sorted(parts, key=lambda part: (part[0] - part[1], part)):
        if all(high <= start or end <= low for start, end in kept):
            kept.append((low, high))
    return sorted(kept), len(parts) - len(kept)


def boundary_disagreement(annotators: Sequence[Sequence[Fragment]], length: int) -> tuple[float, float]:
    """The observed and the expected disagreement of 2004 about one label, in a text of `length` code points.

    Observed: squared differences of both ends for units that overlap, the squared length of a unit that
    overlaps none of the other's; over all pairs of annotators. Expected: the same for all placements.
    """
    many = len(annotators)
    observed = sum(_squares(a, b) for a, b in combinations(annotators, 2))
    lengths = [end - start for one in annotators for start, end in one]
    gaps = [gap for one in annotators for gap in _gaps(one, length)]
    expected = 0.0
    for unit in set(lengths):
        against_units = (len(lengths) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        against_gaps = unit**2 * sum(gap - unit + 1 for gap in gaps if gap >= unit)
        expected += lengths.count(unit) * (against_units + against_gaps)
    ways = many * length * (many * length - 1) - sum(unit * (unit - 1) for unit in lengths)
    return (
        2 * observed / (many * (many - 1) * length**2),
        2 / length * expected / ways if ways else 0.0,
    )


def _squares(a: Sequence[Fragment], b: Sequence[Fragment]) -> int:
    total = 0
    for one, other in ((a, b), (b, a)):
        for start, end in one:
            touching = [unit for unit in other if unit[0] < end and start < unit[1]]
            if not touching:
                total += (end - start) ** 2
            elif one is a:
                total += sum((start - low) ** 2 + (end - high) ** 2 for low, high in touching)
    return total


def _gaps(units_: Sequence[Fragment], length: int) -> list[int]:
    edges = [0, *(edge for unit in units_ for edge in unit), length]
    return [high - low for low, high in zip(edges[::2], edges[1::2], strict=True) if high > low]
