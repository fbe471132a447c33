"""Starting the window, and drawing it into pictures; Qt is imported here only when it is needed."""

from __future__ import annotations

import gc
import os
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import UserError
from workbench.model import Annotator

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.session import Session
    from ui.window import MainWindow

# Debian's names of what Qt needs from the system: for any window, and besides under X11.
DEBIAN = "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0"
DEBIAN_X11 = (
    "libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 "
    "libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1"
)
AFTER_PAINT_MS = 50  # an X server tells of the first paint a moment after the window is shown
SCREENS = ("annotate", "review", "overview")  # that can be drawn
SIZES = ((1280, 800), (1920, 1080))


def has_display() -> bool:
    """Whether a window can be shown: always on Windows and macOS; elsewhere under X11 or Wayland."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if platform in ("offscreen", "minimal"):
        return False
    if platform or sys.platform in ("win32", "darwin"):
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    return bool(os.environ.get("DISPLAY")) and _x_answers()


def _x_answers() -> bool:
    """Whether the X server of DISPLAY lets us in; Qt would end the process if it does not."""
    import ctypes

    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # it is asked for again, with the packages to install, when the window is to be opened
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not refused


def run(project: Path | None, *, annotator: Annotator | None = None) -> int:
    """Open the window on a project, or on the welcome screen; returns the exit status when it is closed.

    Raises UserError where there is no display, where Qt lacks a system library, and where the project
    cannot be opened.
    """
    if not has_display():
        raise UserError(
            "There is no display to open a window on. The commands work without one (`workbench demo --no-window`, "
            "`workbench screenshot`); see `workbench --help`."
        )
    gc.disable()  # until the first paint: what is loaded by then stays, see collector
    _check_platform()
    app = _application()
    from PySide6.QtCore import QTimer

    from ui import theme
    from ui.bugs import watch
    from ui.window import MainWindow
    from workbench.project.settings import load_settings, me

    # Ctrl+C in the terminal ends the program at once: all that was done is in the file.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    settings = load_settings()
    theme.apply(app, theme.chosen_theme(settings.theme))
    window = MainWindow(settings)
    watch(window)
    who = annotator or me(settings)
    if project is not None and who is not None:
        window.open_file(project, who)
    window.show()
    QTimer.singleShot(
        AFTER_PAINT_MS, lambda: _after_first_paint(window, None if who is not None else project)
    )
    return app.exec()


def _after_first_paint(window: MainWindow, project: Path | None) -> None:
    from PySide6.QtGui import QIcon

    from ui import commands
    from ui.collector import Collector, spare

    window.setWindowIcon(QIcon(str(Path(__file__).parent / "icons" / "app.svg")))
    if project is not None:
        commands.open_path(window, str(project))
    elif window.session is None:
        # The first start asks who is at work.
        commands.with_name(window, lambda _: window.show_welcome())
    spare()
    Collector(window)


def screenshot(
    project: Path,
    out: Path,
    *,
    document: str = "",
    screen: str = "annotate",
    theme: str = "light",
    size: tuple[int, int] = SIZES[0],
    annotator: Annotator | None = None,
) -> Path:
    """Draw the window with a project into a PNG file, `size` in pixels; works without a display.

    `document` is the name of the one to show, else the first; `screen` is one of SCREENS. Raises UserError
    if there is none of that name, if the project cannot be opened, or if the file cannot be written.
    """
    if screen not in SCREENS:
        raise UserError(f"There is no screen “{screen}”: choose one of {', '.join(SCREENS)}.")
    if not has_display():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = _application()
    from PySide6.QtCore import Qt

    from ui import theme as themes
    from ui.window import MainWindow
    from workbench.project.settings import Settings, load_settings, login_name, me, person

    stored = load_settings()
    who = annotator or me(stored) or person(stored, login_name())
    dress = themes.DARK if theme == "dark" else themes.LIGHT
    themes.apply(app, dress)
    window = MainWindow(
        Settings(annotator_name=who.name, people={who.name: who.id}), dress, remembering=False
    )
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    window.resize(*size)
    try:
        window.open_file(project, who)
        window.show()
        _open_named(window, document)
        _settle(app, window)
        _select_for_picture(window)
        _show_screen(window, screen, document)
        _settle(app, window)
        out.parent.mkdir(parents=True, exist_ok=True)
        if not window.grab().save(str(out), "PNG"):
            raise UserError(f"{out} cannot be written: choose another place.")
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}.") from error
    finally:
        window.close()
        window.deleteLater()
        app.processEvents()
    return out


def make_pictures(project: Path, folder: Path, *, annotator: Annotator | None = None) -> list[Path]:
    """Pictures of article and review for the demo, in both themes and two sizes.

    They are called window-THEME-WIDTHxHEIGHT.png and review-THEME-WIDTHxHEIGHT.png.
    """
    made = []
    for screen, name in (("annotate", "window"), ("review", "review")):
        for theme in ("light", "dark"):
            for size in SIZES:
                out = folder / f"{name}-{theme}-{size[0]}x{size[1]}.png"
                made.append(
                    screenshot(project, out, screen=screen, theme=theme, size=size, annotator=annotator)
                )
    return made


def _show_screen(window: MainWindow, screen: str, document: str) -> None:
    from ui import commands

    if screen == "overview":
        commands.show_overview(window)
    elif screen == "review":
        _review_for_picture(window, document)


def _open_named(window: MainWindow, name: str) -> None:
    session = window.session
    if session is None or not name:
        return
    for row in session.project.document_rows(session.project.document_keys(name, limit=200)):
        if name == row.name:
            session.open(row.id)
            return
    raise UserError(f"There is no document “{name}” in {session.project.path}.")


def _select_for_picture(window: MainWindow) -> None:
    """A picture shows one span near the top selected, best one with a single relation to another name or date."""
    session = window.session
    document = session.document if session is not None else None
    if session is None or document is None:
        return
    plain = [span for span in document.touching(0, 900) if _form(session, span.label) != "passage"]
    names = {span.id for span in plain}
    joined = []
    for span in plain:
        relations = document.relations_of(span.id)
        if len(relations) == 1 and {relations[0].head, relations[0].tail} <= names:
            joined.append(span)
    for span in (joined or plain)[:1]:
        session.select_span(span.id)


def _review_for_picture(window: MainWindow, document: str) -> None:
    """The review at the first disagreement in the order of impact, or at the first in the document named."""
    from ui.review.commands import show

    shown = show(window)
    if shown is None:
        return
    desk = shown.desk
    desk.looking.finish()
    desk.taking.finish()
    here = [item for item in desk.visible if not document or item.name == document]
    desk.go(here[0] if here else None)


def _form(session: Session, label_id: str) -> str:
    label = session.project.schema.find_label(label_id)
    return label.form if label is not None else "span"


def _settle(app: QApplication, window: MainWindow) -> None:
    """Let layouts, deferred updates and the problems come in."""
    if window.session is not None:
        window.session.check_problems()
    if window.workspace is not None:
        window.workspace.hint.refresh()
        window.status.refresh()
        window.status.show_place()
    for _ in range(5):
        app.processEvents()


def _application() -> QApplication:
    """The one application object. Raises UserError where Qt lacks a library of the system."""
    try:
        from PySide6.QtWidgets import QApplication
    except ImportError as error:
        raise UserError(missing_library(str(error), DEBIAN)) from error
    found = QApplication.instance()
    if isinstance(found, QApplication):
        return found
    from ui import file_types
    from workbench.project.settings import settings_file

    file_types.teach(settings_file().parent / "share")
    app = QApplication(["workbench"])
    app.setApplicationName("annotation-workbench")
    app.setApplicationDisplayName("Annotation Workbench")
    app.setDesktopFileName("annotation-workbench")
    return app


def _check_platform() -> None:
    """Under X11 Qt ends the process if a library is missing; so look before, and say what to install."""
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    wayland = bool(os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform != "linux" or (chosen and not chosen.startswith("xcb")) or (wayland and not chosen):
        return
    spec = find_spec("PySide6")
    plugin = (
        Path(spec.origin).parent / "Qt" / "plugins" / "platforms" / "libqxcb.so"
        if spec and spec.origin
        else None
    )
    if plugin is None or not plugin.is_file():
        return
    import ctypes

    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        raise UserError(missing_library(str(error), f"{DEBIAN} {DEBIAN_X11}")) from error


def missing_library(what: str, packages: str) -> str:
    """The sentence for a library of the system that Qt does not find: what it said, and what to install."""
    return (
        f"Qt cannot start, because the system lacks a library ({what}). On Debian and Ubuntu install: "
        f"sudo apt-get install {packages}"
    )
