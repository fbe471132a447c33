"""What the article shows besides its spans: selection, hits, problems, relations, caret; and its painting."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from math import ceil
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QRegion
from PySide6.QtWidgets import QWidget

from ui.document_view.disputes import NOTHING, Disputes, Placed
from ui.document_view.geometry import Note
from ui.document_view.overlay import GRIP, Pull, paint_edge, paint_grip, paint_pull
from ui.document_view.page import Entry, Page
from ui.document_view.painted import REACH_DOWN, REACH_UP, Painted, look_of, to_paint
from ui.document_view.painting import MARGIN_X, ROW, Marks
from ui.document_view.reading import ReadingArea
from ui.document_view.relations import PLANNED, Drawn, dot_box, find_routes, paint_relations
from ui.document_view.routes import hit
from ui.guard import guarded
from ui.open_document import OpenDocument
from ui.state import State
from ui.theme import Theme
from workbench.model import Problem, Relation, Span
from workbench.schema import Schema

Shown = list[tuple[Entry, float]]  # the segments that show, each with the y of its top
_FRESHEN = QEvent.Type(QEvent.registerEventType())
NEAR = 4.0  # px at 17 px type within which the mouse is at a line


class ArticleCanvas(ReadingArea):
    """Paints what an ArticleArea laid out. Offsets are code points; px are the viewport's."""

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, schema, parent)
        self._state = State()
        self._marks = Marks()
        self._hits: tuple[list[tuple[int, int]], int] = ([], -1)
        self._problems: list[Problem] = []
        self._disputes = NOTHING
        self._unmoved: Span | None = (
            None  # the current suggestion as it was proposed, while its edges are moved
        )
        self._chosen: tuple[Span, ...] = ()  # the spans of the current suggestion, as they are proposed
        self._all_relations = False
        self._ring = False
        self._blink_on = True
        self._pull: Pull | None = None
        self._edge: tuple[tuple[int, int], ...] = ()
        self._routed: tuple[Any, int, Drawn] = (None, 0, Drawn())
        self.lies_over: list[QWidget] = []  # what shows above the article now and then
        self._painted = Painted()
        self._freshening = False
        self._noting = QTimer(self, singleShot=True)
        self._noting.timeout.connect(self._note_painted)

    def set_all_relations(self, shown: bool) -> None:
        """Show every relation, or the selected span's alone."""
        self._all_relations = shown
        self.freshen()

    def set_preview(self, *relations: Relation | None) -> None:
        """Draw relations that are not stored (their ids do not matter), dashed; None takes them away."""
        planned = [one for one in relations if one is not None]
        self._marks.planned = tuple(replace(one, id=f"{PLANNED}{n}") for n, one in enumerate(planned))
        self.freshen()

    def set_pull(self, pull: Pull | None) -> None:
        """Draw an arrow that is being pulled to nowhere yet; None takes it away."""
        self._pull = pull
        self.freshen()

    def set_edge_preview(self, parts: tuple[tuple[int, int], ...]) -> None:
        """Draw the stretches that a span would have if the mouse let go now; empty takes it away."""
        self._edge = parts
        self._marks.selected = "" if parts else self._state.span
        self.freshen()

    def set_hits(self, hits: list[tuple[int, int]], current: int = -1) -> None:
        """Outline stretches that were found, and fill the current one."""
        self._hits = (list(hits), current)
        self._marks.hits = {}
        for number, (start, end) in enumerate(self._hits[0]):
            for index in self._segments.touching(start, end):
                self._marks.hits.setdefault(index, []).append((start, end, number == current))
        self.freshen()

    def set_problems(self, problems: list[Problem]) -> None:
        """Underline what breaks a rule."""
        self._problems = list(problems)
        self._marks.problems = {}
        for problem in self._problems:
            if problem.end > problem.start:
                for index in self._segments.touching(problem.start, problem.end):
                    self._marks.problems.setdefault(index, []).append(problem)
        self.freshen()

    def set_suggestions(self, suggestions: Sequence[Span], current: str = "") -> None:
        """Draw what is suggested, as no annotation; `current` is the id of the one that keys are about."""
        marks = self._marks
        marks.suggestions, marks.proposed, marks.suggestion = {}, {}, current
        self.redraw_suggestions((), suggestions)

    def redraw_suggestions(self, gone: Iterable[Span], new: Iterable[Span]) -> None:
        """Draw some suggestions no more, and others from now on."""
        marks = self._marks
        marks.drawing += 1
        for one in gone:
            span = marks.proposed.pop(one.id, None)
            for index in self._stretch(span) if span is not None else ():
                marks.suggestions[index] = [s for s in marks.suggestions[index] if s.id != one.id]
        for span in new:
            marks.proposed[span.id] = span
            for index in self._stretch(span):
                marks.suggestions.setdefault(index, []).append(span)
        self.freshen()

    def set_disputes(self, disputes: Disputes) -> None:
        """Draw what annotators disagree about, and ticks at what is decided; lines make room for it."""
        if disputes != self._disputes:
            self._disputes = disputes
            self._anew()

    def set_frame(self, extent: tuple[int, int] | None) -> None:
        """Frame the stretch that is being decided; None frames nothing."""
        self._marks.frame = extent
        self.freshen()

    def _new_page(self, document: OpenDocument, width: float) -> Page:
        page = super()._new_page(document, width)
        if self._disputes.letters:
            page.placed = Placed(self._disputes, self._disputes.by_segment(self._segments))
        return page

    def _stretch(self, span: Span) -> Iterable[int]:
        return self._segments.touching(span.start, max(span.start, span.end - 1))

    def chosen_suggestion(self) -> Span | None:
        """The first span of the current suggestion, as it is proposed."""
        return self._chosen[0] if self._chosen and self._state.kind == "suggestion" else None

    def _mark_suggestion(self, before: State) -> None:
        """Frame the current suggestion, with its edges as they were moved; put them back when it is left."""
        state, marks = self._state, self._marks
        current = self._chosen[0] if self._chosen else None
        if before.kind == "suggestion" and before.suggestion != state.suggestion:
            if self._unmoved is not None and self._unmoved.id in marks.proposed:
                self.redraw_suggestions((self._unmoved,), (self._unmoved,))
            self._unmoved = None
        if state.kind != "suggestion":
            marks.suggestion, marks.together = "", frozenset()
            return
        marks.suggestion = current.id if current is not None else ""
        marks.together = frozenset(span.id for span in self._chosen[1:])
        drawn = marks.proposed.get(marks.suggestion)
        if drawn is not None and (drawn.start, drawn.end) != (state.start, state.end):
            self._unmoved = self._unmoved or drawn
            self.redraw_suggestions(
                (drawn,), (replace(drawn, start=state.start, end=state.end, fragments=()),)
            )

    def suggestion_under(self, at: QPointF) -> Span | None:
        """The shortest suggestion that is drawn at a place of the viewport, unless a shorter span is there."""
        over = self.character_at(at)
        if self.document is None or over is None:
            return None
        index = self._segments.find(over)
        here = [s for s in self._marks.suggestions.get(index, ()) if s.start <= over < s.end]
        found = min(here, key=lambda s: (s.end - s.start, s.id), default=None)
        inside = [s for s in self.document.at(over) if s.start <= over < s.end]
        if found is None or any(s.end - s.start < found.end - found.start for s in inside):
            return None
        return found

    # -- relations -----------------------------------------------------------------------------------

    def drawn(self, shown: Shown | None = None) -> Drawn:
        """The relations as they are drawn now; found again only when something moved.

        `shown` are the segments that show and the y of their tops, if they are known already.
        """
        page, brush, marks = self._page, self._brush, self._marks
        if page is None or brush is None:
            return Drawn()
        left, width = self._columns()
        shown = self._shown(self.viewport().height()) if shown is None else shown
        key = (
            brush, page.revision, tuple(entry.index for entry, _ in shown), left, width, self._all_relations,
            marks.selected, marks.relation, marks.planned, marks.drawing,
        )  # fmt: skip
        top = round(shown[0][1]) if shown else 0
        if key != self._routed[0]:
            found = find_routes(brush, shown, marks, left=left, width=width, every=self._all_relations)
            self._routed = (key, top, found)
        elif top != self._routed[1]:
            # while the same segments show, scrolling takes the ways along as they are
            self._routed = (key, top, self._routed[2].moved(top - self._routed[1]))
        return self._routed[2]

    def _shown(self, height: int) -> Shown:
        return self._page.visible(self._anchor, height) if self._page is not None else []

    def relation_at(self, at: QPointF) -> tuple[str, str] | None:
        """The stored relation drawn at a place, and the span that its stub leads to (or empty)."""
        stored = tuple(one for one in self.drawn().routes if not one.id.startswith(PLANNED))
        return hit(stored, at.x(), at.y(), reach=self._theme.px(NEAR))

    # -- painting ------------------------------------------------------------------------------------

    def freshen(self) -> None:
        """Paint again what looks otherwise than it did, once all is done that the present event leads to."""
        if not self._freshening:
            self._freshening = True
            QCoreApplication.postEvent(self, QEvent(_FRESHEN))

    @guarded
    def customEvent(self, event: QEvent) -> None:
        """See freshen."""
        if event.type() != _FRESHEN:
            super().customEvent(event)
            return
        self._freshening = False
        before, self._painted = self._painted, self._now_painted()
        region = self._to_paint(before)
        if region is None:
            self.viewport().update()
        elif not region.isEmpty():
            self.viewport().update(region)

    def _scrolled(self) -> None:
        """What shows already goes along, and only the rest is painted; far from there, all of it."""
        viewport, before = self.viewport(), self._painted
        near = not before.segments or any(
            entry.index in before.segments for entry, _ in self._shown(viewport.height())
        )
        self._painted = self._now_painted() if near else Painted()
        if not near:
            self._noting.start(0)
        way, ratio = before.way_to(self._painted), viewport.devicePixelRatioF()
        region = None
        if way is not None and self._pull is None and ratio == int(ratio):
            region = self._to_paint(before.moved(way))
        if region is None or way is None:
            super()._scrolled()
            return
        band = self._uncovered()  # Qt takes nothing along that something lies over
        viewport.scroll(0, way, band)
        viewport.update(region + (QRegion(viewport.rect()) - QRegion(band)))

    def _uncovered(self) -> QRect:
        """The taller band of the viewport above or below what lies over it."""
        viewport = self.viewport()
        whole = viewport.rect()
        for other in self.lies_over:
            over = QRect(viewport.mapFromGlobal(other.mapToGlobal(QPoint(0, 0))), other.size()) & whole
            if other.isVisible() and not over.isEmpty():
                above = QRect(whole.topLeft(), QSize(whole.width(), over.top() - whole.top()))
                below = whole.adjusted(0, over.bottom() + 1 - whole.top(), 0, 0)
                whole = above if above.height() >= below.height() else below
        return whole

    def _note_painted(self) -> None:
        """Remember what a jump shows, so that the gesture after it paints its lines alone."""
        if not (self._freshening or self._painted.segments):
            self._painted = self._now_painted()

    def _to_paint(self, before: Painted) -> QRegion | None:
        reach = ceil(self._theme.px(REACH_UP)), ceil(self._theme.px(REACH_DOWN))
        return to_paint(before, self._painted, self.viewport().rect(), reach)

    def _now_painted(self) -> Painted:
        page, brush, marks = self._page, self._brush, self._marks
        if page is None or brush is None:
            return Painted()
        shown, (left, width) = self._shown(self.viewport().height()), self._columns()
        drawn = self.drawn(shown)
        over = (marks.selected, marks.relation, marks.over_relation) if drawn.routes else ()
        front = (self._edge, self._pull, self._ring, self.hasFocus())
        return Painted(
            whole=(brush, brush.numbers, self.margin_shown, left, drawn.routes, over, *front),
            segments={
                entry.index: (
                    self._box(entry, y),
                    look_of(entry, marks, self._commented(entry) if self.margin_shown else []),
                )
                for entry, y in shown
            },
            spots=dict(self._spots(shown, left, width, drawn)),
        )

    def _spots(
        self, shown: Shown, left: float, width: float, drawn: Drawn
    ) -> Iterator[tuple[Hashable, tuple[QRect, Any]]]:
        caret, grip, brush = self._caret_spot(shown, left), self._grip_spot(shown, left, drawn), self._brush
        places: list[tuple[Hashable, QRectF | None, str]] = [("caret", caret, ""), ("grip", grip, "")]
        if brush is not None:
            places += [
                ((piece.span, "dot"), dot_box(brush, entry, y, piece, left), piece.label)
                for entry, y, piece in drawn.dots
            ]
        for name, spot, words in places:
            if spot is not None:
                yield name, (spot.toAlignedRect().adjusted(-1, -1, 1, 1), words)
        for note, box, _ in self._notes(shown, left + width):
            yield note.span, (box, note)
        if self._ring:  # its sides are the same wherever the text is
            ring = self.viewport().rect()
            yield "ring above", (QRect(0, 0, ring.width(), 3), None)
            yield "ring below", (QRect(0, ring.height() - 3, ring.width(), 3), None)

    def _notes(self, shown: Shown, x: float) -> Iterator[tuple[Note, QRect, float]]:
        """The notes in the margin that begins at `x`, with where they are and their first row's baseline."""
        brush, viewport = self._brush, self.viewport()
        if brush is None or not self.margin_shown:
            return
        row, begin = brush.px(ROW), int(x)
        for note, at in brush.notes(shown, viewport.height()):
            top = int(at - row) - 1
            yield note, QRect(begin, top, viewport.width() - begin, row * len(note.rows) + row // 2 + 2), at

    def _box(self, entry: Entry, y: float) -> QRect:
        """Where the ink of a segment is, besides its notes in the margin, in px of the viewport."""
        up = ceil(self._theme.px(REACH_UP))
        down = ceil(entry.laid.lines[-1].bottom + self._theme.px(REACH_DOWN))
        return QRect(0, round(y) - up, self.viewport().width(), up + down)

    def _grip_spot(self, shown: Shown, left: float, drawn: Drawn) -> QRectF | None:
        at, brush = self._grip_among(shown, left, drawn), self._brush
        if at is None or brush is None:
            return None
        reach = brush.theme.px(GRIP) + 2
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)

    def _commented(self, entry: Entry) -> list[int]:
        """The lines of a segment beside which a dot says that a span has open comments."""
        if self.document is None or not self.document.comments:
            return []
        return [
            pieces[0].line
            for id, pieces in entry.figure.of_span.items()
            if pieces and pieces[0].first and self._open_comments(id)
        ]

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines that show."""
        with QPainter(self.viewport()) as painter:  # ended whatever happens: Qt dies of one left open
            self._paint(painter, event)

    def _paint(self, painter: QPainter, event: QPaintEvent) -> None:
        painter.fillRect(event.rect(), QColor(self._theme.paper))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)  # whichever segment comes first
        if self._page is None or self._brush is None:
            return
        page, brush, marks = self._page, self._brush, self._marks
        group = QPalette.ColorGroup.Active if self.hasFocus() else QPalette.ColorGroup.Inactive
        marks.highlight = self.palette().color(group, QPalette.ColorRole.Highlight)
        marks.highlighted = self.palette().color(group, QPalette.ColorRole.HighlightedText)
        left, width = self._columns()
        shown = page.visible(self._anchor, self.viewport().height())
        region, margin = event.region(), left + width
        for entry, y in shown:
            part = region.intersected(self._box(entry, y))
            if part.isEmpty():
                continue
            brush.paint(painter, entry, marks, x=left, y=round(y), clip=QRectF(part.boundingRect()))
            for index in self._commented(entry) if self.margin_shown else ():
                brush.comment(painter, entry.laid.lines[index], x=margin, y=round(y))
        for note, box, at in self._notes(shown, margin):
            if region.intersects(box):
                brush.note(painter, note, x=margin, room=self.viewport().width() - margin, at=at)
        drawn = self.drawn(shown)
        if drawn.routes or drawn.dots:
            paint_relations(painter, brush, drawn, marks, left=left)
        if self._edge:
            paint_edge(painter, brush, shown, self._edge, left=left)
        grip = self._grip_among(shown, left, drawn)
        if grip is not None:
            paint_grip(painter, brush, grip)
        if self._pull is not None:
            paint_pull(painter, brush, self._pull)
        caret = self._caret_spot(shown, left)
        if caret is not None:
            painter.fillRect(caret, QColor(self._theme.ink))
        if self._ring:
            painter.setPen(QPen(QColor(self._theme.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def grip(self) -> QPointF | None:
        """Where the dot is from which an arrow is pulled; None where there is none."""
        return self._grip_among(self._shown(self.viewport().height()), self._columns()[0], self.drawn())

    def _grip_among(self, shown: Shown, left: float, drawn: Drawn) -> QPointF | None:
        return None

    def beside(self, at: QPointF) -> str:
        """The id of the span that a note or a comment's dot in the margin is about; empty where there is none."""
        left, width = self._columns()
        brush, x = self._brush, at.x() - left - width
        if brush is None or not self.margin_shown or x < brush.px(3):
            return ""
        shown = self._shown(self.viewport().height())
        if x >= brush.px(MARGIN_X) - 4:
            under = (
                note.span for note, box, _ in self._notes(shown, left + width) if box.contains(at.toPoint())
            )
            return next(under, "")
        for entry, y in shown:
            for id, pieces in entry.figure.of_span.items():
                if pieces and pieces[0].first and self._open_comments(id):
                    line = entry.laid.lines[pieces[0].line]
                    if abs(at.y() - round(y) - line.baseline + brush.px(5)) <= brush.px(8):
                        return id
        return ""

    def _open_comments(self, span_id: str) -> bool:
        document = self.document
        return document is not None and any(not c.resolved for c in document.comments_on(span_id))

    def _caret_spot(self, shown: Shown, left: float) -> QRectF | None:
        """Where the caret is drawn; None where none is."""
        state = self._state
        hidden = state.kind in ("span", "relation", "suggestion") or not self.hasFocus()
        if hidden or not (self._blink_on or state.kind == "text"):
            return None
        index = self._segments.find(state.caret)
        for entry, y in shown:
            if entry.index == index:
                return self._caret_rect(entry, state.caret).translated(left, round(y))
        return None

    def _caret_rect(self, entry: Entry, offset: int) -> QRectF:
        px = self._theme.px
        line = entry.laid.lines[entry.laid.line_of(offset)]
        x = round(entry.laid.x_of(offset))
        top = max(line.top, line.baseline - px(16))
        return QRectF(x - 1, top, max(1.0, round(px(1.5))), line.baseline + px(5) - top)
