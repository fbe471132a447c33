"""What is too long to look for is refused with a sentence, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import make_project, open_window, press
from pytestqt.qtbot import QtBot

from ui.dialogs.occurrences import OccurrencesDialog
from ui.window import MainWindow

# Qt's offscreen platform says this of every window that has a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def told(window: MainWindow) -> str:
    """The sentence shown; no dialog came."""
    assert not window.findChildren(OccurrencesDialog)
    return window.toast.text()


def test_a_word_of_any_length_is_not_looked_for(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, "x" * 3_000))
    press(qtbot, window, "Ctrl+Home G Ctrl+D")
    assert "What is looked for has 1,000 characters at most: these are 3,000." in told(window)
    press(qtbot, window, "Ctrl+Shift+D")
    assert "1,000 characters" in told(window)


def test_a_whole_article_is_not_looked_for(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, "Moscow slept. " * 1_000))
    press(qtbot, window, "Ctrl+A Ctrl+D")
    assert "1,000 characters at most" in told(window)


def test_the_find_bar_refuses_what_is_too_long(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.workspace is not None
    bar = window.workspace.find_bar
    press(qtbot, window, "Ctrl+F")
    bar.pattern.setChecked(True)
    bar.field.setText("(?i)" + "ß" * 3_000)
    qtbot.waitUntil(
        lambda: "A regular expression has 500 characters at most: these are 3,004." in bar.count.toolTip()
    )
    bar.pattern.setChecked(False)
    bar.field.setText("ß" * 3_000)
    qtbot.waitUntil(lambda: "What is looked for has 1,000 characters at most" in bar.count.toolTip())
    press(qtbot, window, "Ctrl+D")
    assert "1,000 characters at most" in told(window)
