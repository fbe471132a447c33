"""A report of agreement: rows of measures with their intervals, from the counts of all documents."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence

from msgspec import Struct

from workbench.agreement import formulas
from workbench.agreement.measures import Measure, values
from workbench.agreement.sums import Index, Sums
from workbench.agreement.tally import Counts, Tally, interval
from workbench.model import Progress

ENOUGH = 20  # resamples in which a measure must be defined to have an interval
TITLES = {
    "exact": "F1 exact",
    "exact_precision": "precision",
    "exact_recall": "recall",
    "partial": "F1 partial",
    "partial_precision": "precision",
    "partial_recall": "recall",
    "label_only": "F1 label",
    "label_only_precision": "precision",
    "label_only_recall": "recall",
    "kappa": "kappa",
    "alpha": "alpha",
    "alpha_u": "alpha-u",
    "alpha_u_boundaries": "alpha-u boundaries",
    "alpha_u_labels": "alpha-u labels",
    "alpha_u_label": "(k)u-alpha",
    "alpha_u_2004": "alpha-u 2004",
    "attributes": "attributes",
    "relations": "F1 relations",
    "gamma": "gamma",
}


class Value(Struct, frozen=True):
    """A measure, None where it is not defined, and its 95 % interval, None where there is none."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Row(Struct, frozen=True):
    """The measures of everything (an empty key), or of one label, group, pair, document, month or origin.

    `spans` counts those of all annotators, or of the pair. `values` are by the ids of `TITLES`.
    """

    key: str
    title: str
    documents: int
    spans: int
    values: dict[str, Value]


class AttributeRow(Struct, frozen=True):
    """How often paired spans of a label have the same value of an attribute.

    `alpha` is Krippendorff's for nominal data, where the schema lists the values.
    """

    label: str
    attribute: str
    compared: int
    same: int
    alpha: float | None


class Cell(Struct, frozen=True):
    """A cell of the matrix: how many spans that the first annotator of a pair labelled `a` the second labelled `b`.

    Empty: the other has none there. `exact` with the same fragments, `boundary` with others.
    """

    a: str
    b: str
    exact: int
    boundary: int


class LeftOut(Struct, frozen=True):
    """What a measure does not see, or sees in its own way, with its number."""

    measure: str
    what: str
    number: int


class Report(Struct, frozen=True):
    """All that `workbench agreement` says. `annotators` are in the order of precision and recall: of a pair
    the first is the reference."""

    annotators: list[str]
    documents: int
    rows: list[Row]
    attributes: list[AttributeRow]
    confusion: list[Cell]
    left_out: list[LeftOut]
    resamples: int


class Part(Struct, frozen=True):
    """What a row is about: a scope of the counts, or some documents (by their places), or one pair."""

    key: str
    title: str
    scope: str = ""
    documents: list[int] | None = None
    pair: int | None = None


def evaluate(
    tally: Tally,
    parts: Sequence[Part],
    measures: Iterable[Measure],
    *,
    pairs: Sequence[int],
    shares: int,
    resamples: int = 0,
    seed: int = 1,
) -> Generator[Progress, None, list[Row]]:
    """The rows, with percentile intervals over documents if resamples are wanted and there are two documents."""
    wanted = frozenset(measures)
    rows: dict[str, Row] = {}
    together: dict[tuple[int, ...] | None, list[Part]] = {}
    for part in parts:
        together.setdefault(None if part.documents is None else tuple(part.documents), []).append(part)
    done, total = 0, resamples * len(together)
    for chosen, several in together.items():
        counts = tally.total(chosen)
        index = Index(counts)

        def of(part: Part, counts: Counts, index: Index = index) -> Mapping[str, float | None]:
            sums = Sums(counts, index, shares=shares)
            mine = pairs if part.pair is None else [part.pair]
            return values(sums, wanted, part.scope, mine, -1 if part.pair is None else part.pair)

        drawn: dict[tuple[str, str], list[float]] = {}
        many = len(tally) if chosen is None else len(chosen)
        for sample in tally.resamples(resamples, seed=seed, chosen=chosen) if many > 1 else ():
            for part in several:
                for id, value in of(part, sample).items():
                    if value is not None:
                        drawn.setdefault((part.key, id), []).append(value)
            done += 1
            if done % 20 == 0:
                yield Progress(done, total, "resampling")
        for part in several:
            found = {
                id: _value(value, drawn.get((part.key, id), ())) for id, value in of(part, counts).items()
            }
            spans = ("spans", part.scope) if part.pair is None else ("pair spans", part.pair)
            rows[part.key] = Row(part.key, part.title, _documents(tally, part), counts.get(spans, 0), found)
    return [rows[part.key] for part in parts]


def _value(value: float | None, drawn: Sequence[float]) -> Value:
    if value is None or len(drawn) < ENOUGH:
        return Value(value)
    return Value(value, *interval(drawn))


def _documents(tally: Tally, part: Part) -> int:
    """The documents that a row rests on: of a label those that have it, of a pair those of both."""
    if part.documents is not None:
        return len(part.documents)
    if part.scope:
        return tally.having(("spans", part.scope))
    if part.pair is not None:
        return tally.having(("pair", part.pair))
    return len(tally)


def attribute_rows(counts: Counts) -> list[AttributeRow]:
    """The attributes of paired spans, by label."""
    index = Index(counts)
    sums = Sums(counts, index, shares=1)
    found = []
    for label, name in sorted({(str(key[1]), str(key[2])) for key in counts if key[0] == "value"}):
        whole, same = sums.get("value", label, name, "all"), sums.get("value", label, name, "same")
        a, b = sums.several("value", label, name, "a"), sums.several("value", label, name, "b")
        both = {value: a.get(value, 0) + b.get(value, 0) for value in {*a, *b}}
        found.append(
            AttributeRow(label, name, whole, same, formulas.alpha(2 * (whole - same), both) if both else None)
        )
    return found


def cells(confusion: Mapping[tuple[str, str, bool], int]) -> list[Cell]:
    """The matrix, by labels."""
    return [
        Cell(a, b, confusion.get((a, b, True), 0), confusion.get((a, b, False), 0))
        for a, b in sorted({(a, b) for a, b, _ in confusion})
    ]
