"""Joins the session's suggestions to the article: what is drawn, and which one the keys are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui import suggesting
from ui.document_view import DocumentView
from workbench.model import Relation

if TYPE_CHECKING:
    from ui.open_suggestions import Redrawn
    from ui.session import Session
    from ui.state import State


class CurrentSuggestion(QObject):
    """Follows the session; `changed` asks to draw the relations of the current suggestion, or those of none."""

    changed = Signal()

    def __init__(self, session: Session, view: DocumentView) -> None:
        super().__init__(view)
        self.session, self.view = session, view
        self._shown = ""
        session.suggestion_wanted.connect(self.choose)
        session.suggestions_changed.connect(self._redraw)
        session.changed.connect(self.leave_lost)
        session.selection_changed.connect(self._follow)
        view.suggestion_clicked.connect(lambda id: suggesting.choose_thing(session, id))

    def planned(self) -> list[Relation]:
        """The relations that come with the current suggestion; they are drawn as those of a selected span."""
        return suggesting.planned(self.session)

    def choose(self, group: str) -> None:
        """Make a group (its id) the current suggestion, if it is open."""
        one = self.session.suggestions.shown.get(group)
        if one is None:
            return
        first = one.first
        start, end = (first.start, first.end) if first is not None else self.session.suggestions.extent(group)
        self.view.choose_suggestion(group, one.spans, start=start, end=end)

    def leave_lost(self) -> None:
        """A suggestion that is gone leaves the caret where it was."""
        state = self.view.state
        if state.kind == "suggestion" and state.suggestion not in self.session.suggestions.shown:
            self.view.set_caret(state.start)

    def _redraw(self, redrawn: Redrawn | None) -> None:
        if redrawn is None:
            self.view.set_suggestions([])
        else:
            self.view.redraw_suggestions(redrawn.gone, redrawn.new)
        self.leave_lost()

    def _follow(self, state: State) -> None:
        if state.suggestion != self._shown:
            self._shown = state.suggestion
            self.changed.emit()
