"""The session: what it does when nobody waits."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from desk import make_project, someone
from pytestqt.qtbot import QtBot

from ui.session import Session
from workbench.project import Project


def spans_in_the_file_alone(path: Path) -> int:
    """How many spans are there for one who does not look into the log."""
    connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True)
    (count,) = connection.execute("SELECT count(*) FROM span").fetchone()
    connection.close()
    return int(count)


def test_what_was_saved_is_folded_into_the_file_after_a_pause(tmp_path: Path, qtbot: QtBot) -> None:
    settings, annotator = someone()
    project = Project.open(make_project(tmp_path), annotator=annotator)
    session = Session(project, settings)
    session._folding.setInterval(50)
    document = project.document_rows(project.document_keys())[0].id
    session.open(document)
    before = spans_in_the_file_alone(project.path)
    assert session.do(Project.add_span, document, label="PER", start=0, end=4) is not None
    assert spans_in_the_file_alone(project.path) == before
    qtbot.waitUntil(lambda: spans_in_the_file_alone(project.path) == before + 1)
    session.close()
