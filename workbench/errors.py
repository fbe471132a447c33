"""The failures that a person can mend; everything else is a bug and keeps its traceback."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct


class UserError(Exception):
    """One clear sentence that says what is wrong and what to do; nothing was lost."""


class SchemaError(UserError):
    """A schema file that cannot be used; the sentence names file, line or key, and reason."""


class ProjectError(UserError):
    """A project file that cannot be opened or written."""


def place(path: Path, line: int) -> str:
    """A line of a file (from 1; 0: the whole file) as messages begin with it."""
    return f"{path}:{line}" if line else f"{path}"


class FileProblem(Struct, frozen=True):
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
        return f"{place(self.path, self.line)}: {self.message}" + (f" {self.remedy}" if self.remedy else "")


class ImportRefused(UserError):  # noqa: N818 - it says what happened
    """Files that were not imported; `problems` lists each place. The project is as it was.

    `broken` and `whole` count the files with problems and the others, which could come without them.
    """

    def __init__(self, problems: list[FileProblem], *, broken: int = 0, whole: int = 0) -> None:
        self.problems = problems
        super().__init__(_refusal([problem for problem in problems if problem.fatal], broken, whole))


def _refusal(fatal: list[FileProblem], broken: int, whole: int) -> str:
    """The first problem with its remedy, and how to see the others or to do without the files."""
    if not fatal:
        return "nothing to import"
    first, others = fatal[0], len(fatal) - 1
    more = (
        f" (And {others} more {'problem' if others == 1 else 'problems'}: --dry-run lists all.)"
        if others
        else ""
    )
    if whole:
        those = "it" if broken == 1 else "them"
        go_on = (
            f" {broken} of {broken + whole} files {'is' if broken == 1 else 'are'} broken: nothing was stored. "
            f"Mend {those}, or leave {those} out with --skip-broken."
        )
    else:
        go_on = (
            "" if first.remedy or not first.line else " Mend that line and import again: nothing was stored."
        )
    return f"{first}{go_on}{more}"
