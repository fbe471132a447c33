"""A session on a small project, for panels without the window around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import make_project, someone
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import soon
from ui import theme as themes
from ui.session import Session
from ui.state import State
from workbench.project import Project

TEXT = (
    "Rajnath Singh met Sergei Shoigu in New Delhi on Friday.\nIndia and Russia agreed, the statement said.\n"
)
OTHER = "Moscow welcomed the talks.\n"


@pytest.fixture(autouse=True)
def soon_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    """No article is painted here that panels would wait for."""
    monkeypatch.setattr(soon, "SOON_MS", 0)


@pytest.fixture
def session(tmp_path: Path, qapp: QApplication) -> Iterator[Session]:
    """Two documents, the first one open, without spans; panels that ask for a span get it selected."""
    themes.apply(qapp, themes.LIGHT)
    path = make_project(tmp_path, TEXT, OTHER)
    settings, me = someone()
    project = Project.open(path, annotator=me)
    session = Session(project, settings)

    def select(id: str, _at: int) -> None:
        session.set_state(State(kind="span", span=id, active_span=id))

    session.span_wanted.connect(select)
    first = project.document_rows(project.document_keys())[0]
    assert session.open(first.id)
    yield session
    session.close()


@pytest.fixture
def add(session: Session) -> Callable[..., str]:
    """Label the first place where these words stand; gives the span's id."""

    def add_span(words: str, label: str) -> str:
        assert session.document is not None
        start = session.document.text.index(words)
        change = session.do(
            Project.add_span, session.document_id, start=start, end=start + len(words), label=label
        )
        assert change is not None
        return next(thing.id for thing in change.created if thing.kind == "span")

    return add_span


@pytest.fixture
def show(qtbot: QtBot) -> Callable[..., QWidget]:
    """Show a panel as wide as it is in the window, with the focus where it wants it."""

    def show_panel(panel: QWidget, width: int = 250, height: int = 420) -> QWidget:
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show()
        qtbot.waitExposed(panel)
        panel.activateWindow()
        QApplication.processEvents()
        return panel

    return show_panel
