"""workbench schema list, show, check."""

from __future__ import annotations

from pathlib import Path

import typer

from workbench.cli.opening import count, print_json, print_notes
from workbench.project.schemas import FOREIGN, import_schema
from workbench.schema import Schema, shipped
from workbench.schema_file import load_schema, read_schema

app = typer.Typer(
    help="List, show, check and import schemas.",
    no_args_is_help=True,
)


@app.command("list")
def list_(json: bool = typer.Option(False, "--json", help="Print as JSON.")) -> None:
    """List the schemas that are shipped."""
    schemas = [load_schema(name) for name in shipped()]
    if json:
        print_json([_facts(schema) for schema in schemas])
        return
    for schema in schemas:
        print(f"{schema.name:8} {schema.title} ({', '.join(label.id for label in schema.labels)})")


@app.command()
def show(
    name: str = typer.Argument(metavar="NAME", help="A shipped schema's name, or a TOML file."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Show a schema: its TOML, or its facts as JSON."""
    schema = load_schema(name)
    if json:
        print_json(_facts(schema))
    else:
        print(schema.source, end="")


@app.command()
def check(
    file: Path = typer.Argument(metavar="FILE", help="The TOML file.", readable=False),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Check a schema file; what is wrong is said with its line or key."""
    schema = read_schema(file)
    if json:
        print_json(_facts(schema))
    else:
        print(
            f"{file} is right: {count(len(schema.labels), 'label')}, {count(len(schema.relations), 'relation')}."
        )


@app.command("import")
def import_(
    files: list[Path] = typer.Argument(
        metavar="FILES",
        help="A labelling configuration of Label Studio (XML), label types of doccano (JSON), or brat's "
        "annotation.conf or its folder.",
        readable=False,
    ),
    kind: str = typer.Option("", "--from", help=f"{', '.join(FOREIGN)}; else told by the files."),
    name: str = typer.Option("", help="The schema's name; else that of the file."),
    json: bool = typer.Option(False, "--json", help="Print facts and notes as JSON."),
) -> None:
    """Print another tool's configuration as a schema: workbench schema import label_config.xml > mine.toml"""
    found = import_schema(files, kind=kind, name=name)
    if json:
        print_json({**_facts(found.schema), "notes": list(found.notes)})
        return
    print_notes(found.notes)
    print(found.schema.source, end="")


def _facts(schema: Schema) -> dict[str, object]:
    return {
        "name": schema.name,
        "title": schema.title,
        "version": schema.version,
        "language": schema.language,
        "groups": [group.id for group in schema.groups],
        "labels": [
            {"id": x.id, "title": x.title, "group": x.group, "key": x.key, "colour": list(x.colour)}
            for x in schema.labels
        ],
        "relations": [
            {"id": r.id, "title": r.title, "key": r.key, "head": list(r.head), "tail": list(r.tail)}
            for r in schema.relations
        ],
    }
