"""A reviewer decides with single keys, takes back, edits the gold and exports it; names stay hidden where asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import make_project, open_window, press, someone
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support import asked

from ui.dialogs.export import ExportDialog
from ui.dialogs.send_back import SendBackDialog
from ui.panels.origin import origin_words
from ui.review import commands
from ui.review.compare import ComparePage
from ui.review.items import Filter
from ui.review.screen import ReviewScreen
from ui.window import MainWindow
from workbench import jobs
from workbench.model import Annotator, Bundle
from workbench.project import Project
from workbench.project.exporting import export_steps
from workbench.project.selection import Selection

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
TEXT = "Ana Ito met Bo Li of Acme in Oslo. Later Bo said it rained in Rome.\n"
OTHER = "Nothing but Kyiv.\n"
BEN = Annotator("018f0000-0000-7000-8000-00000000000b", "Ben")
CAT = Annotator("018f0000-0000-7000-8000-00000000000c", "Cat")
DAN = Annotator("018f0000-0000-7000-8000-00000000000d", "Dan")
WORK = {
    BEN: [("Ana Ito", "PER"), ("Bo Li", "PER"), ("Acme", "ORG"), ("Oslo", "GPE")],
    CAT: [("Ana Ito", "PER"), ("Bo", "PER"), ("Acme", "ORG"), ("Oslo", "LOC"), ("Rome", "GPE")],
}


def annotate(path: Path, who: Annotator, number: int, spans: list[tuple[str, str]]) -> None:
    project = Project.open(path, annotator=who)
    document = project.document_rows(project.document_keys())[number].id
    text = project.text(document)
    for words, label in spans:
        start = text.index(words)
        project.add_span(document, start=start, end=start + len(words), label=label)
    project.set_status(document, "done")
    project.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = make_project(tmp_path, TEXT, OTHER)
    for who, spans in WORK.items():
        annotate(made, who, 0, spans)
    return made


def begin(qtbot: QtBot, window: MainWindow) -> ReviewScreen:
    """Ctrl+Shift+V, and the queue is there."""
    press(qtbot, window, "Ctrl+Shift+V")
    shown = window.review
    assert shown is not None
    qtbot.waitUntil(lambda: not shown.desk.looking.busy)
    QApplication.processEvents()
    assert shown.view.hasFocus() or shown.desk.current is None
    shown.view.setFocus()
    return shown


def gold(path: Path, number: int = 0) -> Bundle:
    """The gold as a second connection finds it in the file."""
    project = Project.open(path, annotator=someone()[1])
    document = project.document_rows(project.document_keys())[number].id
    bundle = project.bundle(document, project.gold())
    project.close()
    return bundle


def words(bundle: Bundle) -> list[tuple[str, str]]:
    return [(span.covered(bundle.document.text), span.label) for span in bundle.spans]


def current(shown: ReviewScreen) -> str:
    item = shown.desk.current
    return TEXT[item.one.start : item.one.end] if item is not None else ""


def test_a_gold_span_tells_who_decided_it_and_who_had_it_so(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    assert current(shown) == "Oslo"
    press(qtbot, window, "2 Ctrl+Shift+V")
    session = window.session
    assert session is not None and session.document is not None
    session.open(session.document_id, session.project.gold())
    (span,) = session.document.spans.values()
    assert origin_words(session, span).splitlines() == [
        "Origin: review, decided by Ada Okafor",
        "Cat has it so",
        "Ben has it otherwise",
    ]
    session.select_span(span.id)
    assert window.workspace is not None
    qtbot.waitUntil(lambda: "Cat has it so" in window.workspace.tabs.span.origin.text())
    shown.desk.set_blind(True)
    assert origin_words(session, span) == "Origin: review, decided by Ada Okafor"


def test_all_is_decided_by_single_keys_and_the_gold_exported(
    qtbot: QtBot, path: Path, tmp_path: Path
) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    assert shown.queue.count.text() == "3 left"
    assert (current(shown), shown.desk.current.one.kind) == ("Oslo", "labels")  # type: ignore[union-attr]
    press(qtbot, window, "2")
    assert words(gold(path)) == [("Oslo", "LOC")]
    assert current(shown) == "Rome"
    press(qtbot, window, "Ctrl+Z")
    assert current(shown) == "Oslo" and words(gold(path)) == []
    press(qtbot, window, "g")
    assert words(gold(path)) == [("Oslo", "GPE")]
    press(qtbot, window, "0")
    assert current(shown) == "Bo Li" and shown.queue.count.text() == "1 left"
    press(qtbot, window, "Space Shift+Return")
    done = gold(path)
    # the last decision brings what both agree on
    assert words(done) == [
        ("Ana Ito", "PER"), ("Bo Li", "PER"), ("Bo", "PER"), ("Acme", "ORG"), ("Oslo", "GPE"),
    ]  # fmt: skip
    assert done.status == "reviewed"
    assert shown.queue.empty.text() == "No disagreements left. Ctrl+E exports the gold."
    assert shown.empty.text() == shown.queue.empty.text()
    project = Project.open(path, annotator=someone()[1])
    result = jobs.finish(
        export_steps(project, tmp_path / "out", asked("conll", Selection(annotators=(project.gold(),))))
    )
    project.close()
    assert result.report.spans == 5
    press(qtbot, window, "Ctrl+Z")
    assert current(shown) == "Bo Li" and gold(path).status == "in progress"
    press(qtbot, window, "Ctrl+E")
    (dialog,) = window.findChildren(ExportDialog)
    assert dialog.form.recipe("").selection == "gold"
    dialog.reject()


def test_what_all_agree_on_comes_in_one_step(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    qtbot.waitUntil(lambda: shown.queue.agreed.text() == "Take over 2 that all agree on")
    press(qtbot, window, "Ctrl+Shift+A")
    assert words(gold(path)) == [("Ana Ito", "PER"), ("Acme", "ORG")]
    qtbot.waitUntil(lambda: shown.queue.agreed.text() == "All that all agree on is in the gold")
    assert not shown.queue.agreed.isEnabled()
    press(qtbot, window, "Ctrl+Shift+A")
    assert window.toast.text() == "All that they agree on is in the gold."
    press(qtbot, window, "Ctrl+Z")
    assert words(gold(path)) == []
    qtbot.waitUntil(shown.queue.agreed.isEnabled)
    assert shown.queue.agreed.text() == "Take over 2 that all agree on"


def test_what_was_deleted_meanwhile_is_compared_again(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    cat = Project.open(path, annotator=CAT)
    document = cat.document_rows(cat.document_keys())[0].id
    cat.delete_spans([next(one.id for one in cat.bundle(document).spans if one.label == "LOC")])
    cat.close()
    press(qtbot, window, "2")
    assert "compare again" in window.toast.text() and shown.desk.gold_annotator() is None
    places = [(one.one.kind, TEXT[one.one.start : one.one.end]) for one in shown.desk.visible]
    assert ("only", "Oslo") in places


def test_the_gold_is_edited_in_the_article_and_esc_comes_back(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None
    shown = begin(qtbot, window)
    press(qtbot, window, "F2")
    assert commands.editing_gold(window) and not commands.reviewing(window)
    assert window.workspace is not None and window.workspace.header.layer.text().startswith("The gold")
    press(qtbot, window, "o")
    assert words(gold(path)) == [("Oslo", "ORG")]
    press(qtbot, window, "Escape")  # at once, as the header says, with the span selected
    assert commands.reviewing(window) and session.project.owner == session.project.me
    assert current(shown) == "Rome"
    item = next(one for one in shown.desk.items if one.one.start == TEXT.index("Oslo"))
    assert item.state == "edited"
    press(qtbot, window, "Ctrl+Shift+V")
    assert not commands.reviewing(window)
    assert session.document is not None and not session.document.spans  # my own layer is empty still


def test_a_toast_leaves_the_card_free(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    window.say("Something happened.")
    qtbot.waitUntil(window.toast.isVisible)
    foot = window.toast.mapTo(window, window.toast.rect().bottomLeft()).y()
    assert foot < shown.card.mapTo(window, shown.card.rect().topLeft()).y()
    press(qtbot, window, "Ctrl+Shift+V")
    window.say("Something else happened.")
    qtbot.waitUntil(lambda: "else" in window.toast.label.text())
    assert window.toast.geometry().bottom() > window.screens.height() - 40


def test_esc_shows_what_is_left_where_nothing_matches(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    shown.desk.set_filter(Filter(show="changed"))
    qtbot.waitUntil(lambda: shown.empty.text() == "Nothing matches. Esc shows all 3 that are left.")
    press(qtbot, window, "Escape")
    assert shown.desk.filter == Filter() and shown.desk.current is not None


def test_names_are_hidden_and_the_order_stays(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    item = shown.desk.current
    assert item is not None
    assert [shown.desk.name(item.one.document, side)[1] for side in shown.desk.sides(item)] == ["Ben", "Cat"]
    press(qtbot, window, "Ctrl+Shift+B")
    names = [shown.desk.name(item.one.document, side) for side in shown.desk.sides(item)]
    assert names == [("A", ""), ("B", "")]
    qtbot.waitUntil(lambda: shown.header.people.text() == "names hidden")
    order = shown.desk.people(item.one.document)
    assert sorted(order) == [0, 1] and order == shown.desk.people(item.one.document)
    first = shown.desk.sides(item)[0]
    press(qtbot, window, "1")
    (decided,) = gold(path).spans
    assert decided.label == first.labels[0]


def test_no_title_and_no_tool_tip_names_who_is_hidden(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    begin(qtbot, window)
    assert window.session is not None
    press(qtbot, window, "Ctrl+Shift+B Ctrl+Shift+K")
    dialog = next(one for one in window.findChildren(SendBackDialog) if one.isVisible())
    assert [dialog.people.itemText(at) for at in range(dialog.people.count())] == ["A", "B"]
    dialog.button.click()
    assert window.session.project.undo_title() == "send the layer of A back" and "A" in window.toast.text()
    press(qtbot, window, "Ctrl+Z Ctrl+Shift+C")
    assert isinstance(window.page, ComparePage)
    window.page.beside.setChecked(True)
    whose = [view.document.annotator_name for view in window.page.views if view.document is not None]
    assert whose == ["A", "B"]


def test_a_reason_and_a_comment_go_with_the_decision(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    press(qtbot, window, "Ctrl+Shift+E")
    assert shown.card.reason.view().isVisible()
    popup = shown.card.reason.view()
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(shown.desk.reason))
    shown.card.comment.setText("as a country")
    shown.view.setFocus()
    press(qtbot, window, "1")
    project = Project.open(path, annotator=someone()[1])
    found = [one.decision for one in project.decided([i.one for i in shown.desk.items]) if one.decision]
    project.close()
    assert [(one.reason, one.comment) for one in found] == [("boundary", "as a country")]
    assert shown.desk.reason == "" and shown.card.comment.text() == ""


def test_a_source_that_changes_comes_back_flagged(qtbot: QtBot, path: Path) -> None:
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    press(qtbot, window, "1")
    assert shown.desk.left == 2
    cat = Project.open(path, annotator=CAT)
    document = cat.document_rows(cat.document_keys())[0].id
    span = next(one for one in cat.bundle(document).spans if one.label == "LOC")
    cat.set_unsure(span.id, True)
    cat.close()
    assert window.session is not None and window.session.refresh()
    qtbot.waitUntil(lambda: not shown.desk.looking.busy)
    (stale,) = [one for one in shown.desk.items if one.decided.stale]
    assert stale.state == "changed since" and shown.desk.left == 3
    shown.desk.set_filter(replace(Filter(), show="changed"))
    assert shown.desk.visible == [stale]


def test_three_annotators_get_a_score_and_a_threshold(qtbot: QtBot, path: Path) -> None:
    annotate(path, DAN, 0, [("Ana Ito", "PER"), ("Bo Li", "PER"), ("Oslo", "GPE")])
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    assert shown.view.page is not None and shown.view.page.placed.disputes.score
    before = shown.desk.left
    press(qtbot, window, "3")
    assert words(gold(path)) == [("Oslo", "GPE")]
    shown.desk.set_threshold(2)
    shown.desk.looking.finish()
    assert shown.desk.left < before


def test_one_layer_alone_is_gone_through(qtbot: QtBot, path: Path) -> None:
    annotate(path, BEN, 1, [("Kyiv", "GPE"), ("Nothing", "PER")])
    window = open_window(qtbot, path)
    shown = begin(qtbot, window)
    at = next(n for n in range(shown.queue.whose.count()) if shown.queue.whose.itemData(n) == BEN.id)
    shown.queue.whose.activated.emit(at)
    shown.desk.looking.finish()
    QApplication.processEvents()
    assert len(shown.desk.items) == 6
    whose = shown.queue.whose
    assert [whose.itemText(n) for n in range(whose.count())] == [
        "All annotators", "Only Ben’s layers", "Only Cat’s layers",
    ]  # fmt: skip
    last = [one for one in shown.desk.items if one.name == "article 2"]
    shown.desk.go(last[0])
    QApplication.processEvents()
    press(qtbot, window, "0")
    shown.desk.go(next(one for one in shown.desk.items if one.key == last[1].key))
    press(qtbot, window, "l")
    assert words(gold(path, 1)) == [("Kyiv", "LOC")] and gold(path, 1).status == "reviewed"
    shown.desk.set_filter(Filter(show="decided"))
    shown.desk.go(next(one for one in shown.desk.items if one.key == last[1].key))
    press(qtbot, window, "Ctrl+Shift+R")
    assert words(gold(path, 1)) == [] and shown.desk.left == 5
    shown.desk.set_filter(Filter())
    shown.desk.go(next(one for one in shown.desk.items if one.name == "article 1"))
    press(qtbot, window, "Ctrl+Shift+Y")
    assert words(gold(path)) == WORK[BEN] and gold(path).status == "reviewed"
    item = shown.desk.current  # what is accepted is left no more
    assert shown.desk.left == 1 and item is not None and item.name == "article 2"


def test_one_annotator_is_not_enough(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path, TEXT))
    press(qtbot, window, "Ctrl+Shift+V")
    shown = window.review
    assert shown is not None
    qtbot.waitUntil(lambda: not shown.desk.looking.busy)
    QApplication.processEvents()
    assert shown.empty.text() == "Needs a second layer: import a hand-in."
    press(qtbot, window, "Ctrl+D")  # keys of the article do nothing here
    assert "not on this screen" in window.toast.text()
    press(qtbot, window, "Ctrl+Shift+V")
    assert not commands.reviewing(window)
