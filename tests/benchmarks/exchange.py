"""Import and export of many documents, against the same rows moved plainly with json and sqlite3."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import Row, Scale, median, own_settings, timed
from workbench import jobs
from workbench.project import Project
from workbench.project.recipes import Recipe

_TABLES = """
PRAGMA journal_mode = WAL;
CREATE TABLE document (id INTEGER PRIMARY KEY, uid BLOB UNIQUE, name TEXT, text TEXT);
CREATE TABLE span (
  id INTEGER PRIMARY KEY, uid BLOB UNIQUE, document INTEGER, label TEXT, start INTEGER, "end" INTEGER, text TEXT,
  attributes TEXT
);
CREATE INDEX span_document ON span (document, start);
CREATE INDEX span_text ON span (text);
"""


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family."""
    count = scale.of(10_000, 50)
    with tempfile.TemporaryDirectory() as name, own_settings(Path(name)):
        folder = Path(name)
        file = corpus.write(
            folder / "many.jsonl", corpus.many(count, size=2000, each=20, annotator=corpus.someone())
        )
        runs = min(3, scale.runs)
        plain = repeated(lambda: plain_import(file, folder / "plain.db"), runs)
        ours = repeated(lambda: our_import(file, folder / "p.wbench"), runs)
        yield Row(f"import jsonl, {count:,} documents", ours, "ms", plain, "json + executemany", 2.5, True)
        project = Project.open(folder / "p.wbench", annotator=corpus.someone())
        out = folder / "out"
        plain = repeated(lambda: plain_export(folder / "plain.db", folder / "plain.jsonl"), runs)
        ours = repeated(lambda: our_export(project, out, "jsonl"), runs)
        yield Row("export them to jsonl", ours, "ms", plain, "SELECT + json", 2.5, True)
        for format_id in ("brat", "csv", "conll", "spacy"):
            yield Row(
                f"export them to {format_id}",
                our_export(project, out, format_id),
                "ms",
                plain,
                "SELECT + json",
            )
            shutil.rmtree(out)
        project.close()


def repeated(work: Callable[[], float], runs: int) -> float:
    """The median of several runs, each of which times itself."""
    return median([work() for _ in range(runs)])


def _without(path: Path) -> None:
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
        leftover.unlink(missing_ok=True)


def plain_import(file: Path, path: Path) -> float:
    """The plainest program that keeps the same rows: texts and spans with ids, found by document and by text."""
    _without(path)

    def work() -> None:
        connection = sqlite3.connect(path)
        connection.executescript(_TABLES)
        documents, spans = [], []
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                one = json.loads(line)
                documents.append((number, os.urandom(16), one["document"]["name"], one["document"]["text"]))
                for s in one["spans"]:
                    values = json.dumps(s["attributes"]) if "attributes" in s else None
                    spans.append(
                        (os.urandom(16), number, s["label"], s["start"], s["end"], s["text"], values)
                    )
        with connection:
            connection.executemany("INSERT INTO document VALUES (?, ?, ?, ?)", documents)
            connection.executemany("INSERT INTO span VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", spans)
        connection.close()

    return timed(work)


def our_import(file: Path, path: Path) -> float:
    """Into a new project; making the empty project is not counted."""
    _without(path)
    project = corpus.project(path)

    def work() -> None:
        plan = jobs.finish(jobs.plan_job(project, [file]))
        jobs.finish(jobs.import_job(project, plan))
        plan.close()

    took = timed(work)
    project.close()
    return took


def plain_export(path: Path, out: Path) -> float:
    """A SELECT per document, a line of json each."""
    connection = sqlite3.connect(path)
    query = (
        'SELECT hex(uid), label, start, "end", text, attributes FROM span WHERE document = ? ORDER BY start'
    )

    def work() -> None:
        with out.open("w", encoding="utf-8") as file:
            for key, name, body in connection.execute(
                "SELECT id, name, text FROM document ORDER BY id"
            ).fetchall():
                spans = [
                    {
                        "id": uid,
                        "label": label,
                        "start": start,
                        "end": end,
                        "text": words,
                        "attributes": json.loads(values) if values else {},
                    }
                    for uid, label, start, end, words, values in connection.execute(query, (key,))
                ]
                line = {"document": {"name": name, "text": body}, "spans": spans}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")

    took = timed(work)
    connection.close()
    return took


def our_export(project: Project, out: Path, format_id: str) -> float:
    """As `workbench export` does it, with its report."""
    return timed(lambda: jobs.finish(jobs.export_job(project, out, Recipe("", format_id))))
