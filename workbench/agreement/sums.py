"""Sums of counts, looked up by key or by all that begin alike."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.agreement.tally import Counts, Key


class Index:
    """Which keys begin alike: made once, used for the sums of every resample."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self.last: dict[Key, list[tuple[str, Key]]] = {}
        for key in keys:
            self.last.setdefault(key[:-1], []).append((str(key[-1]), key))


class Sums:
    """Sums over documents. `shares` is what numbers were multiplied by to be whole where weights are fractions."""

    def __init__(self, counts: Counts, index: Index, *, shares: int) -> None:
        self._counts, self._index, self.shares = counts, index, shares

    def get(self, *key: str | int) -> int:
        """The sum under a key, 0 where there is none."""
        return self._counts.get(key, 0)

    def several(self, *key: str | int) -> dict[str, int]:
        """The sums under all keys that go on from this one, by what comes last."""
        return {last: self._counts.get(whole, 0) for last, whole in self._index.last.get(key, ())}
