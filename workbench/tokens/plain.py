"""White space, words and signs, sentences. A token is (start, end) in code points."""

from __future__ import annotations

import re

import regex

from workbench.offsets import paragraphs, sentence_ends, words

Token = tuple[int, int]

_NOT_SPACE = re.compile(r"\S+")
_GRAPHEME = regex.compile(r"\X")


def whitespace_tokens(text: str) -> list[Token]:
    """The stretches between white space (of any kind that Unicode knows)."""
    return [match.span() for match in _NOT_SPACE.finditer(text)]


def word_tokens(text: str) -> list[Token]:
    """Words and numbers as `offsets.words` finds them, and each visible grapheme between them."""
    found = []
    place = 0
    for start, end in words(text):
        if start > place and (start > place + 1 or text[place] != " "):  # most have one blank between them
            found.extend(_signs(text, place, start))
        found.append((start, end))
        place = end
    found.extend(_signs(text, place, len(text)))
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
