"""Readings on the page: which lines give room for them, and rows from three annotators on."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui import theme as themes
from ui.document_view import DocumentView
from ui.document_view.disputes import NOTHING, ROOM_BELOW, ROW, SCORE_BOTTOM, SCORE_TOP, Disputes, Reading
from ui.open_document import OpenDocument
from workbench.model import Bundle, Document
from workbench.schema import load_schema

TEXT = "Ana met Bo. " * 40


@pytest.fixture
def view(qtbot: QtBot) -> DocumentView:
    themes.load_fonts()
    made = DocumentView(themes.LIGHT, load_schema("news"))
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.set_document(OpenDocument(Bundle(Document("d", "d", TEXT)), read_only=True))
    return made


def heights(view: DocumentView) -> list[float]:
    assert view.page is not None
    return [line.bottom - line.top for line in view.page.entry(0).laid.lines]


def test_a_second_reading_below_gives_room_to_every_line_of_its_paragraph(view: DocumentView) -> None:
    plain = heights(view)
    view.set_disputes(Disputes(("A", "B"), (Reading(((0, 3),), "PER", 0),)))
    assert heights(view) == plain
    view.set_disputes(Disputes(("A", "B"), (Reading(((0, 3),), "PER", 1),)))
    assert heights(view) == [height + ROOM_BELOW for height in plain]
    view.set_disputes(NOTHING)
    assert heights(view) == plain


def test_three_annotators_have_a_row_each_under_the_lines_they_read_differently(view: DocumentView) -> None:
    plain = heights(view)
    view.set_disputes(Disputes(("A", "B", "C"), (Reading(((len(TEXT) - 5, len(TEXT) - 2),), "PER", 2),)))
    assert heights(view) == [*plain[:-1], plain[-1] + SCORE_TOP + 3 * ROW + SCORE_BOTTOM]


def test_everything_is_painted_in_either_form(view: DocumentView) -> None:
    readings = tuple(Reading(((0, 3 + row),), "PER" if row else "CLAIM", row) for row in range(3))
    empty = view.grab().toImage()
    view.set_frame((0, 7))
    view.set_disputes(Disputes(("A", "B"), readings[:2], (11,)))
    two = view.grab().toImage()
    view.set_disputes(Disputes(("A", "B", "C"), readings, (11,)))
    three = view.grab().toImage()
    assert empty != two and two != three
