"""How long somebody really works on a document: from one sign of life to the next, unless it is too long a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.model import new_id

if TYPE_CHECKING:
    from ui.session import Session

IDLE = 60.0  # seconds without a sign of life that still count as reading
KEEP_MS = 30_000  # between two writes of a visit
LEAST = 5  # seconds: a shorter visit is none


class Stopwatch:
    """Adds up the time between signs of life; a pause longer than IDLE counts nothing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None
        self.seconds = 0.0

    def alive(self) -> None:
        """Somebody did something."""
        now = self._clock()
        if self._last is not None and now - self._last <= IDLE:
            self.seconds += now - self._last
        self._last = now


class Visits(QObject):
    """Follows the session; what was done in one's own layer of one document, without leaving it, is a visit."""

    def __init__(self, session: Session, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(session)
        self.session = session
        self._clock = clock
        self._document = ""
        self._visit = ""
        self._watch = Stopwatch(clock)
        self._kept = 0
        self._timer = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._timer.timeout.connect(self.keep)
        session.opened.connect(self._opened)
        for sign in (session.selection_changed, session.changed):
            sign.connect(self.alive)
        self._opened()

    def alive(self, *_: object) -> None:
        """A key, a click, a scroll: somebody is at work."""
        if self._document:
            self._watch.alive()
            if not self._timer.isActive():
                self._timer.start()

    def keep(self) -> None:
        """Write down what has gathered."""
        seconds = round(self._watch.seconds)
        if self._document and seconds >= LEAST and seconds != self._kept:
            self._kept = seconds
            self.session.spend(self._visit, self._document, seconds=seconds)

    def end(self) -> None:
        """The project is closing: keep what there is, and count no more."""
        self.keep()
        self._timer.stop()
        self._document = ""

    def _opened(self) -> None:
        document = self.session.document_id if not self.session.read_only else ""
        if document == self._document:
            return
        self.keep()
        self._timer.stop()
        self._document, self._visit, self._kept = document, new_id(), 0
        self._watch = Stopwatch(self._clock)
        self.alive()
