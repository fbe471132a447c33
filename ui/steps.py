"""Going through a document: candidates, spans, problems, undo, done. Functions with the session first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from workbench.model import FINISHED, Change, Problem
from workbench.offsets import paragraph_at, sentence_at, trim, whole_words
from workbench.runs import run_at

if TYPE_CHECKING:
    from ui.open_document import OpenDocument
    from ui.session import Session

WINDOW = 20_000  # code points in which spans are looked up around a candidate


def quoted(text: str, most: int = 40) -> str:
    """A text for a sentence: on one line, in quotation marks, cut in the middle."""
    text = " ".join(text.split()).strip("“”\"'")
    if len(text) > most:
        text = f"{text[: most // 2].rstrip()}…{text[-most // 2 :].lstrip()}"
    return f"“{text}”"


def writable(session: Session) -> bool:
    """Whether the layer shown can be written; if not, say why."""
    if session.document is None:
        session.failed.emit("No document is open.")
        return False
    if session.document.read_only:
        layer = session.document.layer
        whose = f"{layer.annotator.name}’s layer" if layer is not None else "This project"
        session.failed.emit(f"{whose} can be read here, not changed.")
        return False
    return True


# -- selecting ---------------------------------------------------------------------------------


def candidate(
    session: Session, at: int, *, back: bool = False, until: int | None = None
) -> tuple[int, int] | None:
    """The next candidate from an offset on (or the last before it) that no span or suggestion covers.

    Forwards it is looked for no further than `until`. None if there is none, or where they are switched off.
    """
    document = session.document
    if document is None or not session.settings.candidates:
        return None
    if back:
        return _previous_free(session, document, at)
    return _next_free(session, document, at, document.text[:until])


def _covered(session: Session, document: OpenDocument, start: int, end: int) -> list[tuple[int, int]]:
    """Extents of spans and suggestions there, passages left out: names inside a claim are still to be found."""
    find = session.project.schema.find_label
    extents = []
    start, end = max(0, start), min(len(document.text), end)
    proposed = (span for one in session.suggestions.touching(start, end) for span in one.spans)
    for span in (*document.touching(start, end), *proposed):
        label = find(span.label)
        if label is None or label.form != "passage":
            extents.append((span.start, span.end))
    return extents


def _next_free(session: Session, document: OpenDocument, after: int, text: str) -> tuple[int, int] | None:
    while True:
        covered = _covered(session, document, after, after + WINDOW)
        found = session.project.next_candidate(text, after=after, covered=covered)
        if found is None or found[1] <= after + WINDOW:
            return found
        after = max(after + 1, found[0] - 1)


def _previous_free(session: Session, document: OpenDocument, before: int) -> tuple[int, int] | None:
    while True:
        covered = _covered(session, document, before - WINDOW, before)
        found = session.project.previous_candidate(document.text, before=before, covered=covered)
        if found is None or found[0] >= before - WINDOW:
            return found
        before = min(before - 1, found[1] + 1)


def grow(session: Session) -> None:
    """Select the word; if it is selected, the sentence; then the paragraph."""
    document = session.document
    if document is None:
        return
    state, span = session.state, session.selected_span
    start, end = (span.start, span.end) if span is not None else (state.start, state.end)
    steps: tuple[Callable[[str, int], tuple[int, int] | None], ...] = (run_at, sentence_at, paragraph_at)
    for step in steps:
        extent = step(document.text, start)
        if extent is not None and extent[0] <= start and extent[1] >= end and extent != (start, end):
            session.select_text(start=extent[0], end=extent[1])
            return
    session.noted.emit("The whole paragraph is selected.")


def next_span(session: Session, step: int) -> None:
    """Select the next (1) or previous (-1) span; from the caret first the innermost there."""
    document = session.document
    if document is None:
        return
    span, state = session.selected_span, session.state
    if span is None:
        here = document.at(state.caret) if state.kind == "caret" else []
        found = here[-1] if here else document.span_from(state.caret, step)
    else:
        found = document.neighbours(span.id, step)
    if found is not None:
        session.select_span(found.id)
    else:
        session.noted.emit("No span further on." if step > 0 else "No span further back.")


# -- problems ----------------------------------------------------------------------------------


def next_problem(session: Session, step: int) -> Problem | None:
    """Select the place of the next (or previous) problem and say what it is; at the end go round."""
    document = session.document
    if document is None:
        return None
    if session.problems_stale:
        session.check_problems()
    problems = list(document.problems)
    if not problems:
        session.set_problem(None)
        session.noted.emit("Nothing to mend in this document.")
        return None
    if session.problem in problems:
        at = (problems.index(session.problem) + step) % len(problems)
    else:
        caret = session.state.start
        after = [index for index, one in enumerate(problems) if one.start >= caret]
        before = [index for index, one in enumerate(problems) if one.start < caret]
        at = (after or [0])[0] if step > 0 else (before or [len(problems) - 1])[-1]
    show_problem(session, problems[at])
    return problems[at]


def show_problem(session: Session, problem: Problem) -> None:
    """Select what a problem is about; the hint line says what is wrong and what Enter does.

    What is wrong is said each time, also where the same thing stays selected.
    """
    document = session.document
    if document is None:
        return
    target = problem.target
    relation = document.relations.get(target)
    if relation is not None:
        target = relation.head
    if target in document.spans:
        session.select_span(target)
    else:
        session.select_text(start=problem.start, end=problem.end)
    session.said.emit(problem.message)
    session.set_problem(problem)


def mend(session: Session, problem: Problem, *, second: bool = False) -> Change | None:
    """Do the remedy that a problem has, or its second one."""
    document = session.document
    span = document.spans.get(problem.target) if document is not None else None
    remedy = problem.second if second else problem.remedy
    if document is None or span is None or not remedy or not writable(session):
        return None
    session.set_problem(None)
    if remedy in ("tokens", "tokens in"):
        change = session.do(
            session.project.snap_spans, document.document.id, [span.id], inward=remedy == "tokens in"
        )
    else:
        extent = whole_words if remedy == "words" else trim
        parts = [extent(document.text, start=start, end=end) for start, end in span.parts()]
        if len(parts) > 1:
            change = session.do(session.project.move_fragments, span.id, parts)
        else:
            change = session.do(session.project.move_span, span.id, start=parts[0][0], end=parts[0][1])
    if change is not None:
        session.tell(change)
    return change


def cut_tokens(session: Session) -> list[str]:
    """The ids of the spans of the open document that are known to cut a token."""
    problems = session.document.problems if session.document is not None else []
    return [one.target for one in problems if one.kind == "cut token"]


def mend_tokens(session: Session) -> Change | None:
    """Widen all spans of the document that cut a token to whole tokens, in one step."""
    if session.document is None or not writable(session):
        return None
    if session.problems_stale:
        session.check_problems()
    spans = cut_tokens(session)
    if not spans:
        chosen = session.project.tokeniser_choice()
        session.noted.emit(
            "No span cuts a token."
            if chosen
            else "This project is aligned to no tokens: Project settings choose the tokeniser."
        )
        return None
    change = session.do(session.project.snap_spans, session.document_id, spans)
    if change is not None:
        session.tell(change)
    return change


# -- undo and done -----------------------------------------------------------------------------


def undo(session: Session) -> Change | None:
    """Take back my last operation. If it lies in another document, only go there and say so."""
    return _reverse(session, session.project.undo_title(), back=True)


def redo(session: Session) -> Change | None:
    """Do again what was taken back; if it lies in another document, only go there and say so."""
    return _reverse(session, session.project.redo_title(), back=False)


def document_of_newest(session: Session, *, kinds: tuple[str, ...]) -> str:
    """The document of my newest operation of these kinds that stands; empty if there is none."""
    before = 0
    while rows := session.project.history(limit=50, before=before):
        for row in rows:
            if row.mine and not row.undone and row.kind in kinds:
                return row.document
        before = rows[-1].seq
    return ""


def _reverse(session: Session, title: str, *, back: bool) -> Change | None:
    if not title:
        session.noted.emit("Nothing to undo." if back else "Nothing to redo.")
        return None
    document_id = document_of_newest(session, kinds=("gesture", "redo") if back else ("undo",))
    elsewhere = document_id and (document_id != session.document_id or session.annotator_id)
    if elsewhere and session.open(document_id):
        word = "Undo" if back else "Redo"
        session.noted.emit(f"“{title}” was in this document: {word} again reverses it.")
        return None
    session.end_run()
    change = session.undo() if back else session.redo()
    if change is not None:
        spans = [one.id for one in (*change.created, *change.updated) if one.kind == "span"]
        if len(spans) == 1 and session.document is not None and spans[0] in session.document.spans:
            session.select_span(spans[0])
        elif back and change.document == session.document_id and session.suggestions.reopened:
            session.suggestion_wanted.emit(session.suggestions.reopened[0])
        session.noted.emit(f"{'Undone' if back else 'Done again'}: {title}.")
    return change


def undecided(count: int) -> str:
    """How many suggestions nobody has decided on, as the end of a sentence; empty if there are none."""
    return f"{count:,} {'suggestion' if count == 1 else 'suggestions'} left undecided" if count else ""


def finish(session: Session) -> bool:
    """Mark the document as done and open the next unfinished one; says how many suggestions stay undecided there.
    False if it was refused."""
    document = session.document
    if document is None or not writable(session):
        return False
    name, done_id = document.document.name, document.document.id
    if session.status not in FINISHED and session.do(session.project.set_status, done_id, "done") is None:
        return False
    settings = session.settings
    left = undecided(len(session.suggestions))
    left = f", with {left}" if left else ""
    following = session.project.next_unfinished(done_id, order=settings.order, least=settings.least_score)
    if settings.order != "plain":
        session.order_again()
    if following:
        session.open(following)
        session.offered.emit(f"{quoted(name)} is done{left}.", "undo")
    else:
        session.offered.emit(f"{quoted(name)} is done{left}. So is every document: Ctrl+E exports.", "undo")
    return True
