"""The five tabs at the right: they share the width there is, so that none needs a scroll button."""

from __future__ import annotations

from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QVBoxLayout, QWidget

from ui.panels.span import SpanPanel
from ui.session import Session
from ui.soon import Soon
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.panels.comments import CommentsPanel
    from ui.panels.document import DocumentPanel
    from ui.panels.relations import RelationsPanel
    from ui.panels.spans import SpansPanel

_HEIGHT = 32
_PX = 12
_AFTER_MS = 60  # when the window has been painted
_APART = 3  # px between two titles, at least
_SHORT = {"Relations": "Rel.", "Comments": "Com.", "Document": "Doc."}


@lru_cache(maxsize=64)
def _shown(theme: Theme, titles: tuple[str, ...], whole: int) -> tuple[str, ...]:
    """The titles, or where a width has no room for them the long ones shortened."""
    metrics = QFontMetricsF(theme.ui_font(_PX))
    if sum(metrics.horizontalAdvance(title) + _APART for title in titles) <= whole:
        return titles
    return tuple(_SHORT.get(title, title) for title in titles)


@lru_cache(maxsize=64)
def _edges(theme: Theme, titles: tuple[str, ...], whole: int) -> tuple[int, ...]:
    """Where the tabs of these titles begin and end in a width; Qt asks for it again at every layout."""
    metrics = QFontMetricsF(theme.ui_font(_PX))
    widths = [metrics.horizontalAdvance(title) for title in _shown(theme, titles, whole)]
    room = max(whole - sum(widths), 0) / max(len(titles), 1)
    edges = [0.0, *accumulate(width + room for width in widths)]
    shrink = min(1.0, whole / edges[-1]) if edges[-1] else 1.0
    return tuple(int(edge * shrink) for edge in edges)


class EvenTabs(QTabBar):
    """Each tab has its words and the same share of what is left; long titles are shortened where they do not fit."""

    entered = Signal()  # Down or Enter: the page shall have the keys
    left = Signal()  # Esc

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setUsesScrollButtons(False)
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setAccessibleName("Details")
        self.setProperty("keys", ["Left Right|another tab", "Enter|into it", "Esc|back"])

    def _asked(self) -> tuple[Theme, tuple[str, ...], int]:
        parent = self.parentWidget()
        titles = tuple(self.tabText(at) for at in range(self.count()))
        return self.theme, titles, parent.width() if parent is not None else 250

    def _edges(self) -> tuple[int, ...]:
        return _edges(*self._asked())

    def shown(self) -> tuple[str, ...]:
        """The titles as they are painted; those that are shortened have a tool tip."""
        return _shown(*self._asked())

    def tabSizeHint(self, index: int) -> QSize:  # noqa: N802
        edges = self._edges()
        return QSize(edges[index + 1] - edges[index], _HEIGHT)

    def minimumTabSizeHint(self, index: int) -> QSize:  # noqa: N802
        return self.tabSizeHint(index)

    def sizeHint(self) -> QSize:
        return QSize(self._edges()[-1], _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        theme = self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        at_mouse = self.tabAt(self.mapFromGlobal(self.cursor().pos())) if self.underMouse() else -1
        painter.setFont(theme.ui_font(_PX))
        metrics = QFontMetricsF(painter.font())
        for at, title in enumerate(self.shown()):
            box = QRectF(self.tabRect(at))
            current = at == self.currentIndex()
            painter.setPen(QColor(theme.ink if current or at == at_mouse else theme.soft))
            words = metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width() + 0.5)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            width = metrics.horizontalAdvance(words)
            if current:
                bar = QRectF(box.center().x() - width / 2, box.bottom() - 2, width, 2)
                painter.fillRect(bar, QColor(theme.accent))
                if self.hasFocus():
                    painter.setPen(QPen(QColor(theme.accent), 2))
                    painter.drawRoundedRect(box.adjusted(1, 4, -1, -4), 4, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class DetailTabs(QTabWidget):
    """Span, Spans, Relations, Comments, Document. It shows the tab that the session wants the keys in.

    All but the first, which is seen at once, are made after the first paint, or when something of them is asked for.
    """

    TITLES = ("Span", "Spans", "Relations", "Comments", "Document")

    leave = Signal()  # the article shall have the keys
    label_key = Signal(str, bool)  # a letter on a row of the spans, and whether with Shift
    digit_key = Signal(int)

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme
        self.setAccessibleName("Details")
        self.bar = EvenTabs(theme.scaled(1.0))
        self.setTabBar(self.bar)
        session.focus_wanted.connect(self._show_wanted)  # before the panels take the keys
        self.span = SpanPanel(session, theme)
        self.span.leave.connect(self.leave)
        self.addTab(self.span, self.TITLES[0])
        self._places: list[QVBoxLayout] = []
        for title in self.TITLES[1:]:
            page = QWidget()
            place = QVBoxLayout(page)
            place.setContentsMargins(0, 0, 0, 0)
            self._places.append(place)
            self.addTab(page, title)
        self._later = Soon(self, lambda: self.panels)
        self.currentChanged.connect(lambda _: self.panels)
        self.bar.entered.connect(lambda: self.panels[self.currentIndex()].take_keys())
        self.bar.left.connect(lambda: session.focus_wanted.emit("article"))

    @cached_property
    def panels(self) -> tuple[SpanPanel, SpansPanel, RelationsPanel, CommentsPanel, DocumentPanel]:
        """The five, as they stand; made here."""
        from ui.panels.comments import CommentsPanel
        from ui.panels.document import DocumentPanel
        from ui.panels.relations import RelationsPanel
        from ui.panels.spans import SpansPanel

        session, theme = self.session, self.theme
        spans, relations = SpansPanel(session, theme), RelationsPanel(session, theme)
        comments, document = CommentsPanel(session, theme), DocumentPanel(session, theme)
        for place, panel in zip(self._places, (spans, relations, comments, document), strict=True):
            place.addWidget(panel)
            panel.show()  # on the page that is seen it is there at once
        for leave in (spans.leave, relations.leave, comments.leave, document.leave):
            leave.connect(self.leave)
        spans.label_key.connect(self.label_key)
        spans.digit_key.connect(self.digit_key)
        return self.span, spans, relations, comments, document

    @property
    def spans(self) -> SpansPanel:
        """The table of spans."""
        return self.panels[1]

    @property
    def relations(self) -> RelationsPanel:
        """The table of relations."""
        return self.panels[2]

    @property
    def comments(self) -> CommentsPanel:
        """The threads of the document."""
        return self.panels[3]

    @property
    def document(self) -> DocumentPanel:
        """The document's facts."""
        return self.panels[4]

    def relation_at_hand(self) -> str:
        """The id of the relation in the row that has the keys, or empty."""
        return self.relations.at_hand() if self._complete else ""

    @property
    def _complete(self) -> bool:
        return "panels" in self.__dict__

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme = theme
        self.bar.theme = theme.scaled(1.0)
        self.bar.update()
        for panel in self.panels if self._complete else (self.span,):
            panel.set_theme(theme)

    def settle(self) -> None:
        """Commit what is typed in any field: to be called before the project is closed."""
        self._later.stop()
        self.span.settle()
        if self._complete:
            self.document.settle()

    def _show_wanted(self, wanted: str) -> None:
        tab = {"attributes": 0, "note": 0, "comment": 3}.get(wanted.split(" ")[0])
        if tab is None:
            return
        deaf = not self._complete  # a panel that is made while this is told does not hear of it
        self.setCurrentIndex(tab)
        if deaf and tab:
            self.comments.take_focus(wanted)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.ask(after=_AFTER_MS)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.bar.updateGeometry()
        for at, (title, shown) in enumerate(zip(self.TITLES, self.bar.shown(), strict=True)):
            self.setTabToolTip(at, title if shown != title else "")

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 160)
