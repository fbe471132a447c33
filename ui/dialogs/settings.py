"""Settings: name, theme, size of the text, candidates, keys. Each change is kept and shown at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.actions import Action
from ui.dialogs.frame import Dialog, text_label
from ui.dialogs.keymap import KeysPage
from ui.theme import BASE_PX, TEXT_SIZES, Theme
from workbench.errors import UserError
from workbench.project.settings import Settings, person, save_settings

THEMES = (
    ("system", "As the s&ystem"),
    ("light", "&Light"),
    ("dark", "&Dark"),
    ("contrast", "&High contrast"),
)
TAGS = (("letters", "the label's key letter"), ("names", "the label's name"), ("none", "nothing"))
SAMPLE_HEIGHT = 156  # px; room for the sample at its largest
SAMPLE = "They met on Friday (April 28), it said."


class SettingsDialog(Dialog):
    """What a person can set; `changed` carries the settings, already saved, after each change."""

    changed = Signal(object)

    def __init__(
        self, settings: Settings, actions: Sequence[Action], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent, title="Settings", width=680, height=600)
        self.settings = settings
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.keys = KeysPage(actions, settings.keys, self.theme)
        self.keys.changed.connect(lambda keys: self._keep(keys=keys))
        self.tabs.addTab(self._general(), "&General")
        self.tabs.addTab(self.keys, "&Keys")
        self.body.addWidget(self.tabs)
        self.set_note("Changes are kept at once.")
        self.add_close("Close", default=True)
        self.name.setFocus()

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        if hasattr(self, "sample"):
            self._show_sample()

    def done(self, result: int) -> None:
        """A new name is asked about before the dialog closes; closing again leaves the old one."""
        if self.name.text().strip() != self.settings.annotator_name and self.question.isHidden():
            self._name_typed()
            if not self.question.isHidden():
                return
        super().done(result)

    def _general(self) -> QWidget:
        self.name = QLineEdit(self.settings.annotator_name)
        self.name.setPlaceholderText("First and last name")
        self.name.editingFinished.connect(self._name_typed)
        form = QFormLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(16)
        form.setContentsMargins(0, 20, 0, 0)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow("Your &name", self.name)
        form.addRow("", self._name_question())
        form.addRow("Theme", self._theme_row())
        size_row = self._size_row()
        size_label = QLabel("Size of the &text")
        size_label.setBuddy(self.slider)
        form.addRow(size_label, size_row)
        form.addRow("", self._sample_frame())
        self.tags = QComboBox()
        for id, title in TAGS:
            self.tags.addItem(title, id)
        self.tags.setCurrentIndex(max(0, self.tags.findData(self.settings.tags)))
        self.tags.currentIndexChanged.connect(lambda _: self._keep(tags=self.tags.currentData()))
        form.addRow("&Above a span", self.tags)
        self.candidates = QCheckBox("Space offers &candidates: names, dates, numbers, quotations")
        self.candidates.setChecked(self.settings.candidates)
        self.candidates.toggled.connect(lambda on: self._keep(candidates=on))
        why = text_label(
            "Switch this off where two people label the same text independently.", "soft", wrap=True
        )
        why.setContentsMargins(28, 0, 0, 0)
        both = QVBoxLayout()
        both.setSpacing(0)
        both.addWidget(self.candidates)
        both.addWidget(why)
        form.addRow("Space", both)
        page = QWidget()
        page.setLayout(form)
        return page

    def _theme_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        self.themes = QButtonGroup(self)
        for at, (id, title) in enumerate(THEMES):
            button = QRadioButton(title)
            button.setAccessibleName("Theme: " + title.replace("&", ""))
            button.setChecked(id == self.settings.theme)
            self.themes.addButton(button, at)
            row.addWidget(button)
        for one in self.themes.buttons():
            # Tab goes to the chosen one; Qt sees to that itself only once one of them had the focus.
            chosen = Qt.FocusPolicy.StrongFocus if one.isChecked() else Qt.FocusPolicy.ClickFocus
            one.setFocusPolicy(chosen)
        row.addStretch(1)
        self.themes.idClicked.connect(lambda at: self._keep(theme=THEMES[at][0]))
        return row

    def _size_row(self) -> QHBoxLayout:
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(TEXT_SIZES[0], TEXT_SIZES[-1])
        self.slider.setPageStep(4)
        self.slider.setValue(round(self.settings.text_size))
        self.size_words = QLabel(f"{self.slider.value()} px")
        self.size_words.setMinimumWidth(48)
        self.slider.setAccessibleName("Size of the text")
        self.slider.valueChanged.connect(self._size_set)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.slider, 1)
        row.addWidget(self.size_words)
        return row

    def _sample_frame(self) -> QFrame:
        self.sample = QLabel(SAMPLE)
        self.sample.setTextFormat(Qt.TextFormat.PlainText)
        self.sample.setWordWrap(True)
        self.sample.setAccessibleName("Sample of the text")
        self.frame = QFrame()
        self.frame.setObjectName("sample")
        self.frame.setFixedHeight(SAMPLE_HEIGHT)
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(16, 4, 16, 4)
        inside.addWidget(self.sample)
        self._show_sample()
        return self.frame

    def _show_sample(self) -> None:
        size = self.slider.value()
        theme = self.theme.scaled(size / BASE_PX)
        family = theme.reading_font().families()[0]
        self.sample.setFont(theme.reading_font())
        self.frame.setStyleSheet(
            f"QFrame#sample {{ background: {theme.paper}; border: 1px solid {theme.panel_line}; border-radius: 5px; }}"
            f"QFrame#sample QLabel {{ font-family: '{family}'; font-size: {size}px; color: {theme.ink}; }}"
        )

    def _size_set(self, size: int) -> None:
        self.size_words.setText(f"{size} px")
        self._show_sample()
        self._keep(text_size=size)

    def _name_question(self) -> QWidget:
        self.asked = text_label("", "warn", wrap=True)
        self.same_button = QPushButton("&Me, under a new name")
        self.same_button.setToolTip("The work done so far stays yours.")
        self.same_button.clicked.connect(lambda: self._rename(same=True))
        self.other_button = QPushButton("Some&body else")
        self.other_button.setToolTip("Begins layers of their own.")
        self.other_button.clicked.connect(lambda: self._rename(same=False))
        self.question = QWidget()
        row = QHBoxLayout(self.question)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.asked, 1)
        for button in (self.same_button, self.other_button):
            button.setAutoDefault(False)
            row.addWidget(button)
        self.question.hide()
        return self.question

    def _name_typed(self) -> None:
        name, before = self.name.text().strip(), self.settings.annotator_name
        self.question.hide()
        if not name:
            self.name.setText(before)
        elif name != before and (not before or name in self.settings.people):
            self._rename(same=False)
        elif name != before:
            self.asked.setText(f"Who is {name}?")
            self.question.show()
            self.same_button.setFocus()

    def _rename(self, *, same: bool) -> None:
        """Take the name that was typed: as mine, with the id I have, or as another person's."""
        name, before = self.name.text().strip(), self.settings.annotator_name
        self.question.hide()
        if same and before in self.settings.people:
            self.settings.people[name] = self.settings.people.pop(before)
        if self._keep(annotator_name=name):
            person(self.settings, name)
            self.name.setFocus()

    def _keep(self, **values: Any) -> bool:
        before = {name: getattr(self.settings, name) for name in values}
        if values == before:
            return False
        for name, value in values.items():
            setattr(self.settings, name, value)
        try:
            save_settings(self.settings)
        except UserError as error:
            for name, value in before.items():
                setattr(self.settings, name, value)
            self.set_note(str(error), "error")
            return False
        self.set_note("Kept.")
        self.changed.emit(self.settings)
        return True
