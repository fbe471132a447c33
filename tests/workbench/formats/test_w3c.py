"""W3C Web Annotation: selectors select what the span covers, and the vocabulary's rules are kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from workbench.formats import Writing
from workbench.formats.w3c import FORMAT, losses, write
from workbench.model import Bundle, Document, Span
from workbench.offsets import is_grapheme_boundary

MOTIVATIONS = ("classifying", "linking", "commenting", "replying")  # of the vocabulary's thirteen
PURPOSES = ("tagging", "describing", "commenting", "linking")
# https://www.w3.org/TR/annotation-vocab: the instances of oa:Motivation, and of the terms that its context
# defines (https://www.w3.org/ns/anno.jsonld) those that may stand on a thing of each kind
ALL_MOTIVATIONS = {
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting"),
    *("identifying", "linking", "moderating", "questioning", "replying", "tagging"),
}
TERMS = {
    "Annotation": {"id", "type", "motivation", "creator", "created", "body", "target"},
    "TextualBody": {"type", "value", "format", "language", "purpose", "label"},
    "SpecificResource": {"source", "selector", "purpose"},
    "TextPositionSelector": {"type", "start", "end"},
    "TextQuoteSelector": {"type", "exact", "prefix", "suffix"},
    "Text": {"id", "type", "format", "language", "label"},
    "Person": {"id", "type", "name"},
    "Software": {"id", "type", "name"},
    "AnnotationCollection": {"@context", "id", "type", "label", "total", "first"},
    "AnnotationPage": {"id", "type", "partOf", "startIndex", "items"},
}


def _things(value: Any) -> Iterator[dict[str, Any]]:
    """All objects of a JSON value but those of the context, which define terms."""
    if isinstance(value, dict):
        yield value
        value = [one for key, one in value.items() if key != "@context"]
    if isinstance(value, list):
        for one in value:
            yield from _things(one)


def _written(tmp_path: Path, bundle: Bundle, schema: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    path, texts = write([bundle], Writing(tmp_path, "out", schema))
    assert texts.is_dir() and path.suffix in FORMAT.suffixes
    collection = json.loads(path.read_text("utf-8"))
    return collection, collection["first"]["items"]


def test_the_collection_is_as_the_model_has_it(hell, tmp_path, schema) -> None:
    collection, items = _written(tmp_path, hell, schema)
    assert collection["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection" and collection["total"] == len(items)
    assert collection["first"]["type"] == "AnnotationPage"
    assert collection["first"]["partOf"] == collection["id"] and collection["first"]["startIndex"] == 0
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ids) and all(one.startswith("urn:uuid:") for one in ids)
    for item in items:
        assert item["type"] == "Annotation" and item["motivation"] in MOTIVATIONS and item["target"]
        for body in item["body"]:
            assert body.get("purpose", "commenting") in PURPOSES
            assert body.get("type") == "TextualBody" or body["source"] in ids
    assert len(items) == len(hell.spans) + len(hell.relations) + len(hell.comments)


def test_every_thing_keeps_the_rules_of_the_vocabulary(hell, tmp_path, schema) -> None:
    collection, items = _written(tmp_path, hell, schema)
    own = {term for part in collection["@context"] if isinstance(part, dict) for term in part}
    seen = set()
    for thing in _things(collection):
        kind = thing.get("type", "SpecificResource")
        seen.add(kind)
        assert thing.keys() <= TERMS[kind] | own, kind  # a processor drops what no context defines
        if kind == "Annotation":
            assert urlsplit(thing["id"]).scheme and thing["target"] and thing["motivation"] in ALL_MOTIVATIONS
            if "created" in thing:
                assert datetime.fromisoformat(thing["created"]).tzinfo is not None
        elif kind == "TextualBody":
            assert isinstance(thing["value"], str)
        elif kind == "TextPositionSelector":
            assert 0 <= thing["start"] < thing["end"]
        elif kind == "TextQuoteSelector":
            assert all(isinstance(thing[key], str) for key in ("exact", "prefix", "suffix"))
        elif kind == "SpecificResource":
            assert thing["source"]
        assert thing.get("purpose", "tagging") in ALL_MOTIVATIONS
    assert seen == TERMS.keys() - {"Software"}
    assert collection["total"] == len(items)


def test_position_and_quote_select_what_the_span_covers_in_the_text_beside(hell, tmp_path, schema) -> None:
    _, items = _written(tmp_path, hell, schema)
    spans = sorted(hell.spans, key=lambda span: (span.start, span.end, span.id))
    for span, item in zip(spans, items, strict=False):
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        assert len(targets) == len(span.parts())
        for target, (start, end) in zip(targets, span.parts(), strict=True):
            data = (tmp_path / unquote(target["source"]["id"])).read_bytes()
            assert hashlib.sha256(data).hexdigest() == target["source"]["sha256"]
            text = data.decode()
            assert text == hell.document.text and target["source"]["language"] == "en"
            position, quote = target["selector"]
            assert (position["type"], position["start"], position["end"]) == (
                "TextPositionSelector",
                start,
                end,
            )
            assert quote["type"] == "TextQuoteSelector" and quote["exact"] == text[start:end]
            assert text[:start].endswith(quote["prefix"]) and text[end:].startswith(quote["suffix"])
            assert is_grapheme_boundary(text, start - len(quote["prefix"]))
            assert is_grapheme_boundary(text, end + len(quote["suffix"]))
            assert len(quote["prefix"]) >= min(start, 32) and len(quote["suffix"]) >= min(len(text) - end, 32)


def test_attributes_and_notes_are_bodies_and_relations_link(hell, tmp_path, schema) -> None:
    _, items = _written(tmp_path, hell, schema)
    said = [[(b.get("purpose"), b.get("label"), b.get("value")) for b in item["body"]] for item in items]
    (anna,) = [one for one in said if ("describing", "ref", "Q1") in one]
    assert anna == [
        ("tagging", None, "person"),
        ("describing", "kinds", "a b"),
        ("describing", "kinds", "c"),
        ("describing", "rank", "3"),
        ("describing", "ref", "Q1"),
        ("describing", "sure", "true"),
    ]
    by_id = {item["id"]: item for item in items}
    (knows,) = [
        item for item in items if item["motivation"] == "linking" and item["body"][0]["value"] == "knows"
    ]
    head, tail = by_id[knows["target"]], by_id[knows["body"][-1]["source"]]
    assert head["target"]["selector"][1]["exact"] == "Anna"
    assert tail["target"]["selector"][1]["exact"] == "Zoe\u0301"
    assert items[0]["creator"]["name"] == "Ann" and items[0]["creator"]["type"] == "Person"
    (answer,) = [item for item in items if item["motivation"] == "replying"]
    assert by_id[answer["target"]]["body"][0]["value"] == "Who is\nshe?"


def test_relations_and_what_has_no_place_are_losses(hell, schema) -> None:
    kinds = {loss.kind for loss in losses(hell, schema, {})}
    assert kinds == {
        "relations, kept in annotations that link",
        "unsure marks",
        "origins and scores",
        "attributes of documents",
        "metadata of documents",
        "annotators, rounds and statuses of layers",
        "marks of resolved comments",
    }


def test_texts_of_one_name_stay_two(tmp_path, schema) -> None:
    bundles = [
        Bundle(Document(f"d{n}", "name", f"Text {n}"), spans=(Span("s", "x", 0, 4),)) for n in range(2)
    ]
    path, texts = write(bundles, Writing(tmp_path, "out", schema))
    assert sorted(file.name for file in texts.iterdir()) == ["name 2.txt", "name.txt"]
    items = json.loads(path.read_text())["first"]["items"]
    assert len({item["id"] for item in items}) == 2
