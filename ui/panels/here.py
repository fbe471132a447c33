"""The spans at one place of the article, outermost first: each row selects its span."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.panels.empty import clear
from ui.panels.link_row import LinkRow
from ui.session import Session
from ui.theme import Theme
from workbench.model import Span

_MOST = 12  # rows; deeper nesting is for the table of spans


class SpansHere(QWidget):
    """A title and a row for each span over the caret, or over the start of the selected span."""

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme
        self.spans: list[Span] = []
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 6, 0, 0)
        lines.setSpacing(0)
        self.title = QLabel("Here, outermost first")
        self.title.setProperty("role", "soft")
        self.rows = QVBoxLayout()
        self.rows.setSpacing(0)
        lines.addWidget(self.title)
        lines.addLayout(self.rows)
        self.hide()

    def show_place(self) -> None:
        """List what is at the caret or the selected span now; hidden where that is nothing more to know."""
        document, span = self.session.document, self.session.selected_span
        offset = span.start if span is not None else self.session.state.caret
        found = document.at(offset)[:_MOST] if document is not None else []
        if span is not None and len(found) < 2:
            found = []
        if found != self.spans:
            self.spans = found
            clear(self.rows)
            rows = [self._row(one) for one in found]
            wide = QFontMetricsF(self.theme.ui_font(13)).horizontalAdvance
            lead = max((row.lead for row in rows), key=wide, default="")
            words = max((row.words for row in rows), key=wide, default="")
            for row in rows:
                row.widest = lead, words
                self.rows.addWidget(row)
        self.setVisible(bool(found))

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme = theme
        self.title.setFont(theme.ui_font(12))
        self.spans = []
        self.show_place()

    def _row(self, span: Span) -> LinkRow:
        document = self.session.document
        assert document is not None
        label = self.session.project.schema.find_label(span.label)
        title = label.title if label is not None else span.label
        row = LinkRow(title, span.covered(document.text), self.theme)
        row.clicked.connect(lambda _=False, id=span.id: self.session.select_span(id))
        return row
