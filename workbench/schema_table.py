"""One table of a schema's TOML, with typed reading and refusals that know their line and key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from msgspec import Struct

from workbench.errors import SchemaError

T = TypeVar("T", bound=str)
_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z_.\s]+?)\s*\]\]?\s*(#.*)?\Z")


def near(word: str, known: Iterable[str]) -> str:
    """A hint at the known word that `word` may be a slip of, or nothing."""
    spellings = {spelling.lower(): spelling for spelling in known}
    from difflib import get_close_matches  # late: a start of the window has no use for it

    close = get_close_matches(word.lower(), spellings, n=1)
    original = spellings[close[0]] if close else ""
    return f' (did you mean "{original}"?)' if original else ""


class Table(Struct, frozen=True):
    """The values of one table. `path` counts tables of a name from 0: (("label", 3), ("attribute", 1));
    `shown` is how errors name it: label.PER.attribute.ref. `name` and `text` are the whole file's."""

    name: str
    text: str
    values: dict[str, Any]
    path: tuple[tuple[str, int], ...] = ()
    shown: str = ""

    def fail(self, reason: str, key: str = "") -> NoReturn:
        """Raise SchemaError: file, line where it can be found, key, reason."""
        line = find_line(self.text, self.path, key)
        place = ".".join(part for part in (self.shown, key) if part)
        where = ", ".join(part for part in (f"line {line}" if line else "", place) if part)
        message = ": ".join(part for part in (self.name, where, reason) if part)
        raise SchemaError(" ".join(message.splitlines()))

    def only(self, *known: str) -> None:
        """Refuse keys that are not known, with the near one."""
        for key in self.values:
            if key not in known:
                hint = near(key, known) or f"; known are {', '.join(known)}"
                self.fail(f'there is no key "{key}" here{hint}.', key)

    def word(self, key: str, *, needed: bool = False) -> str:
        """A text, or "" where it is left out."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            self.fail(f"{key} is a text in quotes.", key)
        value = value.strip()
        if needed and not value:
            self.fail(f"{key} is missing.", key if key in self.values else "")
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.fail(f"{key} is true or false.", key)
        return value

    def texts(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one."""
        value = self.values.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            self.fail(f"{key} is a list of texts.", key)
        if needed and not values:
            self.fail(f"{key} is missing.", key if key in self.values else "")
        return tuple(values)

    def one_of(self, key: str, known: tuple[T, ...], default: T | None) -> T:
        """One of the known words."""
        value = self.values.get(key, default)
        if value is None:
            self.fail(f"{key} is missing: one of {', '.join(known)}.")
        found = next((word for word in known if word == value), None)
        if found is not None:
            return found
        return self.fail(f'{key} is one of {", ".join(known)}, not "{value}"{near(str(value), known)}.', key)

    def table(self, key: str) -> dict[str, Any]:
        """A copy of an inline table; it must be there."""
        value = self.values.get(key)
        if not isinstance(value, dict):
            self.fail(f"{key} is a table in braces: {key} = {{ … }}.", key if key in self.values else "")
        return dict(value)

    def tables(self, key: str) -> list[Table]:
        """The tables [[key]], in order; none where there are none."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(f"write each {key} as [[{'.'.join([*(name for name, _ in self.path), key])}]].", key)
        return [self._child(key, at, item) for at, item in enumerate(value)]

    def named(self, key: str) -> list[Table]:
        """The tables [[key]], each with an id of its own."""
        seen: set[str] = set()
        tables = self.tables(key)
        for table in tables:
            id = table.word("id", needed=True)
            if id != table.values["id"] or not id.isprintable():
                table.fail("an id is one line of printable text, without blanks at its ends.", "id")
            if id in seen:
                table.fail(f'the id "{id}" is there twice.', "id")
            seen.add(id)
        return tables

    def _child(self, key: str, at: int, values: dict[str, Any]) -> Table:
        id = values.get("id")
        own = id if isinstance(id, str) and id.isprintable() else str(at + 1)
        shown = ".".join(part for part in (self.shown, key, own) if part)
        return Table(name=self.name, text=self.text, values=values, path=(*self.path, (key, at)), shown=shown)


def find_line(text: str, path: tuple[tuple[str, int], ...], key: str = "") -> int:
    """The line, from 1, of a key of the table at `path`, else of the table; 0 if it cannot be found."""
    lines = text.split("\n")
    headers = [
        (number, match[1].replace(" ", ""))
        for number, line in enumerate(lines, 1)
        if (match := _HEADER.match(line))
    ]
    first, last, name = 0, len(lines) + 1, ""
    for part, at in path:
        name = f"{name}.{part}" if name else part
        numbers = [number for number, header in headers if header == name and first < number < last]
        if len(numbers) <= at:
            return first
        last = numbers[at + 1] if at + 1 < len(numbers) else last
        first = numbers[at]
    end = next((number for number, _ in headers if number > first), len(lines) + 1)
    wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    found = next((number for number in range(first + 1, end) if key and wanted.match(lines[number - 1])), 0)
    if not found and key and not path:  # a table that is misspelt
        return next((number for number, header in headers if header.partition(".")[0] == key), 0)
    return found or first
