"""How rows are found: from the document on, however many layers its annotator has elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbench import jobs
from workbench.model import Annotator
from workbench.project import Project
from workbench.schema import load_schema
from workbench.storage import listing, progress, reading

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
Ask = Callable[[Project, str], object]


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
    project = Project.create(tmp_path / "p.wbench", schema=load_schema("ner"), annotator=ADA)
    (tmp_path / "a.txt").write_text("Ada met Bo.", encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "a.txt"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    document = project.document_rows(project.document_keys())[0].id
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
