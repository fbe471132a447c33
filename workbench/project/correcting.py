"""Another label for many spans at once, over documents: one operation, as a table of words asks for it."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import UserError
from workbench.model import Change
from workbench.project.base import quoted
from workbench.project.occurrences import Occurrences
from workbench.storage import reading
from workbench.storage.layers import layer_key
from workbench.storage.operations import Operation
from workbench.storage.rows import Image

_NAMED = 4  # dropped values that a note names


class Correcting(Occurrences):
    """The part of a project that corrects in bulk."""

    def can_correct(self, annotator: str) -> bool:
        """Whether spans of this annotator (an id) may be changed: mine, and the gold while I review."""
        return not self.read_only and annotator in (self.me.id, self.owner.id)

    def relabel_spans(self, span_ids: Sequence[str], *, label: str) -> Change:
        """Give spans of any documents another label, in one operation.

        Values that both labels have are kept; the notes name the dropped ones. A span that has the label
        already, or beside which one of the same extent has it, is left as it is. Raises UserError for an
        unknown label, a layer of somebody else, a span that is gone, or if there is nothing to do.
        """
        kind = self._label(label)
        found = [(span_id, *self._span_image(span_id)) for span_id in dict.fromkeys(span_ids)]
        others = [one for one in found if one[1]["label"] != label]
        if not others:
            raise UserError(f"All of these are {kind.title} already.")
        documents = {document for _, _, document in others}
        words = quoted(others[0][1]["form"])
        count = f"{len(others):,} × {words}" if len(others) > 1 else words
        dropped: list[str] = []
        beside = 0
        with self._operation(
            f"relabel {count} as {kind.title}", document=documents.pop() if len(documents) == 1 else ""
        ) as op:
            for span_id, image, document_id in others:
                self._check_correctable(image["layer"], op)
                if _has_same(op, image, label):
                    beside += 1
                    continue
                op.place = document_id
                values, gone = self._relabelled(image, document_id, kind)
                op.update("span", span_id, label=label, attributes=self._json(values))
                dropped += gone
            if beside == len(others):
                raise UserError(f"Beside each of these is a {kind.title} already: delete these instead.")
        return op.change(*_notes(dropped, beside, kind.title))

    def _check_correctable(self, layer_id: str, op: Operation) -> None:
        image = op.image("layer", layer_id)
        if image is None or not self.can_correct(image["annotator"]):
            raise UserError("Some of these are in somebody else's layer: it can be read, not changed.")


def _has_same(op: Operation, image: Image, label: str) -> bool:
    """Whether a span of this extent with that label is in the layer, then two would be alike."""
    return bool(
        reading.same_span(
            op.db.conn,
            layer_key(op.db.conn, image["layer"]),
            start=image["start"],
            end=image["end"],
            label=label,
            fragments=image["fragments"],
        )
    )


def _notes(dropped: Sequence[str], beside: int, title: str) -> list[str]:
    notes = []
    if dropped:
        names = list(dict.fromkeys(dropped))
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        notes.append(f"Dropped with the old label: {', '.join(names[:_NAMED])}{more}.")
    if beside:
        notes.append(f"Left as they are, beside a {title} of the same words: {beside:,}.")
    return notes
