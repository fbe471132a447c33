"""Recipes: what an export takes and how, under a name, so that it can be made again the same way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from workbench.errors import UserError
from workbench.formats import cutting
from workbench.formats.policies import Policies
from workbench.model import Change
from workbench.project.aligning import Aligning
from workbench.project.base import quoted
from workbench.project.selection_words import Selection, joined, read_words, words_of
from workbench.project.splits import SplitChoice, read_rule, rule_plain
from workbench.storage import recipes as stored
from workbench.storage import settings
from workbench.tokens import check_file, file_choice, file_of


class Recipe(Struct, frozen=True):
    """What goes out and how: an export, a preview and a freezing are asked for with one; stored, it has a name.

    `selection` is as `selection_words` writes it, `options` are by their ids.
    """

    name: str
    format: str
    selection: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    policies: Policies = field(default_factory=Policies)
    split: SplitChoice | None = None

    def chosen(self) -> Selection:
        """The selection that its words say. Raises UserError for words that mean nothing."""
        return read_words(self.selection)

    def under(self, given: Recipe) -> Recipe:
        """This recipe with what is given besides: its words go before, its selection is joined to this one."""
        same = given.format in ("", self.format)
        policies = self.policies.words() | given.policies.words()
        return Recipe(
            given.name or self.name,
            given.format or self.format,
            words_of(joined(self.chosen(), given.chosen())),
            {**(self.options if same else {}), **given.options},
            Policies(**policies),
            given.split or self.split,
        )

    def plain(self) -> dict[str, Any]:
        """For reports and for storing; what is empty is left out."""
        split: dict[str, Any] = {}
        if self.split is not None:
            split = {"name": self.split.name} if self.split.name else {}
            split |= {"rule": rule_plain(self.split.rule)} if self.split.rule else {}
        found = {
            "format": self.format,
            "selection": self.selection,
            "options": dict(sorted(self.options.items())),
            "policies": self.policies.words(),
            "split": split,
        }
        return {key: value for key, value in found.items() if value}

    def line(self) -> str:
        """The recipe on one line."""
        parts = [self.selection]
        parts += [f"{name}={_short(value)}" for name, value in sorted(self.options.items())]
        parts += [f"{name} {word}" for name, word in self.policies.words().items()]
        if self.split is not None:
            parts.append(f"split {self.split.stored_name()}")
        return "; ".join([self.format, *(part for part in parts if part)])


def _short(value: str) -> str:
    """The value of an option, the hash of a file of tokens cut to what people can compare."""
    digest = file_of(value)
    return value.replace(digest, f"{digest[:8]}…") if digest else value


def _read(name: str, words: str) -> Recipe:
    plain = msgspec.json.decode(words)
    split = plain.get("split", {})
    rule = read_rule(msgspec.json.encode(split["rule"]).decode()) if "rule" in split else None
    return Recipe(
        name,
        plain["format"],
        plain.get("selection", ""),
        plain.get("options", {}),
        Policies(**plain.get("policies", {})),
        SplitChoice(rule, split.get("name", "")) if split else None,
    )


class Recipes(Aligning):
    """The part of a project about its recipes."""

    def recipe_id(self, name: str) -> str:
        """The id of the recipe of this name: the same in every copy of the project."""
        return str(uuid5(UUID(self.id), f"recipe/{name}"))

    def recipes(self) -> list[Recipe]:
        """The stored recipes by name."""
        return [_read(name, words) for name, words in stored.recipes(self.store.connection)]

    def recipe(self, name: str) -> Recipe:
        """The recipe of that name. Raises UserError, which lists the names, if there is none."""
        found = {one.name: one for one in self.recipes()}
        if name not in found:
            known = f"it has {', '.join(found)}" if found else "it has none"
            raise UserError(f"The project has no recipe “{name}”: {known}.")
        return found[name]

    def save_recipe(self, recipe: Recipe) -> Change:
        """Store a recipe; one of the same name is replaced.

        A tokenizer.json is kept in the project by its content, and the recipe names that: it means the same on another
        machine, and when the file has moved. Raises UserError for an empty name, or such a file that cannot be read.
        """
        name = recipe.name.strip()
        if not name:
            raise UserError("A recipe needs a name.")
        file = self.tokeniser_file(recipe.options.get(cutting.ID, ""))
        if file is not None:
            check_file(file[1], file[0].name)
            recipe = replace(recipe, options={**recipe.options, cutting.ID: file_choice(file[1])})
        words = msgspec.json.encode(recipe.plain()).decode()
        with self._operation(f"save the recipe {quoted(name)}") as op:
            if file is not None:
                settings.keep_content(op.db.conn, file[1], name=file[0].name)
            op.put("recipe", self.recipe_id(name), {"name": name, "words": words})
        return op.change()

    def delete_recipe(self, name: str) -> Change:
        """Forget a recipe; undo brings it back. Raises UserError if there is none of that name."""
        self.recipe(name)
        with self._operation(f"delete the recipe {quoted(name)}") as op:
            op.remove("recipe", self.recipe_id(name))
        return op.change()
