"""The ways of relations: nothing lies on anything, and what finds no room becomes a stub."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ui.document_view.routes import Plate, Route, Router, Seat, Strip, Wish, distance, hit

PITCH, LEFT, WIDTH = 32.0, 100.0, 600.0
TAGS = ((150.0, 158.0), (320.0, 328.0), (500.0, 508.0))


def strip(line: int, tags: tuple[tuple[float, float], ...] = TAGS) -> Strip:
    base = 22 + line * PITCH
    return Strip(
        lanes=(base - 26, base - 21.5, base - 18),
        over=(True, False, False),
        plate=(base - 25, base - 14.5),
        tags=tags,
    )


def router(lines: int = 20, tags: tuple[tuple[float, float], ...] = TAGS) -> Router:
    return Router(
        [strip(n, tags) for n in range(lines)],
        left=[LEFT - 5, LEFT - 9, LEFT - 13, LEFT - 17],
        right=[LEFT + WIDTH + 5, LEFT + WIDTH + 9, LEFT + WIDTH + 13],
        bounds=(LEFT, LEFT + WIDTH),
        width_of=lambda text: 5.2 * len(text) + 6,
    )


def seat(line: int, *xs: float) -> Seat:
    return Seat(line, xs, 22 + line * PITCH - 14.5)


def wish(id: str, head: Seat | None, tail: Seat | None, *, must: bool = False) -> Wish:
    return Wish(
        id, head, tail, (f"{id}h", f"{id}t"), ("said by", "s"), ("said by ↑ “New Delhi” ¶1", "↑ ¶1"),
        ("said by ↓ “Moscow” ¶9", "↓ ¶9"), must,
    )  # fmt: skip


def test_on_one_line_a_way_is_a_bracket_above_it_with_its_name_in_the_middle() -> None:
    (route,) = router().routes([wish("a", seat(3, 180), seat(3, 300))])
    top = 22 + 3 * PITCH
    assert route.lines == (((180, top - 14.5), (180, top - 21.5), (300, top - 21.5), (300, top - 14.5)),)
    assert route.tips == ((300, top - 14.5),)
    (plate,) = route.plates
    assert plate.text == "said by"
    assert abs(plate.x + plate.width / 2 - 240) < 1


def test_two_on_one_line_take_two_lanes_or_stay_apart() -> None:
    routes = router(tags=()).routes(
        [wish("a", seat(0, 200), seat(0, 300)), wish("b", seat(0, 180), seat(0, 450))]
    )
    heights = {route.lines[0][1][1] for route in routes}
    assert len(heights) == 2


def test_between_lines_it_goes_by_a_track_beside_the_text() -> None:
    (route,) = router().routes([wish("a", seat(1, 200), seat(4, 180))])
    xs = {x for x, _ in route.lines[0]}
    assert LEFT - 5 in xs
    (right,) = router().routes([wish("a", seat(1, 600), seat(4, 650))])
    assert LEFT + WIDTH + 5 in {x for x, _ in right.lines[0]}


def test_a_lane_through_a_letter_is_left_out() -> None:
    (route,) = router().routes([wish("a", seat(0, 152, 170), seat(0, 400))])
    assert route.lines[0][0][0] == 170  # not through the letter
    assert route.lines[0][1][1] == 22 - 26  # the only lane above the letters


def test_to_a_span_off_the_screen_it_is_a_stub_that_says_where() -> None:
    (down,) = router().routes([wish("a", seat(2, 250), None)])  # beyond the next letter there is room
    assert [plate.text for plate in down.plates] == ["said by ↓ “Moscow” ¶9"]
    assert (down.plates[0].goes, down.tips) == ("at", ())
    (up,) = router().routes([wish("a", None, seat(2, 250))])
    assert (up.plates[0].goes, up.tips) == ("ah", ((250, 22 + 2 * PITCH - 14.5),))


def test_a_stub_has_its_words_also_beside_another_way_of_the_same_span() -> None:
    own = ("claim", "away")
    around = wish("a", seat(2, 146, 138), seat(6, 400))
    stub = wish("b", seat(2, 146, 138), None)
    around, stub = replace(around, ends=("claim", "there")), replace(stub, ends=own)
    routes = {route.id: route for route in router(tags=()).routes([around, stub])}
    assert routes["b"].plates[0].text == "said by ↓ “Moscow” ¶9"


def test_where_tracks_are_full_both_ends_get_stubs() -> None:
    wishes = [wish(f"{n:02}", seat(n, 240), seat(19 - n, 380)) for n in range(9)]
    routes = router(tags=()).routes(wishes)
    stubs = [route for route in routes if len(route.lines) == 2]
    assert 1 <= len(stubs) <= 4
    assert all([plate.goes for plate in route.plates] for route in stubs)


def test_the_chosen_ones_come_first_and_are_named() -> None:
    crowd = [wish(f"{n:02}", seat(5, 110 + 20 * n), seat(5, 400 + 8 * n)) for n in range(12)]
    chosen = wish("zz", seat(5, 120), seat(5, 600), must=True)
    routes = {route.id: route for route in router().routes([*crowd, chosen])}
    assert routes["zz"].plates[0].text == "said by"
    assert len(routes["zz"].lines) == 1


def segments(route: Route) -> list[tuple[float, float, float, float]]:
    return [(*a, *b) for line in route.lines for a, b in pairwise(line) if a != b]


def lie_on_each_other(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    for fixed, moving in ((0, 1), (1, 0)):
        flat = one[fixed] == one[fixed + 2] and other[fixed] == other[fixed + 2]
        if flat and abs(one[fixed] - other[fixed]) < 1.5:
            a = sorted((one[moving], one[moving + 2]))
            b = sorted((other[moving], other[moving + 2]))
            if a[0] < b[1] - 0.5 and b[0] < a[1] - 0.5:
                return True
    return False


def overlap(one: Plate, other: Plate) -> bool:
    across = one.x < other.x + other.width and other.x < one.x + one.width
    return across and one.y < other.y + other.height and other.y < one.y + one.height


places = st.tuples(st.integers(0, 19), st.integers(0, 59).map(lambda n: LEFT + 5 + n * 10))


@settings(max_examples=25)
@given(ends=st.lists(st.tuples(places, places), min_size=30, max_size=30))
def test_thirty_relations_on_a_screen_stay_legible(
    ends: list[tuple[tuple[int, float], tuple[int, float]]],
) -> None:
    wishes = []
    for number, (head, tail) in enumerate(ends):
        xs = [tuple(x + step for step in (0.0, 7.0, -7.0, 14.0)) for _, x in (head, tail)]
        wishes.append(wish(f"{number:02}", seat(head[0], *xs[0]), seat(tail[0], *xs[1])))
    routes = router().routes(wishes)
    for one, other in combinations(routes, 2):
        for a in segments(one):
            for b in segments(other):
                assert not lie_on_each_other(a, b), (one, other)
    plates = [plate for route in routes for plate in route.plates]
    for first, second in combinations(plates, 2):
        assert not overlap(first, second)
    for plate in plates:
        line = round((plate.y + 25 - 22) / PITCH)
        base = 22 + line * PITCH
        assert (
            base - PITCH + 4 < plate.y and plate.y + plate.height < base - 13
        )  # between the words of two lines
        assert not any(a < plate.x + plate.width and plate.x < b for a, b in TAGS)
        assert plate.x >= LEFT and plate.x + plate.width <= LEFT + WIDTH


@pytest.mark.parametrize("seed", range(12))
def test_thirty_relations_anywhere_on_a_screen_are_nearly_all_drawn_and_named(seed: int) -> None:
    chance = random.Random(seed)
    ends = [(chance.randrange(20), 105.0 + 10 * chance.randrange(59)) for _ in range(60)]
    wishes = []
    for number in range(30):
        head, tail = ends[2 * number : 2 * number + 2]
        xs = [tuple(x + step for step in (0.0, 7.0, -7.0, 14.0)) for _, x in (head, tail)]
        wishes.append(wish(f"{number:02}", seat(head[0], *xs[0]), seat(tail[0], *xs[1])))
    routes = router().routes(wishes)
    assert sum(bool(route.lines) for route in routes) >= 27
    assert sum(bool(route.plates) for route in routes) >= 26


def test_a_click_finds_the_plate_before_the_line_and_the_nearest_line() -> None:
    routes = router(tags=()).routes([wish("a", seat(3, 180), seat(3, 300)), wish("b", seat(9, 180), None)])
    by_id = {route.id: route for route in routes}
    plate = by_id["a"].plates[0]
    assert hit(routes, plate.x + 2, plate.y + 2, reach=4) == ("a", "")
    y = by_id["a"].lines[0][1][1]
    assert hit(routes, 185, y + 2, reach=4) == ("a", "")
    assert hit(routes, 185, y + 60, reach=4) is None
    stub = by_id["b"].plates[0]
    assert hit(routes, stub.x + 3, stub.y + 3, reach=4) == ("b", "bt")


def test_the_distance_to_a_line() -> None:
    assert distance((5, 3), (0, 0), (10, 0)) == 3
    assert distance((13, 4), (0, 0), (10, 0)) == 5
    assert distance((3, 4), (0, 0), (0, 0)) == 5


def fork(id: str, title: str, head: Seat, tail: Seat) -> Wish:
    """A relation of one claim, whose ways share their beginning."""
    return Wish(id, head, tail, ("claim", f"{id}t"), (title, title[0]))


def test_of_two_ways_that_share_a_stretch_each_name_is_nearer_to_its_own_tip() -> None:
    wishes = [
        fork("a", "said by", seat(3, 180), seat(3, 300)),
        fork("b", "has cue", seat(3, 188), seat(3, 420)),
    ]
    routes = {route.id: route for route in router(tags=()).routes(wishes)}
    (said,), (cue,) = routes["a"].plates, routes["b"].plates
    assert (said.text, cue.text) == ("said by", "has cue")
    assert said.x + said.width < 300 < cue.x and cue.x + cue.width < 420


def test_a_fork_of_one_name_is_named_once_where_there_is_no_room_for_more() -> None:
    crowd = tuple((float(x), x + 8.0) for x in range(200, 560, 40))
    wishes = [fork(str(n), "said by", seat(3, 170 + 7 * n), seat(3, 232 + 40 * n)) for n in range(3)]
    routes = router(tags=crowd).routes(wishes)
    assert all(len(route.lines) == 1 for route in routes)
    assert [plate.text for route in routes for plate in route.plates] == ["said by"]


def test_a_way_is_not_given_up_for_the_name_of_another() -> None:
    wishes = [wish("a", seat(3, 180), seat(3, 210)), wish("b", seat(3, 232), seat(3, 420))]
    routes = router(tags=()).routes(wishes)
    assert all(len(route.lines) == 1 and not any(plate.goes for plate in route.plates) for route in routes)
