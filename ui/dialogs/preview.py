"""What an export would hold and lose, as a dialog shows it: counted here, or by a child and read from its JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.project.report import ExportReport


@dataclass(frozen=True, slots=True)
class Place:
    """Where an example of a loss is: ids, and code points."""

    document: str
    target: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LossShown:
    """One kind of loss: its effect, how many, and up to ten examples as lines with their places."""

    kind: str
    count: int
    effect: str
    examples: tuple[tuple[str, Place], ...]


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
                line["effect"],
                tuple((_example(one), _place(one)) for one in line["examples"]),
            )
            for line in plain["losses"]
        ],
    )


def _example(one: Mapping[str, Any]) -> str:
    return f"{one['what']}  ·  {one['document']}" if one["document"] else one["what"]


def _place(one: Mapping[str, Any]) -> Place:
    return Place(one["document_id"], one["target"], one["start"], one["end"])
