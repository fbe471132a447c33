"""The suggestions of the open document by place, kept current by what changed there; no Qt."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from ui.open_document import OpenDocument, SpanIndex
from workbench.model import Span
from workbench.project.suggested import Drawn, Place, Suggested, still_open

if TYPE_CHECKING:
    from workbench.schema import Schema

Key = tuple[int, int, str]  # start, minus end, id of the group: the order in which Space goes


class Redrawn(Struct, frozen=True):
    """Suggested spans that the article no longer shows, and those that it shows now; both may name the same."""

    gone: tuple[Span, ...] = ()
    new: tuple[Span, ...] = ()


class OpenSuggestions:
    """Groups as they were proposed, and what of each is open now. Offsets are code points.

    What is open follows from the document's spans and relations, from what was rejected, and from the least score
    that is shown; a change costs the same in a document of any length.
    """

    def __init__(self, document: OpenDocument | None, schema: Schema, *, least: float = 0.0) -> None:
        self.document, self.schema, self.least = document, schema, least
        self.rejected: set[Place] = set()
        self.shown: dict[str, Suggested] = {}  # by the group's id
        self.group_of: dict[str, str] = {}  # of a suggested span: its group's id
        self.reopened: list[str] = []  # groups that the last change has opened again
        self._proposed: dict[str, Suggested] = {}
        self._places: dict[str, tuple[int, int]] = {}
        self._index = SpanIndex(())
        self._order: list[Key] = []

    def __len__(self) -> int:
        return len(self.shown)

    # -- filling and following -----------------------------------------------------------------

    def add(self, groups: Iterable[Suggested]) -> Redrawn:
        """Take over groups that were read; those that are known already are left alone."""
        fresh = []
        for one in groups:
            place = self._place_of(one)
            if one.id in self._proposed or place is None:
                continue
            fresh.append(one.id)
            self._proposed[one.id] = one
            self._places[one.id] = place
            self._index.add(Span(one.id, "", *place))
            self.group_of.update((span.id, one.id) for span in one.spans)
        redrawn = self._weigh(fresh)
        self.reopened = []
        return redrawn

    def refresh(self, extents: Iterable[tuple[int, int]] | None) -> Redrawn:
        """What became of the groups at stretches of the text that changed; None: of all."""
        if extents is None:
            ids: Iterable[str] = list(self._proposed)
        else:
            found = (self._index.touching(start, max(end, start + 1)) for start, end in extents)
            ids = {one.id for spans in found for one in spans}
        self.reopened = []
        redrawn = self._weigh(ids)
        self.reopened.sort(key=self._key)
        return redrawn

    def _place_of(self, one: Suggested) -> tuple[int, int] | None:
        """The hull of a group's spans; of relations alone, their head's extent."""
        if one.spans:
            return min(span.start for span in one.spans), max(span.end for span in one.spans)
        heads = (self.document.spans.get(r.head) for r in one.relations) if self.document is not None else ()
        return next(((head.start, head.end) for head in heads if head is not None), None)

    def _weigh(self, ids: Iterable[str]) -> Redrawn:
        gone: list[Span] = []
        new: list[Span] = []
        for id in ids:
            before, after = self.shown.get(id), self._open(self._proposed[id])
            if before == after:
                continue
            if before is not None:
                gone += before.spans
                key = self._key(id)
                del self._order[bisect_right(self._order, key) - 1]
                del self.shown[id]
            if after is not None:
                new += after.spans
                if before is None:
                    self.reopened.append(id)
                self.shown[id] = after
                insort(self._order, self._key(id))
        return Redrawn(tuple(gone), tuple(new))

    def _open(self, one: Suggested) -> Suggested | None:
        document = self.document
        if document is None or document.read_only:
            return None
        left = still_open(
            one,
            near=document.touching,
            exists=document.spans.__contains__,
            drawn=lambda head: _drawn(document, head),
            rejected=self.rejected,
            schema=self.schema,
        )
        if left is None or (left.score is not None and left.score < self.least):
            return None
        first = left.first
        return None if first is not None and first.label in document.hidden else left

    # -- looking up ----------------------------------------------------------------------------

    def _key(self, id: str) -> Key:
        start, end = self.extent(id)
        return start, -end, id

    def extent(self, id: str) -> tuple[int, int]:
        """Where the keys are for a group: its first span as proposed, else its place."""
        one = self._proposed[id]
        return (one.spans[0].start, one.spans[0].end) if one.spans else self._places[id]

    def in_order(self) -> list[Suggested]:
        """All that are open, by place."""
        return [self.shown[id] for _, _, id in self._order]

    def following(self, key: tuple[int, int, str], *, back: bool = False) -> Suggested | None:
        """The first open one after a place of the order, or the last before it."""
        at = bisect_right(self._order, key)
        if back:
            at -= 1
            if at >= 0 and self._order[at] == key:
                at -= 1
        return self.shown[self._order[at][2]] if 0 <= at < len(self._order) else None

    def key_of(self, id: str) -> Key:
        """The place of a group in the order, whether it is open or not."""
        return self._key(id)

    def touching(self, start: int, end: int) -> list[Suggested]:
        """The open groups with a span that shares a character with [start, end), by place."""
        if end <= start:
            return []
        near = (one.id for one in self._index.touching(start, end))
        found = sorted((id for id in near if id in self.shown), key=self._key)
        return [
            self.shown[id]
            for id in found
            if any(s.start < end and s.end > start for s in self.shown[id].spans)
        ]

    def within(self, start: int, end: int, wanted: Callable[[Suggested], bool]) -> list[Suggested]:
        """The open groups whose first span lies in a stretch, as far as they are wanted, by place."""
        return [
            one
            for one in self.touching(start, end)
            if one.first is not None and start <= one.first.start and one.first.end <= end and wanted(one)
        ]


def _drawn(document: OpenDocument, head: str) -> list[Drawn]:
    return [(one.label, one.head, one.tail) for one in document.relations_of(head)]
