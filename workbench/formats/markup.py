"""XML from strangers: decoded as it declares, any DOCTYPE refused before a parser sees it, errors by line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from workbench.formats.base import Reading
from workbench.formats.reading import BOM, read_bytes, text_codec, unfit

# what may stand before the root element, apart from a DOCTYPE (XML 1.0, rule 22)
_PROLOG = re.compile(r"(?:[ \t\r\n]+|<!--.*?-->|<\?.*?\?>)*", re.DOTALL)
# a DOCTYPE without declarations of its own, and what may stand before it
_DOCTYPE = re.compile(
    r"^((?:[ \t\r\n]+|<!--.*?-->|<\?.*?\?>)*)(<!DOCTYPE(?:[^\[\]<>\"']|\"[^\"]*\"|'[^']*')*>)",
    re.DOTALL | re.IGNORECASE,
)
_DECLARED = re.compile(rb"""^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']""")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # XML 1.0, rule 2
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}
_IN_ATTRIBUTES = _ESCAPES | {'"': "&quot;", "\n": "&#10;", "\t": "&#9;"}
_TEXT = re.compile("[&<>\r]")
_ATTRIBUTE = re.compile('[&<>"\r\n\t]')


class Handler(Protocol):
    """What takes the pieces of a document in their order; `line` counts from 1."""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""

    def end(self, name: str, line: int) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters, line ends as one line feed (XML 1.0, section 2.11)."""

    def instruction(self, target: str, data: str) -> None:
        """A processing instruction."""


class Silent:
    """A handler to which most pieces say nothing."""

    __slots__ = ()

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""

    def end(self, name: str, line: int) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters."""

    def instruction(self, target: str, data: str) -> None:
        """A processing instruction."""


def parse(path: Path, reading: Reading, handler: Handler) -> bool:
    """Give a file to the handler piece by piece; False after noting why it cannot be read to its end.

    No entity can be declared without a DOCTYPE, so none can grow or reach another file.
    """
    text = source(path, reading)
    return text is not None and parse_text(text, path, reading, handler)


def source(path: Path, reading: Reading) -> str | None:
    """The decoded text of a file that may be given to a parser; None after noting why it may not."""
    data = read_bytes(path, reading)
    return None if data is None else decoded(data, path, reading)


def decoded(
    data: bytes, path: Path, reading: Reading, *, part: str = "", external: bool = False
) -> str | None:
    """As `source`, of the bytes of a file or, in an archive, of its `part`.

    With `external` a DOCTYPE that only names another file is cut off (its line breaks stay, so that lines
    count as before); one that declares something is refused still.
    """
    text = _decoded(data, path, reading, part)
    if text is not None and external:
        text = _DOCTYPE.sub(lambda match: match[1] + "\n" * match[2].count("\n"), text, count=1)
    wrong = refused(text) if text is not None else None
    if wrong:
        line, message, remedy = wrong
        _wrong(path, reading, line, message, remedy, part)
        return None
    return text


def _wrong(path: Path, reading: Reading, line: int, message: str, remedy: str, part: str) -> None:
    """A problem at a line of the file; for a part of an archive, which has no lines, in its words."""
    if part:
        line, message = 0, f"{part}{f', line {line}' if line else ''}: {message}"
    reading.problem(path, line, message, remedy)


def parse_text(text: str, path: Path, reading: Reading, handler: Handler, *, part: str = "") -> bool:
    """As `parse`, with what `source` or `decoded` gave."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handler.start(
        name, attributes, parser.CurrentLineNumber
    )
    parser.EndElementHandler = lambda name: handler.end(name, parser.CurrentLineNumber)
    parser.CharacterDataHandler = handler.text
    parser.ProcessingInstructionHandler = handler.instruction
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        message = f"this is no well-formed XML: {expat.ErrorString(error.code)}."
        _wrong(path, reading, error.lineno, message, "", part)
        return False
    return True


def refused(text: str) -> tuple[int, str, str] | None:
    """The line, reason and remedy if an XML text begins with a DOCTYPE or has no element, else None."""
    prolog = _PROLOG.match(text)
    assert prolog is not None
    at = prolog.end()
    if text[at : at + 9].upper() == "<!DOCTYPE":
        line = text.count("\n", 0, at) + 1
        return line, "a file with a DOCTYPE is not read: it could name other files.", "Take the DOCTYPE out."
    if not re.match(r"<[^!?\s]", text[at : at + 2]):
        return text.count("\n", 0, at) + 1, "this is no XML: it does not begin with an element.", ""
    return None


def begins_with(path: Path, root: str) -> bool:
    """Whether the first element of a file, as far as its first 4 kB say, has this name."""
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        return False
    try:
        text = head.decode(_encoding(head) or "utf-8", "replace").removeprefix(BOM)
    except LookupError:
        return False
    prolog = _PROLOG.match(text)
    rest = text[prolog.end() :] if prolog else text
    rest = re.sub(r"^<!DOCTYPE[^>]*>\s*", "", rest)
    return re.match(rf"<{root}[\s/>]", rest) is not None


def _decoded(data: bytes, path: Path, reading: Reading, part: str) -> str | None:
    if not data.strip():
        _wrong(path, reading, 0, "the file is empty.", "Leave it out.", part)
        return None
    told = "" if part else reading.encoding  # what is told is told of files, not of parts of archives
    encoding = told or _encoding(data) or "utf-8"
    try:
        text = data.decode(text_codec(encoding)).removeprefix(BOM)
    except LookupError:
        _wrong(path, reading, 1, f"the encoding {encoding!r} is unknown.", "Name one with --encoding.", part)
        return None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"the bytes here are not {encoding.upper()}."
        _wrong(path, reading, line, message, "Name one with --encoding.", part)
        return None
    reason = unfit(text)
    if reason:
        line = text.count("\n", 0, max(text.find("\0"), 0)) + 1
        _wrong(path, reading, line, f"{reason}.", "", part)
        return None
    return text


def _encoding(data: bytes) -> str:
    """As XML 1.0, appendix F: by BOM, by the first two characters, else as declared; or empty."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    if data.startswith(b"<\0"):
        return "utf-16-le"
    if data.startswith(b"\0<"):
        return "utf-16-be"
    match = _DECLARED.match(data[:400])
    name = match.group(1).decode() if match else ""
    return "" if name.lower().startswith(("utf-16", "utf-32")) else name


def forbidden(text: str) -> bool:
    """Whether it holds a character that XML 1.0 has no way to write."""
    return _FORBIDDEN.search(text) is not None


def without_forbidden(text: str) -> str:
    """The text with a blank for each such character, so that offsets stay."""
    return _FORBIDDEN.sub(" ", text)


def escaped(text: str) -> str:
    """Text between tags that comes back exactly, carriage returns included."""
    return _TEXT.sub(lambda match: _ESCAPES[match.group()], without_forbidden(text))


def tag(name: str, attributes: Mapping[str, str], *, empty: bool = False) -> str:
    """A start tag, or an empty element, with attributes in the order given."""
    filled = "".join(f' {key}="{_quoted(value)}"' for key, value in attributes.items())
    return f"<{name}{filled}{'/' if empty else ''}>"


def _quoted(value: str) -> str:
    return _ATTRIBUTE.sub(lambda match: _IN_ATTRIBUTES[match.group()], without_forbidden(value))
