"""Tab Relations: the list, going there, deleting, reversing and relabelling."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.relations import RelationsPanel
from ui.session import Session
from ui.state import State
from ui.theme import LIGHT
from workbench.project import Project

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key


@pytest.fixture
def panel(session: Session, show: Callable[..., QWidget], add: Callable[..., str]) -> RelationsPanel:
    claim, cue, place = add("India and Russia agreed", "CLAIM"), add("said", "CUE"), add("India", "GPE")
    person = add("Rajnath Singh", "PER")
    for head, tail, label in ((claim, cue, "has-cue"), (claim, place, "about"), (person, place, "same-as")):
        assert session.do(Project.add_relation, session.document_id, head=head, tail=tail, label=label)
    panel = RelationsPanel(session, LIGHT)
    show(panel)
    return panel


def heads(panel: RelationsPanel) -> list[str]:
    return [panel.model.parts(row)[0] for row in range(panel.model.rowCount())]  # type: ignore[index]


def test_relations_stand_by_the_place_of_their_heads(panel: RelationsPanel) -> None:
    assert heads(panel) == ["Rajnath Singh", "India and Russia agreed", "India and Russia agreed"]
    head, title, tail = panel.model.parts(0)  # type: ignore[misc]
    assert (head, title[-1], tail) == ("Rajnath Singh", "–", "India")
    assert panel.model.parts(1)[1].endswith("→")  # type: ignore[index]


def test_a_click_and_enter_go_there(panel: RelationsPanel, session: Session, qtbot: QtBot) -> None:
    place = panel.list.visualRect(panel.model.index(1, 0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.selected_span is not None
    assert session.selected_span.label == "CLAIM"
    qtbot.keyClick(panel.list, Key.Key_Up)
    assert panel.model.relation(0) is not None
    with (
        qtbot.waitSignal(session.relation_wanted) as wanted,
        qtbot.waitSignal(panel.leave),
    ):
        qtbot.keyClick(panel.list, Key.Key_Return)
    assert wanted.args == [panel.model.ids[0]]


def test_up_and_down_select_heads(panel: RelationsPanel, session: Session, qtbot: QtBot) -> None:
    session.set_state(State())
    panel.list.clearFocus()
    panel.take_keys()
    assert panel.list.hasFocus() and panel.list.is_chosen(0)
    assert session.selected_span is None  # a key into the list leaves the article as it is
    for key, head in ((Key.Key_Down, "CLAIM"), (Key.Key_Up, "PER"), (Key.Key_End, "CLAIM")):
        qtbot.keyClick(panel.list, key)
        assert session.selected_span is not None and session.selected_span.label == head
    session.set_state(State())
    qtbot.keyClick(panel.list, Key.Key_Delete)
    QApplication.processEvents()
    assert panel.list.current_row() == 1 and session.selected_span is None


@pytest.mark.skipif(sys.platform == "win32", reason="there the system asks by itself")
def test_shift_f10_opens_the_menu_of_the_row(panel: RelationsPanel, qtbot: QtBot) -> None:
    panel.list.setFocus()
    panel.list.choose(-1)
    qtbot.keyClick(panel.list, Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.activePopupWidget() is None
    panel.list.choose(1)
    qtbot.keyClick(panel.list, Key.Key_F10, Qt.KeyboardModifier.ShiftModifier)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and menu.actions()[0].text() == "Go there"
    menu.close()


def test_the_menu_key_opens_it_too(panel: RelationsPanel) -> None:
    panel.list.setFocus()
    panel.list.choose(1)
    at = panel.list.visualRect(panel.model.index(1, 0)).center()
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(panel.list, QContextMenuEvent(reason, at, panel.list.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    menu.close()


def test_delete_and_undo(panel: RelationsPanel, session: Session, qtbot: QtBot) -> None:
    panel.list.choose(1)
    qtbot.keyClick(panel.list, Key.Key_Delete)
    QApplication.processEvents()
    assert len(heads(panel)) == 2
    assert panel.list.current_row() == 1
    session.undo()
    QApplication.processEvents()
    assert len(heads(panel)) == 3


def test_keys_relabel_and_reverse(panel: RelationsPanel, session: Session, qtbot: QtBot) -> None:
    told: list[str] = []
    session.noted.connect(told.append)
    session.failed.connect(told.append)
    panel.list.choose(0)
    qtbot.keyClick(panel.list, Key.Key_X)
    QApplication.processEvents()
    assert "Rajnath Singh" not in heads(panel)
    qtbot.keyClick(panel.list, Key.Key_Q)
    assert told[-1] == "No relation has the key q."


def test_the_menu_offers_what_is_possible(panel: RelationsPanel, session: Session, qtbot: QtBot) -> None:
    panel.list.choose(1)
    menu = panel.menu()
    titles = [action.text().split("\t")[0] for action in menu.actions() if not action.isSeparator()]
    assert titles == ["Go there", "Comment", "said by", "Reverse", "Delete"]
    with qtbot.waitSignal(session.focus_wanted) as wanted:
        menu.actions()[1].trigger()
    assert wanted.args == [f"comment {panel.model.ids[1]}"]
    menu.close()
    panel.list.choose(-1)
    assert panel.menu().isEmpty()


def test_without_relations_it_says_how_one_begins(panel: RelationsPanel, session: Session) -> None:
    session.do(Project.delete_relations, list(session.document.relations))  # type: ignore[union-attr]
    QApplication.processEvents()
    assert panel.empty.isVisible()
    assert panel.empty.text() == "Ctrl+R on a span begins a relation."
