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
    groups = {label.id: label.group for label in schema.labels}
    found: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    for one in counts:
        key = (groups.get(one[1], ""), folded(one[0]) if fold else one[0])
        if key in found:
            found[key].append(one)
        else:
            found[key] = [one]
    rows = []
    for (group, _), those in found.items():
        if len(those) == 1:
            form, label, total = those[0]
            rows.append(FormRow(group, (form,), ((label, total),), total, 0))
            continue
        labels: dict[str, int] = {}
        forms: dict[str, int] = {}
        for form, label, number in those:
            labels[label] = labels.get(label, 0) + number
            forms[form] = forms.get(form, 0) + number
        ordered, total = _frequent_first(labels), sum(labels.values())
        names = tuple(form for form, _ in _frequent_first(forms))
        rows.append(FormRow(group, names, ordered, total, total - ordered[0][1]))
    return sorted(rows, key=lambda row: (-row.odd, -row.total, row.forms, row.group))


def _frequent_first(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
