"""Making a relation by keys: its key, Tab through the other ends, Enter. Nothing is written before Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ui.steps import quoted, writable
from workbench.model import Relation, Span
from workbench.schema import RelationType, Schema

if TYPE_CHECKING:
    from ui.open_document import OpenDocument
    from ui.session import Session

REACH = 4_000  # code points searched for other ends at first; widened until something is found
MOST = 100  # other ends offered


def offers(schema: Schema, span: Span) -> tuple[RelationType, ...]:
    """The relations that may begin or end at this span."""
    return tuple(one for one in schema.relations if span.label in one.head or span.label in one.tail)


def other_ends(
    document: OpenDocument, schema: Schema, span: Span, kind: RelationType, *, backwards: bool
) -> list[Span]:
    """Spans that may be the other end, nearest first; `backwards` makes `span` the tail.

    Where a relation may lead to other labels of its head's group, as from a claim to its cue or source, what lies
    in the span or around it comes last: who says something stands beside what is said.
    """
    labels = kind.head if backwards else kind.tail
    groups = {one.group for one in schema.labels if one.id in kind.head}
    apart = any(
        one.group in groups and one.id in kind.tail and one.id not in kind.head for one in schema.labels
    )
    reach, length = REACH, len(document.text)
    while True:
        near = document.touching(max(0, span.start - reach), min(length, span.end + reach))
        found = [one for one in near if one.label in labels and one.id != span.id]
        if found or reach > length:
            return sorted(
                found, key=lambda one: (apart and _nested(span, one), _gap(span, one), one.start, -one.end)
            )[:MOST]
        reach *= 8


def _gap(a: Span, b: Span) -> int:
    return max(a.start - b.end, b.start - a.end, 0)


def _nested(a: Span, b: Span) -> bool:
    return (a.start <= b.start and b.end <= a.end) or (b.start <= a.start and a.end <= b.end)


class RelationMode(QObject):
    """While it lasts the article's keys are its own; `changed` tells hint line and preview."""

    changed = Signal()

    def __init__(self, session: Session, article: QWidget) -> None:
        super().__init__(article)
        self.session = session
        self.article = article
        self.span: Span | None = None
        self.kinds: tuple[RelationType, ...] = ()
        self.kind: RelationType | None = None
        self.backwards = False
        self.ends: list[Span] = []
        self.at = 0
        session.opened.connect(self.stop)
        session.changed.connect(lambda _: self.stop())

    @property
    def on(self) -> bool:
        """Whether a relation is being made."""
        return self.span is not None

    @property
    def end(self) -> Span | None:
        """The other end that is offered now."""
        return self.ends[self.at] if self.ends else None

    def begin(self) -> bool:
        """Start from the selected (or active) span; False, with a sentence, where none can begin."""
        session = self.session
        self.stop()
        if not writable(session):
            return False
        span = session.active_span
        if span is None:
            session.noted.emit("A relation begins at a span: Tab goes to the next one.")
            return False
        kinds = offers(session.project.schema, span)
        if not kinds:
            session.noted.emit("The schema has no relation for this label.")
            return False
        self._start(span, kinds)
        self.article.setFocus(Qt.FocusReason.OtherFocusReason)
        if len(kinds) == 1:
            self.choose(kinds[0])
        self.changed.emit()
        return True

    def _start(self, span: Span, kinds: tuple[RelationType, ...]) -> None:
        self.span, self.kinds = span, kinds
        self.article.installEventFilter(self)

    def stop(self) -> None:
        """Leave the mode; nothing is written."""
        if self.on:
            self.article.removeEventFilter(self)
            self.span, self.kind, self.kinds, self.ends, self.at = None, None, (), [], 0
            self.changed.emit()

    def choose(self, kind: RelationType) -> None:
        """Take this kind and offer its other ends, nearest first."""
        document, span = self.session.document, self.span
        if document is None or span is None:
            return
        self.backwards = span.label not in kind.head
        self._offer(kind)
        if not self.ends and span.label in kind.tail and not self.backwards:
            self.backwards = True
            self._offer(kind)
        if not self.ends:
            self.kind = None
            self.session.noted.emit(f"No span here can be the other end of “{kind.title}”.")
        self.changed.emit()

    def _offer(self, kind: RelationType) -> None:
        assert self.session.document is not None and self.span is not None
        self.kind, self.at = kind, 0
        schema = self.session.project.schema
        self.ends = other_ends(self.session.document, schema, self.span, kind, backwards=self.backwards)

    def step(self, by: int) -> None:
        """Offer the next (1) or previous (-1) end; after the last the first."""
        if self.ends:
            self.at = (self.at + by) % len(self.ends)
            self.changed.emit()

    def reverse(self) -> None:
        """Turn the arrow round, where the schema lets it; a stored one is turned round at once."""
        stored = self.stored()
        if stored is not None:
            change = self.session.do(self.session.project.reverse_relation, stored.id)
            if change is not None:
                self.session.tell(change)
            return
        span, kind = self.span, self.kind
        if span is None or kind is None:
            return
        if span.label not in (kind.tail if not self.backwards else kind.head):
            self.session.noted.emit(f"“{kind.title}” cannot go the other way from here.")
            return
        end = self.end
        self.backwards = not self.backwards
        self._offer(kind)
        if end is not None and end in self.ends:
            self.at = self.ends.index(end)
        self.changed.emit()

    def remove(self) -> None:
        """Delete the relation that is stored between these two ends."""
        stored = self.stored()
        if stored is None:
            self.session.noted.emit("There is no such relation yet. Enter makes it.")
            return
        change = self.session.do(self.session.project.delete_relations, [stored.id])
        if change is not None:
            self.session.tell(change)

    def take(self) -> None:
        """Make the relation that is previewed."""
        planned, document = self.planned(), self.session.document
        if planned is None or document is None:
            return
        if self.stored() is not None:
            self.session.noted.emit("This relation exists already. X reverses, Delete removes it.")
            return
        change = self.session.do(
            self.session.project.add_relation,
            document.document.id,
            head=planned.head,
            tail=planned.tail,
            label=planned.label,
        )
        if change is not None:
            self.session.tell(change)

    def planned(self) -> Relation | None:
        """The relation as it would be; its id is empty."""
        if self.span is None or self.kind is None or self.end is None:
            return None
        head, tail = (self.end, self.span) if self.backwards else (self.span, self.end)
        return Relation(id="", label=self.kind.id, head=head.id, tail=tail.id)

    def stored(self) -> Relation | None:
        """The relation that exists already between these two ends."""
        planned, document = self.planned(), self.session.document
        if planned is None or document is None or self.kind is None:
            return None
        wanted = [(planned.head, planned.tail)]
        if self.kind.symmetric:
            wanted.append((planned.tail, planned.head))
        for one in document.relations_of(planned.head):
            if one.label == planned.label and (one.head, one.tail) in wanted:
                return one
        return None

    def end_text(self) -> str:
        """The words of the other end, for the hint line."""
        document, end = self.session.document, self.end
        return quoted(end.covered(document.text), 28) if document is not None and end is not None else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not self.on:
            return super().eventFilter(watched, event)
        handled = self._takes(event)
        if event.type() == QEvent.Type.ShortcutOverride and handled:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and handled:
            if not event.isAutoRepeat():
                self._press(event)
            return True
        return super().eventFilter(watched, event)

    def _takes(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        modifier_alone = event.key() in (
            Qt.Key.Key_Shift,
            Qt.Key.Key_Control,
            Qt.Key.Key_Alt,
            Qt.Key.Key_Meta,
            Qt.Key.Key_CapsLock,
        )
        return not held and not modifier_alone and not Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35

    def _press(self, event: QKeyEvent) -> None:
        key = event.key()
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            if self.kind is not None and len(self.kinds) > 1:
                self.kind, self.ends, self.at = None, [], 0
                self.changed.emit()
            else:
                self.stop()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.step(-1 if back or key == Qt.Key.Key_Backtab else 1)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.step(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.step(-1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif self.kind is not None and key == Qt.Key.Key_X:
            self.reverse()
        elif Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
            self._letter(chr(key).lower())

    def _letter(self, letter: str) -> None:
        kind = next((one for one in self.kinds if one.key == letter), None)
        if kind is not None:
            self.choose(kind)
        else:
            known = ", ".join(f"{one.key.upper()} {one.title}" for one in self.kinds if one.key)
            self.session.noted.emit(f"No relation has the key {letter.upper()} here. Possible: {known}.")
