"""Frozen versions: freeze what an export would hold, see what differs between two, write one again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.counted_form import CountedDialog, CountedForm
from ui.dialogs.export_words import recipe_words
from ui.dialogs.frame import plural, text_label
from ui.dialogs.table import Column, Row, Table
from ui.dialogs.when import moment
from ui.jobs import Job, ProgressStrip
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.jobs import difference_job
from workbench.model import Progress
from workbench.project.datasets import Manifest
from workbench.project.ways import SELECTION, Way, ways

MANY = 2000  # documents that are compared in the window's own process; more by a child
MOST = 2000  # differing layers that are listed
TODAY = "today"
SIGNS = {"added": "good", "removed": "bad", "changed": "warn"}


class VersionsDialog(CountedDialog):
    """The list of versions with what differs; a second page freezes a new one and says first what its format loses."""

    def __init__(
        self,
        session: Session,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        blind: Callable[[], bool] = lambda: False,
    ) -> None:
        """While `blind`, nobody is named as the one whose spans are lost, or differ."""
        super().__init__(
            theme,
            parent,
            title="Frozen versions",
            lead="A version keeps what an export would hold: the same bytes can be written again at any time.",
            width=900,
            height=736,
        )
        self.session = session
        self.project = session.project
        self._blind = blind
        self.pages = QStackedWidget()
        self.pages.addWidget(self._listing())
        self.pages.addWidget(self._freezing())
        self.body.addWidget(self.pages, 1)
        self.strip = ProgressStrip()
        self.strip.cancel.connect(self._cancel)
        self.body.addWidget(self.strip)
        self.delete_button = self.add_button("Dele&te")
        self.delete_button.clicked.connect(self._delete)
        self.export_button = self.add_button("&Export…")
        self.export_button.clicked.connect(self._browse)
        self.freeze_button = self.add_button("&Freeze…")
        self.freeze_button.clicked.connect(self._begin)
        self.back_button = self.add_button("&Back")
        self.back_button.clicked.connect(lambda: self._turn(0))
        self.keep_button = self.add_button("&Freeze", default=True)
        self.keep_button.clicked.connect(self._freeze)
        self.close_button = self.add_close("Close")
        session.changed.connect(self._changed)
        session.failed.connect(self._failed)
        self.reload()
        self._turn(0)
        if not self.versions.rows():
            self.freeze_button.setFocus()

    # -- building ------------------------------------------------------------------------------

    def _listing(self) -> QWidget:
        columns = [Column("Version", 0), Column("Format", 110), Column("Documents", 100, True)]
        columns += [Column("Spans", 100, True), Column("Split", 190), Column("Frozen", 150)]
        self.versions = Table(
            columns,
            self.theme,
            name="Versions",
            empty="No version is frozen yet. Freeze one before you train, and the same files can be written again.",
        )
        self.versions.on_current(self._refresh)
        self.against = QComboBox()
        self.against.setAccessibleName("Compare with")
        self.compare_button = QPushButton("&Compare")
        self.compare_button.setAutoDefault(False)
        self.compare_button.clicked.connect(self._compare)
        caption = QLabel("Compare &with")
        caption.setProperty("role", "soft")
        caption.setBuddy(self.against)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(caption)
        line.addWidget(self.against)
        line.addWidget(self.compare_button)
        line.addStretch(1)
        self.summary = text_label("", "soft")
        line.addWidget(self.summary)
        self.differences = Table(
            [Column("", 80), Column("Document", 230), Column("Annotator", 130), Column("What", 0)],
            self.theme,
            name="Differences",
            empty="Compare shows here what differs, by document and span.",
        )
        page = QWidget()
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        lines.addWidget(self.versions, 2)
        lines.addLayout(line)
        lines.addWidget(self.differences, 3)
        return page

    def _freezing(self) -> QWidget:
        self.name = QLineEdit()
        self.name.setPlaceholderText("e.g. v1, or first-round")
        self.name.textChanged.connect(self._refresh)
        self.name.returnPressed.connect(self._freeze)
        self.form = CountedForm(self.session, self.theme, verb="freeze", blind=self._blind)
        self.form.say.connect(self.set_note)
        self.form.counted.connect(self._refresh)
        self.form.went.connect(self._go)
        line = QHBoxLayout()
        line.setSpacing(16)
        caption = QLabel("&Name")
        caption.setProperty("role", "soft")
        caption.setBuddy(self.name)
        line.addWidget(caption)
        line.addWidget(self.name, 1)
        page = QWidget()
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        lines.addLayout(line)
        lines.addWidget(self.form, 1)
        lines.addWidget(
            text_label(
                "The layers are kept whole, so that the version can be written in another format too.",
                "soft",
                wrap=True,
            )
        )
        return page

    def _turn(self, page: int) -> None:
        self.pages.setCurrentIndex(page)
        self.set_note("")
        for button in (self.delete_button, self.export_button, self.freeze_button):
            button.setVisible(page == 0)
        for button in (self.back_button, self.keep_button):
            button.setVisible(page == 1)
        (self.name if page else self.versions).setFocus()
        self._refresh()

    # -- the list ------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the versions again and keep the place."""
        at = max(0, self.versions.currentIndex().row())
        found = self.project.datasets()[::-1]
        self.versions.set_rows([_version_row(one) for one in found], current=at)
        before = self.against.currentText()
        self.against.clear()
        self.against.addItem("what would be frozen today", "")
        for one in found:
            self.against.addItem(one.name, one.name)
        self.against.setCurrentIndex(max(0, self.against.findText(before)))
        self._refresh()

    def current(self) -> Manifest | None:
        """The version that is selected."""
        row = self.versions.row()
        return row.data if row is not None else None

    def _refresh(self, *_: object) -> None:
        one, free = self.current(), self._job is None
        for button in (self.delete_button, self.export_button, self.compare_button):
            button.setEnabled(one is not None and free)
        self.delete_button.setEnabled(one is not None and free and not self.project.read_only)
        self.freeze_button.setEnabled(free and not self.project.read_only)
        documents = self.form.documents()
        self.keep_button.setText(f"&Freeze {plural(documents, 'document')}" if documents else "&Freeze")
        self.keep_button.setEnabled(free and documents > 0 and bool(self.name.text().strip()))

    def _changed(self, *_: object) -> None:
        self.reload()

    def _failed(self, words: str) -> None:
        self.set_note(words, "error")

    def _delete(self) -> None:
        one = self.current()
        if one is not None and self.session.do(self.project.delete_dataset, one.name) is not None:
            self.set_note(f"“{one.name}” is deleted; Undo brings it back.")

    # -- comparing -----------------------------------------------------------------------------

    def _compare(self) -> None:
        one = self.current()
        if one is None:
            return
        other = self.against.currentData()
        self.set_note("")
        if one.counts["documents"] > MANY:
            self._start(
                "Comparing…", ["diff", one.name, *([other] if other else []), "--json"], self._compared
            )
            return
        try:
            steps = difference_job(self.project, one.name, other)
            layers = [step.plain() for step in steps if not isinstance(step, Progress)]
            self._show(layers, ways(self.project, one.name, other))
        except UserError as error:
            self.set_note(str(error), "error")

    def _compared(self, text: str) -> None:
        told = json.loads(text)
        self._show(told["layers"], [Way(**one) for one in told["ways"]])

    def _show(self, layers: list[dict[str, Any]], otherwise: list[Way]) -> None:
        counts = {what: sum(one["what"] == what for one in layers) for what in SIGNS}
        told = ", ".join(f"{plural(number, 'layer')} {what}" for what, number in counts.items() if number)
        more = f"; the first {MOST:,} are listed" if len(layers) > MOST else ""
        self.summary.setText((told or ("No layer differs" if otherwise else "No difference")) + more)
        rows = [_way_row(one, named=not self._blind()) for one in otherwise]
        rows += [row for one in layers[:MOST] for row in _difference_rows(one, named=not self._blind())]
        self.differences.set_rows(rows, current=0)

    # -- freezing and writing ------------------------------------------------------------------

    def _begin(self) -> None:
        self.name.clear()
        self._turn(1)
        self.form.count()

    def _freeze(self) -> None:
        name = self.name.text().strip()
        if name and self._job is None and self.form.documents():
            try:
                words = ["freeze", name, *recipe_words(self.form.recipe())]
            except UserError as error:
                self.set_note(str(error), "error")
                return
            self._start("Freezing…", [*words, "--progress", "json"], lambda _: self._frozen(name))

    def _frozen(self, name: str) -> None:
        self.session.refresh()
        self.reload()
        self._turn(0)
        self.set_note(f"“{name}” is frozen.", "good")

    def _browse(self) -> None:
        self.ask_folder("Folder for the files", self.project.path.parent, self.export_to)

    def export_to(self, folder: str) -> None:
        """Write the selected version into a folder of its name there."""
        one = self.current()
        if one is None:
            return
        out = Path(folder) / one.name.replace("/", "-")
        words = ["export", str(self.project.path), str(out), "--version", one.name, "--progress", "json"]
        self._run("Exporting…", words, lambda text: self.set_note(_last_line(text), "good"))

    def _start(self, words: str, command: list[str], then: Any) -> None:
        verb, *rest = command
        self._run(words, ["dataset", verb, str(self.project.path), *rest], then)

    def _run(self, words: str, arguments: list[str], then: Any) -> None:
        self._job = Job(arguments, self, annotator=self.project.me.name)
        self._job.progressed.connect(self.strip.show_progress)
        self._job.done.connect(lambda text: self._ended(then, text))
        self._job.failed.connect(lambda sentence: self._ended(self._failed, sentence))
        self._job.cancelled.connect(lambda: self._ended(self._failed, "Stopped. Nothing was changed."))
        self.pages.setEnabled(False)
        self.strip.begin(words)
        self._refresh()
        self._job.start()

    def _ended(self, then: Any, text: str) -> None:
        self._job = None
        self.strip.end()
        self.pages.setEnabled(True)
        self._refresh()
        then(text)


def _version_row(one: Manifest) -> Row:
    counts = one.counts
    split = ", ".join(f"{part} {count:,}" for part, count in one.split.documents.items()) if one.split else ""
    cells = (one.name, one.format, f"{counts['documents']:,}", f"{counts['spans']:,}", split, moment(one.at))
    return Row(cells, tip=f"Frozen by {one.annotator}", data=one)


def _way_row(one: Way, *, named: bool) -> Row:
    line = one.line() if named or one.what != SELECTION else "selection: changed"  # it may name people
    return Row(("changed", "the version", "", line), SIGNS["changed"], 0, tip=line)


def _difference_rows(one: dict[str, Any], *, named: bool) -> list[Row]:
    what, things = one["what"], one["things"]
    how = ", ".join(one["how"])
    if what != "changed":
        how = plural(len(things), "span or relation", "spans and relations")
    head = (what, one["document"], one["annotator"] if named else "")
    rows = [Row((*head, how), SIGNS[what], 0)] if how or not things else []
    for thing in things if what == "changed" else ():
        more = f" ({', '.join(thing['how'])})" if thing["how"] else ""
        start = head[1:] if not rows else ("", "")
        rows.append(
            Row((thing["what"], *start, thing["words"] + more), SIGNS[thing["what"]], 0, tip=thing["words"])
        )
    return rows


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "Written."
