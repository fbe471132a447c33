"""suggest on the command line, and models' output by import --suggestions."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

GUESS = """
import json, sys
for line in sys.stdin:
    document = json.loads(line)["document"]
    spans = [{"label": "LOC", "start": 14, "end": 18, "score": 0.5}]
    print(json.dumps({"document": document, "spans": spans}), flush=True)
"""


def test_a_program_proposes_and_a_dry_run_prints_bundles(cli: Callable[..., Any], project: Path) -> None:
    Path("guess.py").write_text(GUESS, encoding="utf-8")
    words = f"{sys.executable} guess.py"
    done = cli("suggest", project, "--with", words, "--dry-run")
    assert "14-18: LOC “Oslo” 0.50" in done.out
    assert cli("suggest", project, "--with", words).status == 0
    assert cli("stats", project).out.count("LOC") == 0  # no annotation
    done = cli("suggest", project, "--with", words, "--json")
    assert json.loads(done.out)["documents"] == 1


def test_of_namesakes_one_is_asked_by_its_id(cli: Callable[..., Any], project: Path) -> None:
    Path("guess.py").write_text(GUESS, encoding="utf-8")
    words = f"{sys.executable} guess.py"
    lines = [
        json.dumps({"document": {"name": "twin", "text": f"Bo met {who} in Oslo."}}) for who in ("Al", "Cy")
    ]
    Path("twins.jsonl").write_text("\n".join(lines), encoding="utf-8")
    cli("import", project, "twins.jsonl")
    asked = ("suggest", project, "--with", words, "--dry-run", "--json", "--document")
    both = [json.loads(line)["document"]["id"] for line in cli(*asked, "twin").out.splitlines()]
    assert len(both) == 2
    (one,) = cli(*asked, both[1]).out.splitlines()
    assert json.loads(one)["document"]["id"] == both[1]
    done = cli(*asked, "nobody")
    assert done.status == 1 and "No document is called nobody" in done.err


def test_a_models_file_comes_as_suggestions(cli: Callable[..., Any], project: Path) -> None:
    Path("model.jsonl").write_text(
        '{"document":{"name":"first","text":"Ana met Bo in Oslo."},"annotator":{"name":"m","kind":"model"},'
        '"spans":[{"label":"LOC","start":14,"end":18}]}\n',
        encoding="utf-8",
    )
    done = cli("import", project, "model.jsonl", "--suggestions")
    assert done.status == 0 and "1 span and 0 relations wait as suggestions." in done.out
    assert "LOC" not in cli("stats", project).out


def test_wrong_words_end_in_a_sentence(refused: Callable[..., str], project: Path) -> None:
    assert "no suggester 'magic'" in refused("suggest", project, "--with", "magic")
    assert "at least one suggester" in refused("suggest", project)
    assert "no program that can be run" in refused("suggest", project, "--with", "./nowhere")


def test_switching_off_and_on_is_told(cli: Callable[..., Any], project: Path) -> None:
    assert cli("suggest", project, "--off").out == (
        "Suggestions are switched off in this project: nobody sees any until --on.\n"
    )
    assert "(as before)" in cli("suggest", project, "--off").out
    done = cli("suggest", project, "--on", "--json")
    assert done.out == "" and "shown in this project" in done.err


def test_a_language_that_a_suggester_does_not_know_is_named(cli: Callable[..., Any], project: Path) -> None:
    line = {"document": {"name": "third", "language": "ru", "text": "Он сказал это 5 мая."}}
    Path("third.jsonl").write_text(json.dumps(line), encoding="utf-8")
    cli("import", project, "third.jsonl")
    done = cli("suggest", project, "--with", "dates", "--document", "third")
    assert done.out == "dates: no suggestions are available in ru (1 document).\n"
    assert (
        "; no suggestions are available in ru (1 document)." in cli("suggest", project, "--with", "dates").out
    )
