"""The command that writes datasets: what goes out, what the format loses, and the proof of the files."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from workbench import jobs
from workbench.cli import splits
from workbench.cli.data import PROGRESS
from workbench.cli.opening import count, opened, pairs, print_json, run
from workbench.formats.policies import Policies
from workbench.project import exporting
from workbench.project.report import CHANGED, KEPT, LEFT_OUT, ExportReport, how_to_take
from workbench.project.selection import Selection

_EFFECTS = {
    LEFT_OUT: "cannot hold, or was not asked for",
    CHANGED: "holds otherwise",
    KEPT: "kept where trainers do not look",
}


def export(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    out: Path = typer.Argument(metavar="OUT", help="A file that ends as the format's files do, or a folder."),
    format: str = typer.Option(..., help="The format's id; `workbench formats` lists them."),
    annotator: list[str] = typer.Option([], help="Only these annotators' layers (name or id)."),
    status: list[str] = typer.Option(
        [], help="Layers of these statuses; else done and reviewed (jsonl: all)."
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
    selection = Selection(tuple(annotator), tuple(status) or None, tuple(label), tuple(group))
    options = pairs(set) | ({"scheme": scheme} if scheme else {})
    policies = Policies(overlaps, fragments, misaligned)
    dealing = splits.split_choice(
        split,
        seed=seed,
        folds_=folds,
        group_by=group_by,
        similarity=similarity,
        stratify=stratify,
        name=split_name,
    )
    with opened(project) as source:
        options = exporting.check_options(exporting.writable(format), options)
        if dry_run:
            report = exporting.preview(source, format, selection, options, policies, split=dealing)
            _print_report(report, json=json)
            return
        result = run(
            jobs.export_job(source, out, format, selection, options, policies, split=dealing, proving=proof),
            progress=progress,
        )
    if json:
        for warning in result.report.warnings:
            print(warning, file=sys.stderr)
        plain = result.report.plain(files=result.names(), options=options, policies=policies.words())
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


def _print_report(report: ExportReport, *, json: bool) -> None:
    for warning in report.warnings:
        print(warning, file=sys.stderr)
    if json:
        print_json(report.plain())
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
    for line in report.lines():
        print(f"{report.format}, {_EFFECTS[line.effect]}: {line.kind}: {line.count:,}, e.g.")
        for _, loss in line.examples[:3]:
            print(f"    {loss.document}: {loss.what}")
