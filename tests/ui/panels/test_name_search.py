"""Looking for names in slices: what is found in the end is what looking at once finds, and on the way nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import someone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.panels import name_search
from ui.panels.documents import DocumentsPanel
from ui.panels.name_search import NameSearch
from ui.session import Session
from ui.theme import LIGHT
from workbench import jobs
from workbench.project import Project
from workbench.schema_file import load_schema

Key = Qt.Key
NAMES = ("alba", "Alb", "bab", "b b", "ÁLBA", "áb", "a%b", "abab", "BABA", "la", "lab", "ball")


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Iterator[Session]:
    """Twelve documents, whose names are compared one by one, none at once."""
    monkeypatch.setattr(name_search, "SLICE", 1)
    monkeypatch.setattr(name_search, "AT_ONCE", 0)
    monkeypatch.setattr(name_search, "TURN", 0)
    settings, me = someone()
    project = Project.create(tmp_path / "p.wbench", schema=load_schema("news"), annotator=me)
    lines = [f'{{"document": {{"name": "{name}", "text": "It rains in {name}."}}}}' for name in NAMES]
    (tmp_path / "all.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "all.jsonl"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    session = Session(project, settings)
    yield session
    session.close()


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> Iterator[DocumentsPanel]:
    panel = DocumentsPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(230, 600)
    panel.show()
    qtbot.waitExposed(panel)
    yield panel
    panel.names.stop()


def names(panel: DocumentsPanel) -> list[str]:
    return [panel.model.index(row, 0).data() for row in range(panel.model.rowCount())]


def matching(words: str) -> list[str]:
    return [name for name in NAMES if words.lower() in name.replace("Á", "\0").lower()]


def type_(panel: DocumentsPanel, words: str) -> None:
    """Set the words of the filter and begin to look; nothing is compared yet."""
    panel.filter.setText(words)
    panel.apply_filter()
    assert panel.names.looking


@given(
    typed=st.lists(
        st.tuples(st.text("abAl á%", min_size=1, max_size=3), st.integers(0, 14)), min_size=1, max_size=12
    ),
    backwards=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_what_is_found_in_slices_is_what_is_found_at_once(
    typed: list[tuple[str, int]], backwards: bool, session: Session
) -> None:
    parent = QObject()
    search, project = NameSearch(session, parent), session.project
    rows = project.document_keys()[::-1] if backwards else project.document_keys()
    for words, turns in typed:
        wanted = list(project.keys_named(rows, words))
        search.start(words, rows)
        for _ in range(turns):
            search.look_on(lambda more: True)
            assert list(search.found) == wanted[: len(search.found)]
    search.start(words, rows)
    search.look_on(lambda more: False)
    assert not search.looking
    assert list(search.found) == wanted
    search.stop()


def test_more_words_are_looked_for_where_fewer_were_found(session: Session, qtbot: QtBot) -> None:
    parent = QObject()
    search, rows = NameSearch(session, parent), session.project.document_keys()
    search.start("ll", rows)
    search.look_on(lambda more: False)
    asked: list[str] = []
    session.project.store.connection.set_trace_callback(asked.append)
    for words in ("ll", "LL"):
        search.start(words, rows)
        assert not search.looking  # as before
    assert asked == []
    search.start("ball", rows)
    search.look_on(lambda more: False)
    assert len(asked) == 1  # of the name that has "ll"
    search.forget()
    search.start("ll", rows)
    assert search.looking
    search.stop()


def test_the_first_are_shown_while_the_others_are_looked_for(panel: DocumentsPanel, qtbot: QtBot) -> None:
    type_(panel, "b")
    assert panel.empty.text() == "Looking through 12 names…"
    panel.names.look_on(bool)
    panel.names.went_on.emit()
    assert names(panel) == ["alba"]
    assert panel.matches.text() == "1+ matches"
    assert panel.list.current_row() == 0
    qtbot.waitUntil(lambda: not panel.names.looking)
    assert names(panel) == matching("b")
    assert panel.matches.text() == "11 matches"
    assert panel.list.current_row() == 0


def test_nothing_is_said_to_be_missing_before_all_was_compared(panel: DocumentsPanel, qtbot: QtBot) -> None:
    type_(panel, "q")
    assert panel.empty.isVisible()
    assert panel.empty.text().startswith("Looking")
    qtbot.waitUntil(lambda: panel.empty.text().startswith("No document matches. Esc shows all 12."))
    assert panel.matches.text() == "0 matches"


@pytest.mark.parametrize(("words", "name"), [("la", "la"), ("lab", "lab"), ("BALL", "ball"), ("á", "áb")])
def test_enter_opens_the_first_match_that_was_not_found_yet(
    words: str, name: str, panel: DocumentsPanel, session: Session
) -> None:
    panel.filter.setFocus()
    type_(panel, words)
    QTest.keyClick(panel.filter, Key.Key_Return)
    assert session.document is not None
    assert session.document.document.name == name


def test_enter_looks_in_the_texts_only_when_no_name_matches(
    panel: DocumentsPanel, session: Session, qtbot: QtBot
) -> None:
    panel.filter.setFocus()
    type_(panel, "rains")
    QTest.keyClick(panel.filter, Key.Key_Return)
    assert panel.filter.text() == "text:rains"
    qtbot.waitUntil(lambda: len(names(panel)) == 12)


def test_down_goes_to_the_first_match_that_was_not_found_yet(panel: DocumentsPanel, qtbot: QtBot) -> None:
    panel.filter.setFocus()
    type_(panel, "ball")
    QTest.keyClick(panel.filter, Key.Key_Down)
    assert panel.list.hasFocus()
    assert names(panel) == ["ball"]
    assert panel.list.current_row() == 0


def test_the_open_document_stays_the_current_row(
    panel: DocumentsPanel, session: Session, qtbot: QtBot
) -> None:
    row = panel.model.row(NAMES.index("lab"))
    assert row is not None
    session.open(row.id)
    type_(panel, "b")
    panel.names.look_on(bool)
    panel.names.went_on.emit()
    assert panel.list.current_row() == -1  # it is still to come
    type_(panel, "ab")  # and is not forgotten by the next key
    panel.names.look_on(bool)
    panel.names.went_on.emit()
    assert panel.list.current_row() == -1
    panel.filter.setFocus()
    QTest.keyClick(panel.filter, Key.Key_Down)
    assert panel.list.current_row() == matching("ab").index("lab")
    qtbot.waitUntil(lambda: not panel.names.looking)
    assert names(panel) == matching("ab")
    assert panel.list.current_row() == matching("ab").index("lab")


def test_a_row_that_was_chosen_meanwhile_stays_chosen(panel: DocumentsPanel, qtbot: QtBot) -> None:
    type_(panel, "b")
    panel.names.look_on(lambda more: len(panel.names.found) == 3)
    panel.names.went_on.emit()
    panel.list.choose(2)
    qtbot.waitUntil(lambda: not panel.names.looking)
    assert len(names(panel)) == 11
    assert panel.list.current_row() == 2


def test_a_new_key_leaves_the_look_before_and_escape_all_of_them(panel: DocumentsPanel, qtbot: QtBot) -> None:
    type_(panel, "b")
    panel.names.look_on(bool)
    type_(panel, "bal")
    qtbot.waitUntil(lambda: names(panel) == ["ball"])
    type_(panel, "la")
    panel.filter.setFocus()
    QTest.keyClick(panel.filter, Key.Key_Escape)
    assert names(panel) == list(NAMES)
    assert not panel.names.looking
    assert not panel.matches.isVisible()


def test_another_name_is_found_also_where_it_was_looked_for_before(
    panel: DocumentsPanel, session: Session, qtbot: QtBot
) -> None:
    type_(panel, "q")
    qtbot.waitUntil(lambda: not panel.names.looking)
    row = session.project.document_rows(session.project.document_keys(limit=1))[0]
    session.do(Project.set_document, row.id, name="quarry")
    type_(panel, "qu")
    qtbot.waitUntil(lambda: names(panel) == ["quarry"])


def test_what_goes_away_while_names_are_looked_through_is_not_listed(
    panel: DocumentsPanel, session: Session, qtbot: QtBot
) -> None:
    type_(panel, "b")
    panel.names.look_on(bool)
    panel.names.went_on.emit()
    first = panel.model.row(0)
    assert first is not None
    session.do(Project.delete_document, first.id)
    qtbot.waitUntil(lambda: names(panel) == matching("b")[1:])
    session.undo()
    assert names(panel) == matching("b")[1:]  # shown when all names were compared again, not before
    qtbot.waitUntil(lambda: sorted(names(panel)) == sorted(matching("b")))
    assert panel.count.text() == "0 of 12 done"
