"""The foot line of each label, the second sign beside its colour, for the article and its legend: pure."""

from __future__ import annotations

from workbench.schema import Schema

Pattern = tuple[int, ...]
DOTTED: Pattern = (1, 1)  # a cue's, always
# Ink and blank in turns, in widths of the line (2 px): what tells labels apart while tags are off.
_PATTERNS: tuple[Pattern, ...] = (
    (),
    (5, 2),
    (2, 2),
    (5, 1, 1, 1),
    (8, 2, 2, 2),
    (3, 1, 3, 3),
    (1, 3),
    (5, 1, 1, 1, 1, 1),
    (12, 3),
    (2, 5),
)


def patterns(schema: Schema, tags: str) -> dict[str, Pattern]:
    """The foot lines: unbroken, a cue's dotted; with tags off every label of a group has its own.

    Ten differ; of more labels in a group, colour and the words under the mouse tell the rest.
    """
    result: dict[str, Pattern] = {}
    counts: dict[str, int] = {}
    for label in schema.labels:
        if label.form == "cue":
            result[label.id] = DOTTED
        elif tags == "none" and label.form == "span":
            number = counts.get(label.group, 0)
            counts[label.group] = number + 1
            result[label.id] = _PATTERNS[number % len(_PATTERNS)]
        else:
            result[label.id] = ()
    return result
