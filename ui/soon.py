"""Work that waits until the article has been painted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

SOON_MS = 20  # a frame or two: the eye is at the article


class Soon(QTimer):
    """Does `work` after the article has been painted, once for all that asked for it meanwhile.

    For what stands beside the article: a key is answered where one looks, the counts and the sentences follow.
    """

    def __init__(self, owner: QObject, work: Callable[[], object]) -> None:
        super().__init__(owner, singleShot=True)
        self.timeout.connect(work)

    def ask(self, after: int = 0) -> None:
        """Have the work done soon, or if `after` is longer, that many ms after the last that asked so."""
        if after or not self.isActive():
            self.start(max(after, SOON_MS))
