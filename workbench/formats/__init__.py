"""The formats of the workbench: bytes <-> bundles, with declared losses. FORMATS is the one list of them.

The list is loaded when it is first asked for: its modules would take a tenth of each start of the window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.formats.base import Format, Loss, Option, Reading, Writing

if TYPE_CHECKING:
    from workbench.formats.known import FORMATS, detect, find_format, inputs

__all__ = ["FORMATS", "Format", "Loss", "Option", "Reading", "Writing", "detect", "find_format", "inputs"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from workbench.formats import known

    return getattr(known, name)
