"""The lines of the content format as types, and what is wrong with them: a line <-> a bundle."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from msgspec import Struct

from workbench.formats.reading import unfit
from workbench.model import (
    STATUSES,
    Annotator,
    AnnotatorKind,
    Attributes,
    Bundle,
    Comment,
    Document,
    Fragment,
    Relation,
    Span,
    TargetKind,
)


class DocumentLine(Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A document as the file has it; here and below every key with nothing in it may be left out."""

    text: str
    id: str = ""
    name: str = ""
    language: str = ""
    published: str = ""
    source: str = ""
    meta: dict[str, Any] = {}


class AnnotatorLine(Struct, omit_defaults=True, forbid_unknown_fields=True):
    """Who made the layer."""

    id: str = ""
    name: str = ""
    kind: AnnotatorKind | None = None  # none: a person


class SpanLine(Struct, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """A span; `text` is what it covers, its fragments joined by one blank."""

    label: str
    start: int
    end: int
    id: str = ""
    fragments: tuple[Fragment, ...] = ()
    text: str | None = None
    attributes: Attributes = {}
    note: str = ""
    unsure: bool = False
    origin: str = ""
    score: float | None = None


class RelationLine(Struct, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """A relation between two spans of the same line."""

    label: str
    head: str
    tail: str
    id: str = ""
    attributes: Attributes = {}
    note: str = ""
    unsure: bool = False
    origin: str = ""
    score: float | None = None


class TargetLine(Struct, omit_defaults=True, forbid_unknown_fields=True):
    """What a comment is about."""

    kind: TargetKind
    id: str = ""


class CommentLine(Struct, omit_defaults=True, forbid_unknown_fields=True):
    """A comment; `annotator` is an id."""

    target: TargetLine
    text: str
    id: str = ""
    parent: str = ""
    annotator: str = ""
    at: str = ""
    resolved: bool = False


class BundleLine(Struct, omit_defaults=True, forbid_unknown_fields=True):
    """One line."""

    document: DocumentLine
    annotator: AnnotatorLine | None = None
    round: int = 1
    status: str = ""
    attributes: Attributes = {}
    spans: list[SpanLine] = []
    relations: list[RelationLine] = []
    comments: list[CommentLine] = []


def bundle_of(line: BundleLine) -> tuple[Bundle, list[str]]:
    """The line as a bundle, and all that is wrong with it."""
    text = line.document.text
    wrong: list[str] = []
    reason = unfit(text)
    if reason:
        wrong.append(reason)
    if line.status and line.status not in STATUSES:
        wrong.append(f"status {line.status!r} is none of: {', '.join(STATUSES)}")
    if line.round < 1:
        wrong.append(f"round {line.round} is less than 1")
    spans: list[Span] = []
    seen: set[str] = set()
    length = len(text)
    for s in line.spans:
        start, end, fragments = s.start, s.end, s.fragments
        if fragments or not 0 <= start < end <= length or text[start:end] != s.text:
            reason = _wrong_span(s, text)
            if reason:
                wrong.append(f"span {s.id or f'span {len(spans) + 1}'!r} {reason}")
            fragments = fragments if len(fragments) > 1 else ()
        if s.id:
            if s.id in seen:
                wrong.append(f"the span id {s.id!r} is there twice")
            seen.add(s.id)
        spans.append(
            Span(s.id, s.label, start, end, fragments, s.attributes, s.note, s.unsure, s.origin, s.score)
        )
    relations: dict[str, Relation] = {}
    for r in line.relations:
        key = r.id or f"relation {len(relations) + 1}"
        wrong.extend(
            f"relation {key!r}: its {end} is {at!r}, which is no span of this line"
            for end, at in (("head", r.head), ("tail", r.tail))
            if at not in seen
        )
        if key in relations:
            wrong.append(f"the relation id {key!r} is there twice")
        relations[key] = Relation(
            key, r.label, r.head, r.tail, r.attributes, r.note, r.unsure, r.origin, r.score
        )
    comments: dict[str, Comment] = {}
    for c in line.comments:
        key = c.id or f"comment {len(comments) + 1}"
        known = {"span": seen, "relation": relations.keys()}.get(c.target.kind)
        if known is not None and c.target.id not in known:
            wrong.append(
                f"comment {key!r} is about {c.target.kind} {c.target.id!r}, which is not in this line"
            )
        if key in comments:
            wrong.append(f"the comment id {key!r} is there twice")
        target = c.target.id or line.document.id
        comments[key] = Comment(key, c.target.kind, target, c.annotator, c.at, c.text, c.parent, c.resolved)
    d, a = line.document, line.annotator
    bundle = Bundle(
        Document(d.id, d.name, text, d.language, d.published, d.source, d.meta),
        Annotator(a.id, a.name, a.kind or "person") if a is not None else None,
        line.round,
        line.status,
        line.attributes,
        tuple(spans),
        tuple(relations.values()),
        tuple(comments.values()),
    )
    return bundle, wrong


def _wrong_span(s: SpanLine, text: str) -> str:
    parts = s.fragments or ((s.start, s.end),)
    if s.start < 0 or s.end > len(text):
        return f"goes from {s.start} to {s.end}, but the text has {len(text)} characters"
    if any(start >= end for start, end in parts):
        return f"is empty ({s.start} to {s.end}) or has an empty fragment"
    if any(before[1] > after[0] for before, after in pairwise(parts)):
        return "has fragments that overlap or are out of order"
    if (parts[0][0], parts[-1][1]) != (s.start, s.end):
        return f"goes from {s.start} to {s.end}, but its fragments from {parts[0][0]} to {parts[-1][1]}"
    covered = " ".join(text[start:end] for start, end in parts)
    if s.text is not None and s.text != covered:
        return f"({s.start} to {s.end}) says {_short(s.text)}, but the text there is {_short(covered)}"
    return ""


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")


def line_of(bundle: Bundle) -> BundleLine:
    """The bundle as its line holds it: spans by start, end and id, relations by id, comments by time."""
    d, a, text = bundle.document, bundle.annotator, bundle.document.text
    return BundleLine(
        DocumentLine(text, d.id, d.name, d.language, d.published, d.source, d.meta),
        AnnotatorLine(a.id, a.name, a.kind) if a is not None else None,
        bundle.round,
        bundle.status,
        bundle.attributes,
        [
            SpanLine(
                s.label,
                s.start,
                s.end,
                s.id,
                s.fragments,
                s.covered(text) if s.fragments else text[s.start : s.end],
                s.attributes,
                s.note,
                s.unsure,
                s.origin,
                s.score,
            )
            for s in sorted(bundle.spans, key=lambda s: (s.start, s.end, s.id))
        ],
        [
            RelationLine(r.label, r.head, r.tail, r.id, r.attributes, r.note, r.unsure, r.origin, r.score)
            for r in sorted(bundle.relations, key=lambda r: r.id)
        ],
        [
            CommentLine(
                TargetLine(c.target_kind, c.target), c.text, c.id, c.parent, c.annotator, c.at, c.resolved
            )
            for c in sorted(bundle.comments, key=lambda c: (c.at, c.id))
        ],
    )
