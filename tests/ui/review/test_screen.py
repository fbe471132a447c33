"""The review's header and card in little room: everybody is named, and no word is cut without a sign."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import make_project, open_window, press, someone
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.review.card import CapButton, DecisionCard
from ui.review.people import fair_shares
from ui.review.screen import ReviewHeader
from ui.theme import LIGHT, load_fonts
from workbench.model import Annotator, new_id
from workbench.project import Project

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
LONG = [
    "A  Alexandrina Featherstonehaugh-Cholmondeley",
    "B  Bo Li",
    "C  Maria-Magdalena Konstantinopolitanska",
]


def test_those_who_need_little_have_it_and_the_others_share_the_rest() -> None:
    assert fair_shares([10, 100, 200], 150) == [10, 70, 70]
    assert fair_shares([10, 20], 100) == [10, 20]
    assert fair_shares([], 100) == [] and fair_shares([5, 5], -3) == [0, 0]


def test_three_long_names_are_all_begun(qtbot: QtBot) -> None:
    load_fonts()
    header = ReviewHeader(LIGHT)
    qtbot.addWidget(header)
    header.tell("An article", LONG, "6 left here")
    header.resize(760, 40)
    header.show()
    QApplication.processEvents()
    shown = header.people.text()
    assert all(f"{one[:6]}" in shown for one in LONG) and LONG[1] in shown and "…" in shown
    assert header.people.toolTip().split("\n") == LONG and header.name.text() == "An article"
    header.resize(1600, 40)
    QApplication.processEvents()
    assert "…" not in header.people.text() and not header.people.toolTip()


def test_keys_without_room_for_their_words_have_them_as_tool_tips(qtbot: QtBot, tmp_path: Path) -> None:
    from ui.review.desk import Desk
    from ui.session import Session

    settings, annotator = someone()
    project = Project.open(make_project(tmp_path), annotator=annotator)
    session = Session(project, settings)
    card = DecisionCard(Desk(session, session), LIGHT)
    qtbot.addWidget(card)
    card.show()
    card.resize(420, 220)
    buttons: list[CapButton] = list(card.buttons.values())
    assert all(button.bare and button.toolTip() == button.words for button in buttons)
    card.resize(800, 220)
    assert not any(button.bare or button.toolTip() for button in buttons)
    project.close()


def test_each_step_says_what_there_is_to_decide(qtbot: QtBot, tmp_path: Path, said: list[str]) -> None:
    path = make_project(tmp_path, "Ana Ito met Bo Li of Acme in Oslo.\n")
    for name, spans in (("Ben", {"Oslo": "GPE", "Acme": "ORG"}), ("Cat", {"Oslo": "LOC"})):
        project = Project.open(path, annotator=Annotator(new_id(), name))
        document = project.document_rows(project.document_keys())[0].id
        for words, label in spans.items():
            start = project.text(document).index(words)
            project.add_span(document, start=start, end=start + len(words), label=label)
        project.set_status(document, "done")
        project.close()
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+Shift+V")
    shown = window.review
    assert shown is not None

    def hear(words: str) -> None:
        qtbot.waitUntil(lambda: bool(said) and said[-1].startswith(words))

    hear("article 1. The same words, another label · ")
    assert "1: A Ben, " in said[-1] and said[-1].endswith(". 1 of 2")
    shown.view.setFocus()
    press(qtbot, window, "Space")
    hear("Not all have it · ")
    assert said[-1].endswith(". 2 of 2")
    press(qtbot, window, "1")
    hear("The same words, another label · ")
    press(qtbot, window, "0")
    hear("No disagreements left.")
