"""Web pages that were saved: the main text without menus and other furniture, and what the page states of itself.

trafilatura (the extra `documents`) tells the main text from the rest. A page is read from its file alone;
nothing that it refers to is fetched.
"""

from __future__ import annotations

import codecs
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.formats.base import Format, Option, Reading
from workbench.formats.html_facts import facts_of
from workbench.formats.paragraphs import Paragraphs, joined
from workbench.formats.reading import BOM, encoding_of, read_bytes, text_codec, unfit
from workbench.model import Bundle, Document

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{2,40})["']""")
_BEGINS = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)
_TAG = re.compile(r"<[A-Za-z!/][^<>]*>")
# what the standard of browsers reads these names as (https://encoding.spec.whatwg.org/#names-and-labels)
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "utf-16": "utf-8",
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_PLAIN = {"remove_comments": True, "remove_pis": True}
LONGEST = (
    3_000_000  # characters of a page whose main text is looked for: the time for it grows with the square
)
DEEPEST = 500  # elements inside of each other; libraries give up, or worse, on thousands
_VOID = frozenset(
    re.findall(
        r"\w+", "area base br col embed hr img input link meta param source track wbr p li td th tr dd dt"
    )
)


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The document of a page; title, date and language as far as the page states them.

    Its name is the title (or with name=file that of the file), its source the address that the page
    gives itself, else the file. With text=all nothing is left out. A page whose main text is not found
    is read whole, with a warning.
    """
    text = decoded(path, reading)
    if text is None:
        return
    if not _TAG.search(text):
        reading.problem(path, 0, "this is no HTML: it holds no tag.", "Read it with --format text.")
        return
    if too_deep(text):
        reading.problem(
            path, 0, f"its elements are nested more than {DEEPEST} deep: this is no page to read."
        )
        return
    tree = _tree(text)
    if tree is None:
        reading.problem(path, 0, "this page holds nothing.", "Leave it out.")
        return
    facts = facts_of(tree)
    content = _read(tree, html=True)
    if reading.options.get("text") != "all":
        main = _in_paragraphs(_main_text(text), content) if len(text) <= LONGEST else ""
        content = main or content
        if content and not main:
            reading.problem(path, 0, "no main text was found: the whole page is read.", fatal=False)
    if not content or (reason := unfit(content)):
        what = f"{reason}." if content else "this page holds no text."
        reading.problem(path, 0, what, "Leave it out.")
        return
    stated = {"title": facts.title, "author": facts.author, "file": path.name}
    name = facts.title if reading.options.get("name") != "file" else ""
    yield Bundle(
        Document(
            "",
            name or path.stem,
            content,
            facts.language,
            facts.published,
            facts.address or path.name,
            {key: value for key, value in stated.items() if value},
        )
    )


def decoded(path: Path, reading: Reading) -> str | None:
    """The text of a page in the encoding that is told, marked or declared, else UTF-8; None after a problem."""
    data = read_bytes(path, reading)
    if data is None:
        return None
    if not data.strip():
        reading.problem(path, 0, "the file is empty.", "Leave it out.")
        return None
    return decode(data, path, reading)


def decode(data: bytes, path: Path, reading: Reading) -> str | None:
    """As `decoded`, of bytes that came from a file."""
    encoding = encoding_of(data[:2], reading)
    if reading.encoding is None and encoding == "utf-8" and not data.startswith(codecs.BOM_UTF8):
        match = _DECLARED.match(data[:1024]) or _CHARSET.search(data[:4096])
        try:
            named = text_codec(match.group(1).decode()) if match else encoding
        except LookupError:
            named = encoding  # of no text, or unknown: it is UTF-8 or nothing
        encoding = _READ_AS.get(named, named)
    try:
        text = data.decode(encoding).removeprefix(BOM)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        remedy = "Name its encoding with --encoding, such as --encoding cp1252."
        reading.problem(path, line, f"the bytes here are not {encoding.upper()}.", remedy)
        return None
    reason = unfit(text)
    if reason:
        reading.problem(path, text.count("\n", 0, max(text.find("\0"), 0)) + 1, f"{reason}.")
        return None
    return text


def too_deep(text: str) -> bool:
    """Whether elements are opened inside of each other beyond all reason; void ones do not count."""
    depth = 0
    for match in re.finditer(r"<(/?)([A-Za-z][A-Za-z0-9:]*)", text):
        if match[2].lower() in _VOID:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > DEEPEST:
            return _deep_tree(text)
    return False


def _deep_tree(text: str) -> bool:
    """Whether the tree is as deep as it seems: in HTML many an end tag may be left out."""
    open_: list[str] = []
    for match in re.finditer(r"<(/?)([A-Za-z][A-Za-z0-9:]*)(?:[^<>]*?)(/?)>", text):
        name = match[2].lower()
        if name in _VOID or match[3]:
            continue
        if not match[1]:
            open_.append(name)
            if len(open_) > DEEPEST:
                return True
        elif name in open_:
            while open_.pop() != name:
                pass
    return False


def _library() -> Any:
    try:
        with (
            warnings.catch_warnings()
        ):  # of what its part that downloads, never used here, would like to have
            warnings.simplefilter("ignore")
            import trafilatura
    except ImportError:
        message = 'This format needs trafilatura: pip install "annotation-workbench[documents]".'
        raise UserError(message) from None
    return trafilatura


def _tree(text: str) -> Any:
    _library()
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, **_PLAIN)
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.LxmlError:
        return None


def _main_text(text: str) -> str:
    """The text of the article, as trafilatura finds it; empty if it finds none."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True, **_PLAIN)
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except etree.LxmlError:
        return ""
    found = _library().bare_extraction(tree, include_comments=False, include_tables=True, with_metadata=False)
    return "" if found is None or found.body is None else _read(found.body, html=False)


def _in_paragraphs(main: str, whole: str) -> str:
    """The main text with the paragraphs of the page, where it was found as one (as on pages of few words)."""
    if not main or "\n\n" in main:
        return main
    wanted = "".join(main.split())
    parts = [part for part in whole.split("\n\n") if "".join(part.split()) in wanted]
    covered = sum(len("".join(part.split())) for part in parts)
    return joined(parts) if covered == len(wanted) else main


def _read(tree: Any, *, html: bool) -> str:
    from lxml import etree

    paragraphs = Paragraphs(html=html)
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(element.tag, str):
            continue
        if event == "start":
            paragraphs.start(element.tag, {})
            paragraphs.text(element.text or "")
        else:
            paragraphs.end(element.tag)
            if element is not tree:
                paragraphs.text(element.tail or "")
    return paragraphs.found()


def claims(path: Path) -> bool:
    """An .html or .xhtml, or a file of no known suffix that begins as a page does."""
    suffix = path.suffix.lower()
    if suffix in FORMAT.suffixes or suffix not in ("", ".xml", ".php", ".asp", ".aspx", ".shtml", ".jsp"):
        return suffix in FORMAT.suffixes
    with path.open("rb") as file:
        head = file.read(4096)
    return _BEGINS.match(head.removeprefix(codecs.BOM_UTF8)) is not None


FORMAT: Format = Format(
    id="html",
    title="Web page",
    suffixes=(".html", ".htm", ".xhtml"),
    read=read,
    claims=claims,
    options=(
        Option("text", "Text of the page", "main", ("main", "all")),
        Option("name", "Name of the document", "title", ("title", "file")),
    ),
    extra="documents",
)
