"""The legend: what it counts, what it tells, what a click and keys do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.legend import LabelRow, LegendPanel, label_help
from ui.patterns import patterns
from ui.session import Session
from ui.theme import LIGHT
from workbench.project import Project

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def panel(session: Session, show: Callable[..., QWidget]) -> LegendPanel:
    panel = LegendPanel(session, LIGHT)
    show(panel, 250, 400)
    return panel


def row(panel: LegendPanel, label: str) -> LabelRow:
    return next(row for row in panel.rows if row.label.id == label)


def test_it_lists_every_label_by_group(panel: LegendPanel, session: Session) -> None:
    schema = session.project.schema
    grouped = [label.id for group in schema.groups for label in schema.labels if label.group == group.id]
    assert [row.label.id for row in panel.rows] == grouped
    assert panel.sizeHint().height() >= panel.widget().minimumSizeHint().height()  # type: ignore[union-attr]


def counts(panel: LegendPanel, *labels: str) -> tuple[int, ...]:
    """What the rows of these labels count once the panel has caught up."""
    QApplication.processEvents()
    return tuple(row(panel, label).count for label in labels)


def test_counts_follow_every_change(panel: LegendPanel, session: Session, add: Callable[..., str]) -> None:
    span = add("Rajnath Singh", "PER")
    add("Sergei Shoigu", "PER")
    assert counts(panel, "PER") == (2,)
    assert row(panel, "PER").accessibleName() == "Person, key p, 2 in this document"
    session.do(Project.relabel_span, span, label="ORG")
    assert counts(panel, "PER", "ORG") == (1, 1)
    session.undo()
    session.undo()
    assert counts(panel, "PER", "ORG") == (1, 0)
    session.close_document()
    assert counts(panel, "PER") == (0,)


def test_a_click_and_enter_act_as_the_key(panel: LegendPanel, qtbot: QtBot) -> None:
    chosen: list[str] = []
    panel.label_chosen.connect(chosen.append)
    qtbot.mouseClick(row(panel, "GPE"), Qt.MouseButton.LeftButton)
    panel.rows[0].setFocus()
    qtbot.keyClick(panel.rows[0], Qt.Key.Key_Down)
    assert panel.rows[1].hasFocus()
    qtbot.keyClick(panel.rows[1], Qt.Key.Key_Return)
    assert chosen == ["GPE", panel.rows[1].label.id]
    with qtbot.waitSignal(panel.leave):
        qtbot.keyClick(panel.rows[1], Qt.Key.Key_Escape)


def test_the_tip_tells_what_a_label_means_and_own_examples(
    panel: LegendPanel, session: Session, add: Callable[..., str]
) -> None:
    add("Rajnath Singh", "PER")
    label = session.project.schema.label("PER")
    tip = label_help(label, session)
    assert label.title in tip
    assert label.example in tip.replace("&#x27;", "'").replace("&quot;", '"')
    assert "In this project: Rajnath Singh" in tip


def test_a_label_added_to_the_schema_appears(panel: LegendPanel, session: Session) -> None:
    session.do(Project.add_label, "SHIP", title="Ship", group="entity")
    assert row(panel, "SHIP").count == 0


def test_an_eye_dims_hides_and_shows_and_a_line_shows_all(
    panel: LegendPanel, session: Session, qtbot: QtBot
) -> None:
    person = row(panel, "PER")
    told: list[None] = []
    session.visibility_changed.connect(lambda: told.append(None))
    for how in ("dimmed", "hidden", "shown"):
        qtbot.mouseClick(person.eye, Qt.MouseButton.LeftButton)
        assert (person.eye.shown, session.visibility.of(["PER"])) == (how, how)
        assert person.eye.accessibleName() == f"{person.label.title}: {how}"
    assert len(told) == 3
    qtbot.mouseClick(person.eye, Qt.MouseButton.LeftButton)
    assert panel._all is not None and panel._all.isVisible() and "1 dimmed" in panel._all.text()
    qtbot.mouseClick(panel._all, Qt.MouseButton.LeftButton)
    assert session.visibility.everything and not panel._all.isVisible()


def test_v_on_a_row_does_what_its_eye_does(panel: LegendPanel, session: Session, qtbot: QtBot) -> None:
    person = row(panel, "PER")
    person.setFocus()
    qtbot.keyClick(person, Qt.Key.Key_V)
    assert session.visibility.dimmed == {"PER"}
    qtbot.keyClick(person, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert session.visibility.of(["PER"]) == "shown"
    assert len(session.visibility.hidden) == len(session.project.schema.labels) - 1
    qtbot.keyClick(person, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert session.visibility.everything


def test_a_groups_eye_is_for_all_its_labels(panel: LegendPanel, session: Session, qtbot: QtBot) -> None:
    group = panel._groups[0]
    qtbot.mouseClick(group.eye, Qt.MouseButton.LeftButton)
    assert session.visibility.dimmed == set(group.eye.labels)
    qtbot.mouseClick(group.eye, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    assert session.visibility.hidden.isdisjoint(group.eye.labels) and session.visibility.hidden


def test_a_row_says_how_its_spans_are_shown(panel: LegendPanel, session: Session, qtbot: QtBot) -> None:
    person = row(panel, "PER")
    person.setFocus()
    for said in (", dimmed", ", hidden", ""):
        qtbot.keyClick(person, Qt.Key.Key_V)
        assert person.accessibleName() == f"Person, key p, 0 in this document{said}"


def test_a_group_is_reached_by_keys_and_takes_v(panel: LegendPanel, session: Session, qtbot: QtBot) -> None:
    group, first = panel._groups[1], row(panel, "DATE")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert group.hasFocus() and group.accessibleName() == "Time, a group"
    ringed = group.grab().toImage()
    qtbot.keyClick(group, Qt.Key.Key_V)
    assert session.visibility.dimmed == set(group.eye.labels)
    assert group.accessibleName() == "Time, a group, dimmed"
    qtbot.keyClick(group, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    assert session.visibility.hidden and session.visibility.of(group.eye.labels) == "shown"
    qtbot.keyClick(group, Qt.Key.Key_V, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(group, Qt.Key.Key_Down)
    assert first.hasFocus() and group.grab().toImage() != ringed
    qtbot.keyClick(first, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert group.hasFocus()


def test_with_tags_off_foot_lines_are_those_of_the_article(
    session: Session, show: Callable[..., QWidget]
) -> None:
    session.settings.tags = "none"
    panel = LegendPanel(session, LIGHT)
    show(panel, 250, 420)
    wanted = patterns(session.project.schema, "none")
    assert {row.label.id: row.pattern for row in panel.rows} == wanted
    org = next(row for row in panel.rows if row.label.id == "ORG")
    dashed = org.grab().toImage()
    session.settings.tags = "letters"
    panel.show_tags()
    assert org.pattern == () and org.grab().toImage() != dashed
