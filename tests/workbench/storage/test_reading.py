"""How rows are found: from the document on, however many layers its annotator has elsewhere; and their order."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench import jobs
from workbench.model import Annotator
from workbench.project import Project
from workbench.schema import load_schema
from workbench.storage import listing, progress, reading
from workbench.storage.rows import text_id, text_ids

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
Ask = Callable[[Project, str], object]


def begun(folder: Path, text: str) -> tuple[Project, str]:
    """A new project, and the id of the one document in it."""
    project = Project.create(folder / "p.wbench", schema=load_schema("ner"), annotator=ADA)
    (folder / "a.txt").write_text(text, encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [folder / "a.txt"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    return project, project.document_rows(project.document_keys())[0].id


@pytest.mark.parametrize(
    "ask",
    [
        lambda project, document: reading.working_layer(project.store.connection, document, ADA.id),
        lambda project, document: reading.layer(project.store.connection, document, ADA.id),
        lambda project, document: listing.next_unfinished(project.store.connection, ADA.id, 0),
        lambda project, document: reading.comments_of(project.store.connection, document, reader=ADA.id),
        lambda project, document: listing.document_rows(project.store.connection, [1], ADA.id),
        lambda project, document: progress.not_begun_by_person(project.store.connection),
    ],
)
def test_a_document_is_no_slower_for_the_layers_of_others(ask: Ask, tmp_path: Path) -> None:
    project, document = begun(tmp_path, "Ada met Bo.")
    project.add_span(document, label="PER", start=0, end=3)
    connection = project.store.connection
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    ask(project, document)
    connection.set_trace_callback(None)
    steps = [row[3] for query in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    project.close()
    assert steps
    assert not [step for step in steps if "layer_annotator" in step or step in ("SCAN l", "SCAN n")]


def test_spans_come_by_start_then_outer_before_inner_then_by_id(tmp_path: Path) -> None:
    project, document = begun(tmp_path, "x" * 40)
    labels = ("PER", "ORG", "LOC")
    places = [(label, start, length) for label in labels for start in (0, 3, 4, 30) for length in (1, 2, 5)]
    random.Random(1).shuffle(places)
    for label, start, length in places:
        project.add_span(document, label=label, start=start, end=start + length)
    found = project.bundle(document).spans
    project.close()
    assert len(found) == len(places)
    assert list(found) == sorted(found, key=lambda span: (span.start, -span.end, span.id))


def test_many_ids_are_written_as_each_of_them() -> None:
    uids = [os.urandom(16) for _ in range(50)]
    assert text_ids(uids) == [text_id(uid) for uid in uids]
    assert text_ids([]) == []
