"""Zip archives from strangers: places outside, bombs, doubles, damage."""

from __future__ import annotations

import struct
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from document_files import archive

from workbench.errors import UserError
from workbench.formats.archives import Archive, is_archive_with


def test_files_are_listed_and_read() -> None:
    found = Archive(archive({"a/": b"", "a/b.xml": "text", "c": b"\0" * 900_000}))
    assert found.names() == ["a/b.xml", "c"] and found.holds("c") and not found.holds("b.xml")
    assert found.read("a/b.xml") == b"text" and len(found.read("c")) == 900_000


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "C:/a", "a\\b", "\\\\host\\a", "a/.."])
def test_a_place_outside_is_refused(name: str) -> None:
    with pytest.raises(UserError, match="names a place outside of itself"):
        Archive(archive({name: "x"}))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(UserError, match="would unpack to far more"):
        Archive(archive({"a": b"\0" * 20_000_000}))
    with pytest.raises(UserError, match="holds 20,002 files"):
        Archive(archive({f"{n}": "" for n in range(20_002)}))


def test_an_archive_in_an_archive_is_bytes_and_no_more() -> None:
    inner = archive({"a": b"\0" * 900_000})
    assert Archive(archive({"inner.zip": inner})).read("inner.zip") == inner


def test_a_size_that_lies_is_refused() -> None:
    data = bytearray(archive({"a": b"\0" * 5_000}))
    for at in (data.find(b"PK\3\4") + 22, data.find(b"PK\1\2") + 24):
        struct.pack_into("<I", data, at, 10)
    with pytest.raises(UserError, match=r"damaged|far more"):
        Archive(bytes(data)).read("a")


def test_doubles_encryption_and_damage_are_refused() -> None:
    made = BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as file:
        warnings.simplefilter("ignore")
        file.writestr("a", "1")
        file.writestr("a", "2")
    with pytest.raises(UserError, match="holds 'a' twice"):
        Archive(made.getvalue())
    data = bytearray(archive({"a": "text that is long enough to be damaged"}))
    broken = bytearray(data)
    broken[45] ^= 0xFF
    with pytest.raises(UserError, match="damaged"):
        Archive(bytes(broken)).read("a")
    data[data.find(b"PK\1\2") + 8] |= 1
    with pytest.raises(UserError, match="encrypted"):
        Archive(bytes(data)).read("a")
    with pytest.raises(UserError, match="b is missing"):
        Archive(archive({"a": "x"})).read("b")


def test_files_that_are_no_archives(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read"):
        Archive.of(tmp_path / "missing")
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(UserError, match="empty"):
        Archive.of(tmp_path / "a")
    (tmp_path / "a").write_bytes(b"PK\3\4 not")
    assert not is_archive_with(tmp_path / "a", "b") and not is_archive_with(tmp_path / "missing", "b")
