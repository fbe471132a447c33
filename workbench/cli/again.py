"""The command that asks for finished documents once more."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench.cli.opening import count, opened, print_json
from workbench.errors import UserError


def again(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    share: float = typer.Option(0.1, help="The share of the documents that you have finished."),
    seed: int = typer.Option(1, help="Decides which: the same seed draws the same ones."),
    document: list[str] = typer.Option([], help="These documents (names) instead of a share."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Do some of your finished documents again.

    They come empty, as a new round; the earlier one stays hidden until then.
    """
    with opened(project) as source:
        rows = source.document_rows(source.document_keys())
        names = {row.id: row.name for row in rows}
        if unknown := [name for name in document if name not in names.values()]:
            raise UserError(f"No document is called {unknown[0]}.")
        change = source.again([id for id, name in names.items() if name in document], share=share, seed=seed)
    chosen = [names[thing.document] for thing in change.created if thing.kind == "layer"]
    if json:
        print_json({"documents": chosen})
        return
    print(f"{count(len(chosen), 'document')} to do again: {', '.join(chosen)}.")
    print("When they are done, `workbench agreement --round 0` compares your rounds.")
