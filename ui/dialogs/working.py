"""A dialog that has work done by a child process, and does not close over it."""

from __future__ import annotations

from ui.dialogs.frame import Dialog
from ui.jobs import Job


class WorkingDialog(Dialog):
    """Holds one child at a time; whoever starts it sets `_job`, and takes it away when it has ended."""

    _job: Job | None = None

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def done(self, result: int) -> None:
        """Close; a child that still runs is asked to stop first, and the dialog says what became of it."""
        if self._job is not None:
            self._job.cancel()
            return
        super().done(result)
