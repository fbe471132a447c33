"""Import in two steps: read and check everything into a plan, then store it in batches under one operation."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from workbench import formats, timex
from workbench.errors import FileProblem, UserError
from workbench.formats.base import Format, Reading
from workbench.model import Annotator, Bundle, Change, Document, Progress, Thing
from workbench.project import incoming
from workbench.project.choices import MOVED, Choices, counted
from workbench.project.documents import check_date
from workbench.project.import_plan import ImportPlan, PlannedDocument
from workbench.project.project import Project
from workbench.project.unknown import Unknown
from workbench.storage import bulk, operations, reading
from workbench.storage.rows import blob, to_json

__all__ = ["ImportPlan", "PlannedDocument", "plan", "plan_steps", "settle", "store_steps"]

BATCH_SECONDS = 0.5  # a write transaction of an import lasts about so long
POLITE_SECONDS = 0.002  # and so long with `polite`, which then sleeps:
POLITE_SLEEP = 0.003
_NAMED = 5  # files in one line
_MOST_THINGS = 1000  # documents that the receipt of an import names


def plan(
    project: Project,
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    encoding: str | None = None,
    options: Mapping[str, str] | None = None,
    annotator: Annotator | None = None,
    published: str = "",
) -> ImportPlan:
    """Read files and folders whole and say what will come; see `plan_steps`."""
    steps = plan_steps(
        project,
        paths,
        format_id=format_id,
        encoding=encoding,
        options=options,
        annotator=annotator,
        published=published,
    )
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: ImportPlan = stop.value
            return result


def plan_steps(
    project: Project,
    paths: Sequence[Path],
    *,
    format_id: str | None = None,
    encoding: str | None = None,
    options: Mapping[str, str] | None = None,
    annotator: Annotator | None = None,
    published: str = "",
) -> Generator[Progress, None, ImportPlan]:
    """Read files and folders whole, note every problem by file and line, and set the bundles aside.

    `annotator` takes the spans that name none (else it is the person at work); `published` dates
    documents that have no date. Raises UserError for a path that is missing or of no known format.
    """
    if published:
        check_date(published)
    result = ImportPlan(empty=not project.document_count())
    owner = annotator or project.me
    state = incoming.Arrivals(project, result.problems, owner)
    try:
        passed: list[Path] = []
        inputs = formats.inputs(list(paths), format_id, passed)
        result.formats = list(dict.fromkeys(kind.id for kind, _ in inputs))
        yield from _read(result, state, inputs, encoding, options, published)
        result.problems += _passed_over(passed, format_id)
    except BaseException:
        result.close()
        raise
    result.annotators = state.people
    if not result.files:
        result.close()
        raise UserError("There is nothing to import: no file of a known format was named.")
    return result


def _passed_over(files: Sequence[Path], format_id: str | None) -> Iterator[FileProblem]:
    """What of the folders is of no known format, or of another than was said, a note for each of them."""
    kind = f"not of the format {format_id}" if format_id else "of no known format"
    for folder in dict.fromkeys(file.parent for file in files):
        names = [file.name for file in files if file.parent == folder]
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        message = f"{kind}, and passed over: {', '.join(names[:_NAMED])}{more}."
        yield FileProblem(folder, 0, message, "Name a file itself, with its format.", fatal=False)


def _read(
    result: ImportPlan,
    state: incoming.Arrivals,
    inputs: Sequence[tuple[Format, Path]],
    encoding: str | None,
    options: Mapping[str, str] | None,
    published: str,
) -> Iterator[Progress]:
    _check_options([*{format_.id: format_ for format_, _ in inputs}.values()], options or {})
    unknown = Unknown.of(state.project.schema, result)
    layers: dict[tuple[str, str, int], int] = {}  # where the first bundle of each layer was set aside
    texts: set[str] = set()
    for done, (format_, path) in enumerate(inputs):
        yield Progress(done, len(inputs), path.name)
        result.files.append(path)
        report = Reading(encoding=encoding, options=options or {}, problems=result.problems)
        assert format_.read is not None
        before = len(result.problems)
        for number, raw in enumerate(format_.read(path, report), 1):
            bundle = state.normal(raw, path, report.line)
            if bundle is None:
                continue
            bundle, proposed = _dated(bundle, published)
            if bundle.round.bit_length() > 63:
                result.problems.append(_too_large(bundle, path, report.line))
                continue
            here = planned = state.state_of(bundle)
            if planned == "changed text":
                result.problems.append(_other_text(bundle, path, report.line))
            if bundle.annotator is not None:
                layer = (bundle.document.id, bundle.annotator.id, bundle.round)
                if layer in layers and not incoming.same_content(bundle, result.at(layers[layer])):
                    result.problems.append(
                        FileProblem(
                            path,
                            report.line,
                            f"document “{bundle.document.name}”: {bundle.annotator.name} has two different layers "
                            "on it in these files.",
                            _two_layers_remedy(format_, options or {}),
                        )
                    )
                    continue
                if layer in layers and planned in ("new", "new layer"):
                    planned = "already there"
            elif planned == "new" and bundle.document.id in texts and not bundle.comments:
                planned = "already there"
            try:
                place = result.set_aside(bundle)
            except OverflowError:
                result.problems.append(_too_large(bundle, path, report.line))
                continue
            texts.add(bundle.document.id)
            if bundle.annotator is not None:
                layers.setdefault(layer, place)
            unknown.count(bundle, path, report.line, report.label_lines)
            result.rows.append(
                PlannedDocument(
                    bundle.document.name,
                    path,
                    bundle.annotator.name if bundle.annotator else "",
                    len(bundle.spans),
                    len(bundle.relations),
                    planned,
                    bundle.document.published,
                    proposed,
                    bundle.document.id,
                    report.line,
                    here,
                )
            )
            if number % 200 == 0:
                yield Progress(done, len(inputs), f"{path.name}: {number} documents")
        if any(problem.fatal for problem in result.problems[before:]):
            result.broken.append(path)


def _two_layers_remedy(format_: Format, options: Mapping[str, str]) -> str:
    by_folder = any(one.id == "annotators" and "folder" in one.values for one in format_.options)
    if by_folder and options.get("annotators") != "folder":
        return "If each folder is one person's work, say so with --set annotators=folder."
    return "Give one of them another annotator or another round."


def _other_text(bundle: Bundle, path: Path, line: int) -> FileProblem:
    return FileProblem(
        path,
        line,
        f"document “{bundle.document.name}” has the id of one in the project, with another text.",
        "Give it an id of its own, or none.",
    )


def _too_large(bundle: Bundle, path: Path, line: int) -> FileProblem:
    return FileProblem(
        path,
        line,
        f"document “{bundle.document.name}” holds a number of more than 64 bits.",
        "Write it as text, in quotation marks.",
    )


def _check_options(kinds: Sequence[Format], options: Mapping[str, str]) -> None:
    """Raises UserError for an option that none of these formats has, or a value that it cannot have."""
    for name, value in options.items():
        known = [option for kind in kinds for option in kind.options if option.id == name]
        if not known:
            raise UserError(f"There is no option “{name}” for {', '.join(kind.id for kind in kinds)}.")
        ways = [way for option in known for way in option.values]
        if ways and value not in ways:
            raise UserError(f"{name} cannot be “{value}”: choose one of {', '.join(ways)}.")


def _dated(bundle: Bundle, published: str) -> tuple[Bundle, bool]:
    document = bundle.document
    if document.published:
        return bundle, False
    proposed = "" if published else timex.published_date(document.text) or ""
    if not published and not proposed:
        return bundle, False
    document = msgspec.structs.replace(document, published=published or proposed)
    return msgspec.structs.replace(bundle, document=document), bool(proposed)


def store_steps(
    project: Project,
    plan: ImportPlan,
    *,
    labels: Mapping[str, str] | None = None,
    attributes: Mapping[str, str] | None = None,
    replacing: bool = False,
    polite: bool = False,
) -> Generator[Progress, None, Change]:
    """Store a plan under one operation, in batches that end between documents.

    `labels` says for each label (or relation) that the schema lacks: another id, "+" to add it, "" to
    leave it out. `attributes` says for an attribute that it lacks, as LABEL.attribute: "+" to add it, "" to
    move its values to the metadata of their documents, "=" to keep them; unsaid ones of an added label are
    added, others kept. `replacing` lets a different layer of the same annotator take the place of the old
    one. `polite` holds the lock for a few milliseconds at a time. Closing the generator between two
    steps leaves whole documents; running the import again completes it. Raises ImportRefused where
    the files have problems, UserError for undecided labels and for conflicts.
    """
    kept = settle(project, plan, labels=labels, attributes=attributes, replacing=replacing)
    if all(row.state == "already there" for row in plan.rows):
        return Change(title="", notes=("All of it is there already.",))
    if not polite:
        with project.store.in_bulk():
            return (yield from _store(project, plan, kept, replacing=replacing, polite=False))
    with project.store.in_small_steps():
        return (yield from _store(project, plan, kept, replacing=replacing, polite=True))


def _store(
    project: Project, plan: ImportPlan, kept: Choices, *, replacing: bool, polite: bool
) -> Generator[Progress, None, Change]:
    news = len({row.document for row in plan.rows if row.state != "already there"})
    title = f"import {counted(news, 'document')}"
    storing, chosen = _Storing(project, replacing), kept.trial()
    rest = iter(plan.bundles())
    done, stored, total = 0, 0, len(plan.rows)
    operation_id, over = "", False
    limit = POLITE_SECONDS if polite else BATCH_SECONDS
    while not over:
        try:
            with project.store.write() as db:
                if operation_id:
                    op = operations.resume(db, operation_id)
                else:
                    operations.join(db, project.me)
                    op = operations.begin(db, annotator=project.me.id, title=title, kind="import")
                    kept.grow_schema(op)
                    storing.meet(op, plan.annotators)
                    storing.alone = plan.empty and not bulk.holds_documents(db.conn)
                storing.alone = storing.alone and operations.newest(db.conn) == op.seq
                storing.reviving = bulk.holds_tombstones(db.conn)
                until = time.perf_counter() + limit
                while time.perf_counter() < until:
                    bundle = next(rest, None)
                    if bundle is None:
                        over = True
                        break
                    storing.store(op, chosen.apply(bundle))
                    done += 1
        except UserError as error:
            if not operation_id:
                raise
            raise UserError(
                f"{error} Before that, {stored} of {total} were stored; the same import again completes it."
            ) from error
        operation_id, stored = op.uid, done
        yield Progress(done, total, "storing")
        if polite:
            project.store.flush()
            time.sleep(POLITE_SLEEP)
    project.reload_schema()
    return Change(
        title,
        tuple(storing.things),
        operation=operation_id,
        notes=tuple(kept.notes()),
    )


def check_decided(plan: ImportPlan, choices: Mapping[str, str]) -> None:
    labels = {one: n for one, n in plan.unknown_labels.items() if one not in choices}
    relations = {one: n for one, n in plan.unknown_relations.items() if one not in choices}
    if labels:
        raise UserError(
            f"{plan.first_seen[next(iter(labels))]}: the schema has no {_counted(labels)}. Map each with "
            "--map OLD=NEW, add them with --add-labels, or leave them out with --drop-labels."
        )
    if relations:
        raise UserError(
            f"{plan.first_seen[next(iter(relations))]}: the schema has no relation {_counted(relations)}. Map each "
            "with --map OLD=NEW, add them with --add-labels, or leave them out with --drop-labels."
        )


def _counted(names: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({counted(n, 'time')})" for name, n in names.items())


def settle(
    project: Project,
    plan: ImportPlan,
    *,
    labels: Mapping[str, str] | None = None,
    attributes: Mapping[str, str] | None = None,
    replacing: bool = False,
) -> Choices:
    """Apply the choices to a plan as `store_steps` does, and raise what it would raise; nothing is stored.

    Afterwards the plan's rows count what comes in, and the choices say what does not.
    """
    plan.refuse()
    choices = dict(labels or {})
    check_decided(plan, choices)
    kept = Choices.of(project, plan, choices, attributes or {})
    if kept.alter:
        _try(project, plan, kept)
    _check_states(plan, replacing)
    return kept


def _try(project: Project, plan: ImportPlan, kept: Choices) -> None:
    """Count what comes in. A layer that seemed to differ may be the one that is there, once its labels are mapped."""
    for number, bundle in enumerate(plan.bundles()):
        row = plan.rows[number]
        if row.state == "already there":
            continue
        if row.state == "conflict" and incoming.stored_layer(
            project.store.connection, kept.trial().apply(bundle)
        ):
            plan.rows[number] = replace(row, state="already there")
            continue
        came = kept.apply(bundle)
        plan.rows[number] = replace(row, spans=len(came.spans), relations=len(came.relations))


def _check_states(plan: ImportPlan, replacing: bool) -> None:
    conflicts = [row for row in plan.rows if row.state == "conflict"]
    if conflicts and not replacing:
        raise UserError(
            f"{conflicts[0].file}: {conflicts[0].annotator} has a different layer on “{conflicts[0].name}” already "
            f"({len(conflicts)} in all): --replace puts the new one in its place."
        )


class _Storing:
    """Stores bundles one by one inside the import's transactions."""

    def __init__(self, project: Project, replacing: bool) -> None:
        self.project = project
        self.replacing = replacing
        self.things: list[Thing] = []
        self.rows: dict[str, int] = {}
        self.reviving = False  # something may come back that has been deleted
        self.alone = False  # nothing was in the project before, and nobody else writes
        self.fresh: dict[bytes, int] = {}  # documents that this import has stored, and their versions

    def meet(self, op: operations.Operation, people: Mapping[str, Annotator]) -> None:
        """Make the annotators known that the bundles name."""
        self.rows = bulk.annotator_rows(op.db.conn)
        nameless = {one.id for one in self.project.annotators() if incoming.is_nameless(one)}
        for annotator in people.values():
            if annotator.id not in self.rows:
                self.rows[annotator.id] = bulk.insert_annotator(op.db.conn, annotator, op=op.seq)
            elif annotator.id in nameless and not incoming.is_nameless(annotator):
                op.update("annotator", annotator.id, name=annotator.name, kind=annotator.kind)

    def store(self, op: operations.Operation, bundle: Bundle) -> None:
        """Store a bundle that the project does not have yet, or only its layer."""
        connection = op.db.conn
        found = self._find(connection, bundle.document)
        if found is None:
            version = bulk.insert_document(connection, bundle.document, op=op.seq)
            if self.alone:
                self.fresh[blob(bundle.document.id)] = version[0]
            if len(self.things) < _MOST_THINGS:
                self.things.append(Thing("document", bundle.document.id, bundle.document.id))
        else:
            document_id, version = found
            document = msgspec.structs.replace(bundle.document, id=document_id)
            bundle = msgspec.structs.replace(bundle, document=document)
            self._add_meta(op, document)
        if bundle.annotator is not None:
            bundle = self._store_layer(op, bundle, version, bundle.annotator.id, new=found is None)
        if bundle.comments:
            bundle = incoming.with_own_comments(connection, bundle)
            bulk.insert_comments(connection, bundle, annotators=self.rows, op=op.seq)
        if self.reviving:
            bulk.revive(connection, bundle)

    def _add_meta(self, op: operations.Operation, document: Document) -> None:
        """Add the attributes that moved to the metadata of a document that is there."""
        news = document.meta.get(MOVED)
        if not news:
            return
        meta, made = bulk.document_meta(op.db.conn, document.id)
        meta[MOVED] = [*meta.get(MOVED, []), *(one for one in news if one not in meta.get(MOVED, []))]
        if made == op.seq:  # it goes with the import anyway
            bulk.set_meta(op.db.conn, document.id, meta)
        else:
            op.update("document", document.id, meta=to_json(meta))

    def _find(self, connection: sqlite3.Connection, document: Document) -> tuple[str, tuple[int, str]] | None:
        if self.alone:  # equal texts of one name have had one id since they were read
            row = self.fresh.get(blob(document.id))
            return (document.id, (row, bulk.first_version(document))) if row else None
        found = bulk.find_document(connection, document)
        return found[:2] if found else None

    def _store_layer(
        self, op: operations.Operation, bundle: Bundle, version: tuple[int, str], annotator: str, *, new: bool
    ) -> Bundle:
        """Store a layer that is not there; returns the bundle with the ids that it is stored under."""
        connection = op.db.conn
        old = None if new else reading.layer(connection, bundle.document.id, annotator, bundle.round)
        if old is not None:
            content = bulk.layer_content(connection, old[0])
            if incoming.same_layer(bundle, old[1], *content):
                if not bundle.comments:
                    return bundle
                return incoming.with_targets(bundle, incoming.counterparts(bundle, *content))
            if not self.replacing:
                raise UserError(
                    f"A layer on “{bundle.document.name}” was made meanwhile: run the import again."
                )
            self._remove_layer(op, old[1].id, old[0])
        holds = bundle.spans or bundle.relations or bundle.attributes
        status = bundle.status or ("done" if holds else "new")
        try:
            self._insert(op, bundle, version, annotator, status)
        except sqlite3.IntegrityError:
            # an id is taken by another layer (a copied document): these rows get ids of their own
            bulk.drop_layer(
                connection, version=version[0], annotator=self.rows[annotator], round_=bundle.round
            )
            bundle = incoming.with_own_ids(connection, bundle)
            self._insert(op, bundle, version, annotator, status)
        if not new and len(self.things) < _MOST_THINGS:
            self.things.append(Thing("layer", bundle.document.id, bundle.document.id))
        return bundle

    def _insert(
        self, op: operations.Operation, bundle: Bundle, version: tuple[int, str], annotator: str, status: str
    ) -> None:
        bulk.insert_layer(
            op.db.conn,
            bundle,
            version=version,
            annotator=self.rows[annotator],
            status=status,
            op=op.seq,
        )

    def _remove_layer(self, op: operations.Operation, layer_id: str, key: int) -> None:
        spans, relations = bulk.layer_content(op.db.conn, key)
        for relation in relations:
            op.remove("relation", relation.id)
        for span in spans:
            op.remove("span", span.id)
        op.remove("layer", layer_id)
        self.reviving = True
