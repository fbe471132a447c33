"""PDF: the text with its paragraphs put together again, by PDFium (pypdfium2, the extra `documents`)."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.formats.base import Format, Option, Reading
from workbench.formats.pdf_lines import Line, ends_in_hyphen, rejoin
from workbench.formats.reading import LARGEST, read_bytes
from workbench.model import Bundle, Document

_BEGINS = b"%PDF-"
_MOST = 20_000  # pages
_HYPHEN = 2  # the character that PDFium gives for a hyphen which divides a word at the end of a line
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LETTERS = str.maketrans(_LIGATURES)  # signs of a typeface, not of a text


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The document of a file, named as the file.

    `meta` has the number of pages, where each begins in code points (`page_starts`), and title and
    author as the file states them. How lines become paragraphs: `pdf_lines.rejoin`. With
    furniture=keep headers, footers and page numbers stay.
    """
    data = read_bytes(path, reading)
    if data is None:
        return
    if not data.strip():
        reading.problem(path, 0, "the file is empty.", "Leave it out.")
        return
    if _BEGINS not in data[:1024]:
        reading.problem(path, 0, "this is no PDF: it does not begin as one.")
        return
    pdfium = _library()
    try:
        pdf = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD
        message = "it is encrypted." if locked else "this is no whole PDF: it is damaged or cut off."
        reading.problem(path, 0, message, "Save it without a password." if locked else "")
        return
    try:
        yield from _document(pdf, path, reading, pdfium)
    finally:
        pdf.close()


def _document(pdf: Any, path: Path, reading: Reading, pdfium: Any) -> Iterator[Bundle]:
    if len(pdf) > _MOST:
        reading.problem(path, 0, f"it has {len(pdf):,} pages; at most {_MOST:,} are read.", "Split it.")
        return
    pages: list[list[Line]] = []
    size = 0
    for number in range(len(pdf)):
        try:
            pages.append(_lines(pdf, number, pdfium.raw))
        except pdfium.PdfiumError:
            reading.problem(path, 0, f"page {number + 1} is damaged.")
            return
        size += sum(len(line.text) for line in pages[-1])
        if size > LARGEST:
            reading.problem(path, 0, f"it holds more than {LARGEST:,} characters.", "Split it.")
            return
    found = rejoin(pages, keep_furniture=reading.options.get("furniture") == "keep")
    if not found.text:
        message = "it holds no text: it was scanned, or its letters are drawn."
        reading.problem(path, 0, message, "Let a program for text recognition (OCR) read it first.")
        return
    empty = [str(number) for number, lines in enumerate(pages, 1) if not lines]
    if empty:
        reading.problem(path, 0, f"no text is on the pages {', '.join(empty[:20])}.", fatal=False)
    if found.furniture:
        example = found.furniture[0][:60]
        message = f"left out as headers and footers: {len(found.furniture)} lines, such as {example!r}."
        reading.problem(path, 0, message, "Keep them with --set furniture=keep.", fatal=False)
    stated = {key.lower(): value for key, value in pdf.get_metadata_dict(skip_empty=True).items()}
    meta: dict[str, Any] = {key: _clean(stated[key]) for key in ("title", "author") if key in stated}
    meta |= {"file": path.name, "pages": len(pages), "page_starts": found.starts}
    yield Bundle(Document("", path.stem, found.text, source=path.name, meta=meta))


def _library() -> Any:
    try:
        import pypdfium2
    except ImportError:
        message = 'This format needs pypdfium2: pip install "annotation-workbench[documents]".'
        raise UserError(message) from None
    return pypdfium2


def _clean(text: str) -> str:
    """The text without what no text can hold, ligatures as letters."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    kept = (c for c in whole.translate(_LETTERS) if c >= " " or c == "\t")
    return "".join(c for c in kept if c not in "\ufffe\uffff\x7f")


def _lines(pdf: Any, number: int, raw: Any) -> list[Line]:
    """The printed lines of a page, in the order of PDFium."""
    page = pdf[number]
    try:
        text = page.get_textpage()
        try:
            return list(_read(text, text.count_chars(), raw))
        finally:
            text.close()
    finally:
        page.close()


def _read(text: Any, count: int, raw: Any) -> Iterator[Line]:
    codes: list[int] = []
    first = last = -1
    for at in range(count):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (_HYPHEN, 10, 13):
            if first >= 0:
                yield _line(text, codes, first, last, raw, divided=code == _HYPHEN)
            codes, first = [], -1
            continue
        codes.append(code)
        if code > 32:
            first, last = (at if first < 0 else first), at
    if first >= 0:
        yield _line(text, codes, first, last, raw, divided=False)


def _line(text: Any, codes: list[int], first: int, last: int, raw: Any, *, divided: bool) -> Line:
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    raw.FPDFText_GetCharBox(text, last, left, right, bottom, top)
    end = right.value
    raw.FPDFText_GetCharBox(text, first, left, right, bottom, top)
    raw.FPDFText_GetCharOrigin(text, first, x, y)
    words = _clean("".join(map(chr, (code for code in codes if code <= 0x10FFFF))))
    if not divided and ends_in_hyphen(words):
        words, divided = words.rstrip()[:-1], True
    loose = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, first, loose)
    return Line(words, left.value, end, y.value, max(loose.top - loose.bottom, 1.0), divided)


def claims(path: Path) -> bool:
    """A .pdf, or a file of no known suffix that begins as one."""
    suffix = path.suffix.lower()
    if suffix:
        return suffix in FORMAT.suffixes
    with path.open("rb") as file:
        return file.read(len(_BEGINS)) == _BEGINS


FORMAT: Format = Format(
    id="pdf",
    title="PDF",
    suffixes=(".pdf",),
    read=read,
    claims=claims,
    options=(Option("furniture", "Headers, footers and page numbers", "drop", ("drop", "keep")),),
    extra="documents",
)
