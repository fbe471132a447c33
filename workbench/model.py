"""The words of the project as frozen types. Offsets are Unicode code points, end exclusive."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any, Literal

from msgspec import Struct

AnnotatorKind = Literal["person", "model", "gold"]
Status = Literal["new", "in progress", "done", "returned", "reviewed"]
STATUSES: tuple[Status, ...] = ("new", "in progress", "done", "returned", "reviewed")
FINISHED: tuple[Status, ...] = ("done", "reviewed")
Fragment = tuple[int, int]
Attributes = dict[str, Any]  # values are str, int, float, bool or list[str], as the schema says


_VARIANT = {digit: "89ab"[n % 4] for n, digit in enumerate("0123456789abcdef")}  # RFC 9562, section 4.1


def new_id() -> str:
    """A UUIDv7 (RFC 9562, section 5.7) as text: ids made later sort later."""
    return new_ids(1)[0]


def new_ids(count: int) -> list[str]:
    """As many ids of one moment as are wanted: a third of the time that they take one by one."""
    moment = f"{time.time_ns() // 1_000_000:012x}"
    head = f"{moment[:8]}-{moment[8:]}-7"
    chance = os.urandom(10 * count).hex()
    return [
        f"{head}{chance[n + 1 : n + 4]}-{_VARIANT[chance[n]]}{chance[n + 5 : n + 8]}-{chance[n + 8 : n + 20]}"
        for n in range(0, 20 * count, 20)
    ]


class Annotator(Struct, frozen=True):
    """Who made something: a person, a model, or the gold of a review."""

    id: str
    name: str
    kind: AnnotatorKind = "person"


class Document(Struct, frozen=True):
    """A text with a name and metadata. `published` is an ISO date or empty; relative dates refer to it."""

    id: str
    name: str
    text: str
    language: str = ""
    published: str = ""
    source: str = ""
    meta: dict[str, Any] = {}


class Span(Struct, frozen=True, gc=False):
    """A labelled stretch. `fragments` is empty for one stretch; else start and end are its hull."""

    id: str
    label: str
    start: int
    end: int
    fragments: tuple[Fragment, ...] = ()
    attributes: Attributes = {}
    note: str = ""
    unsure: bool = False
    origin: str = ""
    score: float | None = None

    def parts(self) -> tuple[Fragment, ...]:
        """Its fragments, or its one stretch as the only fragment."""
        return self.fragments or ((self.start, self.end),)

    def covered(self, text: str) -> str:
        """The text it covers; fragments are joined by one blank."""
        return " ".join(text[start:end] for start, end in self.parts())


_CORRECTED = " (corrected)"


def corrected(origin: str) -> str:
    """The origin of a proposed thing that a person has made otherwise: with another label, edge or value."""
    return origin if not origin or origin.endswith(_CORRECTED) else origin + _CORRECTED


def proposer(origin: str) -> str:
    """Who proposed a thing, whether it was corrected or not; empty for one made by hand."""
    return origin.removesuffix(_CORRECTED)


class Relation(Struct, frozen=True, gc=False):
    """A labelled arrow from the span `head` to the span `tail` (their ids)."""

    id: str
    label: str
    head: str
    tail: str
    attributes: Attributes = {}
    note: str = ""
    unsure: bool = False
    origin: str = ""
    score: float | None = None


TargetKind = Literal["span", "relation", "document"]


class Comment(Struct, frozen=True):
    """A remark on a span, a relation or a document; `parent` is the comment it answers, or empty."""

    id: str
    target_kind: TargetKind
    target: str
    annotator: str
    at: str
    text: str
    parent: str = ""
    resolved: bool = False


class Layer(Struct, frozen=True):
    """One annotator's work on one version of one document in one round."""

    id: str
    document: str
    annotator: Annotator
    round: int = 1
    status: Status = "new"
    attributes: Attributes = {}


class Bundle(Struct, frozen=True):
    """A document with at most one layer: what formats read and write."""

    document: Document
    annotator: Annotator | None = None
    round: int = 1
    status: str = ""
    attributes: Attributes = {}
    spans: tuple[Span, ...] = ()
    relations: tuple[Relation, ...] = ()
    comments: tuple[Comment, ...] = ()


ThingKind = Literal[
    "document",
    "version",
    "layer",
    "span",
    "relation",
    "comment",
    "annotator",
    "schema",
    "setting",
    "split",
    "split_batch",
    "dataset",
    "recipe",
    "assignment",
    "rejection",
    "suggestion",
    "decision",
    "decision_source",
]


class Thing(Struct, frozen=True):
    """The name of one stored thing: what a Change points at. `document` is empty for a project's own."""

    kind: ThingKind
    id: str
    document: str = ""


class Change(Struct, frozen=True):
    """The receipt of a write: all that a screen needs to know to redraw.

    `notes` are sentences worth telling (values that were dropped, a span that existed already).
    `operation` is empty when nothing was written.
    """

    title: str
    created: tuple[Thing, ...] = ()
    updated: tuple[Thing, ...] = ()
    deleted: tuple[Thing, ...] = ()
    document: str = ""
    operation: str = ""
    notes: tuple[str, ...] = ()

    def things(self) -> Iterator[Thing]:
        """All it names, deletions last."""
        yield from self.created
        yield from self.updated
        yield from self.deleted


def same_name(one: str, other: str) -> bool:
    """Whether two names are written alike, but for case and blanks."""
    return "".join(one.split()).casefold() == "".join(other.split()).casefold()


class Progress(Struct, frozen=True):
    """How far a long job is; `total` is 0 while that is unknown."""

    done: int
    total: int
    text: str = ""


class Problem(Struct, frozen=True):
    """Something in a bundle that breaks a rule of the schema: a hint, never a block.

    `target` is the id of a span or relation, or empty for the document; start and end are its hull.
    `remedy` names the mend that is offered first (e.g. "trim"), or is empty; `second` another one.
    """

    kind: str
    message: str
    target_kind: TargetKind
    target: str = ""
    start: int = 0
    end: int = 0
    remedy: str = ""
    second: str = ""
