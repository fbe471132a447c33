"""The article as a review shows it: what is agreed and decided as spans, what is open as readings; no widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ui.document_view.disputes import Disputes, Reading
from ui.document_view.levels import foot_levels
from ui.open_document import OpenDocument
from ui.review.letters import letter
from workbench.model import Bundle, Fragment, Relation, Span
from workbench.project.review import Decided
from workbench.project.reviewing import Agreed, Findings

Place = tuple[str, tuple[Fragment, ...]]


class Article(Struct, frozen=True):
    """A document to be shown read-only, and what is drawn besides its spans."""

    document: OpenDocument
    disputes: Disputes


def article(
    found: Findings,
    decided: Sequence[Decided],
    order: Sequence[int],
    bundles: Sequence[Bundle],
    gold: Bundle,
) -> Article:
    """`bundles` are the layers by the place of their annotator, `order` how these are shown."""
    open_ones = [one.disagreement for one in decided if one.open]
    disputed = {
        uid
        for one in open_ones
        if one.kind != "relations"
        for side in one.sides
        for uid in (side.spans if not side.relations else ())
    }
    again = {one.decision.span for one in decided if one.stale and one.decision is not None}
    theirs = {span.id: span for bundle in bundles for span in bundle.spans}
    shown = {span.id: span for span in gold.spans if span.id not in again}
    at = {_place(span): span.id for span in shown.values()}
    for one in found.agreed or ():
        span = _agreed_span(one, theirs)
        if span is None or span.id in disputed or _place(span) in at:
            continue
        if any(uid in disputed for side in one.sides for uid in side.spans):
            continue
        shown[span.id] = span
        at[_place(span)] = span.id
    relations = _relations(found, gold, bundles, theirs, shown, at)
    bundle = Bundle(
        gold.document, gold.annotator, 1, gold.status, {}, tuple(shown.values()), tuple(relations), ()
    )
    rows = {(found.people[place]): row for row, place in enumerate(order)}
    readings: list[Reading] = []
    for who, row in rows.items():
        mine = [
            theirs[uid]
            for one in open_ones
            if one.kind != "relations"
            for side in one.sides
            if (side.annotator, side.round) == who and not side.relations
            for uid in side.spans
            if uid in theirs
        ]
        levels = foot_levels(list({span.id: span for span in mine}.values()))
        readings += [Reading(span.parts(), span.label, row, min(2, levels[span.id])) for span in mine]
    letters = tuple(letter(row) for row in range(len(order)))
    return Article(
        OpenDocument(bundle, read_only=True), Disputes(letters, tuple(readings), _ticks(decided, gold))
    )


def compared(bundles: Sequence[Bundle], found: Findings, order: Sequence[int]) -> Article:
    """The same for layers that are only looked at: nothing is decided, and no gold counts."""
    nobody = replace(bundles[0], spans=(), relations=(), annotator=None)
    return article(found, [Decided(one) for one in found.disagreements], order, bundles, nobody)


def _place(span: Span) -> Place:
    return span.label, span.parts()


def _agreed_span(one: Agreed, theirs: Mapping[str, Span]) -> Span | None:
    side = one.sides[0]
    span = theirs.get(side.spans[0]) if side.spans and not side.relations else None
    return replace(span, attributes=one.attributes) if span is not None else None


def _relations(
    found: Findings,
    gold: Bundle,
    bundles: Sequence[Bundle],
    theirs: Mapping[str, Span],
    shown: Mapping[str, Span],
    at: Mapping[Place, str],
) -> list[Relation]:
    """The gold's relations and those agreed on, between the spans that are shown."""
    made = {(r.label, r.head, r.tail): r for r in gold.relations if r.head in shown and r.tail in shown}
    stated = {relation.id: relation for bundle in bundles for relation in bundle.relations}
    for one in found.agreed or ():
        relation = stated.get(one.sides[0].relations[0]) if one.sides[0].relations else None
        moved = moved_to(relation, theirs, at) if relation is not None else None
        if moved is not None:
            made.setdefault((moved.label, moved.head, moved.tail), moved)
    return list(made.values())


def moved_to(relation: Relation, theirs: Mapping[str, Span], at: Mapping[Place, str]) -> Relation | None:
    """A colleague's relation between the spans that are shown at its ends; None where one is not."""
    ends = [theirs.get(relation.head), theirs.get(relation.tail)]
    head, tail = (at.get(_place(span), "") if span is not None else "" for span in ends)
    return replace(relation, head=head, tail=tail) if head and tail else None


def _ticks(decided: Sequence[Decided], gold: Bundle) -> tuple[int, ...]:
    """Where ticks stand: behind what a decision made, or behind the place where nothing came of it."""
    ends = {span.id: span.end for span in gold.spans}
    found = {
        ends.get(one.decision.span, one.disagreement.end)
        for one in decided
        if one.decision is not None and not one.stale and one.disagreement.end
    }
    return tuple(sorted(found))
