"""The table of commands. `workbench PROJECT` opens the window: an unknown first word becomes `open WORD`."""

from __future__ import annotations

import os
import sys
from typing import Any

import typer
from typer.core import TyperGroup

from workbench import __version__
from workbench.cli import (
    again,
    agreement,
    consistency,
    data,
    datasets,
    exports,
    gazetteers,
    mistyped,
    projects,
    reports,
    schemas,
    screens,
    searching,
    splits,
    suggest,
    team,
    tokenisers,
    training,
    window,
)
from workbench.errors import UserError


class _Commands(TyperGroup):
    """Inserts the hidden `open` before a project's name, and turns what a person can mend into one line."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            if wrong := mistyped(args):
                print(f"workbench: {wrong}", file=sys.stderr)
                raise SystemExit(2)
            args = ["open", *args]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            print(f"workbench: {error}", file=sys.stderr)
            raise SystemExit(1) from None
        except BrokenPipeError:
            # what still waits to be written goes nowhere, without a complaint at the end
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(1) from None
        except OSError as error:
            print(f"workbench: {error.filename or 'a file'}: {error.strerror or error}.", file=sys.stderr)
            raise SystemExit(1) from None


app = typer.Typer(
    cls=_Commands,
    help="Annotate news articles on your own desktop: entities, claims, dates and relations, kept in "
    "SQLite, exported for training. `workbench PROJECT` opens the window.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def main(
    ctx: typer.Context,
    version: bool = typer.Option(False, "--version", help="Print the version and stop."),
) -> None:
    if version:
        print(__version__)
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        raise typer.Exit(window.open_window(None))


app.command("demo")(screens.demo)
app.command("new")(projects.new)
app.command("import")(data.import_)
app.command("export")(exports.export)
app.command("recipes")(exports.recipes)
app.command("screenshot")(screens.screenshot)
app.command("suggest")(suggest.suggest)
app.command("gazetteer")(gazetteers.gazetteer)
app.command("train")(training.train)
app.command("formats")(data.list_formats)
app.add_typer(schemas.app, name="schema")
app.add_typer(splits.app, name="split")
app.add_typer(datasets.app, name="dataset")
app.command("tokeniser")(tokenisers.tokeniser)
app.command("search")(searching.search)
app.command("stats")(reports.stats)
app.command("check")(reports.check)
app.command("agreement")(agreement.agreement)
app.command("consistency")(consistency.consistency)
app.command("again")(again.again)
app.command("history")(reports.history)
app.command("handout")(team.handout)
app.command("merge")(team.merge)
app.command("assignments")(team.assignments)
app.command("backup")(projects.backup)
app.command("doctor")(projects.doctor)
app.command("open", hidden=True)(screens.open_)
