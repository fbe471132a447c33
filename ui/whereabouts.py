"""Where one is in a project, written down while one works: a window that is killed opens there again, too."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from workbench.errors import UserError
from workbench.project.settings import save_place

if TYPE_CHECKING:
    from ui.carets import Carets
    from ui.document_view import DocumentView
    from ui.session import Session

OPENED_MS = 400  # after another document was opened: it has been painted, and nobody leafs on
REST_MS = 2000  # after the caret moved last, or the article was scrolled


class Whereabouts(QObject):
    """Follows the session and writes down the open document and the caret in a pause, if they are news."""

    def __init__(self, session: Session, view: DocumentView, carets: Carets) -> None:
        super().__init__(session)
        self._session, self._view, self._carets = session, view, carets
        self._document = ""
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.keep)
        session.opened.connect(self._opened)
        session.selection_changed.connect(self._moved)
        view.verticalScrollBar().valueChanged.connect(self._scrolled)

    def keep(self) -> None:
        """Write down where one is."""
        if note(self._session, self._view, self._carets):
            # A folder that cannot be written costs the memory of the place, not the work.
            with suppress(UserError):
                save_place(self._session.settings, self._session.project.path)

    def _opened(self) -> None:
        if self._session.document_id != self._document:
            self._document = self._session.document_id
            self._timer.start(OPENED_MS)

    def _moved(self) -> None:
        if not self._timer.isActive() or self._timer.interval() == REST_MS:
            self._timer.start(REST_MS)

    def _scrolled(self) -> None:
        if self._timer.isActive():
            self._timer.start()


def note(session: Session, view: DocumentView, carets: Carets) -> bool:
    """Put the open document and the caret into the settings; whether they were not there yet."""
    if not session.document_id:
        return False
    carets.put(session.document_id, view.state.caret)
    name, line = str(session.project.path.absolute()), carets.line()
    if session.settings.places.get(name) == line:
        return False
    session.settings.places[name] = line
    return True
