"""Export: the selected bundles, what the format will lose of them, and the files with their report."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from workbench import formats
from workbench.errors import UserError
from workbench.formats.base import Format, Writing
from workbench.model import Bundle, Progress
from workbench.project.cards import about_steps
from workbench.project.project import Project
from workbench.project.report import REPORT, ExportReport, how_to_take
from workbench.project.selection import Selection, layers, selected, wanted_labels
from workbench.project.splits import Dealt, SplitChoice
from workbench.project.splitting import deal_steps, warnings_of


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The files of an export, its report, and what to do with them next."""

    files: list[Path]
    report: ExportReport
    report_file: Path
    hint: str

    def names(self) -> list[Path]:
        """The files as the report names them: from its own folder."""
        return [file.relative_to(self.report_file.parent) for file in self.files]


def preview(
    project: Project,
    format_id: str,
    selection: Selection | None = None,
    options: Mapping[str, str] | None = None,
    *,
    split: SplitChoice | None = None,
) -> ExportReport:
    """What an export would hold and lose; nothing is written. Raises UserError for wrong words."""
    format_ = writable(format_id)
    report = ExportReport(format_id)
    chosen = selection or Selection()
    with project.store.read():
        for bundle in selected(project, format_, chosen, report):
            _count(report, format_, bundle, project, options or {})
        if split is not None:
            steps = deal_steps(
                project,
                split,
                layers(project, format_, chosen, None),
                labels=wanted_labels(project, format_, chosen),
                store=False,
            )
            _tell_split(report, _last(steps))
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
    format_id: str,
    selection: Selection | None = None,
    options: Mapping[str, str] | None = None,
    *,
    split: SplitChoice | None = None,
) -> Generator[Progress, None, ExportResult]:
    """Write the selected layers into `out`: a file if it ends as the format's files do, else a folder.

    `split` deals whole documents to parts, a file each; of folds, each gets a folder with what to train
    on and what to test on. The files appear all together when they are whole, with
    `export-report.json` beside them; what stood there under the same names is replaced. Raises
    UserError for wrong words or a place that cannot be written.
    """
    format_ = writable(format_id)
    options = check_options(format_, options or {})
    chosen = selection or Selection()
    as_file = out.suffix.lower() in format_.suffixes and not out.is_dir()
    folder, stem = (out.parent, out.stem) if as_file else (out, project.path.stem)
    report = ExportReport(format_id)
    yield Progress(0, 0, "reading")
    with project.store.read():
        wanted = wanted_labels(project, format_, chosen)
        if next(layers(project, format_, chosen, None), None) is None:
            raise UserError(_nothing(project, format_, chosen))
    dealt = None
    if split is not None:
        dealt = yield from deal_steps(project, split, layers(project, format_, chosen, None), labels=wanted)
        _tell_split(report, dealt)
    about = (yield from about_steps(project)) if format_.card else {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror}.") from error
    try:
        with project.store.read():
            yield from _write(
                project,
                format_,
                chosen,
                options,
                Writing(aside, stem, project.schema, options, about),
                dealt,
                report,
            )
        written = sorted(path for path in aside.rglob("*") if path.is_file())
        names = [path.relative_to(aside) for path in written]
        report_path = aside / REPORT
        report_path.write_bytes(
            msgspec.json.format(msgspec.json.encode(report.plain(files=names, options=options)), indent=1)
            + b"\n"
        )
        _spare_card(folder, names)
        for name in (*names, Path(REPORT)):
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
    return ExportResult(files, report, folder / REPORT, hint)


def _spare_card(folder: Path, names: Sequence[Path]) -> None:
    """Refuse to replace a README.md that no export wrote. Raises UserError."""
    card = folder / "README.md"
    if Path("README.md") in names and card.exists() and b"Annotation Workbench" not in card.read_bytes():
        raise UserError(f"{card} was written by somebody and would be replaced: choose an empty folder.")


def _write(
    project: Project,
    format_: Format,
    selection: Selection,
    options: Mapping[str, str],
    writing: Writing,
    dealt: Dealt | None,
    report: ExportReport,
) -> Iterator[Progress]:
    assert format_.write is not None

    def counted(bundles: Iterable[Bundle]) -> Iterator[Bundle]:
        for bundle in bundles:
            _count(report, format_, bundle, project, options)
            yield bundle

    if dealt is None:
        format_.write(counted(selected(project, format_, selection, report)), writing)
        yield Progress(1, 1, "written")
        return
    parts = dealt.rule.parts
    for number, name in enumerate(parts):
        here = {document for document, part in dealt.of.items() if part == number}
        chosen = counted(selected(project, format_, selection, report, only=here, first=number == 0))
        if dealt.rule.folds:
            inner = replace(writing, folder=writing.folder / name, stem="test")
            inner.folder.mkdir()
            format_.write(chosen, inner)
            rest = dealt.of.keys() - here
            again = selected(project, format_, selection, ExportReport(format_.id), only=rest)
            format_.write(again, replace(inner, stem="train"))
        else:
            format_.write(chosen, replace(writing, stem=name))
        yield Progress(number + 1, len(parts), name)


def _tell_split(report: ExportReport, dealt: Dealt) -> None:
    report.split = dealt.plain()
    report.warnings += warnings_of(dealt)


def _last(steps: Generator[Progress, None, Dealt]) -> Dealt:
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: Dealt = stop.value
            return result


def check_options(format_: Format, options: Mapping[str, str]) -> dict[str, str]:
    """The options with their defaults. Raises UserError for one the format lacks, or a wrong value."""
    known = {option.id: option for option in format_.options}
    for name, value in options.items():
        if name not in known:
            ways = ", ".join(known) or "none"
            raise UserError(f"{format_.id} has no option “{name}”: it has {ways}.")
        if known[name].values and value not in known[name].values:
            raise UserError(f"{name} cannot be “{value}”: choose one of {', '.join(known[name].values)}.")
    return {**{option.id: option.default for option in format_.options}, **options}


def _nothing(project: Project, format_: Format, selection: Selection) -> str:
    report = ExportReport(format_.id)
    list(layers(project, format_, selection, report))
    count = sum(report.left_out.values())
    if not count:
        return "There is nothing to export: no layer fits."
    statuses = ", ".join(f"{n:,} {status}" for status, n in sorted(report.left_out.items()))
    return (
        f"There is nothing to export: {count:,} {'layer is' if count == 1 else 'layers are'} left out by status "
        f"({statuses}). {how_to_take(report)}"
    )


def _count(
    report: ExportReport, format_: Format, bundle: Bundle, project: Project, options: Mapping[str, str]
) -> None:
    if format_.losses is not None:
        for loss in format_.losses(bundle, project.schema, options):
            report.add(loss)
