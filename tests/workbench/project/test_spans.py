"""Spans, relations, comments and statuses: what each operation writes and says."""

from __future__ import annotations

import pytest

from workbench.errors import UserError
from workbench.model import Annotator, Span, new_id
from workbench.project import Project


def add(project: Project, document: str, words: str, label: str) -> Span:
    start = project.text(document).index(words)
    change = project.add_span(document, start=start, end=start + len(words), label=label)
    return project.spans([change.created[0].id])[0]


def test_a_span_is_trimmed_committed_and_named_by_its_change(project: Project, document: str) -> None:
    text = project.text(document)
    start = text.index(" New Delhi")
    change = project.add_span(document, start=start, end=start + len(" New Delhi "), label="GPE")
    (span,) = project.spans([change.created[0].id])
    assert span.covered(text) == "New Delhi"
    assert [thing.kind for thing in change.created] == ["span", "layer"]
    other = Project.open(project.path, annotator=project.me)
    assert other.bundle(document).spans == (span,)
    assert other.bundle(document).status == "in progress"
    other.close()


def test_white_space_alone_is_no_span(project: Project, document: str) -> None:
    start = project.text(document).index(" New Delhi")
    with pytest.raises(UserError, match="only white space"):
        project.add_span(document, start=start, end=start + 1, label="GPE")
    assert project.bundle(document).spans == ()


def test_the_same_span_again_is_said_and_not_made(project: Project, document: str) -> None:
    first = add(project, document, "New Delhi", "GPE")
    again = project.add_span(document, start=first.start, end=first.end, label="GPE")
    assert not again.operation and not again.created
    assert again.updated[0].id == first.id and "already" in again.notes[0]
    assert project.undo_title() == "label Country, region, city “New Delhi”"


def test_a_date_gets_its_value_from_the_published_date(project: Project, document: str) -> None:
    span = add(project, document, "Friday (April 28)", "DATE")
    assert span.covered(project.text(document)) == "Friday (April 28)"
    assert span.attributes["value"] == "2023-04-28"
    assert span.attributes["type"] == "DATE"
    # "publication" would say that this expression is the date line of the article
    assert span.attributes.get("function", "none") == "none"


def test_a_computed_value_is_taken_in_one_step_and_why_is_told(project: Project, document: str) -> None:
    span = add(project, document, "Friday (April 28)", "DATE")
    project.set_span_attribute(span.id, name="value", value="2020")
    project.set_span_attribute(span.id, name="function", value="publication")
    project.take_time_value(span.id)
    (now,) = project.spans([span.id])
    assert now.attributes == {"type": "DATE", "value": "2023-04-28", "function": "publication"}
    assert project.undo_title() == "compute the value of “Friday (April 28)”"
    found = project.time_value(document, span)
    assert found is not None and found.why == "the day of publication 2023-04-28"
    other = add(project, document, "New Delhi", "DATE")
    with pytest.raises(UserError, match="type its value"):
        project.take_time_value(other.id)


def test_relabelling_keeps_what_both_labels_have_and_names_what_is_dropped(
    project: Project, document: str
) -> None:
    span = add(project, document, "New Delhi", "GPE")
    project.set_span_attribute(span.id, name="ref", value="Q987")
    project.set_span_attribute(span.id, name="role", value="government")
    change = project.relabel_span(span.id, label="ORG")
    (now,) = project.spans([span.id])
    assert (now.id, now.label, now.attributes) == (span.id, "ORG", {"ref": "Q987"})
    assert "role" in change.notes[0]
    project.undo()
    assert project.spans([span.id])[0].attributes == {"ref": "Q987", "role": "government"}


def test_a_run_of_boundary_moves_is_one_step(project: Project, document: str) -> None:
    span = add(project, document, "Sergei", "PER")
    run = new_id()
    for end in range(span.end + 2, span.end + 8):
        project.move_span(span.id, start=span.start, end=end, run=run)
    assert project.spans([span.id])[0].covered(project.text(document)) == "Sergei Shoigu"
    change = project.undo()
    assert change.updated[0].id == span.id
    assert project.spans([span.id])[0] == span
    project.redo()
    assert project.spans([span.id])[0].covered(project.text(document)) == "Sergei Shoigu"
    project.undo()
    assert project.undo_title().startswith("label Person")


def test_a_moved_boundary_keeps_id_relations_comments_and_history(project: Project, document: str) -> None:
    singh = add(project, document, "Singh", "PER")
    claim = add(project, document, "Rajnath Singh met Sergei Shoigu", "CLAIM")
    project.add_relation(document, head=claim.id, tail=singh.id, label="about")
    project.add_comment(document, target_kind="span", target=singh.id, text="Who?")
    project.set_span_attribute(singh.id, name="ref", value="Q1")
    before = project.bundle(document)
    project.move_span(singh.id, start=singh.start - len("Rajnath "), end=singh.end + 1)
    after = project.bundle(document)
    moved = next(span for span in after.spans if span.id == singh.id)
    assert moved.covered(project.text(document)) == "Rajnath Singh"  # trimmed
    assert (moved.label, moved.attributes) == ("PER", {"ref": "Q1"})
    assert (after.relations, after.comments) == (before.relations, before.comments)
    project.undo()
    assert project.bundle(document) == before


def test_deleting_a_span_takes_its_relations_and_undo_brings_both_back(
    project: Project, document: str
) -> None:
    india = add(project, document, "Indian government", "ORG")
    claim = add(project, document, "Rajnath Singh met Sergei Shoigu", "CLAIM")
    project.add_relation(document, head=claim.id, tail=india.id, label="said-by")
    before = project.bundle(document)
    change = project.delete_spans([india.id])
    assert change.title.endswith("and 1 relation")
    assert {thing.kind for thing in change.deleted} == {"span", "relation"}
    assert project.bundle(document).relations == ()
    project.undo()
    assert project.bundle(document) == before


def test_relations_are_only_those_that_the_schema_allows(project: Project, document: str) -> None:
    singh = add(project, document, "Rajnath Singh", "PER")
    shoigu = add(project, document, "Sergei Shoigu", "PER")
    with pytest.raises(UserError, match="cannot go from Person to Person"):
        project.add_relation(document, head=singh.id, tail=shoigu.id, label="said-by")
    project.add_relation(document, head=singh.id, tail=shoigu.id, label="same-as")
    again = project.add_relation(document, head=shoigu.id, tail=singh.id, label="same-as")
    assert not again.operation and "already" in again.notes[0]


def test_no_relation_becomes_one_that_exists(project: Project, document: str) -> None:
    claim = add(project, document, "Rajnath Singh met Sergei Shoigu", "CLAIM")
    india = add(project, document, "Indian government", "ORG")
    russia = add(project, document, "Sergei Shoigu", "PER")
    project.add_relation(document, head=claim.id, tail=india.id, label="said-by")
    about = project.add_relation(document, head=claim.id, tail=india.id, label="about").created[0].id
    with pytest.raises(UserError, match="already"):
        project.relabel_relation(about, label="said-by")
    same = project.add_relation(document, head=india.id, tail=russia.id, label="same-as").created[0].id
    project.reverse_relation(same)  # a symmetric one is the same after it
    assert sorted(one.label for one in project.bundle(document).relations) == ["about", "said-by", "same-as"]


def test_several_relations_of_one_span_are_one_step(project: Project, document: str) -> None:
    claim = add(project, document, "Rajnath Singh met Sergei Shoigu", "CLAIM")
    cue, source = add(project, document, "said", "CUE"), add(project, document, "Indian government", "ORG")
    ends = [("has-cue", cue.id), ("said-by", source.id)]
    change = project.add_relations(document, head=claim.id, ends=ends)
    assert change.title == (
        "label has cue “said” and said by “Indian government” from “Rajnath Singh met Sergei Shoigu”"
    )
    made = project.relations([thing.id for thing in change.created])
    assert sorted((one.label, one.head, one.tail) for one in made) == [
        ("has-cue", claim.id, cue.id),
        ("said-by", claim.id, source.id),
    ]
    again = project.add_relations(document, head=claim.id, ends=ends)
    assert not again.operation and "already" in again.notes[0]
    with pytest.raises(UserError, match="cannot go"):
        project.add_relations(document, head=claim.id, ends=[("has-cue", source.id), ("said-by", cue.id)])
    project.undo()
    assert project.bundle(document).relations == ()
    with pytest.raises(UserError, match="cannot go"):
        project.add_relations(document, head=claim.id, ends=[("has-cue", cue.id), ("said-by", cue.id)])
    assert project.bundle(document).relations == ()


def test_bad_spans_and_values_are_refused_and_change_nothing(project: Project, document: str) -> None:
    for start, end in ((5, 5), (-1, 3), (3, 10_000)):
        with pytest.raises(UserError):
            project.add_span(document, start=start, end=end, label="PER")
    with pytest.raises(UserError, match="no label"):
        project.add_span(document, start=0, end=3, label="NOPE")
    span = add(project, document, "Sergei Shoigu", "PER")
    with pytest.raises(UserError, match="no attribute"):
        project.set_span_attribute(span.id, name="role", value="place")
    assert project.undo_title().startswith("label Person")


def test_other_peoples_spans_are_read_only(project: Project, document: str) -> None:
    mine = add(project, document, "Sergei Shoigu", "PER")
    other = Project.open(project.path, annotator=Annotator(new_id(), "Ada"))  # same name, another person
    with pytest.raises(UserError, match="somebody else"):
        other.delete_spans([mine.id])
    assert other.bundle(document).spans == ()
    assert other.bundle(document, project.me.id).spans == (mine,)
    other.close()


def test_comments_answer_and_resolve(project: Project, document: str) -> None:
    project.add_comment(document, target_kind="document", target=document, text=" Whose article? ")
    (first,) = project.comments(document)
    project.add_comment(
        document, target_kind="document", target=document, text="A wire story.", parent=first.id
    )
    project.resolve_comment(first.id, True)
    project.edit_comment(first.id, "Whose article is this?")
    comments = project.comments(document)
    assert [(c.text, c.resolved, c.parent) for c in comments] == [
        ("Whose article is this?", True, ""),
        ("A wire story.", False, first.id),
    ]
    for _ in range(4):
        project.undo()
    assert project.comments(document) == []


def test_a_document_is_finished_renamed_deleted_and_comes_back_whole(project: Project, document: str) -> None:
    add(project, document, "Sergei Shoigu", "PER")
    project.set_status(document, "done")
    project.set_document(document, name="Ministers meet", language="en")
    with pytest.raises(UserError, match="YYYY-MM-DD"):
        project.set_document(document, published="28 April")
    project.add_comment(document, target_kind="document", target=document, text="Read twice.")
    project.set_layer_attribute(document, name="topic", value="defence")
    before = project.bundle(document)
    assert (before.status, before.document.name, before.attributes) == (
        "done",
        "Ministers meet",
        {"topic": "defence"},
    )
    assert project.finished_count() == 1 and project.next_unfinished() == ""
    project.delete_document(document)
    assert project.document_count() == 0
    project.undo()
    assert project.bundle(document) == before


def test_words_are_remembered(project: Project, document: str) -> None:
    span = add(project, document, "New Delhi", "GPE")
    project.set_span_attribute(span.id, name="ref", value="New Delhi")
    assert project.last_label_of("New Delhi") == "GPE"
    add(project, document, "Sergei Shoigu", "PER")
    assert project.last_label_of("Never Seen") == project.last_label_of("never seen") == "PER"
    add(project, document, "April 28", "DATE")
    assert project.last_label_of("Never Seen") == "PER" and project.last_label_of("30 days") == "DATE"
    assert project.completions("ref", "New") == ["New Delhi"]
    assert project.label_counts(document) == {"DATE": 1, "GPE": 1, "PER": 1}
    assert project.examples("PER") == ["Sergei Shoigu"]


def test_threads_of_one_moment_are_listed_as_they_were_written(project: Project, document: str) -> None:
    written = [f"comment {number}" for number in range(12)]
    for words in written:
        project.add_comment(document, target_kind="document", target=document, text=words)
    assert [thread.text for thread in project.comment_threads()] == written[::-1]
