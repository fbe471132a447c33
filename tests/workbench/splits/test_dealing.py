"""Units go to parts by share, whole, the rarest label first; the same way for the same seed."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import UserError
from workbench.splits.dealing import Unit, deal
from workbench.splits.shares import check_shares, empty_parts, folds, sizes

THREE = (("train", 0.8), ("dev", 0.1), ("test", 0.1))
LABELS = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 3), max_size=4)
UNITS = st.lists(st.builds(Unit, st.integers(1, 6), LABELS), max_size=60)


def filled(units: list[Unit], dealt: list[int], parts: int) -> list[Unit]:
    """What each part holds."""
    sizes_, labels = [0] * parts, [Counter[str]() for _ in range(parts)]
    for unit, part in zip(units, dealt, strict=True):
        sizes_[part] += unit.size
        labels[part].update(unit.labels)
    return [Unit(size, labels) for size, labels in zip(sizes_, labels, strict=True)]


@given(UNITS, st.integers(0, 5))
def test_every_unit_gets_one_part_and_the_seed_decides(units: list[Unit], seed: int) -> None:
    dealt = deal(units, THREE, seed=seed)
    assert len(dealt) == len(units) and all(0 <= part < 3 for part in dealt)
    assert dealt == deal(units, THREE, seed=seed)


@given(st.integers(0, 300), st.integers(0, 5))
def test_single_documents_fill_the_shares_exactly(count: int, seed: int) -> None:
    dealt = deal([Unit()] * count, THREE, seed=seed)
    assert [dealt.count(part) for part in range(3)] == sizes(count, THREE)


def test_another_seed_deals_otherwise() -> None:
    units = [Unit()] * 50
    assert deal(units, THREE, seed=1) != deal(units, THREE, seed=2)


def test_each_label_is_dealt_by_share_where_chance_would_not() -> None:
    chance = random.Random(4)
    shares = {"often": 0.5, "some": 0.2, "rare": 0.03}
    units = [
        Unit(1, {label: 1 for label, share in shares.items() if chance.random() < share}) for _ in range(1000)
    ]
    parts = filled(units, deal(units, THREE, seed=0), 3)
    totals = Counter(label for unit in units for label in unit.labels)
    for (_, share), part in zip(THREE, parts, strict=True):
        for label, total in totals.items():
            assert abs(part.labels[label] - share * total) <= 1.5, label
        assert abs(part.size - share * 1000) <= 10


def test_a_label_that_two_documents_have_goes_to_two_of_two_equal_parts() -> None:
    units = [
        Unit(1, {"rare": 1, "often": 1}),
        Unit(1, {"rare": 1, "often": 1}),
        *[Unit(1, {"often": 1})] * 18,
    ]
    halves = (("a", 0.5), ("b", 0.5))
    for seed in range(10):
        dealt = deal(units, halves, seed=seed)
        assert {dealt[0], dealt[1]} == {0, 1}
        assert dealt.count(0) == 10


def test_large_units_come_first_so_that_the_shares_are_met() -> None:
    units = [Unit(1)] * 20 + [Unit(40)] + [Unit(20)] * 2
    parts = filled(units, deal(units, (("a", 0.6), ("b", 0.4)), seed=3), 2)
    assert [part.size for part in parts] == [60, 40]


def test_what_is_held_already_counts() -> None:
    held = [Unit(8, {"a": 8}), Unit(0), Unit(0)]
    parts = filled([Unit()] * 2, deal([Unit()] * 2, THREE, seed=0, held=held), 3)
    assert [part.size for part in parts] == [0, 1, 1]
    labelled = deal([Unit(1, {"a": 1})] * 2, THREE, seed=0, held=held)
    assert sorted(labelled) == [1, 2]


def test_shares_add_up_and_folds_are_equal() -> None:
    check_shares(THREE)
    with pytest.raises(UserError, match=r"add up to 0\.9, not to 1"):
        check_shares((("train", 0.8), ("dev", 0.1)))
    assert [name for name, _ in folds(3)] == ["fold1", "fold2", "fold3"]
    check_shares(folds(7))
    assert sizes(10, folds(3)) == [3, 4, 3]
    for count in (-1, 0, 1, 101):
        with pytest.raises(UserError, match="2 to 100 folds"):
            folds(count)


def test_parts_that_stay_empty_are_named() -> None:
    assert empty_parts(10, THREE) == ""
    assert empty_parts(2, THREE) == "dev and test stay empty: there are 2 documents for 3 parts."
