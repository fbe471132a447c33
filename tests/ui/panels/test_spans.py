"""Tab Spans: the table follows the article and leads it; keys act on its rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.spans import SpansPanel
from ui.session import Session
from ui.state import State
from ui.theme import LIGHT

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key


@pytest.fixture
def panel(session: Session, show: Callable[..., QWidget], add: Callable[..., str]) -> SpansPanel:
    for words, label in (("Rajnath Singh", "PER"), ("New Delhi", "GPE"), ("Russia", "GPE")):
        add(words, label)
    panel = SpansPanel(session, LIGHT)
    show(panel)
    return panel


def words(panel: SpansPanel) -> list[str]:
    return [panel.model.index(row, 0).data() for row in range(panel.model.rowCount())]


def test_it_follows_writes_and_undo(panel: SpansPanel, session: Session, add: Callable[..., str]) -> None:
    add("Sergei Shoigu", "PER")
    QApplication.processEvents()
    assert words(panel) == ["Rajnath Singh", "Sergei Shoigu", "New Delhi", "Russia"]
    session.undo()
    QApplication.processEvents()
    assert words(panel) == ["Rajnath Singh", "New Delhi", "Russia"]


def test_selection_follows_both_ways(panel: SpansPanel, session: Session, qtbot: QtBot) -> None:
    session.select_span(panel.model.span_at(1))
    assert panel.table.current_row() == 1
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Key.Key_Down)
    assert session.state.span == panel.model.span_at(2)
    with qtbot.waitSignal(panel.leave):
        qtbot.keyClick(panel.table, Key.Key_Return)


def test_keys_of_labels_and_digits_are_told(panel: SpansPanel, qtbot: QtBot) -> None:
    letters: list[tuple[str, bool]] = []
    digits: list[int] = []
    panel.label_key.connect(lambda *pair: letters.append(pair))
    panel.digit_key.connect(digits.append)
    panel.table.setFocus()
    panel.table.choose(0)
    qtbot.keyClick(panel.table, Key.Key_O)
    qtbot.keyClick(panel.table, Key.Key_O, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(panel.table, Key.Key_3)
    assert (letters, digits) == ([("o", False), ("o", True)], [3])


def test_delete_removes_all_chosen_rows_at_once(panel: SpansPanel, session: Session, qtbot: QtBot) -> None:
    panel.table.choose(0)
    rows = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    panel.table.selectionModel().select(panel.model.index(1, 0), rows)
    qtbot.keyClick(panel.table, Key.Key_Delete)
    assert words(panel) == ["Russia"]
    session.undo()
    QApplication.processEvents()
    assert words(panel) == ["Rajnath Singh", "New Delhi", "Russia"]


def test_the_last_row_deleted_gives_the_keys_back(panel: SpansPanel, qtbot: QtBot) -> None:
    panel.table.setFocus()
    panel.table.selectAll()
    with qtbot.waitSignal(panel.leave):
        qtbot.keyClick(panel.table, Key.Key_Delete)
    assert panel.empty.isVisible()


def test_search_and_back(panel: SpansPanel, qtbot: QtBot) -> None:
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Key.Key_Slash)
    assert panel.search.hasFocus()
    qtbot.keyClicks(panel.search, "country")
    qtbot.waitUntil(lambda: words(panel) == ["New Delhi", "Russia"])
    qtbot.keyClick(panel.search, Key.Key_Down)
    assert panel.table.hasFocus()
    qtbot.keyClick(panel.table, Key.Key_Up)
    assert panel.search.hasFocus()
    qtbot.keyClicks(panel.search, "x")
    qtbot.waitUntil(panel.empty.isVisible)
    assert panel.empty.text() == "No span matches. Esc shows all 3."
    qtbot.keyClick(panel.search, Key.Key_Escape)
    assert len(words(panel)) == 3


def test_without_spans_it_says_how_to_begin(panel: SpansPanel, session: Session) -> None:
    for _ in range(3):
        session.undo()
    QApplication.processEvents()
    assert panel.empty.text() == "Press Space for the first name, then a label's key. F1 shows all keys."


def test_out_of_sight_it_does_nothing_until_it_is_shown(
    panel: SpansPanel, session: Session, add: Callable[..., str]
) -> None:
    panel.hide()
    add("Sergei Shoigu", "PER")
    QApplication.processEvents()
    assert len(words(panel)) == 3
    panel.show()
    assert len(words(panel)) == 4


def test_spans_from_suggesters_can_be_filtered_by_origin(
    panel: SpansPanel, session: Session, qtbot: QtBot
) -> None:
    assert panel.origin.isHidden() and panel.table.isColumnHidden(2)
    project = session.project
    session.do(project.add_span, session.document_id, start=27, end=33, label="PER", origin="memory")
    panel.catch_up()
    assert not panel.origin.isHidden() and not panel.table.isColumnHidden(2)
    assert [panel.origin.itemText(at) for at in range(panel.origin.count())] == [
        "all origins", "made by hand", "accepted as proposed", "corrected", "from memory"
    ]  # fmt: skip
    panel.origin.setCurrentIndex(4)
    assert len(words(panel)) == 1
    panel.origin.setCurrentIndex(3)
    assert words(panel) == [] and panel.empty.isVisible()
    panel.search.setFocus()
    qtbot.keyClick(panel.search, Key.Key_Escape)
    assert len(words(panel)) == 4 and panel.origin.currentIndex() == 0


def test_a_letter_without_a_chosen_row_writes_nothing(
    panel: SpansPanel, session: Session, qtbot: QtBot
) -> None:
    letters: list[tuple[str, bool]] = []
    digits: list[int] = []
    said: list[str] = []
    panel.label_key.connect(lambda *pair: letters.append(pair))
    panel.digit_key.connect(digits.append)
    session.noted.connect(said.append)
    session.set_state(State())
    panel.search.setFocus()
    qtbot.keyClick(panel.search, Key.Key_Tab)
    assert panel.table.hasFocus() and panel.table.current_row() == 0
    assert session.state.kind != "span"
    qtbot.keyClick(panel.table, Key.Key_P)
    qtbot.keyClick(panel.table, Key.Key_1)
    assert (letters, digits, said) == ([], [], ["No span is chosen: Down chooses one."] * 2)
    qtbot.keyClick(panel.table, Key.Key_Delete)
    assert len(words(panel)) == 3
    qtbot.keyClick(panel.table, Key.Key_Down)
    assert session.state.span == panel.model.span_at(0)
    qtbot.keyClick(panel.table, Key.Key_P)
    assert letters == [("p", False)]


def test_a_row_that_an_undo_took_back_leaves_none_to_write_on(
    panel: SpansPanel, session: Session, qtbot: QtBot
) -> None:
    letters: list[tuple[str, bool]] = []
    panel.label_key.connect(lambda *pair: letters.append(pair))
    session.select_span(panel.model.span_at(1))
    panel.table.setFocus()
    session.set_state(State())
    assert panel.table.hasFocus() and panel.table.current_row() == -1
    qtbot.keyClick(panel.table, Key.Key_P)
    assert letters == []


def test_a_key_into_the_table_goes_to_the_row_of_the_selected_span(
    panel: SpansPanel, session: Session, qtbot: QtBot
) -> None:
    session.select_span(panel.model.span_at(2))
    panel.search.setFocus()
    qtbot.keyClick(panel.search, Key.Key_Tab)
    assert panel.table.current_row() == 2 and panel.table.is_chosen(2)


def test_a_row_that_is_current_and_not_chosen_can_be_seen(
    panel: SpansPanel, session: Session, qtbot: QtBot
) -> None:
    session.set_state(State())
    before = panel.table.viewport().grab().toImage()
    panel.take_keys()
    QApplication.processEvents()
    assert panel.table.viewport().grab().toImage() != before
