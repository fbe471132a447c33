"""Frozen versions and splits in the window: freeze, compare, delete, and the row that asks for a split."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot
from support import asked

from ui.dialogs.export_words import split_words
from ui.dialogs.split_choice import SplitRow
from ui.dialogs.versions import VersionsDialog
from ui.session import Session
from ui.theme import Theme
from workbench.project.selection_words import Selection
from workbench.project.splits import NEAR, Rule, SplitChoice


def annotate(session: Session) -> str:
    """A span in the first document, which is then done."""
    project = session.project
    first = project.document_rows(project.document_keys())[0].id
    span = project.add_span(first, start=0, end=7, label="ORG").created[0].id
    project.set_status(first, "done")
    return span


def test_a_split_is_chosen_in_a_row(session: Session, theme: Theme, qtbot: QtBot) -> None:
    project = session.project
    for row in project.document_rows(project.document_keys()):
        project.set_document(row.id, source="Reuters")
    row = SplitRow(project)
    qtbot.addWidget(row)
    assert (row.choice(), row.shares()) == (None, ())
    assert not row.together.isEnabled()
    row.parts.setCurrentIndex(2)
    row.seed.setText("7")
    row.stratify.setChecked(True)
    assert words(row) == ["--split", "train=0.8,dev=0.1,test=0.1", "--seed", "7", "--stratify"]
    assert [name for name, _ in row.shares()] == ["train", "dev", "test"]
    row.together.setCurrentIndex(row.together.findData(NEAR))
    assert words(row)[4:6] == ["--group-by", "near-duplicates"] and row.shares() == ()
    assert row.together.findData("source") > 0
    row.parts.setCurrentIndex(3)
    assert words(row)[:2] == ["--folds", "5"]
    choice = row.choice()
    assert choice is not None and choice.rule is not None and choice.rule.folds and choice.rule.seed == 7


def test_a_split_that_was_chosen_elsewhere_is_shown(session: Session, theme: Theme, qtbot: QtBot) -> None:
    row = SplitRow(session.project)
    qtbot.addWidget(row)
    halves = (("a", 0.5), ("b", 0.5))
    for choice in (
        SplitChoice(Rule((("train", 0.8), ("dev", 0.2)), 3, "source", stratify=True)),
        SplitChoice(Rule(halves, 4)),
        SplitChoice(name="mine"),
        SplitChoice(Rule((("train", 0.8), ("dev", 0.2)), group_by=NEAR, similar=0.7)),
        SplitChoice(Rule(halves), "named"),
        None,
    ):
        row.show_choice(choice)
        assert row.choice() == choice
    count = row.parts.count()
    row.show_choice(SplitChoice(name="mine"))
    assert row.parts.count() == count and not row.together.isEnabled()


def words(row: SplitRow) -> list[str]:
    """What a command says for it."""
    choice = row.choice()
    assert choice is not None
    return split_words(choice)


def test_a_version_is_frozen_compared_and_deleted(
    session: Session, theme: Theme, path: Path, show, keys, qtbot: QtBot, monkeypatch
) -> None:
    span = annotate(session)
    dialog = VersionsDialog(session, theme)
    show(dialog)
    assert not dialog.export_button.isEnabled() and dialog.freeze_button.hasFocus()
    keys(dialog, "Return")
    assert dialog.pages.currentIndex() == 1 and dialog.name.hasFocus() and not dialog.keep_button.isEnabled()
    dialog.name.setText("v1")
    keys(dialog, "Return")
    qtbot.waitUntil(lambda: bool(dialog.versions.rows()), timeout=30_000)
    assert dialog.note.text() == "“v1” is frozen." and dialog.pages.currentIndex() == 0
    assert dialog.versions.rows()[0].cells[:2] == ("v1", "jsonl")
    dialog.compare_button.click()
    assert (dialog.summary.text(), dialog.differences.rows()) == ("No difference", [])
    session.do(session.project.relabel_span, span, label="PER")
    dialog.compare_button.click()
    assert dialog.summary.text() == "1 layer changed"
    (row,) = dialog.differences.rows()
    assert row.cells[2] == "Ada Okafor"
    monkeypatch.setattr(dialog, "_blind", lambda: True)
    dialog.compare_button.click()
    assert dialog.differences.rows()[0].cells[2] == ""
    assert row.cells[0] == "changed" and " → PER " in row.cells[3] and row.cells[3].endswith("(label)")
    dialog.delete_button.click()
    assert dialog.versions.rows() == [] and "Undo brings it back" in dialog.note.text()
    session.undo()
    assert [one.cells[0] for one in dialog.versions.rows()] == ["v1"]


def test_what_parts_two_versions_but_their_layers_is_told_first(
    session: Session, theme: Theme, path: Path, show, monkeypatch
) -> None:
    from workbench import jobs

    annotate(session)
    for name, recipe in (("v1", asked("jsonl")), ("v2", asked("jsonl", Selection(labels=("PER",))))):
        jobs.finish(jobs.freeze_job(session.project, name, recipe))
    dialog = VersionsDialog(session, theme)
    show(dialog)
    assert dialog.current().name == "v2"
    dialog.against.setCurrentText("v1")
    dialog.compare_button.click()
    first, *_ = dialog.differences.rows()
    assert first.cells == ("changed", "the version", "", "selection: label:PER → none")
    monkeypatch.setattr(dialog, "_blind", lambda: True)
    dialog.compare_button.click()
    assert dialog.differences.rows()[0].cells[3] == "selection: changed"


def test_a_name_that_is_taken_is_told(session: Session, theme: Theme, show, keys, qtbot: QtBot) -> None:
    from workbench import jobs

    annotate(session)
    jobs.finish(jobs.freeze_job(session.project, "v1", asked("jsonl")))
    dialog = VersionsDialog(session, theme)
    show(dialog)
    dialog.freeze_button.click()
    dialog.name.setText("v1")
    dialog.keep_button.click()
    qtbot.waitUntil(lambda: "frozen already" in dialog.note.text(), timeout=30_000)
    assert dialog.pages.currentIndex() == 1
    dialog.back_button.click()
    assert dialog.pages.currentIndex() == 0


def test_what_a_version_would_lose_is_shown_before_it_is_frozen(
    session: Session, theme: Theme, show, keys, qtbot: QtBot
) -> None:
    annotate(session)
    dialog = VersionsDialog(session, theme)
    show(dialog)
    dialog.freeze_button.click()
    assert dialog.form.losses.empty.startswith("Nothing is lost")
    assert dialog.keep_button.text() == "&Freeze 2 documents" and not dialog.keep_button.isEnabled()
    dialog.form.formats.choose("conll")
    dialog.name.setText("v1")
    assert dialog.form.summary.text() == "Counting…" and not dialog.keep_button.isEnabled()
    qtbot.waitUntil(dialog.keep_button.isEnabled)
    assert dialog.keep_button.text() == "&Freeze 1 document" and dialog.form.losses.topLevelItemCount()
    gone = []
    dialog.went.connect(gone.append)
    dialog.form.losses.setFocus()
    keys(dialog, "Right", "Down", "Return")
    assert len(gone) == 1 and not dialog.isVisible() and dialog.away
    dialog.come_back()
    assert dialog.isVisible() and dialog.name.text() == "v1"
    assert dialog.focusWidget() is dialog.form.losses
    dialog.form.scope.labels.set_values(["EVENT"])
    dialog.form.count()
    assert dialog.form.documents() == 1
