"""Zip archives from strangers: names and sizes are looked at before anything is unpacked; nothing goes to disk."""

from __future__ import annotations

import struct
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO
from lzma import LZMAError
from pathlib import Path, PurePosixPath

from workbench.errors import UserError
from workbench.formats.reading import LARGEST

MOST = 20_000  # members
WHOLE = 5 * LARGEST  # bytes of all members, unpacked
SMALL = 1_000_000  # bytes; below it no ratio is suspicious
RATIO = 200  # deflate makes no more than 1 of 1032; texts 1 of 3 to 1 of 20
# what zipfile and its decompressors raise on damaged archives
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,  # also where a way of packing is unknown
    ValueError,
    LookupError,
)


class Archive:
    """The members of an archive in memory. Its methods raise UserError, a reason as the end of a sentence."""

    def __init__(self, data: bytes) -> None:
        """Look at the list of members; one that is hostile or damaged is refused whole."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except DAMAGED:
            raise UserError("this is no whole zip archive.") from None
        members = self._zip.infolist()
        if len(members) > MOST:
            raise UserError(f"the archive holds {len(members):,} files; at most {MOST:,} are read.")
        self._members: dict[str, zipfile.ZipInfo] = {}
        whole = 0
        for member in members:
            name = member.filename
            if outside(name) or outside(member.orig_filename):
                raise UserError(f"the archive names a place outside of itself: {name[:80]!r}.")
            if name in self._members:
                raise UserError(f"the archive holds {name[:80]!r} twice.")
            whole += member.file_size
            large = member.file_size > SMALL and member.file_size > RATIO * max(member.compress_size, 1)
            if member.file_size > LARGEST or whole > WHOLE or large:
                raise UserError(f"the archive would unpack to far more than it holds ({name[:80]!r}).")
            self._members[name] = member

    @classmethod
    def of(cls, path: Path) -> Archive:
        """The archive in a file."""
        try:
            size = path.stat().st_size
            data = path.read_bytes() if size <= LARGEST else b""
        except OSError as error:
            raise UserError(f"cannot be read ({error.strerror}).") from None
        if size > LARGEST:
            raise UserError(f"holds {size:,} bytes; at most {LARGEST:,} are read.")
        if not data:
            raise UserError("the file is empty.")
        return cls(data)

    def names(self) -> list[str]:
        """The names of all files, folders left out, in the order of the archive."""
        return [name for name in self._members if not name.endswith("/")]

    def holds(self, name: str) -> bool:
        """Whether there is a file of that name."""
        return name in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a file, never more than it was declared to have."""
        member = self._members.get(name)
        if member is None:
            raise UserError(f"{name[:80]} is missing in it.")
        if member.flag_bits & 1:
            raise UserError("it is encrypted: save it without a password.")
        try:
            with self._zip.open(member) as file:
                data = file.read(member.file_size + 1)
        except DAMAGED:
            raise UserError(f"{name[:80]} in it is damaged.") from None
        if len(data) > member.file_size:
            raise UserError(f"the archive would unpack to far more than it holds ({name[:80]!r}).")
        return data


def outside(name: str) -> bool:
    """Whether a member's name leads out of the folder that it would be unpacked in."""
    return (
        name.startswith(("/", "\\"))
        or "\\" in name
        or "\0" in name
        or name[1:2] == ":"
        or ".." in PurePosixPath(name).parts
    )


def is_archive_with(path: Path, name: str) -> bool:
    """Whether a file is a zip archive that lists a file of that name; for telling formats apart."""
    with suppress(*DAMAGED), path.open("rb") as file:
        if file.read(4) == b"PK\x03\x04":
            with zipfile.ZipFile(path) as archive:
                return name in archive.NameToInfo
    return False
