"""The rows of our CSV: their columns, cells that no spreadsheet takes for a formula, and reading them back."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from typing import Any

from msgspec.structs import replace

from workbench.formats import held
from workbench.formats.base import Pairs, Reading, Writing
from workbench.formats.reading import LARGEST
from workbench.model import Bundle, Document, Relation, Span

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ABOUT = ("attributes", "note", "unsure", "origin", "score")
SPAN_COLUMNS = (
    "document",
    "annotator",
    "round",
    "span",
    "label",
    "start",
    "end",
    "fragments",
    "text",
    *_ABOUT,
)
RELATION_COLUMNS = (
    "document",
    "annotator",
    "round",
    "relation",
    "label",
    "head",
    "tail",
    "head_text",
    "tail_text",
    *_ABOUT,
)


def safe(cell: str) -> str:
    """The cell with an apostrophe before what a spreadsheet would take for a formula, or for such an apostrophe."""
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def plain(cell: str) -> str:
    """The cell that `safe` was given."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(_FORMULA) else cell


def back(bundles: Iterable[Bundle], writing: Writing, reading: Reading) -> Pairs:
    """As many rows for each bundle as it has spans and relations; the text, which is not there, is taken as given."""
    separator = SEPARATORS[writing.options.get("separator") or "comma"]
    suffix = "tsv" if separator == "\t" else "csv"
    csv.field_size_limit(LARGEST)
    with ExitStack() as stack:

        def table(name: str, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
            path = writing.folder / f"{name}.{suffix}"
            if not path.exists():
                return
            file = stack.enter_context(path.open(encoding="utf-8-sig", newline=""))
            for row in csv.reader(file, delimiter=separator, strict=True):
                yield dict(zip(columns, map(plain, row), strict=False))

        spans = table(writing.stem, SPAN_COLUMNS)
        relations = table(f"{writing.stem}-relations", RELATION_COLUMNS)
        next(spans, None)
        next(relations, None)
        for bundle in bundles:
            rows, arrows = (
                list(islice(spans, len(bundle.spans))),
                list(islice(relations, len(bundle.relations))),
            )
            yield bundle, _read_back(bundle, rows, arrows)


def _read_back(bundle: Bundle, rows: list[dict[str, str]], arrows: list[dict[str, str]]) -> Bundle | None:
    document, known = bundle.document, {span.id for span in bundle.spans}
    who, name = held.who(bundle), document.name if rows or arrows else ""
    for row in (*rows, *arrows):
        if (row["annotator"], row["round"]) != (who.get("annotator", ""), str(bundle.round)):
            return None
        name = row["document"] if row["document"] != document.name else name
    if any(row["head"] not in known or row["tail"] not in known for row in arrows):
        return None

    def more(row: dict[str, str]) -> dict[str, Any]:
        return {
            "attributes": json.loads(row["attributes"] or "{}"),
            "note": row["note"],
            "unsure": row["unsure"] == "yes",
            "origin": row["origin"],
            "score": float(row["score"]) if row["score"] else None,
        }

    spans = tuple(
        Span(
            row["span"],
            row["label"],
            int(row["start"]),
            int(row["end"]),
            tuple((start, end) for start, end in json.loads(row["fragments"] or "[]")),
            **more(row),
        )
        for row in rows
    )
    if any(span.covered(document.text) != row["text"] for span, row in zip(spans, rows, strict=True)):
        return None
    annotator = bundle.annotator and replace(bundle.annotator, kind="person")
    return replace(
        bundle,
        annotator=annotator if rows or arrows else None,
        round=bundle.round if rows or arrows else 1,
        document=Document("", name, document.text),
        spans=spans,
        relations=tuple(
            Relation(row["relation"], row["label"], row["head"], row["tail"], **more(row)) for row in arrows
        ),
        comments=(),
        attributes={},
        status="",
    )
