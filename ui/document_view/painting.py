"""Ink on paper: one segment with its spans, as the visual grammar says; no state of its own."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from ui.document_view import frames
from ui.document_view.disputes import paint_disputes, paint_frame
from ui.document_view.frames import FOOT, FOOT_HEIGHT, FOOT_STEP, TINT_BOTTOM, TINT_TOP
from ui.document_view.geometry import Note, Piece
from ui.document_view.layout import Laid, Line
from ui.document_view.lettering import Lettering
from ui.document_view.page import Entry, Page
from ui.document_view.proposed import Stretches, paint_feet, paint_letters, suggested_here
from ui.document_view.rooms import BAR, GAP, SLOT
from ui.theme import mix
from workbench.model import Problem, Relation, Span

TAG_BASELINE = -17  # px from the baseline
BAR_X, BAR_STEP, BAR_WIDTH = -22, 6, 3  # passages' bars in the gutter, from the text's left
NUMBER_X = -44  # where paragraph numbers end
DIGIT = 6.5  # px of each of their digits
MARGIN_X, ROW = 24, 15  # margin notes, from the text's right, and from row to row
FAINT = 0.34  # what is left of the colour of a dimmed span
_NO_PEN, _NO_BRUSH = Qt.PenStyle.NoPen, Qt.BrushStyle.NoBrush
_SMOOTH = QPainter.RenderHint.Antialiasing


class Marks(Struct):
    """What changes without the spans changing: selection, hover, hits, problems. Offsets are code points."""

    selected: str = ""
    edge: str = "end"
    part: int = 0  # the fragment whose edge is the active one
    active: str = ""
    hover: str = ""
    partners: frozenset[str] = frozenset()
    selection: tuple[int, int] | None = None
    hits: dict[int, list[tuple[int, int, bool]]] = field(default_factory=dict)  # by segment; the current one
    problems: dict[int, list[Problem]] = field(default_factory=dict)  # by segment
    suggestions: dict[int, list[Span]] = field(default_factory=dict)  # by segment
    proposed: dict[str, Span] = field(default_factory=dict)  # the suggestions by id, as they are drawn
    suggestion: str = ""  # the current one
    drawing: int = 0  # grows whenever other suggestions are drawn
    frame: tuple[int, int] | None = None  # what a review decides on
    together: frozenset[str] = frozenset()  # what is accepted with it
    planned: tuple[Relation, ...] = ()  # not stored yet; their ids begin with PLANNED
    relation: str = ""  # the selected one
    over_relation: str = ""  # the one under the mouse
    highlight: QColor = field(default_factory=QColor)
    highlighted: QColor = field(default_factory=QColor)


class Brush:
    """Paints entries of a page; keeps the colours it mixed."""

    def __init__(self, page: Page) -> None:
        self.page, self.theme = page, page.theme
        theme = page.theme
        self.ink, self.paper = QColor(theme.ink), QColor(theme.paper)
        self.soft, self.accent = QColor(theme.soft), QColor(theme.accent)
        self.numbers = True  # whether paragraphs are numbered in the gutter
        self.bar_width = max(1, round(theme.px(BAR)))
        self._gap, self._slot = round(theme.px(GAP)), round(theme.px(SLOT))
        self._colours: dict[str, QColor] = {}
        self._tints: dict[tuple[str, bool], QColor] = {}
        self._washes_by: dict[tuple[bool, bool], QColor] = {}
        self._px: dict[float, int] = {}
        self._tags_in = Lettering(page.tag_font)
        self.proposed = Lettering(theme.ui_font(11, True, True))
        self._faded = QColor(theme.soft)
        self._faded.setAlphaF(1.0 if theme.contrast else 0.9)
        self._numbers_in, self._notes = Lettering(theme.ui_font(11)), Lettering(theme.ui_font(12))
        self._elided: dict[tuple[str, int], str] = {}

    def px(self, n: float) -> int:
        """`n` px zoomed, whole."""
        found = self._px.get(n)
        if found is None:
            found = self._px[n] = round(self.theme.px(n))
        return found

    def pen(self, n: float) -> int:
        """A pen of `n` px zoomed, of whole pixels, so that lines along their edges are sharp."""
        return max(1, self.px(n))

    def colour(self, label: str) -> QColor:
        """A label's colour, faint if it is dimmed; grey for one that the schema lacks."""
        found = self._colours.get(label)
        if found is None:
            known = self.page.schema.find_label(label)
            found = self.theme.label_colour(known) if known else QColor(self.theme.soft)
            if label in self.page.dimmed:
                found = mix(found, self.paper, FAINT)
            self._colours[label] = found
        return found

    def tint(self, label: str, doubled: bool) -> QColor:
        """A label's tint, to be laid over paper or wash."""
        found = self._tints.get((label, doubled))
        if found is None:
            found = QColor(self.colour(label))
            share = self.theme.tint * (0.5 if label in self.page.dimmed else 1.0)
            found.setAlphaF(min(1.0, share * (2 if doubled else 1)))
            self._tints[label, doubled] = found
        return found

    def bar_left(self, entry: Entry, piece: Piece, slot: int) -> float:
        """The left edge of a passage's bar before its text; in right-to-left text it touches the letters."""
        gap = self._gap if not entry.laid.bidi else 0
        return round(piece.x0) - gap - self.bar_width - slot * self._slot

    def bar_right(self, entry: Entry, piece: Piece, slot: int) -> float:
        """The left edge of a passage's bar behind its text."""
        gap = self._gap if not entry.laid.bidi else -(self.bar_width // 2)
        return round(piece.x1) + gap + slot * self._slot

    # -- a segment -----------------------------------------------------------------------------

    def paint(
        self, painter: QPainter, entry: Entry, marks: Marks, *, x: float, y: float, clip: QRectF
    ) -> None:
        """Paint one segment whose text begins at (x, y); lines outside of `clip` are left out."""
        laid, figure = entry.laid, entry.figure
        first, last = clip.top() - y - self.px(20), clip.bottom() - y + self.px(8)
        lines = [n for n, line in enumerate(laid.lines) if line.bottom >= first and line.top <= last]
        painter.translate(x, y)
        if figure.of_span:
            painter.setRenderHint(_SMOOTH, False)
            if self.theme.contrast:
                self._passages(painter, entry)
            else:
                for index in lines:
                    if figure.washes[index]:
                        self._washes(painter, entry, index, marks)
            for index in lines:
                self._bars(painter, entry, index)
            painter.setRenderHint(_SMOOTH, True)
            self._grounds(painter, entry, lines, marks.hover)
        if marks.hits:
            frames.paint_hits(painter, self, entry, marks)
        chosen = self._selection(painter, entry, marks, lines)
        self._text(painter, laid, clip.translated(-x, -y), chosen, marks.highlighted)
        if figure.of_span:
            painter.setRenderHint(_SMOOTH, False)
            for index in lines:
                self._feet(painter, entry, index)
            if chosen is not None:  # a span's colour may be that of the selection
                painter.save()
                painter.setClipRegion(chosen)
                for index in lines:
                    self._feet(painter, entry, index, marks.highlighted)
                    self._bars(painter, entry, index, marks.highlighted)
                painter.restore()
            painter.setRenderHint(_SMOOTH, True)
        here = suggested_here(entry, marks) if entry.index in marks.suggestions else []
        reached = paint_feet(painter, self, entry, marks, here, lines=lines) if here else {}
        if marks.problems:
            frames.paint_problems(painter, self, entry, marks)
        if figure.of_span:
            frames.paint_outlines(painter, self, entry, marks)
            painter.setFont(self.page.tag_font)
            for index in lines:
                self._tags(painter, entry, index, marks, reached)
            for line, at, label in figure.doubts:
                painter.setPen(self.colour(label))
                painter.drawText(QPointF(at, laid.lines[line].baseline - self.px(8)), "?")
        if here:
            top = self.px(TAG_BASELINE)
            paint_letters(painter, self, entry, marks, here, reached, lines=lines, baseline=top)
        if marks.frame is not None:
            paint_frame(painter, self, entry, marks.frame)
        if self.page.placed.disputes.letters:
            paint_disputes(painter, self, entry)
        self._gutter(painter, entry)
        painter.translate(-x, -y)

    def _wash(self, nested: bool, hover: bool) -> QColor:
        found = self._washes_by.get((nested, hover))
        if found is None:
            # 6 % and, laid over it, 5 % more make the 11 % of a nested one.
            found = QColor(self.ink)
            found.setAlphaF((0.053 if nested else 0.06) + (0.04 if hover else 0.0))
            self._washes_by[nested, hover] = found
        return found

    def _washes(self, painter: QPainter, entry: Entry, index: int, marks: Marks) -> None:
        line = entry.laid.lines[index]
        for piece in entry.figure.washes[index]:
            if piece.label in self.page.dimmed:
                continue
            x0, x1 = frames.extent(self, entry, piece)
            left = round(x0)
            wash = self._wash(piece.level > 0, piece.span == marks.hover)
            painter.fillRect(QRectF(left, line.top, round(x1) - left, line.bottom - line.top), wash)

    def _passages(self, painter: QPainter, entry: Entry) -> None:
        """At high contrast passages have no wash but an outline."""
        painter.setBrush(_NO_BRUSH)
        for pieces in entry.figure.of_span.values():
            if pieces and pieces[0].form == "passage":
                painter.setPen(QPen(self.colour(pieces[0].label), 2))
                painter.drawPath(frames.outline(self, entry, pieces, 2))

    def _bars(self, painter: QPainter, entry: Entry, index: int, colour: QColor | None = None) -> None:
        """Passages' bars at their first and last character."""
        line, figure = entry.laid.lines[index], entry.figure
        top, tall = line.top, line.bottom - line.top
        for piece in figure.washes[index]:
            left, right = (piece.last, piece.first) if piece.rtl else (piece.first, piece.last)
            before, after = (figure.after, figure.before) if piece.rtl else (figure.before, figure.after)
            ink = colour or self.colour(piece.label)
            if left:
                at = self.bar_left(entry, piece, before[piece.span])
                painter.fillRect(QRectF(at, top, self.bar_width, tall), ink)
            if right:
                at = self.bar_right(entry, piece, after[piece.span])
                painter.fillRect(QRectF(at, top, self.bar_width, tall), ink)

    def _grounds(self, painter: QPainter, entry: Entry, lines: list[int], hover: str) -> None:
        """The ground of the innermost spans, in one go: most of what a page has of them."""
        up, down, radius = self.px(TINT_TOP), self.px(TINT_BOTTOM), self.theme.px(2)
        tall, contrast = down - up, self.theme.contrast
        if contrast:
            painter.setBrush(_NO_BRUSH)
        else:
            painter.setPen(_NO_PEN)
        filled: tuple[str, bool] | None = None
        bare = entry.figure.bare
        for index in lines:
            top = entry.laid.lines[index].baseline + up
            for piece in entry.figure.pieces[index]:
                if piece.form != "span" or (piece.level and not (bare and piece in bare)):
                    continue
                if filled != (piece.label, piece.span == hover):
                    filled = piece.label, piece.span == hover
                    if contrast:
                        painter.setPen(QPen(self.colour(piece.label), max(2.0, radius)))
                    else:
                        painter.setBrush(self.tint(*filled))
                rect = QRectF(piece.x0 + 0.5, top, max(1.0, piece.x1 - piece.x0 - 1), tall)
                if piece.opens and piece.closes:
                    painter.drawRoundedRect(rect, radius, radius)
                    continue
                if not (piece.opens or piece.closes or contrast):
                    painter.drawRect(rect)
                    continue
                left, right = (piece.closes, piece.opens) if piece.rtl else (piece.opens, piece.closes)
                painter.drawPath(frames.ends(rect, radius, left=left, right=right))

    def _selection(self, painter: QPainter, entry: Entry, marks: Marks, lines: list[int]) -> QRegion | None:
        """Fill what is selected; returns where it is."""
        laid = entry.laid
        if marks.selection is None:
            return None
        start, end = marks.selection
        if start > laid.end or end <= laid.start:
            return None
        boxes: list[QRectF] = []
        for index in lines:
            line = laid.lines[index]
            tall = line.bottom - line.top
            for run in laid.runs(index, start, end):
                left, right = round(run.x0), round(run.x1)
                boxes.append(QRectF(left, line.top, right - left, tall))
            if end > laid.end >= start and index == len(laid.lines) - 1:
                at = laid.x_of(laid.end)  # the line break is selected too
                boxes.append(QRectF(round(at), line.top, self.px(5), tall))
        painter.setRenderHint(_SMOOTH, False)
        for box in boxes:
            painter.fillRect(box, marks.highlight)
        painter.setRenderHint(_SMOOTH, True)
        region = QRegion()
        for box in boxes:
            region += box.toAlignedRect()
        return region

    def _text(
        self, painter: QPainter, laid: Laid, clip: QRectF, chosen: QRegion | None, highlighted: QColor
    ) -> None:
        """The letters; in a second go those that are selected.

        A layout that is told of the selection would cut off what a letter at a line's start has before the line.
        """
        if chosen is None:
            painter.setPen(self.ink)
            laid.layout.draw(painter, QPointF(0, 0), [], clip)
            return
        for ink, region in ((self.ink, QRegion(clip.toAlignedRect()) - chosen), (highlighted, chosen)):
            painter.save()  # clipping that is only switched off fails when the next segment clips
            painter.setClipRegion(region)
            painter.setPen(ink)
            laid.layout.draw(painter, QPointF(0, 0), [], clip)
            painter.restore()

    def _feet(self, painter: QPainter, entry: Entry, index: int, colour: QColor | None = None) -> None:
        line = entry.laid.lines[index]
        foot, step, height = self.px(FOOT), self.px(FOOT_STEP), max(1, self.px(FOOT_HEIGHT))
        for piece in entry.figure.pieces[index]:
            top = line.baseline + foot + step * piece.level
            left, right = round(piece.x0 + 0.5), round(piece.x1 - 0.5)
            ink = colour or self.colour(piece.label)
            pattern = self.page.pattern(piece.label)
            if not pattern:
                painter.fillRect(QRectF(left, top, right - left, height), ink)
                continue
            at, turn = left, 0
            while at < right:
                width = min(pattern[turn % len(pattern)] * height, right - at)
                if turn % 2 == 0 and (width >= height or at == left):
                    painter.fillRect(QRectF(at, top, width, height), ink)
                at += pattern[turn % len(pattern)] * height
                turn += 1
        for join in entry.figure.joins[index]:
            painter.setPen(QPen(colour or self.colour(join.label), 1, Qt.PenStyle.DotLine))
            at_y = line.baseline + foot + step * join.level + 1.0
            painter.drawLine(QPointF(join.x0, at_y), QPointF(join.x1, at_y))

    def _tags(self, painter: QPainter, entry: Entry, index: int, marks: Marks, reached: Stretches) -> None:
        tags = entry.figure.tags[index]
        if not tags:
            return
        baseline = entry.laid.lines[index].baseline + self.px(TAG_BASELINE)
        framed = frames.framed(entry, index, marks)
        crossed = reached.get(index, ())
        for tag in tags:
            chosen = tag.span == marks.selected
            lit = False
            if marks.selection is not None:
                lit = marks.selection[0] <= entry.spans[tag.span].start < marks.selection[1]
            if chosen:
                self.plate(painter, tag.x, tag.width, baseline, self.accent)
            elif (
                tag.plate
                or lit  # the tags of a first line reach above what is filled
                or self.theme.contrast
                or (framed and any(x0 <= tag.x <= x1 for x0, x1 in framed))
                or (crossed and any(x0 < tag.x + tag.width and x1 > tag.x for x0, x1 in crossed))
            ):
                self.plate(painter, tag.x, tag.width, baseline, marks.highlight if lit else self.paper)
            if chosen:
                painter.setPen(QColor(self.theme.on_accent))
            else:
                painter.setPen(marks.highlighted if lit else self.colour(tag.label))
            self._tags_in.draw(painter, tag.text, tag.x, baseline)

    def plate(self, painter: QPainter, x: float, width: float, baseline: float, colour: QColor) -> None:
        """A little ground behind a tag: paper where lines would cross it, the accent for the selected span's."""
        rect = QRectF(x - self.px(1.5), baseline - self.px(9), width + self.px(3), self.px(11))
        painter.setPen(_NO_PEN)
        painter.setBrush(colour)
        painter.drawRoundedRect(rect, 2, 2)

    def _gutter(self, painter: QPainter, entry: Entry) -> None:
        painter.setPen(_NO_PEN)
        for bar in entry.figure.bars:
            painter.setBrush(self.colour(bar.label))
            x = self.px(BAR_X) - bar.lane * self.px(BAR_STEP)
            painter.drawRoundedRect(QRectF(x, bar.top, self.px(BAR_WIDTH), bar.bottom - bar.top), 1, 1)
        number = self.page.segments.numbers[entry.index]
        if self.numbers and number and self.page.segments.heads[entry.index]:
            painter.setPen(self._faded)
            line = entry.laid.lines[0]
            lanes = max((bar.lane for bar in entry.figure.bars), default=0)
            right = min(self.px(NUMBER_X), self.px(BAR_X) - lanes * self.px(BAR_STEP) - self.px(5))
            painter.setFont(self._numbers_in.font)
            base = line.baseline + self.px(3) - self._numbers_in.metrics.descent()
            pushed = self.px(NUMBER_X) - right
            if pushed > self.px(DIGIT) * max(0, 4 - len(str(number))):  # the gutter has room for four digits
                right, base = self.px(NUMBER_X), line.top - self.px(1)  # above the bars
            self._numbers_in.draw_number(painter, number, right, base)

    # -- the margin ----------------------------------------------------------------------------

    def notes(self, shown: list[tuple[Entry, float]], bottom: float) -> Iterator[tuple[Note, float]]:
        """The notes beside these segments, each with the baseline of its first row; none above another.

        Each segment comes with the y of its top; `bottom` is that of the viewport.
        """
        row, below = float(self.px(ROW)), -1e9
        for entry, top in shown:
            y = round(top)
            for note in entry.figure.notes:
                line = entry.laid.lines[note.line]
                if y + line.bottom < -8 * row or y + line.top > bottom:
                    continue
                at = max(y + line.baseline, below + row * 0.75)
                below = at + row * (len(note.rows) - 0.75)
                yield note, at

    def note(self, painter: QPainter, note: Note, *, x: float, room: float, at: float) -> None:
        """Paint a note in `room` px from `x` on, its first row's baseline at `at`."""
        wide = int(room) - self.px(MARGIN_X)
        painter.setFont(self._notes.font)
        painter.setPen(QColor(self.theme.amber) if note.missing else self.soft)
        for number, text in enumerate(note.rows):
            shown = self._elided.get((text, wide))
            if shown is None:
                shown = self._notes.metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
                self._elided[text, wide] = shown
            self._notes.draw(painter, shown, x + self.px(MARGIN_X), at + number * self.px(ROW))

    def comment(self, painter: QPainter, line: Line, *, x: float, y: float) -> None:
        """Paint the dot that says of a line, in a segment whose top is at `y`, that comments are open there."""
        painter.setPen(_NO_PEN)
        painter.setBrush(self.accent)
        painter.drawEllipse(QPointF(x + self.px(9), y + line.baseline - self.px(5)), self.px(3), self.px(3))
