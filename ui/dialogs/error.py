"""A bug with its traceback, to be copied; what calls it is `ui.bugs`."""

from __future__ import annotations

import platform
import traceback
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui.dialogs.frame import Dialog
from ui.theme import Theme
from workbench import __version__


def report_of(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """The traceback with what a maintainer asks first: versions and platform."""
    python = f"PySide6 {pyside_version}, Python {platform.python_version()}"
    about = f"workbench {__version__}, {python}, {platform.platform()}"
    return about + "\n\n" + "".join(traceback.format_exception(kind, error, trace))


class BugDialog(Dialog):
    """Shows the report of a bug, to be copied; closing it goes on."""

    def __init__(self, report: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(
            theme,
            parent,
            title="Something went wrong in the program",
            lead="The last step was not carried out. Everything before it is saved, and you can go on working. "
            "To have this mended, copy the report and send it to whoever looks after this program.",
            width=680,
            height=440,
        )
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setAccessibleName("Report")
        self.report.setProperty("role", "code")
        self.report.moveCursor(self.report.textCursor().MoveOperation.End)
        self.body.addWidget(self.report)
        self.copy = self.add_button("&Copy report")
        self.copy.clicked.connect(self._copy)
        self.close_button = self.add_close("Go on", default=True)
        self.close_button.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.set_note("Copied.")
