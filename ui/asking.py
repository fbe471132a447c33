"""Asks quick suggesters and the project's model about a document that was opened and that they have not seen, beside
the window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.jobs import Job
from workbench.errors import UserError
from workbench.project.models import can_train

if TYPE_CHECKING:
    from ui.session import Session

MODEL = "model"  # the suggester that the project trains
QUIET_MS = 900  # how long a document has been open before anybody is asked about it


class Asking(QObject):
    """A child process does the work; one at a time. Nobody is asked about a document twice in a session, but a model
    that was trained anew."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self._asked: set[tuple[str, str]] = set()  # document, suggester
        self._trained = False  # whether the model is newer than what it has proposed before this session
        self._job: Job | None = None
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._timer.timeout.connect(self.ask)
        session.opened.connect(self._timer.start)

    def trained(self) -> None:
        """There is a new model: it is asked about the open document too, unless the person is at a suggestion."""
        self._trained = True
        self._asked = {one for one in self._asked if one[1] != MODEL}
        if self.session.state.kind != "suggestion":
            self._timer.start()

    def wanted(self) -> list[str]:
        """The quick suggesters that the open document has nothing of yet, and the model."""
        session = self.session
        if session.document is None or session.read_only or session.finished:
            return []
        if session.project.unaided(session.document_id):
            return []
        known = session.project.suggestion_counts(session.document_id)
        found = [*(self._quick(known) if session.settings.quick_suggestions else ()), *self._model(known)]
        return [id for id in found if (session.document_id, id) not in self._asked]

    def _quick(self, known: Mapping[str, int]) -> list[str]:
        from workbench.project.suggesting import offers  # late: when a document has been open for a while

        try:
            quick = [one for one in offers() if one.quick and not one.extra]
        except UserError:
            return []  # said where suggesters are chosen
        document = self.session.document
        language = document.document.language.partition("-")[0] if document is not None else ""
        return [
            one.id
            for one in quick
            if one.id not in known and (not language or not one.languages or language in one.languages)
        ]

    def _model(self, known: Mapping[str, int]) -> list[str]:
        session = self.session
        if not session.settings.learn_along or (MODEL in known and not self._trained):
            return []
        return [MODEL] if session.project.model() is not None and not can_train() else []

    def ask(self) -> None:
        """Ask them now, if there are any; while a child is at work, when it has ended."""
        if self._job is not None:
            return
        ids, document = self.wanted(), self.session.document
        if not ids or document is None:
            return
        asked = self.session.document_id
        self._asked |= {(asked, id) for id in ids}
        words = ["suggest", str(self.session.project.path), "--with", ",".join(ids)]
        words += ["--document", asked, "--progress", "json", "--yield"]
        self._job = Job(words, self, annotator=self.session.project.me.name)
        self._job.done.connect(lambda _: self._ended(asked))
        self._job.failed.connect(lambda _: self._ended(asked))
        self._job.start()

    def _ended(self, asked: str) -> None:
        self._job = None
        if self.session.document_id == asked:
            self.session.reader.reload()
        else:
            self._timer.start()

    def stop(self) -> None:
        """Ask nobody any more, and wait for the child to end."""
        self._timer.stop()
        if self._job is not None:
            self._job.stop()
            self._job = None
