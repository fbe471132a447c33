"""The people of the overview: a row each, with a bar of what is done, begun, returned and still to do."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from ui.theme import Theme
from workbench.project.overview import Overview, PersonProgress

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("Person", "Progress", "Finished", "Spans", "Time", "Spans an hour", "Due")
WIDTHS = (190, 0, 110, 80, 90, 110, 100)
NOBODY = "Nobody has begun, and nobody has been given anything."
BAR = 1
ROW, BAR_HEIGHT, MOST_ROWS = 34, 10, 7
LEAST_BAR = 90  # px of the bar for which the other columns give way
NAME_EDGE, MOST_NAME = 36, 380  # px: around a name, and of the widest one
LINES = ("#1F5FB8", "#9A4B00", "#14694B", "#A61F64", "#6E3FC4", "#0B7285", "#7A5C00", "#5F574D")
DARK_LINES = ("#7FB0F5", "#F0A35E", "#5FCFA0", "#F28CBF", "#B79BF7", "#5CCFE3", "#E3C04D", "#BDB3A6")


class PeopleTable(QTableWidget):
    """Read only; its rows are the accessible equal of the bars."""

    def __init__(self, found: Overview, theme: Theme) -> None:
        super().__init__(len(found.people), len(COLUMNS))
        self.found = found
        self.theme = theme
        self.setAccessibleName("People")
        self.setHorizontalHeaderLabels(COLUMNS)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        for at, width in enumerate(WIDTHS):
            side = (
                Qt.AlignmentFlag.AlignRight
                if at > BAR and at < len(COLUMNS) - 1
                else Qt.AlignmentFlag.AlignLeft
            )
            item = self.horizontalHeaderItem(at)
            if item is not None:
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            mode = QHeaderView.ResizeMode.Interactive if width else QHeaderView.ResizeMode.Stretch
            header.setSectionResizeMode(at, mode)
            if width:
                header.resizeSection(at, width)
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(person.name) for person in found.people), default=0)
        header.resizeSection(0, min(max(WIDTHS[0], widest + NAME_EDGE), MOST_NAME))
        for row, person in enumerate(found.people):
            for column, text in enumerate(cells(person)):
                item = QTableWidgetItem(text)
                if BAR < column < len(COLUMNS) - 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(row, column, item)
        self.setItemDelegateForColumn(BAR, _Bar(self))
        rows = min(max(len(found.people), 1), MOST_ROWS)
        self.setFixedHeight(rows * ROW + header.sizeHint().height() + 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the columns of numbers are as wide as what is in them."""
        super().resizeEvent(event)
        header = self.horizontalHeader()
        tight = self.viewport().width() - header.sectionSize(0) - sum(WIDTHS[BAR + 1 :]) < LEAST_BAR
        for at, width in enumerate(WIDTHS):
            if at > BAR:
                needed = max(header.sectionSizeHint(at), self.sizeHintForColumn(at)) + 6
                header.resizeSection(at, min(width, needed) if tight else width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Where nobody has anything to do, a sentence says so."""
        super().paintEvent(event)
        if not self.found.people:
            with QPainter(self.viewport()) as painter:
                painter.setPen(QColor(self.theme.soft))
                painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, NOBODY)

    def colours(self) -> dict[str, str]:
        """The colour of each person's line, by id; the first cells carry it too."""
        lines = DARK_LINES if self.theme.name == "dark" else LINES
        found = {one.id: lines[at % len(lines)] for at, one in enumerate(self.found.people)}
        for row, one in enumerate(self.found.people):
            item = self.item(row, 0)
            if item is not None:
                item.setForeground(QColor(found[one.id]))
        return found

    def sizeHint(self) -> QSize:
        return QSize(600, self.height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)


def cells(person: PersonProgress) -> tuple[str, ...]:
    """A row's words; those of the bar are what a screen reader says of it."""
    minutes = person.seconds // 60
    rate = person.spans_per_hour
    said = ", ".join(f"{number} {status}" for status, number in person.statuses.items())
    left = person.to_begin
    return (
        person.name,
        ", ".join(part for part in (said, f"{left} to begin" if left else "") if part),
        f"{person.finished:,} of {person.wanted:,}",
        f"{person.spans:,}",
        f"{minutes // 60} h {minutes % 60:02d}"
        if minutes >= 60
        else f"{minutes} min"
        if person.seconds
        else "–",
        "–" if rate is None else f"{rate:,.0f}",
        person.due or "–",
    )


class _Bar(QStyledItemDelegate):
    """Done, then in progress, then returned, each in its colour, on a line as long as all that is wanted."""

    def __init__(self, table: PeopleTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        empty = QStyleOptionViewItem(option)
        super().paint(painter, empty, QModelIndex())
        theme, person = self._table.theme, self._table.found.people[index.row()]
        room = QRectF(option.rect).adjusted(8, 0, -24, 0)
        top = room.center().y() - BAR_HEIGHT / 2
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.border))
        painter.drawRoundedRect(QRectF(room.left(), top, room.width(), BAR_HEIGHT), 4, 4)
        at = room.left()
        for number, colour in (
            (person.finished, theme.green),
            (person.statuses.get("in progress", 0), theme.accent),
            (person.statuses.get("returned", 0), theme.amber),
        ):
            width = room.width() * number / max(person.wanted, 1)
            if width:
                painter.setBrush(QColor(colour))
                painter.drawRoundedRect(QRectF(at, top, width, BAR_HEIGHT), 4, 4)
            at += width
        painter.restore()
