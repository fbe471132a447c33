"""The agreement screen: measures by label or by what one likes, what stands against what, and the spans behind it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.frame import plural
from ui.dialogs.table import Column, Row, Table
from ui.jobs import Job, ProgressStrip
from ui.overview.matrix import NONE, Matrix
from ui.overview.saving import PICTURES, ask_where, save_picture
from ui.session import Session
from ui.theme import Theme
from workbench import jobs
from workbench.errors import UserError
from workbench.project.comparing import Layers

EDGE = 32
RESAMPLES = 1000
SLICE_MS = 10
MEASURES = (
    ("exact", "F1 exact"),
    ("partial", "F1 partial"),
    ("label_only", "F1 label"),
    ("kappa", "Kappa"),
    ("alpha", "Alpha"),
    ("alpha_u", "Alpha-u"),
    ("alpha_u_label", "(k)u-alpha"),
    ("attributes", "Values"),
    ("relations", "Relations"),
)
BY = (
    ("label", "by label"),
    ("group", "by group"),
    ("pair", "by pair of annotators"),
    ("document", "by document"),
    ("month", "by month"),
    ("origin", "by origin of the spans"),
)


class AgreementPage(QWidget):
    """Runs `workbench agreement` beside the window; `closed` by Esc or Close, `wanted` names a place to go to."""

    closed = Signal()
    wanted = Signal(str, str)  # document, span

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.theme = theme.scaled(1.0)
        self._job: Job | None = None
        self._looking: Any = None
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._look_on)
        self.setObjectName("agreement")
        self.setAccessibleName("Agreement")
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE, 24, EDGE, 24)
        column.setSpacing(12)
        column.addLayout(self._head())
        self.said = QLabel()
        self.said.setProperty("role", "soft")
        column.addWidget(self.said)
        self.strip = ProgressStrip()
        self.strip.cancel.connect(self._cancel)
        column.addWidget(self.strip)
        self.measures = Table(
            [Column("", 0), *(Column(title, 104, right=True) for _, title in MEASURES)],
            self.theme,
            name="Measures",
            empty="Two finished layers on one document are needed to measure agreement.",
        )
        self.setFocusProxy(self.measures)
        column.addWidget(self.measures, 3)
        self.matrix = Matrix(self.theme)
        self.matrix.chosen.connect(self._look)
        self.places = Table(
            [Column("Document", 190), Column("First", 0), Column("Second", 0)],
            self.theme,
            name="Spans of the cell",
            empty="Choose a cell to see its spans.",
        )
        self.places.chosen.connect(self._go)
        column.addLayout(self._below(), 5)
        self.left_out = QLabel()
        self.left_out.setProperty("role", "soft")
        self.left_out.setWordWrap(True)
        column.addWidget(self.left_out)
        self.set_theme(theme)
        self.ask()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        title = QLabel("Agreement")
        title.setProperty("role", "title")
        row.addWidget(title, 1)
        self.by = QComboBox()
        self.by.setAccessibleName("Rows")
        for id, words in BY:
            self.by.addItem(words, id)
        self.by.currentIndexChanged.connect(lambda _: self.ask())
        self.intervals = QCheckBox("With 95 % &intervals")
        self.intervals.toggled.connect(lambda _: self.ask())
        row.addWidget(self.by)
        row.addWidget(self.intervals)
        row.addSpacing(16)
        for text, run in (("Save &matrix…", self._save), ("&Close", self.closed.emit)):
            button = QPushButton(text)
            button.clicked.connect(run)
            row.addWidget(button)
        return row

    def _below(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(24)
        for title, widget in (
            ("What stands against what", self.matrix),
            ("The spans of the cell", self.places),
        ):
            part = QVBoxLayout()
            part.setSpacing(6)
            label = QLabel(title)
            label.setProperty("role", "heading")
            part.addWidget(label)
            part.addWidget(widget, 1)
            row.addLayout(part, 1)
        return row

    def panels(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        return [self.measures, self.matrix, self.places, self.by]

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme."""
        self.theme = theme.scaled(1.0)
        self.setStyleSheet(f"QWidget#agreement {{ background: {self.theme.panel}; }}")
        self.matrix.theme = self.theme
        for table in (self.measures, self.places):
            table.set_theme(self.theme)
        self.matrix.update()

    def ask(self) -> None:
        """Measure anew, beside the window."""
        self._stop()
        words = ["agreement", str(self.session.project.path), "--json", "--progress", "json"]
        words += ["--by", self.by.currentData()]
        if self.intervals.isChecked():
            words += ["--intervals", str(RESAMPLES)]
        self._job = Job(words, self, annotator=self.session.project.me.name)
        self._job.progressed.connect(self.strip.show_progress)
        self._job.done.connect(self._show)
        self._job.failed.connect(self._failed)
        self._job.cancelled.connect(lambda: self._failed("Stopped."))
        self.strip.begin("Measuring…")
        self._job.start()

    def _show(self, output: str) -> None:
        self._job = None
        self.strip.end()
        report = json.loads(output)
        people = report["annotators"]
        self.said.setText(
            f"{', '.join(isolated(name) for name in people)} · {plural(report['documents'], 'document')}"
        )
        self.measures.set_rows([Row(cells_of(row), tip=row["title"]) for row in report["rows"]])
        cells = {(one["a"], one["b"]): (one["exact"], one["boundary"]) for one in report["confusion"]}
        sides = people if len(people) == 2 else ("one", "other")
        self.matrix.show_cells(cells, sides)
        left = [f"{one['measure']}: {one['what']}: {one['number']:,}" for one in report["left_out"]]
        self.left_out.setText("Not seen, or seen in its own way: " + "; ".join(left) + "." if left else "")

    def _failed(self, words: str) -> None:
        self._job = None
        self.strip.end()
        self.said.setText(words)
        self.measures.set_rows([])
        self.matrix.show_cells({}, ("", ""))

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _look(self, a: str, b: str) -> None:
        """Find the spans of a cell, a slice at a time."""
        self._looking = jobs.place_job(self.session.project, Layers(), a=a, b=b)
        self.places.set_rows([])
        self._timer.start()

    def _look_on(self) -> None:
        try:
            next(self._looking)
        except StopIteration as stop:
            self._timer.stop()
            self.places.set_rows([self._place(one) for one in stop.value])
        except UserError as error:
            self._timer.stop()
            self.said.setText(str(error))

    def _place(self, place: Any) -> Row:
        project = self.session.project
        document = project.document(place.document)
        said = [
            f"{span.label} “{' '.join(span.covered(document.text).split())}”" if span else NONE
            for span in (place.pair.a, place.pair.b)
        ]
        span = place.pair.a or place.pair.b
        return Row((document.name, *said), tip=" / ".join(place.annotators), data=(place.document, span.id))

    def _go(self, data: tuple[str, str]) -> None:
        self.closed.emit()
        self.wanted.emit(*data)

    def save_matrix(self, path: Path) -> None:
        """Write the matrix as PNG. Raises UserError where that cannot be."""
        save_picture(self.matrix.picture(), path)

    def _save(self) -> None:
        ask_where(self, self.session, "Save matrix", "agreement.png", PICTURES, self.save_matrix)

    def _stop(self) -> None:
        self._timer.stop()
        if self._job is not None:
            job, self._job = self._job, None
            job.stop()
            self.strip.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
            return
        super().keyPressEvent(event)

    def leave(self) -> None:
        """End what runs, and go."""
        self._stop()
        self.closed.emit()


def isolated(name: str) -> str:
    """A name that keeps its direction to itself: one that runs from the right does not turn what follows."""
    return name if name.isascii() else f"\u2068{name}\u2069"


def cells_of(row: dict[str, Any]) -> tuple[str, ...]:
    """A row's words: its title, then each measure with its interval, or a dash."""
    cells = [row["title"] or "everything"]
    for id, _ in MEASURES:
        value = row["values"].get(id)
        if value is None or value["value"] is None:
            cells.append("–")
        elif value["low"] is None:
            cells.append(f"{value['value']:.3f}")
        else:
            cells.append(f"{value['value']:.2f} [{value['low']:.2f}, {value['high']:.2f}]")
    return tuple(cells)
