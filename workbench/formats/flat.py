"""Which spans fit a format that has tokens with one tag each, and what becomes of the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from workbench.errors import UserError
from workbench.formats import held
from workbench.formats.base import Loss
from workbench.model import Bundle, Span
from workbench.schema import Schema

FRAGMENTS = "spans in fragments"
INSIDE = "spans inside a token"
NO_TOKEN = "spans without a token"
BLANK = "spans with white space at an edge"
UNTAGGED = "spans of groups without tags"
NESTED = "nested spans"
OVERLAPPING = "overlapping spans"

GROUPS = ("entity", "time")  # what tags are made of, where a schema has them

Token = tuple[int, int]


class Aligned(Struct, frozen=True):
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

    Not `exact`: white space at the edges of a span, where no token is, does not matter. A token may be of
    white space; an edge inside of that cuts no word.
    """
    text = bundle.document.text
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    fitting: list[Aligned] = []
    losses: list[Loss] = []
    for span in sorted(bundle.spans, key=lambda span: (span.start, span.end, span.id)):
        first, last = bisect_left(starts, span.start), bisect_right(ends, span.end) - 1
        if span.fragments:
            losses.append(held.of_span(FRAGMENTS, bundle, span))
            continue
        cut = [tokens[first - 1]] if first and ends[first - 1] > span.start else []
        cut += [tokens[last + 1]] if last + 1 < len(tokens) and starts[last + 1] < span.end else []
        if any(not text[start:end].isspace() for start, end in cut):
            losses.append(held.of_span(INSIDE, bundle, span))
        elif first > last:
            losses.append(held.of_span(NO_TOKEN, bundle, span))
        elif cut or (exact and (starts[first], ends[last]) != (span.start, span.end)):
            losses.append(held.of_span(BLANK, bundle, span))
        else:
            fitting.append(Aligned(span, first, last))
    return fitting, losses


def without_overlaps(
    fitting: list[Aligned], how: str = "longest", ranks: Mapping[str, int] | None = None
) -> tuple[list[Aligned], list[tuple[str, Aligned]]]:
    """Of spans that share tokens only those that `choose` takes, by place; the others with why."""
    kept, dropped = choose([(one.first, one.last + 1, one.span) for one in fitting], how, ranks or {})
    by_id = {one.span.id: one for one in fitting}
    return [by_id[span.id] for span in kept], [(kind, by_id[span.id]) for kind, span in dropped]


def choose(
    placed: Sequence[tuple[int, int, Span]], how: str, ranks: Mapping[str, int]
) -> tuple[list[Span], list[tuple[str, Span]]]:
    """Of spans with their places (end exclusive, in any unit) those that do not overlap, by place; the others with why.

    longest: the longest first; outermost: from left to right, at each place the one that reaches furthest;
    priority: by the rank of the label (the lowest first, those without a rank last), then the longest.
    """
    kept: list[tuple[int, int, Span]] = []
    starts: list[int] = []
    dropped: list[tuple[str, Span]] = []
    for place in sorted(placed, key=_order(how, ranks)):
        start, end, span = place
        low = bisect_right(starts, start) - 1
        low += low < 0 or kept[low][1] <= start
        high = bisect_left(starts, end)
        if low >= high:
            kept.insert(low, place)
            starts.insert(low, start)
        elif all(other[0] <= start and end <= other[1] for other in kept[low:high]):
            dropped.append((NESTED, span))
        else:
            dropped.append((OVERLAPPING, span))
    dropped.sort(key=lambda row: (row[1].start, row[1].end, row[1].id))
    return [span for _, _, span in kept], dropped


def _order(how: str, ranks: Mapping[str, int]) -> Callable[[tuple[int, int, Span]], tuple[int | str, ...]]:
    if how == "outermost":
        return lambda place: (place[0], -place[1], place[2].id)
    if how == "priority":
        last = len(ranks)
        return lambda place: (ranks.get(place[2].label, last), place[0] - place[1], place[0], place[2].id)
    return lambda place: (place[2].start - place[2].end, place[0], place[2].id)


def ranks(priority: str, schema: Schema) -> dict[str, int]:
    """Labels by priority: those named after “priority:” first, then as the schema has them."""
    named = priority.partition(":")[2]
    order = [*(named.split(",") if named else ()), *(label.id for label in schema.labels)]
    return {label: at for at, label in reversed(list(enumerate(order)))}
