"""The margin map: a strip beside the scroll bar that shows where in the article spans, hits and problems are."""

from __future__ import annotations

import math
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QToolTip, QWidget

from ui.document_view.places import Places, kinds, passages_bit, spans_bit
from ui.open_document import OpenDocument
from ui.theme import mix

if TYPE_CHECKING:
    from ui.document_view.page import Page
    from ui.document_view.reading import ReadingArea

WIDTH = 14  # px, whatever the zoom
_SLICE = 1000  # spans looked at before other events get their turn
_LATER_MS = 150
_NAMED = 5  # labels that a tool tip names


class MarginMap(QWidget):
    """Shows the article's marks by place; a click or a drag goes there."""

    def __init__(self, area: ReadingArea) -> None:
        super().__init__(area)
        self._area = area
        self._document: OpenDocument | None = None
        self._places: Places | None = None
        self._revision = 0
        self._seen: tuple[object, ...] = ()
        self._drawn: QPixmap | None = None
        self._band: tuple[float, float] | None = None  # top and height in px of what the viewport shows
        self._offsets: list[
            int
        ] = []  # the place in the text of each row, and for which page and height that was
        self._offsets_of: tuple[object, int, float] = (None, 0, 0.0)
        self._waiting: object = None
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._redraw)
        self._reading = QTimer(self)
        self._reading.setInterval(0)
        self._reading.timeout.connect(self._read_on)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies below is not painted with it
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Map of the article")
        self.setAccessibleDescription("Where spans, hits and problems are. A click goes there.")

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 100)

    # -- what is known -------------------------------------------------------------------------

    def sync(self) -> None:
        """Take over what changed in the article since it was drawn last; costs nothing if nothing did."""
        area = self._area
        document, page = area.document, area.page
        if document is not self._document or area.visibility != getattr(self, "_visible", None):
            self._load(document)
        elif document is not None and document.revision != self._revision and not self._reading.isActive():
            self._follow(document)
        hits, problems = area.found()
        seen = (
            document, self._revision, area.theme, page.height if page else 0, id(hits), len(hits),
            id(problems), len(problems), self.size(), self._reading.isActive(),
        )  # fmt: skip
        if seen != self._seen:
            # a key on a span is painted first, and while one scrolls heights become exact all the time: the picture
            # follows a little later
            if not self._later.isActive():
                same = (seen[0], seen[2]) == (self._seen[0], self._seen[2]) if self._seen else False
                self._later.start(_LATER_MS if same else 0)
            self._seen = seen
        band = self._shown()
        if band != self._band:
            self._band = band
            self.update()

    def _load(self, document: OpenDocument | None) -> None:
        self._document, self._visible = document, self._area.visibility
        self._reading.stop()
        self._drawn = None
        self.update()
        if document is None:
            self._places = None
            return
        schema, hidden = self._area.schema, self._area.visibility.hidden
        groups = [group.id for group in schema.groups]
        shown = [(one.id, one.group, one.form == "passage") for one in schema.labels if one.id not in hidden]
        self._places = Places(len(document.text), kinds(shown, groups))
        self._revision = document.revision
        self._waiting = iter(list(document.spans.values()))
        self._read_on()
        if self._waiting is not None:
            self._reading.start()

    def _read_on(self) -> None:
        some = list(islice(self._waiting, _SLICE)) if self._waiting is not None else []  # type: ignore[call-overload]
        if self._places is not None:
            self._places.add(some)
        if len(some) < _SLICE:
            self._waiting = None
            self._reading.stop()
            self._later.start(0)

    def _follow(self, document: OpenDocument) -> None:
        extents = document.extents_since(self._revision)
        if extents is None or self._places is None:
            self._load(document)
            return
        self._revision = document.revision
        for start, end in extents:
            self._places.renew(start, end, document.touching)

    # -- places --------------------------------------------------------------------------------

    def offset_at(self, y: float) -> int:
        """The place in the text that a height of the strip stands for."""
        page = self._area.page
        if page is None:
            return 0
        anchor = page.anchor_at(y / max(1, self.height()) * self._tall(page))
        start, end = page.segments.starts[anchor.segment], page.segments.ends[anchor.segment]
        share = max(0.0, anchor.offset) / max(1.0, page.heights[anchor.segment])
        return start + round(min(1.0, share) * (end - start))

    def _row_offsets(self) -> list[int]:
        """The place of each row of pixels; kept while none has moved by as much as half a row."""
        page, height = self._area.page, self.height()
        assert page is not None
        known, rows, tall = self._offsets_of
        if known is not page or rows != height or abs(page.height - tall) > page.height / max(1, height) / 2:
            used = math.ceil(height * min(1.0, page.height / self._tall(page)))
            self._offsets = [self.offset_at(y) for y in range(used + 1)]
            self._offsets_of = (page, height, page.height)
        return self._offsets

    def y_of(self, offset: int) -> float:
        """The height in the strip of a place in the text."""
        page = self._area.page
        if page is None:
            return 0.0
        segment = page.segments.find(offset)
        start, end = page.segments.starts[segment], page.segments.ends[segment]
        share = (offset - start) / max(1, end - start)
        above = page.top + page.heights.above(segment) + share * page.heights[segment]
        return above / self._tall(page) * self.height()

    def _tall(self, page: Page) -> float:
        """The px of the article that the strip stands for: an article that shows whole is not stretched."""
        return max(1.0, page.height, self._area.viewport().height())

    # -- drawing -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, page = self._area.theme, self._area.page
        painter.fillRect(self.rect(), QColor(theme.paper))
        if page is None or self._places is None:
            return
        if self._drawn is not None:
            painter.drawPixmap(0, 0, self._drawn)
        if self._band is not None:
            self._paint_band(painter, *self._band)

    def _paint_band(self, painter: QPainter, top: float, tall: float) -> None:
        """Shaded between two lines, which are seen over marks of any density, too."""
        shade, edge = QColor(self._area.theme.ink), QColor(self._area.theme.ink)
        shade.setAlphaF(0.07)
        edge.setAlphaF(0.7)
        first, last = round(top), round(top + tall)
        painter.fillRect(0, first, self.width(), last - first, shade)
        for y in (first, last - 1):
            painter.fillRect(0, y - 1, self.width(), 3, QColor(self._area.theme.paper))
            painter.fillRect(1, y, self.width() - 1, 1, edge)

    def _shown(self) -> tuple[float, float] | None:
        """The band that stands for what the viewport shows; None where that is all of the article."""
        page, tall = self._area.page, self._area.viewport().height()
        if page is None or page.height <= tall:
            return None
        scale = self.height() / self._tall(page)
        return page.value_of(self._area.anchor) * scale, max(6.0, tall * scale)

    def _redraw(self) -> None:
        if self._area.page is not None and self._places is not None and self.height() > 0:
            self._drawn = self._draw()
            self.update()

    def _draw(self) -> QPixmap:
        theme, schema = self._area.theme, self._area.schema
        ratio = self.devicePixelRatioF()
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(QColor(theme.paper))
        painter = QPainter(drawn)
        height, width = self.height(), self.width()
        painter.fillRect(QRectF(0, 0, 1, height), QColor(theme.faint))
        assert self._places is not None
        rows = self._places.rows(self._row_offsets())
        present = 0
        for bits in rows:
            present |= bits
        colours = []
        for number, group in enumerate(schema.groups):
            label = next((one for one in schema.labels if one.group == group.id), None)
            colours.append(theme.label_colour(label) if label else QColor(theme.soft))
            if present & passages_bit(number):
                light = mix(colours[-1], QColor(theme.paper), 0.20)
                self._column(painter, rows, passages_bit(number), QRectF(2, 0, width - 4, 0), light)
        lanes = [number for number in range(len(schema.groups)) if present & spans_bit(number)]
        room = (width - 4) / max(1, len(lanes))
        for lane, number in enumerate(lanes):
            box = QRectF(2 + lane * room, 0, max(1.0, room - 1), 0)
            self._column(painter, rows, spans_bit(number), box, colours[number])
        hits, problems = self._area.found()
        for y in sorted({round(self.y_of(start)) for start, _ in hits}):
            painter.fillRect(QRectF(1, y - 1, width - 2, 2), QColor(theme.ink))
        for y in sorted({round(self.y_of(one.start)) for one in problems if one.end > one.start}):
            painter.fillRect(QRectF(width - 5, y - 1.5, 5, 3), QColor(theme.red))
        painter.end()
        return drawn

    @staticmethod
    def _column(painter: QPainter, rows: list[int], bit: int, box: QRectF, colour: QColor) -> None:
        """Fill the rows that have a bit, runs of rows at once; a lone row is drawn 2 px high to be seen."""
        begun = -1
        for y, bits in enumerate([*rows, 0]):
            if bits & bit:
                begun = y if begun < 0 else begun
            elif begun >= 0:
                painter.fillRect(QRectF(box.left(), begun, box.width(), max(2, y - begun)), colour)
                begun = -1

    # -- the mouse -----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to a place."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event.position().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event.position().y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The press has done it all."""
        event.accept()

    def _go(self, y: float) -> None:
        y = min(max(y, 0.0), float(self.height()))
        self._area.show_at(self._nearest(y), middle=True)

    def _nearest(self, y: float) -> int:
        """A hit or a problem within 3 px is meant itself; else the place."""
        hits, problems = self._area.found()
        starts = [start for start, _ in hits] + [one.start for one in problems if one.end > one.start]
        near = [(abs(self.y_of(start) - y), start) for start in starts[:5000]]
        distance, start = min(near, default=(99.0, 0))
        return start if distance <= 3 else self.offset_at(y)

    def event(self, event: QEvent) -> bool:
        """The tool tip says what lies there."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.words_at(event.pos().y()), self)
            return True
        return super().event(event)

    def words_at(self, y: float) -> str:
        """What lies at a height of the strip: the paragraph, the labels most frequent there, hits and problems."""
        document, page = self._document, self._area.page
        if document is None or page is None:
            return ""
        start, end = self.offset_at(y - 2), self.offset_at(y + 3)
        number = page.segments.numbers[page.segments.find((start + end) // 2)]
        parts = [f"Paragraph {number:,}"] if number else []
        hidden = self._area.visibility.hidden
        counts = Counter(
            span.label for span in document.touching(start, max(end, start + 1)) if span.label not in hidden
        )
        parts += [f"{self._area.label_title(label)} {count:,}" for label, count in counts.most_common(_NAMED)]
        hits, problems = self._area.found()
        for count, one, many in (
            (sum(start <= at < end for at, _ in hits), "hit", "hits"),
            (sum(start <= problem.start < end for problem in problems), "problem", "problems"),
        ):
            if count:
                parts.append(f"{count:,} {one if count == 1 else many}")
        return " · ".join(parts)
