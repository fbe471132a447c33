"""The screens of the window besides the article: the review, and pages that stand over what was there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from ui.theme import Theme

if TYPE_CHECKING:
    from ui.review.screen import ReviewScreen
    from ui.session import Session


class ScreensWindow(QMainWindow):
    """A window whose middle is a stack of screens. Each costs its import only when it is asked for."""

    session: Session | None
    theme: Theme

    def __init__(self) -> None:
        super().__init__()
        self.screens = QStackedWidget()
        self.review: ReviewScreen | None = None
        self.page: QWidget | None = None  # a screen in the place of the article
        self._under: QWidget | None = None  # what it is shown over

    def focus_article(self) -> None:
        """The keys go to the article."""

    def kept_below(self) -> int:
        """The px at the foot that no toast shall cover: those of the card that decides."""
        card = self.review.card if self.review is not None else None
        return card.height() if card is not None and card.isVisibleTo(self) else 0

    def make_review(self, session: Session) -> ReviewScreen:
        """A review of the open project, not shown yet."""
        from ui.review.screen import ReviewScreen

        self.review = ReviewScreen(session, self.theme, self.screens)
        self.screens.addWidget(self.review)
        return self.review

    def show_comparison(self, session: Session, document: str, *, blind: bool) -> None:
        """Show the layers of a document beside each other."""
        from ui.review.compare import ComparePage

        page = ComparePage(session, self.theme, document, blind=blind)
        self.show_page(page, page.closed)

    def show_page(self, page: QWidget, closed: SignalInstance) -> None:
        """Show a screen in the place of the article until it says that it is closed, or the project is."""
        self.close_page()
        self.page, self._under = page, self.screens.currentWidget()
        closed.connect(self.close_page)
        self.screens.addWidget(page)
        self.screens.setCurrentWidget(page)
        page.setFocus()

    def close_page(self) -> None:
        """Go back from such a screen to what it was shown over."""
        if self.page is not None:
            if self._under is not None:
                self.screens.setCurrentWidget(self._under)
            self.screens.removeWidget(self.page)
            self.page.deleteLater()
            self.page = self._under = None
            if self.session is not None:
                self.focus_article()
