"""Frames of spans in both directions, on whole pixels, and one wave below all lines where problems meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QColor

from ui.document_view import DocumentView
from ui.document_view.frames import _meant, box, joined
from ui.document_view.geometry import Piece
from ui.document_view.page import Entry
from workbench.model import Problem, Span

Show = Callable[..., DocumentView]
ARABIC = "كان طوله 2.4 كيلومتر في العام الماضي."


def framed(view: DocumentView, id: str = "s000") -> list[tuple[float, float, bool, bool, bool, bool]]:
    entry = view._shown(view.viewport().height())[0][0]
    return [
        (piece.x0, piece.x1, left, right, piece.opens, piece.closes)
        for piece, left, right in joined(entry, entry.figure.of_span[id])
    ]


def test_a_number_and_a_word_of_right_to_left_text_are_in_one_closed_frame(show: Show) -> None:
    view = show(ARABIC, [("QUANT", "2.4 كيلومتر")])
    entry = view._shown(600)[0][0]
    pieces = entry.figure.of_span["s000"]
    assert len(pieces) == 2
    ((x0, x1, left, right, opens, closes),) = framed(view)
    assert (x0, x1) == (min(one.x0 for one in pieces), max(one.x1 for one in pieces))
    assert left and right and opens and closes


def test_a_frame_is_open_where_its_span_goes_on_to_another_line(show: Show) -> None:
    words = "agreed on one thing and then on another until the evening came"
    left_to_right = show(f"{'They met. ' * 6}{words}.", [("CUE", words)])
    (_, _, left, right, *_), (_, _, left_2, right_2, *_) = framed(left_to_right)
    assert (left, right, left_2, right_2) == (True, False, False, True)
    words = "وقالت الحكومة إن المحادثات جرت في جو من الثقة والاحترام المتبادل"
    right_to_left = show(f"{'التقى الوزيران. ' * 5}{words}.", [("CUE", words)])
    (_, _, left, right, *_), (_, _, left_2, right_2, *_) = framed(right_to_left)
    assert (left, right, left_2, right_2) == (False, True, True, False)


def test_pieces_with_other_words_between_them_have_a_frame_each(show: Show) -> None:
    view = show("one two three", [("CUE", "one")])
    entry = view._shown(600)[0][0]
    (piece,) = entry.figure.of_span["s000"]

    def part(x0: float, x1: float, **more: Any) -> Piece:
        return Piece(
            "s000", "CUE", "cue", 0, x0, x1, 0, False, False, **{"opens": False, "closes": False} | more
        )

    parts = [part(50.0, 80.0, opens=True), part(10.0, 20.0, closes=True, rtl=True)]
    found = [(one.x0, one.x1, left, right) for one, left, right in joined(entry, parts)]
    assert found == [(10.0, 20.0, True, True), (50.0, 80.0, True, True)]
    assert piece.opens and piece.closes


def test_frames_fill_whole_pixels(show: Show) -> None:
    view = show("Rajnath Singh met Sergei Shoigu.", [("PER", "Rajnath Singh")])
    entry = view._shown(600)[0][0]
    assert view._brush is not None
    for pen in (1, 2, 3):
        rect = box(view._brush, entry, entry.figure.of_span["s000"][0], pen=pen, above=1)
        for edge in (rect.left(), rect.top(), rect.right(), rect.bottom()):
            assert (edge - pen / 2) % 1 == 0, (pen, edge)


def reds(view: DocumentView, entry: Entry) -> list[int]:
    """The rows of the first line, from its baseline, in which red is painted."""
    picture, line = view.grab().toImage(), entry.laid.lines[0]
    y0 = round(view._shown(600)[0][1]) + line.baseline
    red = QColor(view._theme.red)
    rows = []
    for y in range(round(y0), round(y0) + 24):
        at = [QColor(picture.pixel(x, y)) for x in range(60, 700)]
        if any(abs(c.hue() - red.hue()) < 12 and c.saturation() > 120 for c in at):
            rows.append(y - round(y0))
    return rows


def test_waves_of_nested_problems_are_one_below_all_lines(show: Show) -> None:
    text = "Government of India agreed."
    view = show(text, [("ORG", "Government of India"), ("GPE", "India")])
    inner = Problem("bad value", "x", "span", "s001", 14, 19)
    view.set_problems([inner])
    view.freshen()
    entry = view._shown(600)[0][0]
    alone = reds(view, entry)
    foot = 3 + 4 + 2  # the outer span's line ends here
    assert alone and min(alone) >= foot - 1
    view.set_problems([inner, Problem("bad value", "x", "span", "s000", 0, 19)])
    assert reds(view, entry) == alone


def test_the_ground_and_the_line_of_both_directions_have_no_gap(show: Show) -> None:
    view = show(ARABIC, [("QUANT", "2.4 كيلومتر")])
    entry = view._shown(600)[0][0]
    (piece,) = entry.figure.pieces[0]
    assert piece.opens and piece.closes and piece.first and piece.last
    assert piece.x1 - piece.x0 == sum(one.x1 - one.x0 for one in entry.figure.of_span["s000"])


def test_where_a_boundary_cuts_a_word_only_this_word_is_waved() -> None:
    text = "The Government of India agreed."
    start, end = text.index("vernment"), text.index("ia agreed")
    span = Span("s", "ORG", start, end)
    cut = Problem("cut word", "x", "span", "s", start, end)
    assert [text[a:b] for a, b in _meant(cut, span, text)] == ["vernment", "Ind"]
    whole = Span("s", "ORG", text.index("Gov"), end)
    assert [text[a:b] for a, b in _meant(cut, whole, text)] == ["Ind"]
    within = Span("s", "ORG", start, start + 3)
    assert {text[a:b] for a, b in _meant(cut, within, text)} == {"ver"}
    other = Problem("bad value", "x", "span", "s", start, end)
    assert list(_meant(other, span, text)) == [(start, end)]
    token = Span("s", "ORG", 0, 3)  # a token that is no word is marked with its span
    assert list(_meant(cut, token, text)) == [(0, 3)]
    assert list(_meant(other, None, text)) == [(start, end)]
    long = "x" * 500
    assert list(_meant(cut, Span("s", "ORG", 10, 400), long)) == [(10, 50), (360, 400)]
