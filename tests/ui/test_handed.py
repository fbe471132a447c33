"""A hand-out that is opened by somebody else: it is said, and one key works as the person it was made for."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import make_project, open_window, someone
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.dialogs.whose import WhoseDialog
from ui.window import MainWindow
from workbench import jobs
from workbench.project import Project


@pytest.fixture
def handed(tmp_path: Path) -> Path:
    project = Project.open(make_project(tmp_path), annotator=someone()[1])
    documents = [row.id for row in project.document_rows(project.document_keys())]
    _, (file,) = jobs.finish(jobs.hand_out_job(project, tmp_path / "out", {"Bo Li": documents}))
    project.close()
    return file


def dialog_of(qtbot: QtBot, window: MainWindow) -> WhoseDialog:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(WhoseDialog)))
    return next(one for one in window.findChildren(WhoseDialog) if one.isVisible())


def test_enter_works_as_whom_it_is_for_and_that_is_kept(qtbot: QtBot, handed: Path) -> None:
    window = open_window(qtbot)
    window.open_file(handed, someone()[1])
    dialog = dialog_of(qtbot, window)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "for Bo Li" in words and "as Ada Okafor" in words
    qtbot.keyClick(dialog.focusWidget() or dialog, Qt.Key.Key_Return)
    assert window.session is not None and window.session.project.me.name == "Bo Li"
    assert window.session.project.me.id == window.session.project.handed_to
    window.close_project()
    window.open_file(handed, someone()[1])
    qtbot.wait(20)
    assert window.session is not None and window.session.project.me.name == "Bo Li"
    assert not any(one.isVisible() for one in window.findChildren(WhoseDialog))


def test_going_on_as_oneself_is_kept_and_esc_asks_again(qtbot: QtBot, handed: Path) -> None:
    window = open_window(qtbot)
    window.open_file(handed, someone()[1])
    qtbot.keyClick(dialog_of(qtbot, window), Qt.Key.Key_Escape)
    assert window.session is not None and window.session.project.me.name == "Ada Okafor"
    window.open_file(handed, someone()[1])
    dialog_of(qtbot, window).mine.click()
    window.open_file(handed, someone()[1])
    qtbot.wait(20)
    assert window.session.project.me.name == "Ada Okafor"
    assert not any(one.isVisible() for one in window.findChildren(WhoseDialog))


def test_nobody_is_asked_where_the_names_are_the_same(qtbot: QtBot, handed: Path) -> None:
    window = open_window(qtbot)
    window.open_file(handed, someone("bo li ")[1])
    qtbot.wait(20)
    assert window.session is not None and window.session.project.me.name == "Bo Li"
    assert not window.findChildren(WhoseDialog)
