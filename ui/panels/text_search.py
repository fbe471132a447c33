"""What the filter of the documents finds in their texts, once these are indexed: a little at a time."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from ui.session import Session
from workbench.errors import UserError
from workbench.model import Progress

IN_TEXTS = "text:"  # as in the words of a selection
_SLICE = 0.008  # seconds at a time: a key waits no longer
_TOLD = 0.3  # seconds between two numbers


class TextSearch(QObject):
    """Finds documents by their texts; those that came since the last time are read first, between the keys."""

    went_on = Signal()  # ask again: there is more to tell, or all is read

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.progress = ""  # what is being done, while texts are read
        self._steps: Generator[Progress, None, None] | None = None
        self._told = 0.0
        self._refused = False  # the index cannot be written: texts are read for each question
        self._reading = QTimer(self, interval=0)
        self._reading.timeout.connect(self._read_on)

    @staticmethod
    def asked(words: str) -> str | None:
        """The phrase that is looked for in texts; None where names are meant."""
        words = words.strip()
        return words.removeprefix(IN_TEXTS).strip().strip('"') if words.startswith(IN_TEXTS) else None

    def keys(self, words: str) -> Sequence[int] | None:
        """The documents whose texts have the words of a filter, none while texts are read; None where names are
        meant, or no words are said yet."""
        phrase = self.asked(words)
        if phrase is None:
            self.stop()
            return None
        if not phrase:
            return None
        project = self.session.project
        if self._steps is None and not (project.read_only or self._refused or project.is_indexed()):
            self._steps, self.progress = project.index_steps(), "Reading the texts…"
            self._read_some()
            if self._steps is not None:
                self._reading.start()
        if self._steps is not None:
            return ()
        return project.keys_with([phrase.rstrip("*") + "*"])

    def stop(self) -> None:
        """Read no further; what was read stays."""
        self._reading.stop()
        self._steps, self.progress = None, ""

    def _read_some(self) -> None:
        until = perf_counter() + _SLICE
        try:
            while self._steps is not None and perf_counter() < until:
                step = next(self._steps)
                self.progress = f"Reading the texts: {step.done:,} of {step.total:,}"
        except StopIteration:
            self.stop()
        except UserError as error:
            self.stop()
            self._refused = True
            self.session.failed.emit(str(error))

    def _read_on(self) -> None:
        self._read_some()
        if self._steps is None or perf_counter() > self._told + _TOLD:
            self._told = perf_counter()
            self.went_on.emit()
