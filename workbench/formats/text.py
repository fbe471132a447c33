"""Plain text: one document a file, its text exactly as it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from workbench.formats.base import Format, Reading
from workbench.formats.reading import BOM, read_text
from workbench.formats.tagging import holds_columns
from workbench.model import Bundle, Document


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The document, named as the file without its suffix. One leading BOM is noted in `meta` as "bom"."""
    text = read_text(path, reading)
    if text is None:
        return
    bom = text.startswith(BOM)
    text = text[1:] if bom else text
    if not text:
        reading.problem(path, 0, "the file is empty.", "Leave it out, or put the text into it.")
        return
    yield Bundle(Document("", path.stem, text, meta={"bom": True} if bom else {}))


def claims(path: Path) -> bool:
    """Whether it ends as a text does, no brat annotation lies beside it, and it holds no columns of tokens."""
    if path.suffix.lower() not in FORMAT.suffixes or path.with_suffix(".ann").exists():
        return False
    return not holds_columns(path)


FORMAT = Format(
    id="text",
    title="Plain text",
    suffixes=(".txt", ".text"),
    read=read,
    claims=claims,
)
