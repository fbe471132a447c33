"""workbench again: finished documents come again as a new round."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

LINES = "".join(
    json.dumps(
        {
            "document": {"name": name, "text": "Ana met Bo in Oslo."},
            "spans": [{"label": "LOC", "start": 14, "end": 18}],
            "status": "done",
        }
    )
    + "\n"
    for name in "abcd"
)


def test_a_share_or_named_documents_come_again(
    cli: Callable[..., Any], refused: Callable[..., str], project: Path
) -> None:
    Path("work.jsonl").write_text(LINES, encoding="utf-8")
    assert cli("import", project, "work.jsonl").status == 0
    assert "No document is called x" in refused("again", project, "--document", "x")
    assert "above 0" in refused("again", project, "--share", "2")
    done = cli("again", project, "--document", "a")
    assert done.out.splitlines()[0] == "1 document to do again: a."
    assert "not finished" in refused("again", project, "--document", "a")
    drawn = json.loads(cli("again", project, "--share", "0.5", "--seed", "1", "--json").out)["documents"]
    assert len(drawn) == 2 and "a" not in drawn
    rows = json.loads(cli("assignments", project, "--json").out)
    assert {row["document"] for row in rows} == {"a", *drawn} and {row["status"] for row in rows} == {"new"}
