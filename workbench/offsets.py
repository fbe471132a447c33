"""Positions in a text, and the one definition of grapheme, word, sentence, trimming.

All positions are code points from 0 to len(text), ends exclusive. Every function but `paragraphs` looks only at the
neighbourhood of the position it is asked about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from workbench import late

# Scripts that write words without blanks between them, as ranges in a set of letters: Thai, Lao, Burmese, Khmer,
# Chinese, Japanese.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_REACH = 4096  # how far to look for a certain boundary, in code points, before settling for a likely one


# Graphemes: extended grapheme clusters of UAX 29, section 3.1. A boundary is certain, whatever stands
# further left, where neither of rules GB3, GB6 to GB13 can hold: only there may a window begin.

_FIRST_EXTENDING = "\u0300"  # below it every code point is a grapheme, but for CRLF
_GRAPHEME = late.pattern(r"\X")
_CERTAIN = late.pattern(
    r"(?r)(?<=[\p{GCB=Other}\p{GCB=Control}\p{GCB=CR}\p{GCB=LF}\p{GCB=LV}\p{GCB=LVT}\p{GCB=V}\p{GCB=T}])"
    r"(?<!\r(?=\n))[^\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}\p{GCB=V}\p{GCB=T}]"
)
# scripts that part words by blanks, and never write an article or preposition onto the next word
_SPACED_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "DIGIT")


def _far(text: str, at: int) -> int:
    """How far to look around `at`: \\X and \\b cost the square of their number on flags, so less there."""
    return 256 if "\U0001f1e6" <= text[at : at + 1] <= "\U0001f1ff" else _REACH


def _certain_start(text: str, at: int) -> int:
    """The last certain grapheme boundary at or before `at`; an even, stable place if there is none near."""
    far = _far(text, at)
    for reach in (16, far):
        low = max(0, at - reach)
        match = _CERTAIN.search(text[low : at + 1])
        if match:
            return low + int(match.start())
        if low == 0:
            return 0
    return max(0, at // far - 1) * far


def _grapheme_around(text: str, at: int) -> tuple[int, int]:
    """The grapheme (start, end) with start <= at < end; 0 <= at < len(text)."""
    start = _certain_start(text, at)
    high = at + 16
    while True:
        window = text[start:high]
        for match in _GRAPHEME.finditer(window):
            if start + match.end() > at:
                if match.end() == len(window) and high < len(text):
                    break  # perhaps cut by the window
                return start + match.start(), start + match.end()
        high += high - start


def is_grapheme_boundary(text: str, at: int) -> bool:
    """Whether a caret may stand at `at`."""
    if at <= 0 or at >= len(text):
        return 0 <= at <= len(text)
    left, right = text[at - 1], text[at]
    if left < _FIRST_EXTENDING and right < _FIRST_EXTENDING:
        return left != "\r" or right != "\n"
    return _grapheme_around(text, at)[0] == at


def next_grapheme(text: str, at: int) -> int:
    """The first grapheme boundary after `at`, at most len(text)."""
    if at >= len(text):
        return len(text)
    at = max(at, 0)
    if is_grapheme_boundary(text, at + 1):
        return at + 1
    return _grapheme_around(text, at)[1]


def previous_grapheme(text: str, at: int) -> int:
    """The last grapheme boundary before `at`, at least 0."""
    if at <= 0:
        return 0
    at = min(at, len(text))
    if is_grapheme_boundary(text, at - 1):
        return at - 1
    return _grapheme_around(text, at - 1)[0]


def snap_to_graphemes(text: str, *, start: int, end: int) -> tuple[int, int]:
    """The stretch widened so that it cuts no grapheme; an empty one stays empty."""
    low = start if is_grapheme_boundary(text, start) else previous_grapheme(text, start)
    if start == end:
        return low, low
    return low, end if is_grapheme_boundary(text, end) else next_grapheme(text, end)


# Words: the segments of UAX 29, section 4.1, that hold a letter, a digit or an emoji. No segment goes
# over white space followed by a letter, nor over two letters that are a word each: there a chunk may begin.

_WORD_BREAK = late.pattern(r"(?w)\b")
_WORDY = late.pattern(r"[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]")
# The same words where all is ASCII and there is no apostrophe (whose rules are many), several times as fast.
ASCII_WORD = (  # a pattern; true of texts without apostrophes
    r"_*[a-zA-Z0-9]\w*(?:(?:(?<=[a-zA-Z])[:.](?=[a-zA-Z])|(?<=[0-9])[,;.](?=[0-9]))\w+)*"
)
_ASCII_WORD = re.compile(ASCII_WORD, re.ASCII)
_CHUNK = 192
# letters that are a word each: not 々, of which two are one, nor those that lean on the one before
_SINGLE = r"[[\p{Han}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]&&\p{L}&&\p{WB=Other}&&\p{GCB=Other}]"
_FIRST_SIGN = r"[[\p{L}\p{N}]--[\p{GCB=Extend}\p{GCB=SpacingMark}]]"  # Thai SARA AM leans even on a blank
_LAST_CHUNK_START = late.pattern(rf"(?V1)(?r)(?:(?<=\s)|(?<={_SINGLE})(?={_SINGLE})){_FIRST_SIGN}")
_FIRST_CHUNK_START = late.pattern(rf"(?V1)(?:(?<=\s)|(?<={_SINGLE})(?={_SINGLE})){_FIRST_SIGN}")


def _chunk_start(text: str, at: int) -> int:
    """The last place at or before `at` where a chunk of words may begin."""
    far = _far(text, at)
    for reach in (64, far):
        low = max(0, at - reach)
        match = _LAST_CHUNK_START.search(text[low : at + 1])
        if match:
            return low + int(match.start())
        if low == 0:
            return 0
    low = max(0, at // far - 1) * far
    return low if is_grapheme_boundary(text, low) else previous_grapheme(text, low)


def _chunk_end(text: str, at: int) -> int:
    """The first place at or after `at` where a chunk of words may end."""
    far = _far(text, at)
    for reach in (64, far):
        match = _FIRST_CHUNK_START.search(text[max(0, at - 1) : at + reach], min(at, 1))
        if match:
            return max(0, at - 1) + int(match.start())
        if at + reach >= len(text):
            return len(text)
    high = (at // far + 2) * far
    return next_grapheme(text, high - 1)


def words_of_piece(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """The words of text[low:high], which begins and ends where white space is followed by a letter or digit."""
    window = text[low:high]
    if window.isascii() and "'" not in window:
        return [match.span() for match in _ASCII_WORD.finditer(text, low, high)]
    breaks = [low + match.start() for match in _WORD_BREAK.finditer(window)]
    if not window.isascii():  # a few signs are glued to the next by graphemes only (Prepend, Thai SARA AM)
        whole = {low, *(low + match.end() for match in _GRAPHEME.finditer(window))}
        breaks = [at for at in breaks if at in whole]
    pairs = zip([low, *breaks], [*breaks, high], strict=True)
    return [(start, end) for start, end in pairs if start < end and _WORDY.search(text, start, end)]


def words(text: str, *, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The words (start, end) that end after `start` and begin before `end`, in order, found as asked for."""
    stop = len(text) if end is None else min(end, len(text))
    low = _chunk_start(text, max(0, start))
    while low < stop:
        high = _chunk_end(text, min(len(text), max(low, start) + _CHUNK))
        for word in words_of_piece(text, low, high):
            if word[0] >= stop:
                return
            if word[1] > start:
                yield word
        low = high


def words_before(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The words that begin before `at`, the last first."""
    high = _chunk_end(text, at)
    while high > 0:
        low = _chunk_start(text, max(0, min(high, at) - _CHUNK))
        for word in reversed(words_of_piece(text, low, high)):
            if word[0] < at:
                yield word
        high = low


def next_word(text: str, at: int) -> int:
    """The start of the next word after `at` (what Ctrl+Right does to a caret), else len(text)."""
    return next((start for start, _ in words(text, start=at) if start > at), len(text))


def next_word_end(text: str, at: int) -> int:
    """The end of the word at or after `at` (how the end of a span grows by a word), else len(text)."""
    return next((end for _, end in words(text, start=at) if end > at), len(text))


def previous_word(text: str, at: int) -> int:
    """The start of the word that begins last before `at`, else 0."""
    return next((start for start, _ in words_before(text, at)), 0)


def previous_word_end(text: str, at: int) -> int:
    """The end of the word that ends last before `at` (how the end of a span shrinks by a word), else 0."""
    return next((end for _, end in words_before(text, at) if end < at), 0)


def word_at(text: str, at: int) -> tuple[int, int] | None:
    """The word that a caret at `at` stands in, before or behind (that which it stands before, if both)."""
    for start, end in words(text, start=at - 1, end=at + 1):
        if end > at and start <= at:
            return start, end
    return next(((start, end) for start, end in words(text, start=at - 1, end=at) if end == at), None)


# Paragraphs and sentences.

_BREAKS = "\n\r\u2028\u2029"


def cuts_word(text: str, at: int) -> bool:
    """Whether `at` (code points) stands between two letters of a script that sets blanks, or two digits."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if before.isdigit() != after.isdigit() or not (before.isalnum() and after.isalnum()):
        return False  # "4bn", "G20": number and unit may be parted
    return all(unicodedata.name(char, "").startswith(_SPACED_SCRIPTS) for char in (before, after))


def whole_words(text: str, *, start: int, end: int, most: int | None = None) -> tuple[int, int]:
    """A stretch with the rest of the words that its boundaries cut; with `most`, only rests so long or shorter."""
    low, high = start, end
    while cuts_word(text, low) and (most is None or start - low <= most):
        low -= 1
    while cuts_word(text, high) and (most is None or high - end <= most):
        high += 1
    if most is not None:
        low, high = (low if start - low <= most else start), (high if high - end <= most else end)
    return snap_to_graphemes(text, start=low, end=high)


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Every paragraph without its line break, empty ones too: always one more than there are breaks."""
    found = []
    start = 0
    for at in sorted(at for mark in _BREAKS for at in _occurrences(text, mark)):
        if at < start:
            continue  # the line feed of CRLF
        found.append((start, at))
        start = at + (2 if text.startswith("\r\n", at) else 1)
    found.append((start, len(text)))
    return found


def _occurrences(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def paragraph_at(text: str, at: int) -> tuple[int, int]:
    """The paragraph that a caret at `at` stands in, without its line break. Inside CRLF: the one before."""
    if 0 < at < len(text) and text[at - 1 : at + 1] == "\r\n":
        at -= 1
    reach = _REACH
    while True:
        low = max(0, at - reach)
        start = 1 + max(text.rfind(mark, low, at) for mark in _BREAKS)
        if start or low == 0:
            break
        reach *= 8
    reach = _REACH
    while True:
        high = min(len(text), at + reach)
        ends = [end for end in (text.find(mark, at, high) for mark in _BREAKS) if end >= 0]
        if ends or high == len(text):
            return start, min(ends, default=high)
        reach *= 8


def surroundings(text: str, *, start: int, end: int, most: int) -> tuple[str, str]:
    """What stands before and after a stretch in its paragraph, at most `most` code points of each.

    Where the paragraph goes on there is "…"; it is cut at a blank, if there is one.
    """
    low, high = max(0, start - most), min(len(text), end + most)
    first, last = paragraph_at(text[low:high], start - low)[0], paragraph_at(text[low:high], end - low)[1]
    before, after = text[low + first : start], text[end : low + last]
    if not first and low and text[low - 1] not in _BREAKS:
        cut = before if text[low - 1].isspace() else before.lstrip().partition(" ")[2]
        before = f"…{cut if cut.strip() else before}"
    if low + last == high < len(text) and text[high] not in _BREAKS:
        cut = after if text[high].isspace() else after.rstrip().rpartition(" ")[0]
        after = f"{(cut if cut.strip() else after).rstrip()}…"
    return before, after


_CLOSING = "\"'”’“‘»«›‹)\\]}」』》〉）】］｣"
_OPENING = "\"'“‘”’„‚«»‹›(\\[{「『《〈（【［｢¿¡"
_SENTENCE_END = late.pattern(
    rf"[.!?…]+[{_CLOSING}]*(?=\s+[{_OPENING}\-–—]*[^\p{{Ll}}\s])|[。！？｡؟۔।॥]+[{_CLOSING}]*"
)
_NO_SENTENCE_END = late.pattern(
    r"(?<![\p{L}\p{N}.])(?:\p{Lu}|(?:\p{L}\p{M}*\.)+\p{L}\p{M}*|Mr|Mrs|Ms|Messrs|Dr|Prof|Gen|Col|Maj|Capt|Lt|Sgt|Sen|Rep"
    r"|Gov|Pres|Rev|Hon|St|Mt|vs|No|Nos|Fig|Vol|pp|cf|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Nr|Bd|bzw|Art)\.$"
)


def sentence_ends(text: str, *, start: int, end: int) -> Iterator[int]:
    """Where sentences end in a stretch of one paragraph, closing quotes included; the last may be open."""
    for match in _SENTENCE_END.finditer(text[start:end]):
        stop = start + match.end()
        mark = start + match.start() + 1
        if text[mark - 1] == "." and _NO_SENTENCE_END.search(text[max(start, mark - 12) : mark]):
            continue
        yield stop


def sentence_at(text: str, at: int) -> tuple[int, int]:
    """The sentence that a caret at `at` stands in or just behind, without outer white space."""
    low, high = paragraph_at(text, at)
    at = min(max(at, low), high)
    start, reach = low, 512
    while True:
        first = max(low, at - reach)
        starts = [
            _after_space(text, stop, high)
            for stop in sentence_ends(text, start=first, end=min(high, at + 64))
        ]
        known = [place for place in starts if place <= at and place < high]
        if known or first == low:
            start = max(known, default=_after_space(text, low, high))
            break
        reach *= 4
    reach = 512
    while True:
        last = min(high, at + reach)
        ends = (stop for stop in sentence_ends(text, start=start, end=last) if stop >= at and stop > start)
        end = next(ends, None)
        if end is not None or last == high:
            break
        reach *= 4
    if start >= high:
        return low, high
    return start, start + len(text[start : high if end is None else end].rstrip())


def _after_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


# Trimming.

# Opening mark -> what may close it: English, typographic, German, French, Nordic, Chinese, Arabic.
_QUOTES = {
    '"': '"', "'": "'", "`": "'´`", "“": "”", "”": "”", "„": "“”", "‟": "”", "‘": "’", "’": "’", "‚": "‘’",
    "‛": "’", "«": "»", "»": "«»", "‹": "›", "›": "‹›", "「": "」", "『": "』", "《": "》", "〈": "〉",
    "｢": "｣", "〝": "〞〟", "＂": "＂", "＇": "＇", "﹁": "﹂", "﹃": "﹄",
}  # fmt: skip
_QUOTE_MARKS = frozenset("".join(_QUOTES)) | frozenset("".join(_QUOTES.values()))
_FINAL = frozenset(".,;:!?…，。、；：！？．｡､،؛؟۔।॥‥")
_INVISIBLE = frozenset(
    "\u200b\u200e\u200f\u2060\ufeff\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_ABBREVIATION = late.pattern(
    r"(?<![\p{L}\p{N}])(?:(?:\p{L}[\p{L}\p{M}]{0,2}\.){2,}|\p{Lu}\.|(?:Inc|Corp|Ltd|Co|Bros|Jr|Sr)\.)$"
)


def trim(text: str, *, start: int, end: int) -> tuple[int, int]:
    """The stretch without outer white space, enclosing quotation marks and final punctuation.

    Marks go as a pair, or one alone whose partner is not in the stretch; the dot of an abbreviation
    ("U.S.") stays. Cuts no grapheme. If nothing would be left, the stretch comes back as it was.
    """
    low, high = start, end
    while low < high:
        before = (low, high)
        low = _after_blanks(text, low, high)
        high = _before_blanks(text, low, high)
        if low < high and text[high - 1] in _FINAL and is_grapheme_boundary(text, high - 1):
            if not _ABBREVIATION.search(text[max(low, high - 16) : high]):
                high -= 1
        elif low < high:
            low, high = _without_quotes(text, low, high)
        if (low, high) == before:
            return low, high
    return start, end


def _after_blanks(text: str, low: int, high: int) -> int:
    """Where text[low:high] goes on after its blank graphemes; the only one of two characters is CRLF."""
    while low < high and _blank(text[low]):
        after = low + (2 if text.startswith("\r\n", low) else 1)
        if after > high or not is_grapheme_boundary(text, after):
            break
        low = after
    return low


def _before_blanks(text: str, low: int, high: int) -> int:
    """Where text[low:high] ends before its blank graphemes."""
    while low < high and _blank(text[high - 1]):
        before = high - (2 if text.startswith("\r\n", high - 2) else 1)
        if before < low or not is_grapheme_boundary(text, before):
            break
        high = before
    return high


def _blank(char: str) -> bool:
    return char.isspace() or char in _INVISIBLE


def _without_quotes(text: str, low: int, high: int) -> tuple[int, int]:
    """One step of taking quotation marks off the edges of text[low:high], which is not empty."""
    first, last = text[low], text[high - 1]
    takes_first = first in _QUOTE_MARKS and is_grapheme_boundary(text, low + 1)
    takes_last = last in _QUOTE_MARKS and is_grapheme_boundary(text, high - 1)
    if takes_first and takes_last and high - low > 1 and last in _QUOTES.get(first, ""):
        return (low + 1, high - 1) if _one_pair(text, low, high) else (low, high)
    if takes_first and not (first in "'’" and text[low + 1 : low + 2].isdigit()):  # the '90s
        closers = _QUOTES.get(first, "")
        if not any(text[at] in closers and _closes(text, at, high) for at in range(low + 1, high)):
            return low + 1, high
    if takes_last:
        openers = [mark for mark, closing in _QUOTES.items() if last in closing]
        if not any(text[at] in openers and _opens(text, at, low) for at in range(low, high - 1)):
            return low, high - 1
    return low, high


def _one_pair(text: str, low: int, high: int) -> bool:
    """Whether the marks at both ends belong together, unlike those of: "A" and "B"."""
    opener, closers = text[low], _QUOTES[text[low]]
    depth = 0
    for at in range(low + 1, high - 1):
        if text[at] == opener and _opens(text, at, low):
            if depth < 0:
                return False
            depth += 1
        elif text[at] in closers and _closes(text, at, high):
            depth -= 1
    return True


def _opens(text: str, at: int, low: int) -> bool:
    """Whether the mark at `at` can open a quotation: something follows it and no letter precedes it."""
    follows = text[at + 1 : at + 2]
    return (
        bool(follows)
        and not follows.isspace()
        and (at == low or _is_cjk_mark(text[at]) or not text[at - 1].isalnum())
    )


def _closes(text: str, at: int, high: int) -> bool:
    """Whether the mark at `at` can close a quotation: something precedes it and no letter follows it."""
    return not text[at - 1].isspace() and (
        at + 1 >= high or _is_cjk_mark(text[at]) or not text[at + 1].isalnum()
    )


def _is_cjk_mark(char: str) -> bool:
    """Marks that stand between letters without blanks, and are never apostrophes."""
    return char in "“”„「」『』《》〈〉｢｣«»‹›"
