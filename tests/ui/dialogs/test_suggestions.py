"""Suggestions from the window: who is asked, beside the window, what is shown, and many accepted at once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from desk import ARTICLE, make_project, open_window, press, spans
from proposing import Names, suggest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.actions import find_action
from ui.asking import Asking
from ui.dialogs.accept_suggestions import AcceptSuggestionsDialog
from ui.dialogs.suggestions import SuggestionsDialog
from ui.window import MainWindow
from workbench.suggest import suggesters

GUESS = """
import json, sys
for line in sys.stdin:
    document = json.loads(line)["document"]
    at = document["text"].find("Moscow")
    if at < 0:
        at = document["text"].find("India")
    spans = [{"label": "GPE", "start": at, "end": at + 6, "score": 0.4}]
    print(json.dumps({"document": document, "spans": spans}), flush=True)
"""


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(suggesters, "SUGGESTERS", (Names(),))
    return open_window(qtbot, make_project(tmp_path))


def the(window: MainWindow, kind: type) -> object:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def test_a_program_of_ones_own_is_added_and_asked_beside_the_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "guess.py").write_text(GUESS, encoding="utf-8")
    find_action("suggesters").run(window)
    dialog = the(window, SuggestionsDialog)
    assert isinstance(dialog, SuggestionsDialog) and not dialog.go_button.isEnabled()
    dialog.command.setText("guess")
    dialog.add_program()
    assert "as a path" in dialog.note.text()
    words = f"{sys.executable} {tmp_path / 'guess.py'}"
    dialog.command.setText(words)
    dialog.add_program()
    assert dialog.chosen() == [words] and window.settings.programs == [words]
    dialog.everywhere.setChecked(True)
    assert dialog.arguments()[2:] == ["--with", words, "--progress", "json", "--yield"]
    dialog.go_button.click()
    assert not dialog.strip.isHidden()
    qtbot.waitUntil(lambda: dialog.strip.isHidden(), timeout=20_000)
    assert "2 spans suggested in 2 documents" in dialog.note.text(), dialog.note.text()
    session = window.session
    assert session is not None
    session.reader.finish()
    assert len(session.suggestions) == 0  # 0.4 is below the least score
    dialog.least.setValue(30)
    assert len(session.suggestions) == 1 and window.settings.least_score == 0.3
    dialog.remove_program(words)
    assert window.settings.programs == []
    dialog.reject()


def test_suggest_keeps_the_focus_and_a_row_that_goes_gives_it_to_another(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "guess.py").write_text(GUESS, encoding="utf-8")
    words = f"{sys.executable} {tmp_path / 'guess.py'}"
    find_action("suggesters").run(window)
    dialog = the(window, SuggestionsDialog)
    assert isinstance(dialog, SuggestionsDialog)
    dialog.command.setText(words)
    dialog.add_program()
    dialog.activateWindow()
    dialog.go_button.setFocus()
    qtbot.waitUntil(dialog.go_button.hasFocus)
    press(qtbot, window, "Space")
    assert not dialog.strip.isHidden() and dialog.go_button.hasFocus()
    qtbot.waitUntil(lambda: dialog.strip.isHidden(), timeout=20_000)
    QApplication.processEvents()
    assert dialog.go_button.hasFocus()
    for stops in (True, False):
        dialog.run()
        dialog.strip.button.setFocus()
        if stops:
            press(qtbot, window, "Space")
        qtbot.waitUntil(lambda: dialog.strip.isHidden(), timeout=20_000)
        assert dialog.go_button.hasFocus()
    dialog.ticks[words].setFocus()
    dialog.run()
    qtbot.waitUntil(lambda: dialog.strip.isHidden(), timeout=20_000)
    assert dialog.ticks[words].hasFocus()
    qtbot.waitUntil(dialog.removes[words].isVisible)  # the rows were made anew
    dialog.removes[words].setFocus()
    press(qtbot, window, "Space")
    assert words not in dialog.ticks and list(dialog.ticks.values())[-1].hasFocus()
    dialog.reject()


def test_the_projects_switch_hides_them_from_everybody_and_can_be_undone(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = window.session
    assert session is not None
    suggest(session.project)
    session.reader.reload()
    find_action("suggesters").run(window)
    dialog = the(window, SuggestionsDialog)
    assert isinstance(dialog, SuggestionsDialog)
    dialog.shown.setChecked(False)
    session.reader.finish()
    assert session.project.suggestions_off and len(session.suggestions) == 0
    dialog.order.setCurrentIndex(1)
    assert window.settings.order == "uncertainty"
    dialog.reject()
    press(qtbot, window, "Ctrl+Z")
    session.reader.finish()
    assert len(session.suggestions) == 7


def test_many_on_the_screen_are_accepted_as_one_step(qtbot: QtBot, window: MainWindow) -> None:
    session = window.session
    assert session is not None
    suggest(session.project)
    session.reader.reload()
    session.reader.finish()
    press(qtbot, window, "Ctrl+Shift+G")
    dialog = the(window, AcceptSuggestionsDialog)
    assert isinstance(dialog, AcceptSuggestionsDialog)
    assert dialog.go_button.text() == "&Accept 7 suggestions"
    dialog.least.setValue(80)
    assert len(dialog.wanted()) == 6
    dialog.label.setCurrentIndex(dialog.label.findData("PER"))
    dialog.origin.setCurrentIndex(1)
    assert dialog.go_button.text() == "&Accept 2 suggestions"
    dialog.go_button.click()
    QApplication.processEvents()
    assert spans(window) == [("PER", "Rajnath Singh"), ("PER", "Sergei Shoigu")]
    press(qtbot, window, "Ctrl+Z")
    assert spans(window) == [] and len(session.suggestions) == 7


def test_quick_suggesters_are_asked_once_about_what_they_have_not_seen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = window.session
    assert session is not None
    asking = Asking(session)
    session.settings.quick_suggestions = True
    assert asking.wanted() == []  # none says that it is quick
    monkeypatch.setattr(Names, "quick", True, raising=False)
    assert asking.wanted() == ["names"]
    session.do(session.project.switch_suggestions, False)
    assert asking.wanted() == []
    session.undo()
    suggest(session.project)
    assert asking.wanted() == []  # it has proposed here
    asking.stop()


def test_the_sentence_of_one_decision_is_shown_and_decided(qtbot: QtBot, window: MainWindow) -> None:
    session, workspace = window.session, window.workspace
    assert session is not None and workspace is not None
    suggest(session.project)
    session.reader.reload()
    session.reader.finish()
    press(qtbot, window, "Ctrl+Shift+L")
    one = workspace.one_by_one
    assert one is not None and one.isVisible()
    qtbot.waitUntil(lambda: one.kind.text() == "Claim · indirect")
    assert one.view.document is not None and one.view.document.text.endswith("Indian government.")
    assert one.count.text() == "7 left in article 1"
    press(qtbot, window, "Space")
    qtbot.waitUntil(lambda: one.kind.text() == "Country, region, city")
    press(qtbot, window, "Return")
    assert spans(window) == [("GPE", "India")]
    press(qtbot, window, "o Delete")
    assert spans(window) == [("GPE", "India"), ("ORG", "Russia")]
    press(qtbot, window, "Ctrl+Z")  # Rajnath Singh is proposed again
    qtbot.waitUntil(lambda: "Singh" in session.project.text(session.document_id)[session.state.start :][:13])
    press(qtbot, window, "Home Ctrl+Shift+Right Return")
    assert ("PER", "Singh") in spans(window)
    press(qtbot, window, "Escape")
    assert not one.isVisible() and workspace.view.isVisible() and workspace.view.hasFocus()
    assert session.suggestion is not None  # the same one, in the article


def test_when_a_document_has_none_left_the_next_one_is_opened(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesters, "SUGGESTERS", (Names(),))
    window = open_window(qtbot, make_project(tmp_path, "Russia.\n", "Nothing here.\n", "India.\n"))
    session, workspace = window.session, window.workspace
    assert session is not None and workspace is not None
    suggest(session.project)
    session.reader.reload()
    session.reader.finish()
    press(qtbot, window, "Ctrl+Shift+L Return")
    qtbot.waitUntil(lambda: session.suggestion is not None and session.document is not None)
    qtbot.waitUntil(lambda: session.document is not None and session.document.text == "India.\n")
    qtbot.waitUntil(lambda: session.suggestion is not None)
    press(qtbot, window, "Delete")
    one = workspace.one_by_one
    assert one is not None
    qtbot.waitUntil(lambda: one.kind.text() == "Nothing is left to decide")
    press(qtbot, window, "Escape")
    assert workspace.view.hasFocus()


def test_done_goes_to_the_most_uncertain_document(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesters, "SUGGESTERS", (Names(0.9),))
    window = open_window(qtbot, make_project(tmp_path, "One.\n", "Russia.\n", ARTICLE))
    session = window.session
    assert session is not None
    suggest(session.project)
    session.settings.order = "uncertainty"
    press(qtbot, window, "Ctrl+Return")
    assert session.document is not None and session.document.text == ARTICLE  # its claim has 0.7


def test_list_and_next_document_follow_the_order_of_work_and_say_which(
    qtbot: QtBot, window: MainWindow
) -> None:
    session, workspace = window.session, window.workspace
    assert session is not None and workspace is not None
    suggest(session.project)
    find_action("suggesters").run(window)
    dialog = the(window, SuggestionsDialog)
    assert isinstance(dialog, SuggestionsDialog)
    plain = list(session.project.document_keys())
    dialog.order.setCurrentIndex(2)  # the newest words first
    dialog.reject()
    order = list(session.project.keys_in_order("novelty", least=window.settings.least_score))
    panel = workspace.documents
    assert list(panel.model.keys) == order == list(session.keys())
    assert panel.count.text().endswith("· new words first")
    first = session.project.document_rows(order[:1])[0].id
    session.open(first)
    press(qtbot, window, "Ctrl+PageDown")
    assert session.document_id == session.project.document_rows(order[1:2])[0].id
    panel.filter.setText("article")
    panel.apply_filter()
    assert list(panel.model.keys) == order  # a filter keeps the order
    window.change_settings(order="plain")
    session.order_again()
    assert list(panel.model.keys) == plain and "·" not in panel.count.text()
