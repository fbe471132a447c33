"""Parquet files with texts or tokens -> bundles. One file is one input, a row of it a bundle."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from workbench.formats.base import Reading
from workbench.formats.huggingface_columns import typed_attributes
from workbench.formats.huggingface_source import Source, is_read, parquet, source_of
from workbench.formats.jsonl_lines import BundleLine, CommentLine, RelationLine, SpanLine, bundle_of
from workbench.formats.names import to_word
from workbench.formats.tagging import Rebuilt, placed_tokens
from workbench.model import Bundle

BATCH = 256  # rows in memory at a time, at most
AT_ONCE = 200_000_000  # bytes that a batch may take if every row is as large as it can be
_DAMAGED = "this is no Parquet file, or a damaged one."
_PREFIXES = frozenset("BIESLU")
_ABOUT = ("name", "language", "published", "source")


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """A bundle for each row; a row with something wrong yields nothing. The lines of problems are rows.

    Without a column of spans the spans are read from tags, in any scheme; without one of texts the
    texts are rebuilt from the tokens. Other columns with plain values become metadata.
    """
    pa, pq = parquet()
    number = 0
    try:
        with pq.ParquetFile(
            path, pre_buffer=False, buffer_size=1 << 16, page_checksum_verification=True
        ) as file:
            source = source_of(pa, file, path, reading)
            if source is None:
                return
            size = _batch_size(file.metadata)
            wanted = [name for name in file.schema_arrow.names if is_read(name, source)]
            for batch in file.iter_batches(batch_size=size, columns=wanted, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    bundle = _bundle(row, number, source)
                    if bundle is not None:
                        reading.line = number
                        yield bundle
    except OSError as error:
        reason = f"cannot be read ({error.strerror})." if error.strerror else _DAMAGED
        reading.problem(path, 0, reason)
    except (pa.ArrowException, UnicodeDecodeError, OverflowError):
        reading.problem(path, number, "the file is damaged after this row." if number else _DAMAGED)


def _batch_size(metadata: Any) -> int:
    """Rows to read at once, so that hostile files take no more memory than others.

    What a row group says of its columns is not asked: with a damaged file that ends the process.
    """
    groups = range(metadata.num_row_groups)
    largest = max((metadata.row_group(at).total_byte_size for at in groups), default=1)
    return max(1, min(BATCH, AT_ONCE // max(largest, 1)))


def _bundle(row: dict[str, Any], number: int, source: Source) -> Bundle | None:
    """The row as a bundle; None after noting what is wrong with it."""

    def wrong(*messages: str) -> None:
        for message in messages:
            source.reading.problem(source.path, number, f"{message}.")

    try:
        plain = _plain(row, source)
    except (ValueError, KeyError, TypeError, AttributeError):
        wrong("its metadata or attributes are not as this program writes them")
        return None
    if source.spans:
        plain["spans"] = row["spans"] or []
    elif source.tags or not source.text:  # with a text, tokens alone say nothing more
        reason = _from_tokens(plain, row, source)
        if reason:
            wrong(reason)
            return None
    try:
        plain["spans"] = [_thing(span, SpanLine) for span in plain.get("spans", ())]
        line = msgspec.convert(plain, BundleLine)
    except msgspec.ValidationError as error:
        what, _, where = str(error).replace("`", "").partition(" - at $.")
        wrong(f"{where}: {what}" if where else what)
        return None
    except (ValueError, KeyError, TypeError, AttributeError):
        wrong("the attributes of its spans are not as this program writes them")
        return None
    line.document.name = line.document.name or f"{source.path.stem} {number}"
    bundle, reasons = bundle_of(line)
    wrong(*reasons)
    return None if reasons else bundle


def _plain(row: dict[str, Any], source: Source) -> dict[str, Any]:
    """All of the row but its spans, as a line of JSON Lines has it; what is null or empty is left out."""
    ours = {name: row[name] for name in source.ours if row.get(name) is not None}
    meta = json.loads(ours.get("metadata") or "{}")
    meta |= {name: _simple(row[name]) for name in source.strange if row[name] is not None}
    document = {name: ours.get(name, "") for name in _ABOUT}
    plain: dict[str, Any] = {
        "document": document | {"id": ours.get("doc_id", ""), "meta": meta},
        "round": ours.get("round", 1),
        "status": ours.get("status", ""),
        "attributes": typed_attributes(ours.get("attributes")),
        "relations": [_thing(one, RelationLine) for one in ours.get("relations", ())],
        "comments": [_comment(one) for one in ours.get("comments", ())],
    }
    if source.text:
        plain["document"]["text"] = row[source.text] or ""
    if kind := ours.get("annotator_kind"):
        plain["annotator"] = {
            "id": ours.get("annotator_id", ""),
            "name": ours.get("annotator", ""),
            "kind": kind,
        }
    return plain


def _simple(value: Any) -> Any:
    return value if isinstance(value, str | int | float | bool) else str(value)


def _thing(plain: dict[str, Any], line: type[SpanLine | RelationLine]) -> dict[str, Any]:
    kept = {name: plain[name] for name in line.__struct_fields__ if plain.get(name) is not None}
    return kept | {"attributes": typed_attributes(plain.get("attributes"))}


def _comment(plain: dict[str, Any]) -> dict[str, Any]:
    kept = {name: plain[name] for name in CommentLine.__struct_fields__ if plain.get(name) is not None}
    return kept | {"target": {"kind": plain["target_kind"], "id": plain["target"]}}


def _from_tokens(plain: dict[str, Any], row: dict[str, Any], source: Source) -> str:
    """Put text and spans together from the tokens and their tags; returns why that cannot be, or nothing."""
    words = [word or "" for word in row["tokens"] or ()]
    values = (row[source.tags] if source.tags else None) or ["O"] * len(words)
    if len(values) != len(words):
        return f"it has {len(words)} tokens, but {len(values)} tags"
    rebuilt, text = Rebuilt(), plain["document"].get("text")
    places = placed_tokens(text, words) if text is not None else None
    if text is not None and places is None:
        return "its tokens are not those of its text"
    for at, (word, value) in enumerate(zip(words, values, strict=True)):
        if not word.strip():
            continue
        name = value
        if isinstance(value, int):
            if not 0 <= value < len(source.names):
                return f"there is no tag {value}: the names of {len(source.names)} are known"
            name = source.names[value]
        rebuilt.token(word, _tag(str(name)), start=places[at][0] if places else None)
    rebuilt.close()
    plain["spans"] = [{"label": s.label, "start": s.start, "end": s.end} for s in rebuilt.spans]
    if source.tags:  # where all are O, it was read and nothing is there
        plain["status"] = plain["status"] or "done"
    if text is None:
        plain["document"]["text"] = "".join(rebuilt.pieces)
        if not source.told:
            message = "texts are rebuilt from their tokens, with single blanks between them."
            source.reading.problem(source.path, 0, message, fatal=False)
            source.told = True
    return ""


def _tag(name: str) -> str:
    """The tag with its prefix; a label alone goes on with the span before it."""
    prefix, hyphen, label = name.partition("-")
    if name in ("O", "None", ""):
        return "O"
    return f"{prefix}-{to_word(label)}" if hyphen and prefix in _PREFIXES else f"I-{to_word(name)}"
