"""What a review goes through, document by document: the disagreements of several layers, or all of one layer."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from msgspec import Struct
from msgspec.structs import replace

from workbench.agreement import disagreements
from workbench.agreement.alone import things_of
from workbench.agreement.impact import ORDERS, Order, sort
from workbench.agreement.types import KINDS, Agreed, Disagreement, Side
from workbench.errors import UserError
from workbench.model import FINISHED, Bundle, Document, Progress
from workbench.project import comparing
from workbench.project.comparing import Layers
from workbench.project.project import Project
from workbench.storage import bulk
from workbench.storage.layers import StoredLayer, stored_layers

# What the window needs of the comparison's words.
__all__ = [
    "KINDS",
    "ORDERS",
    "Agreed",
    "Disagreement",
    "Findings",
    "Order",
    "Side",
    "findings",
    "findings_steps",
    "layers_of",
    "sort",
]
STEP = 10  # documents between two reports of progress
Key = tuple[str, int]  # an annotator's id and the round


class Findings(Struct, frozen=True, gc=False):
    """What is to be decided in one document. `people` are the annotators and rounds compared, in their order,
    `names` what they are called; `agreed` is what enough of them have alike, None where that was not asked."""

    document: str
    name: str
    people: tuple[Key, ...]
    names: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]
    agreed: tuple[Agreed, ...] | None = None


def findings_steps(
    project: Project, layers: Layers | None = None, *, threshold: int | None = None, agreed: bool = True
) -> Generator[Progress | Findings, None, None]:
    """The findings of each document in one state of the project, with Progress between them.

    Without `agreed` that is None, and it takes half the time.
    With one annotator in `layers` it is all that this annotator has in finished layers, of one that was accepted
    as a whole nothing. Where nothing can be
    compared it ends without a word. Raises UserError for an annotator that the project does not know.
    """
    layers = layers or Layers()
    if len(layers.annotators) == 1:
        yield from _alone(project, layers)
        return
    with project.store.read():
        try:
            chosen = comparing.choose(project, layers)
        except UserError:
            return
        total = len(chosen.documents)
        yield Progress(0, total, "comparing")
        read = comparing.read(project, chosen, layers, text=False, differing=not agreed)
        for at, (one, parts) in enumerate(zip(read, chosen.documents, strict=True), 1):
            names = tuple([chosen.names[key] for key in one.keys])
            place = parts[0].document, parts[0].name, one.keys, names
            if agreed:
                found = disagreements.compare(one.bundles, project.schema, threshold=threshold)
                yield Findings(*place, found.disagreements, found.agreed)
            else:
                left = disagreements.disagreements(one.bundles, project.schema, threshold=threshold)
                yield Findings(*place, left)
            if at % STEP == 0:
                yield Progress(at, total, "comparing")


def _alone(project: Project, layers: Layers) -> Iterator[Progress | Findings]:
    with project.store.read():
        mine = _of_one(project, layers)
        yield Progress(0, len(mine), "reading")
        for at, one in enumerate(mine, 1):
            key = (one.layer.annotator.id, one.layer.round)
            accepted = one.layer.status == "reviewed"
            found = () if accepted else things_of(_bundle(project, one), project.schema)
            yield Findings(one.document, one.name, (key,), (one.layer.annotator.name,), found, ())
            if at % STEP == 0:
                yield Progress(at, len(mine), "reading")


def _of_one(project: Project, layers: Layers) -> list[StoredLayer]:
    """The layers of the one annotator that are gone through."""
    (who,) = layers.annotators
    return [
        one
        for one in stored_layers(project.store.connection, layers.document)
        if who in (one.layer.annotator.id, one.layer.annotator.name)
        and one.layer.round == layers.round
        and one.layer.status in (layers.statuses or FINISHED)
    ]


def _bundle(project: Project, one: StoredLayer) -> Bundle:
    """A layer without its document's text."""
    spans, relations = bulk.layer_content(project.store.connection, one.key)
    layer = one.layer
    document = Document(one.document, one.name, "", published=one.published)
    return Bundle(document, layer.annotator, layer.round, layer.status, layer.attributes, spans, relations)


def findings(
    project: Project, document_id: str, layers: Layers | None = None, *, threshold: int | None = None
) -> Findings | None:
    """The findings of one document; None where there is nothing to compare any more."""
    here = replace(layers or Layers(), document=document_id)
    steps = findings_steps(project, here, threshold=threshold)
    return next((one for one in steps if isinstance(one, Findings)), None)


def layers_of(project: Project, document_id: str, layers: Layers | None = None) -> tuple[Bundle, ...]:
    """The layers behind the findings of one document, in the order of their people, without the text."""
    here = replace(layers or Layers(), document=document_id)
    with project.store.read():
        if len(here.annotators) == 1:
            return tuple([_bundle(project, one) for one in _of_one(project, here)])
        try:
            chosen = comparing.choose(project, here)
        except UserError:
            return ()
        return next((one.bundles for one in comparing.read(project, chosen, here, text=False)), ())
