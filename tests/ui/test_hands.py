"""Fragments, boundaries and relations by mouse and keys in the real window, read back from the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import ARTICLE, make_project, open_window, press
from hands import LEFT, NONE, at, drag, label, move, select, view_of, words_of
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ui import commands
from ui.dialogs.import_ import ImportDialog
from ui.dialogs.merge import MergeDialog
from ui.document_view import DocumentView
from ui.kind_menu import KindMenu
from ui.window import MainWindow
from workbench import jobs
from workbench.project.care import backup

# Qt's offscreen platform says this of every window that has a smallest size, and of menus.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "This plugin does not support", extend=True)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CLAIM = "India and Russia have agreed to boost their defence ties"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return open_window(qtbot, make_project(tmp_path))


# -- fragments ---------------------------------------------------------------------------------


def test_ctrl_shift_f_adds_a_fragment_and_takes_it_out_again(qtbot: QtBot, window: MainWindow) -> None:
    span = label(window, "ORG", "Indian government")
    select(window, "Rajnath Singh")
    press(qtbot, window, "Ctrl+Shift+F")
    assert words_of(window, span) == ["Indian government", "Rajnath Singh"]
    assert "fragment" in window.toast.text()
    select(window, "Singh")
    press(qtbot, window, "Ctrl+Shift+F")
    assert words_of(window, span) == ["Indian government", "Rajnath"]
    press(qtbot, window, "Ctrl+Z Ctrl+Z")
    assert words_of(window, span) == ["Indian government"]


def test_the_fragment_that_was_just_added_is_the_one_that_is_taken_out(
    qtbot: QtBot, window: MainWindow
) -> None:
    span, view = label(window, "GPE", "New Delhi"), view_of(window)
    select(window, "India")
    press(qtbot, window, "Ctrl+Shift+F")
    assert (words_of(window, span), view.state.part) == (["India", "New Delhi"], 0)
    press(qtbot, window, "Ctrl+Shift+F")
    assert words_of(window, span) == ["New Delhi"]


def test_without_a_span_or_without_text_it_says_what_to_do(qtbot: QtBot, window: MainWindow) -> None:
    select(window, "India")
    press(qtbot, window, "Ctrl+Shift+F")
    assert "select the span first" in window.toast.text()
    label(window, "GPE", "Russia")
    press(qtbot, window, "Ctrl+Shift+F")
    assert "Select the text" in window.toast.text()


def test_a_drag_with_ctrl_adds_a_fragment(qtbot: QtBot, window: MainWindow) -> None:
    span, view = label(window, "ORG", "Indian government"), view_of(window)
    start = ARTICLE.index("Russia")
    drag(view, at(view, start, edge=True), at(view, start + 6, edge=True), CTRL)
    assert words_of(window, span) == ["Russia", "Indian government"]
    drag(view, at(view, 0, edge=True), at(view, 4, edge=True), CTRL | Qt.KeyboardModifier.AltModifier)
    assert len(words_of(window, span)) == 2


def test_a_drag_that_misses_the_end_of_a_word_takes_it_in_and_with_shift_does_not(
    qtbot: QtBot, window: MainWindow
) -> None:
    span, view = label(window, "ORG", "Indian government"), view_of(window)
    start = ARTICLE.index("Russia")
    drag(view, at(view, start + 1, edge=True), at(view, start + 5, edge=True), CTRL)
    assert words_of(window, span) == ["Russia", "Indian government"]
    press(qtbot, window, "Ctrl+Z")
    window.session.select_span(span.id)  # type: ignore[union-attr]
    start_at, end_at = at(view, start + 1, edge=True), at(view, start + 5, edge=True)
    drag(view, start_at, end_at, CTRL, drop=False)
    move(view, QPointF(end_at), CTRL | SHIFT)
    QTest.mouseRelease(view.viewport(), LEFT, CTRL | SHIFT, end_at)
    assert words_of(window, span) == ["ussi", "Indian government"]


def test_home_end_and_shift_arrows_go_through_the_fragments(qtbot: QtBot, window: MainWindow) -> None:
    span = label(window, "ORG", "Indian government")
    select(window, "Rajnath Singh")
    press(qtbot, window, "Ctrl+Shift+F")
    view = view_of(window)
    assert (view.state.part, view.state.edge) == (0, "end") or (view.state.part, view.state.edge) == (
        1,
        "end",
    )
    press(qtbot, window, "End End End Ctrl+Shift+Left")
    assert words_of(window, span) == ["Indian government", "Rajnath"]
    press(qtbot, window, "Home Home")
    assert (view.state.part, view.state.edge) == (0, "end")
    press(qtbot, window, "Ctrl+Shift+Left")
    assert words_of(window, span) == ["Indian", "Rajnath"]
    press(qtbot, window, "Tab")
    assert window.session is not None and window.session.selected_span is not None
    assert window.session.selected_span.id == span.id  # there is no other one: a fragment is not a span


def test_the_fragment_that_is_clicked_is_taken_out_by_the_same_keys_or_the_menu(
    qtbot: QtBot, window: MainWindow
) -> None:
    span, view = label(window, "ORG", "Indian government"), view_of(window)
    select(window, "Rajnath Singh")
    press(qtbot, window, "Ctrl+Shift+F")
    select(window, "New Delhi")
    press(qtbot, window, "Ctrl+Shift+F")
    assert words_of(window, span) == ["Indian government", "Rajnath Singh", "New Delhi"]
    QTest.mouseClick(view.viewport(), LEFT, NONE, at(view, ARTICLE.index("Rajnath") + 2))
    assert (view.state.part, view.state.edge) == (1, "end")
    press(qtbot, window, "Ctrl+Shift+F")
    assert words_of(window, span) == ["Indian government", "New Delhi"]
    QTest.mousePress(
        view.viewport(), Qt.MouseButton.RightButton, NONE, at(view, ARTICLE.index("Indian gov") + 2)
    )
    press(qtbot, window, "Home Home Home Shift+F10")
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    next(row for row in menu.actions() if row.text().startswith("Take out the fragment")).trigger()
    menu.close()
    assert words_of(window, span) == ["New Delhi"]
    press(qtbot, window, "Shift+F10")
    assert not any("fragment" in row for row in menu_rows(window))


# -- boundaries --------------------------------------------------------------------------------


def test_a_dragged_edge_goes_to_words_with_shift_to_characters_and_is_one_step(
    qtbot: QtBot, window: MainWindow
) -> None:
    span, view = label(window, "ORG", "Indian"), view_of(window)
    end = ARTICLE.index("Indian") + 6
    drag(view, at(view, end, edge=True), at(view, end + 8), drop=False)
    assert words_of(window, span) == ["Indian"]  # nothing is written before the mouse lets go
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, end + 8))
    assert words_of(window, span) == ["Indian government"]
    press(qtbot, window, "Ctrl+Z")
    assert words_of(window, span) == ["Indian"]
    drag(view, at(view, end, edge=True), at(view, end - 3, edge=True), SHIFT)
    assert words_of(window, span) == ["Ind"]


def test_with_shift_a_click_at_an_edge_selects_text_and_a_drag_with_ctrl_goes_by_character(
    qtbot: QtBot, window: MainWindow
) -> None:
    span, view = label(window, "ORG", "Indian"), view_of(window)
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, at(view, ARTICLE.index("Indian") + 6, edge=True))
    assert (words_of(window, span), view.selected_words()) == (["Indian"], "Indian")
    start = ARTICLE.index("Russia")
    drag(view, at(view, start + 1, edge=True), at(view, start + 5, edge=True), CTRL | SHIFT)
    assert words_of(window, span) == ["ussi", "Indian"]


def test_shift_pressed_while_an_edge_is_dragged_goes_by_character(qtbot: QtBot, window: MainWindow) -> None:
    span, view = label(window, "ORG", "Indian"), view_of(window)
    end = ARTICLE.index("Indian") + 6
    QTest.mousePress(view.viewport(), LEFT, NONE, at(view, end, edge=True))
    target = at(view, end + 4, edge=True)
    for _ in range(2):
        move(view, QPointF(target), NONE)
    QTest.keyPress(view, Qt.Key.Key_Shift)
    QTest.mouseRelease(view.viewport(), LEFT, SHIFT, target)
    assert words_of(window, span) == ["Indian gov"]


def test_esc_gives_up_a_drag(qtbot: QtBot, window: MainWindow) -> None:
    span, view = label(window, "ORG", "Indian"), view_of(window)
    end = ARTICLE.index("Indian") + 6
    drag(view, at(view, end, edge=True), at(view, end + 8), drop=False)
    press(qtbot, window, "Escape")
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, end + 8))
    assert words_of(window, span) == ["Indian"]
    assert view.state.span == span.id


def test_the_pointer_tells_what_it_would_do(window: MainWindow) -> None:
    label(window, "ORG", "Indian government")
    view = view_of(window)
    start = ARTICLE.index("Indian government")
    shapes = []
    grip = view.grip()
    assert grip is not None
    for place in (QPointF(at(view, start, edge=True)), QPointF(at(view, start + 3)), grip):
        QTest.mouseMove(view.viewport(), place.toPoint())
        shapes.append(view.viewport().cursor().shape())
    assert shapes == [Qt.CursorShape.SplitHCursor, Qt.CursorShape.IBeamCursor, Qt.CursorShape.CrossCursor]


# -- relations ---------------------------------------------------------------------------------


def pull(view: DocumentView, offset: int) -> None:
    grip = view.grip()
    assert grip is not None
    drag(view, grip.toPoint(), at(view, offset))


def relations(window: MainWindow) -> list[tuple[str, str, str]]:
    assert window.session is not None and window.session.document is not None
    spans, text = window.session.document.spans, window.session.document.text
    return [
        (one.label, spans[one.head].covered(text)[:5], spans[one.tail].covered(text))
        for one in window.session.document.relations.values()
    ]


def test_an_arrow_pulled_to_a_span_makes_the_only_possible_relation(qtbot: QtBot, window: MainWindow) -> None:
    label(window, "CUE", "said")
    label(window, "CLAIM", CLAIM)
    view = view_of(window)
    pull(view, ARTICLE.index("said") + 1)
    assert relations(window) == [("has-cue", "India", "said")]
    assert view.state.kind == "relation"
    press(qtbot, window, "Delete")
    assert relations(window) == []
    assert view.state.kind == "span"


def test_where_several_are_possible_a_menu_offers_them_with_their_keys(
    qtbot: QtBot, window: MainWindow
) -> None:
    label(window, "GPE", "New Delhi")
    label(window, "CLAIM", CLAIM)
    view = view_of(window)
    pull(view, ARTICLE.index("New Delhi") + 1)
    assert relations(window) == []
    (menu,) = window.findChildren(KindMenu)
    titles = [row.text().partition("\t") for row in menu.actions()]
    assert [key for _, _, key in titles] == ["S", "A"]
    QTest.keyClick(menu, Qt.Key.Key_A)
    assert relations(window) == [("about", "India", "New Delhi")]
    window.activateWindow()  # as a window system does when a menu closes
    window.focus_article()
    press(qtbot, window, "S")
    assert relations(window) == [("said-by", "India", "New Delhi")]
    press(qtbot, window, "X")
    assert "cannot go" in window.toast.text()
    press(qtbot, window, "Escape")
    assert view.state.kind == "span"


def test_what_the_schema_does_not_allow_is_no_target(qtbot: QtBot, window: MainWindow) -> None:
    label(window, "DATE", "2023-04-28")
    label(window, "CUE", "said")
    view = view_of(window)
    grip = view.grip()
    assert grip is not None
    drag(view, grip.toPoint(), at(view, ARTICLE.index("2023") + 2), drop=False)
    assert view.viewport().cursor().shape() == Qt.CursorShape.ForbiddenCursor
    QTest.mouseRelease(view.viewport(), LEFT, NONE, at(view, ARTICLE.index("2023") + 2))
    assert relations(window) == []


def test_a_claims_source_is_looked_for_outside_of_it_first(qtbot: QtBot, window: MainWindow) -> None:
    label(window, "GPE", "India")
    label(window, "ORG", "Indian government")
    label(window, "CLAIM", CLAIM)
    mode = window.relation_mode
    assert mode is not None
    press(qtbot, window, "Ctrl+R S")
    assert [one.label for one in mode.ends] == ["ORG", "GPE"]
    press(qtbot, window, "Escape Ctrl+R A")  # what it is about may well be in it
    assert [one.label for one in mode.ends] == ["GPE", "ORG"]


def test_a_click_on_a_plate_selects_the_relation_and_enter_goes_on(qtbot: QtBot, window: MainWindow) -> None:
    cue = label(window, "CUE", "said")
    claim = label(window, "CLAIM", CLAIM)
    session = window.session
    assert session is not None
    session.do(session.project.add_relation, session.document_id, head=claim.id, tail=cue.id, label="has-cue")
    view = view_of(window)
    (route,) = view.drawn().routes
    plate = route.plates[0]
    QTest.mouseClick(
        view.viewport(),
        LEFT,
        NONE,
        QPoint(round(plate.x + plate.width / 2), round(plate.y + plate.height / 2)),
    )
    assert session.selected_relation is not None
    assert window.workspace is not None
    window.workspace.hint.refresh()
    assert ("X", "reverse") in window.workspace.hint.parts
    press(qtbot, window, "Return")
    assert session.selected_span is not None and session.selected_span.id == cue.id


# -- the rest ----------------------------------------------------------------------------------


def test_ctrl_and_the_wheel_zoom_and_keep_what_is_under_the_mouse(window: MainWindow) -> None:
    view = view_of(window)
    place = QPointF(at(view, ARTICLE.index("New Delhi")))
    before, size = view.offset_at(place), window.settings.text_size
    for turn in (60, 60):
        QApplication.sendEvent(
            view.viewport(),
            QWheelEvent(
                place, QPointF(view.viewport().mapToGlobal(place.toPoint())), QPoint(), QPoint(0, turn),
                Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False,
            ),
        )  # fmt: skip
    assert window.settings.text_size == size + 1
    assert abs(view.offset_at(place) - before) < 90


def test_keys_zoom_to_three_hundred_per_cent_and_back(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(14):
        press(qtbot, window, "Ctrl+Equal")
    assert window.settings.text_size == 51 and round(window.theme.scale, 2) == 3.0
    press(qtbot, window, "Ctrl+Minus")
    assert window.settings.text_size == 46
    press(qtbot, window, "Ctrl+0")
    assert window.settings.text_size == 17


def menu_rows(window: MainWindow) -> list[str]:
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    rows = [row.text().split("\t")[0].replace("&", "") for row in menu.actions() if not row.isSeparator()]
    menu.close()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    return rows


def test_the_menu_key_offers_what_can_be_done_to_what_is_selected(qtbot: QtBot, window: MainWindow) -> None:
    cue, claim = label(window, "CUE", "said"), label(window, "CLAIM", CLAIM)
    press(qtbot, window, "Shift+F10")
    on_span = menu_rows(window)
    assert on_span[:3] == ["Relabel", "Relation", "Details"] and "Delete" in on_span
    select(window, "Russia")
    press(qtbot, window, "Shift+F10")
    on_text = menu_rows(window)
    assert on_text[0] == "Label" and "Take the selection out of the span" in on_text
    session = window.session
    assert session is not None
    session.do(session.project.add_relation, session.document_id, head=claim.id, tail=cue.id, label="has-cue")
    assert session.document is not None
    session.select_relation(next(iter(session.document.relations)))
    press(qtbot, window, "Shift+F10")
    on_relation = menu_rows(window)
    assert on_relation[:2] == ["Go to the other end", "Reverse"] and on_relation[-1] == "Delete"


def test_copy_gives_the_exact_text_of_the_article_and_of_a_span(qtbot: QtBot, tmp_path: Path) -> None:
    text = "One\u00a0two, three\r\nfour \U0001f600 five.\u2028Six\tseven"
    folder = tmp_path / "crlf"
    folder.mkdir()
    window = open_window(qtbot, make_project(folder, "x"))
    session = window.session
    assert session is not None
    (folder / "exact.txt").write_bytes(text.encode())
    plan = jobs.finish(jobs.plan_job(session.project, [folder / "exact.txt"]))
    jobs.finish(jobs.import_job(session.project, plan))
    plan.close()
    session.documents_changed.emit()
    session.open(session.project.document_rows(session.keys())[-1].id)
    assert session.document is not None and session.document.text == text
    press(qtbot, window, "Ctrl+A Ctrl+C")
    assert QGuiApplication.clipboard().text() == text
    session.select_text(start=0, end=text.index(","))
    press(qtbot, window, "G Ctrl+C")
    assert QGuiApplication.clipboard().text() == "One\u00a0two"


# -- text by mouse -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "held", "selected"),
    [
        ("ussia", " to boost", NONE, "Russia have agreed"),  # a letter was missed on the left
        ("India", "ed to boost", NONE, "India and Russia have agreed"),  # two on the right
        ("India", "ed to boost", SHIFT, "India and Russia have agre"),
        ("India", "reed to boost", NONE, "India and Russia have ag"),  # more than two: meant so
    ],
)
def test_a_drag_takes_in_the_letters_it_missed(
    window: MainWindow, start: str, end: str, held: Qt.KeyboardModifier, selected: str
) -> None:
    view, first = view_of(window), ARTICLE.index(start)
    view.set_caret(first)
    drag(view, at(view, first, edge=True), at(view, ARTICLE.index(end), edge=True), held)
    assert ARTICLE[view.state.start : view.state.end] == selected


# -- files -------------------------------------------------------------------------------------


def test_files_dropped_on_the_window_are_offered_for_import(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    file = tmp_path / "third.txt"
    file.write_text("Third article says New Delhi.", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)), QUrl("https://example.org/b.txt")])
    assert window.acceptDrops()
    enter = QDragEnterEvent(QPoint(600, 400), Qt.DropAction.CopyAction, data, LEFT, NONE)
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    window.dropEvent(QDropEvent(QPointF(600, 400), Qt.DropAction.CopyAction, data, LEFT, NONE))
    dialog = window.findChild(ImportDialog)
    assert dialog is not None and list(dialog.sources.paths) == [file]
    qtbot.waitUntil(lambda: not dialog.reading())
    dialog.reject()


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(QDropEvent(QPointF(600, 400), Qt.DropAction.CopyAction, data, LEFT, NONE))


def test_a_dropped_project_is_merged_or_without_one_opened(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    article, project = tmp_path / "third.txt", tmp_path / "copy.wbench"
    article.write_text("Third article says New Delhi.", encoding="utf-8")
    assert window.session is not None
    backup(window.session.project, project)
    drop(window, project)
    merging = window.findChild(MergeDialog)
    assert merging is not None and merging.paths == [project]
    merging.reject()
    drop(window, article, project)
    importing = window.findChild(ImportDialog)
    assert importing is not None and list(importing.sources.paths) == [article]
    qtbot.waitUntil(lambda: not importing.reading())
    importing.reject()
    assert "merge" in window.toast.text()
    commands.close_project(window)
    drop(window, article)
    assert window.session is None and "Drop one project" in window.toast.text()
    drop(window, project)
    assert window.session is not None and window.session.project.path == project
