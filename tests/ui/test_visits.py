"""Time that was really spent: pauses do not count, each document has its own, and it is kept in the file."""

from __future__ import annotations

from pathlib import Path

from desk import make_project, someone
from pytestqt.qtbot import QtBot

from ui.session import Session
from ui.visits import Stopwatch, Visits
from workbench.project import Project


class Clock:
    """A clock that one sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_long_pause_counts_nothing() -> None:
    clock = Clock()
    watch = Stopwatch(clock)
    for at in (0, 10, 50, 111, 120, 500, 501):
        clock.now = at
        watch.alive()
    assert watch.seconds == 10 + 40 + 9 + 1


def test_visits_are_kept_by_document_and_add_up(tmp_path: Path, qtbot: QtBot) -> None:
    settings, annotator = someone()
    project = Project.open(make_project(tmp_path), annotator=annotator)
    first, second = [row.id for row in project.document_rows(project.document_keys())]
    session = Session(project, settings)
    clock = Clock()
    session.visits = Visits(session, clock)
    session.open(first)
    for step in range(5):
        clock.now += 20
        session.visits.alive()
        if step == 2:
            session.visits.keep()
    session.open(second)
    clock.now += 3
    session.visits.alive()  # too short to be a visit
    session.open(first)
    clock.now += 30
    session.visits.alive()
    path = project.path
    session.close()
    again = Project.open(path, annotator=annotator)
    assert [(doc, seconds) for _, doc, _, seconds in again.time_spent()] == [(first, 130)]
    again.close()
