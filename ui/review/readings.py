"""What each annotator says of one disagreement: the words of the card, and which of their characters differ; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import combinations, pairwise
from typing import Any

from msgspec import Struct

from workbench.model import Fragment, Relation, Span
from workbench.offsets import sentence_at
from workbench.project.reviewing import Disagreement
from workbench.schema import Schema

Marked = tuple[Fragment, ...]  # stretches of a text that differ
NO_RELATION = "no relation"
_WORDS = re.compile(r"\w+|\W")


class Reading(Struct, frozen=True):
    """What one annotator says, or several who say the same. `numbers` are their places among the sides.

    `text` is the sentence, or the values or relations in words; `spans` are (start, end, label) in it, and
    `differs` the stretches of it that not all have alike (code points of `text`). `said` is it in short.
    """

    numbers: tuple[int, ...]
    text: str
    said: str
    spans: tuple[tuple[int, int, str], ...] = ()
    differs: Marked = ()


def sentences_around(text: str, start: int, end: int) -> Fragment:
    """The sentences that hold a stretch, as one extent."""
    first = sentence_at(text, start) or (start, end)
    last = sentence_at(text, max(start, end - 1)) or (start, end)
    return min(first[0], start), max(last[1], end)


def differing(coverage: Sequence[Sequence[tuple[int, int, str]]], length: int) -> Marked:
    """The stretches that annotators cover with different labels, or only some of them.

    `coverage` holds (start, end, label) of each annotator; offsets below `length`.
    """
    edges = sorted({0, length} | {min(max(at, 0), length) for one in coverage for s in one for at in s[:2]})
    found: list[Fragment] = []
    for low, high in pairwise(edges):
        over = [sorted(label for s, e, label in one if s <= low and high <= e) for one in coverage]
        if any(one != over[0] for one in over):
            if found and found[-1][1] == low:
                found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
    return tuple(found)


def differing_words(texts: Sequence[str]) -> list[Marked]:
    """For each of several texts the words and signs that another one has otherwise."""
    words = [[match.span() for match in _WORDS.finditer(text)] for text in texts]
    found: list[set[int]] = [set() for _ in texts]
    for one, other in combinations(range(len(texts)), 2):
        mine, theirs = ([texts[at][low:high] for low, high in words[at]] for at in (one, other))
        for how, *edges in SequenceMatcher(a=mine, b=theirs, autojunk=False).get_opcodes():
            if how != "equal":
                found[one].update(range(edges[0], edges[1]))
                found[other].update(range(edges[2], edges[3]))
    result: list[Marked] = []
    for at, numbers in enumerate(found):
        stretches: list[Fragment] = []
        for low, high in (words[at][number] for number in sorted(numbers)):
            if stretches and stretches[-1][1] == low:
                stretches[-1] = (stretches[-1][0], high)
            else:
                stretches.append((low, high))
        result.append(tuple(stretches))
    return result


def readings(
    one: Disagreement,
    order: Sequence[int],
    text: str,
    schema: Schema,
    *,
    spans: Mapping[str, Span],
    relations: Mapping[str, Relation],
    values: Mapping[int, Mapping[str, Any]],
) -> list[Reading]:
    """What the sides of a disagreement say, in this order of their places, those who say the same together.

    `spans` and `relations` by id; `values` are the document's own attributes by the side's place.
    """
    if one.kind == "attributes":
        said = [_values(one, at, schema, spans, relations, values) for at in order]
        return _in_words(said, order)
    if one.kind == "relations":
        return _in_words([_relations(one, at, text, schema, spans, relations) for at in order], order)
    return _in_sentence(one, order, text, schema, spans)


def _in_words(said: Sequence[str], order: Sequence[int]) -> list[Reading]:
    together: dict[str, list[int]] = {}
    for words, at in zip(said, order, strict=True):
        together.setdefault(words, []).append(at)
    marks = differing_words(list(together)) if NO_RELATION not in together else [()] * len(together)
    return [
        Reading(tuple(places), words, words, (), marked)
        for (words, places), marked in zip(together.items(), marks, strict=True)
    ]


def _values(
    one: Disagreement,
    at: int,
    schema: Schema,
    spans: Mapping[str, Span],
    relations: Mapping[str, Relation],
    values: Mapping[int, Mapping[str, Any]],
) -> str:
    side = one.sides[at]
    owner, mine = "", dict(values.get(at, {}))
    thing: Span | Relation | None = relations.get(side.relations[0]) if side.relations else None
    if thing is None and side.spans:
        thing = spans.get(side.spans[0])
    if thing is not None:
        owner, mine = thing.label, {**schema.defaults(thing.label), **thing.attributes}
    parts = []
    for name in one.attributes:
        known = schema.attribute(owner, name)
        titles = {choice.id: choice.title for choice in known.values} if known else {}
        value = mine.get(name)
        several = value if isinstance(value, list) else [value]
        words = ", ".join(titles.get(v, str(v)) for v in several if v not in (None, ""))
        parts.append(f"{known.title if known else name}: {words or 'nothing'}")
    return " · ".join(parts)


def _relations(
    one: Disagreement,
    at: int,
    text: str,
    schema: Schema,
    spans: Mapping[str, Span],
    relations: Mapping[str, Relation],
) -> str:
    found = []
    for uid in one.sides[at].relations:
        relation = relations.get(uid)
        if relation is None or relation.head not in spans or relation.tail not in spans:
            continue
        kind = schema.find_relation(relation.label)
        words = [_short(spans[end].covered(text)) for end in (relation.head, relation.tail)]
        arrow = "—" if kind is not None and kind.symmetric else "→"
        found.append(f"{words[0]} {kind.title if kind else relation.label} {arrow} {words[1]}")
    return "; ".join(found) or NO_RELATION


def _short(words: str, most: int = 44) -> str:
    line = " ".join(words.split())
    return f"“{line if len(line) <= most else f'{line[: most // 2].rstrip()}…{line[-most // 2 :].lstrip()}'}”"


def _in_sentence(
    one: Disagreement, order: Sequence[int], text: str, schema: Schema, spans: Mapping[str, Span]
) -> list[Reading]:
    start, end = sentences_around(text, one.start, one.end)
    together: dict[tuple[tuple[int, int, str], ...], list[int]] = {}
    for at in order:
        mine = [spans[uid] for uid in one.sides[at].spans if uid in spans]
        places = tuple(sorted((s - start, e - start, span.label) for span in mine for s, e in span.parts()))
        together.setdefault(places, []).append(at)
    marks = differing(list(together), end - start) if len(together) > 1 else ()
    result = []
    for places, who in together.items():
        labels = dict.fromkeys(_title(label, schema) for _, _, label in places)
        said = ", ".join(labels) or "nothing"
        result.append(Reading(tuple(who), _flat(text[start:end]), said, places, marks))
    return result


def _flat(text: str) -> str:
    """The same number of characters on one line."""
    return "".join(" " if char.isspace() else char for char in text)


def _title(label: str, schema: Schema) -> str:
    found = schema.find_label(label)
    return found.title if found is not None else label
