"""What an export or a freezing would hold and lose, as the commands print it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from workbench.cli.opening import count, print_json
from workbench.formats import flat
from workbench.project.report import (
    CHANGED,
    KEPT,
    LEFT_OUT,
    OTHER_GROUP,
    ExportReport,
    how_to_take,
    rounds_words,
    untouched_words,
)

_SETTLED = {  # the option that settles what becomes of losses of these kinds
    "--overlaps": (flat.NESTED, flat.OVERLAPPING),
    "--fragments": (flat.FRAGMENTS,),
    "--misaligned": (flat.INSIDE,),
    "--set groups=": (flat.UNTAGGED,),
}
_EFFECTS = {
    LEFT_OUT: "cannot hold, or was not asked for",
    CHANGED: "holds otherwise",
    KEPT: "kept where trainers do not look",
}


def print_report(report: ExportReport, *, json: bool, words: Mapping[str, Any] | None = None) -> None:
    """Print a report; warnings go to standard error. `words` are what was asked for."""
    for warning in report.warnings:
        print(warning, file=sys.stderr)
    if json:
        print_json(report.plain(**(words or {})))
        return
    print(
        f"{count(report.documents, 'document')}, {count(report.layers, 'layer')}, {count(report.spans, 'span')}, "
        f"{count(report.relations, 'relation')}."
    )
    if report.tokens:
        print(f"Tokens: {report.tokens}.")
    if report.split:
        parts = ", ".join(f"{name} {number:,}" for name, number in report.split["documents"].items())
        print(f"Split “{report.split['name']}”: {parts}.")
    for status, number in sorted(report.left_out.items()):
        print(f"Left out by status: {count(number, 'layer')} {status}.")
    if report.left_out:
        print(how_to_take(report))
    if report.untouched:
        print(f"{untouched_words(report.untouched)}.")
    if report.other_rounds:
        print(f"{rounds_words(report.other_rounds)}. --round latest takes the last of each, --round all all.")
    for line in report.lines():
        named = len(report.annotators) > 1
        shown = "; ".join(example.words(named=named) for example in line.examples[:2])
        print(f"{report.format}, {_EFFECTS[line.effect]}: {line.kind}: {line.count:,}, e.g. {shown}")
    settled = [
        option
        for option, kinds in _SETTLED.items()
        if any(line.kind.startswith(kinds) for line in report.lines())
    ]
    if settled:
        names = " and ".join(filter(None, (", ".join(settled[:-1]), settled[-1])))
        print(f"{names} {'say' if len(settled) > 1 else 'says'} what becomes of such spans.")
    if any(line.kind.startswith(f"{OTHER_GROUP} ") for line in report.lines()):
        print("--group NAME takes a group that was not chosen, --label NAME a label.")
