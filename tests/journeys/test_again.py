"""A finished document comes again, empty; the second round is done by keys and the first one stands beside it."""

from __future__ import annotations

from pathlib import Path

from desk import article, make_project, open_window, press, someone, spans
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.dialogs.again import AgainDialog
from workbench.project import Project


def test_a_document_is_done_again_without_the_earlier_work(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, "Moscow welcomed the talks. Kyiv did not.\n")
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None
    press(qtbot, window, "Space g Space o")
    assert spans(window) == [("GPE", "Moscow"), ("ORG", "Kyiv")]
    session.do(session.project.set_status, session.document_id, "done")
    commands.do_again(window)
    dialog = window.findChild(AgainDialog)
    assert dialog is not None and dialog.number.value() == 1
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    dialog.do_button.click()
    assert spans(window) == [] and session.status == "new"
    assert window.workspace is not None
    window.workspace.documents.catch_up()
    row = window.workspace.documents.model.row(0)
    assert row is not None and (row.round, row.spans) == (2, 0)
    window.focus_article()
    qtbot.waitUntil(lambda: article(window).hasFocus())
    press(qtbot, window, "Ctrl+Home Space g Space g")
    assert spans(window) == [("GPE", "Moscow"), ("GPE", "Kyiv")]
    document = session.document_id

    second = Project.open(path, annotator=someone()[1])
    layers = {row.round: (row.status, row.spans) for row in second.layers(document)}
    assert layers == {2: ("in progress", 2)}  # the first is hidden while the second is open
    press(qtbot, window, "Ctrl+Z")
    assert spans(window) == [("GPE", "Moscow")]
    press(qtbot, window, "Ctrl+Shift+Z")
    session.do(session.project.set_status, document, "done")
    assert spans(window) == [("GPE", "Moscow"), ("ORG", "Kyiv")]  # the first one is back, as it was
    press(qtbot, window, "Ctrl+Z")
    assert spans(window) == [("GPE", "Moscow"), ("GPE", "Kyiv")]
    second.close()
