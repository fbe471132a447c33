"""The right column as a whole: it fits its widths, every control has a name, and keys reach each of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QApplication, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from ui.panels.comments import CommentsPanel
from ui.panels.documents import DocumentsPanel
from ui.panels.legend import LegendPanel
from ui.panels.tabs import DetailTabs
from ui.session import Session
from ui.theme import DARK, LIGHT
from workbench.project import Project

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def tabs(session: Session, show: Callable[..., QWidget], add: Callable[..., str]) -> DetailTabs:
    claim, cue = add("India and Russia agreed", "CLAIM"), add("said", "CUE")
    session.do(Project.add_relation, session.document_id, head=claim, tail=cue, label="has-cue")
    session.do(
        Project.add_comment,
        session.document_id,
        target_kind="span",
        target=claim,
        text="Whose words are these?",
    )
    tabs = DetailTabs(session, LIGHT)
    show(tabs)
    session.select_span(claim)
    return tabs


@pytest.mark.parametrize("width", [250, 300])
def test_all_five_titles_fit(tabs: DetailTabs, width: int) -> None:
    tabs.resize(width, 400)
    QApplication.processEvents()
    assert [tabs.tabText(at) for at in range(tabs.count())] == [
        "Span",
        "Spans",
        "Relations",
        "Comments",
        "Document",
    ]
    metrics = QFontMetricsF(LIGHT.ui_font(12))
    for at in range(tabs.count()):
        assert tabs.bar.tabRect(at).width() >= metrics.horizontalAdvance(tabs.tabText(at))
    assert tabs.bar.tabRect(4).right() < width
    assert not any(button.isVisible() for button in tabs.bar.findChildren(QToolButton))


def test_in_a_narrow_column_long_titles_are_shortened(tabs: DetailTabs) -> None:
    tabs.resize(180, 400)
    QApplication.processEvents()
    shown = tabs.bar.shown()
    assert shown == ("Span", "Spans", "Rel.", "Com.", "Doc.")
    metrics = QFontMetricsF(LIGHT.ui_font(12))
    for at, title in enumerate(shown):
        assert tabs.bar.tabRect(at).width() + 0.5 >= metrics.horizontalAdvance(title)
    assert tabs.tabToolTip(2) == "Relations" and not tabs.tabToolTip(0)
    tabs.resize(300, 400)
    assert tabs.bar.shown() == tabs.TITLES and not tabs.tabToolTip(2)


@pytest.mark.parametrize("width", [250, 300])
def test_no_panel_is_wider_than_its_place(tabs: DetailTabs, width: int) -> None:
    tabs.resize(width, 400)
    for at in range(tabs.count()):
        tabs.setCurrentIndex(at)
        QApplication.processEvents()
        for area in tabs.panels[at].findChildren(QScrollArea):
            body = area.widget()
            if body is not None and area.isVisible():
                assert body.minimumSizeHint().width() <= area.viewport().width()
                assert area.horizontalScrollBar().maximum() == 0


def test_every_control_has_a_name(
    tabs: DetailTabs, session: Session, show: Callable[..., QWidget], add: Callable[..., str]
) -> None:
    documents, legend = DocumentsPanel(session, LIGHT), LegendPanel(session, LIGHT)
    show(documents, 230)
    show(legend)
    for at in range(tabs.count()):
        tabs.setCurrentIndex(at)
        QApplication.processEvents()
    nameless = [
        f"{type(widget).__name__} in {type(panel).__name__}"
        for panel in (*tabs.panels, documents, legend)
        for widget in panel.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.objectName().startswith("qt_")
        and not widget.accessibleName()
        and not getattr(widget, "text", str)()
    ]
    assert nameless == []


def test_the_session_chooses_the_tab(tabs: DetailTabs, session: Session) -> None:
    session.focus_wanted.emit("comment")
    assert tabs.currentWidget().isAncestorOf(tabs.comments)
    assert tabs.comments.write.hasFocus()
    session.focus_wanted.emit("attributes")
    assert tabs.currentWidget() is tabs.span
    assert tabs.span.isAncestorOf(QApplication.focusWidget())
    session.focus_wanted.emit("note")
    assert tabs.span.note.hasFocus()


def test_what_is_not_seen_at_once_is_made_a_little_later(tabs: DetailTabs, qtbot: QtBot) -> None:
    assert tabs.findChild(CommentsPanel) is None
    qtbot.waitUntil(lambda: tabs.findChild(CommentsPanel) is not None)
    assert [panel.isVisible() for panel in tabs.panels] == [True, False, False, False, False]
    tabs.setCurrentIndex(2)
    assert [panel.isVisible() for panel in tabs.panels] == [False, False, True, False, False]


def test_it_can_be_painted_in_both_themes(tabs: DetailTabs, qtbot: QtBot) -> None:
    for theme in (LIGHT, DARK):
        tabs.set_theme(theme)
        for at in range(tabs.count()):
            tabs.setCurrentIndex(at)
            QApplication.processEvents()
            assert not tabs.grab().isNull()


def test_typing_is_kept_when_all_is_settled_before_closing(
    tabs: DetailTabs, session: Session, qtbot: QtBot
) -> None:
    tabs.setCurrentIndex(4)
    field = tabs.document.facts["source"]
    field.setFocus()
    qtbot.keyClicks(field, "Reuters")
    tabs.settle()
    assert session.project.document(session.document_id).source == "Reuters"
    qtbot.keyClicks(field, "!")
    session.close_document()
    tabs.hide()


def test_keys_reach_every_page_from_the_bar(tabs: DetailTabs, session: Session, qtbot: QtBot) -> None:
    wanted: list[str] = []
    session.focus_wanted.connect(wanted.append)
    tabs.setCurrentIndex(0)
    tabs.bar.setFocus()
    for at in range(tabs.count()):
        assert tabs.currentIndex() == at
        QApplication.processEvents()
        qtbot.keyClick(tabs.bar, Qt.Key.Key_Down)
        assert tabs.panels[at].isAncestorOf(QApplication.focusWidget())
        tabs.bar.setFocus()
        qtbot.keyClick(tabs.bar, Qt.Key.Key_Right)
    qtbot.keyClick(tabs.bar, Qt.Key.Key_Escape)
    assert wanted == ["article"]
