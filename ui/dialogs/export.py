"""Export: format and scope at the left and top; what goes out and what is lost is shown before a file is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.counted_form import CountedDialog, CountedForm
from ui.dialogs.export_words import recipe_words
from ui.dialogs.exported import ExportedPage
from ui.dialogs.frame import plural
from ui.dialogs.path_edit import PathEdit
from ui.jobs import Job, ProgressStrip
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.jobs import export_job, finish
from workbench.project.report import REPORT

SMALL = 5000  # spans that are written in the window's own process; more go to a child


class ExportDialog(CountedDialog):
    """Choose, read the loss report, export; then the files, and what to do with them."""

    def __init__(
        self,
        session: Session,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        blind: Callable[[], bool] = lambda: False,
    ) -> None:
        """While `blind`, nobody is named as the one whose spans are lost."""
        super().__init__(theme, parent, title="Export", width=900, height=736)
        self._blind = blind
        self.session = session
        self.project = session.project
        self._folder_is_mine = True  # until a person types another
        self.pages = QStackedWidget()
        self.pages.addWidget(self._choosing())
        self.written = ExportedPage(self.theme)
        self.written.say.connect(self.set_note)
        self.pages.addWidget(self.written)
        self.body.addWidget(self.pages, 1)
        self.strip = ProgressStrip()
        self.strip.cancel.connect(self._cancel)
        self.body.addWidget(self.strip)
        self.again_button = self.add_button("Export &another")
        self.again_button.clicked.connect(self._again)
        self.again_button.hide()
        self.close_button = self.add_close()
        self.export_button = self.add_button("&Export", default=True)
        self.export_button.clicked.connect(self._export)
        self._name_folder()
        self.form.count()
        self.formats.setFocus()

    # -- building ------------------------------------------------------------------------------

    def _choosing(self) -> QWidget:
        self.form = CountedForm(self.session, self.theme, verb="export", blind=self._blind)
        self.form.counted.connect(self._refresh_button)
        self.form.say.connect(self.set_note)
        self.form.went.connect(self._go)
        self.formats, self.scope, self.options = self.form.formats, self.form.scope, self.form.options
        self.recipes, self.split = self.form.recipes, self.form.split
        self.formats.currentRowChanged.connect(lambda _: self._name_folder())
        page = QWidget()
        lines = QVBoxLayout(page)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(12)
        lines.addWidget(self.form, 1)
        lines.addLayout(self._target())
        return page

    def _target(self) -> QHBoxLayout:
        self.folder = PathEdit()
        self.folder.setAccessibleName("Into the folder")
        self.folder.textEdited.connect(self._folder_typed)
        self.folder.textChanged.connect(lambda _: self._refresh_button())
        caption = QLabel("&Into")
        caption.setProperty("role", "soft")
        caption.setBuddy(self.folder)
        browse = QPushButton("&Browse…")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(caption)
        row.addWidget(self.folder, 1)
        row.addWidget(browse)
        return row

    def out(self) -> Path:
        """Where the files go."""
        return Path(self.folder.text().strip()).expanduser()

    def _name_folder(self) -> None:
        chosen = self.formats.current()
        if chosen is not None and self._folder_is_mine:
            self.folder.setText(str(self.project.path.parent / f"{self.project.path.stem}-{chosen.id}"))
            self.folder.setCursorPosition(0)

    def _refresh_button(self) -> None:
        documents = self.form.documents()
        self.export_button.setText(f"&Export {plural(documents, 'document')}" if documents else "&Export")
        ready = documents > 0 and bool(self.folder.text().strip()) and self._job is None
        self.export_button.setEnabled(ready and self.pages.currentIndex() == 0)

    # -- writing -------------------------------------------------------------------------------

    def _export(self) -> None:
        report = self.form.report
        if report is None or not report.documents:
            return
        # a split is written, beside the window
        if report.spans > SMALL or self.form.many(report.documents) or self.split.choice() is not None:
            self._start_child()
            return
        try:
            done = finish(export_job(self.project, self.out(), self.form.recipe()))
        except UserError as error:
            self.set_note(str(error), "error")
            return
        proof = done.report.proof.plain(lossless=not done.report.losses) if done.report.proof else {}
        self._show_result(done.files, done.report_file, done.hint, proof)

    def arguments(self) -> list[str]:
        """The command that does what this dialog shows. Raises UserError for words that mean nothing."""
        return ["export", str(self.project.path), str(self.out()), *recipe_words(self.form.recipe())]

    def _start_child(self) -> None:
        self._job = Job([*self.arguments(), "--progress", "json"], self, annotator=self.project.me.name)
        self._job.progressed.connect(self.strip.show_progress)
        self._job.done.connect(lambda _: self._child_ended(""))
        self._job.failed.connect(self._child_ended)
        self._job.cancelled.connect(lambda: self._child_ended("Stopped. No file was written."))
        self.pages.setEnabled(False)
        self.strip.begin("Exporting…")
        self._refresh_button()
        self._job.start()

    def _child_ended(self, words: str) -> None:
        self._job = None
        self.strip.end()
        self.pages.setEnabled(True)
        self._refresh_button()
        chosen = self.formats.current()
        folder = self.out() if self.out().is_dir() else self.out().parent
        report = folder / REPORT
        plain = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {}
        # files that hold something else are kept, and shown with what is wrong with them
        if words and not (plain and plain["proof"]["sentence"] in words):
            self.set_note(words, "error")
            return
        self.session.refresh()
        files = [folder / name for name in plain["files"]]
        self._show_result(files, report, chosen.hint(files) if chosen.hint else "", plain["proof"])
        if plain["warnings"]:
            first, *more = plain["warnings"]
            self.set_note(first + (f" {len(more)} more in {report.name}." if more else ""), "warn")

    def _show_result(self, files: list[Path], report: Path, hint: str, proof: Mapping[str, str]) -> None:
        documents = self.form.documents()
        self.written.show_files(f"{plural(documents, 'document')} exported", [*files, report], hint, proof)
        self.pages.setCurrentIndex(1)
        self.again_button.show()
        self.export_button.hide()
        self.close_button.setText("&Done")
        self.close_button.setDefault(True)
        self.set_note("")
        copying = not self.written.copy_button.isHidden()
        (self.written.copy_button if copying else self.close_button).setFocus()

    def _again(self) -> None:
        self.pages.setCurrentIndex(0)
        self.again_button.hide()
        self.export_button.show()
        self.export_button.setDefault(True)
        self.close_button.setText("Cancel")
        self.form.count()
        self.formats.setFocus()

    def _folder_typed(self) -> None:
        self._folder_is_mine = False

    def _browse(self) -> None:
        self.ask_folder("Folder for the files", self.out().parent, self._folder_chosen)

    def _folder_chosen(self, name: str) -> None:
        self._folder_is_mine = False
        self.folder.setText(name)
