"""The command that reports agreement."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import typer

from workbench import jobs
from workbench.agreement.report import TITLES, Cell, Report, Row, Value
from workbench.cli.opening import count, opened, print_json, run
from workbench.project.agreement import Question
from workbench.project.comparing import Layers

_DASH = "–"
_OF_ONE_PAIR = ("precision", "recall")  # their mean over pairs says nothing
_DETAILS = (*_OF_ONE_PAIR, "alpha_u_boundaries", "alpha_u_labels")  # left to --json in a wide table
_MOST_COLUMNS = 10


def agreement(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    by: str = typer.Option(
        "", help="Rows by label, group, pair, document, month or origin (by hand, from suggestions)."
    ),
    measure: list[str] = typer.Option(
        [],
        help="f1, kappa, alpha, alpha-u, attributes, relations (these are the usual), alpha-u-2004, gamma.",
    ),
    annotator: list[str] = typer.Option(
        [], help="Only these, at least two; the first is the reference of precision and recall."
    ),
    group: list[str] = typer.Option([], help="Only spans of these groups of labels."),
    status: list[str] = typer.Option([], help="Layers of these statuses; else done and reviewed."),
    round: int = typer.Option(
        1, help="The round that is compared; 0: each annotator's rounds with each other."
    ),
    tokeniser: str = typer.Option(
        "", help="whitespace, words, spacy:LANGUAGE or a tokenizer.json; else the project's, else words."
    ),
    intervals: int = typer.Option(0, help="Resamples of documents for 95 % intervals, such as 1000."),
    seed: int = typer.Option(1, help="For resamples and for gamma: the same seed gives the same figures."),
    confusion: bool = typer.Option(False, "--confusion", help="Show which labels stand against which."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
    progress: str = typer.Option("auto", hidden=True, help="auto, json or none."),
) -> None:
    """Say how much annotators agree. Layers that are done or reviewed are compared, document by document."""
    statuses = tuple(status) if status else None
    layers = Layers(tuple(annotator), statuses, round, tuple(group))
    question = Question(layers, by, tuple(measure), intervals, seed, tokeniser)
    with opened(project) as source:
        report = run(jobs.agreement_job(source, question), progress=progress)
    if json:
        print_json(msgspec.to_builtins(report))
        return
    print(
        f"{', '.join(report.annotators)}; {count(report.documents, 'document')}, "
        f"{count(report.rows[0].spans, 'span')} of all together."
    )
    _print_rows(report, by)
    for one in report.attributes if not by else ():
        share = f"{one.same / one.compared:.3f}" if one.compared else _DASH
        alpha = "" if one.alpha is None else f", alpha {one.alpha:.3f}"
        print(f"  {one.label} {one.attribute}: {share} of {one.compared:,}{alpha}")
    if confusion:
        _print_matrix(report.confusion)
    for left in report.left_out:
        print(f"{left.measure}: {left.what}: {left.number:,}")


def _print_rows(report: Report, by: str) -> None:
    """A line for each measure, or with rows of a kind a line for each row."""
    one_pair = len(report.annotators) == 2 or by == "pair"
    every = dict.fromkeys(id for row in report.rows for id in row.values)
    ids = [
        id
        for id in sorted(every, key=list(TITLES).index)
        if any(id in row.values and row.values[id].value is not None for row in report.rows)
        and (one_pair or not id.endswith(_OF_ONE_PAIR))
    ]
    if not by:
        width = max((len(TITLES[id]) for id in ids), default=0)
        for id in ids:
            print(f"  {TITLES[id]:{width}}  {_shown(report.rows[0].values[id])}")
        return
    if len(ids) > _MOST_COLUMNS:
        ids = [id for id in ids if not id.endswith(_DETAILS)]
    rows = [row for row in report.rows if row.key or by != "pair" or len(report.annotators) > 2]
    lines = [["", "documents", "spans", *(TITLES[id] for id in ids)]]
    lines += [_cells(row, ids) for row in rows]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    for line in lines:
        numbers = [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join([line[0].ljust(widths[0]), *numbers]))


def _cells(row: Row, ids: Sequence[str]) -> list[str]:
    return [row.title, f"{row.documents:,}", f"{row.spans:,}", *(_shown(row.values.get(id)) for id in ids)]


def _shown(value: Value | None) -> str:
    if value is None or value.value is None:
        return _DASH
    if value.low is None or value.high is None:
        return f"{value.value:.3f}"
    return f"{value.value:.3f} [{value.low:.3f}, {value.high:.3f}]"


def _print_matrix(cells: Sequence[Cell]) -> None:
    """Pairs of spans, the most frequent first: agreement, then what stands against what."""
    print(
        "Pairs of spans: the first annotator's label, the second's, with the same and with other boundaries."
    )
    width = max((len(name) for cell in cells for name in (cell.a, cell.b)), default=0)
    width = max(width, len("none"))
    for cell in sorted(cells, key=lambda cell: (-cell.exact - cell.boundary, cell.a, cell.b)):
        a, b = cell.a or "none", cell.b or "none"
        number = cell.exact + cell.boundary
        if cell.a and cell.b:
            print(f"  {a:{width}}  {b:{width}}  {cell.exact:>8,}  boundary {cell.boundary:>8,}")
        else:
            print(f"  {a:{width}}  {b:{width}}  {number:>8,}")
