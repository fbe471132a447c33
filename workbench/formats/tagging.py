"""Texts and their tokens with one tag each: cut for writing, and put together again when reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from workbench.formats.cutting import WORDS, tokens_in
from workbench.formats.flat import Token
from workbench.formats.names import from_word
from workbench.model import Span
from workbench.tokens import sentences

DOCSTART = "-DOCSTART-"
TAG = re.compile("O|[BIESLU]-[^\0]+")
_WORD = re.compile(r"\S+")
_LOOKED_AT = 20_000  # bytes of a file whose suffix does not say that it holds columns
_ENOUGH = 3  # lines of columns, so that no text is taken for them
_BEGIN, _END = frozenset("BSU"), frozenset("ESLU")  # prefixes that always begin, always end a span


def cells_of(line: str) -> list[str]:
    """The columns of a line: between tabs, or else between blanks."""
    return line.split("\t") if "\t" in line else line.split() or [line]


def holds_columns(path: Path) -> bool:
    """Whether a file of any suffix begins with nothing but lines of a token and a tag, of as many columns each."""
    try:
        with path.open("rb") as file:
            data = file.read(_LOOKED_AT)
    except OSError:
        return False
    found = data.decode("utf-8-sig", "ignore").split("\n")
    whole = found[:-1] if len(data) == _LOOKED_AT else found  # the last may be cut
    columns = rows = 0
    for each in whole:
        line = each.strip(" \t\r")
        if not line or line[0] == "#":
            continue
        row = cells_of(line)
        if row[0] != DOCSTART:
            columns, rows = columns or len(row), rows + 1
            if len(row) != columns or columns < 2 or not TAG.fullmatch(row[-1]):
                return False
    return rows >= _ENOUGH


class Rebuilt(Struct):
    """A document as it is put together: tokens joined by a blank, sentences by a line feed.

    Tags are of any scheme: O, or a prefix of IOB1, IOB2, BIOES or BILOU, a hyphen and a label.
    """

    pieces: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    length: int = 0
    gap: str = " "
    label: str = ""  # of the span that is open, or empty
    start: int = 0

    def token(self, word: str, tag: str, *, start: int | None = None) -> None:
        """Add a token; `start` is its place in code points, if the text is known and not to be rebuilt."""
        prefix, _, label = tag.partition("-")
        if label != self.label or prefix in _BEGIN:
            self.close()
        if start is not None:
            self.length = start
        elif self.pieces:
            self.pieces.append(self.gap)
            self.length += 1
        if label and not self.label:
            self.label, self.start = label, self.length
        self.gap = " "
        self.pieces.append(word)
        self.length += len(word)
        if prefix in _END:
            self.close()

    def close(self) -> None:
        """End the span that is open."""
        if self.label:
            key = f"{len(self.spans) + 1}"
            self.spans.append(Span(key, from_word(self.label), self.start, self.length))
        self.label = ""

    def sentence(self) -> None:
        """End a sentence, and the span that is open."""
        self.close()
        self.gap = "\n"


@lru_cache(maxsize=1)  # an export looks for losses first, then writes: the same text twice
def tokens_of(text: str, choice: str = WORDS) -> tuple[Token, ...]:
    """The tokens of a text, cut where there is white space inside of them, as no column can hold that.

    One that would be read as the beginning of a document is two.
    """
    tokens: list[Token] = []
    for start, end in tokens_in(text, choice):
        word = text[start:end]
        if word.startswith(DOCSTART):
            tokens += [(start, start + 1), (start + 1, end)]
        elif len(word.split()) == 1 and not (word[0].isspace() or word[-1].isspace()):
            tokens.append((start, end))
        else:
            tokens += [(start + piece.start(), start + piece.end()) for piece in _WORD.finditer(word)]
    return tuple(tokens)


def sentence_starts(text: str, tokens: Sequence[Token]) -> set[int]:
    """The indices of the tokens that begin a sentence, except the first."""
    found, at = set(), 0
    for start, _ in sentences(text):
        while at < len(tokens) and tokens[at][0] < start:
            at += 1
        if 0 < at < len(tokens):
            found.add(at)
    return found


def placed_tokens(text: str, words: Sequence[str]) -> list[Token] | None:
    """Where the words stand in the text, one after the other with white space at most between; else None."""
    places: list[Token] = []
    at = 0
    for word in words:
        while at < len(text) and not text.startswith(word, at) and text[at].isspace():
            at += 1
        if not text.startswith(word, at):
            return None
        places.append((at, at + len(word)))
        at += len(word)
    return places
