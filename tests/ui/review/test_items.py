"""Which rows a filter of the queue leaves, in what order, and what can be filtered by."""

from __future__ import annotations

from layers import layer, schema

from ui.review.items import Filter, Item, arranged, facets, pair_words
from workbench.agreement.disagreements import disagreements
from workbench.project.review import Decided
from workbench.storage.decisions import Decision

DECISION = Decision("1", "d", "eve", "", "labels", "take", "{}", "", "", "", ())


def items() -> list[Item]:
    found = disagreements(
        [
            layer("ada", "PER 4-12", "ORG 16-25", "DATE 34-40"),
            layer("ben", "ORG 4-12", "ORG 16-29"),
        ],
        schema(),
    )
    return [Item(Decided(one), "d") for one in found]


def test_a_filter_leaves_what_it_names() -> None:
    found = items()
    assert [item.one.kind for item in found] == ["labels", "boundaries", "only"]

    def left(wanted: Filter) -> list[str]:
        return [item.one.kind for item in found if wanted.leaves(item)]

    assert left(Filter()) == ["labels", "boundaries", "only"]
    assert left(Filter(kind="labels")) == ["labels"]
    assert left(Filter(labels=("ORG", "PER"))) == ["labels"]
    assert left(Filter(group="time")) == ["only"]
    assert left(Filter(annotator="ben")) == ["labels", "boundaries"]
    assert left(Filter(document="elsewhere")) == []
    assert left(Filter(show="decided")) == [] and left(Filter(show="changed")) == []


def test_decisions_come_and_go_with_what_is_shown() -> None:
    one = items()[0].one
    done, stale = Item(Decided(one, DECISION), "d"), Item(Decided(one, DECISION, True), "d")
    assert (done.state, stale.state) == ("taken", "changed since")
    assert [Filter(show=show).leaves(done) for show in ("left", "changed", "decided", "all")] == [
        False,
        False,
        True,
        True,
    ]
    assert [Filter(show=show).leaves(stale) for show in ("left", "changed", "decided", "all")] == [
        True,
        True,
        False,
        True,
    ]


def test_the_order_is_chosen_and_everything_counted() -> None:
    found = items()
    assert [item.one.kind for item in arranged(found, "impact")] == ["labels", "only", "boundaries"]
    assert [item.one.kind for item in arranged(found, "length")] == ["boundaries", "labels", "only"]
    counted = facets(found)
    assert counted.groups == {"entity": 2, "time": 1}
    assert counted.annotators == {"ada": 3, "ben": 2}
    assert pair_words(("ORG", "PER"), schema()) == "Organisation or Person"
    assert pair_words(("DATE", ""), schema()).endswith("or nothing")
