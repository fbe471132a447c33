"""The same words over the whole project: how they are labelled, where, and where they are not labelled."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from msgspec import Struct

from workbench.agreement import consistency
from workbench.agreement.consistency import FormRow as FormRow  # the window takes it from here
from workbench.model import Annotator, Progress
from workbench.offsets import surroundings
from workbench.project.occurrences import CONTEXT, Occurrence, Search, find_all
from workbench.project.project import Project
from workbench.storage import forms, reading
from workbench.storage.layers import version_text

STEP = 10  # layers between two reports of progress


class FormContext(Struct, frozen=True):
    """A place of some words (code points), with what stands around it, and whose layer it is in.

    `span` and `label` are empty where the layer has no span of the group there.
    """

    document: str
    name: str
    annotator: Annotator
    start: int
    end: int
    before: str
    text: str
    after: str
    span: str = ""
    label: str = ""


def form_table(project: Project, annotators: Sequence[str] = (), *, fold: bool = False) -> list[FormRow]:
    """How the same words are labelled within a group, by some annotators (ids) or all; the oddest first.

    With `fold` words that differ in case and white space only share a row.
    """
    with project.store.read() as connection:
        return consistency.table(forms.form_counts(connection, annotators), project.schema, fold=fold)


def form_contexts(
    project: Project, row: FormRow, label: str = "", annotators: Sequence[str] = ()
) -> list[FormContext]:
    """The spans of a row, with one of its labels or any, by document and place."""
    found: list[FormContext] = []
    labels = {label} if label else {one for one, _ in row.labels}
    with project.store.read() as connection:
        text = (0, "")
        places = [
            place
            for form in row.forms
            for place in forms.form_places(connection, form, label, annotators)
            if place.label in labels
        ]
        for place in sorted(places, key=lambda place: (place.version, place.start)):
            if text[0] != place.version:
                text = place.version, version_text(connection, place.version)
            found.append(
                _context(
                    text[1],
                    (place.document, place.name, place.annotator),
                    (place.start, place.end),
                    span=place.span,
                    label=place.label,
                )
            )
    return found


def missing_steps(
    project: Project, row: FormRow, annotators: Sequence[str] = (), *, fold: bool = False
) -> Generator[Progress, None, list[FormContext]]:
    """Where the words of a row stand in a layer without a span of their group, by document and place.

    Only whole words count; with `fold` in any case. White space stands for any white space.
    """
    labels = {label.id for label in project.schema.labels if label.group == row.group}
    labels |= {label for label, _ in row.labels}
    search = Search(row.forms[0], case=not fold)
    found: list[FormContext] = []
    connection = project.store.connection
    word = "" if fold else max(search.text.split(), key=len, default="")
    with project.store.read():
        layers = forms.layers_with(connection, word, annotators)
    text, places = (0, ""), list[tuple[int, int]]()
    for at in range(0, len(layers), STEP):
        with project.store.read():  # not for longer: a window writes between the steps
            for layer in layers[at : at + STEP]:
                if text[0] != layer.version:
                    text = layer.version, version_text(connection, layer.version)
                    places = list(find_all(text[1], search))
                for place in places:
                    covering = reading.extents(connection, layer.key, *place)
                    if not any(label in labels for _, _, label in covering):
                        found.append(_context(text[1], (layer.document, layer.name, layer.annotator), place))
        yield Progress(min(at + STEP, len(layers)), len(layers), "looking")
    return found


def as_occurrence(context: FormContext) -> Occurrence:
    """The place as `Project.label_occurrences` and lists take it."""
    labels = (context.label,) if context.label else ()
    return Occurrence(
        context.document,
        context.name,
        context.start,
        context.end,
        context.text,
        context.before,
        context.after,
        labels,
    )


def _context(
    text: str,
    where: tuple[str, str, Annotator],
    place: tuple[int, int],
    *,
    span: str = "",
    label: str = "",
) -> FormContext:
    start, end = place
    before, after = surroundings(text, start=start, end=end, most=CONTEXT)
    return FormContext(*where, start, end, before, text[start:end], after, span, label)
