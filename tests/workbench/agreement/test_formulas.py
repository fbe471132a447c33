"""Coefficients against other programs, published figures, and what can be reckoned by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score

from workbench.agreement import formulas, gamma
from workbench.agreement.measures import values
from workbench.agreement.sums import Index, Sums
from workbench.agreement.tally import Counts, Tally, interval
from workbench.agreement.token_counts import count_tokens
from workbench.agreement.unit_counts import Unit, boundary_disagreement, count_units, units
from workbench.model import Span

LABELS = st.sampled_from(["", "PER", "ORG", "GPE+ORG"])
TWO = st.integers(1, 30).flatmap(
    lambda n: st.lists(st.lists(LABELS, min_size=n, max_size=n), min_size=2, max_size=2)
)
SEVERAL = st.tuples(st.integers(2, 4), st.integers(2, 20)).flatmap(
    lambda size: st.lists(
        st.lists(LABELS, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)


@given(TWO)
def test_kappa_is_that_of_scikit_learn(both: list[list[str]]) -> None:
    ours = formulas.token_kappa(*both)
    if ours is not None:
        assert ours == pytest.approx(cohen_kappa_score(*both), abs=1e-12)
        assert ours == pytest.approx(formulas.token_kappa(*both[::-1]))
    else:
        assert len({*both[0], *both[1]}) == 1


@given(SEVERAL)
def test_alpha_is_that_of_nltk(annotators: list[list[str]]) -> None:
    ours = formulas.token_alpha(annotators)
    rows = [(f"c{who}", at, label) for who, one in enumerate(annotators) for at, label in enumerate(one)]
    if ours is not None:
        assert ours == pytest.approx(AnnotationTask(rows).alpha(), abs=1e-12)
    else:
        assert len({label for one in annotators for label in one}) == 1


@given(SEVERAL)
def test_counted_labels_give_the_same_as_lists(annotators: list[list[str]]) -> None:
    sparse = {who: {at: label for at, label in enumerate(one) if label} for who, one in enumerate(annotators)}
    many = len(annotators)
    pairs = {(a, b): a * many + b for a in range(many) for b in range(a + 1, many)}
    counts: Counts = {}
    count_tokens(counts, "", sparse, len(annotators[0]), shares=6, pairs=pairs)
    sums = Sums(counts, Index(counts), shares=6)
    found = values(sums, frozenset({"kappa", "alpha"}), "", list(pairs.values()), -1)
    assert found["alpha"] == pytest.approx(formulas.token_alpha(annotators))
    each = [formulas.token_kappa(annotators[a], annotators[b]) for a, b in pairs]
    assert found["kappa"] == pytest.approx(formulas.mean(each))
    for (a, b), number in pairs.items():
        pair = values(sums, frozenset({"alpha"}), "", [number], number)["alpha"]
        assert pair == pytest.approx(formulas.token_alpha([annotators[a], annotators[b]]))


def of_units(annotators: Sequence[Sequence[Unit]], length: int) -> dict[str, float | None]:
    counts: Counts = {}
    count_units(counts, ("unit", -1, ""), annotators, length, shares=6)
    return values(Sums(counts, Index(counts), shares=6), frozenset({"alpha-u"}), "", [], -1)


# Krippendorff, Content Analysis (4th edition, 2019), figure 12.11: a text of 60 characters
ALEX = [(0, 7, "1"), (7, 13, "2"), (30, 32, "5"), (32, 37, "6"), (37, 44, "6"), (44, 60, "7")]
PAUL = [(0, 7, "1"), (7, 13, "3"), (13, 21, "5"), (32, 44, "6")]
SUZAN = [(0, 7, "1"), (7, 13, "4"), (13, 21, "5"), (32, 37, "6"), (37, 41, "6"), (41, 44, "6")]
FIGURE = [[Unit(*unit) for unit in one] for one in (ALEX, PAUL, SUZAN)]


def test_the_family_of_2016_gives_the_published_figures() -> None:
    found = of_units(FIGURE, 60)
    assert found["alpha_u"] == pytest.approx(0.510, abs=0.0005)
    assert found["alpha_u_boundaries"] == pytest.approx(0.413, abs=0.001)
    assert found["alpha_u_labels"] == pytest.approx(0.724, abs=0.0005)


def test_the_figures_of_single_labels_are_the_published_ones() -> None:
    counts: Counts = {}
    count_units(counts, ("unit", -1, ""), FIGURE, 60, shares=2)
    sums = Sums(counts, Index(counts), shares=2)
    paired = {label: n / 2 for label, n in sums.several("unit", -1, "", "paired").items()}
    found = {
        label: formulas.unit_label(
            label,
            sums.get("unit", -1, "", "same", label) / 2,
            paired,
            sums.get("unit", -1, "", "itself paired", label) / 4,
        )
        for label in "1234567"
    }
    assert [found[label] for label in "156"] == pytest.approx([1, 1, 1])
    assert [found[label] for label in "234"] == pytest.approx([0, 0, 0])
    assert found["7"] is None


def test_the_coefficient_of_2004_gives_the_published_figures() -> None:
    """Krippendorff, Measuring the reliability of qualitative text analysis data (2004): a text of 300, two labels."""
    c = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
    k = [(30, 90), (150, 200)], [(30, 90), (150, 200)]
    observed, expected = boundary_disagreement(c, 300)
    assert (observed, expected) == (pytest.approx(0.0144, abs=5e-5), pytest.approx(0.0532, abs=5e-5))
    assert formulas.ratio(observed, expected) == pytest.approx(0.7286, abs=5e-4)
    nothing, chance = boundary_disagreement(k, 300)
    assert (nothing, chance) == (0, pytest.approx(0.0490, abs=5e-5))
    assert formulas.ratio(observed + nothing, expected + chance) == pytest.approx(0.8591, abs=5e-4)


@pytest.mark.parametrize(
    ("first", "second", "length", "observed"),
    [
        ([(2, 10), (14, 20)], [(4, 8), (15, 17)], 24, 0.03125),
        ([(0, 18)], [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 9), (9, 10)], 24, 2.26736),
        ([(2, 8), (10, 12), (14, 18), (20, 22)], [(0, 2), (4, 8), (10, 14), (16, 18), (20, 22)], 24, 0.02777),
        ([(1, 9)], [(2, 3), (4, 5), (6, 7)], 10, 0.91),
    ],
)
def test_observed_disagreements_of_1995(
    first: list[tuple[int, int]], second: list[tuple[int, int]], length: int, observed: float
) -> None:
    """Krippendorff, On the reliability of unitizing contiguous data (1995), examples A, B, C."""
    assert boundary_disagreement([first, second], length)[0] == pytest.approx(observed, abs=1e-5)


def test_by_hand() -> None:
    """Ten characters; one marks [0, 4), the other [2, 4): 2 of 10 differ, 14 of 20 are gaps."""
    found = of_units([[Unit(0, 4, "A")], [Unit(2, 4, "A")]], 10)
    expected = (400 - 14**2 - 6**2) / (20 - (14 + 16 + 4) / 20)
    assert found["alpha_u"] == pytest.approx(1 - 4 / expected)
    assert found["alpha_u_boundaries"] == pytest.approx(1 - 4 / expected)
    assert found["alpha_u_labels"] is None
    assert formulas.kappa(8, {"": 6, "A": 4}, {"": 8, "A": 2}) == pytest.approx((0.8 - 0.56) / 0.44)


def test_overlaps_are_a_label_of_their_own() -> None:
    spans = [Span("1", "ORG", 0, 10), Span("2", "GPE", 4, 6), Span("3", "PER", 12, 20, ((12, 14), (18, 20)))]
    found, several = units(spans)
    assert [tuple(unit) for unit in found] == [
        (0, 4, "ORG"),
        (4, 6, "GPE+ORG"),
        (6, 10, "ORG"),
        (12, 14, "PER"),
        (18, 20, "PER"),
    ]
    assert several == 2


@st.composite
def unitised(draw: st.DrawFn) -> list[list[Unit]]:
    """Two or three annotators' units of a text of 40 characters, which do not overlap."""
    made = []
    for _ in range(draw(st.integers(2, 3))):
        edges = sorted(draw(st.sets(st.integers(0, 40), max_size=8)))
        mine = [Unit(low, high, draw(st.sampled_from("AB"))) for low, high in zip(edges[::2], edges[1::2])]  # noqa: B905
        made.append(mine)
    return made


@given(unitised())
def test_coefficients_of_units_keep_their_bounds_and_are_symmetric(annotators: list[list[Unit]]) -> None:
    found, mirrored = of_units(annotators, 40), of_units(annotators[::-1], 40)
    for id, value in found.items():
        assert value is None or value <= 1 + 1e-12
        assert value is None or value == pytest.approx(mirrored[id])
    itself = of_units([annotators[0]] * 3, 40)
    assert all(value is None or value == pytest.approx(1) for value in itself.values())
    places = [[(unit.start, unit.end) for unit in one if unit.label == "A"] for one in annotators]
    assert boundary_disagreement(places, 40) == pytest.approx(boundary_disagreement(places[::-1], 40))
    assert boundary_disagreement([places[0]] * 2, 40)[0] == 0


# The example of Mathet et al. (2015) that their software comes with
THREE = [
    [(2, 9, "1"), (11, 17, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"), (44, 60, "7")],
    [(2, 9, "1"), (11, 17, "3"), (19, 25, "5"), (32, 44, "6")],
    [(2, 9, "1"), (11, 17, "4"), (21, 27, "5"), (32, 36, "6"), (36, 40, "6"), (40, 44, "6")],
]
EXAMPLE = [[Unit(*unit) for unit in one] for one in THREE]


@pytest.mark.parametrize(
    ("u", "v", "published"),
    [
        ((4, 14), (40, 44), 22.2),
        ((4, 14), (4, 14), 0.0),
        ((4, 14), (20, 25), 3.2),
        ((4, 14), (14, 24), 1.0),
        ((20, 30), (20, 25), 0.11),
        ((20, 25), (14, 24), 0.22),
    ],
)
def test_dissimilarities_of_figure_10(u: tuple[int, int], v: tuple[int, int], published: float) -> None:
    assert gamma.dissimilarity(Unit(*u, ""), Unit(*v, "")) == pytest.approx(published, abs=0.05)


def test_the_disorder_of_the_best_alignment_is_the_published_one() -> None:
    disorder, sure = gamma.best_disorder(EXAMPLE, position=3.0)
    assert sure
    assert disorder / (16 / 3) == pytest.approx(0.96, abs=0.005)


def test_gamma_is_near_the_published_one_and_the_same_for_the_same_seed() -> None:
    found = gamma.gamma(EXAMPLE, 60, position=3.0, seed=1)
    assert found == pytest.approx(0.455, abs=0.04)
    assert found == gamma.gamma(EXAMPLE, 60, position=3.0, seed=1)
    assert gamma.gamma([[], []], 60) is None
    assert gamma.gamma([EXAMPLE[0]] * 2, 60) == 1.0


@given(unitised())
def test_the_best_alignment_is_no_worse_than_any(annotators: list[list[Unit]]) -> None:
    best, sure = gamma.best_disorder(annotators)
    assert sure
    assert best <= sum(map(len, annotators)) + 1e-9  # every unit alone
    assert best == pytest.approx(gamma.best_disorder(annotators[::-1])[0])
    if len(annotators) == 2:
        assert best == pytest.approx(_least(annotators[0], annotators[1]))


def _least(first: Sequence[Unit], second: Sequence[Unit]) -> float:
    """By trying all."""
    if not first:
        return float(len(second))
    without = 1 + _least(first[1:], second)
    return min(
        [without]
        + [
            gamma.dissimilarity(first[0], other)
            + _least(first[1:], [one for one in second if one is not other])
            for other in second
        ]
    )


def test_a_tally_adds_and_resamples() -> None:
    large = 1 << 60
    tally = Tally([{("a",): 1, ("b",): large}, {("a",): 2}, {("c", "d"): 5}])
    assert tally.total() == {("a",): 3, ("b",): large, ("c", "d"): 5}
    assert tally.total([1, 2]) == {("a",): 2, ("c", "d"): 5}
    drawn = list(tally.resamples(200, seed=7))
    assert drawn == list(tally.resamples(200, seed=7)) != list(tally.resamples(200, seed=8))
    assert {counts["c", "d"] for counts in drawn} == {0, 5, 10, 15}
    assert {counts["b",] for counts in drawn} == {0, large, 2 * large, 3 * large}
    assert interval([float(n) for n in range(1, 101)]) == (3.0, 98.0)
