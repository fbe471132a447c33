"""Policies: what becomes of spans that a format cannot hold as they are; a bundle in, one that fits out.

The one place for all formats. What is left out or changed is named, span by span.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from workbench.errors import UserError
from workbench.formats import cutting, flat, held
from workbench.formats.base import Format, Limits, Loss, Option
from workbench.model import Bundle, Fragment, Span
from workbench.rules import trimmed
from workbench.schema import Schema

PER_GROUP = "one-file-per-group"
PRIORITY = "priority"
OVERLAPS = ("longest", "outermost", PRIORITY, PER_GROUP)
FRAGMENTS = ("drop", "cover")
MISALIGNED = ("drop", "snap-out", "snap-in")
COVERED = f"{flat.FRAGMENTS}, covered as one stretch"
SNAPPED = {
    "snap-out": f"{flat.INSIDE}, made longer to its edges",
    "snap-in": f"{flat.INSIDE}, made shorter to whole tokens",
}
WHOLE = "spans that lack only a trimmed sign of their token, made longer to it"
CHANGES = frozenset((COVERED, WHOLE, *SNAPPED.values()))  # kinds of what goes out, but not as it is
BETWEEN = "relations between groups, which have a file each"
ON_LEFT_OUT = "comments on what is left out"


class Policies(Struct, frozen=True):
    """One word each, or empty: as the format does by itself.

    overlaps: longest, outermost, priority (the label that the schema names first; or priority:ORG,PER,
    these first) or one-file-per-group. fragments: drop or cover. misaligned: drop, snap-out or snap-in.
    """

    overlaps: str = ""
    fragments: str = ""
    misaligned: str = ""

    def words(self) -> dict[str, str]:
        """Those that were chosen, by name."""
        found = {"overlaps": self.overlaps, "fragments": self.fragments, "misaligned": self.misaligned}
        return {name: word for name, word in found.items() if word}

    @classmethod
    def among(cls, options: Mapping[str, str]) -> Self:
        """Those that `words` wrote among the options of a format."""
        return cls(*(options.get(name, "") for name in ("overlaps", "fragments", "misaligned")))

    @property
    def per_group(self) -> bool:
        """Whether each group gets files of its own."""
        return self.overlaps == PER_GROUP


def offered(format_: Format) -> tuple[Option, ...]:
    """What can be chosen for a format, with what it does by itself as the default."""
    limits, found = format_.limits, []
    if limits.overlaps != "held":
        found.append(Option("overlaps", "Overlapping spans", OVERLAPS[0], OVERLAPS))
    if not limits.fragments:
        found.append(Option("fragments", "Spans in fragments", FRAGMENTS[0], FRAGMENTS))
    if limits.tokens is not None:
        found.append(Option("misaligned", "Spans inside a token", MISALIGNED[0], MISALIGNED))
    return tuple(found)


def check(policies: Policies, format_: Format, schema: Schema) -> None:
    """Raises UserError for a word that is none, and for one that means nothing in this format."""
    how, sign, labels = policies.overlaps.partition(":")
    for name, word, words in (
        ("overlaps", how, OVERLAPS),
        ("fragments", policies.fragments, FRAGMENTS),
        ("misaligned", policies.misaligned, MISALIGNED),
    ):
        if word and word not in words:
            raise UserError(f"--{name} cannot be “{word}”: choose one of {', '.join(words)}.")
    if sign and how != PRIORITY:
        raise UserError(f"--overlaps {how} takes no labels: write {how}, or {PRIORITY}:LABEL,LABEL.")
    for label in labels.split(",") if sign else ():
        if schema.find_label(label) is None:
            raise UserError(f"--overlaps: the schema has no label “{label}”.")
    if policies.misaligned and format_.limits.tokens is None:
        raise UserError(f"{format_.title} has no tokens: leave --misaligned out.")


def fit(
    bundle: Bundle, policies: Policies, limits: Limits, schema: Schema, options: Mapping[str, str]
) -> tuple[Bundle, list[Loss]]:
    """The bundle as the policies make it, and what they left out or changed."""
    beside_signs = limits.tokens is not None and cutting.with_signs(options)
    if limits.whole or not (policies.words() or beside_signs) or not bundle.spans:
        return bundle, []
    losses: list[Loss] = []
    spans: Iterable[Span] = bundle.spans
    how = policies.overlaps.partition(":")[0]
    choosing = bool(how) and how != PER_GROUP and limits.overlaps != "aside"
    # what the format leaves out anyhow must not take the place of another span
    if fragments := policies.fragments or ("drop" if choosing and not limits.fragments else ""):
        spans = list(_fragments(bundle, spans, fragments, losses))
    if limits.tokens is not None and (policies.misaligned or choosing or beside_signs):
        tokens = limits.tokens(bundle, schema, options)
        if beside_signs:
            spans = list(_whole_tokens(bundle, spans, tokens, schema, losses))
        if policies.misaligned or choosing:
            spans = list(_on_tokens(bundle, spans, tokens, policies.misaligned or "drop", losses))
    if choosing:
        kept, dropped = flat.choose(
            [(span.start, span.end, span) for span in spans], how, flat.ranks(policies.overlaps, schema)
        )
        losses += [held.of_span(kind, bundle, span) for kind, span in dropped]
        spans = kept
    return _with(bundle, tuple(spans), losses), losses


def _fragments(bundle: Bundle, spans: Iterable[Span], how: str, losses: list[Loss]) -> Iterator[Span]:
    for span in spans:
        if not span.fragments:
            yield span
        elif how == "cover":
            losses.append(held.of_span(COVERED, bundle, span))
            yield replace(span, fragments=())
        else:
            losses.append(held.of_span(flat.FRAGMENTS, bundle, span))


def _whole_tokens(
    bundle: Bundle, spans: Iterable[Span], tokens: Sequence[flat.Token], schema: Schema, losses: list[Loss]
) -> Iterator[Span]:
    """Spans that are no cut tokens to a person, as trimming takes off the rest of their token, made longer to it."""
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    text = bundle.document.text
    for span in spans:
        label, place = schema.find_label(span.label), (span.start, span.end)
        low, high = _to_tokens(place, starts, ends, outward=True) or place
        wide = (min(low, span.start), max(high, span.end))
        if span.fragments or label is None or wide == place or trimmed((wide,), text, label) != (place,):
            yield span
            continue
        losses.append(held.of_span(WHOLE, bundle, span))
        yield replace(span, start=wide[0], end=wide[1])


def _on_tokens(
    bundle: Bundle, spans: Iterable[Span], tokens: Sequence[flat.Token], how: str, losses: list[Loss]
) -> Iterator[Span]:
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    for span in spans:
        outward = how != "snap-in"
        parts = [found for part in span.parts() if (found := _to_tokens(part, starts, ends, outward=outward))]
        if not parts:
            losses.append(held.of_span(flat.NO_TOKEN, bundle, span))
            continue
        joined = _joined(parts)
        if tuple(joined) == span.parts():
            yield span
            continue
        if how == "drop":
            if joined[0][0] < span.start or joined[-1][1] > span.end:
                losses.append(held.of_span(flat.INSIDE, bundle, span))
            else:  # white space at an edge is for the format to judge
                yield span
            continue
        losses.append(held.of_span(SNAPPED[how], bundle, span))
        fragments = tuple(joined) if len(joined) > 1 else ()
        yield replace(span, start=joined[0][0], end=joined[-1][1], fragments=fragments)


def _to_tokens(
    part: Fragment, starts: Sequence[int], ends: Sequence[int], *, outward: bool
) -> Fragment | None:
    """The stretch of whole tokens that reaches around the part, or that lies in it; None if there is none."""
    start, end = part
    if outward:
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
    else:
        first, last = bisect_left(starts, start), bisect_right(ends, end) - 1
    return (starts[first], ends[last]) if first <= last else None


def _joined(parts: Sequence[Fragment]) -> list[Fragment]:
    found: list[Fragment] = []
    for start, end in parts:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _with(bundle: Bundle, spans: tuple[Span, ...], losses: list[Loss]) -> Bundle:
    """The bundle with these spans; relations and comments that lose their spans go with them, by name."""
    gone = {span.id for span in bundle.spans} - {span.id for span in spans}
    if not gone:
        return replace(bundle, spans=spans)
    losses += held.without(bundle, gone)
    relations = tuple(r for r in bundle.relations if r.head not in gone and r.tail not in gone)
    gone |= {r.id for r in bundle.relations} - {r.id for r in relations}
    losses += [
        held.of_comment(ON_LEFT_OUT, bundle, comment) for comment in bundle.comments if comment.target in gone
    ]
    comments = tuple(comment for comment in bundle.comments if comment.target not in gone)
    return replace(bundle, spans=spans, relations=relations, comments=comments)


def of_group(bundle: Bundle, group: str, schema: Schema) -> Bundle:
    """The part of a bundle that goes to the files of one group; what is on the document goes to each."""
    labels = {label.id for label in schema.labels if label.group == group}
    spans = tuple(span for span in bundle.spans if span.label in labels)
    here = {span.id for span in spans}
    relations = tuple(r for r in bundle.relations if r.head in here and r.tail in here)
    here |= {r.id for r in relations}
    comments = tuple(c for c in bundle.comments if c.target_kind == "document" or c.target in here)
    return replace(bundle, spans=spans, relations=relations, comments=comments)


def between_groups(bundle: Bundle, groups: Sequence[str], schema: Schema) -> Iterator[Loss]:
    """What is in no group's files: relations from one group to another with their comments, and strange labels."""
    group_of = {label.id: label.group for label in schema.labels if label.group in groups}
    spans = {span.id: span for span in bundle.spans}
    lost = {}
    for span in bundle.spans:
        if span.label not in group_of:
            lost[span.id] = held.of_span("spans of labels without a group", bundle, span)
    for r in bundle.relations:
        head, tail = (group_of.get(spans[end].label, "") for end in (r.head, r.tail))
        if head != tail or not head:
            lost[r.id] = held.of_relation(BETWEEN, bundle, r, spans)
    yield from lost.values()
    for comment in bundle.comments:
        if comment.target in lost:
            yield held.of_comment(ON_LEFT_OUT, bundle, comment)
