"""What a schema lacks can be mapped, added or left out: labels, relations, attributes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator, Change
from workbench.project import Project
from workbench.project.choices import MOVED
from workbench.project.importing import ImportPlan
from workbench.project.unknown import UnknownAttribute
from workbench.schema import load_schema, read_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
LINE: dict[str, Any] = {
    "document": {"name": "a", "text": "Ana met Bo in Oslo."},
    "annotator": {"name": "Bob"},
    "attributes": {"topic": "talks"},
    "spans": [
        {"id": "a", "label": "PER", "start": 0, "end": 3, "attributes": {"mood": "calm", "age": 30}},
        {"id": "b", "label": "PER", "start": 8, "end": 10, "attributes": {"mood": "calm"}},
        {"id": "c", "label": "CITY", "start": 14, "end": 18, "attributes": {"capital": True}},
    ],
    "relations": [
        {"id": "r", "label": "met", "head": "a", "tail": "b", "attributes": {"where": ["indoors", "abroad"]}},
        {"id": "q", "label": "in", "head": "b", "tail": "c"},
    ],
}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "p.wbench", schema=load_schema("ner"), annotator=ADA)
    yield made
    made.close()


def planned(project: Project, *lines: Mapping[str, Any]) -> ImportPlan:
    path = project.path.with_name("in.jsonl")
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    return jobs.finish(jobs.plan_job(project, [path]))


def take(project: Project, *lines: Mapping[str, Any], **how: Any) -> Change:
    plan = planned(project, *lines)
    try:
        return jobs.finish(jobs.import_job(project, plan, **how))
    finally:
        plan.close()


def bob(project: Project) -> Any:
    document = project.document_rows(project.document_keys())[0].id
    who = next(one.annotator.id for one in project.layers(document) if one.annotator.name == "Bob")
    return project.bundle(document, who)


def test_all_that_is_unknown_is_met_with_its_counts(project: Project) -> None:
    plan = planned(project, LINE)
    assert dict(plan.unknown_labels) == {"CITY": 1} and dict(plan.unknown_relations) == {"met": 1, "in": 1}
    assert {name: (met.count, met.described()) for name, met in plan.unknown_attributes.items()} == {
        "PER.mood": (2, "choice: calm"),
        "PER.age": (1, "number"),
        "CITY.capital": (1, "flag"),
        "met.where": (1, "choices: abroad, indoors"),
        ".topic": (1, "choice: talks"),
    }
    plan.close()


def test_everything_is_added_and_nothing_is_a_problem(project: Project) -> None:
    everything = dict.fromkeys(("PER.mood", "PER.age", ".topic"), "+")
    before = project.schema
    change = take(project, LINE, labels={"CITY": "+", "met": "+", "in": "+"}, attributes=everything)
    schema = project.schema
    assert change.notes == ()
    assert (schema.label("CITY").key, schema.label("CITY").group) == ("c", before.groups[0].id)
    assert [label.key for label in schema.labels].count("c") == 1
    assert (schema.relation("met").head, schema.relation("met").tail) == (("PER",), ("PER",))
    assert (schema.relation("in").head, schema.relation("in").tail) == (("PER",), ("CITY",))
    assert schema.relation("met").key != schema.relation("in").key
    assert [one.type for one in schema.relation("met").attributes] == ["choices"]
    assert schema.attribute("PER", "age").type == "number"
    assert schema.attribute("", "topic").type == "choice"
    from workbench.rules import check

    assert [one.kind for one in check(bob(project), schema)] == []
    project.undo_operation(change.operation)
    assert project.schema == before


def test_what_is_not_said_of_attributes_is_kept_and_told(project: Project) -> None:
    change = take(project, LINE, labels={"CITY": "", "met": "", "in": ""})
    assert change.notes == (
        "Left out: 1 span, 2 relations.",
        "Kept, though the schema has no such attribute: PER.mood (2), PER.age (1), .topic (1). "
        "--add-attributes adds them.",
    )
    assert [span.attributes for span in bob(project).spans] == [{"mood": "calm", "age": 30}, {"mood": "calm"}]


def test_values_move_to_the_metadata_and_are_not_lost(project: Project) -> None:
    move = dict.fromkeys(("PER.mood", "PER.age", "met.where", ".topic"), "")
    labels = {"CITY": "LOC", "met": "+", "in": ""}
    change = take(project, LINE, labels=labels, attributes=move)
    assert change.notes == (
        "Left out: 1 relation.",
        f"Moved to the metadata of their documents, under “{MOVED}”: PER.mood (2), PER.age (1), met.where (1), "
        ".topic (1).",
        "Kept, though the schema has no such attribute: CITY.capital (1). --add-attributes adds them.",
    )
    bundle = bob(project)
    assert [span.attributes for span in bundle.spans] == [{}, {}, {"capital": True}]
    assert bundle.attributes == {} and bundle.relations[0].attributes == {}
    moved = bundle.document.meta[MOVED]
    assert {
        "label": "PER",
        "start": 0,
        "end": 3,
        "attribute": "age",
        "value": 30,
        "annotator": "Bob",
    } in moved
    assert {"relation": "met", "head": [0, 3], "tail": [8, 10], "attribute": "where",
            "value": ["indoors", "abroad"], "annotator": "Bob"} in moved  # fmt: skip
    assert {"attribute": "topic", "value": "talks", "annotator": "Bob"} in moved
    assert len(moved) == 5
    again = take(project, LINE, labels={**labels, "met": "met"} | {"met": "met"}, attributes=move)
    assert again.operation == "" and len(bob(project).document.meta[MOVED]) == 5


def test_a_second_layer_adds_to_the_metadata_of_a_document_that_is_there(project: Project) -> None:
    plain = {"document": LINE["document"]}
    one = {**plain, "annotator": {"name": "Bob"}, "spans": LINE["spans"][:1]}
    two = {**one, "annotator": {"name": "Cleo"}}
    move = dict.fromkeys(("PER.mood", "PER.age"), "")
    first = take(project, one, two, attributes=move)  # both layers of a document that is new
    assert [(v["annotator"], v["attribute"]) for v in bob(project).document.meta[MOVED]] == [
        ("Bob", "mood"), ("Bob", "age"), ("Cleo", "mood"), ("Cleo", "age"),
    ]  # fmt: skip
    project.undo_operation(first.operation)
    assert project.document_count() == 0
    take(project, {**plain, "document": {**plain["document"], "meta": {"desk": "world"}}})
    second = take(project, one, attributes=move)
    assert set(bob(project).document.meta) == {"desk", MOVED}
    document = project.document_rows(project.document_keys())[0].id
    project.undo_operation(second.operation)
    assert project.document(document).meta == {"desk": "world"}


def test_a_label_that_is_mapped_brings_its_attributes_along(project: Project) -> None:
    take(project, LINE, labels={"CITY": "LOC", "met": "", "in": ""}, attributes={"CITY.capital": "+"})
    assert project.schema.attribute("LOC", "capital").type == "flag"
    assert bob(project).spans[2].attributes == {"capital": True}


def test_a_relation_whose_ends_are_left_out_is_not_added(project: Project) -> None:
    take(project, LINE, labels={"CITY": "", "met": "", "in": "+"})
    assert project.schema.find_relation("in") is None and bob(project).relations == ()


def test_choices_that_cannot_be(project: Project) -> None:
    for labels, attributes, reason in (
        ({"CITY": "+", "met": "+", "in": "PER"}, {}, "of relations the schema has"),
        ({"CITY": "", "met": "", "in": ""}, {"PER.mood": "x"}, "PER.mood cannot become “x”"),
    ):
        with pytest.raises(UserError, match=reason):
            take(project, LINE, labels=labels, attributes=attributes)
    assert project.document_count() == 0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([True, False], "flag"),
        ([1, 2.5], "number"),
        ([True, 1], "text"),
        (["high", "low", "high", "low"], "choice: high, low"),
        (["one", "two", "three"], "text"),
        (["a\nb", "a\nb"], "text"),
        (["x" * 80] * 4, "text"),
        (["https://a.org/x", "http://b.org"], "link"),
        ([["b", "a"], ["a"]], "choices: a, b"),
        ([["a"], "b"], "choices: a, b"),
        ([[]], "text"),
        ([str(n) for n in range(30)] * 3, "text"),
        (["1", "2", "1", "2", "3", "3", "4", "5", "4", "5"], "choice: 1, 2, 3, 4…"),
    ],
)
def test_types_are_what_all_values_fit(values: list[Any], expected: str) -> None:
    met = UnknownAttribute("span", "PER", "x_y")
    for value in values:
        met.take(value)
    assert met.described() == expected
    from workbench.schema import check_value, with_attribute

    wider = with_attribute(load_schema("ner"), "PER", met.attribute())
    assert read_schema(wider.source) == wider
    assert wider.attribute("PER", "x_y").title == "X y"
    if expected != "text":
        plain = [
            [value] if expected.startswith("choices") and isinstance(value, str) else value
            for value in values
        ]
        assert [check_value(met.attribute(), value) for value in plain] == [None] * len(values)
