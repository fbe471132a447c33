"""Where a document's spans lie, counted in bins: what the margin map is drawn from; pure.

However many spans there are, a change costs only the bins that it touches.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from workbench.model import Span

_MOST = 8192  # bins of a document
_GROUPS = 31  # groups told apart; further ones share the last bit


class Places:
    """For each bin of a text the kinds of spans in it, as bits: see `bit`."""

    def __init__(self, length: int, kinds: Mapping[str, int]) -> None:
        """`length` in code points; `kinds`: label id -> bit, of labels that are to be seen."""
        self.shift = max(0, (max(1, length) - 1).bit_length() - _MOST.bit_length() + 1)
        self._kinds = kinds
        self.bins = array("Q", bytes(8 * (((max(1, length) - 1) >> self.shift) + 1)))

    def add(self, spans: Iterable[Span]) -> None:
        """Mark the bins that spans lie in."""
        bins, shift, kinds = self.bins, self.shift, self._kinds
        last = len(bins) - 1
        stretches: dict[int, list[tuple[int, int]]] = {}
        for span in spans:
            bit = kinds.get(span.label, 0)
            if bit:
                mine = stretches.setdefault(bit, [])
                for start, end in span.fragments or ((span.start, span.end),):
                    mine.append((start >> shift, min(max(end - 1, start) >> shift, last) + 1))
        for bit, mine in stretches.items():
            done = 0  # however many spans lie over another, a bin is marked once
            for first, behind in sorted(mine):
                for at in range(max(first, done), behind):
                    bins[at] |= bit
                done = max(done, behind)

    def renew(self, start: int, end: int, touching: Callable[[int, int], Iterable[Span]]) -> None:
        """Look again at the bins of [start, end); `touching` gives the spans of a stretch."""
        first, last = start >> self.shift, min(max(end - 1, start) >> self.shift, len(self.bins) - 1)
        if first > last:
            return
        fresh = Places.__new__(Places)
        fresh.shift, fresh._kinds, fresh.bins = self.shift, self._kinds, array("Q", bytes(8 * len(self.bins)))
        fresh.add(touching(first << self.shift, (last + 1) << self.shift))
        self.bins[first : last + 1] = fresh.bins[first : last + 1]

    def rows(self, offsets: Sequence[int]) -> list[int]:
        """The kinds between each two offsets (rising code points) and the next: one number a row."""
        bins, shift, count = self.bins, self.shift, len(self.bins)
        found = []
        for start, end in pairwise(offsets):
            first = min(start >> shift, count - 1)
            last = min(max(end - 1, start) >> shift, count - 1)
            bits = 0
            for at in range(first, last + 1):
                bits |= bins[at]
            found.append(bits)
        return found


def kinds(labels: Iterable[tuple[str, str, bool]], groups: Sequence[str]) -> dict[str, int]:
    """Label id -> bit, from (label, group, whether it is a passage): a group's spans, or above them its passages."""
    found = {}
    for label, group, passage in labels:
        number = min(groups.index(group) if group in groups else _GROUPS - 1, _GROUPS - 1)
        found[label] = 1 << (number + (_GROUPS if passage else 0))
    return found


def spans_bit(group: int) -> int:
    """The bit of a group's spans, by the group's number."""
    return 1 << min(group, _GROUPS - 1)


def passages_bit(group: int) -> int:
    """The bit of a group's passages."""
    return 1 << (min(group, _GROUPS - 1) + _GROUPS)
