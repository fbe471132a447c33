"""Quotation marks around a name or a title: no words of anybody's."""

from __future__ import annotations

from workbench.suggest.claims.units import Token
from workbench.suggest.claims.wording import Wording

_LONGEST = 8  # words


def is_title(token: Token, words: Wording) -> bool:
    """Whether a quotation is a name or title: all its longer words have capitals, and it is no sentence."""
    written = token.inner.strip()
    if not written or written[-1] in ".!?,…":
        return False
    parts = written.split()
    long = [part for part in parts if len(part) > 3 or part[:1].isupper()]
    if len(parts) > _LONGEST or not long:
        return False
    return all(part[:1].isupper() or part[:1].isdigit() for part in long) and (
        len(parts) > 1 or words.language != "de"
    )
