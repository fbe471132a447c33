"""What a sequence model sees of a text: sentences of tokens, and of each token its words, shape, neighbours, memory."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from sys import intern

from workbench.model import Span
from workbench.suggest.names import Found
from workbench.tokens.plain import Token, sentences, word_tokens

Features = list[list[str]]  # of each token of a sentence
LONGEST = 400  # tokens of a sentence that are looked at together
_DIGIT = re.compile(r"\d")


def sentence_tokens(text: str) -> Iterator[list[Token]]:
    """The tokens of a text, sentence by sentence (code points)."""
    ends = [end for _, end in sentences(text)]
    at = 0
    found: list[Token] = []
    for token in word_tokens(text):
        while at < len(ends) and token[0] >= ends[at]:
            at += 1
            if found:
                yield found
                found = []
        found.append(token)
        if len(found) == LONGEST:
            yield found
            found = []
    if found:
        yield found


def shape(word: str) -> str:
    """Which kinds of characters a word has, each run once: "Su-30MKI" is Xx-dX."""
    kinds = (
        "d"
        if char.isdigit()
        else "X"
        if char.isupper()
        else "x"
        if char.islower()
        else "o"
        if char.isalpha()
        else char
        for char in word[:20]
    )
    return "".join(kind for kind, _ in groupby(kinds))


def features(text: str, tokens: list[Token]) -> Features:
    """The features of a sentence's tokens, without what the memory says."""
    words = [text[start:end] for start, end in tokens]
    alone = [[f"w={_DIGIT.sub('0', word.lower())}", f"s={shape(word)}"] for word in words]
    rows = []
    for at, word in enumerate(words):
        row = ["bias", *alone[at], *_affixes(word.lower())]
        for step in (-2, -1, 1, 2):
            place = at + step
            if 0 <= place < len(words):
                near = alone[place] if abs(step) == 1 else alone[place][:1]
                row += [f"{step}{feature}" for feature in near]
            elif abs(step) == 1:
                row.append("first" if step < 0 else "last")
        if at + 1 < len(words):
            row.append(f"w|1w={words[at].lower()}|{words[at + 1].lower()}")
        rows.append([intern(feature) for feature in row])
    return rows


def with_known(rows: Features, tokens: list[Token], known: Mapping[int, str]) -> Features:
    """The same with what the memory says of each token and its neighbours, by the places where tokens begin."""
    words = [known.get(start, "") for start, _ in tokens]
    if not any(words):
        return rows
    found = []
    for at, row in enumerate(rows):
        more = [
            f"{step}m={words[at + step]}"
            for step in (-1, 0, 1)
            if 0 <= at + step < len(words) and words[at + step]
        ]
        found.append([*row, *more] if more else row)
    return found


def _affixes(word: str) -> Iterator[str]:
    for size in (1, 2, 3):
        if len(word) > size:
            yield f"p={word[:size]}"
            yield f"e={word[-size:]}"
    if len(word) > 4:
        yield f"e={word[-4:]}"


def tags(tokens: list[Token], spans: Iterable[Span]) -> list[str]:
    """Each token's tag (B- begins a span of the label, I- goes on in it, O is outside) for spans that do not overlap.

    A span whose edges cut tokens has the tokens that begin in it.
    """
    found = ["O"] * len(tokens)
    starts = [start for start, _ in tokens]
    for span in spans:
        inside = range(bisect_left(starts, span.start), bisect_left(starts, span.end))
        for at in inside:
            found[at] = ("B-" if at == inside[0] else "I-") + span.label
    return found


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Of spans that overlap the outermost, else the first; by place. Those with fragments are left out."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, -one.end, one.label)):
        if not span.fragments and (not found or span.start >= found[-1].end):
            found.append(span)
    return found


def known_tokens(tokens: list[Token], found: Iterable[tuple[Found, str]]) -> dict[int, str]:
    """What the memory says of tokens, by their starts: whether a known name begins or goes on there, and which."""
    known = {}
    starts = [start for start, _ in tokens]
    for name, what in found:
        for start in starts[bisect_left(starts, name.start) : bisect_left(starts, name.end)]:
            known[start] = f"{'B' if start == name.start else 'I'}{what}"
    return known
