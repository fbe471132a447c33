"""The overview screen: numbers, people with their progress, charts; saved as a picture and as a table."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.overview.charts import days_chart, labels_chart
from ui.overview.people import PeopleTable
from ui.overview.saving import PICTURES, TABLES, ask_where, save_picture
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.project.overview import Overview, overview

EDGE = 32


class OverviewPage(QWidget):
    """Shows the project as it is now; Esc or Close goes back (`closed`)."""

    closed = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.setObjectName("overview")
        self.setAccessibleName("Overview")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(EDGE, 24, EDGE, 24)
        self._column.setSpacing(16)
        self.overview = Overview("", 0)
        self.theme = theme
        self.show_now(theme)

    def show_now(self, theme: Theme) -> None:
        """Read the project again and draw it in this theme."""
        self.theme = theme.scaled(1.0)
        self.overview = overview(self.session.project)
        self._clear()
        self.setStyleSheet(
            f"QWidget#overview {{ background: {self.theme.panel}; }}"
            f"QLabel[role='number'] {{ font-size: 28px; color: {self.theme.ink}; }}"
            "QTableWidget::item { padding: 0 8px; }"
            f"QLabel[role='caption'] {{ color: {self.theme.soft}; }}"
        )
        self._column.addLayout(self._head())
        self._column.addLayout(self._numbers())
        self.people = PeopleTable(self.overview, self.theme)
        self._column.addWidget(self.people)
        charts = QHBoxLayout()
        charts.setSpacing(24)
        colours = self.people.colours()
        for title, chart in (
            ("Documents finished", days_chart(self.theme, self.overview.days, colours)),
            ("Spans by label", labels_chart(self.theme, self.session.project.schema, self.overview.labels)),
        ):
            part = QVBoxLayout()
            part.setSpacing(6)
            part.addWidget(_label(title, "heading"))
            part.addWidget(chart, 1)
            charts.addLayout(part, 1)
        self._column.addLayout(charts, 1)
        self.setFocusProxy(self.people)
        self.people.setVisible(True)  # what is not shown yet takes no focus
        self.people.setFocus()

    def panels(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        return [self.people, self.buttons[0]]

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme."""
        self.show_now(theme)

    def _clear(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            _drop(item)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(_label(f"Overview of {self.overview.name}", "title"), 1)
        self.buttons: list[QPushButton] = []
        for text, run in (
            ("Save &picture…", self._save_picture),
            ("Save &table…", self._save_table),
            ("&Close", self.closed.emit),
        ):
            button = QPushButton(text)
            button.clicked.connect(run)
            self.buttons.append(button)
            row.addWidget(button)
        return row

    def _numbers(self) -> QHBoxLayout:
        found = self.overview
        finished = sum(one.finished for one in found.people)
        wanted = sum(one.wanted for one in found.people)
        minutes = sum(one.seconds for one in found.people) // 60
        tiles = [
            (f"{found.documents:,}", "documents"),
            (f"{finished:,} of {wanted:,}", "layers finished"),
            (f"{found.gold.get('reviewed', 0):,}", "documents reviewed"),
            (f"{sum(found.labels.values()):,}", "spans"),
            (
                f"{minutes // 60} h {minutes % 60:02d}" if minutes >= 60 else f"{minutes} min",
                "of work measured",
            ),
        ]
        row = QHBoxLayout()
        row.setSpacing(40)
        for number, caption in tiles:
            tile = QVBoxLayout()
            tile.setSpacing(0)
            tile.addWidget(_label(number, "number"))
            tile.addWidget(_label(caption, "caption"))
            row.addLayout(tile)
        row.addStretch(1)
        return row

    def save_picture(self, path: Path) -> None:
        """Write the screen as PNG. Raises UserError where that cannot be."""
        save_picture(self.grab(), path)

    def save_table(self, path: Path) -> None:
        """Write the people as CSV. Raises UserError where that cannot be."""
        try:
            path.write_text(self.overview.table(), encoding="utf-8", newline="")
        except OSError as error:
            raise UserError(f"{path} cannot be written: {error.strerror}.") from error

    def _save_picture(self) -> None:
        ask_where(self, self.session, "Save picture", "overview.png", PICTURES, self.save_picture)

    def _save_table(self) -> None:
        ask_where(self, self.session, "Save table", "overview.csv", TABLES, self.save_table)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


def _drop(item: object) -> None:
    """Delete a layout's item with all that is in it."""
    layout = item.layout()  # type: ignore[attr-defined]
    if layout is not None:
        while (inner := layout.takeAt(0)) is not None:
            _drop(inner)
    widget = item.widget()  # type: ignore[attr-defined]
    if widget is not None:
        widget.hide()
        widget.deleteLater()
