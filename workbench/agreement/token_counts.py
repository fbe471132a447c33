"""Labels of tokens, and what two or more annotators have in common there: for kappa and alpha."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from workbench.agreement.counting import Seen, add
from workbench.agreement.tally import Counts
from workbench.model import Span
from workbench.tokens import Token

NONE = ""  # the label of a token that nobody marked
Labels = dict[int, str]  # of the tokens that have one, by their places


class Edges(NamedTuple):
    """The beginnings and the ends of a text's tokens (code points)."""

    starts: list[int]
    ends: list[int]


def edges(tokens: Sequence[Token]) -> Edges:
    """Both, in order."""
    return Edges([start for start, _ in tokens], [end for _, end in tokens])


def token_labels(spans: Iterable[Span], tokens: Edges) -> tuple[Labels, int]:
    """The label of each token that spans of one group touch, and how many tokens several spans touch.

    A token under several labels has them all, sorted and joined by "+", as a label of its own.
    """
    starts, ends = tokens
    labels: Labels = {}
    several: set[int] = set()
    for span in spans:
        for low, high in span.parts():
            for at in range(bisect_right(ends, low), bisect_left(starts, high)):
                before = labels.get(at)
                if before is None:
                    labels[at] = span.label
                    continue
                several.add(at)
                if span.label not in before.split("+"):
                    labels[at] = "+".join(sorted([*before.split("+"), span.label]))
    return labels, len(several)


def token_sequence(spans: Iterable[Span], tokens: Sequence[Token]) -> list[str]:
    """The label of every token, empty for none."""
    labels, _ = token_labels(spans, edges(tokens))
    return [labels.get(at, NONE) for at in range(len(tokens))]


def count_tokens(
    counts: Counts,
    scope: str,
    annotators: Mapping[int, Labels],
    length: int,
    *,
    shares: int,
    pairs: Mapping[tuple[int, int], int],
) -> None:
    """Count under a scope what the annotators of a document (by place) have in common on `length` tokens.

    `shares` is divisible by the number of annotators less one, so that all numbers stay whole. `pairs`
    gives each pair of annotators its number.
    """
    if len(annotators) < 2 or not length:
        return
    marginals = {at: Counter(labels.values()) for at, labels in annotators.items()}
    for at, labels in annotators.items():
        marginals[at][NONE] = length - len(labels)
    differing = 0
    for a, b in combinations(annotators, 2):
        first, second = annotators[a], annotators[b]
        same = len(first.items() & second.items()) + length - len(first.keys() | second.keys())
        differing += length - same
        number = pairs[a, b]
        add(counts, "token", number, scope, "all", number=length)
        add(counts, "token", number, scope, "same", number=same)
        for side, at in (("a", a), ("b", b)):
            for label, many in marginals[at].items():
                key = ("token", number, scope, side, label)
                counts[key] = counts.get(key, 0) + many
    add(counts, "alpha", scope, "differing", number=2 * differing * shares // (len(annotators) - 1))
    for marginal in marginals.values():
        for label, many in marginal.items():
            add(counts, "alpha", scope, "value", label, number=many)


def only(labels: Labels, label: str) -> Labels:
    """The tokens under one label, whatever else they are under."""
    return {at: label for at, here in labels.items() if here == label or label in here.split("+")}


def note_overlaps(seen: Seen, several: int) -> None:
    """Tokens have one label: where spans overlap, all their labels make one."""
    seen.leave_out("kappa, alpha", "tokens where spans overlap (their labels together count as one)", several)
