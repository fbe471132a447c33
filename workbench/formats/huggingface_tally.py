"""What one part of a dataset holds, counted while it is written; it travels in the metadata of its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Self

from workbench.model import Bundle

_COUNTERS = ("labels", "relations", "languages", "statuses", "rounds")
_NUMBERS = ("documents", "rows", "layers", "tokens", "tagged", "comments")


class Tally:
    """Counts of one part, or the sum of several.

    `tagged` are the spans that have tags; `people` annotators by id with their kinds; `names` those of
    the tags, in the order of their numbers; `size` bytes of the file, `unpacked` of what is in it.
    """

    def __init__(self) -> None:
        self.documents = self.rows = self.layers = self.tokens = self.tagged = self.comments = 0
        self.labels: Counter[str] = Counter()
        self.relations: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.statuses: Counter[str] = Counter()
        self.rounds: Counter[str] = Counter()
        self.people: dict[str, str] = {}
        self.names: list[str] = []
        self.size = self.unpacked = 0
        self._last = ""

    def add(self, bundle: Bundle, *, tokens: int, tagged: int) -> None:
        """Count a bundle; the layers of a document come one after the other."""
        document = bundle.document
        key = document.id or document.name
        if key != self._last:
            self.documents += 1
            self.languages[document.language] += 1
            self._last = key
        self.rows += 1
        self.tokens += tokens
        self.tagged += tagged
        self.comments += len(bundle.comments)
        self.labels.update(span.label for span in bundle.spans)
        self.relations.update(relation.label for relation in bundle.relations)
        if bundle.annotator is not None:
            self.layers += 1
            self.statuses[bundle.status] += 1
            self.rounds[str(bundle.round)] += 1
            self.people[bundle.annotator.id] = bundle.annotator.kind

    def plain(self) -> dict[str, Any]:
        """The counts as the file's metadata holds them."""
        counters = {name: dict(sorted(getattr(self, name).items())) for name in _COUNTERS}
        numbers = {name: getattr(self, name) for name in _NUMBERS}
        return numbers | counters | {"people": dict(sorted(self.people.items())), "names": self.names}

    @classmethod
    def of(cls, plain: Mapping[str, Any], *, size: int, unpacked: int) -> Self:
        """What `plain` was made of."""
        tally = cls()
        for name in _NUMBERS:
            setattr(tally, name, plain[name])
        for name in _COUNTERS:
            setattr(tally, name, Counter(plain[name]))
        tally.people, tally.names = dict(plain["people"]), list(plain["names"])
        tally.size, tally.unpacked = size, unpacked
        return tally

    @classmethod
    def total(cls, tallies: Iterable[Tally]) -> Self:
        """All parts together; the names of the tags are those of the part that has the most."""
        found = cls()
        for tally in tallies:
            for name in (*_NUMBERS, "size", "unpacked"):
                setattr(found, name, getattr(found, name) + getattr(tally, name))
            for name in _COUNTERS:
                getattr(found, name).update(getattr(tally, name))
            found.people |= tally.people
            found.names = max(found.names, tally.names, key=len)
        return found
