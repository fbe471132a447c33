"""The form of a recipe: what it shows and what the commands are asked with are the same, also where one freezes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from ui.dialogs.export_words import recipe_words
from ui.dialogs.recipe_form import RecipeForm
from ui.dialogs.versions import VersionsDialog
from ui.session import Session
from ui.theme import Theme
from workbench.formats.policies import Policies
from workbench.project.recipes import Recipe
from workbench.project.splits import Rule, SplitChoice

RECIPE = Recipe(
    "ner",
    "conll",
    "label:ORG unsure:no round:latest",
    {"scheme": "bioes"},
    Policies("longest", misaligned="snap-out"),
    SplitChoice(Rule((("train", 0.8), ("dev", 0.2)), 7)),
)


def test_a_recipe_that_is_taken_is_what_is_shown(session: Session, theme: Theme, qtbot: QtBot) -> None:
    form = RecipeForm(session, theme)
    qtbot.addWidget(form)
    form.take(RECIPE)
    shown = form.recipe("ner")
    assert shown == Recipe(
        "ner", "conll", RECIPE.selection, RECIPE.options, Policies(misaligned="snap-out"), RECIPE.split
    )  # longest is what the format does by itself
    words = recipe_words(shown)
    assert words[:4] == ["--format", "conll", "--only", RECIPE.selection]
    assert words[4:] == [
        "--set",
        "scheme=bioes",
        "--misaligned",
        "snap-out",
        "--split",
        "train=0.8,dev=0.2",
        "--seed",
        "7",
    ]


def test_a_version_is_frozen_by_a_recipe(session: Session, theme: Theme, show, keys, qtbot: QtBot) -> None:
    project = session.project
    first = project.document_rows(project.document_keys())[0].id
    project.add_span(first, start=0, end=7, label="ORG")
    project.set_status(first, "done")
    session.do(project.save_recipe, Recipe("ner", "conll", "label:ORG", {"scheme": "bioes"}))
    dialog = VersionsDialog(session, theme)
    show(dialog)
    dialog.freeze_button.click()
    dialog.name.setText("v1")
    dialog.form.take(project.recipe("ner"))
    qtbot.waitUntil(dialog.keep_button.isEnabled)
    dialog.keep_button.click()
    qtbot.waitUntil(lambda: bool(dialog.versions.rows()), timeout=30_000)
    manifest = project.dataset("v1")
    assert (manifest.format, manifest.selection, manifest.options["scheme"]) == (
        "conll",
        "label:ORG",
        "bioes",
    )
    assert list(manifest.files) == [f"{project.path.stem}.bioes.conll"]
    json.dumps(manifest.plain())


def test_a_recipes_file_of_tokens_is_shown_by_its_name(
    session: Session, theme: Theme, show, tmp_path: Path
) -> None:
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import models, pre_tokenizers

    small = tokenizers.Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    small.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    file = tmp_path / "bert.json"
    file.write_text(small.to_str(), encoding="utf-8")
    dialog = VersionsDialog(session, theme)
    show(dialog)
    form = dialog.form
    form.take(Recipe("", "conll", options={"tokens": str(file)}))
    assert session.do(session.project.save_recipe, form.recipe("ner")) is not None
    file.unlink()
    form.take(session.project.recipe("ner"))
    field = form.options.fields["tokens"]
    assert isinstance(field, QComboBox) and field.currentText() == "bert.json"
    assert form.recipe("ner") == session.project.recipe("ner")
