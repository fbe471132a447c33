"""After an export: the files that were written, the line that a trainer wants, and the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.dialogs.frame import set_role, text_label
from ui.dialogs.table import Column, Row, Table
from ui.theme import Theme

COMMANDS = {
    "python -m ": "&Next, in a terminal:",
    "from ": "&Next, in Python:",
}  # how a line to be copied begins
UNITS = ("bytes", "kB", "MB", "GB")


class ExportedPage(QWidget):
    """Shows files with their sizes; the hint can be copied; the folder can be opened."""

    say = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.folder = Path()
        self.title = text_label("", "heading")
        self.proof = text_label("", "good", wrap=True)
        self.table = Table([Column("File", 0), Column("Size", 110, right=True)], theme, name="Files written")
        self.caption = QLabel()
        self.command = QLineEdit()
        self.command.setReadOnly(True)
        self.command.setProperty("role", "code")
        self.command.setAccessibleName("The command to run next")
        self.caption.setBuddy(self.command)
        self.advice = text_label("", "soft", wrap=True)
        self.copy_button = QPushButton("&Copy")
        self.copy_button.clicked.connect(self._copy)
        self.open_button = QPushButton("&Open folder")
        self.open_button.clicked.connect(self._open_folder)
        for button in (self.copy_button, self.open_button):
            button.setAutoDefault(False)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.open_button)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.command, 1)
        below.addWidget(self.copy_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.proof)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.caption)
        layout.addLayout(below)
        layout.addWidget(self.advice)

    def show_files(self, title: str, files: Sequence[Path], hint: str, proof: Mapping[str, str]) -> None:
        """Show what was written where, what its proof says (`state` and `sentence`), and what to do next."""
        self.proof.setText(proof["sentence"])
        set_role(self.proof, {"same": "good", "differs": "error"}.get(proof["state"], "soft"))
        self.folder = files[0].parent if files else Path()
        self.title.setText(f"{title} to {self.folder}")
        self.title.setToolTip(str(self.folder))
        self.table.set_rows(
            [Row((path.name, size_text(path.stat().st_size)), tip=str(path)) for path in files]
        )
        command, advice = parts_of(hint)
        self.caption.setText(
            next((words for sign, words in COMMANDS.items() if command.startswith(sign)), "")
        )
        self.command.setText(command)
        self.command.setCursorPosition(0)
        self.command.setToolTip(command)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        for widget in (self.command, self.caption, self.copy_button):
            widget.setVisible(bool(command))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self.say.emit("Copied.")

    def _open_folder(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder))):
            self.say.emit(f"No program opens folders here. The files are in {self.folder}.")


def parts_of(hint: str) -> tuple[str, str]:
    """A hint as the command to copy and the words around it; no command, if it names none."""
    places = [(hint.find(sign), sign) for sign in COMMANDS if sign in hint]
    if not places:
        return "", hint
    before, sign, rest = hint.partition(min(places)[1])
    command, _, after = rest.partition("\n")
    words = (before.strip().rstrip(":"), after.strip())
    return sign + command.strip(), ". ".join(word for word in words if word)


def size_text(size: int) -> str:
    """A number of bytes as a person reads it."""
    number, unit = float(size), UNITS[0]
    for unit in UNITS:
        if number < 1000 or unit == UNITS[-1]:
            break
        number /= 1000
    return f"{number:,.0f} {unit}" if number >= 10 or unit == UNITS[0] else f"{number:.1f} {unit}"
