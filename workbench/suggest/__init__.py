"""Programs that propose spans and relations: pure, without storage.

They are loaded when they are first asked for: a start of the window has no use for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.suggest.base import Context, Proposal, Suggester, Uses

if TYPE_CHECKING:
    from workbench.suggest.suggesters import SUGGESTERS, find_suggester, known

__all__ = ["SUGGESTERS", "Context", "Proposal", "Suggester", "Uses", "find_suggester", "known"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from workbench.suggest import suggesters

    return getattr(suggesters, name)
