"""Lines of one segment through QTextLayout: where characters stand and what stands at a place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache

from msgspec import Struct
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from ui.document_view.islands import Island, islands
from workbench.offsets import is_grapheme_boundary, next_grapheme, previous_grapheme
from workbench.utf16 import Utf16Map

# Control characters would vanish or break the line: each shows as its symbol (Control Pictures, U+2400).
_SYMBOLS = {code: 0x2400 + code for code in range(0x20) if code != 0x09}
_SYMBOLS |= {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), 0x2426)
_CONTROLS = re.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f]")
_BIDI = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")  # embeddings, overrides and isolates
# made once: an enum's "|" takes longer than the glyphs themselves
_GLYPHS = (
    QTextLayout.GlyphRunRetrievalFlag.RetrieveStringIndexes
    | QTextLayout.GlyphRunRetrievalFlag.RetrieveGlyphPositions
)


class Grid(Struct, frozen=True):
    """Distances in px, already zoomed: the same for every line of an article."""

    width: float
    pitch: float
    baseline: float  # from a line's top
    gap: float  # below a paragraph
    blank: float  # the height of a paragraph without a word


class Line(Struct, frozen=True, gc=False):
    """One line: [start, end) in code points of the document; y from the segment's top, x from its left."""

    start: int
    end: int
    top: float
    baseline: float
    bottom: float
    left: float
    right: float


class Run(Struct, frozen=True, gc=False):
    """A stretch of one line that is drawn without a break: from x0 to x1, in reading order of the text."""

    x0: float
    x1: float
    rtl: bool = False


Stretch = tuple[int, int, Run]  # [begin, stop) in UTF-16 units of the segment, and where it is drawn


class Laid:
    """One segment laid out. Offsets are code points of the document; only inside are they UTF-16."""

    def __init__(
        self,
        text: str,
        *,
        start: int,
        font: QFont,
        grid: Grid,
        rtl: bool,
        blank: bool,
        gap: bool,
        rooms: Mapping[int, float] | None = None,
    ) -> None:
        """`rooms`: px of room before characters, by offset; a text with right-to-left letters makes none."""
        self.start, self.end = start, start + len(text)
        self.rtl, self.blank, self._gap, self._grid = rtl, blank, gap, grid
        self._text = text
        self.bidi = rtl or _BIDI.search(text) is not None
        self._overridden = self.bidi and _OVERRIDES.search(text) is not None
        self._map = Utf16Map(text)
        self._plain = text.isascii()
        self.rooms: Mapping[int, float] = {} if self.bidi or not rooms else rooms
        shown = text.translate(_SYMBOLS) if _CONTROLS.search(text) else text
        # The lines below live in the layout: it must stay referenced as long as they are used.
        self.layout = QTextLayout(shown, font)
        self._space = _space_width(font)
        self.layout.setTextOption(_option(rtl, 4 * self._space * 2))
        self.layout.setCacheEnabled(True)
        self._islands: list[Island] | None = None
        self._stretches: dict[int, list[Stretch]] = {}  # by line, of a text with both directions
        self._qlines = self._broken(None)
        if self.rooms:
            self._make_room()
        self._extents = [self._extent(line) for line in self._qlines]
        self.lines: tuple[Line, ...] = ()
        self.height = 0.0
        self._extra: list[float] | None = None
        self.place([0.0] * len(self._qlines))

    def _broken(self, widths: list[float] | None) -> list[QTextLine]:
        """Break the text into lines, all as wide as the grid says or each as wide as `widths` says."""
        self.layout.beginLayout()
        lines: list[QTextLine] = []
        while (line := self.layout.createLine()).isValid():
            known = widths is not None and len(lines) < len(widths)
            line.setLineWidth(widths[len(lines)] if widths and known else self._grid.width)
            lines.append(line)
        self.layout.endLayout()
        return lines

    def _make_room(self) -> None:
        """Set the characters before the rooms wider, and break the same lines again."""
        starts = [line.textStart() for line in self._qlines]
        ends = [line.textStart() + line.textLength() for line in self._qlines]
        widths = [line.naturalTextWidth() + self._space for line in self._qlines]
        formats = []
        for at, room in self.rooms.items():
            local = at - self.start
            style = QTextCharFormat()
            style.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
            style.setFontLetterSpacing(room)
            formats.append(self.format_range(self.start + previous_grapheme(self._text, local), at, style))
            unit = self._unit(at)
            number = bisect_right(ends, unit - 1)
            if number < len(widths):
                widths[number] += room
        self.layout.setFormats(formats)
        self._qlines = self._broken(widths)
        if [line.textStart() for line in self._qlines] != starts:
            # a word of a single letter may have slipped in: then the lines break as they will
            self._qlines = self._broken(None)

    def _extent(self, line: QTextLine) -> tuple[int, int, float, float]:
        """The start and end of a line, and its left and right edge."""
        start, natural = line.textStart(), line.naturalTextRect()
        first, last = start, start + line.textLength()
        if not self._plain:
            first, last = self._map.to_code_point(first), self._map.to_code_point(last)
        return self.start + first, self.start + last, natural.left(), natural.right()

    def place(self, extra: list[float]) -> None:
        """Set the lines one below the other; `extra` px of room go below each. Breaks nothing anew."""
        if extra == self._extra:
            return
        self._extra = extra
        top, placed, grid = 0.0, [], self._grid
        pitch, baseline = (grid.blank, grid.blank * 0.7) if self.blank else (grid.pitch, grid.baseline)
        for (start, end, left, right), qline, more in zip(self._extents, self._qlines, extra, strict=True):
            qline.setPosition(QPointF(qline.x(), top + baseline - qline.ascent()))
            bottom = top + pitch + more
            placed.append(Line(start, end, top, top + baseline, bottom, left, right))
            top = bottom
        self.lines = tuple(placed)
        self.height = top + (grid.gap if self._gap else 0.0)

    # -- from text to place ----------------------------------------------------------------------

    def line_of(self, offset: int) -> int:
        """The line that a caret at an offset stands in; between two lines, the lower one."""
        return max(0, bisect_right(self.lines, offset, key=lambda line: line.start) - 1)

    def x_of(self, offset: int) -> float:
        """Where a caret at an offset stands."""
        line = self._qlines[self.line_of(offset)]
        return self._x(line, offset)

    def _x(self, line: QTextLine, offset: int) -> float:
        x: float = line.cursorToX(self._unit(offset))[0]  # type: ignore[index]
        return x

    def _unit(self, offset: int) -> int:
        local = offset - self.start
        if local < 0:
            local = 0
        elif local > len(self._text):
            local = len(self._text)
        return local if self._plain else self._map.to_utf16(local)

    def runs(self, index: int, start: int, end: int) -> list[Run]:
        """The stretches of a line that show [start, end), in the text's order, without blanks at a wrap."""
        line = self.lines[index]
        if start < line.start:
            start = line.start
        if end >= line.end:
            end = line.end
            if index + 1 < len(self.lines):
                shown = self._text[start - self.start : end - self.start]
                end -= len(shown) - len(shown.rstrip())
        if end <= start:
            return []
        qline = self._qlines[index]
        first, last = self._unit(start), self._unit(end)
        if not self.bidi:
            left: float = qline.cursorToX(first)[0]  # type: ignore[index]
            right: float = qline.cursorToX(last)[0]  # type: ignore[index]
            return [Run(left, right - self.rooms.get(end, 0.0) if self.rooms else right)]
        found = []
        for begin, stop, run in self._stretches_of(index):
            if begin >= last or stop <= first:
                continue
            x0, x1 = (run.x1, run.x0) if run.rtl else (run.x0, run.x1)
            if first > begin:
                x0 = qline.cursorToX(first)[0]  # type: ignore[index]
            if last < stop:
                x1 = qline.cursorToX(last)[0]  # type: ignore[index]
            if x0 != x1:
                found.append(Run(x0, x1, run.rtl) if x0 < x1 else Run(x1, x0, run.rtl))
        return found

    def _stretches_of(self, index: int) -> list[Stretch]:
        """A line in stretches of one direction, in the text's order."""
        found = self._stretches.get(index)
        if found is None:
            here = self._islands_on(self.lines[index])
            found = self._as_drawn(index) if here is None else self._between(index, here)
            self._stretches[index] = found
        return found

    def _islands_on(self, line: Line) -> list[Island] | None:
        """What is drawn from right to left on a line; None where only glyphs can tell."""
        if self.rtl or self._overridden:
            return None
        if self._islands is None:
            self._islands = islands(self._text)
        first, last = line.start - self.start, line.end - self.start
        here = [island for island in self._islands if island[0] < last and island[1] > first]
        # the blank at which an island wraps is drawn with it
        return None if any(mixed or end > last for _, end, mixed in here) else here

    def _between(self, index: int, islands: list[Island]) -> list[Stretch]:
        """The stretches of a left-to-right line with these islands of the other direction.

        Qt's cursorToX tells of a place between two directions where the caret of the line's own stands.
        """
        line, qline = self.lines[index], self._qlines[index]
        found: list[Stretch] = []
        at, x, end = qline.textStart(), line.left, qline.textStart() + qline.textLength()
        for start, stop, _ in islands:
            first, last = (
                max(self._unit(self.start + start), qline.textStart()),
                self._unit(self.start + stop),
            )
            left: float = qline.cursorToX(last - 1, QTextLine.Edge.Trailing)[0]  # type: ignore[index]
            right: float = qline.cursorToX(last)[0]  # type: ignore[index]
            if last == end:  # nothing stands behind it
                right = max(g.boundingRect().right() for g in qline.glyphRuns(first, last - first, _GLYPHS))
            if first > at:
                found.append((at, first, Run(x, left)))
            found.append((first, last, Run(left, right, True)))
            at, x = last, right
        if end > at:
            found.append((at, end, Run(x, qline.cursorToX(end)[0])))  # type: ignore[index]
        return found

    def _as_drawn(self, index: int) -> list[Stretch]:
        """The stretches of a line as its glyphs tell them: slower, for any mixture of directions."""
        qline = self._qlines[index]
        runs = []
        for glyphs in qline.glyphRuns(-1, -1, _GLYPHS):
            box, indexes = glyphs.boundingRect(), glyphs.stringIndexes()
            if box.width() > 0 and indexes:
                runs.append((min(indexes), Run(box.left(), box.right(), glyphs.isRightToLeft())))
        runs.sort(key=lambda pair: pair[0])
        joined = _joined(runs)
        line = self.lines[index]
        shown = self._text[line.start - self.start : line.end - self.start]
        end = line.start + len(shown.rstrip()) if index + 1 < len(self.lines) else line.end
        stops = [begin for begin, _ in joined[1:]] + [self._unit(end)]
        return [(begin, stop, run) for (begin, run), stop in zip(joined, stops, strict=True)]

    def format_range(self, start: int, end: int, style: QTextCharFormat) -> QTextLayout.FormatRange:
        """A style for [start, end), to be given to the layout's draw."""
        result = QTextLayout.FormatRange()
        result.start = self._unit(start)
        result.length = self._unit(end) - self._unit(start)
        result.format = style
        return result

    # -- from place to text ----------------------------------------------------------------------

    def line_at(self, y: float) -> int:
        """The line at a height, the nearest one if outside."""
        return max(0, bisect_right(self.lines, y, key=lambda line: line.top) - 1)

    def offset_at(self, index: int, x: float) -> int:
        """The grapheme boundary nearest to x on a line: never the one that shows on the line below."""
        at = self._hit(index, x, QTextLine.CursorPosition.CursorBetweenCharacters)
        line = self.lines[index]
        local = at - self.start
        if at >= line.end > line.start and index + 1 < len(self.lines):
            return self.start + previous_grapheme(self._text, line.end - self.start)
        return (
            at
            if is_grapheme_boundary(self._text, local)
            else self.start + previous_grapheme(self._text, local)
        )

    def character_at(self, index: int, x: float) -> int | None:
        """The offset of the character drawn at x on a line; None beside the text."""
        line = self.lines[index]
        if not line.left <= x <= line.right or line.end <= line.start:
            return None
        at = min(self._hit(index, x, QTextLine.CursorPosition.CursorOnCharacter), line.end - 1)
        if not self.bidi:  # of a ligature Qt finds only the first letter; cursorToX parts it
            following = self.start + next_grapheme(self._text, at - self.start)
            while following < line.end and self._x(self._qlines[index], following) <= x:
                at, following = following, self.start + next_grapheme(self._text, following - self.start)
        return at

    def _hit(self, index: int, x: float, mode: QTextLine.CursorPosition) -> int:
        qline = self._qlines[index]
        if self.rtl and index + 1 < len(self.lines):
            # Qt's xToCursor counts the blank that hangs beyond a wrapped right-to-left line; cursorToX
            # and the glyphs do not.
            x += self._hanging(index)
        unit = qline.xToCursor(x, mode)
        unit = min(max(unit, qline.textStart()), qline.textStart() + qline.textLength())
        return self.start + self._map.to_code_point(unit)

    def _hanging(self, index: int) -> float:
        end = self.lines[index].end - self.start
        if end == 0 or self._text[end - 1] != " ":
            return 0.0
        widths = [
            g.boundingRect().width()
            for g in self._qlines[index].glyphRuns(self._unit(self.start + end - 1), 1)
        ]
        return max(widths, default=self._space)


@cache
def _option(rtl: bool, tab: float) -> QTextOption:
    """How lines are broken and set, with `tab` px between tab stops."""
    option = QTextOption(Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    option.setTabStopDistance(tab)
    return option


@cache
def _space_width(font: QFont) -> float:
    return QFontMetricsF(font).horizontalAdvance(" ")


def _joined(runs: list[tuple[int, Run]]) -> list[tuple[int, Run]]:
    """Runs that touch and read the same way become one: a font change inside a word is no seam.

    (Where a stretch needs several fonts, Qt gives each of its runs the rectangle of them all.)
    """
    result: list[tuple[int, Run]] = []
    for begin, run in runs:
        if result and result[-1][1].rtl == run.rtl:
            first, last = result[-1]
            if max(last.x0, run.x0) < min(last.x1, run.x1) + 1.5:
                result[-1] = first, Run(min(last.x0, run.x0), max(last.x1, run.x1), run.rtl)
                continue
        result.append((begin, run))
    return result
