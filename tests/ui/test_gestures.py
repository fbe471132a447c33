"""What keys do to spans, in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import ARTICLE, make_project, open_window, press, spans
from pytestqt.qtbot import QtBot

from ui.window import MainWindow
from workbench.model import Span
from workbench.project import Project

# Qt's offscreen platform says this of every window that has a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)
WORDS = ("Indian government", "Rajnath Singh", "New Delhi")


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return open_window(qtbot, make_project(tmp_path))


def in_fragments(window: MainWindow) -> Span:
    """An ORG in three fragments, selected."""
    session = window.session
    assert session is not None and session.document is not None
    parts = [(ARTICLE.index(words), ARTICLE.index(words) + len(words)) for words in WORDS]
    place = {"start": parts[0][0], "end": parts[-1][1], "fragments": parts}
    change = session.do(Project.add_span, session.document_id, label="ORG", **place)
    assert change is not None
    session.select_span(change.created[0].id)
    return session.document.spans[change.created[0].id]


def selected(window: MainWindow) -> Span:
    assert window.session is not None and window.session.selected_span is not None
    return window.session.selected_span


def test_shift_and_a_letter_give_a_span_in_fragments_a_second_one_of_the_same_fragments(
    qtbot: QtBot, window: MainWindow
) -> None:
    first = in_fragments(window)
    press(qtbot, window, "Shift+N")
    second = selected(window)
    assert (second.label, second.fragments) == ("NORP", first.fragments)
    assert second.covered(ARTICLE) == " ".join(WORDS)
    press(qtbot, window, "Ctrl+Z")
    assert spans(window) == [("ORG", " ".join(WORDS))]


def test_shift_and_the_letter_of_one_that_is_there_select_it(qtbot: QtBot, window: MainWindow) -> None:
    first = in_fragments(window)
    assert window.session is not None
    # the same hull in one piece is another extent
    window.session.do(
        Project.add_span, window.session.document_id, start=first.start, end=first.end, label="NORP"
    )
    window.session.select_span(first.id)
    press(qtbot, window, "Shift+N")
    second = selected(window)
    assert second.fragments == first.fragments and len(spans(window)) == 3
    window.session.select_span(first.id)
    press(qtbot, window, "Shift+N")
    assert selected(window).id == second.id and len(spans(window)) == 3
    assert "already" in window.toast.text()
    press(qtbot, window, "Shift+O")
    assert selected(window).id == first.id and len(spans(window)) == 3
