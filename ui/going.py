"""Going to a thing that something else names: a span, a relation, or a stretch of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.session import Session


def go_to(session: Session, document_id: str, target: str, *, start: int, end: int) -> bool:
    """Open the document with the layer that has the target (an id; mine if none has), and select it there.

    Without a target, or where it is gone, the stretch (code points) is selected. False if it cannot be shown.
    """
    me = session.project.me.id
    people = [layer.annotator.id for layer in session.project.layers(document_id)]
    for annotator in [me, *(one for one in people if one != me)] if target else [me]:
        bundle = session.project.bundle(document_id, annotator)
        ids = [span.id for span in bundle.spans] + [relation.id for relation in bundle.relations]
        if target in ids:
            break
    else:
        annotator = me
    other = "" if annotator == me else annotator
    if (document_id, other) != (session.document_id, session.annotator_id) and not session.open(
        document_id, other
    ):
        return False
    document = session.document
    if document is not None and target in document.spans:
        session.select_span(target)
    elif document is not None and target in document.relations:
        session.select_relation(target)
    elif end > start:
        session.select_text(start=start, end=end)
    session.focus_wanted.emit("article")
    return True
