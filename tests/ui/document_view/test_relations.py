"""Relations show when their span is selected, or all on demand; they can be selected with the mouse."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint

from ui.document_view import DocumentView
from ui.document_view.relations import MOST_STUBS, _Scene, dot_place
from workbench.model import Relation

TEXT = (
    "India and Russia have agreed, said the Indian government.\n"
    + "Filler words go on. " * 300
    + "\nThe end is in Moscow."
)
MARKS = [
    ("CLAIM", "India and Russia have agreed"),
    ("CUE", "said"),
    ("ORG", "Indian government"),
    ("GPE", "Moscow"),
]
RELATIONS = [("has-cue", 0, 1), ("said-by", 0, 2), ("about", 0, 3)]


def test_the_selected_spans_relations_show_and_others_on_demand(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT, MARKS, RELATIONS)
    plain = view.grab().toImage()
    view.set_all_relations(True)
    every = view.grab().toImage()
    assert every != plain
    view.set_all_relations(False)
    assert view.grab().toImage() == plain
    view.select_span("s001")
    assert view.grab().toImage() not in (plain, every)


def test_a_planned_relation_is_previewed(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT, MARKS)
    plain = view.grab().toImage()
    view.set_preview(Relation("", "said-by", "s000", "s002"))
    assert view.grab().toImage() != plain
    view.set_preview(None)
    assert view.grab().toImage() == plain


def test_of_very_many_relations_that_leave_the_screen_the_nearest_show(
    show: Callable[..., DocumentView],
) -> None:
    words = [f"claim{n:03} holds" for n in range(300)]
    text = "Singh spoke.\n" + "".join(f"{one} and more is said here of what came.\n" for one in words)
    view = show(
        text,
        [("PER", "Singh"), *(("CLAIM", one) for one in words)],
        [("said-by", n + 1, 0) for n in range(300)],
    )
    view.select_span("s000")
    routes = view.drawn().routes
    far = {route.id for route in routes if any(plate.goes for plate in route.plates)}
    shown = {span.id for span in view.spans_shown()}
    beyond = [f"r{n}" for n in range(300) if f"s{n + 1:03}" not in shown]
    assert len(routes) < len(shown) + MOST_STUBS + 1
    assert far & set(beyond) <= set(beyond[:MOST_STUBS])


def test_the_dot_of_a_passage_is_at_its_first_letter_in_every_script(
    show: Callable[..., DocumentView],
) -> None:
    arabic = "قال الوزير إن الهند وروسيا اتفقتا على التعاون."
    view = show(arabic, [("CLAIM", "الهند وروسيا اتفقتا"), ("PER", "الوزير")], [("said-by", 0, 1)])
    assert view._brush is not None
    dots = [(entry, piece) for entry, _, piece in view.drawn().dots if piece.form == "passage"]
    ((entry, piece),) = dots
    assert piece.rtl and piece.x1 > piece.x0
    assert abs(dot_place(view._brush, entry, piece)[0] - piece.x1) < 3


def test_the_dot_of_a_passage_gives_way_to_a_letter_below_it(show: Callable[..., DocumentView]) -> None:
    text = "India said that prices would rise again soon, and nobody in the whole of the city of Kyiv doubted it."
    for word, gives_way in (("Kyiv", False), ("city of Kyiv", True)):  # the second line begins with it
        view = show(text, [("CLAIM", text[:-1]), ("PER", "nobody"), ("GPE", word)], [("about", 0, 1)])
        assert view._brush is not None
        (dot,) = ((entry, piece) for entry, _, piece in view.drawn().dots if piece.form == "passage")
        line = dot[0].laid.lines[0]
        assert (dot_place(view._brush, *dot)[1] < line.bottom) is gives_way


def test_in_right_to_left_text_a_claim_is_joined_at_its_right_end(show: Callable[..., DocumentView]) -> None:
    arabic = "قال الوزير راجناث سينغ إن الهند وروسيا اتفقتا على التعاون."
    view = show(arabic, [("CLAIM", "الهند وروسيا اتفقتا"), ("PER", "راجناث سينغ")], [("said-by", 0, 1)])
    view.select_span("s000")
    assert view.page is not None
    (piece,) = view.page.entry(0).figure.of_span["s000"]
    middle = view._columns()[0] + (piece.x0 + piece.x1) / 2
    (route,) = view.drawn().routes
    grip = view.grip()
    assert grip is not None and grip.x() > middle
    assert route.lines[0][0][0] > middle  # towards the source, which stands before the claim


def test_the_grip_of_an_arrow_lies_on_no_name(show: Callable[..., DocumentView]) -> None:
    view = show("Rajnath Singh and India agreed.", [("CLAIM", "Rajnath Singh and India agreed"),
                ("PER", "Rajnath Singh"), ("GPE", "India")], [("about", 0, 1), ("about", 0, 2)])  # fmt: skip
    for span in ("s000", "s001", "s002"):
        view.select_span(span)
        grip = view.grip()
        assert grip is not None
        plates = [plate for route in view.drawn().routes for plate in route.plates]
        assert plates
        assert not any(plate.x - 3 < grip.x() < plate.x + plate.width + 3 for plate in plates)


def test_the_grip_of_an_arrow_lies_beside_the_name_of_a_short_span(show: Callable[..., DocumentView]) -> None:
    view = show("On Friday it rained.", [("DATE", "Friday")])
    view.set_tags("names")
    view.select_span("s000")
    grip = view.grip()
    assert grip is not None and view.page is not None
    ((tag,),) = view.page.entry(0).figure.tags
    assert grip.x() - view._columns()[0] > tag.x + tag.width


def test_a_tag_on_a_plate_stays_readable_in_selected_text(show: Callable[..., DocumentView]) -> None:
    text = "Before the government of India said it, the talks in New Delhi had failed and ended there."
    view = show(text, [("CLAIM", text[:-1]), ("CLAIM", text[7:-1]), ("GPE", "India")])
    view.select_text(0, len(text))
    image = view.grab().toImage()
    assert view.page is not None
    ((tag, *_),) = (tags for tags in view.page.entry(0).figure.tags if tags)
    assert tag.plate
    corner = view.viewport().mapFromGlobal(view.character_rect(text.index("India")).topLeft())
    corner = view.viewport().mapTo(view, corner)
    around = [image.pixelColor(corner + QPoint(x, y)) for x in range(-1, 9) for y in range(-2, 6)]
    letter = max(around, key=lambda colour: colour.lightness())
    ground = min(around, key=lambda colour: colour.lightness())
    assert letter.lightness() - ground.lightness() > 60  # a light letter on the ground of the selection
    assert sum(colour.lightness() > 200 for colour in around) < len(around) / 2


def test_a_stub_points_to_where_the_other_end_is(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT, MARKS, RELATIONS)
    view.select_span("s000")
    assert view._brush is not None and view.document is not None
    scene = _Scene(view._brush, view._shown(620), 70, view._marks)
    claim, cue, moscow = (view.document.spans[id] for id in ("s000", "s001", "s003"))
    assert scene._far("has cue", cue, claim, must=True)[0] == "has cue → “said”"
    assert scene._far("has cue", claim, cue, must=True)[-1] == "←"
    assert scene._far("has cue", claim, cue, must=False)[-1] == "has cue ←"
    assert scene._far("about", moscow, claim, must=False)[0] == "about ↓ “Moscow” ¶3"


def test_a_relation_that_finds_no_room_has_dots_at_its_ends(show: Callable[..., DocumentView]) -> None:
    people = [f"Name{n:02}" for n in range(24)]
    text = " ".join(people) + " said so."
    view = show(text, [("PER", name) for name in people], [("same-as", n, 23 - n) for n in range(12)])
    view.set_all_relations(True)
    drawn = view.drawn()
    without = {route.id for route in drawn.routes if not route.lines}
    dotted = {piece.span for _, _, piece in drawn.dots}
    reached = {
        end
        for route in drawn.routes
        if route.lines and (relation := drawn.relation(route.id)) is not None
        for end in (relation.head, relation.tail)
    }
    assert view.document is not None
    for relation in view.document.relations.values():
        if relation.id in without:
            assert {relation.head, relation.tail} <= dotted | reached
    assert not any(plate.text[0] in "←→↑↓" for route in drawn.routes for plate in route.plates)
