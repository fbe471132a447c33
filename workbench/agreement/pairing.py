"""Which spans of two layers belong together: one to one, within a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from workbench.model import Fragment, Span
from workbench.schema import Schema

Extent = tuple[Fragment, ...]


class Pair(NamedTuple):
    """Two spans that mark the same thing, or one that the other layer has not.

    `exact`: the same fragments. Both have the label in common where `a.label == b.label`.
    """

    a: Span | None
    b: Span | None
    exact: bool


def extent(span: Span) -> Extent:
    """What a span covers (code points), to be compared as a whole: its fragments in order."""
    return span.fragments or ((span.start, span.end),)


def overlap(a: Span, b: Span) -> int:
    """How many code points two spans share."""
    if not a.fragments and not b.fragments:
        return max(0, min(a.end, b.end) - max(a.start, b.start))
    return sum(
        max(0, min(a_end, b_end) - max(a_start, b_start))
        for a_start, a_end in a.parts()
        for b_start, b_end in b.parts()
    )


def by_group(spans: Iterable[Span], schema: Schema) -> dict[str, list[Span]]:
    """Spans by the group of their label; the group of a label that the schema lacks is empty."""
    groups: dict[str, list[Span]] = {}
    for span in spans:
        label = schema.find_label(span.label)
        groups.setdefault(label.group if label else "", []).append(span)
    return groups


def pairs(first: Sequence[Span], second: Sequence[Span]) -> list[Pair]:
    """The spans of two layers of one group, each once.

    In this order: same fragments and label; same label and at least one code point in common;
    same fragments, another label; at least one code point in common. Of several that overlap, those
    that share most come first. What is left over stands alone.
    """
    found: list[Pair] = []
    waiting: dict[tuple[int, int, str, Extent], Span] = {}
    twins: dict[tuple[int, int, str, Extent], list[Span]] = {}  # the same more than once in a layer
    for span in second:
        key = (span.start, span.end, span.label, span.fragments)
        if waiting.setdefault(key, span) is not span:
            twins.setdefault(key, []).append(span)
    left: list[Span] = []
    for span in first:
        key = (span.start, span.end, span.label, span.fragments)
        same = twins[key].pop() if twins.get(key) else waiting.pop(key, None)
        if same is not None:
            found.append(Pair(span, same, True))
        else:
            left.append(span)
    right = [*waiting.values(), *(span for spans in twins.values() for span in spans)]
    if left and right:
        candidates = sorted(_candidates(left, right))
        used_left: set[int] = set()
        used_right: set[int] = set()
        for *_, a, b in candidates:
            if a not in used_left and b not in used_right:
                used_left.add(a)
                used_right.add(b)
                found.append(Pair(left[a], right[b], extent(left[a]) == extent(right[b])))
        left = [span for at, span in enumerate(left) if at not in used_left]
        right = [span for at, span in enumerate(right) if at not in used_right]
    found += [Pair(span, None, False) for span in left]
    found += [Pair(None, span, False) for span in right]
    return found


def _candidates(left: list[Span], right: list[Span]) -> Iterator[tuple[int, int, int, int, int, int]]:
    """All that overlap, as keys that sort the best first, the same from either side, and their places."""
    left.sort(key=lambda span: (span.start, span.end, span.label))
    right.sort(key=lambda span: (span.start, span.end, span.label))
    begin = 0
    longest = max(span.end - span.start for span in right)
    for at, a in enumerate(left):
        while begin < len(right) and right[begin].start + longest <= a.start:
            begin += 1
        for place in range(begin, len(right)):
            b = right[place]
            if b.start >= a.end:
                break
            shared = overlap(a, b)
            if shared:
                rank = 0 if a.label == b.label else 1 if extent(a) == extent(b) else 2
                yield rank, -shared, min(a.start, b.start), -max(a.end, b.end), at, place
