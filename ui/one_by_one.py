"""One decision at a time: a suggestion and its sentence in large type, in the place of the article."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from msgspec.structs import replace as changed
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui import drafting, suggesting
from ui.document_view import DocumentView
from ui.document_view.keyboard import movement
from ui.document_view.keys import press
from ui.open_document import OpenDocument
from ui.speech import announce
from ui.theme import Theme
from workbench.model import Bundle, Document, Span
from workbench.offsets import sentence_at

if TYPE_CHECKING:
    from ui.session import Session
    from workbench.project.suggested import Suggested

LARGER = 1.45  # than the article's type
NOTHING_LEFT = "Nothing is left to decide"
MOST = 900  # code points that are shown
_AWAY = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


def stretch(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentences around a suggestion, no more than `MOST` code points of them."""
    first, last = sentence_at(text, start), sentence_at(text, max(start, end - 1))
    low = min(first[0] if first else start, start)
    high = max(last[1] if last else end, end)
    if high - low > MOST:
        low, high = max(low, start - MOST // 3), min(high, max(end, start + 2 * MOST // 3))
    return low, high


class OneByOne(QWidget):
    """Follows the session's current suggestion; what decides goes through the same gestures as in the article.

    When a document has none left it goes on to the next that has some, in the order of work. `left` is told when
    the person goes back to the article, where the same suggestion is current.
    """

    left = Signal()
    shown = Signal()  # another suggestion, or that nothing is left

    def __init__(self, session: Session, article: DocumentView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = article.theme
        self.session, self.article, self.theme = session, article, theme
        self.on = False
        self._seen: set[str] = set()  # documents that had nothing to decide
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setAccessibleName("One decision at a time")
        self.kind, self.why, self.count = QLabel(), QLabel(), QLabel()
        for one in (self.kind, self.why, self.count):
            one.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setWordWrap(True)
        self.view = DocumentView(theme.scaled(LARGER), session.project.schema)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.set_map_visible(False)
        self.view.set_numbers(False)
        head = QHBoxLayout()
        head.addWidget(self.kind, 1)
        head.addWidget(self.count)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addLayout(head)
        words.addWidget(self.why)
        self._words = words
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(2)
        whole.addLayout(words)
        whole.addSpacing(12)
        whole.addWidget(self.view)
        whole.addStretch(3)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        for signal in (session.opened, session.selection_changed, session.suggestions_changed):
            signal.connect(self._follow)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Take over another theme or zoom."""
        self.theme = theme
        plain = theme.scaled(1.0)
        self.view.set_theme(theme.scaled(theme.scale * LARGER))
        self.kind.setFont(plain.ui_font(17, bold=True))
        self.why.setFont(plain.ui_font(13))
        self.count.setFont(plain.ui_font(13))
        self.setStyleSheet(f"OneByOne {{ background: {theme.paper}; }}")
        for one in (self.why, self.count):
            one.setStyleSheet(f"color: {theme.soft}; background: transparent;")
        self.kind.setStyleSheet(f"color: {theme.ink}; background: transparent;")
        self._later.start()

    # -- going about ---------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the current suggestion, or the first one from the caret on."""
        self.on = True
        self._seen.clear()
        self.refresh()

    def end(self) -> None:
        """Back to the article."""
        if self.on:
            self.on = False
            self._later.stop()
            self.left.emit()

    def _follow(self, *_: object) -> None:
        if self.on:
            self._later.start()

    def refresh(self) -> None:
        """Show what there is to decide; go on to another document where there is nothing here."""
        self._later.stop()
        session = self.session
        if not self.on:
            return
        if session.suggestion is None:
            if len(session.suggestions):
                suggesting.next_suggestion(session)
            elif session.reader.reading:
                self._later.start()
                return
            elif self._to_next_document():
                return
        one = session.suggestion
        if one is not None:
            self._show(one)
        else:
            self._show_nothing()
        self.shown.emit()

    def _to_next_document(self) -> bool:
        """Open the next unfinished document with something to decide, in the order of work."""
        session = self.session
        self._seen.add(session.document_id)
        order = session.project.work_order(session.settings.order, least=session.settings.least_score)
        found = [id for id, _ in order if id not in self._seen]
        if session.settings.order == "plain":  # from here on, then from the top
            here = session.project.document_key(session.document_id)
            found.sort(key=lambda id: (session.project.document_key(id) < here, 0))
        return bool(found) and session.open(found[0])

    # -- showing -------------------------------------------------------------------------------

    def _show(self, one: Suggested) -> None:
        session, document, state = self.session, self.session.document, self.session.state
        if document is None:
            return
        schema, first = session.project.schema, one.first
        label = schema.find_label(first.label) if first is not None else None
        title = label.title if label is not None else "Relation"
        values = ", ".join(str(v) for v in drafting.values(session).values() if v not in (None, "", []))
        self.kind.setText(f"{title} · {values}" if values else title)
        colour = self.theme.label_colour(label).name() if label is not None else self.theme.ink
        self.kind.setStyleSheet(f"color: {colour}; background: transparent;")
        score = "" if one.score is None else f" {one.score:.2f}"
        self.why.setText(" · ".join(part for part in (f"{one.origin}{score}", one.reason) if part))
        self.count.setText(f"{len(session.suggestions):,} left in {document.document.name}")
        low, high = stretch(document.text, state.start, state.end)
        sentence = " ".join(document.text[low:high].split())
        words = (self.kind.text(), self.why.text(), self.count.text(), sentence)
        self.setAccessibleDescription(". ".join(filter(None, words)))

        def moved(span: Span) -> Span | None:
            parts = tuple(
                (max(a, low) - low, min(b, high) - low) for a, b in span.parts() if a < high and b > low
            )
            if not parts:
                return None
            more = parts if len(parts) > 1 else ()
            return replace(span, start=parts[0][0], end=parts[-1][1], fragments=more)

        here = [m for span in document.touching(low, high) if (m := moved(span)) is not None]
        alone = Document("sentence", document.document.name, document.text[low:high])
        self.view.set_document(OpenDocument(Bundle(alone, spans=tuple(here)), read_only=True))
        proposed = [m for span in one.spans if (m := moved(span)) is not None]
        self.view.set_suggestions(proposed)
        self.view.choose_suggestion(one.id, proposed, start=state.start - low, end=state.end - low)
        self.view.set_state(changed(self.view.state, edge=state.edge))
        there = {span.id for span in (*here, *proposed)}
        self.view.set_preview(*(r for r in one.relations if {r.head, r.tail} <= there))
        self._fit()

    def _show_nothing(self) -> None:
        self.kind.setText(NOTHING_LEFT)
        self.kind.setStyleSheet(f"color: {self.theme.ink}; background: transparent;")
        self.why.setText("Esc goes back to the article. Ctrl+J asks the suggesters.")
        self.count.setText("")
        words = f"{NOTHING_LEFT}. {self.why.text()}"
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            announce(self, words)
        self.view.set_document(None)
        self._fit()

    def _fit(self) -> None:
        """As high as the sentence, and the words above begin where it does."""
        page = self.view.page
        wanted = round(page.height - page.bottom / 2) if page is not None else 0
        room = max(60, self.height() * 7 // 10)
        self.view.setFixedHeight(min(max(wanted, 60), room))
        if wanted <= room:
            self.view.verticalScrollBar().setValue(0)  # all of it shows, from the first line on
        left = round(self.view._columns()[0])
        self._words.setContentsMargins(left, 0, left, 0)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._later.start()

    # -- keys ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space leaves it for later, Esc goes back; all else that decides is the article's: Enter, Delete, letters,
        Shift with arrows."""
        key, moved = event.key(), movement(event)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self.end()
        elif self.session.suggestion is None or event.modifiers() & _AWAY or key in _TABS:
            event.ignore()
        elif key == Qt.Key.Key_Space:
            suggesting.next_suggestion(self.session, back=shift)
        elif moved is not None and not moved[1] and key not in (Qt.Key.Key_Home, Qt.Key.Key_End):
            event.ignore()  # the caret stays where the suggestion is
        elif not press(self.article, event):
            event.ignore()
