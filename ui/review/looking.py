"""Compares layers in slices between two events, through a connection of its own: nobody waits for it."""

from __future__ import annotations

from collections.abc import Generator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from workbench import jobs
from workbench.errors import UserError
from workbench.model import Progress
from workbench.project import Project
from workbench.project.comparing import Layers
from workbench.project.reviewing import Findings

SLICE = 0.025  # seconds of comparing between two events


class Looking(QObject):
    """One comparison of the whole project at a time; starting another drops the one before."""

    progress = Signal(int, int)  # documents compared, of how many
    finished = Signal(list)  # list[Findings]
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None, *, agreed: bool = False) -> None:
        super().__init__(parent)
        self._agreed = agreed  # whether what all agree on is looked for too
        self._project: Project | None = None
        self._job: Generator[Progress | Findings, None, None] | None = None
        self._found: list[Findings] = []
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._work)

    @property
    def busy(self) -> bool:
        """Whether it is still comparing."""
        return self._job is not None

    def start(self, project: Project, layers: Layers, threshold: int | None) -> None:
        """Compare the layers of a project as they are now."""
        self.stop()
        try:
            self._project = Project.open(project.path, annotator=project.me)
        except UserError as error:
            self.failed.emit(str(error))
            return
        self._found = []
        self._job = jobs.findings_job(self._project, layers, threshold=threshold, agreed=self._agreed)
        self._turn.start()

    def stop(self) -> None:
        """Leave off."""
        self._turn.stop()
        if self._job is not None:
            self._job.close()
            self._job = None
        if self._project is not None:
            self._project.close()
            self._project = None

    def finish(self) -> None:
        """Compare the rest at once."""
        while self._job is not None:
            self._work()

    def _work(self) -> None:
        until = perf_counter() + SLICE
        told: Progress | None = None
        try:
            while self._job is not None and perf_counter() < until:
                step = next(self._job)
                if isinstance(step, Findings):
                    self._found.append(step)
                else:
                    told = step
        except StopIteration:
            found, self._found = self._found, []
            self.stop()
            self.finished.emit(found)
            return
        except UserError as error:
            self.stop()
            self.failed.emit(str(error))
            return
        if told is not None:
            self.progress.emit(told.done, told.total)
