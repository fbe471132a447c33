"""Hand-outs that are opened under another name than they were made for: what was chosen is kept by file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from workbench.model import Annotator
from workbench.project.settings import Settings

if TYPE_CHECKING:
    from ui.window import MainWindow


def acting(settings: Settings, path: Path, annotator: Annotator) -> Annotator:
    """As whom the annotator works in this file: the person chosen there earlier, else themselves."""
    chosen = settings.acting.get(str(path.absolute()))
    return Annotator(chosen[0], chosen[1]) if chosen else annotator


def ask(window: MainWindow, annotator: Annotator) -> None:
    """Say whom the open hand-out is for where that is somebody else, and offer to work as that person."""
    session = window.session
    if session is None or not window.remembering:
        return
    project, path = session.project, session.project.path
    theirs = next((one for one in project.annotators() if one.id == project.handed_to), None)
    asked = str(path.absolute()) in window.settings.acting
    if theirs is None or project.read_only or asked or project.me.id == theirs.id:
        return
    from ui.dialogs.whose import WhoseDialog

    def keep(as_theirs: bool) -> None:
        who = theirs if as_theirs else annotator
        window.change_settings(acting={**window.settings.acting, str(path.absolute()): (who.id, who.name)})
        if as_theirs:
            window.open_again(path, annotator, f"You work as {theirs.name} in this hand-out.")

    def show() -> None:
        if window.session is session:
            dialog = WhoseDialog(project.me.name, theirs.name, window.theme, window)
            dialog.chosen.connect(keep)
            dialog.open()

    QTimer.singleShot(0, window, show)
