"""A scroll area over laid out text: which lines show, where a place of the text is, what lies at a place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.document_view import sideways
from ui.document_view.geometry import Tags
from ui.document_view.page import Anchor, Entry, Page
from ui.document_view.painting import Brush
from ui.document_view.segments import Segments
from ui.open_document import OpenDocument
from ui.theme import Theme
from workbench.offsets import next_grapheme
from workbench.schema import Schema

TEXT, GUTTER, MARGIN = 600, 70, 130  # px at 17 px type
DIGITS, DIGIT = 4, 6.5  # digits of a paragraph's number for which the gutter has room, px of each further one
LEAST_MARGIN = 112  # what a scroll bar may leave of the margin before the text gives way
NARROW = 340  # px of text below which the margin folds, however large the type
LEAST_TEXT, LEAST_GUTTER = 180, 28  # px of text below which the gutter has room for two bars and no number
_NEAR = 40  # segments within which places are measured exactly


class ArticleArea(QAbstractScrollArea):
    """Lays out what it shows of a document and keeps its place there on every change of size or theme.

    All offsets are code points; px are the viewport's.
    """

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema
        self.document: OpenDocument | None = None
        self._page: Page | None = None
        self._brush: Brush | None = None
        self._segments = Segments("")
        self._anchor = Anchor()
        self._tags: Tags = "letters"
        self._margin = True
        self._wish: tuple[float, int] | None = None  # the x that Up and Down aim at, from which offset
        self._syncing = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    # -- layout and scrolling ----------------------------------------------------------------------

    @property
    def margin_shown(self) -> bool:
        """Whether the right margin is there: it is wanted, and large type leaves room for it."""
        room = self.viewport().width()
        return self._margin and room >= self._theme.px(GUTTER + NARROW + LEAST_MARGIN)

    def _columns(self) -> tuple[float, float]:
        """Where the text begins, and how wide it is."""
        room = self.viewport().width()
        px = self._theme.px
        margin, least = (px(MARGIN), px(LEAST_MARGIN)) if self.margin_shown else (px(24), px(24))
        digits = len(str(self._segments.paragraphs))
        gutter = px(GUTTER + DIGIT * max(0, digits - DIGITS))
        if room - gutter - least < px(LEAST_TEXT):  # large type in a small window: what matters is the text
            gutter, margin, least = px(LEAST_GUTTER), px(8), px(8)
        width = min(px(TEXT), max(100, room - gutter - least))
        left = max(0.0, (room - gutter - width - margin) / 2) + gutter
        return round(left), round(width)

    def _lay_out(self) -> None:
        """Make the page anew if its width, theme or text changed, and keep the place."""
        document = self.document
        if document is None:
            self._page = self._brush = None
            self.verticalScrollBar().setRange(0, 0)
            self.viewport().update()
            return
        width = self._columns()[1]
        if self._page is None or self._page.grid.width != width:
            kept = self._text_at_top()
            self._page = self._new_page(document, width)
            self._brush = Brush(self._page)
            if kept is not None:
                self._keep(*kept)
        self._scroll_to(self._page.moved(self._anchor, 0, self.viewport().height()))
        self.viewport().update()

    def _new_page(self, document: OpenDocument, width: float) -> Page:
        return Page(
            document, self._schema, self._theme, width=width, tags=self._tags, segments=self._segments
        )

    def _text_at_top(self) -> tuple[int, float] | None:
        """The offset at the top of the viewport and how far above its line the viewport begins."""
        if self._anchor.segment == 0 and self._anchor.offset <= 0:
            return None
        page = self._drawn
        if page is None:
            return None
        entry = page.entry(self._anchor.segment)
        line = entry.laid.lines[entry.laid.line_at(self._anchor.offset)]
        return line.start, self._anchor.offset - line.top

    def _keep(self, offset: int, above: float) -> None:
        if self._page is not None:
            entry, line = self._page.place(offset)
            self._anchor = Anchor(entry.index, entry.laid.lines[line].top + above)

    @property
    def _drawn(self) -> Page | None:
        """The page that was drawn last, while a new one is being made."""
        return self._brush.page if self._brush is not None else None

    def _scroll_to(self, anchor: Anchor) -> None:
        moved, self._anchor = anchor != self._anchor, anchor
        self._sync_bar()
        if moved:
            self._scrolled()

    def _scrolled(self) -> None:
        """The place changed: show it."""
        self.viewport().update()

    def _sync_bar(self) -> None:
        page = self._page
        if page is None:
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        self._syncing = True
        bar.setRange(0, max(0, round(page.height) - height))
        bar.setPageStep(max(1, height - round(page.grid.pitch)))
        bar.setSingleStep(round(page.grid.pitch))
        bar.setValue(round(page.value_of(self._anchor)))
        self._syncing = False

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """The scroll bar moved: by exact heights nearby, on a jump to the paragraph nearest by estimated ones."""
        page = self._page
        if self._syncing or page is None:
            return
        height = self.viewport().height()
        if abs(dy) <= 2 * height:
            self._anchor = page.moved(self._anchor, -dy, height)
        else:
            bar = self.verticalScrollBar()
            anchor = page.landing(bar.value())
            if bar.value() == bar.maximum():
                anchor = Anchor(len(self._segments) - 1, page.heights[len(self._segments) - 1])
            self._anchor = page.moved(anchor, 0, height)
        self._sync_bar()
        self._scrolled()

    def scroll_to(self, anchor: Anchor) -> None:
        """Show the place that another view of the same text shows."""
        if self._page is not None:
            self._scroll_to(self._page.moved(anchor, 0, self.viewport().height()))

    def scroll_by(self, dy: float) -> None:
        """Scroll by px."""
        if self._page is not None:
            self._scroll_to(self._page.moved(self._anchor, dy, self.viewport().height()))

    def reveal(self, start: int, end: int) -> None:
        """Scroll as little as needed to show a stretch, with a line of context."""
        page = self._page
        if page is None:
            return
        height = self.viewport().height()
        top, bottom = self._line_y(start)[0], self._line_y(end)[1]
        if bottom - top > height:
            bottom = top + page.grid.pitch
        context = page.grid.pitch
        if top - context < 0 or bottom + context > height:
            if bottom < -height or top > 2 * height:
                # from the place itself: nothing on the way there is laid out
                entry, number = page.place(start)
                there = Anchor(entry.index, entry.laid.lines[number].top)
                self._scroll_to(page.moved(there, -height / 3, height))
                return
            above = top - context
            self.scroll_by(above if above < 0 else min(bottom + context - height, above))

    def _line_y(self, offset: int) -> tuple[float, float]:
        """Top and bottom of the line at an offset, from the viewport's top; exact nearby, estimated afar."""
        page = self._page
        assert page is not None
        entry, number = page.place(offset)
        line = entry.laid.lines[number]
        y = -self._anchor.offset
        first, last = self._anchor.segment, entry.index
        if abs(last - first) <= _NEAR:
            for index in range(min(first, last), max(first, last)):
                y += page.entry(index).laid.height if last > first else -page.entry(index).laid.height
        else:
            y += page.heights.above(last) - page.heights.above(first)
        return y + line.top, y + line.bottom

    def moved_sideways(self, at: int, *, right: bool, by_word: bool) -> int:
        """Where Left and Right take the caret, with Ctrl by words."""
        if self._page is None:
            return at
        return (sideways.step_word if by_word else sideways.step)(self._page, at, right=right)

    def moved_by_line(self, at: int, how: str) -> int:
        """Where the caret goes by line, by page, or to a line's ends."""
        page = self._page
        if page is None:
            return at
        entry, number = page.place(at)
        line = entry.laid.lines[number]
        if how == "line start":
            return line.start
        if how == "line end":
            last = number == len(entry.laid.lines) - 1
            far = entry.laid.lines[number].left if entry.laid.rtl else entry.laid.lines[number].right
            return line.end if last else entry.laid.offset_at(number, far)
        wish = self._wish[0] if self._wish is not None and self._wish[1] == at else entry.laid.x_of(at)
        step = 1 if "down" in how else -1
        count = 1
        if "page" in how:
            count = max(1, int(self.viewport().height() / page.grid.pitch) - 1)
        for _ in range(count):
            number += step
            if not 0 <= number < len(entry.laid.lines):
                index = entry.index + step
                if not 0 <= index < len(self._segments):
                    return 0 if step < 0 else len(page.document.text)
                entry = page.entry(index)
                number = 0 if step > 0 else len(entry.laid.lines) - 1
        self._wish = (wish, entry.laid.offset_at(number, wish))
        return self._wish[1]

    # -- places ------------------------------------------------------------------------------------

    def _under(self, at: QPointF) -> tuple[Entry, int, float] | None:
        """Segment, line and x of the text nearest to a place of the viewport."""
        page = self._page
        if page is None:
            return None
        shown = page.visible(self._anchor, self.viewport().height())
        found = shown[0]
        for entry, y in shown:
            if y <= at.y():
                found = (entry, y)
        entry, y = found
        return entry, entry.laid.line_at(at.y() - y), at.x() - self._columns()[0]

    def offset_at(self, at: QPointF) -> int:
        """The place in the text nearest to a place of the viewport."""
        found = self._under(at)
        return found[0].laid.offset_at(found[1], found[2]) if found else 0

    def character_at(self, at: QPointF) -> int | None:
        """The offset of the character drawn at a place of the viewport; None beside the text."""
        found = self._under(at)
        return found[0].laid.character_at(found[1], found[2]) if found else None

    def character_rect(self, offset: int) -> QRect:
        """Where the character at an offset is on the screen."""
        page = self._page
        if page is None:
            return QRect()
        entry, number = page.place(offset)
        runs = entry.laid.runs(number, offset, next_grapheme(page.document.text, offset))
        x0, x1 = (runs[0].x0, runs[0].x1) if runs else (entry.laid.x_of(offset),) * 2
        top, bottom = self._line_y(offset)
        corner = self.viewport().mapToGlobal(QPoint(round(self._columns()[0] + x0), round(top)))
        return QRect(corner, QSize(max(1, round(x1 - x0)), round(bottom - top)))

    def is_right_to_left(self, offset: int) -> bool:
        """Whether the paragraph at an offset runs from right to left."""
        return self._page is not None and self._page.place(offset)[0].laid.rtl
