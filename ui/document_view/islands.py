"""Where a paragraph that runs from left to right turns round: pure, by Unicode's bidirectional algorithm."""

from __future__ import annotations

import re
from unicodedata import bidirectional, mirrored

Island = tuple[int, int, bool]  # [start, end) in code points; whether only its glyphs tell how it goes

# A letter from left to right, one from right to left, a digit, a mark on a letter; brackets (B), all else is neutral.
_OF_CLASS = {"L": "L", "R": "R", "AL": "R", "EN": "D", "AN": "A", "NSM": "M"}


class _Kinds(dict[int, str]):
    """Kinds of characters by code point, each looked up once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kind = self[code] = _OF_CLASS.get(bidirectional(char), "B" if mirrored(char) else "N")
        return kind


_kinds = _Kinds()
_TURNS = re.compile("[RA][^L]*")
_HARD = re.compile("[DAB]|NM|MN*$")


def islands(text: str) -> list[Island]:
    """The stretches of a left-to-right paragraph that are not drawn from left to right.

    `text` has no embeddings, overrides or isolates. By UAX 9 (https://www.unicode.org/reports/tr9/) what
    stands between two letters from left to right without one from right to left stays at the paragraph's
    level: digits there resolve as letters (W7), signs never to the right (N1, N2). Letters from right to
    left, and signs between them, go to the next level, and signs after the last of them back (N2). With
    digits, brackets (N0) or marks on signs among them it is less simple, and of a mark at its end Qt tells no
    place: such an island is marked, and reaches to the next letter from left to right.
    """
    kinds = text.translate(_kinds)
    found = []
    for turn in _TURNS.finditer(kinds):
        if _HARD.search(turn.group()):
            found.append((*turn.span(), True))
        else:
            found.append((turn.start(), turn.start() + len(turn.group().rstrip("N")), False))
    return found
