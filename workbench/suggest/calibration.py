"""From what a model says of itself to how often it is right: isotonic regression by pooling adjacent violators
(Ayer and others 1955; Zadrozny and Elkan 2002)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter

Step = tuple[float, float]  # a score of the model, and how often it is right there
Seen = tuple[
    int, float, bool
]  # a part of the documents, a score of the model there, and whether it was right
_PRIOR = [
    (at / 20 + 0.025, (at / 20 + 0.025) / 2) for at in range(20)
]  # what is believed before anything is seen


def calibrate(seen: Iterable[tuple[float, bool]]) -> list[Step]:
    """A rising curve through scores and whether they were right, by score.

    Twenty observations that the model is half as good as it says go in beside them, so that a handful of cases does
    not decide, and a miss at the very end: nothing is ever certain.
    """
    everything = sorted([*((score, float(right)) for score, right in seen), *_PRIOR, (1.0, 0.0)])
    blocks: list[list[float]] = []  # sum of scores, sum of hits, number
    for score, group in groupby(everything, key=itemgetter(0)):
        hits = [hit for _, hit in group]
        blocks.append([score * len(hits), sum(hits), len(hits)])
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return [(scores / number, hits / number) for scores, hits, number in blocks]


def calibrated(curve: list[Step], score: float) -> float:
    """A score as a probability from 0 to 1: on the curve, straight between its points, level outside of them."""
    at = bisect_left(curve, (score, 0.0))
    if at == 0 or at == len(curve):
        return curve[min(at, len(curve) - 1)][1] if curve else score
    (x0, y0), (x1, y1) = curve[at - 1], curve[at]
    return y0 + (y1 - y0) * (score - x0) / (x1 - x0)


def crosswise(seen: Sequence[Seen]) -> Iterator[tuple[float, bool]]:
    """Scores as probabilities, each on a curve that has not seen its own part, and whether they were right.

    That is what calibration is worth on documents that are new.
    """
    for part in sorted({part for part, _, _ in seen}):
        curve = calibrate((score, right) for other, score, right in seen if other != part)
        yield from ((calibrated(curve, score), right) for at, score, right in seen if at == part)
