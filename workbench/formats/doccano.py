"""doccano's JSONL: texts with spans, with relations in projects that have them, with categories.

As doccano itself exports and imports it: backend/data_export and backend/data_import of
https://github.com/doccano/doccano. Offsets are code points, ends exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from workbench.formats import held
from workbench.formats.base import Format, Limits, Loss, Option, Reading, Writing
from workbench.formats.flat import FRAGMENTS
from workbench.formats.json_values import first_object, objects
from workbench.formats.writing import replacing
from workbench.model import Annotator, Attributes, Bundle, Comment, Document, Relation, Span
from workbench.schema import Schema

CATEGORIES = "categories"  # the attribute of documents that holds doccano's categories
_SPANS = ("label", "labels", "entities")
_ABOUT = ("name", "language", "published", "source")
_OURS = frozenset(
    (
        *_SPANS,
        *_ABOUT,
        "text",
        "data",
        "relations",
        "cats",
        "Comments",
        "id",
        "doc_id",
        "username",
        "meta",
    )
)
_ENCODER = msgspec.json.Encoder(order="deterministic")


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """A bundle for each line of JSONL, or element of a JSON array; a line with a wrong span yields nothing.

    Spans are triples or objects under label, labels or entities; names alone are categories of the
    document. Other keys become metadata. With annotators=file the file is one annotator's, as in
    doccano's export of a project where each works alone.
    """
    alone = reading.options.get("annotators") == "file"
    text_key = reading.options.get("text_column", "")
    label_key = reading.options.get("label_column", "")
    for count, (number, line) in enumerate(objects(path, reading), 1):
        text = line.get(text_key or "text", None if text_key else line.get("data"))
        if not isinstance(text, str):
            known = ", ".join(sorted(line)[:8]) or "none"
            remedy = "Name the column with --set text_column=NAME."
            reading.problem(path, number, f"there is no text here (keys: {known}).", remedy)
            continue
        parts = _Line(line, text)
        for key in (label_key,) if label_key else _SPANS:
            parts.labels(key, line.get(key))
        parts.categories.extend(parts.strings("cats", line.get("cats")))
        parts.links(line.get("relations"))
        for message in parts.wrong:
            reading.problem(path, number, f"{message}.")
        if parts.wrong:
            continue
        identity = line.get("id", line.get("doc_id"))
        stem = path.absolute().parent.name if alone else path.stem
        name = line.get("name")
        if not isinstance(name, str) or not name:
            name = f"{stem} {count if identity is None else identity}"
        meta = {key: value for key, value in line.items() if key not in {*_OURS, text_key, label_key}}
        about = {key: value for key in _ABOUT[1:] if isinstance(value := line.get(key), str)}
        if isinstance(inner := line.get("meta"), dict):
            meta |= inner
        elif inner is not None:
            meta["meta"] = inner
        who = path.stem if alone else line.get("username")
        reading.line = number
        yield Bundle(
            Document("", name, text, meta=meta, **about),
            Annotator("", who) if isinstance(who, str) and who else None,
            attributes={CATEGORIES: parts.categories} if parts.categories else {},
            spans=tuple(parts.spans.values()),
            relations=tuple(parts.relations),
            comments=tuple(
                Comment("", "document", "", "", "", text)
                for text in parts.strings("Comments", line.get("Comments"))
            ),
        )


class _Line:
    """What stands in one line, taken apart; `wrong` lists all that cannot be understood."""

    def __init__(self, line: Mapping[str, Any], text: str) -> None:
        self.wrong: list[str] = []
        self.spans: dict[str, Span] = {}
        self.relations: list[Relation] = []
        self.categories: list[str] = []
        self._text = text

    def labels(self, key: str, value: Any) -> None:
        """Spans, or names of categories, from one of the keys that may hold them."""
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong.append(f"{key} holds no list")
            return
        for at, item in enumerate(value):
            if isinstance(item, str | int) and not isinstance(item, bool):
                self.categories.append(str(item))
            elif isinstance(item, list) and len(item) == 3:
                self._span(f"{key}[{at}]", str(len(self.spans)), item[0], item[1], item[2])
            elif isinstance(item, dict):
                own = item.get("id")
                offsets = item.get("start_offset", item.get("start")), item.get("end_offset", item.get("end"))
                name = str(len(self.spans) if own is None else own)
                self._span(f"{key}[{at}]", name, *offsets, item.get("label"))
            else:
                self.wrong.append(f"{key}[{at}] is neither [start, end, label] nor an object of these")

    def _span(self, place: str, name: str, start: Any, end: Any, label: Any) -> None:
        if type(start) is not int or type(end) is not int or not isinstance(label, str | int):
            self.wrong.append(f"{place} has no whole start and end and label")
        elif not 0 <= start < end <= len(self._text):
            self.wrong.append(
                f"{place} goes from {start} to {end}, which is empty or leaves the text of "
                f"{len(self._text)} characters"
            )
        elif name in self.spans:
            self.wrong.append(f"{place}: the id {name} is there twice")
        else:
            self.spans[name] = Span(name, str(label), start, end)

    def links(self, value: Any) -> None:
        """Relations between the entities of the line."""
        if value is not None and not isinstance(value, list):
            self.wrong.append("relations holds no list")
            return
        for at, item in enumerate(value or ()):
            ends = [str(item.get(key)) for key in ("from_id", "to_id")] if isinstance(item, dict) else []
            label = item.get("type") if isinstance(item, dict) else None
            if not ends or not isinstance(label, str):
                self.wrong.append(f"relations[{at}] has no from_id, to_id and type")
            elif missing := [end for end in ends if end not in self.spans]:
                self.wrong.append(
                    f"relations[{at}] refers to an entity {missing[0]}, which is not in this line"
                )
            else:
                self.relations.append(Relation(f"relation {at}", label, ends[0], ends[1]))

    def strings(self, key: str, value: Any) -> list[str]:
        """A list of texts, or of objects with a text."""
        items = [item.get("text") if isinstance(item, dict) else item for item in _list(value)]
        found = [item for item in items if isinstance(item, str)]
        if len(found) < len(items):
            self.wrong.append(f"{key} holds something that is no text")
        return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _with_relations(schema: Schema, options: Mapping[str, str]) -> bool:
    """As told, else whether the schema has relations."""
    return (options.get("project") or ("relations" if schema.relations else "spans")) == "relations"


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """One line a layer: `label` triples, or entities and relations for a project with relations."""
    path = writing.folder / f"{writing.stem}.jsonl"
    joined = _with_relations(writing.schema, writing.options)
    with replacing(path) as file:
        for bundle in bundles:
            file.write(_ENCODER.encode(_line(bundle, joined)) + b"\n")
    return [path]


def _line(bundle: Bundle, joined: bool) -> dict[str, Any]:
    document = bundle.document
    line: dict[str, Any] = {"text": document.text}
    spans = [span for span in held.in_order(bundle.spans) if not span.fragments]
    if joined:
        numbers = {span.id: number for number, span in enumerate(spans)}
        line["entities"] = [
            {"id": numbers[span.id], "label": span.label, "start_offset": span.start, "end_offset": span.end}
            for span in spans
        ]
        whole = (r for r in bundle.relations if r.head in numbers and r.tail in numbers)
        line["relations"] = [
            {"id": n, "from_id": numbers[r.head], "to_id": numbers[r.tail], "type": r.label}
            for n, r in enumerate(sorted(whole, key=lambda relation: relation.id))
        ]
    else:
        line["label"] = [[span.start, span.end, span.label] for span in spans]
    if categories := _categories(bundle.attributes):
        line["cats"] = categories
    line |= {key: value for key in _ABOUT if (value := getattr(document, key))}
    if document.meta:
        line["meta"] = document.meta
    if bundle.annotator is not None:
        line["username"] = bundle.annotator.name
    return line


def _categories(attributes: Attributes) -> list[str]:
    own = attributes.get(CATEGORIES, [])
    names = list(own) if isinstance(own, list) else [f"{CATEGORIES}={own}"]
    for key, value in sorted(attributes.items()):
        if key != CATEGORIES:
            names += [f"{key}={one}" for one in (value if isinstance(value, list) else [value])]
    return names


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Fragments, what stands on spans and relations, comments, and names of attributes of the document."""
    gone = {span.id for span in bundle.spans if span.fragments}
    yield from (held.of_span(FRAGMENTS, bundle, span) for span in bundle.spans if span.fragments)
    kept = {held.METADATA, held.LAYER}
    if _with_relations(schema, options):
        kept.add(held.RELATIONS)
        yield from held.without(bundle, gone)
    yield from held.besides_spans(bundle, kept)
    yield from held.of_layer(bundle, ("annotator",))
    renamed = {key: value for key, value in bundle.attributes.items() if key != CATEGORIES}
    own = bundle.attributes.get(CATEGORIES)
    if own is not None and (not isinstance(own, list) or not own or renamed):
        renamed[CATEGORIES] = own
    if renamed:
        what = ", ".join(f"{key}={value}" for key, value in sorted(renamed.items()))
        yield held.of_document(held.LAYER, bundle, what)


def claims(path: Path) -> bool:
    """Whether its first object is a text without the keys of Prodigy or of the workbench."""
    if path.suffix.lower() not in (".jsonl", ".json"):
        return False
    first = first_object(path)
    if any(key in first for key in ("tokens", "spans", "answer", "_task_hash", "_input_hash", "annotations")):
        return False
    return isinstance(first.get("text"), str) or (
        isinstance(first.get("data"), str) and any(key in first for key in _SPANS)
    )


def hint(files: list[Path]) -> str:
    """What to choose in doccano's import."""
    if not files:
        return ""
    names = ", ".join(path.name for path in files)
    return (
        f"In doccano, Dataset > Import > JSONL: choose {names}, column data “text”, column label “label” "
        "(in a project with relations the columns are found by themselves); allow overlapping spans if yours do."
    )


FORMAT = Format(
    id="doccano",
    title="doccano JSONL",
    suffixes=(".jsonl",),
    read=read,
    write=write,
    losses=losses,
    claims=claims,
    options=(
        Option(
            "project",
            "Kind of doccano project, else as the schema (when writing)",
            "",
            ("", "spans", "relations"),
        ),
        Option("annotators", "Whose work it is (when reading)", "line", ("line", "file")),
        Option("text_column", "Key of the text (when reading)", ""),
        Option("label_column", "Key of the labels (when reading)", ""),
    ),
    limits=Limits(fragments=False),
    loses="fragments, attributes, notes, comments; attributes of documents become categories",
    hint=hint,
)
