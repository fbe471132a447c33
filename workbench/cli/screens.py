"""Commands that open the window or draw it: open, demo, screenshot."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench.cli import window
from workbench.errors import UserError


def open_(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
) -> None:
    """Open the window."""
    raise typer.Exit(window.open_window(project))


def demo(
    folder: Path = typer.Argument(
        Path("demo"), metavar="DIR", help="Where the project, the exports and the pictures go."
    ),
    no_window: bool = typer.Option(False, "--no-window", help="Do the rest; open no window."),
) -> None:
    """Do the main job in one go. A project from the sample documents, three exports, pictures, the window."""
    raise typer.Exit(window.show_demo(folder, no_window=no_window))


def screenshot(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    out: Path = typer.Argument(metavar="OUT", help="The PNG file to write."),
    document: str = typer.Option("", help="The document's name; else the first."),
    screen: str = typer.Option("annotate", help="annotate, review or overview."),
    theme: str = typer.Option("light", help="light or dark."),
    size: str = typer.Option("1280x800", help="WIDTHxHEIGHT in pixels."),
) -> None:
    """Draw the window into a PNG file; works without a display."""
    if theme not in ("light", "dark"):
        raise UserError(f"There is no theme “{theme}”: choose light or dark.")
    width, _, height = size.partition("x")
    if not (
        width.isdecimal() and height.isdecimal() and 300 <= int(width) <= 8000 and 300 <= int(height) <= 8000
    ):
        raise UserError(f"“{size}” is no size: write it as 1280x800, each from 300 to 8000.")
    window.draw(project, out, document=document, screen=screen, theme=theme, size=(int(width), int(height)))
    print(out)
