"""What a suggester is: a small object that proposes spans and relations for a document. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Protocol

from msgspec import Struct, field

from workbench.model import Attributes, Document, Relation, Span
from workbench.schema import Schema


class Proposal(Struct, frozen=True):
    """Spans and relations that belong together: they are accepted or rejected as one.

    Offsets are code points in the document's text. Ids are unique within one run of a suggester; relations join
    spans of the same proposal by them, or an existing span of `Context.spans`. Labels and attributes are those of
    the schema. Each span and relation carries a `score` from 0 to 1, or None; `reason` says in a few words why
    (it stands in the hint line). The first span is the one that keys are about.
    """

    spans: tuple[Span, ...]
    relations: tuple[Relation, ...] = ()
    reason: str = ""


class Uses(Struct, frozen=True):
    """How often a surface form was given each label in the project, and the values that most of its spans have.

    `occurrences` is how often it stands by itself in texts that were worked on, labelled or not; `inside` the same
    for where it stands in a longer form that was labelled too. `attributes` are by label.
    """

    labels: Mapping[str, int]
    occurrences: int = 0
    attributes: Mapping[str, Attributes] = field(default_factory=dict)
    inside: Mapping[str, Uses] = field(default_factory=dict)


class ListedName(Struct, frozen=True):
    """What a list of names says of a form: its label, what it refers to (or empty), and which list says so."""

    label: str
    ref: str
    source: str


class Context(Struct, frozen=True):
    """What a suggester may look at beside the document: the schema, the spans that are there already, what the
    project calls things (surface form -> uses) and the names on its lists. These are empty where a
    suggester does not ask for them, and have one blank for each run of white space. So is `model`, the bytes of the
    project's own model, or empty; `threshold` is how likely its proposals must be."""

    schema: Schema
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    memory: Mapping[str, Uses] = field(default_factory=dict)
    names: Mapping[str, tuple[ListedName, ...]] = field(default_factory=dict)
    model: bytes = b""
    threshold: float = 0.5


class Suggester(Protocol):
    """A program that proposes. `languages` are BCP 47 tags it knows, empty for any; `extra` is the extra of this
    package that it needs, or empty; `learns` says whether it wants `Context.memory`."""

    id: str
    title: str
    languages: tuple[str, ...]
    extra: str
    learns: bool

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        """Proposals for one document, by place. What is there already may be proposed again: the caller leaves out
        what is labelled, was rejected, lies outside the text or is not in the schema."""
        ...
