"""A person works through proposed dates: accepts one with its value, edits one, rejects one, undoes, exports."""

from __future__ import annotations

import json
from pathlib import Path

from desk import make_project, open_window, press, someone
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.hint import describe
from ui.jobs import Job
from ui.window import MainWindow
from workbench import jobs
from workbench.project import Project
from workbench.project.recipes import Recipe

TEXT = (
    "The ministers met on Friday (April 28). They had agreed on 3 March 2021, and will meet again next week. "
    "Talks went on for three days.\n"
)


def asked(qtbot: QtBot, window: MainWindow) -> None:
    """The dates are asked for by the command, as the window asks."""
    assert window.session is not None
    project = window.session.project
    window.session.do(project.set_document, window.session.document_id, published="2023-04-28")
    job = Job(["suggest", str(project.path), "--with", "dates", "--yield"], window, annotator=project.me.name)
    with qtbot.waitSignal(job.done, timeout=30_000):
        job.start()
    window.session.reader.reload()
    window.session.reader.finish()


def stored(path: Path) -> list[tuple[str, str, object, str]]:
    """Words, label, value and origin of the spans, read by a second connection."""
    project = Project.open(path, annotator=someone()[1])
    bundle = project.bundle(project.document_rows(project.document_keys())[0].id)
    text = bundle.document.text
    found = [(s.covered(text), s.label, s.attributes.get("value"), s.origin) for s in bundle.spans]
    project.close()
    return found


def test_dates_are_accepted_edited_rejected_and_only_what_was_accepted_is_exported(
    tmp_path: Path, qtbot: QtBot
) -> None:
    path = make_project(tmp_path, TEXT)
    window = open_window(qtbot, path)
    session, workspace = window.session, window.workspace
    assert session is not None and workspace is not None
    asked(qtbot, window)
    proposed = [
        (first.covered(TEXT), first.attributes["value"])
        for one in session.suggestions.in_order()
        if (first := one.first) is not None
    ]
    assert proposed[:2] == [("Friday (April 28)", "2023-04-28"), ("3 March 2021", "2021-03-03")]
    assert len(proposed) == 4

    press(qtbot, window, "Space")
    assert " · DATE, 2023-04-28 · " in describe(session)[0]  # as the label orders its values
    press(qtbot, window, "Return")  # as it stands, with its value
    assert stored(path) == [("Friday (April 28)", "DATE", "2023-04-28", "dates")]
    press(qtbot, window, "Ctrl+Z")
    assert stored(path) == [] and session.suggestion is not None
    assert session.suggestion.first is not None
    assert session.suggestion.first.covered(TEXT) == "Friday (April 28)"
    press(qtbot, window, "Return")

    press(qtbot, window, "F2")  # the details of the next one, with other edges and another value
    span = workspace.tabs.span
    qtbot.waitUntil(lambda: span.isAncestorOf(QApplication.focusWidget()))
    assert "Suggested by dates" in span.suggested.text() and span.form is not None
    value = span.form.fields["value"].line
    assert value.text() == "2021-03-03"
    press(qtbot, window, "Escape")
    qtbot.waitUntil(lambda: workspace.view.hasFocus())
    press(qtbot, window, "Home Ctrl+Shift+Right F2")  # “March 2021”
    qtbot.waitUntil(lambda: span.isAncestorOf(QApplication.focusWidget()))
    value.setFocus()
    value.selectAll()
    qtbot.keyClicks(value, "2021-03")
    assert len(stored(path)) == 1  # nothing is written before it is accepted
    press(qtbot, window, "Ctrl+Return")
    qtbot.waitUntil(lambda: workspace.view.hasFocus())
    assert stored(path)[1] == ("March 2021", "DATE", "2021-03", "dates (corrected)")
    assert session.status == "in progress"  # the key is the field's, not the document's
    press(qtbot, window, "Ctrl+Z")
    assert len(stored(path)) == 1
    press(qtbot, window, "Ctrl+Y")
    assert len(stored(path)) == 2

    press(qtbot, window, "Space Delete")  # “next week” is rejected, and not proposed again
    assert "next week" not in [one.first.covered(TEXT) for one in session.suggestions.in_order() if one.first]
    asked(qtbot, window)
    left = [one.first.covered(TEXT) for one in session.suggestions.in_order() if one.first]
    assert left == ["three days"]

    press(qtbot, window, "Ctrl+Return")
    project = Project.open(path, annotator=someone()[1])
    jobs.finish(jobs.export_job(project, tmp_path / "out.jsonl", Recipe("", "jsonl")))
    project.close()
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    (bundle,) = [line for line in lines if "document" in line]
    assert "suggestions" not in bundle
    assert [(one["text"], one["origin"]) for one in bundle["spans"]] == [
        ("Friday (April 28)", "dates"),
        ("March 2021", "dates (corrected)"),
    ]


def test_digits_fill_the_values_of_a_suggestion_before_it_is_accepted(tmp_path: Path, qtbot: QtBot) -> None:
    path = make_project(tmp_path, TEXT)
    window = open_window(qtbot, path)
    session = window.session
    assert session is not None
    asked(qtbot, window)
    press(qtbot, window, "Space 2")
    assert stored(path) == [] and session.draft is not None and session.draft["type"] == "TIME"
    press(qtbot, window, "Space")  # gone on without accepting: the draft is gone
    assert session.draft is None
    press(qtbot, window, "Shift+Space 4 Return")
    project = session.project
    (span,) = project.bundle(session.document_id).spans
    assert span.attributes["type"] == "SET" and span.origin == "dates (corrected)"
