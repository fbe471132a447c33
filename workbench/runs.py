"""Words as a hand takes them: by double click, by Ctrl with arrows, by a label's key at the caret.

Where blanks part words these are the words of `offsets`. Scripts without blanks need a dictionary for their words, and
two dictionaries never agree; there a hand takes a run (docs/adr/0008-runs.md): in Thai, Lao, Khmer and Burmese what
stands between blanks or signs, in Japanese the Chinese characters, the Hiragana or the Katakana that stand together
(over a middle dot: ロイド・オースティン). In Chinese every character is a word. A run is made of whole words of
`offsets`, by which exports cut: one that is labelled cuts no token there. Positions are code points, ends exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench import late, offsets

LONGEST = 200  # words of a run; in a longer one, which nobody wants as a whole, each stands for itself
_SAMPLE = 2_000  # code points of a paragraph by which Japanese is told from Chinese
_KIND = late.pattern(
    r"(\p{Thai})|(\p{Lao})|(\p{Khmer})|(\p{Myanmar})|(\p{Han}|[\u3005-\u3007])|(\p{Hiragana})|([\p{Katakana}\u30fc])"
)
_HAN, _KATAKANA = 5, 7
_DOTS = "\u30fb\uff65"  # middle dots between the parts of a foreign name
_KANA = late.pattern(r"[\p{Hiragana}\p{Katakana}]")
_HAN_SIGN = late.pattern(r"\p{Han}")


def run_at(text: str, at: int) -> tuple[int, int] | None:
    """The run that a caret at `at` stands in, before or behind (that which it stands before, if both)."""
    word = offsets.word_at(text, at)
    return _run(text, word) if word is not None else None


def runs(text: str, *, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The runs that end after `start` and begin before `end`, in order."""
    last = -1
    for word in offsets.words(text, start=start, end=end):
        if word[0] >= last:
            found = _run(text, word)
            last = found[1]
            yield found


def next_run(text: str, at: int) -> int:
    """The start of the next run after `at`, else len(text)."""
    following = offsets.next_word(text, at)
    found = _starting(text, following)
    return following if found is None or found[0] > at else offsets.next_word(text, found[1] - 1)


def previous_run(text: str, at: int) -> int:
    """The start of the run that begins last before `at`, else 0."""
    before = offsets.previous_word(text, at)
    found = _starting(text, before)
    return found[0] if found is not None else before


def next_run_end(text: str, at: int) -> int:
    """The end of the run at or after `at` (how the end of a span grows), else len(text)."""
    following = offsets.next_word_end(text, at)
    found = _ending(text, following)
    return found[1] if found is not None else following


def previous_run_end(text: str, at: int) -> int:
    """The end of the run that ends last before `at` (how the end of a span shrinks), else 0."""
    before = offsets.previous_word_end(text, at)
    found = _ending(text, before)
    return before if found is None or found[1] < at else offsets.previous_word_end(text, found[0] + 1)


def _starting(text: str, at: int) -> tuple[int, int] | None:
    word = next(offsets.words(text, start=at, end=at + 1), None)
    return _run(text, word) if word is not None and word[0] == at else None


def _ending(text: str, at: int) -> tuple[int, int] | None:
    word = next(offsets.words(text, start=at - 1, end=at), None) if at else None
    return _run(text, word) if word is not None and word[1] == at else None


def _run(text: str, word: tuple[int, int]) -> tuple[int, int]:
    """The run that a word belongs to: itself, where blanks part words or the run is too long."""
    kind = _kind(text, word[0])
    if not kind or (kind == _HAN and not _is_japanese(text, word[0])):
        return word
    start, end = word
    count = 1
    for following in offsets.words(text, start=end):
        if not _joined(text, end, following[0], kind):
            break
        end, count = following[1], count + 1
        if count > LONGEST:
            return word
    for before in offsets.words_before(text, start):
        if _kind(text, before[0]) != kind or not _joined(text, before[1], start, kind):
            break
        start, count = before[0], count + 1
        if count > LONGEST:
            return word
    return start, end


def _joined(text: str, end: int, start: int, kind: int) -> bool:
    """Whether the word that begins at `start` goes on with the run of that kind that ends at `end`."""
    touches = end == start or (kind == _KATAKANA and start - end == 1 and text[end] in _DOTS)
    return touches and _kind(text, start) == kind


def _kind(text: str, at: int) -> int:
    """The script without blanks of a character, as a number; 0 for any other."""
    match = _KIND.match(text, at)
    return match.lastindex or 0 if match else 0


def _is_japanese(text: str, at: int) -> bool:
    """Whether Kana are more than a tenth of the paragraph's Kana and Chinese characters."""
    low, high = offsets.paragraph_at(text, at)
    sample = text[low : min(high, low + _SAMPLE)]
    kana = len(_KANA.findall(sample))
    return kana * 9 > len(_HAN_SIGN.findall(sample))
