"""The documents panel: filter, list, progress, by keys and by mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from desk import someone
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.hint import elsewhere
from ui.panels.documents import DocumentsPanel
from ui.session import Session
from ui.theme import LIGHT, Theme, high_contrast
from workbench.project import Project
from workbench.schema_file import load_schema

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

Key = Qt.Key
Show = Callable[..., QWidget]


@pytest.fixture
def panel(session: Session, show: Show) -> DocumentsPanel:
    panel = DocumentsPanel(session, LIGHT)
    show(panel, 230, 600)
    return panel


def names(panel: DocumentsPanel) -> list[str]:
    return [panel.model.index(row, 0).data() for row in range(panel.model.rowCount())]


def test_it_lists_all_and_marks_the_open_one(panel: DocumentsPanel, session: Session) -> None:
    assert names(panel) == ["article 1", "article 2"]
    assert panel.rows.open_id == session.document_id
    assert panel.list.current_row() == 0
    assert panel.count.text() == "0 of 2 done"


def test_finishing_a_document_moves_the_bar(panel: DocumentsPanel, session: Session, qtbot: QtBot) -> None:
    session.do(Project.set_status, session.document_id, "done")
    qtbot.waitUntil(lambda: panel.count.text() == "1 of 2 done")
    assert (panel.bar.value(), panel.bar.maximum()) == (1, 2)
    row = panel.model.row(0)
    assert row is not None and row.status == "done"


def test_what_is_done_fits_into_the_foot(panel: DocumentsPanel) -> None:
    many, room = "37,000 of 1,000,000", panel.foot.width() - 24
    assert panel._progress_words(many, "", room) == f"{many} done"
    assert panel._progress_words("3 of 6", "new words first", room) == "3 of 6 done · new words first"
    assert panel._progress_words(many, "new words first", room) == f"{many} · new words first"
    assert panel.count.fontMetrics().horizontalAdvance(f"{many} · new words first") <= room
    panel.filter.setText("article")
    panel.apply_filter()
    assert panel.matches.isVisible() and panel.count.text() == "0 of 2 done"


def test_typing_filters_and_escape_shows_all(panel: DocumentsPanel, qtbot: QtBot) -> None:
    panel.filter.setFocus()
    qtbot.keyClicks(panel.filter, "e 2")
    qtbot.waitUntil(lambda: names(panel) == ["article 2"])
    qtbot.keyClicks(panel.filter, "zzz")
    qtbot.waitUntil(lambda: names(panel) == [])
    assert panel.empty.isVisible()
    assert panel.empty.text() == "No document matches. Esc shows all 2. Enter looks for it in the texts."
    qtbot.keyClick(panel.filter, Key.Key_Escape)
    assert names(panel) == ["article 1", "article 2"]
    assert panel.list.current_row() == 0


def test_down_goes_into_the_list_and_enter_opens(
    panel: DocumentsPanel, session: Session, qtbot: QtBot
) -> None:
    wanted: list[str] = []
    session.focus_wanted.connect(wanted.append)
    panel.filter.setFocus()
    qtbot.keyClick(panel.filter, Key.Key_Down)
    assert panel.list.hasFocus()
    qtbot.keyClick(panel.list, Key.Key_Down)
    before = session.document_id
    assert panel.list.current_row() == 1
    qtbot.keyClick(panel.list, Key.Key_Return)
    assert session.document_id != before
    assert wanted == ["article"]
    qtbot.keyClick(panel.list, Key.Key_Home)
    qtbot.keyClick(panel.list, Key.Key_Up)
    assert panel.filter.hasFocus()


def test_enter_looks_in_the_texts_where_no_name_matches(
    panel: DocumentsPanel, session: Session, qtbot: QtBot
) -> None:
    word = session.document.text.split()[0]
    panel.filter.setFocus()
    qtbot.keyClicks(panel.filter, word[:-1])
    qtbot.waitUntil(lambda: names(panel) == [])
    qtbot.keyClick(panel.filter, Key.Key_Return)
    assert panel.filter.text() == f"text:{word[:-1]}"  # goes on being typed
    qtbot.waitUntil(lambda: bool(names(panel)))
    assert session.project.is_indexed()
    qtbot.keyClicks(panel.filter, "zzzz")
    qtbot.waitUntil(lambda: names(panel) == [])
    assert panel.empty.text() == "No document matches. Esc shows all 2."
    qtbot.keyClick(panel.filter, Key.Key_Escape)
    qtbot.waitUntil(lambda: len(names(panel)) == 2)


def test_typing_in_the_list_goes_on_in_the_filter(panel: DocumentsPanel, qtbot: QtBot) -> None:
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Key.Key_2)
    assert panel.filter.hasFocus()
    assert panel.filter.text() == "2"
    qtbot.keyClick(panel.filter, Key.Key_Return)


def test_enter_in_the_filter_opens_the_first_match(
    panel: DocumentsPanel, session: Session, qtbot: QtBot
) -> None:
    panel.filter.setFocus()
    qtbot.keyClicks(panel.filter, "2")
    qtbot.keyClick(panel.filter, Key.Key_Return)
    assert session.document is not None
    assert session.document.document.name == "article 2"


def test_a_click_opens(panel: DocumentsPanel, session: Session, qtbot: QtBot) -> None:
    place = panel.list.visualRect(panel.model.index(1, 0)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert session.document is not None
    assert session.document.document.name == "article 2"


def test_a_document_that_comes_leaves_the_place(panel: DocumentsPanel, session: Session) -> None:
    session.open(panel.model.row(1).id)  # type: ignore[union-attr]
    session.do(Project.delete_document, panel.model.row(0).id)  # type: ignore[union-attr]
    assert names(panel) == ["article 2"]
    assert panel.list.current_row() == 0
    session.undo()
    assert panel.list.current_row() == names(panel).index("article 2")


def test_dropped_files_are_told(panel: DocumentsPanel, tmp_path: Path, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.txt")), QUrl("https://example.org/b.txt")])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    with qtbot.waitSignal(panel.files_dropped) as dropped:
        panel.dropEvent(event)
    assert dropped.args == [[tmp_path / "a.txt"]]


def test_an_empty_project_says_so(tmp_path: Path, show: Show) -> None:
    settings, me = someone()
    project = Project.create(tmp_path / "empty.wbench", schema=load_schema("news"), annotator=me)
    session = Session(project, settings)
    panel = DocumentsPanel(session, LIGHT)
    show(panel, 230, 600)
    assert panel.empty.isVisible()
    assert panel.empty.text() == "No documents yet."
    state, keys = elsewhere(panel.filter) or ("", [])
    assert (state, keys[0]) == ("Documents", ("Ctrl+I", "import articles"))
    assert not panel.foot.isVisible()
    session.close()


@pytest.mark.parametrize("theme", [LIGHT, high_contrast(LIGHT)])
def test_nothing_done_does_not_look_like_all(panel: DocumentsPanel, theme: Theme) -> None:
    panel.set_theme(theme)
    picture = panel.bar.grab().toImage()
    inside = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    assert inside.lightness() > 200
