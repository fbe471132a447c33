"""The schemas that a project can begin with: shipped ones, TOML files, and other tools' configurations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from workbench.formats.schemas import KINDS, Foreign, is_foreign, read_foreign
from workbench.schema import load_schema

__all__ = ["FOREIGN", "Foreign", "find_schema", "import_schema"]

FOREIGN = tuple(KINDS)


def find_schema(name_or_path: str) -> Foreign:
    """The shipped schema of this name, else that of a TOML file or of another tool's configuration.

    Its notes say what of a configuration was mended or left out. Raises SchemaError.
    """
    path = Path(name_or_path).expanduser()
    if path.suffix != ".toml" and path.exists() and is_foreign(path):
        return read_foreign([path])
    return Foreign(load_schema(name_or_path))


def import_schema(paths: Sequence[Path], *, kind: str = "", name: str = "") -> Foreign:
    """The schema of another tool's configuration; see `formats.schemas.read_foreign`."""
    return read_foreign(paths, kind=kind, name=name)
