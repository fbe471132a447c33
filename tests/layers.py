"""Layers in a few words, for tests of what compares them."""

from __future__ import annotations

from workbench.model import Annotator, Attributes, Bundle, Document, Relation, Span
from workbench.schema import Schema, load_schema

TEXT = "The minister of New Delhi said on Friday that Russia and India had agreed to build the ship. " * 4


def schema() -> Schema:
    """The `news` schema: groups entity, time, claim; same-as is symmetric and transitive."""
    return load_schema("news")


def span(words: str, *, id: str = "", **attributes: object) -> Span:
    """`PER 4-12`, or with fragments `ORG 4-12,20-25`."""
    label, places = words.split()
    parts = tuple((int(low), int(high)) for low, high in (one.split("-") for one in places.split(",")))
    values: Attributes = dict(attributes)
    fragments = parts if len(parts) > 1 else ()
    return Span(id or words, label, parts[0][0], parts[-1][1], fragments, values)


def layer(
    name: str,
    *spans: str | Span,
    relations: tuple[str | Relation, ...] = (),
    document: str = "d",
    text: str = TEXT,
    round: int = 1,
    **attributes: object,
) -> Bundle:
    """A finished layer. Ids of spans are made of the name and their words; a relation is `head label tail`."""
    made = []
    for one in spans:
        it = span(one) if isinstance(one, str) else one
        made.append(Span(f"{name}:{it.id}", it.label, it.start, it.end, it.fragments, it.attributes))
    arrows = []
    for number, one in enumerate(relations):
        if isinstance(one, str):
            head, label, tail = one.split(" > ")
            one = Relation(f"{name}:r{number}", label, f"{name}:{head}", f"{name}:{tail}")
        arrows.append(one)
    return Bundle(
        Document(document, document, text),
        Annotator(name, name),
        round,
        "done",
        dict(attributes),
        tuple(made),
        tuple(arrows),
    )
