"""The model's screen: what it was trained on, how good it is on documents not seen, what its threshold means."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.frame import plural, set_role, sheet, text_label
from ui.dialogs.table import Column, Row, Table
from ui.jobs import ProgressStrip
from ui.overview.model_charts import AXIS, ThresholdChart, learning_chart, reliability_chart
from ui.overview.saving import PICTURES, ask_where, save_picture
from ui.session import Session
from ui.theme import Theme
from ui.training import Training
from workbench.project.models import TrainedModel, can_train

EDGE = 32
KEEP_MS = 500  # how long the slider rests before its threshold is kept
COLUMNS = (
    Column("Label", 0),
    Column("Spans", 66, right=True),
    Column("Precision", 84, right=True),
    Column("Recall", 72, right=True),
    Column("F1", 60, right=True),
)


class ModelPage(QWidget):
    """Shows the model as it is now; Esc or Close goes back (`closed`). `changed` carries settings by name."""

    closed = Signal()
    changed = Signal(dict)

    def __init__(
        self, session: Session, theme: Theme, training: Training, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.session, self.project, self.training = session, session.project, training
        self.theme = theme.scaled(1.0)
        self.model: TrainedModel | None = None
        self.chart: ThresholdChart | None = None
        self.setObjectName("model")
        self.setAccessibleName("Model")
        self._keep = QTimer(self, singleShot=True, interval=KEEP_MS)
        self._keep.timeout.connect(self.keep_threshold)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 24, EDGE, 20)
        column.setSpacing(14)
        column.addLayout(self._head())
        self.strip = ProgressStrip()
        self.strip.cancel.connect(training.cancel)
        column.addWidget(self.strip)
        self.middle = QWidget()
        self._middle = QVBoxLayout(self.middle)
        self._middle.setContentsMargins(0, 0, 0, 0)
        self._middle.setSpacing(16)
        column.addWidget(self.middle, 1)
        column.addLayout(self._foot())
        training.begun.connect(self._begin)
        training.progressed.connect(self.strip.show_progress)
        training.ended.connect(self._ended)
        self.show_now(theme)
        if training.running:
            self._begin()

    # -- building ------------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        titles = QVBoxLayout()
        titles.setSpacing(2)
        titles.addWidget(text_label("Model", "title"))
        self.said = text_label("", "soft", wrap=True)
        titles.addWidget(self.said)
        row.addLayout(titles, 1)
        self.train_button = QPushButton("&Train now")
        self.train_button.setDefault(True)
        self.train_button.clicked.connect(lambda: self.training.start())
        self.picture_button = QPushButton("Save &picture…")
        self.picture_button.clicked.connect(self._save_picture)
        close = QPushButton("&Close")
        close.clicked.connect(self.leave)
        for button in (self.train_button, self.picture_button, close):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.along = QCheckBox("Train &by itself after some twenty newly finished documents")
        self.along.setChecked(self.session.settings.learn_along)
        self.along.toggled.connect(self._set_along)
        row.addWidget(self.along)
        row.addStretch(1)
        self.note = text_label("", "soft")
        row.addWidget(self.note)
        return row

    def show_now(self, theme: Theme) -> None:
        """Read the project again and draw it in this theme."""
        self.theme = theme.scaled(1.0)
        self.setStyleSheet(
            sheet(self.theme) + f"QWidget#model {{ background: {self.theme.panel}; }}"
            f"QLabel[role='number'] {{ font-size: 28px; color: {self.theme.ink}; }}"
            f"QLabel[role='caption'] {{ color: {self.theme.soft}; }}"
            f"QLabel[role='empty'] {{ font-size: 17px; color: {self.theme.soft}; }}"
        )
        self.model = self.project.model()
        finished, missing = self.project.documents_to_learn_from(), can_train()
        due = self.project.training_due_at()
        enough = self.model is not None or finished >= due
        self.train_button.setEnabled(
            enough and not missing and not self.training.running and not self.project.read_only
        )
        self.picture_button.setEnabled(self.model is not None)
        while (item := self._middle.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.chart = None
        if self.model is None:
            self.said.setText("It learns from your finished documents and proposes spans in the others.")
            self._middle.addWidget(self._nothing(missing or _too_few(finished, due)), 1)
        else:
            self.said.setText(_said(self.model, finished, due))
            self._fill(self.model)
        if missing and self.model is not None:
            self._say(missing, "warn")

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme."""
        self.show_now(theme)

    def _nothing(self, words: str) -> QLabel:
        label = text_label(words, "empty", wrap=True)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    def _fill(self, model: TrainedModel) -> None:
        self._middle.addWidget(self._numbers(model))
        above, below = QWidget(), QWidget()
        for box, share, parts in (
            (
                above,
                4,
                (("By label", self._labels(model)), ("What the threshold means", self._threshold(model))),
            ),
            (
                below,
                3,
                (
                    ("How often it is right, by score", reliability_chart(self.theme, model)),
                    ("F1 after so many documents", learning_chart(self.theme, model)),
                ),
            ),
        ):
            row = QHBoxLayout(box)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(24)
            for title, widget in parts:
                part = QVBoxLayout()
                part.setSpacing(6)
                part.addWidget(text_label(title, "heading"))
                part.addWidget(widget, 1)
                row.addLayout(part, 1)
            box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
            self._middle.addWidget(box, share)

    def _numbers(self, model: TrainedModel) -> QWidget:
        whole, report = model.report.whole, model.report
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(40)
        for number, caption, tip in (
            (f"{report.documents:,}", "documents learned from", ""),
            (f"{whole.f1:.2f}", "F1, exact spans", "On documents that it had not seen, at any score."),
            (f"{whole.precision:.2f}", "precision", "Of what it proposes, this share is right."),
            (f"{whole.recall:.2f}", "recall", "Of what people marked, it finds this share."),
            (
                f"{100 * report.calibration_error:.0f} %",
                "off in its scores",
                "How far score and share of right ones lie apart on average.",
            ),
        ):
            tile = QVBoxLayout()
            tile.setSpacing(0)
            for text, role in ((number, "number"), (caption, "caption")):
                label = text_label(text, role)
                label.setToolTip(tip)
                tile.addWidget(label)
            row.addLayout(tile)
        row.addStretch(1)
        return box

    def _labels(self, model: TrainedModel) -> Table:
        self.table = Table(COLUMNS, self.theme, name="How good it is, by label", row_height=26)
        rows = sorted(model.report.quality, key=lambda one: (bool(one.label), -one.spans))
        self.table.set_rows(
            [
                Row(
                    (
                        self._title(one.label),
                        f"{one.spans:,}",
                        *(f"{value:.2f}" for value in (one.precision, one.recall, one.f1)),
                    )
                )
                for one in rows
            ]
        )
        return self.table

    def _title(self, label: str) -> str:
        found = self.project.schema.find_label(label)
        return found.title if found is not None else label or "all labels"

    def _threshold(self, model: TrainedModel) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.chart = ThresholdChart(self.theme, model)
        column.addWidget(self.chart, 1)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, 99)
        self.slider.setPageStep(5)
        self.slider.setAccessibleName("The threshold: how likely to be right a proposal must be")
        self.slider.setEnabled(not self.project.read_only)
        self.words = text_label("", "", wrap=True)
        self.slider.setValue(round(self.project.model_threshold() * 100))
        self.slider.valueChanged.connect(self._moved)
        beside = QHBoxLayout()
        beside.setContentsMargins(AXIS - 8, 0, 0, 0)  # its handle stands under the line of the chart
        beside.addWidget(self.slider)
        column.addLayout(beside)
        column.addWidget(self.words)
        self._say_threshold()
        return box

    # -- the threshold -------------------------------------------------------------------------

    def _moved(self) -> None:
        self._say_threshold()
        self._keep.start()

    def _say_threshold(self) -> None:
        if self.model is None:
            return
        threshold = self.slider.value() / 100
        proposed, right = self.model.report.quality_from(threshold)
        spans = self.model.report.whole.spans
        words = f"From {threshold:.2f} on: "
        if not proposed:
            words += "it proposes nothing."
        else:
            words += (
                f"{plural(proposed, 'proposal')} on {plural(self.model.report.held_out, 'held-out document')}, "
                f"{right:,} right ({100 * right / proposed:.0f} %); {100 * right / max(1, spans):.0f} % of "
                f"what people marked is found."
            )
        least = self.session.settings.least_score
        if least > threshold:
            words += f" Your least score hides those below {least:.2f}."
        self.words.setText(words)
        if self.chart is not None:
            self.chart.stand_at(threshold)

    def keep_threshold(self) -> None:
        """Keep what the slider says: one step to undo."""
        self._keep.stop()
        threshold = self.slider.value() / 100
        if self.model is not None and round(self.project.model_threshold(), 2) != threshold:
            self.session.do(self.project.set_model_threshold, threshold)

    # -- training ------------------------------------------------------------------------------

    def _begin(self) -> None:
        self.train_button.setEnabled(False)
        self._say("")
        self.strip.begin("Training…")

    def _ended(self, words: str, role: str) -> None:
        self.strip.end()
        self.show_now(self.theme)
        self._say(words, role)
        (self.slider if self.model is not None else self.train_button).setFocus()

    def _say(self, words: str, role: str = "soft") -> None:
        self.note.setText(words)
        self.note.setAccessibleName(words)
        set_role(self.note, role)

    def _set_along(self, on: bool) -> None:
        self.session.settings.learn_along = on
        self.changed.emit({"learn_along": on})

    # -- saving and leaving --------------------------------------------------------------------

    def save_picture(self, path: Path) -> None:
        """Write the screen as PNG. Raises UserError where that cannot be."""
        save_picture(self.grab(), path)

    def _save_picture(self) -> None:
        ask_where(self, self.session, "Save picture", "model.png", PICTURES, self.save_picture)

    def panels(self) -> list[QWidget]:
        """Where F6 goes."""
        return [self]

    def leave(self) -> None:
        """Go back; a training that runs goes on, a threshold that was moved is kept."""
        if self._keep.isActive():
            self.keep_threshold()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        (self.slider if self.model is not None else self.train_button).setFocus()


def _too_few(finished: int, due: int) -> str:
    if finished < due:
        return (
            f"A model needs {due} finished documents, and {finished} {'is' if finished == 1 else 'are'} done.\n"
            f"Finish {due - finished} more (Ctrl+Return), then train it here."
        )
    return f"{finished} finished documents are there to learn from.\nTrain now takes seconds, on this machine alone."


def _said(model: TrainedModel, finished: int, due: int) -> str:
    parts = [f"Trained on {plural(model.report.documents, 'document')}{_when(model.at)}"]
    if model.report.held_out:
        parts.append(f"tried on {model.report.held_out:,} held out")
    new = finished - model.report.documents
    if new > 0:
        parts.append(f"{new:,} finished since" + (", due now" if finished >= due else f", due with {due:,}"))
    return " · ".join(parts)


def _when(at: str) -> str:
    if not at:
        return ""
    return f" on {datetime.fromisoformat(at).astimezone():%d %B %Y at %H:%M}".replace(" on 0", " on ")
