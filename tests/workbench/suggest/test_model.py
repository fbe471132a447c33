"""A model of what a project labels: learned, tried on what it has not seen, calibrated, the same each time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workbench.errors import UserError
from workbench.jobs import finish
from workbench.model import Document, Span
from workbench.schema import load_schema
from workbench.suggest import Context
from workbench.suggest.calibration import calibrate, calibrated, crosswise
from workbench.suggest.features import outermost, sentence_tokens, shape, tags
from workbench.suggest.memory import Lesson
from workbench.suggest.model import Learned
from workbench.suggest.training import Band, Report, train

pytest.importorskip("pycrfsuite")
SCHEMA = load_schema("news")
FIRST = ("Ana", "Bo", "Chidi", "Dora", "Emil", "Femi", "Gül", "Hana", "Ivo", "Jun")
LAST = ("Marsh", "Okoro", "Petrov", "Quist", "Rossi", "Sato", "Tran", "Urban", "Vega", "Wolf")
PLACES = ("Oslo", "Lima", "Accra", "Riga", "Turin", "Perth", "Quito", "Sofia")


def lessons(number: int) -> list[Lesson]:
    chance = random.Random(5)
    made = []
    for at in range(number):
        text, spans = "", []
        for _ in range(4):
            name = f"{chance.choice(FIRST)} {chance.choice(LAST)}"
            place = chance.choice(PLACES)
            for words, label in (
                ("Minister ", ""),
                (name, "PER"),
                (" arrived in ", ""),
                (place, "GPE"),
                (" today. ", ""),
            ):
                if label:
                    spans.append(Span(f"{len(spans)}", label, len(text), len(text) + len(words)))
                text += words
        made.append(Lesson(f"d{at}", text, tuple(spans), len(text)))
    return made


@pytest.fixture(scope="module")
def model() -> bytes:
    return finish(train(lessons(10), SCHEMA))[0]


def found(text: str, context: Context) -> list[tuple[str, str]]:
    return [
        (s.covered(text), s.label)
        for one in Learned().suggest(Document("d", "d", text), context)
        for s in one.spans
    ]


def test_it_finds_names_that_it_has_never_seen(model: bytes) -> None:
    text = "Minister Zoe Falk arrived in Bern today."
    context = Context(SCHEMA, model=model, threshold=0.5)
    assert found(text, context) == [("Zoe Falk", "PER"), ("Bern", "GPE")]
    (one, _) = Learned().suggest(Document("d", "d", text), context)
    assert one.spans[0].score is not None and 0.5 <= one.spans[0].score <= 1
    assert one.reason == "the project's model"


def test_it_keeps_quiet_below_the_threshold_and_without_a_model(model: bytes) -> None:
    text = "Minister Zoe Falk arrived in Bern today."
    assert found(text, Context(SCHEMA, model=model, threshold=1.0)) == []
    assert found(text, Context(SCHEMA)) == []
    without = replace(SCHEMA, labels=tuple(label for label in SCHEMA.labels if label.id != "GPE"))
    assert found(text, Context(without, model=model)) == [("Zoe Falk", "PER")]


def test_it_says_how_good_it_is_and_the_same_lessons_give_the_same_bytes(model: bytes) -> None:
    content, report = finish(train(lessons(10), SCHEMA, curve=True))
    assert content == model
    assert [(row.label, row.spans) for row in report.quality] == [("", 80), ("GPE", 40), ("PER", 40)]
    assert report.quality[0].f1 > 0.9
    assert [point.documents for point in report.curve] == [1, 2, 4, 8]
    assert report.curve[0].f1 <= report.curve[-1].f1 == report.quality[0].f1


def test_it_says_what_a_threshold_means_and_how_well_its_scores_are_kept() -> None:
    report = finish(train(lessons(10), SCHEMA))[1]
    whole = report.whole
    assert report.held_out == 10 and report.quality_from(0.0)[1] == round(whole.recall * whole.spans)
    proposed = [report.quality_from(at / 10)[0] for at in range(11)]
    assert proposed == sorted(proposed, reverse=True) and proposed[0] > proposed[-1] == 0
    bands = (Band(0.2, 10, 1), Band(0.9, 10, 9), Band(0.95, 20, 20))
    made = Report(9, 1, (), (), 2, bands)
    assert made.quality_from(0.9) == (30, 29)
    assert [(round(score, 3), round(right, 3), n) for score, right, n in made.reliability()] == [
        (0.205, 0.1, 10),
        (0.938, 0.967, 30),
    ]
    assert made.calibration_error == pytest.approx((0.105 * 10 + abs(29 / 30 - 56.3 / 60) * 30) / 40)
    assert Report(0, 0, (), ()).calibration_error == 0.0 and Report(0, 0, (), ()).whole.f1 == 0.0


def test_scores_are_calibrated_without_their_own_part() -> None:
    seen = [(part, 0.9, part == 0) for part in (0, 1) for _ in range(100)]
    found = list(crosswise(seen))
    assert all(score < 0.25 for score, right in found if right)  # what part 1 has taught: never right
    assert all(score > 0.8 for score, right in found if not right)


def test_bytes_that_are_no_model_are_refused() -> None:
    with pytest.raises(UserError, match="train it anew"):
        found("Oslo", Context(SCHEMA, model=b"nonsense"))


def test_spans_become_tags_and_nested_ones_their_outermost() -> None:
    spans = [
        Span("a", "ORG", 4, 21),
        Span("b", "NORP", 4, 10),
        Span("c", "PER", 30, 40, ((30, 32), (38, 40))),
    ]
    text = "the Indian government said"
    (tokens,) = sentence_tokens(text)
    assert outermost(spans) == spans[:1]
    assert tags(tokens, outermost(spans)) == ["O", "B-ORG", "I-ORG", "O"]
    assert [len(part) for part in sentence_tokens("One. Two three.\nFour")] == [2, 3, 1]
    assert (shape("Su-30MKI"), shape("中文")) == ("Xx-dX", "o")


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60), st.floats(0, 1), st.floats(0, 1))
def test_a_calibrated_score_rises_with_the_score(
    seen: list[tuple[float, bool]], low: float, high: float
) -> None:
    curve = calibrate(seen)
    low, high = sorted((low, high))
    assert 0 <= calibrated(curve, low) <= calibrated(curve, high) + 1e-9 <= 1 + 2e-9


def test_many_observations_are_followed_whatever_their_form() -> None:
    seen = [(score / 1000, score < 300 or score > 800) for score in range(1000)] * 2
    curve = calibrate(seen)
    assert calibrated(curve, 0.9) > 0.9
    assert 0.3 < calibrated(curve, 0.1) < 0.45  # what falls is pooled: a curve never does


def test_a_model_that_is_too_sure_is_brought_down() -> None:
    assert calibrated(calibrate([]), 0.9) < 0.9
    curve = calibrate([(0.95, at % 2 == 0) for at in range(200)])
    assert calibrated(curve, 0.95) == pytest.approx(0.5, abs=0.05)
