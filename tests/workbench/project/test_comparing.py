"""Which layers of a project are compared, and what is left to decide over all documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layers import WHO, fill
from layers import line as bundle

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Annotator, Progress, new_id
from workbench.project import Project
from workbench.project.comparing import Layers, names_apart
from workbench.schema import load_schema


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Three annotators and gold on a and b; c has one layer, d one that is not finished, e two rounds."""
    made = Project.create(
        tmp_path / "p.workbench", schema=load_schema("news"), annotator=Annotator(new_id(), "Me")
    )
    lines = [
        bundle("a", "Ada", ("PER", "Ana"), ("PER", "Bo"), ("CLAIM", "It rained")),
        bundle("a", "Ben", ("ORG", "Ana"), ("PER", "Bo"), ("CLAIM", "It rained,")),
        bundle("a", "Cyd", ("ORG", "Ana"), ("PER", "Bo"), ("CLAIM", "It rained")),
        bundle("a", "gold", ("PER", "Ana")),
        bundle("b", "Ada", ("PER", "Ana met")),
        bundle("b", "Ben"),
        bundle("c", "Ada", ("PER", "Ana")),
        bundle("d", "Ada", ("PER", "Ana")),
        bundle("d", "Ben", status="in progress"),
        bundle("e", "Ada", ("PER", "Ana")),
        bundle("e", "Ada", ("PER", "Ana met"), round=2),
    ]
    fill(made, lines, tmp_path)
    yield made
    made.close()


def found(project: Project, layers: Layers | None = None, **more: Any) -> list[tuple[str, str, str]]:
    names = {project.document(d.id).name: d.id for d in project.document_rows(project.document_keys())}
    called = {id: name for name, id in names.items()}
    return [
        (called[one.document], one.kind, one.group)
        for one in jobs.finish(jobs.disagreement_job(project, layers, **more))
    ]


def test_all_documents_are_compared(project: Project) -> None:
    assert found(project) == [
        ("a", "labels", "entity"),
        ("a", "boundaries", "claim"),
        ("b", "only", "entity"),
    ]


def test_enough_is_a_choice(project: Project) -> None:
    assert found(project, threshold=2) == [("b", "only", "entity")]
    whole = jobs.finish(jobs.comparison_job(project, threshold=2))
    assert len(whole.agreed) == 3


def test_some_annotators_groups_and_statuses(project: Project) -> None:
    assert found(project, Layers(("Ada", "Cyd"))) == [("a", "labels", "entity")]
    assert found(project, Layers((WHO["gold"]["id"], "Ben"))) == [
        ("a", "labels", "entity"),
        ("a", "only", "entity"),
        ("a", "only", "claim"),
    ]
    assert found(project, Layers(groups=("claim",))) == [("a", "boundaries", "claim")]
    assert ("d", "only", "entity") in found(project, Layers(statuses=("done", "in progress")))


def test_rounds_of_one_annotator(project: Project) -> None:
    assert found(project, Layers(round=0)) == [("e", "boundaries", "entity")]


@pytest.mark.parametrize(
    ("layers", "words"),
    [
        (Layers(("Zoe",)), "knows no annotator Zoe"),
        (Layers(groups=("colour",)), "no group “colour”: choose one of entity"),
        (Layers(statuses=("ready",)), "no status “ready”"),
        (Layers(("Cyd",)), "No document has two layers to compare: import"),
        (Layers(("Cyd",), round=0), "No document has two rounds of one annotator to compare: a second round"),
        (Layers(statuses=("in progress",)), r"left out\). --status done takes them"),
    ],
)
def test_what_cannot_be_compared_is_said(project: Project, layers: Layers, words: str) -> None:
    with pytest.raises(UserError, match=words):
        found(project, layers)


def test_it_can_be_left_between_two_steps(project: Project) -> None:
    job = jobs.comparison_job(project)
    assert next(job) == Progress(0, 2, "comparing")
    job.close()
    assert not project.store.connection.in_transaction


SPANS = st.lists(st.tuples(st.sampled_from("PO"), st.integers(0, 9), st.integers(1, 4)), max_size=6)


@given(layers=st.lists(SPANS, min_size=2, max_size=4), threshold=st.sampled_from([None, 2]))
@settings(max_examples=25)
def test_what_all_have_alike_need_not_be_read(
    layers: list[list[tuple[str, int, int]]], threshold: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("alike")
    who = Annotator(new_id(), "Me")
    made = Project.create(folder / "p.workbench", schema=load_schema("news"), annotator=who)
    body = "abcdefghijklmno"
    lines = [
        {
            "document": {"name": "a", "text": body},
            "annotator": {"id": new_id(), "name": f"N{at}", "kind": "person"},
            "status": "done",
            "spans": [
                {"label": {"P": "PER", "O": "ORG"}[label], "start": start, "end": start + long,
                 "text": body[start : start + long]}
                for label, start, long in spans
            ],
        }
        for at, spans in enumerate(layers)
    ]  # fmt: skip
    fill(made, lines, folder)
    whole = jobs.finish(jobs.comparison_job(made, threshold=threshold)).disagreements
    assert jobs.finish(jobs.disagreement_job(made, threshold=threshold)) == whole
    made.close()


def test_people_of_one_name_are_told_apart() -> None:
    people = [Annotator("018f0000-0000-7000-8000-00000000000a", "Ada"), Annotator("118f" + "0" * 32, "Ada")]
    assert list(names_apart(people).values()) == ["Ada (018f0000)", "Ada (118f0000)"]
    assert list(names_apart(people[:1]).values()) == ["Ada"]
