"""Handing documents out: who gets how many, by when, and where their files are written."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from ui.dialogs.frame import Dialog, plural
from ui.dialogs.path_edit import PathEdit
from ui.dialogs.table import Column, Row, Table
from ui.jobs import Job, ProgressStrip
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.project.documents import check_date
from workbench.project.handouts import share_out

OVERLAPS = (0, 10, 20, 30, 50, 100)  # per cent of the documents


class HandoutDialog(Dialog):
    """Shows the shares as one types, and writes a project file for each person."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            parent,
            title="Hand out",
            lead="A project file for each person, with the documents, the schema and their own work so far: nothing of "
            "anybody else. Merge takes the files back.",
            width=720,
            height=600,
        )
        self.session = session
        self.project = session.project
        self._job: Job | None = None
        self.body.addLayout(self._form())
        self.table = Table(
            [
                Column("Person", 0),
                Column("Documents", 110, right=True),
                Column("Characters", 120, right=True),
            ],
            theme,
            name="Shares",
            empty="Write the names of those who are to annotate.",
        )
        self.body.addWidget(self.table, 1)
        self.strip = ProgressStrip()
        self.strip.cancel.connect(lambda: self._job and self._job.cancel())
        self.body.addWidget(self.strip)
        self.add_close()
        self.write_button = self.add_button("&Write the files", default=True)
        self.write_button.clicked.connect(self._write)
        self._refresh()
        self.people.setFocus()

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        self.people = QLineEdit()
        self.people.setPlaceholderText("Ada, Bo, Chen")
        form.addRow("&People", self.people)
        form.addRow("How", self._how())
        self.unassigned = QCheckBox("Only documents that &nobody has been given")
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("All documents")
        self.filter.setAccessibleName("Names that contain")
        form.addRow("Names &contain", self.filter)
        form.addRow("", self.unassigned)
        self.unaided = QCheckBox("Without &suggestions, here too: double annotation stays unbiased")
        self.unaided.setChecked(self.project.suggestions_off)
        self.unaided.setEnabled(not self.project.read_only)
        self.unaided.toggled.connect(self._switch_suggestions)
        form.addRow("", self.unaided)
        self.due = QLineEdit()
        self.due.setPlaceholderText("YYYY-MM-DD")
        form.addRow("&Due", self.due)
        self.guidelines, self.folder = PathEdit(), PathEdit()
        self.guidelines.setPlaceholderText("A text that travels with the files")
        self._add_path(form, "&Guidelines", self.guidelines, self._browse_guidelines)
        self.folder.setText(str(self.project.path.parent / "handouts"))
        self._add_path(form, "F&older", self.folder, self._browse_folder)
        for field in (self.people, self.filter, self.due, self.guidelines, self.folder):
            field.textChanged.connect(self._refresh)
        self.unassigned.toggled.connect(self._refresh)
        return form

    def _switch_suggestions(self, off: bool) -> None:
        """The project's switch, which goes out with the files."""
        if off != self.project.suggestions_off:
            self.session.do(self.project.switch_suggestions, not off)

    def _how(self) -> QWidget:
        self.deal = QRadioButton("Deal by &length,")
        self.everything = QRadioButton("Everything to &everybody")
        self.deal.setChecked(True)
        group = QButtonGroup(self)
        self.overlap = QComboBox()
        for share in OVERLAPS:
            self.overlap.addItem(f"{share} % to two people" if share else "each to one person", share)
        self.overlap.setAccessibleName("Share of documents that two people get")
        self.overlap.setToolTip("Documents that two people get are what agreement is measured on")
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (self.deal, self.overlap, self.everything):
            layout.addWidget(widget)
            if isinstance(widget, QRadioButton):
                group.addButton(widget)
                widget.toggled.connect(self._refresh)
        layout.insertSpacing(2, 16)
        layout.addStretch(1)
        self.overlap.currentIndexChanged.connect(self._refresh)
        return row

    def _add_path(self, form: QFormLayout, title: str, field: QLineEdit, browse: Callable[[], None]) -> None:
        button = QPushButton("Browse…")
        button.setAutoDefault(False)
        button.clicked.connect(browse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(field, 1)
        row.addWidget(button)
        label = QLabel(title)
        label.setBuddy(field)
        field.setAccessibleName(title.replace("&", ""))
        form.addRow(label, row)

    def _browse_folder(self) -> None:
        self.ask_folder("Folder for the hand-outs", self.project.path.parent, self.folder.setText)

    def _browse_guidelines(self) -> None:
        kinds = "Texts (*.md *.txt);;All files (*)"
        self.ask_file("Guidelines", self.project.path.parent, kinds, self.guidelines.setText)

    def names(self) -> list[str]:
        """The people who were typed, each once."""
        return list(
            dict.fromkeys(name.strip() for name in re.split(r"[,;\n]", self.people.text()) if name.strip())
        )

    def shares(self) -> dict[str, tuple[int, int]]:
        """Documents and characters by person. Raises UserError for what cannot be dealt."""
        lengths = self.project.lengths(containing=self.filter.text(), unassigned=self.unassigned.isChecked())
        if not self.names():
            return {}
        if not lengths:
            raise UserError("No document fits.")
        if self.due.text().strip():
            check_date(self.due.text().strip())
        if self.everything.isChecked():
            dealt = {name: list(lengths) for name in self.names()}
        else:
            dealt = share_out(lengths, self.names(), overlap=self.overlap.currentData() / 100)
        return {name: (len(found), sum(lengths[one] for one in found)) for name, found in dealt.items()}

    def _refresh(self, *_: object) -> None:
        self.overlap.setEnabled(self.deal.isChecked())
        try:
            shares = self.shares()
            self.set_note("")
        except UserError as error:
            shares = {}
            self.set_note(str(error), "error")
        self.table.set_rows(
            [Row((name, f"{number:,}", f"{size:,}")) for name, (number, size) in shares.items()]
        )
        self.write_button.setEnabled(bool(shares) and self._job is None and bool(self.folder.text().strip()))

    def arguments(self) -> list[str]:
        """The command that the dialog stands for."""
        words = ["handout", str(self.project.path), self.folder.text().strip()]
        for name in self.names():
            words += ["--to", name]
        if self.everything.isChecked():
            words.append("--all")
        elif self.overlap.currentData():
            words += ["--overlap", str(self.overlap.currentData() / 100)]
        for option, field in (
            ("--filter", self.filter),
            ("--due", self.due),
            ("--guidelines", self.guidelines),
        ):
            if field.text().strip():
                words += [option, field.text().strip()]
        if self.unassigned.isChecked():
            words.append("--unassigned")
        return [*words, "--progress", "json"]

    def _write(self) -> None:
        self._job = Job(self.arguments(), self, annotator=self.project.me.name)
        self._job.progressed.connect(self.strip.show_progress)
        self._job.done.connect(self._written)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(lambda: self._failed("Stopped: no file was written."))
        self.strip.begin("Writing…")
        self._job.start()
        self.write_button.setEnabled(False)

    def _written(self, _: str) -> None:
        self._job = None
        self.session.refresh()
        self.accept()
        files = plural(len(self.names()), "file")
        folder = Path(self.folder.text().strip())
        self.session.noted.emit(f"Wrote {files} in {folder}. Merge takes them back.")

    def _failed(self, words: str) -> None:
        self._job = None
        self.strip.end()
        self._refresh()
        self.set_note(words, "error")

    def done(self, result: int) -> None:
        """Close; what was being written is ended, and nothing of it is left."""
        if self._job is not None:
            job, self._job = self._job, None
            job.stop()
        super().done(result)
