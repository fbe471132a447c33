"""The overview: what it counts, what it draws, and that one gets back to the article by Esc."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from desk import article, make_project, open_window, press, someone
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.overview.charts import by_day
from ui.overview.page import OverviewPage
from ui.overview.people import PeopleTable, cells
from ui.theme import DARK, LIGHT
from workbench import jobs
from workbench.model import new_id
from workbench.project import Project
from workbench.project.overview import Overview, PersonProgress, overview


def test_days_and_weeks() -> None:
    assert by_day([]) == ([], {})
    titles, people = by_day([("2026-03-01", "a", 2), ("2026-03-01", "b", 1), ("2026-03-03", "a", 4)])
    assert titles == ["01 Mar", "02 Mar", "03 Mar"]
    assert people == {"a": [2, 0, 4], "b": [1, 0, 0]}
    titles, people = by_day([("2026-01-01", "a", 1), ("2026-03-01", "a", 5)])  # a Thursday, a Sunday
    assert titles[0] == "29 Dec" and titles[-1] == "23 Feb" and len(titles) == 9
    assert people["a"][0] == 1 and people["a"][-1] == 5


def test_a_persons_row_and_the_table_that_is_saved() -> None:
    one = PersonProgress("x", "=Ada", 5, "2026-12-01", {"done": 2, "in progress": 1}, 120, 3600, 2)
    assert cells(one) == (
        "=Ada", "2 done, 1 in progress, 2 to begin", "2 of 5", "120", "1 h 00", "120", "2026-12-01"
    )  # fmt: skip
    assert cells(PersonProgress("y", "Bo", 0, "", {}, 0, 0))[1:] == ("", "0 of 0", "0", "–", "–", "–")
    head, row = csv.reader(io.StringIO(Overview("p", 5, [one]).table()))
    assert head[0] == "annotator" and row[0] == "'=Ada" and row[1:4] == ["5", "0", "1"]


def test_what_was_done_is_counted(tmp_path: Path, qtbot: QtBot) -> None:
    path = make_project(tmp_path)
    _, annotator = someone()
    project = Project.open(path, annotator=annotator)
    first = project.document_rows(project.document_keys())[0].id
    project.add_span(first, start=16, end=21, label="GPE")
    project.set_status(first, "done")
    project.add_time(new_id(), first, seconds=1800)
    found = overview(project)
    (person,) = found.people
    assert (person.statuses, person.spans, person.seconds) == ({"done": 1}, 1, 1800)
    assert person.spans_per_hour == 2.0
    assert [number for _, _, number in found.days] == [1]
    assert found.origins == {"": 1}
    project.close()


def test_what_was_assigned_and_not_begun_counts(tmp_path: Path, qtbot: QtBot) -> None:
    path = make_project(tmp_path)
    _, annotator = someone()
    project = Project.open(path, annotator=annotator)
    first, second, *_ = [row.id for row in project.document_rows(project.document_keys())]
    project.set_status(first, "done")
    jobs.finish(jobs.hand_out_job(project, tmp_path / "out", {annotator.name: [second]}))
    (person,) = overview(project).people
    assert (person.finished, person.wanted, person.to_begin) == (1, 2, 1)
    assert cells(person)[1:3] == ("1 done, 1 to begin", "1 of 2")
    project.close()
    window = open_window(qtbot, path)
    qtbot.keyClick(window, Qt.Key.Key_F4)
    page = window.screens.currentWidget()
    assert page is not None and "1 of 2" in [label.text() for label in page.findChildren(QLabel)]


def test_f4_opens_it_and_esc_goes_back(tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    qtbot.keyClick(window, Qt.Key.Key_F4)
    page = window.screens.currentWidget()
    assert isinstance(page, OverviewPage)
    page.save_picture(tmp_path / "overview.png")
    page.save_table(tmp_path / "overview.csv")
    assert (tmp_path / "overview.png").stat().st_size > 5000
    assert (tmp_path / "overview.csv").read_text().startswith("annotator,assigned,new,")
    words = [label.text() for label in page.findChildren(QLabel)]
    assert "No document is finished yet." in words and "No span is labelled yet." in words
    qtbot.keyClick(page.people, Qt.Key.Key_Escape)
    assert window.screens.currentWidget() is window.workspace
    qtbot.keyClick(window, Qt.Key.Key_F4)
    window.close_project()
    assert window.page is None


def test_the_keys_are_in_the_table_and_f6_goes_round(tmp_path: Path, qtbot: QtBot) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "F4")
    page = window.page
    assert isinstance(page, OverviewPage)
    assert page.people.hasFocus() and page.focusPolicy() == Qt.FocusPolicy.NoFocus
    press(qtbot, window, "F6")
    assert page.buttons[0].hasFocus()
    press(qtbot, window, "Tab F6")
    assert page.people.hasFocus()
    window.set_theme(DARK)
    assert page.people.hasFocus()
    press(qtbot, window, "F6 F6 Escape")
    assert window.page is None and article(window).hasFocus()


def test_long_names_are_whole_and_nobody_is_said(tmp_path: Path, qtbot: QtBot) -> None:
    name = "Maximiliane Freifrau von Hohenstein"
    table = PeopleTable(Overview("p", 1, [PersonProgress("x", name, 0, "", {}, 0, 0)]), LIGHT)
    qtbot.addWidget(table)
    assert table.columnWidth(0) > table.fontMetrics().horizontalAdvance(name)
    bare = PeopleTable(Overview("p", 1, []), LIGHT)
    qtbot.addWidget(bare)
    bare.resize(800, bare.height())
    picture = bare.viewport().grab().toImage()
    assert len({picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}) > 1


def test_in_a_narrow_window_the_bar_of_what_is_done_keeps_its_room(qtbot: QtBot) -> None:
    person = PersonProgress("x", "Jonas Lindqvist", 5, "2026-12-01", {"done": 2}, 120, 3600, 2)
    table = PeopleTable(Overview("p", 1, [person]), LIGHT)
    qtbot.addWidget(table)
    table.show()
    for width in (1200, 700, 1000):
        table.resize(width, 200)
        header = table.horizontalHeader()
        assert header.sectionSize(1) >= 90
        assert header.length() <= table.viewport().width() + 1
    assert table.horizontalHeader().sectionSize(2) == 110
