"""Lists of names that a project keeps: what stands on them is proposed wherever it stands in a text."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Struct

from workbench.errors import UserError
from workbench.model import Change
from workbench.project.base import Base
from workbench.storage import settings
from workbench.suggest.base import ListedName
from workbench.suggest.gazetteer import listed, read_gazetteer

_SETTING = "gazetteers"
_LARGEST = 100_000_000  # bytes


class Gazetteer(Struct, frozen=True):
    """A list of names in a project: the name of its file, the SHA-256 of its bytes, how many names it holds."""

    name: str
    sha256: str
    names: int


class Gazetteers(Base):
    """The part of a project about lists of names. Their bytes are kept in the project, so they travel with it."""

    def gazetteers(self) -> list[Gazetteer]:
        """The lists, by name."""
        stored = settings.setting(self.store.connection, _SETTING)
        return msgspec.json.decode(stored, type=list[Gazetteer]) if stored else []

    def add_gazetteer(self, path: Path) -> Change:
        """Keep a list of names; one of the same file name is replaced by it.

        Raises UserError for a file that cannot be read, a line that is no name with a label, or an unknown label.
        """
        try:
            if path.stat().st_size > _LARGEST:
                raise UserError(f"{path} has more than {_LARGEST // 1_000_000} MB: split it.")
            content = path.read_bytes()
        except OSError as error:
            raise UserError(f"{path} cannot be read: {error.strerror}.") from error
        entries = read_gazetteer(content, name=path.name, schema=self.schema)
        made = Gazetteer(path.name, sha256(content).hexdigest(), len(entries))
        others = [one for one in self.gazetteers() if one.name != made.name]
        with self._operation(f"add {len(entries)} name{'s'[: len(entries) > 1]} of {path.name}") as op:
            settings.keep_content(op.db.conn, content, name=path.name)
            value = msgspec.json.encode(sorted([*others, made], key=lambda one: one.name)).decode()
            settings.put_setting(op, self.id, name=_SETTING, value=value)
        return op.change()

    def remove_gazetteer(self, name: str) -> Change:
        """Take a list away. Raises UserError for one that is not there."""
        lists = self.gazetteers()
        left = [one for one in lists if one.name != name]
        if len(left) == len(lists):
            there = ", ".join(one.name for one in lists) or "none"
            raise UserError(f"There is no list {name} in this project; there are: {there}.")
        with self._operation(f"remove the list {name}") as op:
            value = msgspec.json.encode(left).decode() if left else ""
            settings.put_setting(op, self.id, name=_SETTING, value=value)
        return op.change()

    def listed_names(self) -> dict[str, tuple[ListedName, ...]]:
        """All names on the lists whose labels the schema has, by form. Raises UserError for a list that is gone."""
        found: dict[str, tuple[ListedName, ...]] = {}
        for one in self.gazetteers():
            kept = settings.content(self.store.connection, one.sha256)
            if kept is None:
                raise UserError(f"The list {one.name} is not in this project: add it again, or remove it.")
            entries = read_gazetteer(kept[1], name=one.name, schema=self.schema, kept=True)
            for form, names in listed(entries, name=one.name).items():
                found[form] = (*found.get(form, ()), *names)
        return found
