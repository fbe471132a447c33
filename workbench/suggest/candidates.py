"""Candidates for labelling, by rules alone: capitalised runs, dates, numbers, quotations.

Positions are code points. Only the neighbourhood of the place asked about is read, window by window.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from re import escape, finditer

import regex

from workbench.offsets import is_grapheme_boundary, paragraph_at, snap_to_graphemes, trim
from workbench.suggest import patterns
from workbench.suggest.names import SENTENCE_START

Stretch = tuple[int, int]

_WINDOW = 3000  # code points that are looked at in one go
_LONGEST = 1024  # no candidate is longer
_FARTHEST = 250_000  # how far to look in vain before saying that nothing is there
_NEAR = 10_000  # how far a word in lower case or a name in quotation marks is evidence


def next_candidate(
    text: str, *, after: int | Stretch, covered: Sequence[Stretch], language: str = ""
) -> Stretch | None:
    """The first candidate that begins at `after` or behind it and is not covered by these spans.

    `after` may be a stretch instead: then the first in reading order (by start, outer before inner)
    behind it, so that what is nested in a quotation comes too. None after a quarter of a million code
    points without any. `language` is a BCP 47 tag or empty.
    """
    key = _order(after) if isinstance(after, tuple) else (after - 1, 0)
    spans = sorted(covered)
    at = max(0, key[0])
    farthest = at + _FARTHEST
    while at < min(len(text), farthest):
        possible = patterns.POSSIBLE.search(text, at, farthest)
        if not possible:
            return None
        place = max(at, possible.start() - 40)  # "more than 3,000" is found by its digits
        low, first, last, high = _window(text, place)
        found = _candidates(text, low, high, spans, language)
        for stretch in found:
            if _order(stretch) > key and first <= stretch[0] < last:
                return stretch
        at = max(last, at + 1)
    return None


def previous_candidate(
    text: str, *, before: int | Stretch, covered: Sequence[Stretch], language: str = ""
) -> Stretch | None:
    """The last candidate that begins before `before` (a stretch: that precedes it in reading order)."""
    key = _order(before) if isinstance(before, tuple) else (before, -len(text) - 1)
    spans = sorted(covered)
    at = min(key[0] + 1, len(text))
    farthest = at - _FARTHEST
    while at > max(0, farthest):
        low, first, last, high = _window(text, at - 1)
        possible = patterns.POSSIBLE.search(text, low, high)
        for stretch in reversed(_candidates(text, low, high, spans, language) if possible else []):
            if _order(stretch) < key and first <= stretch[0] < last:
                return stretch
        at = first
    return None


def _order(stretch: Stretch) -> Stretch:
    return stretch[0], -stretch[1]


def _window(text: str, at: int) -> tuple[int, int, int, int]:
    """Around `at`: where to read from, the stretch whose candidates count, where to read to.

    It is the paragraph with its line break, or the block of a giant one.
    """
    low, high = paragraph_at(text, at)
    if high - low <= 2 * _WINDOW:
        return low, low, max(high, at) + 1, high
    block = (at - low) // _WINDOW
    first = low + block * _WINDOW
    last = first + _WINDOW if first + 2 * _WINDOW < high else high + 1
    if block and first + _WINDOW >= high:
        first -= _WINDOW
    start, end = snap_to_graphemes(text, start=max(low, first - _LONGEST), end=min(high, last + _LONGEST))
    return start, first, last, end


def _candidates(text: str, low: int, high: int, spans: list[Stretch], language: str) -> list[Stretch]:
    """All candidates of text[low:high] that no span covers, in reading order."""
    near = spans[bisect_left(spans, (low - _WINDOW, 0)) : bisect_left(spans, (high, 0))]
    near = [span for span in near if span[1] > low]
    quotations = _found(patterns.QUOTATION, text, low, high)
    for start, end in tuple(quotations):
        quotations += _found(patterns.QUOTATION, text, start + 1, end - 1)
    dates = _found(patterns.DATE, text, low, high)
    numbers = _found(patterns.NUMBER, text, low, high)
    taken = sorted(dates)
    numbers = [number for number in numbers if not _touches(number, taken)]
    names = list(_names(text, low, high, sorted(taken + numbers), language))
    found = {stretch for stretch in _trimmed(text, quotations) if not _labelled(text, stretch, near)}
    found |= {
        stretch
        for stretch in _trimmed(text, dates + numbers)
        if not any(_hides(text, span, stretch, 24) for span in near)
    }
    for name in _trimmed(text, names):
        found.update(_left_over(text, name, near))
    return sorted(found, key=_order)


def _found(pattern: regex.Pattern[str], text: str, low: int, high: int) -> list[Stretch]:
    """Where a pattern matches in text[low:high], as if there were nothing around it."""
    return [(low + match.start(), low + match.end()) for match in pattern.finditer(_plain(text[low:high]))]


def _plain(text: str) -> str:
    """The text with a plain blank for each no-break space: to the patterns they are one."""
    return text if text.isascii() else text.replace("\u00a0", " ").replace("\u202f", " ")


def _trimmed(text: str, stretches: list[Stretch]) -> Iterator[Stretch]:
    for start, end in stretches:
        start, end = trim(text, start=start, end=end)
        if (
            start < end <= start + _LONGEST
            and is_grapheme_boundary(text, start)
            and is_grapheme_boundary(text, end)
        ):
            yield start, end


def _touches(stretch: Stretch, others: list[Stretch]) -> bool:
    return any(start < stretch[1] and end > stretch[0] for start, end in others)


def _labelled(text: str, stretch: Stretch, spans: list[Stretch]) -> bool:
    return any(
        abs(start - stretch[0]) < 4
        and abs(end - stretch[1]) < 4
        and trim(text, start=start, end=end) == stretch
        for start, end in spans
    )


def _hides(text: str, span: Stretch, stretch: Stretch, extra: int) -> bool:
    """Whether a span covers a candidate: it cuts it, or goes around it with few code points more."""
    if span[0] >= stretch[1] or span[1] <= stretch[0]:
        return False
    inside = span[0] <= stretch[0] and span[1] >= stretch[1]
    return not inside or (span[1] - span[0]) - (stretch[1] - stretch[0]) <= extra


def _left_over(text: str, name: Stretch, spans: list[Stretch]) -> Iterator[Stretch]:
    """The capitalised words of a name that no span covers; the name itself if none does."""
    hiding = [span for span in spans if _hides(text, span, name, 4)]
    if not hiding:
        yield name
        return
    rest = [word for word in _found(patterns.CAPITALISED, text, *name) if not _touches(word, hiding)]
    runs: list[Stretch] = []
    for word in rest:
        if runs and text[runs[-1][1] : word[0]].isspace():
            runs[-1] = (runs[-1][0], word[1])
        else:
            runs.append(word)
    yield from runs


def _names(text: str, low: int, high: int, taken: list[Stretch], language: str) -> Iterator[Stretch]:
    """Capitalised runs without titles and words that only begin a sentence, and what they are part of."""
    window = _plain(text[low:high])
    near = text[max(0, low - _NEAR) : high + _NEAR]
    quoted = sorted({match[1] for match in patterns.NAME_IN_QUOTES.finditer(near)})
    known = {
        low + match.start(): low + match.end() for name in quoted for match in finditer(escape(name), window)
    }
    yield from known.items()
    yield from (name for name in _found(patterns.DOTTED, text, low, high) if not _touches(name, taken))
    for match in patterns.RUN.finditer(window):
        start, end = low + match.start(), low + match.end()
        words = _found(patterns.CAPITALISED, text, start, end)
        if words and _only_begins(text, low, words[0], near):
            words = words[1:]
        words = [
            word
            for word in words
            if text[slice(*word)] not in patterns.EVERYWHERE and not _touches(word, taken)
        ]
        if not words:
            continue
        for part in _without_titles(text, words):
            if language.startswith("de") and len(part) == 1 and not text[slice(*part[0])].isupper():
                continue  # every German noun is capitalised
            if part[-1][1] < known.get(part[0][0], 0):
                continue  # the "Make" of "Make in India"
            yield part[0][0], part[-1][1]
        longer = patterns.EXTENSION.match(text, end, min(high, end + 120))
        if longer:
            yield words[0][0], longer.end()


def _only_begins(text: str, low: int, word: Stretch, near: str) -> bool:
    """Whether a word is capitalised only because it begins a sentence."""
    written = text[slice(*word)]
    small = written.lower().replace("’", "'")
    if written.isupper() and len(written) > 1:
        return False
    if not SENTENCE_START.search(text[max(low, word[0] - 12) : word[0]]):
        return False
    return small in patterns.FUNCTION_WORDS or small.endswith("ly") or f" {written.lower()} " in near


def _without_titles(text: str, words: list[Stretch]) -> Iterator[list[Stretch]]:
    """The words of a run, cut at titles ("Prime Minister") and wherever more than a joint lies between."""
    part: list[Stretch] = []
    written = [text[start:end].rstrip(".") for start, end in words]
    for at, word in enumerate(words):
        is_title = written[at] in patterns.TITLES
        follow = next((name for name in written[at:] if name not in patterns.BEFORE_TITLES), "")
        if is_title or (written[at] in patterns.BEFORE_TITLES and follow in patterns.TITLES):
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part
