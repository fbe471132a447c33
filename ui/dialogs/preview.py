"""What an export would hold and lose, as a dialog shows it: counted here, or by a child and read from its JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from ui.dialogs.frame import plural
from workbench.project.report import WHO, ExportReport, rounds_words, untouched_words

_OPTIONS = re.compile(r" \((?:--[a-z-]+(?:, )?)+\)")  # of the command, which a dialog has lists for


class Place(Struct, frozen=True):
    """Where an example of a loss is: ids, and code points."""

    document: str
    target: str
    start: int
    end: int


class LossShown(Struct, frozen=True):
    """One kind of loss: its effect, how many, and up to ten examples as lines with their places."""

    kind: str
    count: int
    effect: str
    examples: tuple[tuple[str, Place], ...]


class Preview(Struct, frozen=True):
    """The numbers of an export; `left_out` counts layers by their status, `other_rounds` those of other rounds.

    `untouched` are the documents without a layer.
    """

    documents: int
    layers: int
    spans: int
    relations: int
    left_out: Mapping[str, int]
    other_rounds: int
    untouched: int
    losses: Sequence[LossShown]
    warnings: Sequence[str] = ()


def of_report(report: ExportReport, *, blind: bool = False) -> Preview:
    """The preview of a report that was made in this process."""
    return of_json(json.dumps(report.plain()), blind=blind)


def of_json(text: str, *, blind: bool = False) -> Preview:
    """The preview in what `workbench export --dry-run --json` prints.

    Examples say whose they are where several people's layers go out; blind, no name is shown.
    """
    plain = json.loads(text)
    named = len(plain["annotators"]) > 1 and not blind
    return Preview(
        plain["documents"],
        plain["layers"],
        plain["spans"],
        plain["relations"],
        plain["layers_left_out"],
        plain.get("rounds_left_out", 0),
        plain.get("documents_left_out", 0),
        [
            LossShown(
                line["kind"],
                line["count"],
                line["effect"],
                tuple(
                    (_example(one, named=named, hidden=blind and line["kind"] == WHO), _place(one))
                    for one in line["examples"]
                ),
            )
            for line in plain["losses"]
        ],
        [_OPTIONS.sub("", warning) for warning in plain["warnings"]],
    )


def left_out_words(report: Preview) -> str:
    """Which layers stay here by status and round, and where to take them; empty for none."""
    count = sum(report.left_out.values())
    reasons = ", ".join(f"{number:,} {status}" for status, number in sorted(report.left_out.items()))
    lines = []
    if count:
        lines.append(
            f"{plural(count, 'layer')} left out by status: {reasons}. Tick more under Status to take them."
        )
    if report.other_rounds:
        lines.append(f"{rounds_words(report.other_rounds)}. Choose under Round which to take.")
    if report.untouched:
        lines.append(f"{untouched_words(report.untouched)}.")
    return "\n".join(lines)


def nothing_words(report: Preview, verb: str) -> str:
    """Why nothing goes out, in the dialog's own words."""
    count = sum(report.left_out.values())
    nothing = f"There is nothing to {verb}: "
    if count:
        return (
            f"{nothing}{plural(count, 'layer is', 'layers are')} left out by status. "
            f"Tick more under Status to take {'it' if count == 1 else 'them'}."
        )
    if report.untouched:
        return f"{nothing}{untouched_words(report.untouched)}."
    if report.other_rounds:
        return f"{nothing}{rounds_words(report.other_rounds)}. Choose another Round."
    return f"{nothing}no layer fits this choice."


def _example(one: Mapping[str, Any], *, named: bool, hidden: bool) -> str:
    what = "names are hidden" if hidden else one["what"]
    whose = one.get("annotator", "") if named and one["target"] else ""
    return "  ·  ".join(part for part in (what, one["document"], whose) if part)


def _place(one: Mapping[str, Any]) -> Place:
    return Place(one["document_id"], one["target"], one["start"], one["end"])
