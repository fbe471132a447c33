"""Ways of relations over the page: lanes above the lines, tracks beside the text, plates and stubs: pure.

All px are the viewport's. No two ways lie on each other, and no plate covers text, a tag, a way or
another plate: what finds no room becomes a stub with words at each of its ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from msgspec import Struct, field
from msgspec.structs import replace

Point = tuple[float, float]
Stretch = tuple[float, float]
APART = 6.0  # px between two ways that come down on the same line, at 17 px type
_PLATE_STEP = 4.0
_CLEAR = 10.0  # px from a name to where another way leaves or ends
_FARTHEST = 150  # px from a span to the words of its stub


class Strip(Struct, frozen=True):
    """The free space above one line: the heights of its lanes from above, and what stands in it.

    `over` tells which lanes pass above tags and plates; `plate` is where a plate's top and bottom are.
    """

    lanes: tuple[float, ...]
    over: tuple[bool, ...]
    plate: Stretch
    tags: tuple[Stretch, ...] = ()


class Seat(Struct, frozen=True):
    """Where a relation may meet a span: on which line, at which x (best first), and the y of its tip."""

    line: int
    xs: tuple[float, ...]
    top: float


class Wish(Struct, frozen=True):
    """A relation to be drawn. A seat of None is off the screen.

    `titles` are its name and shorter forms of it; `far_head` and `far_tail` what a stub says of that end,
    longest first. `must`: it comes before the others and is named, with those that share its name and its way.
    """

    id: str
    head: Seat | None
    tail: Seat | None
    ends: tuple[str, str]
    titles: tuple[str, ...]
    far_head: tuple[str, ...] = ()
    far_tail: tuple[str, ...] = ()
    must: bool = False


class Plate(Struct, frozen=True):
    """A name on a plate of paper; `goes` is the span that a click leads to, for a stub."""

    x: float
    y: float
    width: float
    height: float
    text: str
    goes: str = ""

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is on it."""
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


class Route(Struct, frozen=True):
    """How a relation is drawn: lines, the points where its head ends (`tips`), and its plates."""

    id: str
    lines: tuple[tuple[Point, ...], ...]
    tips: tuple[Point, ...]
    plates: tuple[Plate, ...]

    def moved(self, dy: float) -> Route:
        """The same further down."""
        return Route(
            self.id,
            tuple(tuple((x, y + dy) for x, y in line) for line in self.lines),
            tuple((x, y + dy) for x, y in self.tips),
            tuple(replace(plate, y=plate.y + dy) for plate in self.plates),
        )


class _Level(Struct):
    lane: int
    x0: float
    x1: float
    ends: frozenset[str]


class _Line(Struct):
    levels: list[_Level] = field(default_factory=list)
    falls: list[tuple[float, int]] = field(default_factory=list)  # x, the lane it comes from
    plates: list[Stretch] = field(default_factory=list)


class _Landing(Struct):
    """A chosen way on one line: from x along a lane to another x; `tip` is where its head is, if it is there."""

    line: int
    x: float
    to: float
    lane: int
    tip: float | None = None


class Router:
    """Finds the ways one by one; what is taken stays taken."""

    def __init__(
        self,
        strips: Sequence[Strip],
        *,
        left: Sequence[float],
        right: Sequence[float],
        bounds: Stretch,
        width_of: Callable[[str], float],
        unit: float = 1.0,
    ) -> None:
        self._strips, self._bounds, self._width_of, self._unit = strips, bounds, width_of, unit
        self._lines = [_Line() for _ in strips]
        self._named: list[tuple[int, str, frozenset[str]]] = []  # line, name and ends of what has a name
        self._sides = (tuple(left), tuple(right))
        self._tracks: dict[float, list[tuple[float, float, frozenset[str]]]] = {
            x: [] for side in self._sides for x in side
        }

    def routes(self, wishes: Iterable[Wish]) -> list[Route]:
        """Draw what must be first, then short ones before long ones; of each kind the ways before their names."""
        found: list[Route] = []
        for _, some in groupby(sorted(wishes, key=_order), key=lambda wish: wish.must):
            ways = [(wish, self._way(wish)) for wish in some]
            names = [self._plate(wish, way[1]) if way else () for wish, way in ways]
            found += [
                replace(way[0], plates=plates) if way else self._stubs(wish)
                for (wish, way), plates in zip(ways, names, strict=True)
            ]
        return found

    def _way(self, wish: Wish) -> tuple[Route, tuple[_Landing, ...]] | None:
        """A way from end to end without its name, and where it runs along lines; None if there is no room."""
        head, tail = wish.head, wish.tail
        if head is None or tail is None:
            return None
        return self._bracket(wish, head, tail) if head.line == tail.line else self._around(wish, head, tail)

    def _stubs(self, wish: Wish) -> Route:
        """A short way with words at each end that is on the screen, as far as there is room."""
        head, tail = wish.head, wish.tail
        lines: list[tuple[Point, ...]] = []
        tips: list[Point] = []
        plates: list[Plate] = []
        for seat, far, texts, is_tail in (
            (head, wish.ends[1], wish.far_tail, False),
            (tail, wish.ends[0], wish.far_head, True),
        ):
            stub = self._stub(wish, seat, texts, far) if seat is not None else None
            if stub is not None:
                lines.append(stub[0])
                plates.append(stub[1])
                if is_tail:
                    tips.append(stub[0][0])
        return Route(wish.id, tuple(lines), tuple(tips), tuple(plates))

    # -- the three forms ---------------------------------------------------------------------------

    def _bracket(self, wish: Wish, head: Seat, tail: Seat) -> tuple[Route, tuple[_Landing, ...]] | None:
        """Over one line, from span to span."""
        ends = frozenset(wish.ends)
        strip = self._strips[head.line]
        # an inner way stays low, so that an outer one has the lane above it and its name
        for lane in sorted(range(len(strip.lanes)), key=lambda lane: (lane != 1, lane)):
            for x0, x1 in _pairs(head.xs, tail.xs):
                if abs(x0 - x1) < APART * self._unit or not (
                    self._falls(head.line, x0, lane) and self._falls(tail.line, x1, lane)
                ):
                    continue
                if self._free(head.line, lane, x0, x1, ends):
                    landing = _Landing(head.line, x0, x1, lane, x1)
                    self._take(landing, ends, (x0, x1))
                    y = strip.lanes[lane]
                    points = ((x0, head.top), (x0, y), (x1, y), (x1, tail.top))
                    return Route(wish.id, (points,), (points[-1],), ()), (landing,)
        return None

    def _around(self, wish: Wish, head: Seat, tail: Seat) -> tuple[Route, tuple[_Landing, ...]] | None:
        """From line to line, by a track beside the text."""
        ends = frozenset(wish.ends)
        sides = sorted(
            (tracks for tracks in self._sides if tracks),
            key=lambda tracks: abs(head.xs[0] - tracks[0]) + abs(tail.xs[0] - tracks[0]),
        )
        heads, tails = self._stands(head), self._stands(tail)
        for shared in (False, True):
            known = ends if shared else frozenset({wish.id, "/"})
            for tracks in sides:
                for x in tracks:
                    out = self._landing(head.line, heads, x, known)
                    back = self._landing(tail.line, tails, x, known) if out is not None else None
                    if out is None or back is None:
                        continue
                    y0 = self._strips[out.line].lanes[out.lane]
                    y1 = self._strips[back.line].lanes[back.lane]
                    low, high = min(y0, y1), max(y0, y1)
                    if any(
                        a < high + 2 and b > low - 2 and not (shared and others & ends)
                        for a, b, others in self._tracks[x]
                    ):
                        continue
                    self._tracks[x].append((low, high, ends))
                    self._take(out, ends, (out.x,))
                    self._take(back, ends, (back.x,))
                    points = (
                        (out.x, head.top), (out.x, y0), (x, y0), (x, y1), (back.x, y1), (back.x, tail.top),
                    )  # fmt: skip
                    return Route(wish.id, (points,), (points[-1],), ()), (replace(back, tip=back.x), out)
        return None

    def _stub(
        self, wish: Wish, seat: Seat, texts: Sequence[str], far: str
    ) -> tuple[tuple[Point, ...], Plate] | None:
        """From a span's end a short way to words about the other end."""
        strip, here = self._strips[seat.line], frozenset(wish.ends) - {far}
        top, bottom = strip.plate
        # rather than no words, a way shares its first px with another one of the same span
        for text, ends in ((text, ends) for text in texts for ends in (frozenset({wish.id}), here)):
            width = self._width_of(text)
            for lane, x, to in self._reaches(seat):
                start = to if to > x else to - width
                if not (
                    self._clear(seat.line, start, start + width, own=None)
                    and self._free(seat.line, lane, x, to, ends)
                ):
                    continue
                self._take(_Landing(seat.line, x, to, lane), frozenset({wish.id}), (x,))
                self._lines[seat.line].plates.append((start, start + width))
                y = strip.lanes[lane]
                points = ((x, seat.top), (x, y), (to, y))
                return points, Plate(start, top, width, bottom - top, text, far)
        return None

    def _reaches(self, seat: Seat) -> Iterator[tuple[int, float, float]]:
        """Lane, x and where the words begin: near first; far away only by a lane that passes over all."""
        over = self._strips[seat.line].over
        lanes = sorted(range(len(over)), key=lambda lane: (lane != 1, lane))
        falls = {lane: [x for x in seat.xs if self._falls(seat.line, x, lane)] for lane in lanes}
        for far in range(8, _FARTHEST, 12):
            for lane in lanes:
                if far == 8 or over[lane]:
                    for x in falls[lane]:
                        yield lane, x, x + far * self._unit
                        yield lane, x, x - far * self._unit

    # -- room --------------------------------------------------------------------------------------

    def _stands(self, seat: Seat) -> list[tuple[int, float]]:
        """The lanes and x at which a way may come down on a seat."""
        lanes = range(len(self._strips[seat.line].lanes))
        return [(lane, x) for lane in lanes for x in seat.xs if self._falls(seat.line, x, lane)]

    def _landing(
        self, line: int, stands: list[tuple[int, float]], to: float, ends: frozenset[str]
    ) -> _Landing | None:
        for lane, x in stands:
            if self._free(line, lane, x, to, ends):
                return _Landing(line, x, to, lane)
        return None

    def _falls(self, line: int, x: float, lane: int) -> bool:
        """Whether a way may come down at x from a lane."""
        near, here = APART * self._unit, self._lines[line]
        if not self._bounds[0] <= x <= self._bounds[1]:
            return False
        if any(abs(x - other) < near for other, _ in here.falls):
            return False
        if any(x0 - 2 < x < x1 + 2 for x0, x1 in (*self._strips[line].tags, *here.plates)):
            return False
        # the lowest lane is too near to the words for a head to be crossed by it
        last = len(self._strips[line].lanes) - 1
        return not any(
            level.lane == last and lane < last and level.x0 - near < x < level.x1 + near
            for level in here.levels
        )

    def _free(self, line: int, lane: int, x0: float, x1: float, ends: frozenset[str]) -> bool:
        """Whether a lane has nothing between two x but ways that share an end with this one."""
        strip, here = self._strips[line], self._lines[line]
        low, high = min(x0, x1), max(x0, x1)
        if not strip.over[lane] and any(a < high and b > low for a, b in (*strip.tags, *here.plates)):
            return False
        if lane == len(strip.lanes) - 1 and any(
            low - APART < x < high + APART and other < lane for x, other in here.falls
        ):
            return False
        return not any(
            level.lane == lane and level.x0 < high + 3 and level.x1 > low - 3 and not level.ends & ends
            for level in here.levels
        )

    def _take(self, landing: _Landing, ends: frozenset[str], falls: Iterable[float]) -> None:
        here = self._lines[landing.line]
        low, high = min(landing.x, landing.to), max(landing.x, landing.to)
        here.levels.append(_Level(landing.lane, low, high, ends))
        here.falls.extend((x, landing.lane) for x in falls)

    def _clear(self, line: int, x0: float, x1: float, *, own: Stretch | None) -> bool:
        """Whether a plate may stand there; `own` is the stretch of its own way, which it may cover."""
        here = self._lines[line]
        if x0 < self._bounds[0] or x1 > self._bounds[1]:
            return False
        if any(a < x1 + 1 and b > x0 - 1 for a, b in (*self._strips[line].tags, *here.plates)):
            return False
        if any(x0 - 2 < x < x1 + 2 for x, _ in here.falls):
            return False
        over = self._strips[line].over
        return not any(
            not over[level.lane] and level.x0 < x1 + 1 and level.x1 > x0 - 1 and (level.x0, level.x1) != own
            for level in here.levels
        )

    def _plate(self, wish: Wish, landings: tuple[_Landing, ...]) -> tuple[Plate, ...]:
        """The relation's name on its way, or just beside it; shorter where there is no room, else none.

        Where its way is shared with others the name stands on its own stretch or at its tip. At the far end of
        what is shared one name is enough for all of the same name.
        """
        ends = frozenset(wish.ends)
        for text in wish.titles:
            width = self._width_of(text)
            for landing in landings:
                own = _stretch(landing)
                alone, shared = self._alone(landing, ends)
                for x in self._places((alone, own, shared), width, landing.tip):
                    if self._clear(landing.line, x, x + width, own=own):
                        return (self._put(landing.line, x, width, text, ends),)
            if any(
                text == known and ends & others and any(landing.line == line for landing in landings)
                for line, known, others in self._named
            ):
                return ()
        if not wish.must:
            return ()
        text, landing = wish.titles[-1], landings[0]
        width, own = self._width_of(text), _stretch(landing)
        for x in self._places((own, own, own), width, landing.tip):
            taken = (*self._strips[landing.line].tags, *self._lines[landing.line].plates)
            if not any(a < x + width and b > x for a, b in taken):
                return (self._put(landing.line, x, width, text, ends),)
        return ()

    def _alone(self, landing: _Landing, ends: frozenset[str]) -> tuple[Stretch, Stretch]:
        """The longest part of a way along a line that no other way of its ends runs along too, and what all cover."""
        low, high = _stretch(landing)
        cuts = {low, high}
        others = [
            (level.x0, level.x1)
            for level in self._lines[landing.line].levels
            if level.lane == landing.lane and level.ends & ends and (level.x0, level.x1) != (low, high)
        ]
        cuts.update(x for pair in others for x in pair if low < x < high)
        parts = [
            (a, b) for a, b in pairwise(sorted(cuts)) if not any(x0 < (a + b) / 2 < x1 for x0, x1 in others)
        ]
        longest = max(parts, key=lambda part: part[1] - part[0], default=(low, low))
        return longest, (min([low, *(x0 for x0, _ in others)]), max([high, *(x1 for _, x1 in others)]))

    def _put(self, line: int, x: float, width: float, text: str, ends: frozenset[str]) -> Plate:
        self._lines[line].plates.append((x, x + width))
        self._named.append((line, text, ends))
        top, bottom = self._strips[line].plate
        return Plate(x, top, width, bottom - top, text)

    def _places(
        self, stretches: tuple[Stretch, Stretch, Stretch], width: float, tip: float | None
    ) -> Iterator[float]:
        """From the middle of what is its alone outwards, then beside the tip, its other end, and all that is shared."""
        alone, own, shared = stretches
        gap = 4 * self._unit
        room = alone[1] - alone[0] - width - 2 * (gap if alone == own else _CLEAR * self._unit)
        if room >= 0:
            middle = (alone[0] + alone[1] - width) / 2
            yield middle
            step = _PLATE_STEP
            while step <= room / 2:
                yield middle + step
                yield middle - step
                step += _PLATE_STEP
        if tip is not None:
            beside = (tip - gap - width, tip + gap)  # on the way's own side first
            yield from beside if tip == own[1] else beside[::-1]
        yield own[1] + gap
        yield own[0] - gap - width
        if tip is not None and tip in own:  # beyond where all begin, never beyond another one's tip
            yield shared[1] + gap if tip == own[0] else shared[0] - gap - width


def _stretch(landing: _Landing) -> Stretch:
    return min(landing.x, landing.to), max(landing.x, landing.to)


def _order(wish: Wish) -> tuple[bool, bool, float, str]:
    if wish.head is None or wish.tail is None:
        return (not wish.must, True, 0.0, wish.id)
    lines = abs(wish.head.line - wish.tail.line)
    return (not wish.must, False, lines * 1000 + abs(wish.head.xs[0] - wish.tail.xs[0]), wish.id)


def _pairs(first: Sequence[float], second: Sequence[float]) -> Iterator[tuple[float, float]]:
    for total in range(len(first) + len(second) - 1):
        for at in range(max(0, total - len(second) + 1), min(total, len(first) - 1) + 1):
            yield first[at], second[total - at]


def hit(routes: Iterable[Route], x: float, y: float, *, reach: float) -> tuple[str, str] | None:
    """The relation at a place, and the span that its stub leads to (or empty). Plates come before lines."""
    routes = list(routes)
    for route in routes:
        for plate in route.plates:
            if plate.holds(x, y):
                return route.id, plate.goes
    best: tuple[float, str] | None = None
    for route in routes:
        for line in route.lines:
            for a, b in pairwise(line):
                away = distance((x, y), a, b)
                if away <= reach and (best is None or away < best[0]):
                    best = (away, route.id)
    return (best[1], "") if best else None


def distance(point: Point, a: Point, b: Point) -> float:
    """How far a point is from the line between two others."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    along = ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return float(((point[0] - a[0] - along * dx) ** 2 + (point[1] - a[1] - along * dy) ** 2) ** 0.5)
