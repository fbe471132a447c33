"""Attributes as fields: a form of titles and fields by type; what is folded waits behind a line that opens it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from ui.panels.choice_field import ChoiceField
from ui.panels.date_field import DateField
from ui.panels.text_field import Complete, TextField
from ui.theme import Theme
from workbench.schema import Attribute


class FlagField(QCheckBox):
    """A flag attribute."""

    edited = Signal(object)  # bool

    def __init__(self, attribute: Attribute) -> None:
        super().__init__(attribute.title)
        self.attribute = attribute
        self.setToolTip(attribute.definition)
        self.clicked.connect(self.edited.emit)

    def set_value(self, value: object) -> None:
        """Show a stored value."""
        self.setChecked(bool(value))

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can only be looked at."""
        self.setEnabled(not read_only)


class Disclosure(QToolButton):
    """A line that opens and closes what stands below it."""

    def __init__(self, title: str, body: QWidget) -> None:
        super().__init__()
        self.setText(title)
        self.setCheckable(True)
        self.body = body
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setArrowType(Qt.ArrowType.RightArrow)
        self.setStyleSheet(
            "QToolButton { padding: 3px 6px 3px 0; } QToolButton:checked { background: transparent; }"
        )
        self.toggled.connect(self._open)
        body.hide()

    def _open(self, opened: bool) -> None:
        self.setArrowType(Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow)
        self.body.setVisible(opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.toggle()
        else:
            super().keyPressEvent(event)


Field = TextField | ChoiceField | FlagField


class AttributeForm(QWidget):
    """Fields for some attributes. `edited` gives an attribute's id and its new value, None where it was cleared."""

    edited = Signal(str, object)
    refused = Signal(str)
    computed_wanted = Signal()  # the computed value of a time expression shall be taken

    def __init__(
        self,
        attributes: Sequence[Attribute],
        theme: Theme,
        *,
        quick: Sequence[str] = (),
        complete: Complete | None = None,
    ) -> None:
        super().__init__()
        self.theme = theme
        self.fields: dict[str, Field] = {}
        self._titles: list[QLabel] = []
        lines = _column(self)
        self.more: Disclosure | None = None
        folded = [attribute for attribute in attributes if attribute.folded]
        for attribute in attributes:
            if not attribute.folded:
                self._add(lines, attribute, quick, complete)
        if folded:
            body = QWidget()
            inner = _column(body)
            for attribute in folded:
                self._add(inner, attribute, quick, complete)
            self.more = Disclosure("More", body)
            self.more.setAccessibleName("More: " + ", ".join(attribute.title for attribute in folded))
            self.more.setToolTip(", ".join(attribute.title for attribute in folded))
            lines.addWidget(self.more)
            lines.addWidget(body)
        self.set_theme(theme)

    def _add(
        self, lines: QVBoxLayout, attribute: Attribute, quick: Sequence[str], complete: Complete | None
    ) -> None:
        field: Field
        if attribute.type == "flag":
            field = FlagField(attribute)
        elif attribute.type in ("choice", "choices", "scale"):
            field = ChoiceField(attribute, self.theme, quick=attribute.id in quick)
        else:
            timed = attribute.type == "timex"
            field = DateField(attribute, self.theme) if timed else TextField(attribute, complete)
            if isinstance(field, DateField):
                field.taken.connect(self.computed_wanted)
            field.refused.connect(self.refused)
        if not isinstance(field, FlagField):
            title = QLabel(attribute.title, textFormat=Qt.TextFormat.PlainText)
            title.setProperty("role", "soft")
            title.setToolTip(attribute.definition)
            title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            title.setContentsMargins(0, 6, 0, 0)
            title.setBuddy(field)
            self._titles.append(title)
            lines.addWidget(title)
        lines.addWidget(field)
        field.edited.connect(lambda value, id=attribute.id: self._edit(id, value))
        self.fields[attribute.id] = field

    def _edit(self, attribute: str, value: object) -> None:
        self._tell_types({attribute: value})
        self.edited.emit(attribute, value)

    def show_values(self, values: dict[str, Any], *, read_only: bool) -> None:
        """Show stored values; typing that was not committed is replaced. Folded fields with a value unfold."""
        self._tell_types({"type": values.get("type")})
        for id, field in self.fields.items():
            field.set_value(values.get(id))
            field.set_read_only(read_only)
        if self.more is not None and not self.more.isChecked():
            folded = (id for id, field in self.fields.items() if field.attribute.folded)
            self.more.setChecked(any(values.get(id) not in (None, "", []) for id in folded))

    @property
    def date_field(self) -> DateField | None:
        """The field of a time value, if there is one."""
        return next((field for field in self.fields.values() if isinstance(field, DateField)), None)

    def set_live(self, attribute: str) -> None:
        """Show digits on the values of this attribute (id): a digit fills it now. Empty: on none."""
        for id, field in self.fields.items():
            if isinstance(field, ChoiceField):
                field.set_live(id == attribute)

    def _tell_types(self, values: dict[str, object]) -> None:
        if "type" in values:
            for field in self.fields.values():
                if isinstance(field, TextField) and field.attribute.type == "timex":
                    field.set_timex_type(str(values["type"] or ""))

    def settle(self) -> None:
        """Hand on what is typed and not committed; what may not be kept is taken back."""
        for field in self.fields.values():
            if isinstance(field, TextField):
                field.line.commit()
                field.line.revert()

    def first_field(self) -> QWidget | None:
        """Where the keys go first."""
        return next(iter(self.fields.values()), None)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme = theme
        for title in self._titles:
            title.setFont(theme.ui_font(12))
        for field in self.fields.values():
            if isinstance(field, ChoiceField | DateField):
                field.set_theme(theme)
            elif isinstance(field, TextField):
                field.sentence.setFont(theme.ui_font(12))


def _column(widget: QWidget) -> QVBoxLayout:
    lines = QVBoxLayout(widget)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(2)
    return lines
