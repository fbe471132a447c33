"""workbench gazetteer: lists of names that a project proposes wherever they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
import typer

from workbench.cli.opening import count, opened, print_json
from workbench.errors import UserError


def gazetteer(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    action: Literal["list", "add", "remove"] = typer.Argument(
        "list", metavar="ACTION", help="list, add or remove."
    ),
    lists: list[str] = typer.Argument(
        None,
        metavar="LISTS",
        help="With add: files of tab-separated text (form, label, and perhaps ref). With remove: their names.",
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Keep lists of names in a project. `suggest --with memory` proposes what stands on them."""
    if action != "list" and not lists:
        raise UserError(f"Say which list to {action}.")
    with opened(project) as target:
        for one in lists or ():
            change = target.add_gazetteer(Path(one)) if action == "add" else target.remove_gazetteer(one)
            if not json:
                print(f"Done: {change.title}.")
        rows = target.gazetteers()
    if json:
        print_json([msgspec.to_builtins(row) for row in rows])
    elif action == "list":
        for row in rows:
            print(f"{row.name}: {count(row.names, 'name')}.")
        if not rows:
            print(f"{project} has no lists of names.")
