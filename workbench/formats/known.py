"""The one list of formats, and which of them a file is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from workbench.errors import UserError
from workbench.formats import (
    brat,
    conll,
    csv,
    doccano,
    docx,
    epub,
    gate,
    html,
    huggingface,
    jsonl,
    labelstudio,
    pdf,
    prodigy,
    spacy,
    text,
    timeml,
    uima,
    w3c,
    webanno,
)
from workbench.formats.base import Format

FORMATS: tuple[Format, ...] = (
    text.FORMAT,
    csv.FORMAT,
    jsonl.FORMAT,
    brat.FORMAT,
    conll.FORMAT,
    spacy.FORMAT,
    huggingface.FORMAT,
    labelstudio.FORMAT,
    doccano.FORMAT,
    prodigy.FORMAT,
    webanno.FORMAT,
    uima.XMI,
    uima.JSON,
    w3c.FORMAT,
    timeml.FORMAT,
    gate.FORMAT,
    html.FORMAT,
    docx.FORMAT,
    pdf.FORMAT,
    epub.FORMAT,
)

_BESIDE = (
    ".conf",
    ".cfg",
    ".ini",
    ".ser",
    ".xsd",
    ".dtd",
    ".css",
    ".js",
    ".py",
)
_ABOUT = (
    "README",
    "LICENSE",
    "LICENCE",
    "EXPORT-REPORT",
    "EXPORTEDPROJECT",
)  # files about a folder, not documents of it


def find_format(format_id: str) -> Format:
    """The format of that id; UserError, which lists the ids, if there is none."""
    for known in FORMATS:
        if known.id == format_id:
            return known
    raise UserError(
        f"There is no format {format_id!r}; known are: {', '.join(known.id for known in FORMATS)}."
    )


def detect(path: Path) -> Format:
    """The format to read a file with, by its suffix and, where formats share one, its content.

    UserError if the file is missing or of no known kind.
    """
    if not path.exists():
        raise UserError(f"{path}: there is no such file.")
    if uima.is_type_system(path):
        raise UserError(f"{path}: this is a type system and holds no document; name the .xmi beside it.")
    found = _detected(path)
    if found is None:
        if path.suffix.lower() == ".zip":
            raise UserError(
                f"{path}: this archive is no export of INCEpTION, and no book or document; unpack it, and import "
                "the folder."
            )
        readable = ", ".join(known.id for known in FORMATS if known.read)
        raise UserError(f"{path}: cannot tell the format; name it with --format ({readable}).")
    return found


def inputs(
    paths: Iterable[Path], format_id: str | None = None, passed: list[Path] | None = None
) -> list[tuple[Format, Path]]:
    """The files to read with their formats, folders walked in sorted order.

    A brat pair is one input, its .ann file. In a folder, files of no known format or of another one, hidden ones
    and those about the folder (README, LICENSE, export-report.json) are passed over; a file named outright must be
    of a format. What is passed over though it might be a document is added to `passed`. UserError if nothing is found.
    """
    wanted = find_format(format_id) if format_id else None
    if wanted is not None and wanted.read is None:
        raise UserError(f"The format {wanted.id!r} can be written, not read.")
    found: dict[Path, Format] = {}
    for path in paths:
        if not path.exists():
            raise UserError(f"{path}: there is no such file or folder.")
        if _is_project(path):
            raise UserError(f"{path}: this is a project, no document: open it, or merge it into this one.")
        before = len(found)
        for file in _walk(path):
            kind = _fitting(file, wanted, outright=file == path)
            if kind is not None:
                found.setdefault(file.with_suffix(".ann") if kind.id == "brat" else file, kind)
            elif (
                passed is not None
                and file.suffix.lower() not in _BESIDE
                and not file.with_suffix(".ann").exists()  # the text of a brat pair
            ):
                passed.append(file)
        if path.is_dir() and len(found) == before:
            raise UserError(
                f"{path}: holds no file {f'of the format {wanted.id}' if wanted else 'to import'}."
            )
    return [(kind, file) for file, kind in found.items()]


def _walk(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for entry in sorted(path.iterdir()):
        about = entry.stem.upper() in _ABOUT or entry.name.endswith(".export-report.json")
        if not (entry.name.startswith(".") or about or _is_project(entry) or uima.is_type_system(entry)):
            yield from _walk(entry)


def _is_project(path: Path) -> bool:
    """Whether a file is a project or its log, told by names alone.

    To look into one that this process has open would give up its locks (sqlite.org/howtocorrupt.html, 2.2).
    """
    if path.name.endswith(("-wal", "-shm")):
        return path.with_name(path.name[:-4]).is_file()
    return path.suffix.lower() == ".wbench" or Path(f"{path}-wal").exists()


def _fitting(path: Path, wanted: Format | None, *, outright: bool) -> Format | None:
    if wanted is None:
        return detect(path) if outright else _detected(path)
    claimed = wanted.claims is not None and wanted.claims(path)
    return wanted if outright or claimed or path.suffix.lower() in wanted.suffixes else None


def _detected(path: Path) -> Format | None:
    readable = [known for known in FORMATS if known.read is not None]
    for known in readable:
        if known.claims is not None and known.claims(path):
            return known
    return next((known for known in readable if path.suffix.lower() in known.suffixes), None)
