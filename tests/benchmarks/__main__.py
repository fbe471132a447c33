"""`make bench`: measures against baselines of the same run, and prints one table.

`python -m tests.benchmarks [starting|article|agreement|claims ...] [--share 0.1] [--runs 3]`
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys

from rich.console import Console
from rich.table import Table

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

FAMILIES = (
    "starting",
    "article",
    "view",
    "exchange",
    "searching",
    "memory",
    "agreement",
    "claims",
    "dates",
    "learning",
    "replay",
)


def measured(families: list[str], share: float, runs: int, presses: int) -> int:
    """Measure, print; the number of budgets that were not kept."""
    from importlib import import_module

    from tests.benchmarks.measure import Row, Scale
    from tests.benchmarks.starting import empty_window

    console = Console(stderr=True)
    before = empty_window(runs)
    rows: list[Row | None] = []
    for family in families:
        if rows:
            rows.append(None)
        with console.status(family):
            for row in import_module(f"tests.benchmarks.{family}").run(Scale(share, runs, presses)):
                rows.append(row)
                console.print(f"{row.work}: {row.value:.4g} {row.unit}", style="dim")
    title = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    busy = f"load {os.getloadavg()[0]:.1f}; " if hasattr(os, "getloadavg") else ""
    table = Table(title=f"{title}, SQLite {sqlite3.sqlite_version}; {busy}share {share:g} of the full sizes")
    table.add_column("work")
    for name in ("measured", "baseline", "ratio", "budget"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    missed = 0
    for one in rows:
        if one is None:
            table.add_section()
            continue
        kept = one.kept
        missed += kept is False
        table.add_row(
            one.work,
            f"{one.value:,.1f} {one.unit}",
            f"{one.baseline:,.1f} {one.unit}, {one.against}" if one.baseline is not None else "",
            f"{one.ratio:.2f}" if one.ratio is not None else "",
            "" if one.budget is None else f"{one.budget:g} x" if one.times else f"{one.budget:g} {one.unit}",
            "" if kept is None else "kept" if kept else "MISSED",
        )
    table.caption = (
        f"An empty window opened in {before:.0f} ms before, in {empty_window(runs):.0f} ms after all this; the budgets "
        "in ms were set where it takes 80 to 100 ms."
    )
    Console(width=None if sys.stdout.isatty() else 140).print(table)
    return missed


def main() -> int:
    """Exit status 0 even where a budget is missed: a busy machine misses some."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measure against baselines."
    )
    parser.add_argument("families", nargs="*", help=f"some of {', '.join(FAMILIES)}; else all")
    parser.add_argument("--share", type=float, default=1.0, help="of the full sizes")
    parser.add_argument("--runs", type=int, default=5, help="repetitions of slow things")
    parser.add_argument("--presses", type=int, default=200, help="repetitions of fast things")
    given = parser.parse_args()
    unknown = set(given.families) - set(FAMILIES)
    if unknown:
        parser.error(f"no family {', '.join(sorted(unknown))}: choose from {', '.join(FAMILIES)}")
    missed = measured(given.families or list(FAMILIES), given.share, given.runs, given.presses)
    print(f"{missed} budgets missed." if missed else "All budgets kept.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
