"""What comparing layers gives, as frozen types."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from workbench.model import Attributes

Kind = Literal["labels", "only", "boundaries", "relations", "attributes"]
KINDS: tuple[Kind, ...] = ("labels", "only", "boundaries", "relations", "attributes")


class Side(Struct, frozen=True, gc=False):
    """What one annotator has there: ids of spans and relations, and the spans' labels, by place.

    Nothing at all: the annotator has read the document and marked nothing here.
    """

    annotator: str
    round: int
    spans: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()


class Disagreement(Struct, frozen=True, gc=False):
    """One thing to decide. `start` and `end` are the hull of all that it is about (code points, end
    exclusive; 0 and 0 for the document's own attributes, whose group is empty).

    Kinds: labels (same extents), only (some have it, the others have nothing there), boundaries (the
    labels may differ too), relations, attributes. `labels` is the pair that stands against each other,
    sorted; the second is empty where it is against nothing. `attributes` are those that differ.
    """

    document: str
    group: str
    kind: Kind
    start: int
    end: int
    sides: tuple[Side, ...]
    labels: tuple[str, str]
    attributes: tuple[str, ...] = ()


class Agreed(Struct, frozen=True, gc=False):
    """What enough annotators have alike: a span, a relation, or attributes of the document (no group).

    `sides` are theirs alone; each names one span, or one relation with its ends, or nothing.
    `attributes` holds the values that enough gave; a further attribute may be a disagreement.
    """

    document: str
    group: str
    sides: tuple[Side, ...]
    attributes: Attributes


class Comparison(Struct, frozen=True):
    """All that comparing the layers of documents gives, by document, place and kind."""

    disagreements: tuple[Disagreement, ...]
    agreed: tuple[Agreed, ...]
