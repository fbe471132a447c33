"""Find in the article as one types; Enter or Esc returns to it with the hit selected."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from ui.dialogs.frame import set_role
from ui.speech import announce
from ui.theme import Theme
from workbench.errors import UserError
from workbench.offsets import surroundings
from workbench.project.occurrences import Search, find_all

if TYPE_CHECKING:
    from ui.session import Session

HEIGHT = 42
LEAST_FIELD, NARROW = 110, 620  # px of the field, and of a bar below which its buttons have signs for words
MOST = 20_000  # hits shown; more would tell nobody anything
TYPING_MS = 60
PAUSE_MS = 600
CONTEXT = 40  # code points that are said on each side of a hit
LONG_TEXT = 300_000  # code points from which typing waits a moment before it searches
ALL_HITS = QKeySequence("Ctrl+D")
_RIGHT = Qt.TextElideMode.ElideRight
LONGEST = 0.5  # seconds that a search may take while one types


def find_hits(text: str, search: Search) -> tuple[list[tuple[int, int]], bool]:
    """The places of a search (code points), and whether there may be more than were looked for.

    Raises UserError for a regular expression that is wrong or takes too long.
    """
    hits: list[tuple[int, int]] = []
    until = perf_counter() + LONGEST
    for place in find_all(text, search, seconds=LONGEST):
        hits.append(place)
        if len(hits) == MOST or perf_counter() > until:
            return hits, True
    return hits, False


class FindBar(QFrame):
    """A field over the article. `shown` tells the view the hits and which one is current."""

    focus_changed = Signal()  # the keys came to the bar, or left it
    shown = Signal(list, int)  # list[(start, end)], index of the current one or -1
    went = Signal(int, int)  # the hit that shall be seen
    left = Signal(int, int)  # back to the article with this selected; start is -1 where nothing was found

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("find")
        self.session: Session | None = None
        self.hits: list[tuple[int, int]] = []
        self.current = -1
        self._origin = 0
        self._error, self._more = "", False
        self.field = QLineEdit(placeholderText="Find in this article")
        self.field.setAccessibleName("Find in this article")
        self.field.setAccessibleDescription("Down and Up step through the hits; Enter returns to the article")
        self.field.setMinimumWidth(LEAST_FIELD)
        self.field.setMaximumWidth(320)
        self.field.installEventFilter(self)
        self.count = QLabel()
        self.count.setProperty("role", "soft")
        self.case = _toggle("Aa", "Match case")
        self.words = _toggle("word", "Whole words")
        self.pattern = _toggle(".*", "Regular expression")
        for toggle in (self.case, self.words, self.pattern):
            toggle.installEventFilter(self)
            toggle.toggled.connect(self._again)
        self.back, self.on, self.done = QPushButton(), QPushButton(), QPushButton()
        self._beside = (self.case, self.words, self.pattern, self.back, self.on, self.done)
        self._row = row = QHBoxLayout(self)
        row.addWidget(self.field, 2)
        for toggle in (self.case, self.words, self.pattern):
            row.addWidget(toggle)
        row.addWidget(self.count)
        row.addStretch(1)
        for button, run in (
            (self.back, lambda: self.step(-1)),
            (self.on, lambda: self.step(1)),
            (self.done, self.leave),
        ):
            button.setFlat(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(run)
            row.addWidget(button)
        self.setFixedHeight(HEIGHT)
        self._write_buttons()
        self._typing = QTimer(self, singleShot=True)
        self._typing.timeout.connect(self._search)
        self.field.textChanged.connect(lambda _: self._typing.start(self._patience()))
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)  # of typing: the count is said
        self._pause.timeout.connect(lambda: announce(self, self._error or self.count.text()))
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.setStyleSheet(
            f"QFrame#find {{ background: {theme.panel}; border-bottom: 1px solid {theme.panel_line}; }}"
        )

    def _write_buttons(self) -> None:
        """Words on the buttons, or signs where the bar is narrow."""
        narrow = self.width() < NARROW
        self._row.setContentsMargins(*((12, 0, 8, 0) if narrow else (22, 0, 14, 0)))
        self._row.setSpacing(2 if narrow else 8)
        words = (("Previous", "↑"), ("Next", "↓"), ("Close", "×"))
        for button, (word, sign) in zip((self.back, self.on, self.done), words, strict=True):
            button.setText(sign if narrow else word)
            button.setAccessibleName(word)
            button.setToolTip(word if narrow else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find the words again that fit."""
        super().resizeEvent(event)
        self._write_buttons()
        self._tell_count()

    def watch(self, session: Session) -> None:
        """Follow this session: another article closes the bar."""
        self.session = session
        session.opened.connect(self._other_document)

    def take_actions(self, actions: Mapping[str, QAction], article: QWidget) -> None:
        """Let the keys of the toggles, of the actions by id, work here and in the article; tool tips name them."""
        for id, toggle in (("case", self.case), ("words", self.words), ("pattern", self.pattern)):
            action = actions[f"find_{id}"]
            self.addAction(action)
            article.addAction(action)
            action.changed.connect(partial(_name_key, toggle, action))
            _name_key(toggle, action)

    def start(self, words: str = "") -> None:
        """Show the bar with the words that are selected, or with the last ones."""
        session = self.session
        if session is None or session.document is None:
            return
        self._origin = session.state.start
        if words and "\n" not in words and len(words) <= 80:
            self.field.setText(words)
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._search()

    @property
    def search(self) -> Search:
        """What is looked for."""
        pattern = self.pattern.isChecked()
        return Search(
            self.field.text(),
            case=self.case.isChecked(),
            words=self.words.isChecked() and not pattern,
            pattern=pattern,
        )

    @property
    def has_focus(self) -> bool:
        """Whether keys go to the field or its toggles."""
        return any(one.hasFocus() for one in (self.field, self.case, self.words, self.pattern))

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) hit, round the end; from the article as well."""
        if self.isHidden():
            if not self.field.text().strip() or self.session is None or self.session.document is None:
                return
            state = self.session.state
            hits, self._more = self._found(self.session.document.text)
            if hits:
                start = state.start if state.kind != "span" else state.caret
                at = (
                    bisect_left(hits, (start + (1 if by > 0 else 0), -1))
                    if by > 0
                    else bisect_left(hits, (start, -1)) - 1
                )
                self.session.select_text(start=hits[at % len(hits)][0], end=hits[at % len(hits)][1])
                self._say(hits, at % len(hits))
            return
        if self._typing.isActive():
            self._search()
        if self.hits:
            self.current = (self.current + by) % len(self.hits)
            self._tell()
            self._say(self.hits, self.current)

    def _say(self, hits: list[tuple[int, int]], at: int) -> None:
        """Say which hit one has come to, with the words around it."""
        self._pause.stop()
        document = self.session.document if self.session is not None else None
        if document is not None:
            start, end = hits[at]
            before, after = surroundings(document.text, start=start, end=end, most=CONTEXT)
            line = " ".join(f"{before}{document.text[start:end]}{after}".split())
            announce(self, f"{self._place(hits, at)}: {line}")

    def _place(self, hits: list[tuple[int, int]], at: int) -> str:
        return f"{at + 1:,} of {len(hits):,}{'+' if self._more else ''}"

    def leave(self) -> None:
        """Back to the article with the current hit selected."""
        if self.isHidden():
            return
        if self._typing.isActive():
            self._search()
        hit = self.hits[self.current] if self.current >= 0 else (-1, -1)
        self._close()
        self.left.emit(*hit)

    def _close(self) -> None:
        self._typing.stop()
        self._pause.stop()
        self.hits, self.current = [], -1
        self.hide()
        self.shown.emit([], -1)

    def _other_document(self) -> None:
        if not self.isHidden():
            self._close()

    def _patience(self) -> int:
        document = self.session.document if self.session is not None else None
        return TYPING_MS if document is not None and len(document.text) > LONG_TEXT else 0

    def _search(self) -> None:
        self._typing.stop()
        document = self.session.document if self.session is not None else None
        if document is None:
            return
        self.hits, self._more = self._found(document.text)
        after = bisect_left(self.hits, (self._origin, -1))
        self.current = after % len(self.hits) if self.hits else -1
        self._tell()
        self._pause.start()

    def _found(self, text: str) -> tuple[list[tuple[int, int]], bool]:
        self._error = ""
        try:
            return find_hits(text, self.search)
        except UserError as error:
            self._error = str(error)
            return [], False

    def _again(self) -> None:
        self.words.setEnabled(not self.pattern.isChecked())
        if not self.isHidden():
            self._search()

    def _tell(self) -> None:
        self._tell_count()
        self.shown.emit(self.hits, self.current)
        if self.current >= 0:
            self.went.emit(*self.hits[self.current])

    def _tell_count(self) -> None:
        set_role(self.count, "error" if self._error else "soft")
        self.count.setToolTip(self._error)
        if self._error:
            self.count.setText(self.count.fontMetrics().elidedText(self._short_error(), _RIGHT, self._room()))
        elif not self.field.text().strip():
            self.count.setText("")
        elif not self.hits:
            self.count.setText("not in this article" if self._room() > 130 else "none")
        else:
            self.count.setText(self._place(self.hits, self.current))

    def _room(self) -> int:
        """What the count may take of the bar, in px."""
        others = (LEAST_FIELD, *(one.sizeHint().width() for one in self._beside))
        sides = self._row.contentsMargins()
        return (
            self.width()
            - sum(others)
            - self._row.spacing() * (len(others) + 1)
            - sides.left()
            - sides.right()
        )

    def _short_error(self) -> str:
        """The error, or where there is no room for one that it is wrong; the tool tip has all of it."""
        return self._error if self._room() > 150 else "wrong"

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.focus_changed.emit()
        if isinstance(event, QKeyEvent):
            # On X11 a field would take Ctrl+D as Delete: here it labels all hits.
            if (
                event.type() == QEvent.Type.ShortcutOverride
                and QKeySequence(event.keyCombination()) == ALL_HITS
            ):
                event.ignore()
                return True
            keys: dict[Qt.Key, Callable[[], None]] = {
                Qt.Key.Key_Return: self.leave,
                Qt.Key.Key_Enter: self.leave,
                Qt.Key.Key_Escape: self.leave,
                Qt.Key.Key_Down: lambda: self.step(1),
                Qt.Key.Key_Up: lambda: self.step(-1),
            }
            run = keys.get(Qt.Key(event.key()))
            if run is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    run()
                return True
        return super().eventFilter(watched, event)


def _name_key(toggle: QToolButton, action: QAction) -> None:
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    toggle.setToolTip(f"{toggle.accessibleName()} ({keys})" if keys else toggle.accessibleName())


def _toggle(sign: str, title: str) -> QToolButton:
    button = QToolButton()
    button.setText(sign)
    button.setCheckable(True)
    button.setAccessibleName(title)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
