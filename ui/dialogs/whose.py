"""A hand-out that was made for somebody else than who opens it: one key works as the person it is for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.frame import Dialog
from ui.theme import Theme


class WhoseDialog(Dialog):
    """Names both; Enter works as whom the hand-out is for, Esc leaves it as it is until the next opening."""

    chosen = Signal(bool)  # whether to work as the person that the hand-out is for

    def __init__(self, mine: str, theirs: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            parent,
            title=f"This hand-out is for {theirs}",
            lead=f"You have opened it as {mine}. What you do is then {mine}’s work, beside that of {theirs}, "
            f"and what {theirs} was given to do stays undone.",
            width=520,
        )
        self.mine = self.add_button(f"&Go on as {mine.replace('&', '&&')}")
        self.mine.clicked.connect(lambda: self._choose(False))
        self.theirs = self.add_button(f"&Work as {theirs.replace('&', '&&')}", default=True)
        self.theirs.clicked.connect(lambda: self._choose(True))
        self.theirs.setFocus()

    def _choose(self, theirs: bool) -> None:
        self.accept()
        self.chosen.emit(theirs)
