"""Import: what will come is shown whole, with every problem by file and line, before anything is stored."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.decisions import ADD, KEEP, LEAVE_OUT, Decisions
from ui.dialogs.frame import Dialog, plural
from ui.dialogs.import_problems import ImportProblems, why_refused
from ui.dialogs.sources import Sources
from ui.dialogs.table import Column, Row, Table
from ui.jobs import Job, ProgressStrip
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.jobs import import_job, plan_job
from workbench.model import Annotator, Progress, new_id
from workbench.project.importing import ImportPlan, PlannedDocument
from workbench.project.settings import save_settings

ATTRIBUTE_WORDS = {ADD: "add", LEAVE_OUT: "move", KEEP: "keep"}  # in the command
SMALL = 100  # documents that are stored in the window's own process; more go to a child
TONES = {
    "conflict": "bad",
    "changed text": "bad",
    "already there": "soft",
    "new layer": "good",
    "new comments": "good",
}
EMPTY = "Drop files or folders here, or press “Add files”.\nNothing is stored before you have seen what will come."
STOPPED = "Stopped. What was stored is whole; importing again completes it."
STATES = {
    "new": "new",
    "new layer": "new layer",
    "new comments": "only its comments are new",
    "already there": "already there",
    "conflict": "conflict: another layer of the same annotator is there",
    "changed text": "refused: the project has this document with another text",
}


class ImportDialog(Dialog):
    """Files go in at the top; the tabs show what will come; the button says what it will do."""

    imported = Signal()

    def __init__(
        self, session: Session, theme: Theme, parent: QWidget | None = None, *, paths: Sequence[Path] = ()
    ) -> None:
        super().__init__(theme, parent, title="Import", width=880, height=632)
        self.session = session
        self.project = session.project
        self.plan: ImportPlan | None = None
        self._all: ImportPlan | None = None  # as it was read, with the broken files
        self._steps: Generator[Progress, None, ImportPlan] | None = None
        self._job: Job | None = None
        self._strangers: dict[str, Annotator] = {}
        self.setAcceptDrops(True)
        self._stepper = QTimer(self)
        self._stepper.setInterval(0)
        self._stepper.timeout.connect(self._step)
        self.sources = Sources(self.project)
        self.sources.changed.connect(self.read)
        self.body.addWidget(self.sources)
        self.body.addWidget(self._tabs(), 1)
        self.strip = ProgressStrip()
        self.strip.cancel.connect(self._cancel_job)
        self.body.addWidget(self.strip)
        self.close_button = self.add_close()
        self.import_button = self.add_button("&Import", default=True)
        self.import_button.clicked.connect(self._import)
        self.set_theme(theme)
        self._show_plan()
        self.sources.files_button.setFocus()
        if paths:
            self.sources.add(paths)

    # -- building ------------------------------------------------------------------------------

    def _tabs(self) -> QTabWidget:
        columns = [
            Column("Document", 0), Column("Annotator", 110), Column("Spans", 64, right=True),
            Column("Relations", 80, right=True), Column("Published", 170), Column("State", 130),
        ]  # fmt: skip
        self.documents = Table(columns, self.theme, name="Documents that will come", empty=EMPTY)
        self.replace = QCheckBox("&Replace the layers that differ")
        self.replace.toggled.connect(lambda _: self._refresh_button())
        first = _page(self.documents, self.replace)
        self.decisions = Decisions(self.project.schema, self.theme)
        self.decisions.decided.connect(self._refresh_button)
        self.problems = ImportProblems(self.theme)
        self.problems.skipped.connect(self._skip)
        self.problems.saved.connect(self.save_problems)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for page in (first, self.decisions, self.problems):
            self.tabs.addTab(page, "")
        return self.tabs

    # -- reading -------------------------------------------------------------------------------

    def read(self) -> None:
        """Read and check everything anew, step by step, so that the window stays awake."""
        self.sources.settled()
        self._drop_plan()
        self.set_note("")
        if not self.sources.paths:
            self._show_plan()
            return
        try:
            self._steps = plan_job(
                self.project,
                self.sources.paths,
                format_id=self.sources.format_id or None,
                encoding=self.sources.encoding_id or None,
                options=self.sources.options.values(),
                annotator=self._owner(),
                published=self.sources.date,
            )
        except UserError as error:
            self._refuse(str(error))
            return
        self.strip.begin("Reading…")
        self._refresh_button()
        self._stepper.start()

    def reading(self) -> bool:
        """Whether files are being read."""
        return self._steps is not None

    def _owner(self) -> Annotator:
        """Who made the spans that name nobody; one who is new here is remembered when it is stored."""
        name, people = self.sources.owner, self.session.settings.people
        if name == self.project.me.name:
            return self.project.me
        known = [one for one in self.project.annotators() if one.name == name]
        if len(known) == 1:
            return known[0]
        return self._strangers.setdefault(name, Annotator(people.get(name) or new_id(), name))

    def _remember_owner(self) -> None:
        if (owner := self._strangers.get(self.sources.owner)) is not None:
            self.session.settings.people[owner.name] = owner.id
            save_settings(self.session.settings)

    def _step(self) -> None:
        if self._steps is None:
            self._stepper.stop()
            return
        try:
            progress = next(self._steps)
        except StopIteration as stop:
            self._finish_reading()
            self.plan = self._all = stop.value
            self.sources.tell(stop.value.formats)
            self._show_plan()
        except UserError as error:
            self._finish_reading()
            self._refuse(str(error))
        else:
            self.strip.show_progress(progress)

    def _finish_reading(self) -> None:
        self._stepper.stop()
        self._steps = None
        self.strip.end()

    def _refuse(self, words: str) -> None:
        self._show_plan()
        self.set_note(words, "error")

    def _drop_plan(self) -> None:
        self._stepper.stop()
        if self._steps is not None:
            self._steps.close()
            self._steps = None
        for plan in (self.plan, self._all):
            if plan is not None:
                plan.close()
        self.plan = self._all = None
        self.strip.end()

    # -- showing -------------------------------------------------------------------------------

    def _show_plan(self, *, stay: bool = False) -> None:
        """Show what will come; with `stay` where the person is looking."""
        plan = self.plan or ImportPlan()
        self.documents.set_rows([_document_row(row) for row in plan.rows])
        self.decisions.show_unknown(
            plan.unknown_labels, plan.unknown_relations, plan.unknown_attributes, plan.first_seen
        )
        self.problems.show_plan(plan)
        conflicts = plan.count("conflict")
        self.replace.setVisible(bool(conflicts))
        self.replace.setText(
            f"&Replace {plural(conflicts, 'layer')} that {'differs' if conflicts == 1 else 'differ'}"
        )
        unknown = len(plan.unknown_labels) + len(plan.unknown_relations) + len(plan.unknown_attributes)
        titles = (
            ("&Documents", len({row.document for row in plan.rows})),
            ("Not in the sc&hema", unknown),
            ("&Problems", len(plan.problems)),
        )
        for at, (title, count) in enumerate(titles):
            self.tabs.setTabText(at, f"{title} {count:,}" if count else title)
        self.tabs.setTabEnabled(1, unknown > 0)
        self.tabs.setTabEnabled(2, bool(plan.problems))
        self._refresh_button()
        if stay:
            return
        self.tabs.setCurrentIndex(2 if plan.fatal else 1 if unknown else 0)
        if self.plan is None:
            plan.close()
        elif self.import_button.isEnabled():
            self.import_button.setFocus()
        elif plan.fatal:
            self.problems.table.setFocus()
        elif unknown and (first := self.decisions.first()) is not None:
            first.setFocus()

    def _skip(self, on: bool) -> None:
        """Go on without the broken files, or with them again."""
        if self._all is not None:
            if self.plan is not None and self.plan is not self._all:
                self.plan.close()
            self.plan = self._all.without_broken(self.project.schema) if on else self._all
            self._show_plan(stay=True)

    def _refresh_button(self) -> None:
        news, ready = "", False
        if self.plan is not None:
            states = (
                "new",
                "new layer",
                "new comments",
                *(("conflict",) if self.replace.isChecked() else ()),
            )
            news = will_import([row for row in self.plan.rows if row.state in states])
            words, role = self._verdict(self.plan, bool(news))
            self.set_note(words, role)
            ready = bool(news) and role == "soft"
        self.import_button.setText(f"&Import {news}" if news and not self._refused() else "&Import")
        self.import_button.setEnabled(ready and self._job is None and self._steps is None)

    def _refused(self) -> bool:
        return self.plan is not None and bool(self.plan.fatal)

    def _verdict(self, plan: ImportPlan, news: bool) -> tuple[str, str]:
        """What stands in the way, or what will come, with its role: "soft" if the import can begin."""
        conflicts, undecided = plan.count("conflict"), self.decisions.open_questions()
        if plan.fatal:
            return why_refused(plan), "error"
        if conflicts and not self.replace.isChecked():
            differ = "differs from the one" if conflicts == 1 else "differ from those"
            return f"{plural(conflicts, 'layer')} {differ} here: tick Replace, or take the file out.", "warn"
        if undecided:
            return f"{plural(undecided, 'question')} to decide about.", "warn"
        return (self._summary(plan) if news else "All of this is in the project already."), "soft"

    def _summary(self, plan: ImportPlan) -> str:
        spans, relations = sum(row.spans for row in plan.rows), sum(row.relations for row in plan.rows)
        layers = sum(bool(row.annotator) for row in plan.rows)
        work = f"{plural(layers, 'layer')} with {plural(spans, 'span')} and {plural(relations, 'relation')}"
        parts = [work if layers else "No spans yet"]
        if plan.left_out:
            parts.append(f"{plural(len(plan.left_out), 'broken file')} left out")
        if there := plan.count("already there"):
            parts.append(f"{there:,} already there")
        if proposed := sum(row.proposed for row in plan.rows):
            parts.append(f"{plural(proposed, 'date')} proposed by the text")
        return ", ".join(parts) + "."

    # -- storing -------------------------------------------------------------------------------

    def _import(self) -> None:
        if self.plan is None:
            return
        try:
            self._remember_owner()
            if len(self.plan.rows) > SMALL:
                self._start_child()
                return
            steps = import_job(
                self.project,
                self.plan,
                labels=self.decisions.values(),
                attributes=self.decisions.attribute_values(),
                replace=self.replace.isChecked(),
            )
            while True:
                next(steps)
        except StopIteration as stop:
            self.session.take(stop.value)
            self._imported()
        except UserError as error:
            self.set_note(str(error), "error")

    def arguments(self) -> list[str]:
        """The command that does what this dialog shows."""
        found = ["import", str(self.project.path), *(str(path) for path in self.sources.paths)]
        for option, value in (
            ("--format", self.sources.format_id),
            ("--encoding", self.sources.encoding_id),
            ("--published", self.sources.date),
        ):
            if value:
                found += [option, value]
        if (owner := self._owner()).id != self.project.me.id:
            found += ["--annotator", owner.name]
        for id, value in self.sources.options.values().items():
            found += ["--set", f"{id}={value}"]
        for old, new in self.decisions.values().items():
            found += ["--map", f"{old}={new}"]
        for name, choice in self.decisions.attribute_values().items():
            found += ["--attribute", f"{name}={ATTRIBUTE_WORDS[choice]}"]
        if self.replace.isChecked():
            found.append("--replace")
        if self.plan is not None and self.plan.left_out:
            found.append("--skip-broken")
        return [*found, "--progress", "json", "--yield"]

    def _start_child(self) -> None:
        self._job = Job(self.arguments(), self, annotator=self.project.me.name)
        self._job.progressed.connect(self.strip.show_progress)
        self._job.done.connect(lambda _: self._child_ended(""))
        self._job.failed.connect(self._child_ended)
        self._job.cancelled.connect(lambda: self._child_ended(STOPPED))
        self.tabs.setEnabled(False)
        self.sources.setEnabled(False)
        self.strip.begin("Importing…")
        self._refresh_button()
        self._job.start()

    def _child_ended(self, words: str) -> None:
        self._job = None
        self.strip.end()
        self.tabs.setEnabled(True)
        self.sources.setEnabled(True)
        self.session.refresh()
        if words:
            self._refresh_button()
            self.set_note(words, "error")
        else:
            self._imported()

    def _imported(self) -> None:
        self.accept()
        self.imported.emit()

    def _cancel_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
        else:
            self._drop_plan()
            self.sources.clear()

    def done(self, result: int) -> None:
        """Close; a child that still runs is asked to stop, and what it stored whole stays."""
        if self._job is not None and result == 0:
            self._job.cancel()
            return
        self.sources.settled()
        self._drop_plan()
        super().done(result)

    # -- files ---------------------------------------------------------------------------------

    def save_problems(self, path: Path) -> None:
        """Write the problems, one a line, as `file:line: what is wrong`."""
        if self.plan is None:
            return
        try:
            self.plan.save_problems(path)
        except UserError as error:
            self.set_note(str(error), "error")
            return
        self.set_note(f"Saved in {path.name}.")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.sources.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])


def will_import(rows: Sequence[PlannedDocument]) -> str:
    """`3 documents`, `2 layers`, or both: one document may come with the layers of several annotators."""
    documents = len({row.document for row in rows if row.state == "new"})
    comments = sum(row.state == "new comments" for row in rows)
    layers = sum(row.state in ("new layer", "conflict") for row in rows)
    parts = (
        plural(documents, "document") if documents else "",
        plural(layers, "layer") if layers else "",
        f"comments on {plural(comments, 'document')}" if comments else "",
    )
    return " and ".join(part for part in parts if part)


def _page(*widgets: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 12, 0, 0)
    layout.setSpacing(8)
    for widget in widgets:
        layout.addWidget(widget)
    return page


def _document_row(row: PlannedDocument) -> Row:
    published = f"{row.published} · from the text" if row.proposed else row.published
    cells = (row.name, row.annotator, f"{row.spans:,}", f"{row.relations:,}", published, row.state)
    tip = f"{row.file}\n{STATES.get(row.state, row.state)}"
    tone = TONES.get(row.state, "")
    return Row(cells, tone, 5 if tone != "soft" else -1, tip, row)
