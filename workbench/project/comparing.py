"""Which layers of a project are compared, read beside each other, document by document."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from itertools import groupby

from msgspec import Struct, field

from workbench.agreement import disagreements
from workbench.agreement.impact import ORDERS, Order, sort
from workbench.agreement.types import KINDS, Agreed, Comparison, Disagreement, Kind, Side
from workbench.errors import UserError
from workbench.model import FINISHED, STATUSES, Annotator, Bundle, Document, Progress
from workbench.project.project import Project
from workbench.schema import Schema
from workbench.storage import reading
from workbench.storage.layers import (
    StoredLayer,
    differing_spans,
    layers_with_relations,
    stored_layers,
    version_text,
)

# what the window sees of comparisons
__all__ = [
    "KINDS",
    "ORDERS",
    "Agreed",
    "Chosen",
    "Compared",
    "Comparison",
    "Disagreement",
    "Kind",
    "Layers",
    "Order",
    "Side",
    "choose",
    "comparison_steps",
    "disagreement_steps",
    "names_apart",
    "read",
    "sort",
]

STEP = 50  # documents between two reports of progress


class Layers(Struct, frozen=True):
    """Which layers are compared. Empty annotators (names or ids, in the order of the comparison): all but
    gold. `statuses` None: the finished ones. `round`: which round; 0 compares each annotator's own rounds
    with each other. Empty groups: all; else their spans, and the relations between these. `document` (an id):
    that one alone."""

    annotators: tuple[str, ...] = ()
    statuses: tuple[str, ...] | None = None
    round: int = 1
    groups: tuple[str, ...] = ()
    document: str = ""


class Compared(Struct, frozen=True):
    """A document with two layers or more: bundles in the order of the annotators.

    `keys` are the annotators' ids and rounds; `length` is that of the text in code points.
    """

    keys: tuple[tuple[str, int], ...]
    bundles: tuple[Bundle, ...]
    length: int


class Chosen(Struct):
    """The layers that fit, and what does not: layers by status, documents that have only one layer."""

    documents: list[list[StoredLayer]] = field(default_factory=list)
    annotators: list[tuple[str, int]] = field(default_factory=list)  # annotator's id and round
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    single: int = 0


def choose(project: Project, layers: Layers) -> Chosen:
    """Find the layers. Raises UserError for unknown words, and where no document has two layers."""
    _check(project, layers)
    chosen = Chosen()
    order = {name: at for at, name in enumerate(layers.annotators)}
    statuses = FINISHED if layers.statuses is None else layers.statuses
    seen: dict[tuple[str, int], int] = {}
    stored = stored_layers(project.store.connection, layers.document)
    for _, group in groupby(stored, key=lambda one: one.document):
        fitting: dict[tuple[str, int], StoredLayer] = {}
        for one in group:
            who = one.layer.annotator
            if order and who.id not in order and who.name not in order:
                continue
            if (not order and who.kind == "gold") or layers.round not in (0, one.layer.round):
                continue
            if one.layer.status not in statuses:
                chosen.left_out[one.layer.status] = chosen.left_out.get(one.layer.status, 0) + 1
                continue
            fitting.setdefault((who.id, one.layer.round), one)
        for parts in _apart(fitting, own=layers.round == 0):
            if len(parts) < 2:
                chosen.single += len(parts)
                continue
            for one in parts:
                who = one.layer.annotator
                key = (who.id, one.layer.round)
                seen.setdefault(key, order.get(who.id, order.get(who.name, len(order))))
                chosen.names[key] = who.name if layers.round else f"{who.name}, round {one.layer.round}"
            chosen.documents.append(parts)
    chosen.annotators = sorted(seen, key=lambda key: (seen[key], chosen.names[key], key))
    _tell_apart(chosen)
    if not chosen.documents:
        raise UserError(_nothing(chosen, layers))
    place = {key: at for at, key in enumerate(chosen.annotators)}
    for parts in chosen.documents:
        parts.sort(key=lambda one: place[one.layer.annotator.id, one.layer.round])
    return chosen


def _apart(fitting: dict[tuple[str, int], StoredLayer], *, own: bool) -> Iterator[list[StoredLayer]]:
    """The layers that are compared with each other: all, or each annotator's own rounds."""
    if not own:
        if fitting:
            yield list(fitting.values())
        return
    by_annotator: dict[str, list[StoredLayer]] = {}
    for (who, _), one in fitting.items():
        by_annotator.setdefault(who, []).append(one)
    yield from by_annotator.values()


def _tell_apart(chosen: Chosen) -> None:
    """Two annotators of one name carry the first letters of their ids."""
    names = list(chosen.names.values())
    for key, name in chosen.names.items():
        if names.count(name) > 1:
            chosen.names[key] = f"{name} ({key[0][:8]})"


def names_apart(annotators: Sequence[Annotator]) -> dict[str, str]:
    """Annotators' names by id, told apart in the same way."""
    names = [one.name for one in annotators]
    return {
        one.id: f"{one.name} ({one.id[:8]})" if names.count(one.name) > 1 else one.name for one in annotators
    }


def _check(project: Project, layers: Layers) -> None:
    for status in layers.statuses or ():
        if status not in STATUSES:
            raise UserError(f"There is no status “{status}”: choose one of {', '.join(STATUSES)}.")
    known = {a.id for a in project.annotators()} | {a.name for a in project.annotators()}
    if missing := set(layers.annotators) - known:
        raise UserError(f"The project knows no annotator {', '.join(sorted(missing))}.")
    groups = [group.id for group in project.schema.groups]
    for group in layers.groups:
        if group not in groups:
            raise UserError(f"The schema has no group “{group}”: choose one of {', '.join(groups)}.")


def _nothing(chosen: Chosen, layers: Layers) -> str:
    what = "two layers" if layers.round else "two rounds of one annotator"
    if not chosen.left_out:
        need = "import a second annotator's work" if layers.round else "a second round comes with an import"
        return f"No document has {what} to compare: {need}."
    statuses = ", ".join(f"{n:,} {status}" for status, n in sorted(chosen.left_out.items()))
    words = " ".join(
        f'--status "{status}"' if " " in status else f"--status {status}"
        for status in sorted(chosen.left_out)
    )
    return f"No document has {what} that are finished ({statuses} left out). {words} takes them."


def read(
    project: Project, chosen: Chosen, layers: Layers, *, text: bool, differing: bool = False
) -> Iterator[Compared]:
    """The documents one by one, inside the caller's read transaction; `text` only where it is needed.

    `differing`: what all have alike may be left out.
    """
    connection = project.store.connection
    related = layers_with_relations(connection)
    for parts in chosen.documents:
        first = parts[0]
        body = version_text(connection, first.version) if text else ""
        document = Document(first.document, first.name, body, published=first.published)
        bundles = []
        short = None
        if differing and related.isdisjoint([one.key for one in parts]):
            short = differing_spans(connection, [one.key for one in parts])
        for at, one in enumerate(parts):
            spans = short[at] if short is not None else reading.spans_of(connection, one.key)
            relations = reading.relations_of(connection, one.key) if one.key in related else ()
            layer = one.layer
            bundle = Bundle(
                document, layer.annotator, layer.round, layer.status, layer.attributes, spans, relations
            )
            bundles.append(_of_groups(bundle, layers.groups, project.schema) if layers.groups else bundle)
        keys = tuple((one.layer.annotator.id, one.layer.round) for one in parts)
        yield Compared(keys, tuple(bundles), first.length)


def _of_groups(bundle: Bundle, groups: tuple[str, ...], schema: Schema) -> Bundle:
    """The spans of these groups, and the relations between them."""
    labels = {label.id for label in schema.labels if label.group in groups}
    spans = tuple(span for span in bundle.spans if span.label in labels)
    ids = {span.id for span in spans}
    relations = tuple(one for one in bundle.relations if one.head in ids and one.tail in ids)
    return Bundle(bundle.document, bundle.annotator, bundle.round, bundle.status, {}, spans, relations)


def comparison_steps(
    project: Project, layers: Layers | None = None, *, threshold: int | None = None
) -> Generator[Progress, None, Comparison]:
    """Compare all documents in one state of the project; returns what is agreed and what is not.

    Raises UserError for unknown words, and where no document has two layers.
    """
    layers = layers or Layers()
    found: list[Comparison] = []
    with project.store.read():
        chosen = choose(project, layers)
        yield Progress(0, len(chosen.documents), "comparing")
        for at, one in enumerate(read(project, chosen, layers, text=False), 1):
            found.append(disagreements.compare(one.bundles, project.schema, threshold=threshold))
            if at % STEP == 0:
                yield Progress(at, len(chosen.documents), "comparing")
    return Comparison(
        tuple(one for part in found for one in part.disagreements),
        tuple(one for part in found for one in part.agreed),
    )


def disagreement_steps(
    project: Project, layers: Layers | None = None, *, threshold: int | None = None
) -> Generator[Progress, None, tuple[Disagreement, ...]]:
    """The same, of which only what is left to decide is kept."""
    layers = layers or Layers()
    found: list[Disagreement] = []
    with project.store.read():
        chosen = choose(project, layers)
        yield Progress(0, len(chosen.documents), "comparing")
        for at, one in enumerate(read(project, chosen, layers, text=False, differing=True), 1):
            found += disagreements.disagreements(one.bundles, project.schema, threshold=threshold)
            if at % STEP == 0:
                yield Progress(at, len(chosen.documents), "comparing")
    return tuple(found)
