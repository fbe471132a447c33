"""Which of each platform's keys the article takes: by Qt's own tables, since only one platform can be run here.

The sequences are those that QKeySequence documents for Windows, macOS and KDE/GNOME (Qt's "Standard Shortcuts");
on macOS Qt calls Command Ctrl, and Control Meta.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QKeyCombination
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.document_view import DocumentView, keyboard, keys
from ui.document_view.keyboard import MOVEMENTS

Std = QKeySequence.StandardKey
OTHERS = {Std.Copy, Std.SelectAll, Std.Deselect, Std.Delete, Std.Cancel}
# What else a field that is typed into knows, and why the article does without.
LEFT_OUT = {
    Std.Cut: "the text never changes",
    Std.Paste: "the text never changes",
    Std.DeleteStartOfWord: "the text never changes",
    Std.DeleteEndOfWord: "the text never changes",
    Std.DeleteEndOfLine: "the text never changes",
    Std.DeleteCompleteLine: "the text never changes",
    Std.InsertParagraphSeparator: "Enter is the article's own key",
    Std.InsertLineSeparator: "the text never changes",
}
# Each movement with all the keys that Qt's source gives it there (qplatformtheme.cpp, keyBindings).
WINDOWS = {
    "next": ("Right",), "previous": ("Left",), "next word": ("Ctrl+Right",), "previous word": ("Ctrl+Left",),
    "line down": ("Down",), "line up": ("Up",), "page down": ("PgDown",), "page up": ("PgUp",),
    "line start": ("Home",), "line end": ("End",), "paragraph start": (), "paragraph end": (),
    "document start": ("Ctrl+Home",), "document end": ("Ctrl+End",),
}  # fmt: skip
MAC = {
    "next": ("Right", "Meta+F"), "previous": ("Left", "Meta+B"),
    "next word": ("Alt+Right",), "previous word": ("Alt+Left",),
    "line down": ("Down", "Meta+N"), "line up": ("Up", "Meta+P"),
    "page down": ("PgDown", "Alt+PgDown", "Meta+Down", "Meta+PgDown", "Meta+V"),
    "page up": ("PgUp", "Alt+PgUp", "Meta+Up", "Meta+PgUp"),
    "line start": ("Ctrl+Left", "Meta+Left"), "line end": ("Ctrl+Right", "Meta+Right"),
    "paragraph start": ("Alt+Up", "Meta+A"), "paragraph end": ("Alt+Down", "Meta+E"),
    "document start": ("Ctrl+Up", "Home"), "document end": ("Ctrl+Down", "End"),
}  # fmt: skip


def bindings(table: dict[str, tuple[str, ...]]) -> Callable[[Std], list[QKeySequence]]:
    """A platform's table as Qt would answer for it; with Shift the same keys select."""
    keys_of: dict[Std, list[QKeySequence]] = {}
    for plain, shifted, name in MOVEMENTS:
        keys_of[plain] = [QKeySequence(one) for one in table[name]]
        keys_of[shifted] = [QKeySequence(one.replace("+", "+Shift+", 1) if "+" in one else f"Shift+{one}")
                            for one in table[name]]  # fmt: skip
    return lambda key: keys_of.get(key, [])


def event(sequence: QKeySequence | str) -> QKeyEvent:
    one: QKeyCombination = QKeySequence(sequence)[0]  # type: ignore[assignment]
    return QKeyEvent(QEvent.Type.KeyPress, one.key(), one.keyboardModifiers())


def test_every_standard_key_that_moves_or_selects_is_known() -> None:
    moves = {key for move, select, _ in MOVEMENTS for key in (move, select)}
    named = {key for key in Std if key.name.startswith(("MoveTo", "Select"))} - {Std.SelectAll}
    assert named == moves
    assert not moves & OTHERS and not moves & set(LEFT_OUT)


@pytest.mark.parametrize("table", [WINDOWS, MAC], ids=["windows", "macos"])
def test_all_keys_of_a_platform_move_and_with_shift_select(table: dict[str, tuple[str, ...]]) -> None:
    assert set(table) == {name for _, _, name in MOVEMENTS}
    found = keyboard.movements(bindings(table))
    for name, sequences in table.items():
        for one in sequences:
            assert found[one] == (name, False)
            shifted = QKeySequence(one.replace("+", "+Shift+", 1) if "+" in one else f"Shift+{one}")
            assert found[shifted.toString(QKeySequence.SequenceFormat.PortableText)] == (name, True)
    assert len(found) == 2 * sum(map(len, table.values()))  # no key means two things


def test_emacs_keys_of_x11_stay_with_the_commands() -> None:
    table = {name: () for _, _, name in MOVEMENTS} | {"line end": ("End", "Ctrl+E"), "next": ("Ctrl+F",)}
    assert set(keyboard.movements(bindings(table))) == {"End", "Shift+End"}


@pytest.mark.parametrize("move", MOVEMENTS, ids=lambda row: row[2])
def test_all_bindings_of_this_platform_move_and_with_shift_select(
    qapp: Any, move: tuple[Std, Std, str]
) -> None:
    plain, shifted, name = move
    for sequence in QKeySequence.keyBindings(plain):
        assert keyboard.movement(event(sequence)) == (name, False), sequence.toString()
        assert keys.is_own(event(sequence))
    for sequence in QKeySequence.keyBindings(shifted):
        assert keyboard.movement(event(sequence)) == (name, True), sequence.toString()


@pytest.mark.parametrize(
    ("name", "sequence"), [(name, one) for name, keys in WINDOWS.items() for one in keys]
)
def test_the_keys_of_windows_and_linux_do_the_same(qapp: Any, name: str, sequence: str) -> None:
    assert keyboard.movement(event(sequence)) == (name, False)
    assert keyboard.movement(event(f"Shift+{sequence}")) == (name, True)


def test_on_a_mac_home_and_end_choose_the_edge_of_a_span_and_else_go_through_the_document(
    show: Callable[..., DocumentView], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyboard, "_own_movements", lambda: keyboard.movements(bindings(MAC)))
    view = show("One two\nthree", [("PER", "two")])
    view.select_span("s000")
    assert keys.press(view, event("Home")) and view.state.edge == "start"
    assert keys.press(view, event("End")) and view.state.edge == "end"
    assert keys.press(view, event("Ctrl+Left")) and view.state.edge == "start"  # Command
    moved: list[tuple[int, int]] = []
    view.edge_moved.connect(lambda start, end: moved.append((start, end)))
    assert keys.press(view, event("Alt+Shift+Left")) and moved == [(0, 7)]  # Option
    view.set_caret(5)
    assert keys.press(view, event("End")) and view.state.caret == 13
    assert keys.press(view, event("Alt+Up")) and view.state.caret == 8


def test_copy_select_all_and_deselect(show: Callable[..., DocumentView]) -> None:
    view = show("One two\nthree")
    for sequence in QKeySequence.keyBindings(Std.SelectAll):
        assert keys.press(view, event(sequence))
        assert (view.state.start, view.state.end) == (0, 13)
    for sequence in (QKeySequence("Ctrl+X"), QKeySequence("Ctrl+V")):
        assert not keys.press(view, event(sequence))  # nothing here can be cut or pasted


def test_the_menu_key_is_shift_f10_where_the_system_does_not_ask_by_itself(
    show: Callable[..., DocumentView], monkeypatch: pytest.MonkeyPatch
) -> None:
    view, asked = show("One two"), []
    view.context_requested.connect(asked.append)
    keys.press(view, event("Shift+F10"))
    assert len(asked) == 1
    assert view.viewport().rect().contains(view.viewport().mapFromGlobal(asked[0]))
    monkeypatch.setattr("sys.platform", "win32")
    assert not keys.press(view, event("Shift+F10"))
