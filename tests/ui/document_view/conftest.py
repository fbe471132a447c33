"""Articles with spans, and a view that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from ui.document_view import DocumentView
from ui.open_document import OpenDocument
from ui.theme import LIGHT, load_fonts
from workbench.model import Annotator, Bundle, Change, Document, Relation, Span, Thing
from workbench.schema import Schema, load_schema

Mark = tuple[str, str]  # a label, and the words that it covers where they stand first


class Shelf:
    """Keeps spans as a project would, for Changes to be read from."""

    def __init__(self, bundle: Bundle) -> None:
        self.stored = {span.id: span for span in bundle.spans}
        self.joined = {relation.id: relation for relation in bundle.relations}
        self.whole = bundle

    def document(self, document_id: str) -> Document:
        return self.whole.document

    def bundle(self, document_id: str, annotator_id: str = "") -> Bundle:
        return self.whole

    def layers(self, document_id: str) -> list[Any]:
        return []

    def spans(self, ids: Iterable[str], annotator_id: str = "") -> list[Span]:
        return [self.stored[id] for id in ids if id in self.stored]

    def relations(self, ids: Iterable[str], annotator_id: str = "") -> list[Relation]:
        return [self.joined[id] for id in ids if id in self.joined]

    def comments(self, document_id: str) -> list[Any]:
        return []


def bundle_of(
    text: str, marks: Iterable[Mark] = (), relations: Iterable[tuple[str, int, int]] = ()
) -> Bundle:
    """A bundle whose spans cover the words named, with ids s000, s001, and so on."""
    spans = []
    for number, (label, words) in enumerate(marks):
        start = text.index(words)
        spans.append(Span(f"s{number:03}", label, start, start + len(words)))
    joined = [
        Relation(f"r{number}", label, f"s{head:03}", f"s{tail:03}")
        for number, (label, head, tail) in enumerate(relations)
    ]
    return Bundle(
        document=Document("d", "article", text, published="2023-04-28"),
        annotator=Annotator("a", "A"),
        status="new",
        spans=tuple(spans),
        relations=tuple(joined),
    )


@pytest.fixture(scope="session")
def schema() -> Schema:
    return load_schema("news")


@pytest.fixture
def show(qtbot: Any, schema: Schema) -> Callable[..., DocumentView]:
    """Show a text with spans in a view of 820 x 620."""

    def make(
        text: str, marks: Iterable[Mark] = (), relations: Iterable[tuple[str, int, int]] = ()
    ) -> DocumentView:
        load_fonts()
        view = DocumentView(LIGHT, schema)
        qtbot.addWidget(view)
        view.resize(820, 620)
        view.set_document(OpenDocument(bundle_of(text, marks, relations)))
        view.show()
        view.setFocus()
        qtbot.waitExposed(view)
        return view

    return make


@pytest.fixture
def add() -> Callable[[DocumentView, Span], None]:
    """Add or replace a span in the shown document, as a write would."""

    def write(view: DocumentView, span: Span) -> None:
        document = view.document
        assert document is not None
        shelf = Shelf(Bundle(document.document, spans=(span,)))
        thing = (Thing("span", span.id, "d"),)
        known = span.id in document.spans
        change = Change("add", created=() if known else thing, updated=thing if known else (), document="d")
        document.apply(change, shelf)
        view.apply(change)

    return write
