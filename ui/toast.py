"""A sentence over the article that goes by itself, with one action beside it; it never takes the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.soon import Soon
from ui.speech import announce
from ui.theme import Theme

SHORT_MS, LONG_MS = 3_000, 6_000
WIDEST, HINT, LINE = 760, 26, 32  # px: of a toast, of the hint line, of a line of the article


class Toast(QFrame):
    """Lies over `over`, at its foot. A failure stays longer than a note."""

    acted = Signal(str)  # the id of the action that was clicked

    def __init__(self, over: QWidget, theme: Theme) -> None:
        super().__init__(over)
        self.setObjectName("toast")
        self._over = over
        self.foot: Callable[[], int] | None = (
            None  # px to be left free below, where that is not the hint line
        )
        self._action = ""
        self._next = ("", "", "", False)  # sentence, action, its title, whether it failed
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.button = QPushButton()
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 5, 12, 5)
        row.setSpacing(16)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self._soon = Soon(self, self._appear)
        over.installEventFilter(self)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme: a plate of the other one's paper."""
        self._theme = theme.scaled(1.0)
        self._failed: bool | None = None  # how it is dressed
        self._dress(failed=False)

    def tell(self, sentence: str) -> None:
        """Say something for three seconds."""
        self._show(sentence, "", "", failed=False)

    def offer(self, sentence: str, action: str, title: str) -> None:
        """Say something and offer an action for three seconds."""
        self._show(sentence, action, title, failed=False)

    def fail(self, sentence: str) -> None:
        """Say what did not work; nothing was changed."""
        self._show(sentence, "", "", failed=True)

    def text(self) -> str:
        """What is said now; empty when nothing is."""
        if self._soon.isActive():
            return self._next[0]
        return self.label.text() if not self.isHidden() else ""

    def _show(self, sentence: str, action: str, title: str, *, failed: bool) -> None:
        self._next = (sentence, action, title, failed)
        self._soon.ask()

    def _appear(self) -> None:
        sentence, action, title, failed = self._next
        self._action = action
        self._dress(failed=failed)
        self.label.setText(sentence)
        self.button.setText(title)
        self.button.setVisible(bool(action))
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        announce(self, sentence)
        self._timer.start(LONG_MS if failed else SHORT_MS)

    def _dress(self, *, failed: bool) -> None:
        if failed == self._failed:  # a style sheet is parsed anew each time
            return
        self._failed = failed
        theme = self._theme
        edge = f"border-left: 4px solid {theme.red};" if failed else ""
        link = "#8fbef5" if not theme.dark else "#174f96"
        self.setStyleSheet(
            f"QFrame#toast {{ background: {theme.plate}; border-radius: 6px; {edge} }}"
            f"QFrame#toast QLabel {{ color: {theme.on_plate}; }}"
            f"QFrame#toast QPushButton {{ color: {link}; background: transparent; border: 0; padding: 0 2px; "
            "font-weight: 600; min-height: 0; max-height: 20px; }"
            "QFrame#toast QPushButton:hover { text-decoration: underline; }"
        )

    def _place(self) -> None:
        room = min(WIDEST, self._over.width() - 48)
        self.label.setFixedWidth(
            min(
                self.label.fontMetrics().horizontalAdvance(self.label.text()) + 4,
                max(120, room - 46 - (self.button.sizeHint().width() if self._action else 0)),
            )
        )
        self.adjustSize()
        # Just above the hint line; a tall one rather covers that than a second line of the article.
        kept = self.foot() if self.foot is not None else 0
        floor = self._over.height() - (kept or HINT)
        least = floor - self.height() - 1 if kept else floor - LINE
        self.move((self._over.width() - self.width()) // 2, max(floor - self.height() - 1, least))

    def _act(self) -> None:
        self.hide()
        self.acted.emit(self._action)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)
