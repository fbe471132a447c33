"""A button that opens a list of ticks: several of a few, said in words on the button."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

NARROWEST = 96  # px of a button
BESIDE = 44  # px of it beside its words: edges and the arrow


class PickButton(QPushButton):
    """Says what is picked ("all 3 annotators", "done, reviewed"); Space or Down opens the ticks.

    Nothing ticked means the same as everything: no limit.
    """

    picked = Signal()

    def __init__(self, noun: str, everything: str) -> None:
        super().__init__()
        self.noun, self.everything = noun, everything
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(NARROWEST)
        self.setStyleSheet("text-align: left;")
        self._menu = _Ticks(self)
        self.setMenu(self._menu)
        self._all: tuple[tuple[str, str], ...] = ()
        self._say()

    def offer(self, choices: Iterable[tuple[str, str]], chosen: Sequence[str] = ()) -> None:
        """What can be ticked: ids and titles; those chosen are ticked."""
        self._all = tuple(choices)
        self._menu.clear()
        for id, title in self._all:
            tick = self._menu.addAction(title.replace("&", "&&"))
            tick.setCheckable(True)
            tick.setData(id)
            tick.setChecked(id in chosen)
            tick.toggled.connect(self._ticked)
        self._say()

    def say_for_all(self, words: str) -> None:
        """What the button says while nothing is ticked."""
        self.everything = words
        self._say()

    def values(self) -> tuple[str, ...]:
        """The ids that are ticked; empty for all."""
        return tuple(tick.data() for tick in self._menu.actions() if tick.isChecked())

    def set_values(self, ids: Sequence[str]) -> None:
        """Tick these and no others."""
        for tick in self._menu.actions():
            tick.blockSignals(True)
            tick.setChecked(tick.data() in ids)
            tick.blockSignals(False)
        self._ticked()

    def _ticked(self, *_: object) -> None:
        self._say()
        self.picked.emit()

    def _say(self) -> None:
        titles = dict(self._all)
        ids = self.values()
        words = ", ".join(titles[id] for id in ids) if ids else self.everything
        if len(ids) > 3:
            words = f"{len(ids)} of {len(self._all)}"
        self.setText(words.replace("&", "&&"))
        self.setToolTip(", ".join(titles[id] for id in ids) or words)
        self.setAccessibleName(f"{self.noun}: {words}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, its words cut where they are too long."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = self.width() - BESIDE
        option.text = self.fontMetrics().elidedText(option.text, Qt.TextElideMode.ElideRight, room)
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.showMenu()
            return
        super().keyPressEvent(event)


class _Ticks(QMenu):
    """A menu that stays open while ticks are set: Space and click tick, Enter and Esc close."""

    def showEvent(self, event: QShowEvent) -> None:
        """The first tick has the keys at once."""
        super().showEvent(event)
        if ticks := self.actions():
            self.setActiveAction(ticks[0])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not _toggle(self.activeAction()):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and _toggle(self.activeAction()):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
            return
        super().keyPressEvent(event)


def _toggle(action: QAction | None) -> bool:
    if action is None or not action.isCheckable():
        return False
    action.toggle()
    return True
