"""The review's header and card in little room: everybody is named, and no word is cut without a sign."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.review.card import CapButton, DecisionCard
from ui.review.people import fair_shares
from ui.review.screen import ReviewHeader
from ui.theme import LIGHT, load_fonts

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
    from desk import make_project, someone

    from ui.review.desk import Desk
    from ui.session import Session
    from workbench.project import Project

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
