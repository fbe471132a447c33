"""A bug in a handler of the article is told, and the window lives on."""

from __future__ import annotations

import subprocess
import sys

import pytest

_PROGRAM = """
import sys
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication
from ui.document_view import DocumentView
from ui.document_view import keys
from ui.open_document import OpenDocument
from ui.theme import LIGHT
from workbench.model import Bundle, Document
from workbench.schema import load_schema

sys.excepthook = lambda kind, error, trace: print(kind.__name__, flush=True)
app = QApplication([])
view = DocumentView(LIGHT, load_schema("news"))
view.set_document(OpenDocument(Bundle(Document("d", "article", "India and Russia."))))
view.show()
app.processEvents()
WHERE = {
    "key": (keys, "press"), "mouse": (view._mouse, "move"), "paint": (view, "_columns"),
}
owner, name = WHERE[sys.argv[1]]
setattr(owner, name, lambda *_, **__: [][0])
none = Qt.KeyboardModifier.NoModifier
key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, none)
moved = QMouseEvent(
    QEvent.Type.MouseMove, QPointF(1, 1), QPointF(1, 1), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, none
)
QTimer.singleShot(0, lambda: QApplication.postEvent(view, key))
QTimer.singleShot(0, lambda: QApplication.postEvent(view.viewport(), moved))
QTimer.singleShot(0, lambda: view.viewport().update())
QTimer.singleShot(200, app.quit)
app.exec()
print("alive", flush=True)
"""


@pytest.mark.parametrize("where", ["key", "mouse", "paint"])
def test_an_error_in_a_handler_is_told_and_ends_nothing(where: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, where],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.split()
    assert "IndexError" in said and said[-1] == "alive"
