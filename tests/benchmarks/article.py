"""The article: opening long documents, key press to committed and painted, scrolling."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.benchmarks import corpus
from tests.benchmarks.measure import Row, Scale, median, own_settings, percentile, timed
from tests.benchmarks.window import application, catch_up, idle, opened, parts, settled
from ui.window import MainWindow

# name: characters, spans, characters in a paragraph, ms to the first paint
SIZES = {
    "1 MB, 20,000 spans": (1_000_000, 20_000, 450, 150.0),
    "5 MB, 100,000 spans": (5_000_000, 100_000, 450, 600.0),
    "one paragraph of 200 kB": (200_000, 4_000, 10**9, 150.0),
}
PRESS, WORST, FRAME = 8.0, 16.0, 8.0  # ms: median and 99th percentile of a key press, 95th of a frame
Times = list[float]


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family."""
    with tempfile.TemporaryDirectory() as name, own_settings(Path(name)):
        folder = Path(name)
        application()
        commit = plain_commit(folder, scale)
        for title, (size, spans, paragraph, budget) in SIZES.items():
            yield from _one(
                folder, title, scale, commit, size=size, spans=spans, paragraph=paragraph, budget=budget
            )


def _one(
    folder: Path,
    title: str,
    scale: Scale,
    commit: Times,
    *,
    size: int,
    spans: int,
    paragraph: int,
    budget: float,
) -> Iterator[Row]:
    body = corpus.text(scale.of(size, 4000), seed=1, paragraph=paragraph)
    who = corpus.someone()
    short = corpus.bundle("a short one", "Nothing much was said in Moscow.", 2, who)
    long = corpus.bundle("the long one", body, scale.of(spans, 40), who)
    file = corpus.write(folder / "long.jsonl", iter([short, long]))
    path = folder / f"{len(list(folder.glob('*.wbench')))}.wbench"
    corpus.project(path, file).close()
    plain_open, plain_scroll = plain_editor(body, scale)
    with opened(path) as window:
        yield Row(
            f"open {title}", opening(window, scale), "ms", plain_open, "QPlainTextEdit, no spans", budget
        )
        found, beside = editing(window, scale)
        for gesture, times in found.items():
            yield Row(f"{gesture}, median", median(times), "ms", median(commit), "bare commit", PRESS)
            yield Row(f"{gesture}, 99th percentile", percentile(times, 0.99), "ms", None, "", WORST)
        yield Row("and then all beside the article, median", median(beside))
        for way, times in scrolling(window, scale).items():
            base = median(plain_scroll) if way == "wheel" else None
            against = "QPlainTextEdit" if base else ""
            yield Row(
                f"scroll by {way}, 95th percentile", percentile(times, 0.95), "ms", base, against, FRAME
            )
        yield Row("go to a far span, median", median(going_far(window, scale)))
        session, _ = parts(window)
        checks = [timed(session.check_problems) for _ in range(min(3, scale.runs))]
        yield Row("look for all problems, when asked (F8)", median(checks))
        if size == 1_000_000:
            times = while_importing(window, folder, scale)
            yield Row(
                "add while an import runs, median", median(times), "ms", median(commit), "bare commit", PRESS
            )
            yield Row(
                "add while an import runs, 99th percentile", percentile(times, 0.99), "ms", None, "", WORST
            )


def plain_commit(folder: Path, scale: Scale) -> Times:
    """What the disk takes for one row: an insert and its commit, as durable as ours."""
    connection = sqlite3.connect(folder / "plain.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute('CREATE TABLE span (id INTEGER PRIMARY KEY, label TEXT, start INTEGER, "end" INTEGER)')

    def insert() -> None:
        connection.execute('INSERT INTO span (label, start, "end") VALUES (?, ?, ?)', ("GPE", 4, 9))

    times = [timed(insert) for _ in range(scale.presses)]
    connection.close()
    return times


def plain_editor(body: str, scale: Scale) -> tuple[float, Times]:
    """Qt's own editor with the same text and no spans: to its first paint, and a frame of scrolling by wheel."""
    editor = QPlainTextEdit()
    editor.resize(820, 700)
    editor.show()
    idle()
    shown = median([timed(lambda: (editor.setPlainText(body), settled())) for _ in range(scale.runs)])
    bar = editor.verticalScrollBar()
    times = [timed(lambda: (bar.setValue(bar.value() + 3), settled())) for _ in range(scale.presses)]
    editor.close()
    editor.deleteLater()
    return shown, times


def opening(window: MainWindow, scale: Scale) -> float:
    """From the choice in the list of documents to the first paint, after the short one was shown."""
    session, _ = parts(window)
    short, long = (row.id for row in session.project.document_rows(session.project.document_keys()))
    times = []
    for _ in range(scale.runs):
        session.open(short)
        idle()
        times.append(timed(lambda: (session.open(long), settled())))
        idle()
    return median(times)


def press(window: MainWindow, key: Qt.Key) -> float:
    """A key press until it is committed and painted; the key is let go afterwards."""
    _, view = parts(window)
    taken = timed(lambda: (QTest.keyPress(view, key), settled()))
    QTest.keyRelease(view, key)
    return taken


def editing(window: MainWindow, scale: Scale) -> tuple[dict[str, Times], Times]:
    """Add a span, give it another label, delete it, at places all over the document.

    And what an added span takes afterwards in all that stands beside the article, once that is painted.
    """
    session, _ = parts(window)
    assert session.document is not None
    found: dict[str, Times] = {"add a span": [], "change its label": [], "delete it": []}
    beside: Times = []
    chance = random.Random(2)
    for _ in range(scale.presses):
        before = len(session.document.spans)
        somewhere(window, chance)
        catch_up(window)
        found["add a span"].append(press(window, Qt.Key.Key_L))
        if len(session.document.spans) != before + 1:
            raise RuntimeError("The key made no span.")
        beside.append(catch_up(window))
        found["change its label"].append(press(window, Qt.Key.Key_T))
        catch_up(window)
        found["delete it"].append(press(window, Qt.Key.Key_Delete))
        if len(session.document.spans) != before:
            raise RuntimeError("The key deleted no span.")
        catch_up(window)
    idle()
    return found, beside


def somewhere(window: MainWindow, chance: random.Random) -> None:
    """Scroll to any place and select nine characters in the middle of the page."""
    session, view = parts(window)
    assert session.document is not None
    bar = view.verticalScrollBar()
    bar.setValue(chance.randrange(max(1, bar.maximum())))
    settled()
    middle = view.viewport().rect().center().toPointF()
    at = min(view.offset_at(middle), len(session.document.text) - 9)
    session.select_text(start=at, end=at + 9)
    settled()


def going_far(window: MainWindow, scale: Scale) -> Times:
    """Select a span anywhere in the document and show it, as find, F8 and the table of spans do."""
    session, _ = parts(window)
    assert session.document is not None
    ids = list(session.document.spans)
    chosen = random.Random(5).sample(ids, min(len(ids), 4 * scale.runs))
    return [timed(lambda one=one: (session.select_span(one), settled())) for one in chosen]


def scrolling(window: MainWindow, scale: Scale) -> dict[str, Times]:
    """Frames of scrolling, by turns of the wheel and by jumps to anywhere."""
    _, view = parts(window)
    bar, chance = view.verticalScrollBar(), random.Random(3)
    bar.setValue(bar.maximum() // 3)
    idle()

    def wheel() -> None:
        middle = view.viewport().rect().center()
        place = view.viewport().mapToGlobal(middle)
        event = QWheelEvent(
            middle.toPointF(),
            place.toPointF(),
            (place - place),
            (place - place) + type(place)(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view.viewport(), event)

    steps: dict[str, Callable[[], object]] = {
        "wheel": wheel,
        "jumps": lambda: bar.setValue(chance.randrange(max(1, bar.maximum()))),
    }
    found = {}
    for way, step in steps.items():
        times = []
        for _ in range(scale.presses):
            times.append(timed(lambda move=step: (move(), settled())))
        found[way] = times
        idle()
    return found


def while_importing(window: MainWindow, folder: Path, scale: Scale) -> Times:
    """Adding spans while another process imports into the same project, letting others write in between."""
    session, _ = parts(window)
    assert session.document is not None
    documents = corpus.many(scale.of(4000, 20), size=2000, each=20, annotator=corpus.someone())
    file = corpus.write(folder / "more.jsonl", documents)
    words = [
        "-m",
        "workbench",
        "import",
        str(session.project.path),
        str(file),
        "--yield",
        "--progress",
        "json",
    ]
    child = subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    for line in child.stdout:
        if "storing" in line:  # from here on both write
            break
    # what it says from here on is read away: a full pipe would stop it
    reader = threading.Thread(target=child.stdout.read)
    reader.start()
    times: Times = []
    chance = random.Random(4)
    while child.poll() is None and len(times) < 10 * scale.presses:
        somewhere(window, chance)
        catch_up(window)
        times.append(press(window, Qt.Key.Key_L))
        press(window, Qt.Key.Key_Delete)
        catch_up(window)
    reader.join()
    assert child.stderr is not None
    errors = child.stderr.read()
    if child.wait():
        raise RuntimeError(errors)
    idle()
    return times
