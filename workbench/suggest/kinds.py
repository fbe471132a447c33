"""Which kind of words a stretch of text is, for guesses about its label."""

from __future__ import annotations

from typing import Literal

Kind = Literal["number", "quotation", "name", "words"]
_QUOTES = tuple("\"'“”„«»‘’")
_LONG = 60  # code points from which on words are a passage, as quotations are


def kind_of(form: str) -> Kind:
    """A date or number (with a digit), a quotation or passage, a name (with a capital), or other words."""
    form = form.strip()
    if form.startswith(_QUOTES) or len(form) > _LONG:
        return "quotation"
    if any(char.isdigit() for char in form):
        return "number"
    return "name" if form[:1].isupper() else "words"
