"""Training a project's model, and finding out by cross-validation how good it is. Pure; documents are the folds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Mapping, Sequence

import msgspec
from msgspec import Struct

from workbench.model import Progress, Span
from workbench.schema import Schema
from workbench.suggest.calibration import Seen, calibrate, crosswise
from workbench.suggest.memory import Lesson
from workbench.suggest.model import VERSION, ModelFile, Prepared, Reader, fit, learnable, prepared

LEAST = 5  # documents to train on
_FOLDS = 5
# up to so many documents, so many of the folds are tried; with more, one is enough
_TRIED = ((20, 5), (60, 3))
_SHARES = (0.125, 0.25, 0.5)  # of the documents, for the learning curve; the whole is measured anyway


class Quality(Struct, frozen=True):
    """How good a model is on documents that it has not seen, by exact span and label. An empty label is all of them;
    `spans` is how many people have made."""

    label: str
    precision: float
    recall: float
    f1: float
    spans: int


class Point(Struct, frozen=True):
    """F1 on documents not seen, after so many documents."""

    documents: int
    f1: float


class Band(Struct, frozen=True):
    """Proposals of one score (the lower edge of a hundredth) on documents not seen: how many, and how many right."""

    score: float
    proposed: int
    right: int


class Report(Struct, frozen=True):
    """What training found out: on how many documents, in how many folds, by label, and as a learning curve.

    `held_out` is on how many documents it was tried without having seen them; `bands` are its proposals there by
    score, calibrated on the other ones of them.
    """

    documents: int
    folds: int
    quality: tuple[Quality, ...]
    curve: tuple[Point, ...]
    held_out: int = 0
    bands: tuple[Band, ...] = ()

    @property
    def whole(self) -> Quality:
        """How good it is over all labels."""
        return self.quality[0] if self.quality else Quality("", 0.0, 0.0, 0.0, 0)

    def quality_from(self, threshold: float) -> tuple[int, int]:
        """How many proposals it makes of a score of at least `threshold` (0 to 1), and how many of them are right."""
        kept = [band for band in self.bands if band.score >= threshold - 1e-9]
        return sum(band.proposed for band in kept), sum(band.right for band in kept)

    def reliability(self, parts: int = 10) -> list[tuple[float, float, int]]:
        """For each of so many equal stretches of the score in which there are proposals: the mean score, the share
        that is right, and how many there are."""
        found = []
        for part in range(parts):
            low, high = part / parts - 1e-9, (part + 1) / parts - 1e-9
            here = [band for band in self.bands if low <= band.score < high]
            if number := sum(band.proposed for band in here):
                mean = sum((band.score + 0.005) * band.proposed for band in here) / number
                found.append((mean, sum(band.right for band in here) / number, number))
        return found

    @property
    def calibration_error(self) -> float:
        """How far score and share of right ones lie apart on average, in ten stretches weighted by their proposals
        (the expected calibration error of Naeini and others 2015)."""
        found = self.reliability()
        total = sum(number for _, _, number in found)
        return sum(abs(score - right) * number for score, right, number in found) / total if total else 0.0


class _Counts:
    def __init__(self) -> None:
        self.right: Counter[str] = Counter()
        self.proposed: Counter[str] = Counter()
        self.made: Counter[str] = Counter()

    def add(self, proposed: Iterable[Span], made: Iterable[Span]) -> None:
        want = {(span.start, span.end, span.label) for span in made}
        for span in proposed:
            self.proposed[span.label] += 1
            self.right[span.label] += (span.start, span.end, span.label) in want
        self.made.update(label for _, _, label in want)

    def quality(self, label: str = "") -> Quality:
        right, proposed, made = (
            counter[label] if label else counter.total() for counter in (self.right, self.proposed, self.made)
        )
        return Quality(
            label,
            right / proposed if proposed else 0.0,
            right / made if made else 0.0,
            2 * right / (proposed + made) if proposed + made else 0.0,
            made,
        )


def train(
    lessons: Iterable[Lesson], schema: Schema, *, curve: bool = False
) -> Generator[Progress, None, tuple[bytes, Report]]:
    """Train on lessons, after trying it with some of their documents held out; returns the model and what it is worth.

    `curve` tries it with fewer documents too. The same lessons in the same order give the same bytes. Needs LEAST
    documents; the caller sees to that. Raises UserError without the extra `learn`.
    """
    groups = learnable(schema)
    everything = [prepared(lesson, groups) for lesson in lessons]
    documents = list(dict.fromkeys(one.lesson.document for one in everything))
    folds = next((folds for most, folds in _TRIED if len(documents) <= most), 1)
    steps = folds + (len(_SHARES) if curve else 0) + 1
    counts = _Counts()
    seen: dict[str, list[Seen]] = {group: [] for group in groups}
    part_of = {id: at % _FOLDS if folds > 1 else at // _FOLDS % 2 for at, id in enumerate(documents)}
    tried: set[str] = set()
    for fold in range(folds):
        yield Progress(fold, steps, f"held-out documents, part {fold + 1} of {folds}")
        held = set(documents[fold::_FOLDS])
        tried |= held
        _try(everything, held, set(documents) - held, groups, counts, seen, part_of)
    points: list[Point] = []
    if curve:
        points = yield from _curve(everything, documents, groups, counts.quality().f1, folds, steps)
    yield Progress(steps - 1, steps, "the model")
    models, forms = {}, {}
    for group in groups:
        content, recall = fit(everything, group)
        if content:
            models[group], forms[group] = content, recall.forms
    curves = {group: calibrate((score, right) for _, score, right in seen[group]) for group in models}
    file = ModelFile(VERSION, models, forms, curves)
    labels = [label for label in counts.made | counts.proposed if label]
    quality = (counts.quality(), *(counts.quality(label) for label in sorted(labels)))
    report = Report(len(documents), folds, quality, tuple(points), len(tried), _bands(seen.values()))
    return msgspec.msgpack.encode(file), report


def _bands(seen: Iterable[Sequence[Seen]]) -> tuple[Band, ...]:
    """Proposals by the hundredth of their score, each calibrated without its own part of the documents."""
    proposed: Counter[int] = Counter()
    right: Counter[int] = Counter()
    for group in seen:
        for score, hit in crosswise(group):
            proposed[min(99, int(score * 100))] += 1
            right[min(99, int(score * 100))] += hit
    return tuple(Band(at / 100, proposed[at], right[at]) for at in sorted(proposed))


def _curve(
    everything: Sequence[Prepared],
    documents: Sequence[str],
    groups: Iterable[str],
    whole: float,
    folds: int,
    steps: int,
) -> Generator[Progress, None, list[Point]]:
    """F1 on the first held-out part after fewer documents, and last on all parts after all (`whole`)."""
    held = set(documents[::_FOLDS])
    others = [document for document in documents if document not in held]
    points = {len(others): whole}
    for number, share in enumerate(_SHARES):
        yield Progress(folds + number, steps, "the learning curve")
        some = max(1, round(share * len(others)))
        if some not in points:
            counts = _Counts()
            _try(everything, held, set(others[:some]), groups, counts, None, {})
            points[some] = counts.quality().f1
    return [Point(number, points[number]) for number in sorted(points)]


def _try(
    everything: Sequence[Prepared],
    held: set[str],
    taught: set[str],
    groups: Iterable[str],
    counts: _Counts,
    seen: dict[str, list[Seen]] | None,
    part_of: Mapping[str, int],
) -> None:
    """Train on some documents, read those held out, count what is right, and note scores for calibration."""
    for group in groups:
        content, recall = fit([one for one in everything if one.lesson.document in taught], group)
        reader = Reader(content, recall) if content else None
        for one in everything:
            if one.lesson.document not in held:
                continue
            proposed = list(reader.read(one.lesson.text, one.sentences)) if reader else []
            counts.add(proposed, one.spans[group])
            if seen is not None:
                want = {(span.start, span.end, span.label) for span in one.spans[group]}
                part = part_of[one.lesson.document]
                seen[group] += [
                    (part, span.score or 0.0, (span.start, span.end, span.label) in want) for span in proposed
                ]
