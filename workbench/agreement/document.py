"""The layers of one document while they are compared: what is found, and how readings are counted."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from workbench.agreement.types import Agreed, Disagreement, Side
from workbench.model import Attributes, Bundle, Span
from workbench.schema import Schema

Reading = TypeVar("Reading", bound=Hashable)


class Compared:
    """`numbers` gives spans that mark the same thing the same number, by (layer, id of the span)."""

    def __init__(
        self, layers: Sequence[Bundle], schema: Schema, threshold: int | None, *, keep_agreed: bool
    ) -> None:
        self.layers = layers
        self.keep_agreed = keep_agreed
        self.who = [(bundle.annotator.id if bundle.annotator else "", bundle.round) for bundle in layers]
        self.schema = schema
        self.count = len(layers)
        self.need = self.count if threshold is None else min(self.count, max(2, threshold))
        self.need = max(self.need, (self.count + 1) // 2)
        self.document = layers[0].document.id
        self.related = any(bundle.relations for bundle in layers)
        self.differing: list[Disagreement] = []
        self.agreed: list[Agreed] = []
        self.numbers: dict[tuple[int, str], int] = {}  # (layer, span id) -> number

    def number(
        self, members: Iterable[tuple[int, Span]], *, like: Sequence[tuple[int, Span]] | None = None
    ) -> None:
        """Note that spans mark the same thing, or the same as those before; only relations ask for it."""
        if self.related:
            number = self.numbers[like[0][0], like[0][1].id] if like else len(self.numbers)
            self.numbers.update(((at, span.id), number) for at, span in members)

    def most(self, readings: Sequence[Reading]) -> tuple[Reading, bool]:
        """The commonest reading, and whether enough have it while no other is as common."""
        times: dict[Reading, int] = {}
        for reading in readings:
            times[reading] = times.get(reading, 0) + 1
        most = max(times.values())
        common = [reading for reading, number in times.items() if number == most]
        return common[0], most >= self.need and len(common) == 1

    def attributes(
        self,
        group: str,
        values: Sequence[tuple[int, Attributes]],
        hull: tuple[int, int] = (0, 0),
        *,
        label: str = "",
        spans: Mapping[int, Sequence[Span]] | None = None,
        relations: Mapping[int, str] | None = None,
    ) -> Attributes:
        """Compare the attributes that layers give the same thing; returns those that enough have alike."""
        if all(one == values[0][1] for _, one in values):
            return dict(values[0][1])
        agreed: Attributes = {}
        differing: list[str] = []
        for name in names(one for _, one in values):
            common, enough = self.most([plain(one.get(name)) for _, one in values])
            if not enough:
                differing.append(name)
                continue
            value = next(one.get(name) for _, one in values if plain(one.get(name)) == common)
            if value is not None:
                agreed[name] = value
        if differing:
            sides = tuple(
                self.side(at, (spans or {}).get(at, ()), [relations[at]] if relations else ())
                for at, _ in values
            )
            start, end = hull
            self.differing.append(
                Disagreement(
                    self.document, group, "attributes", start, end, sides, (label, label), tuple(differing)
                )
            )
        return agreed

    def side(self, at: int, spans: Sequence[Span], relations: Iterable[str] = ()) -> Side:
        """What a layer has, by place."""
        annotator, round_ = self.who[at]
        if not spans:
            return Side(annotator, round_, (), (), tuple(relations))
        if len(spans) == 1:
            return Side(annotator, round_, (spans[0].id,), (spans[0].label,), tuple(relations))
        ordered = sorted(spans, key=lambda span: (span.start, span.end, span.id))
        return Side(
            annotator,
            round_,
            tuple([span.id for span in ordered]),
            tuple([span.label for span in ordered]),
            tuple(relations),
        )


def plain(value: Any) -> Hashable:
    """An attribute's value as something that can be counted: what is chosen of a list has no order."""
    return tuple(sorted(value)) if isinstance(value, list) else (type(value) is bool, value)


def names(values: Iterable[Attributes]) -> list[str]:
    return sorted({name for one in values for name in one})
