"""Word documents (Office Open XML, ISO/IEC 29500): paragraphs, headings and tables of the body, in their order.

Read from the zip archive itself, so that every part passes the same checks as any XML from strangers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import normpath

from msgspec import Struct, field

from workbench.errors import UserError
from workbench.formats import markup
from workbench.formats.archives import Archive, is_archive_with
from workbench.formats.base import Format, Reading
from workbench.formats.paragraphs import joined
from workbench.formats.reading import unfit
from workbench.model import Bundle, Document

_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_DUBLIN = "http://purl.org/dc/elements/1.1/"
_FALLBACK = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # says again what Choice says
)
_RELATIONS = "_rels/.rels"
_PROPERTIES = "docProps/core.xml"
_OLD = b"\xd0\xcf\x11\xe0"  # Word 97, and every document with a password
_SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
}
_SKIPPED = frozenset(("del", "moveFrom", "rPr", "pPr", "sectPr", "tblPr", "trPr", "tcPr"))
_NOTES = {"footnoteReference": "footnotes", "endnoteReference": "endnotes", "commentReference": "comments"}


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The document of a file, named as the file; title, author and language of its properties.

    A row of a table is a paragraph, tabs between its cells, unless a cell holds several paragraphs. Text
    boxes follow the paragraph that they hang on. Inserted text counts, deleted text does not. Headers,
    footers, footnotes and comments are left out; the last three are named in a warning.
    """
    try:
        with path.open("rb") as file:
            if file.read(4) == _OLD:
                message = "it is encrypted, or in the format of Word 97."
                reading.problem(path, 0, message, "Save it as .docx, without a password.")
                return
        archive = Archive.of(path)
        body, relations, properties = _Body(), _Relations(), _Properties()
        if not _parsed(archive, _RELATIONS, path, reading, relations):
            return
        if not relations.document:
            reading.problem(path, 0, "this is no Word document: the archive names none.")
            return
        if not _parsed(archive, relations.document, path, reading, body):
            return
        if archive.holds(_PROPERTIES) and not _parsed(archive, _PROPERTIES, path, reading, properties):
            return
    except OSError as error:
        reading.problem(path, 0, f"cannot be read ({error.strerror}).")
        return
    except UserError as error:
        reading.problem(path, 0, str(error))
        return
    text = joined(body.paragraphs)
    if not text or (reason := unfit(text)):
        reading.problem(path, 0, f"{reason}." if text else "this document holds no text.", "Leave it out.")
        return
    for what, count in sorted(body.left_out.items()):
        reading.problem(path, 0, f"left out: {count} {what}.", fatal=False)
    stated = properties.found
    meta = {key: stated[key] for key in ("title", "creator") if stated.get(key)}
    meta = {"author" if key == "creator" else key: value for key, value in meta.items()}
    language = stated.get("language", "")
    yield Bundle(Document("", path.stem, text, language, "", path.name, meta | {"file": path.name}))


def _parsed(archive: Archive, name: str, path: Path, reading: Reading, handler: markup.Handler) -> bool:
    text = markup.decoded(archive.read(name), path, reading, part=name)
    return text is not None and markup.parse_text(text, path, reading, handler, part=name)


class _Names(markup.Silent):
    """Resolves prefixes, as far as a document of one producer needs it: the newest meaning counts."""

    def __init__(self) -> None:
        self._spaces: dict[str, str] = {}

    def name(self, raw: str, attributes: Mapping[str, str] = {}) -> tuple[str, str]:
        """Namespace and local name."""
        for key, value in attributes.items():
            if key.startswith("xmlns"):
                self._spaces[key[6:]] = value
        prefix, _, local = raw.rpartition(":")
        return self._spaces.get(prefix, ""), local


class _Relations(_Names):
    """Which part of the package is the document."""

    def __init__(self) -> None:
        super().__init__()
        self.document = ""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """A relationship says what its target is."""
        if self.name(name, attributes)[1] == "Relationship" and attributes.get("Type", "").endswith(
            "/officeDocument"
        ):
            self.document = self.document or normpath("/" + attributes.get("Target", "")).lstrip("/")


class _Properties(_Names):
    """What the properties say, of Dublin Core's elements."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._open = ""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""
        space, local = self.name(name, attributes)
        self._open = local if space == _DUBLIN else ""

    def end(self, name: str, line: int) -> None:
        """An element ends."""
        if self._open:
            self.found[self._open] = self.found.get(self._open, "").strip()
        self._open = ""

    def text(self, data: str) -> None:
        """Characters of a property."""
        if self._open:
            self.found[self._open] = self.found.get(self._open, "") + data


class _Row(Struct):
    cells: list[list[str]] = field(default_factory=list)


class _Body(_Names):
    """Takes the body piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self.left_out: Counter[str] = Counter()
        self._skip = 0  # open elements from the first that is left out
        self._rows: list[_Row] = []  # open ones, the innermost last
        self._lines: list[tuple[list[str], list[str]]] = []  # open paragraphs, with what hangs on each
        self._in_text = False

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""
        space, local = self.name(name, attributes)
        word = space in _WORD
        if self._skip or (word and local in _SKIPPED) or f"{{{space}}}{local}" == _FALLBACK:
            self._skip += 1
        elif not word:
            return
        elif local == "p":
            self._lines.append(([], []))
        elif local == "tr":
            self._rows.append(_Row())
        elif local == "tc" and self._rows:
            self._rows[-1].cells.append([])
        elif local == "t":
            self._in_text = True
        elif local in _SIGNS and self._lines:
            self._lines[-1][0].append(_SIGNS[local])
        elif local in _NOTES:
            self.left_out[_NOTES[local]] += 1

    def end(self, name: str, line: int) -> None:
        """An element ends."""
        if self._skip:
            self._skip -= 1
            return
        space, local = self.name(name)
        if space not in _WORD:
            return
        if local == "t":
            self._in_text = False
        elif local == "p" and self._lines:
            pieces, hanging = self._lines.pop()
            found = "".join(pieces).strip(" \t\n")
            self._put([found, *hanging] if found else hanging)
        elif local == "tr" and self._rows:
            cells = self._rows.pop().cells
            if all(len(cell) < 2 for cell in cells):
                row = "\t".join("".join(cell) for cell in cells)
                self._put([row.strip("\t")] if row.strip() else [])
            else:
                self._put([paragraph for cell in cells for paragraph in cell])

    def text(self, data: str) -> None:
        """Characters."""
        if self._in_text and not self._skip and self._lines:
            self._lines[-1][0].append(data)

    def _put(self, found: list[str]) -> None:
        if self._lines:  # a text box in a paragraph
            self._lines[-1][1].extend(found)
        elif self._rows and self._rows[-1].cells:
            self._rows[-1].cells[-1].extend(found)
        else:
            self.paragraphs.extend(found)


FORMAT: Format = Format(
    id="docx",
    title="Word document",
    suffixes=(".docx", ".docm"),
    read=read,
    claims=lambda path: path.suffix.lower() in FORMAT.suffixes or _looks_like(path),
)


def _looks_like(path: Path) -> bool:
    return path.suffix.lower() in ("", ".zip", ".doc") and is_archive_with(path, "word/document.xml")
