"""The value of a time expression: computed with its reason, taken by Enter, chosen in a calendar by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCalendarWidget, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.date_field import DateField
from ui.panels.span import SpanPanel
from ui.session import Session
from ui.theme import LIGHT
from workbench.project import Project
from workbench.schema import Attribute
from workbench.timex import Computed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
Key = Qt.Key


@pytest.fixture
def field(show: Callable[..., QWidget]) -> DateField:
    field = DateField(Attribute("value", "Value", "timex"), LIGHT)
    show(field)
    return field


def test_what_it_would_be_is_offered_while_it_is_something_else(field: DateField, qtbot: QtBot) -> None:
    field.show_computed(
        Computed("DATE", "2023-04-24", why="Monday before publication 2023-04-28"), "2023-04-28"
    )
    assert field.why.text() == "Monday before publication 2023-04-28"
    assert field.take.isVisible() and field.take.text() == "Take 2023-04-24"
    with qtbot.waitSignal(field.taken):
        qtbot.keyClick(field.take, Key.Key_Space)
    field.set_value("2023-04-24")
    assert not field.take.isVisible() and field.why.isVisible()
    field.show_computed(None, "")
    assert not field.why.isVisible()


@pytest.mark.parametrize(
    ("type", "value", "chosen"),
    [("DATE", "", "2023-04-29"), ("TIME", "2019-05-03T17:00", "2019-05-04T17:00")],
)
def test_a_day_is_chosen_by_key(field: DateField, qtbot: QtBot, type: str, value: str, chosen: str) -> None:
    values: list[object] = []
    field.edited.connect(values.append)
    field.set_timex_type(type)
    field.set_value(value)
    field.show_computed(None, "2023-04-28")
    qtbot.keyClick(field.line, Key.Key_Down)
    assert field.popup is not None
    calendar = field.popup.findChild(QCalendarWidget)
    assert calendar is not None
    view = calendar.findChild(QWidget, "qt_calendar_calendarview")
    qtbot.keyClick(view, Key.Key_Right)
    qtbot.keyClick(view, Key.Key_Return)
    assert values == [chosen]
    assert field.popup is None


def test_the_panel_takes_the_value_in_one_step(
    session: Session, show: Callable[..., QWidget], add: Callable[..., str], qtbot: QtBot
) -> None:
    panel = SpanPanel(session, LIGHT)
    show(panel)
    session.do(Project.set_document, session.document_id, published="2023-04-28")
    span = add("Friday", "DATE")
    session.do(Project.set_span_attribute, span, name="value", value="2020")
    session.select_span(span)
    qtbot.waitUntil(lambda: panel.form is not None and panel.form.date_field is not None)
    assert panel.form is not None and panel.form.date_field is not None
    qtbot.waitUntil(panel.form.date_field.take.isVisible)
    panel.form.date_field.take.click()
    assert session.project.spans([span])[0].attributes["value"] == "2023-04-28"
    assert session.project.undo_title() == "compute the value of “Friday”"
