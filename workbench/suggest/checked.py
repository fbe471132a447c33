"""What a suggester proposes, checked: one that proposes nonsense is stopped, whatever it was right about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from workbench import offsets
from workbench.errors import UserError
from workbench.model import Document, Relation, Span, new_id
from workbench.schema import Schema, check_value
from workbench.suggest.base import Context, Proposal, Suggester

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


class Stopped(Exception):  # noqa: N818 - it says what happened
    """A suggester that failed on a document; `why` says how."""

    def __init__(self, suggester: str, document: str, why: str) -> None:
        super().__init__(suggester, document, why)
        self.suggester = suggester
        self.document = document
        self.why = why

    def sentence(self) -> str:
        """What a person is told."""
        return f"{self.suggester} was stopped at “{self.document}”: {self.why}. Nothing of it was kept."


def loaded(point: EntryPoint) -> Suggester:
    """The suggester that another package names. Raises UserError, with its name, for whatever its code raises."""
    try:
        one = point.load()
        suggester: Suggester = one() if isinstance(one, type) else one
        _ = suggester.id  # what has no id is no suggester
    except Exception as error:
        raise UserError(
            f"The suggester {point.name} of another package cannot be loaded: {error}. Update or remove it."
        ) from error
    return suggester


def checked(suggester: Suggester, document: Document, context: Context) -> list[Proposal]:
    """The proposals for a document with ids of their own, trimmed as their labels say, whole graphemes.

    Raises Stopped if it fails, proposes a span outside the text, a label or a value that the schema does not know,
    or a relation to nothing; UserError passes (an extra that is missing).
    """
    try:
        proposed = list(suggester.suggest(document, context))
    except UserError:
        raise
    except Exception as error:
        raise Stopped(suggester.id, document.name, f"{type(error).__name__}: {error}") from error
    there = {span.id: span for span in context.spans}
    result = []
    for one in proposed:
        if not isinstance(one, Proposal) or not (one.spans or one.relations):
            raise Stopped(suggester.id, document.name, "it proposes what is no proposal")
        names: dict[str, str] = {}
        spans = []
        for span in one.spans:
            if wrong := _wrong_span(span, document.text, context.schema):
                raise Stopped(suggester.id, document.name, wrong)
            names[span.id] = new_id()
            spans.append(_fitted(span, names[span.id], suggester.id, document.text, context.schema))
        labels = {span.id: span.label for span in (*one.spans, *there.values())}
        relations = []
        for relation in one.relations:
            if wrong := _wrong_relation(relation, labels, context.schema):
                raise Stopped(suggester.id, document.name, wrong)
            ends = [names.get(end, end) for end in (relation.head, relation.tail)]
            relations.append(replace(relation, id=new_id(), head=ends[0], tail=ends[1], origin=suggester.id))
        result.append(Proposal(tuple(spans), tuple(relations), one.reason))
    return result


def _wrong_span(span: Span, text: str, schema: Schema) -> str:
    if schema.find_label(span.label) is None:
        return f"it proposes the label {span.label}, which the schema does not know"
    at = -1
    for start, end in span.parts():
        if not max(at, 0) <= start < end <= len(text):
            return f"it proposes {start} to {end}, which is empty or outside of the text of {len(text)} characters"
        at = end
    if span.score is not None and not 0 <= span.score <= 1:
        return f"its score {span.score} is not between 0 and 1"
    return next(iter(_wrong_values(span, schema)), "")


def _wrong_values(span: Span | Relation, schema: Schema) -> Iterator[str]:
    for name, value in span.attributes.items():
        attribute = schema.attribute(span.label, name)
        if attribute is None:
            yield f"it proposes the attribute {name}, which {span.label} does not have"
        elif wrong := check_value(attribute, value):
            yield f"it proposes a wrong value: {wrong.rstrip('.')}"


def _wrong_relation(relation: Relation, labels: dict[str, str], schema: Schema) -> str:
    kind = schema.find_relation(relation.label)
    if kind is None:
        return f"it proposes the relation {relation.label}, which the schema does not know"
    if relation.head not in labels or relation.tail not in labels:
        return f"it proposes a relation {relation.label} to a span that is not there"
    return next(iter(_wrong_values(relation, schema)), "")


def _fitted(span: Span, uid: str, origin: str, text: str, schema: Schema) -> Span:
    trim = schema.label(span.label).trim
    parts = []
    for start, end in span.parts():
        low, high = offsets.snap_to_graphemes(text, start=start, end=end)
        parts.append(offsets.trim(text, start=low, end=high) if trim else (low, high))
    return replace(
        span,
        id=uid,
        start=parts[0][0],
        end=parts[-1][1],
        fragments=tuple(parts) if len(parts) > 1 else (),
        origin=origin,
    )
