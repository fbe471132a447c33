"""A bug is shown with its traceback and logged; the window stays alive and nothing committed is lost."""

from __future__ import annotations

import logging
import sys
from types import TracebackType

from PySide6.QtWidgets import QWidget

from ui.theme import LIGHT

log = logging.getLogger("workbench")


def watch(window: QWidget) -> None:
    """From now on, log every unexpected exception and show it over `window` (one dialog at a time).

    The window's attribute `theme`, if it has one, dresses the dialog.
    """
    showing: list[QWidget] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.critical("unexpected exception", exc_info=(kind, error, trace))
        if showing:
            return
        from ui.dialogs.error import BugDialog, report_of  # late: a start has no use for it

        dialog = BugDialog(report_of(kind, error, trace), getattr(window, "theme", LIGHT), window)
        showing.append(dialog)
        dialog.finished.connect(lambda _: showing.clear())
        dialog.open()

    sys.excepthook = hook
