"""The labels of the schema by group, each drawn as in the article: sign, key, title and count at once."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from ui.models import LabelCounts
from ui.panels import eye
from ui.panels.eye import Eye, ShowAll
from ui.panels.label_sample import draw_sample
from ui.patterns import Pattern, patterns
from ui.session import Session
from ui.soon import Soon
from ui.theme import Theme
from workbench.errors import UserError
from workbench.model import Change
from workbench.schema import Group, Label, Schema

_ROW = 22
_PLAIN, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}


class LabelRow(QAbstractButton):
    """One label: its key, a sample, and how often the open document has it. A click acts as its key."""

    def __init__(self, label: Label, session: Session, theme: Theme) -> None:
        super().__init__()
        self.label, self.session, self.theme = label, session, theme
        self.count = 0
        self.pattern: Pattern = ()  # of its foot line, as in the article
        self.setText(label.title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the article
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.eye = Eye(label.title, (label.id,), session, theme, self)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """Show how many spans of this label the document has."""
        self.count = count
        self.setAccessibleDescription(self.label.definition)
        self.refresh()

    def refresh(self) -> None:
        """Look and say how its spans are shown now."""
        key = f", key {self.label.key}" if self.label.key else ""
        self.setAccessibleName(f"{self.label.title}{key}, {self.count:,} in this document{_state(self.eye)}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, _ROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme = self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        hover = self.isEnabled() and self.underMouse()
        if hover:
            painter.fillRect(box, QColor(theme.hover))
        painter.setFont(theme.ui_font(12, bold=True))
        painter.setPen(theme.label_colour(self.label))
        painter.drawText(QRectF(12, 0, 16, box.height()), Qt.AlignmentFlag.AlignCenter, self.label.key)
        # the eye takes the place of the count while it is to be seen
        count = "" if hover or self.eye.shown != "shown" or not self.count else f"{self.count:,}"
        room = 8.0 + eye.WIDTH
        if count:
            painter.setFont(theme.ui_font(12))
            painter.setPen(QColor(theme.soft))
            room = 14.0 + painter.fontMetrics().horizontalAdvance(count)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box.adjusted(0, 0, -14, 0), right, count)
        sample = QRectF(34, 0, max(box.width() - 34 - room - 6, 20), box.height())
        painter.setOpacity({"shown": 1.0, "dimmed": 0.5, "hidden": 0.25}[self.eye.shown])
        draw_sample(
            painter, sample, self.label.title, self.label, theme=theme, hover=hover, pattern=self.pattern
        )
        painter.setOpacity(1.0)
        if self.hasFocus():
            _draw_ring(painter, box, theme)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), label_help(self.label, self.session), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif not _turned(self.eye, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.eye.setGeometry(self.width() - 10 - eye.WIDTH, 0, eye.WIDTH, self.height())


class GroupRow(QWidget):
    """A group's title, with an eye for all its labels: V on the row does the same."""

    def __init__(self, group: Group, labels: list[str], session: Session, theme: Theme) -> None:
        super().__init__()
        self.title, self.theme = group.title, theme
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys with the article
        self.heading = QLabel(group.title, self)
        self.heading.setProperty("role", "soft")
        self.heading.setContentsMargins(14, 0, 12, 0)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.eye = Eye(group.title, labels, session, theme, self)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFixedHeight(_ROW)
        self.setAccessibleDescription("V dims, hides or shows all labels of the group")
        self.refresh()

    def refresh(self) -> None:
        """Say how its labels are shown now."""
        self.setAccessibleName(f"{self.title}, a group{_state(self.eye)}")

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.hasFocus():
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                _draw_ring(painter, QRectF(self.rect()), self.theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not _turned(self.eye, event):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.heading.setGeometry(0, 0, self.width() - 10 - eye.WIDTH, self.height())
        self.eye.setGeometry(self.width() - 10 - eye.WIDTH, 0, eye.WIDTH, self.height())

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.eye.update()
        return super().event(event)


def _state(eye: Eye) -> str:
    return "" if eye.shown == "shown" else f", {eye.shown}"


def _turned(eye: Eye, event: QKeyEvent) -> bool:
    """Whether a key was V or Shift+V, which do what a click on the eye does."""
    is_its = event.key() == Qt.Key.Key_V and event.modifiers() in (_PLAIN, _SHIFT)
    if is_its:
        eye.turn(only=event.modifiers() == _SHIFT)
    return is_its


def _draw_ring(painter: QPainter, box: QRectF, theme: Theme) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(theme.accent), 2))
    painter.drawRoundedRect(box.adjusted(5, 1, -5, -1), 3, 3)


def label_help(label: Label, session: Session) -> str:
    """What a label means, with the schema's example and the project's own, as rich text for a tool tip."""
    from html import escape  # late: a start has no use for it

    key = f" &nbsp;<b>{escape(label.key)}</b>" if label.key else ""
    parts = [f"<b>{escape(label.title)}</b>{key}"]
    if label.definition:
        parts.append(escape(label.definition))
    if label.example:
        parts.append(f"<i>{escape(label.example)}</i>")
    try:
        own = session.project.examples(label.id)
    except UserError:
        own = []
    if own:
        quoted = " · ".join(escape(words if len(words) <= 80 else words[:80].rstrip() + "…") for words in own)
        parts.append(f"In this project: {quoted}")
    lines = "".join(f"<p style='margin:0 0 4px 0'>{part}</p>" for part in parts)
    return f"<div style='max-width:320px'>{lines}</div>"


class LegendPanel(QScrollArea):
    """All labels by group; the arrows move between them, Enter or a click acts as the label's key."""

    label_chosen = Signal(str)  # a label's id
    leave = Signal()  # the article shall have the keys

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session = session
        self.theme = theme.scaled(1.0)
        self.rows: list[LabelRow] = []
        self._groups: list[GroupRow] = []
        self._stops: list[GroupRow | LabelRow] = []  # both, from top to bottom
        self._all: ShowAll | None = None
        self._height = 0
        self._schema: Schema | None = None
        self._counts = LabelCounts({})
        self._counted: object = None
        self._touched: set[str] = set()  # spans whose labels are to be counted again
        self._soon = Soon(self, self._recount)
        self.setAccessibleName("Labels")
        self.setProperty("keys", ["Enter|label it", "V|dim, hide, show", "Shift+V|only this one", "Esc|back"])
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.leave.connect(lambda: session.focus_wanted.emit("article"))
        session.opened.connect(self._load)
        session.changed.connect(self._follow)
        session.visibility_changed.connect(self._show_visibility)
        self._load()
        self.set_theme(theme)

    def _build(self, schema: Schema) -> None:
        body = QWidget()
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 4, 0, 6)
        lines.setSpacing(0)
        self.rows, self._groups, self._stops, self._schema = [], [], [], schema
        for group in schema.groups:
            labels = [label for label in schema.labels if label.group == group.id]
            if not labels:
                continue
            heading = GroupRow(group, [label.id for label in labels], self.session, self.theme)
            self._groups.append(heading)
            self._stops.append(heading)
            lines.addWidget(heading)
            for label in labels:
                row = LabelRow(label, self.session, self.theme)
                row.clicked.connect(lambda _=False, id=label.id: self.label_chosen.emit(id))
                self.rows.append(row)
                self._stops.append(row)
                lines.addWidget(row)
        self._all = ShowAll(self.session, self.theme)
        lines.addWidget(self._all)
        lines.addStretch(1)
        old = self.takeWidget()
        if old is not None:
            old.deleteLater()
        self.setWidget(body)
        self.show_tags()
        self.set_theme(self.theme)
        self._show_visibility()

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom is the article's alone."""
        self.theme = theme.scaled(1.0)
        for group in self._groups:
            group.theme = self.theme
            group.heading.setFont(self.theme.ui_font(12))
        for row in self.rows:
            row.theme = self.theme
            row.update()
        for eye_of in self._eyes():
            eye_of.theme = self.theme
            eye_of.update()
        if self._all is not None:
            self._all.theme = self.theme

    def show_tags(self) -> None:
        """Draw the foot lines as the article does: with tags off each label of a group has its own."""
        found = patterns(self.session.project.schema, self.session.settings.tags)
        for row in self.rows:
            row.pattern = found[row.label.id]
            row.update()

    def _eyes(self) -> list[Eye]:
        return [row.eye for row in self.rows] + [group.eye for group in self._groups]

    def _show_visibility(self) -> None:
        for eye_of in self._eyes():
            eye_of.refresh()
        for row in self._stops:
            row.refresh()
        extra = 0
        if self._all is not None:
            self._all.refresh()
            extra = 0 if self.session.visibility.everything else self._all.height()
        self._height = 10 + _ROW * (len(self.rows) + len(self._groups)) + extra
        self.setMaximumHeight(self._height)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(250, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, min(self.sizeHint().height(), 5 * _ROW))

    # -- counts --------------------------------------------------------------------------------

    def _load(self) -> None:
        schema = self.session.project.schema
        if schema != self._schema:
            self._build(schema)
        document = self.session.document
        spans = document.spans if document is not None else {}
        self._counts, self._counted = LabelCounts(spans), spans
        self._touched.clear()
        self._soon.ask()

    def _follow(self, change: Change) -> None:
        document = self.session.document
        if self.session.project.schema != self._schema or (
            document is not None and document.spans is not self._counted
        ):
            self._load()
            return
        self._touched.update(thing.id for thing in change.things() if thing.kind == "span")
        if self._touched and document is not None:
            self._soon.ask()

    def _recount(self) -> None:
        self._counts.refresh(self._touched)
        self._touched.clear()
        self._show_counts()

    def _show_counts(self) -> None:
        for row in self.rows:
            if row.count != self._counts[row.label.id]:
                row.set_count(self._counts[row.label.id])

    # -- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = next((at for at, row in enumerate(self._stops) if row.hasFocus()), -1)
        if event.key() == Qt.Key.Key_Escape:
            self.leave.emit()
        elif event.key() in _STEPS and focused >= 0:
            at = min(max(focused + _STEPS[Qt.Key(event.key())], 0), len(self._stops) - 1)
            self._stops[at].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(self._stops[at], 0, 4)
        else:
            super().keyPressEvent(event)
