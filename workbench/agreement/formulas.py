"""Coefficients from counts. None where one is not defined: nothing was marked, or chance alone explains all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence


def share(part: float, whole: float) -> float | None:
    """A part of a whole."""
    return part / whole if whole else None


def f1(matched_a: float, a: float, matched_b: float, b: float) -> float | None:
    """The harmonic mean of precision (matched_b / b) and recall (matched_a / a) where as many match on
    both sides: 2 * matched / (a + b). It is the same whoever is called the reference."""
    return (matched_a + matched_b) / (a + b) if a + b else None


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that are defined."""
    defined = [value for value in values if value is not None]
    return sum(defined) / len(defined) if defined else None


def kappa(same: float, a: Mapping[str, int], b: Mapping[str, int]) -> float | None:
    """Cohen's kappa (1960) of two annotators: `same` units have the same label; a and b count the
    labels that each gave, "none" being one of them."""
    n = sum(a.values())
    chance = sum(number * b.get(label, 0) for label, number in a.items())
    return (same * n - chance) / (n * n - chance) if n * n > chance else None


def alpha(differing: float, counts: Mapping[str, int]) -> float | None:
    """Krippendorff's alpha for nominal data (Content Analysis, 2004, section 11.3.3; 2011).

    `differing` is the sum over units of the differing ordered pairs of values, each weighted by
    1 / (values of the unit - 1); `counts` are the values by label, over all units.
    """
    n = sum(counts.values())
    chance = n * n - sum(number * number for number in counts.values())
    return 1 - (n - 1) * differing / chance if chance else None


def token_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's kappa of two annotators' labels of the same units."""
    return kappa(sum(a == b for a, b in zip(first, second, strict=True)), _counted(first), _counted(second))


def token_alpha(annotators: Sequence[Sequence[str]]) -> float | None:
    """Krippendorff's alpha of annotators' labels of the same units, nothing missing."""
    differing = 0.0
    counts: dict[str, int] = {}
    for unit in zip(*annotators, strict=True):
        here = _counted(unit)
        differing += (len(unit) ** 2 - sum(n * n for n in here.values())) / (len(unit) - 1)
        for label, number in here.items():
            counts[label] = counts.get(label, 0) + number
    return alpha(differing, counts)


def _counted(labels: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for label in labels:
        counts[label] = counts.get(label, 0) + 1
    return counts


def unit_alpha(differing: float, lengths: Mapping[str, float], length: float, itself: float) -> float | None:
    """Krippendorff's alpha of unitising (2016, equation for _u-alpha): units with their labels, and gaps.

    All are lengths in code points over all annotators: `differing` of ordered pairs of annotators whose
    labels differ, weighted by 1 / (annotators - 1); `lengths` by label; `length` of all texts; `itself` the
    squares of the lengths of units, and the lengths of gaps.
    """
    gaps = length - sum(lengths.values())
    pairs = length * length - gaps * gaps - sum(x * x for x in lengths.values())
    return _unit_alpha(differing, pairs, length, itself)


def unit_boundaries(differing: float, covered: float, length: float, itself: float) -> float | None:
    """The same of marked and unmarked alone, whatever the labels (2016, |u-alpha)."""
    return _unit_alpha(differing, 2 * covered * (length - covered), length, itself)


def unit_labels(differing: float, paired: Mapping[str, float], itself: float) -> float | None:
    """The same of labels alone, where both have marked something (2016, cu-alpha).

    `paired` are lengths by label that another annotator has marked too, `itself` the squares of each unit's.
    """
    length = sum(paired.values())
    return _unit_alpha(differing, length * length - sum(x * x for x in paired.values()), length, itself)


def _unit_alpha(differing: float, pairs: float, length: float, itself: float) -> float | None:
    if not length or pairs <= 0:
        return None
    expected = pairs / (length - itself / length) if length * length != itself else 0.0
    return 1 - differing / expected if expected else None


def unit_label(label: str, same: float, paired: Mapping[str, float], itself: float) -> float | None:
    """The same of one label where both have marked something (2016, (k)u-alpha).

    `same` is the length where both have this label, `itself` the squares of its units' paired lengths.
    """
    length, here = sum(paired.values()), paired.get(label, 0.0)
    if not here or length == here:
        return None
    return 1 - (here * length - itself) / here * (here - same) / (here * (length - here))


def ratio(observed: float, expected: float) -> float | None:
    """One minus the observed by the expected disagreement."""
    return 1 - observed / expected if expected else None
