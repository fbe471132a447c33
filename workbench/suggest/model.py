"""A small sequence model of what a project labels: linear chains over words (the form of Lafferty and others 2001),
trained as averaged perceptrons, one for each group, by python-crfsuite; and the suggester that asks it."""

from __future__ import annotations

import ctypes
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from workbench.errors import UserError
from workbench.model import Document, Span
from workbench.schema import Schema
from workbench.suggest.base import Context, Proposal
from workbench.suggest.calibration import Step, calibrated
from workbench.suggest.features import (
    Features,
    features,
    known_tokens,
    outermost,
    sentence_tokens,
    tags,
    with_known,
)
from workbench.suggest.memory import Lesson, repeats
from workbench.suggest.recall import Form, Recall
from workbench.tokens.plain import Token

VERSION = 1
THRESHOLD = 0.5  # a proposal is made if it is at least so likely to be right
# Averaged perceptron (Collins 2002): as good as L-BFGS on the corpora of the benchmarks, in less than half the time.
_ITERATIONS = 25
_WITHOUT_MEMORY = 3  # every third sentence is learned without, or new names would not be found
_PARAMETERS = {"max_iterations": _ITERATIONS, "feature.minfreq": 0}


Sentence = tuple[list[Token], Features]


class Prepared(Struct, frozen=True):
    """A lesson cut into sentences: their tokens with features, and by group the spans that do not overlap."""

    lesson: Lesson
    sentences: list[Sentence]
    spans: dict[str, list[Span]]


class ModelFile(Struct, frozen=True):
    """A trained model as it is kept: for each group a model of crfsuite, what it remembers, and how it calibrates."""

    version: int
    groups: dict[str, bytes]
    forms: dict[str, dict[str, Form]]
    curves: dict[str, list[Step]]


def crfsuite() -> Any:
    """The module. Raises UserError without the extra."""
    try:
        import pycrfsuite
    except ImportError as error:
        raise UserError(
            "A model needs python-crfsuite: pip install 'annotation-workbench[learn]'."
        ) from error
    return pycrfsuite


def learnable(schema: Schema) -> dict[str, set[str]]:
    """By group the labels that a model can learn: all but passages and dates."""
    found = {
        group.id: {label.id for label in schema.labels_of(group.id) if repeats(schema, label.id)}
        for group in schema.groups
    }
    return {group: labels for group, labels in found.items() if labels}


def prepared(lesson: Lesson, groups: dict[str, set[str]]) -> Prepared:
    """Cut a lesson into sentences, and choose the outermost spans of each group."""
    spans = {
        group: outermost(s for s in lesson.spans if s.label in labels) for group, labels in groups.items()
    }
    return Prepared(lesson, sentences_of(lesson.text), spans)


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a text, each with the features of its tokens."""
    return [(tokens, features(text, tokens)) for tokens in sentence_tokens(text)]


def fit(lessons: Sequence[Prepared], group: str) -> tuple[bytes, Recall]:
    """Train one group's model: the same bytes from the same lessons. Empty where none of them has a span of it."""
    recall = Recall.of((one.lesson, one.spans[group]) for one in lessons)
    if not recall.forms:
        return b"", recall
    _seed()
    trainer = crfsuite().Trainer(algorithm="ap", params=_PARAMETERS, verbose=False)
    for one in lessons:
        spans = one.spans[group]
        flags = recall.flags(recall.find(one.lesson.text), spans)
        for number, (tokens, rows) in enumerate(one.sentences):
            known = known_tokens(tokens, flags) if number % _WITHOUT_MEMORY else {}
            trainer.append(with_known(rows, tokens, known), tags(tokens, spans))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model"
        trainer.train(str(path))
        return path.read_bytes(), recall


def _seed() -> None:
    """crfsuite shuffles what it learns from by the C library's `rand`: begun anew, the same lessons give the same."""
    ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).srand(1)


class Reader:
    """One group's model, opened. Its scores are those of the model itself, not calibrated yet."""

    def __init__(self, content: bytes, recall: Recall) -> None:
        self._recall = recall
        self._content = content
        self._tagger = crfsuite().Tagger()
        self._tagger.open_inmemory(content)

    def read(self, text: str, sentences: Iterable[Sentence]) -> Iterator[Span]:
        """The spans of the likeliest tags, with the least of their tokens' probabilities as score; by place."""
        flags = self._recall.flags(self._recall.find(text))
        for tokens, rows in sentences:
            self._tagger.set(with_known(rows, tokens, known_tokens(tokens, flags)))
            found = self._tagger.tag()
            at = 0
            while at < len(found):
                if found[at] == "O":
                    at += 1
                    continue
                label, first = found[at][2:], at
                at += 1
                while at < len(found) and found[at] == f"I-{label}":
                    at += 1
                score = min(self._tagger.marginal(found[place], place) for place in range(first, at))
                start, end = tokens[first][0], tokens[at - 1][1]
                yield Span(f"{start}-{end}-{label}", label, start, end, score=min(1.0, max(0.0, score)))


class Opened:
    """A trained model, ready to read texts. Raises UserError for bytes that are no model of this program."""

    def __init__(self, content: bytes) -> None:
        try:
            file = msgspec.msgpack.decode(content, type=ModelFile)
        except msgspec.DecodeError as error:
            raise UserError("The model in this project cannot be read: train it anew.") from error
        if file.version != VERSION:
            raise UserError("The model in this project is of another version of this program: train it anew.")
        self._curves = file.curves
        self._readers = {
            group: Reader(model, Recall(file.forms.get(group, {}))) for group, model in file.groups.items()
        }

    def read(self, text: str) -> list[Span]:
        """What the model would label in a text, with how likely each is to be right; by place."""
        sentences = sentences_of(text)
        found = [
            msgspec.structs.replace(span, score=calibrated(self._curves[group], span.score or 0.0))
            for group, reader in self._readers.items()
            for span in reader.read(text, sentences)
        ]
        return sorted(found, key=lambda span: (span.start, -span.end, span.label))


class Learned:
    """Proposes what the project's own model finds, if it is likely enough; nothing while there is no model."""

    id = "model"
    title = "A model trained on this project"
    languages: tuple[str, ...] = ()
    extra = "learn"
    learns = True

    def __init__(self) -> None:
        self._made: tuple[str, Opened] | None = None

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        """Proposals by place; labels that the schema has lost are left out. Raises UserError without the extra."""
        if not context.model:
            return
        digest = sha256(context.model).hexdigest()
        if self._made is None or self._made[0] != digest:
            self._made = (digest, Opened(context.model))
        for span in self._made[1].read(document.text):
            if (
                span.score is not None
                and span.score >= context.threshold
                and context.schema.find_label(span.label)
            ):
                yield Proposal((span,), reason="the project's model")
