"""The text of (X)HTML and of XML like it: blocks become paragraphs, white space is what a browser would show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_NAMES = re.compile(r"\w+").findall
# elements that begin and end a paragraph; besides HTML's own those that trafilatura makes of them
_BLOCKS = frozenset(
    _NAMES(
        "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption "
        "figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre "
        "search section summary table tbody tfoot thead tr ul "
        "code head item list quote row"
    )
)
_BREAKS = frozenset(("br", "lb"))
_CELLS = frozenset(("td", "th", "cell"))
_SILENT = frozenset(
    _NAMES(
        "audio canvas embed iframe math map meter noscript object progress rp rt script select style svg template "
        "textarea title video"
    )
)
_WHITE = re.compile("[ \t\n\r\f]+")  # what HTML collapses; a no-break space stays


class Paragraphs:
    """Takes the pieces of a document in their order (see markup.Handler); `text` has all of it afterwards.

    `html` is for whole pages, where head is not a heading and code stands inside of lines.
    """

    def __init__(self, *, html: bool) -> None:
        self._blocks = _BLOCKS - {"head", "code", "item", "list", "quote", "row"} if html else _BLOCKS
        self._silent = _SILENT | {"head"} if html else _SILENT
        self._done: list[str] = []
        self._line: list[str] = []
        self._quiet: list[str] = []  # open elements from the first silent one on
        self._kept = 0  # open elements whose white space is kept
        self._blank = False  # white space is owed before the next character

    def start(self, name: str, attributes: Mapping[str, str], line: int = 0) -> None:
        """An element begins; `name` may have a prefix."""
        name = _local(name)
        if self._quiet or name in self._silent:
            self._quiet.append(name)
        elif name in _BREAKS:
            self._blank = False
            self._line.append("\n")
        elif name in self._blocks:
            self._close()
            self._kept += name == "pre"
        elif name in _CELLS and any(piece.strip() for piece in self._line):
            self._blank = False
            self._line.append("\t")

    def end(self, name: str, line: int = 0) -> None:
        """An element ends."""
        name = _local(name)
        if self._quiet:
            while self._quiet and self._quiet.pop() != name:
                pass
        elif name in self._blocks:
            self._close()
            self._kept -= name == "pre"

    def text(self, data: str) -> None:
        """Characters."""
        if self._quiet or not data:
            return
        if self._kept > 0:
            self._line.append(data.replace("\r\n", "\n").replace("\r", "\n"))
            return
        plain = _WHITE.sub(" ", data)
        words = plain.strip(" ")
        fresh = not self._line or self._line[-1][-1:] in ("\n", "\t")
        if (self._blank or plain[0] == " ") and words and not fresh:
            self._line.append(" ")
        if words:
            self._line.append(words)
        self._blank = plain[-1] == " " if words else (self._blank or bool(plain)) and not fresh

    def instruction(self, target: str, data: str) -> None:
        """None means anything here."""

    def _close(self) -> None:
        self._blank = False
        found = "".join(self._line).strip(" \t\n\f\v")
        self._line.clear()
        if found:
            self._done.append(found)

    def found(self) -> str:
        """The paragraphs so far, a blank line between them."""
        self._close()
        return joined(self._done)


def joined(paragraphs: Iterable[str]) -> str:
    """One text of the paragraphs, a blank line between them."""
    return "\n\n".join(paragraphs)


def _local(name: str) -> str:
    return name.rpartition(":")[2].rpartition("}")[2].lower()
