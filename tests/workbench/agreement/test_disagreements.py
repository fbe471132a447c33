"""Pairing spans, and what is left to decide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from layers import layer, schema, span

from workbench.agreement.disagreements import compare, disagreements
from workbench.agreement.impact import ORDERS, sort
from workbench.agreement.pairing import overlap, pairs
from workbench.agreement.types import Disagreement
from workbench.model import Bundle, Span

NEWS = schema()


def kinds(*bundles: Bundle, threshold: int | None = None) -> list[tuple[str, int, int, tuple[str, str]]]:
    found = disagreements(bundles, NEWS, threshold=threshold)
    return [(one.kind, one.start, one.end, one.labels) for one in found]


def test_the_same_is_agreed() -> None:
    both = ("PER 4-12", "GPE 16-25", "DATE 34-40")
    found = compare([layer("A", *both), layer("B", *both)], NEWS)
    assert found.disagreements == ()
    assert [[side.spans for side in one.sides] for one in found.agreed] == [
        [(f"A:{words}",), (f"B:{words}",)] for words in both
    ]


@pytest.mark.parametrize(
    ("first", "second", "kind", "labels"),
    [
        (["PER 4-12"], ["ORG 4-12"], "labels", ("ORG", "PER")),
        (["PER 4-12"], ["PER 0-12"], "boundaries", ("PER", "PER")),
        (["PER 4-12"], ["ORG 0-12"], "boundaries", ("ORG", "PER")),
        (["PER 4-12"], [], "only", ("PER", "")),
        (["PER 4-8", "PER 9-12"], ["PER 4-12"], "boundaries", ("PER", "PER")),
        (["ORG 0-12", "PER 4-12"], [], "only", ("ORG", "")),
        (["ORG 0-4,8-12"], ["ORG 0-12"], "boundaries", ("ORG", "ORG")),
    ],
)
def test_one_decision_of_each_kind(
    first: list[str], second: list[str], kind: str, labels: tuple[str, str]
) -> None:
    low = min(span(one).start for one in first + second)
    assert kinds(layer("A", *first), layer("B", *second)) == [(kind, low, 12, labels)]
    assert kinds(layer("A", *second), layer("B", *first)) == [(kind, low, 12, labels)]


def test_what_is_connected_is_one_decision_and_what_is_agreed_inside_it_is_none() -> None:
    first = layer("A", "ORG 0-20", "GPE 14-20", "PER 30-34")
    second = layer("B", "ORG 4-20", "GPE 14-20", "PER 33-40", "PER 39-50")
    assert kinds(first, second) == [
        ("boundaries", 0, 20, ("ORG", "ORG")),
        ("boundaries", 30, 50, ("PER", "PER")),
    ]


def test_an_extent_that_all_have_is_a_decision_about_its_label_alone() -> None:
    found = kinds(layer("A", "ORG 0-20", "GPE 14-20"), layer("B", "ORG 4-20", "LOC 14-20"))
    assert found == [("boundaries", 0, 20, ("ORG", "ORG")), ("labels", 14, 20, ("GPE", "LOC"))]


def test_groups_are_apart() -> None:
    claim, name = "CLAIM 0-40", "GPE 16-25"
    assert kinds(layer("A", claim, name), layer("B", "CLAIM 4-40", name)) == [
        ("boundaries", 0, 40, ("CLAIM", "CLAIM"))
    ]


def test_fragments_that_only_their_hulls_join_are_apart() -> None:
    found = kinds(layer("A", "ORG 0-4,20-24", "ORG 10-14"), layer("B", "ORG 0-4,20-25"))
    assert found == [("boundaries", 0, 25, ("ORG", "ORG")), ("only", 10, 14, ("ORG", ""))]


def test_each_side_says_what_it_has() -> None:
    (found,) = disagreements([layer("A", "PER 4-8", "PER 9-12"), layer("B"), layer("C", "PER 4-12")], NEWS)
    assert [(side.annotator, side.spans, side.labels) for side in found.sides] == [
        ("A", ("A:PER 4-8", "A:PER 9-12"), ("PER", "PER")),
        ("B", (), ()),
        ("C", ("C:PER 4-12",), ("PER",)),
    ]
    assert (found.document, found.group) == ("d", "entity")


def test_with_a_threshold_enough_is_enough() -> None:
    three = [layer("A", "PER 4-12"), layer("B", "PER 4-12"), layer("C", "ORG 4-12", "GPE 16-25")]
    assert [kind for kind, *_ in kinds(*three)] == ["labels", "only"]
    found = compare(three, NEWS, threshold=2)
    assert found.disagreements == ()
    assert [[side.annotator for side in one.sides] for one in found.agreed] == [["A", "B"]]


def test_a_tie_is_no_majority() -> None:
    four = [layer("A", "PER 4-12"), layer("B", "PER 4-12"), layer("C", "ORG 4-12"), layer("D", "ORG 4-12")]
    assert [kind for kind, *_ in kinds(*four, threshold=2)] == ["labels"]


def test_attributes_are_compared_with_their_defaults_on_agreed_spans() -> None:
    certain = span("CLAIM 0-40", id="c", certainty="certain", voice="direct")
    silent = span("CLAIM 0-40", id="c", voice="indirect")
    found = compare([layer("A", certain), layer("B", silent)], NEWS)
    (one,) = found.disagreements
    assert (one.kind, one.attributes, one.labels) == ("attributes", ("voice",), ("CLAIM", "CLAIM"))
    assert [side.spans for side in one.sides] == [("A:c",), ("B:c",)]
    (agreed,) = found.agreed
    assert agreed.attributes == {"certainty": "certain", "polarity": "affirmed"}


def test_attributes_never_make_a_second_decision_of_a_boundary() -> None:
    first, second = span("CLAIM 0-40", voice="direct"), span("CLAIM 4-40", voice="paper")
    (one,) = disagreements([layer("A", first), layer("B", second)], NEWS)
    assert (one.kind, one.attributes) == ("boundaries", ("voice",))


def test_the_attributes_of_documents_are_compared() -> None:
    found = compare([layer("A", topic="trade", genre="wire"), layer("B", topic="war", genre="wire")], NEWS)
    (one,) = found.disagreements
    assert (one.kind, one.group, one.attributes, one.start, one.end) == ("attributes", "", ("topic",), 0, 0)
    assert [(agreed.group, agreed.attributes) for agreed in found.agreed] == [("", {"genre": "wire"})]


def test_relations_follow_the_spans() -> None:
    spans = ("CLAIM 0-40", "PER 50-54")
    said = layer("A", *spans, relations=("CLAIM 0-40 > said-by > PER 50-54",))
    (one,) = disagreements([said, layer("B", *spans)], NEWS)
    assert (one.kind, one.group, one.labels, one.start, one.end) == (
        "relations",
        "claim",
        ("said-by", ""),
        0,
        54,
    )
    assert [side.relations for side in one.sides] == [("A:r0",), ()]


def test_a_boundary_never_counts_twice() -> None:
    said = layer("A", "CLAIM 0-40", "PER 50-54", relations=("CLAIM 0-40 > said-by > PER 50-54",))
    shifted = layer("B", "CLAIM 4-40", "PER 50-54", relations=("CLAIM 4-40 > said-by > PER 50-54",))
    assert [kind for kind, *_ in kinds(said, shifted)] == ["boundaries"]
    assert [kind for kind, *_ in kinds(said, layer("B", "CLAIM 0-40"))] == ["only"]


def test_one_decision_for_one_pair_of_ends() -> None:
    spans = ("CLAIM 0-40", "PER 50-54")
    said = layer("A", *spans, relations=("CLAIM 0-40 > said-by > PER 50-54",))
    about = layer("B", *spans, relations=("CLAIM 0-40 > about > PER 50-54",))
    assert kinds(said, about) == [("relations", 0, 54, ("about", "said-by"))]


def test_symmetric_relations_have_no_direction() -> None:
    spans = ("PER 0-4", "PER 10-14")
    first = layer("A", *spans, relations=("PER 0-4 > same-as > PER 10-14",))
    second = layer("B", *spans, relations=("PER 10-14 > same-as > PER 0-4",))
    found = compare([first, second], NEWS)
    assert found.disagreements == ()
    assert [side.relations for side in found.agreed[-1].sides] == [("A:r0",), ("B:r0",)]


def test_transitive_relations_are_compared_by_what_follows() -> None:
    spans = ("PER 0-4", "PER 10-14", "PER 20-24")
    first = layer("A", *spans, relations=("PER 0-4 > same-as > PER 10-14", "PER 10-14 > same-as > PER 20-24"))
    second = layer("B", *spans, relations=("PER 0-4 > same-as > PER 10-14", "PER 0-4 > same-as > PER 20-24"))
    third = layer("C", *spans, relations=("PER 0-4 > same-as > PER 10-14",))
    assert kinds(first, second) == []
    assert kinds(first, third) == [("relations", 0, 24, ("same-as", ""))]
    without = layer("D", *spans[::2], relations=("PER 0-4 > same-as > PER 20-24",))
    assert [kind for kind, *_ in kinds(first, without)] == ["only"]


def test_documents_are_compared_one_by_one_and_single_layers_are_passed_over() -> None:
    found = disagreements(
        [layer("A", "PER 0-4"), layer("A", "PER 0-4", document="e"), layer("B", document="e")], NEWS
    )
    assert [one.document for one in found] == ["e"]


def test_what_matters_most_comes_first() -> None:
    first = layer("A", "PER 0-4", "PER 10-14", "ORG 20-24", "GPE 30-34", "LOC 40-60")
    second = layer("B", "ORG 0-4", "ORG 10-14", "ORG 20-26", "LOC 30-34")
    found = sort(disagreements([first, second], NEWS))
    assert [(one.kind, one.start) for one in found] == [
        ("labels", 0),
        ("labels", 10),
        ("labels", 30),
        ("only", 40),
        ("boundaries", 20),
    ]
    assert sort(found, "length")[0].start == 40
    assert all(sorted(map(id, sort(found, order))) == sorted(map(id, found)) for order in ORDERS)


LABELS = ("PER", "ORG", "GPE")


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    """Spans of one layer, none twice."""
    made = {}
    for number in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, 20))
        end = start + draw(st.integers(1, 8))
        label = draw(st.sampled_from(LABELS))
        cut = draw(st.booleans()) and end - start > 2
        fragments = ((start, start + 1), (end - 1, end)) if cut else ()
        made[label, start, end, fragments] = Span(f"s{number}", label, start, end, fragments)
    return list(made.values())


@given(spans(), spans())
def test_pairs_are_one_to_one_and_the_same_from_either_side(first: list[Span], second: list[Span]) -> None:
    found = pairs(first, second)
    assert sorted(one.a.id for one in found if one.a) == sorted(span.id for span in first)
    assert sorted(one.b.id for one in found if one.b) == sorted(span.id for span in second)
    assert all(overlap(one.a, one.b) for one in found if one.a and one.b)
    back = pairs(second, first)
    described = [sorted((x.a.label if x.a else "", x.b.label if x.b else "", x.exact) for x in found)]
    assert described == [sorted((x.b.label if x.b else "", x.a.label if x.a else "", x.exact) for x in back)]


@given(st.lists(spans(), min_size=2, max_size=4), st.sampled_from([None, 2, 3]))
def test_every_span_is_agreed_decided_or_outvoted_once(
    several: list[list[Span]], threshold: int | None
) -> None:
    bundles = [layer(f"L{number}", *one) for number, one in enumerate(several)]
    found = compare(bundles, NEWS, threshold=threshold)
    named = [id for one in (*found.disagreements, *found.agreed) for side in one.sides for id in side.spans]
    assert len(named) == len(set(named))
    everything = {span.id for bundle in bundles for span in bundle.spans}
    assert set(named) <= everything
    if threshold is None:
        assert set(named) == everything
    mirrored = compare(bundles[::-1], NEWS, threshold=threshold)
    assert [shape(one) for one in mirrored.disagreements] == [shape(one) for one in found.disagreements]


@given(spans())
def test_nobody_disagrees_with_themselves(one: list[Span]) -> None:
    assert disagreements([layer("A", *one), layer("B", *one)], NEWS) == ()


def shape(one: Disagreement) -> tuple[object, ...]:
    return one.kind, one.start, one.end, one.labels, sorted(side.labels for side in one.sides)


def test_of_a_chain_one_layer_is_taken_over() -> None:
    spans = ("PER 0-4", "PER 10-14", "PER 20-24")
    first = layer("A", *spans, relations=("PER 0-4 > same-as > PER 10-14", "PER 10-14 > same-as > PER 20-24"))
    second = layer("B", *spans, relations=("PER 0-4 > same-as > PER 10-14", "PER 0-4 > same-as > PER 20-24"))
    agreed = [side.relations for one in compare([first, second], NEWS).agreed for side in one.sides]
    assert [ids for ids in agreed if ids] == [("A:r0",), ("B:r0",), ("A:r1",)]
