"""Relations of the spans on the screen: their ways, plates, arrow heads and stubs, and dots for those not shown."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from ui.document_view.frames import FOOT, FOOT_STEP, TINT_TOP
from ui.document_view.geometry import Piece, cut
from ui.document_view.page import Entry
from ui.document_view.painting import Brush, Marks
from ui.document_view.proposed import letters, suggested_here
from ui.document_view.routes import Plate, Point, Route, Router, Seat, Strip, Wish
from ui.open_document import OpenDocument
from ui.theme import mix
from workbench.model import Relation, Span

LANES = (-26.0, -21.5, -18.0)  # from the baseline; only the first one passes above tags and plates
PLATE = (-25.0, -14.5)  # between the words of two lines
TIP = 0.5  # px between an arrow's head and the tint of its span
TRACKS_LEFT, TRACKS_RIGHT = (-5, -9, -13, -17), (5, 9, 13)  # from the text's edges
PLANNED = "planned "  # how the id of a relation begins that is not stored
MOST_STUBS = 12  # of one span
_STRENGTHS = ((0.5, 0.66), (0.72, 0.72), (0.95, 0.95))  # of ink on paper, for lines and for words
_HEAD = 6  # px from the base of an arrow's head to its tip
_FAR_WORDS = (32, 18, 0)  # characters that a stub quotes of the other end, longest first


class Drawn(Struct, frozen=True):
    """The relations that show now: their routes, and the spans whose relations do not show."""

    routes: tuple[Route, ...] = ()
    relations: dict[str, Relation] | None = None
    dots: tuple[tuple[Entry, float, Piece], ...] = ()

    def relation(self, id: str) -> Relation | None:
        """The relation of a route."""
        return self.relations.get(id) if self.relations is not None else None

    def moved(self, dy: float) -> Drawn:
        """The same further down."""
        routes = tuple(route.moved(dy) for route in self.routes)
        return Drawn(routes, self.relations, tuple((entry, y + dy, piece) for entry, y, piece in self.dots))


def find_routes(
    brush: Brush,
    shown: list[tuple[Entry, float]],
    marks: Marks,
    *,
    left: float,
    width: float,
    every: bool,
) -> Drawn:
    """The ways of the selected span's relations (of all that show, if `every`), and where dots stand.

    The text is `width` px wide and begins at `left`; `shown` has the y of every segment on the screen.
    """
    document = brush.page.document
    if not document.relations and not marks.planned:
        return Drawn()
    scene = _Scene(brush, shown, left, marks)
    drawn: dict[str, Relation] = {}
    focus = (marks.selected,) if marks.selected else ()
    chosen = document.relations.get(marks.relation)
    if chosen is not None:
        focus = (*focus, chosen.head, chosen.tail)
        drawn[chosen.id] = chosen
    near = scene.places if every else ([marks.selected] if marks.selected else [])
    for id in near:
        drawn.update((relation.id, relation) for relation in document.relations_of(id))
    if document.hidden:
        drawn = {relation.id: relation for relation in drawn.values() if not _hidden(document, relation)}
    for planned in marks.planned:
        for id in (planned.head, planned.tail):
            scene.find(id)
        drawn[planned.id] = planned
    wishes = []
    for relation in drawn.values():
        must = relation in marks.planned or relation.id == marks.relation
        wish = scene.wish(relation, must=must or (marks.selected in (relation.head, relation.tail)))
        if wish is not None:
            wishes.append(wish)
    wishes = _fewer_stubs(wishes, scene)
    px = brush.px
    edge = max((line.right for entry, _ in shown for line in entry.laid.lines), default=width)
    edge = max(width, edge)
    router = Router(
        scene.strips,
        left=[left + px(x) for x in TRACKS_LEFT],
        right=[left + edge + px(x) for x in TRACKS_RIGHT],
        bounds=(left - px(2), left + edge + px(2)),
        width_of=scene.width_of,
        unit=brush.theme.px(1),
    )
    routes = tuple(router.routes(wishes))
    joined = {id for route in routes for id in _reached(route, drawn[route.id])}
    dots = tuple(scene.places[id][0] for id in scene.places if id not in joined and document.relations_of(id))
    return Drawn(routes, drawn, dots)


def _reached(route: Route, relation: Relation) -> set[str]:
    """The spans that a route is drawn at: both of its ends, or those of its stubs."""
    ends = {relation.head, relation.tail}
    stubs = {id for plate in route.plates if plate.goes for id in ends - {plate.goes}}
    return stubs or (ends if route.lines else set())


def _fewer_stubs(wishes: list[Wish], scene: _Scene) -> list[Wish]:
    """Of the relations that leave the screen the nearest ones of each span: more words find no room."""
    kept, stubs = [], defaultdict[str, list[tuple[int, Wish]]](list)
    for wish in wishes:
        if wish.head is not None and wish.tail is not None:
            kept.append(wish)
            continue
        here, there = wish.ends if wish.head is not None else wish.ends[::-1]
        away = abs(_start(scene.span(here)) - _start(scene.span(there)))
        stubs[here].append((away, wish))
    for leaving in stubs.values():
        leaving.sort(key=lambda pair: pair[0])
        kept += [wish for _, wish in leaving[:MOST_STUBS]]
    return kept


def _start(span: Span | None) -> int:
    return span.start if span is not None else 0


def _hidden(document: OpenDocument, relation: Relation) -> bool:
    """Whether an end is a span that is not shown."""
    ends = (document.spans.get(id) for id in (relation.head, relation.tail))
    return any(span is not None and span.label in document.hidden for span in ends)


class _Scene:
    """The lines on the screen and where spans stand on them, told to the router."""

    def __init__(self, brush: Brush, shown: list[tuple[Entry, float]], left: float, marks: Marks) -> None:
        self.brush, self._shown, self._left, self._proposed = brush, shown, left, marks.proposed
        self._document = brush.page.document
        self._metrics = QFontMetricsF(brush.theme.ui_font(11))
        self.places: dict[str, list[tuple[Entry, float, Piece]]] = {}
        self.strips: list[Strip] = []
        self._number: dict[tuple[int, int], int] = {}
        px = brush.px
        for entry, y in shown:
            italics = defaultdict[int, list[tuple[float, float]]](list)
            if entry.index in marks.suggestions:
                for _, _, index, x, width in letters(brush.page, entry, suggested_here(entry, marks)):
                    italics[index].append((x, x + width))
            for index, line in enumerate(entry.laid.lines):
                base = round(y) + line.baseline
                self._number[entry.index, index] = len(self.strips)
                standing = [(tag.x, tag.x + tag.width) for tag in entry.figure.tags[index]]
                tags = tuple(
                    (left + x0 - px(2), left + x1 + px(2)) for x0, x1 in (*standing, *italics.get(index, ()))
                )
                self.strips.append(
                    Strip(
                        lanes=tuple(base + brush.theme.px(lane) for lane in LANES),
                        over=(True, False, False),
                        plate=(base + brush.theme.px(PLATE[0]), base + brush.theme.px(PLATE[1])),
                        tags=tags,
                    )
                )
            for id in entry.figure.of_span:
                if self._document.relations_of(id):
                    self._add(entry, y, id)

    def _add(self, entry: Entry, y: float, id: str) -> None:
        pieces = entry.figure.of_span.get(id)
        if pieces:
            self.places.setdefault(id, []).extend((entry, y, piece) for piece in pieces)

    def find(self, id: str) -> None:
        """Know where a span stands that has no relation yet, or a suggested one."""
        if id in self.places:
            return
        proposed = self._proposed.get(id)
        for entry, y in self._shown:
            self._add(entry, y, id)
            if proposed is not None and proposed.start < entry.laid.end and proposed.end > entry.laid.start:
                pieces = cut(entry.laid, [proposed], self.brush.page.looks, {}).of_span[id]
                self.places.setdefault(id, []).extend((entry, y, piece) for piece in pieces)

    def span(self, id: str) -> Span | None:
        """A span of the document, or a suggested one."""
        return self._document.spans.get(id) or self._proposed.get(id)

    def width_of(self, text: str) -> float:
        """How wide a plate with this text is."""
        return self._metrics.horizontalAdvance(text) + self.brush.px(6)

    def wish(self, relation: Relation, *, must: bool) -> Wish | None:
        """What to draw of a relation; None if neither of its ends is on the screen."""
        head, tail = (self.span(id) for id in (relation.head, relation.tail))
        if head is None or tail is None:
            return None
        seats = self._seat(head, tail), self._seat(tail, head)
        if seats == (None, None):
            return None
        kind = self.brush.page.schema.find_relation(relation.label)
        title = kind.title if kind else relation.label
        letter = kind.key if kind and kind.key else title[:1]
        return Wish(
            id=relation.id,
            head=seats[0],
            tail=seats[1],
            ends=(relation.head, relation.tail),
            titles=(title, letter),
            far_head=self._far(title, head, tail, must=must),
            far_tail=self._far(title, tail, head, must=must),
            must=must,
        )

    def _far(self, title: str, span: Span, here: Span, *, must: bool) -> tuple[str, ...]:
        """What a stub says of the other end: which way it lies, its words and its paragraph; the least if it `must`."""
        page, onward = self.brush.page, span.start >= here.start
        words = " ".join(span.covered(page.document.text).split())
        index, mine = (page.segments.head(page.segments.find(one.start)) for one in (span, here))
        there, beside = self._line(span, last=False), self._line(here, last=onward)
        if there is not None and there == beside:
            arrow = "→" if onward != page.entry(there[0]).laid.rtl else "←"
        else:
            arrow = "↓" if onward else "↑"
        place = f" ¶{page.segments.numbers[index]}" if index != mine else ""
        texts = [
            f"{title} {arrow} “{words if len(words) <= most else words[: most - 1].rstrip() + '…'}”{place}"
            for most in _FAR_WORDS
            if most
        ]
        least = (
            (f"{arrow}{place}",) if must else ()
        )  # an arrow without a name says nothing to who has not asked
        return (*texts, f"{title} {arrow}{place}", *least)

    def _line(self, span: Span, *, last: bool) -> tuple[int, int] | None:
        """Segment and line of a span's first or last piece, where that is on the screen."""
        places = self.places.get(span.id)
        if not places:
            return None
        entry, _, piece = places[-1 if last else 0]
        return entry.index, piece.line

    def _seat(self, span: Span, other: Span) -> Seat | None:
        """Where a relation leaves a span: at its end nearer to the other one, clear of the letters."""
        places = self.places.get(span.id)
        if not places:
            return None
        px = self.brush.px
        ahead = other.start >= span.end
        entry, y, piece = places[-1 if ahead else 0]
        number = self._number[entry.index, piece.line]
        if piece.form == "passage":
            steps = [px(6) + px(8) * n for n in range(6)]
            wanted = [piece.x1 - step if ahead != piece.rtl else piece.x0 + step for step in steps]
        else:
            middle = (piece.x0 + piece.x1) / 2
            wanted = [middle + sign * px(7) * n for n in range(5) for sign in ((1, -1) if n else (1,))]
        inside = [x for x in wanted if piece.x0 + 1 <= x <= piece.x1 - 1] or [(piece.x0 + piece.x1) / 2]
        tags = [
            tag
            for tag in entry.figure.tags[piece.line]
            if tag.x < piece.x1 and tag.x + tag.width > piece.x0 - 1
        ]
        clear = [x for x in inside if not any(t.x - px(5) < x < t.x + t.width + px(5) for t in tags)]
        beside = [t.x + t.width + px(6) for t in tags]
        top = round(y) + entry.laid.lines[piece.line].baseline + px(TINT_TOP) + TIP
        return Seat(number, tuple(self._left + x for x in (*clear, *beside) or inside), top)


def paint_relations(painter: QPainter, brush: Brush, drawn: Drawn, marks: Marks, *, left: float) -> None:
    """Draw ways, heads and plates, and dots under the ends of relations that are not drawn."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for entry, y, piece in drawn.dots:
        _dot(painter, brush, entry, y, piece, left)
    last = [route for route in drawn.routes if _strength(marks, drawn, route.id) < 2]
    first = [route for route in drawn.routes if _strength(marks, drawn, route.id) == 2]
    for route in (*last, *first):
        relation = drawn.relation(route.id)
        if relation is not None:
            _paint_one(painter, brush, route, relation, marks, _strength(marks, drawn, route.id))


def _strength(marks: Marks, drawn: Drawn, id: str) -> int:
    """2 for the chosen, hovered or planned one, 1 for the selected span's or where no other is, else 0."""
    if id in (marks.relation, marks.over_relation) or id.startswith(PLANNED):
        return 2
    relation = drawn.relation(id)
    if relation is not None and marks.selected in (relation.head, relation.tail):
        return 1
    return 0 if marks.selected or marks.relation else 1


def _paint_one(
    painter: QPainter, brush: Brush, route: Route, relation: Relation, marks: Marks, strength: int
) -> None:
    px = brush.theme.px
    planned, chosen = route.id.startswith(PLANNED), route.id == marks.relation and marks.relation != ""
    colour, words = (mix(brush.ink, brush.paper, part) for part in _STRENGTHS[strength])
    if planned or chosen:
        colour = words = brush.accent
    style = Qt.PenStyle.DashLine if planned else Qt.PenStyle.SolidLine
    pen = QPen(colour, max(1.0, px(2 if chosen else 1.5)), style, Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    kind = brush.page.schema.find_relation(relation.label)
    tips = () if kind and kind.symmetric else route.tips
    for line in route.lines:
        painter.drawPath(_rounded(_to_the_heads(line, tips, px(_HEAD / 2)), px(4)))
    for tip in tips:
        _head(painter, brush, tip, colour)
    for plate in route.plates:
        _plate(painter, brush, plate, words, framed=chosen)


def _to_the_heads(line: tuple[Point, ...], tips: tuple[Point, ...], px: float) -> tuple[Point, ...]:
    """A line that ends within the heads at its ends, so that these are pointed."""
    return tuple((x, y - px) if (x, y) in tips else (x, y) for x, y in line)


def _head(painter: QPainter, brush: Brush, tip: Point, colour: QColor) -> None:
    px = brush.theme.px
    x, y = tip
    half, tall = px(3.5), px(_HEAD)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x - half, y - tall), QPointF(x + half, y - tall)]))


def _plate(painter: QPainter, brush: Brush, plate: Plate, colour: QColor, *, framed: bool) -> None:
    rect = QRectF(plate.x, plate.y, plate.width, plate.height)
    painter.setPen(QPen(colour, 1) if framed else Qt.PenStyle.NoPen)
    painter.setBrush(brush.paper)
    painter.drawRoundedRect(rect, 3, 3)
    painter.setPen(colour)
    painter.setFont(brush.theme.ui_font(11))
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip), plate.text)


def _dot(painter: QPainter, brush: Brush, entry: Entry, y: float, piece: Piece, left: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(brush.colour(piece.label) if piece.form == "passage" else brush.soft)
    painter.drawEllipse(dot_box(brush, entry, y, piece, left))


def dot_box(brush: Brush, entry: Entry, y: float, piece: Piece, left: float) -> QRectF:
    """Where a dot is drawn under a span, in a segment whose top is at `y`."""
    x, at = dot_place(brush, entry, piece)
    radius = brush.px(2)
    return QRectF(left + x - radius, round(y) + at - radius, 2 * radius, 2 * radius)


def dot_place(brush: Brush, entry: Entry, piece: Piece) -> tuple[float, float]:
    """Under a span's lowest foot line, for a passage at the foot of the bar at its first character.

    x counts from the text's left, y from the segment's top.
    """
    line = entry.laid.lines[piece.line]
    if piece.form == "passage":
        x = round(piece.x1 if piece.rtl else piece.x0) - brush.theme.px(1)
        near, tags = brush.px(4), entry.figure.tags
        below = tags[piece.line + 1] if piece.line + 1 < len(tags) else []
        met = any(tag.x < x + near and tag.x + tag.width > x - near for tag in below)
        return x, line.bottom - (brush.px(6) if met else 0)  # a letter of the next line keeps its place
    x = (piece.x0 + piece.x1) / 2
    on_line = entry.figure.pieces[piece.line]
    lowest = max(other.level for other in on_line if other.x0 <= x <= other.x1 or other is piece)
    return x, line.baseline + brush.px(FOOT) + brush.px(FOOT_STEP) * lowest + brush.theme.px(3.5)


def _rounded(points: tuple[Point, ...], radius: float) -> QPainterPath:
    """A line through points with its corners rounded."""
    path = QPainterPath(QPointF(*points[0]))
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_towards(corner, before, radius))
        path.quadTo(QPointF(*corner), _towards(corner, after, radius))
    path.lineTo(QPointF(*points[-1]))
    return path


def _towards(corner: Point, other: Point, radius: float) -> QPointF:
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    length = (dx * dx + dy * dy) ** 0.5
    part = min(radius, length / 2) / length if length else 0.0
    return QPointF(corner[0] + dx * part, corner[1] + dy * part)
