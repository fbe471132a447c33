"""The `workbench` command: a file per family of commands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

COMMANDS = (
    "demo",
    "new",
    "import",
    "export",
    "recipes",
    "suggest",
    "screenshot",
    "gazetteer",
    "train",
    "formats",
    "schema",
    "split",
    "dataset",
    "tokeniser",
    "search",
    "stats",
    "check",
    "agreement",
    "consistency",
    "again",
    "history",
    "handout",
    "merge",
    "assignments",
    "backup",
    "doctor",
    "open",
)


def mistyped(words: Sequence[str]) -> str:
    """The sentence for a first word that is neither a command nor a file and looks like a slip; else empty.

    It does where more words follow, or where it is near the name of a command.
    """
    word = words[0]
    if word in COMMANDS or word.startswith("-") or Path(word).exists():
        return ""
    from difflib import get_close_matches  # late: a start of the window has no use for it

    near = get_close_matches(word, [name for name in COMMANDS if name != "open"], n=1)
    if not near and (len(words) == 1 or Path(word).suffix):
        return ""
    hint = f"; did you mean {near[0]}?" if near else ": `workbench --help` lists the commands."
    return f"there is no command or project “{word}”{hint}"
