"""TimeML's tags and what of a bundle fits them: which spans, which links, which attributes.

TimeML 1.2.1 (timeml.org/publications/timeMLdocs/timeml_1.2.1.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, field

from workbench.formats import held, markup
from workbench.formats.base import Loss
from workbench.formats.flat import FRAGMENTS
from workbench.model import Attributes, Bundle, Relation, Span
from workbench.schema import Schema
from workbench.timex import check

TIMEX3, EVENT, SIGNAL, SIGNALLED = "TIMEX3", "EVENT", "SIGNAL", "signalled-by"
OTHERS = "spans that are no dates"
CROSSING = "crossing spans"
VALUES = "dates without type, or without a value of TIMEX3"
CLASSES = "events without class"
LABELS = "names of labels of dates"
FORBIDDEN = "characters that XML forbids"

ON_TAG: Mapping[str, tuple[str, ...]] = {
    TIMEX3: ("type", "value", "mod", "quant", "freq", "temporalFunction", "functionInDocument"),
    EVENT: ("class",),
    SIGNAL: (),
}
ON_INSTANCE = ("tense", "aspect", "pos", "polarity", "modality", "cardinality")
FLAGS = ("temporalFunction",)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
IDS: Mapping[str, str] = {TIMEX3: "tid", EVENT: "eid", SIGNAL: "sid"}


class Link(Struct, frozen=True):
    """A kind of link: the attribute that names each end, by the tag of the span that stands there."""

    head: Mapping[str, str]
    tail: Mapping[str, str]


LINKS: Mapping[str, Link] = {
    "TLINK": Link(
        {EVENT: "eventInstanceID", TIMEX3: "timeID"},
        {EVENT: "relatedToEventInstance", TIMEX3: "relatedToTime"},
    ),
    "SLINK": Link({EVENT: "eventInstanceID"}, {EVENT: "subordinatedEventInstance"}),
    "ALINK": Link({EVENT: "eventInstanceID"}, {EVENT: "relatedToEventInstance"}),
}


class Fit(Struct):
    """The part of a bundle that TimeML holds. `signals` maps a link to the relation that names its signal."""

    spans: list[tuple[str, Span]] = field(default_factory=list)  # tag and span, outer ones first
    links: list[Relation] = field(default_factory=list)
    signals: dict[str, Relation] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)


def is_day(text: str) -> bool:
    """Whether it is a day of the calendar as ISO 8601 writes it, such as 2023-04-28."""
    return _DAY.fullmatch(text) is not None and check(text, "DATE") is None


def time_label(schema: Schema) -> str:
    """The label that is written as TIMEX3: the one of that name, else the first with a TIMEX3 value."""
    if schema.find_label(TIMEX3) is not None:
        return TIMEX3
    for label in schema.labels:
        if any(one.id == "value" and one.type == "timex" for one in label.attributes):
            return label.id
    return TIMEX3


def tag_of(span: Span, schema: Schema) -> str:
    """The tag for a span; empty if TimeML has none for it."""
    if span.label in (TIMEX3, time_label(schema)):
        return TIMEX3
    if span.label == EVENT and schema.find_label(EVENT) and not schema.attribute(EVENT, "class"):
        return ""  # an event of another kind, such as the name of one
    return span.label if span.label in (EVENT, SIGNAL) else ""


def fitting(bundle: Bundle, schema: Schema) -> Fit:
    """What can be written, and the losses of spans and relations that cannot."""
    fit = Fit()
    open_: list[Span] = []
    for span in sorted(bundle.spans, key=lambda span: (span.start, -span.end, span.id)):
        tag = tag_of(span, schema)
        kind = _unfit(tag, span)
        while open_ and open_[-1].end <= span.start:
            open_.pop()
        if not kind and open_ and open_[-1].end < span.end:
            kind = CROSSING
        if kind:
            fit.losses.append(held.of_span(kind, bundle, span))
            continue
        open_.append(span)
        fit.spans.append((tag, span))
    _links(bundle, fit)
    return fit


def _unfit(tag: str, span: Span) -> str:
    if not tag:
        return OTHERS
    if span.fragments:
        return FRAGMENTS
    if tag == TIMEX3:
        type_, value = span.attributes.get("type"), span.attributes.get("value")
        if not isinstance(type_, str) or not isinstance(value, str) or check(value, type_) is not None:
            return VALUES
    if tag == EVENT and not isinstance(span.attributes.get("class"), str):
        return CLASSES
    return ""


def _links(bundle: Bundle, fit: Fit) -> None:
    tags = {span.id: tag for tag, span in fit.spans}
    spans = {span.id: span for span in bundle.spans}
    by_head: dict[str, list[Relation]] = {}
    signalled: list[Relation] = []
    for relation in sorted(bundle.relations, key=lambda relation: relation.id):
        kind = LINKS.get(relation.label)
        head, tail = tags.get(relation.head, ""), tags.get(relation.tail, "")
        if relation.label == SIGNALLED and head and tail == SIGNAL:
            signalled.append(relation)
        elif kind and head in kind.head and tail in kind.tail and _text(relation.attributes.get("relType")):
            fit.links.append(relation)
            by_head.setdefault(relation.head, []).append(relation)
        else:
            fit.losses.append(held.of_relation(held.RELATIONS, bundle, relation, spans))
    seen: set[tuple[str, str]] = set()
    for relation in signalled:
        free = [link for link in by_head.get(relation.head, ()) if link.id not in fit.signals]
        if free and (relation.head, relation.tail) not in seen:
            fit.signals[free[0].id] = relation
            seen.add((relation.head, relation.tail))
        else:
            fit.losses.append(held.of_relation(held.RELATIONS, bundle, relation, spans))


def _text(value: Any) -> bool:
    return isinstance(value, str) and value != "" and not markup.forbidden(value)


def kept(names: Iterable[str], attributes: Attributes) -> Iterator[tuple[str, str]]:
    """Of these attributes those that a tag can carry, as it carries them."""
    for name in names:
        value = attributes.get(name)
        if name in FLAGS and isinstance(value, bool):
            yield name, "true" if value else "false"
        elif name not in FLAGS and isinstance(value, str) and not markup.forbidden(value):
            yield name, value


def held_names(tag: str) -> tuple[str, ...]:
    """The attributes that a tag has a place for."""
    return (*ON_TAG[tag], *(ON_INSTANCE if tag == EVENT else ()))


def losses(bundle: Bundle, schema: Schema) -> Iterator[Loss]:
    """All that a TimeML document of this bundle leaves out."""
    fit = fitting(bundle, schema)
    yield from fit.losses
    spans = {span.id: span for span in bundle.spans}
    main = time_label(schema)
    for tag, span in fit.spans:
        if tag == TIMEX3 and span.label != main:
            yield held.of_span(LABELS, bundle, span, f"read back as {main}")
        written = {name for name, _ in kept(held_names(tag), span.attributes)}
        if more := _others(span.attributes, written):
            yield held.of_span(held.ATTRIBUTES, bundle, span, more)
    for relation in (*fit.links, *fit.signals.values()):
        if more := _others(relation.attributes, {"relType"} if relation.label in LINKS else set()):
            yield held.of_relation(held.ATTRIBUTES, bundle, relation, spans, more)
    yield from held.besides_spans(bundle, {held.RELATIONS, held.ATTRIBUTES, held.METADATA})
    yield from held.of_layer(bundle)
    document = bundle.document
    filled = [name for name in ("language", "source") if getattr(document, name)] + sorted(document.meta)
    if document.published and not is_day(document.published):
        filled.append("published")
    if filled:
        yield held.of_document(held.METADATA, bundle, ", ".join(filled))
    if markup.forbidden(document.text):
        yield held.of_document(FORBIDDEN, bundle, "written as blanks")
    if markup.forbidden(document.name) or document.name.strip() != document.name:
        yield held.of_document(held.NAMES, bundle, repr(document.name))


def _others(attributes: Attributes, written: set[str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in sorted(attributes.items()) if name not in written)
