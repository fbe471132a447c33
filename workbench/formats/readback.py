"""Reading back what was just written, paired with the bundles that went in; one bundle in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from workbench.formats.base import Pairs, Reading, Writing
from workbench.formats.folders import placed
from workbench.model import Bundle

Read = Callable[[Path, Reading], Iterator[Bundle]]
Back = Callable[[Iterable[Bundle], Writing, Reading], Pairs]


def in_order(bundles: Iterable[Bundle], back: Iterator[Bundle]) -> Pairs:
    """Each bundle with the next that is read; more than went in is told by a pair of None's last bundle twice."""
    last: Bundle | None = None
    for bundle in bundles:
        last = bundle
        yield bundle, next(back, None)
    if last is not None and next(back, None) is not None:
        yield last, None


def in_files(read: Read, suffix: str) -> Back:
    """For formats that put each bundle into a file of its own, in the folder `stem`."""

    def back(bundles: Iterable[Bundle], writing: Writing, reading: Reading) -> Pairs:
        for bundle, path in placed(bundles, writing.folder / writing.stem):
            found = list(read(path.with_name(path.name + suffix), reading))
            yield bundle, found[0] if len(found) == 1 else None

    return back
