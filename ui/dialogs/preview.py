"""What an export would hold and lose, as a dialog shows it: counted here, or by a child and read from its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.project.report import KEPT, ExportReport


@dataclass(frozen=True, slots=True)
class LossShown:
    """One kind of loss: how many, and up to ten examples as lines."""

    kind: str
    count: int
    examples: tuple[str, ...]
    kept: bool = False  # in the files all the same, where trainers do not look


@dataclass(frozen=True, slots=True)
class Preview:
    """The numbers of an export; `left_out` counts layers by their status."""

    documents: int
    layers: int
    spans: int
    relations: int
    left_out: Mapping[str, int]
    losses: Sequence[LossShown]


def of_report(report: ExportReport) -> Preview:
    """The preview of a report that was made in this process."""
    return of_json(json.dumps(report.plain()))


def of_json(text: str) -> Preview:
    """The preview in what `workbench export --dry-run --json` prints."""
    plain = json.loads(text)
    return Preview(
        plain["documents"],
        plain["layers"],
        plain["spans"],
        plain["relations"],
        plain["layers_left_out"],
        [
            LossShown(
                line["kind"],
                line["count"],
                tuple(_example(one) for one in line["examples"]),
                line["effect"] == KEPT,
            )
            for line in plain["losses"]
        ],
    )


def _example(one: Mapping[str, str]) -> str:
    return f"{one['what']}  ·  {one['document']}" if one["document"] else one["what"]
