"""The table of actions: keys unique and none forbidden, everything documented."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from ui.actions import ACTIONS, MENUS, find_action, keys_text, of_find, sequences, table

LETTERS = {chr(letter) for letter in range(ord("A"), ord("Z") + 1)}
ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def forbidden(keys: QKeySequence, id: str = "") -> str:
    """Why a default may not use these keys, or an empty string."""
    one = keys[0]
    held, key = one.keyboardModifiers(), one.key()
    name = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
    if held & CTRL and held & ALT:
        return "Ctrl+Alt is AltGr, VoiceOver, workspaces"
    if held & ALT and held & SHIFT:
        return "Alt+Shift switches the layout"
    if held & ALT and (name in {menu[0] for menu in MENUS} or key in ARROWS):
        return "Alt and a menu's letter opens it; Alt and arrows go through history"
    if held & ALT and name in LETTERS and "find" not in id:
        return "Alt and a letter is for the choices of Find"
    if held & CTRL and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space):
        return "Ctrl+Tab and Ctrl+Space belong to the system"
    if held & CTRL and held & SHIFT and key == Qt.Key.Key_U:
        return "Ctrl+Shift+U types code points"
    if held == CTRL and key == Qt.Key.Key_M:
        return "Ctrl+M minimises on a Mac"
    if name in {"[", "]", "{", "}", "(", ")", "'", '"', "`", "<", ">"}:
        return "brackets and quotes need other keys elsewhere"
    if not held and (name in LETTERS or name.isdigit()):
        return "letters belong to labels, digits to values"
    return ""


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_no_default_uses_a_forbidden_key(qtbot: QtBot, action: object) -> None:
    for keys in sequences(action):  # type: ignore[arg-type]
        why = forbidden(keys, action.id)  # type: ignore[attr-defined]
        assert not why, f"{keys.toString()}: {why}"


def test_the_choices_of_find_take_no_letters_from_menus_and_none_from_typing_on_a_mac() -> None:
    assert [of_find(letter, "linux") for letter in "CWX"] == ["Alt+C", "Alt+W", "Alt+X"]
    assert of_find("C", "darwin") == "Ctrl+Alt+C"  # Command and Option: Option alone types ç there


def test_forbidden_keys_are_recognised(qtbot: QtBot) -> None:
    for keys in (
        "Ctrl+Alt+K",
        "Alt+Shift+X",
        "Alt+F",
        "Alt+Left",
        "Ctrl+Tab",
        "Ctrl+Space",
        "Ctrl+Shift+U",
        "Ctrl+M",
    ):
        assert forbidden(QKeySequence(keys)), keys
    for keys in ("[", "]", "'", "A", "5", "Ctrl+["):
        assert forbidden(QKeySequence(keys)), keys


def test_ids_and_keys_are_unique(qtbot: QtBot) -> None:
    assert len({action.id for action in ACTIONS}) == len(ACTIONS)
    held: dict[str, str] = {}
    for action in ACTIONS:
        for keys in sequences(action):
            name = keys.toString()
            assert name not in held, f"{name}: {held.get(name)} and {action.id}"
            held[name] = action.id


def test_menu_letters_are_unique_within_a_menu() -> None:
    for menu in MENUS:
        letters = [re.search("&(.)", action.title) for action in ACTIONS if action.menu == menu]
        found = [match.group(1).lower() for match in letters if match]
        assert len(found) == len(set(found)), (menu, found)


def test_every_action_is_documented_and_can_be_reached(qtbot: QtBot) -> None:
    for action in ACTIONS:
        assert action.document.endswith("."), action.id
        assert action.menu in ("", *MENUS)
        assert action.menu or action.scope == "shown", f"{action.id} is in no menu"
        assert action.scope != "shown" or action.shown


def test_remapped_keys_replace_the_defaults(qtbot: QtBot) -> None:
    unsure = find_action("unsure")
    assert keys_text(unsure) == "Ctrl+U"
    assert keys_text(unsure, {"unsure": ["F4"]}) == "F4"
    assert sequences(unsure, {"unsure": []}) == []


def test_the_table_for_the_readme_names_keys_title_and_sentence(qtbot: QtBot) -> None:
    rows = {title: (keys, text) for keys, title, text in table()}
    assert rows["Next suggestion or candidate"][0] == "Space"
    assert rows["Label"][0] == "a to z"
    assert all("&" not in title and "…" not in title for title in rows)
