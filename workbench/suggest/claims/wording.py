"""The words by which claims are found, from a TOML file for each language beside this one."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from msgspec import Struct

_FOLDER = Path(__file__).parent
LANGUAGES = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


class Wording(Struct, frozen=True):
    """One language's cues and word classes, all in lower case but `places`.

    `cues` maps the first word of a cue to the cues that begin with it, as tuples of words, longest first; `kinds` says
    of a cue (its words joined by blanks) of which kinds it is: say, that, evidence, tell, call, call_as, call_of,
    before, adverb, passive, noun. `full` is false where only quotations are attributed.
    """

    language: str
    full: bool
    cues: dict[str, tuple[tuple[str, ...], ...]]
    kinds: dict[str, frozenset[str]]
    marks: dict[str, frozenset[str]]  # denies, probable, possible, not_inverted, only_quoted: of cues
    classes: dict[str, frozenset[str]]
    places: frozenset[str]

    def is_a(self, word: str, name: str) -> bool:
        """Whether a word in lower case is of a class; of none where the language does not list it."""
        return word in self.classes.get(name, ())


_KINDS = (
    "say",
    "that",
    "evidence",
    "tell",
    "call",
    "call_as",
    "call_of",
    "before",
    "adverb",
    "passive",
    "noun",
)


@cache
def wording(language: str) -> Wording | None:
    """The words of a language by its BCP 47 tag ("en-GB" is "en"); of English if the tag is empty; else None."""
    stem = (language or "en").replace("_", "-").split("-")[0].lower()
    if stem not in LANGUAGES:
        return None
    read = tomllib.loads((_FOLDER / f"{stem}.toml").read_text(encoding="utf-8"))
    lists = {name: _words(text) for name, text in read["cues"].items()}
    kinds: dict[str, set[str]] = {}
    for kind in _KINDS:
        for cue in lists.get(kind, ()):
            kinds.setdefault(cue, set()).add(kind)
    firsts: dict[str, list[tuple[str, ...]]] = {}
    for cue in kinds:
        words = tuple(cue.split(" "))
        firsts.setdefault(words[0], []).append(words)
    places = _words(read["classes"].pop("places", ""))
    classes = {name: frozenset(_words(text)) for name, text in read["classes"].items()}
    classes["that"] = frozenset(read["that"])
    return Wording(
        language=stem,
        full=read["grammar"] == "full",
        cues={first: tuple(sorted(cues, key=len, reverse=True)) for first, cues in firsts.items()},
        kinds={cue: frozenset(found) for cue, found in kinds.items()},
        marks={name: frozenset(words) for name, words in lists.items() if name not in _KINDS},
        classes=classes,
        places=frozenset(places),
    )


def _words(text: str) -> list[str]:
    return [word.replace("_", " ") for word in text.split()]
