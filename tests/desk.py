"""A small project and the real window on it, for tests of the window and journeys."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui import theme as themes
from ui.placing import SIZE
from ui.window import MainWindow
from workbench import jobs
from workbench.model import Annotator
from workbench.project import Project
from workbench.project.settings import Settings, load_settings, person
from workbench.schema_file import load_schema

ARTICLE = (
    "date 2023-04-28 India and Russia have agreed to boost their defence ties, said a statement by the Indian "
    "government. Rajnath Singh met Sergei Shoigu in New Delhi on Friday (April 28).\n"
    "“The two ministers” also acknowledged 1,250 missiles, worth 4.5 billion dollars.\n"
)
SECOND = "Moscow welcomed the talks. Nothing else was said in Kyiv.\n"


def someone(name: str = "Ada Okafor") -> tuple[Settings, Annotator]:
    """Settings with a name, and the annotator of that name."""
    settings = load_settings()
    settings.annotator_name = name
    settings.quick_suggestions = settings.learn_along = (
        False  # no child process that a test has not asked for
    )
    return settings, person(settings, name)


def make_project(folder: Path, *texts: str) -> Path:
    """A project with the `news` schema and these texts as documents."""
    _, annotator = someone()
    path = folder / "small.wbench"
    project = Project.create(path, schema=load_schema("news"), annotator=annotator)
    for number, text in enumerate(texts or (ARTICLE, SECOND), start=1):
        (folder / f"article {number}.txt").write_text(text, encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(project, sorted(folder.glob("article *.txt"))))
    jobs.finish(jobs.import_job(project, plan))
    plan.close()
    project.close()
    return path


def open_window(qtbot: QtBot, path: Path | None = None, *, theme: str = "light") -> MainWindow:
    """The real window on a project (or on the welcome screen), shown without a screen."""
    settings, annotator = someone()
    settings.theme = theme
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    themes.apply(app, themes.chosen_theme(theme))
    window = MainWindow(settings)
    qtbot.addWidget(window)
    if path is not None:
        window.open_file(path, annotator)
    window.resize(*SIZE)  # whatever the size of the screen
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    if path is not None:
        window.focus_article()
        qtbot.waitUntil(lambda: article(window).hasFocus())
    return window


def article(window: MainWindow) -> QWidget:
    """The widget that takes the keys of the article."""
    assert window.workspace is not None
    return window.workspace.view


def press(qtbot: QtBot, window: MainWindow, keys: str) -> None:
    """Press keys in what has the focus: "Space g Ctrl+Z Shift+Tab"."""
    for word in keys.split():
        *held, name = word.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for one in held:
            modifiers |= {
                "Ctrl": Qt.KeyboardModifier.ControlModifier,
                "Shift": Qt.KeyboardModifier.ShiftModifier,
                "Alt": Qt.KeyboardModifier.AltModifier,
            }[one]
        key = getattr(Qt.Key, f"Key_{name.upper() if len(name) == 1 else name}")
        qtbot.keyClick(QApplication.focusWidget() or window, key, modifiers)
        QApplication.processEvents()


def spans(window: MainWindow) -> list[tuple[str, str]]:
    """Labels and covered texts of the open document, in order."""
    assert window.session is not None and window.session.document is not None
    document = window.session.document
    found = document.touching(0, len(document.text))
    return [(span.label, span.covered(document.text)) for span in found]
