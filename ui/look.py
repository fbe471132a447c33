"""What menus and keys do to the look of the article: functions with the window first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.theme import BASE_PX, TEXT_SIZES
from ui.visibility import EVERYTHING

if TYPE_CHECKING:
    from ui.window import MainWindow

TAGS = ("letters", "names", "none")


def next_tags(window: MainWindow) -> None:
    """Letters, names, none, and again."""
    tags = (
        TAGS[(TAGS.index(window.settings.tags) + 1) % len(TAGS)] if window.settings.tags in TAGS else TAGS[0]
    )
    window.change_settings(tags=tags)
    window.say({"letters": "Tags: letters.", "names": "Tags: names.", "none": "No tags."}[tags])


def all_relations_shown(window: MainWindow) -> bool:
    """Whether every relation is drawn."""
    return window.all_relations


def toggle_relations(window: MainWindow) -> None:
    """Every relation, or only those of the selected span."""
    window.show_all_relations(not window.all_relations)
    window.say("All relations." if window.all_relations else "Only the selected span’s relations.")


def numbers_shown(window: MainWindow) -> bool:
    """Whether paragraphs are numbered."""
    return window.settings.numbers


def toggle_numbers(window: MainWindow) -> None:
    """Number the paragraphs, or not."""
    window.change_settings(numbers=not window.settings.numbers)


def map_shown(window: MainWindow) -> bool:
    """Whether the map of the article stands beside its scroll bar."""
    return window.settings.map


def toggle_map(window: MainWindow) -> None:
    """Show or hide the map."""
    window.change_settings(map=not window.settings.map)


def everything_shown(window: MainWindow) -> bool:
    """Whether the spans of all labels are shown in full."""
    return window.session is None or window.session.visibility.everything


def show_everything(window: MainWindow) -> None:
    """Show the spans of all labels again."""
    if window.session is not None:
        window.session.set_visibility(EVERYTHING)


def zoom_in(window: MainWindow) -> None:
    """Larger type."""
    zoom(window, 1)


def zoom_out(window: MainWindow) -> None:
    """Smaller type."""
    zoom(window, -1)


def zoom_reset(window: MainWindow) -> None:
    """17 px type."""
    window.change_settings(text_size=BASE_PX)


def zoom(window: MainWindow, step: int) -> None:
    """Larger (1) or smaller (-1) type in the article."""
    now = window.settings.text_size
    others = [size for size in TEXT_SIZES if (size > now if step > 0 else size < now)]
    if others:
        window.change_settings(text_size=min(others) if step > 0 else max(others))


def toggle_theme(window: MainWindow) -> None:
    """Light to dark, dark to light."""
    window.change_settings(theme="light" if window.theme.dark else "dark")
