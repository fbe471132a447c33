"""What holds for every dialog: sizes, names for those who do not see, and mnemonics that do not clash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import someone
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QDialog, QFileDialog, QLabel, QTabBar, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import ACTIONS
from ui.dialogs.again import AgainDialog
from ui.dialogs.consistency import ConsistencyDialog
from ui.dialogs.error import BugDialog
from ui.dialogs.export import ExportDialog
from ui.dialogs.history import HistoryDialog
from ui.dialogs.import_ import ImportDialog
from ui.dialogs.keys import KeySheet
from ui.dialogs.name import NameDialog
from ui.dialogs.new_project import NewProjectDialog
from ui.dialogs.occurrences import OccurrencesDialog
from ui.dialogs.palette import Entry, PaletteDialog
from ui.dialogs.problems import ProblemsDialog
from ui.dialogs.settings import SettingsDialog
from ui.repetition import Wanted
from ui.session import Session
from ui.theme import DARK, Theme
from workbench.model import Problem
from workbench.project.occurrences import Search
from workbench.project.settings import Settings

Make = Callable[[Session, Theme, Path], QDialog]
DIALOGS: dict[str, Make] = {
    "again": lambda session, theme, folder: AgainDialog(session, theme),
    "consistency": lambda session, theme, folder: ConsistencyDialog(session, theme),
    "error": lambda session, theme, folder: BugDialog("report", theme),
    "export": lambda session, theme, folder: ExportDialog(session, theme),
    "history": lambda session, theme, folder: HistoryDialog(session, theme),
    "import": lambda session, theme, folder: ImportDialog(session, theme),
    "keys": lambda session, theme, folder: KeySheet(ACTIONS, session.project.schema, theme),
    "name": lambda session, theme, folder: NameDialog(Settings(), theme),
    "new project": lambda session, theme, folder: NewProjectDialog(theme, someone()[1], folder=folder),
    "occurrences": lambda session, theme, folder: OccurrencesDialog(
        session, Wanted(Search("India"), "GPE", {"ref": "Q668"}), theme
    ),
    "palette": lambda session, theme, folder: PaletteDialog([Entry("action", "One")], theme),
    "problems": lambda session, theme, folder: ProblemsDialog([Problem("rule", "x", "document")], "", theme),
    "settings": lambda session, theme, folder: SettingsDialog(Settings(), ACTIONS, theme),
}


def pages(dialog: QDialog) -> list[int]:
    """The tabs to look at one after the other."""
    tabs = dialog.findChild(QTabWidget)
    return list(range(tabs.count())) if tabs else [-1]


def turn(dialog: QDialog, at: int) -> None:
    tabs = dialog.findChild(QTabWidget)
    if tabs is not None and at >= 0:
        tabs.setCurrentIndex(at)


def own_text(widget: QWidget, buddies: dict[QWidget, str]) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return widget.accessibleName() or text or buddies.get(widget, "")


@pytest.mark.parametrize("name", DIALOGS)
def test_dialogs_are_small_enough_named_and_close_on_escape(
    name: str, session: Session, theme: Theme, tmp_path: Path, show, keys
) -> None:
    dialog = DIALOGS[name](session, theme, tmp_path)
    show(dialog)
    room = dialog.screen().availableSize()
    assert dialog.width() <= 900 and dialog.height() <= min(736, room.height() - 50)
    assert dialog.maximumHeight() > 2000  # a larger screen may have more of a long list
    assert dialog.accessibleName() and dialog.windowTitle()
    for at in pages(dialog):
        turn(dialog, at)
        buddies = {label.buddy(): label.text() for label in dialog.findChildren(QLabel) if label.buddy()}
        for widget in dialog.findChildren(QWidget):
            takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            inner = (
                widget.objectName().startswith("qt_") or widget.focusProxy() or isinstance(widget, QTabBar)
            )
            if takes_keys and widget.isVisible() and not inner:
                assert own_text(widget, buddies), widget
    if hasattr(dialog, "set_theme"):
        dialog.set_theme(DARK)
    turn(dialog, 0)
    keys(dialog, "Escape")
    assert not dialog.isVisible()


@pytest.mark.parametrize("name", DIALOGS)
def test_no_two_things_share_a_mnemonic(
    name: str, session: Session, theme: Theme, tmp_path: Path, show
) -> None:
    dialog = DIALOGS[name](session, theme, tmp_path)
    show(dialog)
    for at in pages(dialog):
        turn(dialog, at)
        seen = [w for w in dialog.findChildren(QWidget) if w.isVisible()]
        texts = [
            w.text() for w in seen if isinstance(w, QAbstractButton) or (isinstance(w, QLabel) and w.buddy())
        ]
        tabs = [bar.tabText(n) for bar in seen if isinstance(bar, QTabBar) for n in range(bar.count())]
        found = Counter(QKeySequence.mnemonic(text).toString() for text in texts + tabs)
        del found[""]
        assert not [letter for letter, count in found.items() if count > 1], found


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_folder_or_file_is_asked_for_and_the_asking_let_go(
    kind: str, theme: Theme, tmp_path: Path, show, qtbot: QtBot
) -> None:
    (tmp_path / "model.json").write_text("{}", encoding="utf-8")
    dialog = NewProjectDialog(theme, someone()[1], folder=tmp_path)
    show(dialog)
    chosen: list[str] = []
    if kind == "folder":
        dialog.ask_folder("A folder", tmp_path, chosen.append)
    else:
        dialog.ask_file("A file", tmp_path, "Tokenisers (*.json)", chosen.append)
    asking = dialog.findChild(QFileDialog)
    assert asking is not None and asking.windowTitle() == f"A {kind}"
    asking.selectFile(str(tmp_path / "model.json") if kind == "file" else str(tmp_path))
    asking.accept()
    qtbot.waitUntil(lambda: dialog.findChild(QFileDialog) is None)
    assert chosen == [str(tmp_path / "model.json") if kind == "file" else str(tmp_path)]
