"""The command that lists words with more than one label."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench.agreement.consistency import FormRow
from workbench.cli.opening import count, opened, print_json
from workbench.errors import UserError
from workbench.project import Project
from workbench.project.consistency import form_table


def consistency(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    annotator: list[str] = typer.Option([], help="Only the work of these (names or ids). Repeat for each."),
    fold: bool = typer.Option(
        False, "--fold", help="Words that differ in case and white space only are one."
    ),
    everything: bool = typer.Option(False, "--all", help="Also words that have one label only."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """List the words that carry more than one label of a group. With how often each, the oddest first."""
    with opened(project) as source:
        rows = form_table(source, [id for name in annotator for id in _ids(source, name)], fold=fold)
    shown = [row for row in rows if everything or row.odd]
    if json:
        print_json([_plain(row) for row in shown])
        return
    for row in shown:
        labels = ", ".join(f"{number:,} {label}" for label, number in row.labels)
        print(f"{' '.join(row.forms[0].split())}: {labels}")
    if not shown:
        print(f"No words have more than one label ({count(len(rows), 'form')} looked at).")


def _plain(row: FormRow) -> dict[str, object]:
    return {
        "forms": list(row.forms),
        "group": row.group,
        "labels": dict(row.labels),
        "total": row.total,
        "odd": row.odd,
    }


def _ids(source: Project, name: str) -> list[str]:
    found = [one.id for one in source.annotators() if name in (one.id, one.name)]
    if not found:
        raise UserError(f"The project knows no annotator {name}.")
    return found
