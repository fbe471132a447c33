"""What formats that hold spans and little else leave out, named thing by thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from workbench.formats.base import Loss
from workbench.model import Bundle, Comment, Relation, Span

RELATIONS = "relations"
ATTRIBUTES = "attributes"
NOTES = "notes"
UNSURE = "unsure marks"
ORIGINS = "origins and scores"
COMMENTS = "comments"
LAYER = "attributes of documents"
METADATA = "metadata of documents"
NAMES = "names of documents"
WHO = "annotators, rounds and statuses of layers"
LEFT_OUT = "relations of spans that are left out"


def quoted(bundle: Bundle, span: Span) -> str:
    """The label and the beginning of what a span covers, for a sentence."""
    covered = span.covered(bundle.document.text)
    return f"{span.label} {covered if len(covered) <= 60 else covered[:59] + '…'!r}"


def of_span(kind: str, bundle: Bundle, span: Span, more: str = "") -> Loss:
    """The loss of a span or of something on it."""
    what = quoted(bundle, span) + (f": {more}" if more else "")
    return Loss(kind, bundle.document.name, what, span.id, span.start, span.end)


def of_relation(
    kind: str, bundle: Bundle, relation: Relation, spans: Mapping[str, Span], more: str = ""
) -> Loss:
    """The loss of a relation or of something on it; `spans` are the bundle's by id."""
    ends = [spans[end] for end in (relation.head, relation.tail)]
    start, end = min(span.start for span in ends), max(span.end for span in ends)
    what = f"{relation.label} from {quoted(bundle, ends[0])} to {quoted(bundle, ends[1])}"
    return Loss(kind, bundle.document.name, what + (f": {more}" if more else ""), relation.id, start, end)


def of_comment(kind: str, bundle: Bundle, comment: Comment) -> Loss:
    """The loss of a comment, at the place of the span that it is about."""
    spans = {span.id: span for span in bundle.spans} if comment.target_kind == "span" else {}
    span = spans.get(comment.target)
    start, end = (span.start, span.end) if span else (0, 0)
    return Loss(kind, bundle.document.name, comment.text, comment.id, start, end)


def of_document(kind: str, bundle: Bundle, what: str) -> Loss:
    """The loss of something that belongs to the whole document."""
    return Loss(kind, bundle.document.name, what)


def besides_spans(bundle: Bundle, held: Collection[str] = ()) -> Iterator[Loss]:
    """Losses of all but the spans themselves, except of the kinds `held`."""
    spans = {span.id: span for span in bundle.spans}
    relations = () if RELATIONS in held else bundle.relations
    for relation in relations:
        yield of_relation(RELATIONS, bundle, relation, spans)
    things: list[Span | Relation] = [*bundle.spans, *(bundle.relations if RELATIONS in held else ())]
    for thing in things:
        for kind, more in _extras(thing):
            if kind not in held:
                if isinstance(thing, Span):
                    yield of_span(kind, bundle, thing, more)
                else:
                    yield of_relation(kind, bundle, thing, spans, more)
    if COMMENTS not in held:
        for comment in bundle.comments:
            yield of_comment(COMMENTS, bundle, comment)
    if LAYER not in held and bundle.attributes:
        yield of_document(LAYER, bundle, ", ".join(f"{k}={v}" for k, v in sorted(bundle.attributes.items())))
    if METADATA not in held:
        document = bundle.document
        filled = [name for name in ("language", "published", "source") if getattr(document, name)]
        filled += sorted(document.meta)
        if filled:
            yield of_document(METADATA, bundle, ", ".join(filled))


def who(bundle: Bundle) -> dict[str, str]:
    """What says whose layer this is and how far it is, but for what an import takes for granted."""
    annotator, empty = bundle.annotator, not (bundle.spans or bundle.attributes)
    found = {
        "annotator": annotator.name if annotator else "",
        "kind": annotator.kind if annotator and annotator.kind != "person" else "",
        "round": str(bundle.round) if bundle.round != 1 else "",
        "status": bundle.status if empty or bundle.status != "done" else "",
    }
    return {name: value for name, value in found.items() if value}


def of_layer(bundle: Bundle, kept: Collection[str] = ()) -> Iterator[Loss]:
    """The loss of who made the layer and its status, except of what is `kept` (annotator, kind, round, status)."""
    lost = [f"{name} {value}" for name, value in who(bundle).items() if name not in kept]
    if lost:
        yield of_document(WHO, bundle, ", ".join(lost))


def _extras(thing: Span | Relation) -> Iterator[tuple[str, str]]:
    if thing.attributes:
        yield ATTRIBUTES, ", ".join(f"{name}={value}" for name, value in sorted(thing.attributes.items()))
    if thing.note:
        yield NOTES, thing.note
    if thing.unsure:
        yield UNSURE, ""
    if thing.origin or thing.score is not None:
        yield ORIGINS, f"{thing.origin} {'' if thing.score is None else thing.score}".strip()


def without(bundle: Bundle, gone: Collection[str]) -> Iterator[Loss]:
    """The relations that go with the spans `gone` (ids)."""
    spans = {span.id: span for span in bundle.spans}
    for relation in bundle.relations:
        if relation.head in gone or relation.tail in gone:
            yield of_relation(LEFT_OUT, bundle, relation, spans)


def in_order(spans: Iterable[Span]) -> list[Span]:
    """Spans by start, end and id, as every format writes them."""
    return sorted(spans, key=lambda span: (span.start, span.end, span.id))
