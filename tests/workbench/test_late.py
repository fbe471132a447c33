"""Patterns that are compiled late, and what a start of the window leaves unloaded."""

from __future__ import annotations

import subprocess
import sys

import pytest
import regex

from workbench import late, offsets


def test_a_late_pattern_is_the_pattern() -> None:
    made = late.pattern(r"\p{Lu}\p{Ll}+")
    for text in ("Ada met Bo", "", "ada", "Élodie ÉCRIT"):
        assert made.findall(text) == regex.findall(r"\p{Lu}\p{Ll}+", text)
        assert [found.span() for found in made.finditer(text)] == [
            found.span() for found in regex.finditer(r"\p{Lu}\p{Ll}+", text)
        ]
    assert made.pattern == r"\p{Lu}\p{Ll}+"


def test_a_mistake_shows_at_the_first_use() -> None:
    made = late.pattern("(")
    with pytest.raises(regex.error):
        made.search("a")
    late._PATTERNS.remove(made)  # type: ignore[arg-type]


def test_every_pattern_of_the_house_compiles() -> None:
    late.prepare()
    assert offsets._GRAPHEME.pattern == r"\X"


@pytest.mark.parametrize(
    "unneeded",
    ["regex", "workbench.timex.reading", "workbench.suggest.claims", "workbench.formats.known", "subprocess"],
)
def test_a_start_leaves_unloaded_what_it_has_no_use_for(unneeded: str) -> None:
    code = f"import sys, ui.window; sys.exit({unneeded!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
