"""One open project in one window: the only door for writes, and the relay between view and panels."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from ui.checking import Checking
from ui.loader import Loader
from ui.open_document import OpenDocument
from ui.state import State
from ui.suggestion_reader import SuggestionReader
from ui.visibility import EVERYTHING, Visibility
from ui.visits import Visits
from ui.waiting import run_shown
from workbench.errors import UserError
from workbench.model import FINISHED, Change, Problem, Progress, Relation, Span, new_id

if TYPE_CHECKING:
    from ui.open_suggestions import OpenSuggestions
    from workbench.project import Project
    from workbench.project.settings import Settings
    from workbench.project.suggested import Suggested

PREPARE_MS = 150  # after the window is shown: it has been painted by then
FOLD_MS = 2000  # so long nothing was written: the file's log can be folded in without anybody waiting
SLOW_SECONDS = 0.2  # a commit that takes longer shows "saving" before the next one


class Session(QObject):
    """What a window has open. Panels and view know each other only through these signals."""

    opened = Signal()  # another document, or the same one loaded again, or none
    changed = Signal(object)  # Change: what a write touched
    failed = Signal(str)  # a sentence: nothing was written
    noted = Signal(str)  # a sentence worth telling
    said = Signal(str)  # for a screen reader alone: what is seen already where one looks
    documents_changed = Signal()  # documents came or went: the list is read again
    selection_changed = Signal(object)  # State of the article
    span_wanted = Signal(str, int)  # the article is asked to select a span, and the fragment at an offset
    text_wanted = Signal(int, int)  # a panel asks the article to select this stretch (code points)
    suggestion_wanted = Signal(str)  # the article shall make this group the current suggestion
    suggestions_changed = Signal(object)  # Redrawn: suggestions came and went; None: all are let go
    relation_wanted = Signal(str)  # a panel asks the article to select this relation
    focus_wanted = Signal(str)  # "article", "note", "comment", "attributes", "filter": who shall get the keys
    offered = Signal(str, str)  # a sentence with an action to take beside it (the id of an Action)
    problem_changed = Signal()  # another problem is being looked at, or none
    problems_changed = Signal()  # the open document's problems were looked for again
    visibility_changed = Signal()  # other labels are shown, dimmed or hidden
    saving = Signal(bool)  # a write is under way that may take a while

    def __init__(self, project: Project, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.settings = settings
        self.document: OpenDocument | None = None
        self.annotator_id = ""  # whose layer is shown; empty: mine
        self.state = State()
        self.names_hidden = False  # a blind review: nobody shall see who had what
        self.visibility = EVERYTHING  # which labels the article shows, in every document
        self.draft: dict[str, Any] | None = (
            None  # values of the current suggestion that were edited; see drafting
        )
        self.quick_index = 0  # which quick attribute of the selected span the next digit fills
        self.problem: Problem | None = None  # the one that F8 has gone to
        self._run: tuple[str, str] = ("", "")  # the span whose edge moves, the id of that run
        self._slow = False
        self._keys: Sequence[int] | None = None
        self.documents_changed.connect(self._forget_keys)
        self._preparing = QTimer(self, singleShot=True, interval=PREPARE_MS)
        self._preparing.timeout.connect(self.prepare)
        project.fold_later()
        self._folding = QTimer(self, singleShot=True, interval=FOLD_MS)
        self._folding.timeout.connect(project.fold)
        self.loader = Loader()
        self._checking = Checking(self)
        self.visits = Visits(self)
        self.reader = SuggestionReader(self)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def document_id(self) -> str:
        """The id of the open document, or empty."""
        return self.document.document.id if self.document is not None else ""

    @property
    def read_only(self) -> bool:
        """Whether the layer shown cannot be written: another person's, or a read-only project."""
        return self.document is None or self.document.read_only

    @property
    def status(self) -> str:
        """The status of the layer shown; "new" where it has none yet."""
        layer = self.document.layer if self.document is not None else None
        return layer.status if layer is not None else "new"

    @property
    def finished(self) -> bool:
        """Whether the layer shown is done or reviewed."""
        return self.status in FINISHED

    @property
    def selected_span(self) -> Span | None:
        """The span that is selected in the article."""
        if self.document is None or self.state.kind != "span":
            return None
        return self.document.spans.get(self.state.span)

    @property
    def selected_relation(self) -> Relation | None:
        """The relation that is selected in the article."""
        if self.document is None or self.state.kind != "relation":
            return None
        return self.document.relations.get(self.state.relation)

    @property
    def suggestions(self) -> OpenSuggestions:
        """What is proposed for the open document, as far as it has been read."""
        return self.reader.known

    @property
    def suggestion(self) -> Suggested | None:
        """The suggestion that the keys are about."""
        return self.suggestions.shown.get(self.state.suggestion) if self.state.kind == "suggestion" else None

    @property
    def active_span(self) -> Span | None:
        """The selected span, else the last one that was, for relation commands."""
        if self.document is None:
            return None
        return self.selected_span or self.document.spans.get(self.state.active_span)

    def set_visibility(self, visibility: Visibility) -> None:
        """Show other labels in the article; nothing that is stored changes."""
        if visibility != self.visibility:
            self.visibility = visibility
            self.visibility_changed.emit()

    def set_state(self, state: State) -> None:
        """The article tells where it stands; everyone else hears it from here."""
        if state == self.state:
            return
        if (state.span, state.edge, state.part) != (self.state.span, self.state.edge, self.state.part):
            self._run = ("", "")
        if (state.span, state.suggestion) != (self.state.span, self.state.suggestion):
            self.quick_index, self.draft = 0, None
        self.state = state
        if self.problem is not None and not self._on_problem(state):
            self.set_problem(None)
        self.selection_changed.emit(state)

    def select_span(self, span_id: str, *, at: int = -1) -> None:
        """Ask the article to select a span and show it; the fragment that holds `at` gets the active edge."""
        self.span_wanted.emit(span_id, at)

    def select_relation(self, relation_id: str) -> None:
        """Ask the article to select a relation and show the end that is nearer to hand."""
        self.relation_wanted.emit(relation_id)

    def select_text(self, *, start: int, end: int) -> None:
        """Ask the article to select a stretch of text and show it."""
        self.text_wanted.emit(start, end)

    def set_problem(self, problem: Problem | None) -> None:
        """The problem that is being looked at: Enter mends it, if it has a remedy."""
        if problem != self.problem:
            self.problem = problem
            self.problem_changed.emit()

    @property
    def problems_stale(self) -> bool:
        """Whether something was written since the whole document was checked."""
        return self._checking.stale

    def check_problems(self) -> None:
        """Look for the open document's problems now.

        This is done by itself when nothing has been written for a moment; in a document with very many
        spans the whole waits until somebody asks (F8, Ctrl+Return).
        """
        self._checking.now()

    def _on_problem(self, state: State) -> bool:
        problem = self.problem
        if problem is None or self.document is None:
            return False
        if state.kind == "span":
            relation = self.document.relations.get(problem.target)
            return state.span in (problem.target, relation.head if relation is not None else "")
        return (state.start, state.end) == (problem.start, problem.end)

    def edge_run(self, span_id: str) -> str:
        """The run that a boundary move belongs to: presses on one edge of one span are one undo step."""
        if self._run[0] != span_id:
            self._run = (span_id, new_id())
        return self._run[1]

    def end_run(self) -> None:
        """The next boundary move begins a new undo step."""
        self._run = ("", "")

    # -- reading -------------------------------------------------------------------------------

    def open(self, document_id: str, annotator_id: str = "") -> bool:
        """Show a document: my layer, or another annotator's to read. False if it cannot be shown."""
        try:
            document = OpenDocument.load(self.project, document_id, annotator_id)
        except UserError as error:
            self.failed.emit(str(error))
            return False
        self.document, self.annotator_id = document, annotator_id
        self._run = ("", "")
        self.problem, self.draft, self.quick_index = None, None, 0
        self.state = State()
        self.opened.emit()
        self._checking.opened()
        self.reader.opened()
        return True

    def close_document(self) -> None:
        """Show no document."""
        self.document, self.annotator_id, self.state = None, "", State()
        self.opened.emit()
        self.reader.opened()

    def close(self) -> None:
        """Let go of the project: nothing is read or told after this."""
        self.visits.end()
        self._checking.stop()
        self.reader.stop()
        self._preparing.stop()
        self.blockSignals(True)
        self.document = None
        self.project.close()

    def refresh(self) -> bool:
        """Show what others wrote since we looked (another window, an import). True if there was something."""
        try:
            if not self.project.other_changes():
                return False
            known = not self.document_id or self.project.document(self.document_id) is not None
        except UserError:
            known = False
        self.documents_changed.emit()
        if self.document is not None:
            if known:
                self.open(self.document_id, self.annotator_id)
            else:
                self.close_document()
        return True

    def keys(self) -> Sequence[int]:
        """The keys of all documents in the order of work; kept until documents come or go, or one is finished."""
        if self._keys is None:
            settings = self.settings
            self._keys = self.project.keys_in_order(settings.order, least=settings.least_score)
        return self._keys

    def order_again(self) -> None:
        """Another order of work was chosen, or what it follows has changed: the list is read again."""
        self.documents_changed.emit()

    def _forget_keys(self) -> None:
        self._keys = None

    def next_document(self, step: int) -> str:
        """The id of the next (1) or previous (-1) document in the order of work; empty at its end."""
        keys = self.keys()
        here = self.project.document_key(self.document_id) if self.document_id else 0
        at = (keys.index(here) if here in keys else -min(step, 0) * len(keys) - max(step, 0)) + step
        rows = self.project.document_rows([keys[at]]) if 0 <= at < len(keys) else []
        return rows[0].id if rows else ""

    def place(self) -> tuple[int, int]:
        """Which document this is and of how many, counted from 1; 0 where none is open."""
        keys = self.keys()
        here = self.project.document_key(self.document_id) if self.document_id else 0
        return (keys.index(here) + 1 if here in keys else 0), len(keys)

    def prepare_later(self) -> None:
        """Prepare for writing when the window has been painted."""
        self._preparing.start()

    def prepare(self) -> bool:
        """Import what the first write needs, so that the first key is as fast as the others.

        False for a project that cannot be written.
        """
        if any(one.type == "timex" for label in self.project.schema.labels for one in label.attributes):
            self.loader.read_dates(self.project.schema.language)
        return self.project.warm_up()

    # -- writing -------------------------------------------------------------------------------

    def do(self, method: Callable[..., Change], *args: Any, **named: Any) -> Change | None:
        """Run one writing method of the project, bound or as `Project.add_span`; None if it was refused.

        The Change is applied to the open document and then told to everyone.
        """
        if not inspect.ismethod(method):
            args = (self.project, *args)
        if self._slow:
            self.saving.emit(True)
        began = time.perf_counter()
        try:
            change = method(*args, **named)
        except UserError as error:
            self.failed.emit(str(error))
            return None
        finally:
            if self._slow:
                self.saving.emit(False)
            self._slow = time.perf_counter() - began > SLOW_SECONDS
        self.take(change)
        return change

    def spend(self, visit: str, document_id: str, *, seconds: int) -> None:
        """Keep how long I have worked on a document; where that cannot be written it is not worth a word."""
        with suppress(UserError):
            self.project.add_time(visit, document_id, seconds=seconds)

    def take(self, change: Change) -> None:
        """Show a Change that was written elsewhere in this window (the end of a job)."""
        self._folding.start()
        lost = False  # whether problems went with what they were about
        if any(thing.kind == "schema" for thing in change.things()):
            self.reload()
        elif self.document is not None and change.document in ("", self.document_id):
            revision = self.document.revision
            self.document.apply(change, self.project)
            self.reader.follow(change, revision)
            touched = {thing.id for thing in change.things()}
            deleted = {thing.id for thing in change.deleted}
            lost = any(one.target in deleted for one in self.document.problems)
            other_tokens = any(thing.kind == "setting" for thing in change.things())
            self.document.problems = [
                one
                for one in self.document.problems
                if one.target not in touched and not (other_tokens and one.kind == "cut token")
            ]
            self._checking.later(thing.id for thing in change.things() if thing.kind == "span")
        self.changed.emit(change)
        if lost:
            self.problems_changed.emit()
        for note in change.notes:
            self.noted.emit(note)
        if any(thing.kind == "document" for thing in (*change.created, *change.deleted)):
            if any(thing.id == self.document_id for thing in change.deleted):
                self.close_document()
            self.documents_changed.emit()

    def tell(self, change: Change) -> None:
        """Say what a change did, with Undo beside it."""
        self.offered.emit(" ".join([f"{change.title[:1].upper()}{change.title[1:]}.", *change.notes]), "undo")

    def reload(self) -> None:
        """Load the open document again."""
        if self.document is not None:
            self.open(self.document_id, self.annotator_id)

    def undo(self) -> Change | None:
        """Take back my last operation, wherever it was."""
        return self._at_length(self.project.undo_steps())

    def redo(self) -> Change | None:
        """Do again what was taken back."""
        return self._at_length(self.project.redo_steps())

    def _at_length(self, job: Generator[Progress, None, Change]) -> Change | None:
        """Do what may touch thousands of rows."""
        parent = self.parent()
        window = parent if isinstance(parent, QWidget) else None
        return self.do(lambda project: run_shown(window, job) or Change(title="", notes=("Left off.",)))
