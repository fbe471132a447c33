"""The article view alone, without a project: what its own work takes, beside Qt's editor with the bare text."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit, QScrollBar

from tests.benchmarks import corpus
from tests.benchmarks.measure import Row, Scale, median, percentile, timed
from tests.benchmarks.window import application, idle, settled
from ui.document_view import DocumentView
from ui.document_view.keys import tab
from ui.open_document import OpenDocument
from ui.theme import LIGHT
from workbench.model import Annotator, Bundle, Change, Document, Span, Thing
from workbench.schema import load_schema

FRAME, PRESS, WORST = 8.0, 8.0, 16.0  # ms: 95th percentile of a frame; median and 99th percentile of a change
# name: characters, characters in a paragraph, whether other scripts are mixed in, ms to the first paint
SIZES = {
    "10 kB": (10_000, 450, False, 150.0),
    "100 kB": (100_000, 450, False, 150.0),
    "1 MB": (1_000_000, 450, False, 150.0),
    "5 MB": (5_000_000, 450, False, 600.0),
    "one paragraph of 200 kB": (200_000, 10**9, False, 150.0),
    "1 MB of mixed scripts": (1_000_000, 450, True, 150.0),
}
_LABELS = ("PER", "ORG", "GPE", "DATE", "NORP")
_SCRIPTS = ("وزير الدفاع", "印度和俄罗斯同意", "שר הביטחון", "Министр обороны", "👩‍👩‍👧 नई दिल्ली")
Times = list[float]


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family."""
    application()
    for title, (size, paragraph, mixed, budget) in SIZES.items():
        body = text(scale.of(size, 4000), paragraph, mixed)
        yield from _one(title, body, spans(body), budget, scale)


def text(size: int, paragraph: int, mixed: bool) -> str:
    """News of a size; with `mixed`, every few words in another script."""
    body = corpus.text(size, seed=1, paragraph=paragraph)
    if not mixed:
        return body
    words, chance = body.split(" "), random.Random(4)
    for at in range(3, len(words), 6):
        words[at] = chance.choice(_SCRIPTS)
    return " ".join(words)[:size]


def spans(body: str) -> tuple[Span, ...]:
    """A span every 50 characters, a tenth of them nested to depth 4, and claims of 100 to 400 characters."""
    found: list[Span] = []

    def add(label: str, start: int, end: int) -> None:
        found.append(Span(f"{len(found):08}", label, start, min(end, len(body))))

    for number, at in enumerate(range(0, len(body) - 60, 50)):
        add(_LABELS[number % 5], at, at + 12)
        if number % 40 == 0:
            for depth in range(1, 4):
                add(_LABELS[(number + depth) % 5], at, at + 12 + 7 * depth)
        if number % 20 == 0:
            add("CLAIM", at, at + 100 + (number * 37) % 300)
    return tuple(found)


class Shelf:
    """Spans by id, for Changes to be read from."""

    def __init__(self) -> None:
        self.spans_by_id: dict[str, Span] = {}

    def spans(self, ids: list[str], annotator_id: str = "") -> list[Span]:
        return [self.spans_by_id[id] for id in ids if id in self.spans_by_id]

    def __getattr__(self, name: str) -> Callable[..., list[Any]]:
        return lambda *_: []


def _one(title: str, body: str, made: tuple[Span, ...], budget: float, scale: Scale) -> Iterator[Row]:
    plain = _plain(body, scale)
    bundle = Bundle(Document("d", title, body), annotator=Annotator("a", "A"), spans=made)
    document = OpenDocument(bundle)
    view = DocumentView(LIGHT, load_schema("news"))
    view.resize(820, 700)
    view.show()
    idle()

    def shown() -> None:
        view.set_document(document)
        settled()

    opens = []
    for _ in range(scale.runs):
        view.set_document(None)
        opens.append(timed(shown))
    against = "QPlainTextEdit, no spans"
    yield Row(f"view: show {title}, {len(made):,} spans", median(opens), "ms", plain["open"], against, budget)
    for what, times in _frames(view, scale).items():
        base, tail = plain.get(what), plain.get(f"{what}, 95th percentile")
        yield Row(f"view: {what}, median", median(times), "ms", base, against if base else "")
        late = percentile(times, 0.95)
        yield Row(f"view: {what}, 95th percentile", late, "ms", tail, against if tail else "", FRAME)
    for what, times in _changes(view, document, scale).items():
        yield Row(f"view: {what}, median", median(times), "ms", None, "", PRESS)
        yield Row(f"view: {what}, 99th percentile", percentile(times, 0.99), "ms", None, "", WORST)
    sizes = [560 + 12 * step for step in range(20)]
    resized = [timed(lambda width=width: (view.resize(width, 700), settled())) for width in sizes]
    yield Row("view: resize, median", median(resized), "ms", plain["resize"], against)
    view.close()
    view.deleteLater()
    idle()


def _plain(body: str, scale: Scale) -> dict[str, float]:
    """The floor: the same text in Qt's editor, without any span."""
    editor = QPlainTextEdit()
    editor.resize(820, 700)
    editor.show()
    idle()

    opens = [timed(lambda: (editor.setPlainText(body), settled())) for _ in range(scale.runs)]
    bar, chance = editor.verticalScrollBar(), random.Random(3)
    way = Way(bar)
    wheel = [
        timed(lambda: (bar.setValue(bar.value() + 3 * way.next), settled())) for _ in range(scale.presses)
    ]
    jumps = [
        timed(lambda: (bar.setValue(chance.randrange(bar.maximum() + 1)), settled()))
        for _ in range(scale.presses)
    ]
    sizes = [560 + 12 * step for step in range(20)]
    resized = [timed(lambda width=width: (editor.resize(width, 700), settled())) for width in sizes]
    editor.close()
    editor.deleteLater()
    return {
        "open": median(opens),
        "scroll by 72 px": median(wheel),
        "scroll by 72 px, 95th percentile": percentile(wheel, 0.95),
        "jump anywhere": median(jumps),
        "jump anywhere, 95th percentile": percentile(jumps, 0.95),
        "resize": median(resized),
    }


class Way:
    """Down an article to its end, and up again."""

    def __init__(self, bar: QScrollBar) -> None:
        self._bar, self._way = bar, 1

    @property
    def next(self) -> int:
        """1 for down, -1 for up."""
        at = self._bar.value()
        self._way = -1 if at >= self._bar.maximum() else 1 if at <= 0 else self._way
        return self._way


def _frames(view: DocumentView, scale: Scale) -> dict[str, Times]:
    bar, chance = view.verticalScrollBar(), random.Random(3)
    way = Way(bar)
    bar.setValue(bar.maximum() // 3)
    settled()
    steps: dict[str, Callable[[], object]] = {
        "scroll by 72 px": lambda: view.scroll_by(72 * way.next),
        "jump anywhere": lambda: bar.setValue(chance.randrange(max(1, bar.maximum()))),
        "next span (Tab)": lambda: tab(view, back=False),
    }
    return {
        what: [timed(lambda step=step: (step(), settled())) for _ in range(scale.presses)]
        for what, step in steps.items()
    }


def _changes(view: DocumentView, document: OpenDocument, scale: Scale) -> dict[str, Times]:
    """Add, change, delete and bring back a span in the middle of the page, at places all over the document."""
    gestures = "add", "change its label", "delete", "undo"
    found: dict[str, Times] = {gesture: [] for gesture in gestures}
    bar, chance, shelf = view.verticalScrollBar(), random.Random(5), Shelf()

    def apply(change: Change) -> None:
        document.apply(change, shelf)  # type: ignore[arg-type]
        view.apply(change)
        settled()

    for number in range(scale.presses):
        bar.setValue(chance.randrange(max(1, bar.maximum())))
        idle()
        at = min(view.offset_at(view.viewport().rect().center().toPointF()), len(document.text) - 9)
        span = Span(f"new{number:05}", "LOC", at, at + 9)
        thing = (Thing("span", span.id, "d"),)
        labels = span, Span(span.id, "PROG", at, at + 9)
        changes = (
            Change("add", created=thing, document="d"),
            Change("change", updated=thing, document="d"),
            Change("delete", deleted=thing, document="d"),
            Change("undo", created=thing, document="d"),
        )
        for gesture, change in zip(gestures, changes, strict=True):
            shelf.spans_by_id[span.id] = labels[gesture != "add"]
            found[gesture].append(timed(lambda change=change: apply(change)))
    return found
