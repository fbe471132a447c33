"""What was labelled before is proposed wherever it stands again; so are names from lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from workbench.model import Attributes, Document, Span
from workbench.schema import Schema, check_value
from workbench.suggest.base import Context, ListedName, Proposal, Uses
from workbench.suggest.names import Names, flat

LONGEST = 100  # code points of a form: longer ones are passages, which do not come again
LEAST = 0.5  # share of a label among the occurrences below which nothing is proposed


class Lesson(Struct, frozen=True):
    """A text with the spans that somebody gave it. What begins at or after `until` nobody has looked at yet."""

    document: str
    text: str
    spans: tuple[Span, ...]
    until: int


class _Tally:
    def __init__(self) -> None:
        self.occurrences = 0
        self.labels: Counter[str] = Counter()
        self.values: dict[str, Counter[tuple[str, Any]]] = {}

    def uses(self, inside: Mapping[str, Uses]) -> Uses:
        """What was counted. An attribute is remembered where more than half of the spans have the same value."""
        attributes = {}
        for label, values in self.values.items():
            often = {name: value for (name, value), n in values.items() if 2 * n > self.labels[label]}
            attributes[label] = {
                name: list(value) if isinstance(value, tuple) else value for name, value in often.items()
            }
        return Uses(dict(self.labels), self.occurrences, attributes, inside)


def learn(
    lessons: Iterable[Lesson], schema: Schema, names: Mapping[str, tuple[ListedName, ...]]
) -> dict[str, Uses]:
    """What texts call things: for each form that was labelled, or is listed, how often it stands there and with
    which labels; apart for each longer form that it stands in.

    Labels that mark passages, or have a value that depends on the document (dates), are no names.
    """
    kept = list(lessons)
    wanted = {label.id for label in schema.labels if repeats(schema, label.id)}
    forms = {
        flat(span.covered(lesson.text))
        for lesson in kept
        for span in lesson.spans
        if span.label in wanted and not span.fragments and span.end - span.start <= LONGEST
    }
    matcher = Names([*forms, *names])
    cells: dict[tuple[str, str], _Tally] = {}
    for lesson in kept:
        there: dict[tuple[int, int], list[Span]] = {}
        for span in lesson.spans:
            if span.label in wanted and not span.fragments:
                there.setdefault((span.start, span.end), []).append(span)
        for found in matcher.find(lesson.text):
            if found.start >= lesson.until:
                break
            cell = cells.get((found.form, found.outer))
            if cell is None:
                cell = cells[found.form, found.outer] = _Tally()
            cell.occurrences += 1
            for span in there.get((found.start, found.end), ()):
                cell.labels[span.label] += 1
                if span.attributes:
                    values = cell.values.setdefault(span.label, Counter())
                    for name, value in span.attributes.items():
                        values[name, tuple(value) if isinstance(value, list) else value] += 1
    inside: dict[str, dict[str, Uses]] = {}
    for (form, outer), tally in cells.items():
        if outer:
            inside.setdefault(form, {})[outer] = tally.uses({})
    forms_met = dict.fromkeys(form for form, _ in cells)
    return {form: cells.get((form, ""), _Tally()).uses(inside.get(form, {})) for form in forms_met}


def repeats(schema: Schema, label: str) -> bool:
    """Whether a label is of things that come again: no passages, and no dates, which `dates` proposes with values."""
    kind = schema.label(label)
    return kind.form != "passage" and all(attribute.type != "timex" for attribute in kind.attributes)


class Memory:
    """Proposes the longest form at a place, and what is labelled within it; the score is the share of the label among
    all occurrences of the form. A name on a list counts like one labelled occurrence more."""

    id = "memory"
    title = "What was labelled before, and names from lists"
    languages: tuple[str, ...] = ()
    extra = ""
    learns = True

    def __init__(self) -> None:
        self._made: tuple[Mapping[str, Uses], Mapping[str, tuple[ListedName, ...]], Names] | None = None

    def suggest(self, document: Document, context: Context) -> Iterator[Proposal]:
        """Proposals by place. What has another label of the same group already is left alone."""
        schema = context.schema
        taken = {(span.start, span.end, _group(schema, span.label)): span.label for span in context.spans}
        for found in self._names(context).find(document.text):
            proposed = _best(context, found.form, found.outer)
            if proposed is None:
                continue
            label, score, attributes, reason = proposed
            if taken.get((found.start, found.end, schema.label(label).group), label) == label:
                span = Span(
                    f"{found.start}-{found.end}",
                    label,
                    found.start,
                    found.end,
                    attributes=attributes,
                    score=score,
                )
                yield Proposal((span,), reason=reason)

    def _names(self, context: Context) -> Names:
        """The forms that are worth looking for, made once for a run."""
        made = self._made
        if made is None or made[0] is not context.memory or made[1] is not context.names:
            forms = {*context.memory, *context.names}
            made = self._made = (context.memory, context.names, Names(forms))
        return made[2]


def _group(schema: Schema, label: str) -> str:
    kind = schema.find_label(label)
    return kind.group if kind is not None else ""


def _best(context: Context, form: str, outer: str) -> tuple[str, float, Attributes, str] | None:
    """Label, score, attributes and reason for a form where it stands in a longer one, or alone (`outer` empty)."""
    uses = context.memory.get(form)
    if uses is not None and outer:
        uses = uses.inside.get(outer)
    listed = context.names.get(form, ()) if not outer else ()
    labels = Counter(uses.labels if uses else {})
    labels.update(name.label for name in {one.label: one for one in listed}.values())
    occurrences = (uses.occurrences if uses else 0) + bool(listed)
    known = [(number, label) for label, number in labels.items() if context.schema.find_label(label)]
    if not known:
        return None
    number, label = min(known, key=lambda one: (-one[0], one[1]))
    score = min(1.0, number / occurrences)
    if score < LEAST:
        return None
    name = next((one for one in listed if one.label == label), None)
    values = {"ref": name.ref} if name and name.ref else {}
    values |= uses.attributes.get(label, {}) if uses else {}
    fitting = {
        key: value
        for key, value in values.items()
        if (kind := context.schema.attribute(label, key)) and check_value(kind, value) is None
    }
    reason = f"on the list {name.source}" if name else f"labelled {number} of {occurrences} times"
    return label, score, fitting, reason
