"""Keys of the table reach their actions while the article has the focus, whatever the platform binds them to."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import article, make_project, open_window
from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.actions import ACTIONS, sequences
from ui.document_view import keyboard
from ui.document_view.keyboard import movements
from ui.shortcuts import Shortcuts
from ui.window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support", extend=True)
Std = QKeySequence.StandardKey
# What X11 binds besides the usual keys, as Emacs does.
X11 = {
    Std.MoveToNextChar: ("Right", "Ctrl+F"),
    Std.MoveToPreviousChar: ("Left", "Ctrl+B"),
    Std.MoveToStartOfLine: ("Home", "Ctrl+A"),
    Std.MoveToEndOfLine: ("End", "Ctrl+E"),
    Std.SelectEndOfLine: ("Shift+End", "Ctrl+Shift+E"),
    Std.MoveToNextWord: ("Ctrl+Right",),
}


def bound(key: Std) -> list[QKeySequence]:
    return [QKeySequence(one) for one in X11.get(key, ())]


def arrives(window: MainWindow, keys: QKeySequence) -> bool:
    """Whether the article leaves a key to the shortcuts."""
    pressed = keys[0]  # type: ignore[index]
    event = QKeyEvent(QEvent.Type.ShortcutOverride, pressed.key(), pressed.keyboardModifiers())
    event.ignore()
    QApplication.sendEvent(article(window), event)
    return not event.isAccepted()


def test_ctrl_with_a_letter_is_no_movement() -> None:
    assert movements(bound) == {
        "Right": ("next", False),
        "Left": ("previous", False),
        "Home": ("line start", False),
        "End": ("line end", False),
        "Shift+End": ("line end", True),
        "Ctrl+Right": ("next word", False),
    }


def test_every_key_of_an_action_comes_through_the_focused_article(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    for action in ACTIONS:
        if action.scope != "window":
            continue
        for keys in sequences(action):
            assert arrives(window, keys), f"{action.id}: {keys.toString()}"


def test_a_remapped_key_beats_a_movement(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyboard, "_own_movements", lambda: {"Ctrl+B": ("line down", False)})
    window = open_window(qtbot, make_project(tmp_path))
    assert not arrives(window, QKeySequence("Ctrl+B"))
    window.change_settings(keys={"export": ["Ctrl+B"]})
    assert arrives(window, QKeySequence("Ctrl+B"))
    ran = []
    shortcuts: Shortcuts = window.shortcuts
    shortcuts.actions["export"].triggered.disconnect()
    shortcuts.actions["export"].triggered.connect(lambda: ran.append("export"))
    qtbot.keyClick(article(window), "b", QKeySequence("Ctrl+B")[0].keyboardModifiers())  # type: ignore[index]
    assert ran == ["export"]
