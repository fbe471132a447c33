"""WebAnno's TSV 3.3, as INCEpTION reads it: a file for each document, a row for each token, offsets in UTF-16.

https://inception-project.github.io/releases/36.0/docs/user-guide.html#sect_webannotsv
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
from msgspec import Struct

from workbench.formats import cutting, flat, held, readback
from workbench.formats.base import Format, Limits, Loss, Option, Writing
from workbench.formats.folders import placed
from workbench.formats.layers import LABEL, RELATION, SPAN, to_feature
from workbench.formats.names import to_file_name
from workbench.formats.reading import BOM
from workbench.formats.webanno_reader import HEADER, read
from workbench.formats.writing import replacing
from workbench.model import Bundle, Relation, Span
from workbench.schema import Schema
from workbench.tokens import sentences
from workbench.utf16 import Utf16Map

LEADING = "white space before the first word"
EDGES = "spans with white space at an edge, which is cut off"
VALUES = "numbers, truth values and lists, which become text"
EMPTY = "values that are empty, which stand for none"
_RESERVED = re.compile(r"->|[\\\[\]|_;\t\n\r*]")
_SIGNS = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_HELD = (held.RELATIONS, held.ATTRIBUTES)

Unit = tuple[int, int]


def escaped(value: str) -> str:
    """The text with a backslash before what the format reserves."""
    return _RESERVED.sub(lambda match: _SIGNS.get(match[0], "\\" + match[0]), value)


def _text_of(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


class _Placed(Struct, frozen=True):
    """Tokens, and for each span that has one the units that it covers: tokens or parts of them."""

    tokens: Sequence[Unit]
    units: dict[str, list[Unit]]
    losses: list[Loss]


def _place(bundle: Bundle, options: Mapping[str, str]) -> _Placed:
    tokens = cutting.tokens_in(bundle.document.text, cutting.choice_of(options))
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    units: dict[str, list[Unit]] = {}
    losses = []
    for span in held.in_order(bundle.spans):
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end) - 1
        if span.fragments:
            losses.append(held.of_span(flat.FRAGMENTS, bundle, span))
        elif first > last:
            losses.append(held.of_span(flat.NO_TOKEN, bundle, span))
        else:
            covered = tokens[first : last + 1]
            units[span.id] = [(max(start, span.start), min(end, span.end)) for start, end in covered]
            if (units[span.id][0][0], units[span.id][-1][1]) != (span.start, span.end):
                losses.append(held.of_span(EDGES, bundle, span))
    return _Placed(tokens, units, losses)


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """A folder named `stem` with a .tsv file for each document, in folders by annotator where there are several."""
    folder = writing.folder / writing.stem
    folder.mkdir(parents=True, exist_ok=True)
    for bundle, path in placed(bundles, folder):
        with replacing(path.with_name(path.name + ".tsv")) as file:
            file.writelines(
                line.encode() + b"\n" for line in _Sheet(bundle, _place(bundle, writing.options)).lines()
            )
    return [folder]


class _Sheet:
    """One document as rows: numbers of units, ids of spans that need one, cells."""

    def __init__(self, bundle: Bundle, placed: _Placed) -> None:
        self._text, self._tokens, self._units = bundle.document.text, placed.tokens, placed.units
        self._places = Utf16Map(self._text)
        self._spans = [span for span in held.in_order(bundle.spans) if span.id in placed.units]
        self._on: dict[Unit, list[Span]] = {}
        for span in self._spans:
            for unit in placed.units[span.id]:
                self._on.setdefault(unit, []).append(span)
        alone = [
            s for s in self._spans if len(self._units[s.id]) == 1 and len(self._on[self._units[s.id][0]]) == 1
        ]
        lone = {span.id for span in alone}
        several = [span.id for span in self._spans if span.id not in lone]
        self._ids = {key: number for number, key in enumerate(several, 1)}
        self._relations: dict[Unit, list[Relation]] = {}
        fit = [r for r in bundle.relations if r.head in placed.units and r.tail in placed.units]
        for relation in sorted(fit, key=lambda relation: relation.id):
            self._relations.setdefault(placed.units[relation.tail][0], []).append(relation)
        self._on_spans = sorted({name for span in self._spans for name in span.attributes})
        self._on_relations = sorted({name for relation in fit for name in relation.attributes})
        self._names: dict[Unit, str] = {}

    def lines(self) -> Iterator[str]:
        """The header, then the sentences with their tokens."""
        yield f"{HEADER}3.3"
        yield "|".join([f"#T_SP={SPAN}", LABEL, *map(to_feature, self._on_spans)])
        if self._relations:
            columns = [f"#T_RL={RELATION}", LABEL, *map(to_feature, self._on_relations), f"BT_{SPAN}"]
            yield "|".join(columns)
        yield ""
        inside: dict[int, list[Unit]] = {}
        starts = [start for start, _ in self._tokens]
        tokens = set(self._tokens)
        for unit in sorted(self._on):
            if unit not in tokens:
                inside.setdefault(bisect_right(starts, unit[0]) - 1, []).append(unit)
        groups = list(_sentences(self._text, self._tokens))
        for number, (first, last) in enumerate(groups, 1):
            for at in range(first, last):
                for part, unit in enumerate([self._tokens[at], *inside.get(at, ())]):
                    self._names[unit] = f"{number}-{at - first + 1}" + (f".{part}" if part else "")
        for first, last in groups:
            yield ""
            whole = last == len(self._tokens)
            sentence = self._text[starts[first] : len(self._text) if whole else starts[last]]
            for line in (sentence if whole else sentence.removesuffix("\n")).split("\n"):
                yield f"#Text={escaped(line)}"
            for at in range(first, last):
                for unit in (self._tokens[at], *inside.get(at, ())):
                    yield self._row(unit)

    def _row(self, unit: Unit) -> str:
        start, end = unit
        place = f"{self._places.to_utf16(start)}-{self._places.to_utf16(end)}"
        spans, relations = self._on.get(unit, []), self._relations.get(unit, [])
        cells = [self._names[unit], place, escaped(self._text[start:end])]
        cells.append("|".join(escaped(span.label) + self._id(span) for span in spans) or "_")
        cells += [
            "|".join(_cell(span, name) + self._id(span) for span in spans) or "_" for name in self._on_spans
        ]
        if self._relations:
            cells.append("|".join(escaped(relation.label) for relation in relations) or "_")
            for name in self._on_relations:
                cells.append("|".join(_cell(relation, name) for relation in relations) or "_")
            cells.append("|".join(map(self._head, relations)) or "_")
        return "\t".join([*cells, ""])

    def _id(self, span: Span) -> str:
        return f"[{self._ids[span.id]}]" if span.id in self._ids else ""

    def _head(self, relation: Relation) -> str:
        """Where a relation comes from, with the ids of both ends if one of them has one."""
        ends = self._ids.get(relation.head, 0), self._ids.get(relation.tail, 0)
        name = self._names[self._units[relation.head][0]]
        return f"{name}[{ends[0]}_{ends[1]}]" if any(ends) else name


def _cell(thing: Span | Relation, name: str) -> str:
    return escaped(_text_of(thing.attributes[name])) if name in thing.attributes else "*"


def _sentences(text: str, tokens: Sequence[Unit]) -> Iterator[tuple[int, int]]:
    """Ranges of tokens: each sentence begins with a token and reaches to where the next one begins."""
    starts = [start for start, _ in tokens]
    cuts = sorted({bisect_left(starts, start) for start, _ in sentences(text)} | {0, len(tokens)})
    yield from pairwise(cuts)


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Fragments, what is in no token, values that are no text, and all that has no column."""
    placed, text = _place(bundle, options), bundle.document.text
    yield from placed.losses
    yield from held.without(bundle, {span.id for span in bundle.spans if span.id not in placed.units})
    spans = {span.id: span for span in bundle.spans}
    for span in bundle.spans:
        for kind, more in _values(span) if span.id in placed.units else ():
            yield held.of_span(kind, bundle, span, more)
    for relation in bundle.relations:
        whole = relation.head in placed.units and relation.tail in placed.units
        for kind, more in _values(relation) if whole else ():
            yield held.of_relation(kind, bundle, relation, spans, more)
    yield from held.besides_spans(bundle, _HELD)
    yield from held.of_layer(bundle)
    if to_file_name(bundle.document.name) != bundle.document.name:
        yield held.of_document(held.NAMES, bundle, bundle.document.name)
    before = text[: placed.tokens[0][0]] if placed.tokens else text
    if before.strip(" ") or (before and not placed.tokens):
        yield held.of_document(
            LEADING, bundle, "blanks instead" if placed.tokens else "the text is empty then"
        )


def _values(thing: Span | Relation) -> Iterator[tuple[str, str]]:
    """The kinds of loss of its attributes, each with their names."""
    values = sorted(thing.attributes.items())
    for kind, names in (
        (VALUES, [name for name, value in values if not isinstance(value, str)]),
        (EMPTY, [name for name, value in values if value == ""]),
    ):
        if names:
            yield kind, ", ".join(names)


def claims(path: Path) -> bool:
    """Whether a .tsv begins as the format does."""
    if path.suffix.lower() != ".tsv":
        return False
    with path.open("rb") as file:
        return file.read(40).decode("utf-8", "replace").removeprefix(BOM).startswith(HEADER)


def hint(files: list[Path]) -> str:
    """What must be there before INCEpTION takes the files."""
    return (
        f"Before importing, give the project the layers {SPAN} and {RELATION} with the features of the files' "
        f"header lines (all of them strings), on crossing sentences and stacking."
    )


FORMAT = Format(
    id="webanno-tsv",
    title="WebAnno TSV 3",
    suffixes=(".tsv",),
    read=read,
    write=write,
    losses=losses,
    claims=claims,
    options=(
        cutting.option(),
        Option("layers", "Layers, commas between, else all (when reading)", ""),
        Option("label", "Feature that is the label, else label or value (when reading)", ""),
        Option("relation_label", "Feature that is the label of a relation (when reading)", ""),
    ),
    limits=Limits(fragments=False),
    back=readback.in_files(read, ".tsv"),
    loses="fragments, white space before the text and at the edges of spans, notes, comments, metadata; "
    "attributes become text",
    hint=hint,
)
