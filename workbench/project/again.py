"""Documents of one's own once more: an empty further round, for the agreement with oneself."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from uuid import UUID, uuid5

from workbench.errors import UserError
from workbench.model import Change
from workbench.project.base import Base
from workbench.storage import rounds
from workbench.storage.operations import join
from workbench.storage.rows import layer_id


class Again(Base):
    """The part of a project that hides finished work and asks for it anew."""

    def finished_by_me(self) -> int:
        """How many documents can come again: those of which I have finished every round."""
        return len(rounds.finished(self.store.connection, self.me.id))

    def most_rounds(self) -> int:
        """How many rounds the document has that somebody did most often; 0 where nobody did any."""
        return rounds.highest(self.store.connection)

    def again(self, documents: Sequence[str] = (), *, share: float = 0.0, seed: int = 0) -> Change:
        """Ask me for some of my finished documents again: these (ids), or a share of all, drawn by the seed.

        Each gets an empty layer in its next round and is assigned to me. Until that is finished it is the one
        that I see and write; the rounds before stay as they are. Raises UserError for a share that is not
        above 0 and at most 1, for a document that I have not finished, or where there is none.
        """
        finished = {one.document: one for one in rounds.finished(self.store.connection, self.me.id)}
        if documents:
            missing = [one for one in documents if one not in finished]
            if missing:
                raise UserError("Only what you have finished can come again: one of these is not finished.")
            chosen = list(dict.fromkeys(documents))
        else:
            if not 0 < share <= 1:
                raise UserError("The share should be above 0 and at most 1, such as 0.1.")
            if not finished:
                raise UserError("You have finished no document yet: nothing can come again.")
            number = max(1, round(len(finished) * share))
            chosen = Random(seed).sample(sorted(finished), number)
        called = f"{len(chosen):,} document{'' if len(chosen) == 1 else 's'}"
        with self._operation(f"do {called} again") as op:
            join(op.db, self.me)
            for document in chosen:
                op.place, one = document, finished[document]
                number = one.round + 1
                op.put(
                    "layer",
                    layer_id(one.version, self.me.id, number),
                    {
                        "version": one.version,
                        "annotator": self.me.id,
                        "round": number,
                        "status": "new",
                        "attributes": None,
                    },
                )
                if not one.assigned:
                    given = {"document": document, "annotator": self.me.id, "due": ""}
                    op.put("assignment", assignment_id(document, self.me.id), given)
        return op.change()


def assignment_id(document: str, annotator: str) -> str:
    """The id of an assignment, which follows from what it says."""
    return str(uuid5(UUID(document), f"assignment/{annotator}"))
