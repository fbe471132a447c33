"""The palette: whole words first, no limit of letters, the chosen one runs."""

from __future__ import annotations

from pathlib import Path

from desk import make_project, open_window
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.dialogs.fuzzy import ranked, score
from ui.dialogs.palette import (
    Entry,
    PaletteDialog,
    action_entries,
    document_finder,
    label_entries,
    relation_entries,
)
from ui.session import Session
from ui.theme import Theme


def test_titles_are_ranked_by_how_well_they_fit() -> None:
    titles = ["Undo", "Redo", "Next document", "Done, next document", "Export", "Comment", "Command palette"]

    def best(query: str) -> list[str]:
        return ranked(query, titles, lambda title: title, lambda _: "")

    assert best("next doc")[0] == "Next document"
    assert best("comm")[:2] == ["Comment", "Command palette"]
    assert best("cp") == ["Command palette"]
    assert best("un")[0] == "Undo"
    assert best("") == titles
    assert best("zzz") == []


@given(st.text(max_size=30), st.text(max_size=60))
def test_score_never_fails_and_each_title_fits_itself(query: str, title: str) -> None:
    score(query, title)
    assert score(title, title) is not None


def test_labels_are_found_by_name_and_documents_too(session: Session, theme: Theme, show, keys) -> None:
    chosen: list[str] = []
    schema = session.project.schema
    entries = label_entries(schema, chosen.append) + relation_entries(schema, chosen.append)
    dialog = PaletteDialog(entries, theme, more=document_finder(session.project, chosen.append))
    show(dialog)
    keys(dialog, "person")
    assert dialog.titles()[0] == schema.label("PER").title
    keys(dialog, "Return")
    assert chosen == ["PER"] and not dialog.isVisible()
    second = PaletteDialog(entries, theme, more=document_finder(session.project, chosen.append))
    show(second)
    keys(second, "article 2")
    assert second.titles()[0] == "article 2"
    keys(second, "Return")
    rows = session.project.document_rows(session.project.document_keys())
    assert chosen[1] == next(row.id for row in rows if row.name == "article 2")


def test_more_letters_are_looked_for_among_few_documents(session: Session) -> None:
    find, project = document_finder(session.project, print), session.project
    asked: list[str] = []
    project.store.connection.set_trace_callback(asked.append)
    for query, number in (
        ("e 2", 1),
        ("E 2", 1),
        ("e 2z", 0),
        ("e 2zz", 0),
        ("e 1", 1),
        ("article", 2),
        ("ARTICLE 1", 1),
    ):
        asked.clear()
        names = [entry.title for entry in find(query)]
        assert names == [row.name for row in project.document_rows(project.document_keys(query))]
        assert len(names) == number
        whole = [one for one in asked if "LIMIT 30" in one]
        assert len(whole) == (query in ("e 2", "e 1", "article"))
    project.store.connection.set_trace_callback(None)


def test_up_goes_round_and_disabled_entries_do_not_run(theme: Theme, show, keys) -> None:
    ran: list[str] = []
    entries = [
        Entry("action", name, run=lambda name=name: ran.append(name), enabled=name != "Three")
        for name in ("One", "Two", "Three")
    ]
    dialog = PaletteDialog(entries, theme)
    show(dialog)
    keys(dialog, "Up", "Return")
    assert ran == [] and dialog.isVisible()
    keys(dialog, "Up", "Return")
    assert ran == ["Two"] and not dialog.isVisible()


def test_nothing_found_says_so_and_return_does_nothing(theme: Theme, show, keys) -> None:
    dialog = PaletteDialog([Entry("action", "One")], theme)
    show(dialog)
    keys(dialog, "q" * 300, "Return")
    assert dialog.isVisible()
    assert dialog.list.item(0).text().startswith("Nothing of that name")
    keys(dialog, "Escape")
    assert not dialog.isVisible()


def test_every_action_of_the_window_is_listed_with_its_key(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    entries = {entry.title: entry for entry in action_entries(window.table, window)}
    assert entries["Import"].keys == "Ctrl+I"
    assert entries["Delete"].enabled is False
    assert entries["Next suggestion or candidate"].keys == "Space"
    window.close()
    QApplication.processEvents()
