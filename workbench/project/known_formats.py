"""The formats as a window offers them: what can be read, what can be written."""

from __future__ import annotations

from workbench import formats
from workbench.formats.base import Format, Option
from workbench.formats.flat import groups_for_tags
from workbench.formats.policies import Policies, offered

__all__ = [
    "Format",
    "Option",
    "Policies",
    "groups_for_tags",
    "offered",
    "readable_formats",
    "writable_formats",
]


def readable_formats() -> tuple[Format, ...]:
    """The formats that an import can read, in the order of the list."""
    return tuple(known for known in formats.FORMATS if known.read is not None)


def writable_formats() -> tuple[Format, ...]:
    """The formats that an export can write, in the order of the list."""
    return tuple(known for known in formats.FORMATS if known.write is not None)
