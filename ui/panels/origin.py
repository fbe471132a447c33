"""Where a span comes from, as the tab Span says it: a program, or in the gold a decision."""

from __future__ import annotations

from ui.session import Session
from ui.steps import quoted
from workbench.model import Span, proposer

REVIEW = "review"  # the origin of what a decision put into the gold


def origin_words(session: Session, span: Span) -> str:
    """The program and its score; of a gold span who decided it and why, and who had it so. Empty for one's own."""
    score = f", score {span.score:.2f}" if span.score is not None else ""
    if not span.origin:
        return score.lstrip(", ").capitalize()
    words = f"Origin: {span.origin}{score}"
    found = (
        session.project.provenance(session.document_id, span.id) if proposer(span.origin) == REVIEW else None
    )
    if found is None:
        return words
    reasons = {one.id: one.title for one in session.project.schema.reasons}
    lines = [f"{words}, decided by {found.decided_by}"]
    if found.reason or found.comment:
        why = [reasons.get(found.reason, found.reason), quoted(found.comment, 120) if found.comment else ""]
        lines.append(": ".join(part for part in why if part))
    if not session.names_hidden:
        lines += [f"{_have(found.alike)} it so"] if found.alike else []
        lines += [f"{_have(found.otherwise)} it otherwise"] if found.otherwise else []
    return "\n".join(lines)


def _have(names: tuple[str, ...]) -> str:
    listed = " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    return f"{listed} {'have' if len(names) > 1 else 'has'}"
