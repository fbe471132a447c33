"""The command that writes datasets: what goes out, what the format loses, and the proof of the files."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

from workbench import jobs
from workbench.cli import splits
from workbench.cli.data import PROGRESS
from workbench.cli.opening import count, opened, pairs, print_json, run
from workbench.errors import UserError
from workbench.formats.policies import Policies
from workbench.project import Project, exporting, freezing
from workbench.project.exporting import ExportResult
from workbench.project.recipes import Recipe
from workbench.project.report import CHANGED, KEPT, LEFT_OUT, ExportReport, how_to_take, rounds_words
from workbench.project.selection_words import Selection, check_round, joined, read_words, words_of
from workbench.project.splits import SplitChoice

_EFFECTS = {
    LEFT_OUT: "cannot hold, or was not asked for",
    CHANGED: "holds otherwise",
    KEPT: "kept where trainers do not look",
}


def export(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    out: Path = typer.Argument(metavar="OUT", help="A file that ends as the format's files do, or a folder."),
    format: str = typer.Option("", help="The format's id; `workbench formats` lists them."),
    version: str = typer.Option(
        "", help="Write this frozen version, in its own format unless told otherwise."
    ),
    recipe: str = typer.Option("", help="A stored recipe; what else is given goes before its words."),
    save_recipe: str = typer.Option("", help="Store these words as a recipe under this name."),
    only: list[str] = typer.Option(
        [],
        help="Words of a selection: annotator: status: label: group: document: from: to: meta:KEY=VALUE "
        "attribute:NAME=VALUE comments:open unsure:no origin: round:latest gold, and words of the text.",
    ),
    gold: bool = typer.Option(False, "--gold", help="Only the layers that a review has made."),
    annotator: list[str] = typer.Option([], help="Only these annotators' layers (name or id)."),
    status: list[str] = typer.Option(
        [], help="Layers of these statuses; else done and reviewed (jsonl: all)."
    ),
    round: str = typer.Option(
        "",
        help="Of several rounds of one annotator on a document: first, latest, all, or a number. "
        "Else the first that is done (jsonl: all).",
    ),
    label: list[str] = typer.Option([], help="Only spans of these labels."),
    group: list[str] = typer.Option([], help="Only spans of these groups."),
    split: str = splits.SPLIT,
    seed: int = splits.SEED,
    folds: int = splits.FOLDS,
    group_by: str = splits.GROUP_BY,
    similarity: float = splits.SIMILARITY,
    stratify: bool = splits.STRATIFY,
    split_name: str = splits.SPLIT_NAME,
    scheme: str = typer.Option("", help="For conll: iob1, iob2, bioes or bilou."),
    set: list[str] = typer.Option([], help="OPTION=VALUE: a setting of the format."),
    overlaps: str = typer.Option(
        "", help="Overlapping spans: longest, outermost, priority (or priority:ORG,PER), one-file-per-group."
    ),
    fragments: str = typer.Option("", help="Spans in fragments: drop or cover."),
    misaligned: str = typer.Option(
        "", help="Spans that begin or end inside a token: drop, snap-out or snap-in."
    ),
    proof: bool = typer.Option(
        True, "--proof/--no-proof", help="Read the files back and compare them with the project."
    ),
    dry_run: bool = typer.Option(
        False, "--dry-run", help="Say what would go out and what would be lost; write nothing."
    ),
    json: bool = typer.Option(False, "--json", help="Print the report as JSON."),
    progress: str = PROGRESS,
) -> None:
    """Write a dataset. What the format cannot hold is said beforehand and in export-report.json."""
    given = Selection(
        tuple(annotator),
        tuple(status) or None,
        tuple(label),
        tuple(group),
        gold,
        round=check_round(round) if round else "",
    )
    given = joined(read_words(" ".join(only)), given)
    told = pairs(set) | ({"scheme": scheme} if scheme else {})
    dealing = splits.split_choice(
        split,
        seed=seed,
        folds_=folds,
        group_by=group_by,
        similarity=similarity,
        stratify=stratify,
        name=split_name,
    )
    if not format and not recipe and not version:
        raise typer.BadParameter("name a format, a recipe with --recipe, or a frozen version with --version.")
    if version and (dealing or recipe or save_recipe or given != Selection()):
        raise UserError(f"“{version}” is frozen with its selection and split: leave the other choices out.")
    with opened(project) as source:
        if version:
            policies = Policies(overlaps, fragments, misaligned)
            _export_version(
                source,
                out,
                version,
                format,
                told,
                policies if policies.words() else None,
                dry=dry_run,
                proof=proof,
                json=json,
                progress=progress,
            )
            return
        base = source.recipe(recipe) if recipe else Recipe("", format)
        format = format or base.format
        selection = joined(read_words(base.selection), given)
        kept = base.options if format == base.format else {}
        options = exporting.check_options(exporting.writable(format), {**kept, **told})
        policies = Policies(
            overlaps or base.policies.overlaps,
            fragments or base.policies.fragments,
            misaligned or base.policies.misaligned,
        )
        dealing = dealing or base.split
        if dry_run:
            report = exporting.preview(source, format, selection, options, policies, split=dealing)
            _save(source, save_recipe, format, selection, {**kept, **told}, policies, dealing)
            words: dict[str, Any] = {"options": options, "policies": policies.words()}
            words["selection"] = words_of(selection)
            _print_report(report, json=json, words=words)
            return
        result = run(
            jobs.export_job(source, out, format, selection, options, policies, split=dealing, proving=proof),
            progress=progress,
        )
        _save(source, save_recipe, format, selection, {**kept, **told}, policies, dealing)
    _print_result(result, options, policies, words_of(selection), json=json)


def _export_version(
    source: Project,
    out: Path,
    name: str,
    format: str,
    options: dict[str, str],
    policies: Policies | None,
    *,
    dry: bool,
    proof: bool,
    json: bool,
    progress: str,
) -> None:
    manifest = source.dataset(name)
    if dry:
        job = jobs.preview_version_job(source, manifest, format, options, policies)
        _print_report(run(job, progress=progress), json=json)
        return
    writing = jobs.rebuild_job(source, manifest, out, format, options, policies, proving=proof)
    result = run(writing, progress=progress)
    _print_result(result, options, policies or Policies(), manifest.selection, json=json)
    if not format and not options and policies is None:
        print(freezing.told(manifest, result), file=sys.stderr if json else sys.stdout)


def _print_result(
    result: ExportResult, options: dict[str, str], policies: Policies, selection: str, *, json: bool
) -> None:
    if json:
        for warning in result.report.warnings:
            print(warning, file=sys.stderr)
        plain = result.report.plain(
            files=result.names(), options=options, policies=policies.words(), selection=selection
        )
        print_json({**plain, "report": str(result.report_file), "hint": result.hint})
        return
    _print_report(result.report, json=False)
    differs = result.report.proof is not None and result.report.proof.state == "differs"
    print(result.report.proof_sentence(), file=sys.stderr if differs else sys.stdout)
    shown = ", ".join(str(path) for path in result.files[:3])
    more = f" and {len(result.files) - 3} more" if len(result.files) > 3 else ""
    print(f"Wrote {shown}{more}; report: {result.report_file}")
    if result.hint:
        print(result.hint)


def _save(
    source: Project,
    name: str,
    format_id: str,
    selection: Selection,
    options: Mapping[str, str],
    policies: Policies,
    split: SplitChoice | None,
) -> None:
    if name:
        source.save_recipe(Recipe(name, format_id, words_of(selection), options, policies, split))


def recipes(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    delete: str = typer.Option("", help="Forget the recipe of this name; undo in the window brings it back."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """List the recipes of exports; `workbench export PROJECT OUT --recipe NAME` makes one."""
    with opened(project) as source:
        if delete:
            source.delete_recipe(delete)
        found = source.recipes()
    if json:
        print_json([{"name": one.name, **one.plain()} for one in found])
        return
    if delete:
        print(f"The recipe “{delete}” is forgotten.")
        return
    for one in found:
        print(f"{one.name}: {one.line()}")
    if not found:
        print("No recipe is stored: `workbench export ... --save-recipe NAME` stores one.")


def _print_report(report: ExportReport, *, json: bool, words: Mapping[str, Any] | None = None) -> None:
    for warning in report.warnings:
        print(warning, file=sys.stderr)
    if json:
        print_json(report.plain(**(words or {})))
        return
    print(
        f"{count(report.documents, 'document')}, {count(report.layers, 'layer')}, {count(report.spans, 'span')}, "
        f"{count(report.relations, 'relation')}."
    )
    if report.split:
        parts = ", ".join(f"{name} {number:,}" for name, number in report.split["documents"].items())
        print(f"Split “{report.split['name']}”: {parts}.")
    for status, number in sorted(report.left_out.items()):
        print(f"Left out by status: {count(number, 'layer')} {status}.")
    if report.left_out:
        print(how_to_take(report))
    if report.other_rounds:
        print(f"{rounds_words(report.other_rounds)}. --round latest takes the last of each, --round all all.")
    for line in report.lines():
        print(f"{report.format}, {_EFFECTS[line.effect]}: {line.kind}: {line.count:,}, e.g.")
        for _, loss in line.examples[:3]:
            print(f"    {loss.document}: {loss.what}")
