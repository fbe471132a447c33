"""Where the caret was in the documents of a project, and how the settings keep it: pure."""

from __future__ import annotations

import re
from itertools import pairwise

MOST = 60  # documents of a project whose caret is kept between starts
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Carets:
    """The place of the caret (code points) by document, the document of late last."""

    def __init__(self, line: str = "") -> None:
        """`line` is what `line()` gave; what in it is no id and no number is passed over."""
        self._places: dict[str, int] = {}
        for id, at in reversed(list(pairwise(line.split()))):
            if _ID.fullmatch(id):
                self._places[id] = int(at) if at.isdecimal() else 0

    def put(self, document_id: str, at: int) -> None:
        """The caret is here now, in this document."""
        self._places.pop(document_id, None)
        self._places[document_id] = at

    def at(self, document_id: str) -> int:
        """Where it was in a document; 0 where it never was."""
        return self._places.get(document_id, 0)

    def last(self) -> str:
        """The id of the document that it was in last; empty if there is none."""
        return next(reversed(self._places), "")

    def line(self) -> str:
        """Ids and places, the document of late first."""
        newest = list(self._places.items())[: -MOST - 1 : -1]
        return " ".join(f"{id} {at}" for id, at in newest)
