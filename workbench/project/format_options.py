"""The options of a format in a project: tokens are the project's unless others are told."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from workbench.errors import UserError
from workbench.formats import cutting
from workbench.formats.base import Format, Option
from workbench.project.project import Project
from workbench.tokens import Tokeniser, file_of

_OF_SPACY = "language"  # the option that settles spaCy's tokens as well


def options_of(project: Project, format_: Format) -> tuple[Option, ...]:
    """The options of a format, with the defaults that they have in this project."""
    return tuple(_tokens_of(project, one) if one.id == cutting.ID else one for one in format_.options)


def _tokens_of(project: Project, option: Option) -> Option:
    chosen = project.tokeniser_choice()
    language = (project.schema.language or "en").partition("-")[0]
    of_recipes = [one.options.get(option.id, "") for one in project.recipes()]
    ways = [chosen, option.default, cutting.WORDS, "whitespace", f"spacy:{language}"]
    ways += [way for way in of_recipes if file_of(way)]
    offers: dict[str, str] = {}
    for way in filter(None, ways):
        title = title_of(project, way)
        if way not in offers and title in offers.values():  # two files of one name
            title = f"{title} ({file_of(way)[:8]})"
        offers.setdefault(way, title)
    return replace(
        option,
        title="Tokens",
        default=chosen or option.default,
        offers=tuple(offers.items()),
        tip="As the project is aligned, unless others are chosen: also spacy:LANGUAGE, or the path of a tokenizer.json",
    )


def title_of(project: Project, choice: str) -> str:
    """How people call the tokens of a choice; the choice itself where it says so best, or its file is gone."""
    if not file_of(choice):
        return choice
    try:
        return project.find_tokeniser(choice).title
    except UserError:  # its file is gone: said where it is used
        return choice


def settled_options(
    project: Project, format_: Format, told: Mapping[str, str]
) -> tuple[dict[str, str], Tokeniser | None]:
    """The options with their defaults, and the tokens that were chosen for the format, if any were.

    Raises UserError for an option that the format lacks, a wrong value, or tokens that cannot be had here.
    """
    options = options_of(project, format_)
    known = {option.id: option for option in options}
    for name, value in told.items():
        if name not in known:
            ways = ", ".join(known) or "none"
            raise UserError(f"{format_.id} has no option “{name}”: it has {ways}.")
        if known[name].values and value not in known[name].values:
            raise UserError(f"{name} cannot be “{value}”: choose one of {', '.join(known[name].values)}.")
    found = {**{option.id: option.default for option in options}, **told}
    if cutting.ID not in known:
        return found, None
    if told.get(_OF_SPACY) and not told.get(cutting.ID):
        found[cutting.ID] = cutting.SPACY
    own = {one.id: one.default for one in format_.options}[cutting.ID]
    if found[cutting.ID] in ("", own) and found[cutting.ID] != project.tokeniser_choice():
        return found, None
    made = project.find_tokeniser(cutting.choice_of(found))
    made.load()
    return {**found, cutting.ID: made.id}, made
