"""Schemas from other tools' configurations: brat, doccano, Label Studio; which one is told by the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from workbench.errors import SchemaError
from workbench.formats import schema_brat, schema_doccano, schema_labelstudio
from workbench.formats.schema_draft import Foreign

__all__ = ["KINDS", "Foreign", "is_foreign", "read_foreign"]

_HEAD = 100_000  # bytes that are looked at to tell what a file is
_Claims = Callable[[Path, str], bool]
_Read = Callable[[Sequence[Path], str], Foreign]
KINDS: dict[str, tuple[_Claims, _Read]] = {
    "labelstudio": (schema_labelstudio.claims, schema_labelstudio.read),
    "doccano": (schema_doccano.claims, schema_doccano.read),
    "brat": (schema_brat.claims, schema_brat.read),
}


def is_foreign(path: Path) -> bool:
    """Whether a file or folder is a configuration of another tool, by its content."""
    return _kind_of(path) != ""


def read_foreign(paths: Sequence[Path], *, kind: str = "", name: str = "") -> Foreign:
    """The schema of another tool's configuration: its file, its files, or for brat its folder.

    `kind` is one of KINDS, else told by the content; `name` names the schema, else the first file does.
    Raises SchemaError for what cannot be read, with the file and the reason.
    """
    for path in paths:
        if not path.exists():
            raise SchemaError(f"{path}: there is no such file.")
    if kind and kind not in KINDS:
        raise SchemaError(f"There is no configuration “{kind}”: choose one of {', '.join(KINDS)}.")
    found = kind or next((one for path in paths if (one := _kind_of(path))), "")
    if not found:
        raise SchemaError(
            f"{paths[0]}: this is no configuration of Label Studio (XML), doccano (JSON of label types) or brat "
            "(annotation.conf)."
        )
    return KINDS[found][1](paths, name or paths[0].absolute().stem)


def _kind_of(path: Path) -> str:
    head = ""
    if path.is_file():
        with path.open("rb") as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    elif not path.is_dir():
        return ""
    return next((kind for kind, (claims, _) in KINDS.items() if claims(path, head)), "")
