"""Fields whose words count once they are committed: by Enter, Ctrl+Return or leaving; Esc takes the typing back."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPlainTextEdit, QSizePolicy

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TALLEST = 8  # lines before it scrolls
_CONTROL = Qt.KeyboardModifier.ControlModifier
KEPT = "Kept. Esc goes back to the article; there Ctrl+Return finishes the document."


def leaves(event: QKeyEvent) -> bool:
    """Whether it is one of the keys that a panel takes before the window does: Esc and Ctrl+Return."""
    return event.key() == Qt.Key.Key_Escape or (event.key() in ENTER and bool(event.modifiers() & _CONTROL))


def _claims(
    field: QLineEdit | QPlainTextEdit, event: QKeyEvent, *, can_undo: bool, can_redo: bool
) -> bool | None:
    """Whether a key is the field's before any shortcut sees it; None where Qt may decide.

    Undo is the field's while there is typing to take back, then the project's.
    """
    if event.matches(QKeySequence.StandardKey.Undo):
        return can_undo
    if event.matches(QKeySequence.StandardKey.Redo):
        return can_redo
    if event.key() in ENTER or event.key() == Qt.Key.Key_Escape:
        return True
    return None


class CommitEdit(QLineEdit):
    """One line. `committed` comes once for each text that differs from the last one shown or committed."""

    committed = Signal(str)
    refused = Signal(str)  # a sentence: `check` found this text wrong, and it stays as typing

    def __init__(
        self, name: str, placeholder: str = "", *, check: Callable[[str], str] | None = None
    ) -> None:
        super().__init__()
        self._kept = ""
        self._check = check
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)

    @property
    def kept(self) -> str:
        """The text as it was last shown or committed."""
        return self._kept

    @property
    def pending(self) -> bool:
        """Whether there is typing that nobody committed."""
        return self.text().strip() != self._kept

    def show_text(self, text: str) -> None:
        """Show a stored value; typing that was not committed is replaced."""
        self._kept = text
        if self.text() != text or self.isUndoAvailable():
            at = self.cursorPosition()
            self.setText(text)
            self.setCursorPosition(min(at, len(text)) if self.hasFocus() else 0)

    def setReadOnly(self, read_only: bool) -> None:  # noqa: N802
        """Whether it can only be looked at; the style sheet hears of it."""
        if read_only != self.isReadOnly():
            super().setReadOnly(read_only)
            self.style().unpolish(self)
            self.style().polish(self)

    def commit(self) -> None:
        """Hand the text on, if it changed."""
        completer = self.completer()
        popup = completer.popup() if completer is not None else None
        if popup is not None:
            popup.hide()
        if not self.pending or self.isReadOnly():
            return
        text = self.text().strip()
        wrong = self._check(text) if self._check is not None else ""
        if wrong:
            self.refused.emit(wrong)
            return
        self.show_text(text)
        self.committed.emit(text)

    def revert(self) -> None:
        """Take the typing back."""
        self.show_text(self._kept)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            claim = _claims(self, event, can_undo=self.isUndoAvailable(), can_redo=self.isRedoAvailable())
            if claim is not None:
                event.setAccepted(claim)
                return claim
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.commit()
            if event.modifiers() & _CONTROL:
                event.ignore()  # the panel may want to go back to the article
        elif event.key() == Qt.Key.Key_Escape:
            self.revert()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.commit()
            self.setCursorPosition(0)  # its beginning is what tells long texts apart


class CommitText(QPlainTextEdit):
    """Several lines, growing with them up to a height; Ctrl+Return commits, Enter begins a line.

    With `on_leaving` False only Ctrl+Return commits: for words that are sent, not kept.
    """

    committed = Signal(str)

    def __init__(self, name: str, placeholder: str = "", *, lines: int = 2, on_leaving: bool = True) -> None:
        super().__init__()
        self._kept = ""
        self._on_leaving = on_leaving
        self._lines = lines
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._growing = QTimer(self, singleShot=True, interval=0)
        self._growing.timeout.connect(self._grow)
        self.textChanged.connect(self._growing.start)
        self._grow()

    @property
    def pending(self) -> bool:
        """Whether there is typing that nobody committed."""
        return self.toPlainText().strip() != self._kept

    def show_text(self, text: str) -> None:
        """Show a stored value; typing that was not committed is replaced."""
        self._kept = text
        if self.toPlainText() != text or self.document().isUndoAvailable():
            self.setPlainText(text)

    def commit(self) -> None:
        """Hand the text on, if it changed."""
        if self.pending and not self.isReadOnly():
            text = self.toPlainText().strip()
            self.show_text(text)
            self.committed.emit(text)

    def revert(self) -> None:
        """Take the typing back."""
        self.show_text(self._kept)

    def _grow(self) -> None:
        layout, lines, block = self.document().documentLayout(), 0, self.document().begin()
        while block.isValid() and lines <= _TALLEST:
            layout.blockBoundingRect(block)  # lays the block out at the width of now
            lines += max(block.layout().lineCount(), 1)
            block = block.next()
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAsNeeded
            if lines > _TALLEST
            else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        shown = min(max(lines, self._lines), _TALLEST)
        height = math.ceil(shown * self.fontMetrics().lineSpacing()) + 14
        if height != self.height() or height != self.maximumHeight():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._growing.start()  # not now: a layout at work does not hear of another height

    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            document = self.document()
            claim = _claims(
                self, event, can_undo=document.isUndoAvailable(), can_redo=document.isRedoAvailable()
            )
            if claim is not None:
                event.setAccepted(claim)
                return claim
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and event.modifiers() & _CONTROL:
            self.commit()
            event.ignore()
        elif event.key() == Qt.Key.Key_Escape:
            if self._on_leaving:
                self.revert()
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self._on_leaving and event.reason() not in passing:
            self.commit()
