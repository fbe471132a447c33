"""Layers in a few words, for tests of what compares them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from workbench import jobs
from workbench.model import Annotator, Attributes, Bundle, Document, Relation, Span, new_id
from workbench.project import Project
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


STORY = "Ana met Bo on Monday, 1 May. “It rained,” said Bo."
WHO = {name: {"id": new_id(), "name": name} for name in ("Ada", "Ben", "Cyd")}
WHO["gold"] = {"id": new_id(), "name": "gold", "kind": "gold"}


def line(document: str, who: str, *spans: tuple[str, str], **more: Any) -> dict[str, Any]:
    """One line of `jsonl`; a span is its label and its words."""
    made = [
        {"label": label, "start": STORY.index(words), "end": STORY.index(words) + len(words)}
        for label, words in spans
    ]
    return {
        "document": {"name": document, "text": STORY},
        "annotator": WHO[who],
        "status": "done",
        "spans": made,
        **more,
    }


def fill(project: Project, lines: list[dict[str, Any]], folder: Path) -> None:
    path = folder / "lines.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [path]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
