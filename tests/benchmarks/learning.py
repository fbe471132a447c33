"""Suggesters that learn: one pass of many names over many documents, and training on some, more, many documents."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.benchmarks import corpus
from tests.benchmarks.measure import Row, Scale, timed
from workbench import jobs
from workbench.model import Span
from workbench.schema import load_schema
from workbench.suggest.memory import Lesson
from workbench.suggest.names import Names
from workbench.suggest.training import LEAST, train

DOCUMENTS, SIZE, NAMES = 10_000, 2000, 20_000
PASS = 10_000.0  # ms
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family."""
    chance = random.Random(6)
    names = [
        " ".join(_word(chance).capitalize() for _ in range(chance.choice((1, 2, 2, 3))))
        for _ in range(scale.of(NAMES, 20))
    ]
    number = scale.of(DOCUMENTS, 5)
    texts = [_with_names(corpus.text(SIZE, seed=at % 200), names, chance) for at in range(number)]
    finder: list[Names] = []
    yield Row(f"make a finder of {len(names):,} names", timed(lambda: finder.append(Names(names))))
    yield Row(
        f"find them in {number:,} documents of 2 kB",
        timed(lambda: sum(len(finder[0].find(text)) for text in texts)),
        budget=PASS,
    )
    schema = load_schema("news")
    finder_of = finder[0]
    for documents in (20, 100, 500):
        lessons = [_lesson(at, texts[at % number], finder_of) for at in range(scale.of(documents, LEAST))]
        yield Row(
            f"train the model on {len(lessons)} documents, and try it",
            timed(lambda given=lessons: jobs.finish(train(given, schema))),
        )


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(_LETTERS) for _ in range(chance.randint(3, 9)))


def _with_names(text: str, names: list[str], chance: random.Random) -> str:
    """The text with a name in the place of every fifteenth word."""
    words = text.split(" ")
    for at in range(7, len(words), 15):
        words[at] = chance.choice(names)
    return " ".join(words)


def _lesson(number: int, text: str, finder: Names) -> Lesson:
    """Its names, labelled by their first letter."""
    labels = ("PER", "ORG", "GPE")
    spans = tuple(
        Span(str(at), labels[ord(found.form[0]) % 3], found.start, found.end)
        for at, found in enumerate(one for one in finder.find(text) if not one.outer)
    )
    return Lesson(f"d{number}", text, spans, len(text))
