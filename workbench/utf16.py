"""Positions of a text as Qt and UIMA count them: UTF-16 code units; everything else here counts code points."""

from __future__ import annotations

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Utf16Map:
    """Positions of one text in code points and in UTF-16 code units (what Qt and UIMA count).

    Costs nothing on texts without characters outside the Basic Multilingual Plane.
    """

    __slots__ = ("_astral", "_length", "_units")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._astral: list[int] = []
        if not text.isascii() and len(text.encode("utf-16-le", "surrogatepass")) != 2 * len(text):
            self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        self._units = [position + index for index, position in enumerate(self._astral)]

    def to_utf16(self, position: int) -> int:
        """The UTF-16 position of a code point position. Outside of the text: ValueError."""
        if not 0 <= position <= self._length:
            raise ValueError(f"code point position {position} is outside of 0 to {self._length}")
        return position + bisect_left(self._astral, position)

    def to_code_point(self, position: int) -> int:
        """The code point position of a UTF-16 position; inside a pair, that of the pair's own character.

        Outside of the text: ValueError.
        """
        if not 0 <= position <= self._length + len(self._astral):
            raise ValueError(f"UTF-16 position {position} is outside of the text")
        return position - bisect_left(self._units, position)
