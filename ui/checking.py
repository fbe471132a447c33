"""Looks for the open document's problems when nothing is being written, in steps that nobody notices."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.errors import UserError

if TYPE_CHECKING:
    from ui.session import Session
    from workbench.model import Span

BY_ITSELF = 3_000  # spans up to which a whole document is checked whenever nothing is written
CHECK_MS = 120  # how long nothing is written before problems are looked for again
STEP_SECONDS = 0.006  # a step of tokenising while the window is idle
POLL_MS = 60  # how often to ask whether a tokeniser has been loaded


class Checking(QObject):
    """What a session asks for problems.

    In a document with very many spans only those that were touched are looked at by itself; the whole waits
    until somebody asks (F8, Ctrl+Return).
    """

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.stale = True  # the whole was not looked at since the last change
        self._touched: set[str] = set()
        self._steps: Iterator[None] | None = None  # of tokenising
        self._rest = CHECK_MS
        self._told = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._idle)

    def later(self, touched: Iterable[str] = (), *, ms: int = 0) -> None:
        """Look again when it has been quiet; `touched` are the spans that changed."""
        self.stale = True
        self._steps = None
        self._touched.update(touched)
        document = self.session.document
        if document is not None and (self._touched or len(document.spans) <= BY_ITSELF):
            self._timer.start(ms or self._rest)

    def opened(self) -> None:
        """Another document, or the same one anew."""
        self._touched.clear()
        self.later(ms=CHECK_MS)

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._steps = None

    def now(self) -> None:
        """Look at the whole document at once, whatever it takes."""
        self.stop()
        session, document = self.session, self.session.document
        if document is None:
            return
        began = time.perf_counter()
        document.refresh_problems(session.project, tokens=self._tokens(wait=True) is True)
        self.stale = False
        self._touched.clear()
        self._rest = max(CHECK_MS, int((time.perf_counter() - began) * 20_000))
        self._tell()

    def _idle(self) -> None:
        document = self.session.document
        if document is None:
            return
        tokens = self._tokens()
        if tokens is None:
            self._timer.start(POLL_MS)
            return
        whole = len(document.spans) <= BY_ITSELF
        spans = list(document.spans.values()) if whole else self._touched_spans()
        if tokens and not self._tokenised(spans):
            self._timer.start(0)
        elif whole:
            self.now()
        else:
            if tokens:
                document.add_cut_tokens(self.session.project, spans)
            self._touched.clear()
            self._tell()

    def _touched_spans(self) -> list[Span]:
        document = self.session.document
        return [document.spans[id] for id in self._touched if id in document.spans] if document else []

    def _tokenised(self, spans: list[Span]) -> bool:
        """Tokenise around the spans for a moment; True when it is done."""
        document = self.session.document
        if document is None or document.read_only:
            return True
        if self._steps is None:
            self._steps = self.session.project.prepare_tokens(document.document.id, document.text, spans)
        until = time.perf_counter() + STEP_SECONDS
        while next(self._steps, self) is not self:
            if time.perf_counter() > until:
                return False
        self._steps = None
        return True

    def _tell(self) -> None:
        session = self.session
        if session.document is None:
            return
        if session.problem is not None and session.problem not in session.document.problems:
            session.set_problem(None)
        session.problems_changed.emit()

    def _tokens(self, *, wait: bool = False) -> bool | None:
        """Whether cut tokens can be looked for; None while what it takes is loaded in another thread."""
        try:
            made = self.session.project.tokeniser()
        except UserError as error:
            self._refuse(str(error))
            return False
        if made is None:
            return False
        why = self.session.loader.ask(made, wait=wait)
        if why:
            self._refuse(why)
        return None if why is None else not why

    def _refuse(self, why: str) -> None:
        """Say once what is missing; problems are looked for without tokens then."""
        if self._told != why:
            self._told = why
            self.session.failed.emit(why)
