"""Suggestions: nothing until accepted, gone when rejected, and a suggester that fails changes nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import rows

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Document, Relation, Span
from workbench.project import Project
from workbench.project.suggesting import SuggestResult, proposals
from workbench.suggest import Context, Proposal, suggesters

# The article of conftest: "Rajnath Singh met Sergei Shoigu in New Delhi on Friday (April 28), the Indian ..."


class Simple:
    """Proposes two names, and a claim with its source."""

    id = "simple"
    title = "Two names"
    languages: tuple[str, ...] = ()
    extra = ""
    learns = True

    def __init__(self, *extra: Proposal) -> None:
        self.more = extra
        self.seen: list[Context] = []

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        self.seen.append(context)
        text = document.text
        yield Proposal((Span("a", "PER", 0, 13, score=0.9),), reason="a name")
        start = text.index("New Delhi")
        yield Proposal((Span("b", "GPE", start, start + 9, attributes={"role": "place"}),))
        source = text.index("Indian")
        yield Proposal(
            (Span("c", "CLAIM", 0, start + 9), Span("d", "SOURCE", source, source + 17)),
            (Relation("r", "said-by", "c", "d"),),
        )
        yield from self.more


@pytest.fixture
def simple(monkeypatch: pytest.MonkeyPatch) -> Simple:
    one = Simple()
    monkeypatch.setattr(suggesters, "SUGGESTERS", (one,))
    return one


def run(project: Project, *ids: str) -> SuggestResult:
    return jobs.finish(jobs.suggest_job(project, ids or ("simple",)))


def labels(project: Project, document: str) -> list[tuple[str, str]]:
    bundle = project.bundle(document)
    return [(span.covered(bundle.document.text), span.label) for span in bundle.spans]


def test_nothing_is_an_annotation_until_it_is_accepted(
    project: Project, document: str, simple: Simple
) -> None:
    before = {key: row for key, row in rows(project).items() if key[0] in ("span", "layer")}
    result = run(project)
    assert result.spans == {"simple": 4} and result.stopped == []
    assert {key: row for key, row in rows(project).items() if key[0] in ("span", "layer")} == before
    groups = project.suggestions(document)
    assert [[span.label for span in one.spans] for one in groups] == [["CLAIM", "SOURCE"], ["PER"], ["GPE"]]
    per = next(one for one in groups if one.spans[0].label == "PER")
    assert (per.reason, per.spans[0].score, per.spans[0].origin) == ("a name", 0.9, "simple")
    change = project.accept(document, [per.id])
    assert change.title == f"accept {project.schema.label('PER').title} “Rajnath Singh”"
    (span,) = project.bundle(document).spans
    assert (span.label, span.origin, span.score) == ("PER", "simple", 0.9)
    assert per.id not in [one.id for one in project.suggestions(document)]
    project.undo()
    assert project.bundle(document).spans == ()
    assert per.id in [one.id for one in project.suggestions(document)]


def test_a_group_is_accepted_with_its_relations_and_uses_what_is_there(
    project: Project, document: str, simple: Simple
) -> None:
    text = project.text(document)
    at = text.index("Indian")
    project.add_span(document, start=at, end=at + 17, label="SOURCE")
    mine = project.bundle(document).spans[0].id
    run(project)
    claim = next(one for one in project.suggestions(document) if one.relations)
    assert [span.label for span in claim.spans] == ["CLAIM"]
    project.accept(document, [claim.id])
    (relation,) = project.bundle(document).relations
    assert (relation.label, relation.tail) == ("said-by", mine)
    project.undo()
    assert len(project.bundle(document).spans) == 1 and not project.bundle(document).relations


def test_accepting_under_another_label_drops_what_that_does_not_know(
    project: Project, document: str, simple: Simple
) -> None:
    run(project)
    place = next(one for one in project.suggestions(document) if one.spans[0].label == "GPE")
    project.accept(document, [place.id], label="ORG")
    (span,) = project.bundle(document).spans
    assert (span.label, span.attributes.get("role"), span.origin) == ("ORG", None, "simple (corrected)")
    claim = next(one for one in project.suggestions(document) if one.relations)
    project.accept(document, [claim.id], label="PER")  # a person says nothing about a source
    assert project.bundle(document).relations == ()


def test_what_is_rejected_is_never_proposed_again_at_that_place(
    project: Project, document: str, simple: Simple
) -> None:
    run(project)
    per = next(one for one in project.suggestions(document) if one.spans[0].label == "PER")
    project.reject(document, [per.id])
    run(project)
    assert "PER" not in [one.spans[0].label for one in project.suggestions(document)]
    project.undo()
    assert "PER" in [one.spans[0].label for one in project.suggestions(document)]
    with pytest.raises(UserError, match="gone"):
        project.accept(document, [per.id])  # of the run before


def test_a_run_replaces_the_last_one_and_is_taken_back_from_the_history(
    project: Project, document: str, simple: Simple
) -> None:
    run(project)
    first = project.suggestion_counts()
    result = run(project)
    assert project.suggestion_counts() == first == {"simple": 4}
    change = project.undo_operation(result.change.operation)
    assert change.notes == ("5 suggested spans and relations removed.",)
    assert project.suggestions(document) == []


def test_the_memory_is_what_the_project_has_labelled(project: Project, document: str, simple: Simple) -> None:
    project.add_span(document, start=0, end=13, label="PER", attributes={"ref": "Q1"})
    run(project)
    uses = simple.seen[0].memory["Rajnath Singh"]
    assert (uses.labels, uses.attributes) == ({"PER": 1}, {"PER": {"ref": "Q1"}})


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (Proposal((Span("x", "PER", 5, 5000),)), "outside of the text"),
        (Proposal((Span("x", "PER", -3, 5),)), "outside of the text"),
        (Proposal((Span("x", "TOWN", 0, 5),)), "the label TOWN"),
        (Proposal((Span("x", "PER", 0, 5, score=7.0),)), "score"),
        (Proposal((Span("x", "GPE", 0, 5, attributes={"role": "nonsense"}),)), "wrong value"),
        (Proposal((Span("x", "GPE", 0, 5, attributes={"no": "x"}),)), "the attribute no"),
        (Proposal((Span("x", "CLAIM", 0, 5),), (Relation("r", "said-by", "x", "gone"),)), "not there"),
        (Proposal(()), "no proposal"),
        ("nonsense", "no proposal"),
    ],
)
def test_nonsense_stops_a_suggester_and_changes_nothing(
    project: Project, document: str, monkeypatch: pytest.MonkeyPatch, more: Proposal, sentence: str
) -> None:
    monkeypatch.setattr(suggesters, "SUGGESTERS", (Simple(more),))
    result = run(project)
    (told,) = result.stopped
    assert told.startswith("simple was stopped at “article”") and sentence in told
    assert project.suggestions(document) == []
    with pytest.raises(UserError, match="simple was stopped"):
        list(proposals(project, ["simple"]))


def test_switched_off_nobody_sees_any(project: Project, document: str, simple: Simple) -> None:
    run(project)
    project.switch_suggestions(False)
    assert project.suggestions_off and project.suggestions(document) == []
    project.undo()
    assert len(project.suggestions(document)) == 3


PROGRAM = """
import json, sys, time
for line in sys.stdin:
    bundle = json.loads(line)
    {body}
"""
ANSWERS = """text = bundle["document"]["text"]
    spans = [{"id": "x", "label": "PER", "start": 0, "end": 13, "score": 0.5},
             {"id": "y", "label": "CLAIM", "start": 0, "end": 30}, {"label": "GPE", "start": 35, "end": 44}]
    print(json.dumps({"document": bundle["document"], "spans": spans,
                      "relations": [{"label": "said-by", "head": "y", "tail": "x"}]}), flush=True)"""


def program(folder: Path, body: str) -> str:
    path = folder / "guess.py"
    path.write_text(PROGRAM.replace("{body}", body), encoding="utf-8")
    return f"{sys.executable} {path}"


def test_a_program_that_reads_and_writes_json_lines(project: Project, document: str, tmp_path: Path) -> None:
    run(project, program(tmp_path, ANSWERS))
    groups = project.suggestions(document)
    assert sorted(len(one.spans) for one in groups) == [1, 2]
    assert {span.origin for one in groups for span in one.spans} == {Path(sys.executable).name}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("print('hello', flush=True)", "DecodeError"),
        ("sys.exit('no model here')", "no model here"),
        ("time.sleep(30)", "no answer within 0.5 s"),
        ("""print('{"document": {"text": "another"}}', flush=True)""", "another text"),
        ("print('x' * 3_000_000, flush=True)", "longer than 1 MB"),
    ],
)
def test_a_program_that_fails_is_stopped(
    project: Project,
    document: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    body: str,
    sentence: str,
) -> None:
    monkeypatch.setattr("workbench.project.program.LONGEST", 1 << 20)
    monkeypatch.setenv("WORKBENCH_SUGGESTER_SECONDS", "0.5" if "sleep" in body else "20")
    result = run(project, program(tmp_path, body))
    assert sentence in result.stopped[0]
    assert project.suggestions(document) == []
    with pytest.raises(UserError, match="no program that can be run"):
        run(project, "./nowhere")


def test_a_models_output_is_imported_as_suggestions(project: Project, tmp_path: Path) -> None:
    line = (
        '{"document": {"name": "new", "text": "Ana met Bo."}, "annotator": {"name": "gliner", "kind": "model"}, '
        '"spans": [{"id": "1", "label": "PER", "start": 0, "end": 3, "score": 0.7}]}'
    )
    (tmp_path / "model.jsonl").write_text(line, encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, [tmp_path / "model.jsonl"]))
    change = jobs.finish(jobs.import_suggestions_job(project, plan))
    plan.close()
    assert change.notes == ("1 span and 0 relations wait as suggestions.",)
    new = project.document_rows(project.document_keys("new"))[0].id
    assert project.layers(new) == []
    (one,) = project.suggestions(new)
    assert (one.spans[0].label, one.spans[0].origin, one.spans[0].score) == ("PER", "gliner", 0.7)


def test_an_extent_of_ones_own_takes_the_place_of_the_one_proposed(
    project: Project, document: str, simple: Simple
) -> None:
    run(project)
    per = next(one for one in project.suggestions(document) if one.spans[0].label == "PER")
    project.accept(document, [per.id], extent=(8, 13))
    (span,) = project.bundle(document).spans
    assert (span.start, span.end, span.origin) == (8, 13, "simple (corrected)")
    assert per.id not in [one.id for one in project.suggestions(document)]  # answered, with other edges
    with pytest.raises(UserError, match=r"This suggestion is gone"):
        project.accept(document, [per.id])
    project.undo()
    assert per.id in [one.id for one in project.suggestions(document)]
    for extent in ((-1, 5), (5, 5), (0, 5_000)):
        with pytest.raises(UserError, match="inside of the text"):
            project.accept(document, [per.id], extent=extent)


def test_what_was_labelled_otherwise_is_not_proposed_any_more(
    project: Project, document: str, simple: Simple
) -> None:
    run(project)
    at = project.text(document).index("New Delhi")
    project.add_span(document, start=at, end=at + 9, label="LOC")  # another label of the same group
    assert "GPE" not in [one.spans[0].label for one in project.suggestions(document)]
    project.add_span(document, start=0, end=at + 9, label="PER")  # another extent of the same label
    assert [one.spans[0].label for one in project.suggestions(document)] == ["CLAIM"]
    project.add_span(document, start=14, end=at + 9, label="CLAIM")  # the greater part of it
    assert project.suggestions(document) == []


def test_a_long_document_is_read_piece_by_piece(project: Project, document: str, simple: Simple) -> None:
    run(project)
    whole = {one.id for one in project.suggestions(document)}
    length = len(project.text(document))
    pieces = [project.proposed_there(document, start=at, end=at + 20) for at in range(0, length, 20)]
    assert {one.id for piece in pieces for one in piece} == whole
    claims = [one for piece in pieces for one in piece if len(one.spans) == 2]
    assert len(claims) == 2 and len({one.id for one in claims}) == 1  # whole in either piece
    project.switch_suggestions(False)
    assert project.proposed_there(document, start=0, end=length) == []


def test_documents_are_ordered_by_how_unsure_or_how_new_their_suggestions_are(
    project: Project, document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Words:
        id, title, languages, extra, learns = "words", "Words with their scores", (), "", False

        def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
            for at, word in enumerate(document.text.split()):
                if word.istitle():
                    start = document.text.index(word)
                    yield Proposal(
                        (
                            Span(
                                f"{at}",
                                "PER",
                                start,
                                start + len(word),
                                score=min(0.5 + 0.1 * len(word), 1.0),
                            ),
                        )
                    )

    for name, text in (("short", "Bo met Al"), ("long", "Anna met Otto"), ("none", "nobody")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
        plan = jobs.finish(jobs.plan_job(project, [tmp_path / f"{name}.txt"]))
        jobs.finish(jobs.import_job(project, plan))
        plan.close()
    ids = {row.name: row.id for row in project.document_rows(project.document_keys())}
    project.set_status(ids["article"], "done")
    monkeypatch.setattr(suggesters, "SUGGESTERS", (Words(),))
    run(project, "words")
    assert project.work_order("plain") == [(ids["short"], 2), (ids["long"], 2)]
    assert [(id, round(value, 2)) for id, value in project.work_order("uncertainty")] == [
        (ids["short"], 0.3),
        (ids["long"], 0.1),
    ]
    keys = {name: project.document_key(id) for name, id in ids.items()}
    assert list(project.keys_in_order("uncertainty")) == [
        keys[n] for n in ("short", "long", "article", "none")
    ]
    assert list(project.keys_in_order("plain")) == sorted(keys.values())
    assert project.work_order("plain", least=0.8) == [(ids["long"], 2)]  # lower scores are not shown
    assert project.next_unfinished(ids["none"], order="uncertainty") == ids["short"]
    assert project.next_unfinished(ids["short"], order="uncertainty") == ids["long"]
    first, second = project.suggestions(ids["short"])
    project.reject(ids["short"], [first.id])
    project.accept(ids["short"], [second.id])
    assert [id for id, _ in project.work_order("plain")] == [ids["long"]]
    assert project.next_unfinished(ids["long"], order="uncertainty") == ids["none"]  # the rest in its order
    project.add_span(ids["none"], start=0, end=6, label="PER")
    assert [value for _, value in project.work_order("novelty")] == [1.0]
    project.add_span(ids["long"], start=0, end=4, label="ORG")  # Anna has been seen now
    assert [value for _, value in project.work_order("novelty")] == [0.5]
    with pytest.raises(UserError, match="no order alphabet"):
        project.work_order("alphabet")


def test_keys_are_about_the_first_span_and_a_rejection_too(
    project: Project, document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = project.text(document)
    at = text.index("Indian")
    late_claim = Proposal(
        (Span("c", "CLAIM", at, at + 17), Span("s", "SOURCE", 0, 13)),
        (Relation("r", "said-by", "c", "s"),),
    )
    monkeypatch.setattr(
        suggesters, "SUGGESTERS", (Simple(late_claim, Proposal((Span("x", "SOURCE", 0, 13),))),)
    )
    run(project)
    one = next(one for one in project.suggestions(document) if one.first and one.first.start == at)
    assert one.first is not None and one.first.label == "CLAIM"  # though the source stands before it
    project.reject(document, [one.id])
    left = [found.first.label for found in project.suggestions(document) if found.first]
    assert "SOURCE" in left  # the same source in another proposal is no claim
    assert one.id not in [found.id for found in project.suggestions(document)]
