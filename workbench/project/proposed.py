"""Importing a program's output as suggestions: documents come in, spans and relations wait to be accepted."""

from __future__ import annotations

from collections.abc import Generator, Mapping

from msgspec.structs import replace
from msgspec.structs import replace as changed

from workbench.model import Bundle, Change, Progress, new_id
from workbench.project.choices import Choices, counted
from workbench.project.import_plan import ImportPlan
from workbench.project.importing import check_decided, store_steps
from workbench.project.program import groups
from workbench.project.project import Project
from workbench.storage import operations
from workbench.storage import suggestions as stored


def store_suggestions_steps(
    project: Project, plan: ImportPlan, *, labels: Mapping[str, str] | None = None
) -> Generator[Progress, None, Change]:
    """Store a plan's documents where they are new, and its spans and relations as suggestions of its annotators.

    They replace what the same annotator (a model's name) has suggested before on the same documents. Raises
    ImportRefused where the files have problems, UserError for undecided labels.
    """
    plan.refuse()
    check_decided(plan, dict(labels or {}))
    kept = Choices.of(project, plan, dict(labels or {}), {})
    bare = ImportPlan(files=plan.files, empty=plan.empty)
    try:
        for row, bundle in zip(plan.rows, plan.bundles(), strict=True):
            bare.set_aside(Bundle(bundle.document))
            state = row.state if row.state in ("new", "changed text") else "already there"
            bare.rows.append(changed(row, state=state, annotator="", spans=0, relations=0))
        yield from store_steps(project, bare)
    finally:
        bare.close()
    spans = relations = 0
    with project.store.write() as db:
        operations.join(db, project.me)
        op = operations.begin(
            db,
            annotator=project.me.id,
            title=f"import suggestions for {counted(len(plan.rows), 'document')}",
            kind="suggest",
        )
        kept.grow_schema(op)
        for done, bundle in enumerate(plan.bundles()):
            yield Progress(done, len(plan.rows), bundle.document.name)
            origin = bundle.annotator.name if bundle.annotator else "import"
            came = kept.apply(bundle)
            stored.replace(db.conn, bundle.document.id, origin, list(_rows(came, origin)), op=op.seq)
            spans += len(came.spans)
            relations += len(came.relations)
    project.reload_schema()
    wait = f"{counted(spans, 'span')} and {counted(relations, 'relation')} wait as suggestions."
    return Change(op.title, operation=op.uid, notes=(wait, *kept.notes()))


def _rows(bundle: Bundle, origin: str) -> list[stored.Row]:
    rows: list[stored.Row] = []
    for proposal in groups(bundle.spans, bundle.relations):
        names = {span.id: new_id() for span in proposal.spans}
        group = next(iter(names.values()), new_id())  # the first span bears the group's id
        rows += [
            (group, span.note, replace(span, id=names[span.id], origin=span.origin or origin))
            for span in proposal.spans
        ]
        rows += [
            (
                group,
                one.note,
                replace(
                    one, id=new_id(), head=names.get(one.head, one.head), tail=names.get(one.tail, one.tail)
                ),
            )
            for one in proposal.relations
        ]
    return rows
