"""The columns of a dataset for Hugging Face: their types, what each is for, and a bundle as one row.

A shape is the name of a plain type, a list of one shape, or a dict of shapes by name. Out of the one
table come the Arrow types, the features in the file's metadata, and those in the card, in the spellings
that both old and new releases of `datasets` read
(https://huggingface.co/docs/datasets/about_dataset_features).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from workbench.model import Attributes, Bundle, Relation, Span

TAGS = "ner_tags"
_CLASS = "class label"  # a number, whose name is in the features
_ATTRIBUTES = [{"name": "string", "type": "string", "value": "string"}]
_MORE = {
    "attributes": _ATTRIBUTES,
    "note": "string",
    "unsure": "bool",
    "origin": "string",
    "score": "float64",
}
_SPAN = {
    "id": "string",
    "label": "string",
    "start": "int32",
    "end": "int32",
    "fragments": [["int32"]],
    "text": "string",
}
_RELATION = {"id": "string", "label": "string", "head": "string", "tail": "string"}
_COMMENT = {
    "id": "string",
    "target_kind": "string",
    "target": "string",
    "parent": "string",
    "annotator": "string",
    "at": "string",
    "text": "string",
    "resolved": "bool",
}


class Column(Struct, frozen=True):
    """A column: its shape, and in a few words what it holds. `trained`: trainers of tags read it."""

    shape: Any
    holds: str
    trained: bool = False


COLUMNS: dict[str, Column] = {
    "tokens": Column(["string"], "the words of the text", trained=True),
    TAGS: Column([_CLASS], "a tag for each token, IOB2; no span is O", trained=True),
    "token_starts": Column(["int32"], "where each token begins in the text"),
    "token_ends": Column(["int32"], "where each token ends in the text, exclusive"),
    "sentence_starts": Column(["int32"], "which tokens begin a sentence, as numbers from 0"),
    "doc_id": Column("string", "the document; the same in every row of its layers"),
    "name": Column("string", "its name"),
    "text": Column("string", "its text, exactly as it was read"),
    "language": Column("string", "its language, or empty"),
    "published": Column("string", "the day it was published, or empty"),
    "source": Column("string", "where it is from, or empty"),
    "metadata": Column("string", "all else that is known of it, a JSON object"),
    "annotator_id": Column("string", "who made the layer; empty: there is none"),
    "annotator": Column("string", "their name"),
    "annotator_kind": Column("string", "person, model or gold"),
    "round": Column("int32", "which of their layers on the document"),
    "status": Column("string", "how far the layer is"),
    "attributes": Column(_ATTRIBUTES, "values of the whole document, by its annotator"),
    "spans": Column([_SPAN | _MORE], "all spans: overlapping, nested and in fragments too"),
    "relations": Column([_RELATION | _MORE], "arrows from the span `head` to the span `tail`, by id"),
    "comments": Column([_COMMENT], "remarks on spans, relations and the document"),
}

# made from the text and the spans, so that no reading needs them
TOKEN_COLUMNS = ("tokens", TAGS, "token_starts", "token_ends", "sentence_starts")


def arrow_schema(pa: Any) -> Any:
    """The Arrow schema of the columns; `pa` is pyarrow."""

    def arrow(shape: Any) -> Any:
        if isinstance(shape, list):
            return pa.list_(arrow(shape[0]))
        if isinstance(shape, dict):
            return pa.struct([pa.field(name, arrow(inner)) for name, inner in shape.items()])
        return pa.type_for_alias("int64" if shape == _CLASS else shape)

    return pa.schema([pa.field(name, arrow(column.shape)) for name, column in COLUMNS.items()])


def file_features(names: Sequence[str]) -> dict[str, Any]:
    """The features as a parquet file carries them, under info of its key "huggingface"."""

    def feature(shape: Any) -> Any:
        if isinstance(shape, list):
            inner = feature(shape[0])
            plain = isinstance(shape[0], str)
            return {"feature": inner, "_type": "Sequence"} if plain else [inner]
        if isinstance(shape, dict):
            return {name: feature(inner) for name, inner in shape.items()}
        if shape == _CLASS:
            return {"names": list(names), "_type": "ClassLabel"}
        return {"dtype": shape, "_type": "Value"}

    return {name: feature(column.shape) for name, column in COLUMNS.items()}


def card_features(names: Sequence[str]) -> list[dict[str, Any]]:
    """The features as the head of the card lists them."""

    def feature(shape: Any) -> dict[str, Any]:
        if isinstance(shape, list) and isinstance(shape[0], dict):
            return {"list": listed(shape[0])}
        if isinstance(shape, list):
            inner = feature(shape[0])
            nested = isinstance(shape[0], list) or shape[0] == _CLASS
            key = "list" if isinstance(shape[0], list) else "sequence"
            return {key: (inner["dtype"] if shape[0] == _CLASS else inner) if nested else shape[0]}
        if shape == _CLASS:
            return {"dtype": {"class_label": {"names": {str(at): name for at, name in enumerate(names)}}}}
        return {"dtype": shape}

    def listed(shapes: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [{"name": name} | feature(shape) for name, shape in shapes.items()]

    return listed({name: column.shape for name, column in COLUMNS.items()})


def row_of(bundle: Bundle) -> dict[str, Any]:
    """The bundle as a row, without the columns of tokens; spans by start, end and id, as everywhere."""
    document, who, text = bundle.document, bundle.annotator, bundle.document.text
    return {
        "doc_id": document.id,
        "name": document.name,
        "text": text,
        "language": document.language,
        "published": document.published,
        "source": document.source,
        "metadata": json.dumps(document.meta, ensure_ascii=False, sort_keys=True),
        "annotator_id": who.id if who else "",
        "annotator": who.name if who else "",
        "annotator_kind": who.kind if who else "",
        "round": bundle.round,
        "status": bundle.status,
        "attributes": plain_attributes(bundle.attributes),
        "spans": [
            {
                "id": span.id,
                "label": span.label,
                "start": span.start,
                "end": span.end,
                "fragments": [list(part) for part in span.fragments],
                "text": span.covered(text),
            }
            | _more(span)
            for span in sorted(bundle.spans, key=lambda span: (span.start, span.end, span.id))
        ],
        "relations": [
            {"id": r.id, "label": r.label, "head": r.head, "tail": r.tail} | _more(r)
            for r in sorted(bundle.relations, key=lambda relation: relation.id)
        ],
        "comments": [
            {name: getattr(comment, name) for name in _COMMENT}
            for comment in sorted(bundle.comments, key=lambda comment: (comment.at, comment.id))
        ],
    }


def _more(thing: Span | Relation) -> dict[str, Any]:
    return {
        "attributes": plain_attributes(thing.attributes),
        "note": thing.note,
        "unsure": thing.unsure,
        "origin": thing.origin,
        "score": thing.score,
    }


def plain_attributes(attributes: Attributes) -> list[dict[str, str]]:
    """Attributes by name, each value as text with its type: text, flag, integer, number, or json."""
    found = []
    for name, value in sorted(attributes.items()):
        if isinstance(value, str):
            kind, plain = "text", value
        elif isinstance(value, bool):
            kind, plain = "flag", "true" if value else "false"
        elif isinstance(value, int | float):
            kind, plain = "integer" if isinstance(value, int) else "number", repr(value)
        else:
            kind, plain = "json", json.dumps(value, ensure_ascii=False, sort_keys=True)
        found.append({"name": name, "type": kind, "value": plain})
    return found


def typed_attributes(plain: Any) -> Attributes:
    """What `plain_attributes` was made of. Raises ValueError, KeyError or TypeError where that cannot be."""
    return {one["name"]: _VALUES[one["type"]](one["value"]) for one in plain or ()}


def _flag(value: str) -> bool:
    return {"true": True, "false": False}[value]


_VALUES: dict[str, Callable[[str], Any]] = {
    "text": str,
    "flag": _flag,
    "integer": int,
    "number": float,
    "json": json.loads,
}
