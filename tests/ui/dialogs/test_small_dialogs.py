"""History, problems, sheet of keys, new project and the report of a bug, by their keys."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk import someone
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import ACTIONS
from ui.bugs import watch
from ui.dialogs.error import BugDialog
from ui.dialogs.history import HistoryDialog
from ui.dialogs.keys import KeySheet, page, sections
from ui.dialogs.new_project import NewProjectDialog, file_name, first_sentence
from ui.dialogs.problems import ProblemsDialog
from ui.dialogs.when import moment
from ui.session import Session
from ui.theme import DARK, Theme
from workbench.model import Problem
from workbench.project import Project


def test_history_shows_the_place_of_undo_and_takes_back_an_import(
    session: Session, theme: Theme, show, keys, qtbot: QtBot
) -> None:
    project = session.project
    document = project.document_rows(project.document_keys())[0].id
    session.do(project.add_span, document, start=16, end=21, label="GPE")
    dialog = HistoryDialog(session, theme)
    show(dialog)
    titles = [row.cells[1] for row in dialog.table.rows()]
    assert titles[0].startswith("Label Country, region, city") and titles[1] == "Import 2 documents"
    assert dialog.table.rows()[0].cells[0] == "▸"
    keys(dialog, "Alt+U")
    qtbot.waitUntil(lambda: project.label_counts() == {})
    assert any(row.cells[1].endswith("(undone)") for row in dialog.table.rows())
    keys(dialog, "Alt+R")
    qtbot.waitUntil(lambda: project.label_counts() == {"GPE": 1})
    at = next(n for n, row in enumerate(dialog.table.rows()) if row.cells[1] == "Import 2 documents")
    assert not dialog.take_back_button.isEnabled()
    dialog.table.setFocus()
    keys(dialog, *["Down"] * at, "Alt+B")
    qtbot.waitUntil(lambda: project.document_count() < 2)
    assert not dialog.take_back_button.isEnabled()


def test_problems_go_to_the_chosen_one_or_finish(theme: Theme, show, keys) -> None:
    found = [
        Problem("rule", "A direct claim needs “said by”: who said it?", "span", "a", 0, 5),
        Problem("empty value", "A date needs a value.", "span", "b", 6, 12),
    ]
    went: list[object] = []
    dialog = ProblemsDialog(found, "India and Russia", theme)
    dialog.go.connect(went.append)
    show(dialog)
    assert [row.cells[1] for row in dialog.table.rows()] == ["“India”", "“and Ru”"]
    keys(dialog, "Down", "Return")
    assert went == [found[1]] and not dialog.isVisible()
    finished: list[bool] = []
    second = ProblemsDialog(found, "India and Russia", theme, left="2 suggestions left undecided")
    assert "once more finishes" in second.lead.text() and "2 suggestions" in second.note.text()
    second.finish.connect(lambda: finished.append(True))
    show(second)
    keys(second, "Ctrl+Return")
    assert finished == [True] and not second.isVisible()


def test_the_sheet_of_keys_has_every_action_and_label_and_is_searched(
    session: Session, theme: Theme, show, keys
) -> None:
    schema = session.project.schema
    dialog = KeySheet(ACTIONS, schema, theme)
    show(dialog)
    shown = dialog.shown()
    assert all(label.title in shown for label in schema.labels)
    assert "Next suggestion or candidate" in shown and "Undo" in shown
    keys(dialog, "PageDown")
    assert dialog.area.verticalScrollBar().value() > 0
    keys(dialog, "comment")
    assert "Comment" in dialog.shown() and "Undo" not in dialog.shown()
    dialog.field.setText("no such key at all")
    assert dialog.shown() == [] and not dialog.nothing.isHidden()
    dialog.set_theme(DARK)
    html = page("Keys", sections(ACTIONS, schema))
    assert "Ctrl+I" in html and schema.labels[0].title in html


def test_the_keys_of_the_review_have_a_heading_of_their_own() -> None:
    found = {part.title: [line.title for line in part.lines] for part in sections(ACTIONS, None)}
    assert {"Take an annotator", "Neither", "Both", "With that label", "Skip"} <= set(found["Review"])
    assert "Neither" not in found["In the article"]


def test_remapped_keys_are_on_the_sheet(qtbot: QtBot) -> None:
    lines = [line for part in sections(ACTIONS, None, {"import": ["Ctrl+J"]}) for line in part.lines]
    assert next(line.keys for line in lines if line.title == "Import") == "Ctrl+J"


def test_a_project_is_made_by_name_and_return(theme: Theme, tmp_path: Path, show, keys, qtbot: QtBot) -> None:
    dialog = NewProjectDialog(theme, someone()[1], folder=tmp_path)
    show(dialog)
    assert dialog.schema() is not None and dialog.schema().name == "news"
    made: list[Project] = []
    dialog.created.connect(made.append)
    keys(dialog, "Defence news", "Alt+S")
    assert dialog.focusWidget() is dialog.schemas
    keys(dialog, "Home", "Return")
    assert [project.path for project in made] == [tmp_path / "Defence news.wbench"]
    assert made[0].schema.name == "claims"
    made[0].close()
    again = NewProjectDialog(theme, someone()[1], folder=tmp_path)
    show(again)
    again.name.setText("Defence news")
    assert not again.create_button.isEnabled() and "exists already" in again.note.text()
    again.folder.setText(str(tmp_path / "nowhere"))
    assert "There is no folder" in again.note.text()


def test_schema_files_are_offered_or_refused_with_the_reason(
    theme: Theme, tmp_path: Path, show, keys, qtbot: QtBot
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('name = "x"\n[[label]]\nid = 3\n', encoding="utf-8")
    dialog = NewProjectDialog(theme, someone()[1], folder=tmp_path)
    show(dialog)
    count = dialog.schemas.count()
    dialog.add_schema(bad)
    assert "bad.toml" in dialog.note.text() and dialog.schemas.count() == count
    studio = tmp_path / "label_config.xml"
    studio.write_text(
        '<View><Labels name="label" toName="t"><Label value="Person" background="gold"/></Labels></View>'
    )
    dialog.add_schema(studio)
    chosen = dialog.schema()
    assert chosen is not None and [label.key for label in chosen.labels] == ["p"]
    told = [label.text() for label in dialog.area.findChildren(QLabel)]
    assert "Colours made darker or lighter so that they can be read in both themes: Person." in told
    keys(dialog, "Alt+C")
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert Project.open(tmp_path / "My project.wbench", annotator=someone()[1]).schema == chosen


def test_file_names_and_sentences() -> None:
    assert file_name("a/b: c?") == "a-b- c-.wbench"
    assert file_name("  ") == ""
    assert file_name("x.wbench") == "x.wbench"
    assert first_sentence("One, two. Three.") == "One, two."
    assert first_sentence("U.S. cities") == "U.S. cities"


def test_moments_are_told_by_their_distance() -> None:
    now = datetime(2026, 5, 3, 12, 0, tzinfo=UTC)
    assert moment("2026-05-03T11:22:33.000Z", now)[-5:] == "22:33"
    assert moment("2026-05-02T11:22:33.000Z", now).startswith("yesterday ")
    assert moment("2025-01-02T11:22:33.000Z", now).startswith("2 Jan 2025, ")
    assert moment("no time", now) == "no time"


def test_a_bug_is_shown_and_the_window_lives_on(
    qtbot: QtBot, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    watch(window)
    try:
        raise ZeroDivisionError("half a word")
    except ZeroDivisionError:
        sys.excepthook(*sys.exc_info())
        sys.excepthook(*sys.exc_info())
    dialogs = window.findChildren(BugDialog)
    assert len(dialogs) == 1
    assert "half a word" in dialogs[0].report.toPlainText() and "PySide6" in dialogs[0].report.toPlainText()
    dialogs[0].copy.click()
    assert "Traceback" in QGuiApplication.clipboard().text()
    dialogs[0].close_button.click()
    QApplication.processEvents()
    assert window.isVisible()
