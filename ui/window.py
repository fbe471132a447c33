"""The window: welcome screen or workspace, and the wires between session, article and panels."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui import article, commands, fragments, gestures, handed, look, steps, suggesting
from ui import theme as themes
from ui.actions import ACTIONS, find_action, keys_text
from ui.asking import Asking
from ui.carets import Carets
from ui.current_suggestion import CurrentSuggestion
from ui.kind_menu import draw
from ui.placing import restore
from ui.proposals import Proposals
from ui.relation_mode import RelationMode
from ui.repetition import visible_extent
from ui.review import commands as review
from ui.screens import ScreensWindow
from ui.session import Session
from ui.shortcuts import ArticleKeys, Shortcuts
from ui.speech import announce
from ui.state import State
from ui.status import StatusBar
from ui.theme import Theme
from ui.toast import Toast
from ui.training import Training
from ui.whereabouts import Whereabouts, note
from ui.workspace import Workspace
from workbench.errors import UserError
from workbench.model import Annotator, Change
from workbench.project import Project
from workbench.project.settings import Settings, me, remember_project, save_settings

if TYPE_CHECKING:
    from ui.welcome import Welcome

TITLE = "Annotation Workbench"


class MainWindow(ScreensWindow):
    """One project in one window. `remembering` is off for pictures: they leave no trace in the settings."""

    def __init__(self, settings: Settings, theme: Theme | None = None, *, remembering: bool = True) -> None:
        super().__init__()
        self.settings = settings
        self.remembering = remembering
        self._fixed_theme = theme
        self.theme = theme or themes.chosen_theme(settings.theme, text_size=settings.text_size)
        self.table = ACTIONS
        self.session: Session | None = None
        self.workspace: Workspace | None = None
        self.relation_mode: RelationMode | None = None
        self.proposals: Proposals | None = None
        self.current_suggestion: CurrentSuggestion | None = None
        self.asking: Asking | None = None
        self.training: Training | None = None
        self.all_relations = False
        self._shown = ("", "")  # the document in the article, and whose layer
        self._carets = Carets()
        self.setWindowTitle(TITLE)
        self.setMinimumSize(760, 480)
        self.setAcceptDrops(True)
        whole = QWidget(self)
        self.setCentralWidget(whole)
        self.status = StatusBar(self.theme)
        self._welcome: Welcome | None = None
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.screens, 1)
        column.addWidget(self.status)
        self.toast = Toast(self.screens, self.theme)
        self.toast.acted.connect(self._act)
        self.toast.foot = self.kept_below
        self.status.problems_clicked.connect(lambda: self._in_session(steps.next_problem, 1))
        self.shortcuts = Shortcuts(self)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)
        wishes = getattr(QGuiApplication.styleHints(), "accessibility", None)  # since Qt 6.10
        if wishes is not None:
            wishes().contrastPreferenceChanged.connect(self._system_changed)
        restore(self, settings.window.get("geometry", "") if remembering else None)

    # -- projects ------------------------------------------------------------------------------

    def open_file(self, path: Path, annotator: Annotator) -> None:
        """Open a project file in the place of the present one. Raises UserError; then nothing changes."""
        self.show_project(Project.open(path, annotator=handed.acting(self.settings, path, annotator)))
        handed.ask(self, annotator)

    def show_project(self, project: Project) -> None:
        """Show an open project, where it was left."""
        self.close_project(welcome=False)
        session = Session(project, self.settings, self)
        workspace = Workspace(session, self.theme, self.screens)
        self.session, self.workspace = session, workspace
        self.relation_mode = RelationMode(session, workspace.view)
        self.proposals = Proposals(session, workspace.view)
        self.current_suggestion = CurrentSuggestion(session, workspace.view)
        self.asking = Asking(session) if self.remembering else None
        self.training = Training(session, by_itself=self.remembering)
        if self.asking is not None:
            self.training.trained.connect(self.asking.trained)
        ArticleKeys(self, workspace.view, lambda: self.settings.keys)
        self._wire(session, workspace)
        self.screens.addWidget(workspace)
        self.screens.setCurrentWidget(workspace)
        self.status.show()
        workspace.restore(self.settings.window.get("sizes", ""))
        workspace.view.set_tags(self.settings.tags)  # type: ignore[arg-type]
        workspace.view.set_numbers(self.settings.numbers)
        workspace.view.set_map_visible(self.settings.map)
        self.setWindowTitle(f"{project.name} — {TITLE}")
        if self.remembering:
            remember_project(self.settings, project.path)
            self._save()
        self._open_where_left(session)
        self.focus_article()
        if self.isVisible():
            session.prepare_later()

    def _wire(self, session: Session, workspace: Workspace) -> None:
        view = workspace.view
        session.opened.connect(self._show_document)
        session.changed.connect(self._show_change)
        session.problems_changed.connect(self._show_problems)
        session.noted.connect(self.toast.tell)
        session.said.connect(lambda words: announce(view, words))
        session.failed.connect(self.toast.fail)
        session.offered.connect(self._offer)
        session.visibility_changed.connect(lambda: view.set_visibility(session.visibility))
        session.visibility_changed.connect(session.reader.weigh_again)
        session.span_wanted.connect(lambda id, at: view.select_span(id, at=at))
        session.text_wanted.connect(self._select_text)
        session.relation_wanted.connect(lambda id: view.select_relation(id))
        session.focus_wanted.connect(self._take_focus)
        view.state_changed.connect(session.set_state)
        view.verticalScrollBar().valueChanged.connect(session.visits.alive)
        view.label_key.connect(lambda letter, shift: gestures.label_key(session, letter, shift))
        view.digit_key.connect(lambda digit: gestures.digit_key(session, digit))
        view.space.connect(lambda back: suggesting.space(session, back))
        view.enter.connect(lambda: gestures.enter(session))
        view.shift_enter.connect(lambda: gestures.other_remedy(session, visible_extent(self)))
        view.delete.connect(lambda: gestures.delete(session))
        view.escape.connect(lambda: review.article_escaped(self))
        view.edge_moved.connect(lambda start, end: fragments.move_edge(session, start, end))
        view.edge_dropped.connect(lambda start, end: fragments.drop_edge(session, start, end))
        view.fragment_drawn.connect(lambda start, end: fragments.add(session, start, end))
        view.relation_drawn.connect(lambda one, other, at: draw(session, one, other, at, view))
        view.lies_over = [self.toast]
        view.zoom_wanted.connect(lambda step: look.zoom(self, step))
        view.context_requested.connect(self._context_menu)
        find = workspace.find_bar
        find.watch(session)
        find.take_actions(self.shortcuts.actions, view)
        find.shown.connect(view.set_hits)
        find.went.connect(view.reveal)
        find.left.connect(self._leave_find)
        workspace.documents.found.connect(find.start)
        assert self.relation_mode is not None and self.proposals is not None
        assert self.current_suggestion is not None
        for planning in (self.relation_mode, self.proposals, self.current_suggestion):
            planning.changed.connect(self._preview)
        workspace.header.watch(session)
        workspace.hint.watch(session, self.relation_mode, self.proposals, find)
        self.status.watch(session)
        tabs, legend = workspace.tabs, workspace.legend
        tabs.label_key.connect(lambda letter, shift: gestures.label_key(session, letter, shift))
        tabs.digit_key.connect(lambda digit: gestures.digit_key(session, digit))
        legend.label_chosen.connect(
            lambda id: gestures.apply_label(session, session.project.schema.label(id))
        )
        for panel in (workspace.documents, legend, tabs):
            panel.leave.connect(self.focus_article)
        workspace.documents.files_dropped.connect(lambda paths: commands.take_dropped(self, paths))

    def close_project(self, *, welcome: bool = True) -> None:
        """Let the project go; the place is remembered."""
        if self.session is not None and self.workspace is not None:
            self._remember()
            session, workspace = self.session, self.workspace
            workspace.tabs.settle()
            self.session = self.workspace = self.relation_mode = self.proposals = None
            self.close_page()
            review.close(self)
            for worker in (self.asking, self.training):
                if worker is not None:
                    worker.stop()
            self.current_suggestion = self.asking = self.training = None
            self._shown, self._carets = ("", ""), Carets()
            for timer in (*workspace.findChildren(QTimer), *self.status.findChildren(QTimer)):
                timer.stop()  # what was put off would ask a project that is closed
            session.close()
            self.screens.removeWidget(workspace)
            workspace.deleteLater()
            session.deleteLater()
            self.setWindowTitle(TITLE)
        if welcome:
            self.show_welcome()

    def _open_where_left(self, session: Session) -> None:
        self._carets = Carets(self.settings.places.get(str(session.project.path.absolute()), ""))
        if self.remembering and self.workspace is not None:
            Whereabouts(session, self.workspace.view, self._carets)
        document_id = self._carets.last()
        if not document_id or not session.project.document_key(document_id):
            keys = session.keys()
            document_id = session.project.document_rows(keys[:1])[0].id if keys else ""
        if document_id:
            session.open(document_id)
        else:
            self._show_document()

    # -- the article ---------------------------------------------------------------------------

    def _show_document(self) -> None:
        session, workspace = self.session, self.workspace
        if session is None or workspace is None:
            return
        view, document = workspace.view, session.document
        before: State = view.state
        if self._shown[0]:
            self._carets.put(self._shown[0], before.caret)
        same = (session.document_id, session.annotator_id) == self._shown
        self._shown = (session.document_id, session.annotator_id)
        view.set_schema(session.project.schema)
        view.set_document(document)
        article.name_article(view, document, say=not same)
        workspace.show_article(document is not None, documents=session.project.document_count())
        if document is None:
            return
        if same and before.kind == "span" and before.span in document.spans:
            view.select_span(before.span)
        elif same and before.kind == "text":
            view.select_text(before.anchor, before.caret)
        else:
            at = min(self._carets.at(session.document_id), len(document.text))
            view.set_caret(at)
            view.reveal(at, at)
        session.set_state(view.state)

    def _show_change(self, change: Change) -> None:
        session, workspace = self.session, self.workspace
        if session is None or workspace is None or session.document is None:
            return
        if change.document in ("", session.document_id):
            workspace.view.apply(change)
            session.set_state(workspace.view.state)

    def _show_problems(self) -> None:
        if self.session is not None and self.workspace is not None and self.session.document is not None:
            self.workspace.view.set_problems(self.session.document.problems)

    def _select_text(self, start: int, end: int) -> None:
        if self.workspace is not None:
            if start == end:
                self.workspace.view.set_caret(start)
            else:
                self.workspace.view.select_text(start, end)
            self.workspace.view.reveal(start, end)

    def _leave_find(self, start: int, end: int) -> None:
        if start >= 0:
            self._select_text(start, end)
        self.focus_article()

    def _preview(self) -> None:
        mode, proposals, workspace = self.relation_mode, self.proposals, self.workspace
        if mode is None or proposals is None or workspace is None or self.current_suggestion is None:
            return
        if mode.on:
            proposals.stop()
        planned = proposals.planned() or self.current_suggestion.planned()
        workspace.view.set_preview(*([mode.planned()] if mode.on else planned))
        if mode.end is not None:
            workspace.view.reveal(mode.end.start, mode.end.end)

    def show_all_relations(self, shown: bool) -> None:
        """Draw every relation, or only those of the selected span."""
        self.all_relations = shown
        if self.workspace is not None:
            self.workspace.view.set_all_relations(shown)

    def _context_menu(self, at: Any) -> None:
        from ui.context import article_menu

        if self.session is not None:
            article_menu(self, self.session).popup(at)

    # -- focus ---------------------------------------------------------------------------------

    def focus_article(self) -> None:
        """The keys go to the article, that of the review if it is shown."""
        shown = review.screen(self)
        if shown is not None:
            shown.take_keys()
        elif self.workspace is not None:
            self.workspace.take_keys()

    def panels(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        if self.workspace is None:
            return [self.welcome]
        shown = self.page or review.screen(self)
        if shown is not None:
            return shown.panels() if hasattr(shown, "panels") else [shown]
        part = self.workspace
        return [part.documents, part.header, part.view, part.legend, part.tabs]

    def _take_focus(self, wanted: str) -> None:
        if wanted == "article":
            self.focus_article()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.session is not None:
            self.session.prepare_later()
        elif self._welcome is None:
            self.show_welcome()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if (
            event.type() == QEvent.Type.ActivationChange
            and self.isActiveWindow()
            and self.session is not None
        ):
            self.session.refresh()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        commands.take_dropped(self, paths)

    # -- sentences -----------------------------------------------------------------------------

    def say(self, sentence: str) -> None:
        """Show a sentence for three seconds."""
        self.toast.tell(sentence)

    def fail(self, sentence: str) -> None:
        """Show what did not work."""
        self.toast.fail(sentence)

    def _offer(self, sentence: str, action_id: str) -> None:
        action = find_action(action_id)
        title = action.title.replace("&", "").rstrip("…")
        keys = keys_text(action, self.settings.keys, most=1)
        self.toast.offer(sentence, action_id, f"{title}  {keys}")

    def _act(self, action_id: str) -> None:
        if action_id == "undo":
            article.undo_here(self)
        elif action_id:
            find_action(action_id).run(self)
        self.focus_article()

    def _in_session(self, step: Any, *args: Any) -> None:
        if self.session is not None:
            step(self.session, *args)

    # -- settings and theme --------------------------------------------------------------------

    def change_settings(self, **values: Any) -> None:
        """Change some settings, show and keep them."""
        for name, value in values.items():
            setattr(self.settings, name, value)
        self._save()
        self.take_settings(self.settings)

    def take_settings(self, settings: Any) -> None:
        """Show what the settings say now."""
        # What this window keeps itself must not be lost to a copy that a dialog made earlier.
        settings.window, settings.places = self.settings.window, self.settings.places
        settings.acting = self.settings.acting
        renamed = settings.annotator_name != self.settings.annotator_name
        self.settings = settings
        if self.session is not None:
            self.session.settings = settings
        if self.workspace is not None:
            self.workspace.view.set_tags(settings.tags)
            self.workspace.legend.show_tags()
            self.workspace.view.set_numbers(settings.numbers)
            self.workspace.view.set_map_visible(settings.map)
        self.shortcuts.remap()
        if self._fixed_theme is None:
            self.set_theme(themes.chosen_theme(settings.theme, text_size=settings.text_size))
        if self.session is None:
            self.show_welcome()
        elif renamed:
            self._open_as_somebody_else()

    def _open_as_somebody_else(self) -> None:
        annotator = me(self.settings)
        if annotator is None or self.session is None or annotator.id == self.session.project.me.id:
            return
        path = self.session.project.path
        self.settings.acting.pop(str(path.absolute()), None)
        self.open_again(path, annotator, f"From now on you annotate as {annotator.name}.")

    def open_again(self, path: Path, annotator: Annotator, words: str) -> None:
        """Open the file as somebody else and say the words, or why it cannot be opened."""
        try:
            self.open_file(path, annotator)
        except UserError as error:
            self.fail(str(error))
        else:
            self.say(words)

    def set_theme(self, theme: Theme) -> None:
        """Dress everything, also what is open."""
        if theme == self.theme:
            return
        recoloured = theme.scaled(1.0) != self.theme.scaled(1.0)
        self.theme = theme
        app = QApplication.instance()
        if recoloured and isinstance(app, QApplication):
            themes.apply(app, theme)
        self.status.set_theme(theme)
        if self.workspace is not None:
            self.workspace.set_theme(theme)
        if self.review is not None:
            self.review.set_theme(theme)
        if recoloured:
            for part in (self._welcome, self.toast, self.page):
                if part is not None and hasattr(part, "set_theme"):
                    part.set_theme(theme)
            for dialog in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
                if dialog.isWindow() and hasattr(dialog, "set_theme"):
                    dialog.set_theme(theme)

    def _system_changed(self) -> None:
        if self._fixed_theme is None:
            self.set_theme(themes.chosen_theme(self.settings.theme, text_size=self.settings.text_size))

    # -- remembering ---------------------------------------------------------------------------

    @property
    def welcome(self) -> Welcome:
        """The first screen, made when it is first needed: not where a window opens on a project."""
        if self._welcome is None:
            from ui.welcome import Welcome

            self._welcome = made = Welcome(self.theme)
            self.screens.addWidget(made)
            made.new.connect(lambda: commands.new_project(self))
            made.open.connect(lambda: commands.open_project(self))
            made.chosen.connect(lambda path: commands.open_path(self, path))
            made.forgotten.connect(self._forget)
        return self._welcome

    def show_welcome(self) -> None:
        """The first screen, with the projects of late."""
        annotator = me(self.settings)
        self.welcome.show_recent(self.settings.recent, annotator.name if annotator is not None else "")
        self.screens.setCurrentWidget(self.welcome)
        self.status.hide()
        self.welcome.take_focus()

    def _forget(self, path: str) -> None:
        self.settings.recent = [one for one in self.settings.recent if one != path]
        self._save()
        self.show_welcome()

    def _remember(self) -> None:
        if self.session is None or self.workspace is None or not self.remembering:
            return
        note(self.session, self.workspace.view, self._carets)
        self.settings.window["sizes"] = self.workspace.sizes()
        self._save()

    def _save(self) -> None:
        if self.remembering:
            # A folder that cannot be written costs the memory of the place, not the work.
            with contextlib.suppress(UserError):
                save_settings(self.settings)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.remembering:
            self.settings.window["geometry"] = self.saveGeometry().toBase64().toStdString()
        self.close_project(welcome=False)
        self._save()
        super().closeEvent(event)
