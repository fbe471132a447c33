"""Deciding between two annotators: what is taken, replaced, flagged and undone, and what the gold then holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from support import asked, rows

from workbench import jobs
from workbench.agreement.types import Comparison, Disagreement
from workbench.errors import UserError
from workbench.model import Annotator, Bundle, new_id
from workbench.project import Project, care
from workbench.project.exporting import export_steps
from workbench.project.lacking import lacking
from workbench.project.review import Verdict
from workbench.project.selection import Selection
from workbench.schema import load_schema

TEXT = "Ana Ito met Bo Li of Acme in Oslo on Monday. Bo said it rained in Oslo."
ADA = Annotator("018f0000-0000-7000-8000-00000000000a", "Ada")
BOB = Annotator("018f0000-0000-7000-8000-00000000000b", "Bob")
CAT = Annotator("018f0000-0000-7000-8000-00000000000c", "Cat")


def at(words: str, label: str, **values: str) -> tuple[int, int, str, dict[str, str]]:
    """A span's place by its words."""
    start = TEXT.index(words)
    return start, start + len(words), label, values


WORK = {
    ADA: [at("Ana Ito", "PER"), at("Bo Li", "PER"), at("Acme", "ORG", ref="Q1"), at("Oslo", "GPE"),
          at("Monday", "DATE"), at("it rained", "CLAIM")],
    BOB: [at("Ana Ito", "PER"), at("Bo", "PER"), at("Acme", "ORG", ref="Q2"), at("Oslo", "LOC"),
          at("it rained", "CLAIM")],
}  # fmt: skip


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "p.wbench"
    project = Project.create(path, schema=load_schema("news"), annotator=CAT)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "a.txt"]))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    document = project.document_rows(project.document_keys())[0].id
    project.close()
    for who, spans in WORK.items():
        theirs = Project.open(path, annotator=who)
        for start, end, label, values in spans:
            theirs.add_span(document, start=start, end=end, label=label, attributes=values)
        found = {span.covered(TEXT): span.id for span in theirs.bundle(document).spans}
        theirs.add_relation(document, label="said-by", head=found["it rained"], tail=found["Ana Ito"])
        theirs.set_layer_attribute(document, name="genre", value="report" if who == ADA else "wire")
        theirs.set_status(document, "done")
        theirs.close()
    project = Project.open(path, annotator=CAT)
    yield project
    project.close()


def compared(project: Project) -> Comparison:
    return jobs.finish(jobs.comparison_job(project))


def about(project: Project, words: str, kind: str = "") -> Disagreement:
    start = TEXT.index(words)
    (found,) = [
        one
        for one in compared(project).disagreements
        if one.start == start and one.end and (not kind or one.kind == kind)
    ]
    return found


def gold(project: Project) -> Bundle:
    (document,) = project.document_rows(project.document_keys())
    return project.bundle(document.id, project.gold())


def words(bundle: Bundle) -> set[tuple[str, str]]:
    return {(span.covered(TEXT), span.label) for span in bundle.spans}


def test_one_annotators_reading_is_taken_and_undone(reviewed: Project) -> None:
    one = about(reviewed, "Oslo")
    assert one.kind == "labels"
    before = rows(reviewed)
    change = reviewed.decide(one, "take", annotator=BOB.id, reason="guideline", comment="a place here")
    assert words(gold(reviewed)) == {("Oslo", "LOC")}
    assert change.title == "decide “Oslo”"
    (done,) = [found for found in reviewed.decided(compared(reviewed).disagreements) if not found.open]
    assert done.decision is not None
    assert (done.decision.verdict, done.decision.reason, done.decision.comment) == (
        "take",
        "guideline",
        "a place here",
    )
    made = gold(reviewed)
    assert done.decision.span == made.spans[0].id
    found = reviewed.provenance(made.document.id, made.spans[0].id)
    assert found is not None and (found.decided_by, found.reason) == ("Cat", "guideline")
    assert (found.comment, found.alike, found.otherwise) == ("a place here", ("Bob",), ("Ada",))
    assert reviewed.provenance(made.document.id, one.sides[0].spans[0]) is None
    assert {target for target, _ in done.decision.sources} == {side.spans[0] for side in one.sides}
    reviewed.undo()
    after = {key: row for key, row in rows(reviewed).items() if key[0] != "annotator"}
    assert after == {key: row for key, row in before.items() if key[0] != "annotator"}
    assert all(found.open for found in reviewed.decided(compared(reviewed).disagreements))


def test_a_later_decision_replaces_the_first(reviewed: Project) -> None:
    one = about(reviewed, "Bo Li")
    assert one.kind == "boundaries"
    reviewed.decide(one, "both")
    assert words(gold(reviewed)) == {("Bo Li", "PER"), ("Bo", "PER")}
    reviewed.decide(one, "take", annotator=ADA.id)
    assert words(gold(reviewed)) == {("Bo Li", "PER")}
    reviewed.decide(one, "label", label="ORG")
    assert words(gold(reviewed)) == {("Bo Li", "ORG")}
    reviewed.decide(one, "neither")
    assert words(gold(reviewed)) == set()
    (done,) = [found for found in reviewed.decided([one]) if not found.open]
    assert done.decision is not None and done.decision.verdict == "neither" and done.decision.span == ""
    reviewed.withdraw(one)
    assert reviewed.decided([one])[0].open
    for _ in range(5):
        reviewed.undo()
    assert words(gold(reviewed)) == set()


def test_values_are_decided_on_the_span_that_all_have(reviewed: Project) -> None:
    one = about(reviewed, "Acme", "attributes")
    assert one.attributes == ("ref",)
    with pytest.raises(UserError, match="cannot both stand"):
        reviewed.decide(one, "both")
    reviewed.decide(one, "take", annotator=BOB.id)
    (span,) = gold(reviewed).spans
    assert (span.covered(TEXT), span.attributes["ref"]) == ("Acme", "Q2")
    reviewed.decide(one, "take", annotator=ADA.id)
    (span,) = gold(reviewed).spans
    assert span.attributes["ref"] == "Q1"
    reviewed.decide(one, "neither")
    assert "ref" not in gold(reviewed).spans[0].attributes
    (own,) = [one for one in compared(reviewed).disagreements if not one.end]
    reviewed.decide(own, "take", annotator=BOB.id)
    assert gold(reviewed).attributes == {"genre": "wire"}
    assert not reviewed.decided([own])[0].open


def test_a_source_that_changes_later_opens_the_decision_again(reviewed: Project) -> None:
    one = about(reviewed, "Oslo")
    reviewed.decide(one, "take", annotator=ADA.id)
    bob = Project.open(reviewed.path, annotator=BOB)
    span = next(s for s in bob.bundle(one.document).spans if s.label == "LOC")
    bob.set_unsure(span.id, True)
    bob.close()
    (found,) = reviewed.decided([about(reviewed, "Oslo")])
    assert found.decision is not None and found.stale and found.open


def test_what_all_agree_on_is_taken_over_in_one_step(reviewed: Project, tmp_path: Path) -> None:
    comparison = compared(reviewed)
    document = comparison.agreed[0].document
    wanted = lacking(reviewed, document, comparison.agreed)
    change = jobs.finish(reviewed.take_agreed_steps(comparison.agreed))
    assert change.operation
    assert wanted == len(gold(reviewed).spans) + len(gold(reviewed).relations)
    assert lacking(reviewed, document, comparison.agreed) == 0
    assert {("Ana Ito", "PER"), ("it rained", "CLAIM"), ("Acme", "ORG")} <= words(gold(reviewed))
    (relation,) = gold(reviewed).relations
    ends = {span.id: span.covered(TEXT) for span in gold(reviewed).spans}
    assert (relation.label, ends[relation.head], ends[relation.tail]) == ("said-by", "it rained", "Ana Ito")
    assert jobs.finish(reviewed.take_agreed_steps(comparison.agreed)).operation == ""
    reviewed.undo()
    assert words(gold(reviewed)) == set() and lacking(reviewed, document, comparison.agreed) == wanted
    reviewed.redo()
    open_ones = [one.disagreement for one in reviewed.decided(comparison.disagreements) if one.open]
    for at, one in enumerate(open_ones, 1):
        reviewed.decide(one, "take", annotator=ADA.id, completes=at == len(open_ones))
    assert all(not one.open for one in reviewed.decided(compared(reviewed).disagreements))
    assert gold(reviewed).status == "reviewed"
    assert words(gold(reviewed)) == {(TEXT[s:e], label) for s, e, label, _ in WORK[ADA]}
    result = jobs.finish(
        export_steps(reviewed, tmp_path / "out", asked("conll", Selection(annotators=("Gold",))))
    )
    assert result.report.spans == 5


def test_a_relation_waits_for_its_ends(reviewed: Project) -> None:
    bob = Project.open(reviewed.path, annotator=BOB)
    (document,) = [row.id for row in bob.document_rows(bob.document_keys())]
    bob.delete_relations([bob.bundle(document).relations[0].id])
    bob.close()
    (one,) = [found for found in compared(reviewed).disagreements if found.kind == "relations"]
    with pytest.raises(UserError, match="“it rained” is not in the gold yet"):
        reviewed.decide(one, "take", annotator=ADA.id)
    jobs.finish(reviewed.take_agreed_steps(compared(reviewed).agreed))
    reviewed.decide(one, "take", annotator=ADA.id)
    assert len(gold(reviewed).relations) == 1
    reviewed.decide(one, "neither")
    assert gold(reviewed).relations == ()


def test_a_layer_is_accepted_or_sent_back(reviewed: Project) -> None:
    (document,) = [row.id for row in reviewed.document_rows(reviewed.document_keys())]
    reviewed.send_back(document, BOB.id, "please look at the places again")
    statuses = {row.annotator.name: row.status for row in reviewed.layers(document)}
    assert statuses == {"Ada": "done", "Bob": "returned"}
    assert [comment.text for comment in reviewed.comments(document)] == ["please look at the places again"]
    reviewed.accept_layer(document, ADA.id)
    assert words(gold(reviewed)) == words(reviewed.bundle(document, ADA.id))
    assert len(gold(reviewed).relations) == 1
    statuses = {row.annotator.name: row.status for row in reviewed.layers(document)}
    assert statuses == {"Ada": "reviewed", "Bob": "returned", "Gold": "reviewed"}


def test_the_gold_is_edited_like_ones_own_layer_and_nobody_elses(reviewed: Project) -> None:
    one = about(reviewed, "Oslo")
    reviewed.decide(one, "edit", annotator=ADA.id)
    keeper = next(a for a in reviewed.annotators() if a.kind == "gold")
    reviewed.write_as(keeper)
    (span,) = reviewed.bundle(one.document).spans
    reviewed.relabel_span(span.id, label="ORG")
    assert words(gold(reviewed)) == {("Oslo", "ORG")}
    assert reviewed.history(limit=1)[0].mine
    with pytest.raises(UserError, match="layer of Ada: it can be read"):
        reviewed.write_as(ADA)
    reviewed.write_as(reviewed.me)
    with pytest.raises(UserError, match="somebody else's layer"):
        reviewed.set_unsure(span.id, True)


def test_relations_of_one_span_are_decided_apart_and_take_their_agreed_ends(reviewed: Project) -> None:
    (document,) = [row.id for row in reviewed.document_rows(reviewed.document_keys())]
    ada = Project.open(reviewed.path, annotator=ADA)
    found = {span.covered(TEXT): span.id for span in ada.bundle(document).spans}
    ada.add_relation(document, label="about", head=found["it rained"], tail=found["Acme"])
    ada.close()
    bob = Project.open(reviewed.path, annotator=BOB)
    bob.delete_relations([bob.bundle(document).relations[0].id])
    bob.close()
    comparison = compared(reviewed)
    first, second = [one for one in comparison.disagreements if one.kind == "relations"]
    reviewed.decide(first, "take", annotator=ADA.id, agreed=comparison.agreed)
    assert [one.open for one in reviewed.decided([first, second])] == [False, True]
    assert ("it rained", "CLAIM") in words(gold(reviewed))
    reviewed.decide(second, "neither", agreed=comparison.agreed)
    assert [one.open for one in reviewed.decided([first, second])] == [False, False]
    assert len(gold(reviewed).relations) == 1


def test_the_last_decision_takes_what_is_agreed_along(reviewed: Project) -> None:
    comparison = compared(reviewed)
    for at, one in enumerate(comparison.disagreements, 1):
        last = at == len(comparison.disagreements)
        reviewed.decide(one, "take", annotator=ADA.id, completes=last, agreed=comparison.agreed)
    assert gold(reviewed).status == "reviewed"
    assert words(gold(reviewed)) == {(TEXT[s:e], label) for s, e, label, _ in WORK[ADA]}
    reviewed.undo()
    assert gold(reviewed).status == "in progress"


def test_every_decision_on_every_kind_is_undone_and_done_again(reviewed: Project) -> None:
    def state() -> dict[Any, Any]:
        return {key: row for key, row in rows(reviewed).items() if key[0] != "annotator"}

    tried: set[tuple[str, str]] = set()
    (document,) = [row.id for row in reviewed.document_rows(reviewed.document_keys())]
    bob = Project.open(reviewed.path, annotator=BOB)
    bob.delete_relations([bob.bundle(document).relations[0].id])
    bob.close()
    found = compared(reviewed)
    jobs.finish(reviewed.take_agreed_steps(found.agreed))
    for one in sorted(found.disagreements, key=lambda one: one.kind == "relations"):
        label = "said-by" if one.kind == "relations" else "ORG"
        before = state()
        for verdict in get_args(Verdict):
            side = one.sides[-1]
            given = {"label": label} if verdict == "label" else {}
            try:
                reviewed.decide(one, verdict, annotator=side.annotator, round=side.round, **given)
            except UserError:
                assert state() == before  # a refusal leaves nothing behind
                continue
            after = state()
            assert after != before
            reviewed.undo()
            assert state() == before, (one.kind, verdict)
            reviewed.redo()
            assert state() == after
            reviewed.withdraw(one)
            reviewed.undo()
            reviewed.undo()
            assert state() == before
            tried.add((one.kind, verdict))
        if one.kind != "relations":  # which need their ends in the gold
            reviewed.decide(one, "take", annotator=one.sides[0].annotator, round=one.sides[0].round)
    assert {kind for kind, _ in tried} >= {"labels", "boundaries", "only", "attributes", "relations"}
    assert {verdict for _, verdict in tried} == set(get_args(Verdict))


@pytest.mark.parametrize(("mine", "theirs", "left"), [(ADA, ADA, 0), (ADA, BOB, 1)])
def test_two_reviewers_in_two_copies(
    reviewed: Project, tmp_path: Path, mine: Annotator, theirs: Annotator, left: int
) -> None:
    """The same decision is one; another one comes back to be decided, in whatever order they are merged."""
    other_path = tmp_path / "copy.wbench"
    care.backup(reviewed, other_path)
    other = Project.open(other_path, annotator=Annotator(new_id(), "Dan"))
    for project, side in ((reviewed, mine), (other, theirs)):
        jobs.finish(project.take_agreed_steps(compared(project).agreed))
        project.decide(about(project, "Oslo"), "take", annotator=side.id)
    second = tmp_path / "second.wbench"
    care.backup(reviewed, second)
    jobs.finish(jobs.merge_job(reviewed, other_path))
    jobs.finish(jobs.merge_job(other, second))
    for project in (reviewed, other):
        places = [(span.start, span.label) for span in gold(project).spans]
        assert len(places) == len(set(places))
        (found,) = project.decided([about(project, "Oslo")])
        assert found.decision is not None and found.open == bool(left)
        assert care.examine(project) == []
    assert words(gold(reviewed)) == words(gold(other))
    first, last = (project.decided([about(project, "Oslo")])[0].decision for project in (reviewed, other))
    assert first is not None and last is not None and first.id == last.id
    reviewed.decide(about(reviewed, "Oslo"), "take", annotator=ADA.id)
    (found,) = reviewed.decided([about(reviewed, "Oslo")])
    assert not found.open and {label for text, label in words(gold(reviewed)) if text == "Oslo"} == {"GPE"}
    other.close()
