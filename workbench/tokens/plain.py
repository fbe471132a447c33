"""White space, words and signs, sentences. A token is (start, end) in code points."""

from __future__ import annotations

import re

from workbench import late
from workbench.offsets import ASCII_WORD, paragraphs, sentence_ends, words, words_of_piece

Token = tuple[int, int]

_NOT_SPACE = re.compile(r"\S+")
# ASCII without apostrophes, as far as the last place where a word begins after white space
_PLAIN_RUN = re.compile(r"[\x00-\x26\x28-\x7f]+(?:(?<=\s)(?=[a-zA-Z0-9])|\Z)")
_PIECE = re.compile(r"(?<=\s)(?=[a-zA-Z0-9])")
_SHORT = 500  # code points that are cut at once: in a row of flags it costs the square of their number
_PLAIN_TOKEN = re.compile(rf"{ASCII_WORD}|[^ \t-\r\x1c-\x1f]", re.ASCII)
_GRAPHEME = late.pattern(r"\X")


def whitespace_tokens(text: str) -> list[Token]:
    """The stretches between white space (of any kind that Unicode knows)."""
    return [match.span() for match in _NOT_SPACE.finditer(text)]


def word_tokens(text: str) -> list[Token]:
    """Words and numbers as `offsets.words` finds them, and each visible grapheme between them."""
    found: list[Token] = []
    low = 0
    while low < len(text):
        plain = _PLAIN_RUN.match(text, low)
        if plain:
            found += [match.span() for match in _PLAIN_TOKEN.finditer(text, low, plain.end())]
            low = plain.end()
            continue
        following = _PIECE.search(text, low + 1)
        high = following.start() if following else len(text)
        short = high - low <= _SHORT
        for start, end in words_of_piece(text, low, high) if short else words(text, start=low, end=high):
            if start > low:
                found.extend(_signs(text, low, start))
            found.append((start, end))
            low = end
        found.extend(_signs(text, low, high))
        low = high
    return found


def _signs(text: str, start: int, end: int) -> list[Token]:
    """Each grapheme of text[start:end] that is no white space."""
    gap = text[start:end]
    if not gap or gap.isspace():
        return []
    if gap.isascii():
        return [(at, at + 1) for at, sign in enumerate(gap, start) if not sign.isspace()]
    return [
        (start + match.start(), start + match.end())
        for match in _GRAPHEME.finditer(gap)
        if not match[0].isspace()
    ]


def sentences(text: str) -> list[Token]:
    """Every sentence without outer white space, in order; none goes over a line break."""
    found = []
    for low, high in paragraphs(text):
        start = low
        for end in (*sentence_ends(text, start=low, end=high), high):
            sentence = text[start:end]
            first = start + len(sentence) - len(sentence.lstrip())
            last = first + len(sentence.strip())
            if first < last:
                found.append((first, last))
            start = end
    return found
