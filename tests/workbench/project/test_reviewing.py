"""What a review goes through: document by document, one document again, and one annotator's layer alone."""

from __future__ import annotations

from pathlib import Path

from layers import fill, line

from workbench import jobs
from workbench.model import Annotator, new_id
from workbench.project import Project
from workbench.project.comparing import Layers
from workbench.project.reviewing import Findings, findings, layers_of
from workbench.schema import load_schema


def project(folder: Path) -> Project:
    made = Project.create(
        folder / "p.wbench", schema=load_schema("news"), annotator=Annotator(new_id(), "Eve")
    )
    lines = [
        line("one", "Ada", ("PER", "Ana"), ("DATE", "Monday")),
        line("one", "Ben", ("ORG", "Ana"), ("DATE", "Monday")),
        line("two", "Ada", ("PER", "Bo")),
    ]
    fill(made, lines, folder)
    return made


def all_of(made: Project, layers: Layers | None = None) -> list[Findings]:
    return [one for one in jobs.findings_job(made, layers) if isinstance(one, Findings)]


def test_the_findings_of_all_documents_are_those_of_each(tmp_path: Path) -> None:
    made = project(tmp_path)
    (one,) = all_of(made)
    assert (one.name, one.names) == ("one", ("Ada", "Ben"))
    assert [(d.kind, d.labels) for d in one.disagreements] == [("labels", ("ORG", "PER"))]
    assert len(one.agreed or ()) == 1
    assert findings(made, one.document) == one
    made.close()


def test_one_layer_alone_is_gone_through_span_by_span(tmp_path: Path) -> None:
    made = project(tmp_path)
    found = all_of(made, Layers(annotators=("Ada",)))
    assert [(f.name, [d.labels for d in f.disagreements]) for f in found] == [
        ("one", [("PER", ""), ("DATE", "")]),
        ("two", [("PER", "")]),
    ]
    first = found[0].disagreements[0]
    made.decide(first, "label", label="ORG")
    assert [one.open for one in made.decided(found[0].disagreements)] == [False, True]
    made.send_back(found[1].document, first.sides[0].annotator, "again, please")
    assert [f.name for f in all_of(made, Layers(annotators=("Ada",)))] == ["one"]
    made.close()


def test_nothing_to_compare_is_no_mistake(tmp_path: Path) -> None:
    made = Project.create(
        tmp_path / "p.wbench", schema=load_schema("news"), annotator=Annotator(new_id(), "Eve")
    )
    assert all_of(made) == []
    assert findings(made, new_id()) is None
    made.close()


def test_the_layers_behind_findings_are_those_compared(tmp_path: Path) -> None:
    """Also where somebody works on a second round, or has been joined with another who made the layer."""
    made = project(tmp_path)
    (one,) = all_of(made)
    ada = next(who for who in made.annotators() if who.name == "Ada")
    other = Annotator(new_id(), "Ada")
    mine = Project.open(made.path, annotator=ada)
    mine.again([one.document])
    mine.close()
    theirs = Project.open(made.path, annotator=other)
    theirs.set_status(made.document_rows(made.document_keys())[1].id, "done")
    theirs.close()
    made.join_people(ada.id, other.id)
    (one,) = all_of(made)
    layers = layers_of(made, one.document)
    assert [(b.annotator.id, b.round) for b in layers if b.annotator] == list(one.people)
    assert {uid for d in one.disagreements for side in d.sides for uid in side.spans} <= {
        span.id for bundle in layers for span in bundle.spans
    }
    made.close()


def test_a_decision_between_all_stands_where_one_layer_is_gone_through(tmp_path: Path) -> None:
    made = project(tmp_path)
    (one,) = all_of(made)
    (disagreement,) = one.disagreements
    ada = disagreement.sides[0].annotator
    made.decide(disagreement, "take", annotator=ada)
    mine = Layers(annotators=("Ada",))
    named, other = made.decided(all_of(made, mine)[0].disagreements)
    assert not named.open and not named.stale and other.open
    made.accept_layer(one.document, ada)
    assert [f.disagreements for f in all_of(made, mine) if f.document == one.document] == [()]
    made.close()
