"""What all agree on: counted when the queue is there, in slices, and taken over in one step."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.review.looking import Looking
from workbench.model import Change, Progress
from workbench.project.lacking import lacking
from workbench.project.reviewing import Findings

if TYPE_CHECKING:
    from ui.review.desk import Desk

_LATER_MS = 200  # after a decision: the next one is on the screen by then
_SLICE = 20  # documents counted between two events


class Taking(QObject):
    """Counts what the gold lacks of what is agreed, document by document; and takes it over."""

    counted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._lacking: dict[str, int] = {}
        self._waiting: dict[str, None] = {}  # documents to be counted
        self.busy = False  # it writes
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._work)
        self._all = QTimer(self, singleShot=True)
        self._all.timeout.connect(self._look)
        self._looking = Looking(self, agreed=True)
        self._looking.finished.connect(self._fill)
        self._looking.failed.connect(desk.session.failed)

    @property
    def number(self) -> int | None:
        """How many spans, relations and values it would bring; None while that is being counted."""
        counting = self._all.isActive() or self._looking.busy or self._waiting
        return None if counting else sum(self._lacking.values())

    @property
    def any(self) -> bool:
        """Whether there is anything that all agree on, in the gold or not."""
        return any(one.agreed for one in self._desk.found.values())

    def count(self, documents: Iterable[str] | None = None) -> None:
        """Count anew, soon: some documents, or all of them."""
        if documents is None:
            desk = self._desk
            self.stop()
            if any(one.agreed is None for one in desk.found.values()):
                self._all.start(_LATER_MS)  # the queue is painted first
                return
            documents = desk.found
        self._waiting |= dict.fromkeys(documents)
        self._later.start(_LATER_MS)

    def stop(self) -> None:
        """Leave off counting."""
        self._looking.stop()
        self._all.stop()
        self._later.stop()
        self._waiting.clear()
        self._lacking.clear()

    def finish(self) -> None:
        """Count the rest at once."""
        if self._all.isActive():
            self._all.stop()
            self._look()
        self._looking.finish()
        while self._waiting:
            self._work()

    def _look(self) -> None:
        desk = self._desk
        self._looking.start(desk.session.project, desk.layers, desk.threshold)

    def _fill(self, found: list[Findings]) -> None:
        desk = self._desk
        for one in found:
            known = desk.found.get(one.document)
            if known is not None and known.agreed is None and known.people == one.people:
                desk.found[one.document] = one
        self._waiting = dict.fromkeys(desk.found)
        self._later.start(0)

    def _work(self) -> None:
        for document in list(self._waiting)[:_SLICE]:
            del self._waiting[document]
            if document in self._desk.found:
                agreed = self._desk.whole(document).agreed or ()
                self._lacking[document] = lacking(self._desk.session.project, document, agreed)
            else:
                self._lacking.pop(document, None)
        if self._waiting:
            self._later.start(0)
        else:
            self.counted.emit()

    def take(self, run: Callable[[Generator[Progress, None, Change]], Change | None]) -> Change | None:
        """Put all that is agreed into the gold, in one step; `run` runs it and shows how far it is."""
        desk = self._desk
        self.finish()
        busy = {item.one.document for item in desk.items if item.open}
        wanted = [document for document in desk.found if self._lacking.get(document)]
        agreed = [one for document in wanted for one in desk.whole(document).agreed or ()]
        number = sum(self._lacking.values())
        job = desk.session.project.take_agreed_steps(agreed, set(wanted) - busy, number=number)
        self.busy = True
        try:
            change = desk.session.do(lambda project: run(job) or Change(title="", notes=("Left off.",)))
        finally:
            self.busy = False
        if change is not None and change.operation:
            desk.session.tell(change)
        self.count(wanted)
        desk.filled.emit()
        desk.drawn.emit()
        return change
