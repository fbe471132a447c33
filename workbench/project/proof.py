"""The proof of an export: its files read back and compared, bundle by bundle, with what went in."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from workbench.formats import facts, held, readback
from workbench.formats.base import Format, Loss, Pairs, Reading, Writing
from workbench.model import Bundle, Progress

EXAMPLES = 10
STEP = 200  # bundles between two steps of progress
_ENCODE = msgspec.json.Encoder().encode  # JSON holds whole numbers of any size; MessagePack does not
_DECODE = msgspec.json.Decoder(tuple[Bundle, list[tuple[str, str]] | None]).decode


class Proof(Struct):
    """How many layers (and documents without one) were read back, and how many say something else.

    `reason` says why nothing was read back, where nothing was.
    """

    read: int = 0
    differing: int = 0
    examples: list[dict[str, str]] = field(default_factory=list)
    reason: str = ""

    @property
    def state(self) -> str:
        """same, differs, or not made."""
        return "not made" if self.reason else "differs" if self.differing else "same"

    def sentence(self, *, lossless: bool) -> str:
        """What a person is told; `lossless` where the report names no loss."""
        if self.reason:
            return f"Not read back: {self.reason}."
        if self.differing:
            return (
                f"Do not use these files yet: of {self.read:,} layers that were read back {self.differing:,} "
                f"{'differs' if self.differing == 1 else 'differ'} from what was to be written, and no loss names why."
            )
        rest = "everything" if lossless else "everything but what is named here"
        return f"Read back and compared: the files hold {rest}."

    def plain(self, *, lossless: bool) -> dict[str, Any]:
        """The proof as it is written to the report."""
        return {
            "state": self.state,
            "read": self.read,
            "differing": self.differing,
            "examples": self.examples,
            "sentence": self.sentence(lossless=lossless),
        }


class Sent:
    """What went into one part, bundle by bundle, and the losses that were named of each, in a file aside.

    So the project is read once, the proof compares with what was really sent and said, and memory does
    not grow with the number of documents.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._named: deque[list[Loss] | None] = deque()  # of bundles that were read again, not yet taken

    def put(self, bundle: Bundle, losses: Iterable[Loss] | None) -> None:
        """Note the next bundle, and its losses; None if nobody looked for them."""
        told = None if losses is None else [(loss.kind, loss.target) for loss in losses]
        data = _ENCODE((bundle, told))
        self._file.write(len(data).to_bytes(8, "big") + data)

    def bundles(self) -> Iterator[Bundle]:
        """The bundles again, in their order."""
        self._file.seek(0)
        while size := self._file.read(8):
            bundle, told = _DECODE(self._file.read(int.from_bytes(size, "big")))
            self._named.append(None if told is None else [Loss(kind, "", "", at) for kind, at in told])
            yield bundle

    def take(self) -> list[Loss] | None:
        """The losses of the next bundle that `bundles` gave: kinds and targets, the rest matters to people
        alone. None if nobody looked for them; none after the last."""
        return self._named.popleft() if self._named else []


def prove(
    proof: Proof, format_: Format, sent: Sent, writing: Writing, files: Sequence[Path], total: int
) -> Iterator[Progress]:
    """Read back what was written of what was sent, and note what differs without a loss that names it.

    One bundle is in memory at a time, whatever their number (but for formats whose file is one piece).
    """
    reading = Reading(options=dict(writing.options))
    aside = f"{writing.folder}{os.sep}"  # where the files stand until they are proved: it is gone afterwards
    for bundle, back in _pairs(format_, sent.bundles(), writing, files, reading):
        proof.read += 1
        losses = sent.take()
        wrong = [str(problem).replace(aside, "") for problem in reading.problems if problem.fatal]
        reading.problems.clear()
        if back is None or not _same(bundle, back):
            if losses is None:
                losses = (
                    list(format_.losses(bundle, writing.schema, writing.options)) if format_.losses else []
                )
            wrong += facts.unnamed(bundle, back, losses)
        if wrong:
            proof.differing += 1
            if len(proof.examples) < EXAMPLES:
                document = bundle.document
                proof.examples.append(
                    {"document": document.name, "id": document.id, "what": "; ".join(wrong[:3])}
                )
        if not proof.read % STEP:
            yield Progress(proof.read, total, "reading back")


def _pairs(
    format_: Format, bundles: Iterable[Bundle], writing: Writing, files: Sequence[Path], reading: Reading
) -> Pairs:
    if format_.back is not None:
        return format_.back(bundles, writing, reading)
    assert format_.read is not None
    return readback.in_order(bundles, chain.from_iterable(format_.read(path, reading) for path in files))


def _same(bundle: Bundle, back: Bundle) -> bool:
    """Whether it is the very same, ids and all: then there is nothing to look for."""
    return replace(back, spans=()) == replace(bundle, spans=()) and (
        back.spans == bundle.spans or list(back.spans) == held.in_order(bundle.spans)
    )
