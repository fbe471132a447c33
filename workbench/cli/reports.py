"""Commands that report: stats, check, history."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench import rules
from workbench.cli.opening import count, opened, print_json
from workbench.project import statistics
from workbench.project.history import in_time


def stats(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Count documents, layers, spans and relations.

    Layers by annotator and status, spans by label and by who proposed them.
    """
    with opened(project) as source:
        facts = statistics.collect(source)
    if json:
        print_json(facts)
        return
    print(f"{source.name}: {count(facts['documents'], 'document')}, schema {facts['schema']}")
    for layer in facts["layers"]:
        print(
            f"  {layer['annotator']}: {count(layer['layers'], 'layer')} {layer['status']}, "
            f"{count(layer['spans'], 'span')}"
        )
    for name in ("labels", "relations"):
        for label, number in facts[name].items():
            print(f"  {label:12} {number:>8,}")
    if set(facts["origins"]) - {""}:
        for origin, number in facts["origins"].items():
            print(f"  {origin or 'by hand':12} {number:>8,}")


def check(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    annotator: str = typer.Option("", help="Only this annotator's layers."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """List what breaks the schema's rules, in every layer. And what cuts the tokens chosen with `tokeniser`.

    Exit status 0 whatever is found: these are hints.
    """
    found = []
    with opened(project) as source:
        for bundle in statistics.bundles(source):
            who = bundle.annotator.name if bundle.annotator else ""
            if annotator and who != annotator:
                continue
            alignment = source.alignment(bundle.document.id, bundle.document.text)
            for problem in rules.check(bundle, source.schema, alignment):
                found.append((bundle.document.name, who, problem))
    if json:
        print_json(
            [
                {
                    "document": name,
                    "annotator": who,
                    "kind": p.kind,
                    "message": p.message,
                    "target": p.target,
                    "start": p.start,
                    "end": p.end,
                    "remedies": [remedy for remedy in (p.remedy, p.second) if remedy],
                }
                for name, who, p in found
            ]
        )
        return
    for name, who, problem in found:
        print(f"{name} ({who}), {problem.start}-{problem.end}: {problem.message}")
    print(count(len(found), "problem") + "." if found else "No problems.")


def history(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    limit: int = typer.Option(50, help="How many operations, newest first."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """List the operations, newest first: who did what when."""
    with opened(project) as source:
        rows = in_time(source.history(limit=limit))
    if json:
        print_json(
            [
                {
                    "id": row.id,
                    "at": row.at,
                    "annotator": row.annotator,
                    "kind": row.kind,
                    "title": row.title,
                    "undone": row.undone,
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        kind = f"{row.kind}: " if row.kind in ("undo", "redo") else ""  # other titles say it themselves
        print(
            f"{row.at[:19].replace('T', ' ')}  {row.annotator:16} {kind}{row.title}{' (undone)' if row.undone else ''}"
        )
