"""What several groups propose alike is drawn once, and its letter is never drawn over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QImage

from ui.document_view import DocumentView
from ui.document_view.painting import Marks
from ui.document_view.proposed import letters, once
from workbench.model import Span

ALIKE = [Span(id, "PER", 0, 11) for id in "abc"]


def test_the_same_span_of_several_groups_is_drawn_once() -> None:
    other = Span("d", "ORG", 0, 11)
    assert once([*ALIKE, other], Marks()) == [ALIKE[0], other]


def test_it_is_drawn_as_part_of_the_current_group() -> None:
    assert once(ALIKE, Marks(suggestion="b")) == [ALIKE[1]]
    assert once(ALIKE, Marks(together=frozenset("c"))) == [ALIKE[2]]


TRADE = "Singh said the trade would last over the decades. Shoigu said that it had lasted."
LONG = (
    "Rajnath Singh said the trade between both would last over the decades to come, and that it would grow, "
    "while Sergei Shoigu said that it had lasted long enough and that India should buy elsewhere."
)


def test_no_name_of_a_relation_covers_a_letter(show: Callable[..., DocumentView]) -> None:
    view = show(TRADE, [("CLAIM", "the trade would last"), ("PER", "Shoigu")], [("said-by", 0, 1)])
    view.set_all_relations(True)
    (route,) = view.drawn().routes
    (plate,) = route.plates
    at = view.offset_at(QPointF(plate.x + plate.width / 2, plate.y + 22))
    view.set_suggestions([Span("x", "DATE", at, at + 4)])  # its letter would stand where the name is
    assert view.page is not None
    ((*_, x, width),) = letters(view.page, view.page.entry(0), [Span("x", "DATE", at, at + 4)])
    x += view._columns()[0]
    assert plate.x < x + width and plate.x + plate.width > x
    plates = [one for route in view.drawn().routes for one in route.plates]
    assert plates
    assert not any(one.x < x + width and one.x + one.width > x for one in plates)


def test_foot_lines_of_suggestions_run_through_no_letter(show: Callable[..., DocumentView]) -> None:
    names = [(LONG.index(name), LONG.index(name) + len(name)) for name in ("Rajnath Singh", "Sergei Shoigu")]
    claim = Span("c", "CLAIM", 0, len(LONG) - 1)
    view = show(LONG, [("PER", LONG[start:end]) for start, end in names])
    assert view.page is not None
    entry = view.page.entry(0)
    ((tag, *_),) = [tags for tags in entry.figure.tags[1:] if tags]
    paper, box = view.grab().toImage(), over(view, names[1][0], tag.x, tag.width)
    assert ink(paper, box)
    view.set_suggestions([claim])  # below the name's foot, where the next line's letters are
    assert view.grab().toImage().copy(box) == paper.copy(box)


def test_an_italic_letter_has_paper_behind_it_where_lines_cross(show: Callable[..., DocumentView]) -> None:
    start = LONG.index("Sergei Shoigu")
    claim, name = Span("c", "CLAIM", 0, len(LONG) - 1), Span("p", "PER", start, start + 13)
    view = show(LONG, [("PER", "Rajnath Singh")])
    assert view.page is not None
    entry = view.page.entry(0)
    ((*_, x, width),) = letters(view.page, entry, [name])
    box = over(view, start, x, width)
    view.set_suggestions([name])
    alone = view.grab().toImage().copy(box)
    view.set_suggestions([claim, name])
    assert view.grab().toImage().copy(box) == alone


def test_the_frame_of_the_current_suggestion_leaves_its_letter_whole(
    show: Callable[..., DocumentView],
) -> None:
    start = LONG.index("Sergei Shoigu")
    name = Span("p", "PER", start, start + 13)
    view = show(LONG)
    assert view.page is not None
    ((*_, x, width),) = letters(view.page, view.page.entry(0), [name])
    box = over(view, start, x, width).adjusted(0, 0, 0, 1)
    view.set_suggestions([name])
    alone = view.grab().toImage().copy(box)
    view.choose_suggestion("g", [name], start=name.start, end=name.end)
    assert view.grab().toImage().copy(box) == alone


def test_in_right_to_left_text_an_italic_letter_stands_left_of_what_is_there(
    show: Callable[..., DocumentView],
) -> None:
    view = show("وزير الدفاع الهندي قال إن الهند", [("ORG", "وزير الدفاع الهندي")])
    assert view.page is not None
    entry = view.page.entry(0)
    ((tag,),) = entry.figure.tags
    ((*_, x, width),) = letters(view.page, entry, [Span("p", "PER", 0, 4)])
    assert x + width < tag.x


def over(view: DocumentView, offset: int, x: float, width: float) -> QRect:
    """Where the letter at x stands, above the line of an offset, in px of the viewport."""
    entry, y = view._shown(view.viewport().height())[0]
    baseline = entry.laid.lines[entry.laid.line_of(offset)].baseline
    return QRect(round(view._columns()[0] + x), round(y + baseline) - 25, round(width), 8)


def ink(image: QImage, box: QRect) -> bool:
    """Whether anything is drawn there."""
    colours = {
        image.pixel(x, y) for x in range(box.left(), box.right()) for y in range(box.top(), box.bottom())
    }
    return len(colours) > 1
