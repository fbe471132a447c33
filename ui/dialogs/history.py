"""What was done in this project, newest first; imports are undone from here."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from ui.dialogs.frame import Dialog
from ui.dialogs.table import Column, Row, Table
from ui.dialogs.when import moment
from ui.session import Session
from ui.theme import Theme
from workbench.project.history import in_time

PAGE = 200  # operations read at once
GATHERED = ("import", "merge", "suggest")  # kinds that Ctrl+Z passes over: undone here only


class HistoryDialog(Dialog):
    """The list of operations with the place of undo and redo in it."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            parent,
            title="History",
            lead="Everything done in this project, newest first. ▸ is what Undo takes back next. "
            "Imports, merges, runs of suggestions and trainings are taken back here, without what somebody has "
            "changed since.",
            width=760,
            height=560,
        )
        self.session = session
        self._shown = PAGE
        self.table = Table(
            [Column("", 28), Column("What", 0), Column("Who", 150), Column("When", 150)],
            theme,
            name="Operations",
            empty="Nothing has been done yet.",
        )
        self.table.on_current(self._refresh_buttons)
        self.body.addWidget(self.table)
        self.older_button = self.add_button("&Older")
        self.older_button.clicked.connect(self._older)
        self.take_back_button = self.add_button("Take this &back")
        self.take_back_button.clicked.connect(self._take_back)
        self.undo_button = self.add_button("&Undo")
        self.undo_button.clicked.connect(lambda: self.session.undo())
        self.redo_button = self.add_button("&Redo")
        self.redo_button.clicked.connect(lambda: self.session.redo())
        self.add_close("Close", default=True)
        session.changed.connect(self._changed)
        session.documents_changed.connect(self._changed)
        session.failed.connect(self._failed)
        self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        """Read the operations again and keep the place."""
        at = max(0, self.table.currentIndex().row())
        operations = self.session.project.history(limit=self._shown)
        next_undo = next((one.id for one in operations if _undoable(one)), "")
        rows = [_row(one, next_undo) for one in in_time(operations)]
        self.table.set_rows(rows, current=at)
        self.older_button.setVisible(len(rows) == self._shown)
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        project = self.session.project
        undo, redo = project.undo_title(), project.redo_title()
        self.undo_button.setEnabled(bool(undo))
        self.undo_button.setToolTip(f"Undo: {undo}" if undo else "There is nothing of yours to undo.")
        self.redo_button.setEnabled(bool(redo))
        self.redo_button.setToolTip(f"Redo: {redo}" if redo else "There is nothing to redo.")
        row = self.table.row()
        one = row.data if row else None
        self.take_back_button.setEnabled(one is not None and one.kind in GATHERED and not one.undone)

    def _older(self) -> None:
        self._shown += PAGE
        self.reload()

    def _take_back(self) -> None:
        row = self.table.row()
        if row is not None:
            self.set_note("")
            self.session.do(self.session.project.undo_operation, row.data.id)

    def _changed(self, *_: object) -> None:
        self.set_note("")
        self.reload()

    def _failed(self, words: str) -> None:
        self.set_note(words, "error")


def _undoable(one: Any) -> bool:
    return one.mine and not one.undone and one.kind in ("gesture", "redo")


def _row(one: Any, next_undo: str) -> Row:
    sign = "▸" if one.id == next_undo else ""
    back = one.kind in ("undo", "redo")
    title = f"{one.kind} {one.title}" if back else f"{one.title} (undone)" if one.undone else one.title
    quiet = "soft" if one.undone or one.kind == "undo" else ""
    return Row((sign, title[:1].upper() + title[1:], one.annotator, moment(one.at)), quiet, data=one)
