"""Where the window stands on the screen, and how large it is."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect
from PySide6.QtWidgets import QMainWindow

SIZE = (1280, 800)
FRAME = (20, 48)  # px that a frame and its title may take; what they take is known once the window is shown


def restore(window: QMainWindow, stored: str | None) -> None:
    """Give the window the place that was stored (base64); without one the usual size, in the middle of the screen.

    None leaves it at the usual size, for pictures.
    """
    window.resize(*SIZE)
    if stored is None:
        return
    if not stored or not window.restoreGeometry(QByteArray.fromBase64(stored.encode())):
        fit(window, window.screen().availableGeometry(), FRAME)


def fit(window: QMainWindow, room: QRect, frame: tuple[int, int]) -> None:
    """Make the window so small that it lies in `room` with its frame, and put it into the middle."""
    width, height = (min(SIZE[0], room.width() - frame[0]), min(SIZE[1], room.height() - frame[1]))
    window.setMinimumSize(min(window.minimumWidth(), width), min(window.minimumHeight(), height))
    window.resize(width, height)
    across, down = room.width() - width - frame[0], room.height() - height - frame[1]
    window.move(room.x() + max(0, across // 2), room.y() + max(0, down // 2))
