"""`workbench train`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pycrfsuite")


def test_a_model_is_trained_shown_and_asked(
    cli: Callable[..., Any], refused: Callable[..., str], project: Path
) -> None:
    assert "1 is done" in refused("train", project)
    assert "no model yet" in refused("suggest", project, "--with", "model")
    assert cli("train", project, "--show").out == f"{project} has no model yet.\n"
    lines = [
        {"document": {"name": f"d{at}", "text": f"Ms {name} met Bo in Oslo."}, "status": "done",
         "spans": [{"label": "PER", "start": 3, "end": 3 + len(name)}]}
        for at, name in enumerate(("Ana", "Dora", "Emil", "Femi", "Hana"))
    ]  # fmt: skip
    Path("more.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    cli("import", project, "more.jsonl")
    told = json.loads(cli("train", project, "--json", "--threshold", "0.4").out)
    assert told["threshold"] == 0.4 and told["report"]["documents"] == 6
    assert told["report"]["quality"][0].keys() == {"label", "precision", "recall", "f1", "spans"}
    assert [point["documents"] for point in told["report"]["curve"]] == [1, 2, 4]
    shown = cli("train", project, "--if-due").out
    assert shown.startswith("Trained on 6 documents; it proposes from 0.4 on.\nOn documents held out:\nall ")
    assert cli("suggest", project, "--with", "model").status == 0
    assert "probability" in refused("train", project, "--show", "--threshold", "7")
