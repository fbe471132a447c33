"""What people have labelled, as lessons for suggesters."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.project.base import Base
from workbench.storage.lessons import worked_layers
from workbench.suggest.memory import Lesson


def lessons(project: Base, *, finished_only: bool) -> Iterator[Lesson]:
    """What people have labelled, layer by layer. Of one in progress, what stands behind its last span is unread."""
    for one in worked_layers(project.store.connection, finished_only=finished_only):
        until = len(one.text) if one.finished else max((span.end for span in one.spans), default=0)
        yield Lesson(one.document, one.text, one.spans, until)
