"""The tokenisers a project can be aligned to: white space, Unicode words, spaCy's, those of a tokenizer.json.

A choice is a word: `whitespace`, `words`, `spacy:LANGUAGE`, or `file:SHA256` for a tokenizer.json.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct

from workbench.errors import UserError
from workbench.offsets import is_grapheme_boundary
from workbench.tokens.plain import Token, whitespace_tokens, word_tokens

Tokenise = Callable[[str], list[Token]]
PLAIN = ("whitespace", "words")
_FILE, _SPACY = "file:", "spacy:"
_FILE_CHOICE = re.compile(f"{_FILE}[0-9a-f]{{64}}")
_OF_FILES: dict[str, Tokeniser] = {}  # by choice: once a file was given, its choice alone means it
# Words whose normal forms are longer or shorter than they are; after them a plain one, which must be found.
_PLAIN = "zebra"
_PROBE = f"ﬁne e\u0301te\u0301 İstanbul ½ ﷺ 👍🏽 한글 \u1112\u1161\u11ab 中文 x\u00a0y Å \r\n {_PLAIN}"


class Tokeniser(Struct, frozen=True):
    """A way to cut texts. `id` is its choice, `title` how people call it.

    `tokens(text)` gives extents in code points, in order, apart from one another, without white space at
    their edges, never inside a grapheme. `whole_words`: its tokens are words, not pieces of them.
    `load` imports what it needs and raises UserError where that is missing; `tokens` does so as well. Where
    that takes a second it is `heavy`, and may be done in another thread.
    """

    id: str
    title: str
    tokens: Tokenise
    load: Callable[[], object] = lambda: None
    whole_words: bool = True
    heavy: bool = False


def tokeniser(choice: str, *, content: bytes = b"", name: str = "") -> Tokeniser:
    """The tokeniser of a choice; `content` and `name` are those of the file that a choice `file:` means.

    Without them that choice means the file of these bytes that was given before. Nothing heavy is imported
    before it is used. Raises UserError for a choice that is none.
    """
    if choice == "whitespace":
        return Tokeniser(choice, "white space", whitespace_tokens)
    if choice == "words":
        return Tokeniser(choice, "Unicode words", word_tokens)
    if choice.startswith(_SPACY) and (language := choice.removeprefix(_SPACY)).isalpha():
        return Tokeniser(
            choice,
            f"spaCy’s tokens for {language}",
            lambda text: _spacy_tokens(language, text),
            lambda: _spacy(language),
            heavy=True,
        )
    if choice.startswith(_FILE) and content:
        title = name or "tokenizer.json"
        _OF_FILES[choice] = Tokeniser(
            choice,
            title,
            lambda text: _file_tokens(content, title, text),
            lambda: _from_file(content, title),
            whole_words=False,
            heavy=True,
        )
    if choice in _OF_FILES:
        return _OF_FILES[choice]
    raise UserError(
        f"“{choice}” is no tokeniser: choose whitespace, words, spacy:LANGUAGE (as spacy:en), or a tokenizer.json."
    )


def is_choice(word: str) -> bool:
    """Whether a word is a choice by its form, and not the path of a file."""
    return word in PLAIN or word.startswith(_SPACY) or bool(_FILE_CHOICE.fullmatch(word))


def file_choice(content: bytes) -> str:
    """The choice that a tokenizer.json with this content is."""
    return _FILE + hashlib.sha256(content).hexdigest()


def file_of(choice: str) -> str:
    """The SHA-256 (hexadecimal) of the file that a choice means, or empty."""
    return choice.removeprefix(_FILE) if choice.startswith(_FILE) else ""


def check_file(content: bytes, name: str) -> None:
    """Raise UserError unless this is a tokenizer.json whose tokens can be found again in a text."""
    _from_file(content, name)


def spacy_languages() -> list[str]:
    """The languages that spaCy knows, by code; none where it is not installed. Does not import it."""
    spec = importlib.util.find_spec("spacy")
    folders = [Path(place) / "lang" for place in spec.submodule_search_locations or ()] if spec else []
    return sorted(
        one.name for folder in folders for one in folder.iterdir() if (one / "__init__.py").exists()
    )


@cache
def _spacy(language: str) -> Callable[[str], Iterable[tuple[int, int, bool]]]:
    try:
        import spacy
    except ImportError:
        raise UserError(
            "spaCy's tokens need spaCy: pip install 'annotation-workbench[spacy]', or choose another tokeniser."
        ) from None
    if language not in spacy_languages():
        known = ", ".join(spacy_languages())
        raise UserError(f"spaCy has no language “{language}”: choose one of {known}.")
    try:
        make = spacy.blank(language).make_doc
    except ImportError as error:  # Japanese, Korean, Thai and others need a package of their own
        reason = " ".join(str(error).split()).rstrip(".")
        raise UserError(f"spaCy cannot cut texts in {language}: {reason}.") from error
    return lambda text: ((token.idx, token.idx + len(token), token.is_space) for token in make(text))


def _spacy_tokens(language: str, text: str) -> list[Token]:
    return tidy(text, ((start, end) for start, end, space in _spacy(language)(text) if not space))


@cache
def _from_file(content: bytes, name: str) -> Callable[[str], list[Token]]:
    """What cuts a text as the file says; tokens as the library gives them."""
    try:
        from tokenizers import Tokenizer
    except ImportError:
        raise UserError(
            "A tokenizer.json needs the package tokenizers: pip install 'annotation-workbench[huggingface]', "
            "or choose another tokeniser."
        ) from None
    try:
        made = Tokenizer.from_str(content.decode("utf-8-sig"))
    except BaseException as error:
        if type(error) not in (Exception, UnicodeDecodeError):  # the library raises Exception itself
            raise
        reason = " ".join(str(error).split())[:120]
        raise UserError(f"{name} is no tokenizer.json: {reason}.") from error
    made.no_truncation()  # else the tokens of a long paragraph end after some hundred
    made.no_padding()

    def cut(text: str) -> list[Token]:
        return [(start, end) for start, end in made.encode(text, add_special_tokens=False).offsets]

    _check_offsets(cut, name)
    return cut


def _file_tokens(content: bytes, name: str, text: str) -> list[Token]:
    return tidy(text, _from_file(content, name)(text))


def _check_offsets(cut: Tokenise, name: str) -> None:
    """A normaliser that changes lengths must not move the places of what comes after."""
    found = tidy(_PROBE, cut(_PROBE))
    place = len(_PROBE) - len(_PLAIN)
    if not any(start == place for start, _ in found) or not found or found[-1][1] != len(_PROBE):
        raise UserError(
            f"{name} says where its tokens are in a changed text, not in the text itself: it cannot be used here."
        )


def tidy(text: str, tokens: Iterable[Token]) -> list[Token]:
    """Tokens as this house wants them, from any that are in order and in code points.

    White space at their edges goes (a byte-level token holds the blank before it), empty ones go, and those
    are joined that share a character (the bytes of an emoji) or meet inside a grapheme.
    """
    found: list[Token] = []
    for start, end in tokens:
        if not 0 <= start < end <= len(text):
            continue
        word = text[start:end]
        start += len(word) - len(word.lstrip())
        end -= len(word) - len(word.rstrip())
        if start >= end:
            continue
        if found and (
            start < found[-1][1] or (start == found[-1][1] and not is_grapheme_boundary(text, start))
        ):
            found[-1] = (min(found[-1][0], start), max(found[-1][1], end))
        else:
            found.append((start, end))
    return found
