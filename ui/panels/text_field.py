"""A line for a text, a link, a number or a time value, with a sentence below while it is wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLabel, QSizePolicy, QVBoxLayout, QWidget

from ui.panels.commit_edit import CommitEdit
from workbench.schema import Attribute, check_value

Complete = Callable[[str, str], list[str]]  # attribute id, what is typed -> whole values
_HINTS = {"timex": "2023-04-28, P3D, XXXX-WXX-5 …", "link": "https://…", "number": "0"}


class TextField(QWidget):
    """A text, link, number or timex attribute: one line, below it a sentence while the value is wrong."""

    edited = Signal(object)  # str, int, float, or None where it was cleared
    refused = Signal(str)  # a sentence: this value was not kept

    def __init__(self, attribute: Attribute, complete: Complete | None = None) -> None:
        super().__init__()
        self.attribute = attribute
        self.timex_type = ""
        self.line = CommitEdit(
            attribute.title, _HINTS.get(attribute.type, ""), check=lambda _: self._blocking()
        )
        self.sentence = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.sentence.setProperty("role", "error")
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.sentence.hide()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(self.line)
        lines.addWidget(self.sentence)
        self.setFocusProxy(self.line)
        self.line.committed.connect(lambda _: self.edited.emit(self.parsed()))
        self.line.refused.connect(self.refused)
        self.line.textChanged.connect(lambda: self._check())
        if attribute.type == "text" and complete is not None:
            self._complete(complete)

    def _complete(self, complete: Complete) -> None:
        words = QStringListModel(self)
        completer = QCompleter(words, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.line.setCompleter(completer)
        attribute = self.attribute.id

        def offer(typed: str) -> None:
            words.setStringList(complete(attribute, typed.strip())[:8])

        self.line.textEdited.connect(offer)
        completer.activated.connect(lambda _: self.line.commit())

    def set_value(self, value: object) -> None:
        """Show a stored value."""
        text = "" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
        if not (self.line.hasFocus() and self.line.pending and text == self.line.kept):
            self.line.show_text(text)
        self._check()

    def parsed(self) -> str | int | float | None:
        """What is typed, as the attribute's type; a number that is none stays text."""
        text = self.line.text().strip()
        if not text:
            return None
        if self.attribute.type == "number":
            for kind in (int, float):
                try:
                    return kind(text.replace("\u2212", "-"))
                except ValueError:
                    continue
        return text

    def _check(self) -> str:
        wrong = check_value(self.attribute, self.parsed(), timex_type=self.timex_type) or ""
        self.sentence.setText(wrong)
        self.sentence.setVisible(bool(wrong))
        self.line.setAccessibleDescription(wrong or self.attribute.definition)
        return wrong

    def set_timex_type(self, kind: str) -> None:
        """The TIMEX3 type that a timex value is checked against."""
        if kind != self.timex_type:
            self.timex_type = kind
            self._check()

    def _blocking(self) -> str:
        """What keeps the typed value out; a time value that is not right yet is kept, as a problem to mend."""
        return "" if self.attribute.type == "timex" else self._check()

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can only be looked at."""
        self.line.setReadOnly(read_only)
