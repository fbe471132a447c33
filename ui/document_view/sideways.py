"""Left and Right: the caret goes to where it is drawn next on that side, through paragraphs of both directions.

Within a line the stops are taken as they are drawn. Beyond its edge the next line of the paragraph follows, upwards or
downwards as the paragraph runs; beyond the paragraph's edge the one above or below, as the document runs. So a key that
is pressed again and again comes to every stop once, and never back.
"""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import bidirectional

from ui.document_view.page import Page
from workbench.offsets import is_grapheme_boundary, next_grapheme, paragraph_at, previous_grapheme
from workbench.runs import next_run, previous_run, runs

_SAMPLE = 10_000  # code points by which a document's direction is told


def runs_right_to_left(text: str) -> bool:
    """Whether most letters of a document (of its first 10,000 characters) run from right to left."""
    sample = text[:_SAMPLE]
    if sample.isascii():
        return False
    kinds = [bidirectional(char) for char in sample]
    return kinds.count("R") + kinds.count("AL") > kinds.count("L")


def stops(page: Page, index: int, number: int) -> list[int]:
    """The caret's stops on a line of a segment, from left to right."""
    laid, text = page.entry(index).laid, page.document.text
    line = laid.lines[number]
    behind = number == len(laid.lines) - 1 and _is_last(page, index)  # elsewhere it stands on the next line
    found = [at for at in range(line.start, line.end + behind) if is_grapheme_boundary(text, at)]
    if not laid.bidi:
        return found
    way = -1 if laid.rtl else 1
    return sorted(found, key=lambda at: (laid.x_of(at), way * at))


def step(page: Page, at: int, *, right: bool) -> int:
    """The stop that is drawn beside `at`; at the document's edge the same."""
    entry, number = page.place(at)
    laid, text = entry.laid, page.document.text
    if not laid.bidi and laid.start < at < laid.end:
        return next_grapheme(text, at) if right else previous_grapheme(text, at)
    here = stops(page, entry.index, number)
    beside = here.index(at) + (1 if right else -1) if at in here else len(here)
    if 0 <= beside < len(here):
        return here[beside]
    return next((row[0 if right else -1] for row in _rows_beyond(page, entry.index, number, right=right)), at)


def step_word(page: Page, at: int, *, right: bool) -> int:
    """The start of the word that is drawn next on that side; where there is none, the document's edge there."""
    entry, number = page.place(at)
    laid, text = entry.laid, page.document.text
    if not laid.bidi:
        low, high = paragraph_at(text, at)
        to = next_run(text, at) if right else previous_run(text, at)
        if low <= to < high and to != at:
            return to
        at = high if right else low
        entry, number = page.place(at)
    row = stops(page, entry.index, number)
    place = row.index(at) if at in row else 0
    row = row[place + 1 :] if right else row[:place]
    if (found := _first_word(text, row, right=right)) is not None:
        return found
    edge = row[-1 if right else 0] if row else at
    for row in _rows_beyond(page, entry.index, number, right=right, by_word=True):
        if (found := _first_word(text, row, right=right)) is not None:
            return found
        edge = row[-1 if right else 0]
    return edge


def _first_word(text: str, row: list[int], *, right: bool) -> int | None:
    """The first stop on the way through a row at which a word starts."""
    if not row:
        return None
    starts = {start for start, _ in runs(text, start=min(row), end=max(row) + 1)}
    return next((at for at in (row if right else reversed(row)) if at in starts), None)


def _rows_beyond(
    page: Page, index: int, number: int, *, right: bool, by_word: bool = False
) -> Iterator[list[int]]:
    """The stops of the lines that Left or Right comes to after a line, where there are any.

    With `by_word` past paragraphs without a word.
    """
    segments, document_way = page.segments, 0
    while True:
        laid = page.entry(index).laid
        way = 1 if right != laid.rtl else -1  # downwards or upwards through the paragraph
        number += way
        if not 0 <= number < len(laid.lines):
            same = index + way if 0 <= index + way < len(segments) else -1
            if same < 0 or segments.head(same) != segments.head(index):
                document_way = document_way or (1 if right != runs_right_to_left(page.document.text) else -1)
                index = _other_paragraph(page, index, document_way, by_word=by_word)
                if index < 0:
                    return
                way = 1 if right != page.entry(index).laid.rtl else -1
                if way < 0:  # in at the paragraph's end
                    while not _is_last(page, index):
                        index += 1
            else:
                index = same
            number = 0 if way > 0 else len(page.entry(index).laid.lines) - 1
        row = stops(page, index, number)
        if row:  # a line within one enormous grapheme has none
            yield row


def _is_last(page: Page, index: int) -> bool:
    """Whether a segment ends its paragraph."""
    return index + 1 == len(page.segments) or page.segments.heads[index + 1]


def _other_paragraph(page: Page, index: int, way: int, *, by_word: bool) -> int:
    """The first segment of the paragraph below (1) or above (-1), or of the next with a word; -1 if there is none."""
    segments, text = page.segments, page.document.text
    head = segments.head(index)
    if way < 0:
        if not head:
            return -1
        return segments.head(
            segments.find(previous_run(text, segments.starts[head])) if by_word else head - 1
        )
    while not _is_last(page, index):
        index += 1
    if index + 1 == len(segments):
        return -1
    return segments.head(segments.find(next_run(text, segments.ends[index]))) if by_word else index + 1
