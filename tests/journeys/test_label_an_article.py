"""A person labels an article by keyboard alone, closes, reopens, goes back and forth, and exports it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from desk import open_window, press, someone, spans
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from support import asked
from typer.testing import CliRunner

from workbench import jobs
from workbench.cli.app import app
from workbench.data import data_folder
from workbench.project import Project
from workbench.project.selection import Selection
from workbench.schema import load_schema

SEED = Path(__file__).parents[3] / "shared" / "seed" / "article.txt"


def project_of(path: Path, source: Path) -> Path:
    """A new project with one source imported, as `workbench new` and `workbench import` make it."""
    project = Project.create(path, schema=load_schema("news"), annotator=someone()[1])
    plan = jobs.finish(jobs.plan_job(project, [source]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    project.close()
    return path


def reread(path: Path, document: int = 0) -> list[tuple[str, str]]:
    """Labels and words as a second connection finds them in the file."""
    project = Project.open(path, annotator=someone()[1])
    row = project.document_rows(project.document_keys())[document]
    bundle = project.bundle(row.id)
    project.close()
    return [(span.label, span.covered(bundle.document.text)) for span in bundle.spans]


@pytest.mark.skipif(not SEED.is_file(), reason="the article that the project began with is not here")
def test_the_first_article_by_space_and_letter(qtbot: QtBot, tmp_path: Path) -> None:
    path = project_of(tmp_path / "seed.wbench", SEED)
    window = open_window(qtbot, path)
    assert window.session is not None and window.session.document is not None
    assert window.session.document.document.published == "2023-04-28"
    press(qtbot, window, "Space D Space G Space G Space O")
    expected = [
        ("DATE", "2023-04-28"),
        ("GPE", "India"),
        ("GPE", "Russia"),
        ("ORG", "Indian government"),
    ]
    assert spans(window) == expected
    assert reread(path) == expected
    # back over everything, close, reopen, forward again
    press(qtbot, window, "Ctrl+Z Ctrl+Z Ctrl+Z Ctrl+Z")
    assert reread(path) == []
    window.close()
    window = open_window(qtbot, path)
    press(qtbot, window, "Ctrl+Y Ctrl+Y Ctrl+Y Ctrl+Y")
    assert reread(path) == expected
    # relabel, delete, bring back, finish
    press(qtbot, window, "Ctrl+Home Tab Tab N Delete Ctrl+Z")
    assert ("NORP", "India") in reread(path)
    press(qtbot, window, "Ctrl+Return Ctrl+Return")
    window.close()
    project = Project.open(path, annotator=someone()[1])
    assert project.finished_count() == 1
    result = jobs.finish(jobs.export_job(project, tmp_path / "out.jsonl", asked("jsonl", Selection())))
    line = json.loads(result.files[0].read_text(encoding="utf-8").splitlines()[-1])
    project.close()
    assert line["document"]["text"] == SEED.read_bytes().decode("utf-8")
    assert [s["text"] for s in line["spans"]] == ["2023-04-28", "India", "Russia", "Indian government"]
    assert all(line["document"]["text"][s["start"] : s["end"]] == s["text"] for s in line["spans"])


def test_a_bundled_article_from_new_to_the_dataset(qtbot: QtBot, tmp_path: Path) -> None:
    """The main job whole: the commands make the project and the dataset, keys alone do what lies between."""
    bundled = (data_folder("sample_docs") / "noor-haddad.jsonl").read_text(encoding="utf-8").splitlines()[1]
    text = json.loads(bundled)["document"]["text"]
    article, path, out = tmp_path / "article.txt", tmp_path / "p.wbench", tmp_path / "out"
    article.write_bytes(text.encode("utf-8"))

    def command(*words: object) -> None:
        done = CliRunner().invoke(app, [str(word) for word in words])
        assert done.exit_code == 0, done.output

    command("new", path, "--schema", "news")
    command("import", path, article, "--published", "2023-04-28")
    window = open_window(qtbot, path)
    press(qtbot, window, "Space G Space D Space G Space G Ctrl+Return")
    window.close()
    made = [("GPE", "NEW DELHI"), ("DATE", "28 April 2023"), ("GPE", "India"), ("GPE", "Russia")]
    assert reread(path) == made
    command("export", path, out, "--format", "conll")
    (file,) = out.glob("*.conll")
    rows = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if "\t" in line]
    tags = [(word, tag) for word, tag in rows if tag != "O" and not word.startswith("-DOC")]
    assert tags[:2] == [("NEW", "B-GPE"), ("DELHI", "I-GPE")]
    assert [tag for _, tag in tags[2:]] == ["B-DATE", "I-DATE", "I-DATE", "B-GPE", "B-GPE"]
    assert (out / "export-report.json").is_file()


def test_an_article_with_emoji_crlf_and_nbsp_keeps_every_offset(qtbot: QtBot, tmp_path: Path) -> None:
    source = data_folder("sample_docs") / "without-layers.jsonl"
    path = project_of(tmp_path / "fox.wbench", source)
    window = open_window(qtbot, path)
    assert window.session is not None
    rows = window.session.project.document_rows(window.session.project.document_keys())
    fox = next(row for row in rows if "fox" in row.name)
    window.session.open(fox.id)
    text = window.session.project.text(fox.id)
    assert "\r\n" in text and "\N{NO-BREAK SPACE}" in text and "\N{ZERO WIDTH JOINER}" in text
    for _ in range(12):
        press(qtbot, window, "Space P")
    made = spans(window)
    assert len(made) == 12
    window.close()
    assert reread(path, rows.index(fox)) == made
    project = Project.open(path, annotator=someone()[1])
    for span in project.bundle(fox.id).spans:
        assert text[span.start : span.end] == span.covered(text).strip()
    project.close()


def test_a_bundled_article_of_two_colleagues_is_read_and_answered(qtbot: QtBot, tmp_path: Path) -> None:
    path = project_of(tmp_path / "demo.wbench", data_folder("sample_docs"))
    window = open_window(qtbot, path)
    assert window.session is not None and window.session.document is not None
    assert spans(window) == []  # my own layer is empty, whatever the others did
    press(qtbot, window, "Space G Space D")
    assert len(reread(path)) == 2
    document = window.session.document.document.id
    layers = {row.annotator.name: row.spans for row in window.session.project.layers(document)}
    window.close()
    assert sorted(layers.values())[0] == 2 and len(layers) == 3


def test_what_is_typed_in_a_field_is_saved_when_the_window_closes(qtbot: QtBot, tmp_path: Path) -> None:
    path = project_of(tmp_path / "demo.wbench", data_folder("sample_docs") / "noor-haddad.jsonl")
    window = open_window(qtbot, path)
    assert window.session is not None
    press(qtbot, window, "Space G")
    window.session.focus_wanted.emit("note")
    note = QApplication.focusWidget()
    assert note is not None
    qtbot.keyClicks(note, "the city")
    window.close()
    project = Project.open(path, annotator=someone()[1])
    row = project.document_rows(project.document_keys())[0]
    assert [span.note for span in project.bundle(row.id).spans] == ["the city"]
    project.close()
