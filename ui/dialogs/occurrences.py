"""All occurrences of some words: which label, where to look, what counts, and a list with context and ticks."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QProgressBar,
    QRadioButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.context_list import ContextList
from ui.dialogs.frame import Dialog, plural, set_role
from ui.dialogs.label_list import LabelList
from ui.elided import ElidedLabel
from ui.repetition import Scope, Wanted, copied_values, other_label
from ui.session import Session
from ui.steps import quoted
from ui.theme import Theme
from workbench.errors import UserError
from workbench.model import Attributes
from workbench.project.occurrences import Occurrence, Search, Step
from workbench.schema import Label

MOST = 10_000  # occurrences listed; what is left comes when these are labelled
PATTERN_SECONDS = 0.5  # as in the find bar: so long in one document, and the window waits for it
SLICE_SECONDS = 0.012  # searched at a stretch, so that the window goes on
_WAYS = {"case": "Match &case", "words": "Whole &words", "prefix": "Words that begin &so"}
_PLACES: dict[Scope, str] = {
    "document": "This &document",
    "project": "Whole &project",
    "visible": "On the scree&n",
}


class OccurrencesDialog(Dialog):
    """Enter labels the ticked ones in one step, Space ticks, A ticks all or none."""

    def __init__(self, session: Session, wanted: Wanted, theme: Theme, parent: QWidget | None = None) -> None:
        what = "hits of " if wanted.search.pattern else "occurrences of "
        super().__init__(
            theme,
            parent,
            title=f"All {what}{_title(wanted.search)}",
            width=860,
            height=600,
        )
        self.session, self.wanted = session, wanted
        self.schema = session.project.schema
        self.label: Label | None = None
        self._steps: Iterator[Step] | None = None
        self._place = (0, 1)
        self._error = ""
        self._given_up: list[str] = []  # names of documents in which it took too long
        self.pages = QStackedWidget()
        self.labels = LabelList(self.schema, self.theme)
        self.labels.chosen.connect(self.take_label)
        self.list = ContextList(self.theme)
        self.list.ticked.connect(self._tell)
        self.list.go.connect(self.label_them)
        self.pages.addWidget(self.labels)
        self.pages.addWidget(self._results())
        self.body.addWidget(self.pages)
        self.other_button = self.add_button("Another &label")
        self.other_button.clicked.connect(self._ask)
        self.add_close()
        self.go_button = self.add_button("Label them", default=True)
        self.go_button.clicked.connect(self.label_them)
        self._looking = QTimer(self, interval=0)
        self._looking.timeout.connect(self._look)
        self.finished.connect(self._looking.stop)
        session.failed.connect(self._failed)
        found = self.schema.find_label(wanted.label)
        if found is not None:
            self.take_label(found.id)
        else:
            self._ask()

    # -- what it is made of ----------------------------------------------------------------------

    def _results(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        where, how = QHBoxLayout(), QHBoxLayout()
        for row in (where, how):
            row.setSpacing(14)
        self.places: dict[Scope, QRadioButton] = {}
        group = QButtonGroup(self)
        for scope, title in _PLACES.items():
            button = self.places[scope] = QRadioButton(title)
            button.setChecked(scope == self.wanted.scope)
            button.setVisible(scope != "visible" or self.wanted.visible is not None)
            group.addButton(button)
            where.addWidget(button)
        group.buttonClicked.connect(self._look_again)
        where.addStretch(1)
        self.ways: dict[str, QCheckBox] = {}
        search = self.wanted.search
        for name, title in _WAYS.items():
            tick = self.ways[name] = QCheckBox(title)
            tick.setChecked(bool(getattr(search, name)))
            tick.setVisible(name == "case" or not search.pattern)
            tick.toggled.connect(self._look_again)
            how.addWidget(tick)
        self.copied = QCheckBox()
        self.copied.hide()
        where.addWidget(self.copied)
        self.ambiguity = ElidedLabel()
        self.ambiguity.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        how.addWidget(self.ambiguity, 1)
        self.progress = QProgressBar(textVisible=False)
        self.progress.setAccessibleName("How much has been looked through")
        column.addLayout(where)
        column.addLayout(how)
        column.addWidget(self.progress)
        column.addWidget(self.list, 1)
        return page

    # -- the label -------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask for the label: its key, or up and down and Enter."""
        self._looking.stop()
        self.pages.setCurrentIndex(0)
        self.set_lead("Which label? Press its key, or choose it with Up and Down and Enter.")
        self.set_note("")
        self.other_button.hide()
        self.go_button.setEnabled(False)
        self.go_button.setText("Label them")
        self.labels.setFocus()

    def take_label(self, label_id: str) -> None:
        """Look for what can have this label."""
        self.label = label = self.schema.label(label_id)
        self.pages.setCurrentIndex(1)
        self.set_lead(f"They become {label.title} ({label.id}).")
        self.other_button.show()
        values = self._copied_values()
        self.copied.setVisible(bool(values))
        self.copied.setChecked(bool(values))
        named = ", ".join(
            f"{attribute.title if attribute else name}: {_said(value)}"
            for name, value in values.items()
            for attribute in (self.schema.attribute(label.id, name),)
        )
        self.copied.setText(f"Cop&y {named if len(named) <= 60 else named[:59] + '…'}".replace("\n", " "))
        self.copied.setToolTip(named)
        self._look_again()
        self.list.setFocus()

    def _copied_values(self) -> Attributes:
        """What can be copied from the span: nothing if another label was chosen than its own."""
        same = self.label is not None and self.label.id == self.wanted.label
        return copied_values(self.schema, self.wanted) if same else {}

    # -- looking ---------------------------------------------------------------------------------

    @property
    def search(self) -> Search:
        """What counts as an occurrence now."""
        ways = self.ways
        return replace(
            self.wanted.search,
            case=ways["case"].isChecked(),
            words=ways["words"].isChecked(),
            prefix=ways["prefix"].isChecked(),
        )

    @property
    def scope(self) -> Scope:
        """Where to look."""
        return next(scope for scope, button in self.places.items() if button.isChecked())

    @property
    def looking(self) -> bool:
        """Whether there is more to look through."""
        return self._steps is not None

    def _look_again(self, *_: object) -> None:
        label = self.label
        if label is None:
            return
        scope, project = self.scope, self.session.project
        self.ways["words"].setEnabled(not self.ways["prefix"].isChecked())
        self._error, self._place, self._given_up = "", (0, 1), []
        self.list.show_none(label, self.schema, names=scope == "project")
        self._say_ambiguity(label)
        self._steps = project.find_occurrences(
            self.search,
            document_id="" if scope == "project" else self.session.document_id,
            within=self.wanted.visible if scope == "visible" else None,
            seconds=PATTERN_SECONDS,
        )
        self._look()
        if self._steps is not None:
            self._looking.start()

    def _look(self) -> None:
        """Look a little further; the window goes on in between."""
        label, steps = self.label, self._steps
        until = perf_counter() + SLICE_SECONDS
        found: list[Occurrence] = []
        try:
            while steps is not None and perf_counter() < until:
                step = next(steps, None)
                if step is None or len(self.list.occurrences) + len(found) >= MOST:
                    self._steps = None
                    break
                self._place = (step.done, step.total)
                found += step.found
                self._given_up += [step.given_up] if step.given_up else []
        except UserError as error:
            self._error, self._steps = str(error), None
        if label is not None and found:
            self.list.add(found, lambda one: label.id in one.labels or not self._other(one, label))
        if self._steps is None:
            self._looking.stop()
        self._tell()

    def _other(self, one: Occurrence, label: Label) -> str:
        return other_label(one, label, self.schema)[0]

    # -- saying ----------------------------------------------------------------------------------

    def _say_ambiguity(self, label: Label) -> None:
        counts = {}
        if not self.search.pattern:
            counts = self.session.project.form_counts(self.search.text)
        if label.id == self.wanted.label and counts.get(label.id):
            counts[label.id] -= 1  # the span that it began with
        titles = {one.id: one.title for one in self.schema.labels}
        told = "; ".join(f"{count:,} × {titles.get(id, id)}" for id, count in counts.items() if count)
        self.ambiguity.set_whole(f"elsewhere in the project: {told}" if told else "")
        set_role(self.ambiguity, "warn" if any(id != label.id for id in counts) else "soft")

    def _tell(self) -> None:
        """Say how far it is and what Enter would do."""
        label, looking = self.label, self._steps is not None
        done, total = self._place
        self.progress.setVisible(looking)
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(done)
        chosen = len(self.list.chosen())
        self.go_button.setEnabled(bool(chosen) and not looking)
        self.go_button.setText(f"Label {chosen:,} as {label.id}" if label and chosen else "Label them")
        if label is None:
            return
        if self._error:
            self.list.set_empty(self._error)
            self.set_note(self._error, "error")
            return
        if looking:
            self.list.set_empty("Looking …")
            documents = f"{done:,} of {plural(total, 'document')} · " if total > 1 else ""
            self.set_note(f"{documents}{len(self.list.occurrences):,} found")
            return
        self.list.set_empty(_nothing(self.scope, self.search))
        already = sum(label.id in one.labels for one in self.list.occurrences)
        others = sum(
            bool(self._other(one, label)) for one in self.list.occurrences if label.id not in one.labels
        )
        parts = [f"{len(self.list.occurrences):,} found"]
        if len(self.list.occurrences) >= MOST:
            parts = [f"the first {len(self.list.occurrences):,}"]
        parts += [f"{already:,} {label.id} already"] if already else []
        parts += [f"{others:,} with another label"] if others else []
        names = ", ".join(map(quoted, self._given_up))
        parts += [f"it takes too long in {names}, not looked through"] if names else []
        keys = " · Space ticks, A all or none" if self.list.occurrences else ""
        self.set_note(" · ".join(parts) + keys)

    # -- labelling -------------------------------------------------------------------------------

    def label_them(self) -> None:
        """Label the ticked ones in one operation, and close."""
        label, chosen = self.label, self.list.chosen()
        if label is None or not chosen or self._steps is not None:
            return
        attributes = self._copied_values() if self.copied.isChecked() else {}
        self.set_note(f"Labelling {len(chosen):,} …")
        self.repaint()  # thousands take a second
        change = self.session.do(
            self.session.project.label_occurrences, chosen, label=label.id, attributes=attributes
        )
        if change is None:
            return
        self.accept()
        self.session.tell(change)

    def _failed(self, sentence: str) -> None:
        self.set_note(sentence, "error")


def _title(search: Search) -> str:
    return f"/{search.text[:40]}/" if search.pattern else quoted(search.text)


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _nothing(scope: Scope, search: Search) -> str:
    where = {"document": "in this document", "project": "in this project", "visible": "on the screen"}[scope]
    what = "Nothing matches" if search.pattern else f"{quoted(search.text)} does not occur"
    wider = " Fewer conditions, or the whole project, find more." if scope != "project" else ""
    return f"{what} {where}.{wider}"
