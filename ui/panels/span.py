"""Tab Span: what the selected span is, and every value it has, to be changed in place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui import drafting, suggesting
from ui.gestures import apply_label, quick_attribute
from ui.panels.choice_field import ChoiceField
from ui.panels.commit_edit import KEPT, CommitText, leaves
from ui.panels.empty import EmptyNote, clear
from ui.panels.fields import AttributeForm
from ui.panels.here import SpansHere
from ui.panels.label_chooser import LabelChooser
from ui.panels.link_row import LinkRow, Words
from ui.panels.origin import origin_words
from ui.plain_area import PlainArea
from ui.session import Session
from ui.soon import Soon
from ui.theme import Theme
from workbench.errors import UserError
from workbench.model import Change, Relation, Span
from workbench.project import Project
from workbench.schema import Schema

_RELATIONS_SHOWN = 12
SUGGESTED_MS = 70  # how long a suggestion is current before its details are shown
WHY_MS = 40  # how long a date is selected before its value is computed


class SpanPanel(QWidget):
    """Details of the selected span. Enter in the article comes here, Esc goes back."""

    leave = Signal()  # the article shall have the keys

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme.scaled(1.0)
        self.setAccessibleName("Span")
        self.setProperty("keys", ["Tab|next field", "digits|choose", "Enter|keep it", "Esc|back"])
        self.shown = ""  # the id of the span in the fields
        self._proposed = False  # whether that is a suggestion: what is typed waits in its draft
        self._writable = False
        self.forms: dict[str, AttributeForm] = {}
        self.form: AttributeForm | None = None
        self._schema: Schema | None = None
        self._build()
        self._soon = Soon(self, self.show_span)
        self._why = QTimer(self, singleShot=True, interval=WHY_MS)
        self._why.timeout.connect(self._show_why)
        self.leave.connect(lambda: session.focus_wanted.emit("article"))
        session.selection_changed.connect(self._selected)
        session.opened.connect(self._other_document)
        session.changed.connect(self._follow)
        session.problems_changed.connect(self._selected)
        session.focus_wanted.connect(self._take_focus)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)
        self.set_theme(theme)
        self.show_span()

    def _build(self) -> None:
        self.ground = QWidget()  # where no span is selected
        self.empty = EmptyNote("Tab goes to the next span.")
        self.at_caret = SpansHere(self.session, self.theme)
        lines = QVBoxLayout(self.ground)
        lines.setContentsMargins(12, 4, 12, 12)
        lines.addWidget(self.at_caret)
        lines.addWidget(self.empty, 1)
        self.area = PlainArea()
        pages = QStackedLayout(self)
        pages.addWidget(self.ground)
        pages.addWidget(self.area)
        self.pages = pages
        self._fill()

    def _fill(self) -> None:
        """Make the fields for the project's schema."""
        schema = self._schema = self.session.project.schema
        self.forms, self.form, self.shown = {}, None, ""
        body = QWidget()
        self.lines = QVBoxLayout(body)
        self.lines.setContentsMargins(12, 10, 12, 12)
        self.lines.setSpacing(4)
        self.words = Words(self.theme)
        self.label = LabelChooser(schema, self.theme)
        self.label.chosen.connect(self._relabel)
        self.problems = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.problems.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.place = QVBoxLayout()  # the form of the span's label
        self.note_title = QLabel("Note")
        self.note_title.setProperty("role", "soft")
        self.note_title.setContentsMargins(0, 6, 0, 0)
        self.note = CommitText("Note", lines=1)
        self.note.committed.connect(self._set_note)
        self.unsure = QCheckBox("Unsure")
        self.unsure.clicked.connect(self._set_unsure)
        self.relations_title = QLabel("Relations")
        self.relations_title.setProperty("role", "soft")
        self.relations_title.setContentsMargins(0, 6, 0, 0)
        self.relations = QVBoxLayout()
        self.relations.setSpacing(0)
        self.origin = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.origin.setProperty("role", "soft")
        self.origin.setContentsMargins(0, 6, 0, 0)
        self.suggested = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.suggested.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.lines.addWidget(self.suggested)
        self.lines.addWidget(self.words)
        self.lines.addSpacing(2)
        self.lines.addWidget(self.label)
        self.lines.addWidget(self.problems)
        self.lines.addLayout(self.place)
        self.lines.addWidget(self.note_title)
        self.lines.addWidget(self.note)
        self.lines.addWidget(self.unsure)
        self.lines.addWidget(self.relations_title)
        self.lines.addLayout(self.relations)
        self.around = SpansHere(self.session, self.theme)
        self.lines.addWidget(self.around)
        self.lines.addWidget(self.origin)
        self.lines.addStretch(1)
        self.area.show_body(body)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom is the article's alone."""
        self.theme = theme.scaled(1.0)
        self.words.set_theme(self.theme)
        self.label.set_theme(self.theme)
        for form in self.forms.values():
            form.set_theme(self.theme)
        for title in (self.note_title, self.relations_title, self.origin, self.problems):
            title.setFont(self.theme.ui_font(12))
        self.suggested.setFont(self.theme.ui_font(12))
        self.suggested.setStyleSheet(f"color: {self.theme.accent}")
        self.problems.setStyleSheet(f"color: {self.theme.amber}")
        self.at_caret.set_theme(self.theme)
        self.around.set_theme(self.theme)
        self._show_relations()

    # -- showing -------------------------------------------------------------------------------

    def show_span(self) -> None:
        """Show the selected span, now. Typing in the fields of another one is committed to that one first."""
        self._soon.stop()
        proposed = drafting.proposed_span(self.session)
        span = self.session.selected_span or proposed
        wanted = span.id if span is not None else ""
        if wanted != self.shown:
            self.settle()
        if not self.isVisible() and wanted:
            self.shown = wanted if wanted == self.shown else ""
            return
        gone = bool(self.shown) and span is None
        self.shown, self._proposed = wanted, proposed is not None
        if span is None:
            focus = QApplication.focusWidget()
            if gone and focus is not None and self.isAncestorOf(focus):
                self.leave.emit()  # no key may go to fields of a span that is gone
            opened = self.session.document is not None
            self.empty.setText(
                "Tab goes to the next span." if opened else "Open a document to see its spans."
            )
            self.at_caret.show_place()
            self.pages.setCurrentWidget(self.ground)
            return
        document = self.session.document
        assert document is not None
        read_only = self.session.read_only
        self._writable = not read_only
        self.words.set_words(span.covered(document.text))
        self.label.show_label(span.label)
        self.label.setEnabled(not read_only)
        self._show_form(span, read_only=read_only)
        found = [problem.message for problem in document.problems if problem.target == span.id]
        self.problems.setText("\n".join(found))
        self.problems.setVisible(bool(found))
        if not (self.note.hasFocus() and self.note.pending):
            self.note.show_text(span.note)
        self.note.setReadOnly(read_only)
        for part in (self.note_title, self.note):
            part.setVisible(proposed is None and (bool(span.note) or not read_only))
        self.unsure.setVisible(proposed is None)
        self.unsure.setChecked(span.unsure)
        self.unsure.setEnabled(not read_only)
        self._show_relations()
        self.around.show_place()
        score = f", score {span.score:.2f}" if span.score is not None else ""
        self.suggested.setVisible(proposed is not None)
        if proposed is not None:
            self.suggested.setText(self._proposed_words(f"Suggested by {span.origin}{score}"))
        self.origin.setText(origin_words(self.session, span))
        self.origin.setVisible(proposed is None and bool(self.origin.text()))
        self.pages.setCurrentWidget(self.area)

    def _proposed_words(self, words: str) -> str:
        one = self.session.suggestion
        reason = f": {one.reason}" if one is not None and one.reason else ""
        keys = "Ctrl+Return here accepts it as it stands."
        return f"{words}{reason}." + ("" if self.session.read_only else f"\n{keys}")

    def _show_form(self, span: Span, *, read_only: bool) -> None:
        form = self.forms.get(span.label)
        if form is None:
            label = self.session.project.schema.find_label(span.label)
            attributes, quick = (label.attributes, label.quick) if label is not None else ((), ())
            form = AttributeForm(attributes, self.theme, quick=quick, complete=self._complete)
            form.edited.connect(self._set_attribute)
            form.computed_wanted.connect(self._take_time_value)
            form.refused.connect(lambda sentence: self.session.noted.emit(f"Not kept: {sentence}"))
            self.forms[span.label] = form
            self.place.addWidget(form)
        if self.form is not form:
            if self.form is not None:
                self.form.hide()
            self.form = form
            form.setVisible(bool(form.fields))
        form.show_values(span.attributes, read_only=read_only)
        self._why.start()
        self._show_digits()

    def _show_why(self) -> None:
        """What a time expression would come to, once the span has been selected for a moment."""
        span, document = self._span(), self.session.document
        field = self.form.date_field if self.form is not None else None
        if field is None or span is None or document is None or span.id != self.shown:
            return
        found = self.session.project.time_value(self.session.document_id, span)
        field.show_computed(found, document.document.published)

    def _show_digits(self) -> None:
        """Digits stand where one acts now: in the field that has the focus, else in the next quick attribute."""
        if self.form is None:
            return
        focus = QApplication.focusWidget()
        here = focus is not None and self.isAncestorOf(focus)
        live = None if here else quick_attribute(self.session)
        self.form.set_live(live.id if live is not None else "")

    def _show_relations(self) -> None:
        document, span = self.session.document, self.session.selected_span
        clear(self.relations)
        found = document.relations_of(span.id) if document is not None and span is not None else []
        self.relations_title.setVisible(bool(found))
        for relation in found[:_RELATIONS_SHOWN]:
            self.relations.addWidget(self._relation_row(relation, self.shown))
        if len(found) > _RELATIONS_SHOWN:
            rest = QLabel(f"and {len(found) - _RELATIONS_SHOWN:,} more in Relations")
            rest.setProperty("role", "soft")
            self.relations.addWidget(rest)

    def _relation_row(self, relation: Relation, here: str) -> LinkRow:
        document = self.session.document
        assert document is not None
        kind = self.session.project.schema.find_relation(relation.label)
        title = kind.title if kind is not None else relation.label
        outward = relation.head == here
        other = document.spans.get(relation.tail if outward else relation.head)
        words = other.covered(document.text) if other is not None else "a span that is gone"
        sign = "–" if kind is not None and kind.symmetric else "→" if outward else "←"
        row = LinkRow(f"{title} {sign}" if outward or sign == "–" else f"{sign} {title}", words, self.theme)
        row.setAccessibleDescription("Enter goes there, Delete removes the relation, X reverses it")
        if other is not None:
            row.clicked.connect(lambda _=False, id=other.id: self.session.select_span(id))
        if not self.session.read_only:
            row.removed.connect(lambda id=relation.id: self.session.do(Project.delete_relations, [id]))
            row.typed.connect(lambda key, id=relation.id: self._relation_key(key, id))
        return row

    def _relation_key(self, key: str, relation: str) -> None:
        if key.lower() == "x":
            self.session.do(Project.reverse_relation, relation)

    def _follow(self, change: Change) -> None:
        if self._schema is not self.session.project.schema and self._schema != self.session.project.schema:
            self._fill()
            self.set_theme(self.theme)
        self._show_soon()

    def _other_document(self) -> None:
        self.settle()
        self._follow(Change(""))

    def _selected(self) -> None:
        self._show_soon()

    def _show_soon(self) -> None:
        """Once the article is painted; of suggestions, which one goes through by a key each, a moment later."""
        self._soon.stop()
        self._soon.ask(SUGGESTED_MS if self.session.state.kind == "suggestion" else 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_span()

    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)

    # -- writing -------------------------------------------------------------------------------

    def settle(self) -> None:
        """Commit what is typed; what may not be kept is taken back. Without a document there is nothing to keep."""
        if self.shown and self._writable and self.session.document is not None:
            self.note.commit()
            if self.form is not None:
                self.form.settle()

    @property
    def _open(self) -> bool:
        return bool(self.shown) and not self._proposed and self.session.document is not None

    def _span(self) -> Span | None:
        """What is selected, or what the current suggestion would become."""
        return self.session.selected_span or drafting.proposed_span(self.session)

    @property
    def _drafted(self) -> bool:
        """Whether the fields are those of the current suggestion."""
        proposed = drafting.proposed_span(self.session)
        return proposed is not None and proposed.id == self.shown

    def _relabel(self, label: str) -> None:
        span = self.session.selected_span
        if self._drafted:
            self.settle()
            apply_label(self.session, self.session.project.schema.label(label))
        elif span is not None and span.label != label:
            self.session.do(Project.relabel_span, span.id, label=label)

    def _accept(self) -> None:
        """Accept the suggestion with what was changed here; the keys go to the next one."""
        self.settle()
        if suggesting.accept(self.session) is not None:
            self.leave.emit()

    def _set_attribute(self, name: str, value: object) -> None:
        if self._drafted:
            drafting.set_value(self.session, name, value)
        elif self._open:
            change = self.session.do(Project.set_span_attribute, self.shown, name=name, value=value)
            if change is None:
                self._show_soon()

    def _take_time_value(self) -> None:
        if self._drafted:
            drafting.take_time_value(self.session)
        elif self._open:
            self.session.do(Project.take_time_value, self.shown)

    def _set_note(self, text: str) -> None:
        if self._open:
            self.session.do(Project.set_span_note, self.shown, text)

    def _set_unsure(self, unsure: bool) -> None:
        if self._open:
            self.session.do(Project.set_unsure, self.shown, unsure)

    def _complete(self, attribute: str, typed: str) -> list[str]:
        try:
            return self.session.project.completions(attribute, typed)
        except UserError:
            return []

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        self._show_digits()

    # -- keys ----------------------------------------------------------------------------------

    def _take_focus(self, wanted: str) -> None:
        if wanted == "attributes":
            self.take_keys()
        elif wanted == "note":
            self.show_span()
            if self.shown:
                self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_keys(self) -> None:
        """Give the keys to the first quick value that is missing, else to the first field."""
        self.show_span()
        if not self.shown:
            return
        target: QWidget = self.note
        if self.form is not None and self.form.fields:
            fields = list(self.form.fields.values())
            missing = (f for f in fields if isinstance(f, ChoiceField) and f.quick and f.value() is None)
            target = next(missing, fields[0])
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.area.ensureWidgetVisible(target, 0, 8)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and leaves(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave.emit()
        elif leaves(event) and self._drafted:
            self._accept()
        elif leaves(event):
            event.accept()  # Ctrl+Return commits a field and never finishes the document
            self.session.noted.emit(KEPT)
        else:
            super().keyPressEvent(event)
