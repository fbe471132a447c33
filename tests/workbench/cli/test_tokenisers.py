"""`workbench tokeniser` and what `check` says then."""

from __future__ import annotations

import json
from pathlib import Path


def test_a_project_is_aligned_and_checked(cli, project: Path, refused) -> None:
    assert cli("tokeniser", project).out == f"{project} is aligned to no tokens.\n"
    Path("more.jsonl").write_text(
        '{"document":{"name":"second","text":"Ana met Bo in Oslo."},"spans":[{"label":"LOC","start":15,"end":18}]}\n',
        encoding="utf-8",
    )
    assert cli("import", project, "more.jsonl").status == 0
    assert cli("tokeniser", project, "words").out == f"{project} is aligned to Unicode words (words).\n"
    assert json.loads(cli("tokeniser", project, "--json").out) == {
        "choice": "words",
        "title": "Unicode words",
    }
    found = json.loads(cli("check", project, "--json").out)
    assert [(one["kind"], one["document"], one["remedies"]) for one in found] == [
        ("cut token", "second", ["tokens"])
    ]
    assert "cuts the token “Oslo”" in cli("check", project).out
    assert "no tokeniser" in refused("tokeniser", project, "wordz")
    assert cli("tokeniser", project, "none").out == f"{project} is aligned to no tokens.\n"
