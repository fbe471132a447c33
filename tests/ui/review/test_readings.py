"""What the card says for each annotator, and which characters differ."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from layers import TEXT, layer, schema

from ui.review.readings import Reading, differing, differing_words, readings
from workbench.agreement.disagreements import disagreements
from workbench.model import Bundle


def said(*bundles: Bundle, order: tuple[int, ...] = ()) -> list[Reading]:
    (one,) = disagreements(bundles, schema())
    return readings(
        one,
        order or tuple(range(len(one.sides))),
        TEXT,
        schema(),
        spans={span.id: span for bundle in bundles for span in bundle.spans},
        relations={r.id: r for bundle in bundles for r in bundle.relations},
        values={at: bundle.attributes for at, bundle in enumerate(bundles)},
    )


def marked(reading: Reading) -> list[str]:
    return [reading.text[start:end] for start, end in reading.differs]


def test_the_characters_that_not_all_cover_differ() -> None:
    one, other = said(layer("ada", "PER 4-12"), layer("ben", "PER 4-16"))
    assert one.text.startswith("The minister of New Delhi")
    assert marked(one) == marked(other) == [" of "]
    assert (one.spans, other.spans) == (((4, 12, "PER"),), ((4, 16, "PER"),))


def test_another_label_makes_all_of_it_differ() -> None:
    one, other = said(layer("ada", "PER 4-12"), layer("ben", "ORG 4-12"))
    assert marked(one) == ["minister"]
    assert (one.said, other.said) == ("Person", "Organisation")


def test_those_who_say_the_same_stand_together_under_their_numbers() -> None:
    bundles = [layer("ada", "PER 4-12"), layer("ben"), layer("cyd", "PER 4-12")]
    assert [(one.numbers, one.said) for one in said(*bundles)] == [((0, 2), "Person"), ((1,), "nothing")]
    assert [one.numbers for one in said(*bundles, order=(1, 0, 2))] == [(1,), (0, 2)]


def test_values_and_relations_are_said_in_words() -> None:
    one, other = said(layer("ada", genre="wire"), layer("ben", genre="report"))
    assert one.text.lower().startswith("genre: ") and one.text != other.text
    assert marked(one) and marked(other)
    spans = ("CLAIM 45-60", "PER 4-12")
    one, other = said(
        layer("ada", *spans, relations=("CLAIM 45-60 > said-by > PER 4-12",)), layer("ben", *spans)
    )
    assert "→ “minister”" in one.text and other.text == "no relation"


@given(st.text("a b", max_size=12), st.text("a b", max_size=12))
def test_words_that_are_the_same_differ_nowhere(one: str, other: str) -> None:
    marks = differing_words([one, other])
    kept = ["".join(c for at, c in enumerate(text) if not any(s <= at < e for s, e in found))
            for text, found in zip((one, other), marks, strict=True)]  # fmt: skip
    assert kept[0] == kept[1]
    assert (marks == [(), ()]) == (one == other)


Covered = list[tuple[int, int, str]]
places = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 6), st.sampled_from("AB")).map(
        lambda p: (p[0], p[0] + p[1], p[2])
    ),
    max_size=4,
)


@given(places, places)
def test_a_character_differs_where_its_labels_do(one: Covered, other: Covered) -> None:
    found = differing([one, other], 30)
    for at in range(30):
        over = [sorted(label for start, end, label in spans if start <= at < end) for spans in (one, other)]
        assert any(start <= at < end for start, end in found) == (over[0] != over[1])
