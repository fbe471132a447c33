"""Tokens for agreement, alignment and column formats: pure functions from a text to extents in code points."""

from __future__ import annotations

from workbench.tokens.aligning import Alignment, Cut, all_tokens, cuts
from workbench.tokens.plain import Token, sentences, whitespace_tokens, word_tokens
from workbench.tokens.tokenisers import (
    Tokeniser,
    check_file,
    file_choice,
    file_of,
    is_choice,
    spacy_languages,
    tokeniser,
)

__all__ = [
    "Alignment",
    "Cut",
    "Token",
    "Tokeniser",
    "all_tokens",
    "check_file",
    "cuts",
    "file_choice",
    "file_of",
    "is_choice",
    "sentences",
    "spacy_languages",
    "tokeniser",
    "whitespace_tokens",
    "word_tokens",
]
