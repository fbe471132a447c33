"""The article cut into segments that are laid out one by one, and how high each of them is: pure."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from workbench.offsets import paragraphs, previous_grapheme

LONGEST = 4096  # code points; a longer paragraph is continued in further segments
PIECE = 1200  # their length, about
_SEARCH = 600  # how far back from there a blank is looked for
_EXACT = 1e-6  # px that sums of guesses may be off


class Segments:
    """Paragraphs of a text, giant ones in pieces of at most about 1,200 code points.

    Parallel lists by segment: `starts` and `ends` (code points, without the line break), `numbers`
    (the paragraph's, from 1; 0 for one that holds nothing but white space), `heads` (whether it begins
    its paragraph), `gaps` (whether space follows below). `blanks` and `spaced` count the segments without
    a word and those with a gap.
    """

    def __init__(self, text: str) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.numbers: list[int] = []
        self.heads: list[bool] = []
        self.gaps: list[bool] = []
        number = 0
        for start, end in paragraphs(text):
            blank = end == start or (end - start < 200 and text[start:end].isspace())
            if not blank:
                number += 1
                if self.gaps:
                    self.gaps[-1] = self.numbers[-1] > 0
            head = True
            while True:
                cut = end if end - start <= (LONGEST if head else PIECE) else _cut(text, start)
                self.starts.append(start)
                self.ends.append(cut)
                self.numbers.append(0 if blank else number)
                self.heads.append(head)
                self.gaps.append(False)
                if cut >= end:
                    break
                start, head = cut, False
        self.paragraphs = number
        self.blanks, self.spaced = self.numbers.count(0), self.gaps.count(True)

    def __len__(self) -> int:
        return len(self.starts)

    def find(self, offset: int) -> int:
        """The segment that a caret at a code point offset stands in."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def touching(self, start: int, end: int) -> range:
        """The segments that hold some of [start, end], ends included."""
        return range(self.find(start), self.find(end) + 1)

    def head(self, index: int) -> int:
        """The first segment of the same paragraph."""
        while not self.heads[index]:
            index -= 1
        return index


def _cut(text: str, start: int) -> int:
    limit = start + PIECE
    for at in range(limit, limit - _SEARCH, -1):
        if text[at - 1].isspace():
            return at
    found = previous_grapheme(text, limit + 1)
    return found if found > start else limit  # a grapheme longer than a piece is drawn in several


class Heights:
    """Heights of all segments with their running sum: guessed until they are set, O(log n) each.

    The guess is `each` px for a segment and `per_unit` px for each code point from its start to the next
    one's, so that a new width costs nothing. A Fenwick tree holds how far the guess was off.
    """

    def __init__(self, starts: Sequence[int], *, end: int, each: float, per_unit: float) -> None:
        """`starts` rise; `end` is that of the last segment, in code points."""
        self._starts, self._end = starts, end
        self._each, self._per_unit = each, per_unit
        self._off: dict[int, float] = {}
        self._tree = [0.0] * (len(starts) + 1)
        self._top = 1 << max(0, len(starts).bit_length() - 1)

    def _guess(self, first: int, last: int) -> float:
        """The height of the segments [first, last) by the guess."""
        starts = self._starts
        end = starts[last] if last < len(starts) else self._end
        begin = starts[first] if first < len(starts) else self._end
        return self._each * (last - first) + self._per_unit * (end - begin)

    def __getitem__(self, index: int) -> float:
        return self._guess(index, index + 1) + self._off.get(index, 0.0)

    def set(self, index: int, height: float) -> None:
        """Say how high a segment is."""
        off = height - self._guess(index, index + 1)
        more = off - self._off.get(index, 0.0)
        if not more:
            return
        self._off[index] = off
        at = index + 1
        while at < len(self._tree):
            self._tree[at] += more
            at += at & -at

    def above(self, index: int) -> float:
        """The height of everything before a segment."""
        total = self._guess(0, index)
        while index > 0:
            total += self._tree[index]
            index -= index & -index
        return total

    @property
    def total(self) -> float:
        """The height of all."""
        return self.above(len(self._starts))

    def find(self, y: float) -> tuple[int, float]:
        """The segment at a height from the top, and how far inside of it that is."""
        at, step, rest = 0, self._top, max(0.0, y)
        while step:
            if at + step < len(self._tree):
                high = self._guess(at, at + step) + self._tree[at + step]
                if high <= rest + _EXACT:
                    at += step
                    rest = max(0.0, rest - high)
            step >>= 1
        if at >= len(self._starts):
            at = len(self._starts) - 1
            rest = self[at]
        return at, rest


def right_to_left(text: str) -> bool:
    """Whether the first strong character says right to left (UAX 9, rules P2 and P3)."""
    for char in text[:LONGEST]:
        kind = unicodedata.bidirectional(char)
        if kind == "L":
            return False
        if kind in ("R", "AL"):
            return True
    return False
