"""Project: one file with documents, a schema and everybody's work, opened by one annotator."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from workbench import late
from workbench.errors import ProjectError
from workbench.model import Annotator
from workbench.project.again import Again
from workbench.project.comments import Comments
from workbench.project.correcting import Correcting
from workbench.project.datasets import Datasets
from workbench.project.documents import Documents
from workbench.project.gazetteers import Gazetteers
from workbench.project.history import History
from workbench.project.models import Models
from workbench.project.people import People
from workbench.project.recipes import Recipes
from workbench.project.relations import Relations
from workbench.project.review import Review
from workbench.project.searching import Searching
from workbench.project.snapping import Snapping
from workbench.project.splits import Splits
from workbench.project.suggestions import Suggestions
from workbench.project.words import Words
from workbench.schema import Schema
from workbench.storage import Store, people, reading, setup


class Project(
    Documents,
    Snapping,
    Correcting,
    Relations,
    Comments,
    Words,
    Searching,
    People,
    Review,
    Suggestions,
    Gazetteers,
    Models,
    Splits,
    Datasets,
    History,
    Recipes,
    Again,
):
    """All that can be done with a project. Writing methods commit one operation and return its Change;
    they raise UserError, and then nothing has changed. For one thread."""

    @classmethod
    def create(cls, path: Path, *, schema: Schema, annotator: Annotator) -> Project:
        """Make a project file. Raises ProjectError where the file exists or cannot be made."""
        store = Store.create(path)
        try:
            setup.found(store, name=path.stem, schema=schema.source, maker=annotator)
        except BaseException:
            store.close()
            path.unlink(missing_ok=True)
            raise
        return cls(store, annotator)

    @classmethod
    def open(cls, path: Path, *, annotator: Annotator) -> Project:
        """Open a project file as an annotator, who becomes known to it at the first write.

        A hand-out knows whom it is for: who opens it under that name is that person, on whatever machine.
        One who has been joined with another annotator goes on as that one.

        Raises ProjectError if the file is missing, no project, damaged, or of a newer version.
        """
        store = Store.open(path)
        try:
            with store.errors():
                facts = reading.facts(store.connection)
                if not facts:
                    raise ProjectError(f"{path} was never made to the end: delete it, and make it again.")
                return cls(store, people.at_work(store.connection, annotator, facts.get("handout", "")))
        except BaseException:
            store.close()
            raise

    def annotators(self) -> list[Annotator]:
        """Everybody who is known to the project."""
        return reading.annotators(self.store.connection)

    def errors(self) -> AbstractContextManager[None]:
        """Around reading: a damaged file or a failing disk becomes a ProjectError, as it does around writing."""
        return self.store.errors()

    def warm_up(self) -> bool:
        """Import what the first gestures need, while nobody waits; False where nothing can be written."""
        late.prepare()
        return not self.read_only and self.store.database is not None

    def fold_later(self) -> None:
        """Let no writing method fold the file's log in: whoever waits for them calls `fold` when nobody does."""
        self.store.fold_later()

    def fold(self) -> None:
        """Fold the log into the file; takes some 10 ms after a hundred gestures."""
        self.store.fold()

    def close(self) -> None:
        """Let go of the file; all is saved already."""
        self.store.close()
