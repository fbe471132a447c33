"""What makes the article comfortable to read: exact heights, smooth scrolling, the map, what is shown of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from ui.document_view.area import ArticleArea
from ui.document_view.glide import Glide, motion_wanted
from ui.document_view.margin_map import WIDTH, MarginMap
from ui.document_view.page import Anchor, Page
from ui.document_view.tooltip import describe
from ui.guard import guarded
from ui.open_document import OpenDocument
from ui.theme import Theme
from ui.visibility import EVERYTHING, Visibility
from workbench.model import Problem
from workbench.schema import Schema

_SLICE = 0.004  # seconds for heights between two events
_PAUSE_MS, _QUIET_MS = 16, 400  # between slices; after the person has done something
_DEGREES = 120.0  # of a wheel's notch, in eighths


class ReadingArea(ArticleArea):
    """An article with a map beside it that scrolls smoothly and shows all labels, or chosen ones."""

    _hits: tuple[list[tuple[int, int]], int] = ([], -1)
    _problems: list[Problem] = []

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        self._visibility = EVERYTHING
        self._numbers = True
        self._paging = False
        super().__init__(theme, schema, parent)
        self.map = MarginMap(self)
        self._glide = Glide(self, self._move)
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._measure)
        self.set_map_visible(True)

    # -- what others may know ------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The article as it is laid out now."""
        return self._page

    @property
    def theme(self) -> Theme:
        """What it is painted with."""
        return self._theme

    @property
    def schema(self) -> Schema:
        """What its labels mean."""
        return self._schema

    @property
    def anchor(self) -> Anchor:
        """The place at the top of the viewport."""
        return self._anchor

    @property
    def visibility(self) -> Visibility:
        """Which labels are shown, dimmed, hidden."""
        return self._visibility

    def found(self) -> tuple[list[tuple[int, int]], list[Problem]]:
        """The hits of the search and the problems, for the map."""
        return self._hits[0], self._problems

    def label_title(self, label_id: str) -> str:
        """A label's title, or its id if the schema lacks it."""
        label = self._schema.find_label(label_id)
        return label.title if label else label_id

    # -- what is shown -------------------------------------------------------------------------

    def set_visibility(self, visibility: Visibility) -> None:
        """Dim or hide the spans of some labels; what is hidden is not reached by Tab or mouse either."""
        if visibility == self._visibility:
            return
        self._visibility = visibility
        self._anew()

    def set_numbers(self, shown: bool) -> None:
        """Number the paragraphs in the gutter, or not."""
        self._numbers = shown
        if self._brush is not None:
            self._brush.numbers = shown
        self.viewport().update()

    def set_map_visible(self, shown: bool) -> None:
        """Show or hide the map beside the scroll bar."""
        self.map.setVisible(shown)
        self.setViewportMargins(0, 0, WIDTH if shown else 0, 0)
        self._place_map()

    def _place_map(self) -> None:
        box = self.viewport().geometry()
        self.map.setGeometry(box.right() + 1, box.top(), WIDTH, box.height())

    def _anew(self) -> None:
        self._page = None
        self._lay_out()

    # -- layout --------------------------------------------------------------------------------

    def _new_page(self, document: OpenDocument, width: float) -> Page:
        return Page(
            document,
            self._schema,
            self._theme,
            width=width,
            tags=self._tags,
            segments=self._segments,
            visibility=self._visibility,
        )

    def _lay_out(self) -> None:
        """Make the page anew where that is needed, and measure what is not seen when idle."""
        if self.document is not None:
            self.document.hidden = self._visibility.hidden
        before = self._page
        super()._lay_out()
        if self._brush is not None:
            self._brush.numbers = self._numbers
        if self._page is not before:
            self._glide.stop()
            self._idle.start(_QUIET_MS)

    def _measure(self) -> None:
        """Exact heights for a slice of time: the text stays where it is, the scroll bar becomes true."""
        page, bar = self._page, self.verticalScrollBar()
        if page is None:
            return
        if bar.isSliderDown() or self._glide.active or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._idle.start(_QUIET_MS)
            return
        done = page.measure(_SLICE)
        self._sync_bar()
        if not done:
            self._idle.start(_PAUSE_MS)
        self.map.sync()

    # -- scrolling -----------------------------------------------------------------------------

    def _move(self, dy: float) -> None:
        super().scroll_by(dy)

    def scroll_by(self, dy: float) -> None:
        """Scroll by px, at once."""
        self._glide.stop()
        super().scroll_by(dy)

    def show_at(self, offset: int, *, middle: bool = False) -> None:
        """Scroll so that the line at an offset is at the top, or in the middle of the viewport."""
        self._glide.stop()
        if self._page is None:
            return
        height = self.viewport().height()
        entry, number = self._page.place(offset)
        above = entry.laid.lines[number].top - (height / 2 if middle else 0.0)
        self._scroll_to(self._page.moved(Anchor(entry.index, 0.0), above, height))

    def moved_by_line(self, at: int, how: str) -> int:
        """Where the caret goes; the way of a page is scrolled smoothly."""
        self._paging = "page" in how
        return super().moved_by_line(at, how)

    def reveal(self, start: int, end: int) -> None:
        """Scroll as little as needed to show a stretch, with a line of context."""
        self._glide.stop()
        page, before = self._page, self._anchor
        paging, self._paging = self._paging, False
        super().reveal(start, end)
        if not paging or page is None or not motion_wanted() or self._anchor == before:
            return
        way = page.value_of(self._anchor) - page.value_of(before)
        if abs(way) <= 1.5 * self.viewport().height():
            self._scroll_to(before)
            self._glide.by(way)

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch of a wheel goes smoothly; what a touchpad sends is smooth already."""
        notch = event.angleDelta().y()
        smooth = not event.pixelDelta().isNull() or event.phase() != Qt.ScrollPhase.NoScrollPhase
        if smooth or not notch or event.modifiers() or self._page is None:
            super().wheelEvent(event)
            return
        lines = QApplication.wheelScrollLines()
        self._idle.start(_QUIET_MS)
        self._glide.by(-notch / _DEGREES * lines * self._page.grid.pitch * 0.75)
        event.accept()

    # -- events --------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """A key ends what glides, and puts off what is done when idle."""
        if event.type() == QEvent.Type.KeyPress:
            self._glide.stop()
            if self._idle.isActive():
                self._idle.start(_QUIET_MS)
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The map follows what is painted; the spans under the mouse say what they are."""
        kind = event.type()
        if kind == QEvent.Type.Paint:
            if self.map.isVisible():
                self.map.sync()
        elif kind == QEvent.Type.MouseButtonPress:
            self._glide.stop()
        elif kind == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event), self.viewport())
            return True
        return super().viewportEvent(event)

    def words_at(self, event: QHelpEvent) -> str:
        """What is said of the spans under the mouse."""
        document, page = self.document, self._page
        at = self.character_at(event.pos().toPointF())
        if document is None or page is None or at is None:
            return ""
        under = [s for s in document.at(at) if any(start <= at < end for start, end in s.parts())]
        time = page.time_rows(under[-1]) if under and not self.margin_shown else ()
        return describe(under, self._schema, whose=document.annotator_name, time=time)

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        """The map is as high as the viewport."""
        super().resizeEvent(event)
        self._place_map()
