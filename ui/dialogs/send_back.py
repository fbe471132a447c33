"""Sending a colleague's layer back, with words on what to look at again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QWidget

from ui.dialogs.frame import Dialog, text_label
from ui.theme import Theme


class SendBackDialog(Dialog):
    """Asks whose layer, and for a comment; Ctrl+Return sends it back."""

    sent = Signal(str, str)  # the annotator's id, the comment

    def __init__(
        self, document: str, people: Sequence[tuple[str, str]], theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            theme,
            parent,
            title="Send a layer back",
            lead=f"“{document}” gets the status returned; who made the layer finds it in their list, "
            "with your comment on the document.",
            width=520,
        )
        self.people = QComboBox()
        self.people.setAccessibleName("Whose layer")
        for id, name in people:
            self.people.addItem(name, id)
        self.comment = QPlainTextEdit(placeholderText="What shall be looked at again?")
        self.comment.setAccessibleName("Comment")
        self.comment.setTabChangesFocus(True)
        self.comment.setFixedHeight(96)
        self.body.addWidget(text_label("Whose layer", "heading"))
        self.body.addWidget(self.people)
        self.body.addWidget(text_label("Comment", "heading"))
        self.body.addWidget(self.comment)
        self.add_close("Cancel")
        self.button = self.add_button("&Send back", default=True)
        self.button.clicked.connect(self._send)
        QShortcut(QKeySequence("Ctrl+Return"), self, self._send)
        self.comment.setFocus()

    def _send(self) -> None:
        self.accept()
        self.sent.emit(self.people.currentData(), self.comment.toPlainText())
