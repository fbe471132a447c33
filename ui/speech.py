"""Sentences for a screen reader: what those who see it read off the article, the lines and the cards."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget


def announce(speaker: QWidget, sentence: str) -> None:
    """Say a sentence where a screen reader listens; nothing happens where none does.

    What is not shown cannot speak: its window does so for it.
    """
    if sentence and QAccessible.isActive():
        heard = speaker if speaker.isVisible() else speaker.window()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(heard, sentence))
