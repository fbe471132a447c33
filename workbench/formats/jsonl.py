"""The content format: JSON Lines, one bundle a line, nothing of a layer's content left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from workbench.formats.base import Format, Reading, Writing
from workbench.formats.json_values import OF_ANOTHER, holds_null, key_twice, keys_show
from workbench.formats.json_values import decoded as value_of
from workbench.formats.jsonl_lines import (
    AnnotatorLine,
    BundleLine,
    CommentLine,
    DocumentLine,
    RelationLine,
    SpanLine,
    bundle_of,
    line_of,
)
from workbench.formats.reading import lines
from workbench.formats.writing import replacing
from workbench.model import Bundle

VERSION = 1
_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODE = msgspec.json.Decoder(BundleLine).decode
_KEYS = {
    "": frozenset(BundleLine.__struct_fields__),
    "document": frozenset(DocumentLine.__struct_fields__),
    "annotator": frozenset(AnnotatorLine.__struct_fields__),
    "spans": frozenset(SpanLine.__struct_fields__),
    "relations": frozenset(RelationLine.__struct_fields__),
    "comments": frozenset(CommentLine.__struct_fields__),
}


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The bundles of a file, one line in memory at a time. A line with a fatal problem yields nothing."""
    decode = msgspec.json.Decoder(BundleLine).decode
    read_any = False
    for number, raw in lines(path, reading):
        if not raw or raw.isspace():
            continue
        read_any = True
        if holds_null(raw):
            reading.problem(path, number, "this line holds U+0000, which cannot be stored.", "Take it out.")
            continue
        try:
            line: BundleLine | None = decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            line = _read_slowly(raw, path, number, reading)
        else:
            twice = key_twice(raw) if line and not _comes_out_whole(line, raw) else ""
            if twice:
                message = f"the key {twice!r} is there twice in one object."
                reading.problem(path, number, message, "Take one out.")
                continue
        if line is not None:
            line.document.name = line.document.name or f"{path.stem} {number}"
            bundle, wrong = bundle_of(line)
            for message in wrong:
                reading.problem(path, number, message + ".")
            if not wrong:
                reading.line = number
                yield bundle
    if not read_any and not any(problem.path == path for problem in reading.problems):
        reading.problem(path, 0, "the file is empty.", "Leave it out.")


def _comes_out_whole(line: BundleLine, raw: bytes) -> bool:
    """Whether a line has all of its keys when it is encoded again: one that stands twice is lost in between."""
    again = _ENCODER.encode(line)
    return len(again) == len(raw) or (keys_show(raw) and again.count(b'":') == raw.count(b'":'))


def _read_slowly(raw: bytes, path: Path, number: int, reading: Reading) -> BundleLine | None:
    """The head line, a line with unknown keys, or the reason why it is neither."""
    value = value_of(raw, path, number, reading)
    if value is None:
        return None
    if not isinstance(value, dict):
        reading.problem(path, number, "a line must be a JSON object with a document.")
        return None
    if "workbench" in value and "document" not in value:
        if value["workbench"] != VERSION:
            reading.problem(
                path,
                number,
                f"version {value['workbench']!r} of the format is unknown here.",
                "Update the program.",
            )
        schema = value.get("schema")
        if isinstance(schema, dict) and isinstance(schema.get("toml"), str):
            reading.schema_source = schema["toml"]
        return None
    if "document" not in value:
        known = ", ".join(sorted(value)[:8]) or "none"
        message, remedy = f'the key "document" is missing (keys here: {known}).', OF_ANOTHER
        reading.problem(path, number, message, remedy)
        return None
    if value.pop("suggestions", None):
        reading.problem(path, number, "the suggestions of this line are left out.", fatal=False)
    strange = _take_unknown(value)
    if strange:
        names = ", ".join(sorted({name for _, _, name, _ in strange}))
        reading.problem(path, number, f"unknown keys are kept in meta: {names}.", fatal=False)
    try:
        line = msgspec.convert(value, BundleLine)
    except msgspec.ValidationError as error:
        what, _, where = str(error).replace("`", "").partition(" - at $.")
        reading.problem(path, number, f"{where}: {what}." if where else f"{what}.")
        return None
    _keep_unknown(strange, line.document.meta)
    return line


_Strange = tuple[str, str, str, Any]  # section, id, key, value


def _take_unknown(value: dict[str, Any]) -> list[_Strange]:
    strange: list[_Strange] = []

    def take(section: str, thing: Any, key: str) -> None:
        if isinstance(thing, dict):
            for name in thing.keys() - _KEYS[section]:
                strange.append((section, key, name, thing.pop(name)))

    take("", value, "")
    for section in ("document", "annotator"):
        take(section, value.get(section), "")
    for section in ("spans", "relations", "comments"):
        things = value.get(section)
        for at, thing in enumerate(things if isinstance(things, list) else ()):
            take(section, thing, str(thing.get("id") or at) if isinstance(thing, dict) else "")
    return sorted(strange, key=lambda row: row[:3])


def _keep_unknown(strange: list[_Strange], meta: dict[str, Any]) -> None:
    """Keys of the line, document and annotator by their name; those of a span as spans.ID.NAME, and so on."""
    for section, key, name, value in strange:
        place = f"{section}.{key}.{name}" if key else name
        while place in meta:
            place += "_"
        meta[place] = value


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """One file; the first line carries the schema, as the TOML text it was read from."""
    path = writing.folder / f"{writing.stem}.jsonl"
    schema = {"name": writing.schema.name, "toml": writing.schema.source}
    with replacing(path) as file:
        file.write(msgspec.json.encode({"workbench": VERSION, "schema": schema}) + b"\n")
        for bundle in bundles:
            file.write(encoded(bundle))
    return [path]


def encoded(bundle: Bundle) -> bytes:
    """The line of a bundle, with its line feed; the same bundle is always the same bytes."""
    return _ENCODER.encode(line_of(bundle)) + b"\n"


def decoded(line: bytes) -> Bundle:
    """The bundle of a line that `encoded` made."""
    return bundle_of(_DECODE(line))[0]


def claims(path: Path) -> bool:
    """Whether the first line that is not blank has our keys."""
    if path.suffix.lower() not in FORMAT.suffixes:
        return False
    for _, raw in lines(path, Reading()):
        if raw.strip():
            try:
                value = msgspec.json.decode(raw)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return False
            return isinstance(value, dict) and (
                "workbench" in value or isinstance(value.get("document"), dict)
            )
    return False


FORMAT = Format(
    id="jsonl",
    title="JSON Lines of the workbench",
    suffixes=(".jsonl", ".ndjson"),
    read=read,
    write=write,
    claims=claims,
    loses="history, splits and decisions of a review",
)
