"""Texts with claims, cues and sources marked in them: for tests, and for measuring a suggester."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.model import Fragment

Parts = tuple[Fragment, ...]
_MARK = re.compile(r"\[([cus]\d+)([a-z]?)(?: ([^|\]]*))?\|")
_VOICES = ("direct", "indirect", "mixed", "unattributed")


@dataclass
class Attributed:
    """The attributed claims of a text: fragments -> values; cues; sources, with kind or label."""

    text: str
    name: str = ""
    claims: dict[Parts, dict[str, str]] = field(default_factory=dict)
    cues: set[Fragment] = field(default_factory=set)
    sources: dict[Fragment, str] = field(default_factory=dict)
    hows: dict[Parts, str] = field(default_factory=dict)


def marked(file: Path) -> Iterator[Attributed]:
    """The documents of a file with marks, as its first lines explain them."""
    lines = [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    for block in "\n".join(lines).strip().split("\n\n"):
        yield parsed(block.replace("\n", "\n\n"))


def parsed(written: str) -> Attributed:
    """One text with marks."""
    text: list[str] = []
    length = at = 0
    parts: dict[str, list[Fragment]] = {}
    values: dict[str, dict[str, str]] = {}
    open_marks: list[tuple[str, int]] = []
    while at < len(written):
        mark = _MARK.match(written, at)
        if mark:
            key = mark[1] + mark[2]
            open_marks.append((key, length))
            for word in (mark[3] or "").split():
                name = "voice" if word in _VOICES else "polarity" if word == "denied" else "certainty"
                values.setdefault(key, {})["what" if key[0] == "s" else name] = word
            at = mark.end()
            continue
        if written[at] == "]" and open_marks:
            key, start = open_marks.pop()
            parts.setdefault(key, []).append((start, length))
        else:
            text.append(written[at])
            length += 1
        at += 1
    found = Attributed("".join(text), "".join(text)[:40])
    for key, stretches in parts.items():
        given = values.get(key, {})
        if key[0] == "c":
            found.claims[tuple(sorted(stretches))] = {"certainty": "certain", "polarity": "affirmed", **given}
        elif key[0] == "u":
            found.cues.update(stretches)
        else:
            found.sources.update(dict.fromkeys(stretches, given.get("what", "")))
    return found
