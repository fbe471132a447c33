"""Exporting by keyboard: losses are told before, files and the next command after."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from ui.dialogs import counted_form, export
from ui.dialogs.export import ExportDialog
from ui.dialogs.exported import parts_of, size_text
from ui.going import go_to
from ui.session import Session
from ui.theme import Theme
from workbench.project import Project

UNTOUCHED = "1 document is left out, as nobody has worked on it."  # the second article


def annotate(session: Session, *, done: bool = True) -> str:
    """Nested spans in the first document; its id."""
    project = session.project
    document = project.document_rows(project.document_keys())[0].id
    text = project.document(document).text
    for words, label in (("Indian government", "ORG"), ("Indian", "NORP"), ("Rajnath Singh", "PER")):
        start = text.index(words)
        project.add_span(document, start=start, end=start + len(words), label=label)
    if done:
        project.set_status(document, "done")
    return document


def test_everything_goes_out_as_jsonl_with_return(
    session: Session, theme: Theme, path: Path, show, keys
) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    assert dialog.formats.current().id == "jsonl"
    assert dialog.focusWidget() is dialog.formats
    assert dialog.export_button.text().replace("&", "") == "Export 2 documents"
    assert "3 spans" in dialog.form.summary.text()
    keys(dialog, "Return")
    assert dialog.pages.currentIndex() == 1
    folder = path.parent / "small-jsonl"
    names = [row.cells[0] for row in dialog.written.table.rows()]
    assert "export-report.json" in names
    assert all((folder / name).is_file() for name in names)
    keys(dialog, "Return")
    assert not dialog.isVisible()


def test_losses_are_counted_with_examples_before_anything_is_written(
    session: Session, theme: Theme, path: Path, show, qtbot: QtBot
) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.formats.choose("conll")
    dialog.form.count()
    kinds = {}
    for at in range(dialog.form.losses.topLevelItemCount()):
        item = dialog.form.losses.topLevelItem(at)
        kinds[item.text(0)] = [item.child(n).text(0) for n in range(item.childCount())]
    assert "Indian" in kinds["nested spans"][0]
    assert not (path.parent / "small-conll").exists()
    assert dialog.scope.groups.text() == "Entities, Time"


def test_layers_that_are_not_done_are_said_to_be_left_out(
    session: Session, theme: Theme, show, keys, qtbot: QtBot
) -> None:
    annotate(session, done=False)
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.formats.choose("conll")
    dialog.form.count()
    assert dialog.form.left_out.text().startswith("1 layer left out by status: 1 in progress")
    assert not dialog.export_button.isEnabled()
    dialog.scope.statuses.set_values(["in progress"])
    qtbot.waitUntil(dialog.export_button.isEnabled)
    assert dialog.scope.statuses.text() == "in progress"
    assert dialog.form.left_out.text() == UNTOUCHED


# Qt's offscreen platform says these of every menu.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_list_of_ticks_opens_and_ticks_by_key(
    session: Session, theme: Theme, show, keys, qtbot: QtBot
) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    heard = []
    dialog.scope.labels.picked.connect(lambda: heard.append(dialog.scope.labels.values()))
    menu = dialog.scope.labels.menu()
    dialog.scope.labels.setFocus()
    keys(dialog, "Down")
    qtbot.waitUntil(menu.isVisible)
    qtbot.keyClick(menu, Qt.Key.Key_Space)
    assert menu.isVisible()
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert heard == [("PER",)]
    assert dialog.scope.labels.text() == session.project.schema.label("PER").title
    assert not menu.isVisible()


def test_labels_and_groups_narrow_what_goes_out(session: Session, theme: Theme, show) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.scope.labels.set_values(["PER"])
    dialog.form.count()
    assert ", 1 span," in dialog.form.summary.text()
    dialog.scope.labels.set_values([])
    dialog.scope.groups.set_values(["claim"])
    dialog.form.count()
    assert ", 0 spans," in dialog.form.summary.text()


def test_the_spacy_line_can_be_copied(session: Session, theme: Theme, path: Path, show, keys) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.formats.choose("spacy")
    dialog.form.count()
    keys(dialog, "Return")
    assert dialog.written.command.text().startswith("python -m spacy train ")
    assert dialog.focusWidget() is dialog.written.copy_button
    keys(dialog, "Space")
    assert QGuiApplication.clipboard().text() == dialog.written.command.text()
    assert dialog.note.text() == "Copied."


def test_a_folder_that_cannot_be_written_is_named(
    session: Session, theme: Theme, tmp_path: Path, show, keys
) -> None:
    annotate(session)
    (tmp_path / "file").write_text("in the way")
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.folder.setText(str(tmp_path / "file" / "deeper"))
    keys(dialog, "Return")
    assert dialog.pages.currentIndex() == 0
    assert str(tmp_path / "file") in dialog.note.text()


@pytest.mark.parametrize(("room", "limit"), [(export, "SMALL"), (counted_form, "MANY")])
def test_large_exports_go_to_a_child(
    session: Session, theme: Theme, path: Path, show, keys, qtbot: QtBot, monkeypatch, room, limit: str
) -> None:
    monkeypatch.setattr(room, limit, 0)
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    qtbot.waitUntil(dialog.export_button.isEnabled, timeout=30_000)
    keys(dialog, "Return")
    assert dialog.strip.isVisible()
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=30_000)
    written = path.parent / "small-jsonl"
    assert json.loads((written / "export-report.json").read_text())["spans"] == 3


def test_large_projects_are_counted_by_a_child(
    session: Session, theme: Theme, show, qtbot: QtBot, monkeypatch
) -> None:
    annotate(session)
    here = ExportDialog(session, theme)
    here.formats.choose("conll")
    here.form.count()
    monkeypatch.setattr(counted_form, "MANY", 0)
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.formats.choose("conll")
    assert dialog.form.summary.text() == "Counting…"
    assert not dialog.export_button.isEnabled()
    qtbot.waitUntil(dialog.export_button.isEnabled, timeout=30_000)
    assert dialog.form.report == here.form.report
    dialog.form.count()
    dialog.done(0)  # while the child counts
    here.done(0)


def test_a_split_makes_one_file_a_part(
    session: Session, theme: Theme, path: Path, show, keys, qtbot: QtBot
) -> None:
    project: Project = session.project
    annotate(session)
    project.set_status(project.document_rows(project.document_keys())[1].id, "done")
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.formats.choose("conll")
    dialog.split.parts.setCurrentIndex(1)
    dialog.form.count()
    keys(dialog, "Return")
    qtbot.waitUntil(lambda: dialog.pages.currentIndex() == 1, timeout=30_000)
    names = {row.cells[0].split(".")[0] for row in dialog.written.table.rows()}
    assert {"train", "dev"} <= names


def test_hints_and_sizes_read_well() -> None:
    assert parts_of("In /tmp: python -m spacy train a.cfg\n(More.)") == (
        "python -m spacy train a.cfg",
        "In /tmp. (More.)",
    )
    assert parts_of("Nothing to run.") == ("", "Nothing to run.")
    assert [size_text(n) for n in (0, 999, 1400, 25_000, 3_200_000)] == [
        "0 bytes",
        "999 bytes",
        "1.4 kB",
        "25 kB",
        "3.2 MB",
    ]


def test_what_was_counted_for_another_choice_is_never_shown(
    session: Session, theme: Theme, show, qtbot: QtBot
) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    assert dialog.export_button.isEnabled()
    dialog.formats.choose("conll")
    assert dialog.form.summary.text() == "Counting…"
    assert (dialog.form.losses.topLevelItemCount(), dialog.form.losses.empty) == (0, "")
    assert not dialog.export_button.isEnabled()
    qtbot.waitUntil(dialog.export_button.isEnabled)
    assert dialog.form.losses.topLevelItemCount()
    dialog.scope.labels.set_values(["PER"])
    assert dialog.form.summary.text() == "Counting…" and not dialog.export_button.isEnabled()
    qtbot.waitUntil(dialog.export_button.isEnabled)
    dialog.split.parts.setCurrentIndex(1)
    assert dialog.form.warning.text() == "dev stays empty: there is 1 document for 2 parts."


def test_it_fits_a_small_screen_and_shows_both_ends_of_a_long_path(
    session: Session, theme: Theme, tmp_path: Path, show
) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    assert dialog.width() <= 900 and dialog.height() <= dialog.screen().availableSize().height() - 50
    dialog.resize(700, 420)
    QGuiApplication.processEvents()
    for part in (dialog.export_button, dialog.close_button, dialog.folder):
        assert dialog.rect().contains(part.mapTo(dialog, part.rect().bottomRight()))
    long = str(tmp_path / "a-folder-with-a-long-name" / "and-another-one-below-it" / "the-end")
    dialog.folder.setText(long)
    shown = dialog.folder.shown()
    assert shown.startswith(long[:8]) and shown.endswith("end") and "…" in shown
    assert dialog.folder.toolTip() == long
    dialog.folder.grab()
    dialog.folder.setFocus()
    assert dialog.folder.shown() == long


def test_every_selection_policy_and_recipe_is_in_the_dialog_as_in_the_command(
    session: Session, theme: Theme, path: Path, show, keys, qtbot: QtBot
) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.formats.choose("conll")
    dialog.options.set_values({"overlaps": "priority", "fragments": "cover", "scheme": "bioes"})
    dialog.scope.labels.set_values(["PER", "NORP", "ORG"])
    dialog.scope.only.setText("unsure:no “india and russia”")
    dialog.scope.changed.emit()
    dialog.form.count()
    assert dialog.form.summary.text().startswith("1 document, 1 layer, 3 spans")
    words = dialog.arguments()
    assert words[words.index("--only") + 1] == 'label:PER label:ORG label:NORP unsure:no "india and russia"'
    assert words[-4:] == ["--overlaps", "priority", "--fragments", "cover"] and "scheme=bioes" in words
    dialog.recipes.saving.emit("names")
    assert dialog.recipes.text() == "&Recipe: names"
    assert session.project.recipe("names").policies.overlaps == "priority"
    again = ExportDialog(session, theme)
    show(again)
    again.recipes.taken.emit(session.project.recipe("names"))
    again.form.count()
    assert again.arguments()[1:] == [*words[1:2], *again.arguments()[2:3], *words[3:]]
    assert again.form.summary.text() == dialog.form.summary.text()
    again.recipes.deleting.emit("names")
    assert session.project.recipes() == [] and again.recipes.text() == "&Recipes"
    again.scope.only.setText("colour:red")
    again.form.count()
    assert "a selection has no “colour:”" in again.note.text() and not again.export_button.isEnabled()


def test_an_example_of_a_loss_is_shown_in_the_window_and_the_export_waits(
    session: Session, theme: Theme, show, keys
) -> None:
    document = annotate(session)
    session.open(session.project.document_rows(session.project.document_keys())[1].id)
    dialog = ExportDialog(session, theme)
    show(dialog)
    wanted, selected = [], []
    dialog.went.connect(wanted.append)
    session.span_wanted.connect(lambda id, _at: selected.append(id))
    dialog.formats.choose("conll")
    dialog.form.count()
    tree = dialog.form.losses
    kind = next(
        tree.topLevelItem(n)
        for n in range(tree.topLevelItemCount())
        if tree.topLevelItem(n).text(0) == "nested spans"
    )
    tree.setFocus()
    tree.setCurrentItem(kind)
    keys(tree, "Return")
    assert kind.isExpanded()
    tree.setCurrentItem(kind.child(0))
    keys(tree, "Return")
    assert not dialog.isVisible() and dialog.away
    (place,) = wanted
    assert place.document == document
    assert go_to(session, place.document, place.target, start=place.start, end=place.end)
    assert session.document_id == document
    assert session.document is not None and session.document.spans[selected[0]].label == "NORP"
    dialog.come_back()
    assert dialog.isVisible() and dialog.formats.current().id == "conll"


def test_the_proof_is_told_beside_the_files(session: Session, theme: Theme, show, keys) -> None:
    annotate(session)
    dialog = ExportDialog(session, theme)
    show(dialog)
    keys(dialog, "Return")
    assert dialog.written.proof.text() == "Read back and compared: the files hold everything."
    assert dialog.written.proof.property("role") == "good"


def test_the_round_is_asked_for_only_where_somebody_did_two(
    session: Session, theme: Theme, path: Path, show, qtbot: QtBot
) -> None:
    document = annotate(session)
    plain = ExportDialog(session, theme)
    show(plain)
    assert plain.scope.round.count() == 1 and plain.scope.round.isHidden()
    session.do(session.project.again, [document])
    session.do(session.project.set_status, document, "done")
    dialog = ExportDialog(session, theme)
    show(dialog)
    assert dialog.scope.round.currentText() == "every round"
    dialog.formats.choose("conll")
    dialog.form.count()
    assert dialog.scope.round.currentText() == "the first done"
    assert dialog.form.left_out.text().startswith(
        "1 layer is left out as another round of the same annotator"
    )
    dialog.scope.round.setCurrentIndex(dialog.scope.round.findData("all"))
    dialog.form.count()
    assert dialog.form.left_out.text() == UNTOUCHED and "round:all" in dialog.arguments()


def test_tokens_are_the_projects_or_those_that_are_chosen_or_typed(
    session: Session, theme: Theme, show
) -> None:
    annotate(session)
    session.project.set_tokeniser("whitespace")
    dialog = ExportDialog(session, theme)
    show(dialog)
    dialog.formats.choose("conll")
    tokens = dialog.options.fields["tokens"]
    assert tokens.currentText() == "whitespace" and "tokens" not in dialog.form.settings()
    tokens.setCurrentText("words")
    assert dialog.form.settings() == {"tokens": "words"}
    tokens.setEditText("spacy:e")
    dialog.form.count()
    assert dialog.note.text().startswith("spaCy has no language “e”")
