"""Proposals made of attributions: labels and relations as the schema calls them, scores, what is there already."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from workbench.model import Attributes, Fragment, Relation, Span
from workbench.schema import Label, RelationType, Schema
from workbench.suggest.base import Context, Proposal
from workbench.suggest.claims.antecedents import Antecedent
from workbench.suggest.claims.reading import Attribution, Reading
from workbench.suggest.claims.sources import Source
from workbench.suggest.claims.wording import Wording

# Of the claims that each pattern finds in the samples (both annotators) and the sentences for development, the share
# that overlap an annotator's by half, with one right and one wrong added (Laplace's rule). The text of a newspaper is
# less obliging. `tests/benchmarks/claims.py` counts it anew.
RELIABILITY = {
    "according": 0.93,
    "adverb": 0.86,
    "bare": 0.91,
    "called": 0.71,
    "continued": 0.90,
    "impersonal": 0.75,
    "introduced": 0.80,
    "inverted": 0.90,
    "noun": 0.50,
    "participle": 0.67,
    "postponed": 0.98,
    "that": 0.97,
}
# The same of whom a pronoun or description is said to mean, counted in the samples.
MEANING = {"head": 0.60, "person": 0.75, "thing": 0.60}
_REACH = 200  # code points: no source is longer
_INSIDE = 0.8  # a claim within a quotation is as likely as one outside, times this
_REASONS = {
    "according": "“{cue}” names the source",
    "adverb": "“{cue}” says that it is hearsay",
    "bare": "“{cue}” and a clause",
    "called": "“{cue}” and a quotation",
    "continued": "the quotation before goes on",
    "impersonal": "“{cue}” names nobody",
    "introduced": "“{cue}” and a quotation",
    "inverted": "a clause or quotation, “{cue}”, the source",
    "noun": "“{cue}” that",
    "participle": "“{cue}” after another claim",
    "postponed": "a clause or quotation, the source, “{cue}”",
    "that": "“{cue}” that",
}
_NAMES = {"person": ("PER", "PERSON"), "organisation": ("ORG",), "place": ("GPE", "LOC")}


class Roles(Struct, frozen=True):
    """What a schema calls a claim, its cue, its source that is no name, and the relations between them."""

    claim: Label
    cue: Label
    source: Label
    said_by: RelationType
    has_cue: RelationType
    same_as: RelationType | None = None


def roles(schema: Schema) -> Roles | None:
    """The labels and relations by which claims are attributed: a passage, in its group a cue and one more label, a
    relation from the passage to the cue, and one to the other label. None where a schema lacks one of them. Where it
    has one, also the symmetric relation of that other label with itself and names."""
    for group in schema.groups:
        if not group.passage:
            continue
        labels = schema.labels_of(group.id)
        cues = {label.id: label for label in labels if label.form == "cue"}
        sources = {label.id: label for label in labels if label.form == "span"}
        for claim in (label for label in labels if label.form == "passage"):
            mine = [kind for kind in schema.relations if claim.id in kind.head and not kind.symmetric]
            to_cue = [(kind, cues[end]) for kind in mine for end in kind.tail if end in cues]
            to_source = [(kind, sources[end]) for kind in mine for end in kind.tail if end in sources]
            if to_cue and to_source:
                said_by, source = to_source[0]
                same = (kind for kind in schema.relations if kind.symmetric and source.id in kind.head)
                return Roles(claim, to_cue[0][1], source, said_by, to_cue[0][0], next(same, None))
    return None


def proposals(text: str, words: Wording, context: Context) -> Iterator[Proposal]:
    """A proposal for each attribution in a text, by place; none where the schema lacks a label or relation."""
    known = roles(context.schema)
    if known is not None:
        maker = _Maker(text, context, known)
        reading = Reading(text, words)
        found, meant = reading.attributions(), reading.antecedents()
        sources = {source for one in found for source in one.sources}
        means = {source: meant.of(source) for source in sorted(sources, key=lambda one: (one.start, one.end))}
        for one in found:
            yield maker.proposal(one, means)


class _Maker:
    """Makes spans and relations of attributions, with the ends that are there already."""

    def __init__(self, text: str, context: Context, found: Roles) -> None:
        self._text = text
        self._schema = context.schema
        self._roles = found
        self._tails = set(found.said_by.tail)
        self._there = {(span.label, span.parts()): span for span in context.spans}
        self._sources = sorted(
            (span for span in context.spans if span.label in self._tails), key=lambda span: span.start
        )
        self._starts = [span.start for span in self._sources]
        plain = {found.source.id, found.cue.id, found.claim.id}
        self._called = {span.covered(text): span.label for span in self._sources if span.label not in plain}
        self._number = 0

    def proposal(self, one: Attribution, means: Mapping[Source, Antecedent | None]) -> Proposal:
        """The spans and relations of an attribution; `means` tells whom its sources mean that are no names."""
        score = {claim.how: _score(claim.how, one.depth) for claim in one.claims}
        cue_label, claim_label = self._roles.cue, self._roles.claim
        ends: list[tuple[RelationType, Span]] = []
        new: list[Span] = []
        meant: list[Span] = []
        relations: list[Relation] = []
        highest = max(score.values())
        for source in one.sources:
            span, known = self._source(source, highest)
            ends.append((self._roles.said_by, span))
            if not known:
                new.append(span)
            who = means.get(source)
            if who is not None and self._roles.same_as is not None and span.label == self._roles.source.id:
                other, known = self._source(who.source, MEANING[who.how])
                if not known:
                    meant.append(other)
                relations.append(
                    Relation(self._name(), self._roles.same_as.id, span.id, other.id, score=MEANING[who.how])
                )
        cue, known = self._span(cue_label, (one.cue,), {}, highest)
        ends.append((self._roles.has_cue, cue))
        if not known:
            new.insert(0, cue)
        claims = []
        for claim in one.claims:
            values = {"voice": claim.voice, "certainty": claim.certainty, "polarity": claim.polarity}
            span, known = self._span(claim_label, claim.parts, values, score[claim.how])
            if not known:
                claims.append(span)
            relations += [
                Relation(self._name(), kind.id, span.id, end.id, score=score[claim.how]) for kind, end in ends
            ]
        reason = _REASONS[one.claims[0].how].format(cue=self._text[slice(*one.cue)])
        return Proposal((*claims, *new, *meant), tuple(relations), reason)

    def _name(self) -> str:
        self._number += 1
        return f"claims-{self._number}"

    def _span(
        self, label: Label, parts: Sequence[Fragment], values: Attributes, score: float
    ) -> tuple[Span, bool]:
        """A span, and whether it is there already."""
        there = self._there.get((label.id, tuple(parts)))
        if there is not None:
            return there, True
        kept = {name: value for name, value in values.items() if self._knows(label, name, value)}
        fragments = tuple(parts) if len(parts) > 1 else ()
        made = Span(self._name(), label.id, parts[0][0], parts[-1][1], fragments, kept, score=score)
        return made, False

    def _knows(self, label: Label, name: str, value: object) -> bool:
        attribute = self._schema.attribute(label.id, name)
        return attribute is not None and any(choice.id == value for choice in attribute.values)

    def _source(self, source: Source, score: float) -> tuple[Span, bool]:
        """The span of a source: one that is there where it stands, else a new one."""
        low, high = (bisect_left(self._starts, at) for at in (source.start - _REACH, source.end))
        there = [one for one in self._sources[low:high] if one.end > source.start]
        if source.named:
            if there:
                ends = [one for one in there if one.end == source.end] or there
                return max(ends, key=lambda one: one.end - one.start), True
            label = self._called.get(self._text[source.start : source.end], "") or next(
                (name for name in _NAMES[source.what] if name in self._tails), ""
            )
            if label:
                return self._span(self._schema.label(label), ((source.start, source.end),), {}, score)
        mine = [one for one in there if one.label == self._roles.source.id and one.start == source.start]
        if mine:
            return mine[0], True
        return self._span(self._roles.source, ((source.start, source.end),), {"kind": source.what}, score)


def _score(how: str, depth: int) -> float:
    return round(RELIABILITY[how] * _INSIDE ** min(depth, 1), 2)
