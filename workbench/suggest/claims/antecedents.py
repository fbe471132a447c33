"""Whom a source means that is no name: the nearest mention before it that its words allow. All in code points."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import regex
from msgspec import Struct

from workbench.suggest.claims.quotations import Quotation
from workbench.suggest.claims.sources import People, Source
from workbench.suggest.claims.wording import Wording

REACH = 600  # how far back a pronoun is taken to point
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}’'-]*")


class Antecedent(Struct, frozen=True):
    """Who is meant; `how` is "person" (he, she), "thing" (it) or "head" (the company, a company)."""

    source: Source
    how: str


class Antecedents:
    """The mentions of one text. A pronoun for a person points to the nearest one named in full or as a source before
    it, outside of quotations; one for a thing, to the nearest source that is none; "the statement", to the nearest
    source whose phrase has the same head. English so far: other languages list no such pronouns."""

    def __init__(self, text: str, words: Wording, people: People, quoted: list[Quotation]) -> None:
        self._text, self._words = text, words
        self._sources: list[Source] = []
        self._by_head: dict[str, Source] = {}  # the last source with each head
        self._persons: list[Source] = []
        quoted = [one for one in quoted if one.depth == 0]
        starts = [one.start for one in quoted]
        for start, end in people.mentions():
            place = bisect_right(starts, start) - 1
            if place < 0 or quoted[place].end <= start:
                self._persons.append(Source(start, end, "person"))
        self._person_starts = [one.start for one in self._persons]

    def of(self, source: Source) -> Antecedent | None:
        """Whom a source means, None for a name and where nothing before it fits. Sources come in the text's order."""
        head = self._head(source)
        found = self._found(source, head)
        self._sources.append(source)
        self._by_head[head] = source
        return found

    def _found(self, source: Source, head: str) -> Antecedent | None:
        written = self._text[source.start : source.end].lower()
        if source.what == "pronoun":
            if self._words.is_a(written, "persons"):
                return self._person(source)
            if self._words.is_a(written, "things"):
                thing = self._last(source, ("organisation", "place", "document", "description"))
                return Antecedent(thing, "thing") if thing is not None else None
            return None
        if source.named or not self._words.is_a(written.split()[0], "definite"):
            return None
        same = self._by_head.get(head)
        return Antecedent(same, "head") if same is not None and same.end <= source.start else None

    def _person(self, source: Source) -> Antecedent | None:
        place = bisect_left(self._person_starts, source.start) - 1
        named = self._persons[place] if place >= 0 else None
        if named is not None and (named.start < source.start - REACH or named.end > source.start):
            named = None
        spoke = self._last(source, ("person",))
        found = [one for one in (named, spoke) if one is not None]
        best = max(found, key=lambda one: (one.start, one.end), default=None)
        return Antecedent(best, "person") if best is not None else None

    def _last(self, source: Source, kinds: tuple[str, ...]) -> Source | None:
        """The last source of some kinds within reach."""
        for one in reversed(self._sources):
            if one.start < source.start - REACH:
                break
            if one.what in kinds and one.end <= source.start:
                return one
        return None

    def _head(self, source: Source) -> str:
        """The last word of a phrase before its first preposition, in lower case."""
        head = ""
        for match in _WORD.finditer(self._text, source.start, source.end):
            small = match[0].lower()
            if head and self._words.is_a(small, "prepositions"):
                break
            head = small
        return head
