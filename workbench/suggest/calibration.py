"""From what a model says of itself to how often it is right: a logistic curve, or with many observations an isotonic
one."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import exp, log
from operator import itemgetter

Step = tuple[float, float]  # a score of the model, and how often it is right there
Seen = tuple[
    int, float, bool
]  # a part of the documents, a score of the model there, and whether it was right
MANY = 1000  # observations from which on their own form is followed
_WEIGHT = 0.2  # of each belief beside a logistic curve, in observations
_ROUNDS = 60
_PRIOR = [
    (at / 20 + 0.025, (at / 20 + 0.025) / 2) for at in range(20)
]  # what is believed before anything is seen


def calibrate(seen: Iterable[tuple[float, bool]]) -> list[Step]:
    """A rising curve through scores and whether they were right, by score.

    Few observations are met by a logistic curve, which hardly follows chance; with many, isotonic regression follows
    whatever form there is (Niculescu-Mizil and Caruana 2005).
    """
    known = list(seen)
    return _logistic(known) if len(known) < MANY else _isotonic(known)


def _logistic(seen: Sequence[tuple[float, bool]]) -> list[Step]:
    """Platt's scaling (1999) of the log-odds of the score, by Newton's method, his targets a little inside of 0 and 1.

    A weak belief that the model is half as good as it says, and that the slope is 1, decides where nothing is seen.
    """
    right = sum(hit for _, hit in seen)
    targets = {True: (right + 1) / (right + 2), False: 1 / (len(seen) - right + 2)}
    points = [(_log_odds(score), targets[hit], 1.0) for score, hit in seen]
    points += [(_log_odds(score), rate, _WEIGHT) for score, rate in _PRIOR]
    slope, shift = 1.0, 0.0
    for _ in range(_ROUNDS):
        to_slope, to_shift = slope - 1.0, 0.0
        slope_slope, slope_shift, shift_shift = 1.0, 0.0, 0.0
        for x, target, weight in points:
            rate = _rate(slope * x + shift)
            off, curved = weight * (rate - target), weight * rate * (1 - rate)
            to_slope += off * x
            to_shift += off
            slope_slope += curved * x * x
            slope_shift += curved * x
            shift_shift += curved
        whole = slope_slope * shift_shift - slope_shift * slope_shift
        by_slope = (shift_shift * to_slope - slope_shift * to_shift) / whole
        by_shift = (slope_slope * to_shift - slope_shift * to_slope) / whole
        far = max(1.0, abs(by_slope), abs(by_shift))  # no step is longer than 1, or it would overshoot
        slope, shift = slope - by_slope / far, shift - by_shift / far
        if abs(by_slope) + abs(by_shift) < 1e-6:
            break
    slope = max(slope, 0.0)  # a score never means less than a lower one
    return [(at / 40, _rate(slope * _log_odds(at / 40) + shift)) for at in range(41)]


def _log_odds(score: float) -> float:
    inside = min(max(score, 1e-3), 1 - 1e-3)
    return log(inside / (1 - inside))


def _rate(x: float) -> float:
    return 1 / (1 + exp(-min(max(x, -30.0), 30.0)))


def _isotonic(seen: Sequence[tuple[float, bool]]) -> list[Step]:
    """Pooling adjacent violators (Ayer and others 1955; Zadrozny and Elkan 2002).

    Twenty observations that the model is half as good as it says go in beside them, and a miss at the very end:
    nothing is ever certain.
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
