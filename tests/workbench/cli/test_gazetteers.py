"""`workbench gazetteer`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_lists_are_added_listed_and_removed(cli: Callable[..., Any], project: Path) -> None:
    assert cli("gazetteer", project).out == f"{project} has no lists of names.\n"
    Path("places.tsv").write_text("Oslo\tLOC\n", encoding="utf-8")
    assert cli("gazetteer", project, "add", "places.tsv").out == "Done: add 1 name of places.tsv.\n"
    assert cli("gazetteer", project, "list").out == "places.tsv: 1 name.\n"
    # the first document is done, and there Oslo has no label
    done = cli("suggest", project, "--with", "memory", "--dry-run")
    assert "LOC “Oslo” 0.50" in done.out
    assert json.loads(cli("gazetteer", project, "remove", "places.tsv", "--json").out) == []


def test_a_wrong_list_is_one_line(
    refused: Callable[..., str], cli: Callable[..., Any], project: Path
) -> None:
    Path("wrong.tsv").write_text("Oslo LOC\n", encoding="utf-8")
    assert "wrong.tsv: line 1 has 1 column" in refused("gazetteer", project, "add", "wrong.tsv")
    assert "Say which list" in refused("gazetteer", project, "add")
    assert cli("gazetteer", project, "sort").status == 2
