"""Archives as INCEpTION and WebAnno write them: a CAS for each document and annotator, in a zip with its type system.

A project's export holds annotation/DOCUMENT/ANNOTATOR.zip, curation/DOCUMENT/CURATION_USER.zip and
exportedproject.json; one document's export is such an inner zip alone. See the user guide, "Exporting".
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec
from msgspec import Struct

from workbench.errors import UserError
from workbench.formats.archives import DAMAGED, Archive
from workbench.formats.base import Reading
from workbench.model import Annotator, Bundle

PROJECT = "exportedproject.json"
BEGINNING = "INITIAL_CAS"  # what every annotator of a document began with
CURATION = "CURATION_USER"
_TYPES = "typesystem.xml"
_ROOMS = ("annotation", "curation")
_CAS = (".xmi", ".json")
_ENDING = re.compile(r"\.[A-Za-z]{1,5}\Z")
_STATES = {
    "FINISHED": "done",
    "CURATION_FINISHED": "done",
    "IN_PROGRESS": "in progress",
    "INPROGRESS": "in progress",
}
_STATES |= {"CURATION_IN_PROGRESS": "in progress", "CURATION_INPROGRESS": "in progress", "LOCKED": "done"}


class Owner(Struct, frozen=True):
    """Whose work on which document a CAS is, by its place in an export; empty where that does not say."""

    document: str
    annotator: str
    status: str = ""

    def named(self, bundle: Bundle) -> Bundle:
        """The bundle under the names of its place; what everybody began with is nobody's layer."""
        name = _ENDING.sub("", self.document) or bundle.document.name
        document = msgspec.structs.replace(bundle.document, name=name)
        if self.annotator == BEGINNING:
            return Bundle(document)
        who = annotator(self.annotator) or bundle.annotator
        status = self.status or bundle.status
        return msgspec.structs.replace(bundle, document=document, annotator=who, status=status if who else "")


class Member(Struct, frozen=True):
    """A CAS in an archive: its place (for messages), bytes, those of its type system, and whose it is."""

    place: Path
    data: bytes
    types: bytes | None
    owner: Owner


def annotator(name: str) -> Annotator | None:
    """Who is meant by a name of INCEpTION's: its curation is gold."""
    if name == CURATION:
        return Annotator("", "Gold", "gold")
    return Annotator("", name) if name and name != BEGINNING else None


def of_path(path: Path) -> Owner | None:
    """Whose a file is that lies where INCEpTION puts it, in an export that somebody has unpacked."""
    document, room = path.parent, path.parent.parent
    fits = room.name in _ROOMS and (document.suffix or (room.parent / PROJECT).is_file())
    return Owner(document.name, path.stem) if fits else None


def is_zip(path: Path) -> bool:
    """Whether a file is an archive of CASes."""
    with suppress(*DAMAGED), path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            with zipfile.ZipFile(path) as archive:
                return any(_room(name) for name in archive.namelist()) or _holds_cas(archive.namelist())
    return False


def members(path: Path, reading: Reading) -> Iterator[Member]:
    """The CASes of an archive, one in memory at a time, after the documents that have no layer yet."""
    try:
        archive = Archive.of(path)
        if not any(_room(name) for name in archive.names()):
            yield from _of_document(archive, path, of_path(path) or Owner("", ""))
            return
        states = _states(archive)
    except UserError as error:
        reading.problem(
            path, 0, str(error), "Unpack it, and import the folder." if "bytes" in str(error) else ""
        )
        return
    rooms = {name: room for name in sorted(archive.names()) if (room := _room(name)) is not None}
    worked_on = {room for name, room in rooms.items() if PurePosixPath(name).stem != BEGINNING}
    for name, room in rooms.items():
        document, who = room[1], PurePosixPath(name).stem
        if who == BEGINNING and room in worked_on:
            continue  # the same text, before anybody worked on it
        owner = Owner(document, who, states.get((document, who), ""))
        try:
            data = archive.read(name)
            if name.lower().endswith(".zip"):
                yield from _of_document(Archive(data), path / name, owner)
            else:
                beside = PurePosixPath(name).with_name("TypeSystem.xml").as_posix()
                types = next((one for one in (beside, "TypeSystem.xml") if archive.holds(one)), "")
                yield Member(path / name, data, archive.read(types) if types else None, owner)
        except UserError as error:
            reading.problem(path / name, 0, str(error))


def _of_document(archive: Archive, path: Path, owner: Owner) -> Iterator[Member]:
    """The CASes in the archive of one document."""
    types = next((name for name in archive.names() if PurePosixPath(name).name.lower() == _TYPES), "")
    for name in archive.names():
        if name.lower().endswith(_CAS):
            place = PurePosixPath(name)
            whose = owner if owner.document else Owner("", "")
            yield Member(path / place, archive.read(name), archive.read(types) if types else None, whose)


def _room(name: str) -> tuple[str, str] | None:
    """The path of annotation/ or curation/ above a CAS in an export, and its document; None elsewhere."""
    path = PurePosixPath(name)
    room = path.parent.parent
    if room.name in _ROOMS and path.suffix.lower() in (".zip", *_CAS):
        return room.parent.as_posix(), path.parent.name
    return None


def _holds_cas(names: list[str]) -> bool:
    files = [PurePosixPath(name) for name in names if not name.endswith("/")]
    return any(one.name.lower() == _TYPES for one in files) and any(
        one.suffix.lower() == ".xmi" for one in files
    )


def _states(archive: Archive) -> dict[tuple[str, str], str]:
    """How far each layer is, by document and annotator, as the project's own description says."""
    file = next((name for name in archive.names() if PurePosixPath(name).name == PROJECT), "")
    try:
        told = msgspec.json.decode(archive.read(file)) if file else {}
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return {}

    def rows(key: str) -> Iterator[dict[str, Any]]:
        listed = told.get(key) if isinstance(told, dict) else None
        for row in listed if isinstance(listed, list) else ():
            if isinstance(row, dict):
                yield row

    found = {}
    for row in rows("annotation_documents"):
        found[str(row.get("name")), str(row.get("user"))] = _STATES.get(str(row.get("state")), "")
    for row in rows("source_documents"):
        found[str(row.get("name")), CURATION] = _STATES.get(str(row.get("state")), "")
    return found
