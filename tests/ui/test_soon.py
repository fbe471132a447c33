"""What waits until the article has been painted: done once, and after what is posted."""

from __future__ import annotations

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.soon import Soon


def test_it_is_done_once_for_all_that_asked(qtbot: QtBot) -> None:
    done: list[int] = []
    owner = QObject()
    waiting = Soon(owner, lambda: done.append(1))
    for _ in range(3):
        waiting.ask()
    assert not done
    qtbot.waitUntil(lambda: done == [1])
    waiting.ask()
    qtbot.waitUntil(lambda: done == [1, 1])


def test_asking_again_puts_nothing_off_unless_that_is_asked_for(qtbot: QtBot) -> None:
    owner = QObject()
    waiting = Soon(owner, lambda: None)
    waiting.ask()
    left = waiting.interval()
    waiting.ask()
    assert waiting.interval() == left
    waiting.ask(5000)
    assert waiting.interval() == 5000
    waiting.ask()
    assert waiting.interval() == 5000
    waiting.stop()
    waiting.ask()
    assert waiting.interval() == left


def test_it_goes_with_its_owner(qtbot: QtBot) -> None:
    done: list[int] = []
    owner = QObject()
    Soon(owner, lambda: done.append(1)).ask()
    owner.deleteLater()
    qtbot.wait(60)
    assert not done
