"""Pulling the plug: kill -9 amid an import or amid gestures, two writers at once, a full disk."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support import asked

from workbench import jobs
from workbench.errors import ProjectError, UserError
from workbench.model import Annotator
from workbench.project import Project, care
from workbench.schema import load_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
BOB = Annotator("018f0000-0000-7000-8000-000000000002", "Bob")
TEXT = "Ana met Bo in Oslo on Monday. " * 8
DOCUMENTS, SPANS = 400, 8

START = """
import sys
from pathlib import Path
from workbench import jobs
from workbench.model import Annotator
from workbench.project import Project
from workbench.project.recipes import Recipe
project = Project.open(Path(sys.argv[1]), annotator=Annotator(sys.argv[2], sys.argv[3]))
"""
IMPORT = """
plan = jobs.finish(jobs.plan_job(project, [Path(sys.argv[4])]))
for step in jobs.import_job(project, plan, labels={"PERSON": "PER"}, polite=True):
    print(step.done, flush=True)
"""
GESTURES = """
document = sys.argv[4]
for at in range(int(sys.argv[5])):
    change = project.add_span(document, start=at, end=at + 1 + at % 7, label=("PER", "ORG")[at % 2])
    span = (change.created or change.updated)[0].id
    print(span, flush=True)
    if at % 5 == 0:
        project.set_unsure(span, True)
        project.undo()
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "p.wbench", schema=load_schema("ner"), annotator=ADA)
    yield made
    made.close()


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """Many documents, half without ids, with spans of a label that must be mapped, and comments."""
    path = tmp_path / "in.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(DOCUMENTS):
            document = {"name": f"d{number}", "text": f"{number} {TEXT}"}
            if number % 2:
                document["id"] = f"018f0000-0000-7000-8000-{number:012x}"
            spans = [
                {"id": f"T{at}", "label": "PERSON", "start": at * 30, "end": at * 30 + 5}
                for at in range(SPANS)
            ]
            remark = {
                "target": {"kind": "span", "id": "T0"},
                "text": "Who?",
                "at": "2024-01-01T10:00:00.000Z",
            }
            line = {"document": document, "spans": spans, "comments": [remark]}
            file.write(json.dumps(line) + "\n")
    return path


def child(code: str, project: Path, who: Annotator, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", START + code, str(project), who.id, who.name, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def lines_until_killed(process: subprocess.Popen[str], enough: int) -> list[str]:
    """Kill the process without warning after so many lines; returns all it wrote."""
    assert process.stdout is not None
    found = [process.stdout.readline().strip() for _ in range(enough)]
    process.kill()
    rest, err = process.communicate()
    assert process.returncode == -signal.SIGKILL, err
    return found + [line for line in rest.split("\n")[:-1] if line]


def take(project: Project, path: Path) -> None:
    plan = jobs.finish(jobs.plan_job(project, [path]))
    jobs.finish(jobs.import_job(project, plan, labels={"PERSON": "PER"}))
    plan.close()


def sizes(project: Project) -> list[int]:
    """Spans of every document, in order."""
    return [row.spans for row in project.document_rows(project.document_keys())]


def exported(project: Project, path: Path) -> list[dict[str, object]]:
    jobs.finish(jobs.export_job(project, path, asked("jsonl")))
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of another kind there")
def test_an_import_that_was_killed_left_whole_documents_and_is_completed(
    project: Project, dataset: Path, tmp_path: Path
) -> None:
    project.close()
    killed = 0
    for _ in range(2):
        process = child(IMPORT, project.path, ADA, dataset)
        killed += len(lines_until_killed(process, 3))
        reopened = Project.open(project.path, annotator=ADA)
        assert care.examine(reopened) == []
        there = sizes(reopened)
        assert set(there) == {SPANS}
        assert 0 < len(there) < DOCUMENTS
        for row in reopened.document_rows(reopened.document_keys()):
            assert [comment.text for comment in reopened.comments(row.id)] == ["Who?"]
        reopened.close()
    reopened = Project.open(project.path, annotator=ADA)
    take(reopened, dataset)
    assert sizes(reopened) == [SPANS] * DOCUMENTS
    assert care.examine(reopened) == []
    # the same as if nothing had happened
    other = Project.create(tmp_path / "other.wbench", schema=reopened.schema, annotator=ADA)
    take(other, dataset)
    assert [_said(line) for line in exported(reopened, tmp_path / "1.jsonl")] == [
        _said(line) for line in exported(other, tmp_path / "2.jsonl")
    ]
    other.close()
    reopened.close()
    assert killed


def _said(line: dict[str, object]) -> object:
    """A bundle without the ids that an import makes up."""
    text = json.dumps(line, sort_keys=True)
    made_up = {
        line["document"]["id"],
        *(s["id"] for s in line["spans"]),
        *(c["id"] for c in line["comments"]),
    }  # type: ignore[index, attr-defined]
    for number, identity in enumerate(sorted(made_up, key=text.index)):
        text = text.replace(identity, str(number))
    return text


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of another kind there")
def test_every_gesture_that_was_answered_is_there_after_a_kill(project: Project, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 2000, encoding="utf-8")
    take(project, tmp_path / "a.txt")
    document = project.document_rows(project.document_keys())[0].id
    project.close()
    answered: list[str] = []
    for enough in (1, 40):
        process = child(GESTURES, project.path, ADA, document, 1500)
        answered += lines_until_killed(process, enough)
    reopened = Project.open(project.path, annotator=ADA)
    assert care.examine(reopened) == []
    there = {span.id for span in reopened.bundle(document).spans}
    # an existing span is named again by the second run, so every answer has its span; one more may be unsaid
    assert set(answered) <= there
    # the undo stack is whole, too
    while reopened.undo_title():
        reopened.undo()
    assert reopened.bundle(document).spans == ()
    reopened.close()


def test_two_write_at_once_while_a_third_imports(project: Project, dataset: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 300, encoding="utf-8")
    take(project, tmp_path / "a.txt")
    document = project.document_rows(project.document_keys())[0].id
    writers = [child(GESTURES, project.path, who, document, 60) for who in (ADA, BOB)]
    importers = [child(IMPORT, project.path, who, dataset) for who in (ADA, ADA)]
    for process in (*writers, *importers):
        _, err = process.communicate()
        # of two imports of the same files one may find that the other was faster: a sentence, no damage
        assert process.returncode == 0 or "made meanwhile" in err, err
    assert project.other_changes()
    assert {len(project.bundle(document, who.id).spans) for who in (ADA, BOB)} == {60}
    take(project, dataset)
    assert sizes(project) == [60] + [SPANS] * DOCUMENTS
    assert care.examine(project) == []


def test_a_writer_that_was_stopped_holds_nobody_up_for_ever(project: Project, tmp_path: Path) -> None:
    """A process that dies within its transaction leaves no lock and no half of a gesture."""
    code = (
        "with project.store.write() as db:\n"
        "    db.conn.execute(\"UPDATE project SET value = 'half' WHERE key = 'name'\")\n"
        "    print('in', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    process = child(code, project.path, ADA)
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    process.kill()
    process.communicate()
    project.add_label("NEW")
    assert project.name == "p"
    with closing(sqlite3.connect(project.path)) as second:
        assert second.execute("SELECT value FROM project WHERE key = 'name'").fetchone() == ("p",)


def fill_disk(project: Project, room: int) -> None:
    """Leave so many pages of 4 kB."""
    (pages,) = project.store.connection.execute("PRAGMA page_count").fetchone()
    project.store.connection.execute(f"PRAGMA max_page_count = {pages + room}")


def test_a_full_disk_stops_gestures_and_imports_and_loses_nothing(
    project: Project, dataset: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("x" * 3000, encoding="utf-8")
    take(project, tmp_path / "a.txt")
    document = project.document_rows(project.document_keys())[0].id
    fill_disk(project, 2)
    before = sizes(project)
    with pytest.raises(ProjectError, match="disk is full"):
        take(project, dataset)
    assert sizes(project) == before
    done = 0
    with pytest.raises(ProjectError, match="disk is full"):
        for at in range(1000):
            project.add_span(document, start=at, end=at + 1, label="PER")
            done += 1
    assert done > 0
    assert len(project.bundle(document).spans) == done
    fill_disk(project, 1000)
    project.undo()
    assert len(project.bundle(document).spans) == done - 1
    take(project, dataset)
    assert len(sizes(project)) == DOCUMENTS + 1


def test_a_disk_that_fills_up_amid_an_import_says_what_was_stored(project: Project, dataset: Path) -> None:
    plan = jobs.finish(jobs.plan_job(project, [dataset]))
    steps = jobs.import_job(project, plan, labels={"PERSON": "PER"}, polite=True)
    stored = next(steps).done
    fill_disk(project, 2)
    with pytest.raises(UserError, match=rf"disk is full.*of {DOCUMENTS} were stored.*completes it"):
        while True:
            stored = next(steps).done
    plan.close()
    assert len(sizes(project)) == stored
    fill_disk(project, 2000)
    take(project, dataset)
    assert sizes(project) == [SPANS] * DOCUMENTS


LIMIT = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
sys.argv = ["workbench", *sys.argv[2:]]
runpy.run_module("workbench", run_name="__main__")
"""


@pytest.fixture
def cramped() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the command where no file may grow beyond some bytes."""

    def run(most: int, *words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", LIMIT, str(most), *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, check=False)

    return run


@pytest.mark.skipif(os.name == "nt", reason="files have no limit there")
def test_commands_on_a_full_disk_say_so_and_leave_everything(
    project: Project, dataset: Path, tmp_path: Path, cramped: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "a.txt").write_text("Ana met Bo.", encoding="utf-8")
    take(project, tmp_path / "a.txt")
    take(project, dataset)
    out = tmp_path / "out"
    jobs.finish(jobs.export_job(project, out, asked("jsonl")))
    old = {path: path.read_bytes() for path in out.iterdir()}
    before = sizes(project)
    project.close()
    (tmp_path / "b.txt").write_text("More. " * 25_000, encoding="utf-8")
    refused = {
        "import": cramped(160_000, "import", project.path, tmp_path / "b.txt"),
        "export": cramped(50_000, "export", project.path, out, "--format", "jsonl"),
        "backup": cramped(50_000, "backup", project.path, tmp_path / "copy.wbench"),
        "new": cramped(3000, "new", tmp_path / "new.wbench"),
        "spool": cramped(20_000, "import", project.path, tmp_path / "b.txt"),
    }
    for name, done in refused.items():
        assert done.returncode == 1, name
        assert done.stderr.startswith("workbench: "), (name, done.stderr)
        assert done.stderr.count("\n") == 1, (name, done.stderr)
    assert {path: path.read_bytes() for path in out.iterdir()} == old
    assert not (tmp_path / "copy.wbench").exists()
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("new.wbench")] == []
    reopened = Project.open(project.path, annotator=ADA)
    assert sizes(reopened) == before
    assert care.examine(reopened) == []
    reopened.close()


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of another kind there")
def test_an_export_that_was_killed_left_the_old_files(
    project: Project, dataset: Path, tmp_path: Path
) -> None:
    take(project, dataset)
    out = tmp_path / "out"
    jobs.finish(jobs.export_job(project, out, asked("brat")))
    old = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    first = project.document_rows(project.document_keys())[0].id
    project.add_span(first, start=0, end=9, label="ORG")
    code = "jobs.finish(jobs.export_job(project, Path(sys.argv[4]), Recipe('', 'brat')))"
    process = child(code, project.path, ADA, out)
    while process.poll() is None and not any(out.glob(".export-*/*/*.txt")):
        time.sleep(0.001)
    process.kill()
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert {path: path.read_bytes() for path in old} == old
    jobs.finish(jobs.export_job(project, out, asked("brat")))
    assert {path: path.read_bytes() for path in old} != old
