"""Selections by words: what each key takes; recipes that hold them, undo them and merge."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import asked

from workbench import jobs
from workbench.errors import UserError
from workbench.formats import find_format
from workbench.formats.policies import Policies
from workbench.model import STATUSES, Annotator
from workbench.project import Project, care, exporting
from workbench.project.format_options import options_of
from workbench.project.recipes import Recipe
from workbench.project.selection_words import KEYS, Selection, joined, read_words, words_of
from workbench.project.splits import Rule, SplitChoice
from workbench.schema import load_schema

ADA = Annotator("018f0000-0000-7000-8000-000000000001", "Ada")
GOLD = Annotator("018f0000-0000-7000-8000-000000000009", "Gold", "gold")


def line(name: str, who: Annotator, **more: Any) -> dict[str, Any]:
    text = f"Ana met Bo in {name}."
    spans = [
        {"id": f"{name}-a", "label": "PER", "start": 0, "end": 3, "unsure": name == "oslo"},
        {
            "id": f"{name}-b",
            "label": "PER",
            "start": 8,
            "end": 10,
            "origin": "rules" if name == "rome" else "",
        },
    ]
    document = {"name": name, "text": text, **more.pop("document", {})}
    annotator = {"id": who.id, "name": who.name, "kind": who.kind}
    return {"document": document, "annotator": annotator, "status": "done", "spans": spans, **more}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = Project.create(tmp_path / "p.wbench", schema=load_schema("news"), annotator=ADA)
    comment = {"target": {"kind": "span", "id": "rome-a"}, "text": "Who?", "at": "2024-01-01T10:00:00Z"}
    lines = [
        line("oslo", ADA, document={"published": "2024-01-05", "meta": {"desk": "foreign", "page": 3}}),
        line("rome", ADA, document={"published": "2024-02-01", "source": "Wire"}, comments=[comment]),
        line("bern", ADA, attributes={"genre": "opinion"}),
        line("rome", GOLD, status="reviewed", document={"published": "2024-02-01", "source": "Wire"}),
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    plan = jobs.finish(jobs.plan_job(made, [path]))
    jobs.finish(jobs.import_job(made, plan))
    plan.close()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("words", "layers", "spans"),
    [
        ("", 4, 8),
        ("gold", 1, 2),
        ("annotator:Ada", 3, 6),
        ("annotator:Ada status:reviewed", 0, 0),
        ("from:2024-01-05", 3, 6),
        ("from:2024-01-06 to:2024-02-01", 2, 4),
        ("to:2024-01-31", 1, 2),
        ("meta:desk=foreign", 1, 2),
        ("meta:page=3 meta:page=4", 1, 2),
        ("meta:source=Wire gold", 1, 2),
        ("document:OSLO document:b*", 2, 4),
        ("attribute:genre=opinion", 1, 2),
        ("comments:open", 2, 4),
        ("comments:none", 2, 4),
        ("unsure:yes", 4, 1),
        ("unsure:no", 4, 7),
        ("origin:rules", 4, 2),
        ("origin:hand unsure:no", 4, 5),
        ('"met bo" oslo.', 1, 2),
        ("label:PER text:ROME.", 2, 4),
        ("group:time", 4, 0),
    ],
)
def test_each_word_takes_what_it_says(words: str, layers: int, spans: int, project: Project) -> None:
    selection = read_words(words)
    report = exporting.preview(project, asked("jsonl", selection))
    assert (report.layers, report.spans) == (layers, spans)
    lost = sum(one.count for one in report.lines() if one.kind.startswith("spans"))
    assert lost + spans == 2 * layers  # what the selection leaves out of a layer is told
    assert read_words(words_of(selection)) == selection


values = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
texts = st.lists(values, max_size=2, unique=True).map(tuple)
pairs = st.lists(
    st.tuples(values.filter(lambda v: "=" not in v), values).map("=".join), max_size=2, unique=True
)


@given(
    st.builds(
        Selection,
        annotators=texts,
        statuses=st.none() | st.lists(st.sampled_from(STATUSES), min_size=1, unique=True).map(tuple),
        labels=texts,
        gold=st.booleans(),
        since=st.sampled_from(("", "2024-01-01")),
        names=texts,
        metadata=pairs.map(tuple),
        attributes=pairs.map(tuple),
        comments=st.sampled_from(("", "open", "none")),
        unsure=st.sampled_from(("", "yes", "no")),
        origins=texts,
        text=texts,
        round=st.sampled_from(("", "first", "latest", "all", "2")),
    )
)
def test_words_say_the_whole_selection(selection: Selection) -> None:
    assert read_words(words_of(selection)) == selection
    assert joined(selection, Selection()) == joined(Selection(), selection) == selection


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("colour:red", "has no “colour:”. It has annotator, status"),
        ("from:May", "is no date"),
        ("unsure:maybe", "write unsure:yes or no"),
        ("meta:desk", "should be meta:NAME=VALUE"),
        ("label:", "lacks a value"),
        ('"open', "quotation mark"),
    ],
)
def test_wrong_words_are_refused_with_what_there_is(words: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        read_words(words)
    assert "unsure" in KEYS


def test_a_project_without_gold_says_so(tmp_path: Path) -> None:
    empty = Project.create(tmp_path / "q.wbench", schema=load_schema("ner"), annotator=ADA)
    with pytest.raises(UserError, match="has no gold yet"):
        exporting.preview(empty, asked("jsonl", Selection(gold=True)))
    empty.close()


def test_recipes_are_stored_replaced_undone_and_the_same_in_every_copy(project: Project) -> None:
    split = SplitChoice(Rule((("train", 0.5), ("dev", 0.5)), 3))
    recipe = Recipe("ner", "conll", "unsure:no", {"scheme": "bioes"}, Policies("longest"), split)
    change = project.save_recipe(recipe)
    assert change.title == "save the recipe “ner”" and change.operation
    assert project.recipe("ner") == recipe
    assert (
        recipe.line() == "conll; unsure:no; scheme=bioes; overlaps longest; split train=0.5,dev=0.5, seed 3"
    )
    project.save_recipe(Recipe("ner", "spacy"))
    assert [one.format for one in project.recipes()] == ["spacy"]
    project.undo()
    assert project.recipes() == [recipe]
    project.delete_recipe("ner")
    with pytest.raises(UserError, match="no recipe “ner”: it has none"):
        project.recipe("ner")
    project.undo()
    assert project.recipes() == [recipe]
    with pytest.raises(UserError, match="needs a name"):
        project.save_recipe(Recipe(" ", "jsonl"))


def test_a_recipe_of_a_copy_comes_with_a_merge(project: Project, tmp_path: Path) -> None:
    copy = tmp_path / "copy.wbench"
    care.backup(project, copy)
    other = Project.open(copy, annotator=Annotator("018f0000-0000-7000-8000-000000000002", "Bob"))
    other.save_recipe(Recipe("mine", "csv", "gold"))
    other.close()
    jobs.finish(jobs.merge_job(project, copy))
    assert [(one.name, one.selection) for one in project.recipes()] == [("mine", "gold")]


def tokens_file(path: Path, *words: str) -> Path:
    """A tokenizer.json that cuts at white space and knows these words."""
    tokenizers = pytest.importorskip("tokenizers")
    from tokenizers import models, pre_tokenizers

    known = {word: number for number, word in enumerate(("[UNK]", *words))}
    small = tokenizers.Tokenizer(models.WordLevel(known, unk_token="[UNK]"))
    small.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    path.parent.mkdir(exist_ok=True)
    path.write_text(small.to_str(), encoding="utf-8")
    return path


def test_a_recipe_keeps_the_file_of_its_tokens(project: Project, tmp_path: Path) -> None:
    file = tokens_file(tmp_path / "model" / "tokenizer.json")
    copy = tmp_path / "copy.wbench"
    care.backup(project, copy)
    other = Project.open(copy, annotator=Annotator("018f0000-0000-7000-8000-000000000002", "Bob"))
    for number, told in enumerate((file, file.parent)):  # the file or its folder
        other.save_recipe(Recipe(f"ner{number}", "conll", options={"tokens": str(told)}))
    other.close()
    file.unlink()
    jobs.finish(jobs.merge_job(project, copy))
    recipe, same = project.recipes()
    assert recipe.options == same.options and recipe.options["tokens"].startswith("file:")
    assert str(tmp_path) not in recipe.line() and len(recipe.line()) < 40
    assert exporting.preview(project, recipe).tokens == "tokenizer.json"
    with pytest.raises(UserError, match=r"tokenizer\.json cannot be read"):
        project.save_recipe(Recipe("gone", "conll", options={"tokens": str(file)}))
    assert [one.name for one in project.recipes()] == ["ner0", "ner1"]


def test_files_of_tokens_with_one_name_are_offered_apart(project: Project, tmp_path: Path) -> None:
    for name in ("a", "b"):
        file = tokens_file(tmp_path / name / "tokenizer.json", name)
        project.save_recipe(Recipe(name, "conll", options={"tokens": str(file)}))
    [tokens] = [one for one in options_of(project, find_format("conll")) if one.id == "tokens"]
    offers = dict(tokens.offers)
    titles = [offers[one.options["tokens"]] for one in project.recipes()]
    assert titles[0] == "tokenizer.json" and titles[1].startswith("tokenizer.json (")
    assert len(set(offers.values())) == len(offers)


def test_words_for_tokens_stay_words_in_a_recipe(project: Project, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    tokens_file(tmp_path / "tokenizer.json")
    for word in ("words", "spacy:en", "white space"):
        project.save_recipe(Recipe("ner", "conll", options={"tokens": word}))
        assert project.recipe("ner").options == {"tokens": word}
    project.save_recipe(Recipe("ner", "conll"))
    assert project.recipe("ner").options == {}
