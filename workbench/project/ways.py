"""How two frozen versions were made otherwise: format, tokens, options, policies, selection, split, schema."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from msgspec import Struct

from workbench.formats import cutting
from workbench.project.aligning import SETTING
from workbench.project.datasets import FrozenSplit, Manifest
from workbench.project.format_options import title_of
from workbench.project.project import Project
from workbench.tokens import file_of

SCHEMA = "schema"
SELECTION = "selection"


class Way(Struct, frozen=True):
    """What two versions were not made alike in. `before` and `after` are words, or the hashes of two schemas; empty
    where there was none."""

    what: str
    before: str
    after: str

    def line(self) -> str:
        """For people."""
        if self.what == SCHEMA:
            return "schema: changed"
        return f"{self.what}: {self.before or 'none'} → {self.after or 'none'}"


def ways(project: Project, before: str, after: str = "") -> list[Way]:
    """What two versions were not made alike in; without another one, what the same words would not be alike in today.

    Of two formats only those options are compared that both have. Raises UserError where there is no such version.
    """
    one = project.dataset(before)
    found = _of_two(project, one, project.dataset(after)) if after else _of_today(project, one)
    return [way for way in found if way.before != way.after]


def _of_two(project: Project, one: Manifest, other: Manifest) -> Iterator[Way]:
    yield Way("format", one.format, other.format)
    first, second = _tokens(one), _tokens(other)
    if one.format == other.format or (first and second):
        yield Way(cutting.ID, _called(project, first), _called(project, second))
    for name in sorted(one.options.keys() & other.options.keys() - {cutting.ID}):
        yield Way(name, one.options[name], other.options[name])
    for name in sorted(one.policies.keys() | other.policies.keys()):
        yield Way(name, one.policies.get(name, ""), other.policies.get(name, ""))
    yield Way(SELECTION, one.selection, other.selection)
    yield Way("split", _dealt(one.split), _dealt(other.split))
    yield Way(SCHEMA, one.schema, other.schema)


def _of_today(project: Project, one: Manifest) -> Iterator[Way]:
    if not one.options.get(cutting.ID):  # else they are among the words
        now = project.tokeniser_choice()
        yield Way(cutting.ID, _called(project, _tokens(one)), _called(project, now))
    yield Way(SCHEMA, one.schema, sha256(project.schema.source.encode()).hexdigest())


def _tokens(one: Manifest) -> str:
    """What the texts of a version are cut into: its format's, else the project's of then; empty for neither."""
    return one.options.get(cutting.ID) or one.settings.get(SETTING, "")


def _called(project: Project, choice: str) -> str:
    digest = file_of(choice)
    return f"{title_of(project, choice)} ({digest[:8]})" if digest else choice


def _dealt(split: FrozenSplit | None) -> str:
    return split.name if split is not None else ""
