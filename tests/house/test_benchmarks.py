"""The benchmarks run: a small share of them, for whether they work and not for how fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.__main__ import FAMILIES
from benchmarks.measure import PEAK, Row, percentile

ROOT = Path(__file__).parents[2]


def test_all_benchmarks_run() -> None:
    words = ["-m", "tests.benchmarks", "--share", "0.001", "--runs", "1", "--presses", "2"]
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, encoding="utf-8", check=False, timeout=400
    )
    assert done.returncode == 0, done.stderr
    assert "share 0.001 of the full sizes" in done.stdout
    assert "An empty window opened in" in done.stdout
    assert done.stdout.count("├") == len(FAMILIES) - 1  # a line between two families
    assert done.stdout.count("│") > 30 * len(FAMILIES)


def test_a_budget_is_kept_or_missed() -> None:
    assert Row("as fast as plain", 10, "ms", 10, "plain", 2.5, True).kept is True
    assert Row("three times as slow", 30, "ms", 10, "plain", 2.5, True).kept is False
    assert Row("within 8 ms", 7.9, budget=8).kept is True
    assert Row("only reported", 7.9).kept is None
    assert Row("at least 0.8", 0.9, "F1", budget=0.8, least=True).kept is True
    assert Row("at least 0.8", 0.7, "F1", budget=0.8, least=True).kept is False


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], 0.5) == 2.0
    assert percentile(list(map(float, range(1, 101))), 0.99) == 99.0
    assert percentile([7.0], 0.99) == 7.0


@pytest.mark.skipif(sys.platform == "win32", reason="tells no peak in this way")
def test_the_memory_of_a_program_is_its_own() -> None:
    ballast = b"x" * 400_000_000  # of what starts the program, and none of the program's
    done = subprocess.run([sys.executable, "-c", PEAK + "print(peak())"], capture_output=True, check=True)
    assert 1 < float(done.stdout) < 200 < len(ballast) / 1_000_000
