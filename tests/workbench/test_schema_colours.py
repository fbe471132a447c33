"""Colours of shipped schemas can be read in both themes and told apart by every eye."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.schema import Label, Schema, load_schema, shipped, what_labels_get
from workbench.schema_colours import (
    AA,
    APART,
    EYES,
    PAPERS,
    SPARE,
    Triple,
    apart,
    can_be_read,
    contrast,
    distance,
    free_colour,
    free_key,
    legible,
    over,
    rgb,
    seen,
)

THEMES = {"light": (0, *PAPERS[0]), "dark": (1, *PAPERS[1])}


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((90.8027, -2.0831, 1.4410), (91.1528, -1.6435, 0.0447), 1.4441),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_distance_agrees_with_the_published_pairs(one: Triple, two: Triple, expected: float) -> None:
    assert distance(one, two) == pytest.approx(expected, abs=1e-4)


SCHEMAS = [load_schema(name) for name in sorted(shipped())]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_colours_can_be_read(schema: Schema, theme: str) -> None:
    at, paper, ink, share = THEMES[theme]
    for label in schema.labels:
        colour = label.colour[at]
        assert contrast(rgb(colour), rgb(paper)) >= AA, (label.id, colour)
        assert contrast(rgb(ink), over(colour, paper, share)) >= AA, (label.id, colour)


@pytest.mark.parametrize("theme", THEMES)
def test_spare_colours_can_be_read(theme: str) -> None:
    at, paper, ink, share = THEMES[theme]
    for pair in SPARE:
        assert contrast(rgb(pair[at]), rgb(paper)) >= AA
        assert contrast(rgb(ink), over(pair[at], paper, share)) >= AA


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("schema", SCHEMAS, ids=lambda schema: schema.name)
def test_labels_of_a_group_are_told_apart(schema: Schema, theme: str, eye: str) -> None:
    at = THEMES[theme][0]
    for group in schema.groups:
        for one, two in combinations(schema.labels_of(group.id), 2):
            far = distance(seen(one.colour[at], eye), seen(two.colour[at], eye)) >= APART
            assert far or has_second_sign(one, two), (one.id, two.id)


def has_second_sign(one: Label, two: Label) -> bool:
    """Two letters that are drawn at the start, and differ."""
    return bool(one.key and two.key) and one.key != two.key


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_is_made_legible_and_a_legible_one_is_kept(number: int) -> None:
    pair = legible(f"#{number:06x}")
    assert can_be_read(pair[0], 0) and can_be_read(pair[1], 1)
    assert legible(pair[0])[0] == pair[0] and legible(pair[1])[1] == pair[1]


def test_the_hue_stays() -> None:
    assert legible("#ffa39e")[0].startswith("#") and rgb(legible("#ffff00")[0])[2] == 0.0
    assert legible("#000000") == ("#000000", "#828282")


def test_free_colours_are_those_that_few_have_far_from_theirs() -> None:
    used: list[tuple[str, str]] = []
    for _ in SPARE:
        used.append(free_colour(used))
    assert sorted(used) == sorted(SPARE)
    assert apart(used[0], used[1]) > APART
    assert free_colour(used) in SPARE


def test_free_keys_are_letters_of_the_words_first() -> None:
    assert free_key(["Person"], []) == "p"
    assert free_key(["Person"], "pe") == "r"
    assert free_key(["中文 7"], "ab") == "c"
    assert free_key(["x"], "abcdefghijklmnopqrstuvwxyz") == ""


def test_what_labels_get_is_what_they_are_given() -> None:
    schema = load_schema("news")
    told = what_labels_get(schema, ["Alpha", "Beta", "Aleph"])
    for id, (key, colour) in told.items():
        schema = schema.with_label(id)
        assert (schema.label(id).key, schema.label(id).colour) == (key, colour)
