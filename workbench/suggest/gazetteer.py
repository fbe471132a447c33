"""Lists of names as tab-separated text: form, label, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from workbench.errors import UserError
from workbench.schema import Schema
from workbench.suggest.base import ListedName
from workbench.suggest.memory import LONGEST
from workbench.suggest.names import flat

_SHOWN = 3  # mistakes that are told


class Entry(Struct, frozen=True):
    """A line of a list; `label` is a label's id."""

    form: str
    label: str
    ref: str


def read_gazetteer(content: bytes, *, name: str, schema: Schema, kept: bool = False) -> list[Entry]:
    """The entries of a list in UTF-8, with or without a BOM, lines ending in LF or CRLF.

    Each line is a form and a label (its id or title), and perhaps what the form refers to, with tabs between them;
    empty lines and a first line "form, label, ref" are passed over, lines that come again count once. Raises
    UserError that names the first lines that are wrong. One that is `kept` was right once: what has a label that
    the schema has lost since is passed over.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = content[: error.start].count(b"\n") + 1
        raise UserError(f"{name}, line {at} is not UTF-8: save the list as UTF-8.") from error
    labels = {word.casefold(): label.id for label in schema.labels for word in (label.title, label.id)}
    entries: dict[Entry, None] = {}
    wrong = []
    for number, line in enumerate(text.split("\n"), 1):
        cells = [flat(cell) for cell in line.split("\t")]
        if not any(cells) or (number == 1 and [cell.casefold() for cell in cells[:2]] == ["form", "label"]):
            continue
        if complaint := next(_complaints(cells, labels), ""):
            wrong.append(f"line {number} {complaint}")
        else:
            entries[Entry(cells[0], labels[cells[1].casefold()], cells[2] if len(cells) == 3 else "")] = None
    if wrong and not kept:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        raise UserError(f"{name}: {'; '.join(wrong[:_SHOWN])}{more}. Nothing of the list was taken.")
    if not entries and not kept:
        raise UserError(f"{name} holds no names: write a form, a tab and a label on each line.")
    return list(entries)


def _complaints(cells: list[str], labels: dict[str, str]) -> Iterator[str]:
    if not 2 <= len(cells) <= 3:
        yield f"has {len(cells)} column{'' if len(cells) == 1 else 's'} instead of form, label and perhaps ref"
    elif not cells[0]:
        yield "has no form"
    elif len(cells[0]) > LONGEST:
        yield f"has a form of more than {LONGEST} characters"
    elif cells[1].casefold() not in labels:
        yield f"names the label “{cells[1]}”, which the schema does not have"


def listed(entries: list[Entry], *, name: str) -> dict[str, tuple[ListedName, ...]]:
    """The entries of a list by form."""
    found: dict[str, tuple[ListedName, ...]] = {}
    for entry in entries:
        found[entry.form] = (*found.get(entry.form, ()), ListedName(entry.label, entry.ref, name))
    return found
