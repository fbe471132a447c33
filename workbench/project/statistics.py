"""Counts over a project, and all its bundles one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.model import Bundle
from workbench.project.overview import overview
from workbench.project.project import Project
from workbench.storage import bulk, words


def collect(project: Project) -> dict[str, Any]:
    """Documents, layers by annotator and status with their spans, spans by label and by origin, relations by label,
    and how far everybody is (see `overview`)."""
    with project.store.read() as connection:
        return {
            "project": project.name,
            "schema": project.schema.name,
            "documents": project.document_count(),
            "annotators": [annotator.name for annotator in project.annotators()],
            "layers": words.layer_counts(connection),
            "labels": words.label_counts(connection),
            "relations": words.relation_counts(connection),
            "origins": words.origin_counts(connection),
            **overview(project).plain(),
        }


def bundles(project: Project) -> Iterator[Bundle]:
    """Every layer of the project as a bundle without its comments, in one state of the project."""
    with project.store.read() as connection:
        document = None
        for document_id, key, layer in bulk.stored_bundles(connection):
            if document is None or document.id != document_id:
                document = project.document(document_id)
            assert layer is not None
            spans, relations = bulk.layer_content(connection, key)
            yield Bundle(
                document, layer.annotator, layer.round, layer.status, layer.attributes, spans, relations
            )
