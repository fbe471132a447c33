"""Moving carets and boundaries over the text."""

from __future__ import annotations

from ui.document_view import caret

TEXT = "One two. Three four!\nNext 👨‍👩‍👧 line."


def test_paragraph_ends_go_on_to_the_next_one() -> None:
    assert caret.paragraph_start(TEXT, 12) == 0
    assert caret.paragraph_start(TEXT, 21) == 0
    assert caret.paragraph_end(TEXT, 3) == 20
    assert caret.paragraph_end(TEXT, 20) == len(TEXT)


def test_edges_move_by_grapheme_and_by_word() -> None:
    family = TEXT.index("👨")
    assert caret.move_edge(TEXT, start=21, end=family, edge="end", how="next") == (21, family + 5)
    assert caret.move_edge(TEXT, start=0, end=3, edge="end", how="next word") == (0, 7)
    assert caret.move_edge(TEXT, start=0, end=7, edge="end", how="previous word") == (0, 3)
    assert caret.move_edge(TEXT, start=4, end=7, edge="start", how="previous word") == (0, 7)


def test_an_edge_moved_by_words_stops_at_the_ends_of_its_paragraph() -> None:
    text = "First one.\r\n“We go,” he said.\n\n  Last line"
    said = text.index("said") + 4
    to_the_stop = (text.index("he"), said + 1)
    assert caret.move_edge(text, start=to_the_stop[0], end=said, edge="end", how="next word") == to_the_stop
    last = text.index("Last")
    over = caret.move_edge(text, start=to_the_stop[0], end=said + 1, edge="end", how="next word")
    assert over == (to_the_stop[0], last + 4)
    quoted, we = text.index("“"), text.index("We")
    assert caret.move_edge(text, start=we, end=said, edge="start", how="previous word") == (quoted, said)
    before = caret.move_edge(text, start=quoted, end=said, edge="start", how="previous word")
    assert before == (text.index("one"), said)
    assert caret.move_edge(text, start=last, end=len(text), edge="start", how="previous word") == (
        text.index("said"),
        len(text),
    )


def test_an_edge_moved_by_words_never_parts_a_mark_from_its_blank() -> None:
    assert caret.move_edge(" \u0e33aa", start=2, end=3, edge="start", how="previous word") == (0, 3)


def test_a_span_never_becomes_empty_or_leaves_the_text() -> None:
    assert caret.move_edge(TEXT, start=0, end=1, edge="end", how="previous") is None
    assert caret.move_edge(TEXT, start=0, end=1, edge="start", how="next") is None
    assert caret.move_edge(TEXT, start=0, end=1, edge="start", how="previous") is None
    assert caret.move_edge(TEXT, start=0, end=len(TEXT), edge="end", how="next") is None


def test_growing_goes_from_word_to_sentence_to_paragraph() -> None:
    extent = (10, 10)
    grown = []
    for _ in range(4):
        extent = caret.grow(TEXT, start=extent[0], end=extent[1])
        grown.append(TEXT[extent[0] : extent[1]])
    assert grown == ["Three", "Three four!", "One two. Three four!", "One two. Three four!"]
