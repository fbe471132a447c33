"""Time expressions with their TIMEX3 values; what is counted from another date of the text comes with that."""

from __future__ import annotations

from collections.abc import Iterator

from workbench import timex
from workbench.model import Attributes, Document, Relation, Span
from workbench.schema import Label, Schema, check_value
from workbench.suggest.base import Context, Proposal

ANCHORED = "anchored-to"  # the relation to the date that another is counted from
# How sure a value is, by what it is counted from; set by judgement on the sentences of tests/benchmarks.
SCORES = {"none": 0.98, "publication": 0.95, "text": 0.85}
UNVALUED = 0.5
_FUNCTIONS = (("function", "publication"), ("functionInDocument", "PUBLICATION_TIME"))


class Dates:
    """Proposes dates, times, lengths and repeated times for the label that has an attribute of type timex.

    "Two days later" comes in one proposal with the date that it hangs on and the relation to it; if that date is
    labelled already, the relation goes there.
    """

    id = "dates"
    title = "Dates with their values"
    languages = tuple(timex.LANGUAGES)
    extra = ""
    learns = False
    quick = True

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        """Proposals by place. None for a schema without such a label, or another language."""
        label = next((one for one in context.schema.labels if _target(one)), None)
        if label is None:
            return
        found = timex.expressions(
            document.text,
            published=document.published,
            language=document.language or context.schema.language,
        )
        anchors = _anchors(context.schema, label)
        there = {(span.start, span.end): span.id for span in context.spans if span.label == label.id}
        places = {(one.start, one.end): one for one in found}
        after: dict[tuple[int, int], list[timex.Expression]] = {}  # by the date they are counted from
        for one in found:
            if anchors and one.computed.base in places and one.computed.base not in there:
                after.setdefault(one.computed.base, []).append(one)
        hanging = {(one.start, one.end) for ones in after.values() for one in ones}
        for one in found:
            if (one.start, one.end) not in hanging:
                yield _proposal(_chain(one, after), there, context.schema, label)


def _chain(
    first: timex.Expression, after: dict[tuple[int, int], list[timex.Expression]]
) -> list[timex.Expression]:
    """An expression, those counted from it, those counted from them."""
    chain = [first]
    for one in chain:
        chain += after.get((one.start, one.end), [])
    return chain


def _proposal(
    chain: list[timex.Expression], there: dict[tuple[int, int], str], schema: Schema, label: Label
) -> Proposal:
    spans = [_span(one, schema, label) for one in chain]
    ids = there | {(span.start, span.end): span.id for span in spans}
    relations = []
    if _anchors(schema, label):
        for one, span in zip(chain, spans, strict=True):
            if one.computed.base in ids:
                tail = ids[one.computed.base]
                relations.append(Relation(f"{span.id}>{tail}", ANCHORED, span.id, tail, score=span.score))
    value = chain[0].computed.value
    return Proposal(
        tuple(spans),
        tuple(relations),
        f"{value}: {chain[0].computed.why}" if value else chain[0].computed.why,
    )


def _span(one: timex.Expression, schema: Schema, label: Label) -> Span:
    computed, target = one.computed, _target(label)
    wanted = [("type", computed.type), (target, computed.value)]
    wanted += [(name, getattr(computed, name)) for name in ("mod", "quant", "freq")]
    wanted += list(_FUNCTIONS) if one.dateline else []
    values: Attributes = {}
    for name, value in wanted:
        attribute = schema.attribute(label.id, name)
        if value and attribute is not None and check_value(attribute, value) is None:
            values[name] = value
    score = SCORES[computed.anchor] if computed.value else UNVALUED
    return Span(f"{one.start}-{one.end}", label.id, one.start, one.end, attributes=values, score=score)


def _target(label: Label) -> str:
    """The id of a label's attribute of type timex; empty if it has none."""
    return next((attribute.id for attribute in label.attributes if attribute.type == "timex"), "")


def _anchors(schema: Schema, label: Label) -> bool:
    kind = schema.find_relation(ANCHORED)
    return kind is not None and label.id in kind.head and label.id in kind.tail
