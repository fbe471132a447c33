"""Reading back a collection of Web Annotations that was just written, one bundle in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec.structs import replace

from workbench.formats import held
from workbench.formats.base import Pairs, Writing
from workbench.formats.folders import FileNames
from workbench.model import Bundle, Comment, Document, Relation, Span

Urn = Callable[[str], str]  # the address of a span, relation or comment by its id
_decode = msgspec.json.Decoder().decode


def pairs(
    bundles: Iterable[Bundle],
    writing: Writing,
    urns: Callable[[Bundle], Urn],
    bodies: Callable[[Span | Relation], list[dict[str, Any]]],
) -> Pairs:
    """As many annotations for each bundle as it has spans, relations and comments, checked on the text beside.

    What comes back is what the annotations say; None where they say something else than the bundle.
    """
    items = _items(writing.folder / f"{writing.stem}.jsonld")
    names = FileNames(writing.folder / f"{writing.stem}-texts")
    for _, group in groupby(bundles, key=lambda bundle: bundle.document.id or bundle.document.name):
        text: str | None = None
        for bundle in group:
            if text is None:
                path = names.path(bundle.document.name)
                text = path.with_name(path.name + ".txt").read_bytes().decode("utf-8")
            count = len(bundle.spans) + len(bundle.relations) + len(bundle.comments)
            found = list(islice(items, count))
            fits = len(found) == count and text == bundle.document.text
            fits = fits and _says(found, bundle, urns(bundle), bodies)
            yield bundle, _held(bundle) if fits else None


def _items(path: Path) -> Iterator[dict[str, Any]]:
    with path.open("rb") as file:
        next(file)
        for line in file:
            if not line.startswith(b"]"):
                yield _decode(line.rstrip(b",\n"))


def _says(
    items: Iterable[Mapping[str, Any]],
    bundle: Bundle,
    urn: Urn,
    bodies: Callable[[Span | Relation], list[dict[str, Any]]],
) -> bool:
    by_id = {item["id"]: item for item in items}
    for span in bundle.spans:
        item = by_id.get(urn(span.id))
        if item is None or item["motivation"] != "classifying":
            return False
        targets = item["target"]
        parts = [_part(one, bundle.document) for one in (targets if isinstance(targets, list) else [targets])]
        if tuple(parts) != span.parts() or item["body"] != bodies(span):
            return False
    for relation in bundle.relations:
        item = by_id.get(urn(relation.id))
        if item is None:
            return False
        *said, link = item["body"]
        if (item["target"], link.get("source")) != (urn(relation.head), urn(relation.tail)):
            return False
        if said != bodies(relation):
            return False
    return all(
        [body["value"] for body in by_id.get(urn(comment.id), {}).get("body", ())] == [comment.text]
        for comment in bundle.comments
    )


def _part(target: Mapping[str, Any], document: Document) -> tuple[int, int] | None:
    """The stretch that a target selects, if position and quote agree."""
    position, quote = target["selector"]
    start, end = position["start"], position["end"]
    agree = document.text[start:end] == quote["exact"] and target["source"]["label"] == document.name
    file = unquote(target["source"]["id"].rpartition("/")[2])
    return (start, end) if agree and file.endswith(".txt") else None


def _held(bundle: Bundle) -> Bundle:
    """What annotations can say of a bundle."""
    document, alone = bundle.document, not bundle.spans
    nameless = alone and not bundle.relations

    def bare(thing: Any) -> Any:
        return replace(thing, unsure=False, origin="", score=None)

    return Bundle(
        Document("", "" if alone else document.name, document.text, "" if alone else document.language),
        None if nameless else bundle.annotator,
        spans=tuple(bare(span) for span in held.in_order(bundle.spans)),
        relations=tuple(bare(relation) for relation in bundle.relations),
        comments=tuple(_said(comment) for comment in bundle.comments),
    )


def _said(comment: Comment) -> Comment:
    return replace(comment, resolved=False)
