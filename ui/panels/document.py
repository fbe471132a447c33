"""Tab Document: what is known about the text, the document's attributes, and who else worked on it."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ui.models import one_line
from ui.panels.commit_edit import ENTER, KEPT, CommitEdit, leaves
from ui.panels.empty import EmptyNote, clear
from ui.panels.fields import AttributeForm
from ui.panels.link_row import LinkRow
from ui.plain_area import PlainArea
from ui.session import Session
from ui.soon import Soon
from ui.theme import Theme
from workbench.model import STATUSES, Change, Status
from workbench.project import Project
from workbench.schema import Schema

_FACTS = {"name": "Name", "published": "Published", "language": "Language", "source": "Source"}
_HINTS = {"published": "YYYY-MM-DD", "language": "en", "source": "https://…"}
_OWN: tuple[Status, ...] = tuple(status for status in STATUSES if status not in ("returned", "reviewed"))


class DocumentPanel(QWidget):
    """Facts are committed by Enter or leaving the field; other annotators' layers open read-only."""

    leave = Signal()  # the article shall have the keys

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme.scaled(1.0)
        self.setAccessibleName("Document")
        self.setProperty("keys", ["Tab|next field", "Enter|keep it", "Esc|back"])
        self.shown = ""  # the id of the document in the fields
        self._fresh = self._writable = False
        self._schema: Schema | None = None
        self.empty = EmptyNote("Open a document to see its details.")
        self.area = PlainArea()
        self.pages = QStackedLayout(self)
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.area)
        self._fill()
        self._soon = Soon(self, self.show_document)
        self.leave.connect(lambda: session.focus_wanted.emit("article"))
        session.opened.connect(self._opened)
        session.changed.connect(self._follow)
        self.set_theme(theme)

    def _fill(self) -> None:
        self._schema = self.session.project.schema
        body = QWidget()
        lines = QVBoxLayout(body)
        lines.setContentsMargins(12, 10, 12, 12)
        lines.setSpacing(4)
        facts = QFormLayout()
        facts.setContentsMargins(0, 0, 0, 0)
        facts.setHorizontalSpacing(8)
        facts.setVerticalSpacing(6)
        facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        facts.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        self._titles: list[QLabel] = []
        self.facts: dict[str, CommitEdit] = {}
        for name, title in _FACTS.items():
            check = _check_date if name == "published" else _check_name if name == "name" else None
            field = CommitEdit(title, _HINTS.get(name, ""), check=check)
            field.setMinimumWidth(60)
            field.committed.connect(lambda text, name=name: self._set_fact(name, text))
            field.refused.connect(lambda sentence: self.session.noted.emit(f"Not kept: {sentence}"))
            field.textChanged.connect(field.setToolTip)
            self.facts[name] = field
            facts.addRow(self._title(title, field), field)
        self.status = StatusBox()
        self.status.chosen.connect(self._set_status)
        facts.addRow(self._title("Status", self.status), self.status)
        lines.addLayout(facts)
        self.form = AttributeForm(self._schema.attributes, self.theme)
        self.form.edited.connect(self._set_attribute)
        self.form.refused.connect(lambda sentence: self.session.noted.emit(f"Not kept: {sentence}"))
        lines.addWidget(self.form)
        self.form.setHidden(not self.form.fields)
        self.layers_title = self._title("Layers of others")
        self.layers = QVBoxLayout()
        self.layers.setSpacing(0)
        lines.addWidget(self.layers_title)
        lines.addLayout(self.layers)
        self.meta_title = self._title("More about the text")
        self.meta = QFormLayout()
        self.meta.setContentsMargins(0, 0, 0, 0)
        self.meta.setHorizontalSpacing(8)
        self.meta.setVerticalSpacing(2)
        lines.addWidget(self.meta_title)
        lines.addLayout(self.meta)
        lines.addStretch(1)
        for heading in (self.layers_title, self.meta_title):
            heading.setContentsMargins(0, 8, 0, 0)
        self.area.show_body(body)

    def _title(self, text: str, field: QWidget | None = None) -> QLabel:
        title = QLabel(text, textFormat=Qt.TextFormat.PlainText)
        title.setProperty("role", "soft")
        if field is not None:
            title.setBuddy(field)
        self._titles.append(title)
        return title

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom is the article's alone."""
        self.theme = theme.scaled(1.0)
        for title in self._titles:
            title.setFont(self.theme.ui_font(12))
        self.form.set_theme(self.theme)
        self._mark()

    # -- showing -------------------------------------------------------------------------------

    def _opened(self) -> None:
        self.settle()
        self._mark()

    def _follow(self, change: Change) -> None:
        if any(thing.kind in ("document", "layer", "schema", "annotator") for thing in change.things()):
            self._mark()

    def _mark(self) -> None:
        """Read everything again, soon."""
        self._fresh = False
        self._soon.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_document()

    def hideEvent(self, event: QHideEvent) -> None:
        self.settle()
        super().hideEvent(event)

    def show_document(self) -> None:
        """Show what changed; nothing while the panel is out of sight."""
        if not self.isVisible():
            return
        self._soon.stop()
        if self._schema != self.session.project.schema:
            self._fill()
            self.set_theme(self.theme)
        opened = self.session.document
        if opened is None:
            self.shown = ""
            self.pages.setCurrentWidget(self.empty)
            return
        if self._fresh and self.shown == opened.document.id:
            return
        self.shown, self._fresh = opened.document.id, True
        self._writable = not self.session.project.read_only
        for name, field in self.facts.items():
            if not (field.hasFocus() and field.pending and field.kept == getattr(opened.document, name)):
                field.show_text(getattr(opened.document, name))
            field.setReadOnly(not self._writable)
        self.status.show_status(self.session.status)
        self.status.setEnabled(not self.session.read_only)
        values = opened.layer.attributes if opened.layer is not None else {}
        self.form.show_values(values, read_only=self.session.read_only)
        self._show_layers()
        self._show_meta(opened.document.meta)
        self.pages.setCurrentWidget(self.area)

    def _show_layers(self) -> None:
        clear(self.layers)
        mine, shown = self.session.project.me.id, self.session.annotator_id or self.session.project.me.id
        rows = self.session.project.layers(self.shown)
        listed = [row for row in rows if row.annotator.id != shown]
        self.layers_title.setText("Layers of others" if shown == mine else "Other layers")
        if shown != mine and not any(row.annotator.id == mine for row in listed):
            self.layers.addWidget(self._layer_row("Mine", "", "new"))
        for row in listed:
            own = row.annotator.id == mine
            name = "Mine" if own else row.annotator.name
            self.layers.addWidget(
                self._layer_row(name, "" if own else row.annotator.id, f"{row.spans:,} · {row.status}")
            )
        self.layers_title.setVisible(self.layers.count() > 0)

    def _layer_row(self, name: str, annotator: str, facts: str) -> LinkRow:
        row = LinkRow("", name, self.theme, tail=facts)
        row.setAccessibleName(f"Open the layer of {name}, {facts}")
        row.setToolTip(f"{name}, {facts}" + (" (opens read-only)" if annotator else ""))
        row.clicked.connect(lambda: self.session.open(self.shown, annotator))
        return row

    def _show_meta(self, meta: dict[str, Any]) -> None:
        while self.meta.rowCount():
            self.meta.removeRow(0)
        for key, value in sorted(meta.items()):
            whole = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            title = QLabel(one_line(key, limit=24), textFormat=Qt.TextFormat.PlainText)
            title.setProperty("role", "soft")
            title.setFont(self.theme.ui_font(12))
            title.setToolTip(key)
            words = QLabel(one_line(whole, limit=120), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setToolTip(whole)
            self.meta.addRow(title, words)
        self.meta_title.setVisible(bool(meta))

    # -- writing -------------------------------------------------------------------------------

    def settle(self) -> None:
        """Commit what is typed; what may not be kept is taken back. Without a document there is nothing to keep."""
        if self._open and self._writable:
            for field in self.facts.values():
                field.commit()
                field.revert()
            self.form.settle()

    @property
    def _open(self) -> bool:
        return bool(self.shown) and self.session.document is not None

    def _set_fact(self, name: str, text: str) -> None:
        if self._open and self.session.do(Project.set_document, self.shown, **{name: text}) is None:
            self._mark()

    def _set_status(self, status: Status) -> None:
        if self._open and status != self.session.status:
            self.session.do(Project.set_status, self.shown, status)

    def _set_attribute(self, name: str, value: object) -> None:
        if self._open:
            self.session.do(Project.set_layer_attribute, self.shown, name=name, value=value)

    # -- keys ----------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and leaves(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave.emit()
        elif leaves(event):
            event.accept()
            self.session.noted.emit(KEPT)
        elif event.key() in ENTER:
            event.accept()
        else:
            super().keyPressEvent(event)

    def take_keys(self) -> None:
        """Give the keys to the first field."""
        if self.session.document is not None:
            self.facts["name"].setFocus(Qt.FocusReason.TabFocusReason)


class StatusBox(QComboBox):
    """The status of my layer; one that only a review gives is shown, not offered."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Status")
        self.view().setAccessibleName("Statuses")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for status in _OWN:
            self.addItem(status, status)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.activated.connect(lambda at: self.chosen.emit(self.itemData(at)))

    def show_status(self, status: str) -> None:
        """Show a status."""
        self.setPlaceholderText(status)
        self.setCurrentIndex(self.findData(status))

    def wheelEvent(self, event: Any) -> None:
        event.ignore()


def _check_date(text: str) -> str:
    try:
        right = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        right = False
    return "" if right else f"“{text}” is no date: write it as YYYY-MM-DD."


def _check_name(text: str) -> str:
    return "" if text else "A document needs a name."
