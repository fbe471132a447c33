"""One line of the card: a sentence with one annotator's spans, the characters that differ underlined."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat

from ui.document_view.layout import Grid, Laid
from ui.document_view.segments import right_to_left
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


def line_of(text: str, shown: Iterable[Fragment]) -> tuple[str, list[tuple[int, int, int]], list[Fragment]]:
    """The line that shows these parts of a text: its words, (start, end, place on the line) of each part, and where
    its ellipses stand."""
    line = ""
    parts: list[tuple[int, int, int]] = []
    gaps: list[Fragment] = []
    for start, end in shown:
        lead = f" {GAP} " if parts else GAP if start else ""
        if lead:
            gaps.append((len(line), len(line) + len(lead)))
        line += lead
        parts.append((start, end, len(line)))
        line += text[start:end]
    if parts and parts[-1][1] < len(text):
        gaps.append((len(line), len(line) + len(GAP)))
        line += GAP
    return line, parts, gaps


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
    """Paint as much of a reading's text as fits into a box, on one line; from the right where the text runs so."""
    metrics = QFontMetricsF(font)

    def fits(words: str) -> bool:
        return metrics.horizontalAdvance(words) <= box.width() - 2

    base = box.center().y() + metrics.capHeight() / 2
    text, parts, gaps = line_of(reading.text, pieces(reading.text, keep, fits))
    grid = Grid(width=box.width(), pitch=0, baseline=0, gap=0, blank=0)
    laid = Laid(text, start=0, font=font, grid=grid, rtl=right_to_left(text), blank=False, gap=False)

    def strips(low: int, high: int) -> list[tuple[float, float]]:
        """From where to how far a stretch of the reading's text goes on the line, in px."""
        return [
            (box.left() + run.x0, run.x1 - run.x0)
            for start, end, at in parts
            if low < end and high > start
            for run in laid.runs(0, at + max(low, start) - start, at + min(high, end) - start)
        ]

    for low, high, label in reading.spans:
        known = schema.find_label(label)
        colour = theme.label_colour(known) if known else QColor(theme.soft)
        tint = QColor(colour)
        tint.setAlphaF(theme.tint + 0.06)
        for left, width in strips(low, high):
            if theme.contrast:
                painter.setPen(QPen(colour, 2))
                painter.drawRect(QRectF(left, base - 16, width, 22))
                continue
            painter.fillRect(QRectF(left, base - 15, width, 20), tint)
            painter.fillRect(QRectF(left, base + 5, width, 1.5), colour)
    quiet = QTextCharFormat()
    quiet.setForeground(QColor(theme.soft))
    painter.setPen(QColor(theme.ink))
    formats = [laid.format_range(start, end, quiet) for start, end in gaps]
    laid.layout.draw(painter, QPointF(box.left(), base), formats)
    for low, high in reading.differs:
        for left, width in strips(low, high):
            painter.fillRect(QRectF(left, base + 2, width, 2), QColor(theme.ink))
