"""A recipe, and below it what it would hold and lose, counted anew after each choice."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy

from ui.dialogs.export_words import recipe_words
from ui.dialogs.frame import give_back, plural, text_label
from ui.dialogs.losses import LossTree
from ui.dialogs.preview import Place, Preview, left_out_words, nothing_words, of_json, of_report
from ui.dialogs.recipe_form import RecipeForm
from ui.dialogs.working import WorkingDialog
from ui.jobs import Job
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.project.exporting import preview
from workbench.project.splits import empty_parts

MANY = 2000  # documents that are counted in the window's own process; more by a child
SLOW = 200  # of them where spaCy or a tokenizer.json cuts their texts
TREE_PX = 112  # so much of the losses is always there; the choices above scroll
REST_MS = 200  # after the last change before the preview is counted anew


class CountedForm(RecipeForm):
    """`report` is the count of what is chosen, None while it waits for one; `counted` says that it changed.

    `verb` is what is done with it (export, freeze). While `blind`, nobody is named as the one whose spans are lost.
    """

    counted = Signal()
    went = Signal(object)  # the Place of an example of a loss

    def __init__(
        self, session: Session, theme: Theme, *, verb: str, blind: Callable[[], bool] = lambda: False
    ) -> None:
        self.verb, self.blind = verb, blind
        self.report: Preview | None = None
        self._counting: Job | None = None
        self.summary = text_label("", "heading", wrap=True)
        self.left_out = text_label("", "warn", wrap=True)
        self.warning = text_label(
            "", "warn", wrap=True
        )  # of texts that go out twice, of parts that stay empty
        self.losses = LossTree(theme)
        self.losses.setMinimumHeight(TREE_PX)
        self.losses.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        below = [(self.summary, 0), (self.left_out, 0), (self.warning, 0), (self.losses, 2)]
        super().__init__(session, theme, below)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._count_if_shown)
        self.losses.go.connect(self.went)
        self.changed.connect(self._changed)
        self.split.changed.connect(self._show_warning)

    def _changed(self) -> None:
        """What was counted holds no longer: say so until it is counted anew."""
        self.stop()
        self._await_count()
        self._rest.start()

    def _await_count(self) -> None:
        self.report = None
        self.say.emit("", "soft")
        self._show_report()
        self.summary.setText("Counting…")

    def _count_if_shown(self) -> None:
        if self.isVisible():
            self.count()

    def count(self) -> None:
        """Count what would go out and what would be lost."""
        self._rest.stop()
        self.report = None
        if self.formats.current() is None:
            return
        self.stop()
        if self.many(self.project.document_count()):
            self._count_in_child()
            return
        try:
            report = preview(self.project, replace(self.recipe(), split=None))  # sooner without it
            self.report = of_report(report, blind=self.blind())
        except UserError as error:
            self.say.emit(str(error), "error")
        self._show_report()

    def _count_in_child(self) -> None:
        self._await_count()
        try:
            words = recipe_words(replace(self.recipe(), split=None))
        except UserError as error:
            self._count_ended("", str(error))
            return
        path = str(self.project.path)
        self._counting = Job(
            ["export", path, path, *words, "--dry-run", "--json"], self, annotator=self.project.me.name
        )
        self._counting.done.connect(self._count_ended)
        self._counting.failed.connect(lambda words: self._count_ended("", words))
        self._counting.start()

    def _count_ended(self, text: str, words: str = "") -> None:
        self._counting = None
        self.report = of_json(text, blind=self.blind()) if text else None
        self._show_report()
        if words:
            self.say.emit(words, "error")

    def stop(self) -> None:
        """Stop a child that counts."""
        if self._counting is not None:
            self._counting.blockSignals(True)
            self._counting.cancel()
            self._counting.wait()
            self._counting.deleteLater()
            self._counting = None

    def many(self, documents: int) -> bool:
        """Whether so many take long enough to be left to a child process."""
        return documents > (SLOW if self.slow() else MANY)

    def documents(self) -> int:
        """How many documents would go out, as far as they are counted."""
        return self.report.documents if self.report else 0

    def _show_report(self) -> None:
        report = self.report
        self._show_warning()
        if report is None:
            self.summary.setText("")
            self.left_out.hide()
            self.losses.show_losses((), "")
            self.counted.emit()
            return
        self.say.emit("", "soft")
        self.summary.setText(
            f"{plural(report.documents, 'document')}, {plural(report.layers, 'layer')}, "
            f"{plural(report.spans, 'span')}, {plural(report.relations, 'relation')}"
        )
        self.left_out.setText(left_out_words(report))
        self.left_out.setVisible(bool(self.left_out.text()))
        nothing = "Nothing is lost: the format holds all of this."
        self.losses.show_losses(
            report.losses, nothing if report.documents else nothing_words(report, self.verb)
        )
        self.counted.emit()

    def _show_warning(self) -> None:
        documents, told = self.documents(), self.report.warnings if self.report else ()
        empty = empty_parts(documents, self.split.shares()) if documents else ""
        self.warning.setText("\n".join([*told, *([empty] if empty else [])]))
        self.warning.setVisible(bool(self.warning.text()))


class CountedDialog(WorkingDialog):
    """A dialog around such a form, which steps aside while an example of a loss is looked at."""

    went = Signal(object)  # the Place of a loss that is to be shown
    form: CountedForm
    away = False  # while one is looked at

    def _go(self, place: Place) -> None:
        """Show an example in the window; the dialog waits until it is asked for again."""
        self.away = True
        self.hide()
        give_back(self)
        self.went.emit(place)

    def come_back(self) -> None:
        """Go on where an example was looked at; what is shown is counted anew."""
        self.away = False
        self.open()
        self.form.count()
        self.form.losses.setFocus()

    def done(self, result: int) -> None:
        """Close; a child that still runs is asked to stop first, and what it began is not kept."""
        self.form.stop()
        super().done(result)
