"""One line of the card: a sentence with one annotator's spans, the characters that differ underlined."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ui.review.readings import Reading
from ui.theme import Theme
from workbench.model import Fragment
from workbench.schema import Schema

GAP = "…"


def focus(reading: Reading, shared: Iterable[Fragment]) -> Fragment:
    """What of a sentence must be seen: where annotators differ, else the spans, else its beginning."""
    places = list(shared) or [(start, end) for start, end, _ in reading.spans]
    return (min(p[0] for p in places), max(p[1] for p in places)) if places else (0, 0)


def pieces(text: str, keep: Fragment, fits: Callable[[str], bool]) -> list[Fragment]:
    """The parts of a text to show on a line: all of it, else words around `keep`, else the ends of `keep`.

    `fits` says whether a string goes on the line; parts that do not touch the text's ends carry an ellipsis.
    """
    if fits(text):
        return [(0, len(text))]
    start, end = keep
    if not fits(f"{GAP}{text[start:end]}{GAP}"):
        return _ends(text, start, end, fits)
    grown = True
    while grown:
        grown = False
        for step in (_wider_left, _wider_right):
            low, high = step(text, start, end)
            if (low, high) != (start, end) and fits(f"{GAP}{text[low:high]}{GAP}"):
                start, end, grown = low, high, True
    return [(start, end)]


def _wider_left(text: str, start: int, end: int) -> Fragment:
    return _word_back(text, start), end


def _wider_right(text: str, start: int, end: int) -> Fragment:
    return start, _word_on(text, end)


def _ends(text: str, start: int, end: int, fits: Callable[[str], bool]) -> list[Fragment]:
    """As much of the beginning and of the end of a stretch as goes on the line."""
    low, high = 1, (end - start) // 2
    while low < high:
        half = (low + high + 1) // 2
        if fits(f"{GAP}{text[start : start + half]} {GAP} {text[end - half : end]}{GAP}"):
            low = half
        else:
            high = half - 1
    return [(start, start + low), (end - low, end)]


def _word_on(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _word_back(text: str, at: int) -> int:
    while at > 0 and text[at - 1].isspace():
        at -= 1
    while at > 0 and not text[at - 1].isspace():
        at -= 1
    return at


def paint_sentence(
    painter: QPainter,
    box: QRectF,
    reading: Reading,
    keep: Fragment,
    *,
    theme: Theme,
    schema: Schema,
    font: QFont,
) -> None:
    """Paint as much of a reading's text as fits into a box, on one line."""
    metrics = QFontMetricsF(font)

    def fits(words: str) -> bool:
        return metrics.horizontalAdvance(words) <= box.width()

    x, base = box.left(), box.center().y() + metrics.capHeight() / 2
    shown = pieces(reading.text, keep, fits)
    painter.setFont(font)
    for number, (start, end) in enumerate(shown):
        lead = (GAP if start else "") if not number else f" {GAP} "
        painter.setPen(QColor(theme.soft))
        painter.drawText(QPointF(x, base), lead)
        x += metrics.horizontalAdvance(lead)
        words = reading.text[start:end]

        def across(at: int, x: float = x, words: str = words, start: int = start, end: int = end) -> float:
            return x + metrics.horizontalAdvance(words[: min(max(at, start), end) - start])

        for low, high, label in reading.spans:
            if low < end and high > start:
                known = schema.find_label(label)
                colour = theme.label_colour(known) if known else QColor(theme.soft)
                left, right = across(low), across(high)
                if theme.contrast:
                    painter.setPen(QPen(colour, 2))
                    painter.drawRect(QRectF(left, base - 16, right - left, 22))
                    continue
                tint = QColor(colour)
                tint.setAlphaF(theme.tint + 0.06)
                painter.fillRect(QRectF(left, base - 15, right - left, 20), tint)
                painter.fillRect(QRectF(left, base + 5, right - left, 1.5), colour)
        painter.setPen(QColor(theme.ink))
        painter.drawText(QPointF(x, base), words)
        for low, high in reading.differs:
            if low < end and high > start:
                left, right = across(low), across(high)
                painter.fillRect(QRectF(left, base + 2, right - left, 2), QColor(theme.ink))
        x = across(end)
    if shown and shown[-1][1] < len(reading.text):
        painter.setPen(QColor(theme.soft))
        painter.drawText(QPointF(x, base), GAP)
