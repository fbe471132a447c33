"""Writes docs/commands.md from the commands themselves: run `python tests/house/commands.py` after changing one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import typer

from workbench import formats
from workbench.cli.app import app
from workbench.formats.policies import offered

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
HEAD = """# Commands

Written from the commands themselves by `python tests/house/commands.py`; a test compares the two. Each prints the same
with `--help`. Exit status 0 is success, 1 a sentence that says what to mend, 2 wrong usage. A command never asks back.

Work belongs to the person whom the settings name (Ctrl+, in the window), or the variable WORKBENCH_ANNOTATOR. A
hand-out that is opened under the name it was made for goes on as that person's work, on any machine.
"""
SETTINGS = """
## Settings of the formats

`--set OPTION=VALUE` of `import` and `export`, and the policies (`--overlaps`, `--fragments`, `--misaligned`) that a
format knows.

| format | setting | what | values | if told nothing |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The page as it should be."""
    group: Any = typer.main.get_command(app)
    parts = [HEAD]
    for title, command in _commands(group, "workbench"):
        parts.append(f"\n## {title}\n\n{_flat(command.help)}\n\n| | |\n| --- | --- |\n")
        context = command.make_context(title, [], resilient_parsing=True)
        for one in command.params:
            if (record := one.get_help_record(context)) and "--help" not in record[0]:
                names, words = record
                parts.append(f"| `{names}` | {_flat(words)} |\n".replace("`|", "` |"))
    parts.append(SETTINGS)
    for format in formats.FORMATS:
        for option in format.options:
            usual = f"`{option.default}`" if option.default else ""
            parts.append(
                f"| `{format.id}` | `{option.id}` | {option.title} | {_code(option.values)} | {usual} |\n"
            )
        for policy in offered(format):
            row = f"| `{format.id}` | `--{policy.id}` | {policy.title} | {_code(policy.values)} | `{policy.default}` |"
            parts.append(f"{row}\n")
    return "".join(parts)


def _commands(group: Any, before: str) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from _commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def _code(values: Iterable[str]) -> str:
    return ", ".join(f"`{one}`" for one in values if one)


def _flat(words: str | None) -> str:
    return " ".join((words or "").split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE.name)
