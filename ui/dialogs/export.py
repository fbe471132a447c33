"""Export: format and scope at the left and top; what goes out and what is lost is shown before a file is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.export_words import recipe_words
from ui.dialogs.exported import ExportedPage
from ui.dialogs.frame import Dialog, give_back, plural, text_label
from ui.dialogs.losses import LossTree
from ui.dialogs.path_edit import PathEdit
from ui.dialogs.preview import Place, Preview, left_out_words, nothing_words, of_json, of_report
from ui.dialogs.recipe_form import RecipeForm
from ui.jobs import Job, ProgressStrip
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.jobs import export_job, finish
from workbench.project.exporting import preview
from workbench.project.report import REPORT
from workbench.project.splits import empty_parts

MANY = 2000  # documents that are counted in the window's own process; more by a child
SLOW = 200  # of them where spaCy or a tokenizer.json cuts their texts
SMALL = 5000  # spans that are written in the window's own process; more go to a child
POLICIES = ("overlaps", "fragments", "misaligned")
FIRST = "jsonl"  # what is chosen to begin with: it loses nothing
TREE_PX = 112  # so much of the losses is always there; the choices above scroll
REST_MS = 200  # after the last change before the preview is counted anew


class ExportDialog(Dialog):
    """Choose, read the loss report, export; then the files, and what to do with them."""

    went = Signal(object)  # the Place of a loss that is to be shown

    def __init__(
        self,
        session: Session,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        blind: Callable[[], bool] = lambda: False,
    ) -> None:
        """While `blind`, nobody is named as the one whose spans are lost."""
        super().__init__(theme, parent, title="Export", width=900, height=580)
        self.blind = blind
        self.session = session
        self.project = session.project
        self.report: Preview | None = None
        self._counting: Job | None = None
        self._job: Job | None = None
        self.away = False  # while an example of a loss is looked at
        self._folder_is_mine = True  # until a person types another
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._count_if_shown)
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
        self.count()
        self.formats.setFocus()

    # -- building ------------------------------------------------------------------------------

    def _choosing(self) -> QWidget:
        self.summary = text_label("", "heading", wrap=True)
        self.left_out = text_label("", "warn", wrap=True)
        self.warning = text_label("", "warn", wrap=True)  # of parts that stay empty
        self.losses = LossTree(self.theme)
        self.losses.go.connect(self._go)
        self.losses.setMinimumHeight(TREE_PX)
        self.losses.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        below = [(self.summary, 0), (self.left_out, 0), (self.warning, 0), (self.losses, 2)]
        self.form = RecipeForm(self.session, self.theme, below)
        self.form.changed.connect(self._changed)
        self.form.say.connect(self.set_note)
        self.formats, self.scope, self.options = self.form.formats, self.form.scope, self.form.options
        self.recipes, self.split = self.form.recipes, self.form.split
        self.formats.currentRowChanged.connect(lambda _: self._name_folder())
        self.split.changed.connect(self._show_warning)
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

    # -- counting ------------------------------------------------------------------------------

    def out(self) -> Path:
        """Where the files go."""
        return Path(self.folder.text().strip()).expanduser()

    def _changed(self) -> None:
        """What was counted holds no longer: say so until it is counted anew."""
        self._stop_counting()
        self._await_count()
        self._rest.start()

    def _await_count(self) -> None:
        self.report = None
        self.set_note("")
        self._show_report()
        self.summary.setText("Counting…")

    def _count_if_shown(self) -> None:
        if self.isVisible():
            self.count()

    def count(self) -> None:
        """Count what would go out and what would be lost."""
        self._rest.stop()
        chosen = self.formats.current()
        self.report = None
        if chosen is None:
            return
        self._stop_counting()
        if self.project.document_count() > (SLOW if self.form.slow() else MANY):
            self._count_in_child()
            return
        try:
            self.report = of_report(
                preview(self.project, replace(self.form.recipe(), split=None)), blind=self.blind()
            )
        except UserError as error:
            self.set_note(str(error), "error")
        self._show_report()

    def _count_in_child(self) -> None:
        self._await_count()
        try:
            words = [*self.arguments(split=False), "--dry-run", "--json"]  # counted sooner without it
        except UserError as error:
            self._counted("", str(error))
            return
        self._counting = Job(words, self, annotator=self.project.me.name)
        self._counting.done.connect(self._counted)
        self._counting.failed.connect(lambda words: self._counted("", words))
        self._counting.start()

    def _counted(self, text: str, words: str = "") -> None:
        self._counting = None
        self.report = of_json(text, blind=self.blind()) if text else None
        self._show_report()
        if words:
            self.set_note(words, "error")

    def _stop_counting(self) -> None:
        if self._counting is not None:
            self._counting.blockSignals(True)
            self._counting.cancel()
            self._counting.wait()
            self._counting.deleteLater()
            self._counting = None

    def _name_folder(self) -> None:
        chosen = self.formats.current()
        if chosen is not None and self._folder_is_mine:
            self.folder.setText(str(self.project.path.parent / f"{self.project.path.stem}-{chosen.id}"))
            self.folder.setCursorPosition(0)

    def _show_report(self) -> None:
        report = self.report
        self._show_warning()
        if report is None:
            self.summary.setText("")
            self.left_out.hide()
            self.losses.show_losses((), "")
            self._refresh_button()
            return
        self.set_note("")
        self.summary.setText(
            f"{plural(report.documents, 'document')}, {plural(report.layers, 'layer')}, "
            f"{plural(report.spans, 'span')}, {plural(report.relations, 'relation')}"
        )
        self.left_out.setText(left_out_words(report))
        self.left_out.setVisible(bool(self.left_out.text()))
        nothing = "Nothing is lost: the format holds all of this."
        self.losses.show_losses(report.losses, nothing if report.documents else nothing_words(report))
        self._refresh_button()

    def _show_warning(self) -> None:
        documents = self.report.documents if self.report else 0
        self.warning.setText(empty_parts(documents, self.split.shares()) if documents else "")
        self.warning.setVisible(bool(self.warning.text()))

    def _refresh_button(self) -> None:
        documents = self.report.documents if self.report else 0
        self.export_button.setText(f"&Export {plural(documents, 'document')}" if documents else "&Export")
        ready = documents > 0 and bool(self.folder.text().strip()) and self._job is None
        self.export_button.setEnabled(ready and self.pages.currentIndex() == 0)

    # -- writing -------------------------------------------------------------------------------

    def _export(self) -> None:
        if self.report is None or not self.report.documents:
            return
        if (
            self.report.spans > SMALL or self.split.choice() is not None
        ):  # a split is written, beside the window
            self._start_child()
            return
        try:
            done = finish(export_job(self.project, self.out(), self.form.recipe()))
        except UserError as error:
            self.set_note(str(error), "error")
            return
        proof = done.report.proof.plain(lossless=not done.report.losses) if done.report.proof else {}
        self._show_result(done.files, done.report_file, done.hint, proof)

    def arguments(self, *, split: bool = True) -> list[str]:
        """The command that does what this dialog shows. Raises UserError for words that mean nothing."""
        recipe = self.form.recipe()
        words = recipe_words(recipe if split else replace(recipe, split=None))
        return ["export", str(self.project.path), str(self.out()), *words]

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

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _show_result(self, files: list[Path], report: Path, hint: str, proof: Mapping[str, str]) -> None:
        documents = self.report.documents if self.report else 0
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
        self.count()
        self.formats.setFocus()

    # -- recipes, and going to what is lost ---------------------------------------------------

    def _go(self, place: Place) -> None:
        """Show an example in the window; the export waits until it is asked for again."""
        self.away = True
        self.hide()
        give_back(self)
        self.went.emit(place)

    def come_back(self) -> None:
        """Go on where an example was looked at; what is shown is counted anew."""
        self.away = False
        self.open()
        self.count()
        self.losses.setFocus()

    def done(self, result: int) -> None:
        """Close; a child that still runs is asked to stop first, and writes nothing."""
        if self._job is not None:
            self._job.cancel()
            return
        self._stop_counting()
        super().done(result)

    def _folder_typed(self) -> None:
        self._folder_is_mine = False

    def _browse(self) -> None:
        dialog = QFileDialog(self, "Folder for the files", str(self.out().parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._folder_chosen)
        dialog.open()

    def _folder_chosen(self, name: str) -> None:
        self._folder_is_mine = False
        self.folder.setText(name)
