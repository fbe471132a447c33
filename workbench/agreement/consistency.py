"""The same words under different labels: a table of forms against labels."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from workbench.schema import Schema


class FormRow(Struct, frozen=True):
    """The labels that the same words carry within a group, the most frequent first.

    `forms` are the words as they stand, the most frequent first; several only where case and white space
    do not count. `odd` is how many spans have another label than most.
    """

    group: str
    forms: tuple[str, ...]
    labels: tuple[tuple[str, int], ...]
    total: int
    odd: int


def folded(form: str) -> str:
    """Words without regard to case and white space."""
    return " ".join(form.split()).casefold()


def table(counts: Iterable[tuple[str, str, int]], schema: Schema, *, fold: bool = False) -> list[FormRow]:
    """Rows of (words, label, how often) as a table: first what is labelled oddly most often, then by frequency.

    With `fold` words that differ in case and white space only share a row.
    """
    labels: dict[tuple[str, str], dict[str, int]] = {}
    forms: dict[tuple[str, str], dict[str, int]] = {}
    for form, label, number in counts:
        kind = schema.find_label(label)
        key = (kind.group if kind else "", folded(form) if fold else form)
        for found, name in ((labels, label), (forms, form)):
            row = found.setdefault(key, {})
            row[name] = row.get(name, 0) + number
    rows = []
    for key, of_row in labels.items():
        ordered = _frequent_first(of_row)
        total = sum(of_row.values())
        names = tuple(form for form, _ in _frequent_first(forms[key]))
        rows.append(FormRow(key[0], names, ordered, total, total - ordered[0][1]))
    return sorted(rows, key=lambda row: (-row.odd, -row.total, row.forms, row.group))


def _frequent_first(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
