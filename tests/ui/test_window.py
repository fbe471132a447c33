"""The window with a project: keys go in, rows come out; read back through a second connection."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from desk import ARTICLE, article, make_project, open_window, press, someone, spans
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.problems import ProblemsDialog
from workbench.project import Project


def stored(path: Path, document: int = 0) -> list[tuple[str, str]]:
    """Labels and texts of a document's spans as another connection reads them."""
    project = Project.open(path, annotator=someone()[1])
    try:
        row = project.document_rows(project.document_keys())[document]
        bundle = project.bundle(row.id)
        ordered = sorted(bundle.spans, key=lambda span: (span.start, -span.end))
        return [(span.label, span.covered(bundle.document.text)) for span in ordered]
    finally:
        project.close()


def test_space_and_letters_label_an_article(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    press(qtbot, window, "Space D Space G Space G")
    assert spans(window) == [("DATE", "2023-04-28"), ("GPE", "India"), ("GPE", "Russia")]
    assert stored(path) == spans(window)
    window.close()
    assert stored(path) == [("DATE", "2023-04-28"), ("GPE", "India"), ("GPE", "Russia")]


def test_a_letter_on_a_span_relabels_and_undo_takes_it_back(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D Space G O")
    assert ("ORG", "India") in spans(window)
    assert window.toast.text()
    press(qtbot, window, "Ctrl+Z")
    assert ("GPE", "India") in spans(window)
    press(qtbot, window, "Ctrl+Y")
    assert ("ORG", "India") in spans(window)


def test_shift_and_a_letter_make_a_second_span(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D Space G Shift+O")
    assert [pair for pair in spans(window) if pair[1] == "India"] in (
        [("GPE", "India"), ("ORG", "India")],
        [("ORG", "India"), ("GPE", "India")],
    )


def test_the_same_label_on_the_same_extent_selects_the_one_there(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D")
    session = window.session
    assert session is not None
    first = session.selected_span
    assert first is not None
    session.select_text(start=first.start, end=first.end)
    press(qtbot, window, "D")
    assert session.selected_span is not None and session.selected_span.id == first.id
    assert len(spans(window)) == 1


def test_an_unused_letter_says_so_and_writes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space Z")
    assert "Z" in window.toast.text()
    assert spans(window) == []


def test_a_letter_at_the_caret_labels_the_word_there(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.session is not None
    at = ARTICLE.index("Russia") + 2
    window.session.select_text(start=at, end=at)
    press(qtbot, window, "G")
    assert spans(window) == [("GPE", "Russia")]


def test_digits_fill_quick_attributes_in_order(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None
    start = ARTICLE.index("India and")
    session.select_text(start=start, end=ARTICLE.index(", said"))
    press(qtbot, window, "C 2 3")
    span = session.selected_span
    assert span is not None and span.label == "CLAIM"
    assert (span.attributes["voice"], span.attributes["checkable"]) == ("direct", "worthy")
    press(qtbot, window, "0")
    assert session.selected_span is not None and "voice" not in session.selected_span.attributes


def test_enter_gives_the_label_that_the_text_had_last(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, ARTICLE, "Russia again. India too."))
    press(qtbot, window, "Space D Space G Space N Ctrl+PageDown Space")
    assert window.workspace is not None
    window.workspace.hint.refresh()
    assert ("Enter", "Nationality, religion, party") in window.workspace.hint.parts
    press(qtbot, window, "Enter Space Enter")
    assert spans(window) == [("NORP", "Russia"), ("GPE", "India")]


def test_ctrl_l_grows_from_word_to_sentence_to_paragraph(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None
    at = ARTICLE.index("Shoigu")
    session.select_text(start=at, end=at)
    found = []
    for _ in range(3):
        press(qtbot, window, "Ctrl+L")
        found.append(ARTICLE[session.state.start : session.state.end])
    assert found[0] == "Shoigu"
    assert found[1].startswith("Rajnath") and found[1].rstrip().endswith(".")
    assert found[2] == ARTICLE.split("\n")[0]


def test_an_edge_moves_and_one_undo_takes_the_run(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None
    start = ARTICLE.index("Singh")
    session.select_text(start=start, end=start + 5)
    press(qtbot, window, "P Home Shift+Left Shift+Left")
    assert session.selected_span is not None
    press(qtbot, window, "Ctrl+Shift+Left")
    assert ("PER", "Rajnath Singh") in spans(window)
    press(qtbot, window, "Ctrl+Z")
    assert ("PER", "Singh") in spans(window)


def test_delete_tells_and_offers_undo(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D Delete")
    assert spans(window) == []
    qtbot.waitUntil(window.toast.button.isVisible)
    window.toast.button.click()
    assert spans(window) == [("DATE", "2023-04-28")]


def test_unsure_is_set_and_taken_back(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D Ctrl+U")
    session = window.session
    assert session is not None and session.selected_span is not None and session.selected_span.unsure
    press(qtbot, window, "Ctrl+U")
    assert session.selected_span is not None and not session.selected_span.unsure


def test_undo_in_another_document_goes_there_first(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D Ctrl+PageDown")
    session = window.session
    assert session is not None and session.document is not None
    assert session.document.document.name == "article 2"
    press(qtbot, window, "Ctrl+Z")
    assert session.document.document.name == "article 1"
    assert spans(window) == [("DATE", "2023-04-28")]
    assert "in this document" in window.toast.text()
    press(qtbot, window, "Ctrl+Z")
    assert spans(window) == []


def test_done_goes_to_the_next_unfinished_document(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    press(qtbot, window, "Space D")
    session = window.session
    assert session is not None and session.document is not None
    session.check_problems()
    while session.document.problems:
        press(qtbot, window, "Delete Space P")
        session.check_problems()
    press(qtbot, window, "Ctrl+Return")
    assert session.document.document.name == "article 2"
    assert "done" in window.toast.text()
    assert session.project.finished_count() == 1
    qtbot.waitUntil(lambda: "done" in window.toast.label.text())
    window.toast.button.click()
    assert session.project.finished_count() == 0
    assert session.document.document.name == "article 1"


def test_open_problems_are_listed_once_and_do_not_block(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None
    start = ARTICLE.index("India and")
    session.select_text(start=start, end=ARTICLE.index(", said"))
    press(qtbot, window, "C 2 Ctrl+Return")
    dialog = window.findChild(ProblemsDialog)
    assert isinstance(dialog, ProblemsDialog) and dialog.isVisible()
    press(qtbot, window, "Ctrl+Return")
    assert session.project.finished_count() == 1


def test_f8_goes_to_a_problem_and_says_what_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None and window.workspace is not None
    start = ARTICLE.index("India and")
    session.select_text(start=start, end=ARTICLE.index(", said"))
    press(qtbot, window, "C 2 Escape")
    session.check_problems()
    assert window.status.problems.text().endswith("to fix (F8)")
    press(qtbot, window, "F8")
    assert session.problem is not None
    assert session.selected_span is not None
    window.workspace.hint.refresh()
    assert window.workspace.hint.state == session.problem.message


def test_a_relation_is_made_by_keys(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session, mode = window.session, window.relation_mode
    assert session is not None and mode is not None and session.document is not None
    session.select_text(start=ARTICLE.index("said"), end=ARTICLE.index("said") + 4)
    press(qtbot, window, "U")
    start = ARTICLE.index("India and")
    session.select_text(start=start, end=ARTICLE.index(", said"))
    press(qtbot, window, "C Ctrl+R U")
    assert mode.on and mode.kind is not None and mode.kind.id == "has-cue"
    press(qtbot, window, "Enter")
    assert not mode.on
    relation = next(iter(session.document.relations.values()))
    assert relation.label == "has-cue"
    assert session.document.spans[relation.tail].label == "CUE"
    press(qtbot, window, "Ctrl+R U Delete")
    assert not session.document.relations


def test_escape_leaves_the_relation_mode_without_writing(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D Space G Ctrl+R")
    assert window.relation_mode is not None and window.relation_mode.on
    press(qtbot, window, "Escape Escape")
    assert not window.relation_mode.on
    assert window.session is not None and window.session.document is not None
    assert not window.session.document.relations


def test_find_returns_to_the_article_with_the_hit_selected(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None and window.workspace is not None
    press(qtbot, window, "Ctrl+F")
    bar = window.workspace.find_bar
    qtbot.keyClicks(bar.field, "india")
    qtbot.waitUntil(lambda: len(bar.hits) == 2)
    press(qtbot, window, "Down Enter")
    assert not bar.isVisible()
    assert article(window).hasFocus()
    assert ARTICLE[session.state.start : session.state.end] == "India"
    assert session.state.start == ARTICLE.index("Indian")
    press(qtbot, window, "F3")
    assert session.state.start == ARTICLE.index("India")


def test_find_fits_a_narrow_window(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.workspace is not None
    bar = window.workspace.find_bar
    press(qtbot, window, "Ctrl+F")
    assert [one.text() for one in (bar.back, bar.on, bar.done)] == ["Previous", "Next", "Close"]
    window.resize(760, 560)
    press(qtbot, window, "Alt+X")
    for words in ("india", "xyz", "("):
        bar.field.setText(words)
        QApplication.processEvents()
        parts = [bar.field, bar.case, bar.words, bar.pattern, bar.count, bar.back, bar.on, bar.done]
        edges = [(one.geometry().left(), one.geometry().right()) for one in parts]
        assert all(left[1] < right[0] for left, right in pairwise(edges)), (words, edges)
        assert edges[-1][1] <= bar.width()
    assert bar.count.text() == "wrong" and "regular expression" in bar.count.toolTip()
    assert [one.text() for one in (bar.back, bar.on, bar.done)] == ["↑", "↓", "×"]
    assert bar.done.accessibleName() == "Close" and bar.done.toolTip() == "Close"


def test_the_choices_of_find_have_keys(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.workspace is not None
    bar = window.workspace.find_bar
    press(qtbot, window, "Alt+C")
    assert not bar.case.isChecked()  # Find is not open
    press(qtbot, window, "Ctrl+F")
    qtbot.keyClicks(bar.field, "india")
    qtbot.waitUntil(lambda: len(bar.hits) == 2)
    press(qtbot, window, "Alt+W")
    assert len(bar.hits) == 1 and bar.search.words and bar.field.hasFocus()
    press(qtbot, window, "Alt+C")
    assert not bar.hits and bar.search.case
    press(qtbot, window, "Alt+C Alt+X")
    assert bar.search.pattern and not bar.words.isEnabled() and len(bar.hits) == 2
    assert bar.field.text() == "india"
    press(qtbot, window, "Alt+W")
    assert bar.words.isChecked()  # a regular expression says itself where words end
    press(qtbot, window, "Alt+X")
    assert bar.search.words and len(bar.hits) == 1
    assert bar.words.toolTip() == "Whole words (Alt+W)"
    window.change_settings(keys={"find_words": ["Ctrl+Shift+W"]})
    assert bar.words.toolTip() == "Whole words (Ctrl+Shift+W)"
    press(qtbot, window, "Escape F4")
    overview = next(one for one in window.findChildren(QPushButton) if one.text() == "&Close")
    qtbot.waitUntil(overview.isVisible)
    press(qtbot, window, "Alt+C")  # there it is the button's
    qtbot.waitUntil(article(window).hasFocus)


def test_a_document_found_by_its_text_opens_at_the_words(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.session is not None and window.workspace is not None
    panel, bar = window.workspace.documents, window.workspace.find_bar
    panel.filter.setFocus()
    qtbot.keyClicks(panel.filter, "russia")
    qtbot.waitUntil(panel.empty.isVisible)
    press(qtbot, window, "Enter")  # no name matches: the texts
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    press(qtbot, window, "Enter")
    assert bar.isVisible() and bar.field.text() == "russia"
    press(qtbot, window, "Escape")
    assert article(window).hasFocus()
    state = window.session.state
    assert ARTICLE[state.start : state.end] == "Russia"


def test_f6_goes_round_the_panels(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    seen = []
    for _ in range(5):
        press(qtbot, window, "F6")
        focused = window.focusWidget()
        seen.append(
            next(i for i, part in enumerate(window.panels()) if part is focused or part.isAncestorOf(focused))
        )
    assert sorted(seen) == [0, 1, 2, 3, 4]
    press(qtbot, window, "Shift+F6")
    assert not article(window).hasFocus()


def test_the_window_comes_back_where_it_was(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+PageDown Space")
    assert window.session is not None
    at = window.session.state.caret
    assert at > 0
    window.close()
    again = open_window(qtbot, path)
    assert again.session is not None and again.session.document is not None
    assert again.session.document.document.name == "article 2"
    assert again.session.state.caret == at


def test_a_second_windows_change_is_seen_at_focus(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    other = Project.open(path, annotator=someone()[1])
    row = other.document_rows(other.document_keys())[0]
    other.add_span(row.id, start=ARTICLE.index("India"), end=ARTICLE.index("India") + 5, label="GPE")
    other.close()
    assert window.session is not None and window.session.refresh()
    assert spans(window) == [("GPE", "India")]


def test_remapped_keys_of_the_article_work_and_the_old_ones_do_not(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    window.change_settings(keys={"next_candidate": ["Ctrl+J"], "unsure": ["F11"]})
    session = window.session
    assert session is not None
    press(qtbot, window, "Space")
    assert session.state.kind == "caret"
    press(qtbot, window, "Ctrl+J")
    assert ARTICLE[session.state.start : session.state.end] == "2023-04-28"
    press(qtbot, window, "D F11")
    assert session.selected_span is not None and session.selected_span.unsure


def test_the_published_date_is_typed_in_the_header(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    assert window.workspace is not None and window.session is not None
    header = window.workspace.header
    header.edit_published()
    header.field.setText("2023-05-01")
    press(qtbot, window, "Enter")
    assert window.session.document is not None
    assert window.session.document.document.published == "2023-05-01"
    header.edit_published()
    header.field.setText("yesterday")
    press(qtbot, window, "Enter")
    assert "yesterday" in window.toast.text()
    assert window.session.document.document.published == "2023-05-01"


def test_ctrl_s_says_that_everything_is_saved(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D Ctrl+S")
    assert window.toast.text().startswith("Everything is saved, last at ")


def test_both_themes_and_sizes_are_drawn(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Space D Space G")
    light = window.grab().toImage().pixelColor(600, 500)
    window.change_settings(theme="dark")
    dark = window.grab().toImage().pixelColor(600, 500)
    assert light.lightness() > 200 > 60 > dark.lightness()
    window.change_settings(theme="light", text_size=20)
    assert (
        window.workspace is not None
        and window.workspace.view.verticalScrollBar() is not None
        and window.theme.scale > 1.1
    )


class Windows(QObject):
    """Notes every window that is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_opening_a_project_shows_no_other_window(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    windows = Windows()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(windows)
    open_window(qtbot, path)
    app.removeEventFilter(windows)
    assert windows.seen == ["MainWindow"]


def test_closing_the_project_shows_it_among_the_recent_ones(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+W")
    assert window.session is None
    assert window.welcome.list.count() == 1
    press(qtbot, window, "Enter")
    assert window.session is not None
    window.close_project()
    window.welcome.list.setFocus()
    press(qtbot, window, "Delete")
    assert window.welcome.list.count() == 0
