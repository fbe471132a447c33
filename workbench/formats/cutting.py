"""The tokens that formats cut texts into: an option of each, which a project that is aligned to tokens settles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from workbench.formats.base import Option
from workbench.formats.flat import Token
from workbench.tokens import all_tokens, tokeniser

ID = "tokens"
WORDS = "words"
SPACY = (
    "spacy"  # of spaCy's format: its tokens for the language of each document, or for its option `language`
)
SIGNS = "signs"  # no option, but how an export tells a format that its tokens were chosen
_FORMER = {"white space": "whitespace", "spaces": "whitespace"}  # words of stored recipes and frozen versions


def option(own: str = WORDS) -> Option:
    """The option of a format, with the tokens that it has by itself."""
    ways = "whitespace, words, spacy:LANGUAGE or a tokenizer.json"
    return Option(ID, f"Tokens, where the project is aligned to none: {ways} (when writing)", own)


def choice_of(options: Mapping[str, str], own: str = WORDS) -> str:
    """The choice of tokens, as workbench.tokens has it, or SPACY."""
    told = options.get(ID) or own
    return _FORMER.get(told, told)


def with_signs(options: Mapping[str, str]) -> bool:
    """Whether a span that lacks of its token only what trimming takes off (“India” of “India,”) has the token.

    So it is where the tokens were chosen, as a person then sees no problem there; a format's own are strict.
    """
    return options.get(SIGNS, "") == "yes"


@lru_cache(maxsize=1)  # an export looks for losses first, then writes: the same text twice
def tokens_in(text: str, choice: str) -> tuple[Token, ...]:
    """The tokens of a text as the window's problems see them. Raises UserError where the extra is missing."""
    return tuple(all_tokens(text, tokeniser(choice)))


def with_white_space(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens, and white space between them as spaCy and Prodigy have it: all but one blank after a token."""
    found: list[Token] = []
    place = 0
    for start, end in [*tokens, (len(text), len(text))]:
        if found and text[place : place + 1] == " " and place < start:
            place += 1
        if place < start:
            found.append((place, start))
        if start < end:
            found.append((start, end))
        place = end
    return found
