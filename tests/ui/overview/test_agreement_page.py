"""The agreement screen: figures from a child process, a matrix by keys, the spans of a cell, and going there."""

from __future__ import annotations

from pathlib import Path

from desk import article, make_project, open_window, press
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.overview.agreement import AgreementPage, cells_of, isolated
from ui.overview.matrix import order
from workbench.model import Annotator, new_id
from workbench.project import Project

PATIENCE = 60_000


def test_words_of_a_row_and_order_of_labels() -> None:
    row = {"title": "PER", "values": {"exact": {"value": 0.5, "low": 0.25, "high": 0.75},
                                      "kappa": {"value": None, "low": None, "high": None},
                                      "alpha": {"value": 1.0, "low": None, "high": None}}}  # fmt: skip
    assert cells_of(row)[:6] == ("PER", "0.50 [0.25, 0.75]", "–", "–", "–", "1.000")
    assert order({("A", ""): (0, 1), ("B", "B"): (3, 0), ("A", "B"): (1, 0)}) == ["B", "A", ""]


def test_a_cell_opens_its_spans_and_enter_goes_there(tmp_path: Path, qtbot: QtBot) -> None:
    path = make_project(tmp_path)
    for name, label in (("Bo", "GPE"), ("Cy", "ORG")):
        project = Project.open(path, annotator=Annotator(new_id(), name))
        first = project.document_rows(project.document_keys())[0].id
        project.add_span(first, start=16, end=21, label=label)
        project.set_status(first, "done")
        project.close()
    window = open_window(qtbot, path)
    qtbot.keyClick(window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    page = window.page
    assert isinstance(page, AgreementPage)
    qtbot.waitUntil(lambda: bool(page.measures.rows()), timeout=PATIENCE)
    assert page.said.text() == "Bo, Cy · 1 document"
    assert page.measures.rows()[0].cells[:2] == ("all", "0.000")
    assert page.matrix.labels == ["GPE", "ORG"]
    page.matrix.setFocus()
    qtbot.keyClick(page.matrix, Qt.Key.Key_Right)
    assert page.matrix.pair() == ("GPE", "ORG")
    assert page.matrix.accessibleName() == "GPE against ORG: 1 with the same boundaries, 0 with others"
    page.save_matrix(tmp_path / "matrix.png")
    assert (tmp_path / "matrix.png").stat().st_size > 500
    qtbot.keyClick(page.matrix, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.places.rows()) == 1)
    assert page.places.rows()[0].cells[1:] == ("GPE “India”", "ORG “India”")
    page.places.setFocus()
    qtbot.keyClick(page.places, Qt.Key.Key_Return)
    assert window.page is None and window.session is not None
    assert window.session.selected_span is not None and window.session.selected_span.label == "GPE"


def test_without_a_second_layer_it_says_so(tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    qtbot.keyClick(window, Qt.Key.Key_F4, Qt.KeyboardModifier.ShiftModifier)
    page = window.page
    assert isinstance(page, AgreementPage)
    qtbot.waitUntil(lambda: "second annotator" in page.said.text(), timeout=PATIENCE)
    assert page.measures.hasFocus() and page.focusPolicy() == Qt.FocusPolicy.NoFocus
    for part in (page.matrix, page.places, page.by, page.measures):
        press(qtbot, window, "F6")
        assert part.hasFocus()
    press(qtbot, window, "Escape")
    assert window.page is None and article(window).hasFocus()


def test_a_name_that_runs_from_the_right_keeps_that_to_itself() -> None:
    assert isolated("Bo") == "Bo" and isolated("نور") == "\u2068نور\u2069"
