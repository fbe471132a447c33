"""What menus and palette do to the window: functions with the window first. Dialogs are imported when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from ui import gestures, suggesting
from ui.article import begin_relation
from ui.going import go_to
from ui.status import clock
from ui.steps import quoted
from workbench.errors import UserError
from workbench.model import Annotator

if TYPE_CHECKING:
    from ui.dialogs.consistency import ConsistencyDialog
    from ui.dialogs.export import ExportDialog
    from ui.dialogs.preview import Place
    from ui.dialogs.versions import VersionsDialog
    from ui.window import MainWindow
    from workbench.project.consistency import FormContext

PROJECT_SUFFIX = ".wbench"
PROJECT_FILES = f"Projects (*{PROJECT_SUFFIX});;All files (*)"


def with_name(
    window: MainWindow, go_on: Callable[[Annotator], object], *, otherwise: Callable[[], object] | None = None
) -> None:
    """Go on as the annotator of the settings; at the first start ask for the name before.

    `otherwise` is done where the person gives none.
    """
    from workbench.project.settings import me

    annotator = me(window.settings)
    if annotator is not None:
        go_on(annotator)
        return
    from ui.dialogs.name import NameDialog

    def named(settings: object) -> None:
        window.take_settings(settings)
        found = me(window.settings)
        if found is not None:
            go_on(found)

    dialog = NameDialog(window.settings, window.theme, window)
    dialog.named.connect(named)
    if otherwise is not None:
        dialog.rejected.connect(otherwise)
    dialog.open()


def new_project(window: MainWindow) -> None:
    """Ask for place and schema of a new project, and open it."""
    from ui.dialogs.new_project import NewProjectDialog

    def ask(annotator: Annotator) -> None:
        dialog = NewProjectDialog(window.theme, annotator, window)
        dialog.created.connect(window.show_project)
        dialog.open()

    with_name(window, ask)


def open_project(window: MainWindow) -> None:
    """Ask for a project file and open it."""
    recent = window.settings.recent
    folder = str(Path(recent[0]).parent) if recent else str(Path.home())
    dialog = QFileDialog(window, "Open project", folder, PROJECT_FILES)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda path: open_path(window, path))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()


def open_path(window: MainWindow, path: str) -> None:
    """Open this project file; what is wrong with it is said. Without a name one works under the login name."""
    from ui.actions import find_action, keys_text
    from workbench.project.settings import login_name, person

    def go_on(annotator: Annotator) -> None:
        try:
            window.open_file(Path(path), annotator)
        except UserError as error:
            window.fail(str(error))

    def unnamed() -> None:
        name = login_name()
        window.change_settings(annotator_name=name)
        go_on(person(window.settings, name))
        if window.session is not None:
            keys = keys_text(find_action("settings"), window.settings.keys, most=1)
            window.say(f"You annotate as “{name}”, your login name. Settings ({keys}) change it.")

    with_name(window, go_on, otherwise=unnamed)


def close_project(window: MainWindow) -> None:
    """Back to the welcome screen."""
    window.close_project()


def quit_program(window: MainWindow) -> None:
    """Close the window."""
    window.close()


def take_dropped(window: MainWindow, paths: Sequence[Path]) -> None:
    """Import files that were dropped; a copy of the project is merged, and opened where no project is."""
    projects = [path for path in paths if path.suffix == PROJECT_SUFFIX]
    if window.session is None:
        if len(projects) == 1:
            open_path(window, str(projects[0]))
        else:
            window.say("Drop one project to open it. Articles are imported into an open project.")
    elif projects and len(projects) == len(paths):
        merge_files(window, projects)
    else:
        import_files(window, [path for path in paths if path not in projects])
        if projects:
            window.say("Projects were left out: drop them by themselves to merge them.")


def import_files(window: MainWindow, paths: Sequence[Path] = ()) -> None:
    """Show what would come from files, and import it if the person agrees."""
    if window.session is None:
        return
    from ui.dialogs.import_ import ImportDialog

    session = window.session
    dialog = ImportDialog(session, window.theme, window, paths=tuple(paths))

    def open_first() -> None:
        if not session.document_id and session.keys():
            session.open(session.project.document_rows(session.keys()[:1])[0].id)
        if session.document is not None:
            window.focus_article()  # Space works at once, when the dialog has gone
            dialog.finished.connect(window.focus_article)

    dialog.imported.connect(open_first)
    dialog.open()


def export_files(window: MainWindow) -> None:
    """Ask what to export and how, and say first what the format cannot hold."""
    if window.session is None:
        return
    from ui.dialogs.export import ExportDialog
    from ui.dialogs.recipe_form import FIRST
    from ui.review import commands as review
    from workbench.project.recipes import Recipe

    session = window.session
    if _came_back(window, ExportDialog):
        return
    dialog = ExportDialog(session, window.theme, window, blind=lambda: review.blind(window))
    if review.screen(window) is not None:  # which says that Ctrl+E exports the gold
        dialog.form.take(Recipe("", FIRST, "gold"))

    dialog.went.connect(lambda place: _show_loss(window, place, "export", "export"))
    dialog.open()


def _show_loss(window: MainWindow, place: Place, what: str, back: str) -> None:
    """Go to an example of what an export would lose, and offer the action that leads back."""
    from ui.review import commands as review

    session = window.session
    if session is None:
        return
    target = "" if review.blind(window) else place.target  # whose layer that is stays hidden
    if go_to(session, place.document, target, start=place.start, end=place.end):
        session.offered.emit(f"This is what the {what} would lose or change.", back)


def _came_back(
    window: MainWindow, kind: type[ExportDialog] | type[VersionsDialog] | type[ConsistencyDialog]
) -> bool:
    """Show the dialog again that waits while a place was looked at. False if none does."""
    for waiting in window.findChildren(kind):
        if waiting.away and waiting.session is window.session:
            waiting.come_back()
            return True
    return False


def show_versions(window: MainWindow) -> None:
    """Frozen versions of the dataset: freeze, compare, write again."""
    if window.session is None:
        return
    from ui.dialogs.versions import VersionsDialog
    from ui.review import commands as review

    if _came_back(window, VersionsDialog):
        return
    dialog = VersionsDialog(window.session, window.theme, window, blind=lambda: review.blind(window))
    dialog.went.connect(lambda place: _show_loss(window, place, "version", "versions"))
    dialog.open()


def merge_files(window: MainWindow, paths: Sequence[Path] = ()) -> None:
    """Show what colleagues' copies would bring, and merge them if the person agrees."""
    if window.session is None:
        return
    from ui.dialogs.merge import MergeDialog

    MergeDialog(window.session, window.theme, window, paths=tuple(paths)).open()


def hand_out(window: MainWindow) -> None:
    """Write a project file for each colleague."""
    if window.session is None:
        return
    from ui.dialogs.handout import HandoutDialog

    HandoutDialog(window.session, window.theme, window).open()


def show_overview(window: MainWindow) -> None:
    """How far everybody is, in the place of the article; Esc goes back."""
    session = window.session
    if session is None:
        return
    from ui.overview.page import OverviewPage

    page = OverviewPage(session, window.theme)
    window.show_page(page, page.closed)


def show_agreement(window: MainWindow) -> None:
    """How much the annotators agree, in the place of the article; Esc goes back."""
    session = window.session
    if session is None:
        return
    from ui.overview.agreement import AgreementPage

    page = AgreementPage(session, window.theme)
    page.wanted.connect(lambda document, span: go_to(session, document, span, start=0, end=0))
    window.show_page(page, page.closed)


def show_consistency(window: MainWindow) -> None:
    """The same words under different labels; goes on where a place was looked at."""
    session = window.session
    if session is None:
        return
    from ui.dialogs.consistency import ConsistencyDialog

    if _came_back(window, ConsistencyDialog):
        return
    dialog = ConsistencyDialog(session, window.theme, window)

    def show_place(place: FormContext) -> None:
        if go_to(session, place.document, place.span, start=place.start, end=place.end):
            session.offered.emit(f"This is one of the places of {quoted(place.text)}.", "consistency")

    dialog.went.connect(show_place)
    dialog.open()


def do_again(window: MainWindow) -> None:
    """Ask how many of one's finished documents shall come again."""
    if window.session is None:
        return
    from ui.dialogs.again import AgainDialog

    AgainDialog(window.session, window.theme, window).open()


def show_history(window: MainWindow) -> None:
    """What was done, newest first."""
    if window.session is None:
        return
    from ui.dialogs.history import HistoryDialog

    HistoryDialog(window.session, window.theme, window).open()


def show_settings(window: MainWindow) -> None:
    """Name, theme, size of the text, keys."""
    from ui.dialogs.settings import SettingsDialog

    dialog = SettingsDialog(window.settings, window.table, window.theme, window)
    dialog.changed.connect(window.take_settings)
    dialog.open()


def show_project_settings(window: MainWindow) -> None:
    """The tokens that the project's spans are aligned to."""
    if window.session is None:
        return
    from ui.dialogs.project_settings import ProjectSettingsDialog

    ProjectSettingsDialog(window.session, window.theme, window).open()


def tell_saved(window: MainWindow) -> None:
    """Everything is saved, always; say since when."""
    if window.session is None:
        return
    stamp = window.session.project.last_saved()
    when = clock(stamp)
    if stamp and datetime.fromisoformat(stamp).astimezone().date() != datetime.now().astimezone().date():
        when = (
            datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d at %H:%M:%S").replace(" at ", ", ")
        )
        window.say(f"Everything is saved, last on {when}.")
        return
    window.say(f"Everything is saved, last at {when}." if when else "Everything is saved.")


def show_palette(window: MainWindow) -> None:
    """Everything that can be done, by name."""
    from ui.dialogs import palette

    entries = palette.action_entries([one for one in window.table if one.scope != "shown"], window)
    more = None
    session = window.session
    if session is not None:
        schema = session.project.schema
        entries += palette.label_entries(schema, lambda id: gestures.apply_label(session, schema.label(id)))
        entries += palette.relation_entries(schema, lambda id: begin_relation(window, id))
        more = palette.document_finder(session.project, session.open)
    palette.PaletteDialog(entries, window.theme, window, more=more).open()


def show_keys(window: MainWindow) -> None:
    """All keys, with those of the project's labels."""
    from ui.dialogs.keys import KeySheet

    schema = window.session.project.schema if window.session is not None else None
    KeySheet(window.table, schema, window.theme, window, remapped=window.settings.keys).open()


def show_suggesters(window: MainWindow) -> None:
    """Which programs propose, for what, and what is shown of it."""
    if window.session is None:
        return
    from ui.dialogs.suggestions import SuggestionsDialog

    session = window.session
    dialog = SuggestionsDialog(session, window.theme, window)

    def keep(values: dict[str, object]) -> None:
        window.change_settings(**values)
        if "order" in values or ("least_score" in values and window.settings.order != "plain"):
            session.order_again()

    dialog.changed.connect(keep)
    dialog.open()


def show_model(window: MainWindow) -> None:
    """What the project's model knows, in the place of the article; Esc goes back."""
    session, training = window.session, window.training
    if session is None or training is None:
        return
    from ui.overview.model import ModelPage

    page = ModelPage(session, window.theme, training)
    page.changed.connect(lambda values: window.change_settings(**values))
    window.show_page(page, page.closed)


def show_many(window: MainWindow, visible: tuple[int, int]) -> None:
    """Accept those on the screen, of a label, of a suggester, or above a score: as one step."""
    session = window.session
    if session is None or session.document is None or session.read_only:
        return
    found = session.suggestions.touching(*visible)
    if not found:
        session.noted.emit("No suggestion is on the screen: Space goes to the next one.")
        return
    from ui.dialogs.accept_suggestions import AcceptSuggestionsDialog

    first = session.suggestion.first if session.suggestion is not None else None
    label = first.label if first is not None else ""
    dialog = AcceptSuggestionsDialog(
        found, session.document.text, session.project.schema, window.theme, window, label=label
    )
    dialog.chosen.connect(lambda groups: suggesting.accept_many(session, groups))
    dialog.open()


def toggle_one_by_one(window: MainWindow) -> None:
    """One decision at a time, or the article again."""
    if window.workspace is not None:
        window.workspace.toggle_one_by_one()
        window.focus_article()
