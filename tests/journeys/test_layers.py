"""A reviewer sends a layer back, its annotator finds it; layers are compared; comments of all documents are gone to."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import make_project, open_window, press, someone
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.commands import export_files
from ui.dialogs.all_comments import AllCommentsDialog
from ui.dialogs.export import ExportDialog
from ui.dialogs.send_back import SendBackDialog
from ui.review import commands
from ui.review.compare import ComparePage
from workbench.model import Annotator, new_id
from workbench.project import Project
from workbench.project.recipes import Recipe

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TEXT = "Ana Ito met Bo Li of Acme in Oslo.\n" + "Nothing else was said.\n" * 60
OTHER = "Nothing but Kyiv.\n"
BEN = Annotator("018f0000-0000-7000-8000-00000000000b", "Ben")


def annotate(path: Path, who: Annotator, number: int, *spans: tuple[str, str]) -> list[str]:
    """Label the first place of these words; the ids of document and spans."""
    project = Project.open(path, annotator=who)
    document = project.document_rows(project.document_keys())[number].id
    text = project.text(document)
    ids = [document]
    for words, label in spans:
        at = text.index(words)
        change = project.add_span(document, start=at, end=at + len(words), label=label)
        ids += [thing.id for thing in change.created if thing.kind == "span"]
    project.set_status(document, "done")
    project.close()
    return ids


def statuses(path: Path, number: int = 0) -> dict[str, str]:
    project = Project.open(path, annotator=someone()[1])
    rows = project.layers(project.document_rows(project.document_keys())[number].id)
    project.close()
    return {row.annotator.name: row.status for row in rows}


def test_a_layer_goes_back_with_a_comment_and_is_found_again(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXT, OTHER)
    me = someone()[1]
    annotate(path, BEN, 0, ("Bo Li", "PER"))
    annotate(path, me, 1, ("Kyiv", "GPE"))
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None and window.workspace is not None
    session.open(session.document_id, BEN.id)
    press(qtbot, window, "Ctrl+Shift+K")
    dialog = window.findChild(SendBackDialog)
    assert dialog is not None and dialog.people.currentText() == "Ben"
    dialog.comment.setPlainText("Ana is missing")
    dialog.button.click()
    assert statuses(path)["Ben"] == "returned"
    assert [c.text for c in session.project.comments(session.document_id)] == ["Ana is missing"]
    press(qtbot, window, "Ctrl+Z")
    ben = Project.open(path, annotator=BEN)
    ben.send_back(ben.document_rows(ben.document_keys())[1].id, me.id)
    ben.close()
    session.refresh()
    panel = window.workspace.documents
    assert panel.returned.isVisible() and panel.returned.text() == "1 came back"
    panel.returned.setFocus()
    qtbot.keyClick(panel.returned, Qt.Key.Key_Space)
    assert [row.name for n in range(len(panel.model.keys)) if (row := panel.model.row(n))] == ["article 2"]
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Escape)
    assert len(panel.model.keys) == 2


def test_a_whole_layer_is_accepted(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXT, OTHER)
    annotate(path, BEN, 0, ("Bo Li", "PER"), ("Oslo", "GPE"))
    window = open_window(qtbot, path)
    assert window.session is not None
    window.session.open(window.session.document_id, BEN.id)
    assert commands.on_layer(window)
    commands.accept_layer(window)
    assert statuses(path) == {"Ben": "reviewed", "Gold": "reviewed"}
    assert len(window.session.document.spans) == 2  # type: ignore[union-attr]  # not the gold's besides


def test_the_letters_are_those_of_the_review(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXT, OTHER)
    zoe = Annotator(new_id(), "Zoe")
    for who, label in ((zoe, "PER"), (BEN, "ORG"), (someone()[1], "GPE")):  # not in the order of their names
        annotate(path, who, 0, ("Bo Li", label))
    window = open_window(qtbot, path)
    shown = commands.show(window)
    assert shown is not None and window.session is not None
    shown.desk.looking.finish()
    document = shown.desk.items[0].one.document
    for blind in (False, True):
        shown.desk.set_blind(blind)
        found = shown.desk.found[document]
        people = [found.people[at][0] for at in shown.desk.people(document)]
        page = ComparePage(window.session, window.theme, document, blind=blind)
        qtbot.addWidget(page)
        assert [row.annotator.id for row in page._rows()] == people


def test_layers_are_compared_in_one_view_and_side_by_side(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXT, OTHER)
    annotate(path, BEN, 0, ("Bo Li", "PER"), ("Oslo", "GPE"))
    annotate(path, someone()[1], 0, ("Bo", "PER"), ("Oslo", "GPE"))
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+Shift+C")
    page = window.page
    assert isinstance(page, ComparePage)
    assert page.one.hasFocus() and page.one.document is not None
    assert [span.label for span in page.one.document.spans.values()] == ["GPE"]
    assert page.one.page is not None and len(page.one.page.placed.disputes.readings) == 2
    press(qtbot, window, "S")
    assert len(page.views) == 2 and page.body.currentWidget() is page.columns
    QApplication.processEvents()
    first, second = page.views
    assert first.hasFocus()
    press(qtbot, window, "F6")
    assert second.hasFocus()
    press(qtbot, window, "F6")
    assert page.pick.hasFocus()
    first.setFocus()
    first.scroll_by(400)
    assert second.anchor == first.anchor and first.anchor.segment > 0
    press(qtbot, window, "F6 F6 F6 F6")
    first.setFocus()
    press(qtbot, window, "N")
    assert page.blind.isChecked() and page.people.text() == "names hidden"
    assert not any("Ben" in tick.text() for tick in page.pick.menu().actions())
    page.pick.set_values([BEN.id])
    assert page.body.currentWidget() is page.empty
    press(qtbot, window, "Escape")
    assert window.page is None and window.workspace is not None and window.workspace.view.hasFocus()


def test_all_comments_are_listed_and_gone_to(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXT, OTHER)
    document, span = annotate(path, BEN, 1, ("Kyiv", "GPE"))
    ben = Project.open(path, annotator=BEN)
    ben.add_comment(document, target_kind="span", target=span, text="a city?")
    ben.add_comment(document, target_kind="document", target=document, text="short")
    ben.close()
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+Shift+J")
    dialog = window.findChild(AllCommentsDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.note.text() == "2 threads."
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    session = window.session
    assert session is not None and session.annotator_id == BEN.id and session.selected_span is not None
    assert session.selected_span.id == span


def test_a_blind_review_hides_names_in_what_an_export_would_lose(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXT, OTHER)
    for who in (BEN, someone()[1]):
        annotate(path, who, 0, ("Bo Li", "PER"), ("Bo", "PER"))
    window = open_window(qtbot, path)
    shown = commands.show(window)
    assert shown is not None
    lines = {}
    for blind in (False, True):
        shown.desk.set_blind(blind)
        export_files(window)
        [dialog] = window.findChildren(ExportDialog)
        dialog.form.take(Recipe("", "conll"))
        dialog.form.count()
        tops = [dialog.form.losses.topLevelItem(at) for at in range(dialog.form.losses.topLevelItemCount())]
        lines[blind] = [top.child(at).text(0) for top in tops for at in range(top.childCount())]
        warned = dialog.form.warning.text()
        assert warned.startswith("1 document goes out more than once") and "--gold" not in warned
        dialog.close()
        dialog.deleteLater()
        QApplication.sendPostedEvents(dialog, QEvent.Type.DeferredDelete)
    assert "PER 'Bo'  ·  article 1  ·  Ben" in lines[False]
    assert "PER 'Bo'  ·  article 1" in lines[True]
    assert len(lines[True]) == len(lines[False]) and not any("Ben" in line for line in lines[True])
