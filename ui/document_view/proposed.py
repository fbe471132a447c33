"""Suggestions on the page: a dashed foot line and an italic letter, no tint; the current one has a dashed frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.document_view.frames import FOOT, FOOT_HEIGHT, FOOT_STEP, TINT_TOP, framed
from ui.document_view.layout import Run
from ui.document_view.levels import foot_levels
from workbench.model import Span

if TYPE_CHECKING:
    from ui.document_view.geometry import Join, Piece
    from ui.document_view.page import Entry, Page
    from ui.document_view.painting import Brush, Marks

THICK = 1.5  # px of the foot line at 17 px type
_DASHES = (3.0, 2.0)  # ink and blank in widths of the line
_NO_BRUSH = Qt.BrushStyle.NoBrush


Stretches = dict[int, list[tuple[float, float]]]  # px from the text's left, by line


def suggested_here(entry: Entry, marks: Marks) -> list[Span]:
    """The suggestions that touch a segment, each drawn once, in the order in which they get their letters."""
    return once(sorted(marks.suggestions.get(entry.index, ()), key=lambda s: (s.start, -s.end, s.id)), marks)


def paint_feet(
    painter: QPainter, brush: Brush, entry: Entry, marks: Marks, here: Sequence[Span], *, lines: Sequence[int]
) -> Stretches:
    """The foot lines of suggestions, below those that are there; returns where they reach the next line's letters."""
    reached: Stretches = {}
    if not lines:
        return reached
    rows = foot_levels(here)
    first, last = entry.laid.lines[lines[0]].start, entry.laid.lines[lines[-1]].end
    for span in here:
        if span.end > first and span.start < last:
            _foot(painter, brush, entry, span, marks, row=rows[span.id], reached=reached)
    return reached


def paint_letters(
    painter: QPainter,
    brush: Brush,
    entry: Entry,
    marks: Marks,
    here: Sequence[Span],
    reached: Stretches,
    *,
    lines: Sequence[int],
    baseline: int,
) -> None:
    """The italic letters of suggestions, on paper where a line or frame would cross or a nested wash is below."""
    painter.setFont(brush.proposed.font)
    shown = set(lines)
    for span, text, index, x, width in letters(brush.page, entry, here):
        if index not in shown:
            continue
        at = entry.laid.lines[index].baseline + baseline
        own = span.id == marks.suggestion or span.id in marks.together
        if (
            own
            or any(x0 <= x <= x1 for x0, x1 in framed(entry, index, marks))
            or _crossed(entry, index, x, width, reached)
        ):
            brush.plate(painter, x, width, at, brush.paper)
        painter.setPen(_colour(brush, span, marks))
        brush.proposed.draw(painter, text, x, at)


def letters(page: Page, entry: Entry, here: Sequence[Span]) -> Iterator[tuple[Span, str, int, float, float]]:
    """Each suggestion with its letter, line, x and width, above its first glyph, beside what stands there."""
    laid, gap = entry.laid, page.theme.px(3)
    taken: Stretches = {}
    for span in here:
        look = page.looks.get(span.label)
        text = "" if page.tags == "none" else look.letter if look else span.label[:1].lower()
        if not text or not laid.start <= span.start < laid.end:
            continue
        index = laid.line_of(span.start)
        runs = laid.runs(index, span.start, min(span.end, laid.end))
        if not runs:
            continue
        if index not in taken:
            taken[index] = [(tag.x, tag.x + tag.width) for tag in entry.figure.tags[index]]
        width = page.tag_width(text)
        rtl = runs[0].rtl
        x = runs[0].x1 - width if rtl else runs[0].x0
        for left, right in sorted(taken[index], reverse=rtl):
            if left < x + width + gap and right > x - gap:
                x = left - gap - width if rtl else right + gap
        taken[index].append((x, x + width))
        yield span, text, index, x, width


def _crossed(entry: Entry, index: int, x: float, width: float, reached: Stretches) -> bool:
    """Whether foot lines of the line above run through a letter, or its own ground is too dark for it."""
    figure = entry.figure
    above: tuple[Piece | Join, ...] = (*figure.pieces[index - 1], *figure.joins[index - 1]) if index else ()
    return (
        any(p.level and p.x0 < x + width and p.x1 > x for p in above)
        or any(x0 < x + width and x1 > x for x0, x1 in reached.get(index, ()))
        or any(wash.level and wash.x0 - 1 <= x <= wash.x1 for wash in figure.washes[index])
    )


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


def _foot(
    painter: QPainter, brush: Brush, entry: Entry, span: Span, marks: Marks, *, row: int, reached: Stretches
) -> None:
    px, laid = brush.px, entry.laid
    current = span.id == marks.suggestion
    line = QPen(_colour(brush, span, marks), max(1.0, brush.theme.px(THICK)))
    line.setDashPattern(_DASHES)
    line.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setBrush(_NO_BRUSH)
    for index, run in _pieces(entry, span):
        under = [p.level + 1 for p in entry.figure.pieces[index] if p.x0 < run.x1 and p.x1 > run.x0]
        base = laid.lines[index].baseline
        level = row + max(under, default=0)
        foot = base + px(FOOT) + px(FOOT_STEP) * level
        if level:
            reached.setdefault(index + 1, []).append((run.x0, run.x1))
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
