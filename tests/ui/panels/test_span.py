"""Tab Span: what it shows of the selected span, and that every field writes to the right one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.gestures import digit_key
from ui.panels.choice_field import ChoiceField
from ui.panels.fields import TextField
from ui.panels.link_row import LinkRow
from ui.panels.span import SpanPanel
from ui.session import Session
from ui.state import State
from ui.theme import DARK, LIGHT
from workbench.model import Span
from workbench.project import Project

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key
Control = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def panel(session: Session, show: Callable[..., QWidget]) -> SpanPanel:
    panel = SpanPanel(session, LIGHT)
    show(panel)
    return panel


def stored(session: Session, id: str) -> Span:
    return session.project.spans([id])[0]


def select(session: Session, id: str) -> None:
    session.select_span(id)
    QApplication.processEvents()


def line(panel: SpanPanel, name: str) -> TextField:
    assert panel.form is not None
    field = panel.form.fields[name]
    assert isinstance(field, TextField)
    return field


def test_nothing_selected_says_where_the_next_span_is(panel: SpanPanel) -> None:
    assert panel.empty.isVisible()
    assert panel.empty.text() == "Tab goes to the next span."


def test_it_shows_words_label_and_values(panel: SpanPanel, session: Session, add: Callable[..., str]) -> None:
    select(session, add("Rajnath Singh", "PER"))
    assert panel.words.words == "Rajnath Singh"
    assert panel.label.currentText() == "Person"
    assert panel.form is not None and list(panel.form.fields) == ["ref"]
    session.set_state(State())
    QApplication.processEvents()
    assert panel.empty.isVisible()


def test_details_by_keys(panel: SpanPanel, session: Session, add: Callable[..., str], qtbot: QtBot) -> None:
    claim = add("India and Russia agreed", "CLAIM")
    select(session, claim)
    session.focus_wanted.emit("attributes")
    voice = panel.form.fields["voice"]  # type: ignore[union-attr]
    assert voice.hasFocus()
    qtbot.keyClick(voice, Key.Key_3)
    qtbot.keyClick(voice, Key.Key_Tab)
    checkable = panel.form.fields["checkable"]  # type: ignore[union-attr]
    assert checkable.hasFocus()
    qtbot.keyClick(checkable, Key.Key_2)
    assert stored(session, claim).attributes["voice"] == "indirect"
    assert stored(session, claim).attributes["checkable"] == "minor"
    with qtbot.waitSignal(panel.leave):
        qtbot.keyClick(checkable, Key.Key_Escape)


def test_ctrl_return_commits_and_stays(
    panel: SpanPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    span = add("Rajnath Singh", "PER")
    select(session, span)
    session.focus_wanted.emit("attributes")
    field = line(panel, "ref").line
    assert field.hasFocus()
    qtbot.keyClicks(field, "Q3523186")
    with qtbot.waitSignal(session.noted, check_params_cb=lambda sentence: sentence.startswith("Kept.")):
        qtbot.keyClick(field, Key.Key_Return, Control)
    assert stored(session, span).attributes == {"ref": "Q3523186"}
    assert field.hasFocus()
    assert session.status != "done"


def test_escape_leaves_without_the_typing(
    panel: SpanPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    span = add("Rajnath Singh", "PER")
    select(session, span)
    session.focus_wanted.emit("attributes")
    qtbot.keyClicks(line(panel, "ref").line, "half a na")
    with qtbot.waitSignal(panel.leave):
        qtbot.keyClick(line(panel, "ref").line, Key.Key_Escape)
    assert stored(session, span).attributes == {}


def test_typing_goes_to_the_span_it_was_meant_for(
    panel: SpanPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    first, second = add("Rajnath Singh", "PER"), add("Sergei Shoigu", "PER")
    select(session, first)
    session.focus_wanted.emit("attributes")
    qtbot.keyClicks(line(panel, "ref").line, "Singh")
    select(session, second)
    assert stored(session, first).attributes == {"ref": "Singh"}
    assert stored(session, second).attributes == {}
    assert line(panel, "ref").line.text() == ""
    qtbot.keyClicks(line(panel, "ref").line, "Shoigu")
    other = next(
        row for row in session.project.document_rows(session.project.document_keys()) if row.spans == 0
    )
    session.open(other.id)
    assert stored(session, second).attributes == {"ref": "Shoigu"}


def test_undo_in_a_field_is_the_fields_while_there_is_typing(
    panel: SpanPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    select(session, add("Rajnath Singh", "PER"))
    session.focus_wanted.emit("attributes")
    field = line(panel, "ref").line
    qtbot.keyClicks(field, "abc")
    qtbot.keyClick(field, Key.Key_Z, Control)
    assert field.text() == ""
    assert not field.pending


def test_note_and_unsure(panel: SpanPanel, session: Session, add: Callable[..., str], qtbot: QtBot) -> None:
    span = add("Rajnath Singh", "PER")
    select(session, span)
    session.focus_wanted.emit("note")
    assert panel.note.hasFocus()
    qtbot.keyClicks(panel.note, "the minister")
    qtbot.keyClick(panel.note, Key.Key_Return, Control)
    qtbot.keyClick(panel.unsure, Key.Key_Space)
    assert (stored(session, span).note, stored(session, span).unsure) == ("the minister", True)
    session.undo()
    QApplication.processEvents()
    assert not panel.unsure.isChecked()


def test_a_label_is_chosen_from_the_list(panel: SpanPanel, session: Session, add: Callable[..., str]) -> None:
    span = add("Rajnath Singh", "PER")
    select(session, span)
    panel.label.chosen.emit("ORG")
    assert stored(session, span).label == "ORG"
    QApplication.processEvents()
    assert panel.label.currentData() == "ORG"


def test_relations_lead_to_the_other_end_and_can_be_deleted(
    panel: SpanPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    claim, cue = add("India and Russia agreed", "CLAIM"), add("said", "CUE")
    session.do(Project.add_relation, session.document_id, head=claim, tail=cue, label="has-cue")
    select(session, claim)
    row = panel.relations.itemAt(0).widget()
    assert isinstance(row, LinkRow)
    assert row.words == "said"
    row.setFocus()
    qtbot.keyClick(row, Key.Key_Return)
    assert session.state.span == cue
    QApplication.processEvents()
    back = panel.relations.itemAt(0).widget()
    assert isinstance(back, LinkRow)
    assert back.lead.startswith("←")
    qtbot.keyClick(back, Key.Key_Delete)
    QApplication.processEvents()
    assert panel.relations.count() == 0
    assert not session.document.relations  # type: ignore[union-attr]


def test_problems_of_the_span_are_named(panel: SpanPanel, session: Session, add: Callable[..., str]) -> None:
    span = add("India and Russia agreed", "CLAIM")
    session.do(Project.set_span_attribute, span, name="voice", value="direct")
    session.check_problems()
    select(session, span)
    assert panel.problems.isVisible()
    assert panel.problems.text()


def test_a_theme_changes_in_place(panel: SpanPanel, session: Session, add: Callable[..., str]) -> None:
    select(session, add("India and Russia agreed", "CLAIM"))
    panel.set_theme(DARK)
    assert panel.words.theme.dark
    assert panel.form is not None and panel.form.theme.dark


def digits(panel: SpanPanel) -> list[str]:
    """The fields whose values show digits."""
    assert panel.form is not None
    fields = panel.form.fields.items()
    return [id for id, field in fields if isinstance(field, ChoiceField) and field.shows_digits]


def test_digits_stand_only_where_one_acts_now(
    panel: SpanPanel, session: Session, add: Callable[..., str]
) -> None:
    select(session, add("India and Russia agreed", "CLAIM"))
    quick = session.project.schema.label("CLAIM").quick
    assert len(quick) > 1
    assert digits(panel) == [quick[0]]
    digit_key(session, 1)
    QApplication.processEvents()
    assert digits(panel) == [quick[1]]
    session.focus_wanted.emit("attributes")
    QApplication.processEvents()
    focused = next(id for id, field in panel.form.fields.items() if field.hasFocus())
    assert digits(panel) == [focused]
    panel.note.setFocus()
    assert digits(panel) == []
    select(session, add("New Delhi", "GPE"))
    panel.clearFocus()
    assert digits(panel) == []


def test_spans_at_one_place_are_listed_outermost_first(
    panel: SpanPanel, session: Session, add: Callable[..., str]
) -> None:
    inner = add("India", "GPE")
    outer = add("India and Russia agreed", "CLAIM")
    select(session, inner)
    assert [span.id for span in panel.around.spans] == [outer, inner]
    assert session.document is not None
    session.set_state(State(caret=session.document.spans[inner].start + 1))
    QApplication.processEvents()
    assert panel.at_caret.isVisible()
    assert [span.id for span in panel.at_caret.spans] == [outer, inner]
    session.set_state(State(caret=0))
    QApplication.processEvents()
    assert not panel.at_caret.isVisible() and panel.empty.isVisible()


def test_the_keys_leave_the_fields_of_a_span_that_is_gone(
    panel: SpanPanel, session: Session, add: Callable[..., str], qtbot: QtBot
) -> None:
    span = add("Rajnath Singh", "PER")
    session.select_span(span)
    panel.show_span()
    panel.take_keys()
    assert QApplication.focusWidget() is not None and panel.isAncestorOf(QApplication.focusWidget())
    session.set_state(State())
    with qtbot.waitSignal(panel.leave):
        panel.show_span()
