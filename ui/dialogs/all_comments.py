"""The comments of all documents: which threads are open, on what words; Enter goes there."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from ui.dialogs.frame import Dialog, plural
from ui.dialogs.table import Column, Row, Table
from ui.dialogs.when import moment
from ui.session import Session
from ui.theme import Theme

MOST = 2000  # threads listed, the newest ones


class AllCommentsDialog(Dialog):
    """Lists threads, newest first; what is resolved can be shown instead."""

    go = Signal(object)  # the thread

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            parent,
            title="Comments on all documents",
            lead="The threads of this project, the newest first. Enter goes to what a comment is about.",
            width=900,
            height=520,
        )
        self.session = session
        self.table = Table(
            [
                Column("Comment", 0),
                Column("About", 160),
                Column("Document", 140),
                Column("Who", 110),
                Column("When", 130),
            ],
            theme,
            name="Comments",
            empty="No open comment. Ctrl+Shift+M writes one on the selected span or the document.",
        )
        self.table.chosen.connect(self._go)
        self.table.on_current(self._refresh_buttons)
        self.body.addWidget(self.table)
        self.resolved = QCheckBox("&Resolved ones")
        self.resolved.toggled.connect(self.reload)
        self.body.addWidget(self.resolved)
        self.resolve_button = self.add_button("R&esolve")
        self.resolve_button.clicked.connect(self._resolve)
        self.add_close("Close")
        self.go_button = self.add_button("&Go to it", default=True)
        self.go_button.clicked.connect(lambda: self._go(self._current()))
        session.changed.connect(self.reload)
        self.reload()
        self.table.setFocus()

    def reload(self, *_: object) -> None:
        """Read the threads again and keep the place."""
        at = max(0, self.table.currentIndex().row())
        found = self.session.project.comment_threads(resolved=self.resolved.isChecked(), limit=MOST)
        self.table.set_rows([_row(one) for one in found], current=at)
        more = f"The newest {MOST:,} are shown." if len(found) == MOST else plural(len(found), "thread") + "."
        self.set_note(more)
        self.resolve_button.setText("Op&en again" if self.resolved.isChecked() else "R&esolve")
        self._refresh_buttons()

    def _refresh_buttons(self) -> None:
        there = self._current() is not None
        self.go_button.setEnabled(there)
        self.resolve_button.setEnabled(there and not self.session.project.read_only)

    def _current(self) -> Any:
        row = self.table.row()
        return row.data if row else None

    def _go(self, thread: Any) -> None:
        if thread is not None:
            self.accept()
            self.go.emit(thread)

    def _resolve(self) -> None:
        thread = self._current()
        if thread is not None:
            self.session.do(self.session.project.resolve_comment, thread.id, not thread.resolved)


def _row(thread: Any) -> Row:
    about = {"document": "the document"}.get(thread.target_kind) or (
        f"“{' '.join(thread.words.split())}”" if thread.words else "gone"
    )
    answers = f" (+{thread.answers})" if thread.answers else ""
    words = " ".join(thread.text.split())
    cells = (f"{words}{answers}", about, thread.name, thread.annotator, moment(thread.at))
    return Row(cells, tip=f"{thread.text}\n{about} in {thread.name}", data=thread)
