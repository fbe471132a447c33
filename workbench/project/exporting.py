"""Export: the selected bundles, fitted to what the format holds, the files, their proof and their report."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator, Iterator, Sequence, Set
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from workbench import formats
from workbench.errors import UserError
from workbench.formats import cutting
from workbench.formats import policies as fitting
from workbench.formats.base import Format, Loss, Writing
from workbench.model import Bundle, Progress
from workbench.project.cards import about_steps
from workbench.project.format_options import settled_options
from workbench.project.project import Project
from workbench.project.proof import Proof, Sent, prove
from workbench.project.recipes import Recipe
from workbench.project.report import (
    REPORT,
    ExportReport,
    how_to_take,
    repeats_words,
    rounds_words,
    untouched_words,
)
from workbench.project.selection import Selection, chosen_groups, layers, selected, wanted_labels
from workbench.project.selection_words import words_of
from workbench.project.splits import Dealt, SplitChoice
from workbench.project.splitting import deal_steps, warnings_of


class ExportResult(Struct, frozen=True):
    """The files of an export, its report, and what to do with them next."""

    files: list[Path]
    report: ExportReport
    report_file: Path
    hint: str

    def names(self) -> list[Path]:
        """The files as the report names them: from its own folder."""
        return [file.relative_to(self.report_file.parent) for file in self.files]

    def differs(self) -> str:
        """What is said where the proof found that the files hold something else; empty where it did not."""
        proof = self.report.proof
        if proof is None or proof.state != "differs":
            return ""
        return f"{proof.sentence(lossless=False)} The files are kept; {self.report_file} lists what differs."


class Part(Struct, frozen=True):
    """One run of the writer: files named `stem`, of these documents (None: all), of one group (empty: all).

    `folder` is that of a fold; a part that is not `counted` holds what another holds, too.
    """

    stem: str
    only: Set[str] | None = None
    group: str = ""
    folder: str = ""
    counted: bool = True


class Outgoing:
    """What a recipe writes: the bundles of each part, as the policies and the format make them.

    Raises UserError for words that mean nothing.
    """

    def __init__(
        self,
        project: Project,
        recipe: Recipe,
    ) -> None:
        format_, selection, policies = writable(recipe.format), recipe.chosen(), recipe.policies
        self.asked, self.tokens = settled_options(project, format_, recipe.options)
        fitting.check(policies, format_, project.schema)
        self.labels = wanted_labels(project.schema, format_, selection)
        self.project, self.format, self.selection, self.policies = project, format_, selection, policies
        chosen = {cutting.SIGNS: "yes"} if self.tokens is not None else {}
        self.options = {
            **self.asked,
            **policies.words(),
            **chosen,
        }  # for formats that keep aside what they settle
        self.groups = chosen_groups(project.schema, format_, selection) if policies.per_group else ("",)

    def words(self) -> dict[str, Any]:
        """What was asked for, as reports say it."""
        selection = words_of(self.selection)
        return {"options": self.asked, "policies": self.policies.words(), "selection": selection}

    def deal(
        self, split: SplitChoice | None, *, store: bool = True
    ) -> Generator[Progress, None, Dealt | None]:
        """The documents in the parts of a split, which is stored unless told otherwise; None without a split."""
        if split is None:
            return None
        chosen = layers(self.project, self.format, self.selection, None)
        return (yield from deal_steps(self.project, split, chosen, labels=self.labels, store=store))

    def parts(self, stem: str, dealt: Dealt | None) -> list[Part]:
        """A part named `stem`, or one for each part of the split; in it one for each group if each has a file."""
        found = [Part(stem)]
        if dealt is not None:
            found = []
            for number, name in enumerate(dealt.rule.parts):
                here = {document for document, part in dealt.of.items() if part == number}
                if dealt.rule.folds:
                    found.append(Part("test", here, folder=name))
                    found.append(Part("train", dealt.of.keys() - here, folder=name, counted=False))
                else:
                    found.append(Part(name, here))
        return [
            replace(
                part,
                stem=f"{part.stem}-{group}" if group else part.stem,
                group=group,
                counted=part.counted and group == self.groups[0],
            )
            for part in found
            for group in self.groups
        ]

    def bundles(
        self, part: Part, report: ExportReport | None, *, first: bool = True, sent: Sent | None = None
    ) -> Iterator[Bundle]:
        """The bundles of a part. With a report they are counted with their losses, for all groups at once;
        `first` counts what the status leaves out, too. `sent` gets each bundle and its losses."""
        schema, limits = self.project.schema, self.format.limits
        counted = report if report is not None else ExportReport(self.format.id)
        for bundle in selected(
            self.project,
            self.format,
            self.selection,
            counted,
            only=part.only,
            first=first and report is not None,
        ):
            fitted, losses = fitting.fit(bundle, self.policies, limits, schema, self.options)
            told = self._count(report, fitted, losses) if report is not None else None
            going = fitting.of_group(fitted, part.group, schema) if part.group else fitted
            if sent is not None:
                sent.put(going, told)
            yield going

    def _count(self, report: ExportReport, bundle: Bundle, losses: Sequence[Loss]) -> list[Loss] | None:
        """Count a bundle's losses; those of its file, or None where each group has a file."""
        schema, losses_of = self.project.schema, self.format.losses
        for loss in losses:
            report.add(loss, bundle)
        if not self.policies.per_group:
            own = list(losses_of(bundle, schema, self.options)) if losses_of else []
            for loss in own:
                report.add(loss, bundle)
            return own
        found = dict.fromkeys(fitting.between_groups(bundle, self.groups, schema))
        for group in self.groups if losses_of else ():
            assert losses_of is not None
            found |= dict.fromkeys(losses_of(fitting.of_group(bundle, group, schema), schema, self.options))
        for loss in found:  # what is on the document is lost from each group's file, and told once
            report.add(loss, bundle)
        return None


def preview(
    project: Project,
    recipe: Recipe,
) -> ExportReport:
    """What an export would hold and lose; nothing is written. Raises UserError for wrong words."""
    report = ExportReport(recipe.format)
    for _ in project.index_steps() if recipe.chosen().text else ():
        pass
    with project.store.read():
        outgoing = Outgoing(project, recipe)
        report.tokens = outgoing.tokens.title if outgoing.tokens else ""
        for _ in outgoing.bundles(Part("", group=outgoing.groups[0]), report):
            pass
        _tell_split(report, _last(outgoing.deal(recipe.split, store=False)))
        _tell_repeats(report, outgoing.format)
    return report


def writable(format_id: str) -> Format:
    """The format of this id. Raises UserError if it is unknown or cannot be written."""
    format_ = formats.find_format(format_id)
    if format_.write is None:
        ways = ", ".join(f.id for f in formats.FORMATS if f.write)
        raise UserError(f"{format_.title} can be read, not written: choose one of {ways}.")
    return format_


def export_steps(
    project: Project,
    out: Path,
    recipe: Recipe,
    *,
    proving: bool = True,
) -> Generator[Progress, None, ExportResult]:
    """Write what a recipe takes into `out`: a file if it ends as the format's files do, else a folder.

    Its split deals whole documents to parts, a file each; of folds, each gets a folder with what to train
    on and what to test on. The files appear all together when they are whole, with
    `export-report.json` beside them, or `FILE.export-report.json` beside a file that was named, so that
    several in one folder keep theirs; what stood there under the same names is replaced. Before that they
    are read back and compared, unless `proving` is False. Raises UserError for wrong words or a
    place that cannot be written.
    """
    format_ = writable(recipe.format)
    as_file = _names_file(out, format_)
    folder, stem = (out.parent, out.stem) if as_file else (out, project.path.stem)
    told = Path(f"{out.name}.{REPORT}" if as_file else REPORT)
    report = ExportReport(recipe.format)
    yield Progress(0, 0, "reading")
    if recipe.chosen().text:
        yield from project.index_steps()
    with project.store.read():
        outgoing = Outgoing(project, recipe)
        report.tokens = outgoing.tokens.title if outgoing.tokens else ""
        if next(layers(project, format_, outgoing.selection, None), None) is None:
            raise UserError(_nothing(project, format_, outgoing.selection))
    dealt = yield from outgoing.deal(recipe.split)
    _tell_split(report, dealt)
    about = (yield from about_steps(project)) if format_.card else {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror}.") from error
    try:
        with project.store.read():
            writing = Writing(aside, stem, project.schema, outgoing.options, about)
            yield from _write(outgoing, outgoing.parts(stem, dealt), writing, report, proving=proving)
        written = sorted(path for path in aside.rglob("*") if path.is_file())
        names = [path.relative_to(aside) for path in written]
        _tell_repeats(report, format_)
        _tell_beside(report, folder / told, names)
        plain = report.plain(files=names, **outgoing.words())
        (aside / told).write_bytes(msgspec.json.format(msgspec.json.encode(plain), indent=1) + b"\n")
        _spare_card(folder, names)
        for name in (*names, told):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (aside / name).replace(folder / name)
    except OSError as error:
        raise UserError(
            f"The export to {folder} failed: {error.strerror}. What was there is as it was."
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    files = [folder / name for name in names]
    hint = format_.hint(files) if format_.hint else ""
    return ExportResult(files, report, folder / told, hint)


def _names_file(out: Path, format_: Format) -> bool:
    """Whether files are named, and not a folder. Raises UserError for the name of a file of another format."""
    suffix = out.suffix.lower()
    if out.is_dir() or not suffix:
        return False
    if suffix in format_.suffixes:
        return True
    if any(suffix in other.suffixes for other in formats.FORMATS):
        ways = ", ".join(format_.suffixes)
        raise UserError(f"{out} is no name for {format_.title}: end it in one of {ways}, or name a folder.")
    return False


def _spare_card(folder: Path, names: Sequence[Path]) -> None:
    """Refuse to replace a README.md that no export wrote. Raises UserError."""
    card = folder / "README.md"
    if Path("README.md") in names and card.exists() and b"Annotation Workbench" not in card.read_bytes():
        raise UserError(f"{card} was written by somebody and would be replaced: choose an empty folder.")


def _write(
    outgoing: Outgoing, parts: Sequence[Part], writing: Writing, report: ExportReport, *, proving: bool
) -> Iterator[Progress]:
    format_ = outgoing.format
    assert format_.write is not None
    report.proof = proof = Proof(reason="" if proving else "this was switched off")
    for number, part in enumerate(parts):
        here = replace(writing, folder=writing.folder / part.folder, stem=part.stem)
        here.folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=writing.folder) as file:
            sent = Sent(file) if proving else None
            bundles = outgoing.bundles(part, report if part.counted else None, first=number == 0, sent=sent)
            files = format_.write(bundles, here)
            yield Progress(number + 1, len(parts), "written" if len(parts) == 1 else part.stem)
            if sent is not None:
                yield from prove(proof, format_, sent, here, files, report.layers)


def _tell_split(report: ExportReport, dealt: Dealt | None) -> None:
    if dealt is not None:
        report.split = dealt.plain()
        report.warnings += warnings_of(dealt)


def _tell_repeats(report: ExportReport, format_: Format) -> None:
    """Warn where a trainer's format gets the same text several times."""
    if report.repeated and (format_.flat or format_.card):
        report.warnings.append(repeats_words(report.repeated))


def _tell_beside(report: ExportReport, told: Path, names: Sequence[Path]) -> None:
    """Warn of files that an earlier export, whose report is `told`, has left, such as parts of another split."""
    try:
        earlier = msgspec.json.decode(told.read_bytes(), type=dict[str, Any]).get("files", [])
    except (OSError, msgspec.DecodeError):  # none was written there, or it is damaged
        return
    left = [name for name in map(str, earlier) if Path(name) not in names and (told.parent / name).is_file()]
    if left:
        report.warnings.append(f"Of an earlier export, and no part of this one: {', '.join(left[:5])}.")


def _last(steps: Generator[Progress, None, Dealt | None]) -> Dealt | None:
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: Dealt | None = stop.value
            return result


def _nothing(project: Project, format_: Format, selection: Selection) -> str:
    report = ExportReport(format_.id)
    list(layers(project, format_, selection, report))
    count = sum(report.left_out.values())
    if not count and report.other_rounds:
        return (
            f"There is nothing to export: {rounds_words(report.other_rounds)}. --round all takes every round."
        )
    if not count and report.untouched:
        return f"There is nothing to export: {untouched_words(report.untouched)}."
    if not count:
        return "There is nothing to export: no layer fits."
    statuses = ", ".join(f"{n:,} {status}" for status, n in sorted(report.left_out.items()))
    return (
        f"There is nothing to export: {count:,} {'layer is' if count == 1 else 'layers are'} left out by status "
        f"({statuses}). {how_to_take(report)}"
    )
