"""Putting the edges of spans to whole tokens of the tokeniser that the project is aligned to."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import UserError
from workbench.model import Change, Fragment, Span
from workbench.project.aligning import Aligning
from workbench.project.base import quoted
from workbench.project.fragments import Fragments, join_fragments
from workbench.rules import mended
from workbench.storage import reading
from workbench.storage.rows import FORM_LENGTH


class Snapping(Fragments, Aligning):
    """The part of a project that mends spans which cut tokens."""

    def snap_spans(self, document_id: str, span_ids: Sequence[str], *, inward: bool = False) -> Change:
        """Widen spans of my layer to whole tokens, or narrow them with `inward`, in one operation.

        Spans that cut none are left alone; a span keeps its id, relations, comments and history. Raises
        UserError where no tokeniser is chosen, or where no whole token lies inside the only span named.
        """
        alignment = self.alignment(document_id, self.text(document_id))
        if alignment is None:
            raise UserError("This project is not aligned to tokens: choose a tokeniser in its settings.")
        text = alignment.text
        moves: list[tuple[Span, Span]] = []
        for span in reading.spans_by_id(self.store.connection, span_ids):
            cut, label = alignment.cut(span), self.schema.find_label(span.label)
            if cut is None or label is None:
                continue
            parts = mended(cut, text, label, inward=inward)
            if not parts and len(span_ids) == 1:
                raise UserError(f"{quoted(span.covered(text))} holds no whole token: widen it instead.")
            if parts and parts != span.parts():
                moves.append((span, _with_parts(span, parts, text)))
        verb = "narrow" if inward else "widen"
        what = quoted(moves[0][0].covered(text)) if len(moves) == 1 else f"{len(moves)} spans"
        with self._operation(f"{verb} {what} to whole tokens", document=document_id) as op:
            for _, span in moves:
                image = op.image("span", span.id)
                assert image is not None
                self._check_mine(image["layer"], op)
                op.update(
                    "span",
                    span.id,
                    start=span.start,
                    end=span.end,
                    fragments=self._json([list(part) for part in span.fragments]),
                    form=span.covered(text)[:FORM_LENGTH],
                )
        return op.change()


def _with_parts(span: Span, parts: Sequence[Fragment], text: str) -> Span:
    joined = join_fragments(parts, text)
    return Span(span.id, span.label, joined[0][0], joined[-1][1], joined if len(joined) > 1 else ())
