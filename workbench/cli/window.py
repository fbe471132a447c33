"""The one door from the commands to the window; loads nothing that a window has no use for."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import UserError


def open_window(project: Path | None) -> int:
    """Open the window on a project, or the welcome screen; returns the exit status."""
    from ui.app import has_display, run

    if project is not None and not project.exists() and not has_display():
        raise UserError(f"{project}: no such file. (There is no display to open a window on, either.)")
    return run(project)


def show_demo(folder: Path, *, no_window: bool) -> int:
    """Make the demo in a folder, draw its pictures, and open the window where there is a display; the exit status."""
    from workbench.cli.demo import make

    project, annotator = make(folder)
    from ui.app import has_display, make_pictures, run

    display = has_display()  # asked before: to draw pictures without a display, Qt is told to do without
    for picture in make_pictures(project, folder, annotator=annotator):
        print(f"Picture: {picture}")
    if no_window:
        return 0
    if not display:
        print(
            f"There is no display, so no window: look at the pictures, or run `workbench {project}` where there is one."
        )
        return 0
    print(f"Opening the window. Later: workbench {project}")
    return run(project, annotator=annotator)


def draw(project: Path, out: Path, *, document: str, screen: str, theme: str, size: tuple[int, int]) -> None:
    """Draw the window into a PNG file, of that many pixels."""
    from ui.app import screenshot
    from workbench.cli.opening import annotator

    screenshot(project, out, document=document, screen=screen, theme=theme, size=size, annotator=annotator())
