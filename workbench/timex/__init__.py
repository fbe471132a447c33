"""TIMEX3: the grammar of its values, finding expressions of time, and computing what they mean.

Each room is loaded when something of it is first asked for: a start of the window has no use for any.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.timex.computed import Computed
    from workbench.timex.grammar import LANGUAGES
    from workbench.timex.points import point
    from workbench.timex.reading import Expression, compute, compute_at, expressions, prepare, published_date
    from workbench.timex.values import TYPES, check

__all__ = [
    "LANGUAGES",
    "TYPES",
    "Computed",
    "Expression",
    "check",
    "compute",
    "compute_at",
    "expressions",
    "point",
    "prepare",
    "published_date",
]
_ROOMS = {
    "Computed": "computed",
    "LANGUAGES": "grammar",
    "point": "points",
    "TYPES": "values",
    "check": "values",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ROOMS.get(name, 'reading')}"), name)
