"""OpenDocument finds spans by place and follows Changes without reading everything."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desk import make_project, someone
from hypothesis import given
from hypothesis import strategies as st

from ui.open_document import OpenDocument, SpanIndex
from workbench.errors import UserError
from workbench.model import Annotator, Bundle, Change, Comment, Document, Relation, Span, Thing
from workbench.project import Project

EXTENT = st.tuples(st.integers(0, 5000), st.integers(1, 3000)).map(lambda pair: (pair[0], pair[0] + pair[1]))


class Store:
    """What a project would answer."""

    def __init__(self, bundle: Bundle) -> None:
        self.whole = bundle
        self.asked: list[str] = []
        self.known: dict[str, Span] = {}
        self.joined: dict[str, Relation] = {}
        self.remarks: list[Comment] = []

    def document(self, document_id: str) -> Document:
        return self.whole.document

    def bundle(self, document_id: str, annotator_id: str = "") -> Bundle:
        self.asked.append("bundle")
        return self.whole

    def layers(self, document_id: str) -> list[Any]:
        return []

    def spans(self, ids: Sequence[str], annotator_id: str = "") -> list[Span]:
        return [self.known[id] for id in ids if id in self.known]

    def relations(self, ids: Sequence[str], annotator_id: str = "") -> list[Relation]:
        return [self.joined[id] for id in ids if id in self.joined]

    def comments(self, document_id: str) -> list[Comment]:
        return self.remarks


def opened(*spans: Span, relations: tuple[Relation, ...] = ()) -> tuple[OpenDocument, Store]:
    bundle = Bundle(Document("d", "name", "x" * 9000), Annotator("a", "A"), spans=spans, relations=relations)
    return OpenDocument(bundle), Store(bundle)


def change(kind: str, *, created: str = "", updated: str = "", deleted: str = "") -> Change:
    def things(id: str) -> tuple[Thing, ...]:
        return (Thing(kind, id, "d"),) if id else ()  # type: ignore[arg-type]

    return Change("do", things(created), things(updated), things(deleted), document="d")


@given(st.lists(EXTENT, max_size=40), EXTENT)
def test_touching_is_what_a_look_at_every_span_finds(
    extents: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    spans = [Span(f"{n:03}", "PER", *extent) for n, extent in enumerate(extents)]
    index = SpanIndex(spans)
    found = [span for span in spans if span.start < asked[1] and span.end > asked[0]]
    assert index.touching(*asked) == sorted(found, key=lambda s: (s.start, -s.end, s.id))


@given(st.lists(EXTENT, min_size=1, max_size=30), st.randoms())
def test_an_index_after_changes_equals_a_new_one(
    extents: list[tuple[int, int]], chance: random.Random
) -> None:
    index = SpanIndex(())
    for n, extent in enumerate(extents):
        index.add(Span(f"{n:03}", "PER", *extent))
        if chance.random() < 0.3:
            index.remove(chance.choice(list(index.by_id)))
        if index.by_id and chance.random() < 0.3:
            moved = index.by_id[chance.choice(list(index.by_id))]
            index.add(Span(moved.id, "ORG", moved.start + 1, moved.end + 2))
    fresh = SpanIndex(index.by_id.values())
    assert index.touching(0, 9000) == fresh.touching(0, 9000)
    order = [fresh.touching(0, 9000)[0]] if index.by_id else []
    while order and (following := index.step(order[-1].id, 1)) is not None:
        order.append(following)
    assert order == fresh.touching(0, 9000)
    for id in list(fresh.by_id):
        fresh.remove(id)
    assert fresh._buckets == fresh._sizes == {}


def test_spans_at_a_place_come_innermost_last() -> None:
    document, _ = opened(Span("a", "ORG", 10, 40), Span("b", "GPE", 12, 20), Span("c", "CLAIM", 0, 60))
    assert [span.id for span in document.at(15)] == ["c", "a", "b"]
    assert [span.id for span in document.at(60)] == ["c"]
    assert document.at(61) == []


def test_neighbours_go_by_start_outer_before_inner() -> None:
    document, _ = opened(Span("a", "ORG", 10, 40), Span("b", "GPE", 10, 20), Span("c", "PER", 50, 60))
    following = document.neighbours("a", 1)
    assert following is not None and following.id == "b"
    assert document.neighbours("c", 1) is None
    assert document.neighbours("a", -1) is None
    assert document.place_of("c") == (3, 3)
    ahead, behind = document.span_from(11, 1), document.span_from(11, -1)
    assert ahead is not None and behind is not None
    assert (ahead.id, behind.id) == ("c", "b")


def test_a_change_is_read_alone_and_its_extents_are_told() -> None:
    document, store = opened(Span("a", "ORG", 10, 40))
    store.known["b"] = Span("b", "PER", 100, 120)
    document.apply(change("span", created="b"), store)
    assert set(document.spans) == {"a", "b"}
    assert document.extents_since(0) == [(100, 120)]
    store.known["b"] = Span("b", "PER", 90, 120)
    document.apply(change("span", updated="b"), store)
    assert document.extents_since(1) == [(100, 120), (90, 120)]
    document.apply(change("span", deleted="b"), store)
    assert set(document.spans) == {"a"}
    assert document.extents_since(document.revision) == []
    assert store.asked == []


def test_a_change_of_another_document_is_not_ours() -> None:
    document, store = opened(Span("a", "ORG", 10, 40))
    document.apply(Change("do", deleted=(Thing("span", "a", "elsewhere"),)), store)
    assert "a" in document.spans


def test_relations_are_found_from_both_ends_and_follow() -> None:
    spans = (Span("a", "CLAIM", 0, 9), Span("b", "PER", 20, 30))
    document, store = opened(*spans, relations=(Relation("r", "said-by", "a", "b"),))
    assert [one.id for one in document.relations_of("b")] == ["r"]
    store.joined["r"] = Relation("r", "about", "a", "b")
    document.apply(change("relation", updated="r"), store)
    assert document.relations_of("a")[0].label == "about"
    document.apply(change("relation", deleted="r"), store)
    assert document.relations == {}
    assert document.relations_of("a") == []


def test_a_new_layer_is_read_whole() -> None:
    document, store = opened()
    store.whole = Bundle(store.whole.document, Annotator("a", "A"), spans=(Span("n", "PER", 1, 2),))
    document.apply(change("layer", created="layer"), store)
    assert set(document.spans) == {"n"}
    assert document.extents_since(0) is None


def test_comments_are_by_target_oldest_first() -> None:
    document, store = opened(Span("a", "ORG", 10, 40))
    store.remarks = [
        Comment("2", "span", "a", "x", "2024-02-01", "later"),
        Comment("1", "span", "a", "x", "2024-01-01", "first"),
    ]
    document.apply(change("comment", created="1"), store)
    assert [comment.text for comment in document.comments_on("a")] == ["first", "later"]
    assert document.extents_since(0) == [(10, 40)]


def test_a_change_costs_little_on_a_hundred_thousand_spans() -> None:
    spans = tuple(Span(f"{n:06}", "PER", n * 50, n * 50 + 12) for n in range(100_000))
    document = OpenDocument(Bundle(Document("d", "n", "x" * 5_000_100), Annotator("a", "A"), spans=spans))
    store = Store(Bundle(Document("d", "n", "")))
    began = time.perf_counter()
    for n in range(50):
        store.known[f"z{n}"] = Span(f"z{n}", "PER", n * 90_000, n * 90_000 + 9)
        document.apply(change("span", created=f"z{n}"), store)
    assert (time.perf_counter() - began) / 50 < 0.004


def same(document: OpenDocument, fresh: OpenDocument) -> None:
    """Whether following every Change led to what reading anew gives."""
    assert document.touching(0, len(document.text)) == fresh.touching(0, len(fresh.text))
    assert document.relations == fresh.relations
    assert document.comments == fresh.comments
    assert document.document == fresh.document
    assert document.layer is not None and fresh.layer is not None
    assert (document.layer.status, document.layer.attributes) == (fresh.layer.status, fresh.layer.attributes)


def test_following_the_changes_of_a_project_equals_reading_it_anew(tmp_path: Path) -> None:
    project = Project.open(make_project(tmp_path), annotator=someone()[1])
    row = project.document_rows(project.document_keys())[0]
    document = OpenDocument.load(project, row.id)
    chance, text = random.Random(5), document.text
    words = [match.span() for match in re.finditer(r"\w+", text)]
    for _ in range(120):
        spans = list(document.spans.values())
        labels = {label: [s for s in spans if s.label == label] for label in ("CLAIM", "PER", "DATE")}
        kind = chance.choice(
            ["add", "add", "add", "move", "relabel", "delete", "unsure", "note", "undo", "redo"]
        )
        kind = chance.choice(["relation", "comment", "status", "topic", kind, kind, kind, kind])
        span = chance.choice(spans) if spans else None
        try:
            if kind == "add":
                start, end = chance.choice(words)
                label = chance.choice(["PER", "ORG", "DATE", "CLAIM"])
                done = project.add_span(row.id, start=start, end=end, label=label)
            elif kind == "undo":
                done = project.undo()
            elif kind == "redo":
                done = project.redo()
            elif kind == "status":
                done = project.set_status(row.id, chance.choice(["done", "in progress"]))
            elif kind == "topic":
                done = project.set_layer_attribute(row.id, name="topic", value=str(chance.random()))
            elif span is None:
                continue
            elif kind == "move":
                done = project.move_span(span.id, start=span.start, end=min(span.end + 3, len(text)))
            elif kind == "relabel":
                done = project.relabel_span(span.id, label="EVENT")
            elif kind == "delete":
                done = project.delete_spans([span.id])
            elif kind == "unsure":
                done = project.set_unsure(span.id, not span.unsure)
            elif kind == "note":
                done = project.set_span_note(span.id, "seen")
            elif kind == "comment":
                done = project.add_comment(row.id, target_kind="span", target=span.id, text="why?")
            elif labels["CLAIM"] and labels["PER"]:
                head, tail = labels["CLAIM"][0], labels["PER"][0]
                done = project.add_relation(row.id, head=head.id, tail=tail.id, label="said-by")
            else:
                continue
        except UserError:
            continue
        document.apply(done, project)
        same(document, OpenDocument.load(project, row.id))
    assert len(document.spans) > 5
    project.close()


def test_another_annotators_layer_is_read_only(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    mine = Project.open(path, annotator=someone()[1])
    row = mine.document_rows(mine.document_keys())[0]
    mine.add_span(row.id, start=0, end=4, label="PER")
    other = Project.open(path, annotator=Annotator("11111111-1111-4111-8111-111111111111", "Ben"))
    assert OpenDocument.load(mine, row.id).read_only is False
    seen = OpenDocument.load(other, row.id, mine.me.id)
    assert seen.read_only
    assert len(seen.spans) == 1
    assert seen.annotator_name == mine.me.name
    mine.close()
    other.close()
