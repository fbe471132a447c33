"""handout, merge and assignments as a team uses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


def test_hand_out_work_hand_in(cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = cli("handout", project, "out", "--to", "Bo", "--to", "Cy", "--all", "--due", "2026-12-01")
    assert done.status == 0 and "Bo: 1 document, 19 characters -> out/p-Bo.wbench" in done.out
    monkeypatch.setenv("WORKBENCH_ANNOTATOR", "Bo")
    Path("work.jsonl").write_text(
        '{"document":{"name":"first","text":"Ana met Bo in Oslo."},'
        '"spans":[{"label":"LOC","start":14,"end":18}]}\n',
        encoding="utf-8",
    )
    assert cli("import", "out/p-Bo.wbench", "work.jsonl").status == 0
    monkeypatch.setenv("WORKBENCH_ANNOTATOR", "Ada")
    looked = cli("merge", project, "out/p-Bo.wbench", "--dry-run", "--json")
    (report,) = json.loads(looked.out)
    assert {"annotator": "Bo", "what": "span", "kind": "new", "count": 1} in report["changes"]
    assert "LOC" not in cli("stats", project).out
    done = cli("merge", project, "out/p-Bo.wbench", "out/p-Cy.wbench")
    assert "Bo: 1 span new" in done.out and "p-Cy.wbench: nothing new." in done.out
    assert "LOC" in cli("stats", project).out
    assert "All of p-Bo.wbench is here already." in cli("merge", project, "out/p-Bo.wbench").out
    rows = json.loads(cli("assignments", project, "--json").out)
    assert [(row["annotator"], row["status"]) for row in rows] == [("Bo", "done"), ("Cy", "new")]


def test_wrong_words_end_in_a_sentence(refused: Callable[..., str], project: Path) -> None:
    assert "at least two people" in refused("handout", project, "out", "--to", "Bo", "--overlap", "0.5")
    assert "No document is called x" in refused("handout", project, "out", "--to", "Bo", "--document", "x")
    assert "no date" in refused("handout", project, "out", "--to", "Bo", "--due", "soon")
    assert "ONE=OTHER" in refused("merge", project, "--same", "Bo")
    assert "knows no annotator Bo" in refused("merge", project, "--same", "Bo=Ada")
    assert "Name the files" in refused("merge", project)
    assert "There is no file" in refused("merge", project, "gone.wbench")
    assert not Path("out").exists()
