"""What the columns of a parquet file mean: ours, and those of other datasets on Hugging Face.

A file says itself what it holds, in its metadata; where it does not say the names of its tags, the card
beside it or in the folder above does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from workbench.errors import UserError
from workbench.formats.base import Reading
from workbench.formats.huggingface_columns import COLUMNS, TAGS, TOKEN_COLUMNS

SUFFIX = ".parquet"
VERSION = 1
_CARD_LIMIT = 10_000_000  # bytes
_PLACE = {"label": "string", "start": "int32", "end": "int32"}  # what a span has at least


def parquet() -> tuple[Any, Any]:
    """pyarrow and its parquet module. Raises UserError, which names the command that installs them."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        message = 'This format needs pyarrow: pip install "annotation-workbench[huggingface]".'
        raise UserError(message) from None
    return pyarrow, pyarrow.parquet


def ours(path: Path) -> dict[str, Any]:
    """What the metadata of one of our files says, and its bytes without compression as `unpacked`.

    Empty for other files, and for those of another version.
    """
    pa, pq = parquet()
    try:
        metadata = pq.read_metadata(path)
        about: dict[str, Any] = json.loads((metadata.metadata or {}).get(b"workbench", b"{}"))
        if about.get("version") != VERSION:
            return {}
    except (pa.ArrowException, OSError, ValueError, AttributeError):
        return {}
    groups = range(metadata.num_row_groups)
    return about | {"unpacked": sum(metadata.row_group(at).total_byte_size for at in groups)}


class Source(Struct):
    """How the rows of one file are to be read."""

    path: Path
    reading: Reading
    text: str = ""  # the name of the column, or empty
    tags: str = ""
    names: list[str] = field(default_factory=list)  # of the tags, or empty
    spans: bool = False  # whether there is a column of spans
    ours: set[str] = field(default_factory=set)  # columns that hold what ours of that name do
    strange: list[str] = field(default_factory=list)  # columns that become metadata
    told: bool = False  # that texts are rebuilt


def source_of(pa: Any, file: Any, path: Path, reading: Reading) -> Source | None:
    """How to read the file; None after noting why it cannot be."""
    types = {column.name: column.type for column in file.schema_arrow}
    about = file.metadata.metadata or {}
    source = Source(path, reading, reading.options.get("text_column") or "text")
    tags = reading.options.get("tags_column") or ""
    for told in (source.text if source.text != "text" else "", tags):
        if told and told not in types:
            reading.problem(path, 0, f"there is no column {told!r} (columns: {_listed(types)}).")
            return None
    if source.text not in types or not _fits(pa, types[source.text], "string"):
        source.text = ""
    has_tokens = "tokens" in types and _fits(pa, types["tokens"], ["string"])
    if not source.text and not has_tokens:
        reading.problem(
            path,
            0,
            f"there is no column of texts or of tokens (columns: {_listed(types)}).",
            "Name the column with --set text_column=NAME.",
        )
        return None
    source.spans = "spans" in types and _fits(pa, types["spans"], [_PLACE])
    if source.spans and "doc_id" in types:
        source.ours = {name for name in types.keys() & COLUMNS if _fits(pa, types[name], COLUMNS[name].shape)}
    likely = (tags, TAGS, *(name for name in types if name.endswith("_tags") or name in ("tags", "labels")))
    if has_tokens and not source.spans:
        source.tags = next((name for name in likely if name in types and _is_tags(pa, types[name])), "")
    if source.tags:
        source.names = _names(reading, path, about, source.tags)
        if not source.names and not _fits(pa, types[source.tags], ["string"]):
            reading.problem(
                path,
                0,
                f"the column {source.tags} holds numbers, and nothing says what they mean.",
                "Name the tags with --set tags=O,B-PER,I-PER and so on.",
            )
            return None
    rest = [name for name in types if not is_read(name, source) and name not in source.ours]
    source.strange = [
        name for name in rest if not (pa.types.is_nested(types[name]) or _is_binary(pa, types[name]))
    ]
    left = [name for name in rest if name not in source.strange]
    if left:
        reading.problem(path, 0, f"columns that are left out: {', '.join(left)}.", fatal=False)
    reading.schema_source = _schema_source(about) or reading.schema_source
    return source


def _listed(types: Mapping[str, Any]) -> str:
    return ", ".join(list(types)[:12]) or "none"


def is_read(name: str, source: Source) -> bool:
    """Whether the reading of a row needs the column."""
    if source.spans:
        needed = name == "spans" or (name in source.ours and name not in TOKEN_COLUMNS)
    else:
        needed = name in ("tokens", source.tags)
    return needed or name in (source.text, *source.strange)


def _fits(pa: Any, type_: Any, shape: Any) -> bool:
    """Whether an Arrow type holds what a shape of ours asks for; more fields, and other widths, do no harm."""
    types = pa.types
    if isinstance(shape, list):
        lists = types.is_list(type_) or types.is_large_list(type_)
        return lists and _fits(pa, type_.value_type, shape[0])
    if isinstance(shape, dict):
        if not types.is_struct(type_):
            return False
        inner = {type_.field(at).name: type_.field(at).type for at in range(type_.num_fields)}
        return all(name in inner and _fits(pa, inner[name], one) for name, one in shape.items())
    if shape == "string":
        return bool(types.is_string(type_) or types.is_large_string(type_))
    if shape == "bool":
        return bool(types.is_boolean(type_))
    return bool(types.is_integer(type_) or (shape == "float64" and types.is_floating(type_)))


def _is_tags(pa: Any, type_: Any) -> bool:
    return _fits(pa, type_, ["string"]) or _fits(pa, type_, ["int32"])


def _is_binary(pa: Any, type_: Any) -> bool:
    return bool(pa.types.is_binary(type_) or pa.types.is_large_binary(type_) or pa.types.is_null(type_))


def _schema_source(about: Mapping[bytes, bytes]) -> str:
    try:
        source = json.loads(about.get(b"workbench", b"{}")).get("schema", "")
    except (ValueError, AttributeError):
        return ""
    return source if isinstance(source, str) else ""


def _names(reading: Reading, path: Path, about: Mapping[bytes, bytes], column: str) -> list[str]:
    """The names of the tags: as told, else from the file's metadata, else from a card."""
    told = reading.options.get("tags", "")
    if told:
        return [name.strip() for name in told.split(",")]
    try:
        features = json.loads(about.get(b"huggingface", b"{}"))["info"]["features"]
        return _texts(features[column]["feature"]["names"])
    except (ValueError, KeyError, TypeError):
        pass
    for folder in path.absolute().parents[:2]:
        if names := _names_of_card(folder / "README.md", column):
            return names
    return []


def _texts(names: Any) -> list[str]:
    values = [names[key] for key in sorted(names, key=int)] if isinstance(names, dict) else names
    return [str(value) for value in values]


def _names_of_card(path: Path, column: str) -> list[str]:
    """The names that the head of a card gives the numbers of a column; empty if it does not."""
    import yaml

    try:
        text = path.read_text("utf-8") if path.stat().st_size <= _CARD_LIMIT else ""
        head = yaml.safe_load(text.split("\n---", 1)[0].removeprefix("---")) if text.startswith("---") else {}
        infos = head["dataset_info"]
        for info in infos if isinstance(infos, list) else [infos]:
            for feature in info["features"]:
                if feature["name"] == column:
                    kind = feature.get("sequence") or feature.get("list")
                    return _texts(
                        (kind.get("dtype", kind) if isinstance(kind, dict) else {})["class_label"]["names"]
                    )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError, RecursionError):
        return []
    return []
