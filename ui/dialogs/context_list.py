"""Occurrences one below the other: a tick, the words in line with what stands before and after, other labels."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme import Theme
from workbench.project.occurrences import Occurrence
from workbench.schema import Label, Schema

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
ROW, TICK = 30, 14  # px
EDGE, NAME, LABELS = 12, 150, 104  # px: margins, the document's name, other labels
_BREAKS = "\n\r\u2028\u2029"


def before(one: Occurrence) -> str:
    """What stands before in its paragraph, on one line."""
    text = one.before[max(one.before.rfind(mark) for mark in _BREAKS) + 1 :]
    return _flat(text)


def after(one: Occurrence) -> str:
    """What stands after in its paragraph, on one line."""
    return _flat(
        one.after[: min((at for mark in _BREAKS if (at := one.after.find(mark)) >= 0), default=None)]
    )


def runs_left(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((kind in ("R", "AL") for kind in kinds if kind in ("L", "R", "AL")), False)


def _flat(text: str) -> str:
    words = " ".join(text.split())
    return f"{' ' if text[:1].isspace() else ''}{words}{' ' if words and text[-1:].isspace() else ''}"


class _Found(QAbstractListModel):
    """The occurrences and their ticks; those that have the label already, or are `fixed`, stay as they are."""

    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self.occurrences: list[Occurrence] = []
        self.ticks: list[bool] = []
        self.fixed: set[int] = set()
        self.label = ""

    def clear(self, label: str) -> None:
        """Begin again for this label."""
        self.beginResetModel()
        self.occurrences, self.ticks, self.fixed, self.label = [], [], set(), label
        self.endResetModel()

    def add(self, found: Sequence[Occurrence], ticks: Sequence[bool], fixed: Sequence[bool] = ()) -> None:
        """Put some more at the end."""
        first = len(self.occurrences)
        self.fixed.update(first + at for at, on in enumerate(fixed) if on)
        self.beginInsertRows(NOWHERE, first, first + len(found) - 1)
        self.occurrences += found
        self.ticks += ticks
        self.endInsertRows()

    def locked(self, at: int) -> bool:
        """Whether its tick cannot change: it has the label already, or is fixed."""
        return at in self.fixed or self.label in self.occurrences[at].labels

    def tick(self, rows: Sequence[int], on: bool) -> None:
        """Tick rows or not; those that have the label stay as they are."""
        for at in rows:
            if not self.locked(at):
                self.ticks[at] = on
        if rows:
            self.dataChanged.emit(self.index(rows[0]), self.index(rows[-1]))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.occurrences)

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid():
            return None
        one = self.occurrences[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{before(one)}{_flat(one.text)}{after(one)}"
            case Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if self.ticks[index.row()] else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                tick = "ticked" if self.ticks[index.row()] else "not ticked"
                has = f"is {', '.join(one.labels)}, " if one.labels else ""
                return f"{tick}, {has}{before(one)}{_flat(one.text)}{after(one)}, in {one.name}"
            case Qt.ItemDataRole.ToolTipRole:
                return f"{one.name}\n{before(one)}{_flat(one.text)}{after(one)}"
            case Qt.ItemDataRole.SizeHintRole:
                return QSize(0, ROW)
        return None


class ContextList(QListView):
    """A list of occurrences. Space ticks, A ticks all or none, Enter goes on with the ticked ones."""

    ticked = Signal()
    go = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.label: Label | None = None
        self.schema: Schema | None = None
        self.names = False
        self.name_width = NAME  # px
        self.empty = ""
        self.found = _Found(self)
        self.setModel(self.found)
        self.setItemDelegate(_Row(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Occurrences")
        self.setAccessibleDescription("Space ticks, A ticks all or none, Enter labels the ticked ones")

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme = theme
        self.viewport().update()

    def set_empty(self, words: str) -> None:
        """What stands where nothing is listed."""
        if words != self.empty:
            self.empty = words
            self.viewport().update()

    @property
    def occurrences(self) -> list[Occurrence]:
        """All that is listed."""
        return self.found.occurrences

    def chosen(self) -> list[Occurrence]:
        """The ticked ones that do not have the label yet."""
        found = self.found
        return [one for at, one in enumerate(found.occurrences) if found.ticks[at] and not found.locked(at)]

    def show_none(self, label: Label | None, schema: Schema, *, names: bool) -> None:
        """Begin again: occurrences for this label, or spans with labels of their own; `names` shows the
        documents' names too."""
        self.label, self.schema, self.names = label, schema, names
        self.found.clear(label.id if label is not None else "")

    def add(
        self, found: Sequence[Occurrence], ticked: Callable[[Occurrence], bool], fixed: Sequence[bool] = ()
    ) -> None:
        """List some more; the first of all becomes the current one. The ticks of `fixed` ones cannot change."""
        self.found.add(found, [ticked(one) for one in found], fixed)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.found.index(0))

    def toggle(self, rows: Sequence[int]) -> None:
        """Tick these, or take their ticks away if all of them that can change are ticked."""
        free = [at for at in rows if not self.found.locked(at)]
        self.found.tick(rows, not all(self.found.ticks[at] for at in free))
        self.ticked.emit()

    def keyboardSearch(self, search: str) -> None:
        """Letters do not search here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        at = self.currentIndex().row()
        if held:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Space:
            if at >= 0:
                self.toggle([at])
        elif event.key() == Qt.Key.Key_A:
            self.toggle(range(len(self.occurrences)))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.toggle([index.row()])

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.empty and not self.occurrences:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(self.theme.soft))
            room = self.viewport().rect().adjusted(32, 16, -32, -16)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty)
            painter.end()


class _Row(QStyledItemDelegate):
    """Paints one occurrence: the words of all of them begin on one line downwards."""

    def __init__(self, view: ContextList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, theme = self._view, self._view.theme
        one, locked = view.occurrences[index.row()], view.found.locked(index.row())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(theme.chosen))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(theme.hover))
        _tick(painter, theme, rect, on=view.found.ticks[index.row()], locked=locked)
        left, right = rect.left() + EDGE + TICK + 12, rect.right() - EDGE
        if view.names:
            self._plain(painter, one.name, QRectF(left, rect.top(), view.name_width - 12, ROW), elide=True)
            left += view.name_width
        self._labels(painter, one, QRectF(right - LABELS, rect.top(), LABELS, ROW))
        self._line(painter, one, QRectF(left, rect.top(), right - LABELS - 12 - left, ROW), locked=locked)
        painter.restore()

    def _plain(self, painter: QPainter, text: str, room: QRectF, *, elide: bool) -> None:
        painter.setFont(self._view.theme.ui_font(12))
        painter.setPen(QColor(self._view.theme.soft))
        if elide:
            text = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideMiddle, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _labels(self, painter: QPainter, one: Occurrence, room: QRectF) -> None:
        """The labels that it has, and those around it in the same group."""
        view, theme = self._view, self._view.theme
        label, schema = view.label, view.schema
        if schema is None:
            return
        known = {each.id: each for each in schema.labels}
        group = label.group if label is not None else ""
        around = [id for id in one.around if (found := known.get(id)) and found.group == group]
        text = ", ".join(one.labels) or (f"in {around[0]}" if around else "")
        painter.setFont(theme.ui_font(12, bold=bool(one.labels)))
        shown = known.get((*one.labels, *around, "")[0])
        same = label is not None and label.id in one.labels
        painter.setPen(QColor(theme.soft) if same or shown is None else theme.label_colour(shown))
        text = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)

    def _line(self, painter: QPainter, one: Occurrence, room: QRectF, *, locked: bool) -> None:
        theme, label = self._view.theme, self._view.label
        if label is None and one.labels and self._view.schema is not None:
            label = self._view.schema.find_label(one.labels[0])
        painter.setFont(theme.reading_font(15))
        metrics = QFontMetricsF(painter.font())
        words = metrics.elidedText(_flat(one.text), Qt.TextElideMode.ElideMiddle, room.width() * 0.5)
        width = metrics.horizontalAdvance(words)
        first, last = before(one), after(one)
        if runs_left(first + one.text + last):
            # What comes before stands at the right; signs at the ends of both go with their letters.
            first, last = (f"\u202b{side}\u202c" for side in (last, first))
        x = room.left() + room.width() * 0.44 - min(width / 2, room.width() * 0.2)
        painter.setPen(QColor(theme.soft))
        side = QRectF(room.left(), room.top(), x - room.left(), room.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        start = metrics.elidedText(first, Qt.TextElideMode.ElideLeft, side.width())
        painter.drawText(QPointF(x - metrics.horizontalAdvance(start), _baseline(room, metrics)), start)
        side = QRectF(x + width, room.top(), room.right() - x - width, room.height())
        painter.drawText(side, flags, metrics.elidedText(last, Qt.TextElideMode.ElideRight, side.width()))
        if label is not None:
            tint = QRectF(x - 1.5, room.top() + 5, width + 3, ROW - 10)
            colour = theme.label_colour(label)
            colour.setAlphaF(theme.tint)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(tint, 2, 2)
        painter.setPen(QColor(theme.soft if locked else theme.ink))
        painter.drawText(QPointF(x, _baseline(room, metrics)), words)


def _baseline(room: QRectF, metrics: QFontMetricsF) -> float:
    return room.center().y() + (metrics.ascent() - metrics.descent()) / 2


def _tick(painter: QPainter, theme: Theme, rect: QRect, *, on: bool, locked: bool) -> None:
    box = QRectF(rect.left() + EDGE + 0.5, rect.center().y() - TICK / 2 + 0.5, TICK, TICK)
    fill = theme.border if locked else theme.accent if on else theme.paper
    painter.setPen(QPen(QColor(fill if on else theme.border), 1))
    painter.setBrush(QColor(fill))
    painter.drawRoundedRect(box, 4, 4)
    if on:
        painter.setPen(
            QPen(
                QColor(theme.paper if locked else theme.on_accent),
                1.8,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
            )
        )
        x, y = box.left(), box.top()
        painter.drawPolyline([QPointF(x + 3.4, y + 7.2), QPointF(x + 6, y + 9.8), QPointF(x + 10.6, y + 4.4)])
