"""Where the layers of a document disagree, and what enough of them have alike: what a review is made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from workbench.agreement.document import Compared, names, plain
from workbench.agreement.pairing import Extent, by_group, extent, overlap
from workbench.agreement.relations import compare_relations
from workbench.agreement.types import KINDS, Agreed, Comparison, Disagreement, Kind
from workbench.model import Bundle, Span
from workbench.schema import Schema


def disagreements(
    bundles: Iterable[Bundle], schema: Schema, *, threshold: int | None = None
) -> tuple[Disagreement, ...]:
    """What is left to decide; see `compare`."""
    return _compare(bundles, schema, threshold, keep_agreed=False).disagreements


def compare(bundles: Iterable[Bundle], schema: Schema, *, threshold: int | None = None) -> Comparison:
    """Compare the layers of each document, which stand one after the other and have an annotator.

    Within a group spans that all have alike are agreed. Then each extent that everybody has is one
    decision about its label, and each connected set of the other spans that overlap is one decision.
    Attributes are compared on agreed spans, relations where annotators have both ends, whatever the
    boundaries: a difference of spans never counts twice. With a `threshold` it is enough that so many
    annotators (at least 2, never fewer than half) have the same. Documents with one layer are passed over.
    """
    return _compare(bundles, schema, threshold, keep_agreed=True)


def _compare(
    bundles: Iterable[Bundle], schema: Schema, threshold: int | None, *, keep_agreed: bool
) -> Comparison:
    differing: list[Disagreement] = []
    agreed: list[Agreed] = []
    for _, group in groupby(bundles, key=lambda bundle: bundle.document.id):
        layers = list(group)
        if len(layers) > 1:
            document = _Spans(layers, schema, threshold, keep_agreed=keep_agreed)
            document.compare()
            differing += sorted(document.differing, key=_place)
            agreed += document.agreed
    return Comparison(tuple(differing), tuple(agreed))


def _place(one: Disagreement) -> tuple[int, int, int, tuple[str, str]]:
    return one.start, one.end, KINDS.index(one.kind), one.labels


class _Spans(Compared):
    """The same with the rules for spans."""

    def compare(self) -> None:
        grouped = [by_group(bundle.spans, self.schema) for bundle in self.layers]
        for group in dict.fromkeys(name for one in grouped for name in one):
            self._group(group, [one.get(group, []) for one in grouped])
        values = self.attributes("", [(at, bundle.attributes) for at, bundle in enumerate(self.layers)])
        if values:
            sides = tuple(self.side(at, ()) for at in range(self.count))
            self.agreed.append(Agreed(self.document, "", sides, values))
        if self.related:
            compare_relations(self)

    def _group(self, group: str, layers: list[list[Span]]) -> None:
        """Agreed spans, then extents that everybody has, then what is connected by overlaps."""
        alike: dict[tuple[Extent, str], list[tuple[int, Span]]] = {}
        for at, spans in enumerate(layers):
            for span in spans:
                alike.setdefault((extent(span), span.label), []).append((at, span))
        rest: dict[Extent, list[tuple[int, Span]]] = {}
        for (where, _), members in alike.items():
            if len(members) >= self.count and len({at for at, _ in members}) == self.count:
                self._agree(group, members)
            else:
                rest.setdefault(where, []).extend(members)
        loose: list[tuple[int, Span]] = []
        for members in rest.values():
            if len({at for at, _ in members}) == self.count:
                self._decide(group, members)
            else:
                loose += members
        for members in _connected(loose):
            self._decide(group, members)

    def _agree(self, group: str, members: Sequence[tuple[int, Span]]) -> None:
        """The same span in several layers."""
        self.number(members)
        one = members[0][1]
        if not self.keep_agreed and all(span.attributes == one.attributes for _, span in members):
            return
        spans = dict(members)
        if any(span.attributes != one.attributes for span in spans.values()):
            defaults = self.schema.defaults(one.label)
            values = self.attributes(
                group,
                [(at, {**defaults, **span.attributes}) for at, span in spans.items()],
                (one.start, one.end),
                label=one.label,
                spans={at: (span,) for at, span in spans.items()},
            )
        else:
            values = dict(one.attributes)
        sides = tuple(self.side(at, (span,)) for at, span in spans.items())
        self.agreed.append(Agreed(self.document, group, sides, values))

    def _decide(self, group: str, members: Sequence[tuple[int, Span]]) -> None:
        """A set of spans that overlap: agreed if enough read it the same way, else a disagreement."""
        theirs: list[list[Span]] = [[] for _ in range(self.count)]
        for at, span in members:
            theirs[at].append(span)
        if self.need < self.count:
            readings = [frozenset((extent(span), span.label) for span in spans) for spans in theirs]
            common, enough = self.most(readings)
            if enough:
                self._outvote(group, theirs, common)
                return
        self.number(members)
        spoken = [_reading(spans) for spans in theirs if spans]
        first = spoken[0]
        kind: Kind = "only"
        if any(reading != first for reading in spoken):
            places = [one[:3] for one in first]
            same = all([one[:3] for one in reading] == places for reading in spoken)
            kind = "labels" if same else "boundaries"
        common_first = [members[0][1].label]
        if any(span.label != common_first[0] for _, span in members):
            counts = Counter([span.label for _, span in members])
            common_first = sorted(counts, key=lambda label: (-counts[label], label))
        pair = (common_first[0], "") if kind == "only" else (common_first[0], common_first[:2][-1])
        self.differing.append(
            Disagreement(
                self.document,
                group,
                kind,
                min([span.start for _, span in members]),
                max([span.end for _, span in members]),
                tuple([self.side(at, spans) for at, spans in enumerate(theirs)]),
                pair if kind == "only" else (min(pair), max(pair)),
                self._differing_attributes(theirs),
            )
        )

    def _outvote(
        self, group: str, theirs: Sequence[Sequence[Span]], common: frozenset[tuple[Extent, str]]
    ) -> None:
        """Enough have the same spans here (or none): they are agreed, and who has others is overruled."""
        agreeing: dict[tuple[Extent, str], list[tuple[int, Span]]] = {}
        others: list[tuple[int, Span]] = []
        for at, spans in enumerate(theirs):
            same = {(extent(span), span.label) for span in spans} == common
            for span in spans:
                if same:
                    agreeing.setdefault((extent(span), span.label), []).append((at, span))
                else:
                    others.append((at, span))
        for members in agreeing.values():
            self._agree(group, members)
        self.number(others, like=next(iter(agreeing.values()), None))

    def _differing_attributes(self, theirs: Sequence[Sequence[Span]]) -> tuple[str, ...]:
        """Attributes that differ between spans of one label, where nobody has two of it there."""
        found: set[str] = set()
        if not any(span.attributes for spans in theirs for span in spans):
            return ()
        for label in {span.label for spans in theirs for span in spans}:
            same = [span for spans in theirs for span in spans if span.label == label]
            if len(same) > 1 and all(sum(s.label == label for s in spans) <= 1 for spans in theirs):
                values = [{**self.schema.defaults(label), **span.attributes} for span in same]
                found.update(name for name in names(values) if len({plain(v.get(name)) for v in values}) > 1)
        return tuple(sorted(found))


def _reading(spans: Sequence[Span]) -> Sequence[tuple[int, int, Extent, str]]:
    """What somebody has there, whichever way round it is stored."""
    if len(spans) == 1:
        (one,) = spans
        return [(one.start, one.end, one.fragments, one.label)]
    return sorted({(one.start, one.end, one.fragments, one.label) for one in spans})


def _connected(members: list[tuple[int, Span]]) -> Iterator[list[tuple[int, Span]]]:
    """Sets of spans that overlap, directly or through others, by place."""
    members.sort(key=lambda member: (member[1].start, -member[1].end))
    at = 0
    while at < len(members):
        end, next_ = members[at][1].end, at + 1
        while next_ < len(members) and members[next_][1].start < end:
            end = max(end, members[next_][1].end)
            next_ += 1
        part = members[at:next_]
        if any(span.fragments for _, span in part):
            yield from _really_connected(part)
        else:
            yield part
        at = next_


def _really_connected(members: list[tuple[int, Span]]) -> Iterator[list[tuple[int, Span]]]:
    """The same where hulls overlap but fragments may not."""
    left = members
    while left:
        part, left = [left[0]], left[1:]
        at = 0
        while at < len(part):
            touching = [one for one in left if overlap(part[at][1], one[1])]
            left = [one for one in left if one not in touching]
            part += touching
            at += 1
        yield part
