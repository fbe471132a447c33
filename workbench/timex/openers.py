"""What a pattern can begin with, so that it is tried where it can match and nowhere else.

Patterns are those of `workbench.timex.grammar`, expanded: alternatives, groups, classes of digits and of marks, words,
looking around. A word is whole: what follows one in a pattern is no letter.
"""

from __future__ import annotations

import re

DIGIT = "0"  # stands for any digit
_WORD = re.compile(r"[^\W\d_]+")
_LOOKS = re.compile(r"\(\?<?[=!]")
_OPENS = re.compile(r"\((?:\?:|\?P<\w+>)?")
_REPEATS = re.compile(r"\?|\*|\{(\d+)(?:,\d*)?\}|\+")


def openers(pattern: str) -> frozenset[str]:
    """Words, signs, and `DIGIT`: each thing that a match of the pattern can begin with."""
    found, _, _ = _alternatives(pattern, 0)
    return frozenset(found)


def _alternatives(pattern: str, at: int) -> tuple[set[str], bool, int]:
    """What alternatives begin with, whether one of them may be empty, and where they end."""
    found: set[str] = set()
    empty = False
    while True:
        first, nothing, at = _sequence(pattern, at)
        found |= first
        empty = empty or nothing
        if at >= len(pattern) or pattern[at] == ")":
            return found, empty, at
        at += 1  # over |


def _sequence(pattern: str, at: int) -> tuple[set[str], bool, int]:
    found: set[str] = set()
    empty = True
    while at < len(pattern) and pattern[at] not in "|)":
        word = _WORD.match(pattern, at)
        first, nothing, at = _element(pattern, at)
        repeats = _REPEATS.match(pattern, at)
        if repeats:
            at = repeats.end()
            if repeats[0] in "?*" or repeats[1] == "0":
                nothing = not word
                first |= {word[0][:-1]} if word else set()  # the ? is about the last letter
        if empty:
            found |= first
            empty = nothing
    return found, empty, at


def _element(pattern: str, at: int) -> tuple[set[str], bool, int]:
    looks = _LOOKS.match(pattern, at)
    if looks:
        return set(), True, _alternatives(pattern, looks.end())[2] + 1
    opens = _OPENS.match(pattern, at)
    if opens:
        first, nothing, end = _alternatives(pattern, opens.end())
        return first, nothing, end + 1
    if pattern[at] == "[":
        end = pattern.index("]", at + 2)
        inside = pattern[at + 1 : end]
        digits = {DIGIT} if re.search(r"\d", inside.replace("\\d", "0")) else set()
        return digits | {one for one in inside if not one.isalnum() and one not in "\\-^"}, False, end + 1
    if pattern[at] == "\\":
        one = pattern[at + 1]
        return ({DIGIT} if one == "d" else set() if one in "bB" else {one}), one in "bB", at + 2
    word = _WORD.match(pattern, at)
    if word:
        return {word[0]}, False, word.end()
    return {DIGIT if pattern[at].isdigit() else pattern[at]}, False, at + 1
