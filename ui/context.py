"""The menu of the article's right mouse button: what can be done to the relation, span or text there."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QMenu

from ui import article, gestures, relating
from ui.actions import find_action, keys_text
from ui.relation_mode import offers
from ui.shortcuts import run

if TYPE_CHECKING:
    from ui.session import Session
    from ui.window import MainWindow

# Rows of the table of actions, by what is selected; those that do not apply are left out, "" is a line.
ON_RELATION = ("comment", "delete")
ON_SPAN = (
    "enter",
    "occurrences",
    "same_on_screen",
    "fragment",
    "",
    "unsure",
    "comment",
    "copy",
    "",
    "delete",
)
ON_SUGGESTION = ("enter", "delete", "other_remedy", "review_edit", "", "next_candidate", "copy")
ON_TEXT = ("enter", "fragment", "unfragment", "occurrences", "", "grow", "copy", "find", "", "comment")
# What keys do that mean something else elsewhere, in the words of this place.
TITLES_ON_SPAN = {"enter": "Details", "fragment": "Take out the fragment at the active edge"}
TITLES_ON_SUGGESTION = {
    "enter": "Accept", "delete": "Reject", "other_remedy": "Accept all the same on the screen", "review_edit": "Edit",
}  # fmt: skip
ON_CARET = ("grow", "next_candidate", "next_span", "", "fragment", "unfragment", "comment", "find")


def article_menu(window: MainWindow, session: Session) -> QMenu:
    """What keys do there, for the mouse and the menu key; the caller shows it."""
    menu = QMenu(window)
    menu.aboutToHide.connect(menu.deleteLater)
    kind = session.state.kind
    if session.selected_relation is not None:
        _relation_rows(menu, session)
        _rows(menu, window, ON_RELATION)
    elif session.selected_span is not None:
        _label_rows(menu, window, session, "Relabel")
        _new_relation_rows(menu, window, session)
        parted = bool(session.selected_span.fragments)
        rows = ON_SPAN if parted else tuple(name for name in ON_SPAN if name != "fragment")
        _rows(menu, window, rows, TITLES_ON_SPAN)
    elif session.suggestion is not None:
        _label_rows(menu, window, session, "Accept as")
        _rows(menu, window, ON_SUGGESTION, TITLES_ON_SUGGESTION)
    else:
        _label_rows(menu, window, session, "Label")
        label = gestures.likely_label(session)
        enter = {"enter": f"Label it {_plain(label.title)}"} if label is not None else {}
        _rows(menu, window, ON_TEXT if kind == "text" else ON_CARET, enter)
    return menu


def _rows(
    menu: QMenu, window: MainWindow, names: tuple[str, ...], titles: Mapping[str, str] = MappingProxyType({})
) -> None:
    for name in ("", *names):
        if not name:
            if menu.actions() and not menu.actions()[-1].isSeparator():
                menu.addSeparator()
        elif not find_action(name).when(window):
            continue
        elif name in titles:
            keys = keys_text(find_action(name), window.settings.keys, most=1)
            row = menu.addAction(f"{titles[name]}\t{keys}")
            row.triggered.connect(lambda _=False, one=name: run(window, find_action(one)))
        else:
            menu.addAction(window.shortcuts.actions[name])


def _label_rows(menu: QMenu, window: MainWindow, session: Session, title: str) -> None:
    if session.read_only:
        return
    labels = menu.addMenu(title)
    span, schema = session.selected_span, session.project.schema
    for group in schema.groups:
        for label in schema.labels_of(group.id):
            row = labels.addAction(f"{_plain(label.title)}\t{label.key.upper()}")
            row.setIcon(_dot(window.theme.label_colour(label)))
            row.setEnabled(span is None or span.label != label.id)
            row.triggered.connect(lambda _=False, one=label: gestures.apply_label(session, one))
        labels.addSeparator()


def _new_relation_rows(menu: QMenu, window: MainWindow, session: Session) -> None:
    span = session.selected_span
    kinds = offers(session.project.schema, span) if span is not None and not session.read_only else ()
    if not kinds:
        return
    relations = menu.addMenu("Relation")
    for kind in kinds:
        row = relations.addAction(f"{_plain(kind.title)}\t{kind.key.upper()}")
        row.triggered.connect(lambda _=False, one=kind.id: article.begin_relation(window, one))


def _relation_rows(menu: QMenu, session: Session) -> None:
    menu.addAction("Go to the other end\tEnter", lambda: relating.go_on(session))
    relation = session.selected_relation
    if relation is None or session.read_only:
        return
    kinds = relating.others(session, relation)
    if kinds:
        labels = menu.addMenu("Relabel")
        for kind in kinds:
            row = labels.addAction(f"{_plain(kind.title)}\t{kind.key.upper()}")
            row.triggered.connect(lambda _=False, one=kind: relating.relabel(session, one))
    menu.addAction("Reverse\tX", lambda: relating.reverse(session))


def _plain(title: str) -> str:
    return title.replace("&", "&&")


def _dot(colour: QColor) -> QIcon:
    picture = QPixmap(10, 10)
    picture.fill(colour)
    return QIcon(picture)
