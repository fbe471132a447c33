"""The first minutes: a window that fits its screen, a name or none, an import, and then Space."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import ARTICLE, article, make_project, open_window, press, someone
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import commands
from ui.dialogs.export import ExportDialog
from ui.dialogs.import_ import ImportDialog
from ui.dialogs.name import NameDialog
from ui.dialogs.preview import Place
from ui.hint import describe
from ui.placing import fit
from ui.session import Session
from ui.window import MainWindow
from workbench.model import Annotator
from workbench.project import Project
from workbench.project.settings import Settings, load_settings, login_name
from workbench.schema_file import load_schema

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support", extend=True)


@pytest.mark.parametrize("size", [(900, 600), (800, 560), (1366, 728), (2560, 1400)])
def test_the_first_window_lies_on_the_screen_with_its_frame(qtbot: QtBot, size: tuple[int, int]) -> None:
    window = MainWindow(Settings(), remembering=False)
    qtbot.addWidget(window)
    fit(window, QRect(0, 32, *size), (20, 48))
    window.show()
    assert window.width() <= min(1280, size[0] - 20)
    assert window.height() <= min(800, size[1] - 48)
    assert window.x() >= 0 and window.y() >= 32


def test_a_comment_by_keys_is_about_the_relation_that_has_them(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session, workspace = window.session, window.workspace
    assert session is not None and workspace is not None
    for start, end in ((16, 21), (26, 32)):
        session.do(Project.add_span, session.document_id, start=start, end=end, label="GPE")
    head, tail = session.document.spans  # type: ignore[union-attr]
    session.do(Project.add_relation, session.document_id, head=head, tail=tail, label="same-as")
    relation = next(iter(session.document.relations))  # type: ignore[union-attr]
    for keys in ("Return Ctrl+Shift+M", "Ctrl+Shift+M"):  # from the article, and from the row itself
        workspace.tabs.setCurrentIndex(2)
        workspace.tabs.relations.take_keys()
        press(qtbot, window, keys)
        qtbot.keyClicks(QApplication.focusWidget(), "sure?")
        press(qtbot, window, "Ctrl+Return")
        window.focus_article()
    found = session.project.comments(session.document_id)
    assert [(one.target_kind, one.target) for one in found] == [("relation", relation)] * 2


def test_after_an_import_into_an_empty_project_space_works(qtbot: QtBot, tmp_path: Path) -> None:
    path, text = tmp_path / "empty.wbench", tmp_path / "News.txt"
    text.write_text(ARTICLE, encoding="utf-8")
    Project.create(path, schema=load_schema("news"), annotator=someone()[1]).close()
    window = MainWindow(someone()[0])
    qtbot.addWidget(window)
    window.open_file(path, someone()[1])
    window.show()
    window.activateWindow()
    assert window.workspace is not None and window.session is not None
    window.workspace.documents.filter.setFocus()
    commands.import_files(window, [text])
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: not dialog.reading())
    with qtbot.waitSignal(dialog.imported):
        dialog.import_button.click()
    qtbot.waitUntil(lambda: article(window).hasFocus())
    press(qtbot, window, "Space")
    assert window.session.state.kind == "text"


def test_without_a_name_a_project_opens_under_the_login_name(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    settings = load_settings()
    settings.annotator_name = ""
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.show()
    commands.open_path(window, str(path))
    dialog = window.findChild(NameDialog)
    assert dialog is not None
    dialog.reject()
    assert window.session is not None
    assert window.session.project.me.name == login_name()
    assert "login name" in window.toast.text()
    assert load_settings().annotator_name == login_name()


def test_return_presses_the_button_that_has_the_focus(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.session is not None
    dialog = ImportDialog(window.session, window.theme, window)
    qtbot.addWidget(dialog)
    dialog.open()
    pressed: list[str] = []
    button = dialog.sources.files_button
    button.clicked.disconnect()
    button.clicked.connect(lambda: pressed.append("files"))
    dialog.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert pressed == ["files"]
    dialog.reject()


def test_the_layers_of_others_are_told_where_mine_is_empty(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    for name in ("Jonas Lindqvist", "Noor Haddad"):
        project = Project.open(path, annotator=Annotator(someone(name)[1].id, name))
        key = project.document_rows(project.document_keys()[:1])[0].id
        project.add_span(key, start=16, end=21, label="GPE")
        project.close()
    window = open_window(qtbot, path)
    assert window.session is not None and window.workspace is not None
    assert window.workspace.header.layer.text() == "Your layer · 2 others"
    assert describe(window.session)[0] == (
        "Jonas Lindqvist and Noor Haddad have layers here: open them from the header."
    )


def test_the_field_of_find_has_its_own_hint(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.workspace is not None
    hint, find = window.workspace.hint, window.workspace.find_bar
    press(qtbot, window, "Ctrl+F")
    qtbot.waitUntil(lambda: hint.state == "Find")
    assert ("Ctrl+D", "label all hits") in hint.parts
    qtbot.keyClicks(find.field, "india")
    press(qtbot, window, "Enter")
    qtbot.waitUntil(lambda: hint.state != "Find")


def with_cut_word(window: MainWindow) -> Session:
    """The session, with a span that ends within a word."""
    session = window.session
    assert session is not None
    start = ARTICLE.index("Indian")
    session.do(session.project.add_span, session.document_id, start=start, end=start + 3, label="GPE")
    return session


def test_f8_and_enter_extend_a_span_to_the_word(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = with_cut_word(window)
    assert session.document is not None
    session.select_text(start=0, end=0)
    press(qtbot, window, "F8")
    assert session.problem is not None and session.problem.remedy == "words"
    assert describe(session)[1][0] == ("Enter", "extend to the word")
    press(qtbot, window, "Enter")
    assert [one.covered(ARTICLE) for one in session.document.spans.values()] == ["Indian"]


def test_f8_and_enter_mend_every_fragment_of_a_span(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None and session.document is not None
    first, second = ARTICLE.index("Rajnath"), ARTICLE.index("Sergei")
    session.do(session.project.add_span, session.document_id, start=first, end=first + 4, label="PER")
    (span,) = session.document.spans
    session.do(session.project.add_fragment, span, start=second + 2, end=second + 9)
    session.select_text(start=0, end=0)
    press(qtbot, window, "F8")
    assert session.problem is not None
    assert session.problem.message == "A boundary of “Rajn rgei Sh” cuts a word in two."
    press(qtbot, window, "Enter")
    assert session.document.spans[span].covered(ARTICLE) == "Rajnath Sergei Shoigu"
    assert len(session.document.spans[span].fragments) == 2
    press(qtbot, window, "Ctrl+Z")
    assert session.document.spans[span].covered(ARTICLE) == "Rajn rgei Sh"


def test_occurrences_from_find_are_whole_words(qtbot: QtBot, tmp_path: Path) -> None:
    from ui.dialogs.occurrences import OccurrencesDialog

    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Ctrl+F")
    qtbot.keyClicks(QApplication.focusWidget(), "india")
    press(qtbot, window, "Ctrl+D")
    dialog = window.findChild(OccurrencesDialog)
    assert dialog is not None and dialog.wanted.search.words
    assert window.workspace is not None and window.session is not None
    dialog.reject()
    assert window.workspace.find_bar.isVisible()  # nothing came of it: the search goes on
    window.activateWindow()
    qtbot.waitUntil(window.workspace.find_bar.field.hasFocus)
    press(qtbot, window, "Ctrl+D")
    dialog = next(one for one in window.findChildren(OccurrencesDialog) if one.isVisible())
    qtbot.keyClick(QApplication.focusWidget(), "g")
    qtbot.waitUntil(lambda: dialog.go_button.isEnabled())
    press(qtbot, dialog, "Enter")
    assert len(window.session.document.spans) == 1  # type: ignore[union-attr]
    assert not window.workspace.find_bar.isVisible() and article(window).hasFocus()


def test_f8_from_find_goes_to_the_problem_in_the_article(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = with_cut_word(window)
    press(qtbot, window, "Ctrl+F F8 Enter")
    assert session.document is not None
    assert [one.covered(ARTICLE) for one in session.document.spans.values()] == ["Indian"]


def test_a_toast_covers_at_most_a_line_of_the_article(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.workspace is not None
    hint = window.workspace.hint
    foot = hint.mapTo(window.screens, hint.rect().topLeft()).y()
    for sentence in ("Undone: label “India”.", "It is a long story that goes on. " * 8):
        window.toast.offer(sentence, "undo", "Undo  Ctrl+Z")
        qtbot.waitUntil(lambda said=sentence: window.toast.label.text() == said)
        assert foot - 32 <= window.toast.y()
        assert window.toast.geometry().bottom() <= window.screens.height()
    window.toast.tell("Redone: label “India”.")
    qtbot.waitUntil(lambda: window.toast.label.text() == "Redone: label “India”.")
    assert window.toast.geometry().bottom() < foot


def test_an_example_of_a_loss_is_gone_to_and_ctrl_e_comes_back(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None
    document = session.project.document_rows(session.project.document_keys())[0].id
    session.open(document)
    session.do(session.project.add_span, document, start=20, end=26, label="GPE")
    commands.export_files(window)
    (dialog,) = window.findChildren(ExportDialog)
    dialog.scope.statuses.set_values(["in progress"])
    dialog.formats.choose("conll")
    heard: list[tuple[str, str]] = []
    session.offered.connect(lambda words, action: heard.append((words, action)))
    dialog.form.losses.go.emit(Place(document, session.project.bundle(document).spans[0].id, 20, 26))
    assert not dialog.isVisible()
    assert session.selected_span is not None and session.selected_span.label == "GPE"
    assert heard[-1][1] == "export"
    commands.export_files(window)
    assert window.findChildren(ExportDialog) == [dialog] and dialog.isVisible()
    assert dialog.formats.current().id == "conll" and dialog.scope.statuses.values() == ("in progress",)
    dialog.reject()


def test_a_key_sets_the_day_that_a_date_counts_from(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, "They met on Friday.\n"))
    session = window.session
    assert session is not None and window.workspace is not None
    session.select_text(start=12, end=18)
    press(qtbot, window, "D")
    assert ("Ctrl+P", "set the day of publication") in describe(session)[1]
    press(qtbot, window, "Ctrl+P")
    assert window.workspace.header.field.hasFocus()
    qtbot.keyClicks(window.workspace.header.field, "2023-05-01")
    press(qtbot, window, "Return")
    assert article(window).hasFocus()
    assert session.document is not None and session.document.document.published == "2023-05-01"
    assert ("Ctrl+P", "set the day of publication") not in describe(session)[1]


def test_a_document_without_text_is_called_so(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, " \n"))
    assert window.session is not None
    assert describe(window.session)[0] == "This document has no text."
