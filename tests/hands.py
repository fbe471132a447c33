"""What a hand does in the article of the real window: labels words, selects, drags."""

from __future__ import annotations

from desk import ARTICLE
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.document_view import DocumentView
from ui.window import MainWindow
from workbench.model import Span

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def view_of(window: MainWindow) -> DocumentView:
    assert window.workspace is not None
    return window.workspace.view


def label(window: MainWindow, id: str, words: str) -> Span:
    """Label words of the article, as a person would; the span stays selected."""
    session = window.session
    assert session is not None and session.document is not None
    start = ARTICLE.index(words)
    change = session.do(
        session.project.add_span, session.document_id, start=start, end=start + len(words), label=id
    )
    assert change is not None
    session.select_span(change.created[0].id)
    return session.document.spans[change.created[0].id]


def words_of(window: MainWindow, span: Span) -> list[str]:
    assert window.session is not None and window.session.document is not None
    document = window.session.document
    return [document.text[start:end] for start, end in document.spans[span.id].parts()]


def select(window: MainWindow, words: str) -> None:
    assert window.session is not None
    start = ARTICLE.index(words)
    window.session.select_text(start=start, end=start + len(words))


def at(view: DocumentView, offset: int, *, edge: bool = False) -> QPoint:
    rect = view.character_rect(offset)
    place = view.viewport().mapFromGlobal(rect.center())
    return QPoint(view.viewport().mapFromGlobal(rect.topLeft()).x(), place.y()) if edge else place


def drag(
    view: DocumentView, start: QPoint, end: QPoint, held: Qt.KeyboardModifier = NONE, *, drop: bool = True
) -> None:
    QTest.mousePress(view.viewport(), LEFT, held, start)
    for part in (0.3, 0.7, 1.0):
        middle = QPointF(start) + (QPointF(end) - QPointF(start)) * part
        move(view, middle, held)
    if drop:
        QTest.mouseRelease(view.viewport(), LEFT, held, end)


def move(view: DocumentView, place: QPointF, held: Qt.KeyboardModifier) -> None:
    globally = QPointF(view.viewport().mapToGlobal(place.toPoint()))
    QApplication.sendEvent(
        view.viewport(),
        QMouseEvent(QEvent.Type.MouseMove, place, globally, Qt.MouseButton.NoButton, LEFT, held),
    )
