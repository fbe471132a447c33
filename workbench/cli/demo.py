"""The demo: a project from the sample documents and what comes out of it."""

from __future__ import annotations

from pathlib import Path

from workbench import jobs
from workbench.cli.opening import annotator, count
from workbench.data import data_folder
from workbench.errors import UserError
from workbench.model import Annotator
from workbench.project import Project
from workbench.project.recipes import Recipe
from workbench.project.settings import load_settings, me
from workbench.schema_file import load_schema

FORMATS = ("jsonl", "brat", "conll")


def make(folder: Path) -> tuple[Path, Annotator]:
    """Make the demo's project (or go on with the one that is there) and export it.

    Returns the project and who opens it: you if your name is known, else the first of the samples' annotators,
    so that there is something to see. Raises UserError where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be made: {error.strerror}.") from error
    path = folder / "demo.wbench"
    maker = annotator()
    if path.exists():
        project = Project.open(path, annotator=maker)
        print(f"{path} is there already; it is left as it is.")
    else:
        project = Project.create(path, schema=load_schema("news"), annotator=maker)
    try:
        if not project.document_count():
            plan = jobs.finish(jobs.plan_job(project, sorted(data_folder("sample_docs").glob("*.jsonl"))))
            jobs.finish(jobs.import_job(project, plan))
            plan.close()
        first = project.document_rows(project.document_keys()[:1])[0]
        samples = [
            row.annotator for row in project.layers(first.id) if row.annotator.id != maker.id and row.spans
        ]
        names = ", ".join(a.name for a in samples)
        print(f"{path}: {count(project.document_count(), 'document')}, annotated by {names}.")
        for format_id in FORMATS:
            result = jobs.finish(jobs.export_job(project, folder / format_id, Recipe("", format_id)))
            lost = sum(line.count for line in result.report.lines())
            more = (
                f"; {count(lost, 'thing')} it cannot hold or was not asked for: {result.report_file}"
                if lost
                else ""
            )
            print(f"Exported {format_id}: {count(result.report.spans, 'span')} in {folder / format_id}{more}")
        return path, me(load_settings()) or (samples or [maker])[0]
    finally:
        project.close()
