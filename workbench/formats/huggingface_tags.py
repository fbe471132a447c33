"""The columns of tokens and tags, and which spans have no tag in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from workbench.formats import cutting, flat, held, policies
from workbench.formats.base import Limits, Loss
from workbench.formats.huggingface_columns import TAGS
from workbench.formats.policies import Policies
from workbench.formats.tagging import sentence_starts, tokens_of
from workbench.model import Bundle
from workbench.schema import Schema


class TagNames:
    """The names of the tags by number: O, then two for each tagged label in the schema's order.

    A label that the schema lacks gets its two names when it comes. Raises UserError for groups, told
    with commas between, that the schema lacks.
    """

    def __init__(self, schema: Schema, groups: str = "") -> None:
        told = [name.strip() for name in groups.split(",") if name.strip()]
        wanted = flat.groups_for_tags(schema, told)
        self._without = {label.id for label in schema.labels if label.group not in wanted}
        self._numbers = {"O": 0}
        self.extend(f"{p}-{label.id}" for label in schema.labels if label.group in wanted for p in "BI")

    @property
    def names(self) -> list[str]:
        """The names in the order of their numbers."""
        return list(self._numbers)

    def extend(self, names: Iterable[str]) -> None:
        """Add the names that are not there yet."""
        for name in names:
            self._numbers.setdefault(name, len(self._numbers))

    def has(self, label: str) -> bool:
        """Whether spans of the label get tags."""
        return label not in self._without

    def numbers(self, label: str) -> tuple[int, int]:
        """The numbers of the tags that begin and go on with a span of the label."""
        self.extend((f"B-{label}", f"I-{label}"))
        return self._numbers[f"B-{label}"], self._numbers[f"I-{label}"]


def cut(bundle: Bundle, options: Mapping[str, str]) -> Sequence[flat.Token]:
    """The tokens of a bundle's text that have tags."""
    return tokens_of(bundle.document.text, cutting.choice_of(options))


def token_columns(
    bundle: Bundle, names: TagNames, schema: Schema, options: Mapping[str, str]
) -> tuple[dict[str, list[Any]], int]:
    """The columns of tokens of a bundle, and how many of its spans are in the tags."""
    text = bundle.document.text
    tokens = cut(bundle, options)
    kept, _ = _tagged(bundle, names, tokens, schema, options)
    tags = [0] * len(tokens)
    starts = sentence_starts(text, tokens)
    for one in kept:
        first, inner = names.numbers(one.span.label)
        tags[one.first] = first
        for at in range(one.first + 1, one.last + 1):
            tags[at] = inner
            starts.discard(at)  # a sentence does not end inside a span
    columns: dict[str, list[Any]] = {
        "tokens": [text[start:end] for start, end in tokens],
        TAGS: tags,
        "token_starts": [start for start, _ in tokens],
        "token_ends": [end for _, end in tokens],
        "sentence_starts": [0, *sorted(starts)] if tokens else [],
    }
    return columns, len(kept)


def untagged(bundle: Bundle, names: TagNames, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """The spans that have no tags or others than their own extent would have, each with why."""
    _, losses = _tagged(bundle, names, cut(bundle, options), schema, options)
    yield from losses
    for span in held.in_order(bundle.spans):
        if not names.has(span.label):
            yield held.of_span(flat.UNTAGGED, bundle, span)


def _tagged(
    bundle: Bundle,
    names: TagNames,
    tokens: Sequence[flat.Token],
    schema: Schema,
    options: Mapping[str, str],
) -> tuple[list[flat.Aligned], list[Loss]]:
    spans = tuple(span for span in bundle.spans if names.has(span.label))
    wanted = replace(bundle, spans=spans, relations=(), comments=())
    limits = Limits("one", fragments=False, tokens=lambda *_: tokens)
    fitted, changed = policies.fit(wanted, Policies.among(options), limits, schema, options)
    fitting, losses = flat.align(fitted, tokens, exact=False)
    kept, dropped = flat.without_overlaps(fitting)
    return kept, changed + losses + [held.of_span(kind, bundle, one.span) for kind, one in dropped]
