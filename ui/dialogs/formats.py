"""The formats to choose from, with what each loses, and the settings of the one that is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from ui.dialogs.two_texts import DATA, TwoTextList
from ui.theme import Theme

READING, WRITING = "(when reading)", "(when writing)"  # how an option's title says where it matters


class FormatList(TwoTextList):
    """The formats that can be written."""

    def __init__(self, formats: Iterable[Any], theme: Theme) -> None:
        super().__init__(theme, name="Format")
        for one in formats:
            self.add(one.title, second_text(one), one)
        self.setCurrentRow(0)

    def choose(self, format_id: str) -> None:
        """Choose a format by its id."""
        for at in range(self.count()):
            if self.item(at).data(DATA).id == format_id:
                self.setCurrentRow(at)


def second_text(one: Any) -> str:
    """What the line under a format's title says."""
    if one.loses:
        return f"Loses {one.loses}" if not one.loses[0].isupper() else one.loses
    return "Holds everything"


def short_title(title: str) -> str:
    """An option's title where it is plain whether something is read or written."""
    return title.removesuffix(READING).removesuffix(WRITING).strip()


class Caption(QLabel):
    """A soft label that is cut where its place is too narrow, with all of it as the tooltip."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.setProperty("role", "soft")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.say(text)
        self.setText(text)

    def say(self, text: str, tip: str = "") -> None:
        """Show another text, with another tooltip than the text itself if told."""
        self.whole = text
        self.setToolTip(tip or text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.whole, Qt.TextElideMode.ElideRight, self.width()))


class OptionsForm(QWidget):
    """The settings of a format: a list where its values are known, one to type in where some are, else a field."""

    changed = Signal()

    def __init__(self, *, reading: bool, columns: int = 2) -> None:
        super().__init__()
        self.columns = columns
        self.reading = reading
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(12 if columns > 2 else 16)
        self.grid.setVerticalSpacing(2)
        self.setSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed
        )  # its fields are not squashed
        for column in range(columns):
            self.grid.setColumnStretch(column, 1)
        self.fields: dict[str, QComboBox | QLineEdit] = {}
        self._defaults: dict[str, str] = {}

    def show_options(self, options: Iterable[Any]) -> None:
        """Ask for those that matter here: some are for reading only, some for writing only."""
        while (item := self.grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.fields, self._defaults = {}, {}
        other = WRITING if self.reading else READING
        for option in options:
            if option.title.endswith(other):
                continue
            field = self._field(option)
            title = short_title(option.title)
            caption = Caption(title)
            caption.setBuddy(field)
            field.setAccessibleName(title)
            line, column = len(self.fields) // self.columns * 2, len(self.fields) % self.columns
            caption.setContentsMargins(0, 8 if line else 0, 0, 0)
            self.grid.addWidget(caption, line, column)
            self.grid.addWidget(field, line + 1, column)
            self.fields[option.id] = field
            self._defaults[option.id] = option.default
        self.setVisible(bool(self.fields))

    def _field(self, option: Any) -> QComboBox | QLineEdit:
        if option.offers:
            return self._open_list(option)
        if not option.values:
            field = QLineEdit(option.default)
            field.textChanged.connect(lambda _: self.changed.emit())
            return field
        box = QComboBox()
        box.addItems(list(option.values))
        if self.columns > 2:  # columns of one width, whatever the values
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setCurrentText(option.default)
        box.currentTextChanged.connect(lambda _: self.changed.emit())
        return box

    def _open_list(self, option: Any) -> QComboBox:
        box = QComboBox()
        box.setEditable(True)
        line = box.lineEdit()
        assert line is not None
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for value, title in option.offers:
            box.addItem(title, value)
        box.currentIndexChanged.connect(lambda _: line.home(False))  # its beginning is to be seen
        box.setCurrentIndex(max(0, box.findData(option.default)))
        line.home(False)
        box.setToolTip(option.tip)
        box.currentTextChanged.connect(lambda _: self.changed.emit())
        return box

    def set_values(self, values: Mapping[str, str]) -> None:
        """Set these settings, all others to their defaults."""
        for id, field in self.fields.items():
            text = values.get(id, self._defaults[id])
            if isinstance(field, QComboBox) and field.isEditable():
                at = field.findData(text)
                field.setEditText(text) if at < 0 else field.setCurrentIndex(at)
            elif isinstance(field, QComboBox):
                if field.findText(text) < 0:
                    field.addItem(text)  # such as a priority with labels
                field.setCurrentText(text)
            else:
                field.setText(text)

    def word(self, id: str) -> str:
        """What is set for an option; empty for one that is not asked for."""
        return _value(self.fields[id]) if id in self.fields else ""

    def values(self) -> dict[str, str]:
        """What differs from the defaults."""
        found = {}
        for id, field in self.fields.items():
            text = _value(field)
            if text != self._defaults[id]:
                found[id] = text
        return found


def _value(field: QComboBox | QLineEdit) -> str:
    if isinstance(field, QLineEdit):
        return field.text()
    text = field.currentText()
    at = field.findText(text, Qt.MatchFlag.MatchExactly) if field.isEditable() else -1
    return text.strip() if at < 0 else field.itemData(at) or text
