"""The value of a time expression: typed and checked, computed with the reason, or chosen in a calendar."""

from __future__ import annotations

from PySide6.QtCore import QDate, QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCalendarWidget,
    QFrame,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
)

from ui.panels.link_row import LinkRow
from ui.panels.text_field import TextField
from ui.theme import Theme
from workbench import timex
from workbench.schema import Attribute

_CALENDAR = "Choose a day in a calendar (Down)"


class DateField(TextField):
    """A timex attribute. Down opens the calendar; below the line stands what the words would come to, and why."""

    taken = Signal()  # the computed value is wanted

    def __init__(self, attribute: Attribute, theme: Theme) -> None:
        super().__init__(attribute)
        self.computed: timex.Computed | None = None
        self.published = ""
        self.take = LinkRow("Take", "", theme)
        self.take.clicked.connect(self.taken)
        self.why = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.why.setProperty("role", "soft")
        self.why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        lines = self.layout()
        assert lines is not None
        lines.addWidget(self.take)
        lines.addWidget(self.why)
        self.open = QAction(_CALENDAR, self.line, toolTip=_CALENDAR)
        self.open.triggered.connect(self.open_calendar)
        self.line.addAction(self.open, QLineEdit.ActionPosition.TrailingPosition)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(lambda: self._show())
        self.popup: QFrame | None = None
        self.set_theme(theme)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.sentence.setFont(theme.ui_font(12))
        self.why.setFont(theme.ui_font(12))
        self.take.theme = theme
        self.take.update()
        self.open.setIcon(_icon(theme.soft))

    def show_computed(self, computed: timex.Computed | None, published: str) -> None:
        """What the words would come to; `published` is where the calendar opens without a value."""
        self.computed, self.published = computed, published
        self._show()

    def set_read_only(self, read_only: bool) -> None:
        """Whether it can only be looked at."""
        super().set_read_only(read_only)
        self.open.setEnabled(not read_only)
        self._show()

    def _show(self) -> None:
        found = self.computed
        other = found is not None and found.value != self.line.text().strip()
        if found is not None:
            self.take.words = found.value
            self.take.setText(f"Take {found.value}")
            self.take.setAccessibleName(f"Take {found.value}: {found.why}")
            self.take.setToolTip(found.why)
            self.why.setText(found.why[:1].upper() + found.why[1:])
        self.take.setVisible(other and not self.line.isReadOnly())
        self.why.setVisible(found is not None)
        self.take.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if event.key() == Qt.Key.Key_Down and plain and not self.line.isReadOnly():
                self.open_calendar()
                return True
        return super().eventFilter(watched, event)

    def open_calendar(self) -> None:
        """Show a month to choose a day from: arrows, Enter; Esc leaves it."""
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        calendar = QCalendarWidget(popup)
        calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        plain = calendar.weekdayTextFormat(Qt.DayOfWeek.Monday)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            calendar.setWeekdayTextFormat(day, plain)
        for name, sign in (("prevmonth", "‹"), ("nextmonth", "›")):  # Qt's arrows are black in every theme
            button = calendar.findChild(QToolButton, f"qt_calendar_{name}")
            if button is not None:
                button.setIcon(QIcon())
                button.setText(sign)
        there = timex.point(self.line.text().strip()) or timex.point(self.published)
        if there is not None:
            calendar.setSelectedDate(QDate(there.day.year, there.day.month, there.day.day))
        calendar.activated.connect(self._chosen)
        calendar.clicked.connect(self._chosen)
        box = QVBoxLayout(popup)
        box.setContentsMargins(4, 4, 4, 4)
        box.addWidget(calendar)
        self.popup = popup
        popup.destroyed.connect(self._forget)
        popup.move(self.line.mapToGlobal(self.line.rect().bottomLeft()))
        popup.show()
        calendar.setFocus(Qt.FocusReason.PopupFocusReason)

    def _forget(self) -> None:
        self.popup = None

    def _chosen(self, day: QDate) -> None:
        """The day in the line, with the time of day that stands there."""
        if self.popup is None:
            return
        popup, self.popup = self.popup, None
        popup.close()
        _, mark, clock = self.line.text().strip().partition("T")
        keeps = mark and self.timex_type == "TIME"
        self.line.setText(day.toString(Qt.DateFormat.ISODate) + (f"T{clock}" if keeps else ""))
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.line.commit()


def _icon(colour: str) -> QIcon:
    """A sheet of a calendar, 14 px."""
    ratio = 2
    picture = QPixmap(14 * ratio, 14 * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colour))
        painter.drawRoundedRect(QRectF(1.5, 2.5, 11, 10), 1.5, 1.5)
        painter.drawLine(2, 6, 12, 6)
        painter.drawLine(4, 1, 4, 4)
        painter.drawLine(10, 1, 10, 4)
    return QIcon(picture)
