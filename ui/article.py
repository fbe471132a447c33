"""What menus and keys do to the article, and where the focus goes: functions with the window first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from ui import gestures, steps
from ui.review import commands as review
from ui.speech import announce
from workbench.model import Problem

if TYPE_CHECKING:
    from ui.document_view import DocumentView
    from ui.open_document import OpenDocument
    from ui.window import MainWindow

FIELDS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)


def can_undo(window: MainWindow) -> bool:
    """There is something of mine to take back."""
    return window.session is not None and not window.session.project.read_only


def can_redo(window: MainWindow) -> bool:
    """A project that can be written is open."""
    return can_undo(window)


def undo_here(window: MainWindow) -> None:
    """Take back at once what a toast has just told, and go where it was."""
    session = window.session
    if session is None:
        return
    if review.reviewing(window):
        review.undo(window)
        return
    change = session.undo()
    if change is not None and change.document and change.document != session.document_id:
        session.open(change.document)


# -- the article -------------------------------------------------------------------------------


def name_article(view: DocumentView, document: OpenDocument | None, *, say: bool) -> None:
    """Name the article after its document; `say` its title too, and whose layer it is where that is read only."""
    if document is None:
        view.setAccessibleName("Article")
        return
    name, whose = document.document.name, document.annotator_name
    view.setAccessibleName(f"Article: {name}")
    if say:
        layer = f", {whose}’s layer" if whose and document.read_only else ""
        announce(view, f"{name}{layer}{', read only' if document.read_only else ''}")


def find(window: MainWindow) -> None:
    """Open the find bar with the selected words."""
    session = window.session
    if session is None or session.document is None:
        return
    state, span = session.state, session.selected_span
    text = session.document.text
    words = span.covered(text) if span is not None else text[state.start : state.end]
    if window.workspace is not None:
        window.workspace.find_bar.start(words if len(words) <= 80 else "")


def find_next(window: MainWindow) -> None:
    """The next hit."""
    if window.workspace is not None:
        window.workspace.find_bar.step(1)


def find_previous(window: MainWindow) -> None:
    """The previous hit."""
    if window.workspace is not None:
        window.workspace.find_bar.step(-1)


def finding(window: MainWindow) -> bool:
    """Whether Find is open."""
    return window.workspace is not None and not window.workspace.find_bar.isHidden()


def finding_words(window: MainWindow) -> bool:
    """Whether Find is open and whole words mean something there: a regular expression says it itself."""
    return finding(window) and window.workspace is not None and window.workspace.find_bar.words.isEnabled()


def find_case(window: MainWindow) -> None:
    """Tell capitals and small letters apart in Find, or not."""
    if window.workspace is not None:
        window.workspace.find_bar.case.toggle()


def find_words(window: MainWindow) -> None:
    """Find only whole words, or parts of them too."""
    if window.workspace is not None:
        window.workspace.find_bar.words.toggle()


def find_pattern(window: MainWindow) -> None:
    """Find by a regular expression, or by the words themselves."""
    if window.workspace is not None:
        window.workspace.find_bar.pattern.toggle()


def finds_case(window: MainWindow) -> bool:
    """Whether Find tells capitals and small letters apart."""
    return window.workspace is not None and window.workspace.find_bar.search.case


def finds_words(window: MainWindow) -> bool:
    """Whether Find takes whole words only."""
    return window.workspace is not None and window.workspace.find_bar.search.words


def finds_pattern(window: MainWindow) -> bool:
    """Whether Find takes a regular expression."""
    return window.workspace is not None and window.workspace.find_bar.search.pattern


def set_published(window: MainWindow) -> None:
    """Type the day of publication above the article."""
    if window.workspace is not None:
        window.workspace.header.edit_published()


def choose_layer(window: MainWindow) -> None:
    """Choose whose layer of the document is shown."""
    if window.workspace is not None:
        window.workspace.header.choose_layer()


def begin_relation(window: MainWindow, kind: str = "") -> None:
    """Begin a relation at the selected span; `kind` is the relation's id, if it is known already."""
    mode = window.relation_mode
    if mode is None or not mode.begin() or not kind:
        return
    for one in mode.kinds:
        if one.id == kind:
            mode.choose(one)
            return
    mode.stop()
    window.say("This relation is not possible from this span.")


def next_span(window: MainWindow) -> None:
    """Select the next span."""
    if window.session is not None:
        steps.next_span(window.session, 1)


def previous_span(window: MainWindow) -> None:
    """Select the previous span."""
    if window.session is not None:
        steps.next_span(window.session, -1)


def escape(window: MainWindow) -> None:
    """One state back: from a span or a selection to the caret; from the gold to the review."""
    if review.editing_gold(window):
        review.back_from_gold(window)
        return
    session = window.session
    if session is not None and session.state.kind != "caret":
        session.set_problem(None)
        session.select_text(start=session.state.caret, end=session.state.caret)


def finish(window: MainWindow, *, anyway: bool = False) -> None:
    """Finish the document; its open problems are listed once before. In a field, only commit the field."""
    session = window.session
    if session is None or session.document is None:
        return
    if in_field(window):
        window.focus_article()
        session.noted.emit("Back in the article. The same keys once more finish the document.")
        return
    if review.editing_gold(window):
        review.back_from_gold(window)
        return
    if not anyway and not session.finished and not session.read_only:
        session.check_problems()
        problems = list(session.document.problems)
        if problems:
            _list_problems(window, problems)
            return
    steps.finish(session)


def _list_problems(window: MainWindow, problems: list[Problem]) -> None:
    from ui.dialogs.problems import ProblemsDialog

    session = window.session
    if session is None or session.document is None:
        return
    left = steps.undecided(len(session.suggestions))
    dialog = ProblemsDialog(problems, session.document.text, window.theme, window, left=left)

    def go(problem: Problem) -> None:
        window.focus_article()
        steps.show_problem(session, problem)

    dialog.go.connect(go)
    dialog.finish.connect(lambda: finish(window, anyway=True))
    dialog.open()


def go_to_problem(window: MainWindow, step: int) -> None:
    """The next (1) or previous (-1) problem, with the keys in the article: there Enter mends it."""
    if window.session is not None and window.session.document is not None:
        window.focus_article()
        steps.next_problem(window.session, step)


def in_field(window: MainWindow) -> bool:
    """Whether the keys go to a field of the window, where text is typed."""
    focused = QApplication.focusWidget()
    return isinstance(focused, FIELDS) and window.isAncestorOf(focused)


# -- going about -------------------------------------------------------------------------------


def next_document(window: MainWindow) -> None:
    """Open the next document of the list."""
    _step_document(window, 1)


def previous_document(window: MainWindow) -> None:
    """Open the previous document of the list."""
    _step_document(window, -1)


def _step_document(window: MainWindow, step: int) -> None:
    session = window.session
    if session is None:
        return
    following = session.next_document(step)
    if following:
        session.open(following)
    elif session.document is not None:
        window.say("This is the last document." if step > 0 else "This is the first document.")
    else:
        window.say("There is no document yet: Ctrl+I imports some.")


def filter_documents(window: MainWindow) -> None:
    """Type a part of a name."""
    if window.session is not None:
        window.session.focus_wanted.emit("filter")


def on_other_layer(window: MainWindow) -> bool:
    """Another annotator's layer is shown."""
    return window.session is not None and bool(window.session.annotator_id)


def my_layer(window: MainWindow) -> None:
    """Show my layer again."""
    if window.session is not None:
        window.session.open(window.session.document_id)


def comment(window: MainWindow) -> None:
    """Comment on the relation in whose row the keys are, else on what is selected in the article."""
    if window.session is not None and window.workspace is not None:
        gestures.comment(window.session, window.workspace.tabs.relation_at_hand())


def next_panel(window: MainWindow) -> None:
    """The focus goes to the next panel."""
    _step_panel(window, 1)


def previous_panel(window: MainWindow) -> None:
    """The focus goes to the previous panel."""
    _step_panel(window, -1)


def _step_panel(window: MainWindow, step: int) -> None:
    panels = [panel for panel in window.panels() if panel.isVisible()]
    focused = QApplication.focusWidget()
    at = next(
        (i for i, one in enumerate(panels) if focused is not None and _holds(one, focused)),
        -1 if step > 0 else 0,
    )
    for distance in range(1, len(panels) + 1):
        if take_focus(panels[(at + step * distance) % len(panels)]):
            return


def _holds(panel: QWidget, widget: QWidget) -> bool:
    return panel is widget or panel.isAncestorOf(widget)


def take_focus(panel: QWidget) -> bool:
    """Give the focus to a panel: to itself, or to the first thing in it that takes it. False if none does."""
    reason = Qt.FocusReason.ShortcutFocusReason
    if panel.focusPolicy() != Qt.FocusPolicy.NoFocus or panel.focusProxy() is not None:
        panel.setFocus(reason)
        return True
    widget = panel.nextInFocusChain()
    while widget is not None and widget is not panel:
        tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if panel.isAncestorOf(widget) and tab and widget.isVisible() and widget.isEnabled():
            widget.setFocus(reason)
            return True
        widget = widget.nextInFocusChain()
    return False
