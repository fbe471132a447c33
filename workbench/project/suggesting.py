"""Running suggesters over documents: what each proposes is checked, then stored in the place of its last proposals."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack

from msgspec import Struct, field
from msgspec.structs import replace

from workbench.errors import UserError
from workbench.model import Annotator, Bundle, Change, Document, Progress, Relation, Span
from workbench.project.lessons import lessons
from workbench.project.program import Program, is_program
from workbench.project.project import Project
from workbench.storage import listing, operations, reading
from workbench.storage import suggestions as stored
from workbench.suggest import Context, Proposal, Suggester, find_suggester, known
from workbench.suggest.checked import Stopped, checked
from workbench.suggest.memory import learn
from workbench.suggest.model import Learned
from workbench.suggest.pipelines import Pipeline, is_pipeline

POLITE_SLEEP = 0.003


class SuggestResult(Struct):
    """What a run proposed, spans by suggester; the suggesters that were stopped, as sentences; the receipt.

    `foreign` is by suggester in how many documents of which languages (BCP 47) it can propose nothing.
    """

    documents: int = 0
    spans: dict[str, int] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    foreign: dict[str, dict[str, int]] = field(default_factory=dict)
    change: Change = field(default_factory=lambda: Change(title=""))


class Offer(Struct, frozen=True):
    """A suggester as people are told of it. `quick`: so fast that it is asked by itself when a document is opened."""

    id: str
    title: str
    languages: tuple[str, ...] = ()
    extra: str = ""
    quick: bool = False


def offers() -> list[Offer]:
    """The suggesters that can be asked. Raises UserError for one of another package that cannot be loaded.

    One that has an attribute `quick` that is true costs milliseconds a document and needs nothing to be loaded.
    """
    return [
        Offer(one.id, one.title, tuple(one.languages), one.extra, bool(getattr(one, "quick", False)))
        for one in known().values()
    ]


def choose(ids: Sequence[str]) -> list[Suggester]:
    """The suggesters of these ids; a program is one too, and so is a spaCy pipeline (`spacy:NAME`, or its folder).

    Raises UserError for an unknown one.
    """
    if not ids:
        raise UserError("Name at least one suggester.")
    return [_chosen(one) for one in dict.fromkeys(ids)]


def _chosen(words: str) -> Suggester:
    if is_pipeline(words):
        return Pipeline(words)
    return Program(words) if is_program(words) else find_suggester(words)


def proposals(
    project: Project, ids: Sequence[str], documents: Sequence[str] = ()
) -> Iterator[tuple[Bundle, list[Proposal]]]:
    """What suggesters propose, document by document; nothing is stored. Each bundle has the suggester as annotator.

    Raises UserError for an unknown suggester, or one that was stopped.
    """
    with ExitStack() as stack:
        suggesters = _entered(stack, choose(ids))
        known = _context(project, suggesters)
        for document, context in _documents(project, documents, known):
            for suggester in suggesters:
                try:
                    found = checked(suggester, document, context)
                except Stopped as stop:
                    raise UserError(stop.sentence()) from stop
                yield _bundle(document, suggester, found), found


def suggest_steps(
    project: Project, ids: Sequence[str], documents: Sequence[str] = (), *, polite: bool = False
) -> Generator[Progress, None, SuggestResult]:
    """Let suggesters propose for all documents (or these ids), and store it under one operation.

    A suggester that crashes, hangs or proposes nonsense is stopped and named; nothing of it is kept. With `polite`
    each document is a transaction of its own, with a pause after it. Raises UserError for an unknown suggester.
    """
    result = SuggestResult()
    op_uid = ""
    with ExitStack() as stack:
        if polite:
            stack.enter_context(project.store.in_small_steps())
        suggesters = _entered(stack, choose(ids))
        known = _context(project, suggesters)
        total = len(documents) or project.document_count()
        title = f"suggest with {', '.join(suggester.id for suggester in suggesters)}"
        alive = {suggester.id: suggester for suggester in suggesters}
        for at, (document, context) in enumerate(_documents(project, documents, known)):
            yield Progress(at, total, document.name)
            for suggester in list(alive.values()):
                try:
                    found = checked(suggester, document, context)
                except Stopped as stop:
                    result.stopped.append(stop.sentence())
                    del alive[suggester.id]
                    continue
                with project.store.write() as db:
                    operations.join(db, project.me)
                    if op_uid:
                        op = operations.resume(db, op_uid)
                    else:
                        op = operations.begin(db, annotator=project.me.id, title=title, kind="suggest")
                        op_uid = op.uid
                    number = stored.replace(db.conn, document.id, suggester.id, _rows(found), op=op.seq)
                result.spans[suggester.id] = result.spans.get(suggester.id, 0) + sum(
                    len(one.spans) for one in found
                )
                language = (document.language or project.schema.language).partition("-")[0]
                if language and suggester.languages and language not in suggester.languages:
                    there = result.foreign.setdefault(suggester.id, {})
                    there[language] = there.get(language, 0) + 1
                if polite and number:
                    project.store.flush()
                    time.sleep(POLITE_SLEEP)
            result.documents += 1
        if op_uid:
            with project.store.write() as db:
                seq = operations.resume(db, op_uid).seq
                for suggester in suggesters:
                    if suggester.id not in alive:
                        stored.take_away_of(db.conn, suggester.id, seq)
    result.change = Change(title=title, operation=op_uid, notes=tuple(result.stopped))
    return result


def _entered(stack: ExitStack, suggesters: Sequence[Suggester]) -> list[Suggester]:
    """Programs are started now and ended with the run."""
    for one in suggesters:
        if isinstance(one, Program):
            stack.enter_context(one)
    return list(suggesters)


def _rows(found: Sequence[Proposal]) -> Iterator[stored.Row]:
    for one in found:
        things: tuple[Span | Relation, ...] = (*one.spans, *one.relations)
        group = things[0].id
        for thing in things:
            yield group, one.reason, thing


def _context(project: Project, suggesters: Sequence[Suggester]) -> Context:
    """What suggesters may know of the project, without a document: its memory, lists and model if any asks.

    The memory costs seconds in a project of ten thousand documents; the project's own model needs none of it.
    """
    if not any(suggester.learns for suggester in suggesters):
        return Context(project.schema)
    if all(isinstance(one, Learned) for one in suggesters if one.learns):
        return Context(project.schema, model=project.model_content(), threshold=project.model_threshold())
    names = project.listed_names()
    return Context(
        project.schema,
        memory=learn(lessons(project, finished_only=False), project.schema, names),
        names=names,
        model=project.model_content(),
        threshold=project.model_threshold(),
    )


def _documents(project: Project, wanted: Sequence[str], known: Context) -> Iterator[tuple[Document, Context]]:
    connection = project.store.connection
    ids = wanted or reading.document_ids(connection, list(listing.all_keys(connection)))
    for uid in ids:
        bundle = project.bundle(uid)
        yield bundle.document, replace(known, spans=bundle.spans, relations=bundle.relations)


def _bundle(document: Document, suggester: Suggester, found: Sequence[Proposal]) -> Bundle:
    return Bundle(
        document,
        Annotator("", suggester.id, "model"),
        spans=tuple(sorted((s for one in found for s in one.spans), key=lambda s: (s.start, s.end, s.id))),
        relations=tuple(relation for one in found for relation in one.relations),
    )
