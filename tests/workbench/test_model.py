"""Ids: UUIDs of version 7, made one by one or many at once."""

from __future__ import annotations

from uuid import RFC_4122, UUID

from workbench.model import new_id, new_ids


def test_ids_are_uuids_of_version_7_and_all_different() -> None:
    ids = [*new_ids(500), new_id()]
    assert len(set(ids)) == 501 and new_ids(0) == []
    for one in ids:
        uuid = UUID(one)
        assert (str(uuid), uuid.version, uuid.variant) == (one, 7, RFC_4122)


def test_ids_made_later_sort_later() -> None:
    (early,) = new_ids(1)
    late = new_id()
    assert early[:13] <= late[:13]
