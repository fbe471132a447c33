"""What a format is: bytes <-> bundles, with declared losses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from workbench.errors import FileProblem
from workbench.model import Bundle
from workbench.schema import Schema


class Option(Struct, frozen=True):
    """A setting of a format, for the command line (--set id=value) and the dialog. No values: free text.

    `offers` are values among others that a free text can be, each with how people call it; `tip` says which
    others.
    """

    id: str
    title: str
    default: str
    values: tuple[str, ...] = ()
    offers: tuple[tuple[str, str], ...] = ()
    tip: str = ""


class Reading(Struct):
    """One reading of files: the settings go in, problems come out.

    `encoding` None means UTF-8, or UTF-16 by BOM; never a guess. `schema_source` is the TOML text of
    the schema that came with the file, or empty. `line` is that of the bundle read last, from 1, in
    formats where a bundle begins in a line (or is a numbered record); else 0. `label_lines` says where
    the file has each label first.
    """

    encoding: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)
    schema_source: str = ""
    line: int = 0
    label_lines: dict[str, int] = field(default_factory=dict)

    def met(self, label: str, line: int) -> None:
        """Note the line in which a label stands; the first one counts."""
        if line:
            self.label_lines.setdefault(label, line)

    def problem(self, path: Path, line: int, message: str, remedy: str = "", *, fatal: bool = True) -> None:
        """Note what is wrong at a line (from 1; 0: the whole file) and go on reading."""
        self.problems.append(FileProblem(path, line, message, remedy, fatal))


class Writing(Struct, frozen=True):
    """One writing of bundles: files named `stem` + suffix go into `folder` (which exists).

    `about` is what only the project knows and a card should say: "agreement", a few sentences.
    """

    folder: Path
    stem: str
    schema: Schema
    options: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)


KEPT_IN = ", kept in "


class Loss(Struct, frozen=True):
    """One thing of a bundle that a format cannot hold. `kind` is a few words in the plural
    ("overlapping spans"), the same for all of its kind; `what` quotes the thing itself."""

    kind: str
    document: str
    what: str
    target: str = ""
    start: int = 0
    end: int = 0

    @property
    def kept(self) -> bool:
        """Whether it is in the files all the same, where the format's own programs do not look."""
        return KEPT_IN in self.kind

    @property
    def bare_kind(self) -> str:
        """The kind without where it is kept."""
        return self.kind.partition(KEPT_IN)[0]


Pairs = Iterator[tuple[Bundle, Bundle | None]]
Tokens = Callable[[Bundle, Schema, Mapping[str, str]], Sequence[tuple[int, int]]]


class Limits(Struct, frozen=True):
    """What of spans a format cannot hold where a person may choose what becomes of it (see policies.py).

    Overlaps are held, or one label a place is, or one a place where trainers look and the rest aside.
    `tokens` gives the tokens (code points) that spans have to begin and end with. `whole`: the format keeps
    every span as it is, and settles by the policies, among its options, which of them have tags.
    """

    overlaps: Literal["held", "one", "aside"] = "held"
    fragments: bool = True
    tokens: Tokens | None = None
    whole: bool = False


class Format(Struct, frozen=True):
    """A row of FORMATS.

    read(path, reading) yields bundles of one input file, notes problems in `reading` and goes on
    where it can. write(bundles, writing) writes in one pass and returns the files it made.
    losses(bundle, schema, options) names beforehand all that write will leave out.
    claims(path) says whether a file that exists is of this format, by suffix and content.
    back(bundles, writing, reading) pairs each of the bundles that write was given with what is read
    back of it from the files (None: nothing); without it they are read in their order.
    `limits` are those that a policy can meet before losses and write see the bundle.
    `flat` formats are given the groups entity and time unless told otherwise.
    hint(files) says what to do next with the files that write made, in one or two lines.
    `card`: write makes a card and wants `Writing.about`.
    """

    id: str
    title: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, Reading], Iterator[Bundle]] | None = None
    write: Callable[[Iterable[Bundle], Writing], list[Path]] | None = None
    losses: Callable[[Bundle, Schema, Mapping[str, str]], Iterator[Loss]] | None = None
    claims: Callable[[Path], bool] | None = None
    options: tuple[Option, ...] = ()
    flat: bool = False
    extra: str = ""
    loses: str = ""
    hint: Callable[[list[Path]], str] | None = None
    card: bool = False
    limits: Limits = Limits()
    back: Callable[[Iterable[Bundle], Writing, Reading], Pairs] | None = None
