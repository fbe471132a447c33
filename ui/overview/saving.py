"""Where a screen is saved: as a picture, or as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.session import Session
from workbench.errors import UserError

PICTURES, TABLES = "Pictures (*.png)", "Tables (*.csv)"


def save_picture(picture: QPixmap, path: Path) -> None:
    """Write a picture as PNG. Raises UserError where that cannot be."""
    if not picture.save(str(path), "PNG"):
        raise UserError(f"{path} cannot be written: choose another place.")


def ask_where(
    parent: QWidget, session: Session, title: str, name: str, kinds: str, write: Callable[[Path], None]
) -> None:
    """Ask for a file beside the project, write it, and say so; what went wrong is said too."""
    dialog = QFileDialog(parent, title, str(session.project.path.parent / name), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(name).suffix.removeprefix("."))
    dialog.selectFile(name)

    def save(path: str) -> None:
        try:
            write(Path(path))
        except UserError as error:
            session.failed.emit(str(error))
            return
        session.noted.emit(f"Saved {path}.")

    dialog.fileSelected.connect(save)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
