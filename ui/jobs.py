"""Long work as a child process, `python -m workbench ... --progress json`, so that typing never waits."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from workbench.model import Progress

GRACE_MS = 3000  # what a child gets to end its batch before it is killed; whole documents are kept either way


class Job(QObject):
    """One command of the `workbench` program, run beside the window.

    Lines of its output that are JSON objects with `done` and `total` become `progressed`; all others are
    kept and handed over by `done` when it ends well. `failed` gets the sentence it printed. `annotator`
    is the name of the person at work, where the child needs one.
    """

    progressed = Signal(object)
    done = Signal(str)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(
        self, arguments: Sequence[str], parent: QObject | None = None, *, annotator: str = ""
    ) -> None:
        super().__init__(parent)
        self.arguments = list(arguments)
        self._cancelled = False
        self._output: list[str] = []
        self._errors: list[str] = []
        self._rest = {"out": b"", "error": b""}
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUTF8", "1")
        environment.insert("PYTHONUNBUFFERED", "1")
        if annotator:
            environment.insert("WORKBENCH_ANNOTATOR", annotator)
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._read_output)
        self._process.readyReadStandardError.connect(self._read_errors)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._broken)

    @property
    def running(self) -> bool:
        """Whether the child is at work."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def start(self) -> None:
        """Begin; the signals tell the rest."""
        self._process.start(sys.executable, ["-m", "workbench", *self.arguments])
        self._process.closeWriteChannel()

    def cancel(self) -> None:
        """Ask the child to stop; what it has stored whole stays, the rest is not begun."""
        if self.running and not self._cancelled:
            self._cancelled = True
            self._process.terminate()
            QTimer.singleShot(GRACE_MS, self._process, self._process.kill)

    def wait(self, milliseconds: int = GRACE_MS) -> None:
        """Block until the child has ended: for a window that closes."""
        if self.running and not self._process.waitForFinished(milliseconds):
            self._process.kill()
            self._process.waitForFinished(milliseconds)

    def stop(self) -> None:
        """End the child without a word of it: for those who go away themselves."""
        self.blockSignals(True)
        self.cancel()
        self.wait()

    def _read_output(self) -> None:
        for line in self._lines("out", self._process.readAllStandardOutput().data()):
            self._take(line, self._output)

    def _read_errors(self) -> None:
        for line in self._lines("error", self._process.readAllStandardError().data()):
            self._take(line, self._errors)

    def _lines(self, stream: str, data: bytes | bytearray | memoryview) -> list[str]:
        *whole, rest = (self._rest[stream] + bytes(data)).split(b"\n")
        self._rest[stream] = rest
        return [line.decode("utf-8", "replace").rstrip("\r") for line in whole]

    def _take(self, line: str, into: list[str]) -> None:
        progress = parse_progress(line)
        if progress is None:
            into.append(line)
        elif not self._cancelled:
            self.progressed.emit(progress)

    def _ended(self, status: int, how: QProcess.ExitStatus) -> None:
        self._read_output()
        self._read_errors()
        for stream, into in (("out", self._output), ("error", self._errors)):
            if self._rest[stream]:
                self._take(self._rest[stream].decode("utf-8", "replace"), into)
                self._rest[stream] = b""
        if self._cancelled:
            self.cancelled.emit()
        elif status == 0 and how == QProcess.ExitStatus.NormalExit:
            self.done.emit("\n".join(self._output).strip())
        else:
            self.failed.emit(sentence(self._errors) or f"The work stopped unexpectedly (status {status}).")

    def _broken(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self.failed.emit(f"{sys.executable} could not be started: {self._process.errorString()}.")


def parse_progress(line: str) -> Progress | None:
    """A line of `--progress json`, or None if it is something else."""
    if not line.startswith("{"):
        return None
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    if not {"done", "total"} <= fields.keys():
        return None
    return Progress(int(fields["done"]), int(fields["total"]), str(fields.get("text", "")))


def sentence(errors: Sequence[str]) -> str:
    """What the program printed as its error, without its own name; of a traceback only the last line."""
    lines = [line for line in errors if line.strip()]
    for at, line in enumerate(lines):
        if line.startswith("workbench: "):
            return "\n".join([line.removeprefix("workbench: "), *lines[at + 1 :]])
    return f"A mistake in the program stopped this: {lines[-1]}" if lines else ""


class ProgressStrip(QWidget):
    """A bar, what is being done, and Stop; hidden while nothing runs."""

    cancel = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress")
        self.button = QPushButton("St&op")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._cancel)
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(self.words)
        left.addWidget(self.bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(left, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        self.hide()

    def begin(self, words: str) -> None:
        """Show that something runs whose extent is not known yet."""
        self.words.setText(words)
        self.bar.setRange(0, 0)
        self.button.setEnabled(True)
        self.show()

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        count = f"{progress.done:,} of {progress.total:,}" if progress.total else f"{progress.done:,}"
        text = progress.text[:1].upper() + progress.text[1:]
        self.words.setText(f"{text} · {count}" if text else count)

    def end(self) -> None:
        """Nothing runs any more."""
        self.hide()

    def _cancel(self) -> None:
        self.button.setEnabled(False)
        self.words.setText("Stopping…")
        self.cancel.emit()
