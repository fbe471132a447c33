"""Starting the window, and pictures of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from desk import make_project, someone
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from ui import app
from workbench.errors import UserError


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")
def test_without_a_display_a_sentence_names_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert not app.has_display()
    with pytest.raises(UserError, match="--no-window"):
        app.run(None)
    monkeypatch.setenv("DISPLAY", ":4077")  # no server there
    assert not app.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert app.has_display()
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")  # a window nobody sees would never be closed
    assert not app.has_display()


def test_a_missing_library_names_the_packages() -> None:
    sentence = app.missing_library("libxcb-cursor.so.0: cannot open shared object file", app.DEBIAN)
    assert "libxcb-cursor.so.0" in sentence
    assert "apt-get install" in sentence and "libegl1" in sentence


def test_a_picture_has_the_size_and_the_theme(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    annotator = someone()[1]
    light = app.screenshot(path, tmp_path / "new" / "light.png", size=(1280, 800), annotator=annotator)
    dark = app.screenshot(
        path, tmp_path / "dark.png", theme="dark", document="article 2", size=(900, 700), annotator=annotator
    )
    assert (QImage(str(light)).width(), QImage(str(light)).height()) == (1280, 800)
    assert (QImage(str(dark)).width(), QImage(str(dark)).height()) == (900, 700)
    assert QImage(str(light)).pixelColor(600, 700).lightness() > 200
    assert QImage(str(dark)).pixelColor(600, 600).lightness() < 60


def test_a_picture_leaves_no_trace(qtbot: QtBot, tmp_path: Path, own_settings: Path) -> None:
    path = make_project(tmp_path)
    annotator = someone()[1]
    before = {file: file.read_bytes() for file in own_settings.rglob("*") if file.is_file()}
    app.screenshot(path, tmp_path / "one.png", annotator=annotator)
    assert before == {file: file.read_bytes() for file in own_settings.rglob("*") if file.is_file()}


def test_what_a_picture_cannot_show_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    path = make_project(tmp_path)
    annotator = someone()[1]
    with pytest.raises(UserError, match="no document “Nowhere”"):
        app.screenshot(path, tmp_path / "one.png", document="Nowhere", annotator=annotator)
    with pytest.raises(UserError, match="no screen “reviews”: choose one of annotate"):
        app.screenshot(path, tmp_path / "one.png", screen="reviews", annotator=annotator)
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(UserError, match="cannot be written"):
        app.screenshot(path, tmp_path / "file" / "one.png", annotator=annotator)
    with pytest.raises(UserError):
        app.screenshot(tmp_path / "file", tmp_path / "one.png", annotator=annotator)


def test_the_demo_gets_pictures_of_article_and_review(qtbot: QtBot, tmp_path: Path) -> None:
    made = app.make_pictures(make_project(tmp_path), tmp_path / "pictures", annotator=someone()[1])
    assert [file.name for file in made] == [
        f"{screen}-{theme}-{size}.png"
        for screen in ("window", "review")
        for theme in ("light", "dark")
        for size in ("1280x800", "1920x1080")
    ]
    assert all(file.stat().st_size > 10_000 for file in made)


def test_heavy_modules_wait_until_after_the_first_paint() -> None:
    code = (
        "import sys; import ui.app, ui.window; "
        "print([name for name in ('sqlite_utils', 'qtawesome', 'pyqtgraph', 'typer', 'rich', 'pandas', 'numpy') "
        "if name in sys.modules])"
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment, timeout=60
    )
    assert done.stdout.strip() == "[]"
