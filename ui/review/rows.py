"""A row of the queue: the kind's sign, the words, and below them the kind and who has what."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.document_view.looks import letters_of
from ui.models import ROW, one_line
from ui.review.desk import Desk
from ui.review.items import KIND_SIGNS, KIND_TITLES, Item, pair_words, title
from ui.theme import Theme

ROW_HEIGHT = 50
_LEFT, _TEXT, _RIGHT = 14, 38, 12
_ROLES = Qt.ItemDataRole
Index = QModelIndex | QPersistentModelIndex
Part = tuple[str, str]  # words, and the id of the label in whose colour they are (or empty)


def words_of(desk: Desk, item: Item) -> str:
    """The words that an item is about, on one line."""
    one = item.one
    if not one.end:
        return "The document itself"
    return one_line(desk.text(one.document)[one.start : min(one.end, one.start + 240)], limit=160)


def who_of(desk: Desk, item: Item) -> list[Part]:
    """Who has what there: “A o  B r”, or what differs."""
    one, schema = item.one, desk.session.project.schema
    if one.kind == "attributes":
        owner = one.labels[0]
        known = [schema.attribute(owner, name) for name in one.attributes]
        names = [k.title if k else name for k, name in zip(known, one.attributes, strict=True)]
        return [(", ".join(names), "")]
    if one.kind == "relations":
        return [(pair_words(one.labels, schema) if one.labels[1] else title(one.labels[0], schema), "")]
    letters = letters_of(schema)
    parts: list[Part] = []
    for side in desk.sides(item):
        parts.append((desk.name(one.document, side)[0], ""))
        labels = list(dict.fromkeys(side.labels))
        parts += [(f" {letters.get(label, label[:1].lower())}", label) for label in labels] or [(" –", "")]
        parts.append(("   ", ""))
    return parts[:-1]


class QueueModel(QAbstractTableModel):
    """The rows that the desk's filter leaves."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.items: list[Item] = []

    def load(self) -> None:
        """Show what the desk shows now."""
        self.beginResetModel()
        self.items = list(self.desk.visible)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = _ROLES.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == ROW:
            return item
        if role == _ROLES.DisplayRole:
            return words_of(self.desk, item)
        if role in (_ROLES.ToolTipRole, _ROLES.AccessibleTextRole):
            who = "".join(words for words, _ in who_of(self.desk, item))
            pair = pair_words(item.one.labels, self.desk.session.project.schema) if item.one.labels[0] else ""
            facts = [KIND_TITLES[item.one.kind], pair, who, item.state, item.name]
            return "\n".join([words_of(self.desk, item), ", ".join(fact for fact in facts if fact)])
        return None


class QueueRows(QStyledItemDelegate):
    """Paints the rows."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self.desk, self.theme = desk, theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        item: Item = index.data(ROW)
        theme, box = self.theme, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.chosen))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(theme.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(theme.hover))
        painter.setFont(theme.ui_font(17))
        painter.setPen(QColor(theme.soft))
        sign = QRectF(box.left() + _LEFT - 4, box.top() + 4, 24, 22)
        painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, KIND_SIGNS[item.one.kind])
        state_width = self._state(painter, box, item)
        font = theme.ui_font(14, bold=item.open)
        painter.setFont(font)
        painter.setPen(QColor(theme.ink if item.open else theme.soft))
        first = QRectF(box.left() + _TEXT, box.top() + 5, box.width() - _TEXT - _RIGHT, 21)
        words = QFontMetricsF(font).elidedText(str(index.data()), Qt.TextElideMode.ElideRight, first.width())
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        second = QRectF(first.left(), box.top() + 26, first.width() - state_width, 19)
        self._second(painter, second, item)
        painter.restore()

    def _state(self, painter: QPainter, box: QRectF, item: Item) -> float:
        """`changed since`, or a tick with what was decided, at the right of the second line; its width."""
        if not item.state:
            return 0.0
        theme = self.theme
        font = theme.ui_font(12, bold=item.decided.stale)
        width = QFontMetricsF(font).horizontalAdvance(item.state)
        at = QRectF(box.right() - _RIGHT - width - 1, box.top() + 26, width + 2, 19)
        painter.setFont(font)
        painter.setPen(QColor(theme.amber if item.decided.stale else theme.soft))
        painter.drawText(at, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, item.state)
        if item.decided.stale:
            return width + 8
        x, y = at.left() - 12, at.center().y()
        tick = QPainterPath()
        tick.moveTo(x, y)
        tick.lineTo(x + 2.6, y + 2.8)
        tick.lineTo(x + 7.4, y - 3.4)
        painter.setPen(QPen(QColor(theme.green), 1.6))
        painter.drawPath(tick)
        return width + 22

    def _second(self, painter: QPainter, box: QRectF, item: Item) -> None:
        theme = self.theme
        plain, bold = theme.ui_font(12), theme.ui_font(12, bold=True)
        x, flags = box.left(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        schema = self.desk.session.project.schema
        for words, label in [(KIND_TITLES[item.one.kind], ""), ("   ", ""), *who_of(self.desk, item)]:
            font = bold if label else plain
            metrics = QFontMetricsF(font)
            room = box.right() - x
            if room < 8:
                break
            known = schema.find_label(label) if label else None
            painter.setFont(font)
            painter.setPen(theme.label_colour(known) if known else QColor(theme.soft))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(x, box.top(), room, box.height()), flags, shown)
            x += metrics.horizontalAdvance(words)
