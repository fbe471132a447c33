"""The command that lets programs propose: suggest."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import msgspec
import typer

from workbench import jobs
from workbench.cli.opening import count, opened, print_json, run
from workbench.errors import UserError
from workbench.formats.jsonl_lines import line_of
from workbench.model import Bundle
from workbench.project import Project, suggesting
from workbench.suggest import known

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_PROGRESS = typer.Option("auto", hidden=True, help="auto, json or none.")


def suggest(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    with_: list[str] = typer.Option(
        [],
        "--with",
        help="A suggester's id, spacy:NAME, or a program that reads and writes JSON lines. Repeat, or use commas.",
    ),
    document: list[str] = typer.Option(
        [], help="Only these documents (names, or ids where names are alike)."
    ),
    list_: bool = typer.Option(False, "--list", help="List the suggesters."),
    on: bool = typer.Option(False, "--on", help="Show suggestions in this project (the default)."),
    off: bool = typer.Option(
        False, "--off", help="Show none to anybody, so that double annotation is unbiased."
    ),
    dry_run: bool = typer.Option(
        False, "--dry-run", help="Store nothing; with --json print the proposals as jsonl bundles."
    ),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
    progress: str = _PROGRESS,
    polite: bool = typer.Option(False, "--yield", hidden=True, help="Let a window write in between."),
) -> None:
    """Let programs propose spans and relations. They are no annotations until somebody accepts them."""
    if list_:
        _list(json=json)
        return
    ids = [word for words in with_ for word in (words.split(",") if " " not in words else [words]) if word]
    with opened(project) as target:
        if on or off:
            _switch(target, on=not off, json=json)
            if not ids:
                return
        if "model" in ids and target.model() is None:
            raise UserError(f"This project has no model yet: workbench train {project}.")
        wanted = _chosen(target, document)
        if dry_run:
            for bundle, _ in suggesting.proposals(target, ids, wanted):
                if json:
                    sys.stdout.buffer.write(msgspec.json.encode(line_of(bundle)) + b"\n")
                else:
                    _print_bundle(bundle)
            sys.stdout.flush()
            return
        result = run(jobs.suggest_job(target, ids, wanted, polite=polite), progress=progress)
    if json:
        print_json({"documents": result.documents, "spans": result.spans, "stopped": result.stopped})
    else:
        for name, number in result.spans.items():
            print(_told(name, number, result))
    if result.stopped:
        raise UserError(" ".join(result.stopped))


def _switch(project: Project, *, on: bool, json: bool) -> None:
    """Show suggestions in the project or none, and say so: beside the output where that is for programs."""
    before = not project.suggestions_off
    if on != before:
        project.switch_suggestions(on)
    now = "shown in this project" if on else "switched off in this project: nobody sees any until --on"
    print(
        f"Suggestions are {now}{' (as before)' if on == before else ''}.",
        file=sys.stderr if json else sys.stdout,
    )


def _told(name: str, number: int, result: suggesting.SuggestResult) -> str:
    """What a suggester did; for languages that it does not know, that it has nothing to offer there."""
    foreign = result.foreign.get(name, {})
    where = f"no suggestions are available in {', '.join(sorted(foreign))} ({count(sum(foreign.values()), 'document')})"
    if foreign and sum(foreign.values()) == result.documents and not number:
        return f"{name}: {where}."
    done = f"{name}: {count(number, 'span')} suggested in {count(result.documents, 'document')}"
    return f"{done}; {where}." if foreign else f"{done}."


def _chosen(project: Project, words: list[str]) -> list[str]:
    """The ids of documents given by id or by name; all of the same name are meant by it."""
    ids = [word for word in words if _ID.fullmatch(word) and project.document_key(word)]
    names = [word for word in words if word not in ids]
    return [*ids, *(project.lengths(names=names) if names else ())]


def _print_bundle(bundle: Bundle) -> None:
    who = bundle.annotator.name if bundle.annotator else ""
    for span in bundle.spans:
        score = "" if span.score is None else f" {span.score:.2f}"
        values = ", ".join(f"{key} {value}" for key, value in span.attributes.items())
        print(
            f"{bundle.document.name} ({who}), {span.start}-{span.end}: {span.label} "
            f"“{span.covered(bundle.document.text)}”{' ' + values if values else ''}{score}"
        )


def _list(*, json: bool) -> None:
    rows = [
        {"id": one.id, "title": one.title, "languages": list(one.languages), "extra": one.extra}
        for one in known().values()
    ]
    if json:
        print_json(rows)
        return
    for row in rows:
        languages = f" ({', '.join(row['languages'])})" if row["languages"] else ""
        needs = f"; needs the extra {row['extra']}" if row["extra"] else ""
        print(f"{row['id']:10} {row['title']}{languages}{needs}")
