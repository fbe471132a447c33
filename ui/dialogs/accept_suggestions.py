"""Accept many suggestions of the screen at once: by who proposed them, by label, and by the least score."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSlider, QWidget

from ui.dialogs.frame import Dialog, plural, text_label
from ui.dialogs.table import Column, Row, Table
from ui.theme import Theme
from workbench.project.suggested import Suggested
from workbench.schema import Schema


class AcceptSuggestionsDialog(Dialog):
    """The table shows what would be accepted; `chosen` carries the ids of the groups. One undo step."""

    chosen = Signal(list)

    def __init__(
        self,
        groups: Sequence[Suggested],
        text: str,
        schema: Schema,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        label: str = "",
    ) -> None:
        super().__init__(
            theme,
            parent,
            title="Accept suggestions",
            lead="Those on the screen that you have looked at. Undo takes all of them back at once.",
            width=620,
            height=480,
        )
        self.groups, self.text, self.schema = list(groups), text, schema
        self.origin, self.label = QComboBox(), QComboBox()
        self.origin.setAccessibleName("Who proposed them")
        self.label.setAccessibleName("Their label")
        self.origin.addItem("from anybody", "")
        for origin in sorted({one.origin for one in groups}):
            self.origin.addItem(f"from {origin}", origin)
        self.label.addItem("all labels", "")
        for id in sorted({one.first.label for one in groups if one.first is not None}):
            self.label.addItem(self._title(id), id)
        self.label.setCurrentIndex(max(0, self.label.findData(label)))
        self.least = QSlider(Qt.Orientation.Horizontal)
        self.least.setRange(0, 99)
        self.least.setAccessibleName("The least score")
        self.least_words = text_label("", "soft")
        self.least_words.setMinimumWidth(70)
        line = QHBoxLayout()
        line.setSpacing(12)
        for box in (self.label, self.origin):
            line.addWidget(box)
            box.currentIndexChanged.connect(lambda _: self.refresh())
        line.addWidget(text_label("Score"))
        line.addWidget(self.least, 1)
        line.addWidget(self.least_words)
        self.least.valueChanged.connect(lambda _: self.refresh())
        self.body.addLayout(line)
        self.table = Table(
            [Column("Words", 0), Column("Label", 150), Column("Who", 110), Column("Score", 60, right=True)],
            theme,
            name="What would be accepted",
            empty="No suggestion on the screen is like this.",
        )
        self.body.addWidget(self.table, 1)
        self.add_close()
        self.go_button = self.add_button("&Accept", default=True)
        self.go_button.clicked.connect(self._accept)
        self.refresh()
        self.go_button.setFocus()

    def wanted(self) -> list[Suggested]:
        """The groups that fit what is chosen; one without a score fits no least score but 0."""
        origin, label, least = self.origin.currentData(), self.label.currentData(), self.least.value() / 100
        return [
            one
            for one in self.groups
            if origin in ("", one.origin)
            and label in ("", one.first.label if one.first is not None else "")
            and (one.score or 0.0) >= least
        ]

    def refresh(self) -> None:
        """Show what would be accepted, and how many that are."""
        found = self.wanted()
        self.table.set_rows([self._row(one) for one in found])
        self.least_words.setText(f"from {self.least.value() / 100:.2f}" if self.least.value() else "any")
        self.go_button.setText(f"&Accept {plural(len(found), 'suggestion')}" if found else "&Accept")
        self.go_button.setEnabled(bool(found))

    def _title(self, id: str) -> str:
        label = self.schema.find_label(id)
        return label.title if label is not None else id

    def _row(self, one: Suggested) -> Row:
        first = one.first
        words = " ".join(first.covered(self.text).split()) if first is not None else "relation"
        more = f" and {len(one.spans) - 1} more" if len(one.spans) > 1 else ""
        score = "" if one.score is None else f"{one.score:.2f}"
        title = self._title(first.label) if first is not None else ""
        return Row((words + more, title, one.origin, score), tip=one.reason, data=one)

    def _accept(self) -> None:
        groups = [one.id for one in self.wanted()]
        self.accept()
        self.chosen.emit(groups)
