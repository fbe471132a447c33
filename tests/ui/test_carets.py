"""Where the caret was comes back, in every document of late and after a restart."""

from __future__ import annotations

from pathlib import Path

from desk import ARTICLE, SECOND, make_project, open_window, press
from pytestqt.qtbot import QtBot

from ui.carets import MOST, Carets
from workbench.model import new_id


def test_the_newest_come_first_and_the_oldest_are_let_go() -> None:
    ids = [new_id() for _ in range(MOST + 5)]
    carets = Carets()
    for number, id in enumerate(ids):
        carets.put(id, number)
    carets.put(ids[10], 7)
    again = Carets(carets.line())
    assert again.last() == ids[10] and again.at(ids[10]) == 7
    assert (again.at(ids[-1]), again.at(ids[0])) == (MOST + 4, 0)
    assert again.line() == carets.line() and len(carets.line().split()) == 2 * MOST


def test_a_line_of_anything_is_no_error() -> None:
    id = new_id()
    assert Carets("").last() == ""
    assert Carets("../../x 5 y").last() == ""
    assert Carets(f"{id} five").at(id) == 0
    assert Carets(f"{id}").last() == ""


def test_each_documents_caret_survives_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None
    session.select_text(start=40, end=40)
    press(qtbot, window, "Ctrl+PageDown")
    assert session.document is not None and session.document.text == SECOND
    session.select_text(start=9, end=9)
    window.close()
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None and session.document is not None
    assert (session.document.text, session.state.caret) == (SECOND, 9)
    press(qtbot, window, "Ctrl+PageUp")
    assert (session.document.text, session.state.caret) == (ARTICLE, 40)
