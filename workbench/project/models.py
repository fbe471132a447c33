"""The model that a project trains on what its people have labelled: kept in it by content, with what it is worth."""

from __future__ import annotations

from collections.abc import Generator
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from workbench.errors import UserError
from workbench.model import Change, Progress
from workbench.project.base import Base
from workbench.project.lessons import lessons
from workbench.storage import operations, settings
from workbench.storage.lessons import settled_documents
from workbench.suggest.model import THRESHOLD, crfsuite
from workbench.suggest.training import LEAST, Report, train

if TYPE_CHECKING:
    from workbench.project.project import Project

_MODEL, _THRESHOLD = "model", "model threshold"
KEPT = 3  # models: the one that counts, and those that come back when trainings are taken back
AGAIN = 20  # finished documents more, or twice as many, and the model is due to be trained anew


class TrainedModel(Struct, frozen=True):
    """The project's model: the SHA-256 of its bytes, what training found out about it, and when (ISO 8601, UTC)."""

    sha256: str
    report: Report
    at: str = ""


class Models(Base):
    """The part of a project about its own model."""

    def model(self) -> TrainedModel | None:
        """What is known of the model, or None where none was trained, or so long ago that it is not kept any more."""
        stored = settings.setting(self.store.connection, _MODEL)
        found = msgspec.json.decode(stored, type=TrainedModel) if stored else None
        return found if found is not None and settings.keeps(self.store.connection, found.sha256) else None

    def model_content(self) -> bytes:
        """The model's bytes; empty where there is none."""
        model = self.model()
        kept = settings.content(self.store.connection, model.sha256) if model else None
        return kept[1] if kept else b""

    def model_threshold(self) -> float:
        """How likely to be right a proposal of the model must be, from 0 to 1."""
        return float(settings.setting(self.store.connection, _THRESHOLD) or THRESHOLD)

    def set_model_threshold(self, threshold: float) -> Change:
        """Let the model propose only what is at least so likely to be right. Raises UserError outside of 0 to 1."""
        if not 0 <= threshold <= 1:
            raise UserError("The threshold is a probability: from 0 to 1.")
        with self._operation(f"let the model propose from {threshold:g} on") as op:
            value = "" if threshold == THRESHOLD else repr(threshold)
            settings.put_setting(op, self.id, name=_THRESHOLD, value=value)
        return op.change()

    def documents_to_learn_from(self) -> int:
        """How many documents have a finished layer of a person, or finished gold."""
        return settled_documents(self.store.connection)

    def training_due_at(self) -> int:
        """With how many finished documents there are enough for a first model, or enough new ones for another."""
        model = self.model()
        return due_after(model.report.documents) if model else LEAST

    def training_due(self) -> bool:
        """Whether there are so many."""
        return self.documents_to_learn_from() >= self.training_due_at()


def can_train() -> str:
    """Empty if the extra `learn` is there; else the sentence that says how to get it."""
    try:
        crfsuite()
    except UserError as error:
        return str(error)
    return ""


def due_after(documents: int) -> int:
    """With how many documents a model that was trained on so many is due again."""
    return documents + min(documents, AGAIN)


def train_steps(
    project: Project, *, curve: bool = False
) -> Generator[Progress, None, tuple[Change, TrainedModel]]:
    """Train a model on the finished layers, and keep it in the project. Taken back from the history, not by undo,
    the model before counts again.

    Raises UserError with fewer documents than a model needs, or without the extra `learn`.
    """
    crfsuite()
    taught = list(lessons(project, finished_only=True))
    number = len({one.document for one in taught})
    if number < LEAST:
        raise UserError(
            f"A model needs {LEAST} finished documents, and {number} {'is' if number == 1 else 'are'} done: "
            "label more, then train."
        )
    if not any(one.spans for one in taught):
        raise UserError("The finished documents have no spans: there is nothing to learn from.")
    content, report = yield from train(taught, project.schema, curve=curve)
    made = TrainedModel(sha256(content).hexdigest(), report, operations.now())
    title = f"train the model on {number} documents"
    with operations.operation(project.store, annotator=project.me, title=title, kind="suggest") as op:
        settings.keep_content(op.db.conn, content, name=_MODEL)
        settings.forget_older(op.db.conn, name=_MODEL, most=KEPT)
        settings.put_setting(op, project.id, name=_MODEL, value=msgspec.json.encode(made).decode())
    return op.change(), made
