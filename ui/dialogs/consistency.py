"""The same words over the project: a table of words against labels, the places of the chosen ones, and
correcting the ticked ones in one step."""

from __future__ import annotations

from collections.abc import Generator
from time import perf_counter

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.context_list import ContextList
from ui.dialogs.frame import Dialog, give_back, plural, text_label
from ui.dialogs.label_list import LabelList
from ui.dialogs.table import Column, Row, Table
from ui.session import Session
from ui.steps import quoted
from ui.theme import Theme
from workbench import jobs
from workbench.model import Change, Progress
from workbench.project.consistency import FormContext, FormRow, as_occurrence, form_contexts, form_table
from workbench.project.occurrences import Occurrence

MOST = 2_000  # forms listed; the filter finds the others
REST_MS = 80  # after the last key, before the places are read
SLICE_SECONDS = 0.012  # looked through at a stretch, so that the window goes on
NAMES = 210  # px for document and annotator


class ConsistencyDialog(Dialog):
    """Enter goes to a place, Space ticks, A ticks all or none; a button relabels the ticked ones."""

    went = Signal(object)  # FormContext: show this place

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            parent,
            title="Consistency",
            lead="Words with several labels come first. Only layers of your own can be corrected; those of "
            "others are grey.",
            width=900,
            height=640,
        )
        self.session = session
        self.schema = session.project.schema
        self.away = False  # while a place is looked at
        self.contexts: list[FormContext] = []
        self._all: list[FormRow] = []
        self._steps: Generator[Progress, None, list[FormContext]] | None = None
        self._place = (0, 1)
        self._said = ""  # what the last correction did
        self._filling = False  # while the table gets other rows
        self._more = 0  # forms that fit the filter and are not listed
        self.pages = QStackedWidget()
        self.pages.addWidget(self._looking_page())
        self.labels = LabelList(self.schema, self.theme)
        self.labels.chosen.connect(self._take_label)
        self.pages.addWidget(self.labels)
        self.body.addWidget(self.pages)
        self.other_button = self.add_button("Ano&ther label")
        self.other_button.clicked.connect(self._ask)
        self.do_button = self.add_button("&Relabel")
        self.do_button.clicked.connect(lambda: self.correct(self._usual()))
        self.add_close("Close")
        self._resting = QTimer(self, singleShot=True, interval=REST_MS)
        self._resting.timeout.connect(self._read_places)
        self._slices = QTimer(self, interval=0)
        self._slices.timeout.connect(self._look)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self._undo)
        session.failed.connect(self._failed)
        self.read()
        self.filter.setFocus()

    # -- what it is made of ----------------------------------------------------------------------

    def _looking_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.filter = _Filter()
        self.filter.setPlaceholderText("Filter: words or a label")
        self.filter.setAccessibleName("Filter words or labels")
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _: self._show_rows())
        self.filter.left.connect(self._to_table)
        self.whose = QComboBox()
        self.whose.setAccessibleName("Whose layers")
        self.whose.addItem("Everybody’s layers", "")
        for one in self.session.project.annotators():
            self.whose.addItem("My layers" if one.id == self.session.project.me.id else one.name, one.id)
        self.whose.currentIndexChanged.connect(lambda _: self.read())
        self.fold = QCheckBox("Ignore &case")
        self.fold.toggled.connect(lambda _: self.read())
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.filter, 1)
        top.addWidget(self.whose)
        top.addWidget(self.fold)
        self.table = Table(
            [Column("Words"), Column("Labels", 400), Column("Spans", 72, right=True)],
            self.theme,
            name="Words and their labels",
            empty="No words here: nothing is labelled yet, or nothing fits the filter.",
            row_height=26,
        )
        self.table.setFixedHeight(216)
        self.table.chosen.connect(self._to_places)
        self.table.on_current(self._other_row)
        self.marked = QRadioButton("&Labelled")
        self.missing = QRadioButton("&Not labelled")
        self.marked.setChecked(True)
        self.marked.toggled.connect(lambda _: self._read_places())
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName("How much has been looked through")
        self.progress.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hint = text_label("Space ticks, A all or none, Enter goes there", "soft")
        ways = QHBoxLayout()
        ways.setSpacing(14)
        ways.addWidget(self.marked)
        ways.addWidget(self.missing)
        ways.addWidget(self.progress, 1)
        ways.addStretch(1)
        ways.addWidget(self.hint)
        self.list = ContextList(self.theme)
        self.list.name_width = NAMES
        self.list.setAccessibleDescription("Space ticks, A ticks all or none, Enter goes to the place")
        self.list.ticked.connect(self._tell)
        self.list.go.connect(self._go)
        column.addLayout(top)
        column.addWidget(self.table)
        column.addLayout(ways)
        column.addWidget(self.list, 1)
        return page

    def _to_table(self) -> None:
        self.table.setFocus()

    def _to_places(self, _: object) -> None:
        self.list.setFocus()

    # -- the table -------------------------------------------------------------------------------

    def read(self) -> None:
        """Read the table again; the chosen words stay chosen."""
        self._all = form_table(self.session.project, self._annotators(), fold=self.fold.isChecked())
        self._show_rows()

    def _annotators(self) -> list[str]:
        chosen = self.whose.currentData()
        return [chosen] if chosen else []

    def _show_rows(self) -> None:
        before = self.row()
        wanted = self.filter.text().casefold().strip()
        rows = [row for row in self._all if not wanted or _fits(row, wanted)]
        key = (before.group, before.forms[0]) if before is not None else None
        current = next((at for at, row in enumerate(rows) if (row.group, row.forms[0]) == key), 0)
        self._filling = True
        self.table.set_rows([_line(row) for row in rows[:MOST]], current=current if current < MOST else 0)
        self._more = max(0, len(rows) - MOST)
        self._filling = False
        after = self.row()
        if key is None or after is None or key != (after.group, after.forms[0]):
            self._other_row()
        self._read_places()

    def row(self) -> FormRow | None:
        """The words chosen in the table."""
        line = self.table.row()
        return line.data if line is not None else None

    def _other_row(self) -> None:
        if self._filling:
            return
        self._said = ""
        if not self.marked.isChecked():
            self.marked.setChecked(True)  # what is missing is looked for on request
        self._resting.start()

    # -- the places ------------------------------------------------------------------------------

    def _read_places(self) -> None:
        self._resting.stop()
        self._slices.stop()
        self._steps = None
        row = self.row()
        self._show([])
        if row is None:
            return
        if self.marked.isChecked():
            usual = row.labels[0][0]
            found = form_contexts(self.session.project, row, annotators=self._annotators())
            self._show(sorted(found, key=lambda one: one.label == usual))
        else:
            self._steps = jobs.missing_job(
                self.session.project, row, self._annotators(), fold=self.fold.isChecked()
            )
            self._place = (0, 1)
            self._slices.start()
            self._tell()

    def _look(self) -> None:
        """Look a little further; the window goes on in between."""
        until = perf_counter() + SLICE_SECONDS
        while self._steps is not None and perf_counter() < until:
            try:
                step = next(self._steps)
                self._place = (step.done, step.total)
            except StopIteration as stop:
                self._steps = None
                self._slices.stop()
                self._show(stop.value)
        self._tell()

    def _show(self, found: list[FormContext]) -> None:
        row, usual = self.row(), self._usual()
        self.contexts = found
        label = self.schema.find_label(usual) if self.missing.isChecked() else None
        self.list.show_none(label, self.schema, names=True)
        shown = [_named(one) for one in found]
        if shown and row is not None:
            fixed = [not self._mine(one) for one in found]
            own = iter(fixed)
            self.list.add(shown, lambda one: not next(own) and usual not in one.labels, fixed)
        self._tell()

    def _mine(self, one: FormContext) -> bool:
        project = self.session.project
        if one.span:
            return project.can_correct(one.annotator.id)
        return not project.read_only and one.annotator.id == project.owner.id

    def chosen(self) -> list[FormContext]:
        """The places that are ticked."""
        ticks = self.list.found.ticks
        return [one for at, one in enumerate(self.contexts) if ticks[at] and at not in self.list.found.fixed]

    def _usual(self) -> str:
        """The label that most of the chosen words have."""
        row = self.row()
        return row.labels[0][0] if row is not None else ""

    @property
    def looking(self) -> bool:
        """Whether there is more to look through."""
        return self._steps is not None

    def _go(self) -> None:
        """Show the place in the window; the dialog waits until it is asked for again."""
        at = self.list.currentIndex().row()
        if 0 <= at < len(self.contexts):
            self.away = True
            self._slices.stop()
            self.hide()
            give_back(self)
            self.went.emit(self.contexts[at])

    def come_back(self) -> None:
        """Go on where a place was looked at; what was written meanwhile is read."""
        self.away, self._said = False, ""
        self.open()
        self.read()
        self.table.setFocus()

    # -- correcting ------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask for the label: its key, or Up and Down and Enter."""
        self.pages.setCurrentIndex(1)
        self.set_note("Which label? Press its key, or choose it with Up and Down and Enter; Esc goes back.")
        self.other_button.hide()
        self.do_button.hide()
        self.labels.setFocus()

    def _leave_labels(self) -> None:
        self.pages.setCurrentIndex(0)
        self.other_button.show()
        self.do_button.show()
        self.list.setFocus()
        self._tell()

    def _take_label(self, label: str) -> None:
        self._leave_labels()
        self.correct(label)

    def correct(self, label: str) -> Change | None:
        """Give the ticked ones this label, in one operation; None if there is nothing to do or it was refused."""
        chosen, project = self.chosen(), self.session.project
        if not chosen or self._steps is not None or not label:
            return None
        if chosen[0].span:
            change = self.session.do(project.relabel_spans, [one.span for one in chosen], label=label)
        else:
            places = [as_occurrence(one) for one in chosen]
            change = self.session.do(project.label_occurrences, places, label=label)
        if change is not None:
            keys = QKeySequence(QKeySequence.StandardKey.Undo).toString(
                QKeySequence.SequenceFormat.NativeText
            )
            title = f"{change.title[:1].upper()}{change.title[1:]}."
            self._after(" ".join([title, *change.notes, f"{keys} takes it back."]))
        return change

    def _undo(self) -> None:
        change = self.session.undo()
        if change is not None:
            self._after(f"{change.title[:1].upper()}{change.title[1:]}.")

    def _after(self, said: str) -> None:
        self.read()
        self._said = said
        self._tell()

    def _failed(self, sentence: str) -> None:
        self.set_note(sentence, "error")

    # -- saying ----------------------------------------------------------------------------------

    def _tell(self) -> None:
        """Say how far it is, what is ticked, and what the button would do."""
        row, looking = self.row(), self._steps is not None
        words = quoted(row.forms[0]) if row is not None else ""
        self.progress.setVisible(looking)
        self.progress.setRange(0, max(1, self._place[1]))
        self.progress.setValue(self._place[0])
        self.hint.setVisible(not looking)
        chosen, usual = self.chosen(), self._usual()
        changing = [one for one in chosen if one.label != usual]
        verb = "&Relabel" if self.marked.isChecked() else "Lab&el"
        self.do_button.setText(f"{verb} {len(changing):,} as {usual}" if changing else verb)
        self.do_button.setEnabled(bool(changing) and not looking)
        self.other_button.setEnabled(bool(chosen) and not looking)
        if looking:
            done, total = self._place
            self.list.set_empty("Looking …")
            self.set_note(f"{done:,} of {plural(total, 'layer')} looked through")
            return
        if row is None:
            self.list.set_empty("")
        elif self.marked.isChecked():
            self.list.set_empty(f"{words} is not labelled any more.")
        else:
            self.list.set_empty(f"Wherever {words} stands, it is labelled.")
        if self._said:
            self.set_note(self._said)
            return
        theirs = len(self.list.found.fixed)
        parts = [f"{plural(len(self._all), 'form')}, {sum(bool(one.odd) for one in self._all):,} ambiguous"]
        parts += [f"the first {MOST:,} are listed"] if self._more else []
        parts += [plural(len(self.contexts), "place")] if self.contexts else []
        parts += [f"{theirs:,} in others’ layers, read only"] if theirs else []
        self.set_note(" · ".join(parts))

    def reject(self) -> None:
        """Esc goes back from the labels, else closes."""
        if self.pages.currentIndex() == 1:
            self._leave_labels()
            return
        super().reject()

    def done(self, result: int) -> None:
        """Close; nothing is looked for any more."""
        self._resting.stop()
        self._slices.stop()
        self._steps = None
        super().done(result)


class _Filter(QLineEdit):
    """Down or Enter leaves it for the table."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _fits(row: FormRow, wanted: str) -> bool:
    return any(wanted in form.casefold() for form in row.forms) or any(
        label.casefold() == wanted for label, _ in row.labels
    )


def _line(row: FormRow) -> Row:
    words = " ".join(row.forms[0].split())
    also = ", ".join(" ".join(form.split()) for form in row.forms[1:4])
    labels = ", ".join(f"{number:,} {label}" for label, number in row.labels)
    shown = f"{words}  ({also})" if also else words
    return Row(
        (shown, labels, f"{row.total:,}"),
        tone="warn" if row.odd else "soft",
        tone_column=1,
        tip=f"{shown}\n{labels}",
        data=row,
    )


def _named(one: FormContext) -> Occurrence:
    return replace(as_occurrence(one), name=f"{one.name} · {one.annotator.name}")
