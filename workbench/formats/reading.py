"""From the bytes of a file to text that is kept exactly as it is: one place for every decoding."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from workbench.errors import UserError
from workbench.formats.base import Reading

LARGEST = 100_000_000  # bytes of one document, or of one line of a file of documents
BOM = "\ufeff"
_NOT_FOR_TEXTS = ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape")
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def encoding_of(head: bytes, reading: Reading) -> str:
    """The encoding to read with: as told, else UTF-16 if `head` (two bytes or more) is its BOM, else UTF-8.

    The encoding never swallows a BOM: it is the first character of the decoded text, if there is one.
    An unknown name is a UserError.
    """
    byte_order = _UTF16.get(head[:2])
    if reading.encoding is None:
        return byte_order or "utf-8"
    try:
        name = text_codec(reading.encoding)
    except LookupError:
        raise UserError(
            f"{reading.encoding!r} is no encoding of text; try utf-8, utf-16 or cp1252."
        ) from None
    if name == "utf-16":
        return byte_order or "utf-16-le"
    return "utf-8" if name == "utf-8-sig" else name


def text_codec(name: str) -> str:
    """The name that Python has for an encoding of texts. Raises LookupError for any other name."""
    found = codecs.lookup(name).name if name.isascii() and "\0" not in name else ""
    if not found or found in _NOT_FOR_TEXTS:
        raise LookupError(name)
    "".encode(found)
    return found


def unfit(text: str) -> str:
    """Why a text cannot be stored (U+0000, a lone surrogate), or an empty string."""
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return f"the text holds U+0000 (its line {line}): this is a binary file, or one of another encoding"
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            return f"the text holds half of a surrogate pair at character {error.start}"
    return ""


def read_bytes(path: Path, reading: Reading) -> bytes | None:
    """All bytes of a file that is no larger than a document may be; None after noting why not."""
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= LARGEST else b""
    except OSError as error:
        reading.problem(path, 0, f"cannot be read ({error.strerror}).")
        return None
    if size > LARGEST:
        reading.problem(path, 0, f"holds {size:,} bytes; a document holds at most {LARGEST:,}.", "Split it.")
        return None
    return data


def read_text(path: Path, reading: Reading) -> str | None:
    """The whole text of a file, a BOM as its first character; None after noting why it cannot be read."""
    data = read_bytes(path, reading)
    if data is None:
        return None
    encoding = encoding_of(data[:2], reading)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        _undecodable(path, data.count(b"\n", 0, error.start) + 1, encoding, reading)
        return None
    reason = unfit(text)
    if reason:
        reading.problem(path, text.count("\n", 0, max(text.find("\0"), 0)) + 1, reason + ".", _REMEDY)
        return None
    return text


def lines(path: Path, reading: Reading) -> Iterator[tuple[int, bytes]]:
    """The lines of a file with their numbers from 1, as UTF-8 without line break and leading BOM.

    Only a line feed ends a line. Memory holds one line. What cannot be decoded from another encoding
    is noted and ends the reading; UTF-8 itself is checked by whoever parses the line.
    """
    try:
        with path.open("rb") as file:
            encoding = encoding_of(file.peek(2)[:2], reading)
            source = (
                _utf8_lines(file) if encoding == "utf-8" else _decoded_lines(file, encoding, path, reading)
            )
            for number, line in enumerate(source, 1):
                if len(line) > LARGEST:
                    reading.problem(path, number, f"the line is longer than {LARGEST:,} bytes.", "Split it.")
                    return
                if number == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                yield number, line
    except OSError as error:
        reading.problem(path, 0, f"cannot be read ({error.strerror}).")


_REMEDY = "Name its encoding with --encoding, such as --encoding cp1252."


def _undecodable(path: Path, line: int, encoding: str, reading: Reading) -> None:
    reading.problem(path, line, f"the bytes here are not {encoding.upper()}.", _REMEDY)


def _utf8_lines(file: BinaryIO) -> Iterator[bytes]:
    while line := file.readline(LARGEST + 2):
        yield line.rstrip(b"\r\n") if line.endswith(b"\n") else line


def _decoded_lines(file: BinaryIO, encoding: str, path: Path, reading: Reading) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, number, wrong = "", 0, False
    while not wrong:
        block = file.read(1 << 16)
        try:
            rest += decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            rest += error.object[: error.start].decode(encoding, "ignore")
            wrong = True
        *whole, rest = rest.split("\n")
        for line in whole:
            number += 1
            yield line.rstrip("\r").encode("utf-8", "surrogatepass")
        if not block or len(rest) > LARGEST:
            break
    if wrong:
        _undecodable(path, number + 1, encoding, reading)
    elif rest:
        yield rest.encode("utf-8", "surrogatepass")
