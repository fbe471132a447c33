"""Handing out and merging from the window, by keys; the project is looked at with a second connection."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from ui.dialogs.handout import HandoutDialog
from ui.dialogs.merge import MergeDialog, differing_ends
from ui.session import Session
from ui.theme import Theme
from workbench.model import Annotator, new_id
from workbench.project import Project

PATIENCE = 60_000  # ms for a child process


def test_hand_out_and_merge_back(
    session: Session, theme: Theme, show, keys, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = HandoutDialog(session, theme)
    show(dialog)
    assert not dialog.write_button.isEnabled()
    keys(dialog, "Bo, Chen")
    assert [row.cells[:2] for row in dialog.table.rows()] == [("Bo", "1"), ("Chen", "1")]
    dialog.everything.setChecked(True)
    assert [row.cells[:2] for row in dialog.table.rows()] == [("Bo", "2"), ("Chen", "2")]
    dialog.unaided.click()
    assert session.project.suggestions_off
    dialog.due.setText("soon")
    assert "no date" in dialog.note.text() and not dialog.write_button.isEnabled()
    dialog.due.setText("2026-12-01")
    dialog.folder.setText(str(tmp_path / "out"))
    keys(dialog, "Alt+W")
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=PATIENCE)
    file = tmp_path / "out" / "small-Bo.wbench"
    assert file.exists()
    assert [row.annotator_name for row in session.project.assignments()] == ["Bo", "Bo", "Chen", "Chen"]

    bo = Project.open(file, annotator=Annotator(new_id(), "Bo"))
    assert bo.suggestions_off
    bo.add_span(bo.document_rows(bo.document_keys())[0].id, start=16, end=21, label="GPE")
    bo.close()
    merge = MergeDialog(session, theme, paths=[file])
    show(merge)
    qtbot.waitUntil(merge.merge_button.isEnabled, timeout=PATIENCE)
    (row,) = merge.table.rows()
    assert row.cells == ("small-Bo.wbench", "Bo", "1 layer new, 1 span new")
    assert not merge.conflicts.isVisible()
    before = Project.open(session.project.path, annotator=session.project.me)
    assert before.label_counts() == {}
    keys(merge, "Alt+M")
    qtbot.waitUntil(lambda: not merge.isVisible(), timeout=PATIENCE)
    assert before.label_counts() == {"GPE": 1}
    before.close()


def test_what_cannot_be_merged_is_said(
    session: Session, theme: Theme, show, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "notes.wbench").write_text("hello")
    dialog = MergeDialog(session, theme, paths=[tmp_path / "notes.wbench"])
    show(dialog)
    qtbot.waitUntil(lambda: bool(dialog.note.text()), timeout=PATIENCE)
    assert "notes.wbench is not a project of Annotation Workbench" in dialog.note.text()
    assert not dialog.merge_button.isEnabled()


def test_what_differs_is_seen_where_two_changes_begin_alike() -> None:
    assert differing_ends("name A", "name B") == ("name A", "name B")
    long = "name Who raised the gates of the Karu Dam?"
    here, there = differing_ends(f"{long} (base)", f"{long} (Bo)")
    assert here.startswith("…") and here.endswith(" (base)") and there.endswith(" (Bo)") and len(here) < 24
    assert differing_ends("deleted", f"{long}") == ("deleted", long)
