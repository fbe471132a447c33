"""Names of labels, attributes and files in formats that set words apart by blanks."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

_UNSAFE = re.compile(r"[\s%\x00-\x1f\x7f]")
_UNSAFE_IN_FILES = re.compile(r'[/\\:*?"<>|\x00-\x1f\x7f]')
_EMPTY = "%00"


def to_word(name: str) -> str:
    """The name as one word: white space, control characters and % become %XX (RFC 3986, section 2.1).

    An empty name becomes %00: no text of ours holds U+0000.
    """
    return _UNSAFE.sub(lambda match: quote(match.group(), safe=""), name) or _EMPTY


def from_word(word: str) -> str:
    """The name that `to_word` made the word of."""
    if word == _EMPTY:
        return ""
    try:
        return unquote(word, errors="strict") if "%" in word else word
    except UnicodeDecodeError:
        return word


def to_file_name(name: str) -> str:
    """The name without what file systems refuse, at most 200 bytes; "document" if nothing is left."""
    safe = _UNSAFE_IN_FILES.sub("_", name).encode("utf-8")[:200].decode("utf-8", "ignore")
    return safe.strip(" .") or "document"
