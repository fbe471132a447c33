"""The failures that a person can mend; everything else is a bug and keeps its traceback."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class UserError(Exception):
    """One clear sentence that says what is wrong and what to do; nothing was lost."""


class SchemaError(UserError):
    """A schema file that cannot be used; the sentence names file, line or key, and reason."""


class ProjectError(UserError):
    """A project file that cannot be opened or written."""


@dataclass(frozen=True, slots=True)
class FileProblem:
    """What is wrong at one place of a file that is being read.

    `line` counts from 1; 0 means the file as a whole. A `fatal` problem stops the import of
    everything; the others are warnings. `remedy` is a sentence, or empty.
    """

    path: Path
    line: int
    message: str
    remedy: str = ""
    fatal: bool = True

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {self.message}" + (f" {self.remedy}" if self.remedy else "")


class ImportRefused(UserError):  # noqa: N818 - it says what happened
    """Files that were not imported; `problems` lists each place. The project is as it was."""

    def __init__(self, problems: list[FileProblem]) -> None:
        self.problems = problems
        super().__init__(_refusal([problem for problem in problems if problem.fatal]))


def _refusal(fatal: list[FileProblem]) -> str:
    """The first problem with its remedy, and how to see the others."""
    if not fatal:
        return "nothing to import"
    first, others = fatal[0], len(fatal) - 1
    remedy = "" if first.remedy or not first.line else " Mend that line and import again: nothing was stored."
    if not others:
        return f"{first}{remedy}"
    return f"{first}{remedy} (And {others} more {'problem' if others == 1 else 'problems'}: --dry-run lists all.)"
