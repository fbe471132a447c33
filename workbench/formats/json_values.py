"""The JSON objects of a file, one at a time: lines of JSON Lines, elements of an array, or whole objects."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from workbench.errors import UserError
from workbench.formats.base import Reading
from workbench.formats.reading import BOM, LARGEST, encoding_of, lines

_NULL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # the escape, not an escaped backslash before u0000
_SPACE = re.compile(r"[ \t\r\n]*")
_BLOCK = 1 << 18
OF_ANOTHER = "If another tool made it, name its format with --format."
_NOT_UTF8 = "Name the encoding with --encoding."
_APART = re.compile(rb'"\s+:').search  # a key with white space after it


def objects(path: Path, reading: Reading) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with the line that each begins in; memory holds one of them.

    An array is read element by element, so that its size does not matter. In JSON Lines a broken line is
    a problem and the reading goes on; in an array the first broken element ends it.
    """
    read_any = False
    for number, value in _values(path, reading):
        read_any = True
        if isinstance(value, dict):
            yield number, value
        else:
            reading.problem(path, number, "a JSON object is expected here.")
    if not read_any and not any(problem.path == path for problem in reading.problems):
        reading.problem(path, 0, "the file is empty.", "Leave it out.")


def first_object(path: Path) -> dict[str, Any]:
    """The first object of a file, to tell its format by; empty if there is none."""
    return next((value for _, value in objects(path, Reading())), {})


def holds_null(raw: bytes) -> bool:
    """Whether a piece of JSON holds the escape of U+0000, which no text may hold."""
    return b"\\u0000" in raw and _NULL.search(raw) is not None


def why_no_json(raw: bytes, error: msgspec.DecodeError) -> str:
    """What is wrong with a piece of JSON that msgspec refused, as the beginning of a sentence."""
    try:
        json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return f"this is no JSON: {str(error).removeprefix('JSON is malformed: ')}"
    return "this holds a number too large, or the escape of half a surrogate pair"


def _values(path: Path, reading: Reading) -> Iterator[tuple[int, Any]]:
    if _in_one_piece(path, reading):
        yield from _elements(path, reading)
        return
    for number, raw in lines(path, reading):
        if not raw or raw.isspace():
            continue
        value = decoded(raw, path, number, reading)
        if value is not None:
            yield number, value


def decoded(raw: bytes, path: Path, number: int, reading: Reading) -> Any:
    """The value of a line; None after noting why it has none, or if it is null."""
    if holds_null(raw):
        reading.problem(path, number, "this line holds U+0000, which cannot be stored.", "Take it out.")
        return None
    try:
        value = msgspec.json.decode(raw)
    except RecursionError:
        reading.problem(path, number, "this is nested too deeply.")
    except UnicodeDecodeError:
        reading.problem(path, number, "the bytes here are not UTF-8.", _NOT_UTF8)
    except msgspec.DecodeError as error:
        reading.problem(path, number, f"{why_no_json(raw, error)}.")
    else:
        twice = key_twice(raw)
        if not twice:
            return value
        reading.problem(path, number, f"the key {twice!r} is there twice in one object.", "Take one out.")
    return None


def keys_show(raw: bytes) -> bool:
    """Whether a quotation mark and a colon are written as such in a piece of JSON, so that they can be counted."""
    return b"\\u" not in raw and not _APART(raw)


def _keys_differ(raw: bytes) -> bool:
    """Whether no key stands twice, where that is quick to see: decoding drops one, and encoding then has fewer."""
    if not keys_show(raw):
        return False
    try:
        again = msgspec.json.encode(msgspec.json.decode(raw))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return again.count(b'":') == raw.count(b'":')


def key_twice(raw: bytes) -> str:
    """The first key that stands twice in one object of a piece of JSON that is well-formed; empty if none does."""
    if _keys_differ(raw):
        return ""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len({key for key, _ in pairs}) < len(pairs):
            found.extend(key for at, (key, _) in enumerate(pairs) if key in {one for one, _ in pairs[:at]})

    with suppress(ValueError, RecursionError):  # a number of thousands of digits, which has no key
        json.loads(raw, object_pairs_hook=look)
    return found[0] if found else ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are all different. Raises _TwiceError otherwise."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _TwiceError(next(key for at, key in enumerate(keys) if key in keys[:at]))
    return found


def _in_one_piece(path: Path, reading: Reading) -> bool:
    """Whether the first line does not stand for itself: an array, or an object over several lines."""
    aside = Reading(reading.encoding)
    head = next((raw.strip() for _, raw in lines(path, aside) if raw.strip()), b"")
    return head[:1] == b"[" or (head[:1] == b"{" and head[-1:] in (b"{", b"[", b","))


def _elements(path: Path, reading: Reading) -> Iterator[tuple[int, Any]]:
    """The elements of an array, or the objects that stand one after another."""
    decode = json.JSONDecoder(parse_constant=_no_number, object_pairs_hook=_once).raw_decode
    text = _Window(path, reading)
    try:
        array = text.skip() == "["
        if array:
            text.take(1)
        first = True
        while True:
            sign = text.skip()
            if array and sign == "]":
                text.take(1)
                if text.skip():
                    text.wrong("something follows the array")
                return
            if array and not first:
                if sign != ",":
                    text.wrong("the array is cut off" if not sign else "a comma is missing between elements")
                text.take(1)
                sign = text.skip()
            if not sign:
                if array:
                    text.wrong("the array is cut off")
                return
            line = text.line
            yield line, text.value(decode)
            first = False
    except _BrokenError as error:
        reading.problem(path, text.line, f"{error}.")
    except UnicodeDecodeError as error:
        line = text.line + error.object[: error.start].count(b"\n")
        reading.problem(
            path, line, f"the bytes here or soon after are not {text.encoding.upper()}.", _NOT_UTF8
        )
    except OSError as error:
        reading.problem(path, 0, f"cannot be read ({error.strerror}).")
    finally:
        text.close()


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


class _TwiceError(Exception):
    """The key that stands twice in one object."""


class _BrokenError(UserError):
    """Why a file in one piece cannot be read on."""


class _Window:
    """A part of a file as text, read on as needed; `line` is where it begins."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self._file = path.open("rb")
        self.encoding = encoding_of(self._file.peek(2)[:2], reading)
        self._decoder = codecs.getincrementaldecoder(self.encoding)()
        self._text, self._at, self._over = "", 0, False
        self.line = 1

    def _more(self, size: int = _BLOCK) -> bool:
        if self._over:
            return False
        block = self._file.read(size)
        self._over = not block
        new = self._decoder.decode(block, final=self._over)
        self._text = self._text[self._at :] + new
        self._at = 0
        return True

    def skip(self) -> str:
        """The next character that is not white space; empty at the end."""
        while True:
            match = _SPACE.match(self._text, self._at)
            assert match is not None
            self.take(match.end() - self._at)
            if self._at == 0 and self.line == 1 and self._text.startswith(BOM):
                self.take(1)
                continue
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._more():
                return ""

    def take(self, count: int) -> None:
        """Go on by so many characters."""
        self.line += self._text.count("\n", self._at, self._at + count)
        self._at += count

    def value(self, decode: Any) -> Any:
        """The value that begins here."""
        size = _BLOCK
        while True:
            try:
                value, end = decode(self._text, self._at)
            except RecursionError:
                self.wrong("this is nested too deeply")
            except _TwiceError as error:
                self.wrong(f"the key {str(error)!r} is there twice in one object")
            except ValueError as error:
                if len(self._text) - self._at > LARGEST or not self._more(size):
                    position = getattr(error, "pos", self._at)
                    self.take(position - self._at)
                    self.wrong(f"this is no JSON: {getattr(error, 'msg', error)}")
                size *= 2
                continue
            if end == len(self._text) and self._more():  # a number may go on
                continue
            raw = self._text[self._at : end]
            if "\\u" in raw:
                self._check(raw, value)
            self.take(end - self._at)
            return value

    def _check(self, raw: str, value: Any) -> None:
        if holds_null(raw.encode("utf-8", "replace")):
            self.wrong("this element holds U+0000, which cannot be stored")
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            self.wrong("this element holds the escape of half a surrogate pair")

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def wrong(self, message: str) -> NoReturn:
        """Raise what ends the reading."""
        raise _BrokenError(message)
