"""One thread of comments: what it is about, who said what and when, and what one can do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from PySide6.QtCore import QLocale, Qt, QTime, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.models import one_line
from ui.panels.link_row import LinkRow
from ui.theme import Theme
from workbench.model import Comment


def threads_of(comments: Iterable[Comment]) -> list[list[Comment]]:
    """Comments as threads, oldest first, each with its root first; an answer whose root is gone begins one."""
    known = list(comments)
    by_id = {comment.id: comment for comment in known}
    threads: dict[str, list[Comment]] = {}
    for comment in known:
        root, seen = comment, {comment.id}
        while root.parent in by_id and root.parent not in seen:
            root = by_id[root.parent]
            seen.add(root.id)
        threads.setdefault(root.id, []).append(comment)
    for root_id, thread in threads.items():
        thread.sort(key=lambda comment: (comment.id != root_id, comment.at, comment.id))
    return list(threads.values())


def when(at: str) -> str:
    """An ISO time as a person here says it: the time today, else the date."""
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return at
    local = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone()
    if local.date() == datetime.now().astimezone().date():
        return QLocale().toString(QTime(local.hour, local.minute), QLocale.FormatType.ShortFormat)
    return local.date().isoformat()


class ThreadBox(QWidget):
    """Keys on it: Enter goes there, A answers, R resolves or opens again, E changes and Delete deletes one's last."""

    went = Signal()
    answered = Signal()
    resolved = Signal()
    edited = Signal(str)  # a comment's id
    deleted = Signal(str)
    moved = Signal(int)  # to the next (1) or previous (-1) thread

    def __init__(
        self,
        thread: list[Comment],
        lead: str,
        words: str,
        name: Callable[[str], str],
        *,
        theme: Theme,
        me: str,
    ) -> None:
        super().__init__()
        self.root, self.theme = thread[0], theme
        self._current = False
        self._own = [comment.id for comment in thread if comment.annotator == me]
        self._last_own = self._own[-1] if self._own else ""
        lines = QVBoxLayout(self)
        lines.setContentsMargins(8, 6, 8, 6)
        lines.setSpacing(2)
        self.place = LinkRow(lead, words, theme)
        self.place.walks = False
        self.about = f"comment on {' '.join(part for part in (lead, words) if part)}"
        said = ". ".join(
            f"{name(comment.annotator)}: {one_line(comment.text, limit=400)}" for comment in thread
        )
        state = "Resolved c" if self.root.resolved else "C"
        self.place.setAccessibleName(f"{state}{self.about[1:]}. {said}")
        self.place.setAccessibleDescription(
            "Enter goes there, A answers, R resolves, E changes and Delete deletes one's own last comment"
        )
        self.place.clicked.connect(self.went)
        self.place.typed.connect(self._key)
        self.place.removed.connect(lambda: self._key("delete"))
        lines.addWidget(self.place)
        for comment in thread:
            self._add(lines, comment, name(comment.annotator), answer=comment is not self.root)
        if me:
            lines.addLayout(self._buttons())

    def _add(self, lines: QVBoxLayout, comment: Comment, who: str, *, answer: bool) -> None:
        head = QLabel(f"{who} · {when(comment.at)}", textFormat=Qt.TextFormat.PlainText)
        head.setProperty("role", "soft")
        head.setFont(self.theme.ui_font(12))
        head.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        head.setToolTip(f"{who}, {comment.at}")
        text = QLabel(comment.text, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        text.setAccessibleName(f"{who}: {comment.text}")
        indent = 16 if answer else 4
        for label in (head, text):
            label.setContentsMargins(indent, 0, 4, 0)
            lines.addWidget(label)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        actions = [("Answer", "a"), ("Reopen" if self.root.resolved else "Resolve", "r")]
        if self._last_own:
            actions += [("Edit", "e"), ("Delete", "delete")]
        for title, key in actions:
            button = QPushButton(title, flat=True)
            button.setFont(self.theme.ui_font(12))
            button.setStyleSheet(
                f"QPushButton {{ color: {self.theme.soft}; padding: 1px 3px; border: 1px solid transparent; }}"
                f"QPushButton:hover {{ color: {self.theme.accent}; }}"
                f"QPushButton:focus {{ color: {self.theme.ink}; border: 1px solid {self.theme.accent}; }}"
            )
            last = "the last " if key in ("e", "delete") and len(self._own) > 1 else ""
            button.setAccessibleName(f"{title} {last}{self.about}")
            button.setToolTip(f"{title} ({'Del' if key == 'delete' else key.upper()})")
            button.clicked.connect(lambda _=False, key=key: self._key(key))
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _key(self, key: str) -> None:
        match key.lower():
            case "a":
                self.answered.emit()
            case "r":
                self.resolved.emit()
            case "e" if self._last_own:
                self.edited.emit(self._last_own)
            case "delete" if self._last_own:
                self.deleted.emit(self._last_own)

    def set_current(self, current: bool) -> None:
        """Whether the article's selection is what this thread is about."""
        if current != self._current:
            self._current = current
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._current:
            painter = QPainter(self)
            painter.fillRect(0, 6, 3, self.height() - 12, QColor(self.theme.accent))
            painter.end()
