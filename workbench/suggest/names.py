"""Finding many names in a text at once, as whole words: Aho-Corasick with the extra `learn`, else a table by first
words, which is about four times as slow. Positions are code points."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any
from unicodedata import category

from msgspec import Struct

from workbench.offsets import UNSPACED

# Patterns that re compiles and keeps when they are first used: these sets of letters take 12 ms.
_WITHOUT_BLANKS = f"[{UNSPACED}]"
_HANGUL = "[\uac00-\ud7af]"
_TOKEN = rf"[{UNSPACED}]|[^\W{UNSPACED}]+|\S"
# White space to be read as one blank: runs, a single line break, anything that is no plain blank. An empty line parts.
# The look ahead only makes it twice as fast.
_SPACE = re.compile(r"(?=\s)(?:[^\S\r\n]*(?:\r\n|\r|\n)(?!\s*[\r\n])[^\S\r\n]*|[^\S\r\n]{2,}|[^\S\r\n ])")
_SHORTEST_IN_CAPITALS = 4  # "NEW DELHI" is New Delhi, but "IT" is not "It"
_BEFORE = 64  # code points looked at to tell whether a sentence begins
# What stands before a word that begins a sentence. (Not in patterns.py: its patterns take 0.1 s to compile.)
SENTENCE_START = re.compile(r"(?:^|[.!?…:;。！？|•]|[.!?][”’\"')\]]+)\s*[\"'“‘„«»(\[\-–—]*\s*$|[“„«\"]$")


class Found(Struct, frozen=True):
    """Where a name stands: its form as it was given, and the longer one that it stands in here, or empty."""

    start: int
    end: int
    form: str
    outer: str = ""


def flat(form: str) -> str:
    """A form with one blank for each run of white space: what names are compared by."""
    return " ".join(form.split())


class Names:
    """Forms to look for. A form stands for itself; one in mixed case also for itself in capitals, one that begins
    small also for itself at the beginning of a sentence. One in capitals means these capitals only."""

    def __init__(self, forms: Iterable[str]) -> None:
        known = sorted({flat(form) for form in forms} - {""})
        self._forms = {form: (form, False) for form in known}
        for form in known:
            capitals = form.upper()
            if len(form) >= _SHORTEST_IN_CAPITALS and capitals != form != form.lower():
                self._forms.setdefault(capitals, (form, False))
            first = form[0].upper()
            if first != form[0] and len(first) == 1:
                self._forms.setdefault(first + form[1:], (form, True))
        self._automaton = _automaton(self._forms)
        self._lengths: dict[str, set[int]] = {}  # by first token, where there is no automaton
        if self._automaton is None:
            for key in self._forms:
                self._lengths.setdefault(re.findall(_TOKEN, key)[0], set()).add(len(key))

    def find(self, text: str) -> list[Found]:
        """The names in a text by place, longer before shorter: of those that cross the leftmost, the longest;
        within it, those that it holds."""
        line, place = _flattened(text)
        hits = []
        for start, end in self._hits(line):
            if _joined(line, start) or _joined(line, end, after=True):
                continue
            form, first = self._forms[line[start:end]]
            if first and not _begins_sentence(line, start):
                continue
            hits.append((start, -end, form))
        hits.sort()
        found: list[Found] = []
        outer, until = "", 0
        for start, negative, form in hits:
            end = -negative
            if start >= until:
                outer, until = form, end
                found.append(Found(place(start), place(end - 1) + 1, form))
            elif end <= until:
                found.append(Found(place(start), place(end - 1) + 1, form, outer))
        return found

    def _hits(self, line: str) -> Iterator[tuple[int, int]]:
        if not self._forms:
            return
        if self._automaton is not None:
            for last, length in self._automaton.iter(line):
                yield last + 1 - length, last + 1
            return
        lengths, forms = self._lengths, self._forms
        for match in re.finditer(_TOKEN, line):
            start = match.start()
            for length in _lengths_at(lengths, match.group()):
                if line[start : start + length] in forms:
                    yield start, start + length


def _lengths_at(lengths: dict[str, set[int]], token: str) -> set[int]:
    """How long names may be that begin with a token, or in Korean with a part of it (particles follow a noun)."""
    if not re.match(_HANGUL, token):
        return lengths.get(token, set())
    return set().union(*(lengths.get(token[:size], set()) for size in range(1, len(token) + 1)))


def _automaton(forms: Iterable[str]) -> Any:
    """An automaton after Aho and Corasick (1975) whose values are the lengths of forms, or None without the extra."""
    try:
        import ahocorasick
    except ImportError:
        return None
    made = ahocorasick.Automaton()
    for form in forms:
        made.add_word(form, len(form))
    made.make_automaton()
    return made


def _joined(text: str, at: int, *, after: bool = False) -> bool:
    """Whether a word goes on over `at`, which is then no edge of a name; `after`: the name ends there."""
    if at == 0 or at == len(text):
        return False
    left, right = text[at - 1], text[at]
    if not right.isalnum():
        if right in ".," and after:  # 3 in 3.5
            return left.isdigit() and text[at + 1 : at + 2].isdigit()
        return right == "_" or (not right.isascii() and category(right)[0] == "M")
    if not (left.isalnum() or left == "_"):
        return left in ".," and right.isdigit() and text[max(0, at - 2) : at - 1].isdigit()
    if left.isascii() and right.isascii():
        return True
    if after and re.match(_HANGUL, left) and re.match(_HANGUL, right):
        return False
    return not (re.match(_WITHOUT_BLANKS, left) or re.match(_WITHOUT_BLANKS, right))


def _begins_sentence(line: str, at: int) -> bool:
    low = max(line.rfind("\n", 0, at) + 1, at - _BEFORE)
    return SENTENCE_START.search(line[low:at]) is not None


def _flattened(text: str) -> tuple[str, Any]:
    """The text with one blank for white space inside a paragraph, and the place in the text of a place in it."""
    parts: list[str] = []
    ats, shifts = [0], [0]
    done = shift = 0
    for match in _SPACE.finditer(text):
        parts += (text[done : match.start()], " ")
        done = match.end()
        if more := match.end() - match.start() - 1:
            shift += more
            ats.append(match.end() - shift)
            shifts.append(shift)
    if not parts:
        return text, int
    parts.append(text[done:])
    return "".join(parts), lambda at: at + shifts[bisect_right(ats, at) - 1]
