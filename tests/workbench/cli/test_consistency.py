"""workbench consistency: words with more than one label."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_words_with_several_labels_are_listed(
    cli: Callable[..., Any], refused: Callable[..., str], project: Path
) -> None:
    nothing = cli("consistency", project)
    assert nothing.status == 0 and nothing.out.startswith("No words have more than one label")
    Path("work.jsonl").write_text(
        "".join(
            json.dumps(
                {
                    "document": {"name": name, "text": "Ana met Bo in Oslo."},
                    "spans": [{"label": label, "start": 14, "end": 18}],
                }
            )
            + "\n"
            for name, label in (("a", "LOC"), ("b", "LOC"), ("c", "ORG"))
        ),
        encoding="utf-8",
    )
    assert cli("import", project, "work.jsonl").status == 0
    assert cli("consistency", project).out == "Oslo: 2 LOC, 1 ORG\n"
    (row,) = json.loads(cli("consistency", project, "--json").out)
    assert row == {
        "forms": ["Oslo"],
        "group": "entity",
        "labels": {"LOC": 2, "ORG": 1},
        "total": 3,
        "odd": 1,
    }
    assert "knows no annotator Zed" in refused("consistency", project, "--annotator", "Zed")
