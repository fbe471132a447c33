"""Open problems, listed once before a document is finished; they never block."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.dialogs.frame import Dialog, plural
from ui.dialogs.table import Column, Row, Table
from ui.theme import Theme
from workbench.model import Problem

FINISH_KEYS = ("Ctrl+Return", "Ctrl+Enter")
QUOTE = 48  # characters of the text shown for a problem


class ProblemsDialog(Dialog):
    """Enter goes to the problem chosen, the first to begin with; Ctrl+Return finishes anyway."""

    go = Signal(object)
    finish = Signal()

    def __init__(
        self,
        problems: Sequence[Problem],
        text: str,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        left: str = "",
    ) -> None:
        """`left` says what else is open, as the end of a sentence; see `ui.steps.undecided`."""
        keys = QKeySequence(FINISH_KEYS[0]).toString(QKeySequence.SequenceFormat.NativeText)
        super().__init__(
            theme,
            parent,
            title=f"{plural(len(problems), 'thing')} to look at before this document is done",
            lead=f"These are hints. Go to one and mend it; {keys} once more finishes the document as it is.",
            width=760,
            height=420,
        )
        self.table = Table(
            [Column("What", 0), Column("Where", 260)],
            theme,
            name="Problems",
            empty="No problems. Ctrl+Return finishes the document.",
        )
        self.table.set_rows([_row(problem, text) for problem in problems])
        self.table.chosen.connect(self._go)
        self.body.addWidget(self.table)
        self.set_note(f"Also {left}." if left else "Later, F8 goes from one to the next.")
        self.finish_button = self.add_button("&Finish anyway")
        self.finish_button.setToolTip(keys)
        self.finish_button.clicked.connect(self._finish)
        self.go_button = self.add_button("&Go to it", default=True)
        self.go_button.setEnabled(bool(problems))
        self.go_button.clicked.connect(lambda: self._go(self._current()))
        for keys in FINISH_KEYS:
            QShortcut(QKeySequence(keys), self, self._finish)
        self.table.setFocus()

    def _current(self) -> Problem | None:
        row = self.table.row()
        return row.data if row else None

    def _go(self, problem: Problem | None) -> None:
        if problem is not None:
            self.accept()
            self.go.emit(problem)

    def _finish(self) -> None:
        self.accept()
        self.finish.emit()


def _row(problem: Problem, text: str) -> Row:
    words = " ".join(text[problem.start : min(problem.end, problem.start + QUOTE)].split())
    more = "…" if problem.end - problem.start > QUOTE else ""
    where = f"“{words}{more}”" if words else "the document"
    return Row((problem.message, where), tip=f"{problem.message}\n{where}", data=problem)
