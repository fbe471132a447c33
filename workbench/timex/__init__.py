"""TIMEX3: the grammar of its values, finding expressions of time, and computing what they mean."""

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
