"""What an export and a freezing are asked for with: the options of both, and the recipe that they say."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from workbench.cli.opening import pairs
from workbench.formats.policies import Policies
from workbench.project.recipes import Recipe
from workbench.project.selection_words import Selection, check_round, joined, read_words, words_of
from workbench.project.splits import SplitChoice

FORMAT = typer.Option("", help="The format's id; `workbench formats` lists them.")
RECIPE = typer.Option("", help="A stored recipe; what else is given goes before its words.")
ONLY = typer.Option(
    [],
    help="Words of a selection: annotator: status: round: label: group: document: from: to: meta:KEY=VALUE "
    "attribute:NAME=VALUE comments:open unsure:no origin: gold, and words of the text.",
)
GOLD = typer.Option(False, "--gold", help="Only the layers that a review has made.")
ANNOTATOR = typer.Option([], help="Only these annotators' layers (name or id).")
STATUS = typer.Option([], help="Layers of these statuses; else done and reviewed (jsonl: all).")
ROUND = typer.Option(
    "",
    help="Of several rounds of one annotator on a document: first, latest, all, or a number. "
    "Else the first that is done (jsonl: all).",
)
LABEL = typer.Option([], help="Only spans of these labels.")
GROUP = typer.Option([], help="Only spans of these groups.")
SCHEME = typer.Option("", help="For conll: iob1, iob2, bioes or bilou.")
SET = typer.Option([], help="OPTION=VALUE: a setting of the format.")
OVERLAPS = typer.Option(
    "", help="Overlapping spans: longest, outermost, priority (or priority:ORG,PER), one-file-per-group."
)
FRAGMENTS = typer.Option("", help="Spans in fragments: drop or cover.")
MISALIGNED = typer.Option("", help="Spans that begin or end inside a token: drop, snap-out or snap-in.")


def selection(
    only: Sequence[str],
    *,
    gold: bool,
    annotator: Sequence[str],
    status: Sequence[str],
    round: str,
    label: Sequence[str],
    group: Sequence[str],
) -> str:
    """The words of the selection that the options say. Raises UserError for words that mean nothing."""
    given = Selection(
        annotators=tuple(annotator),
        statuses=tuple(status) or None,
        labels=tuple(label),
        groups=tuple(group),
        gold=gold,
        round=check_round(round) if round else "",
    )
    return words_of(joined(read_words(" ".join(only)), given))


def recipe(
    format: str,
    words: str,
    settings: Sequence[str],
    policies: Policies,
    split: SplitChoice | None,
    *,
    scheme: str = "",
) -> Recipe:
    """The recipe that the options say, without a name; the format is empty where none is named."""
    options = pairs(settings) | ({"scheme": scheme} if scheme else {})
    return Recipe("", format, words, options, policies, split)
