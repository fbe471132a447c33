"""The model's screen: what it says, training beside the window, the threshold, and training by itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk import make_project, open_window, press, someone
from pytestqt.qtbot import QtBot

from ui.overview.model import ModelPage
from ui.window import MainWindow
from workbench import jobs
from workbench.project import Project

pytest.importorskip("pycrfsuite")
NAMES = ("Ana Marsh", "Bo Okoro", "Chidi Petrov", "Dora Quist", "Emil Rossi", "Femi Sato")


def teach(path: Path, folder: Path, number: int) -> None:
    """So many finished documents in a project."""
    lines = []
    for at in range(number):
        text, spans = "", []
        for name in NAMES[at % 2 :]:
            text += "Minister "
            spans.append({"label": "PER", "start": len(text), "end": len(text) + len(name)})
            text += f"{name} arrived. "
        lines.append({"document": {"name": f"taught {at}", "text": text}, "status": "done", "spans": spans})
    (folder / "taught.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    project = Project.open(path, annotator=someone()[1])
    plan = jobs.finish(jobs.plan_job(project, [folder / "taught.jsonl"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    project.close()


def the_page(window: MainWindow) -> ModelPage:
    assert isinstance(window.page, ModelPage)
    return window.page


def test_too_few_documents_are_said_and_esc_goes_back(tmp_path: Path, qtbot: QtBot) -> None:
    path = make_project(tmp_path)
    teach(path, tmp_path, 3)
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+Shift+T")
    page = the_page(window)
    assert not page.train_button.isEnabled() and page.model is None
    words = page._middle.itemAt(0).widget().text()
    assert "needs 5 finished documents, and 3 are done" in words and "Finish 2 more" in words
    press(qtbot, window, "Escape")
    assert window.page is None


def test_it_is_trained_beside_the_window_and_its_threshold_is_kept(tmp_path: Path, qtbot: QtBot) -> None:
    path = make_project(tmp_path)
    teach(path, tmp_path, 8)
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+Shift+T")
    page = the_page(window)
    page.train_button.click()
    assert window.training is not None and window.training.running and not page.strip.isHidden()
    with qtbot.waitSignal(window.training.ended, timeout=30_000) as end:
        pass
    assert end.args is not None and end.args[0].startswith("Trained on 8 documents: F1 "), end.args
    assert page.model is not None and page.strip.isHidden()
    assert [row.cells[0] for row in page.table.rows()] == ["all labels", "Person"]
    report = page.model.report
    page.slider.setValue(30)
    proposed, right = report.quality_from(0.3)
    assert f"From 0.30 on: {proposed} proposal" in page.words.text() and f"{right} right" in page.words.text()
    page.save_picture(tmp_path / "model.png")
    assert (tmp_path / "model.png").read_bytes().startswith(b"\x89PNG")
    press(qtbot, window, "Escape")  # what was moved is kept, also at once
    assert window.session is not None and window.session.project.model_threshold() == 0.3
    press(qtbot, window, "Ctrl+Z")
    assert window.session.project.model_threshold() == 0.5


def test_a_training_that_is_stopped_leaves_the_model(tmp_path: Path, qtbot: QtBot) -> None:
    path = make_project(tmp_path)
    teach(path, tmp_path, 8)
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+Shift+T")
    page = the_page(window)
    assert window.training is not None
    with qtbot.waitSignal(window.training.ended, timeout=30_000) as end:
        page.train_button.click()
        page.strip.button.click()
    assert end.args == ["Stopped. The model is as it was.", "warn"]
    assert window.session is not None and window.session.project.model() is None
    assert page.train_button.isEnabled()


def test_it_is_trained_by_itself_when_enough_was_finished(tmp_path: Path, qtbot: QtBot) -> None:
    path = make_project(tmp_path)
    teach(path, tmp_path, 4)
    window = open_window(qtbot, path)
    session, training = window.session, window.training
    assert session is not None and training is not None
    press(qtbot, window, "Ctrl+Shift+T")
    page = the_page(window)
    page.along.click()
    assert window.settings.learn_along
    press(qtbot, window, "Escape")
    session.do(session.project.set_status, session.document_id, "done")
    assert training._timer.isActive()
    with qtbot.waitSignal(training.ended, timeout=30_000):
        training.train_if_due()
    assert session.project.model() is not None
    assert session.project.undo_title() == "finish “article 1”"  # Ctrl+Z is for what the person did
    training.train_if_due()
    assert not training.running
    asking = window.asking
    assert asking is not None
    assert "model" not in asking.wanted()  # this one is finished
    other = next(row for row in session.project.document_rows(session.keys()) if row.status == "new")
    session.open(other.id)
    assert asking.wanted() == ["model"]
    asking.ask()
    qtbot.waitUntil(lambda: asking._job is None, timeout=30_000)
    assert asking.wanted() == []  # it was asked, whatever it found
    asking.trained()
    assert asking.wanted() == ["model"]
    session.settings.learn_along = False
    assert asking.wanted() == []
