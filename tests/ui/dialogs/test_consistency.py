"""The dialog of words against labels: what comes first, what is ticked, correcting by keys, and going to a place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desk import article, make_project, open_window, someone, spans
from layers import WHO, fill, line
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui import commands
from ui.dialogs.consistency import ConsistencyDialog
from ui.session import Session
from ui.theme import Theme
from workbench.project import Project

Show = Callable[..., None]


def label(project: Project, document: str, words: str, label: str, *, after: int = 0) -> str:
    start = project.text(document).index(words, after)
    change = project.add_span(document, start=start, end=start + len(words), label=label)
    return next(thing.id for thing in change.created if thing.kind == "span")


def documents(project: Project) -> list[str]:
    return [row.id for row in project.document_rows(project.document_keys())]


def test_odd_ones_are_ticked_and_corrected_by_keys(
    session: Session, theme: Theme, show: Show, keys: Callable[..., None], qtbot: QtBot, tmp_path: Path
) -> None:
    project = session.project
    fill(
        project,
        [
            line("a", "Ada", ("PER", "Bo"), ("GPE", "Ana")),
            line("b", "Ben", ("PER", "Bo")),
            line("c", "Cyd", ("ORG", "Bo")),
        ],
        tmp_path,
    )
    other = next(one for one in documents(project) if project.document(one).name == "a")
    mine = label(project, other, "Bo", "ORG")
    dialog = ConsistencyDialog(session, theme)
    show(dialog)
    assert dialog.table.rows()[0].cells == ("Bo", "2 ORG, 2 PER", "4")
    assert [row.cells[0] for row in dialog.table.rows()] == ["Bo", "Ana"]
    # the labels are even: the first of the alphabet counts as the usual one
    assert [one.label for one in dialog.contexts] == ["PER", "PER", "ORG", "ORG"]
    assert dialog.chosen() == [] and not dialog.do_button.isEnabled()
    assert "3 in others’ layers, read only" in dialog.note.text()
    assert "Ada Okafor" in dialog.list.occurrences[2].name + dialog.list.occurrences[3].name
    keys(dialog, "Down", "Return")  # from the filter to the table, and on to the places
    assert dialog.list.hasFocus()
    keys(dialog, "A")
    assert [one.span for one in dialog.chosen()] == [mine]
    keys(dialog, "Alt+T")
    qtbot.waitUntil(dialog.labels.hasFocus)
    keys(dialog, "p")  # the key of a person
    assert project.spans([mine])[0].label == "PER"
    assert dialog.table.rows()[0].cells[1] == "3 PER, 1 ORG"
    assert dialog.note.text().startswith("Relabel “Bo” as Person.")
    keys(dialog, "Ctrl+Z")
    assert project.spans([mine])[0].label == "ORG"
    keys(dialog, "Escape")
    assert not dialog.isVisible()


def test_the_filter_finds_words_and_labels(
    session: Session, theme: Theme, show: Show, keys: Callable[..., None]
) -> None:
    project, first = session.project, session.document_id
    label(project, first, "India", "GPE")
    label(project, first, "Russia", "GPE")
    odd = label(project, first, "ministers", "ORG")
    dialog = ConsistencyDialog(session, theme)
    show(dialog)
    keys(dialog, "minis")
    assert [row.cells[0] for row in dialog.table.rows()] == ["ministers"]
    assert dialog.contexts[0].span == odd and dialog.chosen() == []
    dialog.filter.setText("gpe")
    assert {row.cells[0] for row in dialog.table.rows()} == {"India", "Russia"}
    dialog.filter.setText("nowhere")
    assert dialog.row() is None and not dialog.do_button.isEnabled()


def test_one_key_makes_the_odd_ones_usual(
    session: Session, theme: Theme, show: Show, keys: Callable[..., None], qtbot: QtBot, tmp_path: Path
) -> None:
    project = session.project
    fill(project, [line("a", "Ada", ("PER", "Bo")), line("b", "Ben", ("PER", "Bo"))], tmp_path)
    a = next(one for one in documents(project) if project.document(one).name == "a")
    odd = label(project, a, "Bo", "ORG")
    dialog = ConsistencyDialog(session, theme)
    show(dialog)
    assert [one.span for one in dialog.chosen()] == [odd]  # the odd one, and it comes first
    assert dialog.contexts[0].span == odd and dialog.do_button.text() == "&Relabel 1 as PER"
    keys(dialog, "Alt+R")
    qtbot.waitUntil(lambda: project.spans([odd])[0].label == "PER")


def test_what_is_not_labelled_is_looked_for_on_request(
    session: Session, theme: Theme, show: Show, keys: Callable[..., None], qtbot: QtBot, tmp_path: Path
) -> None:
    project = session.project
    fill(project, [line("a", "Ada", ("PER", "Bo")), line("b", "Ben", ("PER", "Bo"))], tmp_path)
    a = next(one for one in documents(project) if project.document(one).name == "a")
    label(project, a, "Bo", "PER")
    dialog = ConsistencyDialog(session, theme)
    show(dialog)
    assert not dialog.looking
    dialog.missing.click()
    qtbot.waitUntil(lambda: not dialog.looking)
    assert [one.annotator.name for one in dialog.contexts] == ["Ada", "Ada Okafor", "Ben"]
    assert [one.annotator.id for one in dialog.chosen()] == [project.me.id]
    assert dialog.do_button.text().replace("&", "") == "Label 1 as PER"
    keys(dialog, "Alt+E")
    qtbot.waitUntil(lambda: len(project.bundle(a).spans) == 2)
    assert project.undo_title() == "label 1 × “Bo” as Person"
    qtbot.waitUntil(lambda: not dialog.looking)
    assert dialog.chosen() == []


def test_enter_goes_to_the_place_and_the_dialog_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    project = Project.open(path, annotator=someone()[1])
    first, second = documents(project)
    label(project, second, "Moscow", "ORG")
    label(project, first, "India", "GPE")
    project.close()
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None
    session.open(first)
    commands.show_consistency(window)
    dialog = window.findChild(ConsistencyDialog)
    assert dialog is not None
    dialog.filter.setText("Moscow")
    qtbot.waitUntil(lambda: len(dialog.contexts) == 1)
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert not dialog.isVisible() and session.document_id == second
    assert spans(window) == [("ORG", "Moscow")]
    assert session.selected_span is not None and session.selected_span.label == "ORG"
    qtbot.waitUntil(lambda: article(window).hasFocus())
    commands.show_consistency(window)
    assert window.findChildren(ConsistencyDialog) == [dialog] and dialog.isVisible()
    dialog.reject()


def test_names_of_people_choose_whose_layers(
    session: Session, theme: Theme, show: Show, tmp_path: Path
) -> None:
    fill(session.project, [line("a", "Ada", ("PER", "Bo")), line("b", "Ben", ("ORG", "Bo"))], tmp_path)
    dialog = ConsistencyDialog(session, theme)
    show(dialog)
    assert dialog.table.rows()[0].cells[1] == "1 ORG, 1 PER"
    dialog.whose.setCurrentIndex(dialog.whose.findData(WHO["Ben"]["id"]))
    assert dialog.table.rows()[0].cells[1] == "1 ORG"
    assert [one.annotator.name for one in dialog.contexts] == ["Ben"]
