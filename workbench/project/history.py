"""Undo, redo and the history: my own operations, newest first, kept in the file."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from workbench.errors import UserError
from workbench.model import Change, Progress, Thing
from workbench.project.base import Base, finish
from workbench.storage import bulk, merging, operations, suggestions, undoing
from workbench.storage.operations import OperationRow


def in_time(rows: Sequence[OperationRow]) -> list[OperationRow]:
    """The operations by when they were done, the last first: those of a merge come later than they were done."""
    return sorted(rows, key=lambda row: row.at, reverse=True)


class History(Base):
    """The part of a project that looks back."""

    def undo(self) -> Change:
        """Take back my newest operation, in whatever document it was made.

        Raises UserError if there is none or if somebody else changed the same thing since.
        """
        return finish(self.undo_steps())

    def redo(self) -> Change:
        """Do again what I undid last. Raises UserError as undo does."""
        return finish(self.redo_steps())

    def undo_steps(self) -> Generator[Progress, None, Change]:
        """The same as `undo`, with Progress where many rows go back; closing it leaves everything as it was."""
        return self._seen_schema((yield from undoing.undo_steps(self.store, self.me.id)))

    def redo_steps(self) -> Generator[Progress, None, Change]:
        """The same as `redo`, with Progress."""
        return self._seen_schema((yield from undoing.redo_steps(self.store, self.me.id)))

    def undo_title(self) -> str:
        """What undo would take back, or empty."""
        return undoing.undo_title(self.store, self.me.id)

    def redo_title(self) -> str:
        """What redo would do again, or empty."""
        return undoing.redo_title(self.store, self.me.id)

    def history(self, *, limit: int = 200, before: int = 0) -> list[OperationRow]:
        """Everybody's operations as they came into this file, newest first; `before` is a seq to go on from."""
        return operations.history(self.store, self.me.id, limit=limit, before=before)

    def undo_operation(self, operation_id: str) -> Change:
        """Take back an import or a merge: what it brought goes, but for what somebody has touched since. Of a run of
        suggestions what it proposed goes; after a training taken back the model before counts again.

        Raises UserError for other operations, which undo takes back in their order.
        """
        found = operations.find(self.store, operation_id)
        if found is None or found.kind not in ("import", "merge", "suggest"):
            raise UserError(
                "Only imports, merges, runs of suggestions and trainings are taken back from the history; "
                "for the rest, use undo."
            )
        if found.undone:
            raise UserError(f"“{found.title}” has been taken back already.")
        title = f"take back “{found.title}”"
        if found.kind == "suggest":
            return self._take_back_suggestions(found.seq, title)
        if found.kind == "merge":
            return self._take_back_merge(found.seq, title)
        with operations.operation(
            self.store, annotator=self.me, title=title, kind="takeback", undoes=found.seq
        ) as op:
            gone, kept, documents = bulk.remove_made_by(op.db.conn, found.seq, by=op.seq)
            undoing.reverse_images(op, found.seq)
        notes = [f"{gone} layers and {len(documents)} documents removed."]
        if kept:
            notes.append(f"{kept} layers stay, because somebody has worked on them since.")
        change = op.change(*notes)
        things = tuple(Thing("document", one, one) for one in documents)
        return self._seen_schema(
            Change(
                change.title,
                change.created,
                change.updated,
                (*change.deleted, *things),
                "",
                op.uid,
                change.notes,
            )
        )

    def _take_back_merge(self, seq: int, title: str) -> Change:
        with operations.operation(
            self.store, annotator=self.me, title=title, kind="takeback", undoes=seq
        ) as op:
            kept = merging.take_back(op, seq)
        sentence = f"{kept} rows stay, because somebody has changed them since."
        return self._seen_schema(op.change(*([sentence] if kept else [])))

    def _take_back_suggestions(self, seq: int, title: str) -> Change:
        with operations.operation(
            self.store, annotator=self.me, title=title, kind="takeback", undoes=seq
        ) as op:
            number = suggestions.take_away(op.db.conn, seq)
            undoing.reverse_images(op, seq)  # of a training: the model before counts again
        return op.change(*([f"{number:,} suggested spans and relations removed."] if number else []))

    def last_saved(self) -> str:
        """When the newest operation was committed (ISO 8601, UTC), or empty."""
        return operations.last_saved(self.store)

    def other_changes(self) -> bool:
        """Whether another window or command has written since this was asked last."""
        seen, self._seen = self._seen, self.store.data_version()
        return seen != self._seen

    def others_wrote(self) -> int:
        """A number that changes whenever another window or command has written."""
        return self.store.data_version()

    def _seen_schema(self, change: Change) -> Change:
        if any(thing.kind == "schema" for thing in change.things()):
            self.reload_schema()
        return change

    def reload_schema(self) -> None:
        """Read the schema anew, after somebody has changed it."""
        self.schema = self._stored_schema()
