"""Commands about a project file as a whole: new, backup, doctor."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench.cli.opening import annotator, opened, print_json, print_notes
from workbench.project import Project, care
from workbench.project.schemas import find_schema


def new(
    project: Path = typer.Argument(metavar="PROJECT", help="The file to make, e.g. news.wbench."),
    schema: str = typer.Option(
        "news",
        help="A shipped schema (news, ner, claims, timeml), a TOML file, or another tool's configuration: Label "
        "Studio's XML, doccano's label types, brat's annotation.conf or its folder.",
    ),
) -> None:
    """Make an empty project with a schema."""
    found = find_schema(schema)
    Project.create(project, schema=found.schema, annotator=annotator()).close()
    print_notes(found.notes)
    print(f"{project}: a new project with the schema {schema}. Next: workbench import {project} FILES")


def backup(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    to: Path = typer.Argument(metavar="TO", help="The copy to write; it must not exist."),
) -> None:
    """Write a copy of a project, which may be open. It is one plain file, checked."""
    with opened(project) as source:
        care.backup(source, to)
    print(f"{to}: a copy of {project}.")


def doctor(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    json: bool = typer.Option(False, "--json", help="Print the report as JSON."),
) -> None:
    """Examine a project file for damage. SQLite's own checks, references, and every span against its text."""
    with opened(project) as source:
        report = care.examine(source)
    if json:
        print_json({"project": str(project), "problems": report})
    elif report:
        for line in report:
            print(line)
    else:
        print(f"{project} is sound.")
    if report:
        raise typer.Exit(1)
