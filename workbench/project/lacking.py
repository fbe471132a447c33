"""What the gold of a document still lacks of what annotators agree on: what taking it over would bring."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.agreement.types import Agreed
from workbench.project.gold import Counterparts, gold_annotator
from workbench.project.project import Project
from workbench.storage import decisions, reading


def lacking(project: Project, document: str, agreed: Sequence[Agreed]) -> int:
    """How many of these spans, relations and values of a document the gold has not."""
    connection = project.store.connection
    found = reading.layer(connection, document, gold_annotator(project.id).id)
    spans = {span.id: span for span in reading.spans_of(connection, found[0])} if found else {}
    relations = reading.relations_of(connection, found[0]) if found else ()
    values = found[1].attributes if found else {}
    known = Counterparts(spans, decisions.decisions(connection, document) if found else ())
    sides = [one.sides[0] for one in agreed]
    ids = [side.spans[0] for side in sides if side.spans and not side.relations]
    ends = dict.fromkeys(ids, "")
    if found:
        ends = {span.id: known.of(span) for span in reading.spans_by_id(connection, ids)}
    coming = set(ends)
    number = sum(not gold for gold in ends.values())
    arrows = reading.relations_by_id(connection, [side.relations[0] for side in sides if side.relations])
    others = {end for one in arrows for end in (one.head, one.tail)} - ends.keys()
    ends |= {span.id: known.of(span) for span in reading.spans_by_id(connection, others)}
    there = {(one.label, one.head, one.tail) for one in relations}
    for one in arrows:
        possible = all(ends.get(end) or end in coming for end in (one.head, one.tail))
        number += possible and (one.label, ends.get(one.head, ""), ends.get(one.tail, "")) not in there
    number += len(
        {name for one in agreed if not one.group and not one.sides[0].spans for name in one.attributes}
        - values.keys()
    )
    return number
