"""workbench tokeniser: the tokens that a project's spans should begin and end with."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench.cli.opening import opened, print_json

_NONE = "none"


def tokeniser(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    choice: str = typer.Argument(
        "",
        metavar="TOKENISER",
        help="whitespace, words, spacy:LANGUAGE (as spacy:en), a tokenizer.json, or none. "
        "Left out: say what is chosen.",
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Choose the tokeniser of the model to be trained. `check` and F8 then name spans that cut a token."""
    with opened(project) as target:
        if choice:
            target.set_tokeniser("" if choice == _NONE else choice)
        made = target.tokeniser()
    if json:
        print_json({"choice": made.id if made else "", "title": made.title if made else ""})
    elif made is None:
        print(f"{project} is aligned to no tokens.")
    else:
        print(f"{project} is aligned to {made.title} ({made.id}).")
