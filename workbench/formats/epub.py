"""Books as EPUB 2 and 3 (https://www.w3.org/TR/epub-33/): the chapters in the order of the spine.

A chapter is XHTML. Its DOCTYPE is cut off before a parser sees it, one that declares anything is refused,
and named characters are put in by the table of HTML: so no entity can be declared, grow or reach a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import entities
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from workbench.errors import UserError
from workbench.formats import markup
from workbench.formats.archives import Archive, is_archive_with
from workbench.formats.base import Format, Option, Reading
from workbench.formats.html_facts import day, language
from workbench.formats.paragraphs import Paragraphs, joined
from workbench.formats.reading import unfit
from workbench.model import Bundle, Document

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml")
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML = frozenset(("amp", "lt", "gt", "quot", "apos"))
_LENIENT = 5_000_000  # characters of a chapter that is no well-formed XML


class _Package(markup.Silent):
    """Takes container, package and list of encrypted files; each says a part."""

    def __init__(self) -> None:
        self.package = ""
        self.items: dict[str, tuple[str, str, str]] = {}  # id -> place, type, properties
        self.spine: list[tuple[str, bool]] = []  # id, and whether it belongs to the reading order
        self.encrypted: set[str] = set()
        self.facts: dict[str, str] = {}
        self._open = ""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""
        prefix, _, local = name.rpartition(":")
        self._open = local if prefix == "dc" and local not in self.facts else ""
        if local == "rootfile":
            self.package = self.package or attributes.get("full-path", "")
        elif local == "item":
            about = (attributes.get(key, "") for key in ("href", "media-type", "properties"))
            place, kind, more = about
            self.items[attributes.get("id", "")] = (unquote(place.partition("#")[0]), kind, more)
        elif local == "itemref":
            self.spine.append((attributes.get("idref", ""), attributes.get("linear", "yes") != "no"))
        elif local == "CipherReference":
            self.encrypted.add(unquote(attributes.get("URI", "")))
        if self._open:
            self.facts[self._open] = ""

    def end(self, name: str, line: int) -> None:
        """An element ends."""
        self._open = ""

    def text(self, data: str) -> None:
        """Characters of what the package says of the book."""
        if self._open:
            self.facts[self._open] += data


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """One document for the book, or with documents=chapter one for each chapter that holds text.

    Title, language, author, publisher and a date of publication that is a day are those of the package;
    `meta` has where chapters begin, in code points. The table of contents, and what stands outside of the
    reading order, are left out.
    """
    try:
        archive = Archive.of(path)
        chapters, book = _chapters(archive, path, reading)
    except UserError as error:
        reading.problem(path, 0, str(error))
        return
    if book is None:
        return
    if not chapters:
        reading.problem(path, 0, "this book holds no text.", "Leave it out.")
        return
    facts = {key: " ".join(value.split()) for key, value in book.facts.items()}
    title = facts.get("title", "") or path.stem
    stated = {
        "title": facts.get("title"),
        "author": facts.get("creator"),
        "publisher": facts.get("publisher"),
    }
    meta = {key: value for key, value in stated.items() if value} | {"file": path.name}

    def document(name: str, text: str, **more: object) -> Bundle:
        spoken, published = language(facts.get("language", "")), day(facts.get("date", ""))
        return Bundle(Document("", name, text, spoken, published, path.name, meta | more))

    if reading.options.get("documents") == "chapter":
        for number, text in enumerate(chapters, 1):
            yield document(f"{title} {number}", text, chapter=number)
        return
    starts, at = [], 0
    for text in chapters:
        starts.append(at)
        at += len(text) + 2
    yield document(title, joined(chapters), chapters=starts)


def _chapters(archive: Archive, path: Path, reading: Reading) -> tuple[list[str], _Package | None]:
    """The texts of the chapters, and the book; no book after a problem."""
    book = _Package()
    for name in (_CONTAINER, _ENCRYPTION):
        if name == _CONTAINER or archive.holds(name):
            text = markup.decoded(archive.read(name), path, reading, part=name)
            if text is None or not markup.parse_text(text, path, reading, book, part=name):
                return [], None
    text = _page(archive, book.package, path, reading)
    if text is None or not markup.parse_text(text, path, reading, book, part=book.package):
        return [], None
    if not book.spine:
        raise UserError("this is no book: it has no spine.")
    home = dirname(book.package)
    found, aside = [], 0
    for key, linear in book.spine:
        place, kind, more = book.items.get(key, ("", "", ""))
        name = normpath(join(home, place)) if place else ""
        if not linear or "nav" in more.split() or kind not in _PAGES:
            aside += kind in _PAGES
            continue
        if name in book.encrypted:
            raise UserError("it is encrypted (DRM): only the program that it was bought for can read it.")
        text = _page(archive, name, path, reading)
        if text is None:
            return [], None
        content = _content(text, name, path, reading)
        if content is None:
            return [], None
        if content:
            found.append(content)
    if aside:
        message = f"left out: {aside} pages of contents, or outside of the reading order."
        reading.problem(path, 0, message, fatal=False)
    return found, book


def _page(archive: Archive, name: str, path: Path, reading: Reading) -> str | None:
    """The text of an XML file in the book, without a DOCTYPE that declares nothing."""
    return markup.decoded(archive.read(name), path, reading, part=name, external=True)


def _content(text: str, name: str, path: Path, reading: Reading) -> str | None:
    """The paragraphs of a chapter; None after a problem."""
    whole = _ENTITY.sub(_character, text)
    aside = Reading()
    paragraphs = Paragraphs(html=True)
    if markup.parse_text(whole, path, aside, paragraphs, part=name):
        content = paragraphs.found()
    elif len(whole) > _LENIENT:
        reading.problems += aside.problems
        return None
    else:
        reading.problem(path, 0, f"{name} is no well-formed XML: it is read as HTML.", fatal=False)
        lenient = _Lenient()
        lenient.feed(text)
        lenient.close()
        content = lenient.paragraphs.found()
    reason = unfit(content)
    if reason:
        reading.problem(path, 0, f"{name}: {reason}.")
        return None
    return content


def _character(match: re.Match[str]) -> str:
    name = match[1]
    found = None if name in _XML else entities.html5.get(f"{name};")
    return match[0] if found is None else markup.escaped(found)


class _Lenient(HTMLParser):
    """Gives the pieces of HTML to the paragraphs."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs = Paragraphs(html=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.paragraphs.start(tag, {})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An empty element."""
        self.paragraphs.start(tag, {})
        self.paragraphs.end(tag)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        self.paragraphs.end(tag)

    def handle_data(self, data: str) -> None:
        """Characters."""
        self.paragraphs.text(data)


FORMAT: Format = Format(
    id="epub",
    title="EPUB book",
    suffixes=(".epub",),
    read=read,
    claims=lambda path: path.suffix.lower() == ".epub" or _looks_like(path),
    options=(Option("documents", "One document is", "book", ("book", "chapter")),),
)


def _looks_like(path: Path) -> bool:
    return path.suffix.lower() in ("", ".zip") and is_archive_with(path, _CONTAINER)
