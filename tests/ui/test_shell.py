"""The window's edges: welcome, other people's layers, fields, bugs, bad files."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from desk import ARTICLE, article, make_project, open_window, press, someone, spans
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from ui import article as menus
from ui import commands
from ui.bugs import watch
from ui.context import article_menu
from ui.dialogs.error import BugDialog
from ui.dialogs.name import NameDialog
from ui.window import MainWindow
from workbench.project import Project
from workbench.project.settings import Settings, person


def test_the_first_start_asks_for_the_name(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = MainWindow(Settings())
    qtbot.addWidget(window)
    window.show()
    commands.open_path(window, str(path))
    dialog = window.findChild(NameDialog)
    assert isinstance(dialog, NameDialog) and dialog.isVisible()
    dialog.findChild(QLineEdit).setText("Noor Haddad")
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert window.session is not None
    assert window.session.project.me.name == "Noor Haddad"


def test_a_bad_file_is_one_sentence_and_the_welcome_screen_stays(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot)
    bad = tmp_path / "no project.wbench"
    bad.write_bytes(b"this is no database, but a text of some length" * 40)
    commands.open_path(window, str(bad))
    assert "no project.wbench" in window.toast.text()
    assert window.session is None
    commands.open_path(window, str(tmp_path / "missing.wbench"))
    assert "missing.wbench" in window.toast.text()


def test_another_annotators_layer_is_read_only(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    settings, _ = someone()
    other = person(settings, "Noor Haddad")
    project = Project.open(path, annotator=other)
    row = project.document_rows(project.document_keys())[0]
    start = ARTICLE.index("Russia")
    project.add_span(row.id, start=start, end=start + 6, label="GPE")
    project.close()
    window = open_window(qtbot, path)
    assert spans(window) == []
    assert window.workspace is not None and window.session is not None
    actions = window.workspace.header.fill_layers()
    next(action for action in actions if "Noor" in action.text()).trigger()
    assert spans(window) == [("GPE", "Russia")]
    assert "Noor Haddad" in window.workspace.header.layer.text()
    press(qtbot, window, "Tab O Delete")
    assert spans(window) == [("GPE", "Russia")]
    assert "Noor" in window.toast.text()
    menus.my_layer(window)
    assert spans(window) == [] and not window.session.read_only


def test_a_key_that_is_held_labels_once(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space")
    view = article(window)
    for repeated in (False, True, True):
        event = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_D, Qt.KeyboardModifier.NoModifier, "d", autorep=repeated
        )
        QApplication.sendEvent(view, event)
    assert len(spans(window)) == 1


def test_ctrl_return_in_a_field_commits_it_and_finishes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None and window.workspace is not None
    press(qtbot, window, "Space D Enter")
    qtbot.waitUntil(lambda: not article(window).hasFocus())
    window.workspace.documents.filter.setFocus()
    press(qtbot, window, "Ctrl+Return")
    assert article(window).hasFocus()
    assert session.project.finished_count() == 0


def test_label_keys_do_nothing_in_fields(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.workspace is not None
    press(qtbot, window, "Space")
    menus.filter_documents(window)
    press(qtbot, window, "D G 1 Delete Backspace")
    assert spans(window) == []
    assert window.workspace.documents.filter.text() == "dg"


def test_a_bug_is_shown_and_the_window_lives(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    watch(window)
    error = ValueError("something unforeseen")
    sys.excepthook(ValueError, error, None)
    dialog = window.findChild(BugDialog)
    assert isinstance(dialog, BugDialog) and dialog.isVisible()
    dialog.reject()
    window.activateWindow()
    window.focus_article()
    qtbot.waitUntil(lambda: article(window).hasFocus())
    press(qtbot, window, "Space D")
    assert len(spans(window)) == 1


def test_nothing_to_do_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, "plain words only, and nothing else."))
    told = {}
    for keys in ("Ctrl+Z", "Ctrl+Y", "Delete", "Ctrl+R", "F8", "Ctrl+PageDown", "Ctrl+PageUp", "Ctrl+U", "5"):
        window.toast.hide()
        press(qtbot, window, keys)
        told[keys] = window.toast.text()
    assert all(told.values()), told
    assert spans(window) == []


def test_space_goes_round_and_says_so_and_then_that_nothing_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, "Then Ada met Ben in Oslo. It rained there."))
    assert window.session is not None
    seen = []
    for _ in range(12):
        press(qtbot, window, "Space")
        state = window.session.state
        seen.append((state.start, state.end))
        if "beginning" in window.toast.text():
            break
    assert "beginning" in window.toast.text()
    assert len(seen) > 2
    for _ in range(12):
        press(qtbot, window, "P Space")
        if "Nothing left" in window.toast.text():
            break
    assert "Nothing left" in window.toast.text()


def test_candidates_can_be_switched_off(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    window.change_settings(candidates=False)
    press(qtbot, window, "Space")
    assert window.session is not None and window.session.state.kind == "caret"
    assert "settings" in window.toast.text()


def test_another_name_in_the_settings_opens_the_project_as_that_person(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D")
    window.take_settings(
        Settings(annotator_name="Ben Ito", people=dict(window.settings.people), recent=window.settings.recent)
    )
    assert window.session is not None
    assert window.session.project.me.name == "Ben Ito"
    assert spans(window) == []


def test_an_empty_project_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    from workbench.schema_file import load_schema

    path = tmp_path / "empty.wbench"
    Project.create(path, schema=load_schema("ner"), annotator=someone()[1]).close()
    settings, annotator = someone()
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.open_file(path, annotator)
    window.show()
    assert window.workspace is not None
    assert window.workspace.empty.isVisible()
    assert window.workspace.empty.text() == "Drop articles here or press Ctrl+I."
    for keys in ("Ctrl+PageDown", "Ctrl+F", "Ctrl+Return", "F8"):
        press(qtbot, window, keys)


def test_the_palette_runs_what_is_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space Ctrl+K")
    qtbot.keyClicks(QApplication.focusWidget(), "date or time")
    press(qtbot, window, "Enter")
    assert spans(window) == [("DATE", "2023-04-28")]


def test_a_panel_narrower_by_hand_stays_so(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    assert window.workspace is not None
    window.resize(1280, 800)
    assert window.workspace.split.sizes()[0] == 230
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: window.workspace is not None and window.workspace.split.sizes()[0] == 300)
    window.workspace.split.setSizes([180, 1400, 340])
    window.workspace.split.splitterMoved.emit(180, 1)
    window.close()
    again = open_window(qtbot, path)
    assert again.workspace is not None
    assert abs(again.workspace.split.sizes()[0] - 180) < 60


def test_a_comment_is_written_and_committed_with_ctrl_return(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None and session.document is not None
    press(qtbot, window, "Space D Ctrl+Shift+M")
    field = QApplication.focusWidget()
    assert field is not None and field is not article(window)
    qtbot.keyClicks(field, "is this the day it was printed?")
    press(qtbot, window, "Ctrl+Return")
    assert [comment.text for comment in session.document.comments] == ["is this the day it was printed?"]
    assert session.project.finished_count() == 0


def test_ctrl_shift_down_goes_on_from_the_caret_but_not_from_a_span(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None
    press(qtbot, window, "Space D Ctrl+Shift+Down")
    assert session.place() == (1, 2)
    press(qtbot, window, "Escape Ctrl+Shift+Down")
    assert session.place() == (2, 2)
    press(qtbot, window, "Ctrl+Shift+Up")
    assert session.place() == (1, 2)


def test_the_caret_of_each_document_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None
    press(qtbot, window, "Right Right Right")
    at = session.state.caret
    press(qtbot, window, "Ctrl+PageDown Ctrl+PageUp")
    assert session.state.caret == at == 3


def test_a_selected_span_stays_selected_when_others_write(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None
    press(qtbot, window, "Space D")
    chosen = session.state.span
    other = Project.open(path, annotator=someone()[1])
    row = other.document_rows(other.document_keys())[0]
    start = ARTICLE.index("Moscow") if "Moscow" in ARTICLE else ARTICLE.index("Russia")
    other.add_span(row.id, start=start, end=start + 6, label="GPE")
    other.close()
    assert session.refresh()
    assert session.state.span == chosen
    assert len(spans(window)) == 2


def test_a_document_that_somebody_deleted_is_closed(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None and window.workspace is not None
    other = Project.open(path, annotator=someone()[1])
    other.delete_document(session.document_id)
    other.close()
    assert session.refresh()
    assert session.document is None
    assert window.workspace.empty.isVisible()
    press(qtbot, window, "Ctrl+PageDown")
    assert session.document is not None


def test_the_mouse_menu_labels_and_relates(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None
    press(qtbot, window, "Space")
    menu = article_menu(window, session)
    labels = next(action.menu() for action in menu.actions() if action.text() == "Label")
    next(action for action in labels.actions() if action.text().startswith("Date or time")).trigger()
    assert spans(window) == [("DATE", "2023-04-28")]
    menu = article_menu(window, session)
    assert {"Relabel", "Relation"} <= {action.text() for action in menu.actions()}


def test_a_narrow_window_keeps_the_documents_name_and_a_key_or_two(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None and window.workspace is not None
    session.do(session.project.set_document, session.document_id, published="2023-04-28")
    session.select_text(start=16, end=ARTICLE.index(", said"))
    press(qtbot, window, "C")
    header, hint = window.workspace.header, window.workspace.hint
    hint.refresh()
    assert header.published.text() == "published 2023-04-28" and header.place.isVisible()
    window.resize(860, 560)
    QApplication.processEvents()
    assert header.published.text() == "2023-04-28" and not header.place.isVisible()
    assert header.name.text() == header.name.whole()
    drawn = hint.grab().toImage()
    hint.parts = hint.parts[:1]
    assert hint.parts[0][1].startswith("Voice: ")
    hint.update()
    one = hint.grab().toImage()
    hint.parts = []
    hint.update()
    assert drawn != one != hint.grab().toImage()  # the digits, and more than them


def test_the_hint_line_tells_the_keys_of_the_panel_that_has_them(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.workspace is not None
    hint, told = window.workspace.hint, {}
    for _ in range(5):
        press(qtbot, window, "F6")
        hint.refresh()
        told[hint.state] = [keys for keys, _ in hint.parts]
    assert list(told)[:4] == ["Labels", "Details", "Documents", "Above the article"]
    assert told["Labels"] == ["Enter", "V", "Shift+V", "Esc"]
    assert article(window).hasFocus() and list(told)[4] not in ("Labels", "Documents")
    press(qtbot, window, "Shift+F6")
    assert window.workspace.header.published.hasFocus()
    press(qtbot, window, "Escape")  # leads back from every panel
    assert article(window).hasFocus()
