"""Suggestions on the page: a dashed foot line and an italic letter, no tint; the current one has a dashed frame."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.document_view.frames import FOOT, FOOT_HEIGHT, FOOT_STEP, TINT_TOP
from ui.document_view.layout import Run
from ui.document_view.levels import foot_levels
from workbench.model import Span

if TYPE_CHECKING:
    from ui.document_view.page import Entry
    from ui.document_view.painting import Brush, Marks

THICK = 1.5  # px of the foot line at 17 px type
_DASHES = (3.0, 2.0)  # ink and blank in widths of the line
_NO_BRUSH = Qt.BrushStyle.NoBrush


def paint_suggestions(
    painter: QPainter, brush: Brush, entry: Entry, marks: Marks, *, lines: Sequence[int], tag_baseline: int
) -> None:
    """The suggestions on these lines of a segment, below the foot lines and beside the letters that are there."""
    if not lines:
        return
    taken = {index: [(t.x, t.x + t.width) for t in entry.figure.tags[index]] for index in lines}
    here = once(sorted(marks.suggestions.get(entry.index, ()), key=lambda s: (s.start, -s.end, s.id)), marks)
    rows = foot_levels(here)
    first, last = entry.laid.lines[lines[0]].start, entry.laid.lines[lines[-1]].end
    for span in here:
        if span.end <= first or span.start >= last:
            continue
        _paint_one(painter, brush, entry, span, marks, row=rows[span.id])
        _letter(painter, brush, entry, span, taken, tag_baseline, _colour(brush, span, marks))


def once(spans: Sequence[Span], marks: Marks) -> list[Span]:
    """What several groups propose alike is drawn once: as part of the current one, if it is."""
    found: dict[tuple[object, ...], Span] = {}
    for span in spans:
        place = (span.label, span.parts())
        if place not in found or span.id == marks.suggestion or span.id in marks.together:
            found[place] = span
    return list(found.values())


def _pieces(entry: Entry, span: Span) -> list[tuple[int, Run]]:
    """The stretches of a suggestion, each with its line."""
    laid, found = entry.laid, []
    for part in span.parts():
        start, end = max(part[0], laid.start), min(part[1], laid.end)
        if start < end:
            lines = range(laid.line_of(start), laid.line_of(end) + 1)
            found += [(index, run) for index in lines for run in laid.runs(index, start, end)]
    return found


def _colour(brush: Brush, span: Span, marks: Marks) -> QColor:
    """Its label's; that of selected text where it begins in some."""
    selected = marks.selection is not None and marks.selection[0] <= span.start < marks.selection[1]
    return marks.highlighted if selected else brush.colour(span.label)


def _paint_one(painter: QPainter, brush: Brush, entry: Entry, span: Span, marks: Marks, *, row: int) -> None:
    px, laid = brush.px, entry.laid
    current = span.id == marks.suggestion
    line = QPen(_colour(brush, span, marks), max(1.0, brush.theme.px(THICK)))
    line.setDashPattern(_DASHES)
    line.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(_NO_BRUSH)
    for index, run in _pieces(entry, span):
        under = [p.level + 1 for p in entry.figure.pieces[index] if p.x0 < run.x1 and p.x1 > run.x0]
        base = laid.lines[index].baseline
        foot = base + px(FOOT) + px(FOOT_STEP) * (row + max(under, default=0))
        y = foot + brush.theme.px(THICK) / 2
        painter.setPen(line)
        painter.drawLine(QPointF(run.x0 + 0.5, y), QPointF(run.x1 - 0.5, y))
        if current or span.id in marks.together:
            top = base + px(TINT_TOP)
            frame = QRectF(round(run.x0) - 1.5, top - 1.5, round(run.x1) - round(run.x0) + 3, 0)
            frame.setBottom(foot + px(FOOT_HEIGHT) + 1.5)
            painter.setPen(QPen(brush.accent, 1, Qt.PenStyle.DashLine if current else Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame, brush.theme.px(2.5), brush.theme.px(2.5))
            if current and (x := _edge(entry, span, index, run, marks.edge)) is not None:
                bar = QRectF(x - brush.theme.px(1.5), frame.top(), brush.theme.px(3), frame.height())
                painter.fillRect(bar, brush.accent)


def _edge(entry: Entry, span: Span, index: int, run: Run, edge: str) -> float | None:
    """Where the boundary that moves stands, if it is on this piece."""
    line = entry.laid.lines[index]
    here = line.start <= span.start if edge == "start" else span.end <= line.end
    if not here or not entry.laid.start <= (span.start if edge == "start" else span.end - 1) < entry.laid.end:
        return None
    return run.x0 if (edge == "start") != run.rtl else run.x1


def _letter(
    painter: QPainter,
    brush: Brush,
    entry: Entry,
    span: Span,
    taken: dict[int, list[tuple[float, float]]],
    tag_baseline: int,
    colour: QColor,
) -> None:
    """The label's italic letter above the first glyph, right of those that stand there."""
    look = brush.page.looks.get(span.label)
    text = "" if brush.page.tags == "none" else look.letter if look else span.label[:1].lower()
    if not text or not entry.laid.start <= span.start < entry.laid.end:
        return
    index = entry.laid.line_of(span.start)
    if index not in taken:
        return
    runs = entry.laid.runs(index, span.start, min(span.end, entry.laid.end))
    if not runs:
        return
    width, gap = brush.page.tag_width(text), brush.theme.px(3)
    x = runs[0].x1 - width if runs[0].rtl else runs[0].x0
    for left, right in sorted(taken[index]):
        if left < x + width + gap and right > x - gap:
            x = right + gap
    taken[index].append((x, x + width))
    painter.setFont(brush.italic_font)
    painter.setPen(colour)
    top = entry.laid.lines[index].baseline + tag_baseline - brush.italic_ascent
    painter.drawStaticText(QPointF(x, top), brush.italic(text))
