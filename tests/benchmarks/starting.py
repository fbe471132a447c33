"""Starting: from the command to the first paint, and the memory then, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import PEAK, Row, Scale, median, own_settings, timed
from workbench.cli.demo import make

# Both stop where the event loop has run once after the window was shown: what was due has been painted.
_TELL = (
    PEAK
    + """
import json, time
def tell(app):
    app.processEvents()
    at = time.time()
    print(json.dumps({"at": at, "MB": peak()}), flush=True)
    os._exit(0)
"""
)
_EMPTY = """
import os, sys
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.resize(1280, 800)
window.show()
"""
_OURS = """
import os, sys
from PySide6.QtWidgets import QApplication
import ui.app
QApplication.exec = lambda *_: tell(QApplication.instance())
ui.app.has_display = lambda: True
from workbench.__main__ import main
main()
"""

_NOTHING = _TELL + _EMPTY + "tell(app)"


def start(code: str, *arguments: str) -> tuple[float, float]:
    """Milliseconds from the start of the process to its first paint, and the MB it held at most."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "*=false"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # what is installed is compiled
    began = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    told = json.loads(done.stdout.decode().splitlines()[-1])
    return (told["at"] - began) * 1000, told["MB"]


def starts(*commands: tuple[str, ...], runs: int) -> list[tuple[float, float]]:
    """Medians of several starts of each of these (code and arguments).

    They take turns, so that a machine that is slow for a while is so for all of them. The first is not counted: it
    fills the disk's cache.
    """
    found = [[start(*command) for command in commands] for _ in range(runs + 1)][1:]
    return [
        (median([ms for ms, _ in one]), median([mb for _, mb in one])) for one in zip(*found, strict=True)
    ]


def empty_window(runs: int) -> float:
    """Milliseconds in which a window without anything opens: how fast the machine is just now."""
    return starts((_NOTHING,), runs=runs)[0][0]


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family."""
    with tempfile.TemporaryDirectory() as name, own_settings(Path(name)):
        folder = Path(name)
        stdout, sys.stdout = sys.stdout, sys.stderr
        try:
            demo, _ = make(folder / "demo")
        finally:
            sys.stdout = stdout
        of_empty, of_ours = starts((_NOTHING,), (_TELL + _OURS, str(demo)), runs=scale.runs)
        (empty, empty_mb), (ours, ours_mb) = of_empty, of_ours
        yield Row("start to first paint, demo project", ours, "ms", empty, "empty main window", 4, True)
        yield Row("memory then", ours_mb, "MB", empty_mb, "empty main window", 150)
        corpus.project(folder / "small.wbench").close()
        _, small_mb = starts((_TELL + _OURS, str(folder / "small.wbench")), runs=scale.runs)[0]
        count = scale.of(1_000_000, 1000)
        corpus.crowded(folder / "crowded.wbench", count)
        crowded, crowded_mb = starts(
            (_TELL + _OURS, str(folder / "crowded.wbench")), runs=min(3, scale.runs)
        )[0]
        yield Row(f"start with {count:,} documents", crowded, "ms", empty, "empty main window", 1000)
        yield Row("memory above an empty project", crowded_mb - small_mb, "MB", None, "", 100)
        yield from _filter(folder / "crowded.wbench", count, scale)


def _filter(path: Path, count: int, scale: Scale) -> Iterator[Row]:
    """A letter typed in the filter of the list: until what was found first is painted, and until all names were
    compared; words that stand in all names, in some, in none, in more and fewer letters."""
    from tests.benchmarks.window import idle, opened, settled

    typed = ["0", "00", "007", "00", "day", "of the 12", "zzz", "z"]
    with opened(path) as window:
        assert window.workspace is not None and window.session is not None
        window.session.prepare()  # as it has done by itself by the time that somebody types
        panel = window.workspace.documents
        painted, compared = [], []
        for _ in range(scale.runs):
            panel.names.forget()
            for words in typed:
                panel.filter.setText(words)
                began = time.perf_counter()
                painted.append(timed(lambda: (panel.apply_filter(), settled())))
                while panel.names.looking:
                    idle()
                compared.append((time.perf_counter() - began) * 1000)
        slowest = [
            max(median(of[at :: len(typed)]) for at in range(len(typed))) for of in (painted, compared)
        ]
        yield Row(f"letter in the filter, {count:,} documents", slowest[0], "ms", None, "", 100)
        yield Row("and all names compared", slowest[1])
