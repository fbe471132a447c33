"""Words for splits, and the commands about those that are stored: list, show, make, delete."""

from __future__ import annotations

import math
from pathlib import Path

import typer

from workbench import jobs
from workbench.cli.opening import count, opened, pairs, print_json, run
from workbench.errors import UserError
from workbench.project.splits import SIMILAR, Dealt, Rule, SplitChoice, folds, rule_plain

app = typer.Typer(help="List, show and delete stored splits.", no_args_is_help=True)
_PROJECT = typer.Argument(metavar="PROJECT", help="The project file.", readable=False)
_NAME = typer.Argument(metavar="NAME", help="The split's name, as `workbench split list` shows it.")
_JSON = typer.Option(False, "--json", help="Print as JSON.")

SPLIT = typer.Option("", help="Parts and shares, e.g. train=0.8,dev=0.1,test=0.1; or a stored split's name.")
SEED = typer.Option(0, help="Decides which documents go to which part.")
FOLDS = typer.Option(0, help="Instead of a split: so many equal parts, each tested on in turn.")
GROUP_BY = typer.Option(
    "", help="Keep together what has the same value of this metadata key; or near-duplicates."
)
SIMILARITY = typer.Option(SIMILAR, help="From which share of common word triples texts are near-duplicates.")
STRATIFY = typer.Option(False, "--stratify", help="Deal the documents of each label by share too.")
SPLIT_NAME = typer.Option("", help="Store the split under this name; else under its own words.")


def split_choice(
    split: str, *, seed: int, folds_: int, group_by: str, similarity: float, stratify: bool, name: str
) -> SplitChoice | None:
    """The split that the options name, or None. Raises UserError for options that do not fit together."""
    if split and folds_:
        raise UserError("Give --split or --folds, not both.")
    further = [
        word
        for word, given in (
            ("--seed", seed),
            ("--group-by", group_by),
            ("--stratify", stratify),
            ("--similarity", similarity != SIMILAR),
            ("--split-name", name),
        )
        if given
    ]
    if not split and not folds_:
        if further:
            raise UserError(f"{further[0]} needs --split or --folds.")
        return None
    if split and "=" not in split:
        if further:
            raise UserError(f"{further[0]} cannot be given with a stored split: it has its rule already.")
        return SplitChoice(name=split)
    parts = folds(folds_) if folds_ else tuple(shares(split))
    rule = Rule(parts, seed, group_by, similarity, stratify, bool(folds_))
    rule.check()
    return SplitChoice(rule, name)


def shares(text: str) -> list[tuple[str, float]]:
    """train=0.8,dev=0.2 as pairs. Raises UserError for anything else."""
    found = []
    words = text.split(",")
    parts = pairs(words)
    if len(parts) < len(words):
        raise UserError(f"“{text}” names a part twice.")
    for name, value in parts.items():
        try:
            share = float(value)
        except ValueError:
            share = 0.0
        if not 0 < share < math.inf or not name.replace("-", "").replace("_", "").isalnum():
            raise UserError(f"“{name}={value}” is no part and share: write train=0.8,dev=0.2.")
        found.append((name, share))
    return found


@app.command("list")
def list_(project: Path = _PROJECT, json: bool = _JSON) -> None:
    """List the stored splits with their rules and how many documents each part has."""
    with opened(project) as source:
        found = [source.split(name) for name in source.split_names()]
    if json:
        print_json([{"name": one.name, **rule_plain(one.rule), "documents": one.counts()} for one in found])
        return
    for one in found:
        rule = "" if one.name == one.rule.words() else f" ({one.rule.words()})"
        print(f"{one.name}{rule}: {_parts(one)}")
    if not found:
        print("No split is stored: an export with --split or --folds stores one.")


@app.command()
def show(
    project: Path = _PROJECT,
    name: str = _NAME,
    check: bool = typer.Option(False, "--check", help="Look for leaks anew in all of its texts."),
    documents: bool = typer.Option(False, "--documents", help="List the documents of each part."),
    json: bool = _JSON,
    progress: str = typer.Option("auto", hidden=True, help="auto, json or none."),
) -> None:
    """Show a split: its rule, its parts, and the leaks that documents which came later have left."""
    with opened(project) as source:
        found = run(jobs.split_check_job(source, name, anew=check), progress=progress)
        names = source.document_names() if documents else {}
    parts = found.rule.parts
    members: dict[str, list[str]] = {part: [] for part in parts} if documents else {}
    for document, at in found.of.items() if documents else ():
        members[parts[at]].append(names[document])
    if json:
        print_json(found.plain() | ({"members": members} if documents else {}))
        return
    print(f"{found.rule.words()}: {_parts(found)}")
    for part, ones in members.items():
        for one in ones:
            print(f"{part}\t{one}")
    for leak in found.leaks:
        print(f"A leak: {leak}")


@app.command()
def delete(project: Path = _PROJECT, name: str = _NAME) -> None:
    """Forget a split; the next export with its rule deals anew. Undo in the window brings it back."""
    with opened(project) as target:
        change = target.delete_split(name)
    print(f"Done: {change.title}.")


def _parts(dealt: Dealt) -> str:
    return ", ".join(f"{part} {count(number, 'document')}" for part, number in dealt.counts().items())
