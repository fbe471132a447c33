"""Discontinuous spans: adding a fragment to a span, taking one away, moving one."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from workbench.errors import UserError
from workbench.model import Change, Fragment, Span
from workbench.project.base import quoted
from workbench.project.spans import Spans, corrected_origin
from workbench.storage.rows import FORM_LENGTH, Image


class Fragments(Spans):
    """The part of a project that changes the fragments of spans; each method is one operation."""

    def add_fragment(self, span_id: str, *, start: int, end: int) -> Change:
        """Add a stretch (code points) to a span; one that touches or overlaps a fragment joins it."""
        image, document_id = self._span_image(span_id)
        part = self._extent(self.text(document_id), self._label(image["label"]), (start, end))
        return self._set_fragments(span_id, (*fragments_of(image), part), verb="add a fragment to")

    def remove_fragment(self, span_id: str, *, start: int, end: int) -> Change:
        """Take a stretch (code points) out of a span: whole fragments or a part of one.

        Raises UserError if nothing of the span would be left, or if the stretch is not in it.
        """
        image, document_id = self._span_image(span_id)
        text, label = self.text(document_id), self._label(image["label"])
        old = fragments_of(image)
        rest = [
            (low, high)
            for a, b in old
            for low, high in ((a, min(b, start)), (max(a, end), b))
            if low < high and text[low:high].strip()
        ]
        if not rest:
            raise UserError("This is all of the span: delete it instead.")
        if tuple(rest) == old:
            raise UserError("This stretch is not in the span.")
        kept = [part if part in old else self._extent(text, label, part) for part in rest]
        return self._set_fragments(span_id, kept, verb="take a fragment from")

    def move_fragment(self, span_id: str, *, index: int, start: int, end: int, run: str = "") -> Change:
        """Move the boundaries of the fragment number `index` (from 0) of a span; see `move_span`."""
        image, document_id = self._span_image(span_id)
        parts = list(fragments_of(image))
        parts[index] = self._extent(self.text(document_id), self._label(image["label"]), (start, end))
        return self._set_fragments(span_id, parts, verb="move a boundary of", run=run)

    def move_fragments(self, span_id: str, parts: Sequence[Fragment]) -> Change:
        """Give a span these fragments, in one operation; those that come to touch are one afterwards.

        Raises UserError where nothing would be left of one.
        """
        image, document_id = self._span_image(span_id)
        text, label = self.text(document_id), self._label(image["label"])
        return self._set_fragments(
            span_id, [self._extent(text, label, part) for part in parts], verb="move the boundaries of"
        )

    def _set_fragments(self, span_id: str, parts: Sequence[Fragment], *, verb: str, run: str = "") -> Change:
        image, document_id = self._span_image(span_id)
        text = self.text(document_id)
        joined = join_fragments(parts, text)
        span = Span("", "", joined[0][0], joined[-1][1], joined if len(joined) > 1 else ())
        words = span.covered(text)
        with self._operation(f"{verb} {quoted(words)}", document=document_id, run=run) as op:
            self._check_mine(image["layer"], op)
            op.update(
                "span",
                span_id,
                start=span.start,
                end=span.end,
                fragments=self._json([list(part) for part in span.fragments]),
                form=words[:FORM_LENGTH],
                **corrected_origin(image),
            )
        return op.change()


def fragments_of(image: Image) -> tuple[Fragment, ...]:
    """The fragments of a stored span; its one stretch as the only one."""
    if not image["fragments"]:
        return ((image["start"], image["end"]),)
    return tuple((start, end) for start, end in msgspec.json.decode(image["fragments"]))


def join_fragments(parts: Sequence[Fragment], text: str) -> tuple[Fragment, ...]:
    """Fragments in order; those that overlap, touch, or have only white space between them are one."""
    joined: list[Fragment] = []
    for start, end in sorted(parts):
        if joined and (start <= joined[-1][1] or not text[joined[-1][1] : start].strip()):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
