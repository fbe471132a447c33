"""One annotator's layer as things to decide, one by one: what a reviewer goes through without a second layer."""

from __future__ import annotations

from workbench.agreement.types import Disagreement, Side
from workbench.model import Bundle
from workbench.schema import Schema


def things_of(bundle: Bundle, schema: Schema) -> tuple[Disagreement, ...]:
    """Each span and each relation of a layer as a decision whose only side is its annotator, by place.

    They are of the kinds `only` and `relations`, so that they are decided as what one of several has alone.
    """
    who = bundle.annotator.id if bundle.annotator is not None else ""
    document = bundle.document.id
    spans = {span.id: span for span in bundle.spans}
    groups = {label.id: label.group for label in schema.labels}
    found = [
        Disagreement(
            document,
            groups.get(span.label, ""),
            "only",
            span.start,
            span.end,
            (Side(who, bundle.round, (span.id,), (span.label,)),),
            (span.label, ""),
        )
        for span in bundle.spans
    ]
    for one in bundle.relations:
        ends = sorted((spans[one.head], spans[one.tail]), key=lambda s: (s.start, s.end))
        side = Side(who, bundle.round, tuple(s.id for s in ends), tuple(s.label for s in ends), (one.id,))
        found.append(
            Disagreement(
                document,
                groups.get(spans[one.head].label, ""),
                "relations",
                ends[0].start,
                max(s.end for s in ends),
                (side,),
                (one.label, ""),
            )
        )
    return tuple(sorted(found, key=lambda d: (d.start, -d.end, d.kind == "relations")))
