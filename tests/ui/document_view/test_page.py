"""Segments laid out when needed, kept in bounds, and made anew only where something changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from ui.document_view import DocumentView
from ui.document_view.page import CACHED, Anchor, Page
from ui.document_view.segments import Segments
from ui.open_document import OpenDocument
from ui.theme import LIGHT, load_fonts
from workbench.model import Bundle, Change, Document, Span, Thing
from workbench.schema import Schema

TEXT = "\n".join(f"Paragraph {n}: on Friday India and Russia met in New Delhi to talk." for n in range(600))


class OneSpan:
    """A project that holds a single span."""

    def __init__(self, span: Span) -> None:
        self.span = span

    def spans(self, ids: Sequence[str], annotator_id: str = "") -> list[Span]:
        return [self.span]

    def __getattr__(self, name: str) -> Callable[..., list[Any]]:
        return lambda *args: []


def page_of(text: str, schema: Schema, *spans: Span, published: str = "2023-04-28") -> Page:
    load_fonts()
    document = OpenDocument(Bundle(Document("d", "n", text, published=published), spans=spans))
    return Page(document, schema, LIGHT, width=600, tags="letters", segments=Segments(text))


def test_the_cache_is_bounded(qapp: Any, schema: Schema) -> None:
    page = page_of(TEXT, schema)
    for index in range(600):
        page.entry(index)
    assert len(page._entries) == CACHED


def test_heights_become_exact_and_moving_there_and_back_is_no_move(qapp: Any, schema: Schema) -> None:
    page = page_of(TEXT, schema)
    anchor = Anchor(100, 5.0)
    there = page.moved(anchor, 3333.0, 600)
    assert page.moved(there, -3333.0, 600) == anchor
    assert page.moved(Anchor(0, 0.0), -99999.0, 600) == Anchor(0, -page.top)


def test_a_change_redraws_its_own_segment_and_those_it_overlaps(qapp: Any, schema: Schema) -> None:
    page = page_of(TEXT, schema, Span("a", "CLAIM", 0, 200))
    entries = [page.entry(index) for index in range(20)]
    before = [entry.figure for entry in entries]
    change = Change("add", created=(Thing("span", "b", "d"),), document="d")
    page.document.apply(change, OneSpan(Span("b", "PER", 100, 110)))  # type: ignore[arg-type]
    touched = set(page.segments.touching(0, 200))
    assert page.follow() == touched
    assert {e.index for e, old in zip(entries, before, strict=True) if e.figure is not old} == touched
    assert len(touched) < 6


@pytest.mark.parametrize(
    ("words", "attributes", "rows"),
    [
        ("Friday", {"value": "2023-04-28"}, ("2023-04-28 Fri", "from published")),
        ("Friday", {"value": "2023-04-28", "function": "publication"}, ("2023-04-28", "published")),
        ("28 April 2023", {"value": "2023-04-28"}, ("2023-04-28",)),
        ("the decades", {"value": "PXDE"}, ("PXDE",)),
        ("Friday", {"value": "2023-13-45"}, ("2023-13-45", "from published")),
        ("Friday", {}, ()),
    ],
)
def test_what_the_margin_says_of_a_time(
    qapp: Any, schema: Schema, words: str, attributes: dict[str, Any], rows: tuple[str, ...]
) -> None:
    span = Span("a", "DATE", 0, len(words), attributes=attributes)
    assert page_of(words, schema, span).time_rows(span) == rows


def test_levels_are_the_same_from_both_sides_of_a_cut(qapp: Any, schema: Schema) -> None:
    text = "word " * 3000
    cut = Segments(text).ends[0]
    spans = [
        Span("a", "ORG", cut - 30, cut + 40),
        Span("b", "PER", cut - 50, cut - 10),
        Span("c", "GPE", cut + 5, cut + 30),
    ]
    page = page_of(text, schema, *spans)
    levels = [
        {piece.span: piece.level for pieces in page.entry(index).figure.pieces for piece in pieces}
        for index in (0, 1)
    ]
    assert levels[0]["a"] == levels[1]["a"]
    assert levels[0] | levels[1] == {"a": 1, "b": 0, "c": 0}


def test_a_label_that_the_schema_lacks_is_still_drawn(show: Callable[..., DocumentView]) -> None:
    plain = show("Some words here.").grab().toImage()
    assert show("Some words here.", [("UNKNOWN", "words")]).grab().toImage() != plain


def test_a_jump_lands_where_the_nearest_paragraph_begins(qapp: Any, schema: Schema) -> None:
    page = page_of(TEXT, schema)
    assert page.landing(0) == page.landing(-5) == Anchor()
    for value in (1_000, 20_000, page.height / 2):
        at = page.landing(value)
        assert at.offset == 0 and abs(page.value_of(at) - value) <= page.heights[at.segment]
    assert page.landing(10 * page.height).segment == 599


def test_a_far_pull_of_the_bar_shows_a_paragraph_from_its_first_line(
    show: Callable[..., DocumentView],
) -> None:
    view = show(TEXT)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    first, y = view._shown(view.viewport().height())[0]
    assert first.index > 100 and y == 0
    bar.setValue(bar.maximum())
    assert view._shown(view.viewport().height())[-1][0].index == 599
