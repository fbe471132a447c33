"""The people of a project: who goes on as whom, and how long each has worked."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import UserError
from workbench.model import Change
from workbench.project.base import Base
from workbench.storage import people, reading
from workbench.storage.operations import Operation, now
from workbench.storage.people import Assigned


class People(Base):
    """The part of a project about its people."""

    def join_people(self, one: str, other: str) -> Change:
        """Say that two annotators (names or ids) are one person: `one` goes on as `other`, with all layers.

        Where both have a layer on the same text, the layer of `one` becomes a further round. Raises
        UserError for an unknown or ambiguous name, or for the same person twice.
        """
        first, second = self._person(one), self._person(other)
        if first == second:
            raise UserError(f"{one} and {other} are the same person already.")
        names = people.names(self.store.connection)
        with self._operation(f"join {names[first]} and {names[second]}") as op:
            image = op.image("annotator", first)
            assert image is not None
            op.put("annotator", first, {**image, "same_as": second})
            move_layers(op, first, second)
        return op.change()

    def lengths(
        self, *, containing: str = "", names: Sequence[str] = (), unassigned: bool = False
    ) -> dict[str, int]:
        """Code points of the documents' texts by id, in the documents' order: those whose names contain the
        text, are among the names if any are given, and whom nobody was assigned to, if that is asked.

        Raises UserError for a name that no document has.
        """
        found = people.lengths(self.store.connection, containing=containing, unassigned=unassigned)
        if missing := set(names) - {name for name, _ in found.values()}:
            raise UserError(f"No document is called {', '.join(sorted(missing))}.")
        return {key: length for key, (name, length) in found.items() if not names or name in names}

    def assignments(self) -> list[Assigned]:
        """Who is to do what by when, how far it is, and the time spent on it."""
        return people.assignments(self.store.connection)

    def add_time(self, visit: str, document_id: str, *, seconds: int) -> None:
        """Write down that I have worked on a document for so many seconds in the visit of this id.

        Not an operation: nobody undoes time. A file that cannot be written keeps none.
        """
        if self.read_only:
            return
        with self.store.write() as db:
            people.add_time(
                db.conn, visit, document=document_id, annotator=self.me.id, began=now(), seconds=seconds
            )

    def time_spent(self) -> list[tuple[str, str, str, int]]:
        """Annotator's id, document's id, day (UTC, ISO) and seconds really spent, summed by all three."""
        return people.time_spent(self.store.connection)

    def _person(self, name: str) -> str:
        found = [
            annotator.id
            for annotator in reading.annotators(self.store.connection)
            if name in (annotator.id, annotator.name)
        ]
        if not found:
            raise UserError(f"The project knows no annotator {name}.")
        if len(found) > 1:
            raise UserError(
                f"There are {len(found)} people called {name}; say which, by id: {', '.join(found)}."
            )
        return found[0]


def move_layers(op: Operation, one: str, other: str) -> None:
    """Give the layers of one annotator to another one; a round that is taken becomes the next free one."""
    for layer_id in people.layer_ids(op.db.conn, one):
        image = op.image("layer", layer_id)
        assert image is not None
        number = image["round"]
        taken = people.rounds(op.db.conn, image["version"], other)
        while number in taken:
            number += 1
        op.put("layer", layer_id, {**image, "annotator": other, "round": number})
