"""Options of `import` about what the schema lacks: labels, relations, attributes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import typer

from workbench.cli.opening import count, pairs
from workbench.errors import UserError
from workbench.project.choices import ADD, KEEP, LEAVE_OUT
from workbench.project.import_plan import ImportPlan

ADD_LABELS = typer.Option(
    False, "--add-labels", help="Add labels and relations that the schema lacks, with their attributes."
)
DROP_LABELS = typer.Option(
    False, "--drop-labels", help="Leave out spans and relations of labels that the schema lacks."
)
ADD_ATTRIBUTES = typer.Option(
    False, "--add-attributes", help="Add attributes that the schema lacks, of the type their values have."
)
DROP_ATTRIBUTES = typer.Option(
    False,
    "--drop-attributes",
    help="Move values of attributes that the schema lacks to the metadata of their documents.",
)
ATTRIBUTE = typer.Option(
    [],
    help="LABEL.ATTRIBUTE=add, move or keep: what becomes of one (.ATTRIBUTE for documents), whatever else is said.",
)
_WORDS = {"add": ADD, "move": LEAVE_OUT, "keep": KEEP}


def label_choices(plan: ImportPlan, words: Iterable[str], *, add: bool, drop: bool) -> dict[str, str]:
    """What becomes of each unknown label and relation, from OLD=NEW; those of which nothing is said are not in it.

    Raises UserError for a word without the sign.
    """
    names = dict.fromkeys((*plan.unknown_labels, *plan.unknown_relations))
    mapped = dict(_named(word, names) for word in words)
    choices = {name: mapped[name] for name in names if name in mapped}
    if add or drop:
        choices |= {name: ADD if add else LEAVE_OUT for name in names if name not in choices}
    return choices


def _named(word: str, names: Iterable[str]) -> tuple[str, str]:
    """NAME=VALUE, where a name may hold the sign itself."""
    name = next((name for name in names if word.startswith(f"{name}=")), "")
    return (name, word[len(name) + 1 :]) if name else next(iter(pairs([word]).items()))


def attribute_choices(plan: ImportPlan, words: Iterable[str], *, add: bool, drop: bool) -> dict[str, str]:
    """What becomes of unknown attributes. Raises UserError for one that was not met, or a word that is none."""
    said = dict(_named(word, plan.unknown_attributes) for word in words)
    for name, word in said.items():
        if word not in _WORDS:
            raise UserError(f"{name} cannot be “{word}”: write add, move or keep.")
        if name not in plan.unknown_attributes:
            known = ", ".join(plan.unknown_attributes) or "none"
            raise UserError(f"No attribute {name} that the schema lacks was met; there are {known}.")
    choices = {}
    if add or drop:
        choices = dict.fromkeys(plan.unknown_attributes, ADD if add else LEAVE_OUT)
    return choices | {name: _WORDS[word] for name, word in said.items()}


def questions(plan: ImportPlan, decided: Collection[str]) -> Iterator[str]:
    """Lines that say what else is to be decided, and how."""
    for label, number in plan.unknown_labels.items():
        if label not in decided:
            yield f"The schema has no {label} ({count(number, 'span')}): --map, --add-labels or --drop-labels."
    for label, number in plan.unknown_relations.items():
        if label not in decided:
            yield (
                f"The schema has no relation {label} ({number:,} of them): --map, --add-labels or --drop-labels."
            )
    for name, met in plan.unknown_attributes.items():
        if name not in decided:
            yield (
                f"The schema has no attribute {name} ({count(met.count, 'value')}, {met.described()}): "
                "--add-attributes or --drop-attributes; else they are kept, and are problems."
            )


def attribute_facts(plan: ImportPlan) -> dict[str, Any]:
    """Unknown attributes by name, with their counts and the type that they would be added with."""
    return {
        name: {
            "count": met.count,
            "type": met.attribute().type,
            "values": [v.id for v in met.attribute().values],
        }
        for name, met in plan.unknown_attributes.items()
    }
