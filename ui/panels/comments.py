"""Tab Comments: threads on spans, relations and the document; write, answer, resolve, delete, go there."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.models import one_line
from ui.open_document import OpenDocument
from ui.panels.commit_edit import CommitText
from ui.panels.empty import EmptyNote
from ui.panels.fields import Disclosure
from ui.panels.thread import ThreadBox, threads_of
from ui.plain_area import PlainArea
from ui.session import Session
from ui.soon import Soon
from ui.theme import Theme
from workbench.model import Change, Comment, TargetKind
from workbench.project import Project

_SHOWN = 60  # threads shown before one asks for the rest


class Aim(Struct, frozen=True):
    """What the words being written will become: a comment, an answer, or a comment's new words."""

    kind: Literal["comment", "answer", "edit"]
    target_kind: TargetKind
    target: str
    comment: str = ""  # the comment that is answered or edited


class CommentsPanel(QWidget):
    """Threads by place, the words being written below. Half-written words stay with what they are about."""

    leave = Signal()  # the article shall have the keys

    def __init__(self, session: Session, theme: Theme) -> None:
        super().__init__()
        self.session, self.theme = session, theme.scaled(1.0)
        self.setAccessibleName("Comments")
        keys = ["Ctrl+Return|write it", "A|answer", "R|resolve", "E|change", "Enter|go there", "Esc|back"]
        self.setProperty("keys", keys)
        self.threads: list[ThreadBox] = []
        self.disclosure: Disclosure | None = None  # over the resolved ones, where there are any
        self._names: dict[str, str] = {}
        self._drafts: dict[Aim, str] = {}
        self._aim: Aim | None = None
        self._here = ""  # what the article's selection is about
        self._all = self._resolved_open = False
        self._changed = True
        self.empty = EmptyNote("No comments yet.")
        self.area = PlainArea()
        self.about = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.about.setProperty("role", "soft")
        self.write = CommitText("Write a comment", "Write a comment", lines=2, on_leaving=False)
        self.send = QPushButton("Comment")
        self.send.setFlat(True)
        native = QKeySequence("Ctrl+Return").toString(QKeySequence.SequenceFormat.NativeText)
        self.send.setToolTip(f"Keep the comment ({native})")
        self.write.setAccessibleDescription(f"{native} keeps the comment, Esc goes back to the article")
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(4)
        foot.addWidget(self.about)
        foot.addWidget(self.write)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.send)
        foot.addLayout(buttons)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self.empty, 1)
        lines.addWidget(self.area, 1)
        lines.addWidget(self.foot)
        self._soon = Soon(self, self.catch_up)
        self.write.committed.connect(self._keep)
        self.send.clicked.connect(lambda: self.write.commit())
        self.leave.connect(lambda: session.focus_wanted.emit("article"))
        session.opened.connect(self._opened)
        session.changed.connect(self._follow)
        session.selection_changed.connect(self._selected)
        session.focus_wanted.connect(self.take_focus)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint with this theme; the zoom is the article's alone."""
        self.theme = theme.scaled(1.0)
        self.about.setFont(self.theme.ui_font(12))
        self._changed = True
        self._soon.ask()

    # -- following -----------------------------------------------------------------------------

    def _opened(self) -> None:
        self._changed = True
        self._names.clear()
        self._keep_draft()
        self._aim = None
        self._soon.ask()

    def _follow(self, change: Change) -> None:
        about = {thread.root.target for thread in self.threads}
        if any(
            thing.kind in ("comment", "annotator", "schema") or thing.id in about for thing in change.things()
        ):
            self._changed = True
            self._soon.ask()
        elif self._aim is not None and any(thing.id == self._aim.target for thing in change.things()):
            self._soon.ask()  # the words it is about may be others now

    def _selected(self) -> None:
        self._soon.ask()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.catch_up()

    def catch_up(self) -> None:
        """Show what changed; nothing while the panel is out of sight."""
        if not self.isVisible():
            return
        self._soon.stop()
        if self._changed:
            self._changed = False
            self._fill()
        document = self.session.document
        self.foot.setVisible(document is not None and not self.session.project.read_only)
        kind, here = self._target()
        for thread in self.threads:
            thread.set_current(bool(here) and thread.root.target == here and kind != "document")
        moved = self._aim is not None and self._aim.kind == "comment" and here != self._here
        self._here = here
        if document is not None and (self._aim is None or moved):
            self._set_aim(Aim("comment", kind, here))
        elif document is not None and self._aim is not None:
            self._say_about(document, self._aim)

    def _target(self) -> tuple[TargetKind, str]:
        """What is selected in the article, else the document: its kind and id."""
        if (span := self.session.selected_span) is not None:
            return "span", span.id
        if (relation := self.session.selected_relation) is not None:
            return "relation", relation.id
        return "document", self.session.document_id

    def _fill(self) -> None:
        document = self.session.document
        found = threads_of(document.comments) if document is not None else []
        open_ones = [thread for thread in found if not thread[0].resolved]
        resolved = [thread for thread in found if thread[0].resolved]
        if document is not None:
            order = {id(thread): _place(document, thread[0]) for thread in found}
            open_ones.sort(key=lambda thread: order[id(thread)])
            resolved.sort(key=lambda thread: order[id(thread)])
        body = QWidget()
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 4, 0, 8)
        lines.setSpacing(0)
        before, at = self.threads, self._focused()
        in_area = self.area.isAncestorOf(self.focusWidget())
        self.threads, self.disclosure = [], None
        shown = open_ones if self._all else open_ones[:_SHOWN]
        for thread in shown:
            lines.addWidget(self._box(thread))
        if len(shown) < len(open_ones):
            more = QPushButton(f"Show all {len(open_ones):,}", flat=True)
            more.clicked.connect(self._show_all)
            lines.addWidget(more)
        if resolved:
            inner = QWidget()
            inside = QVBoxLayout(inner)
            inside.setContentsMargins(0, 0, 0, 0)
            inside.setSpacing(0)
            for thread in resolved[: None if self._all else _SHOWN]:
                inside.addWidget(self._box(thread))
            self.disclosure = Disclosure(f"{len(resolved):,} resolved", inner)
            self.disclosure.setChecked(self._resolved_open)
            self.disclosure.toggled.connect(self._remember_open)
            lines.addWidget(self.disclosure)
            lines.addWidget(inner)
        lines.addStretch(1)
        self.area.show_body(body)
        self.area.setVisible(bool(found))
        self.empty.setText(
            "No comments yet." if document is not None else "Open a document to see its comments."
        )
        self.empty.setVisible(not found)
        if in_area:
            self._focus_again(before, at)

    def _seen(self) -> list[ThreadBox]:
        """The threads that are not folded away."""
        return [box for box in self.threads if box.isVisibleTo(self)]

    def _focused(self) -> int:
        """Which thread has the focus, or -1."""
        return next((n for n, box in enumerate(self.threads) if box.isAncestorOf(self.focusWidget())), -1)

    def _focus_again(self, before: list[ThreadBox], at: int) -> None:
        """Give the focus that was on thread `at` of those before to it, else to its next or previous like it."""
        there = {box.root.id: box for box in self._seen()}
        was = before[at].root if at >= 0 else None
        near = [box.root.id for box in (*before[at:], *reversed(before[:at]))] if was is not None else []
        boxes = [there[id] for id in near if id in there]
        boxes.sort(key=lambda box: was is None or box.root.resolved != was.resolved)  # stable
        self._focus_thread(boxes[0] if boxes else None)

    def _focus_thread(self, box: ThreadBox | None) -> None:
        """Focus a thread; without one what stands over the resolved ones, the field, or the article."""
        spare = (box.place if box is not None else None, self.disclosure, self.write)
        target = next((one for one in spare if one is not None and one.isVisibleTo(self)), None)
        if target is None:
            self.leave.emit()
            return
        target.setFocus(Qt.FocusReason.TabFocusReason)
        if box is not None:
            self.area.ensureWidgetVisible(box, 0, 8)

    def _box(self, thread: list[Comment]) -> ThreadBox:
        document = self.session.document
        assert document is not None
        lead, words = place_words(self.session, document, thread[0])
        writable = not self.session.project.read_only
        box = ThreadBox(
            thread,
            lead,
            words,
            self._name,
            theme=self.theme,
            me=self.session.project.me.id if writable else "",
        )
        root = thread[0]
        box.went.connect(lambda: self._go(root))
        box.answered.connect(lambda: self._begin(Aim("answer", root.target_kind, root.target, root.id)))
        box.resolved.connect(lambda: self.session.do(Project.resolve_comment, root.id, not root.resolved))
        box.edited.connect(lambda id: self._edit(root, id))
        box.deleted.connect(lambda id: self.session.do(Project.delete_comment, id))
        box.moved.connect(self._move)
        self.threads.append(box)
        return box

    def _name(self, annotator: str) -> str:
        if annotator not in self._names:
            self._names = {one.id: one.name for one in self.session.project.annotators()}
        return self._names.get(annotator, "somebody")

    def _show_all(self) -> None:
        shown = sum(not box.root.resolved for box in self.threads)
        self._all = self._changed = True
        self.catch_up()
        self._focus_thread(self.threads[shown])

    def _remember_open(self, opened: bool) -> None:
        self._resolved_open = opened

    # -- writing -------------------------------------------------------------------------------

    def _keep_draft(self) -> None:
        if self._aim is not None:
            draft = self.write.toPlainText()
            if draft.strip() and self._aim.kind != "edit":
                self._drafts[self._aim] = draft
            else:
                self._drafts.pop(self._aim, None)

    def _set_aim(self, aim: Aim, text: str = "") -> None:
        document = self.session.document
        if document is None:
            return
        if aim != self._aim:
            self._keep_draft()
            self._aim = aim
            self.write.show_text("")
            self.write.setPlainText(text or self._drafts.get(aim, ""))
        self._say_about(document, aim)

    def _say_about(self, document: OpenDocument, aim: Aim) -> None:
        words = place_words(self.session, document, Comment("", aim.target_kind, aim.target, "", "", ""))[1]
        about = f"On “{one_line(words, limit=60)}”" if aim.target_kind != "document" else "On this document"
        if aim.kind != "comment":
            about = "Answer" if aim.kind == "answer" else "Change the comment"
        self.about.setText(
            self.about.fontMetrics().elidedText(about, Qt.TextElideMode.ElideRight, self.width() - 28)
        )
        self.about.setToolTip(about)
        self.send.setText({"comment": "Comment", "answer": "Answer", "edit": "Change"}[aim.kind])

    def _begin(self, aim: Aim, text: str = "") -> None:
        self._set_aim(aim, text)
        self.write.setFocus(Qt.FocusReason.OtherFocusReason)
        self.write.moveCursor(self.write.textCursor().MoveOperation.End)

    def _edit(self, root: Comment, id: str) -> None:
        document = self.session.document
        comment = (
            next((one for one in document.comments if one.id == id), None) if document is not None else None
        )
        if comment is not None:
            self._begin(Aim("edit", root.target_kind, root.target, id), comment.text)

    def _keep(self, text: str) -> None:
        aim = self._aim
        if aim is None or not text:
            return
        if aim.kind == "edit":
            done = self.session.do(Project.edit_comment, aim.comment, text)
        else:
            done = self.session.do(
                Project.add_comment,
                self.session.document_id,
                target_kind=aim.target_kind,
                target=aim.target,
                text=text,
                parent=aim.comment,
            )
        if done is None:
            self.write.show_text("")
            self.write.setPlainText(text)  # refused: the words stay
            return
        self._drafts.pop(aim, None)
        self.write.show_text("")
        self._aim = None
        self._changed = True
        self.catch_up()

    def _go(self, comment: Comment) -> None:
        document = self.session.document
        if document is None:
            return
        target = comment.target
        if comment.target_kind == "relation" and target in document.relations:
            target = document.relations[target].head
        if target in document.spans:
            self.session.select_span(target)
        elif comment.target_kind != "document":
            self.session.noted.emit("What this comment is about is not in the layer that is open.")

    # -- keys ----------------------------------------------------------------------------------

    def take_focus(self, wanted: str) -> None:
        """Give the keys to the field where that is `wanted`: "comment", or "comment " and a relation's id."""
        word, _, relation = wanted.partition(" ")
        if word != "comment":
            return
        self._keep_draft()
        self._aim = None
        self.catch_up()
        if relation:
            self._set_aim(Aim("comment", "relation", relation))
        self.write.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def take_keys(self) -> None:
        """Give the keys to the first thread that is seen, else to what stands over the resolved ones, or the field."""
        self._focus_thread(next(iter(self._seen()), None))

    def _move(self, step: int) -> None:
        to, seen = self._focused() + step, len(self._seen())
        if 0 <= to < seen:
            self._focus_thread(self.threads[to])

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape:
            if self._aim is not None and self._aim.kind != "comment":
                self._keep_draft()
                self._aim = None
                self.write.show_text("")
                self.catch_up()
            else:
                self.leave.emit()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
        else:
            super().keyPressEvent(event)


def _place(document: OpenDocument, comment: Comment) -> tuple[int, str, str]:
    target = comment.target
    if comment.target_kind == "relation" and target in document.relations:
        target = document.relations[target].head
    span = document.spans.get(target)
    start = (
        -1 if comment.target_kind == "document" else span.start if span is not None else len(document.text)
    )
    return (start, comment.at, comment.id)


def place_words(session: Session, document: OpenDocument, comment: Comment) -> tuple[str, str]:
    """What a comment is about: the label's or relation's title (empty for the document), and the words.

    A comment may be about a span of another annotator's layer, which is not open.
    """
    schema = session.project.schema
    if comment.target_kind == "document":
        return "", "This document"
    title, target = "", comment.target
    if comment.target_kind == "relation":
        relation = document.relations.get(target) or next(iter(session.project.relations([target])), None)
        if relation is None:
            return "", "A relation that is gone"
        kind = schema.find_relation(relation.label)
        title, target = kind.title if kind is not None else relation.label, relation.head
    span = document.spans.get(target) or next(iter(session.project.spans([target])), None)
    if span is None:
        return title, "A span that is gone"
    label = schema.find_label(span.label)
    return title or (label.title if label is not None else span.label), one_line(span.covered(document.text))
