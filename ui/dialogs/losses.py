"""The loss report as a tree: what a format cannot hold, how often, and up to ten examples of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem

from ui.dialogs.preview import LossShown
from ui.theme import Theme
from workbench.project.report import CHANGED, KEPT, LEFT_OUT

HEADS = {LEFT_OUT: "Will be left out", CHANGED: "Will be changed", KEPT: "Kept where trainers do not look"}
ASIDE = " (where trainers do not look)"
PLACE = Qt.ItemDataRole.UserRole


class LossTree(QTreeWidget):
    """Kinds of loss with their counts; Right shows the examples, Left folds them away, Enter goes to one."""

    go = Signal(object)  # the Place of an example

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.empty = ""
        self.setColumnCount(2)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # document and annotator stand at the end
        self.setHeaderLabels([HEADS[LEFT_OUT], "How many"])
        self.setAccessibleName("What this format cannot hold")
        self.itemClicked.connect(self._clicked)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.headerItem().setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme for what is shown next."""
        self.theme = theme
        self.viewport().update()

    def show_losses(self, losses: Sequence[LossShown], empty: str) -> None:
        """Show the lines of a report, or a sentence where there are none."""
        self.empty = empty
        self.clear()
        for loss in losses:
            kept = loss.effect == KEPT
            kind = loss.kind + ASIDE if kept else loss.kind
            top = QTreeWidgetItem([kind, f"{loss.count:,}"])
            top.setToolTip(0, kind)
            top.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            top.setForeground(0, QBrush(QColor(self.theme.ink if kept else self.theme.amber)))
            for example, place in loss.examples:
                line = QTreeWidgetItem([example, ""])
                line.setToolTip(0, f"{example}\nEnter or a click goes there.")
                line.setData(0, PLACE, place)
                line.setForeground(0, QBrush(QColor(self.theme.soft)))
                top.addChild(line)
            if loss.count > len(loss.examples):
                more = QTreeWidgetItem([f"and {loss.count - len(loss.examples):,} more", ""])
                more.setForeground(0, QBrush(QColor(self.theme.soft)))
                top.addChild(more)
            self.addTopLevelItem(top)
        self.headerItem().setText(0, HEADS[losses[0].effect if losses else LEFT_OUT])
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)
            first.setExpanded(self.topLevelItemCount() == 1)
        self.viewport().update()

    def _clicked(self, item: QTreeWidgetItem) -> None:
        place = item.data(0, PLACE)
        if place is not None and place.document:
            self.go.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to an example, or folds a kind out and in."""
        item = self.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            if item.childCount():
                item.setExpanded(not item.isExpanded())
            self._clicked(item)
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and not self.topLevelItemCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(self.theme.soft))
            room = self.viewport().rect().adjusted(24, 8, -24, -8)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)
            painter.end()
