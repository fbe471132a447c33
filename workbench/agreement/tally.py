"""Counts of documents, added up over all of them or over a thousand resamples of them in seconds."""

from __future__ import annotations

import random
import sys
from array import array
from collections.abc import Iterator, Sequence

Key = tuple[str | int, ...]
Counts = dict[Key, int]


class Tally:
    """Whole numbers by key, a set for each document; none is negative.

    For resampling a document's numbers are laid beside each other in one large integer, wide enough apart
    that sums over as many documents as there are never touch. To add documents is then to add integers,
    which Python does at the speed of memory, whatever the number of keys.
    """

    def __init__(self, documents: Sequence[Counts]) -> None:
        self.documents = documents

    def total(self, chosen: Sequence[int] | None = None) -> Counts:
        """The sums over these documents (by their places), or over all."""
        found: Counts = {}
        for counts in self.documents if chosen is None else [self.documents[at] for at in chosen]:
            for key, number in counts.items():
                found[key] = found.get(key, 0) + number
        return found

    def resamples(self, count: int, *, seed: int, chosen: Sequence[int] | None = None) -> Iterator[Counts]:
        """The sums over `count` samples of as many documents, drawn with replacement (Efron 1979)."""
        documents = self.documents if chosen is None else [self.documents[at] for at in chosen]
        keys = list(dict.fromkeys(key for counts in documents for key in counts))
        most = max((number for counts in documents for number in counts.values()), default=0)
        words = 1 + (most * len(documents)).bit_length() // 64  # of 64 bits, for a number
        packed = [_pack(counts, keys, words) for counts in documents]
        chance = random.Random(seed)
        for _ in range(count):
            yield _unpack(sum(chance.choices(packed, k=len(packed))), keys, words)


def _pack(counts: Counts, keys: Sequence[Key], words: int) -> int:
    numbers = [counts.get(key, 0) for key in keys]
    if words == 1 and sys.byteorder == "little":
        raw = array("Q", numbers).tobytes()
    else:
        raw = b"".join(number.to_bytes(8 * words, "little") for number in numbers)
    return int.from_bytes(raw, "little")


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
