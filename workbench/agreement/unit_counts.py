"""Lengths that annotators have in common, for Krippendorff's coefficients of unitising.

The family of 2016: K. Krippendorff, Y. Mathet, S. Bouvry, A. Widlöcher, "On the reliability of unitizing
textual continua: Further developments", Quality & Quantity 50 (2016), also Content Analysis (2019), section
12.6. The coefficient of 2004: K. Krippendorff, "Measuring the reliability of qualitative text analysis data",
Quality & Quantity 38 (2004), also Content Analysis (2004), section 11.6.
"""

from __future__ import annotations

from collections import Counter
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
    paired: dict[str, int] = {}
    same: dict[str, int] = {}
    both = 0
    for a, b in combinations(range(len(annotators)), 2):
        for at, place, shared in _intersections(annotators[a], annotators[b]):
            first, second = annotators[a][at][2], annotators[b][place][2]
            both += shared
            pairable[a][at] += shared
            pairable[b][place] += shared
            paired[first] = paired.get(first, 0) + shared
            paired[second] = paired.get(second, 0) + shared
            if first == second:
                same[first] = same.get(first, 0) + shared
    lengths: dict[str, int] = {}
    itself: dict[str, int] = {}
    covered = squares = 0
    for one, shares_ in zip(annotators, pairable, strict=True):
        for (start, end, label), shared in zip(one, shares_, strict=True):
            long = end - start
            covered += long
            squares += long * long
            lengths[label] = lengths.get(label, 0) + long
            if shared:
                itself[label] = itself.get(label, 0) + shared * shared
    add(counts, *key, "all", number=length * len(annotators))
    add(counts, *key, "covered twice", number=2 * both * part)
    # each annotator is paired with all the others: what is covered by one of two alone
    add(counts, *key, "covered once", number=(2 * covered * others - 4 * both) * part)
    add(counts, *key, "same twice", number=2 * sum(same.values()) * part)
    add(counts, *key, "itself", number=length * len(annotators) - covered + squares)
    for what, by_label, times in (
        ("length", lengths, 1),
        ("paired", paired, part),
        ("same", same, 2 * part),
        ("itself paired", itself, part * part),
    ):
        for label, number in by_label.items():
            whole = (*key, what, label)
            counts[whole] = counts.get(whole, 0) + number * times


def _intersections(a: Sequence[Unit], b: Sequence[Unit]) -> Iterable[tuple[int, int, int]]:
    """The places of units that overlap, and how many code points they share."""
    at = place = 0
    while at < len(a) and place < len(b):
        low, high, _ = a[at]
        start, end, _ = b[place]
        shared = (high if high < end else end) - (low if low > start else start)
        if shared > 0:
            yield at, place, shared
        if high <= end:
            at += 1
        else:
            place += 1


def without_overlaps(spans: Iterable[Span]) -> tuple[list[Fragment], int]:
    """One label's units for the coefficient of 2004, the longest first where they overlap, and how many not."""
    parts = [part for span in spans for part in span.parts()]
    if len(parts) < 2:
        return parts, 0
    parts = sorted(set(parts))
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
    for unit, times in Counter(lengths).items():
        against_units = (len(lengths) - 1) / 3 * (2 * unit**3 - 3 * unit**2 + unit)
        wide = [gap for gap in gaps if gap >= unit]
        expected += times * (against_units + unit**2 * (sum(wide) - (unit - 1) * len(wide)))
    ways = many * length * (many * length - 1) - sum(unit * (unit - 1) for unit in lengths)
    return (
        2 * observed / (many * (many - 1) * length**2),
        2 / length * expected / ways if ways else 0.0,
    )


def _squares(a: Sequence[Fragment], b: Sequence[Fragment]) -> int:
    if a == b:
        return 0
    total = at = place = 0
    met: tuple[set[int], set[int]] = (set(), set())
    while at < len(a) and place < len(b):
        (low, high), (start, end) = a[at], b[place]
        if low < end and start < high:
            total += (low - start) ** 2 + (high - end) ** 2
            met[0].add(at)
            met[1].add(place)
        if high <= end:
            at += 1
        else:
            place += 1
    for units_, touched in ((a, met[0]), (b, met[1])):
        total += sum((end - low) ** 2 for at, (low, end) in enumerate(units_) if at not in touched)
    return total


def _gaps(units_: Sequence[Fragment], length: int) -> list[int]:
    edges = [0, *(edge for unit in units_ for edge in unit), length]
    return [high - low for low, high in zip(edges[::2], edges[1::2], strict=True) if high > low]
