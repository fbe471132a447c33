"""Commands that bring documents in, and the list of formats."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import typer

from workbench import formats, jobs
from workbench.cli import decisions
from workbench.cli.opening import count, opened, pairs, print_json, print_json_rows, run
from workbench.errors import UserError
from workbench.formats.policies import offered
from workbench.model import Change
from workbench.project import Project
from workbench.project.importing import ImportPlan, settle
from workbench.project.settings import load_settings, person

_NAMED = 5  # files in one line
PROGRESS = typer.Option("auto", hidden=True, help="auto, json or none.")


def import_(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    paths: list[Path] = typer.Argument(metavar="PATH", help="Files and folders.", readable=False),
    format: str = typer.Option("", help="The format's id; else found by suffix and content."),
    annotator: str = typer.Option("", help="Who made the spans that name nobody; else you."),
    published: str = typer.Option("", help="The date (YYYY-MM-DD) of documents that have none."),
    encoding: str = typer.Option("", help="For text that is neither UTF-8 nor UTF-16 with BOM, e.g. cp1252."),
    replace: bool = typer.Option(
        False, "--replace", help="Put a different layer of the same annotator in the old one's place."
    ),
    map: list[str] = typer.Option(
        [], help="OLD=NEW: give spans of a label that the schema lacks another label."
    ),
    add_labels: bool = decisions.ADD_LABELS,
    drop_labels: bool = decisions.DROP_LABELS,
    add_attributes: bool = decisions.ADD_ATTRIBUTES,
    drop_attributes: bool = decisions.DROP_ATTRIBUTES,
    attribute: list[str] = decisions.ATTRIBUTE,
    set: list[str] = typer.Option([], help="OPTION=VALUE: a setting of the format."),
    suggestions: bool = typer.Option(
        False,
        "--suggestions",
        help="Spans and relations come as suggestions: nothing until somebody accepts them.",
    ),
    problems: Path | None = typer.Option(None, help="Save the list of problems and notes in this file."),
    skip_broken: bool = typer.Option(
        False, "--skip-broken", help="Leave out files that have a mistake, and import the others whole."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would come; store nothing."),
    json: bool = typer.Option(False, "--json", help="Print the report as JSON."),
    progress: str = PROGRESS,
    polite: bool = typer.Option(False, "--yield", hidden=True, help="Let a window write in between."),
) -> None:
    """Bring documents in, with or without layers. Where a file has a mistake, nothing at all is stored, unless
    --skip-broken leaves such files out."""
    with opened(project) as target:
        owner = None
        if annotator:
            same = [a for a in target.annotators() if a.name == annotator]
            owner = same[0] if len(same) == 1 else person(load_settings(), annotator)
        plan = run(
            jobs.plan_job(
                target,
                paths,
                format_id=format or None,
                encoding=encoding or None,
                options=pairs(set),
                annotator=owner,
                published=published,
            ),
            progress=progress,
        )
        try:
            if problems is not None:
                plan.save_problems(problems)
            if skip_broken and plan.fatal:
                whole = plan.without_broken(target.schema)
                plan.close()
                plan = whole
            labels = decisions.label_choices(plan, map, add=add_labels, drop=drop_labels)
            attributes = decisions.attribute_choices(
                plan, attribute, add=add_attributes, drop=drop_attributes
            )
            if dry_run:
                _dry_run(
                    target,
                    plan,
                    labels,
                    {} if suggestions else attributes,
                    replace=replace or suggestions,
                    json=json,
                )
                return
            if suggestions:
                change = run(jobs.import_suggestions_job(target, plan, labels=labels), progress=progress)
                _print_left_out(plan)
                print("\n".join(change.notes))
                return
            change = run(
                jobs.import_job(
                    target, plan, labels=labels, attributes=attributes, replace=replace, polite=polite
                ),
                progress=progress,
            )
            _print_import(plan, change, json=json)
        finally:
            plan.close()


def _print_facts(plan: ImportPlan, **more: Any) -> None:
    rows = (
        {
            "name": row.name,
            "file": str(row.file),
            "annotator": row.annotator,
            "spans": row.spans,
            "relations": row.relations,
            "state": row.state,
            "published": row.published,
            "published_proposed": row.proposed,
        }
        for row in plan.rows
    )
    problems = [
        {"file": str(p.path), "line": p.line, "message": p.message, "remedy": p.remedy, "fatal": p.fatal}
        for p in plan.problems
    ]
    print_json_rows(
        "documents",
        rows,
        unknown_labels=dict(plan.unknown_labels),
        unknown_relations=dict(plan.unknown_relations),
        unknown_attributes=decisions.attribute_facts(plan),
        problems=problems,
        left_out=[str(path) for path in plan.left_out],
        **more,
    )


def _dry_run(
    target: Project,
    plan: ImportPlan,
    labels: Mapping[str, str],
    attributes: Mapping[str, str],
    *,
    replace: bool,
    json: bool,
) -> None:
    """Print what these choices would bring. Raises what the import would raise, after what is to be decided."""
    try:
        notes = settle(target, plan, labels=labels, attributes=attributes, replacing=replace).notes()
    except UserError:
        _print_plan(plan, decisions.questions(plan, {**labels, **attributes}), json=json)
        raise
    _print_plan(plan, notes, json=json)


def _print_plan(plan: ImportPlan, words: Iterable[str], *, json: bool) -> None:
    if json:
        _print_facts(plan, notes=list(words))
        return
    for row in plan.rows:
        who = f", {row.annotator}" if row.annotator else ""
        day = (
            f", published {row.published}{' (from its text)' if row.proposed else ''}"
            if row.published
            else ""
        )
        print(
            f"{row.name}{who}: {count(row.spans, 'span')}, {count(row.relations, 'relation')}, {row.state}{day}"
        )
    for line in words:
        print(line)
    _print_problems(plan)


def _print_problems(plan: ImportPlan) -> None:
    for problem in plan.problems:
        print(f"{'' if problem.fatal else 'note: '}{problem}")
    _print_left_out(plan)


def _print_left_out(plan: ImportPlan) -> None:
    if plan.left_out:
        alone = len({path.name for path in plan.left_out}) == len(plan.left_out)
        shown = [path.name if alone else f"{path.parent.name}/{path.name}" for path in plan.left_out[:_NAMED]]
        names = ", ".join(shown)
        more = f" and {len(plan.left_out) - _NAMED:,} more" if len(plan.left_out) > _NAMED else ""
        print(f"Left out as broken: {count(len(plan.left_out), 'file')} ({names}{more}).")


def _print_import(plan: ImportPlan, change: Change, *, json: bool) -> None:
    if json:
        _print_facts(plan, imported=change.title, notes=list(change.notes))
        return
    _print_problems(plan)
    if not change.operation:
        print("\n".join(change.notes))
        return
    new, layers, same = plan.documents("new"), plan.count("new layer"), plan.count("already there")
    said, put = plan.count("new comments"), plan.count("conflict")
    work = sum(bool(row.annotator) for row in plan.rows if row.state == "new")
    several = f" with {count(work, 'layer')}" if work > new else ""
    parts = [
        f"{count(new, 'document')}{several}" if new else "",
        f"{count(layers, 'layer')} on documents that were there" if layers else "",
        f"{count(put, 'layer')} in place of others" if put else "",
        f"comments on {count(said, 'document')} that were there" if said else "",
        f"{count(same, 'bundle')} already there" if same else "",
    ]
    spans = sum(row.spans for row in plan.rows if row.state not in ("already there", "new comments"))
    print(f"Imported {', '.join(part for part in parts if part) or 'nothing'}; {count(spans, 'span')}.")
    for row in plan.rows:
        if row.proposed and row.state == "new":
            print(f"{row.name}: published {row.published}, as its text begins.")
    for note in change.notes:
        print(note)


def _direction(format_: formats.Format) -> str:
    return "in and out" if format_.read and format_.write else "in" if format_.read else "out"


def list_formats(json: bool = typer.Option(False, "--json", help="Print as JSON.")) -> None:
    """List the formats. What each reads and writes, and what it loses."""
    if json:
        print_json(
            [
                {
                    "id": f.id,
                    "title": f.title,
                    "suffixes": list(f.suffixes),
                    "direction": _direction(f),
                    "reads": f.read is not None,
                    "writes": f.write is not None,
                    "losses": f.loses,
                    "extra": f.extra,
                    "options": [
                        {"id": o.id, "title": o.title, "default": o.default, "values": list(o.values)}
                        for o in f.options
                    ],
                    "policies": {policy.id: list(policy.values) for policy in offered(f)},
                }
                for f in formats.FORMATS
            ]
        )
        return
    width = max(len(f.id) for f in formats.FORMATS)
    for f in formats.FORMATS:
        ways = "reads and writes" if f.read and f.write else "reads only" if f.read else "writes only"
        print(f"{f.id:{width}}  {f.title}: {ways}." + (f" Loses {f.loses}." if f.loses else ""))
