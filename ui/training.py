"""Trains the project's model beside the window: when it is asked to, and by itself when enough was finished."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from ui.jobs import Job
from workbench.project.models import can_train

if TYPE_CHECKING:
    from ui.session import Session
    from workbench.model import Change

QUIET_MS = 1500  # how long after the last finished document it is looked whether the model is due


class Training(QObject):
    """One child process at a time. `ended` carries a sentence and its role: soft, warn or error."""

    begun = Signal()
    progressed = Signal(object)  # Progress
    ended = Signal(str, str)
    trained = Signal()  # there is a new model

    def __init__(self, session: Session, *, by_itself: bool) -> None:
        super().__init__(session)
        self.session = session
        self._job: Job | None = None
        self._quietly = False
        self._missing = 0  # finished documents at least until it is due: they are counted no sooner
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._timer.timeout.connect(self.train_if_due)
        if by_itself:
            session.changed.connect(self._look)
            session.documents_changed.connect(self._count_again)

    @property
    def running(self) -> bool:
        """Whether a child is at work."""
        return self._job is not None

    def _look(self, change: Change) -> None:
        if any(thing.kind == "layer" for thing in (*change.created, *change.updated)):
            self._missing -= 1
            if self._missing <= 0:
                self._timer.start()

    def _count_again(self) -> None:
        self._missing = 0

    def train_if_due(self) -> None:
        """Train if there are enough newly finished documents and the person wants that; says what came of it."""
        session = self.session
        project = session.project
        wanted = session.settings.learn_along and not project.read_only and not project.suggestions_off
        if not wanted or self.running or can_train():
            return
        self._missing = project.training_due_at() - project.documents_to_learn_from()
        if self._missing <= 0:
            self.start(quietly=True)

    def start(self, *, quietly: bool = False) -> None:
        """Train now. `quietly`: the window says nothing but a sentence when it is trained."""
        if self.running:
            return
        project = self.session.project
        words = ["train", str(project.path), "--json", "--curve", "--progress", "json"]
        self._quietly = quietly
        self._job = Job(words, self, annotator=project.me.name)
        self._job.progressed.connect(self.progressed)
        self._job.done.connect(self._done)
        self._job.failed.connect(lambda words: self._end(words, "error"))
        self._job.cancelled.connect(lambda: self._end("Stopped. The model is as it was.", "warn"))
        self.begun.emit()
        self._job.start()

    def cancel(self) -> None:
        """Ask the child to stop; the model stays as it was."""
        if self._job is not None:
            self._job.cancel()

    def stop(self) -> None:
        """Train no more, and wait for the child to end."""
        self._timer.stop()
        if self._job is not None:
            self._job.stop()
            self._job = None

    def _done(self, output: str) -> None:
        report = json.loads(output)["report"]
        words = f"Trained on {report['documents']:,} documents"
        if report["quality"]:
            words += f": F1 {report['quality'][0]['f1']:.2f} on documents it had not seen"
        quietly = self._quietly
        self._end(f"{words}.", "soft")
        self.trained.emit()
        if quietly:
            self.session.offered.emit(f"{words}.", "model")

    def _end(self, words: str, role: str) -> None:
        self._job = None
        self.ended.emit(words, role)
