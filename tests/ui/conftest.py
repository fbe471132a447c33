"""An ear: what a screen reader would be told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from ui import speech


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The sentences announced from now on; Qt has no way to listen in the same process."""
    heard: list[str] = []

    class Spoken(QAccessibleAnnouncementEvent):
        def __init__(self, item: QObject, message: str) -> None:
            heard.append(message)
            super().__init__(item, message)

    monkeypatch.setattr(speech, "QAccessibleAnnouncementEvent", Spoken)
    QAccessible.setActive(True)
    yield heard
    QAccessible.setActive(False)
