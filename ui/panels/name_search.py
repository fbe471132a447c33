"""What the filter of the documents finds among their names: the first at once, the rest between the keys."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from ui.session import Session
from workbench.project import Project
from workbench.project.documents import folded

SLICE = 5_000  # names compared in one go: a millisecond
AT_ONCE = 0.02  # seconds in which a look is begun; twice as long while nothing is found
TURN = 0.008  # seconds between two events: a key waits no longer
_TOLD = 0.3  # seconds between two times that more is shown: a long list takes a while to be laid out
_KEPT = 2_000_000  # rows that earlier looks may hold together: 16 MB
_LOOKED_UP = 10  # comparing a name here and there takes as long as passing over so many


class Look:
    """A look for words among the names of some rows, as far as it has got: what is `found`, in order, and what is
    left. It may be left off and gone on with."""

    def __init__(self, words: str, rows: list[Sequence[int]]) -> None:
        self.words = words
        self.folded = folded(words)
        self.found = array("q")
        self._rows = [part for part in rows if len(part)]
        self._at = 0  # how far in the first part

    @property
    def done(self) -> bool:
        """Whether all names were compared."""
        return not self._rows

    def left(self) -> list[Sequence[int]]:
        """The rows whose names were not compared yet, in parts, in order."""
        return [self._rows[0][self._at :], *self._rows[1:]] if self._rows else []

    def go_on(self, project: Project) -> None:
        """Compare some more names."""
        part = self._rows[0]
        self.found.extend(project.keys_named(part[self._at : self._at + SLICE], self.words))
        self._at += SLICE
        if self._at >= len(part):
            del self._rows[0]
            self._at = 0

    def cost(self) -> int:
        """What it takes to look here for more words, as a number of names passed over."""
        return len(self.found) * _LOOKED_UP + self.rows_left()

    def rows_left(self) -> int:
        """How many names were not compared yet."""
        return sum(map(len, self._rows)) - self._at


class NameSearch(QObject):
    """Looks for words among names, one look at a time: a new one leaves the one before. Where the words were looked
    for already, or a part of them, only what was found then is compared, and what was left."""

    went_on = Signal()  # there is more to show, or all names were compared

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self._looks: list[Look] = []  # among the same rows, the newest last
        self._among: Sequence[int] = ()
        self._look: Look | None = None
        self._told = 0.0
        self._turn = QTimer(self, interval=0, singleShot=True)
        self._turn.timeout.connect(self._go_on)

    @property
    def looking(self) -> bool:
        """Whether there are names left to compare."""
        return self._look is not None and not self._look.done

    @property
    def found(self) -> array[int]:
        """The rows that were found so far, in order."""
        return self._look.found if self._look is not None else array("q")

    def start(self, words: str, among: Sequence[int]) -> None:
        """Look for words among these rows: for a moment now, then between the events that come."""
        self._look = look = self._look_for(words, among)
        began = perf_counter()
        while not look.done and perf_counter() < began + (AT_ONCE if look.found else 2 * AT_ONCE):
            look.go_on(self.session.project)
        self._told = perf_counter()
        self._turn.stop()
        if not look.done:
            self._turn.start()

    def look_on(self, enough: Callable[[array[int]], bool]) -> None:
        """Look on at once until some of what is found by it is enough, or all names were compared."""
        look = self._look
        while look is not None and not look.done:
            before = len(look.found)
            look.go_on(self.session.project)
            if enough(look.found[before:]):
                return

    def stop(self) -> None:
        """Look no further; earlier looks are kept."""
        self._turn.stop()
        self._look = None

    def forget(self) -> None:
        """Names have changed: what was found before counts no more for other words."""
        self._looks.clear()

    def _look_for(self, words: str, among: Sequence[int]) -> Look:
        if among != self._among:
            self._among = among
            self._looks.clear()
        within = [look for look in self._looks if look.folded in folded(words)]
        best = min(within, key=Look.cost, default=None)
        same = [look for look in within if look.folded == folded(words)]
        if same:
            look = same[0]
            self._looks.remove(look)
        elif best is not None and best.cost() < len(among):
            look = Look(words, [best.found[:], *best.left()])
        else:
            look = Look(words, [among])
        self._looks.append(look)
        while len(self._looks) > 1 and sum(len(one.found) for one in self._looks) > _KEPT:
            del self._looks[0]
        return look

    def _go_on(self) -> None:
        look, until = self._look, perf_counter() + TURN
        if look is None:
            return
        while not look.done:
            look.go_on(self.session.project)
            if perf_counter() > until:
                break
        if not look.done:
            self._turn.start()
        if look.done or perf_counter() > self._told + _TOLD:
            self._told = perf_counter()
            self.went_on.emit()
