"""Reads the open document's suggestions piece by piece when the window is idle, and keeps them current."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.open_suggestions import OpenSuggestions, Redrawn
from workbench.errors import UserError

if TYPE_CHECKING:
    from ui.session import Session
    from workbench.model import Change

STRETCH = (
    16_000  # code points that are read between two events: some milliseconds where suggestions are dense
)


class SuggestionReader(QObject):
    """What a session knows of suggestions. `session.suggestions_changed` tells what is to be drawn anew."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.session = session
        self.known = OpenSuggestions(None, session.project.schema)
        self._fresh: OpenSuggestions | None = (
            None  # read anew, to take the place of those known when it is whole
        )
        self._stretches: Iterator[int] = iter(())
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._read)

    @property
    def reading(self) -> bool:
        """Whether there is more to read."""
        return self._timer.isActive()

    def opened(self) -> None:
        """Another document, the same one anew, or none: what is known is let go."""
        self._fresh = None
        self.known = self._empty()
        self.session.suggestions_changed.emit(None)
        self._begin()

    def reload(self) -> None:
        """Something was proposed or switched: read again; what is shown stays until that is done."""
        self._fresh = self._empty()
        self._begin()

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()

    def finish(self) -> None:
        """Read the rest at once."""
        while self._timer.isActive():
            self._read()

    def _empty(self) -> OpenSuggestions:
        session = self.session
        made = OpenSuggestions(session.document, session.project.schema, least=session.settings.least_score)
        if session.document is not None and not session.read_only:
            made.rejected = session.project.rejected_places(session.document_id)
        return made

    def _begin(self) -> None:
        document = self.session.document
        self._timer.stop()
        if document is None or document.read_only:
            self._swap()
            return
        pieces = max(1, -(-len(document.text) // STRETCH))
        self._stretches = iter([*range(pieces), -1])
        self._timer.start()

    def _read(self) -> None:
        session, document = self.session, self.session.document
        self._timer.stop()
        at = next(self._stretches, -1)
        if document is None or at < 0:
            self._swap()
            return
        try:
            groups = session.project.proposed_there(
                session.document_id, start=at * STRETCH, end=(at + 1) * STRETCH
            )
        except UserError as error:
            session.failed.emit(str(error))
            return
        redrawn = (self.known if self._fresh is None else self._fresh).add(groups)
        if self._fresh is None:
            self._tell(redrawn)
        self._timer.start()

    def _swap(self) -> None:
        """What was read anew takes its place; only the difference is drawn."""
        if self._fresh is None:
            return
        before, self.known, self._fresh = self.known, self._fresh, None
        had = {span.id: span for one in before.in_order() for span in one.spans}
        has = {span.id: span for one in self.known.in_order() for span in one.spans}
        gone = [span for id, span in had.items() if id not in has]
        self._tell(Redrawn(tuple(gone), tuple(span for id, span in has.items() if id not in had)))

    def follow(self, change: Change, revision: int) -> None:
        """Take over what a Change did to the document, which stood at a revision before it."""
        document = self.session.document
        if document is None or document.read_only:
            return
        if any(thing.kind == "setting" for thing in change.things()):
            self.reload()
            return
        extents = document.extents_since(revision)
        if extents is None and not change.updated and not change.deleted:
            # The first span of a layer: the document was read again, but only these are new.
            made = (document.spans.get(thing.id) for thing in change.created if thing.kind == "span")
            extents = [(span.start, span.end) for span in made if span is not None]
        if any(thing.kind == "rejection" for thing in change.things()):
            rejected = self.session.project.rejected_places(self.session.document_id)
            places = {(start, end) for start, end, _ in rejected ^ self.known.rejected}
            extents = None if extents is None else [*extents, *sorted(places)]
            for one in (self.known, self._fresh):
                if one is not None:
                    one.rejected = rejected
        if self._fresh is not None:
            self._fresh.refresh(extents)
        self._tell(self.known.refresh(extents))

    def weigh_again(self) -> None:
        """Other labels are hidden, or another score is the least that is shown."""
        self.known.least = self.session.settings.least_score
        self._tell(self.known.refresh(None))

    def _tell(self, redrawn: Redrawn) -> None:
        if redrawn.gone or redrawn.new:
            self.session.suggestions_changed.emit(redrawn)
