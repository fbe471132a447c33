"""What every dialog shares: heading, body, footer with a note and buttons, and the sheet of its look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMargins, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Theme

WIDEST, TALLEST = 900, 736  # as which it opens, where the screen has room for that
AROUND = 56  # px of the screen that its title and the desktop's edge take
SMALLEST = (520, 360)  # a large dialog can be made so small


def text_label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """A label with a role of the sheet: title, heading, soft, warn, error or good."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    set_role(label, role)
    return label


def set_role(widget: QWidget, role: str) -> None:
    """Change the role of a widget and its look with it."""
    if widget.property("role") != role:
        widget.setProperty("role", role)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def hairline() -> QFrame:
    """A line of one pixel across."""
    line = QFrame()
    line.setProperty("role", "hairline")
    line.setFixedHeight(1)
    return line


def plural(count: int, one: str, many: str = "") -> str:
    """`1 span`, `2 spans`, `1,200 spans`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def give_back(dialog: QDialog) -> None:
    """Make the window active again that a dialog stood over: not every platform does so by itself."""
    parent = dialog.parentWidget()
    if parent is not None and parent.isVisible():
        parent.window().activateWindow()


class Dialog(QDialog):
    """A dialog with a heading, a body, and a footer; Esc closes it."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None,
        *,
        title: str,
        lead: str = "",
        width: int = 560,
        height: int = 0,
    ) -> None:
        super().__init__(parent)
        self.theme = theme.scaled(1.0)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setMinimumSize(min(width, SMALLEST[0]), min(height, SMALLEST[1]))
        outer = QVBoxLayout(self)
        outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.heading = text_label(title, "title")
        self.lead = text_label(lead, "soft", wrap=True)
        self.lead.setVisible(bool(lead))
        head = QVBoxLayout()
        head.setContentsMargins(24, 20, 24, 0)
        head.setSpacing(4)
        head.addWidget(self.heading)
        head.addWidget(self.lead)
        outer.addLayout(head)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(24, 16, 24, 16)
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        outer.addWidget(hairline())
        self.note = text_label("", "soft", wrap=True)
        self.note.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.footer = QHBoxLayout()
        self.footer.setContentsMargins(24, 12, 24, 12)
        self.footer.setSpacing(8)
        self.footer.addWidget(self.note, 1)
        outer.addLayout(self.footer)
        self.set_theme(theme)
        room = (parent or self).screen().availableSize().shrunkBy(QMargins(0, 0, 0, AROUND))
        self._wanted = (min(width, WIDEST, room.width()), min(height, TALLEST, room.height()))
        if height:
            self.resize(*self._wanted)

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme, also while the dialog is open."""
        self.theme = theme.scaled(1.0)  # only the article is zoomed
        self.setStyleSheet(sheet(self.theme))
        for part in self.findChildren(QWidget):
            if hasattr(part, "set_theme"):
                part.set_theme(self.theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return presses the button that has the focus, whichever is the default one."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QPushButton):
            if focused.hasFocus() and not event.isAutoRepeat():
                focused.click()
            return
        super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """Close, and give the keys back to the window below."""
        super().done(result)
        give_back(self)

    def showEvent(self, event: QShowEvent) -> None:
        """A dialog without a height of its own is as high as what is in it."""
        if not self._wanted[1]:
            layout = self.layout()
            needed = layout.totalHeightForWidth(self._wanted[0]) if layout is not None else 0
            self.resize(self._wanted[0], max(needed, self.sizeHint().height()))
        super().showEvent(event)

    def set_lead(self, text: str) -> None:
        """Replace the sentence under the heading."""
        self.lead.setText(text)
        self.lead.setVisible(bool(text))

    def set_note(self, text: str, role: str = "soft") -> None:
        """Say something at the foot, beside the buttons."""
        self.note.setText(text)
        self.note.setAccessibleName(text)
        set_role(self.note, role)

    def add_button(self, text: str, *, default: bool = False) -> QPushButton:
        """A button at the right of the footer; Return presses the default one."""
        button = QPushButton(text)
        button.setDefault(default)
        button.setAutoDefault(default)
        self.footer.addWidget(button)
        return button

    def add_close(self, text: str = "Cancel", *, default: bool = False) -> QPushButton:
        """The button that does what Esc does."""
        button = self.add_button(text, default=default)
        button.clicked.connect(self.reject)
        return button

    def ask_folder(self, title: str, start: Path | str, then: Callable[[str], object]) -> None:
        """Ask for a folder, beginning at `start`; `then` gets its path, if one is chosen."""
        _show(QFileDialog(self, title, str(start)), QFileDialog.FileMode.Directory, then)

    def ask_file(self, title: str, start: Path | str, kinds: str, then: Callable[[str], object]) -> None:
        """Ask for a file that is there, of the kinds that Qt's words say; `then` gets its path."""
        _show(QFileDialog(self, title, str(start), kinds), QFileDialog.FileMode.ExistingFile, then)


def _show(asking: QFileDialog, mode: QFileDialog.FileMode, then: Callable[[str], object]) -> None:
    asking.setFileMode(mode)
    asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    asking.fileSelected.connect(then)
    asking.open()


def sheet(theme: Theme) -> str:
    """What a dialog adds to the application's style sheet."""
    return f"""
    QLabel[role="warn"] {{ color: {theme.amber}; }}
    QLabel[role="good"] {{ color: {theme.green}; }}
    QScrollArea {{ border: 2px solid transparent; border-radius: 5px; }}
    QScrollArea:focus {{ border-color: {theme.accent}; }}
    QTreeView::item {{ padding: 4px 6px; }}
    QListWidget::item {{ padding: 5px 8px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {theme.border}; }}
    QSlider::sub-page:horizontal {{ height: 4px; border-radius: 2px; background: {theme.accent}; }}
    QSlider::handle:horizontal {{ width: 16px; margin: -6px 0; border-radius: 8px; background: {theme.accent}; }}
    QSlider::handle:horizontal:focus {{ background: {theme.ink}; }}
    QPlainTextEdit[role="code"], QLineEdit[role="code"] {{
        font-family: "DejaVu Sans Mono", "Menlo", "Consolas", monospace; font-size: 12px; }}
    QFrame[role="hairline"] {{ background: {theme.panel_line}; border: none; }}
    """
