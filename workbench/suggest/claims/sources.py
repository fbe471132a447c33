"""Who a noun phrase means: a name (person, organisation, place), or a pronoun, document, description, nobody named."""

from __future__ import annotations

from collections.abc import Sequence

import regex
from msgspec import Struct

from workbench.suggest.claims.phrases import JOINTS, Stretch, ends_with_participle
from workbench.suggest.claims.units import Token
from workbench.suggest.claims.wording import Wording

_OF = frozenset(("of", "for", "de", "des", "du", "del", "für", "von"))
_FULL = regex.compile(r"\b(\p{Lu}[\p{L}'-]*+)(?: \p{Lu}\.)? (?=(\p{Lu}[\p{L}'-]*\p{Ll})\b)")
_MORE = regex.compile(r" \p{Lu}\p{Ll}")  # the name goes on


class Source(Struct, frozen=True):
    """Where it stands (code points), and what it is: person, organisation, place, or pronoun, description, document,
    anonymous."""

    start: int
    end: int
    what: str

    @property
    def named(self) -> bool:
        """Whether it is a name."""
        return self.what in ("person", "organisation", "place")


class People:
    """The persons whom a text introduces: they tell a surname that stands alone from a firm."""

    def __init__(self, text: str, words: Wording) -> None:
        self._text = text
        self._words = words
        self._inside: dict[str, bool] = {}
        self._known: set[str] | None = None

    def person(self, word: str) -> bool:
        """Whether somebody of this name is introduced by both names, or by title and name, somewhere in the text."""
        return word.replace("’", "'") in self._names()

    def introduced(self) -> bool:
        """Whether the text introduces anybody in such a way."""
        return bool(self._names())

    def mentions(self) -> list[tuple[int, int]]:
        """Where persons stand with both names (code points), by place: not in a longer name, nor behind an article."""
        text = self._text.replace("’", "'")
        found = []
        for match in _FULL.finditer(text):
            start, end = match.start(1), match.end(2)
            before = text[max(0, start - 20) : start].rsplit(maxsplit=1)[-1:]
            article = bool(before) and self._words.is_a(before[0].lower(), "determiners")
            if self._is_person(match[1], match[2]) and not article and not _MORE.match(text, end):
                found.append((start, end - 2 * match[2].endswith("'s")))
        return found

    def inside(self, word: str) -> bool:
        """Whether a word stands with a capital letter where no sentence begins."""
        if word not in self._inside:
            self._inside[word] = regex.search(rf"[\p{{Ll}},] {regex.escape(word)}\b", self._text) is not None
        return self._inside[word]

    def _names(self) -> set[str]:
        if self._known is None:
            words = self._words
            found = set()
            for first, last in _FULL.findall(self._text.replace("’", "'")):
                smalls = (first.lower(), last.lower())
                if words.is_a(smalls[0], "titles") and not words.is_a(smalls[1], "titles"):
                    found.add(last.removesuffix("'s"))  # President Obama
                if self._is_person(first, last):
                    found.update((first, last.removesuffix("'s")))
            self._known = found
        return self._known

    def _is_person(self, first: str, last: str) -> bool:
        """Whether two words with capital letters side by side can be somebody's names."""
        known = any(
            self._words.is_a(small, name)
            for small in (first.lower(), last.lower())
            for name in (
                "titles", "organisations", "dates", "determiners", "prepositions", "pronouns",
                "conjunctions", "openers", "subordinators", "adverbs",
            )
        )  # fmt: skip
        return not known and len(first) > 1 and not {first, last, f"{first} {last}"} & self._words.places


def source(tokens: Sequence[Token], words: Wording, stretch: Stretch, people: People) -> Source | None:
    """What a noun phrase means, or None if nobody could speak by it."""
    start, end = stretch
    while end > start + 1 and tokens[end - 1].kind == "bracket":
        end -= 1
    phrase = tokens[start:end]
    if len(phrase) == 1 and words.is_a(phrase[0].small, "sources"):
        what = "anonymous" if phrase[0].small in ("others", "some", "many", "most", "one") else "pronoun"
        return Source(phrase[0].start, phrase[0].end, what)
    if len(phrase) == 1 and words.is_a(phrase[0].small, "pronouns"):
        return None
    core = start
    while core < end and not words.is_a(tokens[core].small, "prepositions"):
        core += 1
    name = _name(tokens, words, start, core, end, people)
    if name:
        return name
    return _described(tokens, words, start, core, end)


def _name(
    tokens: Sequence[Token], words: Wording, start: int, core: int, end: int, people: People
) -> Source | None:
    """The name that heads a phrase: without article, title, age; with "of ..." if it is an organisation's."""
    while core > start and (tokens[core - 1].kind != "word" or tokens[core - 1].text[0].isdigit()):
        core -= 1
    if core == start:
        return None
    body = core
    if not tokens[core - 1].capital:
        if (
            words.is_a(tokens[core - 1].small, "bodies")
            and core - 2 >= start
            and _named(tokens, words, start, core - 2)
        ):
            body = core - 1
        else:
            return None
    low = body
    while low > start and (
        _named(tokens, words, start, low - 1)
        or (tokens[low - 1].small in JOINTS and low - 2 >= start and tokens[low - 2].capital)
    ):
        low -= 1
    if low == body:
        return None
    if body == core:
        low = _after_titles(tokens, words, low, core, people)
        if low == core:
            return None
    smalls = [token.small.strip(".") for token in tokens[low:core]]
    written = " ".join(token.text for token in tokens[low:core])
    organisation = body < core or any(words.is_a(small, "organisations") for small in smalls)
    if organisation and core < end and tokens[core].small in _OF:
        last = core + 1
        while last < end and (tokens[last].capital or words.is_a(tokens[last].small, "determiners")):
            last += 1
        if tokens[last - 1].capital:
            core = last
    place = Source(tokens[low].start, _stop(tokens[core - 1]), "organisation")
    if organisation:
        return place
    if written in words.places or (tokens[core - 1].text in words.places and core - low == 1):
        return Source(place.start, place.end, "place")
    titled = low > start and words.is_a(tokens[low - 1].small.strip("."), "titles")
    if titled or core - low > 1:
        acronym = tokens[low].text.isupper() and len(tokens[low].text) > 2
        article = not titled and low > start and words.is_a(tokens[low - 1].small, "determiners")
        return place if acronym or article else Source(place.start, place.end, "person")
    word = tokens[low].text.removesuffix("'s").removesuffix("’s")
    if people.person(word):
        return Source(place.start, place.end, "person")
    if low > start or word.isupper() or (people.introduced() and words.full):
        return place  # an article introduces people by both names
    return Source(place.start, place.end, "person")


def _stop(token: Token) -> int:
    cut = 2 if token.text.endswith(("'s", "’s")) else 0
    return token.end - cut


def _named(tokens: Sequence[Token], words: Wording, start: int, at: int) -> bool:
    token = tokens[at]
    if not token.capital or words.is_a(token.small, "determiners") or words.is_a(token.small, "pronouns"):
        return False
    return not (at == start and at + 1 < len(tokens) and words.is_a(token.small, "openers"))


def _after_titles(tokens: Sequence[Token], words: Wording, low: int, core: int, people: People) -> int:
    """Where the name begins in a run of capitalised words; its end if it is a title or a plain noun only."""
    titles = [at for at in range(low, core) if words.is_a(tokens[at].small.strip("."), "titles")]
    organised = any(words.is_a(tokens[at].small, "organisations") for at in range(low, core))
    if titles and titles[-1] == core - 1 and core - low > 1:
        before = tokens[core - 2].small.strip(".")
        titles = titles[:-1] if words.is_a(before, "honorifics") else titles  # Mr King
    if titles and not (
        organised and core - low > 1 and titles[-1] < core - 1 and _of_body(tokens, words, low, core)
    ):
        low = titles[-1] + 1
    if low < core and core - low == 1 and low == 0:
        token = tokens[low]
        plain = (
            token.small.endswith("s") or words.is_a(token.small, "common") or words.is_a(token.small, "known")
        )
        known = token.text in words.places or words.is_a(token.small, "organisations")
        known = known and not words.is_a(token.small, "known")
        if plain and not known and not people.inside(token.text) and not token.text.isupper():
            return core  # "Residents", where a sentence begins
    return low


def _of_body(tokens: Sequence[Token], words: Wording, low: int, core: int) -> bool:
    """Whether the last word of a run makes it an organisation's name: "Defence Ministry"."""
    return words.is_a(tokens[core - 1].small, "organisations")


def _described(tokens: Sequence[Token], words: Wording, start: int, core: int, end: int) -> Source | None:
    stop = end
    for at in range(start + 1, end):
        small = tokens[at].small
        before = tokens[at - 1].small
        opens = words.is_a(before, "determiners") or words.is_a(before, "adverbs") or before.endswith("ly")
        participle = words.language == "en" and small.endswith("ed") and not opens and not tokens[at].capital
        if participle and ends_with_participle(tokens, words, at):
            stop = at
            break
    core = min(core, stop)
    while core > start and tokens[core - 1].kind != "word":
        core -= 1
    if core == start:
        return None
    head = tokens[core - 1].small
    first = tokens[start].small
    what = "anonymous"
    if words.is_a(head, "documents"):
        what = "document"
    elif (
        words.is_a(first, "definite")
        or first.endswith(("'s", "s'"))
        or any(token.small.endswith(("'s", "s'")) for token in tokens[start:core])
        or (stop - start <= 2 and words.is_a(" ".join(token.small for token in tokens[start:stop]), "known"))
    ):
        what = "description"
    return Source(tokens[start].start, tokens[stop - 1].end, what)
