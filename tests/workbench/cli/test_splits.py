"""Splits by the command line: the options of an export, and the commands about what is stored."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.cli.opening import print_json, print_json_rows

Cli = Callable[..., Any]
Refused = Callable[..., str]


@pytest.fixture
def filled(cli: Cli, tmp_path: Path) -> Path:
    """A project of ten documents, two of each paper."""
    cli("new", "p.wbench")
    lines = [
        {
            "document": {
                "name": f"d{n}",
                "text": f"Ana went to town {n} today.",
                "meta": {"paper": f"p{n // 2}"},
            },
            "status": "done",
            "spans": [{"label": "PER", "start": 0, "end": 3}],
        }
        for n in range(10)
    ]
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert cli("import", "p.wbench", "in.jsonl").status == 0
    return Path("p.wbench")


def test_a_split_is_stored_listed_shown_and_deleted(filled: Path, cli: Cli) -> None:
    assert "No split is stored" in cli("split", "list", filled).out
    words = ("export", filled, "out", "--format", "jsonl", "--split", "train=0.6,dev=0.2,test=0.2")
    done = cli(*words, "--seed", 4, "--group-by", "paper", "--stratify", "--split-name", "mine")
    assert (done.status, done.err) == (0, "")
    assert "Split “mine”: train 6, dev 2, test 2." in done.out
    assert cli("split", "list", filled).out == (
        "mine (train=0.6,dev=0.2,test=0.2, seed 4, by paper, stratified): train 6 documents, dev 2 documents, "
        "test 2 documents\n"
    )
    listed = json.loads(cli("split", "list", filled, "--json").out)
    assert listed[0]["documents"] == {"train": 6, "dev": 2, "test": 2}
    assert (listed[0]["shares"]["dev"], listed[0]["seed"], listed[0]["group_by"]) == (0.2, 4, "paper")
    shown = json.loads(cli("split", "show", filled, "mine", "--documents", "--json", "--check").out)
    assert (shown["leaks"], sorted(map(len, shown["members"].values()))) == ([], [2, 2, 6])
    assert cli("split", "show", filled, "mine", "--documents").out.count("train\td") == 6
    assert cli("export", filled, "again", "--format", "conll", "--split", "mine").status == 0
    assert "Done: delete the split “mine”." in cli("split", "delete", filled, "mine").out
    assert "No split is stored" in cli("split", "list", filled).out


def test_folds(filled: Path, cli: Cli, tmp_path: Path) -> None:
    assert cli("export", filled, "out", "--format", "jsonl", "--folds", 5).status == 0
    report = json.loads((tmp_path / "out" / "export-report.json").read_bytes())
    assert len(report["files"]) == 10
    assert report["split"]["documents"] == {f"fold{n}": 2 for n in range(1, 6)}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--split", "a=1", "--folds", "2"], "--split or --folds, not both"),
        (["--group-by", "paper"], "--group-by needs --split or --folds"),
        (["--stratify"], "--stratify needs --split or --folds"),
        (["--seed", "3"], "--seed needs --split or --folds"),
        (["--split", "mine", "--stratify"], "it has its rule already"),
        (["--split", "mine"], "no split “mine” (none is stored)"),
        (["--folds", "1"], "2 to 100 folds, not 1"),
        (["--folds", "2", "--group-by", "nope"], "No document has “nope”"),
        (["--split", "a=1", "--group-by", "near-duplicates", "--similarity", "0"], "above 0 and at most 1"),
    ],
)
def test_what_does_not_fit_is_refused(
    words: list[str], sentence: str, filled: Path, refused: Refused, tmp_path: Path
) -> None:
    assert sentence in refused("export", filled, "out", "--format", "jsonl", *words)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("rows", [[], [{"a": 1}], [{"a": [1, {"b": "é"}]}, {}]])
def test_rows_are_printed_as_one_report(rows: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    print_json_rows("rows", iter(rows), rest={"x": [1, 2]}, none=[])
    streamed = capsys.readouterr().out
    print_json({"rows": rows, "rest": {"x": [1, 2]}, "none": []})
    assert streamed == capsys.readouterr().out
