"""Which spans fit a format that has tokens with one tag each, and what becomes of the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.errors import UserError
from workbench.formats import held
from workbench.formats.base import Loss
from workbench.model import Bundle, Span
from workbench.schema import Schema

FRAGMENTS = "spans in fragments"
INSIDE = "spans inside a token"
NO_TOKEN = "spans without a token"
NESTED = "nested spans"
OVERLAPPING = "overlapping spans"

GROUPS = ("entity", "time")  # what tags are made of, where a schema has them

Token = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Aligned:
    """A span that begins and ends with tokens: `first` and `last` are their indices, both inclusive."""

    span: Span
    first: int
    last: int


def groups_for_tags(schema: Schema, told: Sequence[str] = ()) -> tuple[str, ...]:
    """The ids of the groups that tags are made of: those told, else entity and time, else all but passages.

    Raises UserError for a group that the schema lacks.
    """
    known = [group.id for group in schema.groups]
    for group in told:
        if group not in known:
            raise UserError(f"The schema has no group {group}: it has {', '.join(known) or 'none'}.")
    usual = tuple(group for group in known if group in GROUPS)
    return tuple(told) or usual or tuple(group.id for group in schema.groups if not group.passage)


def align(bundle: Bundle, tokens: Sequence[Token], *, exact: bool) -> tuple[list[Aligned], list[Loss]]:
    """The spans on whole tokens by start, end and id, and the others as losses.

    Not `exact`: white space at the edges of a span, where no token is, does not matter.
    """
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    fitting: list[Aligned] = []
    losses: list[Loss] = []
    for span in sorted(bundle.spans, key=lambda span: (span.start, span.end, span.id)):
        first, last = bisect_left(starts, span.start), bisect_right(ends, span.end) - 1
        if span.fragments:
            losses.append(held.of_span(FRAGMENTS, bundle, span))
        elif (first and ends[first - 1] > span.start) or (
            last + 1 < len(tokens) and starts[last + 1] < span.end
        ):
            losses.append(held.of_span(INSIDE, bundle, span))
        elif first > last:
            losses.append(held.of_span(NO_TOKEN, bundle, span))
        elif exact and (starts[first], ends[last]) != (span.start, span.end):
            losses.append(held.of_span(INSIDE, bundle, span))
        else:
            fitting.append(Aligned(span, first, last))
    return fitting, losses


def without_overlaps(fitting: list[Aligned], count: int) -> tuple[list[Aligned], list[tuple[str, Aligned]]]:
    """Of spans that share one of `count` tokens only the longest (then the first); the others with why."""
    owner: list[Aligned | None] = [None] * count
    kept: list[Aligned] = []
    dropped: list[tuple[str, Aligned]] = []
    for one in sorted(fitting, key=lambda one: (one.span.start - one.span.end, one.span.start, one.span.id)):
        others = {id(other): other for other in owner[one.first : one.last + 1] if other is not None}
        if not others:
            kept.append(one)
            owner[one.first : one.last + 1] = [one] * (one.last + 1 - one.first)
        elif all(other.first <= one.first and one.last <= other.last for other in others.values()):
            dropped.append((NESTED, one))
        else:
            dropped.append((OVERLAPPING, one))
    kept.sort(key=lambda one: one.first)
    dropped.sort(key=lambda row: (row[1].span.start, row[1].span.end, row[1].span.id))
    return kept, dropped
