"""A measurement as a row of the table, and what measuring needs: timing, percentiles, a folder, settings."""

from __future__ import annotations

import math
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# For a program in a process of its own: peak() is the most memory that it held so far, in MB of a million bytes.
# On Linux that of /proc: ru_maxrss begins with what the process held that started this one, and so hides all of a
# child that is smaller. Elsewhere ru_maxrss, which macOS counts in bytes.
PEAK = """
def peak():
    import pathlib, resource, sys
    status = pathlib.Path("/proc/self/status")
    if not status.exists():
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / 1_000_000 if sys.platform == "darwin" else most * 1024 / 1_000_000
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024 / 1_000_000
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    `value` is in `unit`. `baseline` is the same work done plainly, timed in the same run (None: there is none).
    `budget` is in `unit`, or with `times` a multiple of the baseline; None: reported only. With `least` the value is
    to be no smaller than it, else no larger.
    """

    work: str
    value: float
    unit: str = "ms"
    baseline: float | None = None
    against: str = ""
    budget: float | None = None
    times: bool = False
    least: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the baseline it is."""
        return self.value / self.baseline if self.baseline else None

    @property
    def kept(self) -> bool | None:
        """Whether the budget is kept; None where there is none."""
        measured = self.ratio if self.times else self.value
        if self.budget is None or measured is None:
            return None
        return measured >= self.budget if self.least else measured <= self.budget


@dataclass(frozen=True, slots=True)
class Scale:
    """How large and how often: `make bench` measures in full, a test of the benchmarks a small part."""

    share: float = 1.0  # of the documented sizes
    runs: int = 5  # repetitions of slow things, of which the median counts
    presses: int = 200  # repetitions of fast things

    def of(self, size: int, least: int = 1) -> int:
        """A size at this scale."""
        return max(least, round(size * self.share))


def timed(step: Callable[[], object]) -> float:
    """How long a step takes, in ms."""
    began = time.perf_counter()
    step()
    return (time.perf_counter() - began) * 1000


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@contextmanager
def own_settings(folder: Path, name: str = "Ada Okafor") -> Iterator[None]:
    """Settings of the person at this machine are neither read nor written; the annotator is `name`."""
    wanted = {"XDG_CONFIG_HOME": str(folder / "settings"), "WORKBENCH_ANNOTATOR": name}
    before = {key: os.environ.get(key) for key in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
