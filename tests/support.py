"""What tests of several rooms use: all rows of a project as plain values, and exports asked for by words."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.formats.policies import Policies
from workbench.project import Project
from workbench.project.recipes import Recipe
from workbench.project.selection_words import Selection, words_of
from workbench.project.splits import SplitChoice
from workbench.storage.rows import NOUNS, read_image, text_id


def rows(project: Project) -> dict[tuple[str, str], object]:
    """Every mutable row by noun and id, as images: without integers, revisions and history."""
    connection = project.store.connection
    return {
        (name, text_id(uid)): read_image(connection, noun, text_id(uid))
        for name, noun in NOUNS.items()
        for (uid,) in connection.execute(f'SELECT uid FROM "{name}"').fetchall()
    }


def asked(
    format_id: str,
    selection: Selection | None = None,
    options: Mapping[str, str] | None = None,
    policies: Policies | None = None,
    *,
    split: SplitChoice | None = None,
) -> Recipe:
    """A recipe without a name."""
    words = words_of(selection or Selection())
    return Recipe("", format_id, words, options or {}, policies or Policies(), split)
