"""Where quotations stand: marks of many habits in pairs, nested, over several paragraphs. Positions are code points."""

from __future__ import annotations

import regex
from msgspec import Struct
from msgspec.structs import replace

from workbench.offsets import paragraphs

_MARKS = regex.compile("[\"“”„‟'‘’‚«»‹›「」『』]")
# Opening mark -> what may close it. A mark that stands on both sides opens where nothing is open.
_CLOSERS = {
    '"': '"', "“": "”", "”": "”", "„": "“”", "‟": "”", "'": "'", "‘": "’", "‚": "‘’",
    "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』",
}  # fmt: skip
_SINGLE = "'‘’‚"
_ELISION = regex.compile(r"['’‘](?:\d0s|\d\d\b|em\b|tis\b|twas\b|cause\b|til\b|n\b|bout\b)", regex.IGNORECASE)
_DOUBLED = '"\u2060'  # as long as ''
_AHEAD = 300  # code points in which a better place to close a single quotation is looked for
_DEEPEST = 6


class Quotation(Struct, frozen=True):
    """Marks included: start to end; the words: `low` to `high`. One that the next paragraph goes on with has no closing
    mark (`goes_on`); `continues` says that it is such a next one. `depth` counts from 0."""

    start: int
    end: int
    low: int
    high: int
    depth: int = 0
    continues: bool = False
    goes_on: bool = False


def quotations(text: str) -> list[Quotation]:
    """All quotations, by start, outer before inner. A mark without a partner makes none. Two single marks are one."""
    if "''" in text or "``" in text:
        plain = text.replace("``", "''").replace("''", _DOUBLED)
        return [_widened(text, one) for one in quotations(plain)]
    found: list[Quotation] = []
    open_mark = ""  # of a quotation that the paragraph before has left open
    kept = [(low, high) for low, high in paragraphs(text) if text[low:high].strip()]
    for place, (low, high) in enumerate(kept):
        first = _first(text, low, high)
        following = _first(text, *kept[place + 1]) if place + 1 < len(kept) else ""
        here, left = _in_paragraph(text, low, high)
        continues = bool(open_mark) and first == open_mark
        begin = text.find(first, low) if continues else -1
        for one in here:
            found.append(replace(one, continues=True) if one.start == begin else one)
        open_mark = ""
        if left >= 0 and text[left] == following:
            stop = low + len(text[low:high].rstrip())
            goes_on = left == begin and continues
            found.append(Quotation(left, stop, left + 1, stop, continues=goes_on, goes_on=True))
            open_mark = following
    return _nested(sorted(found, key=lambda one: (one.start, -one.end)))


def _widened(text: str, one: Quotation) -> Quotation:
    """The same quotation where ''its marks'' are two characters each."""
    doubled = ("''", "``")
    return replace(
        one,
        low=one.low + text.startswith(doubled, one.start),
        end=one.end + text.startswith(doubled, one.high),
    )


def _nested(found: list[Quotation]) -> list[Quotation]:
    around: list[int] = []  # ends of those that are open
    result = []
    for one in found:
        while around and around[-1] <= one.start:
            around.pop()
        result.append(replace(one, depth=len(around)))
        around.append(one.end)
    return result


def _first(text: str, low: int, high: int) -> str:
    """The quotation mark that a paragraph begins with, or nothing."""
    start = text[low:high].lstrip()[:1]
    return start if start in _CLOSERS else ""


def _in_paragraph(text: str, low: int, high: int) -> tuple[list[Quotation], int]:
    """The quotations of a paragraph, and the place of the outermost mark that is left open, or -1."""
    found: list[Quotation] = []
    stack: list[int] = []
    for match in _MARKS.finditer(text, low, high):
        at = match.start()
        level = _closed_by(text, stack, at, low, high)
        if level >= 0:
            start = stack[level]
            del stack[level:]
            found.append(Quotation(start, at + 1, start + 1, at))
        elif _opens(text, at, low, high) and len(stack) < _DEEPEST:
            stack.append(at)
    return found, stack[0] if stack else -1


def _closed_by(text: str, stack: list[int], at: int, low: int, high: int) -> int:
    """Which open mark (its place in the stack) the mark at `at` closes, or -1."""
    mark = text[at]
    for level in range(len(stack) - 1, -1, -1):
        opener = text[stack[level]]
        if mark not in _CLOSERS[opener]:
            continue
        if at == stack[level] + 1:
            return -1
        before, after = text[at - 1], text[at + 1 : at + 2] if at + 1 < high else ""
        if mark in "»«›‹" and opener != mark:
            return level
        if before.isspace() or (after.isalnum() and mark in "'’\""):
            return -1
        if (
            mark in _SINGLE
            and before in "sSzZxX"
            and after.isspace()
            and _closes_later(text, at, high, opener)
        ):
            return -1  # the ministers' meeting
        return level
    return -1


def _closes_later(text: str, at: int, high: int, opener: str) -> bool:
    """Whether a single quotation is more likely to end behind `at`, where no new one has begun."""
    for match in _MARKS.finditer(text, at + 1, min(high, at + _AHEAD)):
        place, mark = match.start(), match[0]
        if mark == opener and _opens(text, place, at, high) and text[place - 1] not in ",.!?":
            return False
        if mark in _CLOSERS[opener]:
            before, after = text[place - 1], text[place + 1 : place + 2]
            if not before.isspace() and not after.isalnum() and (before in ",.!?…" or before not in "sS"):
                return True
    return False


def _opens(text: str, at: int, low: int, high: int) -> bool:
    mark = text[at]
    if mark not in _CLOSERS:
        return False
    before = text[at - 1] if at > low else " "
    after = text[at + 1] if at + 1 < high else " "
    if mark in "«»‹›":
        return at + 1 < high and not before.isalnum()
    if after.isspace() or (before.isalnum() and mark not in "「『„"):
        return False
    if mark in _SINGLE and _ELISION.match(text, at):
        return False
    if mark == "’" or (mark == "'" and before in ".,!?"):
        return False
    if mark == "”":
        return before.isspace() or at == low
    return True
