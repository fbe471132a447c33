"""spaCy pipelines as suggesters, with a blank one that has a ruler."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import UserError
from workbench.model import Document
from workbench.project.suggesting import choose
from workbench.schema import load_schema
from workbench.suggest import Context
from workbench.suggest.pipelines import Pipeline, is_pipeline

spacy = pytest.importorskip("spacy")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pipelines") / "rules"
    made = spacy.blank("en")
    made.add_pipe("entity_ruler").add_patterns(
        [
            {"label": "PERSON", "pattern": "Ana Marsh", "id": "Q1"},
            {"label": "Country, region, city", "pattern": "Oslo"},
            {"label": "COLOUR", "pattern": "blue"},
        ]
    )
    made.to_disk(path)
    return path


def test_its_labels_are_those_of_the_schema_or_left_out(saved: Path) -> None:
    text = "😀 Ana Marsh saw blue Oslo."
    (one,) = choose([str(saved)])
    assert isinstance(one, Pipeline) and one.id == "spacy:rules"
    found = list(one.suggest(Document("d", "d", text), Context(load_schema("news"))))
    assert [(p.spans[0].covered(text), p.spans[0].label, p.spans[0].attributes, p.reason) for p in found] == [
        ("Ana Marsh", "PER", {"ref": "Q1"}, "spacy:rules: PERSON"),
        ("Oslo", "GPE", {}, "spacy:rules: Country, region, city"),
    ]
    assert is_pipeline(f"spacy:{saved}") and not is_pipeline("memory") and not is_pipeline(str(saved.parent))


def test_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    for words in ("spacy:xx_nowhere", f"spacy:{tmp_path}"):
        with pytest.raises(UserError, match="spaCy cannot load"):
            list(Pipeline(words).suggest(Document("d", "d", "x"), Context(load_schema("news"))))
