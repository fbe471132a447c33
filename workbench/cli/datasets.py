"""Frozen versions of datasets: freeze, list, show, check, diff, delete."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec
import typer

from workbench import jobs
from workbench.cli import asking, splits
from workbench.cli.losses import print_report
from workbench.cli.opening import count, opened, print_json, print_json_rows, run
from workbench.formats.policies import Policies
from workbench.model import Progress
from workbench.project import exporting, freezing
from workbench.project.datasets import Manifest
from workbench.project.differing import LayerDifference
from workbench.project.ways import ways

app = typer.Typer(
    help="Keep frozen versions of a dataset. Each can be exported again with the same bytes.",
    no_args_is_help=True,
)
_PROJECT = typer.Argument(metavar="PROJECT", help="The project file.", readable=False)
_NAME = typer.Argument(metavar="NAME", help="The version's name.")
_JSON = typer.Option(False, "--json", help="Print as JSON.")
_PROGRESS = typer.Option("auto", hidden=True, help="auto, json or none.")


@app.command()
def freeze(
    project: Path = _PROJECT,
    name: str = _NAME,
    format: str = typer.Option(
        "", help="The format that the version is exported in unless told otherwise; else jsonl."
    ),
    recipe: str = asking.RECIPE,
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
    dry_run: bool = typer.Option(
        False, "--dry-run", help="Say what the files would hold and what would be lost; freeze nothing."
    ),
    json: bool = _JSON,
    progress: str = _PROGRESS,
) -> None:
    """Freeze what an export with these words, or with a recipe, would hold, under a name."""
    dealing = splits.split_choice(
        split,
        seed=seed,
        folds_=folds,
        group_by=group_by,
        similarity=similarity,
        stratify=stratify,
        name=split_name,
    )
    words = asking.selection(
        only, gold=gold, annotator=annotator, status=status, round=round, label=label, group=group
    )
    format = format or ("" if recipe else "jsonl")
    given = asking.recipe(
        format, words, set, Policies(overlaps, fragments, misaligned), dealing, scheme=scheme
    )
    with opened(project) as target:
        asked = target.recipe(recipe).under(given) if recipe else given
        if dry_run:
            freezing.free_name(target, name)
            report = exporting.preview(target, asked)
            print_report(report, json=json, words=exporting.Outgoing(target, asked).words())
            return
        job = jobs.freeze_job(target, name, asked)
        change, manifest = run(job, progress=progress)
    for note in change.notes:
        print(note, file=sys.stderr)
    if json:
        print_json(manifest.plain())
        return
    print(f"Frozen: {_line(manifest)}")


@app.command("list")
def list_(project: Path = _PROJECT, json: bool = _JSON) -> None:
    """List the frozen versions, oldest first."""
    with opened(project) as source:
        found = source.datasets()
    if json:
        print_json([one.plain() for one in found])
        return
    for one in found:
        print(_line(one))
    if not found:
        print("No version is frozen: `workbench dataset freeze PROJECT NAME` freezes one.")


@app.command()
def show(
    project: Path = _PROJECT,
    name: str = _NAME,
    check: bool = typer.Option(False, "--check", help="Rebuild it, and compare the files with the hashes."),
    json: bool = _JSON,
    progress: str = _PROGRESS,
) -> None:
    """Show the manifest of a version: counts, hashes, split, files, library versions."""
    with opened(project) as source:
        manifest = source.dataset(name)
        wrong = run(jobs.check_version_job(source, manifest), progress=progress) if check else None
    plain = manifest.plain() | ({} if wrong is None else {"same_bytes": not wrong, "check": wrong})
    if json:
        print_json(plain)
        return
    print(_line(manifest))
    for key in ("annotator", "hashes", "libraries", "labels", "split", "files"):
        for word, value in _lines(key, plain[key]):
            print(f"  {word}: {value}")
    if wrong is not None:
        print(wrong or "Rebuilt: the same bytes.")


def _lines(key: str, value: Any) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return [(key, value)] if value else []
    if set(value) == {"sha256", "bytes"}:
        return [(key, f"{value['sha256']} ({value['bytes']:,} bytes)")]
    return [line for word, inner in value.items() for line in _lines(f"{key} {word}", inner)]


@app.command()
def diff(
    project: Path = _PROJECT,
    before: str = typer.Argument(metavar="BEFORE", help="A version's name."),
    after: str = typer.Argument(
        "", metavar="AFTER", help="Another one's; without it, what the same words would freeze now."
    ),
    json: bool = _JSON,
) -> None:
    """Say what differs between two versions, by document and span.

    First what they were not made alike in: format, tokens, options, policies, selection, split, schema.
    """
    total = dict.fromkeys(("added", "removed", "changed"), 0)
    with opened(project) as source:
        for name in (before, after) if after else (before,):
            source.dataset(name)  # refused before anything is printed
        otherwise = ways(source, before, after)
        steps = jobs.difference_job(source, before, after)
        if json:
            print_json_rows(
                "layers",
                (one.plain() for one in steps if isinstance(one, LayerDifference)),
                ways=[msgspec.to_builtins(one) for one in otherwise],
            )
            return
        for way in otherwise:
            print(way.line())
        for one in steps:
            if isinstance(one, Progress):
                continue
            total[one.what] += 1
            who = f", {one.annotator}" if one.annotator else ""
            how = f" ({', '.join(one.how)})" if one.how else ""
            print(f"{one.what}: {one.name}{who}{how}")
            for thing in one.things if one.what == "changed" else ():
                more = f" ({', '.join(thing.how)})" if thing.how else ""
                print(f"    {thing.what} {thing.kind}: {thing.words}{more}")
    if not any(total.values()):
        print("No layer differs." if otherwise else "No difference.")
        return
    print(", ".join(f"{count(number, 'layer')} {what}" for what, number in total.items()) + ".")


@app.command()
def delete(project: Path = _PROJECT, name: str = _NAME) -> None:
    """Forget a version. Undo in the window brings it back: its bundles stay in the project."""
    with opened(project) as target:
        change = target.delete_dataset(name)
    print(f"Done: {change.title}.")


def _line(manifest: Manifest) -> str:
    counts = manifest.counts
    split = f", {manifest.split.name}" if manifest.split else ""
    return (
        f"{manifest.name}: {count(counts['documents'], 'document')}, {count(counts['layers'], 'layer')}, "
        f"{count(counts['spans'], 'span')}, {count(counts['relations'], 'relation')}, {manifest.format}{split}, "
        f"{manifest.at[:16].replace('T', ' ')}"
    )
