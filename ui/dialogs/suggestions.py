"""Suggestions: which programs propose, for what, and what is shown of it."""

from __future__ import annotations

import shlex
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.frame import hairline, plural, text_label
from ui.dialogs.working import WorkingDialog
from ui.jobs import Job, ProgressStrip
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.project.suggesting import Offer, offers

ORDERS = (
    ("plain", "in their order"),
    ("uncertainty", "the most uncertain suggestions first"),
    ("novelty", "the newest words first"),
)
MODEL = "model"
STOPPED = "Stopped. What was proposed so far is kept."
EMPTY = "No suggester is installed. Add a program of your own below."


class SuggestionsDialog(WorkingDialog):
    """Above what can propose, in the middle for which documents, below what is shown of it.

    `changed` carries new values of the person's settings by name.
    """

    changed = Signal(dict)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            parent,
            title="Suggestions",
            lead="Programs propose, you decide: nothing is an annotation before you accept it.",
            width=680,
            height=600,
        )
        self.session, self.project = session, session.project
        self.ticks: dict[str, QCheckBox] = {}
        self.removes: dict[str, QPushButton] = {}
        self.body.addWidget(self._list(), 1)
        self.body.addLayout(self._adding())
        self.body.addLayout(self._scope())
        self.body.addWidget(hairline())
        self.body.addLayout(self._showing())
        self.strip = ProgressStrip()
        self.strip.cancel.connect(self._cancel)
        self.body.addWidget(self.strip)
        self.add_close("Close")
        self.go_button = self.add_button("&Suggest", default=True)
        self.go_button.clicked.connect(self.run)
        self._fill()
        first = next(iter(self.ticks.values()), None)
        (first or self.command).setFocus()

    # -- building ------------------------------------------------------------------------------

    def _list(self) -> QScrollArea:
        self.rows = QWidget()
        self.grid = QGridLayout(self.rows)
        self.grid.setContentsMargins(8, 8, 8, 8)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(6)
        self.grid.setColumnStretch(1, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.rows)
        return area

    def _adding(self) -> QHBoxLayout:
        self.command = QLineEdit()
        self.command.setPlaceholderText("A program that reads and writes JSON lines: python guess.py")
        self.command.setAccessibleName("The command of a program of your own")
        self.command.setProperty("role", "code")
        self.command.returnPressed.connect(self.add_program)
        self.add_one = QPushButton("&Add")
        self.add_one.setAutoDefault(False)
        self.add_one.clicked.connect(self.add_program)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.command, 1)
        line.addWidget(self.add_one)
        return line

    def _scope(self) -> QHBoxLayout:
        count = self.project.document_count()
        self.here = QRadioButton("&This document")
        self.everywhere = QRadioButton(f"A&ll {plural(count, 'document')}")
        self.scope = QButtonGroup(self)
        line = QHBoxLayout()
        line.setSpacing(20)
        for button in (self.here, self.everywhere):
            self.scope.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        self.here.setEnabled(self.session.document is not None)
        (self.here if self.session.document is not None else self.everywhere).setChecked(True)
        return line

    def _showing(self) -> QVBoxLayout:
        settings = self.session.settings
        self.least = QSlider(Qt.Orientation.Horizontal)
        self.least.setRange(0, 99)
        self.least.setAccessibleName("The least score that is shown")
        self.least_words = text_label("", "soft")
        self.least_words.setMinimumWidth(150)
        self.least.valueChanged.connect(self._say_least)
        self.least.setValue(round(settings.least_score * 100))
        self.least.valueChanged.connect(lambda value: self._keep(least_score=value / 100))
        self._say_least(self.least.value())
        score = QHBoxLayout()
        score.setSpacing(12)
        score.addWidget(text_label("Least score"))
        score.addWidget(self.least, 1)
        score.addWidget(self.least_words)
        self.order = QComboBox()
        self.order.setAccessibleName("The order of work")
        for id, title in ORDERS:
            self.order.addItem(title, id)
        self.order.setCurrentIndex(max(0, self.order.findData(settings.order)))
        self.order.currentIndexChanged.connect(lambda _: self._keep(order=self.order.currentData()))
        work = QHBoxLayout()
        work.setSpacing(12)
        work.addWidget(text_label("Next document"))
        work.addWidget(self.order)
        work.addStretch(1)
        self.quick = QCheckBox("Ask the &quick ones by themselves when a document is opened")
        self.quick.setChecked(settings.quick_suggestions)
        self.quick.toggled.connect(lambda on: self._keep(quick_suggestions=on))
        self.shown = QCheckBox("S&how suggestions in this project (off: double annotation stays unbiased)")
        self.shown.setChecked(not self.project.suggestions_off)
        self.shown.setEnabled(not self.project.read_only)
        self.shown.toggled.connect(self._switch)
        lines = QVBoxLayout()
        lines.setSpacing(8)
        lines.addLayout(score)
        lines.addLayout(work)
        lines.addWidget(self.quick)
        lines.addWidget(self.shown)
        return lines

    # -- the list ------------------------------------------------------------------------------

    def _fill(self) -> None:
        """A row for each suggester and each program, with what waits of it."""
        chosen = set(self.chosen()) if self.ticks else set(self.session.settings.suggesters)
        at = self._focused_row()
        while (item := self.grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self.ticks.clear()
        self.removes.clear()
        try:
            known = offers()
        except UserError as error:
            known = []
            self.set_note(str(error), "error")
        self._known = known
        counts = self.project.suggestion_counts()
        for offer in known:
            about = self._of_model() if offer.id == MODEL else _about(offer)
            self._row(offer.id, offer.title, about, counts.get(offer.id, 0), offer.id in chosen)
        for words in self.session.settings.programs:
            self._row(words, words, "a program", counts.get(_origin(words), 0), words in chosen, own=True)
        if not self.ticks:
            self.grid.addWidget(text_label(EMPTY, "soft", wrap=True), 0, 0, 1, 4)
        self.grid.setRowStretch(self.grid.rowCount(), 1)
        self._refresh()
        if at >= 0:
            ticks = list(self.ticks.values())
            target = ticks[min(at, len(ticks) - 1)] if ticks else self.command
            target.setVisible(True)  # what is not shown yet takes no focus
            target.setFocus()

    def _focused_row(self) -> int:
        """The row of the list that has the focus, or -1."""
        focused = self.focusWidget()
        rows = enumerate(self.ticks.items())
        return next((at for at, (id, tick) in rows if focused in (tick, self.removes.get(id, tick))), -1)

    def _of_model(self) -> str:
        model = self.project.model()
        if model is None:
            return "not trained yet: Ctrl+Shift+T"
        return f"trained on {plural(model.report.documents, 'document')}, F1 {model.report.whole.f1:.2f}"

    def _row(self, id: str, title: str, about: str, count: int, ticked: bool, *, own: bool = False) -> None:
        at = self.grid.rowCount()
        tick = QCheckBox(title.replace("&", "&&"))
        tick.setAccessibleDescription(about)
        tick.setChecked(ticked)
        tick.toggled.connect(self._ticked)
        self.ticks[id] = tick
        self.grid.addWidget(tick, at, 0)
        self.grid.addWidget(text_label(about, "soft"), at, 1)
        waiting = text_label(f"{count:,} suggested" if count else "", "soft")
        self.grid.addWidget(waiting, at, 2, Qt.AlignmentFlag.AlignRight)
        if own:
            remove = QPushButton("Remove")
            remove.setAutoDefault(False)
            remove.setAccessibleName(f"Remove {title}")
            remove.clicked.connect(lambda: self.remove_program(id))
            self.removes[id] = remove
            self.grid.addWidget(remove, at, 3)

    def chosen(self) -> list[str]:
        """The suggesters and programs that are ticked."""
        return [id for id, tick in self.ticks.items() if tick.isChecked()]

    def add_program(self) -> None:
        """Put the command line among the programs, ticked."""
        words = self.command.text().strip()
        if not words:
            return
        if "/" not in words and "\\" not in words and " " not in words:
            self.set_note(
                "Write a program as a path, or with a word after it: ./guess, python guess.py.", "warn"
            )
            return
        programs = self.session.settings.programs
        if words not in programs:
            self._keep(programs=[*programs, words])
        self.command.clear()
        self._fill()
        self.ticks[words].setChecked(True)
        self.set_note("")

    def remove_program(self, words: str) -> None:
        """Take a program out of the list; what it has proposed stays."""
        self._keep(programs=[one for one in self.session.settings.programs if one != words])
        self._fill()

    def _ticked(self) -> None:
        self._keep(suggesters=self.chosen())
        self._refresh()

    def _keep(self, **values: object) -> None:
        for name, value in values.items():
            setattr(self.session.settings, name, value)
        self.changed.emit(values)
        if "least_score" in values:
            self.session.reader.weigh_again()

    def _switch(self, on: bool) -> None:
        if on == self.project.suggestions_off:
            self.session.do(self.project.switch_suggestions, on)

    def _say_least(self, value: int) -> None:
        self.least_words.setText(f"{value / 100:.2f} and above" if value else "everything")

    def _refresh(self) -> None:
        """Suggest is to be pressed where something is ticked; while it runs too, so that it keeps the focus."""
        self.go_button.setEnabled(bool(self.chosen()) and not self.project.read_only)

    # -- running -------------------------------------------------------------------------------

    def arguments(self) -> list[str]:
        """The command that does what this dialog shows."""
        found = ["suggest", str(self.project.path)]
        for id in self.chosen():
            found += ["--with", id]
        if self.here.isChecked() and self.session.document is not None:
            found += ["--document", self.session.document_id]
        return [*found, "--progress", "json", "--yield"]

    def run(self) -> None:
        """Let those ticked propose, beside the window; nothing while they do."""
        if self._job is not None or not self.chosen():
            return
        self._job = Job(self.arguments(), self, annotator=self.project.me.name)
        self._job.progressed.connect(self.strip.show_progress)
        self._job.done.connect(lambda words: self._ended(words.replace("\n", " "), "soft"))
        self._job.failed.connect(lambda words: self._ended(words, "error"))
        self._job.cancelled.connect(lambda: self._ended(STOPPED, "warn"))
        self.set_note("")
        self.strip.begin("Asking…")
        self._refresh()
        self._job.start()

    def _cancel(self) -> None:
        super()._cancel()
        self.go_button.setFocus()

    def _ended(self, words: str, role: str) -> None:
        self._job = None
        if self.strip.isAncestorOf(self.focusWidget()):
            self.go_button.setFocus()
        self.strip.end()
        self.session.reader.reload()
        if self.session.settings.order != "plain":
            self.session.order_again()
        self._fill()
        self.set_note(words, role)


def _about(offer: Offer) -> str:
    """Its languages and what it needs, in a few words."""
    parts = [", ".join(offer.languages) or "any language"]
    parts += [f"needs the extra {offer.extra}"] if offer.extra else []
    parts += ["quick"] if offer.quick else []
    return " · ".join(parts)


def _origin(words: str) -> str:
    """Under which name a program's suggestions are stored."""
    try:
        return Path(shlex.split(words)[0]).name
    except (ValueError, IndexError):
        return words
