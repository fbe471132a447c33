"""UIMA's CAS as XMI with its type system, and as JSON that holds its own: for INCEpTION, DKPro and cassis.

https://docs.oasis-open.org/uima/v1.0/uima-v1.0.html and https://github.com/apache/uima-uimaj-io-jsoncas.
cassis (dkpro-cassis) is imported only when it is used.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from workbench.formats import held, inception, markup, readback
from workbench.formats.base import Format, Loss, Option, Writing
from workbench.formats.folders import placed
from workbench.formats.layers import RELATION, SPAN
from workbench.formats.reading import BOM
from workbench.formats.timeml_tags import FORBIDDEN
from workbench.formats.uima_reader import TYPE_SYSTEM, read_json, read_xmi
from workbench.formats.uima_types import (
    COMMENT,
    DOCUMENT,
    INTEGERS,
    STRINGS,
    UNSPECIFIED,
    Feature,
    accessor,
    cassis,
    feature_of,
    type_system,
)
from workbench.formats.writing import replacing
from workbench.model import Bundle, Relation, Span
from workbench.schema import Schema
from workbench.utf16 import Utf16Map

VALUES = "numbers beyond 64 bits, which become text"
_BEGIN = re.compile(r'\s*\{\s*"%(TYPES|FEATURE_STRUCTURES|VIEWS)"\s*:')

Clean = Callable[[str], str]


def _features(bundle: Bundle) -> frozenset[Feature]:
    found = set()
    for kind, things in ((SPAN, bundle.spans), (RELATION, bundle.relations)):
        for thing in things:
            for name, value in thing.attributes.items():
                feature, range_, _ = feature_of(name, value)
                found.add((kind, feature, range_))
    return frozenset(found)


def _cas(bundle: Bundle, clean: Clean) -> Any:
    """The CAS of a bundle; `clean` is applied to every text that goes in."""
    types = type_system(_features(bundle))
    document, places = bundle.document, Utf16Map(bundle.document.text)
    cas = cassis().Cas(types)
    cas.sofa_string, cas.sofa_mime = clean(document.text), "text/plain"
    annotation = cas.get_document_annotation()
    annotation.begin, annotation.end = 0, len(document.text)
    annotation.language = clean(document.language or UNSPECIFIED)
    cas.add(types.get_type(DOCUMENT)(**_about(bundle, clean)))
    made = {}
    for span in held.in_order(bundle.spans):
        values = _values(span, types, clean)
        if span.fragments:
            units = [places.to_utf16(point) for part in span.fragments for point in part]
            values["fragments"] = types.get_type(INTEGERS)(elements=units)
        made[span.id] = types.get_type(SPAN)(begin=span.start, end=span.end, **values)
        cas.add(made[span.id])
    for relation in sorted(bundle.relations, key=lambda relation: relation.id):
        head, tail = made[relation.head], made[relation.tail]
        values = _values(relation, types, clean) | {"Governor": head, "Dependent": tail}
        cas.add(types.get_type(RELATION)(begin=tail.begin, end=tail.end, **values))
    for comment in bundle.comments:
        texts = {
            "id": comment.id,
            "targetKind": comment.target_kind,
            "target": comment.target,
            "parent": comment.parent,
            "annotator": comment.annotator,
            "at": comment.at,
            "text": comment.text,
        }
        texts = {name: clean(text) for name, text in texts.items()}
        cas.add(types.get_type(COMMENT)(**texts, resolved=comment.resolved))
    return cas


def _about(bundle: Bundle, clean: Clean) -> dict[str, Any]:
    document, who = bundle.document, bundle.annotator
    texts = {
        "id": document.id,
        "name": document.name,
        "published": document.published,
        "source": document.source,
        "meta": json.dumps(document.meta, sort_keys=True) if document.meta else "",
        "annotator": who.id if who else "",
        "annotatorName": who.name if who else "",
        "annotatorKind": who.kind if who else "",
        "status": bundle.status,
        "attributes": json.dumps(bundle.attributes, sort_keys=True) if bundle.attributes else "",
    }
    return {name: clean(text) for name, text in texts.items() if text} | {"round": bundle.round}


def _values(thing: Span | Relation, types: Any, clean: Clean) -> dict[str, Any]:
    values: dict[str, Any] = {"id": clean(thing.id), "label": clean(thing.label)}
    if thing.note:
        values["note"] = clean(thing.note)
    if thing.unsure:
        values["unsure"] = True
    if thing.origin:
        values["origin"] = clean(thing.origin)
    if thing.score is not None:
        values["score"] = float(thing.score)
    for name, value in sorted(thing.attributes.items()):
        feature, range_, plain = feature_of(name, value)
        if range_ == STRINGS:
            plain = types.get_type(STRINGS)(elements=[clean(item) for item in plain])
        values[accessor(feature)] = clean(plain) if isinstance(plain, str) else plain
    return values


def write_xmi(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """A folder named `stem` with an .xmi for each document and one type system, typesystem.xml, for all."""
    features: set[Feature] = set()
    cassis()
    folder = writing.folder / writing.stem
    folder.mkdir(parents=True, exist_ok=True)
    for bundle, path in placed(bundles, folder):
        features |= _features(bundle)
        with replacing(path.with_name(path.name + ".xmi")) as file:
            file.write(_cas(bundle, markup.without_forbidden).to_xmi().encode())
    with replacing(folder / TYPE_SYSTEM) as file:
        file.write(type_system(frozenset(features)).to_xml().encode())
    return [folder]


def write_json(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """A folder named `stem` with a .json for each document; each holds the types that it uses."""
    cassis()
    folder = writing.folder / writing.stem
    folder.mkdir(parents=True, exist_ok=True)
    for bundle, path in placed(bundles, folder):
        with replacing(path.with_name(path.name + ".json")) as file:
            file.write(_cas(bundle, str).to_json(pretty_print=False).encode())
    return [folder]


def losses_json(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Numbers that are too large."""
    spans = {span.id: span for span in bundle.spans}
    things: list[Span | Relation] = [*bundle.spans, *bundle.relations]
    for thing in things:
        large = [name for name, value in sorted(thing.attributes.items()) if not _fits(value)]
        if large:
            yield _loss(VALUES, bundle, thing, spans, ", ".join(large))


def _fits(value: Any) -> bool:
    return type(value) is not int or -(2**63) <= value < 2**63


def losses_xmi(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """As in JSON, and characters that XML 1.0 has no way to write; each becomes a blank."""
    yield from losses_json(bundle, schema, options)
    document = bundle.document
    if any(map(markup.forbidden, (document.text, document.name, document.source, document.published))):
        yield held.of_document(FORBIDDEN, bundle, "written as blanks")
    spans = {span.id: span for span in bundle.spans}
    things: list[Span | Relation] = [*bundle.spans, *bundle.relations]
    for thing in things:
        texts = [thing.label, thing.note, thing.origin]
        for value in thing.attributes.values():
            texts += value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and markup.forbidden(text) for text in texts):
            yield _loss(FORBIDDEN, bundle, thing, spans, "written as blanks")
    for comment in bundle.comments:
        if markup.forbidden(comment.text):
            yield held.of_comment(FORBIDDEN, bundle, comment)


def _loss(kind: str, bundle: Bundle, thing: Span | Relation, spans: Mapping[str, Span], more: str) -> Loss:
    if isinstance(thing, Span):
        return held.of_span(kind, bundle, thing, more)
    return held.of_relation(kind, bundle, thing, spans, more)


def is_type_system(path: Path) -> bool:
    """Whether a file describes types and holds no document."""
    return (
        path.suffix.lower() == ".xml" and path.is_file() and markup.begins_with(path, "typeSystemDescription")
    )


def claims_xmi(path: Path) -> bool:
    """An .xmi, an .xml that begins as one, or a zip of them as INCEpTION writes it."""
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return inception.is_zip(path)
    return suffix == ".xmi" or (suffix == ".xml" and markup.begins_with(path, "xmi:XMI"))


def claims_json(path: Path) -> bool:
    """A .json that begins with one of the three parts of a CAS."""
    if path.suffix.lower() != ".json":
        return False
    with path.open("rb") as file:
        head = file.read(400).decode("utf-8", "replace").removeprefix(BOM)
    return _BEGIN.match(head) is not None


_LABEL = Option("label", "Feature that is the label, else label or value (when reading)", "")

XMI = Format(
    id="uima-xmi",
    title="UIMA CAS XMI, also in INCEpTION’s zip",
    suffixes=(".xmi",),
    read=read_xmi,
    write=write_xmi,
    losses=losses_xmi,
    claims=claims_xmi,
    options=(Option("typesystem", "Type system, else typesystem.xml beside it (when reading)", ""), _LABEL),
    extra="uima",
    back=readback.in_files(read_xmi, ".xmi"),
    loses="characters that XML forbids",
    hint=lambda files: (
        "Load with cassis: cassis.load_cas_from_xmi(file, cassis.load_typesystem(typesystem_file))."
    ),
)

JSON = Format(
    id="uima-json",
    title="UIMA CAS JSON",
    suffixes=(".json",),
    read=read_json,
    write=write_json,
    losses=losses_json,
    claims=claims_json,
    options=(_LABEL,),
    extra="uima",
    back=readback.in_files(read_json, ".json"),
    loses="nothing but numbers beyond 64 bits, which become text",
    hint=lambda files: "Load with cassis: cassis.load_cas_from_json(file); the types are inside.",
)
