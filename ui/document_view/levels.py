"""Which line a span's foot lies on, and how deep a passage is nested: decided by the spans alone, so stable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.model import Span


def foot_levels(spans: Iterable[Span]) -> dict[str, int]:
    """For each span the row of its foot line: 0 for the innermost, outer ones lower, no two on one row crossing.

    Of two spans with the same extent the one with the greater id counts as the inner. Spans must come
    with all that overlap them for the answer to be the same wherever it is asked.
    """
    order = sorted(spans, key=lambda s: s.id, reverse=True)
    order.sort(key=lambda s: s.end - s.start)
    return _stacked(order)


def depths(spans: Iterable[Span]) -> dict[str, int]:
    """For each passage how many lie around it: 0 for an outermost; crossing ones differ."""
    return _stacked(sorted(spans, key=lambda s: (s.start - s.end, s.start, s.id)))


def _stacked(order: Sequence[Span]) -> dict[str, int]:
    """Each span, in order of size, in the first row beyond all those nested with it that no crossing one has."""
    starts, ends = [span.start for span in order], [span.end for span in order]
    before: list[list[int]] = [[] for _ in order]  # of those that overlap a span, the ones with a row already
    open_spans: list[int] = []
    for number in sorted(range(len(order)), key=starts.__getitem__):
        start = starts[number]
        open_spans = [other for other in open_spans if ends[other] > start]
        for other in open_spans:
            if other < number:
                before[number].append(other)
            else:
                before[other].append(number)
        open_spans.append(number)
    rows: list[int] = []
    for start, end, others in zip(starts, ends, before, strict=True):
        least, taken = 0, 0  # `taken` is a set of rows, a bit for each
        for other in others:
            low, high = starts[other], ends[other]
            if (start <= low and high <= end) or (low <= start and end <= high):
                if rows[other] >= least:
                    least = rows[other] + 1
            else:
                taken |= 1 << rows[other]
        free = ~taken >> least
        rows.append(least + (free & -free).bit_length() - 1)
    return {span.id: row for span, row in zip(order, rows, strict=True)}
