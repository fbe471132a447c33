"""Near-duplicate texts: the same wire story in two papers. MinHash finds candidates, exact Jaccard decides.

Broder, On the resemblance and containment of documents, 1997; banding as in Leskovec, Rajaraman and
Ullman, Mining of Massive Datasets, section 3.4. Memory: 0.5 kB a text; datasketch is imported when used.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zlib import crc32

from workbench import late
from workbench.errors import UserError

HASHES = 128  # of a signature, 4 bytes each
WORDS = 3  # in a shingle of a script that sets blanks
SIGNS = 5  # in a shingle of one that does not
SIMILAR = 0.5  # Jaccard of shingles from which texts count as near-duplicates
_FOUND = 0.99  # of the pairs that are just similar enough, so many become candidates
_MARGIN = 0.15  # by which a signature may underrate: more than three standard deviations
_STEP = 64  # texts that are compared at once
_CACHED = 400  # texts whose shingles are kept
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_TOKEN = late.pattern(rf"(?V1)[{_UNSPACED}]|[[\p{{L}}\p{{N}}\p{{M}}]--[{_UNSPACED}]]+")
_SIGN = late.pattern(rf"[{_UNSPACED}]")
_PLAIN = re.compile(r"[a-z0-9]+")


def shingles(text: str) -> frozenset[str]:
    """All runs of three words, in scripts without blanks of five signs; case and punctuation count for nothing.

    A text that is shorter is one shingle; one without a word has none.
    """
    if text.isascii():
        tokens, size = _PLAIN.findall(text.lower()), WORDS
    else:
        tokens = _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())
        signs = sum(1 for token in tokens if _SIGN.match(token))
        size = SIGNS if 2 * signs > len(tokens) else WORDS
    if len(tokens) <= size:
        return frozenset([" ".join(tokens)] if tokens else [])
    return frozenset(" ".join(tokens[at : at + size]) for at in range(len(tokens) - size + 1))


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """What they share of what they have together; 0 where both are empty."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def _minhash() -> Any:
    try:
        from datasketch import MinHash
    except ImportError:
        raise UserError(
            "Near-duplicates need datasketch: pip install 'annotation-workbench[dedupe]', "
            "or group by a key of the metadata."
        ) from None
    return MinHash(HASHES, seed=1, hashfunc=crc32)


class Texts:
    """Texts by number from 0, in the order they are added; `read` gives one again when it is compared.

    Raises UserError where datasketch is missing.
    """

    def __init__(self, read: Callable[[int], str], *, similar: float = SIMILAR) -> None:
        self.similar = similar
        self._hash = _minhash()
        self._signatures = array("I")
        self._blank: set[int] = set()  # texts without a word: like nothing
        self._count = 0
        self.shingles = lru_cache(_CACHED)(lambda number: shingles(read(number)))

    def add(self, text: str) -> None:
        """Take the signature of the next text."""
        found = shingles(text)
        if not found:
            self._blank.add(self._count)
        self._hash.clear()
        self._hash.update_batch([shingle.encode() for shingle in found])
        self._signatures.frombytes(self._hash.hashvalues.astype("uint32").tobytes())
        self._count += 1

    def similarity(self, one: int, other: int) -> float:
        """The exact Jaccard of two texts' shingles."""
        return jaccard(self.shingles(one), self.shingles(other))

    def links(self, clusters: Clusters) -> Iterator[int]:
        """Join the numbers of near-duplicates in `clusters`; yields after each band how many bands are left."""
        import numpy

        rows = rows_of_band(self.similar)
        signatures = numpy.frombuffer(self._signatures, dtype="uint32").reshape(-1, HASHES)
        bands = HASHES // rows
        for band in range(bands):
            keys: Any = numpy.zeros(len(signatures), dtype="uint64")
            for column in range(band * rows, (band + 1) * rows):
                keys = keys * numpy.uint64(0x9E3779B97F4A7C15) + signatures[:, column]
            order = numpy.argsort(keys, kind="stable")
            edges = numpy.flatnonzero(
                numpy.diff(keys[order], prepend=~keys[order[:1]], append=~keys[order[-1:]])
            )
            long = numpy.flatnonzero(numpy.diff(edges) > 1)
            for at in long:
                bucket = [int(one) for one in order[edges[at] : edges[at + 1]]]
                self._join([one for one in bucket if one not in self._blank], clusters, signatures)
            yield bands - band - 1

    def _join(self, bucket: list[int], clusters: Clusters, signatures: Any) -> None:
        """Compare each with those before it that are not yet in its cluster, until one is near enough."""
        groups: dict[int, list[int]] = {}
        for one in bucket:
            gathered = groups.pop(clusters.find(one), [])
            for root in list(groups):
                if self._near_any(one, groups[root], signatures):
                    clusters.join(one, root)
                    gathered += groups.pop(root)
            gathered.append(one)
            groups[clusters.find(one)] = gathered

    def _near_any(self, one: int, others: list[int], signatures: Any) -> bool:
        for at in range(0, len(others), _STEP):
            part = others[at : at + _STEP]
            alike = (signatures[part] == signatures[one]).mean(axis=1)
            for other, rate in zip(part, alike, strict=True):
                if rate >= self.similar - _MARGIN and self.similarity(one, other) >= self.similar:
                    return True
        return False


def rows_of_band(similar: float) -> int:
    """As many rows as still find the pairs that are just similar enough: the more, the fewer false candidates."""
    for rows in range(16, 1, -1):
        if 1 - (1 - similar**rows) ** (HASHES // rows) >= _FOUND:
            return rows
    return 1


class Clusters:
    """Numbers from 0 that belong together (union-find); the least of a cluster stands for it."""

    def __init__(self, count: int) -> None:
        self._above = array("q", range(count))

    def find(self, number: int) -> int:
        """The number that stands for its cluster."""
        above = self._above
        while above[number] != number:
            above[number] = above[above[number]]
            number = above[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make one cluster of two."""
        first, second = sorted((self.find(one), self.find(other)))
        self._above[second] = first

    def join_all(self, numbers: list[int]) -> None:
        """Make one cluster of all."""
        for one, other in pairwise(numbers):
            self.join(one, other)

    def __len__(self) -> int:
        return len(self._above)
