"""The real window on a project, driven by keys, for measuring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import (
    QAbstractEventDispatcher,
    QCoreApplication,
    QEvent,
    QEventLoop,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from tests.benchmarks import corpus
from tests.benchmarks.measure import timed
from ui import theme
from ui.collector import Collector, spare
from ui.document_view import DocumentView
from ui.session import Session
from ui.soon import Soon
from ui.window import MainWindow
from workbench.project.settings import load_settings

_TURNS = 200  # of the event loop, at most


def application() -> QApplication:
    """The one application object, silent about what the offscreen platform cannot do."""
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    qInstallMessageHandler(lambda kind, _, text: print(text) if kind >= QtMsgType.QtCriticalMsg else None)
    made = QApplication(["benchmarks"])
    theme.apply(made, theme.LIGHT)
    spare()
    Collector(made)
    return made


def settled() -> None:
    """All that was posted is done, painting too; timers are left waiting."""
    for _ in range(3):  # what is posted meanwhile is left to the next round
        QCoreApplication.sendPostedEvents()


def catch_up(window: MainWindow) -> float:
    """What waits until the article is painted is done now; the ms that this takes."""

    def work() -> None:
        for waiting in window.findChildren(Soon):
            if waiting.isActive():
                waiting.stop()
                waiting.timeout.emit()
        idle()

    return timed(work)


def idle() -> None:
    """Everything that waits is done, timers too, as an event loop does before it sleeps.

    A size that changes is told from part to part, one in a turn: three turns would leave some of it to what is
    measured next.
    """
    loop = QAbstractEventDispatcher.instance()
    for _ in range(_TURNS):
        if not loop.processEvents(QEventLoop.ProcessEventsFlag.AllEvents):
            break


@contextmanager
def opened(path: Path) -> Iterator[MainWindow]:
    """The window on a project, shown and painted."""
    application()
    window = MainWindow(load_settings(), theme.LIGHT, remembering=False)
    window.open_file(path, corpus.someone())
    window.show()
    idle()
    try:
        yield window
    finally:
        window.close()
        window.deleteLater()
        # no event loop runs here, so what is to be deleted has to be asked for
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def parts(window: MainWindow) -> tuple[Session, DocumentView]:
    """The window's session and article."""
    assert window.session is not None and window.workspace is not None
    return window.session, window.workspace.view
