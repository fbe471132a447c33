"""The memory of import, export, splits and frozen versions of very many documents, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks import corpus
from tests.benchmarks.measure import PEAK, Row, Scale, own_settings

BUDGET = 300  # MB

_CHILD = (
    PEAK
    + """
import json, sys
from workbench.__main__ import main
sys.argv = ["workbench", *sys.argv[1:]]
try:
    main()
    status = 0
except SystemExit as end:
    status = end.code or 0
print(json.dumps({"status": status, "peak": peak()}), file=sys.stderr)
"""
)
SPLIT = ("--split", "train=0.8,dev=0.1,test=0.1", "--stratify")
STEPS: tuple[tuple[str, Sequence[str]], ...] = (
    ("import, --dry-run --json", ("import", "{project}", "{file}", "--dry-run", "--json")),
    ("import", ("import", "{project}", "{file}")),
    ("export to jsonl, --dry-run", ("export", "{project}", "{out}", "--format", "jsonl", "--dry-run")),
    ("export to jsonl", ("export", "{project}", "{out}", "--format", "jsonl")),
    ("export in parts, stratified", ("export", "{project}", "{out}", "--format", "jsonl", *SPLIT)),
    (
        "export in parts, near-duplicates together",
        ("export", "{project}", "{out}", "--format", "jsonl", *SPLIT, "--group-by", "near-duplicates"),
    ),
    ("freeze a version", ("dataset", "freeze", "{project}", "v1")),
    ("compare it with today", ("dataset", "diff", "{project}", "v1", "--json")),
    ("import the same again", ("import", "{project}", "{file}")),
)


def run(scale: Scale) -> Iterator[Row]:
    """Yields the rows of this family; none on Windows, which does not tell the peak in this way."""
    if sys.platform == "win32":
        return
    count = scale.of(100_000, 50)
    with tempfile.TemporaryDirectory() as name, own_settings(Path(name)):
        folder = Path(name)
        places = {"project": folder / "p.wbench", "file": folder / "many.jsonl", "out": folder / "out"}
        corpus.write(places["file"], corpus.many(count, size=500, each=5, annotator=corpus.someone()))
        corpus.project(places["project"]).close()
        for work, words in STEPS:
            peak = peak_of([word.format(**places) for word in words])
            yield Row(f"{work}, {count:,} documents: peak", peak, "MB", budget=BUDGET)


def peak_of(words: Sequence[str]) -> float:
    """The most memory that a command held at once, in MB. Raises RuntimeError if it failed."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *words], capture_output=True, env=environment, check=False
    )
    *said, last = done.stderr.decode().splitlines()
    found = json.loads(last)
    if found["status"]:
        raise RuntimeError("\n".join(said))
    return float(found["peak"])
