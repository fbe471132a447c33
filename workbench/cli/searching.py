"""The command that finds documents by the words of their texts."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench.cli.opening import count, opened, print_json, run


def search(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    phrases: list[str] = typer.Argument(
        metavar="WORDS...", help="Phrases, quoted where they have blanks; all of them are in the text."
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Find documents by the words of their texts.

    Whole words in any case and with any accents; the last word of a phrase that ends in * may go on (Mosc*). The
    newest documents come first. The first search of a project reads all texts once.
    """
    with opened(project) as source:
        run(source.index_steps())
        keys = source.keys_with(phrases)
        rows = [row for at in range(0, len(keys), 500) for row in source.document_rows(keys[at : at + 500])]
    if json:
        print_json({"documents": [{"id": row.id, "name": row.name} for row in rows]})
        return
    for row in rows:
        print(row.name)
    if not rows:
        print(f"{count(0, 'document')}: no text has {' and '.join(f'“{phrase}”' for phrase in phrases)}.")
