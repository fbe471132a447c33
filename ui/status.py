"""The status bar: who, where, what is to mend, when it was saved, and the zoom."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy

from ui.soon import Soon
from ui.theme import Theme
from workbench.offsets import paragraphs

if TYPE_CHECKING:
    from ui.session import Session

HEIGHT = 24


def clock(stamp: str) -> str:
    """An ISO time stamp as the local time of day, "14:03:22"; empty stays empty."""
    if not stamp:
        return ""
    return datetime.fromisoformat(stamp).astimezone().strftime("%H:%M:%S")


class StatusBar(QFrame):
    """One line of soft text; the number of problems is a button."""

    problems_clicked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("status")
        self.session: Session | None = None
        self._starts: list[int] = []
        self._starts_of = ""
        self._reviewing = False
        self.who, self.where, self.saved, self.zoom = (QLabel() for _ in range(4))
        self.problems = QPushButton()
        self.problems.setFlat(True)
        self.problems.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.problems.clicked.connect(self.problems_clicked)
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(18)
        row.addWidget(self.who)
        row.addWidget(self.where)
        row.addStretch(1)
        row.addWidget(self.problems)
        row.addWidget(self.saved)
        row.addWidget(self.zoom)
        for label in (self.who, self.where, self.saved, self.zoom):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.who.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._later = QTimer(self, singleShot=True, interval=30)
        self._later.timeout.connect(self.show_place)
        self._soon = Soon(self, self.refresh)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom shown is the article's."""
        self.zoom.setText(f"{round(theme.scale * 100)} %")
        self.zoom.setToolTip("Size of the text: Ctrl++, Ctrl+−, Ctrl+0")
        self.setStyleSheet(
            f"QFrame#status {{ background: {theme.panel}; border-top: 1px solid {theme.panel_line}; }}"
            f"QFrame#status QLabel {{ color: {theme.soft}; font-size: 12px; }}"
            f"QFrame#status QPushButton {{ color: {theme.amber}; font-size: 12px; font-weight: 600; "
            "padding: 0 6px; min-height: 0; max-height: 18px; border: 0; border-radius: 3px; }"
            f"QFrame#status QPushButton:hover {{ background: {theme.hover}; }}"
        )

    def watch(self, session: Session) -> None:
        """Follow this session."""
        self.session = session
        session.opened.connect(self.refresh)
        session.changed.connect(lambda _: self._soon.ask())
        session.selection_changed.connect(lambda _: self._later.start())
        session.problems_changed.connect(self.show_problems)
        session.saving.connect(self._show_saving)
        self.refresh()

    def set_reviewing(self, reviewing: bool) -> None:
        """While one reviews, what the article stands at is not told."""
        self._reviewing = reviewing
        self.refresh()

    def refresh(self) -> None:
        """Show everything again."""
        session = self.session
        if session is None:
            return
        document = session.document
        whose = document.annotator_name if document is not None else ""
        status = f" · {session.status}" if document is not None else ""
        self.who.setText(f"{whose or session.project.me.name}{status}")
        if self._reviewing:
            self.who.setText(f"{session.project.me.name} · reviewing")
        stamp = clock(session.project.last_saved())
        self.saved.setText("read only" if session.project.read_only else f"saved {stamp}" if stamp else "")
        self.show_problems()
        self._later.start()

    def show_problems(self) -> None:
        """How many problems the document has, if it is known already."""
        document = self.session.document if self.session is not None else None
        count = len(document.problems) if document is not None else 0
        self.problems.setVisible(count > 0 and not self._reviewing)
        self.problems.setText(f"{count:,} to fix (F8)")

    def show_place(self) -> None:
        """The paragraph of the caret and how much is selected."""
        self._later.stop()
        session = self.session
        document = session.document if session is not None else None
        if session is None or document is None or self._reviewing:
            self.where.setText("")
            return
        if self._starts_of != document.document.id or not self._starts:
            self._starts = [
                start for start, end in paragraphs(document.text) if document.text[start:end].strip()
            ]
            self._starts_of = document.document.id
        state, span = session.state, session.selected_span
        start, end = (span.start, span.end) if span is not None else (state.start, state.end)
        number = max(1, bisect_right(self._starts, start))
        selected = (
            f" · {end - start:,} characters" if end - start > 1 else " · 1 character" if end > start else ""
        )
        self.where.setText(f"paragraph {number:,}/{max(1, len(self._starts)):,}{selected}")

    def _show_saving(self, under_way: bool) -> None:
        if under_way:
            self.saved.setText("saving…")
            self.saved.repaint()
