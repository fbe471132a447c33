"""Commands for several people at one project: handout, merge, assignments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from workbench import jobs
from workbench.cli.opening import count, opened, print_json, run
from workbench.errors import UserError
from workbench.project import Project, handouts, merging
from workbench.project.merging import MergePreview

_PROGRESS = typer.Option("auto", hidden=True, help="auto, json or none.")


def handout(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    folder: Path = typer.Argument(metavar="FOLDER", help="The folder to write the hand-outs into."),
    to: list[str] = typer.Option(
        ..., help="Who gets one: a name, or the id of an annotator. Repeat for each."
    ),
    overlap: float = typer.Option(0.0, help="The share of documents that two people get, e.g. 0.2."),
    everything: bool = typer.Option(False, "--all", help="Everybody gets every document."),
    filter: str = typer.Option("", help="Only documents whose names contain this."),
    document: list[str] = typer.Option([], help="Only these documents (names)."),
    unassigned: bool = typer.Option(False, "--unassigned", help="Only documents that nobody has been given."),
    due: str = typer.Option("", help="By when, YYYY-MM-DD."),
    guidelines: Path | None = typer.Option(None, help="A text that travels with the hand-outs."),
    seed: int = typer.Option(0, help="Decides who gets which of equally long documents."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say who would get what; write nothing."),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
    progress: str = _PROGRESS,
) -> None:
    """Write a project file per person to annotate in.

    It holds documents, schema, guidelines, and nobody else's work.
    """
    with opened(project) as source:
        lengths = source.lengths(containing=filter, names=document, unassigned=unassigned)
        if not lengths:
            raise UserError("No document fits: nothing to hand out.")
        if everything:
            if overlap:
                raise UserError("--all gives everybody everything; --overlap is for dealing. Choose one.")
            shares = {person: list(lengths) for person in dict.fromkeys(to)}
        else:
            people = list(dict.fromkeys(to))
            shares = handouts.share_out(lengths, people, overlap=overlap, seed=seed)
        files: list[Path] = []
        if not dry_run:
            _, files = run(
                jobs.hand_out_job(
                    source, folder, shares, due=due, guidelines=_guidelines(source, guidelines)
                ),
                progress=progress,
            )
    if json:
        shown = [{"to": who, "documents": found} for who, found in shares.items()]
        print_json({"handouts": shown, "files": [str(path) for path in files]})
        return
    for number, (who, found) in enumerate(shares.items()):
        size = sum(lengths[one] for one in found)
        where = f" -> {files[number]}" if files else ""
        print(f"{who}: {count(len(found), 'document')}, {count(size, 'character')}{where}")
    if files:
        print(
            f"Each opens theirs with `workbench FILE`, and hands it in; `workbench merge {project} FILES` takes it."
        )


def _guidelines(source: Project, path: Path | None) -> str:
    if path is None:
        return source.guidelines
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8: save it as UTF-8.") from error


def merge(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    files: list[Path] = typer.Argument(
        None, metavar="FILES", help="Colleagues' copies or hand-outs of the project."
    ),
    same: list[str] = typer.Option([], help="ONE=OTHER: two annotators (names or ids) are one person."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would come; store nothing."),
    json: bool = typer.Option(False, "--json", help="Print the report as JSON."),
    progress: str = _PROGRESS,
) -> None:
    """Take colleagues' copies of the project back. In any order, and again and again, the result is the same."""
    pairs = [word.partition("=") for word in same]
    if wrong := next((word for word, pair in zip(same, pairs, strict=True) if not all(pair)), None):
        raise UserError(f"“{wrong}” should be ONE=OTHER.")
    if not files and not pairs:
        raise UserError("Name the files to merge, or two people to join with --same.")
    reports: list[dict[str, Any]] = []
    with opened(project) as target:
        for path in files or ():
            told: tuple[str, ...]
            if dry_run:
                looked = merging.preview(target, path)
                told = tuple(merging.notes(looked))
            else:
                change, looked = run(jobs.merge_job(target, path), progress=progress)
                told = change.notes
            reports.append({**looked.plain(), "notes": list(told)})
            if not json:
                _print_merge(looked, told, dry_run=dry_run)
        for one, _, other in pairs:
            if not dry_run:
                joined = target.join_people(one, other)
                reports.append({"joined": [one, other]})
                if not json:
                    print(f"{joined.title}: done.")
    if json:
        print_json(reports)


def _print_merge(looked: MergePreview, told: tuple[str, ...], *, dry_run: bool) -> None:
    print(f"{looked.file}:" if looked.people else f"{looked.file}: nothing new.")
    for (who, noun, kind), number in sorted(looked.people.items()):
        print(f"  {who + ': ' if who else ''}{count(number, noun)} {kind}")
    for clash in looked.clashes[:20]:
        stands = "the one here stands" if clash.ours else "theirs stands"
        print(f"  changed on both sides, {clash.document}: here {clash.here}; there {clash.there}; {stands}")
    if len(looked.clashes) > 20:
        print(f"  and {len(looked.clashes) - 20:,} more; --json lists all")
    for note in told:
        if looked.people or not dry_run:
            print(f"  {note}")


def assignments(
    project: Path = typer.Argument(metavar="PROJECT", help="The project file.", readable=False),
    json: bool = typer.Option(False, "--json", help="Print as JSON."),
) -> None:
    """Say who is to do what by when, and how far it is. And how long they have really worked on it."""
    with opened(project) as source:
        rows = source.assignments()
    if json:
        print_json(
            [
                {
                    "annotator": row.annotator_name,
                    "document": row.document_name,
                    "due": row.due,
                    "status": row.status,
                    "spans": row.spans,
                    "characters": row.length,
                    "seconds": row.seconds,
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        due = f", due {row.due}" if row.due else ""
        spent = f", {row.seconds // 60} min" if row.seconds else ""
        print(
            f"{row.annotator_name}: {row.document_name}, {row.status}, {count(row.spans, 'span')}{due}{spent}"
        )
    if not rows:
        print("Nobody has been given anything: workbench handout does that.")
