"""The card that decides: what each annotator says, the keys, then reason and comment."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.elided import ElidedLabel
from ui.models import one_line
from ui.panels.empty import clear
from ui.review.desk import Desk
from ui.review.items import KIND_TITLES, Item, pair_words, title
from ui.review.readings import Reading
from ui.review.sentence import focus, paint_sentence
from ui.theme import Theme
from workbench.model import Fragment

HEIGHT = 200
ROW, MOST_ROWS = 30, 5
_CAPS, _NAMES, _SAID = 26, 150, 170
_WIDEST = 0.3  # what names may take of a row
_NARROW = 620  # px of a row below which names and label take no more than these shares of it
_NAMES_SHARE, _SAID_SHARE = 0.22, 0.26
KINDS_SAID = {
    "labels": "The same words, another label",
    "only": "Not all have it",
    "boundaries": "Other boundaries",
    "relations": "Relations differ",
    "attributes": "Values differ",
}


def draw_cap(
    painter: QPainter, x: float, middle: float, keys: str, theme: Theme, *, least: float = 20
) -> float:
    """A key cap with its text; the x of its right edge."""
    font = theme.ui_font(12)
    width = max(least, QFontMetricsF(font).horizontalAdvance(keys) + 11)
    box = QRectF(x + 0.5, middle - 9.5, width, 19)
    painter.setPen(QPen(QColor(theme.border), 1))
    painter.setBrush(QColor(theme.paper))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(font)
    painter.setPen(QColor(theme.ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, keys)
    return box.right()


class CapButton(QPushButton):
    """A key cap and what the key does; a click does the same."""

    def __init__(self, keys: str, words: str, theme: Theme) -> None:
        super().__init__()
        self.keys, self.words, self.theme, self.bare = keys, words, theme, False
        self.setFlat(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the key is the way
        self.setAccessibleName(f"{words} ({keys})")
        self.setFixedHeight(26)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_bare(self, bare: bool) -> None:
        """Show the key alone, with its words as a tool tip; or both."""
        self.bare = bare
        self.setToolTip(self.words if bare else "")
        self.updateGeometry()

    def whole_width(self) -> int:
        """The px of key and words."""
        metrics = QFontMetricsF(self.theme.ui_font(12))
        return round(self._cap() + 6 + metrics.horizontalAdvance(self.words) + 12)

    def _cap(self) -> float:
        return max(20.0, QFontMetricsF(self.theme.ui_font(12)).horizontalAdvance(self.keys) + 11)

    def sizeHint(self) -> QSize:
        return QSize(round(self._cap() + 6) if self.bare else self.whole_width(), 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self.underMouse() and self.isEnabled():
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(self.theme.hover))
                painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
            painter.setOpacity(1.0 if self.isEnabled() else 0.45)
            right = draw_cap(painter, 2, self.height() / 2, self.keys, self.theme)
            if self.bare:
                return
            painter.setPen(QColor(self.theme.soft))
            box = QRectF(right + 6, 0, self.width(), self.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.words)


class ReadingRow(QWidget):
    """What one annotator says, or several who say the same; a click takes it."""

    chosen = Signal(int)  # the number of the annotator, from 1

    def __init__(
        self, reading: Reading, names: list[tuple[str, str]], keep: Fragment, desk: Desk, theme: Theme
    ) -> None:
        super().__init__()
        self.reading, self.names, self.keep, self.desk = reading, names, keep, desk
        self.theme = theme
        self.lead = float(_NAMES)  # px for the names: as the widest of the card needs
        self.setFixedHeight(ROW)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        keys = " or ".join(str(number + 1) for number in reading.numbers)
        self.setAccessibleName(f"{self._who()}: {reading.said}. Key {keys}")
        self.setToolTip(f"{self._who()}\n{reading.said}\n{one_line(reading.text, limit=600)}")

    def _who(self) -> str:
        return ", ".join(f"{sign} {name}".strip() for sign, name in self.names)

    def wants(self) -> float:
        """The px that the names take."""
        return QFontMetricsF(self.theme.ui_font(13, bold=True)).horizontalAdvance(self._who()) + 16

    def mousePressEvent(self, event: object) -> None:
        self.chosen.emit(self.reading.numbers[0] + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme, schema = self.theme, self.desk.session.project.schema
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, middle = QRectF(self.rect()), self.height() / 2
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hover))
            painter.drawRoundedRect(box.adjusted(4, 0, -4, 0), 5, 5)
        x = 12.0
        for number in self.reading.numbers[:3]:
            x = draw_cap(painter, x, middle, str(number + 1), theme) + 4
        x = max(x, 12.0 + _CAPS) + 6
        name_font = theme.ui_font(13, bold=True)
        metrics = QFontMetricsF(name_font)
        painter.setFont(name_font)
        painter.setPen(QColor(theme.ink))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        names, said_px = max(_NAMES, min(self.lead, box.width() * _WIDEST)), float(_SAID)
        if box.width() < _NARROW:
            names, said_px = min(self.lead, box.width() * _NAMES_SHARE), box.width() * _SAID_SHARE
        lead = names + 12 + _CAPS + 6 - x
        name = metrics.elidedText(self._who(), Qt.TextElideMode.ElideRight, lead - 8)
        painter.drawText(QRectF(x, 0, lead, ROW), flags, name)
        x = 12 + _CAPS + 6 + names
        plain = not self.reading.spans and self.reading.text == self.reading.said
        room = box.width() - x - 14 - (0 if plain else said_px)
        font = theme.ui_font(14) if plain else theme.reading_font(15)
        keep = self.keep if not plain else focus(self.reading, self.reading.differs)
        paint_sentence(
            painter, QRectF(x, 0, room, ROW), self.reading, keep, theme=theme, schema=schema, font=font
        )
        if not plain:
            said_font = theme.ui_font(13)
            label = self.reading.spans[0][2] if self.reading.spans else ""
            known = schema.find_label(label)
            painter.setFont(said_font)
            painter.setPen(theme.label_colour(known) if known else QColor(theme.soft))
            said = QFontMetricsF(said_font).elidedText(
                self.reading.said, Qt.TextElideMode.ElideRight, said_px - 16
            )
            painter.drawText(QRectF(x + room + 16, 0, said_px - 16, ROW), flags, said)


class DecisionCard(QFrame):
    """Shows the current item; asks for decisions through signals."""

    taken = Signal(int)
    both = Signal()
    neither = Signal()
    edit = Signal()
    skip = Signal()
    leave = Signal()  # the article shall have the keys

    def __init__(self, desk: Desk, theme: Theme) -> None:
        super().__init__()
        self.desk, self.theme = desk, theme.scaled(1.0)
        self.setObjectName("card")
        self.setAccessibleName("Decision")
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.heading, self.facts = ElidedLabel(), QLabel()
        self.facts.setTextFormat(Qt.TextFormat.PlainText)
        self.facts.setProperty("role", "soft")
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.rows = QWidget()
        self.rows.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.lines = QVBoxLayout(self.rows)
        self.lines.setContentsMargins(0, 0, 0, 0)
        self.lines.setSpacing(2)
        self.buttons: dict[str, CapButton] = {}
        self.reason, self.comment = QComboBox(), QLineEdit(placeholderText="Comment")
        self._lay_out()
        self.reason.activated.connect(self._reason_chosen)
        self.comment.textChanged.connect(self._comment_typed)
        self.comment.returnPressed.connect(self.leave)
        self.reason.installEventFilter(self)
        self.comment.installEventFilter(self)
        desk.moved.connect(self.refresh)
        desk.drawn.connect(self.refresh)
        self.set_theme(theme)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 6)
        top.setSpacing(12)
        top.addWidget(self.heading, 1)
        top.addWidget(self.facts)
        keys = QHBoxLayout()
        keys.setContentsMargins(10, 6, 10, 2)
        keys.setSpacing(4)
        for id, cap, words, signal in (
            ("both", "Shift+Enter", "both", self.both),
            ("neither", "0", "neither", self.neither),
            ("label", "letter", "with that label", None),
            ("edit", "F2", "edit the gold", self.edit),
            ("skip", "Space", "skip", self.skip),
        ):
            button = CapButton(cap, words, self.theme)
            self.buttons[id] = button
            if signal is not None:
                button.clicked.connect(signal)
            keys.addWidget(button)
        keys.addStretch(1)
        fields = QHBoxLayout()
        fields.setContentsMargins(14, 4, 14, 10)
        fields.setSpacing(8)
        self.reason.setAccessibleName("Reason")
        self.reason.setMinimumContentsLength(24)
        self.reason.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.comment.setAccessibleName("Comment on the decision")
        self.comment.setAccessibleDescription("Enter goes back to the article")
        fields.addWidget(self.reason, 2)
        fields.addWidget(self.comment, 3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.rows)
        whole.addLayout(keys)
        whole.addStretch(1)
        whole.addLayout(fields)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme = theme.scaled(1.0)
        self.heading.setFont(self.theme.ui_font(14, bold=True))
        self.facts.setFont(self.theme.ui_font(12))
        for button in self.buttons.values():
            button.theme = self.theme
            button.update()
        self.setStyleSheet(
            f"QFrame#card {{ background: {theme.panel}; border-top: 1px solid {theme.panel_line}; }}"
        )
        self.refresh()

    # -- what is shown -------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show the current item."""
        desk, item = self.desk, self.desk.current
        clear(self.lines)
        for widget in (self.reason, self.comment, *self.buttons.values()):
            widget.setEnabled(item is not None)
        if item is None:
            self.heading.set_whole("")
            self.facts.setText("")
            self.setAccessibleDescription("")
            return
        one, schema = item.one, desk.session.project.schema
        subject = pair_words(one.labels, schema) if one.labels[0] else "the document itself"
        if one.kind == "only":
            subject = title(one.labels[0], schema)
        alone = len(one.sides) == 1
        what = f"Of {desk.name(one.document, one.sides[0])[1] or 'A'}" if alone else KINDS_SAID[one.kind]
        self.heading.set_whole(f"{what} · {subject}")
        self.heading.setAccessibleName(f"{KIND_TITLES[one.kind]}: {self.heading.whole()}")
        at = desk.row_of_current()
        place = f"{at + 1:,} of {len(desk.visible):,}" if at >= 0 else ""
        self.facts.setText(" · ".join(part for part in (self._decided(item), place) if part))
        self._fill_rows(item)
        self.buttons["both"].setEnabled(one.kind != "attributes" and not alone)
        self.buttons["label"].setEnabled(one.kind != "attributes")
        self.buttons["label"].words = "with that relation" if one.kind == "relations" else "with that label"
        self.buttons["neither"].words = "reject" if alone else "neither"
        self._fit_keys()
        self._fill_fields(item)

    def _fit_keys(self) -> None:
        """Where there is no room for what the keys do, the tool tips have it."""
        buttons = self.buttons.values()
        needed = sum(button.whole_width() + 4 for button in buttons) + 20
        for button in buttons:
            button.set_bare(needed > self.width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_keys()

    def _decided(self, item: Item) -> str:
        decision = item.decided.decision
        if decision is None:
            return ""
        who = {one.id: one.name for one in self.desk.session.project.annotators()}.get(decision.annotator, "")
        reasons = {one.id: one.title for one in self.desk.session.project.schema.reasons}
        parts = [f"{item.state}, decided by {who}" if item.decided.stale else f"{item.state} by {who}"]
        parts += [reasons.get(decision.reason, decision.reason)] if decision.reason else []
        return " · ".join(parts)

    def _fill_rows(self, item: Item) -> None:
        desk = self.desk
        found = desk.readings(item)
        sides = desk.sides(item)
        shared = [place for reading in found for place in reading.differs] or [
            (start, end) for reading in found for start, end, _ in reading.spans
        ]
        rows = []
        for reading in found[:MOST_ROWS]:
            names = [desk.name(item.one.document, sides[number]) for number in reading.numbers]
            keep = focus(reading, shared)
            row = ReadingRow(reading, names, keep, desk, self.theme)
            row.chosen.connect(self.taken)
            self.lines.addWidget(row)
            rows.append(row)
        for row in rows:
            row.lead = max(one.wants() for one in rows)
        shown = min(len(found), MOST_ROWS)
        told = []
        for reading in found:
            who = " ".join(desk.name(item.one.document, sides[reading.numbers[0]]))
            keys = " or ".join(str(number + 1) for number in reading.numbers)
            told.append(f"{keys}: {who}, {reading.said}")
        told += [self.facts.text()] if self.facts.text() else []
        self.setAccessibleDescription(". ".join([self.heading.whole(), *told]))
        self.rows.setFixedHeight(shown * (ROW + 2))
        self.setFixedHeight(max(HEIGHT, 120 + shown * (ROW + 2)))

    def _fill_fields(self, item: Item) -> None:
        reasons = self.desk.session.project.schema.reasons
        self.reason.blockSignals(True)
        self.comment.blockSignals(True)
        self.reason.clear()
        self.reason.addItem("Reason" if reasons else "The schema names no reasons", "")
        for one in reasons:
            self.reason.addItem(one.title, one.id)
        self.reason.setEnabled(bool(reasons))
        self.reason.setCurrentIndex(max(0, self.reason.findData(self.desk.reason)))
        self.comment.setText(self.desk.comment)
        decision = item.decided.decision
        self.comment.setPlaceholderText(
            decision.comment if decision is not None and decision.comment else "Comment"
        )
        self.reason.blockSignals(False)
        self.comment.blockSignals(False)

    # -- reason and comment ----------------------------------------------------------------------

    def open_reasons(self) -> None:
        """Show the list of reasons: a digit or an arrow chooses, Enter takes it."""
        if self.desk.current is not None and self.reason.isEnabled():
            self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.reason.showPopup()

    def _reason_chosen(self, at: int) -> None:
        self.desk.reason = self.reason.itemData(at) or ""
        self.leave.emit()

    def _comment_typed(self, text: str) -> None:
        self.desk.comment = text

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.leave.emit()
            return True
        return False
