"""Tab Comments: threads, writing, answering, resolving, changing and deleting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.comments import CommentsPanel
from ui.panels.thread import threads_of, when
from ui.session import Session
from ui.state import State
from ui.theme import LIGHT
from workbench.model import Comment
from workbench.project import Project

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(session: Session, show: Callable[..., QWidget]) -> CommentsPanel:
    panel = CommentsPanel(session, LIGHT)
    show(panel)
    return panel


def texts(session: Session) -> list[str]:
    return [comment.text for comment in session.project.comments(session.document_id)]


def write(panel: CommentsPanel, qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(panel.write, text)
    qtbot.keyClick(panel.write, Key.Key_Return, Control)
    QApplication.processEvents()


def test_a_comment_on_the_selected_span(
    panel: CommentsPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    span = add("Rajnath Singh", "PER")
    session.select_span(span)
    session.focus_wanted.emit("comment")
    assert panel.write.hasFocus()
    assert panel.about.text() == "On “Rajnath Singh”"
    write(panel, qtbot, "with his title?")
    comment = session.project.comments(session.document_id)[0]
    assert (comment.target_kind, comment.target, comment.text) == ("span", span, "with his title?")
    assert panel.write.toPlainText() == ""
    assert panel.threads[0].place.words == "Rajnath Singh"


def test_the_words_follow_the_boundary_of_the_span(
    panel: CommentsPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    id = add("Rajnath Singh", "PER")
    session.select_span(id)
    session.focus_wanted.emit("comment")
    panel.write.setPlainText("half a thou")
    assert session.document is not None
    span = session.document.spans[id]
    session.do(session.project.move_span, id, start=span.start, end=span.start + len("Rajnath"))
    qtbot.waitUntil(lambda: panel.about.text() == "On “Rajnath”")
    assert panel.write.toPlainText() == "half a thou"


def test_without_a_span_it_is_about_the_document(
    panel: CommentsPanel, session: Session, qtbot: QtBot
) -> None:
    session.focus_wanted.emit("comment")
    assert panel.about.text() == "On this document"
    write(panel, qtbot, "a wire story")
    assert session.project.comments(session.document_id)[0].target == session.document_id


def test_answer_change_resolve_and_delete_by_keys(
    panel: CommentsPanel, session: Session, qtbot: QtBot
) -> None:
    session.focus_wanted.emit("comment")
    write(panel, qtbot, "first")
    panel.threads[0].place.setFocus()
    qtbot.keyClick(panel.threads[0].place, Key.Key_A)
    assert panel.about.text() == "Answer"
    write(panel, qtbot, "second")
    root = session.project.comments(session.document_id)[0]
    assert session.project.comments(session.document_id)[1].parent == root.id
    qtbot.keyClick(panel.threads[0].place, Key.Key_E)
    assert panel.write.toPlainText() == "second"
    write(panel, qtbot, "!")
    assert texts(session) == ["first", "second!"]
    qtbot.keyClick(panel.threads[0].place, Key.Key_R)
    QApplication.processEvents()
    assert session.project.comments(session.document_id)[0].resolved
    qtbot.keyClick(panel.threads[0].place, Key.Key_Delete)
    assert texts(session) == ["first"]


def test_half_written_words_stay_with_their_span(
    panel: CommentsPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    first, second = add("Rajnath Singh", "PER"), add("Sergei Shoigu", "PER")
    session.select_span(first)
    session.focus_wanted.emit("comment")
    qtbot.keyClicks(panel.write, "half")
    session.select_span(second)
    QApplication.processEvents()
    assert panel.write.toPlainText() == ""
    session.select_span(first)
    QApplication.processEvents()
    assert panel.write.toPlainText() == "half"
    assert texts(session) == []


def test_escape_gives_up_an_answer_then_leaves(panel: CommentsPanel, session: Session, qtbot: QtBot) -> None:
    session.focus_wanted.emit("comment")
    write(panel, qtbot, "first")
    panel.threads[0].answered.emit()
    qtbot.keyClick(panel.write, Key.Key_Escape)
    assert panel.about.text() == "On this document"
    with qtbot.waitSignal(panel.leave):
        qtbot.keyClick(panel.write, Key.Key_Escape)


def test_a_comment_on_a_relation(
    panel: CommentsPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    claim, cue = add("India and Russia agreed", "CLAIM"), add("said", "CUE")
    session.do(Project.add_relation, session.document_id, head=claim, tail=cue, label="has-cue")
    relation = next(iter(session.document.relations))  # type: ignore[union-attr]
    session.focus_wanted.emit(f"comment {relation}")
    write(panel, qtbot, "really?")
    comment = session.project.comments(session.document_id)[0]
    assert (comment.target_kind, comment.target) == ("relation", relation)
    qtbot.mouseClick(panel.threads[0].place, Qt.MouseButton.LeftButton)
    assert session.state.span == claim


def test_it_is_about_the_relation_that_is_selected(
    panel: CommentsPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    claim, cue = add("India and Russia agreed", "CLAIM"), add("said", "CUE")
    session.do(Project.add_relation, session.document_id, head=claim, tail=cue, label="has-cue")
    relation = next(iter(session.document.relations))  # type: ignore[union-attr]
    session.set_state(State(kind="relation", relation=relation))
    session.focus_wanted.emit("comment")
    assert panel.about.text() == "On “India and Russia agreed”"
    write(panel, qtbot, "really?")
    comment = session.project.comments(session.document_id)[0]
    assert (comment.target_kind, comment.target) == ("relation", relation)


def test_a_thread_leads_to_its_place(
    panel: CommentsPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    span = add("Rajnath Singh", "PER")
    session.select_span(span)
    session.focus_wanted.emit("comment")
    write(panel, qtbot, "hm")
    session.set_state(State())
    QApplication.processEvents()
    qtbot.mouseClick(panel.threads[0].place, Qt.MouseButton.LeftButton)
    assert session.state.span == span


@pytest.fixture
def three(panel: CommentsPanel, session: Session, add: Callable[..., str]) -> list[str]:
    """Comments on three spans, by place; gives their ids."""
    for words in ("Rajnath Singh", "Sergei Shoigu", "New Delhi"):
        session.do(
            Project.add_comment, session.document_id, target_kind="span", target=add(words, "PER"), text=words
        )
    QApplication.processEvents()
    return [box.root.id for box in panel.threads]


def focused(panel: CommentsPanel) -> str:
    """The words of the thread that has the focus."""
    return next((box.place.words for box in panel.threads if box.place.hasFocus()), "")


def button(panel: CommentsPanel, at: int, title: str) -> QPushButton:
    return next(one for one in panel.threads[at].findChildren(QPushButton) if one.text() == title)


def test_a_resolved_thread_leaves_the_focus_to_the_next(
    panel: CommentsPanel, three: list[str], qtbot: QtBot
) -> None:
    button(panel, 1, "Resolve").setFocus()
    qtbot.keyClick(button(panel, 1, "Resolve"), Key.Key_Space)
    QApplication.processEvents()
    assert focused(panel) == "New Delhi"
    qtbot.keyClick(panel.threads[1].place, Key.Key_R)
    QApplication.processEvents()
    assert focused(panel) == "Rajnath Singh"
    qtbot.keyClick(panel.threads[0].place, Key.Key_R)
    QApplication.processEvents()
    assert panel.disclosure is not None and panel.disclosure.hasFocus()


def test_a_deleted_thread_leaves_the_focus_to_the_next(
    panel: CommentsPanel, three: list[str], qtbot: QtBot
) -> None:
    button(panel, 0, "Delete").setFocus()
    qtbot.keyClick(button(panel, 0, "Delete"), Key.Key_Space)
    QApplication.processEvents()
    assert focused(panel) == "Sergei Shoigu"
    for _ in range(2):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Delete)
        QApplication.processEvents()
    assert panel.threads == [] and panel.write.hasFocus()


def test_a_thread_that_loses_an_answer_keeps_the_focus(
    panel: CommentsPanel, session: Session, three: list[str], qtbot: QtBot
) -> None:
    panel.threads[1].answered.emit()
    write(panel, qtbot, "yes")
    panel.threads[1].place.setFocus()
    qtbot.keyClick(panel.threads[1].place, Key.Key_Delete)
    QApplication.processEvents()
    assert "yes" not in texts(session) and focused(panel) == "Sergei Shoigu"


def test_a_thread_says_its_words_and_its_buttons_say_whose_they_are(
    panel: CommentsPanel, session: Session, three: list[str], qtbot: QtBot
) -> None:
    panel.threads[1].answered.emit()
    write(panel, qtbot, "surely the minister")
    first, second = panel.threads[:2]
    assert first.place.accessibleName() == "Comment on Person Rajnath Singh. Ada Okafor: Rajnath Singh"
    assert second.place.accessibleName() == (
        "Comment on Person Sergei Shoigu. Ada Okafor: Sergei Shoigu. Ada Okafor: surely the minister"
    )
    assert [one.accessibleName() for one in first.findChildren(QPushButton)] == [
        f"{verb} comment on Person Rajnath Singh" for verb in ("Answer", "Resolve", "Edit", "Delete")
    ]
    assert second.findChildren(QPushButton)[3].accessibleName() == (
        "Delete the last comment on Person Sergei Shoigu"
    )
    session.do(Project.resolve_comment, three[0], True)
    panel.disclosure.click() if panel.disclosure is not None else None
    QApplication.processEvents()
    assert panel.threads[2].place.accessibleName().startswith("Resolved comment on Person Rajnath Singh. Ada")
    assert button(panel, 2, "Reopen").accessibleName() == "Reopen comment on Person Rajnath Singh"


def test_keys_pass_over_threads_that_are_folded_away(
    panel: CommentsPanel, session: Session, three: list[str], qtbot: QtBot
) -> None:
    for id in three[1:]:
        session.do(Project.resolve_comment, id, True)
    QApplication.processEvents()
    panel.threads[0].place.setFocus()
    qtbot.keyClick(panel.threads[0].place, Key.Key_Down)
    assert focused(panel) == "Rajnath Singh"
    panel.disclosure.click()  # type: ignore[union-attr]
    for words in ("Sergei Shoigu", "New Delhi", "New Delhi"):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Down)
        assert focused(panel) == words
    panel.disclosure.click()  # type: ignore[union-attr]
    session.do(Project.resolve_comment, three[0], True)
    QApplication.processEvents()
    panel.write.setFocus()
    panel.take_keys()
    assert panel.disclosure is not None and panel.disclosure.hasFocus()


def test_threads_keep_answers_with_their_root() -> None:
    def comment(id: str, at: str, parent: str = "") -> Comment:
        return Comment(id, "document", "d", "a", at, id, parent)

    given = (("b", "2"), ("a", "1"), ("c", "3", "a"), ("d", "4", "c"), ("e", "5", "gone"))
    found = threads_of([comment(*one) for one in given])
    assert [[one.id for one in thread] for thread in found] == [["b"], ["a", "c", "d"], ["e"]]


def test_times_are_said_as_people_say_them() -> None:
    assert when("2023-04-28T12:00:00+00:00") == "2023-04-28"
    assert "-" not in when(datetime.now(UTC).isoformat())
    assert when("long ago") == "long ago"
