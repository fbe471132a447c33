"""Kinds of words, for guesses about labels."""

from __future__ import annotations

import pytest

from workbench.suggest.kinds import kind_of


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("New Delhi", "name"),
        ("Friday (April 28)", "number"),
        ("“We agreed”", "quotation"),
        ("it would " * 9, "quotation"),
        ("said", "words"),
        ("", "words"),
    ],
)
def test_kinds(form: str, kind: str) -> None:
    assert kind_of(form) == kind
