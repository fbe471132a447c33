"""The proof of an export: its files read back and compared, bundle by bundle, with what went in."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Any

import msgspec
from msgspec.structs import replace

from workbench.formats import facts, held, readback
from workbench.formats.base import Format, Loss, Pairs, Reading, Writing
from workbench.model import Bundle, Progress

EXAMPLES = 10
STEP = 200  # bundles between two steps of progress


@dataclass(slots=True)
class Proof:
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


class Named:
    """The losses of the bundles of one part as the report names them, in a file aside, in their order.

    So the proof compares with what was really said, and looks for no loss a second time; memory does not grow.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._reading = False

    def put(self, losses: Iterable[Loss]) -> None:
        """Note the losses of the next bundle."""
        data = msgspec.msgpack.encode([(loss.kind, loss.target) for loss in losses])
        self._file.write(len(data).to_bytes(4, "big") + data)

    def take(self) -> bytes:
        """What was put for the next bundle; `losses` reads it."""
        if not self._reading:
            self._reading = True
            self._file.seek(0)
        return self._file.read(int.from_bytes(self._file.read(4), "big"))

    @staticmethod
    def losses(data: bytes) -> list[Loss]:
        """Kinds and targets; the rest of a loss matters to people alone."""
        found = msgspec.msgpack.decode(data, type=list[tuple[str, str]]) if data else []
        return [Loss(kind, "", "", target) for kind, target in found]


def prove(
    proof: Proof,
    format_: Format,
    bundles: Iterable[Bundle],
    writing: Writing,
    files: Sequence[Path],
    total: int,
    named: Named | None = None,
) -> Iterator[Progress]:
    """Read back what was written of these bundles, the same again in the same order, and note what differs.

    `named` has the losses that were told of them; without it they are looked for.
    One bundle is in memory at a time, whatever their number (but for formats whose file is one piece).
    """
    reading = Reading(options=dict(writing.options))
    for bundle, back in _pairs(format_, bundles, writing, files, reading):
        proof.read += 1
        told = named.take() if named is not None else b""
        aside = (
            f"{writing.folder}{os.sep}"  # where the files stand until they are proved: it is gone afterwards
        )
        wrong = [str(problem).replace(aside, "") for problem in reading.problems if problem.fatal]
        reading.problems.clear()
        if back is None or not _same(bundle, back):
            losses = (
                Named.losses(told)
                if named is not None
                else list(format_.losses(bundle, writing.schema, writing.options) if format_.losses else ())
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
