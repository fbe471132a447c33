"""Layers of one document looked at beside each other: in one view as a review draws them, or side by side."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.dialogs.pick import PickButton
from ui.document_view import DocumentView
from ui.document_view.disputes import NOTHING
from ui.elided import ElidedLabel
from ui.open_document import OpenDocument
from ui.panels.empty import EmptyNote
from ui.review.article import compared
from ui.review.letters import letter, order
from ui.review.people import PeopleLabel
from ui.session import Session
from ui.theme import Theme
from workbench.errors import UserError
from workbench.model import STATUSES, Bundle
from workbench.project.comparing import Layers, names_apart
from workbench.project.reviewing import findings

HEADER = 40
FINISHED = ("done", "reviewed")
NEEDS_TWO = "Needs a second layer: import a hand-in."


class ComparePage(QFrame):
    """Shows two or more layers; Esc closes it. Nothing is decided here."""

    closed = Signal()

    def __init__(self, session: Session, theme: Theme, document_id: str, *, blind: bool = False) -> None:
        super().__init__()
        self.session, self.theme, self.document_id = session, theme, document_id
        self.setAccessibleName("Layers compared")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.views: list[DocumentView] = []
        self._following = False
        self.head = QFrame()
        self.head.setObjectName("header")
        self.head.setFixedHeight(HEADER)
        self.name, self.people = ElidedLabel(), PeopleLabel()
        self.people.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.pick = PickButton("layers", "all layers")
        self.pick.setSizePolicy(self.pick.sizePolicy().Policy.Maximum, self.pick.sizePolicy().Policy.Fixed)
        self.beside = QPushButton("Side by side")
        self.beside.setCheckable(True)
        self.beside.setToolTip("Each layer in a column of its own; they scroll together (S)")
        self.blind = QPushButton("Hide names")
        self.blind.setCheckable(True)
        self.blind.setChecked(blind)
        self.blind.setToolTip("Hide who is who, and shuffle A and B (N)")
        self.back = QPushButton("Back")
        self.back.setToolTip("Back (Esc)")
        row = QHBoxLayout(self.head)
        row.setContentsMargins(22, 0, 12, 0)
        row.setSpacing(10)
        row.addWidget(self.name, 1)
        row.addWidget(self.people, 1)
        for button in (self.pick, self.blind, self.beside, self.back):
            row.addWidget(button)
        self.body = QStackedWidget()
        self.one = self._view("Layers in one view")
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setHandleWidth(1)
        self.columns.setChildrenCollapsible(False)
        self.empty = EmptyNote(NEEDS_TWO)
        self.body.addWidget(self.one)
        self.body.addWidget(self.columns)
        self.body.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self.body, 1)
        self.pick.picked.connect(self.refresh)
        self.beside.toggled.connect(self.refresh)
        self.back.clicked.connect(self.closed)
        self.blind.toggled.connect(self._offer)
        self._offer()
        self.set_theme(theme)

    def _offer(self, *_: object) -> None:
        """The layers of the document to tick, under their names or letters."""
        rows = self._rows()
        apart = names_apart([one.annotator for one in rows])
        names = [
            letter(at) if self.blind.isChecked() else apart[one.annotator.id] for at, one in enumerate(rows)
        ]
        chosen = self.pick.values()
        self.pick.offer(
            [(one.annotator.id, f"{name} ({one.status})") for one, name in zip(rows, names, strict=True)],
            chosen,
        )
        self.refresh()

    def _rows(self) -> list[Any]:
        """The layers in the order that they are shown in: first those that a review has, as it orders them."""
        rows = sorted(
            self.session.project.layers(self.document_id),
            key=lambda one: (one.annotator.name, one.annotator.id, one.round),
        )
        under_review = [one for one in rows if one.status in FINISHED and one.annotator.kind != "gold"]
        rest = [one for one in rows if one not in under_review]
        seed, blind = f"{self.session.project.id} {self.document_id}", self.blind.isChecked()
        return [part[at] for part in (under_review, rest) for at in order(part, seed=seed, blind=blind)]

    def _view(self, name: str) -> DocumentView:
        view = DocumentView(self.theme, self.session.project.schema)
        view.setAccessibleName(name)
        view.set_map_visible(False)
        view.escape.connect(self.closed)
        view.label_key.connect(self._letter)
        return view

    def _letter(self, key: str, _: bool) -> None:
        if key.lower() == "s":
            self.beside.toggle()
        elif key.lower() == "n":
            self.blind.toggle()

    def panels(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        shown = self.views if self.beside.isChecked() else [self.one]
        return [*shown, self.pick, self.blind, self.beside, self.back]

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme."""
        self.theme, plain = theme, theme.scaled(1.0)
        self.name.setFont(plain.ui_font(15, bold=True))
        self.name.setStyleSheet(f"color: {theme.ink};")
        self.head.setStyleSheet(
            f"QFrame#header {{ background: {theme.panel}; border-bottom: 1px solid {theme.panel_line}; }}"
            f"QFrame#header QLabel {{ color: {theme.soft}; }}"
            "QFrame#header QPushButton { padding: 2px 10px; min-height: 16px; }"
        )
        for view in (self.one, *self.views):
            view.set_theme(theme)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.closed.emit()
            return True
        return super().event(event)

    # -- what is shown -------------------------------------------------------------------------

    def refresh(self, *_: object) -> None:
        """Show the layers that are ticked."""
        project = self.session.project
        try:
            rows = self._rows()
            ticked = self.pick.values()
            wanted = tuple(one.annotator.id for one in rows if not ticked or one.annotator.id in ticked)
            bundles = [project.bundle(self.document_id, who) for who in wanted]
            layers = Layers(annotators=wanted, statuses=STATUSES)
            found = findings(project, self.document_id, layers) if len(wanted) > 1 else None
        except UserError as error:
            self.session.failed.emit(str(error))
            return
        self.name.set_whole(bundles[0].document.name if bundles else "")
        if found is None:
            self.people.set_people([])
            self.empty.setText(NEEDS_TWO if len(rows) < 2 else "Tick two layers or more.")
            self.body.setCurrentWidget(self.empty)
            self.setFocusProxy(self.back)
            return
        by_person = {(one.annotator.id, one.round): one for one in bundles if one.annotator is not None}
        bundles = [by_person[key] for key in found.people if key in by_person]
        named = [f"{letter(row)}  {name}" for row, name in enumerate(self._names(bundles))]
        self.people.set_people(["names hidden"] if self.blind.isChecked() else list(named))
        self.people.setVisible(not self.beside.isChecked())
        had_keys = isinstance(self.focusWidget(), DocumentView)
        if self.beside.isChecked():
            self._show_columns(bundles)
            self.body.setCurrentWidget(self.columns)
            self.setFocusProxy(self.views[0])
            if had_keys:
                self.views[0].setFocus()
        else:
            drawn = compared(bundles, found, range(len(bundles)))
            self.one.set_document(None)
            self.one.set_disputes(NOTHING)
            self.one.set_disputes(drawn.disputes)
            self.one.set_document(drawn.document)
            self.body.setCurrentWidget(self.one)
            self.setFocusProxy(self.one)
            if had_keys:
                self.one.setFocus()

    def _names(self, bundles: list[Bundle]) -> list[str]:
        """Who made these layers; the same letters, while names are hidden."""
        if self.blind.isChecked():
            people = [one.annotator.id for one in self._rows()]
            return [letter(people.index(one.annotator.id)) for one in bundles if one.annotator is not None]
        apart = names_apart([one.annotator for one in self._rows()])
        return [apart[one.annotator.id] for one in bundles if one.annotator is not None]

    def _show_columns(self, bundles: list[Bundle]) -> None:
        for old in (self.columns.widget(number) for number in range(self.columns.count())):
            if old is not None:
                old.deleteLater()
        self.views = []
        for bundle, who in zip(bundles, self._names(bundles), strict=True):
            column = QWidget()
            lines = QVBoxLayout(column)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(0)
            title = QLabel(f"{who} · {bundle.status}")
            title.setTextFormat(Qt.TextFormat.PlainText)
            title.setProperty("role", "soft")
            title.setContentsMargins(22, 6, 8, 6)
            view = self._view(f"The layer of {who}")
            view.set_margin_visible(False)
            view.set_numbers(False)
            if (
                self.blind.isChecked() and bundle.annotator is not None
            ):  # the tool tips name whose spans they are
                bundle = replace(bundle, annotator=replace(bundle.annotator, name=who))
            view.set_document(OpenDocument(bundle, read_only=True))
            view.verticalScrollBar().valueChanged.connect(lambda _, view=view: self._follow(view))
            lines.addWidget(title)
            lines.addWidget(view, 1)
            self.columns.addWidget(column)
            self.views.append(view)
        self.columns.setSizes([1000] * len(bundles))

    def _follow(self, leader: DocumentView) -> None:
        """The other columns show the same place of the text."""
        if self._following:
            return
        self._following = True
        for view in self.views:
            if view is not leader:
                view.scroll_to(leader.anchor)
        self._following = False
