"""The command that writes datasets: what goes out, what the format loses, and the proof of the files."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import typer
from msgspec.structs import replace

from workbench import jobs
from workbench.cli import asking, splits
from workbench.cli.data import PROGRESS
from workbench.cli.losses import print_report
from workbench.cli.opening import opened, print_json, run
from workbench.errors import UserError
from workbench.formats.policies import Policies
from workbench.project import Project, exporting, freezing
from workbench.project.exporting import ExportResult
from workbench.project.recipes import Recipe


def export(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    out: Path = typer.Argument(metavar="OUT", help="A file that ends as the format's files do, or a folder."),
    format: str = asking.FORMAT,
    version: str = typer.Option(
        "", help="Write this frozen version, in its own format unless told otherwise."
    ),
    recipe: str = asking.RECIPE,
    save_recipe: str = typer.Option("", help="Store these words as a recipe under this name."),
    only: list[str] = asking.ONLY,
    gold: bool = asking.GOLD,
    annotator: list[str] = asking.ANNOTATOR,
    status: list[str] = asking.STATUS,
    round: str = asking.ROUND,
    label: list[str] = asking.LABEL,
    group: list[str] = asking.GROUP,
    split: str = splits.SPLIT,
    seed: int = splits.SEED,
    folds: int = splits.FOLDS,
    group_by: str = splits.GROUP_BY,
    similarity: float = splits.SIMILARITY,
    stratify: bool = splits.STRATIFY,
    split_name: str = splits.SPLIT_NAME,
    scheme: str = asking.SCHEME,
    set: list[str] = asking.SET,
    overlaps: str = asking.OVERLAPS,
    fragments: str = asking.FRAGMENTS,
    misaligned: str = asking.MISALIGNED,
    proof: bool = typer.Option(
        True, "--proof/--no-proof", help="Read the files back and compare them with the project."
    ),
    dry_run: bool = typer.Option(
        False, "--dry-run", help="Say what would go out and what would be lost; write nothing."
    ),
    json: bool = typer.Option(False, "--json", help="Print the report as JSON."),
    progress: str = PROGRESS,
) -> None:
    """Write a dataset. What the format cannot hold is said beforehand and in export-report.json.

    Files that do not hold what was to be written end in exit status 1; they are kept, to be looked at.
    """
    words = asking.selection(
        only, gold=gold, annotator=annotator, status=status, round=round, label=label, group=group
    )
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
    if version and (dealing or recipe or save_recipe or words):
        raise UserError(f"“{version}” is frozen with its selection and split: leave the other choices out.")
    given = asking.recipe(
        format, words, set, Policies(overlaps, fragments, misaligned), dealing, scheme=scheme
    )
    with opened(project) as source:
        if version:
            _export_version(
                source, out, version, given, dry=dry_run, proof=proof, json=json, progress=progress
            )
            return
        asked = source.recipe(recipe).under(given) if recipe else given
        exporting.writable(asked.format)
        if dry_run:
            report = exporting.preview(source, asked)
            _save(source, save_recipe, asked)
            print_report(report, json=json, words=exporting.Outgoing(source, asked).words())
            return
        result = run(jobs.export_job(source, out, asked, proving=proof), progress=progress)
        _save(source, save_recipe, asked)
    _print_result(result, json=json)
    _end(result)


def _export_version(
    source: Project,
    out: Path,
    name: str,
    given: Recipe,
    *,
    dry: bool,
    proof: bool,
    json: bool,
    progress: str,
) -> None:
    manifest = source.dataset(name)
    if dry:
        print_report(run(jobs.preview_version_job(source, manifest, given), progress=progress), json=json)
        return
    result = run(jobs.rebuild_job(source, manifest, out, given, proving=proof), progress=progress)
    _print_result(result, json=json)
    if given == Recipe("", ""):
        print(freezing.told(manifest, result), file=sys.stderr if json else sys.stdout)
    _end(result)


def _end(result: ExportResult) -> None:
    """Raises UserError, so that the command ends with status 1, where the files hold something else."""
    if wrong := result.differs():
        raise UserError(wrong)


def _print_result(result: ExportResult, *, json: bool) -> None:
    if json:
        for warning in result.report.warnings:
            print(warning, file=sys.stderr)
        plain = msgspec.json.decode(result.report_file.read_bytes())
        print_json({**plain, "report": str(result.report_file), "hint": result.hint})
        return
    print_report(result.report, json=False)
    if not result.differs():
        print(result.report.proof_sentence())
    shown = ", ".join(str(path) for path in result.files[:3])
    more = f" and {len(result.files) - 3} more" if len(result.files) > 3 else ""
    print(f"Wrote {shown}{more}; report: {result.report_file}")
    if result.hint:
        print(result.hint)


def _save(source: Project, name: str, asked: Recipe) -> None:
    if name:
        source.save_recipe(replace(asked, name=name))


def recipes(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    delete: str = typer.Option("", help="Forget the recipe of this name; undo in the window brings it back."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """List the recipes of exports. `workbench export PROJECT OUT --recipe NAME` makes one."""
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
