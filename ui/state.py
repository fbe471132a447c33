"""Where the article stands: at a caret, or with text, a span, a relation or a suggestion selected; a frozen value."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

StateKind = Literal["caret", "text", "span", "relation", "suggestion"]
Edge = Literal["start", "end"]


class State(Struct, frozen=True):
    """Offsets are code points. With `text`, the selection runs between `anchor` and `caret`.

    `span` is the id of the selected span, or empty. `active_span` is the last span that was selected,
    which fragment and relation commands use while text is selected. `edge` is the boundary that moves
    with Shift, of the fragment number `part` (from 0). `relation` is the id of the selected relation.
    `suggestion` is the id of the current suggestion's group; it runs from `anchor` to `caret`, as its edges were moved.
    """

    kind: StateKind = "caret"
    caret: int = 0
    anchor: int = 0
    span: str = ""
    active_span: str = ""
    edge: Edge = "end"
    part: int = 0
    relation: str = ""
    suggestion: str = ""

    @property
    def start(self) -> int:
        """Where the selected text or the suggestion begins (the caret, where neither is)."""
        return min(self.caret, self.anchor)

    @property
    def end(self) -> int:
        """Where the selected text or the suggestion ends."""
        return max(self.caret, self.anchor)
