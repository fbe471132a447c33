"""From the table of actions: the menus, the window's shortcuts, and the article's keys where they were remapped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from ui.actions import ACTIONS, MENUS, Action, sequences
from ui.review import commands as review

if TYPE_CHECKING:
    from ui.document_view import DocumentView
    from ui.window import MainWindow

# Actions that may go on while their key is held down.
REPEATING = {
    "undo", "redo", "find_next", "find_previous", "zoom_in", "zoom_out", "next_document", "previous_document",
    "next_problem", "previous_problem", "next_panel", "previous_panel",
}  # fmt: skip
# Keys that go to another document, but not from a span: there the same hands move its edges.
OUTSIDE_SPAN = (QKeySequence("Ctrl+Shift+Down"), QKeySequence("Ctrl+Shift+Up"))
_ARTICLE = tuple(action for action in ACTIONS if action.scope == "article")
_ROLES = {"quit": QAction.MenuRole.QuitRole, "settings": QAction.MenuRole.PreferencesRole}


def run(window: MainWindow, action: Action) -> None:
    """Run an action if it applies now; else say that it does not."""
    if not review.allowed(window, action.id, action.menu):
        window.say(f"{action.title.replace('&', '').rstrip('…')}: not on this screen.")
    elif action.when(window):
        action.run(window)
    else:
        window.say(f"{action.title.replace('&', '').rstrip('…')}: not possible here.")


class Shortcuts(QObject):
    """Owns one QAction for each action with a menu or with keys of the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.actions: dict[str, QAction] = {}
        self.taken: list[QKeySequence] = []  # the keys of the window, wherever the focus is
        for action in ACTIONS:
            if action.scope != "shown":
                self.actions[action.id] = self._make(action)
        self._menus()
        self.remap()

    def _make(self, action: Action) -> QAction:
        made = QAction(action.title, self.window)
        made.setObjectName(action.id)
        made.setStatusTip("")
        made.setToolTip(action.document)
        made.setAutoRepeat(action.id in REPEATING)
        made.setCheckable(action.checked is not None)
        made.setMenuRole(_ROLES.get(action.id, QAction.MenuRole.NoRole))
        made.triggered.connect(lambda _=False, one=action: run(self.window, one))
        if action.scope == "find":  # elsewhere a letter with Alt may be a button's
            made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        else:
            made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            self.window.addAction(made)
        return made

    def remap(self) -> None:
        """Give every action its keys, as the settings have them now."""
        remapped = self.window.settings.keys
        self.taken = []
        for action in ACTIONS:
            made = self.actions.get(action.id)
            if made is None:
                continue
            keys = sequences(action, remapped)
            if action.scope in ("window", "find"):
                made.setShortcuts(keys)
                self.taken += keys
            else:
                # The article handles these keys itself: the menu only shows them.
                native = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
                made.setText(f"{action.title}\t{native}" if native else action.title)

    def _menus(self) -> None:
        bar = self.window.menuBar()
        for title in MENUS:
            menu = bar.addMenu(f"&{title}")
            mine = [action for action in ACTIONS if action.menu == title and action.id in self.actions]
            for action in mine:
                if action.line_before:
                    menu.addSeparator()
                menu.addAction(self.actions[action.id])
            menu.aboutToShow.connect(lambda menu=menu, mine=mine: self._prepare(menu, mine))
            menu.aboutToHide.connect(lambda mine=mine: self._release(mine))

    def _prepare(self, menu: QMenu, mine: Iterable[Action]) -> None:
        window = self.window
        for action in mine:
            made = self.actions[action.id]
            made.setEnabled(action.when(window))
            if action.checked is not None:
                made.setChecked(action.checked(window))
            if action.id in ("undo", "redo") and window.session is not None:
                project = window.session.project
                what = project.undo_title() if action.id == "undo" else project.redo_title()
                made.setText(f"{action.title} {what.replace('&', '&&')}".strip())

    def _release(self, mine: Iterable[Action]) -> None:
        # A shortcut of a disabled action would be dead: whether it applies is asked when it runs.
        for action in mine:
            self.actions[action.id].setEnabled(True)


class ArticleKeys(QObject):
    """Sends remapped keys of the article to their actions, and keeps it from taking those of the window."""

    def __init__(
        self, window: MainWindow, article: DocumentView, settings_keys: Callable[[], dict[str, list[str]]]
    ) -> None:
        super().__init__(article)
        self._window, self._article = window, article
        self._keys = settings_keys
        article.installEventFilter(self)

    def found(self, event: QKeyEvent) -> tuple[bool, Action | None]:
        """Whether this key is not the article's own any more, and the action that it means now."""
        session, remapped = self._window.session, self._keys()
        outside = session is not None and session.state.kind in ("span", "suggestion")
        if not outside and not remapped:
            return False, None
        pressed = _pressed(event)
        if outside and pressed in OUTSIDE_SPAN:
            return True, None
        mine = [action for action in _ARTICLE if action.id in remapped] if remapped else []
        for action in mine:
            if pressed in sequences(action, remapped):
                return True, action
        return any(pressed in sequences(action) for action in mine), None

    def _is_of_window(self, event: QKeyEvent) -> bool:
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        return _pressed(event) in self._window.shortcuts.taken

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and not self._article.dragging:
            taken, action = self.found(event)
            if not taken and self._is_of_window(event):
                # A shortcut comes of the override that nobody accepts; its repetitions are nobody's.
                event.setAccepted(event.type() != QEvent.Type.ShortcutOverride)
                return True
            if taken and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if taken and event.type() == QEvent.Type.KeyPress:
                if action is not None and not event.isAutoRepeat():
                    run(self._window, action)
                return True
        return super().eventFilter(watched, event)


def _pressed(event: QKeyEvent) -> QKeySequence:
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(QKeyCombination(held, Qt.Key(event.key())))
