"""Choosing the tokens of a project by keyboard, on sight of the text."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.dialogs.project_settings import ProjectSettingsDialog
from ui.session import Session
from ui.theme import Theme


def shown(dialog: ProjectSettingsDialog) -> list[str]:
    return [piece for piece, is_token in dialog.preview.pieces if is_token]


def add(session: Session, words: str) -> None:
    assert session.document is not None
    start = session.document.text.index(words)
    session.do(
        session.project.add_span, session.document_id, start=start, end=start + len(words), label="GPE"
    )


def test_words_are_chosen_with_the_arrows(session: Session, theme: Theme, show, keys, qtbot: QtBot) -> None:
    add(session, "ew Delhi")
    dialog = ProjectSettingsDialog(session, theme)
    show(dialog)
    assert dialog.choice == "" and not dialog.go_button.isEnabled()
    keys(dialog, "Down")
    assert dialog.choice == "words"
    assert shown(dialog)[:6] == ["date", "2023", "-", "04", "-", "28"]
    assert dialog.note.text() == "Of the 1 span here, 1 cuts a token."
    keys(dialog, "Down")
    assert shown(dialog)[1] == "2023-04-28"
    keys(dialog, "Return")
    assert not dialog.isVisible()
    assert session.project.tokeniser_choice() == "whitespace"
    assert session.project.undo_title() == "align spans to white space"


def test_what_is_chosen_is_shown_again_and_taken_away(session: Session, theme: Theme, show, keys) -> None:
    session.do(session.project.set_tokeniser, "whitespace")
    dialog = ProjectSettingsDialog(session, theme)
    show(dialog)
    assert dialog.choice == "whitespace" and not dialog.go_button.isEnabled()
    keys(dialog, "Up", "Up")
    assert dialog.choice == "" and shown(dialog) == []
    assert dialog.go_button.text() == "&Align to none"
    keys(dialog, "Return")
    assert session.project.tokeniser() is None


def test_spacy_is_loaded_while_the_dialog_stays_awake(
    session: Session, theme: Theme, show, keys, qtbot: QtBot
) -> None:
    pytest.importorskip("spacy")
    dialog = ProjectSettingsDialog(session, theme)
    show(dialog)
    dialog.choose("spacy:de")
    qtbot.waitUntil(lambda: bool(shown(dialog)), timeout=20_000)
    keys(dialog, "Alt+A")
    qtbot.waitUntil(lambda: session.project.tokeniser_choice() == "spacy:de")


def test_a_file_is_chosen_or_refused_with_its_reason(
    session: Session, theme: Theme, show, tmp_path: Path, qtbot: QtBot
) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import models, pre_tokenizers

    small = tokenizers.Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    small.pre_tokenizer = pre_tokenizers.Whitespace()
    good, bad = tmp_path / "tokenizer.json", tmp_path / "bad.json"
    small.save(str(good))
    bad.write_text("{}")
    dialog = ProjectSettingsDialog(session, theme)
    show(dialog)
    dialog.choose(str(bad))
    qtbot.waitUntil(lambda: "bad.json is no tokenizer.json" in dialog.preview.words)
    assert not dialog.go_button.isEnabled()
    dialog.choose(str(good))
    qtbot.waitUntil(lambda: bool(shown(dialog)))
    assert dialog.file_button.text() == "tokenizer.json…"
    dialog.go_button.click()
    good.unlink()
    again = ProjectSettingsDialog(session, theme)
    show(again)
    assert again.choice == session.project.tokeniser_choice() != ""
    qtbot.waitUntil(lambda: bool(shown(again)))
