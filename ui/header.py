"""The line above the article: name, date of publication, whose layer, its status, and the place in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QAction, QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from ui.elided import ElidedLabel
from ui.panels.document_rows import draw_status
from ui.soon import Soon
from ui.theme import Theme
from workbench.model import Change

if TYPE_CHECKING:
    from ui.session import Session

HEIGHT = 40
NARROW, NARROWEST = 560, 460  # px below which the line says less, and the status has no word


class StatusMark(QWidget):
    """The status of the layer as the list of documents draws it: glyph and word."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme, self.word, self.bare = theme, "", False
        self._shown: tuple[str, bool, Theme] | None = None
        self.setFixedHeight(HEIGHT - 2)

    def set_word(self, word: str, *, bare: bool = False) -> None:
        """Show this status; `bare` without the word, which the tool tip has then."""
        if self._shown == (word, bare, self.theme):
            return
        self._shown = (word, bare, self.theme)
        self.word, self.bare = word, bare
        self.setAccessibleName(f"Status: {word}")
        self.setToolTip(word if bare else "")
        wide = 0 if bare else round(QFontMetricsF(self.theme.ui_font()).horizontalAdvance(word))
        self.setFixedWidth(26 + wide)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        draw_status(painter, QRectF(7, middle - 5, 11, 11), self.word, self.theme)
        if self.bare:
            return
        painter.setFont(self.theme.ui_font())
        painter.setPen(QColor(self.theme.soft))
        painter.drawText(QRectF(23, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, self.word)


class Header(QFrame):
    """Click the date to set it, the layer to see another annotator's."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAccessibleName("Above the article")
        self.setProperty("keys", ["Space|change it", "Tab|next", "Esc|back"])
        self.setFixedHeight(HEIGHT)
        self.session: Session | None = None
        self._narrow, self._bare = False, False
        self._others = 0  # annotators besides me with a layer of this document
        self.name = ElidedLabel()
        self.name.setAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        )
        self.place = QLabel()
        self.status = StatusMark(theme)
        self.published = _quiet_button(
            "Date of publication", "Click to set the date that relative dates refer to"
        )
        self.published.clicked.connect(self.edit_published)
        self.field = QLineEdit(placeholderText="YYYY-MM-DD")
        self.field.setAccessibleName("Date of publication")
        self.field.setMaximumWidth(104)
        self.field.installEventFilter(self)
        self.dates = QStackedWidget()
        self.dates.addWidget(self.published)
        self.dates.addWidget(self.field)
        self.dates.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.layer = _quiet_button("Whose layer", "Whose layer this is; click for the others")
        self.layers = QMenu(self)
        self.layer.clicked.connect(self.choose_layer)
        for part in (self.dates, self.layer):
            part.setFixedHeight(26)
        row = QHBoxLayout(self)
        row.setContentsMargins(22, 0, 18, 0)
        row.setSpacing(6)
        row.addWidget(self.name, 1)
        row.addWidget(self.dates)
        row.addWidget(self.layer)
        row.addWidget(self.status)
        row.addSpacing(10)
        row.addWidget(self.place)
        self.place.setTextFormat(Qt.TextFormat.PlainText)
        self._soon = Soon(self, self.refresh)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme = theme.scaled(1.0)
        self.name.setFont(self.theme.ui_font(15, bold=True))
        self.setStyleSheet(
            f"QFrame#header {{ background: {theme.panel}; border-bottom: 1px solid {theme.panel_line}; }}"
            f"QFrame#header QPushButton {{ color: {theme.soft}; padding: 2px 7px; min-height: 16px; }}"
            f"QFrame#header QPushButton:focus {{ padding: 1px 6px; }}"
            f"QFrame#header QLineEdit {{ padding: 1px 6px; }}"
        )
        self.place.setStyleSheet(f"color: {theme.soft};")
        self.status.theme = self.theme
        self.status.update()

    def watch(self, session: Session) -> None:
        """Follow this session."""
        self.session = session
        session.opened.connect(self._count_others)
        session.changed.connect(self._follow)
        session.documents_changed.connect(self._count_others)
        self._count_others()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the name of the document needs the room."""
        super().resizeEvent(event)
        width = self.width()
        if (self._narrow, self._bare) != (width < NARROW, width < NARROWEST):
            self._narrow, self._bare = width < NARROW, width < NARROWEST
            self.refresh()

    def _follow(self, change: Change) -> None:
        # A gesture of one's own brings no layer of others; an import may.
        if any(thing.kind in ("layer", "annotator") for thing in (*change.created, *change.deleted)):
            self._count_others()
        else:
            self._soon.ask()

    def _count_others(self) -> None:
        session = self.session
        self._others = 0
        if session is not None and session.document is not None:
            rows = session.project.layers(session.document_id)
            self._others = sum(row.annotator.id != session.project.me.id for row in rows)
        self.refresh()

    def refresh(self) -> None:
        """Show everything again."""
        session = self.session
        document = session.document if session is not None else None
        for widget in (self.dates, self.layer, self.status, self.place):
            widget.setVisible(document is not None)
        if session is None or document is None:
            self.name.set_whole(session.project.name if session is not None else "")
            return
        facts = document.document
        self.name.set_whole(facts.name)
        day = facts.published if self._narrow else f"published {facts.published}"
        self.published.setText(day if facts.published else "set date")
        self._show_date(self.published)
        own = not session.annotator_id or session.annotator_id == session.project.me.id
        more = f" · {self._others} other{'s' if self._others > 1 else ''}" if self._others else ""
        again = " again" if document.layer is not None and document.layer.round > 1 else ""
        self.layer.setText(f"Your layer{again}{more}" if own else f"{document.annotator_name} · read only")
        if own and session.project.owner.kind == "gold":
            self.layer.setText("The gold · Esc goes back to the review")
        self.status.set_word(session.status, bare=self._bare)
        at, total = session.place()
        self.place.setText(f"{at:,} of {total:,}")
        self.place.setHidden(self._narrow)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.session is not None:
            self.session.focus_wanted.emit("article")
        else:
            super().keyPressEvent(event)

    # -- published -----------------------------------------------------------------------------

    def edit_published(self) -> None:
        """Type the date in place: Enter sets it, Esc leaves it."""
        if self.session is None or self.session.document is None:
            return
        self.field.setText(self.session.document.document.published)
        self._show_date(self.field)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field:
            if event.type() == QEvent.Type.FocusOut and self.dates.currentWidget() is self.field:
                self._leave_field(commit=True)
            if isinstance(event, QKeyEvent) and event.key() in (
                Qt.Key.Key_Return,
                Qt.Key.Key_Enter,
                Qt.Key.Key_Escape,
            ):
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self._leave_field(commit=event.key() != Qt.Key.Key_Escape)
                    if self.session is not None:
                        self.session.focus_wanted.emit("article")
                return True
        return super().eventFilter(watched, event)

    def _show_date(self, part: QWidget) -> None:
        """The date or its field, each as wide as it is itself."""
        self.dates.setCurrentWidget(part)
        self.dates.setFixedWidth(min(part.sizeHint().width(), part.maximumWidth()))

    def _leave_field(self, *, commit: bool) -> None:
        text, session = self.field.text().strip(), self.session
        self._show_date(self.published)
        if session is None or session.document is None or not commit:
            return
        if text != session.document.document.published:
            session.do(session.project.set_document, session.document_id, published=text)

    # -- layers --------------------------------------------------------------------------------

    def choose_layer(self) -> None:
        """Offer the layers of the document, below the name of the one that is shown."""
        if self.session is None or self.session.document is None:
            return
        self.fill_layers()
        self.layers.popup(self.layer.mapToGlobal(self.layer.rect().bottomLeft()))

    def fill_layers(self) -> list[QAction]:
        """The annotators whose layers the document has; choosing one shows theirs, to read."""
        session = self.session
        self.layers.clear()
        if session is None or session.document is None:
            return []
        me, shown = session.project.me, session.annotator_id or session.project.me.id
        rows = session.project.layers(session.document_id)
        people = {me.id: "Your layer"}
        for row in rows:
            counted = f"{row.spans:,} span{'s' if row.spans != 1 else ''} · {row.status}"
            name = "Your layer" if row.annotator.id == me.id else f"{row.annotator.name}’s layer"
            people[row.annotator.id] = f"{name}  ({counted})"
        for annotator_id, text in people.items():
            action = self.layers.addAction(text)
            action.setCheckable(True)
            action.setChecked(annotator_id == shown)
            wanted = "" if annotator_id == me.id else annotator_id
            action.triggered.connect(lambda _=False, who=wanted: session.open(session.document_id, who))
        return self.layers.actions()


def _quiet_button(name: str, tip: str) -> QPushButton:
    button = QPushButton()
    button.setFlat(True)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
