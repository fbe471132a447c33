"""What becomes of each label, relation and attribute that files use and the schema lacks: add it, map it, or
leave it out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.formats import Caption
from ui.dialogs.frame import plural, text_label
from ui.theme import Theme
from workbench.project.unknown import UnknownAttribute
from workbench.schema import Schema, what_labels_get

UNDECIDED, ADD, LEAVE_OUT, KEEP = "?", "+", "", "="  # what a list holds besides ids to map to


class Decisions(QWidget):
    """One list per unknown label or relation; nothing is decided unless a person decides it."""

    decided = Signal()

    def __init__(self, schema: Schema, theme: Theme) -> None:
        super().__init__()
        self.schema = schema
        self.theme = theme
        self.beside: dict[str, Caption] = {}  # what is said beside the list of a label
        self._first_seen: Mapping[str, str] = {}
        self._arrows: set[str] = set()  # the relations among them
        self._said = QTimer(self)  # once, however many are decided in one go
        self._said.setSingleShot(True)
        self._said.timeout.connect(self._say_beside)
        self.decided.connect(self._said.start)
        self.boxes: dict[str, QComboBox] = {}
        self.attribute_boxes: dict[str, QComboBox] = {}
        self.lead = text_label("", "soft", wrap=True)
        self.add_all = QPushButton("&Add all to the schema")
        self.leave_all = QPushButton("Leave all ou&t")
        self.add_all.clicked.connect(lambda: self.decide_all(ADD))
        self.leave_all.clicked.connect(lambda: self.decide_all(LEAVE_OUT))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.add_all, self.leave_all):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.lead)
        layout.addLayout(buttons)
        layout.addWidget(self.area, 1)
        self.show_unknown({}, {})

    def show_unknown(
        self,
        labels: Mapping[str, int],
        relations: Mapping[str, int],
        attributes: Mapping[str, UnknownAttribute] | None = None,
        first_seen: Mapping[str, str] | None = None,
    ) -> None:
        """Ask about these (name -> how often it occurs); decisions made before are kept.

        `first_seen` says where a label or relation was met first, as file:line.
        """
        before, before_attributes = self.values(), self.attribute_values()
        self.boxes, self.attribute_boxes, self.beside = {}, {}, {}
        self._first_seen, self._arrows = first_seen or {}, set()
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 4, 12, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(3, 1)
        line = 0
        for name, count in labels.items():
            line = self._ask(grid, line, name, plural(count, "span"), relation=False)
        for name, count in relations.items():
            line = self._ask(grid, line, name, plural(count, "relation"), relation=True)
        for met in (attributes or {}).values():
            line = self._ask_attribute(grid, line, met)
        grid.setRowStretch(line, 1)
        self.area.setWidget(page)
        for name, value in before.items():
            self.decide(name, value)
        for name, value in before_attributes.items():
            self.decide_attribute(name, value)
        known = not (labels or relations or attributes)
        self.lead.setText(
            "The schema knows every label and attribute of these files."
            if known
            else "The schema lacks these. Add each, choose which of the schema's it is, or leave it out."
        )
        self._say_beside()
        self.add_all.setVisible(not known)
        self.leave_all.setVisible(not known)

    def values(self) -> dict[str, str]:
        """What has been decided on labels and relations: another id, "+" to add, "" to leave out."""
        return _chosen(self.boxes)

    def attribute_values(self) -> dict[str, str]:
        """What has been decided on attributes: "+" to add, "" to move to the metadata, "=" to keep."""
        return _chosen(self.attribute_boxes)

    def open_questions(self) -> int:
        """How many are not decided yet."""
        asked = len(self.boxes) + len(self.attribute_boxes)
        return asked - len(self.values()) - len(self.attribute_values())

    def first(self) -> QComboBox | None:
        """The list of the first question."""
        return next(iter((*self.boxes.values(), *self.attribute_boxes.values())), None)

    def decide(self, name: str, value: str) -> None:
        """Decide one; what is not offered changes nothing."""
        box = self.boxes.get(name)
        if box is not None and (at := box.findData(value)) >= 0:
            box.setCurrentIndex(at)

    def decide_attribute(self, name: str, value: str) -> None:
        """Decide on one attribute, by LABEL.attribute."""
        box = self.attribute_boxes.get(name)
        if box is not None and (at := box.findData(value)) >= 0:
            box.setCurrentIndex(at)

    def decide_all(self, value: str) -> None:
        """Decide all that can be decided so."""
        for name in self.boxes:
            self.decide(name, value)
        for name in self.attribute_boxes:
            self.decide_attribute(name, value)

    def _ask(self, grid: QGridLayout, line: int, name: str, count: str, *, relation: bool) -> int:
        box = QComboBox()
        box.setAccessibleName(f"What becomes of {name}")
        box.addItem("Choose…", UNDECIDED)
        box.addItem("Add to the schema", ADD)
        box.addItem("Leave out", LEAVE_OUT)
        box.insertSeparator(box.count())
        if relation:
            for kind in self.schema.relations:
                box.addItem(kind.title, kind.id)
        else:
            for label in self.schema.labels:
                box.addItem(label.title, label.id)
        box.setMinimumWidth(280)
        box.currentIndexChanged.connect(lambda _: self.decided.emit())
        caption = text_label(name)
        caption.setBuddy(box)
        grid.addWidget(caption, line, 0)
        grid.addWidget(text_label(count, "soft"), line, 1)
        grid.addWidget(box, line, 2)
        beside = Caption("")
        grid.addWidget(beside, line, 3)
        self.beside[name] = beside
        if relation:
            self._arrows.add(name)
        self.boxes[name] = box
        return line + 1

    def _say_beside(self) -> None:
        """Beside each label its key in its colour if it is added, else where it was met first."""
        chosen = self.values()
        added = [name for name, to in chosen.items() if to == ADD and name not in self._arrows]
        given = what_labels_get(self.schema, added)
        for name, label in self.beside.items():
            place = self._first_seen.get(name, "")
            if name in given:
                key, colours = given[name]
                label.setStyleSheet(f"color: {colours[1 if self.theme.dark else 0]};")
                label.say(
                    f"●  key {key.upper()}" if key else "●  no key is free", "The key and colour that it gets"
                )
            else:
                label.setStyleSheet("")
                label.say(_where(place) if name not in chosen else "", place)

    def _ask_attribute(self, grid: QGridLayout, line: int, met: UnknownAttribute) -> int:
        box = QComboBox()
        where = met.owner or "the document"
        box.setAccessibleName(f"What becomes of {met.id} on {where}")
        box.addItem("Choose…", UNDECIDED)
        box.addItem(f"Add to the schema ({met.described()})", ADD)
        box.addItem("Move to the document’s metadata", LEAVE_OUT)
        box.addItem("Keep as it is, a problem to look at", KEEP)
        box.setMinimumWidth(280)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.currentIndexChanged.connect(lambda _: self.decided.emit())
        caption = text_label(f"{met.id} on {where}")
        caption.setBuddy(box)
        grid.addWidget(caption, line, 0)
        grid.addWidget(text_label(plural(met.count, "value"), "soft"), line, 1)
        grid.addWidget(box, line, 2)
        self.attribute_boxes[met.name] = box
        return line + 1


def _where(place: str) -> str:
    """A place such as a/b.ann:12 in few words, the line first."""
    file, colon, line = place.rpartition(":")
    return f"line {line} of {Path(file).name}" if colon and line.isdecimal() else Path(place).name


def _chosen(boxes: Mapping[str, QComboBox]) -> dict[str, str]:
    return {name: box.currentData() for name, box in boxes.items() if box.currentData() != UNDECIDED}
