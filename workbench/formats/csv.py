"""CSV: reads a document a row; writes a row a span, and relations in a second file.

A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return) is
written with an apostrophe before it: https://owasp.org/www-community/attacks/CSV_Injection. So is one that
begins with apostrophes before such a sign: who takes one apostrophe off has every text as it was.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from workbench.errors import UserError
from workbench.formats import csv_rows, held
from workbench.formats.base import Format, Loss, Option, Reading, Writing
from workbench.formats.csv_rows import RELATION_COLUMNS, SEPARATORS, SPAN_COLUMNS
from workbench.formats.reading import BOM, LARGEST, encoding_of, unfit
from workbench.formats.writing import replacing
from workbench.model import Bundle, Document, Relation, Span
from workbench.schema import Schema
from workbench.utf16 import Utf16Map

TEXTS = "texts"
_NAMED = ("name", "id", "published", "language", "source")
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
FORMULAS = "texts that begin as a formula, kept in cells with an apostrophe before them"
_OFFSETS = {
    "code points": (),
    "bytes": ("start_byte", "end_byte"),
    "utf-16": ("start_utf16", "end_utf16"),
}


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """A document for each row: the text column, those of name, id and so on, the rest as `meta`.

    The column "text" is the only guess; each can be named by an option. Cells are kept exactly.
    """
    csv.field_size_limit(LARGEST)
    separator = SEPARATORS[reading.options.get("separator") or ("tab" if path.suffix == ".tsv" else "comma")]
    with ExitStack() as stack:
        try:
            binary = stack.enter_context(path.open("rb"))
        except OSError as error:
            reading.problem(path, 0, f"cannot be read ({error.strerror}).")
            return
        start = binary.peek(3)[:3]
        encoding, bom = encoding_of(start[:2], reading), start.startswith(_BOMS)
        file = io.TextIOWrapper(binary, encoding, newline="")
        reader = csv.reader(_without_bom(file) if bom else file, delimiter=separator, strict=True)
        rows = _rows(reader, path, encoding, reading)
        if reading.options.get("formulas") == "plain":
            rows = ((number, [*map(csv_rows.plain, row)]) for number, row in rows)
        first = next(rows, None)
        if first is None:
            if not reading.problems:
                reading.problem(path, 0, "the file is empty.", "Leave it out.")
            return
        head = first[1]
        columns = _columns(head, path, reading)
        if columns is None:
            return
        for count, (number, row) in enumerate(rows, 1):
            bundle = _document(row, head, columns, path, number, reading)
            if bundle is not None:
                name = bundle.name or f"{path.stem} {count}"
                reading.line = number
                meta = bundle.meta | ({"bom": True} if bom else {})
                yield Bundle(
                    Document(
                        bundle.id, name, bundle.text, bundle.language, bundle.published, bundle.source, meta
                    )
                )


def _without_bom(file: io.TextIOWrapper) -> Iterator[str]:
    for number, line in enumerate(file):
        yield line if number else line.removeprefix(BOM)


def _rows(
    reader: Iterator[list[str]], path: Path, encoding: str, reading: Reading
) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line that each begins in."""
    while True:
        number = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            row = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError:
            remedy = "Name its encoding with --encoding, such as --encoding cp1252."
            reading.problem(path, number, f"the bytes here or soon after are not {encoding.upper()}.", remedy)
            return
        except csv.Error as error:
            reading.problem(
                path, number, f"this is no CSV: {error}.", "Quote cells that hold quotation marks."
            )
            continue
        if row:
            yield number, row


def _columns(head: list[str], path: Path, reading: Reading) -> dict[str, int] | None:
    """Where text, name and so on are; None after noting why it cannot be said."""
    listed = ", ".join(head)
    if tuple(head[: len(SPAN_COLUMNS)]) == SPAN_COLUMNS or tuple(head) == RELATION_COLUMNS:
        reading.problem(
            path, 1, "this is an export of the workbench, without texts.", "Import its jsonl export."
        )
        return None
    if len(set(head)) < len(head):
        reading.problem(path, 1, f"two columns have the same name ({listed}).", "Rename one.")
        return None
    columns = {}
    for key in ("text", *_NAMED):
        told = reading.options.get(f"{key}_column", "")
        if (told or key) in head:
            columns[key] = head.index(told or key)
        elif told or key == "text":
            remedy = f"Name it with --set {key}_column=NAME."
            if key == "text" and len(head) == 1 and any(mark in listed for mark in ";\t"):
                remedy = "Say what is between columns with --set separator=semicolon (or tab)."
            reading.problem(path, 1, f"there is no column {told or key!r}; columns: {listed}.", remedy)
            return None
    return columns


def _document(
    row: list[str], head: list[str], columns: dict[str, int], path: Path, number: int, reading: Reading
) -> Document | None:
    if len(row) != len(head):
        reading.problem(path, number, f"this row has {len(row)} columns, the first row {len(head)}.")
        return None
    text = row[columns["text"]]
    reason = unfit(text) or next((why for cell in row if "\0" in cell and (why := unfit(cell))), "")
    if reason:
        reading.problem(path, number, f"{reason}.")
        return None
    if not text:
        reading.problem(path, number, "a row without text is left out.", fatal=False)
        return None
    named = {key: row[at] for key, at in columns.items() if key != "text"}
    taken = set(columns.values())
    meta = {name: row[at] for at, name in enumerate(head) if at not in taken and row[at]}
    return Document(
        named.get("id", ""),
        named.get("name", ""),
        text,
        named.get("language", ""),
        named.get("published", ""),
        named.get("source", ""),
        meta,
    )


def write(bundles: Iterable[Bundle], writing: Writing) -> list[Path]:
    """A file of spans, and one of relations if there are any; JSON in attributes and fragments, UTF-8."""
    options = {option.id: option.default for option in FORMAT.options} | dict(writing.options)
    if options["offsets"] not in _OFFSETS:
        raise UserError(f"offsets={options['offsets']} is none of: {', '.join(_OFFSETS)}.")
    separator = SEPARATORS[options["separator"] or "comma"]
    suffix = "tsv" if separator == "\t" else "csv"
    spans_file = writing.folder / f"{writing.stem}.{suffix}"
    relations_file = writing.folder / f"{writing.stem}-relations.{suffix}"
    relations: _Table | None = None
    with ExitStack() as stack:

        def table(path: Path, columns: tuple[str, ...]) -> _Table:
            file = codecs.getwriter("utf-8")(stack.enter_context(replacing(path)))
            if options["bom"] == "yes":
                file.write(BOM)
            made = _Table(csv.writer(file, delimiter=separator, lineterminator="\r\n"))
            made.row(columns)
            return made

        spans = table(spans_file, (*SPAN_COLUMNS, *_OFFSETS[options["offsets"]]))
        for bundle in bundles:
            who = (bundle.document.name, bundle.annotator.name if bundle.annotator else "", bundle.round)
            text = bundle.document.text
            extra = _Offsets(text, options["offsets"])
            covered = {span.id: span.covered(text) for span in bundle.spans}
            for span in sorted(bundle.spans, key=lambda span: (span.start, span.end, span.id)):
                place = (span.start, span.end, _json(span.fragments), covered[span.id])
                spans.row((*who, span.id, span.label, *place, *_about(span), *extra.of(span)))
            for relation in sorted(bundle.relations, key=lambda relation: relation.id):
                relations = relations or table(relations_file, RELATION_COLUMNS)
                ends = (
                    relation.head,
                    relation.tail,
                    *(covered[end] for end in (relation.head, relation.tail)),
                )
                relations.row((*who, relation.id, relation.label, *ends, *_about(relation)))
    return [spans_file, relations_file] if relations else [spans_file]


class _Table:
    """A csv writer that lets no formula through."""

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def row(self, cells: Iterable[object]) -> None:
        self._writer.writerow([csv_rows.safe(cell) if isinstance(cell, str) else cell for cell in cells])


class _Offsets:
    """Offsets of spans in other units than code points, for spans in order of their start."""

    def __init__(self, text: str, unit: str) -> None:
        self._text, self._unit = text, unit
        self._map = Utf16Map(text) if unit == "utf-16" else None
        self._at, self._bytes = 0, 0  # a place in code points, and in bytes

    def of(self, span: Span) -> tuple[int, ...]:
        if self._map is not None:
            return self._map.to_utf16(span.start), self._map.to_utf16(span.end)
        if self._unit != "bytes":
            return ()
        self._bytes += len(self._text[self._at : span.start].encode())
        self._at = span.start
        return self._bytes, self._bytes + len(self._text[span.start : span.end].encode())


def _about(thing: Span | Relation) -> tuple[object, ...]:
    attributes, score = _json(thing.attributes), "" if thing.score is None else thing.score
    return attributes, thing.note, "yes" if thing.unsure else "", thing.origin, score


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True) if value else ""


def losses(bundle: Bundle, schema: Schema, options: Mapping[str, str]) -> Iterator[Loss]:
    """The text, and what is neither span nor relation."""
    yield held.of_document(TEXTS, bundle, "only what spans cover is written")
    kept = {held.RELATIONS, held.ATTRIBUTES, held.NOTES, held.UNSURE, held.ORIGINS}
    yield from held.besides_spans(bundle, kept)
    rows = bool(bundle.spans or bundle.relations)
    yield from held.of_layer(bundle, ("annotator", "round") if rows else ())
    if not rows:
        yield held.of_document(held.NAMES, bundle, bundle.document.name)
    for span in bundle.spans:
        covered = span.covered(bundle.document.text)
        if csv_rows.safe(covered) != covered:
            yield held.of_span(FORMULAS, bundle, span)


FORMAT: Format = Format(
    id="csv",
    title="CSV",
    suffixes=(".csv", ".tsv"),
    read=read,
    write=write,
    losses=losses,
    options=(
        Option("separator", "Between columns (empty: comma; tab in a .tsv)", "", ("", *SEPARATORS)),
        Option("text_column", "Column of the text (when reading)", ""),
        *(Option(f"{key}_column", f"Column of {key} (when reading)", "") for key in _NAMED),
        Option("formulas", "An apostrophe before a formula (when reading)", "keep", ("keep", "plain")),
        Option("offsets", "Further offsets (when writing)", "code points", tuple(_OFFSETS)),
        Option("bom", "A BOM, for Excel (when writing)", "no", ("no", "yes")),
    ),
    back=csv_rows.back,
    loses="texts, comments, attributes and metadata of documents",
)
