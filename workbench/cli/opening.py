"""Opening projects for commands, and printing what they report."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from workbench.errors import UserError
from workbench.model import Annotator, Progress
from workbench.project import Project
from workbench.project.settings import load_settings, login_name, me, person

Result = TypeVar("Result")


def annotator() -> Annotator:
    """Who runs the command: WORKBENCH_ANNOTATOR, the settings' name, or the login name."""
    settings = load_settings()
    return me(settings) or person(settings, login_name())


@contextmanager
def opened(path: Path) -> Iterator[Project]:
    """The project, closed again at the end."""
    project = Project.open(path, annotator=annotator())
    try:
        with project.errors():
            yield project
    finally:
        project.close()


def run(job: Generator[Progress, None, Result], *, progress: str = "auto") -> Result:
    """Run a job: a bar on a terminal, none in a pipe, JSON lines on standard output with `json`."""
    if progress == "json":
        return _shown_as_json(job)
    if progress == "auto" and sys.stderr.isatty():
        return _shown_as_bar(job)
    from workbench.jobs import finish

    return finish(job)


def _shown_as_json(job: Generator[Progress, None, Result]) -> Result:
    while True:
        try:
            step = next(job)
        except StopIteration as stop:
            result: Result = stop.value
            return result
        print(json.dumps({"done": step.done, "total": step.total, "text": step.text}), flush=True)


def _shown_as_bar(job: Generator[Progress, None, Result]) -> Result:
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        while True:
            try:
                step = next(job)
            except StopIteration as stop:
                result: Result = stop.value
                return result
            bar.update(task, completed=step.done, total=step.total or None, description=step.text)


def print_json(value: Any) -> None:
    """Print a report as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def print_json_rows(name: str, rows: Iterable[Any], **rest: Any) -> None:
    """Print {NAME: rows, **rest} as `print_json` does, one row in memory at a time."""
    print(f'{{\n "{name}": [', end="")
    sign = ""
    for row in rows:
        print(f"{sign}\n  {_indented(row, 2)}", end="")
        sign = ","
    print("\n ]" if sign else "]", end="")
    for key, value in rest.items():
        print(f',\n "{key}": {_indented(value, 1)}', end="")
    print("\n}")


def _indented(value: Any, by: int) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", "\n" + " " * by)


def print_notes(notes: Iterable[str]) -> None:
    """Print sentences worth telling beside what a command prints."""
    for note in notes:
        print(f"note: {note}", file=sys.stderr)


def count(n: int, noun: str) -> str:
    """A number and its noun: 1 document, 2 documents."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def pairs(words: Sequence[str]) -> dict[str, str]:
    """NAME=VALUE words as a dict. Raises UserError for one without the sign."""
    found = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise UserError(f"“{word}” should be NAME=VALUE.")
        found[name] = value
    return found
