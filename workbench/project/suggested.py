"""What of a proposal is still open: neither there already, nor covered by what somebody made of it, nor rejected."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from workbench.model import Relation, Span
from workbench.schema import Schema
from workbench.storage.reading import LONG

Near = Callable[[int, int], Sequence[Span]]  # the spans of a layer that share a character with [start, end)
Place = tuple[int, int, str]  # start, end, label
Drawn = tuple[str, str, str]  # label, head, tail


class Suggested(Struct, frozen=True):
    """Spans and relations that are proposed together and stand or fall together. `id` is the group's."""

    id: str
    spans: tuple[Span, ...]
    relations: tuple[Relation, ...]
    reason: str

    @property
    def first(self) -> Span | None:
        """The span that keys are about: the first of those that are not there yet."""
        return self.spans[0] if self.spans else None

    @property
    def score(self) -> float | None:
        """The score of the first span, else of the first relation."""
        thing = self.spans[0] if self.spans else self.relations[0]
        return thing.score

    @property
    def origin(self) -> str:
        """The suggester."""
        thing = self.spans[0] if self.spans else self.relations[0]
        return thing.origin


def grouped(rows: Iterable[tuple[str, str, Span | Relation]]) -> list[Suggested]:
    """Rows of group, reason and thing as groups, in the order of the rows.

    The first span of a group is the one that bears the group's id: what was proposed first, which keys are about.
    """
    spans: dict[str, list[Span]] = {}
    relations: dict[str, list[Relation]] = {}
    reasons: dict[str, str] = {}
    for group, reason, thing in rows:
        reasons.setdefault(group, reason)
        if isinstance(thing, Span):
            spans.setdefault(group, []).append(thing)
        else:
            relations.setdefault(group, []).append(thing)
    return [
        Suggested(
            id,
            tuple(sorted(spans.get(id, ()), key=lambda span: span.id != id)),
            tuple(relations.get(id, ())),
            reason,
        )
        for id, reason in reasons.items()
    ]


def still_open(
    one: Suggested,
    *,
    near: Near,
    exists: Callable[[str], bool],
    drawn: Callable[[str], Iterable[Drawn]],
    rejected: Collection[Place],
    schema: Schema,
) -> Suggested | None:
    """What of a group is not there yet, or None.

    A group with a rejected span is gone as a whole, and so is one whose first span somebody has made otherwise: with
    another label of its group at the same place, or with the same label and other edges. `exists` tells whether a span
    of this id is in the layer, `drawn` gives the relations at one.
    """
    if any((span.start, span.end, span.label) in rejected for span in one.spans):
        return None
    there: dict[str, str] = {}
    for at, span in enumerate(one.spans):
        found = near(span.start, span.end)
        same = next(
            (other.id for other in found if (other.label, other.parts()) == (span.label, span.parts())), ""
        )
        if not same and at == 0 and any(covers(other, span, schema) for other in found):
            return None
        there[span.id] = same
    relations = []
    for relation in one.relations:
        head, tail = (there.get(end) or end for end in (relation.head, relation.tail))
        known = all(end in there or exists(end) for end in (relation.head, relation.tail))
        if known and (relation.label, head, tail) not in drawn(head):
            relations.append(replace(relation, head=head, tail=tail))
    spans = tuple(span for span in one.spans if not there[span.id])
    return replace(one, spans=spans, relations=tuple(relations)) if spans or relations else None


def covers(mine: Span, proposed: Span, schema: Schema) -> bool:
    """Whether a span is somebody's own answer to a proposal that it is not the same as."""
    found = schema.find_label(mine.label), schema.find_label(proposed.label)
    groups = [label.group if label is not None else "" for label in found]
    if (mine.start, mine.end) == (proposed.start, proposed.end):
        return groups[0] == groups[1]
    if mine.label != proposed.label:
        return False
    shared = min(mine.end, proposed.end) - max(mine.start, proposed.start)
    if (
        found[0] is not None and found[0].form == "passage"
    ):  # passages nest: only the greater part is an answer
        return 2 * shared > max(mine.end, proposed.end) - min(mine.start, proposed.start)
    return shared > 0


def near_in(spans: Sequence[Span]) -> Near:
    """Looking up in a layer's spans, which must be sorted by start."""
    starts = [span.start for span in spans]

    def near(start: int, end: int) -> list[Span]:
        first, last = bisect_left(starts, start - LONG), bisect_left(starts, end)
        return [span for span in spans[first:last] if span.end > start]

    return near
