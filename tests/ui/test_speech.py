"""What a screen reader is told of the window, beside where the article stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import make_project, open_window, press
from proposing import Names, suggest
from pytestqt.qtbot import QtBot

from ui.hint import in_words
from ui.window import MainWindow
from workbench.model import Annotator
from workbench.project import Project
from workbench.suggest import suggesters

BEN = "018f0000-0000-7000-8000-00000000000b"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return open_window(qtbot, make_project(tmp_path))


def test_keys_follow_a_sentence_without_a_second_stop() -> None:
    keys = [("F8", "next"), ("Esc", "leave")]
    assert in_words("Caret", keys) == "Caret. F8: next, Esc: leave"
    assert in_words("Who said it?", keys) == "Who said it? F8: next, Esc: leave"
    assert in_words("A date needs its type.", keys) == "A date needs its type. F8: next, Esc: leave"


def select(window: MainWindow, words: str) -> None:
    assert window.session is not None and window.session.document is not None
    start = window.session.document.text.index(words)
    window.session.select_text(start=start, end=start + len(words))


def test_a_problem_is_said_each_time_that_one_comes_to_it(
    qtbot: QtBot, window: MainWindow, said: list[str]
) -> None:
    select(window, "Friday")
    press(qtbot, window, "d 0")
    assert window.session is not None
    window.session.check_problems()
    assert window.session.document is not None
    messages = [one.message for one in window.session.document.problems]
    assert len(messages) == 1
    press(qtbot, window, "Home")
    said.clear()
    press(qtbot, window, "F8")
    assert said[-1] == messages[0]
    said.clear()
    press(qtbot, window, "F8")
    assert said == messages


def test_a_digit_says_the_attribute_and_its_value_also_where_it_has_it(
    qtbot: QtBot, window: MainWindow, said: list[str]
) -> None:
    select(window, "India and Russia have agreed to boost their defence ties")
    press(qtbot, window, "c")
    said.clear()
    press(qtbot, window, "5")
    assert said == ["Voice: Unattributed"]
    press(qtbot, window, "Escape Tab 5")
    assert said[-1] == "Voice: Unattributed"
    press(qtbot, window, "Escape Tab 0")
    assert said[-1] == "Voice: nothing chosen"


def wait_for(qtbot: QtBot, said: list[str], words: str) -> None:
    """Wait until the last sentence begins with these words."""
    qtbot.waitUntil(lambda: bool(said) and said[-1].startswith(words))


def test_making_a_relation_says_each_step(qtbot: QtBot, window: MainWindow, said: list[str]) -> None:
    for words, key in (
        ("Rajnath Singh", "p"),
        ("Indian government", "o"),
        ("India and Russia have agreed to boost their defence ties", "c"),
    ):
        select(window, words)
        press(qtbot, window, key)
    press(qtbot, window, "Ctrl+R")
    wait_for(qtbot, said, "Relation: S: said by, U: has cue, ")
    press(qtbot, window, "s")
    wait_for(qtbot, said, "said by → “Indian government” · 1 of 2. Enter: make it, ")
    press(qtbot, window, "Tab")
    wait_for(qtbot, said, "said by → “Rajnath Singh” · 2 of 2")
    assert "Enter" not in said[-1]  # the keys are the same
    press(qtbot, window, "Tab")
    wait_for(qtbot, said, "said by → “Indian government” · 1 of 2")


def test_proposed_cue_and_source_are_said_after_the_value_that_wants_them(
    qtbot: QtBot, window: MainWindow, said: list[str]
) -> None:
    for words, key in (
        ("said", "u"),
        ("Rajnath Singh", "p"),
        ("Indian government", "o"),
        ("India and Russia have agreed to boost their defence ties", "c"),
    ):
        select(window, words)
        press(qtbot, window, key)
    said.clear()
    press(qtbot, window, "3")
    first = "said by “Indian government” and has cue “said” · 1 of 2"
    wait_for(qtbot, said, f"{first}. Enter: accept, Tab: another, Esc: later")
    assert said[0] == "Voice: Indirect" and len(said) == 2
    press(qtbot, window, "Tab")
    wait_for(qtbot, said, "said by “Rajnath Singh” and has cue “said” · 2 of 2")


def test_find_says_the_count_when_typing_pauses_and_each_hit_with_its_line(
    qtbot: QtBot, window: MainWindow, said: list[str]
) -> None:
    assert window.workspace is not None
    press(qtbot, window, "Ctrl+F")
    said.clear()
    qtbot.keyClicks(window.workspace.find_bar.field, "india")
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["1 of 2"]
    press(qtbot, window, "Down")
    assert said[1:] == [
        "2 of 2: …defence ties, said a statement by the Indian government. Rajnath Singh met Sergei…"
    ]
    press(qtbot, window, "Enter")
    said.clear()
    press(qtbot, window, "F3")
    assert said[0] == "selected: India"
    assert said[-1] == "1 of 2: date 2023-04-28 India and Russia have agreed to boost their…"


def test_another_document_says_its_title_and_whose_layer_is_read(
    qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    path = make_project(tmp_path)
    project = Project.open(path, annotator=Annotator(BEN, "Ben"))
    first = project.document_rows(project.document_keys())[0].id
    project.add_span(first, start=0, end=4, label="PER")
    project.close()
    window = open_window(qtbot, path)
    assert window.session is not None and window.workspace is not None
    view = window.workspace.view
    assert view.accessibleName() == "Article: article 1"
    said.clear()
    press(qtbot, window, "Ctrl+PageDown")
    assert said == ["article 2"] and view.accessibleName() == "Article: article 2"
    window.session.open(first, BEN)
    assert said[1:] == ["article 1, Ben’s layer, read only"]
    window.session.open(first, BEN)  # loaded again
    assert len(said) == 2


def test_one_decision_at_a_time_is_said_once_and_its_sentence_is_at_hand(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setattr(suggesters, "SUGGESTERS", (Names(),))
    window = open_window(qtbot, make_project(tmp_path, "Russia met India.\n"))
    session, workspace = window.session, window.workspace
    assert session is not None and workspace is not None
    suggest(session.project)
    session.reader.reload()
    session.reader.finish()
    press(qtbot, window, "Ctrl+Shift+L")
    one, hint = workspace.one_by_one, workspace.hint
    assert one is not None
    qtbot.waitUntil(lambda: one.hasFocus() and one.kind.text() == "Country, region, city")
    assert one.accessibleDescription() == (
        "Country, region, city. names 0.90 · a name. 2 left in article 1. Russia met India."
    )
    assert said.count("suggestion: GPE, Russia") == 1
    said.clear()
    press(qtbot, window, "Space")
    assert said == ["suggestion: GPE, India"]
    qtbot.waitUntil(lambda: hint.state.startswith("Country, region, city “India”"))
    assert ("Esc", "to the article") in hint.parts
    press(qtbot, window, "Delete Delete")
    nothing = "Nothing is left to decide. Esc goes back to the article. Ctrl+J asks the suggesters."
    qtbot.waitUntil(lambda: nothing in said)
    assert one.accessibleDescription() == nothing
    qtbot.waitUntil(lambda: hint.state == "Nothing is left to decide")
    assert hint.parts == [("Esc", "to the article"), ("Ctrl+J", "ask the suggesters")]
    press(qtbot, window, "Escape")
    qtbot.waitUntil(lambda: hint.state == "Caret" or ("F1", "shows all keys") in hint.parts)
    assert said.count(nothing) == 1
