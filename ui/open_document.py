"""One document with one annotator's work as the window shows it: found by place, kept current by Changes."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Protocol

from msgspec.structs import replace

from workbench.model import (
    FINISHED,
    Bundle,
    Change,
    Comment,
    Document,
    Layer,
    Problem,
    Relation,
    Span,
    Status,
)

Extent = tuple[int, int]
_LONG = 1024  # code points; spans of this length and more are found in buckets
_REMEMBERED = 256  # changes whose extents are kept for views that look later


class Reader(Protocol):
    """What is asked of a project to show a document and to follow its changes."""

    def document(self, document_id: str, /) -> Document: ...
    def bundle(self, document_id: str, annotator_id: str = "", /) -> Bundle: ...  # spans in order
    def layers(self, document_id: str, /) -> Iterable[Any]: ...
    def spans(self, ids: Sequence[str], annotator_id: str = "", /) -> list[Span]: ...
    def relations(self, ids: Sequence[str], annotator_id: str = "", /) -> list[Relation]: ...
    def comments(self, document_id: str, /) -> list[Comment]: ...


def _place(span: Span) -> tuple[int, int, str]:
    return span.start, -span.end, span.id


_start = attrgetter("start")


class SpanIndex:
    """Spans by place, in code points. A change costs the same in a document of any length.

    Those that touch a stretch begin in it, or little before it: they are found in the order of all. Long spans, which
    may begin far before, lie besides in buckets of a size that fits their length, each in two or three.
    """

    def __init__(self, spans: Iterable[Span], *, in_order: bool = False) -> None:
        """`in_order`: the spans come by start, outer before inner, then by id; to sort many takes a while."""
        self._order = list(spans) if in_order else sorted(spans, key=_place)
        self.by_id: dict[str, Span] = {span.id: span for span in self._order}
        self._buckets: dict[tuple[int, int], dict[str, Span]] = {}
        self._sizes: dict[int, int] = {}
        for span in [span for span in self._order if span.end - span.start >= _LONG]:
            self._put(span)

    @staticmethod
    def _keys(span: Span) -> Iterator[tuple[int, int]]:
        size = (span.end - span.start).bit_length()
        for bucket in range(span.start >> size, (span.end - 1 >> size) + 1):
            yield size, bucket

    def _put(self, span: Span) -> None:
        for key in self._keys(span):
            self._buckets.setdefault(key, {})[span.id] = span
            self._sizes[key[0]] = self._sizes.get(key[0], 0) + 1

    def _take(self, span: Span) -> None:
        for key in self._keys(span):
            bucket = self._buckets[key]
            del bucket[span.id]
            if not bucket:
                del self._buckets[key]
            self._sizes[key[0]] -= 1
            if not self._sizes[key[0]]:
                del self._sizes[key[0]]

    def add(self, span: Span) -> None:
        """Add a span, or put it in the place of the one with its id."""
        self.remove(span.id)
        self.by_id[span.id] = span
        insort(self._order, span, key=_place)
        if span.end - span.start >= _LONG:
            self._put(span)

    def remove(self, id: str) -> Span | None:
        """Take a span out and return it; None if there is none."""
        span = self.by_id.pop(id, None)
        if span is None:
            return None
        del self._order[self._rank(span)]
        if span.end - span.start >= _LONG:
            self._take(span)
        return span

    def _rank(self, span: Span) -> int:
        return bisect_left(self._order, _place(span), key=_place)

    def touching(self, start: int, end: int) -> list[Span]:
        """Spans that share a character with [start, end), by start, outer before inner."""
        near = start - _LONG  # what begins before and reaches the stretch is long
        first = bisect_left(self._order, near, key=_start)
        behind = bisect_left(self._order, end, first, key=_start)
        found = [span for span in self._order[first:behind] if span.end > start]
        far: dict[str, Span] = {}
        for size in self._sizes:
            for id, span in self._buckets.get((size, start >> size), {}).items():
                if span.start < near and span.end > start:
                    far[id] = span
        return [*sorted(far.values(), key=_place), *found] if far else found

    def rank(self, id: str) -> int:
        """How many spans come before this one."""
        return self._rank(self.by_id[id])

    def step(self, id: str, step: int) -> Span | None:
        """The span `step` places after this one (before it, if negative); None beyond either end."""
        return self._at(self._rank(self.by_id[id]) + step)

    def from_position(self, position: int, step: int) -> Span | None:
        """The first span that starts at or after a position; backwards, the last that starts before it."""
        rank = bisect_left(self._order, position, key=_start)
        return self._at(rank if step > 0 else rank - 1)

    def _at(self, rank: int) -> Span | None:
        return self._order[rank] if 0 <= rank < len(self._order) else None


class OpenDocument:
    """The document that a window shows. Offsets are code points, ends exclusive.

    `spans` and `relations` are by id and must be changed through `apply` alone. `revision` counts what
    was applied; `extents_since` tells a view what to draw again.
    """

    def __init__(
        self,
        bundle: Bundle,
        *,
        read_only: bool = False,
        problems: Iterable[Problem] = (),
        in_order: bool = False,
    ) -> None:
        """`in_order`: the bundle's spans come by start, outer before inner, then by id, as a project gives them."""
        self.read_only = read_only
        self.problems: list[Problem] = list(problems)
        self.revision = 0
        self.hidden: frozenset[str] = frozenset()  # labels that are not shown: their spans are not reached
        self._log: deque[tuple[int, list[Extent] | None]] = deque(maxlen=_REMEMBERED)
        self._take(bundle, in_order=in_order)

    @classmethod
    def load(cls, project: Any, document_id: str, annotator_id: str = "") -> OpenDocument:
        """Read my layer of a document, or another annotator's, which is then read-only. Raises UserError.

        Problems are not looked for yet: see `refresh_problems`.
        """
        bundle = project.bundle(document_id, annotator_id)
        writing = getattr(project, "owner", None)
        own = not annotator_id or (writing is not None and annotator_id == writing.id)
        read_only = not own or bool(getattr(project, "read_only", False))
        return cls(bundle, read_only=read_only, in_order=True)

    def _take(self, bundle: Bundle, *, in_order: bool) -> None:
        self.document: Document = bundle.document
        self.text: str = bundle.document.text
        self.layer: Layer | None = None
        if bundle.annotator is not None:
            self.layer = Layer(
                id="",
                document=bundle.document.id,
                annotator=bundle.annotator,
                round=bundle.round,
                status=_status(bundle.status),
                attributes=bundle.attributes,
            )
        self._index = SpanIndex(bundle.spans, in_order=in_order)
        self.spans = self._index.by_id
        self.relations: dict[str, Relation] = {}
        self._ends: dict[str, dict[str, Relation]] = {}
        for relation in bundle.relations:
            self._join(relation)
        self._set_comments(bundle.comments)

    # -- looking up ----------------------------------------------------------------------------

    def touching(self, start: int, end: int) -> list[Span]:
        """Spans that share a character with [start, end), by start, outer before inner, then id."""
        return self._index.touching(start, end)

    def at(self, offset: int) -> list[Span]:
        """Spans over the character at an offset, innermost last; if there are none, those that end there.

        Hidden ones are left out.
        """
        found = self._reached(self._index.touching(offset, offset + 1))
        if not found and offset:
            found = self._reached(self._index.touching(offset - 1, offset))
        return sorted(found, key=lambda s: (s.start - s.end, s.start, s.id))

    def neighbours(self, span_id: str, step: int) -> Span | None:
        """The span `step` places on in the order by start, outer before inner; None beyond either end.

        Hidden ones are passed over.
        """
        found = self._index.step(span_id, step)
        while found is not None and found.label in self.hidden:
            found = self._index.step(found.id, 1 if step > 0 else -1)
        return found

    def _reached(self, spans: list[Span]) -> list[Span]:
        return [span for span in spans if span.label not in self.hidden] if self.hidden else spans

    def span_from(self, offset: int, step: int) -> Span | None:
        """The first span that starts at or after an offset (step 1), or the last one before it (-1).

        Hidden ones are passed over.
        """
        found = self._index.from_position(offset, step)
        return self.neighbours(found.id, step) if found is not None and found.label in self.hidden else found

    def place_of(self, span_id: str) -> tuple[int, int]:
        """Which span this is and of how many, counted from 1: "2 of 31"."""
        return self._index.rank(span_id) + 1, len(self.spans)

    def relations_of(self, span_id: str) -> list[Relation]:
        """Relations that begin or end at a span, by id."""
        return sorted(self._ends.get(span_id, {}).values(), key=lambda r: r.id)

    def comments_on(self, id: str) -> list[Comment]:
        """Comments on a span, a relation or the document, oldest first."""
        return self._comments_on.get(id, [])

    @property
    def annotator_name(self) -> str:
        """Whose layer it is; empty for a document without one."""
        return self.layer.annotator.name if self.layer is not None else ""

    @property
    def finished(self) -> bool:
        """Whether the layer is done or reviewed."""
        return self.layer is not None and self.layer.status in FINISHED

    # -- following changes ---------------------------------------------------------------------

    def apply(self, change: Change, project: Reader) -> None:
        """Take over what a Change names of this document, reading only that from the project."""
        mine = [thing for thing in change.things() if thing.document in ("", self.document.id)]
        layers = [thing for thing in mine if thing.kind == "layer"]
        remade = {(thing.kind, thing.id) for thing in (*change.created, *change.deleted)}
        gone = {thing.id for thing in change.deleted}
        if self.document.id in gone:
            return
        if any((thing.kind, thing.id) in remade for thing in layers) or self._text_changed(mine, project):
            self.reload(project)
            return
        if layers and self._other_round(project):
            self.reload(project)
            return
        if layers:
            self._read_layer(project)
        extents: list[Extent] = []
        span_ids = [thing.id for thing in mine if thing.kind == "span"]
        relation_ids = [thing.id for thing in mine if thing.kind == "relation"]
        for id in relation_ids:
            self._part(id, extents)
        whose = self.layer.annotator.id if self.layer is not None else ""  # a Change may be of another layer
        found = {span.id: span for span in project.spans([id for id in span_ids if id not in gone], whose)}
        for id in span_ids:
            old = self._index.remove(id)
            new = found.get(id)
            if new is not None:
                self._index.add(new)
            extents += [(span.start, span.end) for span in (old, new) if span is not None]
        kept = [id for id in relation_ids if id not in gone]
        for relation in project.relations(kept, whose) if kept else ():
            self._join(relation, extents)
        if any(thing.kind == "comment" for thing in mine):
            self._set_comments(project.comments(self.document.id), extents)
        self._note(extents)

    def reload(self, project: Reader) -> None:
        """Read everything again."""
        annotator = self.layer.annotator.id if self.layer is not None else ""
        self._take(project.bundle(self.document.id, annotator), in_order=True)
        self._note(None)

    def refresh_problems(self, project: Any, *, tokens: bool = True) -> None:
        """Ask the project for the layer's problems again; it looks at every span, so do it when idle."""
        found = project.problems(self.document.id, tokens=tokens) if not self.read_only else ()
        self.problems = list(found)

    def add_cut_tokens(self, project: Any, spans: Iterable[Span]) -> None:
        """Ask only which of these spans cut a token; the other problems stay as they are known."""
        if not self.read_only:
            found = project.cut_tokens(self.document.id, self.text, spans)
            known = {(one.kind, one.target) for one in found}
            kept = [one for one in self.problems if (one.kind, one.target) not in known]
            self.problems = sorted([*kept, *found], key=lambda p: (p.start, p.end, p.kind, p.target))

    def extents_since(self, revision: int) -> list[Extent] | None:
        """The stretches that changed after a revision; None if everything may have."""
        if revision == self.revision:
            return []
        if not self._log or self._log[0][0] > revision + 1:
            return None
        result: list[Extent] = []
        for at, extents in reversed(self._log):
            if at <= revision:
                break
            if extents is None:
                return None
            result += extents
        return result

    def _note(self, extents: list[Extent] | None) -> None:
        self.revision += 1
        self._log.append((self.revision, extents))

    def _text_changed(self, mine: list[Any], project: Reader) -> bool:
        if not any(thing.kind == "document" and thing.id == self.document.id for thing in mine):
            return False
        document = project.document(self.document.id)
        same = document.text == self.text
        self.document = document
        return not same

    def _other_round(self, project: Reader) -> bool:
        """Whether another round of the layer is worked on now: one was finished, or is open again."""
        layer = self.layer
        if layer is None:
            return False
        who = layer.annotator.id
        if {row.round for row in project.layers(self.document.id) if row.annotator.id == who} <= {
            layer.round
        }:
            return False
        return project.bundle(self.document.id, who).round != layer.round

    def _read_layer(self, project: Reader) -> None:
        layer = self.layer
        if layer is None:
            return
        status = layer.status
        for row in project.layers(self.document.id):
            if (row.annotator.id, row.round) == (layer.annotator.id, layer.round):
                status = row.status
        attributes = layer.attributes
        if status == layer.status:  # then its attributes changed, which only a bundle tells
            attributes = project.bundle(self.document.id, layer.annotator.id).attributes
        self.layer = replace(layer, status=status, attributes=attributes)

    def _join(self, relation: Relation, extents: list[Extent] | None = None) -> None:
        self.relations[relation.id] = relation
        for id in (relation.head, relation.tail):
            self._ends.setdefault(id, {})[relation.id] = relation
            if extents is not None and id in self.spans:
                extents.append((self.spans[id].start, self.spans[id].end))

    def _part(self, id: str, extents: list[Extent]) -> None:
        relation = self.relations.pop(id, None)
        if relation is None:
            return
        for end in {relation.head, relation.tail}:
            self._ends[end].pop(id, None)
            if not self._ends[end]:
                del self._ends[end]
            if end in self.spans:
                extents.append((self.spans[end].start, self.spans[end].end))

    def _set_comments(self, comments: Iterable[Comment], extents: list[Extent] | None = None) -> None:
        before = set(self._comments_on) if extents is not None else set()
        self.comments: list[Comment] = sorted(comments, key=lambda c: (c.at, c.id))
        self._comments_on: dict[str, list[Comment]] = {}
        for comment in self.comments:
            self._comments_on.setdefault(comment.target, []).append(comment)
        if extents is not None:
            for id in before | set(self._comments_on):
                if id in self.spans:
                    extents.append((self.spans[id].start, self.spans[id].end))


def _status(word: str) -> Status:
    return word if word in ("new", "in progress", "done", "returned", "reviewed") else "new"  # type: ignore[return-value]
