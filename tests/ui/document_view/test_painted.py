"""What is painted again after a change: little, and never too little."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from desk import article, make_project, open_window, someone
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.document_view import DocumentView
from ui.document_view.geometry import Figure, Note
from ui.document_view.painted import Look, Painted, to_paint
from workbench.project import Project

SHOWN = QRect(0, 0, 800, 600)
LAID: Any = object()  # only whether it is the same counts
TEXT = (
    "India and Russia agreed on Friday to boost their defence ties, the ministry said.\n\n"
    "Rajnath Singh met Sergei Shoigu in New Delhi. “The two ministers” spoke of missiles worth 4.5 billion "
    "dollars, which Moscow has sold to India for decades: jets, tanks and an aircraft carrier.\n\n"
    "وصل الرئيس إلى القاهرة يوم الجمعة والتقى وزير الخارجية.\n\n"
) * 4
_KEYS = (  # noqa: SIM905
    "l p o d c s r Tab Tab Escape Delete Right Left Down Up PageDown PageUp Return F7 F7 F9 F8 u 1 2 "
    "Shift+Right Ctrl+Shift+Right Shift+Down Ctrl+Right Shift+Tab Ctrl+z Ctrl+z Ctrl+y Ctrl+Home Home End"
).split()


def settle() -> None:
    for _ in range(3):
        QCoreApplication.sendPostedEvents()
        QApplication.processEvents()


def pictures(view: DocumentView) -> tuple[QImage, QImage]:
    """The article as the screen shows it, and as it is when all is painted anew."""
    viewport, window = view.viewport(), view.window()
    corner, size = viewport.mapTo(window, QPoint(0, 0)), viewport.size()
    rect = QRect(corner, size)
    seen = window.screen().grabWindow(window.winId(), rect.x(), rect.y(), rect.width(), rect.height())
    new = window.grab().copy(rect)
    return tuple(one.toImage().convertToFormat(QImage.Format.Format_RGB32) for one in (seen, new))  # type: ignore[return-value]


def act(view: DocumentView, chance: random.Random) -> str:
    """A key or something with the mouse, by chance."""
    viewport = view.viewport()
    button, held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    if chance.random() < 0.75:
        *modifiers, name = (word := chance.choice(_KEYS)).split("+")
        for one in modifiers:
            held |= {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}[
                one
            ]
        view.setFocus()
        QTest.keyClick(view, getattr(Qt.Key, f"Key_{name.upper() if len(name) == 1 else name}"), held)
        return word
    at = QPoint(chance.randrange(viewport.width()), chance.randrange(viewport.height()))
    way = chance.choice(("move", "click", "double", "drag", "scroll", "scroll", "wheel", "jump"))
    if way == "scroll":
        view.scroll_by(chance.uniform(-90, 90))
    elif way == "jump":
        view.verticalScrollBar().setValue(chance.randrange(view.verticalScrollBar().maximum() + 1))
    elif way == "wheel":
        view._glide.by(chance.choice((-96.0, 72.0, 96.0)))
    elif way == "move":
        QTest.mouseMove(viewport, at)
    elif way == "click":
        QTest.mouseClick(viewport, button, held, at)
    elif way == "double":
        QTest.mouseDClick(viewport, button, held, at)
    else:
        QTest.mousePress(viewport, button, held, at)
        for _ in range(3):
            at += QPoint(chance.randrange(-60, 60), chance.randrange(-25, 25))
            QTest.mouseMove(viewport, at)
            settle()
        QTest.mouseRelease(viewport, button, held, at)
    return f"{way} at {at}"


def joined(path: Path) -> None:
    """Some spans all over the article, each with a relation to the next."""
    project = Project.open(path, annotator=someone()[1])
    document = project.document_rows(project.document_keys())[0].id
    made = []
    for start in (one.start() for one in re.finditer("Singh|India|Moscow", TEXT)):
        change = project.add_span(document, label="PER", start=start, end=start + 5)
        made.append(change.created[0].id)
    for head, tail in pairwise(made):
        project.add_relation(document, label="same-as", head=head, tail=tail)
    project.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_screen_shows_what_a_whole_new_picture_would_show(
    tmp_path: Path, qtbot: QtBot, theme: str
) -> None:
    path = make_project(tmp_path, TEXT)
    joined(path)
    window = open_window(qtbot, path, theme=theme)
    view = article(window)
    assert isinstance(view, DocumentView)
    chance, done = random.Random(len(theme)), []
    settle()
    for _ in range(110):
        done.append(act(view, chance))
        for other in QApplication.topLevelWidgets():
            if other is not window and other.isVisible():
                other.close()
        view._glide.stop()
        for _ in range(5):  # a timer that rings at the end of settling is painted in the next turn
            settle()
            seen, new = pictures(view)
            if seen == new:
                break
        assert seen == new, done


def painted_of(view: DocumentView) -> QRegion:
    """What is painted of the viewport until nothing is left to be painted."""
    regions: list[QRegion] = []

    original = view._paint
    view._paint = lambda painter, event: (regions.append(event.region()), original(painter, event))  # type: ignore[method-assign,assignment,func-returns-value]
    settle()
    view._paint = original  # type: ignore[method-assign]
    found = QRegion()
    for one in regions:
        found += one
    return found


def test_a_caret_that_moves_paints_two_carets(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT, [("PER", "Rajnath Singh")])
    view.setFocus()
    view.set_caret(2)
    settle()
    view.set_caret(6)
    region = painted_of(view)
    assert not region.isEmpty()
    assert region.boundingRect().height() < 40


def test_a_span_that_is_selected_paints_its_line(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT, [("PER", "Rajnath Singh")])
    settle()
    view.select_span("s000")
    painted = painted_of(view).boundingRect()
    entry, y = view._shown(view.viewport().height())[2]
    first, second = entry.laid.lines[:2]
    assert painted.top() <= y and y + first.bottom <= painted.bottom() < y + second.baseline


def test_without_a_change_nothing_is_painted(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT)
    settle()
    view.freshen()
    assert painted_of(view).isEmpty()


def test_events_of_others_are_left_to_them(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT)
    settle()
    QCoreApplication.sendEvent(view, QEvent(QEvent.Type(QEvent.registerEventType())))
    assert painted_of(view).isEmpty()


def seen(*, y: int = 0, note: str = "1 May", segments: tuple[int, ...] = (0, 1)) -> Painted:
    """Two segments of 100 and 90 px, the first with its top at `y` and a note beside it."""
    look = Look(LAID, Figure([], [], [], []), [], ((), "", "", frozenset()), None, ())
    boxes = QRect(0, y, 800, 100), QRect(0, y + 100, 800, 90)
    beside = Note("a", 0, (note,), False)
    return Painted(
        ("same",),
        {index: (boxes[index], look) for index in segments},
        {"a": (QRect(700, y + 10, 100, 20), beside)},
    )


def test_a_note_that_says_something_else_is_painted_again() -> None:
    assert to_paint(seen(), seen(note="2 May"), SHOWN, (10, 6)) == QRegion(700, 10, 100, 20)


def test_a_new_whole_is_painted_as_a_whole() -> None:
    assert to_paint(Painted(), seen(), SHOWN, (10, 6)) is None


def test_what_moved_is_painted_where_it_was_and_where_it_is() -> None:
    assert to_paint(seen(), seen(y=3), SHOWN, (10, 6)) == QRegion(0, 0, 800, 193)


def test_what_goes_along_is_not_painted() -> None:
    before, now = seen(), seen(y=-40)
    assert before.way_to(now) == -40
    assert to_paint(before.moved(-40), now, SHOWN, (10, 6)) == QRegion()


def test_what_comes_into_view_is_painted() -> None:
    before, now = seen(segments=(0,)), seen(y=-40)
    assert to_paint(before.moved(-40), now, SHOWN, (10, 6)) == QRegion(0, 60, 800, 90)
    assert seen(segments=(0,)).way_to(seen(segments=(1,))) is None


def test_scrolling_paints_what_comes_into_view(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT * 3, [("PER", "Rajnath Singh")])
    view.scroll_by(100)
    settle()
    view.scroll_by(40)
    painted, height = painted_of(view).boundingRect(), view.viewport().height()
    assert painted.bottom() == height - 1 and painted.height() < 80
    view.scroll_by(-40)
    painted = painted_of(view).boundingRect()
    assert painted.top() == 0 and painted.height() < 80


def test_the_screen_shows_the_same_after_a_way_of_many_steps(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT * 3, [("PER", "Rajnath Singh"), ("DATE", "Friday")])
    view.setFocus(Qt.FocusReason.ShortcutFocusReason)  # with its ring
    for step in (33.3, 21.6, -12.7, 160.0, -90.5, 300.0, -31.1):
        view.scroll_by(step)
        settle()
        seen, new = pictures(view)
        assert seen == new, step


def test_the_first_gesture_after_a_jump_paints_its_line(show: Callable[..., DocumentView]) -> None:
    view = show(TEXT * 20, [("PER", "Rajnath Singh")])
    settle()
    view.verticalScrollBar().setValue(3000)
    settle()
    entry, _ = view._shown(view.viewport().height())[2]
    view.set_caret(entry.laid.start + 5)
    assert painted_of(view).boundingRect().height() < 40


@pytest.mark.parametrize("foot", [True, False])
def test_what_lies_over_the_article_stays_where_it_is(show: Callable[..., DocumentView], foot: bool) -> None:
    view = show(TEXT * 3, [("PER", "Rajnath Singh")])
    note = QLabel("Deleted.", view)
    height = view.viewport().height()
    note.setGeometry(40, height - 50 if foot else 20, 200, 30)
    note.setAutoFillBackground(True)
    note.show()
    view.lies_over = [note]
    view.scroll_by(100)
    settle()
    for step in (40, -25, 33.3):
        view.scroll_by(step)
        went_along = QRegion(view.viewport().rect()) - painted_of(view)
        assert went_along.boundingRect().height() > height / 2
        seen, new = pictures(view)
        assert seen == new, step
