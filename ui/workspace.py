"""The main screen: documents | header, find, article, hint line | legend above the tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.document_view import DocumentView
from ui.find import FindBar
from ui.header import Header
from ui.hint import HintLine
from ui.one_by_one import OneByOne
from ui.panels.documents import DocumentsPanel
from ui.panels.legend import LegendPanel
from ui.panels.tabs import DetailTabs
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.session import Session

LEFT, RIGHT, WIDE = 230, 250, 300  # px of the panels; both are WIDE in a window of WIDE_FROM or more
WIDE_FROM, FOLD_BELOW = 1800, 1100
NARROWEST_PANEL, NARROWEST_ARTICLE = 150, 420


class Workspace(QWidget):
    """Lays out the parts and gives the room that is left to the article."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        plain = theme.scaled(1.0)
        self._moved = False
        self.session = session
        self.one_by_one: OneByOne | None = None  # made when it is asked for
        # From the outside in: a widget that changes its parent has its whole inside styled once more.
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)
        self.documents = DocumentsPanel(session, plain)
        self.split.addWidget(self.documents)
        centre = QWidget(self.split)
        self.right = QSplitter(Qt.Orientation.Vertical, self.split)
        self.article = QStackedWidget(centre)
        self.header, self.find_bar, self.hint = Header(plain), FindBar(plain), HintLine(plain)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.find_bar)
        column.addWidget(self.article, 1)
        column.addWidget(self.hint)
        self.view = DocumentView(theme, session.project.schema)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.empty = QLabel()
        self.empty.setObjectName("empty")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._dress_empty(plain)
        self.article.addWidget(self.view)
        self.article.addWidget(self.empty)
        self.legend = LegendPanel(session, plain)
        self.right.addWidget(self.legend)
        self.tabs = DetailTabs(session, plain)
        self.right.addWidget(self.tabs)
        self.right.setStretchFactor(0, 0)
        self.right.setStretchFactor(1, 1)
        for splitter in (self.split, self.right):
            splitter.setHandleWidth(1)
            splitter.setChildrenCollapsible(False)
            splitter.splitterMoved.connect(self._keep)
        for panel in (self.documents, self.right):
            panel.setMinimumWidth(NARROWEST_PANEL)
        centre.setMinimumWidth(NARROWEST_ARTICLE)
        for at, share in enumerate((0, 1, 0)):
            self.split.setStretchFactor(at, share)

    def toggle_one_by_one(self) -> None:
        """Show one decision at a time in the place of the article, or the article again."""
        if self.one_by_one is None:
            self.one_by_one = OneByOne(self.session, self.view)
            self.one_by_one.left.connect(self._show_article_again)
            self.hint.watch_decisions(self.one_by_one)
            self.article.addWidget(self.one_by_one)
        if self.one_by_one.on:
            self.one_by_one.end()
        elif self.view.document is not None:
            self.article.setCurrentWidget(self.one_by_one)
            self.one_by_one.begin()

    def _show_article_again(self) -> None:
        self.article.setCurrentWidget(self.view)
        self.take_keys()

    def take_keys(self) -> None:
        """The keys go to the article, or to what stands in its place."""
        one = self.one_by_one
        (one if one is not None and one.on else self.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_article(self, there: bool, *, documents: int) -> None:
        """Show the article, or what to do where none is open."""
        native = QKeySequence("Ctrl+I").toString(QKeySequence.SequenceFormat.NativeText)
        nothing = f"Drop articles here or press {native}."
        self.empty.setText("Choose a document from the list." if documents else nothing)
        one = self.one_by_one
        if one is not None and one.on and there:
            return
        self.article.setCurrentWidget(self.view if there else self.empty)

    def set_theme(self, theme: Theme) -> None:
        """Paint all parts with this theme; only the article is zoomed."""
        self.view.set_theme(theme)
        if self.one_by_one is not None:
            self.one_by_one.set_theme(theme)
        plain = theme.scaled(1.0)
        self._dress_empty(plain)
        for part in (self.header, self.hint, self.find_bar, self.documents, self.legend, self.tabs):
            part.set_theme(plain)

    def _dress_empty(self, theme: Theme) -> None:
        self.empty.setFont(theme.reading_font(19))
        self.empty.setStyleSheet(f"QLabel#empty {{ background: {theme.paper}; color: {theme.soft}; }}")

    def sizes(self) -> str:
        """The widths and heights that the person has chosen, to be remembered; empty if none were."""
        if not self._moved:
            return ""
        return " ".join(str(size) for size in (*self.split.sizes(), *self.right.sizes()))

    def restore(self, sizes: str) -> None:
        """Take over what `sizes` gave."""
        numbers = [int(word) for word in sizes.split() if word.isdecimal()]
        if len(numbers) == 5 and all(numbers):
            self._moved = True
            self.split.setSizes(numbers[:3])
            self.right.setSizes(numbers[3:])

    def _keep(self) -> None:
        self._moved = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        self.view.set_margin_visible(width >= FOLD_BELOW)
        if not self._moved:
            left, right = (WIDE, WIDE) if width >= WIDE_FROM else (LEFT, RIGHT)
            self.split.setSizes([left, width - left - right, right])
            legend = min(self.legend.sizeHint().height(), height * 55 // 100)
            self.right.setSizes([legend, height - legend])
