"""Reads the licence of every package that the project depends on; run by `make lint`, fails on GPL and AGPL."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution

PROJECT = "annotation-workbench"
# How packages that state no SPDX expression name strong copyleft in words. "LGPL" and "Lesser" are let through.
_STRONG = re.compile(r"(?<![a-z])a?gpl|(?<!lesser )(?:general|affero) public licen[sc]e", re.IGNORECASE)
_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^\]]*)\])?[^;]*(?:;(.*))?")
_EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")


def needed(name: str, extras: frozenset[str], seen: dict[str, set[str]] | None = None) -> dict[str, set[str]]:
    """All packages that `name` with its extras needs and that are installed, by normal name, with their extras."""
    seen = {} if seen is None else seen
    name = normal(name)
    if name in seen and extras <= seen[name]:
        return seen
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return seen  # for another platform or Python
    seen.setdefault(name, set()).update(extras)
    for line in found.requires or ():
        match = _REQUIREMENT.fullmatch(line)
        if match is None:
            raise ValueError(f"{name} has a requirement that cannot be read: {line}")
        other, wanted, marker = match.groups()
        only_for = _EXTRA.findall(marker or "")
        if not only_for or any(normal(one) in extras for one in only_for):
            needed(other, frozenset(normal(one) for one in (wanted or "").split(",") if one.strip()), seen)
    return seen


def normal(name: str) -> str:
    """A package's name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def stated(name: str) -> list[str]:
    """What a package says of its licence: an SPDX expression if there is one, else its own words and classifiers.

    Where its metadata says nothing, the beginning of its licence file.
    """
    metadata = distribution(name).metadata
    # a licence that is given as its whole text names itself at the top
    field = (metadata.get("License") or "").strip()[:200]
    classifiers = [
        line.split("::")[-1].strip()
        for line in metadata.get_all("Classifier") or ()
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    expression = (metadata.get("License-Expression") or "").strip()
    found = [expression] if expression else [one for one in (field, *classifiers) if one]
    return found or list(_heads(name))


def _heads(name: str) -> Iterator[str]:
    """The first words of each licence file that a package installs beside its metadata."""
    for file in distribution(name).files or ():
        if ".dist-info" in file.parts[0] and re.match(r"(?i)licen[sc]e|copying", file.name):
            yield " ".join(file.read_text("utf-8").split())[:200]


def refused(words: list[str]) -> str:
    """Why a licence is refused, or an empty string.

    Of licences joined by OR one may be chosen, so one that is allowed is enough; those joined by AND all count.
    """
    if not words:
        return "it states no licence"
    for word in words:
        choices = re.split(r"\s+OR\s+|\s+or\s+", word.strip("()"))
        if all(_STRONG.search(choice) for choice in choices):
            return f"its licence is {word.splitlines()[0]}"
    return ""


def examine(names: Mapping[str, object]) -> Iterator[str]:
    """A sentence for every package whose licence is refused."""
    for name in sorted(names):
        reason = refused(stated(name))
        if reason:
            yield f"{name}: {reason}."


def main() -> int:
    """Print what is refused; the exit status is 1 if anything is."""
    packages = needed(PROJECT, frozenset({"all", "dev"}))
    if normal(PROJECT) not in packages:
        print(f"{PROJECT} is not installed here: run this through `make lint`.", file=sys.stderr)
        return 1
    found = list(examine(packages))
    for sentence in found:
        print(sentence, file=sys.stderr)
    if not found:
        print(f"{len(packages)} packages: no GPL, no AGPL.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
