"""Which labels' spans are drawn: all, dimmed, or hidden; a frozen value, pure.

Dimmed spans are drawn faint and are reached like all others. Hidden ones are neither drawn nor reached
by Tab or the mouse, and leave their foot line to the others; they stay in the document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from workbench.schema import Schema

Shown = Literal["shown", "dimmed", "hidden"]
_NEXT: dict[Shown, Shown] = {"shown": "dimmed", "dimmed": "hidden", "hidden": "shown"}


class Visibility(Struct, frozen=True):
    """Ids of the labels that are not shown in full."""

    dimmed: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    @property
    def everything(self) -> bool:
        """Whether all is shown."""
        return not self.dimmed and not self.hidden

    def of(self, labels: Iterable[str]) -> Shown:
        """How labels are shown together: hidden if all are, shown if any is, else dimmed."""
        ids = frozenset(labels)
        if ids and ids <= self.hidden:
            return "hidden"
        return "dimmed" if ids and ids <= self.hidden | self.dimmed else "shown"

    def put(self, labels: Iterable[str], how: Shown) -> Visibility:
        """These labels shown that way, the others as they are."""
        ids = frozenset(labels)
        return Visibility(
            self.dimmed | ids if how == "dimmed" else self.dimmed - ids,
            self.hidden | ids if how == "hidden" else self.hidden - ids,
        )

    def step(self, labels: Iterable[str]) -> Visibility:
        """What a click on an eye does: shown, dimmed, hidden, and shown again."""
        ids = frozenset(labels)
        return self.put(ids, _NEXT[self.of(ids)])

    def only(self, labels: Iterable[str], schema: Schema) -> Visibility:
        """Only these labels shown; where that is so already, everything again."""
        rest = frozenset(label.id for label in schema.labels) - frozenset(labels)
        return Visibility() if not self.dimmed and rest == self.hidden else Visibility(hidden=rest)


EVERYTHING = Visibility()
