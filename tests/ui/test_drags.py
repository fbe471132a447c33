"""While the mouse drags, nothing else acts; a drag is about the span and the document that it began with."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import ARTICLE, make_project, open_window, press, spans
from hands import LEFT, NONE, at, drag, label, move, select, view_of, words_of
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.document_view import DocumentView
from ui.window import MainWindow

CTRL = Qt.KeyboardModifier.ControlModifier
END = ARTICLE.index("New Delhi") + len("New Delhi")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return open_window(qtbot, make_project(tmp_path))


def test_undo_does_not_act_while_an_edge_is_dragged(qtbot: QtBot, window: MainWindow) -> None:
    view = view_of(window)
    label(window, "GPE", "Russia")
    press(qtbot, window, "n")
    delhi = label(window, "GPE", "New Delhi")
    target = at(view, END + 9)
    drag(view, at(view, END, edge=True), target, drop=False)
    press(qtbot, window, "Ctrl+Z")
    QTest.mouseRelease(view.viewport(), LEFT, NONE, target)
    assert words_of(window, delhi) == ["New Delhi on Friday"]
    assert ("NORP", "Russia") in spans(window)


def test_a_drag_does_not_go_on_in_another_document(qtbot: QtBot, window: MainWindow) -> None:
    session, view = window.session, view_of(window)
    assert session is not None
    first, second = (row.id for row in session.project.document_rows(session.project.document_keys()))
    session.open(second)
    press(qtbot, window, "Space g")
    before = spans(window)
    assert before == [("GPE", "Moscow")]
    session.open(first)
    label(window, "GPE", "New Delhi")
    place = at(view, 30)
    drag(view, at(view, 5), place, CTRL, drop=False)
    press(qtbot, window, "Ctrl+PageDown")  # a key waits until the mouse lets go
    assert session.document_id == first
    session.open(second)  # as another window may have it
    move(view, QPointF(place), CTRL)
    QTest.mouseRelease(view.viewport(), LEFT, CTRL, place)
    assert spans(window) == before


def test_no_menu_opens_while_the_button_is_down(window: MainWindow) -> None:
    label(window, "GPE", "New Delhi")
    view, asked = view_of(window), []
    view.context_requested.connect(asked.append)
    drag(view, at(view, END, edge=True), at(view, END + 9), drop=False)
    place = at(view, END + 9)
    globally = view.viewport().mapToGlobal(place)
    QTest.mousePress(view.viewport(), Qt.MouseButton.RightButton, NONE, place)
    mouse = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, globally)
    QApplication.sendEvent(view.viewport(), mouse)
    assert not asked


def test_a_release_that_nobody_saw_ends_the_drag_and_writes_nothing(window: MainWindow) -> None:
    delhi, view = label(window, "GPE", "New Delhi"), view_of(window)
    place = at(view, END + 9)
    drag(view, at(view, END, edge=True), place, drop=False)
    _hover(view, place)
    QTest.mouseClick(view.viewport(), LEFT, NONE, at(view, 60))
    assert words_of(window, delhi) == ["New Delhi"]
    assert view.state.kind == "caret"


def test_a_change_from_elsewhere_ends_a_drag(window: MainWindow) -> None:
    session, view = window.session, view_of(window)
    assert session is not None
    delhi = label(window, "GPE", "New Delhi")
    place = at(view, END + 9)
    drag(view, at(view, END, edge=True), place, drop=False)
    session.do(session.project.delete_spans, [delhi.id])
    QTest.mouseRelease(view.viewport(), LEFT, NONE, place)
    assert spans(window) == []


def test_a_selection_by_mouse_is_taken_back_by_esc(qtbot: QtBot, window: MainWindow) -> None:
    view = view_of(window)
    select(window, "Russia")
    drag(view, at(view, 60), at(view, 90), drop=False)
    assert view.selected_words() != "Russia"
    press(qtbot, window, "Escape")
    assert view.selected_words() == "Russia"


def _hover(view: DocumentView, place: QPoint) -> None:
    """The mouse moves without a button."""
    none = Qt.MouseButton.NoButton
    globally = QPointF(view.viewport().mapToGlobal(place))
    event = QMouseEvent(QEvent.Type.MouseMove, QPointF(place), globally, none, none, NONE)
    QApplication.sendEvent(view.viewport(), event)
