"""Any bundles, imported, exported as jsonl, imported into a new project and exported again: the same bytes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from support import asked, rows

from workbench import jobs
from workbench.model import STATUSES, Annotator
from workbench.project import Project
from workbench.schema import load_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
PEOPLE = [
    {"name": "Ada", "id": ADA.id},
    {"name": "Bob", "id": "018f0000-0000-7000-8000-000000000002"},
    {"name": "bot", "id": "bot-7", "kind": "model"},
    {"name": "Zoe"},
]
SCHEMA = load_schema("news")
LABELS = [label.id for label in SCHEMA.labels]
RELATIONS = [relation.id for relation in SCHEMA.relations]

words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
texts = st.text(st.sampled_from("Ana Bo.\r\n\t\u00a0\u2028é\u0301👩\u200d中ع\ufeff"), min_size=1, max_size=40)
ids = st.sampled_from(
    ["", "T1", "T2", "018f0000-0000-7000-8000-00000000000", "018F0000-0000-7000-8000-0000000000A"]
)
numbers = st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | numbers | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words, inner, max_size=2),
    max_leaves=3,
)
attributes = st.dictionaries(
    st.sampled_from(["ref", "value", "type", "stance", "own"]) | words, values, max_size=2
)


def things(draw: st.DrawFn) -> dict[str, Any]:
    """What spans and relations share."""
    return {
        "attributes": draw(attributes),
        "note": draw(words),
        "unsure": draw(st.booleans()),
        "origin": draw(words),
        "score": draw(st.none() | st.floats(0, 1)),
    }


@st.composite
def bundles(draw: st.DrawFn) -> dict[str, Any]:
    """A line of a jsonl file: any text with any layer and comments."""
    text = draw(texts)
    raw = draw(st.lists(ids, max_size=4))
    keys = [f"{one}{at}" if one else f"span {at + 1}" for at, one in enumerate(raw)]
    spans = []
    for key in keys:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=5)))
        parts = list(zip(cuts[::2], cuts[1::2], strict=False))
        fragments = parts if len(parts) > 1 else []
        extent = {"start": parts[0][0], "end": parts[-1][1], "fragments": fragments}
        spans.append({"id": key, "label": draw(st.sampled_from(LABELS)), **extent, **things(draw)})
    ends = st.sampled_from(keys) if keys else st.nothing()
    relations = []
    for at in range(draw(st.integers(0, 2)) if keys else 0):
        arrow = {"id": f"R{at}", "label": draw(st.sampled_from(RELATIONS))}
        relations.append({**arrow, "head": draw(ends), "tail": draw(ends), **things(draw)})
    comments = []
    for at in range(draw(st.integers(0, 3))):
        target = {"kind": "span", "id": draw(ends)} if keys and draw(st.booleans()) else {"kind": "document"}
        comments.append(
            {
                "id": f"C{at}",
                "target": target,
                "text": draw(words),
                "annotator": draw(st.sampled_from([*(one["id"] for one in PEOPLE[:2]), ""])),
                "at": draw(st.sampled_from(["", "2024-01-01T10:00:00.000Z", "2024-01-01T11:00:00.000Z"])),
                "parent": f"C{at - 1}" if at and draw(st.booleans()) else "",
                "resolved": draw(st.booleans()),
            }
        )
    document = {
        "name": draw(st.sampled_from(["a", "b", "../c"])),
        "text": text,
        "id": draw(st.sampled_from(["", "d1"])),
        "published": draw(st.sampled_from(["", "2023-04-28"])),
        "language": draw(words),
        "source": draw(words),
        "meta": draw(attributes),
    }
    line: dict[str, Any] = {"document": document, "comments": comments}
    if keys or draw(st.booleans()):
        line |= {"annotator": draw(st.sampled_from(PEOPLE)), "round": draw(st.integers(1, 2))}
        line |= {"status": draw(st.sampled_from(["", *STATUSES])), "attributes": draw(attributes)}
        line |= {"spans": spans, "relations": relations}
    return line


def apart(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without a second layer of the same annotator on the same document."""
    found: dict[Any, dict[str, Any]] = {}
    for line in lines:
        document = line["document"]
        who = line.get("annotator", {}).get("name", "")
        found.setdefault((document["name"], document["text"], who, line.get("round")), line)
    return list(found.values())


def take(project: Project, path: Path) -> None:
    plan = jobs.finish(jobs.plan_job(project, [path]))
    assert plan.fatal == []
    jobs.finish(jobs.import_job(project, plan))
    plan.close()


def new(folder: Path, name: str) -> Project:
    return Project.create(folder / f"{name}.wbench", schema=SCHEMA, annotator=ADA)


def content(project: Project) -> dict[Any, Any]:
    """The rows of documents, spans and comments; a layer's id and a person's name are no content of jsonl."""
    return {
        key: {name: value for name, value in row.items() if name != "layer"}
        for key, row in rows(project).items()
        if isinstance(row, dict) and key[0] in ("document", "span", "comment")
    }


@settings(max_examples=80)
@given(lines=st.lists(bundles(), min_size=1, max_size=5).map(apart))
def test_a_project_survives_jsonl_to_the_byte(lines: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "in.jsonl"
        path.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
        one, two = new(folder, "one"), new(folder, "two")
        take(one, path)
        jobs.finish(jobs.export_job(one, folder / "first.jsonl", asked("jsonl")))
        take(two, folder / "first.jsonl")
        jobs.finish(jobs.export_job(two, folder / "second.jsonl", asked("jsonl")))
        assert (folder / "second.jsonl").read_bytes() == (folder / "first.jsonl").read_bytes()
        assert content(two) == content(one)
        # once more into the first, and nothing happens
        before = rows(one)
        plan = jobs.finish(jobs.plan_job(one, [folder / "first.jsonl", path]))
        assert {row.state for row in plan.rows} == {"already there"}
        assert jobs.finish(jobs.import_job(one, plan)).operation == ""
        plan.close()
        assert rows(one) == before
        one.close()
        two.close()
