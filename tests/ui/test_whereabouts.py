"""Where one is survives a window that is killed, and is written in a pause, only if it is news."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from desk import ARTICLE, SECOND, make_project, open_window, press
from pytestqt.qtbot import QtBot

from ui import whereabouts
from ui.whereabouts import Whereabouts
from ui.window import MainWindow
from workbench.errors import UserError
from workbench.project.settings import Settings, load_settings, save_place, save_settings, settings_file

# Qt's offscreen platform says this of every window that has a smallest size.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

KILLED = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.window import MainWindow
from workbench.project.settings import load_settings, me, settings_file

app = QApplication([])
settings = load_settings()
window = MainWindow(settings)
window.open_file(Path(sys.argv[1]), me(settings))
window.show()
session = window.session
session.open(session.next_document(1))
session.select_text(start=9, end=9)

def look():
    if f"{session.document_id} 9" in settings_file().read_text(encoding="utf-8"):
        os.kill(os.getpid(), signal.SIGKILL)

timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
QTimer.singleShot(20_000, app.quit)
app.exec()
"""


def stands(window: MainWindow) -> tuple[str, int]:
    assert window.session is not None and window.session.document is not None
    return window.session.document.text, window.session.state.caret


def keeper(window: MainWindow) -> Whereabouts:
    assert window.session is not None
    return next(one for one in window.session.children() if isinstance(one, Whereabouts))


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is of another kind there")
def test_after_a_kill_the_window_opens_where_one_was(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    open_window(qtbot, path).close()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path)], capture_output=True, text=True)
    assert killed.returncode == -9, killed.stderr
    assert stands(open_window(qtbot, path)) == (SECOND, 9)


def test_another_document_is_written_down_soon_and_the_caret_once_it_rests(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: Callable[[], str]
) -> None:
    monkeypatch.setattr(whereabouts, "REST_MS", 300_000)
    monkeypatch.setattr(whereabouts, "OPENED_MS", 1)
    window = open_window(qtbot, make_project(tmp_path))
    session = window.session
    assert session is not None
    first = session.document_id
    qtbot.waitUntil(lambda: written() == f"{first} 0")
    press(qtbot, window, "Right Right")
    press(qtbot, window, "Ctrl+PageDown")
    second = session.document_id
    qtbot.waitUntil(lambda: written() == f"{second} 0 {first} 2")
    press(qtbot, window, "Right")
    timer = keeper(window)._timer
    assert timer.isActive() and timer.interval() == 300_000 and written() == f"{second} 0 {first} 2"
    monkeypatch.setattr(whereabouts, "REST_MS", 1)
    timer.stop()
    press(qtbot, window, "Right")
    qtbot.waitUntil(lambda: written() == f"{second} 2 {first} 2")


def test_what_is_no_news_is_not_written(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    keep = keeper(window).keep
    keep()
    before = settings_file().stat()
    press(qtbot, window, "Right Left")
    keep()
    assert (settings_file().stat().st_ino, settings_file().stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )
    press(qtbot, window, "Right")
    keep()
    assert stands(window) == (ARTICLE, 1)
    assert settings_file().stat().st_mtime_ns != before.st_mtime_ns


def test_only_the_place_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.wbench"
    mine = Settings(annotator_name="Ada", theme="light", places={str(path): "x 5"})
    save_place(mine, path)  # nothing was written yet: all of it
    assert load_settings() == mine
    save_settings(Settings(annotator_name="Ada", theme="dark", places={"other": "y 1"}))
    save_place(mine, path)
    there = load_settings()
    assert (there.theme, there.places) == ("dark", {"other": "y 1", str(path): "x 5"})
    settings_file().write_text("{", encoding="utf-8")
    save_place(mine, path)
    assert load_settings() == mine


def test_a_folder_that_cannot_be_written_is_no_matter(qtbot: QtBot, tmp_path: Path) -> None:
    window = open_window(qtbot, make_project(tmp_path))
    press(qtbot, window, "Right")
    folder = settings_file().parent
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
    folder.write_text("no folder", encoding="utf-8")
    assert window.session is not None
    with pytest.raises(UserError):
        save_place(Settings(places={str(tmp_path): ""}), tmp_path)
    keeper(window).keep()
    press(qtbot, window, "Right")
    assert stands(window) == (ARTICLE, 2)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[], str]:
    """What the settings on the disk say of the project."""
    return lambda: load_settings().places.get(str((tmp_path / "small.wbench").absolute()), "")
