"""Counts of documents, added up over all of them or over a thousand resamples of them in seconds."""

from __future__ import annotations

import random
import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence

Key = tuple[str | int, ...]
Counts = dict[Key, int]


class Tally:
    """Whole numbers by key, a set for each document; none is negative.

    For resampling a document's numbers are laid beside each other in one large integer, wide enough apart
    that sums over as many documents as there are never touch. To add documents is then to add integers,
    which Python does at the speed of memory, whatever the number of keys.
    """

    def __init__(self, documents: Iterable[Counts] = ()) -> None:
        self._places: dict[Key, int] = {}  # of the keys
        self._documents: list[dict[int, int]] = []  # numbers by the places of their keys
        self._sums: dict[int, int] = {}  # of all documents
        for counts in documents:
            self.add(counts)

    def add(self, counts: Counts) -> None:
        """One more document."""
        places, sums = self._places, self._sums
        numbers = {places.setdefault(key, len(places)): n for key, n in counts.items()}
        for place, number in numbers.items():
            sums[place] = sums.get(place, 0) + number
        self._documents.append(numbers)

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._documents)

    def seen_keys(self) -> Iterable[Key]:
        """All keys, in the order they came."""
        return self._places.keys()

    def having(self, key: Key) -> int:
        """In how many documents the number of a key is above 0."""
        place = self._places.get(key)
        return 0 if place is None else sum(bool(numbers.get(place)) for numbers in self._documents)

    def _chosen(self, chosen: Sequence[int] | None) -> list[dict[int, int]]:
        return self._documents if chosen is None else [self._documents[at] for at in chosen]

    def total(self, chosen: Sequence[int] | None = None) -> Counts:
        """The sums over these documents (by their places), or over all."""
        if chosen is None:
            return {key: self._sums[place] for key, place in self._places.items()}
        sums: dict[int, int] = {}
        for at in chosen:
            for place, number in self._documents[at].items():
                sums[place] = sums.get(place, 0) + number
        return {key: sums[place] for key, place in self._places.items() if place in sums}

    def resamples(self, count: int, *, seed: int, chosen: Sequence[int] | None = None) -> Iterator[Counts]:
        """The sums over `count` samples of as many documents, drawn with replacement (Efron 1979)."""
        documents = self._chosen(chosen)
        keys = list(self._places)
        most = max((number for numbers in documents for number in numbers.values()), default=0)
        words = 1 + (most * len(documents)).bit_length() // 64  # of 64 bits, for a number
        packed = [_pack(numbers, len(keys), words) for numbers in documents]
        chance = random.Random(seed)
        for _ in range(count):
            yield _unpack(sum(chance.choices(packed, k=len(packed))), keys, words)


def _pack(numbers: dict[int, int], many: int, words: int) -> int:
    row = [0] * many
    for place, number in numbers.items():
        row[place] = number
    if words == 1 and sys.byteorder == "little":
        return int.from_bytes(array("Q", row).tobytes(), "little")
    return int.from_bytes(b"".join(number.to_bytes(8 * words, "little") for number in row), "little")


def _unpack(packed: int, keys: Sequence[Key], words: int) -> Counts:
    width = 8 * words
    raw = packed.to_bytes(width * len(keys), "little")
    if words == 1 and sys.byteorder == "little":
        return dict(zip(keys, array("Q", raw), strict=True))
    return {key: int.from_bytes(raw[at * width : (at + 1) * width], "little") for at, key in enumerate(keys)}


def interval(values: Sequence[float], *, level: float = 0.95) -> tuple[float, float]:
    """The percentile interval of resampled values: what lies between the outer shares on both sides."""
    ordered = sorted(values)
    outside = (1 - level) / 2
    last = len(ordered) - 1
    return ordered[round(outside * last)], ordered[round((1 - outside) * last)]
