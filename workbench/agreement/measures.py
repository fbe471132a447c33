"""The measures of agreement: what is counted of a document for them, and their values from the sums."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Literal

from workbench.agreement import counting, formulas, gamma, token_counts, unit_counts
from workbench.agreement.counting import Groups, Scopes, Seen, add
from workbench.agreement.pairing import by_group
from workbench.agreement.sums import Sums
from workbench.agreement.tally import Counts
from workbench.model import Bundle, Span
from workbench.schema import Schema
from workbench.tokens import Token

Measure = Literal["f1", "kappa", "alpha", "alpha-u", "alpha-u-2004", "gamma", "attributes", "relations"]
MEASURES: tuple[Measure, ...] = (
    "f1",
    "kappa",
    "alpha",
    "alpha-u",
    "alpha-u-2004",
    "attributes",
    "relations",
    "gamma",
)
By = Literal["", "label", "group", "pair", "document", "month", "origin"]
WAYS: tuple[By, ...] = ("label", "group", "pair", "document", "month", "origin")
_OVERLAPPING = "characters where spans overlap (their labels together count as one)"
_LONGER = "units that overlap a longer one of their label"


class Counter:
    """Counts documents for the measures that are wanted.

    `annotators` is how many there are; `groups` those in which spans are compared; `tokens` cuts a text;
    `documents` is how many will be counted.
    """

    def __init__(
        self,
        schema: Schema,
        *,
        annotators: int,
        groups: Sequence[str],
        measures: Sequence[Measure],
        by: By = "",
        tokens: Callable[[str], Sequence[Token]],
        seed: int = 1,
        documents: int = 1,
    ) -> None:
        self.schema, self.by, self.groups, self.tokens, self.seed = schema, by, groups, tokens, seed
        self.measures = frozenset(measures)
        self.pairs = {pair: at for at, pair in enumerate(combinations(range(annotators), 2))}
        self.shares = math.lcm(*range(1, max(2, annotators)))
        self.documents = documents
        self.seen = Seen()
        self._scopes: Mapping[str, Callable[[Span], Sequence[str]]] = {
            "label": lambda span: ("", span.label),
            "group": lambda span: ("", self._group(span)),
            "origin": lambda span: counting.by_origin(span.origin),
        }

    def _group(self, span: Span) -> str:
        label = self.schema.find_label(span.label)
        return label.group if label else ""

    def count(self, layers: Mapping[int, Bundle], length: int) -> Counts:
        """The numbers of a document of `length` code points, from its layers by the annotators' places."""
        counts: Counts = {}
        scopes = self._scopes.get(self.by, _everything)
        for bundle in layers.values():
            if scopes is _everything:
                add(counts, "spans", "", number=len(bundle.spans))
                continue
            for span in bundle.spans:
                for scope in scopes(span):
                    add(counts, "spans", scope)
        groups = {at: by_group(bundle.spans, self.schema) for at, bundle in layers.items()}
        if self.measures & {"f1", "attributes", "relations"}:
            self._count_pairs(counts, layers, groups, scopes)
        if self.measures & {"kappa", "alpha"} and self.by != "origin":
            self._count_tokens(counts, next(iter(layers.values())).document.text, groups)
        if self.measures & {"alpha-u", "alpha-u-2004", "gamma"} and length and self.by != "origin":
            for group in self.groups:
                self._count_units(
                    counts, group, {at: one.get(group, []) for at, one in groups.items()}, length
                )
        return counts

    def _count_pairs(
        self, counts: Counts, layers: Mapping[int, Bundle], groups: Mapping[int, Groups], scopes: Scopes
    ) -> None:
        for a, b in combinations(layers, 2):
            first, second = layers[a], layers[b]
            number = self.pairs[a, b]
            found = counting.matched(groups[a], groups[b])
            if "f1" in self.measures:
                counting.count_spans(counts, number, found, scopes, self.seen)
            if "attributes" in self.measures:
                counting.count_attributes(counts, number, found, scopes, self.schema)
            if "relations" in self.measures and (first.relations or second.relations):
                counting.count_relations(
                    counts, number, (first, second), found, self.by, self.schema, self.seen
                )

    def _count_tokens(self, counts: Counts, text: str, groups: Mapping[int, Groups]) -> None:
        tokens = token_counts.edges(self.tokens(text))
        many = len(tokens.starts)
        for group in self.groups:
            found = {at: token_counts.token_labels(one.get(group, ()), tokens) for at, one in groups.items()}
            labels = {at: one for at, (one, _) in found.items()}
            token_counts.note_overlaps(self.seen, sum(several for _, several in found.values()))
            scopes = {"": labels}
            if self.by == "group":
                scopes[group] = labels
            elif self.by == "label":
                for label in self.schema.labels_of(group):
                    scopes[label.id] = {at: token_counts.only(one, label.id) for at, one in labels.items()}
            for scope, of_scope in scopes.items():
                token_counts.count_tokens(counts, scope, of_scope, many, shares=self.shares, pairs=self.pairs)

    def _count_units(
        self, counts: Counts, group: str, spans: Mapping[int, Sequence[Span]], length: int
    ) -> None:
        """What annotators have in common as teams: all of them (-1), and pairs by their numbers."""
        teams: dict[int, list[int]] = {-1: list(spans)}
        if self.by == "pair":
            teams |= {self.pairs[pair]: list(pair) for pair in combinations(spans, 2)}
        scopes: dict[str, Mapping[int, Sequence[Span]]] = {"": spans}
        if self.by == "group":
            scopes[group] = spans
        elif self.by == "label":
            for label in {span.label for mine in spans.values() for span in mine}:
                scopes[label] = {
                    at: [one for one in mine if one.label == label] for at, mine in spans.items()
                }
        for scope, of_scope in scopes.items():
            if "alpha-u" in self.measures:
                found = {at: unit_counts.units(mine) for at, mine in of_scope.items()}
                for team, members in teams.items():
                    key = ("unit", team, scope)
                    units = [found[at][0] for at in members]
                    unit_counts.count_units(counts, key, units, length, shares=self.shares)
                if not scope:
                    self.seen.leave_out(
                        "alpha-u", _OVERLAPPING, sum(several for _, several in found.values())
                    )
            for team, members in teams.items():
                mine = [of_scope[at] for at in members]
                if "alpha-u-2004" in self.measures:
                    self._count_boundaries(counts, team, scope, mine, length)
                if "gamma" in self.measures and any(mine):
                    self._count_gamma(counts, team, scope, mine, length)

    def _count_boundaries(
        self, counts: Counts, team: int, scope: str, spans: Sequence[Sequence[Span]], length: int
    ) -> None:
        by_label: dict[str, list[list[Span]]] = {}
        for at, mine in enumerate(spans):
            for span in mine:
                by_label.setdefault(span.label, [[] for _ in spans])[at].append(span)
        for of_label in by_label.values():
            parts = [unit_counts.without_overlaps(one) for one in of_label]
            if team < 0 and not scope:
                self.seen.leave_out("alpha-u-2004", _LONGER, sum(left for _, left in parts))
            observed, expected = unit_counts.boundary_disagreement([one for one, _ in parts], length)
            weight = length * unit_counts.FIXED
            add(counts, "unit 2004", team, scope, "observed", number=round(observed * weight))
            add(counts, "unit 2004", team, scope, "expected", number=round(expected * weight))

    def _count_gamma(
        self, counts: Counts, team: int, scope: str, spans: Sequence[Sequence[Span]], length: int
    ) -> None:
        hulls = [[unit_counts.Unit(span.start, span.end, span.label) for span in mine] for mine in spans]
        observed, sure = gamma.best_disorder(hulls)
        expected, also = gamma.sampled(
            hulls, length, seed=f"{self.seed} {length} {scope} {team}", documents=self.documents
        )
        if team < 0 and not scope:
            fragments = sum(bool(span.fragments) for mine in spans for span in mine)
            self.seen.leave_out("gamma", "spans in fragments, taken as their hulls", fragments)
            self.seen.leave_out(
                "gamma", "documents whose best alignment may not be found", not (sure and also)
            )
        fixed = unit_counts.FIXED
        add(counts, "gamma", team, scope, "observed", number=round(observed * fixed))
        add(counts, "gamma", team, scope, "expected", number=round(expected * fixed))


def _everything(span: Span) -> Sequence[str]:
    return ("",)


def values(
    sums: Sums, measures: frozenset[Measure], scope: str, pairs: Sequence[int], team: int
) -> dict[str, float | None]:
    """The measures of a scope from the sums over documents, by the ids of `TITLES`.

    Those of two annotators are means over the `pairs` where they are defined.
    """
    found: dict[str, float | None] = {}
    if "f1" in measures:
        each = [_f1(sums, scope, pair) for pair in pairs]
        for id in each[0] if each else ():
            found[id] = formulas.mean(one[id] for one in each)
    if "kappa" in measures:
        found["kappa"] = formulas.mean(
            formulas.kappa(
                sums.get("token", pair, scope, "same"),
                sums.several("token", pair, scope, "a"),
                sums.several("token", pair, scope, "b"),
            )
            for pair in pairs
        )
    if "alpha" in measures:
        found["alpha"] = _alpha(sums, scope, team)
    if "alpha-u" in measures:
        found |= _units(sums, scope, team)
    if "alpha-u-2004" in measures:
        found["alpha_u_2004"] = _ratio(sums, "unit 2004", scope, team)
    if "gamma" in measures:
        found["gamma"] = _ratio(sums, "gamma", scope, team)
    if "attributes" in measures:
        found["attributes"] = formulas.mean(
            formulas.share(
                sums.get("attribute", pair, scope, "same"), sums.get("attribute", pair, scope, "all")
            )
            for pair in pairs
        )
    if "relations" in measures:
        found["relations"] = formulas.mean(
            formulas.f1(
                *(sums.get("relation", pair, scope, side, what) for side in "ab" for what in ("same", "all"))
            )
            for pair in pairs
        )
    return found


def _f1(sums: Sums, scope: str, pair: int) -> dict[str, float | None]:
    a, exact_a, overlap_a = (sums.get("span", pair, scope, "a", what) for what in ("all", "exact", "overlap"))
    b, exact_b, overlap_b = (sums.get("span", pair, scope, "b", what) for what in ("all", "exact", "overlap"))
    found: dict[str, float | None] = {}
    for id, weight in (("exact", 0.0), ("partial", 0.5), ("label_only", 1.0)):
        mine, theirs = exact_a + weight * overlap_a, exact_b + weight * overlap_b
        found[id] = formulas.f1(mine, a, theirs, b)
        found[f"{id}_precision"] = formulas.share(theirs, b)
        found[f"{id}_recall"] = formulas.share(mine, a)
    return found


def _alpha(sums: Sums, scope: str, team: int) -> float | None:
    if team < 0:
        return formulas.alpha(
            sums.get("alpha", scope, "differing") / sums.shares, sums.several("alpha", scope, "value")
        )
    a, b = sums.several("token", team, scope, "a"), sums.several("token", team, scope, "b")
    differing = sums.get("token", team, scope, "all") - sums.get("token", team, scope, "same")
    return formulas.alpha(2 * differing, {label: a.get(label, 0) + b.get(label, 0) for label in {*a, *b}})


def _units(sums: Sums, scope: str, team: int) -> dict[str, float | None]:
    shares = sums.shares

    def number(what: str) -> float:
        return sums.get("unit", team, scope, what)

    once, twice, same = (number(what) / shares for what in ("covered once", "covered twice", "same twice"))
    lengths = sums.several("unit", team, scope, "length")
    paired = {label: n / shares for label, n in sums.several("unit", team, scope, "paired").items()}
    itself = sums.several("unit", team, scope, "itself paired")
    found: dict[str, float | None] = {}
    if scope and scope in sums.several("unit", team, "", "length"):  # of this label among all others
        all_paired = {label: n / shares for label, n in sums.several("unit", team, "", "paired").items()}
        found["alpha_u_label"] = formulas.unit_label(
            scope,
            sums.get("unit", team, "", "same", scope) / shares,
            all_paired,
            sums.get("unit", team, "", "itself paired", scope) / shares**2,
        )
    return found | {
        "alpha_u": formulas.unit_alpha(once + twice - same, lengths, number("all"), number("itself")),
        "alpha_u_boundaries": formulas.unit_boundaries(
            once, sum(lengths.values()), number("all"), number("itself")
        ),
        "alpha_u_labels": formulas.unit_labels(twice - same, paired, sum(itself.values()) / shares**2),
    }


def _ratio(sums: Sums, what: str, scope: str, team: int) -> float | None:
    return formulas.ratio(sums.get(what, team, scope, "observed"), sums.get(what, team, scope, "expected"))
