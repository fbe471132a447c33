"""How a document looks in the list: its name, below it date, spans and status as a drawn sign and a word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.models import ROW, DocumentRow
from ui.panels.link_row import elided
from ui.theme import Theme

ROW_HEIGHT = 44
_MARGIN = 12
_DOT = 8.0  # across


class DocumentRows(QStyledItemDelegate):
    """Paints rows of 44 px. `open_id` is the document that the article shows."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.open_id = ""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: DocumentRow | None = index.data(ROW)
        if row is None:
            return
        theme = self.theme
        box = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, QColor(theme.chosen))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, QColor(theme.hover))
        if row.id == self.open_id:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), QColor(theme.accent))
        left, width = box.left() + _MARGIN, box.width() - 2 * _MARGIN
        name_font = theme.ui_font(13, bold=row.id == self.open_id)
        name = elided(row.name, name_font, width)
        painter.setFont(name_font)
        painter.setPen(QColor(theme.ink))
        first = QRectF(left, box.top() + 4, width, 20)
        painter.drawText(first, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        second = QRectF(left, box.top() + 22, width, 18)
        self._second_line(painter, second, row)
        painter.restore()

    def _second_line(self, painter: QPainter, box: QRectF, row: DocumentRow) -> None:
        theme = self.theme
        metrics = QFontMetricsF(theme.ui_font(12))
        painter.setFont(theme.ui_font(12))
        spans = f"{row.spans:,} span{'' if row.spans == 1 else 's'}" if row.spans else ""
        again = "again" if row.round > 1 else ""
        facts = " · ".join(part for part in (again, row.published, spans) if part)
        word_width = metrics.horizontalAdvance(row.status) + _DOT + 5
        facts = metrics.elidedText(facts, Qt.TextElideMode.ElideRight, box.width() - word_width - 8)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(QColor(theme.soft))
        painter.drawText(box, flags, facts)
        at = box.right() - word_width
        draw_status(painter, QRectF(at, box.center().y() - _DOT / 2, _DOT, _DOT), row.status, theme)
        painter.setPen(QColor(theme.soft))
        painter.drawText(box.adjusted(at - box.left() + _DOT + 5, 0, 2, 0), flags, row.status)


def status_colour(status: str, theme: Theme) -> QColor:
    """The colour of a status: green is finished, amber came back, the rest is quiet."""
    return QColor(
        {"done": theme.green, "reviewed": theme.green, "returned": theme.amber}.get(status, theme.soft)
    )


def draw_status(painter: QPainter, box: QRectF, status: str, theme: Theme) -> None:
    """The sign of a status: ring (new), half (in progress), disc (done), disc in a ring (reviewed), ring with a dot."""
    colour = status_colour(status, theme)
    ring = box.adjusted(0.75, 0.75, -0.75, -0.75)
    painter.setPen(QPen(colour, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(ring)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if status == "in progress":
        painter.drawPie(ring, 90 * 16, 180 * 16)
    elif status == "done":
        painter.drawEllipse(ring)
    elif status == "reviewed":
        painter.drawEllipse(box.adjusted(2.25, 2.25, -2.25, -2.25))
    elif status == "returned":
        painter.drawEllipse(box.adjusted(3, 3, -3, -3))
