"""Runs a job that writes in one step to its end, with its progress before the window."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QEventLoop, Qt
from PySide6.QtWidgets import QApplication, QProgressBar, QProgressDialog, QWidget

from workbench.model import Change, Progress

_SLOW_MS = 400  # before a progress is shown
_WIDTH = 320
_FLAGS = QEventLoop.ProcessEventsFlag


def run_shown(window: QWidget | None, job: Generator[Progress, None, Change]) -> Change | None:
    """Run a job to its end; None if it was left off, which changes nothing.

    It holds a transaction, because what Undo takes back in one step is written in one: until its progress stands
    before the window, keys and clicks wait, and what other windows and commands write waits until it has ended.
    """
    told: QProgressDialog | None = None
    try:
        while told is None or not told.wasCanceled():
            step = next(job)
            if told is None:
                told = QProgressDialog(f"{step.text.capitalize()}…", "Cancel", 0, 0, window)
                told.setBar(QProgressBar(told, textVisible=False))
                told.setMinimumWidth(_WIDTH)
                told.setWindowModality(Qt.WindowModality.WindowModal)
                told.setMinimumDuration(_SLOW_MS)
                told.setAutoClose(False)
            told.setMaximum(max(1, step.total))
            told.setValue(min(step.done, max(0, step.total - 1)))
            flags = _FLAGS.AllEvents if told.isVisible() else _FLAGS.ExcludeUserInputEvents
            QApplication.processEvents(flags, 5)
        job.close()
        return None
    except StopIteration as stop:
        change: Change = stop.value
        return change
    finally:
        if told is not None:
            told.close()
            told.deleteLater()
