"""Moving a caret and a boundary through the text, by grapheme, word, paragraph: pure, in code points."""

from __future__ import annotations

from collections.abc import Callable

from ui.state import Edge
from workbench import offsets, runs

Mover = Callable[[str, int], int]


def paragraph_start(text: str, at: int) -> int:
    """The start of the paragraph; from there, of the one before."""
    start = offsets.paragraph_at(text, at)[0]
    if start == at and at > 0:
        start = offsets.paragraph_at(text, offsets.previous_grapheme(text, at))[0]
    return start


def paragraph_end(text: str, at: int) -> int:
    """The end of the paragraph; from there, of the next one."""
    end = offsets.paragraph_at(text, at)[1]
    if end == at and at < len(text):
        end = offsets.paragraph_at(text, offsets.next_grapheme(text, at))[1]
    return end


MOVES: dict[str, Mover] = {
    "next": offsets.next_grapheme,
    "previous": offsets.previous_grapheme,
    "next word": runs.next_run,
    "previous word": runs.previous_run,
    "paragraph start": paragraph_start,
    "paragraph end": paragraph_end,
    "document start": lambda text, at: 0,
    "document end": lambda text, at: len(text),
}
MIRRORED = {
    "next": "previous",
    "previous": "next",
    "next word": "previous word",
    "previous word": "next word",
}


def move_edge(text: str, *, start: int, end: int, edge: Edge, how: str) -> tuple[int, int] | None:
    """A span's extent with one boundary moved "next", "previous", "next word" or "previous word".

    By words, the end of a paragraph's text (its full stop) and the beginning (its opening quotation mark) are
    stops of their own, so that a boundary never goes over to another paragraph before it has come to the end of
    its own. None where the span would become empty or leave the text.
    """
    if edge == "start":
        moved = MOVES[how](text, start)
        if how == "previous word":
            opening = _without_space(text, offsets.paragraph_at(text, start))[0]
            moved = (
                opening if moved < opening < start and offsets.is_grapheme_boundary(text, opening) else moved
            )
        return (moved, end) if moved != start and moved < end else None
    movers = {"next word": runs.next_run_end, "previous word": runs.previous_run_end}
    moved = movers.get(how, MOVES[how])(text, end)
    if how == "next word":
        closing = _without_space(text, offsets.paragraph_at(text, end))[1]
        moved = closing if end < closing < moved and offsets.is_grapheme_boundary(text, closing) else moved
    return (start, moved) if moved != end and moved > start else None


def grow(text: str, *, start: int, end: int) -> tuple[int, int]:
    """The next larger unit around a selection: word, sentence, paragraph; the same where there is none."""
    word = runs.run_at(text, start)
    sentence = offsets.sentence_at(text, start)
    paragraph = offsets.paragraph_at(text, start)
    for unit in (word, _without_space(text, sentence), paragraph):
        if unit is not None and unit[0] <= start and end <= unit[1] and unit != (start, end):
            return unit
    return start, end


def _without_space(text: str, extent: tuple[int, int]) -> tuple[int, int]:
    start, end = extent
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end
