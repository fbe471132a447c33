"""The problems of an import: a list by file and line that can be saved, and the choice to do without broken files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ui.dialogs.formats import short_title
from ui.dialogs.frame import plural, text_label
from ui.dialogs.table import Column, Row, Table
from ui.theme import Theme
from workbench.errors import FileProblem
from workbench.project.importing import ImportPlan
from workbench.project.known_formats import readable_formats

_SETTING = re.compile(r"with --set (\w+)=(\w+)")
_READ_AS = re.compile(r"Read it with --format (\w+)")
_FORMAT = ("name its format with --format", "choose its format above")
ENCODING_OPTION = "--encoding"  # what a remedy names where the encoding is the trouble


class ImportProblems(QWidget):
    """`skipped` says whether broken files are left out; `saved` where the list is to be written."""

    skipped = Signal(bool)
    saved = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.table = Table(
            [
                Column("File", 160),
                Column("Line", 52, right=True),
                Column("Problem", 0),
                Column("What to do", 280),
            ],
            theme,
            name="Problems",
            empty="No problems.",
        )
        self.table.on_current(self._show_current)
        self.words = text_label("", wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setMinimumHeight(36)
        self.skip = QCheckBox()
        self.skip.toggled.connect(self.skipped)
        self.save_button = QPushButton("Sa&ve this list…")
        self.save_button.setAutoDefault(False)
        self.save_button.clicked.connect(self._browse_save)
        below = QHBoxLayout()
        below.setSpacing(16)
        below.addWidget(self.skip, 1)
        below.addStretch()
        below.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.words)
        layout.addLayout(below)

    def show_plan(self, plan: ImportPlan) -> None:
        """Show the problems of a plan; leaving out is offered where files remain."""
        titles = setting_titles(plan.formats)
        self.table.set_rows(
            [problem_row(problem, titles, left_out=bool(plan.left_out)) for problem in plan.problems]
        )
        self.save_button.setEnabled(bool(plan.problems))
        self.skip.setVisible(bool(plan.broken and plan.whole))
        self.skip.setText(f"&Leave out {broken_files(len(plan.broken))}")
        self.skip.blockSignals(True)
        self.skip.setChecked(bool(plan.left_out))
        self.skip.blockSignals(False)

    def _show_current(self) -> None:
        row = self.table.row()
        self.words.setText(f"{row.cells[2]} {row.cells[3]}".strip() if row else "")

    def _browse_save(self) -> None:
        dialog = QFileDialog(self, "Save the list of problems")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("import-problems.txt")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.saved.emit(Path(name)))
        dialog.open()


def broken_files(count: int) -> str:
    """`the broken file`, `the 3 broken files`."""
    return "the broken file" if count == 1 else f"the {count:,} broken files"


def why_refused(plan: ImportPlan) -> str:
    """What stands in the way of a plan with problems, and how to go on."""
    fatal = plan.fatal
    if all(ENCODING_OPTION in problem.remedy for problem in fatal):
        words = "Choose the encoding of these files above, if you know it."
    else:
        words = f"{plural(len(fatal), 'problem')} to mend in the files first."
    if plan.whole:
        others = "the other file" if plan.whole == 1 else f"the other {plan.whole:,} files"
        words = words.removesuffix(" first.").removesuffix(".")
        words += f", or leave out {broken_files(len(plan.broken))} and import {others}."
    return f"{words} Nothing was stored."


def remedy(problem: FileProblem, titles: Mapping[str, str]) -> str:
    """What to do about a problem, in the words of this dialog: the command line's options are fields here.

    `titles` are those of the settings of the formats, by id.
    """
    if ENCODING_OPTION in problem.remedy:
        return "Choose its encoding above."
    if not problem.remedy:
        return "Mend that line in the file." if problem.fatal and problem.line else ""

    def field(match: re.Match[str]) -> str:
        value = f": {match[2]}" if match[2].islower() else ""
        return f"above, under “{titles.get(match[1], match[1])}”{value}"

    words = _SETTING.sub(field, problem.remedy)
    return _READ_AS.sub(r"Choose the format \1 above", words).replace(*_FORMAT)


def setting_titles(formats: Iterable[str]) -> dict[str, str]:
    """What the settings of these formats are called here, by id."""
    known = [one for one in readable_formats() if one.id in set(formats)]
    return {option.id: short_title(option.title) for one in known for option in one.options}


def problem_row(problem: FileProblem, titles: Mapping[str, str], *, left_out: bool = False) -> Row:
    """A problem as the table shows it; that of a file that is left out is no obstacle any more."""
    message = problem.message[:1].upper() + problem.message[1:]  # it goes on after the place elsewhere
    cells = (problem.path.name, str(problem.line or ""), message, remedy(problem, titles))
    tone = "bad" if problem.fatal and not left_out else "warn"
    return Row(cells, tone, 0, f"{problem.path}\n{problem.message}", problem)
