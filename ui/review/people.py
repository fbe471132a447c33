"""Who is A and who is B, in one line of any width."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.elided import ElidedLabel

_BETWEEN = " " * 5  # people


class PeopleLabel(ElidedLabel):
    """Who is A and who is B, each with the same room where there is too little, so that none is left out."""

    def __init__(self) -> None:
        super().__init__()
        self._people: list[str] = []

    def set_people(self, people: list[str]) -> None:
        """Show these, cut if need be; the tool tip has them whole."""
        self._people = people
        self.set_whole(_BETWEEN.join(people))

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        between = metrics.horizontalAdvance(_BETWEEN) * max(0, len(self._people) - 1)
        widths = [metrics.horizontalAdvance(person) + 1 for person in self._people]
        shares = fair_shares(widths, self.width() - between)
        right = Qt.TextElideMode.ElideRight
        cut = [metrics.elidedText(one, right, share) for one, share in zip(self._people, shares, strict=True)]
        self.setText(_BETWEEN.join(cut))
        self.setToolTip("\n".join(self._people) if cut != self._people else "")


def fair_shares(widths: list[int], room: int) -> list[int]:
    """How much of a room each gets: those that need less than an even share all of it, the others the same."""
    left, waiting = room, len(widths)
    shares = [0] * len(widths)
    for at in sorted(range(len(widths)), key=lambda at: widths[at]):
        shares[at] = min(widths[at], max(0, left) // waiting)
        left, waiting = left - shares[at], waiting - 1
    return shares
