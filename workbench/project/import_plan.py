"""What an import is going to do: all that was read and checked, set aside in a temporary file."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from workbench.errors import FileProblem, ImportRefused, UserError
from workbench.model import Annotator, Bundle
from workbench.project import incoming
from workbench.project.unknown import Unknown, UnknownAttribute
from workbench.schema import Schema


class PlannedDocument(Struct, frozen=True):
    """What will come of one bundle. `published` is the date it will have; `proposed` if its text gave it."""

    name: str
    file: Path
    annotator: str
    spans: int
    relations: int
    state: incoming.State
    published: str = ""
    proposed: bool = False
    document: str = ""  # its id
    line: int = 0  # where it begins in its file, if a line is a document there
    here: incoming.State = "new"  # its state as far as the project is concerned, whatever else comes


class ImportPlan(Struct):
    """All that was read, checked and set aside; nothing is stored yet. `close()` drops it."""

    files: list[Path] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)  # the ids of theirs
    rows: list[PlannedDocument] = field(default_factory=list)
    unknown_labels: Counter[str] = field(default_factory=Counter)
    unknown_relations: Counter[str] = field(default_factory=Counter)
    first_seen: dict[str, str] = field(
        default_factory=dict
    )  # an unknown label or relation: file, or file:line
    unknown_ends: dict[str, tuple[Counter[str], Counter[str]]] = field(
        default_factory=dict
    )  # of an unknown relation: the labels at its heads and tails
    unknown_attributes: dict[str, UnknownAttribute] = field(default_factory=dict)  # by LABEL.attribute
    problems: list[FileProblem] = field(default_factory=list)
    broken: list[Path] = field(default_factory=list)  # files with a problem that forbids their import
    left_out: list[Path] = field(default_factory=list)  # those of them that the others go without
    annotators: dict[str, Annotator] = field(default_factory=dict)
    empty: bool = False  # the project held no document
    end: int = 0  # of the spool
    spool: IO[bytes] = field(default_factory=lambda: tempfile.TemporaryFile())  # noqa: SIM115 - closed by close()

    @property
    def fatal(self) -> list[FileProblem]:
        """The problems that forbid the import; none once the files that have them are left out."""
        return [] if self.left_out else [problem for problem in self.problems if problem.fatal]

    @property
    def whole(self) -> int:
        """How many files could come without the broken ones."""
        return len(self.files) - (0 if self.left_out else len(self.broken))

    def refuse(self) -> None:
        """Raises ImportRefused where files are broken and not left out."""
        if self.fatal:
            raise ImportRefused(self.problems, broken=len(self.broken), whole=self.whole)

    def without_broken(self, schema: Schema) -> ImportPlan:
        """What the import would be without the broken files; their problems stay listed.

        Raises ImportRefused if all files are broken.
        """
        if not self.whole:
            self.refuse()
        broken = set(self.broken)
        found = ImportPlan(
            files=[path for path in self.files if path not in broken],
            formats=self.formats,
            problems=self.problems,
            broken=self.broken,
            left_out=self.broken,
            empty=self.empty,
        )
        unknown = Unknown.of(schema, found)
        layers: set[tuple[str, str, int]] = set()
        texts: set[str] = set()
        for row, bundle in zip(self.rows, self.bundles(), strict=True):
            if row.file in broken:
                continue
            state = row.here
            if bundle.annotator is not None:
                layer = (bundle.document.id, bundle.annotator.id, bundle.round)
                state = "already there" if layer in layers and state in ("new", "new layer") else state
                layers.add(layer)
            elif state == "new" and bundle.document.id in texts and not bundle.comments:
                state = "already there"
            texts.add(bundle.document.id)
            found.set_aside(bundle)
            found.rows.append(replace(row, state=state))
            unknown.count(bundle, row.file, row.line, {})
            who = [bundle.annotator.id] if bundle.annotator is not None else []
            for one in (*who, *(comment.annotator for comment in bundle.comments)):
                found.annotators[one] = self.annotators[one]
        found.first_seen |= {  # the line of a label in a whole file is known better than that of its document
            name: seen
            for name, seen in self.first_seen.items()
            if name in found.first_seen
            and not any(seen == str(file) or seen.startswith(f"{file}:") for file in broken)
        }
        return found

    def count(self, state: incoming.State) -> int:
        """How many bundles are in this state."""
        return sum(row.state == state for row in self.rows)

    def documents(self, state: incoming.State) -> int:
        """How many documents have a bundle in this state."""
        return len({row.document for row in self.rows if row.state == state})

    def set_aside(self, bundle: Bundle) -> int:
        """Keep a bundle; returns the place where `at` finds it.

        Raises OverflowError for a number of more than 64 bits, UserError where no room is left.
        """
        try:
            packed = msgspec.msgpack.encode(bundle)
            self.spool.write(len(packed).to_bytes(4, "big") + packed)
        except OSError as error:
            raise UserError(
                f"No room to set the files aside in {tempfile.gettempdir()} ({error.strerror}): nothing was stored."
            ) from error
        place, self.end = self.end, self.end + 4 + len(packed)
        return place

    def at(self, place: int) -> Bundle:
        """The bundle that was set aside at a place."""
        self.spool.seek(place)
        size = int.from_bytes(self.spool.read(4), "big")
        bundle = msgspec.msgpack.decode(self.spool.read(size), type=Bundle)
        self.spool.seek(self.end)
        return bundle

    def bundles(self) -> Iterator[Bundle]:
        """What was set aside, once more."""
        decode = msgspec.msgpack.Decoder(Bundle).decode
        self.spool.seek(0)
        while size := self.spool.read(4):
            yield decode(self.spool.read(int.from_bytes(size, "big")))

    def save_problems(self, path: Path) -> None:
        """Write the problems, warnings too, one a line as `file:line: what is wrong`. UserError where that fails."""
        lines = "".join(f"{'' if problem.fatal else 'note: '}{problem}\n" for problem in self.problems)
        try:
            path.write_text(lines, encoding="utf-8", errors="replace")
        except OSError as error:
            raise UserError(f"{path} cannot be written: {error.strerror}.") from None

    def close(self) -> None:
        """Drop what was set aside."""
        self.spool.close()

    def __del__(self) -> None:
        self.close()  # a reading that was given up half way
