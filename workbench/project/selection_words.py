"""Selections as words: `status:done from:2024-01-01 meta:desk=foreign "cabinet"`, in commands, dialog and recipes."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from workbench.errors import UserError
from workbench.project.documents import check_date

BY_HAND = "hand"  # the origin of spans that a person made without a program
_LISTS = {
    "annotator": "annotators",
    "status": "statuses",
    "label": "labels",
    "group": "groups",
    "document": "names",
    "meta": "metadata",
    "attribute": "attributes",
    "origin": "origins",
}
_SINGLE = {"from": "since", "to": "until", "comments": "comments", "unsure": "unsure", "round": "round"}
_VALUES = {"comments": ("open", "none"), "unsure": ("yes", "no")}
_PAIRS = ("meta", "attribute")
KEYS = (*_LISTS, *_SINGLE)
GOLD = "gold"
FIRST, LATEST, EVERY = ROUNDS = ("first", "latest", "all")


class Selection(Struct, frozen=True):
    """Which layers and spans go out; `selection_words` writes and reads it as words.

    Empty annotators: all; statuses None: the finished ones (all for jsonl); empty labels and groups:
    all, or what a flat format takes by itself. Of several values of one kind any fits; of several
    kinds all have to. Of documents: `since` and `until` are days of publication, both included (a
    document without one does not fit), `names` may hold * and ?, `metadata` is KEY=VALUE, `comments`
    open or none, `text` are phrases that all stand in it (see `searching`). Of layers: `gold` takes
    those of a review alone, `attributes` is NAME=VALUE; where several rounds of one annotator on one
    document fit all else, `round` takes the first or the latest of them, or all, or the one of that number
    (empty: the first; all for jsonl). Of spans: `unsure` yes or no, `origins` (hand: made by hand).
    """

    annotators: tuple[str, ...] = ()
    statuses: tuple[str, ...] | None = None
    labels: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    gold: bool = False
    since: str = ""
    until: str = ""
    names: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    comments: str = ""
    unsure: str = ""
    origins: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    round: str = ""


def read_words(words: str) -> Selection:
    """The selection that words say: key:value (quoted where it holds blanks), gold, and words of the text.

    Raises UserError for a key or value that means nothing.
    """
    try:
        parts = list(_lexed(words))
    except ValueError:
        raise UserError(f"“{words}” has a quotation mark without its other one.") from None
    lists: dict[str, list[str]] = {}
    single: dict[str, Any] = {}
    text: list[str] = []
    gold = False
    for part in parts:
        key, sign, value = part.partition(":")
        if part == GOLD:
            gold = True
        elif not sign or (key == "text" and value):
            text.append(value if sign else part)
        elif key not in KEYS:
            raise UserError(
                f"“{part}”: a selection has no “{key}:”. It has {', '.join(KEYS)} and gold; "
                f'to look for it in texts, write text:"{part}".'
            )
        elif not value:
            raise UserError(f"“{part}” lacks a value: write {key}:VALUE.")
        elif key in _LISTS:
            lists.setdefault(_LISTS[key], []).append(value)
            if key in _PAIRS and "=" not in value:
                raise UserError(f"“{part}” should be {key}:NAME=VALUE.")
        else:
            single[_SINGLE[key]] = _single(key, value)
    single |= {name: tuple(dict.fromkeys(values)) for name, values in lists.items()}
    return Selection(**single, gold=gold, text=tuple(text))


def _lexed(words: str) -> shlex.shlex:
    """The words, apart at blanks; only double quotes hold blanks, so that an apostrophe is one."""
    lexer = shlex.shlex(words, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.quotes, lexer.commenters = True, '"', ""
    return lexer


def _quoted(part: str) -> str:
    if part and not any(sign.isspace() or sign in '"\\' for sign in part):
        return part
    return '"' + part.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _single(key: str, value: str) -> str:
    if key in ("from", "to"):
        return check_date(value)
    if key == "round":
        return check_round(value)
    if value not in _VALUES[key]:
        raise UserError(f"{key}: cannot be “{value}”: write {key}:{' or '.join(_VALUES[key])}.")
    return value


def check_round(value: str) -> str:
    """The round that a word means: first, latest, all or a number from 1. Raises UserError for any other."""
    if value in ROUNDS:
        return value
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise UserError(f"round: cannot be “{value}”: write round:{', '.join(ROUNDS)} or a number from 1.")
    return str(int(value))


def words_of(selection: Selection) -> str:
    """The words that `read_words` makes the selection of."""
    parts = [GOLD] if selection.gold else []
    for key, name in _LISTS.items():
        parts += [f"{key}:{value}" for value in getattr(selection, name) or ()]
    for key, name in _SINGLE.items():
        if value := getattr(selection, name):
            parts.append(f"{key}:{value}")
    parts += [word if ":" not in word and word != GOLD else f"text:{word}" for word in selection.text]
    return " ".join(map(_quoted, parts))


def joined(one: Selection, other: Selection) -> Selection:
    """Both selections in one: lists are joined, of single values the other's counts."""
    found: dict[str, Any] = {}
    for name in Selection.__struct_fields__:
        a, b = getattr(one, name), getattr(other, name)
        found[name] = (
            tuple(dict.fromkeys((*a, *b))) if isinstance(a, tuple) and isinstance(b, tuple) else b or a
        )
    return replace(one, **found)


def has_values(values: Mapping[str, Any], wanted: Sequence[str]) -> bool:
    """Whether the values hold one of those wanted (NAME=VALUE) for each of their names."""
    by_name: dict[str, set[str]] = {}
    for pair in wanted:
        name, _, value = pair.partition("=")
        by_name.setdefault(name, set()).add(value)
    return all(_texts(values.get(name)) & any_of for name, any_of in by_name.items())


def _texts(value: Any) -> set[str]:
    if isinstance(value, bool):
        return {"yes" if value else "no", str(value).lower()}
    return (
        {str(one) for one in value} if isinstance(value, list) else set() if value is None else {str(value)}
    )
