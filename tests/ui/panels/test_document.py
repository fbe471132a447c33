"""Tab Document: facts, attributes and layers of the open document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.document import DocumentPanel
from ui.panels.link_row import LinkRow
from ui.session import Session
from ui.theme import LIGHT
from workbench.model import Annotator, new_id
from workbench.project import Project

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key


@pytest.fixture
def panel(session: Session, show: Callable[..., QWidget]) -> DocumentPanel:
    panel = DocumentPanel(session, LIGHT)
    show(panel)
    return panel


def retype(qtbot: QtBot, panel: DocumentPanel, name: str, text: str, key: Qt.Key = Key.Key_Return) -> None:
    field = panel.facts[name]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, key)
    QApplication.processEvents()


def test_facts_are_written(panel: DocumentPanel, session: Session, qtbot: QtBot) -> None:
    retype(qtbot, panel, "name", "Talks in New Delhi")
    retype(qtbot, panel, "published", "2023-04-28", Key.Key_Tab)
    document = session.project.document(session.document_id)
    assert (document.name, document.published) == ("Talks in New Delhi", "2023-04-28")
    session.undo()
    QApplication.processEvents()
    assert panel.facts["published"].text() == ""


def test_a_field_that_is_left_shows_its_beginning_and_all_of_it_as_tip(
    panel: DocumentPanel, session: Session, qtbot: QtBot
) -> None:
    long = "India and Russia to deepen their defence ties"
    retype(qtbot, panel, "name", long, Key.Key_Tab)
    field = panel.facts["name"]
    assert not field.hasFocus() and field.cursorPosition() == 0 and field.toolTip() == long
    assert field.fontMetrics().horizontalAdvance(long) > field.width()
    qtbot.keyClick(panel.facts["published"], Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert field.hasFocus() and field.cursorPosition() == len(long)
    qtbot.keyClick(field, Key.Key_Tab)
    assert field.cursorPosition() == 0


@pytest.mark.parametrize(("name", "text"), [("published", "28 April"), ("name", " ")])
def test_a_wrong_fact_is_not_kept(
    panel: DocumentPanel, session: Session, qtbot: QtBot, name: str, text: str
) -> None:
    before = session.project.document(session.document_id)
    with qtbot.waitSignal(session.noted) as told:
        retype(qtbot, panel, name, text)
    assert told.args is not None and told.args[0].startswith("Not kept: ")
    panel.settle()
    assert session.project.document(session.document_id) == before
    assert panel.facts[name].text() == getattr(before, name)


def test_attributes_and_status_are_the_layers(panel: DocumentPanel, session: Session, qtbot: QtBot) -> None:
    qtbot.keyClick(panel.form.fields["genre"], Key.Key_2)
    assert session.document is not None and session.document.layer is not None
    assert session.project.bundle(session.document_id).attributes == {"genre": "analysis"}
    panel.status.chosen.emit("done")
    QApplication.processEvents()
    assert session.status == "done"
    assert panel.status.currentData() == "done"


def test_another_layer_opens_read_only(
    session: Session, add: Callable[..., str], show: Callable[..., QWidget], tmp_path: Path, qtbot: QtBot
) -> None:
    add("Rajnath Singh", "PER")
    theirs = Project.open(session.project.path, annotator=Annotator(new_id(), "Ben"))
    theirs.add_span(session.document_id, start=0, end=7, label="PER")
    theirs.close()
    session.refresh()
    panel = DocumentPanel(session, LIGHT)
    show(panel)
    row = panel.layers.itemAt(0).widget()
    assert isinstance(row, LinkRow)
    assert row.words == "Ben"
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert session.read_only
    assert not panel.status.isEnabled()
    mine = panel.layers.itemAt(0).widget()
    assert isinstance(mine, LinkRow)
    assert mine.words == "Mine"
    qtbot.mouseClick(mine, Qt.MouseButton.LeftButton)
    assert not session.read_only


def test_without_a_document(panel: DocumentPanel, session: Session) -> None:
    session.close_document()
    QApplication.processEvents()
    assert panel.empty.isVisible()
