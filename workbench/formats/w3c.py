"""W3C Web Annotation as JSON-LD: a collection of annotations that select their text by position and quote.

https://www.w3.org/TR/annotation-model. Positions are code points of the text as it lies in the folder of
texts, UTF-8; a plain text has no tags and no entities, so section 4.2.5's normalisation changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec

from workbench.formats import held, w3c_back
from workbench.formats.base import Format, Loss, Pairs, Reading, Writing
from workbench.formats.folders import FileNames
from workbench.formats.writing import replacing
from workbench.model import Annotator, Attributes, Bundle, Comment, Fragment, Relation, Span
from workbench.offsets import snap_to_graphemes
from workbench.schema import Schema

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
SHA256 = "http://id.loc.gov/vocabulary/preservation/cryptographicHashFunctions/sha256"
LINKS = "relations, kept in annotations that link"
AROUND = 32  # code points of prefix and suffix
_SOFTWARE = {"person": "Person", "model": "Software", "gold": "Person"}
_ENCODER = msgspec.json.Encoder(order=None)


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """The collection, one annotation a line, and a folder with the text of each document.

    A span is an annotation with its label as a tag and its attributes as further bodies; a fragment is a
    target of its own, as selectors of one target have to select the same. A relation is an annotation that
    links the annotations of its two spans; a comment is one about another.
    """
    path = writing.folder / f"{writing.stem}.jsonld"
    folder = writing.folder / f"{writing.stem}-texts"
    folder.mkdir(parents=True, exist_ok=True)
    names = FileNames(folder)
    collection = str(_urn("", writing.stem))
    head = {
        "@context": [CONTEXT, {"sha256": SHA256}],
        "id": collection,
        "type": "AnnotationCollection",
        "label": writing.stem,
    }
    page = {"id": f"{collection}#1", "type": "AnnotationPage", "partOf": collection, "startIndex": 0}
    count = 0
    with replacing(path) as file:
        file.write(_ENCODER.encode(head)[:-1] + b',"first":' + _ENCODER.encode(page)[:-1] + b',"items":[')
        for _, group in groupby(bundles, key=lambda bundle: bundle.document.id or bundle.document.name):
            source: dict[str, Any] = {}
            for bundle in group:
                if not source:
                    source = _source(bundle, names)
                for item in _annotations(bundle, source):
                    file.write((b",\n" if count else b"\n") + _ENCODER.encode(item))
                    count += 1
        file.write(b'\n]},"total":' + str(count).encode() + b"}\n")
    return [path, folder]


def _source(bundle: Bundle, names: FileNames) -> dict[str, Any]:
    """The text as a resource, written beside: its address from the collection, and its digest."""
    document = bundle.document
    data = document.text.encode()
    path = names.path(document.name)
    path = path.with_name(path.name + ".txt")
    with replacing(path) as file:
        file.write(data)
    source = {"id": f"{quote(path.parent.name)}/{quote(path.name)}", "type": "Text", "format": "text/plain"}
    if document.language:
        source["language"] = document.language
    return source | {"label": document.name, "sha256": hashlib.sha256(data).hexdigest()}


def _urn(scope: str, raw: str) -> str:
    """A UUID as an address: the id itself if it is one, else the same one each time."""
    try:
        return UUID(raw).urn
    except ValueError:
        return uuid5(NAMESPACE_URL, f"annotation-workbench/{scope}/{raw}").urn


def _scope(bundle: Bundle) -> str:
    who = bundle.annotator
    return f"{bundle.document.id or bundle.document.name}/{who.id or who.name if who else ''}/{bundle.round}"


def _annotations(bundle: Bundle, source: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    who, scope = bundle.annotator, _scope(bundle)
    creator = {"creator": _creator(who)} if who else {}
    for span in held.in_order(bundle.spans):
        targets = [
            {"source": source, "selector": _selectors(bundle.document.text, part)} for part in span.parts()
        ]
        yield _annotation(
            _urn(scope, span.id),
            "classifying",
            _bodies(span),
            targets if span.fragments else targets[0],
            creator,
        )
    for relation in sorted(bundle.relations, key=lambda relation: relation.id):
        bodies = _bodies(relation)
        bodies.append({"source": _urn(scope, relation.tail), "purpose": "linking"})
        yield _annotation(_urn(scope, relation.id), "linking", bodies, _urn(scope, relation.head), creator)
    for comment in sorted(bundle.comments, key=lambda comment: (comment.at, comment.id)):
        yield _comment(comment, scope, source)


def _annotation(
    id_: str, motivation: str, bodies: list[dict[str, Any]], target: Any, more: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": id_,
        "type": "Annotation",
        "motivation": motivation,
        **more,
        "body": bodies,
        "target": target,
    }


def _creator(who: Annotator) -> dict[str, Any]:
    return {"id": _urn("annotator", who.id or who.name), "type": _SOFTWARE[who.kind], "name": who.name}


def _comment(comment: Comment, scope: str, source: Mapping[str, Any]) -> dict[str, Any]:
    body = {"type": "TextualBody", "value": comment.text, "format": "text/plain"}
    about: Any = source["id"] if comment.target_kind == "document" else _urn(scope, comment.target)
    if comment.parent:
        about = _urn(scope, comment.parent)
    more: dict[str, Any] = {"created": comment.at} if comment.at else {}
    if comment.annotator:
        more["creator"] = _urn("annotator", comment.annotator)
    return _annotation(
        _urn(scope, comment.id), "replying" if comment.parent else "commenting", [body], about, more
    )


def _bodies(thing: Span | Relation) -> list[dict[str, Any]]:
    """The label as a tag, each attribute as a description named by its key, the note as a comment."""
    bodies = [{"type": "TextualBody", "purpose": "tagging", "value": thing.label}]
    bodies += [
        {"type": "TextualBody", "purpose": "describing", "label": name, "value": value}
        for name, value in _values(thing.attributes)
    ]
    if thing.note:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": thing.note})
    return bodies


def _values(attributes: Attributes) -> Iterator[tuple[str, str]]:
    for name, value in sorted(attributes.items()):
        for one in value if isinstance(value, list) else [value]:
            yield name, one if isinstance(one, str) else json.dumps(one)


def _selectors(text: str, part: Fragment) -> list[dict[str, Any]]:
    """The same stretch twice: by position, and by quote with what stands around it, no grapheme cut."""
    start, end = part
    before = snap_to_graphemes(text, start=max(0, start - AROUND), end=start)[0] if start else 0
    after = (
        snap_to_graphemes(text, start=end, end=min(len(text), end + AROUND))[1] if end < len(text) else end
    )
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[before:start],
            "suffix": text[end:after],
        },
    ]


def back(bundles: Iterable[Bundle], writing: Writing, reading: Reading) -> Pairs:
    """What the annotations say, on the texts beside."""

    def urns(bundle: Bundle) -> Callable[[str], str]:
        return partial(_urn, _scope(bundle))

    return w3c_back.pairs(bundles, writing, urns, _bodies)


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Relations, which no standard form holds; unsure marks, origins, and what is on the whole document."""
    spans = {span.id: span for span in bundle.spans}
    for relation in bundle.relations:
        yield held.of_relation(LINKS, bundle, relation, spans)
    yield from held.besides_spans(
        bundle, {held.RELATIONS, held.ATTRIBUTES, held.NOTES, held.COMMENTS, held.METADATA}
    )
    yield from held.of_layer(bundle, ("annotator", "kind") if bundle.spans or bundle.relations else ())
    for comment in bundle.comments:
        if comment.resolved:
            yield held.of_comment("marks of resolved comments", bundle, comment)
    document = bundle.document
    alone = not bundle.spans  # what is on the document stands where spans point at it
    if alone:
        yield held.of_document(held.NAMES, bundle, document.name)
    filled = [
        name for name in (*(("language",) if alone else ()), "published", "source") if getattr(document, name)
    ] + sorted(document.meta)
    if filled:
        yield held.of_document(held.METADATA, bundle, ", ".join(filled))


FORMAT = Format(
    id="w3c",
    title="W3C Web Annotation (JSON-LD)",
    suffixes=(".jsonld",),
    write=write,
    losses=losses,
    back=back,
    loses="unsure marks, origins and scores, attributes and metadata of documents; relations become "
    "annotations that link",
)
