"""Where the letters and names of labels stand above the lines: pure, as geometry.

All px are zoomed already; x from the text's left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct

from ui.document_view.geometry import Figure, Look, Piece, Tag

Stretch = tuple[float, float]
Placed = tuple[Piece, str, float, float]  # the text of a tag, its x and width
_Head = tuple[float, Piece]  # where a span begins, counted in the direction of its script


def place_tags(
    figure: Figure,
    looks: Mapping[str, Look],
    *,
    width_of: Callable[[str], float],
    gap: float,
    cut_to: Callable[[str, float], str] | None = None,
    right: float = float("inf"),
) -> None:
    """Set each span's tag above its first glyph; where several begin, side by side in the direction of their
    script, outer first.

    With `cut_to` (text, px -> as much of it as fits, or empty) names are cut so that they end before the
    next tag begins, at the latest at `right`; one for which there is no room at all becomes its label's letter.
    """
    row = _Row(looks, width_of, gap, cut_to)
    for index, pieces in enumerate(figure.pieces):
        heads = [piece for piece in pieces if piece.first and _tag(looks, piece.label)]
        if not heads:
            continue
        placed: Iterator[Placed] | list[Placed]
        if any(piece.rtl for piece in heads):
            placed = row.both_ways(heads, right)
        else:
            placed = row.along([(piece.x0, piece) for piece in heads], right)
        nested = [(wash.x0 - 1, wash.x1) for wash in figure.washes[index] if wash.level]
        above = _reaching_down(figure, index - 1) if index else []
        for piece, text, x, width in placed:
            plate = bool(nested) and any(x0 <= x <= x1 for x0, x1 in nested)
            if above and not plate:
                plate = any(x0 < x + width and x1 > x for x0, x1 in above)
            figure.tags[index].append(Tag(piece.span, piece.label, text, index, x, width, plate))


def _reaching_down(figure: Figure, index: int) -> list[Stretch]:
    """Where lines below the first foot line of a line may come near to the tags of the next."""
    found = [(piece.x0, piece.x1) for piece in figure.pieces[index] if piece.level]
    return found + [(join.x0, join.x1) for join in figure.joins[index] if join.level]


class _Row(Struct, frozen=True):
    """How the tags of one line are set side by side."""

    looks: Mapping[str, Look]
    width_of: Callable[[str], float]
    gap: float
    cut_to: Callable[[str, float], str] | None

    def along(self, heads: list[_Head], right: float, stops: Sequence[Stretch] = ()) -> Iterator[Placed]:
        """Tags from where their spans begin onwards, none before the one before it ends, and none on a stop."""
        heads.sort(key=lambda head: (round(head[0]), -head[1].level))
        edge = float("-inf")
        for number, (start, piece) in enumerate(heads):
            text = _tag(self.looks, piece.label)
            width = self.width_of(text)
            x = max(start, edge)
            end = right
            for low, high in stops:
                if (
                    low < x + self.width_of(_letter(self.looks, piece.label)) + self.gap
                    and high + self.gap > x
                ):
                    x = high + self.gap
                elif low > x:
                    end = min(end, low - self.gap)
            if self.cut_to is not None:
                room = self._room(x, heads[number + 1 :], end)
                if width > room:
                    text = self.cut_to(text, room) or _letter(self.looks, piece.label)
                    width = self.width_of(text)
            edge = x + width + self.gap
            yield piece, text, x, width

    def both_ways(self, heads: list[Piece], right: float) -> list[Placed]:
        """The same where scripts of both directions stand in one line: those from the right go to the left."""
        leftwards = [(-piece.x1, piece) for piece in heads if piece.rtl]
        onwards = [(piece.x0, piece) for piece in heads if not piece.rtl]
        kept = sorted((-x - self.width_of(_letter(self.looks, piece.label)), -x) for x, piece in onwards)
        end = self.gap if right < float("inf") else right
        placed = [
            (piece, text, -x - width, width) for piece, text, x, width in self.along(leftwards, end, kept)
        ]
        taken = sorted((x, x + width) for _, _, x, width in placed)
        return [*placed, *self.along(onwards, right, taken)]

    def _room(self, x: float, following: Sequence[_Head], end: float) -> float:
        """The px for a name at x before the next tag; those that begin in it keep the room of their letters."""
        kept = 0.0
        for start, piece in following:
            if start > x + 1 + kept:
                return min(end, start - self.gap) - kept - x
            kept += self.width_of(_letter(self.looks, piece.label)) + self.gap
        return end - kept - x


def _tag(looks: Mapping[str, Look], label: str) -> str:
    look = looks.get(label)
    return look.tag if look else label[:1].lower()


def _letter(looks: Mapping[str, Look], label: str) -> str:
    look = looks.get(label)
    return look.letter or look.tag[:1].lower() if look else label[:1].lower()
