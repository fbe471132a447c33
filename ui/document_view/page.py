"""The article as segments laid out when needed, in a bounded cache, and a place in it that scrolling keeps."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable
from time import perf_counter

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF

from ui.document_view.disputes import Placed
from ui.document_view.disputes import room_below as room_of_disputes
from ui.document_view.geometry import Figure, Note, Tags, cut, gutter_bars, room_below
from ui.document_view.layout import Grid, Laid
from ui.document_view.levels import depths, foot_levels
from ui.document_view.looks import looks
from ui.document_view.rooms import rooms
from ui.document_view.segments import Heights, Segments, right_to_left
from ui.document_view.tags import place_tags
from ui.open_document import OpenDocument
from ui.patterns import patterns
from ui.theme import Theme
from ui.visibility import EVERYTHING, Visibility
from workbench.model import Span
from workbench.schema import Schema

CACHED = 160  # segments; one of 4 kB takes about 100 kB
TOP, BOTTOM = 18.0, 64.0  # px above the first line and below the last
_WIDEST = 20_000  # code points looked at around a segment to decide its spans' levels
_BLANKS = 16  # blank paragraphs to look back for one that has a direction
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


class Entry(Struct):
    """A segment laid out, with what is drawn of its spans."""

    index: int
    laid: Laid
    figure: Figure
    spans: dict[str, Span]


class Anchor(Struct, frozen=True):
    """The place at the viewport's top: a segment and px inside of it (negative: space above the first)."""

    segment: int = 0
    offset: float = -TOP


class Page:
    """A document set for one width, theme and way of tagging."""

    def __init__(
        self,
        document: OpenDocument,
        schema: Schema,
        theme: Theme,
        *,
        width: float,
        tags: Tags,
        segments: Segments,
        visibility: Visibility = EVERYTHING,
    ) -> None:
        self.document, self.schema, self.theme = document, schema, theme
        self.segments = segments
        self.tags = tags
        px = theme.px
        self.grid = Grid(
            width=width, pitch=round(px(32)), baseline=round(px(22)), gap=round(px(16)), blank=round(px(16))
        )
        self.font: QFont = theme.reading_font()
        self.tag_font: QFont = theme.ui_font(11, True)
        self._tag_metrics = QFontMetricsF(self.tag_font)
        self._tag_widths: dict[str, float] = {}
        self.top, self.bottom = round(px(TOP)), round(px(BOTTOM))
        self.looks = looks(schema, tags)
        self.dimmed, self._hidden = visibility.dimmed, visibility.hidden
        self._patterns = patterns(schema, tags)
        self.placed = Placed()  # what annotators disagree about, in a review
        self.measured = 0  # segments before this one were measured when idle
        self._entries: OrderedDict[int, Entry] = OrderedDict()
        self._rtl: dict[int, bool] = {}
        self._stacks: dict[bool, tuple[list[Span], dict[str, int]]] = {}  # of passages, of other spans
        self.heights = self._guessed()
        self.revision = document.revision

    def _guessed(self) -> Heights:
        """Heights by the number of characters, until a segment is laid out: the cost is the same for any length."""
        text, grid, metrics = self.document.text, self.grid, QFontMetricsF(self.font)
        middle = len(text) // 2
        sample = " ".join((text[:600] + text[middle : middle + 600]).split()) or "n"
        per_line = max(1.0, grid.width / max(1.0, metrics.horizontalAdvance(sample) / len(sample)) * 0.97)
        segments = self.segments
        count = len(segments)
        # the last line of a paragraph is half empty
        other = (count - segments.blanks) * grid.pitch / 2
        other += segments.blanks * grid.blank + segments.spaced * grid.gap
        return Heights(
            segments.starts, end=segments.ends[-1], each=other / count, per_unit=grid.pitch / per_line
        )

    # -- segments --------------------------------------------------------------------------------

    def entry(self, index: int) -> Entry:
        """The segment laid out with its spans, from the cache or made now."""
        found = self._entries.get(index)
        if found is not None:
            self._entries.move_to_end(index)
            return found
        entry = self._made(index)
        self._entries[index] = entry
        self.heights.set(index, entry.laid.height)
        if len(self._entries) > CACHED:
            self._entries.popitem(last=False)
        return entry

    def _made(self, index: int) -> Entry:
        start, end = self.segments.starts[index], self.segments.ends[index]
        passages, others = self._spans_in(start, end)
        laid = self._laid(
            index, rooms(self.document.text, passages, start=start, end=end, scale=self.theme.scale)
        )
        return Entry(index, laid, *self._figure(laid, passages, others))

    def _laid(self, index: int, room: dict[int, float]) -> Laid:
        segments, text = self.segments, self.document.text
        start, end = segments.starts[index], segments.ends[index]
        rtl = self._right_to_left(index)
        return Laid(
            text[start:end],
            start=start,
            font=self.font,
            grid=self.grid,
            rtl=rtl,
            blank=not segments.numbers[index],
            gap=segments.gaps[index],
            rooms=room,
        )

    def _right_to_left(self, index: int) -> bool:
        """A paragraph's direction by its first strong letter; a blank one goes the way of the one before."""
        segments, text = self.segments, self.document.text
        last = max(0, index - _BLANKS)
        while index > last and not segments.numbers[index]:
            index -= 1
        head = segments.head(index)
        if head not in self._rtl:
            begin, end = segments.starts[head], segments.ends[head]
            self._rtl[head] = not text[begin:end].isascii() and right_to_left(text[begin : begin + 400])
        return self._rtl[head]

    def _touching(self, start: int, end: int) -> list[Span]:
        """The spans that are shown there."""
        found = self.document.touching(start, end)
        return [span for span in found if span.label not in self._hidden] if self._hidden else found

    def _spans_in(self, start: int, end: int) -> tuple[list[Span], list[Span]]:
        """The passages of a stretch, and the other spans."""
        passages: list[Span] = []
        others: list[Span] = []
        for span in self._touching(start, end) if end > start else ():
            look = self.looks.get(span.label)
            (passages if look and look.form == "passage" else others).append(span)
        return passages, others

    def _levels(self, start: int, end: int, passages: list[Span], others: list[Span]) -> dict[str, int]:
        rows = self._stacked(self._with_neighbours(start, end, others, passage=False), passage=False)
        if not passages:
            return rows
        return rows | self._stacked(self._with_neighbours(start, end, passages, passage=True), passage=True)

    def _stacked(self, spans: list[Span], *, passage: bool) -> dict[str, int]:
        """The levels of spans; those that lie over many segments are worked out for the first of them only."""
        known, levels = self._stacks.get(passage, ([], {}))
        if spans != known:
            levels = depths(spans) if passage else foot_levels(spans)
            self._stacks[passage] = spans, levels
        return levels

    def _figure(self, laid: Laid, passages: list[Span], others: list[Span]) -> tuple[Figure, dict[str, Span]]:
        order = self._levels(laid.start, laid.end, passages, others)
        figure = cut(laid, [*passages, *others], self.looks, order)
        laid.place(self._rooms_below(laid, figure))
        by_id = {span.id: span for span in (*passages, *others)}
        if not by_id:
            return figure, by_id
        place_tags(
            figure,
            self.looks,
            width_of=self.tag_width,
            gap=round(self.theme.px(3)),
            cut_to=self._cut_tag if self.tags == "names" else None,
            right=self.grid.width + self.theme.px(14),
        )
        if passages:
            figure.bars = gutter_bars(
                laid, figure, inset=round(self.theme.px(5)), gap=round(self.theme.px(2))
            )
        figure.notes = list(self._notes(figure, by_id))
        behind = self.theme.px(1)
        figure.doubts = [
            (piece.line, piece.x1 + (6 * behind if piece.form == "passage" else behind), piece.label)
            for span in by_id.values()
            if span.unsure
            for piece in figure.of_span[span.id]
            if piece.last
        ]
        return figure, by_id

    def _rooms_below(self, laid: Laid, figure: Figure) -> list[float]:
        """The px added below each line: for deep nesting, and for what annotators disagree about."""
        nested = [room_below(pieces, self.theme.px(4)) for pieces in figure.pieces]
        readings = self.placed.readings.get(self.segments.find(laid.start)) if self.placed.readings else None
        if not readings:
            return nested
        letters = len(self.placed.disputes.letters)
        more = room_of_disputes(laid, readings, letters, self.theme.scale)
        return [one + other for one, other in zip(nested, more, strict=True)]

    def tag_width(self, text: str) -> float:
        """How wide a tag is, in px."""
        found = self._tag_widths.get(text)
        if found is None:
            found = self._tag_widths[text] = self._tag_metrics.horizontalAdvance(text)
        return found

    def _cut_tag(self, text: str, width: float) -> str:
        """As much of a name as fits, at least three letters of it; empty if they do not."""
        short = self._tag_metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return short if len(short) > 3 else ""

    def pattern(self, label: str) -> tuple[int, ...]:
        """The foot line of a label: lengths of ink and blank in turns, empty for an unbroken one."""
        return self._patterns.get(label, ())

    def _with_neighbours(self, first: int, last: int, spans: list[Span], *, passage: bool) -> list[Span]:
        """The spans with all that overlap them, and so on, as far as that stays near the segment."""
        low, high = first, last
        while spans:
            start = max(min(span.start for span in spans), first - _WIDEST)
            end = min(max(span.end for span in spans), last + _WIDEST)
            if start >= low and end <= high:
                break
            low, high = min(low, start), max(high, end)
            near = self._touching(low, high)
            spans = [span for span in near if self._is_passage(span) == passage]
        return spans

    def _is_passage(self, span: Span) -> bool:
        look = self.looks.get(span.label)
        return look is not None and look.form == "passage"

    def _notes(self, figure: Figure, spans: dict[str, Span]) -> Iterable[Note]:
        for pieces in figure.pieces:
            for piece in sorted(pieces, key=lambda p: p.x0):
                look = self.looks.get(piece.label)
                if piece.first and look and look.dated:
                    rows = self.time_rows(spans[piece.span])
                    yield Note(piece.span, piece.line, rows or ("value?",), not rows)

    def time_rows(self, span: Span) -> tuple[str, ...]:
        """What the margin says of a time: its value, then how it comes about; empty without a value."""
        label = self.schema.find_label(span.label)
        timex = next((a.id for a in label.attributes if a.type == "timex"), "") if label else ""
        value = str(span.attributes.get(timex, "") or "")
        if not value:
            return ()
        if span.attributes.get("function") == "publication":
            return (value, "published")
        day = _DAY.fullmatch(value)
        if day is None or value[:4] in span.covered(self.document.text):
            return (value,)
        if not self.document.document.published:
            return (value,)
        weekday = _weekday(*(int(part) for part in day.groups()))
        return (f"{value} {weekday}".rstrip(), "from published")

    # -- following changes -----------------------------------------------------------------------

    def follow(self) -> set[int] | None:
        """Let go of what the document's changes made old; the segments touched, None if all were."""
        extents = self.document.extents_since(self.revision)
        self.revision = self.document.revision
        if extents is None:
            self._entries.clear()
            return None
        touched: set[int] = set()
        for start, end in extents:
            # Levels of spans that overlap a changed one may change too.
            near = self.document.touching(start, end)
            low = max(min((s.start for s in near), default=start), start - _WIDEST)
            high = min(max((s.end for s in near), default=end), end + _WIDEST)
            touched.update(self.segments.touching(min(low, start), max(high, end)))
        for index in touched:
            entry = self._entries.get(index)
            if entry is not None:
                self._renew(entry)
        return touched

    def _renew(self, entry: Entry) -> None:
        laid = entry.laid
        passages, others = self._spans_in(laid.start, laid.end)
        room = rooms(self.document.text, passages, start=laid.start, end=laid.end, scale=self.theme.scale)
        if room != laid.rooms and not laid.bidi:
            entry.laid = laid = self._laid(entry.index, room)
        entry.figure, entry.spans = self._figure(laid, passages, others)
        self.heights.set(entry.index, laid.height)

    # -- heights ---------------------------------------------------------------------------------

    def measure(self, seconds: float) -> bool:
        """Put exact heights in the place of estimated ones for about so long; True once all are exact."""
        until = perf_counter() + seconds
        while self.measured < len(self.segments):
            index = self.measured
            self.measured += 1
            if index not in self._entries:
                self.heights.set(index, self._made(index).laid.height)
            if perf_counter() > until:
                break
        return self.measured >= len(self.segments)

    # -- places ----------------------------------------------------------------------------------

    @property
    def height(self) -> float:
        """The height of the whole article, as far as it is known."""
        return self.top + self.heights.total + self.bottom

    def value_of(self, anchor: Anchor) -> float:
        """How far from the top an anchor is."""
        return self.top + self.heights.above(anchor.segment) + anchor.offset

    def anchor_at(self, value: float) -> Anchor:
        """The anchor that far from the top, by the heights known so far."""
        if value < self.top:
            return Anchor(0, value - self.top)
        segment, offset = self.heights.find(value - self.top)
        return Anchor(segment, offset)

    def landing(self, value: float) -> Anchor:
        """Where a jump goes that asks for about so far from the top: to where the nearest segment begins.

        Heights are mostly guessed there, and what a reader looks for is how a paragraph begins.
        """
        segment, offset = self.heights.find(value - self.top)
        last = len(self.segments) - 1
        segment += segment < last and offset > self.heights[segment] / 2
        return Anchor(segment, 0.0) if segment else Anchor()

    def moved(self, anchor: Anchor, dy: float, viewport: float) -> Anchor:
        """The anchor `dy` px further down, by exact heights, stopped at either end of the article."""
        index, offset = anchor.segment, anchor.offset + dy
        last = len(self.segments) - 1
        while offset < 0 and index > 0:
            index -= 1
            offset += self.entry(index).laid.height
        if index == 0:
            offset = max(offset, -self.top)
        while index < last and offset >= (height := self.entry(index).laid.height):
            offset -= height
            index += 1
        return self._filled(Anchor(index, offset), viewport)

    def _filled(self, anchor: Anchor, viewport: float) -> Anchor:
        """The same anchor, or the last one that leaves no empty page below the article's end."""
        room, index = viewport + anchor.offset - self.bottom, anchor.segment
        last = len(self.segments) - 1
        while index <= last and room > 0:
            room -= self.entry(index).laid.height
            index += 1
        if room <= 0:
            return anchor
        index, offset = anchor.segment, anchor.offset - room
        while offset < 0 and index > 0:
            index -= 1
            offset += self.entry(index).laid.height
        return Anchor(index, max(offset, -self.top) if index == 0 else offset)

    def visible(self, anchor: Anchor, viewport: float) -> list[tuple[Entry, float]]:
        """The segments that a viewport shows, each with the y of its top."""
        result = []
        index, y = anchor.segment, -anchor.offset
        while index < len(self.segments) and y < viewport:
            entry = self.entry(index)
            result.append((entry, y))
            y += entry.laid.height
            index += 1
        return result

    def place(self, offset: int) -> tuple[Entry, int]:
        """The segment and line where a caret at an offset stands."""
        entry = self.entry(self.segments.find(offset))
        return entry, entry.laid.line_of(offset)


def _weekday(year: int, month: int, day: int) -> str:
    from datetime import date

    try:
        return _DAYS[date(year, month, day).weekday()]
    except ValueError:
        return ""
