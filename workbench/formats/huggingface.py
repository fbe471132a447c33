"""A dataset for Hugging Face: a parquet file for each part, a card, a picture of the label counts.

Columns of tokens and tags for trainers, and columns that hold everything, so that an import gives back
what was exported. Cards and their head: https://huggingface.co/docs/hub/datasets-cards; parquet:
https://huggingface.co/docs/datasets/loading. pyarrow is imported only when it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from workbench.formats import chart, cutting, held, readback
from workbench.formats.base import Format, Limits, Loss, Option, Writing
from workbench.formats.huggingface_card import CARD, CHART, bars, card, order
from workbench.formats.huggingface_columns import TAGS, arrow_schema, file_features, row_of
from workbench.formats.huggingface_reader import read
from workbench.formats.huggingface_source import SUFFIX, VERSION, ours, parquet
from workbench.formats.huggingface_tags import TagNames, cut, token_columns, untagged
from workbench.formats.huggingface_tally import Tally
from workbench.formats.names import to_file_name
from workbench.formats.writing import replacing
from workbench.model import Bundle
from workbench.schema import Schema

ROWS = 1000  # of a row group, at most
CHARACTERS = 1_000_000  # of the texts of a row group, before it is written
ONLY = f"kept in columns beside {TAGS}"
# no Arrow schema: it would hide from `datasets` what is added to the metadata at the end
_STORED = {
    "compression": "zstd",
    "store_schema": False,
    "write_statistics": False,
    "write_page_checksum": True,
}
_SILENT = frozenset((held.METADATA, held.ORIGINS))  # no trainer wants them


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """The parquet file of one part, and the card and picture of all parts that are in the folder.

    The counts of a part are in the metadata of its file, so that the card of the part that is written
    last is about all of them. Memory holds one row group. The names of the tags are those of the
    schema's labels in its order, then labels that the schema lacks as they come.
    """
    pa, pq = parquet()
    chart.pillow()  # say before all the work that it is missing
    options = _options(writing.options)
    path = writing.folder / f"{_part(writing.stem)}{SUFFIX}"
    names, tally = TagNames(writing.schema, options["groups"]), Tally()
    for other in _tallies(writing.folder, besides=path).values():
        names.extend(other.names)
    schema = arrow_schema(pa)
    with (
        replacing(path) as file,
        pq.ParquetWriter(file, schema, **_STORED) as writer,
    ):
        for rows in _row_groups(bundles, names, writing.schema, options, tally):
            arrays = [pa.array([row[field.name] for row in rows], field.type) for field in schema]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        tally.names = names.names
        features = {"info": {"features": file_features(names.names)}}
        about = {"version": VERSION, "schema": writing.schema.source, "tally": tally.plain()}
        writer.add_key_value_metadata({"huggingface": _json(features), "workbench": _json(about)})
    parts = _tallies(writing.folder)
    with replacing(writing.folder / CHART) as file:
        file.write(chart.draw(*bars(parts, writing, options)))
    with replacing(writing.folder / CARD) as file:
        file.write(card(parts, writing, options).encode())
    return [path, writing.folder / CARD, writing.folder / CHART]


def _row_groups(
    bundles: Iterable[Bundle], names: TagNames, schema: Schema, options: Mapping[str, str], tally: Tally
) -> Iterator[list[dict[str, Any]]]:
    rows: list[dict[str, Any]] = []
    characters = 0
    for bundle in bundles:
        columns, tagged = token_columns(bundle, names, schema, options)
        tally.add(bundle, tokens=len(columns["tokens"]), tagged=tagged)
        rows.append(row_of(bundle) | columns)
        characters += len(bundle.document.text) + 100 * len(bundle.spans)
        if len(rows) >= ROWS or characters >= CHARACTERS:
            yield rows
            rows, characters = [], 0
    if rows:
        yield rows


def _part(stem: str) -> str:
    """The stem as a file name without what `datasets` takes for a pattern."""
    return "".join("_" if sign in "[]{}" else sign for sign in to_file_name(stem))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _tallies(folder: Path, besides: Path | None = None) -> dict[str, Tally]:
    """The counts of our files in a folder by file name: train, validation and test first, then others."""
    found: dict[str, Tally] = {}
    for path in sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: (order(path.stem), path.name)):
        if path != besides and (about := ours(path)):
            found[path.name] = Tally.of(about["tally"], size=path.stat().st_size, unpacked=about["unpacked"])
    return found


def _options(told: Mapping[str, str]) -> dict[str, str]:
    return {option.id: option.default for option in FORMAT.options} | dict(told)


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """Nothing is left out; what is named is in columns that a trainer of tags does not read."""
    options = _options(options)
    names = TagNames(schema, options["groups"])
    yield from (_only(loss) for loss in untagged(bundle, names, schema, options))
    yield from (_only(loss) for loss in held.besides_spans(bundle, _SILENT))


def _only(loss: Loss) -> Loss:
    return replace(loss, kind=f"{loss.kind}, {ONLY}")


def hint(files: list[Path]) -> str:
    """The line that loads the folder, which needs no network."""
    homes = [path.parent for path in files if path.name == CARD]
    return f"from datasets import load_dataset; data = load_dataset({str(homes[0])!r})" if homes else ""


FORMAT: Format = Format(
    id="huggingface",
    title="Hugging Face dataset",
    suffixes=(SUFFIX,),
    read=read,
    write=write,
    losses=losses,
    claims=lambda path: path.suffix.lower() == SUFFIX,
    options=(
        Option("title", "Title of the card, else the schema's (when writing)", ""),
        Option("licence", "Licence, as Hugging Face names it, such as cc-by-4.0 (when writing)", ""),
        cutting.option(),
        Option("groups", "Groups with tags, commas between, else entity and time (when writing)", ""),
        Option("text_column", "Column of the text (when reading)", ""),
        Option("tags_column", "Column of the tags (when reading)", ""),
        Option("tags", "Names of the tags from 0 on, commas between (when reading)", ""),
    ),
    extra="huggingface",
    limits=Limits(
        "aside",
        fragments=False,
        tokens=lambda bundle, schema, options: cut(bundle, options),
        whole=True,
    ),
    back=lambda bundles, writing, reading: readback.in_order(
        bundles, read(writing.folder / f"{_part(writing.stem)}{SUFFIX}", reading)
    ),
    loses="nothing; overlaps, fragments, spans inside a token or of other groups, relations, attributes, "
    f"notes and comments are in columns that trainers of {TAGS} ignore",
    hint=hint,
    card=True,
)
