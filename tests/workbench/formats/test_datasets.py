"""The folder for Hugging Face in `datasets` itself: it loads without a network, with the right features."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from seqeval.metrics import f1_score
from seqeval.scheme import IOB2

from workbench.data import data_folder
from workbench.formats import Reading, Writing, jsonl
from workbench.formats.huggingface import hint, write
from workbench.model import Bundle
from workbench.schema import load_schema

SCHEMA = load_schema("news")
TAGGED = [label.id for label in SCHEMA.labels if label.group in ("entity", "time")]
NAMES = ["O", *(f"{prefix}-{label}" for label in TAGGED for prefix in "BI")]


@pytest.fixture(scope="module")
def datasets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The library, kept from the network and from the caches of whoever runs this."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("hf")
        patch.setenv("HF_HUB_OFFLINE", "1")
        patch.setenv("HF_HOME", str(home))
        patch.setenv("HF_DATASETS_CACHE", str(home / "datasets"))
        import datasets

        datasets.disable_progress_bars()
        yield datasets


@pytest.fixture(scope="module")
def gold() -> list[Bundle]:
    path = data_folder("sample_docs") / "jonas-lindqvist.jsonl"
    return list(jsonl.read(path, Reading()))


@pytest.fixture(scope="module")
def data(datasets: Any, gold: list[Bundle], tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the hint loads of an export in three parts, of which one is empty."""
    folder = tmp_path_factory.mktemp("dataset [1]").parent / "dataset"
    folder.mkdir()
    files = []
    for part, bundles in (("train", gold[:-1]), ("dev", gold[-1:]), ("test", [])):
        files += write(bundles, Writing(folder, part, SCHEMA, {"licence": "cc-by-4.0"}))
    names: dict[str, Any] = {}
    exec(hint(files), names)
    return names["data"]


def test_the_hint_loads_the_parts_with_the_features_of_the_schema(datasets, data, gold) -> None:
    assert {name: len(part) for name, part in data.items()} == {"train": len(gold) - 1, "validation": 1}
    features = data["train"].features
    assert features["ner_tags"].feature.names == NAMES
    assert features == data["validation"].features
    assert features["spans"].feature["start"].dtype == "int32"
    for part in data.values():
        for row in part:
            assert len(row["tokens"]) == len(row["ner_tags"])
            assert all(value is not None for name, value in row.items())
            for span in row["spans"]:
                assert span["attributes"] is not None and span["fragments"] is not None
                places = span["fragments"] or [(span["start"], span["end"])]
                assert span["text"] == " ".join(row["text"][start:end] for start, end in places)


def test_a_file_alone_says_its_features_too(datasets, data, gold, tmp_path) -> None:
    path, card, _ = write(gold[:1], Writing(tmp_path, "alone", SCHEMA))
    alone = datasets.load_dataset(
        "parquet", data_files=str(path), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert alone.features == data["train"].features
    # the head of the card, as the library itself would write it in the spelling of its own release
    from huggingface_hub import DatasetCard

    head = DatasetCard.load(card).data.to_dict()
    assert datasets.Features._from_yaml_list(head["dataset_info"]["features"]) == alone.features
    assert head["configs"][0]["data_files"] == [{"split": "train", "path": "alone.parquet"}]


def test_seqeval_gives_gold_against_itself_one(data, gold) -> None:
    names = data["train"].features["ner_tags"].feature.names
    tags = [[names[tag] for tag in row["ner_tags"]] for part in data.values() for row in part]
    assert f1_score(tags, tags, mode="strict", scheme=IOB2) == 1.0
    assert all(tag in NAMES for row in tags for tag in row) and sum(map(len, tags)) > 1000


def test_the_code_in_the_card_makes_a_row_of_each_sentence(datasets, data, gold, tmp_path) -> None:
    _, card, _ = write(gold, Writing(tmp_path, "train", SCHEMA))
    code = re.findall(r"```python\n(.*?)```", card.read_text("utf-8"), re.DOTALL)[-1]
    names = {"data": data}
    exec(code, names)
    rows = names["by_sentence"]["train"]
    assert rows.column_names == ["tokens", "ner_tags"] and len(rows) > 20
    assert [word for row in rows for word in row["tokens"]] == [
        word for row in data["train"] for word in row["tokens"]
    ]
    inner = {number for number, name in enumerate(NAMES) if name.startswith("I-")}
    assert not any(row["ner_tags"][0] in inner for row in rows)
    assert Path(card).exists()
