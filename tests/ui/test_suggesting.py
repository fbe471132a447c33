"""Suggestions in the article: shown as nothing yet, accepted, changed and rejected by keys; each an undo step."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import ARTICLE, make_project, open_window, press, spans
from proposing import Names, suggest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.context import article_menu
from ui.session import Session
from ui.window import MainWindow
from workbench.project import Project
from workbench.suggest import suggesters


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    """The article with its suggestions, the caret at its start."""
    monkeypatch.setattr(suggesters, "SUGGESTERS", (Names(),))
    made = open_window(qtbot, make_project(tmp_path))
    session = session_of(made)
    suggest(session.project)
    session.reader.reload()
    session.reader.finish()
    session.select_text(start=ARTICLE.index("India"), end=ARTICLE.index("India"))
    return made


def session_of(window: MainWindow) -> Session:
    assert window.session is not None
    return window.session


def current(window: MainWindow) -> str:
    """The words of the current suggestion; empty without one."""
    session = session_of(window)
    state = session.state
    return ARTICLE[state.start : state.end] if session.suggestion is not None else ""


def stored(window: MainWindow) -> list[tuple[str, str, str]]:
    """What a second connection finds: label, words, origin."""
    session = session_of(window)
    with_other = Project.open(session.project.path, annotator=session.project.me)
    bundle = with_other.bundle(session.document_id)
    with_other.close()
    return [(span.label, span.covered(bundle.document.text), span.origin) for span in bundle.spans]


def test_space_and_enter_accept_a_page_and_ctrl_z_brings_a_suggestion_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert spans(window) == [] and len(session_of(window).suggestions) == 7
    press(qtbot, window, "Space")
    assert current(window).startswith("India and Russia have")  # the claim before the names in it
    press(qtbot, window, "Enter")
    assert stored(window) == [
        ("CLAIM", "India and Russia have agreed to boost their defence ties", "names"),
        ("CUE", "said", "names"),
        ("ORG", "Indian government", "names"),
    ]
    session = session_of(window)
    assert session.document is not None
    assert sorted(one.label for one in session.document.relations.values()) == ["has-cue", "said-by"]
    assert current(window) == "India"
    press(qtbot, window, "Return Return")
    assert current(window) == "Rajnath Singh" and len(stored(window)) == 5
    press(qtbot, window, "Ctrl+Z")
    assert current(window) == "Russia" and len(stored(window)) == 4  # it comes back, and is the current one
    press(qtbot, window, "Return Return Return Return Return")
    assert [words for _, words, _ in stored(window)][-2:] == ["New Delhi", "Friday (April 28)"]
    assert len(session.suggestions) == 0 and session.state.kind == "caret"
    day = next(one for one in session.document.spans.values() if one.label == "DATE")
    assert (day.attributes["value"], day.score) == ("2023-04-28", 0.97)


def test_delete_rejects_for_good_and_undo_takes_that_back(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "Space Space Delete")
    session = session_of(window)
    assert current(window) == "Russia" and spans(window) == []
    suggest(session.project)
    session.reader.reload()
    session.reader.finish()
    assert [one.first.covered(ARTICLE) for one in session.suggestions.in_order() if one.first][1] == "Russia"
    press(qtbot, window, "Ctrl+Z")
    assert current(window) == "India"


def test_rejecting_a_claim_names_what_goes_with_it(qtbot: QtBot, window: MainWindow) -> None:
    session = session_of(window)
    claim = next(one for one in session.suggestions.in_order() if one.first and one.first.label == "CLAIM")
    session.suggestion_wanted.emit(claim.id)
    told: list[str] = []
    session.offered.connect(lambda words, _: told.append(words))
    press(qtbot, window, "Delete")
    assert len(told) == 1 and told[0].startswith("Reject Claim") and " with its " in told[0]


def test_finishing_says_what_is_left_undecided(qtbot: QtBot, window: MainWindow) -> None:
    left = len(session_of(window).suggestions)
    press(qtbot, window, "Ctrl+Return")
    assert f"with {left} suggestions left undecided" in window.toast.text()


def test_a_letter_accepts_under_another_label(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "Space Space o")
    assert stored(window) == [("ORG", "India", "names (corrected)")] and current(window) == "Russia"
    press(qtbot, window, "Shift+Space")
    assert current(window).startswith("India and Russia")  # India is answered
    press(qtbot, window, "Ctrl+Z")
    assert stored(window) == [] and current(window) == "India"


def test_an_edge_is_moved_before_it_is_accepted(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "Space Space Space Space Space")
    assert current(window) == "Rajnath Singh"
    press(qtbot, window, "Home Ctrl+Shift+Right")
    assert current(window) == "Singh" and spans(window) == []
    press(qtbot, window, "Escape")
    assert session_of(window).state.kind == "caret" and window.workspace is not None
    drawn = window.workspace.view._marks.proposed.values()
    assert "Rajnath Singh" in {span.covered(ARTICLE) for span in drawn}  # as it was proposed again
    press(qtbot, window, "Space")
    assert current(window) == "Rajnath Singh"
    press(qtbot, window, "Home Ctrl+Shift+Right Return")
    assert stored(window) == [("PER", "Singh", "names (corrected)")] and current(window) == "Sergei Shoigu"
    press(qtbot, window, "Ctrl+Z")
    assert current(window) == "Rajnath Singh"


def test_shift_enter_accepts_the_same_words_on_the_screen_as_one_step(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggesters, "SUGGESTERS", (Names(),))
    window = open_window(qtbot, make_project(tmp_path, "Russia met India. Russia left. Russia, again.\n"))
    session = session_of(window)
    suggest(session.project)
    session.reader.reload()
    session.reader.finish()
    press(qtbot, window, "Space Shift+Return")
    assert [words for _, words in spans(window)] == ["Russia"] * 3
    assert session.suggestion is not None and session.suggestion.first is not None
    press(qtbot, window, "Ctrl+Z")
    assert spans(window) == [] and len(session.suggestions) == 4


def test_candidates_that_nothing_proposes_come_in_their_place(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "Space Space Space Space Space Space Space Space")
    assert current(window) == "Friday (April 28)"
    press(qtbot, window, "Space")
    session = session_of(window)
    assert session.state.kind == "text"
    assert ARTICLE[session.state.start : session.state.end] == "The two ministers"
    press(qtbot, window, "Shift+Space")
    assert current(window) == "Friday (April 28)"
    press(qtbot, window, "Escape Right")
    assert session.state.kind == "caret"


def test_what_a_letter_labels_by_hand_is_not_proposed_any_more(qtbot: QtBot, window: MainWindow) -> None:
    session = session_of(window)
    at = ARTICLE.index("Russia")
    session.select_text(start=at, end=at + 6)
    press(qtbot, window, "o")
    assert "Russia" not in {one.first.covered(ARTICLE) for one in session.suggestions.in_order() if one.first}
    press(qtbot, window, "Ctrl+Z")
    assert current(window) == "Russia"


def test_the_hint_line_says_who_proposes_how_sure_and_why(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, "Space Space")
    assert window.workspace is not None
    qtbot.waitUntil(lambda: "names 0.90" in window.workspace.hint.state)
    hint = window.workspace.hint
    assert hint.state == "Country, region, city “India” · names 0.90 · a name"
    assert hint.parts[:2] == [("Enter", "accept"), ("Delete", "reject")]
    press(qtbot, window, "Shift+Space")
    qtbot.waitUntil(lambda: "with 2 more" in hint.state)


def test_a_click_makes_a_suggestion_current_and_the_arcs_of_its_group_are_drawn(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert window.workspace is not None
    view = window.workspace.view
    place = view.character_rect(ARTICLE.index("boost"))
    at = view.viewport().mapFromGlobal(place.center() + QPoint(0, 2))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QApplication.processEvents()
    assert current(window).startswith("India and Russia have")
    drawn = view.drawn()
    assert {drawn.relation(one.id).label for one in drawn.routes if drawn.relation(one.id)} == {
        "said-by",
        "has-cue",
    }
    press(qtbot, window, "Escape")
    assert view.drawn().routes == ()


def test_none_below_the_least_score_of_hidden_labels_or_where_they_are_off(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = session_of(window)
    session.settings.least_score = 0.8
    session.reader.weigh_again()
    assert len(session.suggestions) == 6  # the claim is less sure
    session.do(session.project.switch_suggestions, False)
    session.reader.finish()
    assert len(session.suggestions) == 0
    press(qtbot, window, "Ctrl+Z")
    session.reader.finish()
    assert len(session.suggestions) == 6


def test_only_what_changed_is_looked_at_again(window: MainWindow) -> None:
    session = session_of(window)
    seen: list[str] = []
    known = session.suggestions
    weigh = known._open
    known._open = lambda one: seen.append(one.id) or weigh(one)  # type: ignore[method-assign]
    at = ARTICLE.index("missiles")
    session.do(session.project.add_span, session.document_id, start=at, end=at + 8, label="PROD")
    assert seen == []
    at = ARTICLE.index("New Delhi")
    session.do(session.project.add_span, session.document_id, start=at, end=at + 9, label="LOC")
    assert len(seen) == 1


def test_the_menu_of_the_right_button_accepts_and_rejects(qtbot: QtBot, window: MainWindow) -> None:
    assert window.workspace is not None
    view = window.workspace.view
    name = view.character_rect(ARTICLE.index("Rajnath"))
    place = view.viewport().mapFromGlobal(name.center())
    QTest.mousePress(
        view.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, QPoint(place)
    )
    assert current(window) == "Rajnath Singh"
    menu = article_menu(window, session_of(window))
    rows = {row.text().split("\t")[0]: row for row in menu.actions() if not row.isSeparator()}
    assert list(rows)[:5] == ["Accept as", "Accept", "Reject", "Accept all the same on the screen", "Edit"]
    rows["Accept"].trigger()
    assert [words for _, words in spans(window)] == ["Rajnath Singh"]
    left = len(session_of(window).suggestions)
    menu = article_menu(window, session_of(window))
    assert current(window)
    next(row for row in menu.actions() if row.text().startswith("Reject")).trigger()
    assert len(session_of(window).suggestions) < left
