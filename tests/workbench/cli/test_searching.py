"""workbench search: documents by the words of their texts, and the same words in a selection."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_documents_are_found_by_their_texts(cli: Callable[..., Any], project: Path) -> None:
    folder = Path("articles")
    folder.mkdir()
    (folder / "delhi.txt").write_text("They met in New Delhi.", encoding="utf-8")
    (folder / "rome.txt").write_text("A new treaty, signed in Rome.", encoding="utf-8")
    assert cli("import", project, "articles").status == 0
    assert cli("search", project, "new").out.splitlines() == ["rome", "delhi"]
    assert cli("search", project, "new", "rom*").out == "rome\n"
    found = json.loads(cli("search", project, "new delhi", "--json").out)["documents"]
    assert [one["name"] for one in found] == ["delhi"]
    nothing = cli("search", project, "Oslo", "Rome")
    assert nothing.status == 0
    assert nothing.out == "0 documents: no text has “Oslo” and “Rome”.\n"
    out = cli("export", project, "out", "--format", "jsonl", "--only", "text:rome")
    assert out.status == 0
    lines = next(Path("out").glob("*.jsonl")).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["document"]["name"] for line in lines[1:]] == ["rome"]
