"""The settings of the person at this machine: who they are, how the window looks, which keys they use."""

from __future__ import annotations

import contextlib
import getpass
import os
import tempfile
from pathlib import Path

import msgspec
from msgspec import Struct
from platformdirs import user_config_path

from workbench.errors import UserError
from workbench.model import Annotator, new_id

_ENV = "WORKBENCH_ANNOTATOR"
_RECENT = 12


class Settings(Struct):
    """What is kept between starts. `people` maps names used on this machine to annotators' ids."""

    annotator_name: str = ""
    people: dict[str, str] = {}
    theme: str = "system"
    text_size: int = 17
    tags: str = "letters"
    numbers: bool = True
    map: bool = True
    candidates: bool = True
    least_score: float = 0.5  # suggestions below are not shown; those without a score always are
    quick_suggestions: bool = True  # ask quick suggesters when a document is opened
    learn_along: bool = True  # train the project's model after some twenty newly finished documents
    suggesters: list[str] = []  # those ticked last; programs by their command line
    programs: list[str] = []  # suggesters of one's own, as command lines
    order: str = "plain"  # in which the next unfinished document is chosen
    keys: dict[str, list[str]] = {}
    recent: list[str] = []
    places: dict[str, str] = {}
    acting: dict[str, tuple[str, str]] = {}  # hand-outs, and as whom (id, name) one works there
    window: dict[str, str] = {}


def settings_file() -> Path:
    """Where the platform keeps settings (XDG on Linux)."""
    return user_config_path("annotation-workbench") / "settings.json"


def load_settings() -> Settings:
    """The settings; those of a missing or unreadable file are the defaults (a broken file is set aside)."""
    path = settings_file()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except OSError:
        return Settings()
    except msgspec.DecodeError:
        with contextlib.suppress(OSError):
            path.replace(path.with_suffix(".broken.json"))
        return Settings()


def save_settings(settings: Settings) -> None:
    """Write the settings beside the old ones, then put them in their place.

    Raises UserError where that cannot be written.
    """
    path = settings_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(msgspec.json.format(msgspec.json.encode(settings), indent=1))
        Path(file.name).replace(path)
    except OSError as error:
        raise UserError(f"The settings cannot be saved in {path.parent}: {error.strerror}.") from error


def save_place(settings: Settings, path: Path) -> None:
    """Write down where one is in a project, and nothing else: other windows may have written since.

    Raises UserError where that cannot be written.
    """
    name = str(path.absolute())
    try:
        there = msgspec.json.decode(settings_file().read_bytes(), type=Settings)
    except (OSError, msgspec.DecodeError):
        there = settings
    there.places[name] = settings.places[name]
    save_settings(there)


def remember_project(settings: Settings, path: Path) -> None:
    """Put a project first among the recent ones."""
    name = str(path.absolute())
    settings.recent = [name, *(one for one in settings.recent if one != name)][:_RECENT]


def me(settings: Settings) -> Annotator | None:
    """Who is at work: WORKBENCH_ANNOTATOR, else the settings' name; None if neither says.

    A name is given its id once on a machine; the settings keep it.
    """
    name = os.environ.get(_ENV, "").strip() or settings.annotator_name
    return person(settings, name) if name else None


def login_name() -> str:
    """The name that the operating system has for the person, to propose or to fall back on."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "annotator"


def person(settings: Settings, name: str) -> Annotator:
    """The annotator of this name on this machine, made and remembered if new."""
    if name not in settings.people:
        settings.people[name] = new_id()
        save_settings(settings)
    return Annotator(settings.people[name], name)
