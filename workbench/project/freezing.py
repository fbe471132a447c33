"""Freezing a dataset under a name, and rebuilding it: the same bytes, whatever the project has become since."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import groupby, islice
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from workbench import __version__, formats
from workbench.errors import UserError
from workbench.formats import cutting, jsonl
from workbench.formats.base import Format
from workbench.formats.policies import Policies
from workbench.model import FINISHED, Annotator, Bundle, Change, Progress
from workbench.project.base import quoted
from workbench.project.datasets import BUNDLES, Counted, FrozenFile, FrozenSplit, Manifest
from workbench.project.differing import LayerDifference, differences
from workbench.project.exporting import ExportResult, Outgoing, export_steps, preview, writable
from workbench.project.project import Project
from workbench.project.recipes import Recipe
from workbench.project.report import ExportReport
from workbench.project.selection import layers, narrowing, round_for, selected
from workbench.project.selection_words import EVERY, Selection, read_words, words_of
from workbench.project.splits import Dealt, SplitChoice, rule_plain
from workbench.project.splitting import warnings_of
from workbench.schema import Schema
from workbench.schema_file import read_schema
from workbench.storage import datasets as stored
from workbench.storage import operations, settings
from workbench.storage.bulk import text_hash

_EACH = 64  # documents of one content: versions share those that are the same
_STEP = 512  # documents between two reports of progress
_PACKED = 8  # contents that are stored in one transaction
# what a selection says of spans, and what it says of documents and layers
_OF_SPANS: dict[str, Any] = {"labels": (), "groups": (), "unsure": "", "origins": ()}
_OF_LAYERS: dict[str, Any] = {
    "annotators": (),
    "gold": False,
    "attributes": (),
    "names": (),
    "metadata": (),
    "text": (),
    "since": "",
    "until": "",
    "comments": "",
}
_LIBRARIES = {"spacy": ("spacy",), "uima": ("dkpro-cassis",), "huggingface": ("pyarrow", "datasets")}
_ENCODE = msgspec.json.Encoder(order="deterministic").encode


def freeze_steps(
    project: Project,
    name: str,
    recipe: Recipe,
) -> Generator[Progress, None, tuple[Change, Manifest]]:
    """Freeze what an export with this recipe would hold, with the hashes of the files it would write.

    The bundles are kept in the project, packed, with the schema and the settings of today. Raises
    UserError for a name that is taken or empty, and for what an export refuses.
    """
    name = free_name(project, name)
    if recipe.chosen().text:
        yield from project.index_steps()
    with project.store.read():
        outgoing = Outgoing(project, recipe)
        format_, chosen = outgoing.format, outgoing.selection
        if next(layers(project, format_, chosen, None), None) is None:
            raise UserError("There is nothing to freeze: no layer fits.")
    if told := recipe.options.get(cutting.ID):
        project.keep_tokeniser_file(told)
    dealt = None
    if recipe.split is not None:
        dealt = yield from outgoing.deal(recipe.split)
    manifest = yield from _keep(name, outgoing, dealt)
    files: dict[str, FrozenFile] = {}
    with tempfile.TemporaryDirectory(prefix="workbench-") as aside:
        result = yield from rebuild_steps(project, manifest, Path(aside) / "out", proving=False)
        for path, file in zip(result.names(), result.files, strict=True):
            files[path.as_posix()] = _file(file)
    manifest = replace(manifest, files=files)
    with operations.operation(
        project.store, annotator=project.me, title=f"freeze the version {quoted(name)}"
    ) as op:
        if op.image("dataset", project.dataset_id(name)) is not None:
            raise UserError(f"A version “{name}” is frozen already: take another name.")
        row = {"name": name, "manifest": msgspec.json.encode(manifest).decode()}
        op.put("dataset", project.dataset_id(name), row)
    return op.change(*(warnings_of(dealt) if dealt else ())), manifest


def free_name(project: Project, name: str) -> str:
    """The name of a version that is to be frozen. Raises UserError for one that is taken or empty."""
    name = name.strip()
    if not name:
        raise UserError("A frozen version needs a name.")
    if any(one.name == name for one in project.datasets()):
        raise UserError(f"A version “{name}” is frozen already: take another name, or delete it.")
    return name


def _keep(name: str, outgoing: Outgoing, dealt: Dealt | None) -> Generator[Progress, None, Manifest]:
    project, format_ = outgoing.project, outgoing.format
    counted, texts, annotations = Counted(), sha256(), sha256()
    taken = narrowing(project.schema, format_, outgoing.selection)
    contents: list[str] = []
    yield Progress(0, 0, "freezing")
    with tempfile.TemporaryFile() as spool:
        with project.store.read():
            for page in _pages(project, format_, outgoing.selection):
                before = ""
                for bundle in page:
                    document = bundle.document
                    new = document.id != before
                    before = document.id
                    counted.add(taken(bundle), new=new)
                    if new:
                        texts.update(document.id.encode() + text_hash(document.text))
                    annotations.update(_ENCODE(_said(bundle)))
                data = b"".join(map(jsonl.encoded, page))
                spool.write(len(data).to_bytes(8, "big") + data)
                yield Progress(counted.counts["documents"], 0, "freezing")
        spool.seek(0)
        pages = iter(lambda: spool.read(int.from_bytes(spool.read(8), "big")), b"")
        while some := list(islice(pages, _PACKED)):
            with project.store.write() as db:
                contents += [_keep_bytes(db.conn, data) for data in some]
            yield Progress(len(contents) * _EACH, counted.counts["documents"], "packing")
    frozen = None
    with project.store.write() as db:
        schema = _keep_bytes(db.conn, project.schema.source.encode())
        if dealt is not None:
            where = {"of": dealt.of, "leaks": [leak.documents for leak in dealt.leaks]}
            rule = msgspec.json.encode(rule_plain(dealt.rule)).decode()
            frozen = FrozenSplit(dealt.name, rule, dealt.counts(), _keep_bytes(db.conn, _ENCODE(where)))
    words = outgoing.words()
    said = {"format": format_.id, **words}
    return Manifest(
        name=name,
        at=operations.now(),
        annotator=project.me.name,
        project=project.id,
        stem=project.path.stem,
        format=format_.id,
        **words,
        counts=counted.counts,
        labels=dict(sorted(counted.labels.items())),
        hashes={
            "texts": texts.hexdigest(),
            "annotations": annotations.hexdigest(),
            "schema": schema,
            "options": sha256(_ENCODE(said)).hexdigest(),
        },
        libraries=libraries(format_),
        settings=stored.settings(project.store.connection),
        files={},
        contents=contents,
        schema=schema,
        split=frozen,
    )


def _pages(project: Project, format_: Format, selection: Selection) -> Iterator[list[Bundle]]:
    """The layers that the selection takes, whole, some documents a page.

    Which of their spans go out is chosen when the version is exported, so that another format can take others.
    """
    finished = None if format_.id == "jsonl" else FINISHED
    whole = replace(
        selection,
        **_OF_SPANS,
        statuses=selection.statuses or finished,
        round=round_for(format_, selection),
    )
    bundles = selected(project, formats.find_format("jsonl"), whole, ExportReport("jsonl"))
    page: list[Bundle] = []
    for count, (_, group) in enumerate(groupby(bundles, key=lambda bundle: bundle.document.id)):
        if count and count % _EACH == 0:
            yield page
            page = []
        page += group
    if page:
        yield page


def lines_of_today(project: Project, manifest: Manifest) -> Iterator[bytes]:
    """The lines that the words of a version would freeze now."""
    for page in _pages(project, writable(manifest.format), read_words(manifest.selection)):
        yield from map(jsonl.encoded, page)


def _said(bundle: Bundle) -> list[Any]:
    who = bundle.annotator.id if bundle.annotator else ""
    head = [bundle.document.id, who, bundle.round, bundle.status, bundle.attributes]
    return [*head, bundle.spans, bundle.relations, bundle.comments]


def _keep_bytes(connection: Any, data: bytes) -> str:
    settings.keep_content(connection, data, name=BUNDLES)
    return sha256(data).hexdigest()


def _file(path: Path) -> FrozenFile:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return FrozenFile(digest.hexdigest(), path.stat().st_size)


def libraries(format_: Format) -> dict[str, str]:
    """The versions of what a file of the format depends on."""
    from importlib.metadata import PackageNotFoundError, version  # late: a start has no use for them

    found = {"annotation-workbench": __version__, "python": platform.python_version()}
    for name in ("msgspec", "regex", *_LIBRARIES.get(format_.extra, ())):
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # an extra that is not installed
            continue
    return found


def rebuild_steps(
    project: Project,
    manifest: Manifest,
    out: Path,
    given: Recipe | None = None,
    *,
    proving: bool = True,
) -> Generator[Progress, None, ExportResult]:
    """Export a frozen version from what was kept; in another format, with other options or policies, if given.

    The bundles go into a project of their own in a temporary folder, which is exported as any other.
    """
    recipe = _recipe(manifest, given)
    with _rebuilt(project, manifest) as copy:
        yield from _fill(project, manifest, copy)
        return (yield from export_steps(copy, out, recipe, proving=proving))


def preview_steps(
    project: Project,
    manifest: Manifest,
    given: Recipe | None = None,
) -> Generator[Progress, None, ExportReport]:
    """What an export of a frozen version would hold and lose; nothing is written."""
    recipe = _recipe(manifest, given)
    with _rebuilt(project, manifest) as copy:
        yield from _fill(project, manifest, copy)
        return preview(copy, recipe)


def _recipe(manifest: Manifest, given: Recipe | None) -> Recipe:
    """How a version is written: as it was frozen, or as is given. Which layers it has is settled."""
    selection = read_words(manifest.selection)
    format_id = given.format if given is not None and given.format else manifest.format
    # what was frozen was chosen then; another format takes the round that it usually does
    taken = EVERY if format_id == manifest.format or selection.round else ""
    own = {option.id: option.default for option in writable(manifest.format).options}
    frozen = Recipe(
        "",
        manifest.format,
        words_of(replace(selection, **_OF_LAYERS, round=taken)),
        {**own, **manifest.options},  # an option that came later had the format's default then
        Policies(**manifest.policies),
        SplitChoice(name=manifest.split.name) if manifest.split else None,
    )
    if given is None:
        return frozen
    policies = given.policies if given.policies.words() else frozen.policies
    return replace(frozen.under(given), policies=policies)


@contextmanager
def _rebuilt(project: Project, manifest: Manifest) -> Iterator[Project]:
    schema = _schema(project, manifest)
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        path = Path(folder) / f"{manifest.stem}.wbench"
        copy = Project.create(path, schema=schema, annotator=Annotator(project.me.id, project.me.name))
        try:
            yield copy
        finally:
            copy.close()


def _fill(project: Project, manifest: Manifest, copy: Project) -> Iterator[Progress]:
    total = manifest.counts["documents"]
    with copy.store.in_bulk(), copy.store.write() as db:
        op = operations.begin(db, annotator=copy.me.id, title="rebuild", kind="import")
        stored.copy_contents(project.store.connection, db.conn, but=BUNDLES)
        for name, value in manifest.settings.items():
            settings.put_setting(op, copy.id, name=name, value=value)
        filling = stored.Filling(op)
        for number, bundle in enumerate(project.frozen_bundles(manifest)):
            filling.add(bundle)
            if number % _STEP == 0:
                yield Progress(min(number, total), total, "rebuilding")
        if manifest.split is not None:
            _put_split(project, manifest.split, copy, op)


def _put_split(project: Project, split: FrozenSplit, copy: Project, op: operations.Operation) -> None:
    rule = split.read_rule()
    where = msgspec.json.decode(project.content(split.dealt))
    by_part: dict[str, list[str]] = {}
    for document, part in where["of"].items():
        by_part.setdefault(rule.parts[part], []).append(document)
    uid = copy.split_id(split.name)
    op.put("split", uid, {"name": split.name, "rule": split.rule})
    id, row = stored.batch_row(uid, copy._json(by_part), copy._json(where["leaks"]))
    op.put("split_batch", id, row)


def changed_files(manifest: Manifest, result: ExportResult) -> list[str]:
    """Those of the frozen files that a rebuild has not written byte for byte; empty if all are the same."""
    made = {path.as_posix(): file for path, file in zip(result.names(), result.files, strict=True)}
    if len(made) == len(manifest.files) == 1:  # one file may be called otherwise
        made = dict(zip(manifest.files, made.values(), strict=True))
    return sorted(
        name for name, kept in manifest.files.items() if name not in made or _file(made[name]) != kept
    )


def told(manifest: Manifest, result: ExportResult) -> str:
    """A sentence: whether the files are those that were frozen, and what may be the reason if not."""
    wrong = changed_files(manifest, result)
    if not wrong:
        return f"The same bytes as when “{manifest.name}” was frozen."
    now = libraries(writable(manifest.format))
    other = [
        f"{name} {was} (now {now.get(name, 'missing')})"
        for name, was in manifest.libraries.items()
        if now.get(name) != was
    ]
    why = f": it was frozen with {', '.join(other)}" if other else ""
    return f"Not the bytes that were frozen ({', '.join(wrong)}){why}."


def check_steps(project: Project, manifest: Manifest) -> Generator[Progress, None, str]:
    """Rebuild a version aside; returns a sentence if its files are not those that were frozen, else nothing."""
    with tempfile.TemporaryDirectory(prefix="workbench-") as aside:
        result = yield from rebuild_steps(project, manifest, Path(aside) / "out")
        return told(manifest, result) if changed_files(manifest, result) else ""


def difference_steps(
    project: Project, before: str, after: str = ""
) -> Generator[Progress | LayerDifference, None, None]:
    """What differs between two versions, or between one and what the same words would freeze now."""
    manifest = project.dataset(before)
    was = _narrowing_of(project, manifest)
    if after:
        other = project.dataset(after)
        lines, now = project.frozen_lines(other.contents), _narrowing_of(project, other)
    else:
        chosen = read_words(manifest.selection)
        lines, now = (
            lines_of_today(project, manifest),
            narrowing(project.schema, writable(manifest.format), chosen),
        )
    yield from differences(project, manifest, lines, was, now)


def _narrowing_of(project: Project, manifest: Manifest) -> Callable[[Bundle], Bundle]:
    """What the words of a version take of its bundles, which are kept whole for other formats."""
    return narrowing(_schema(project, manifest), writable(manifest.format), read_words(manifest.selection))


def _schema(project: Project, manifest: Manifest) -> Schema:
    source = project.content(manifest.schema).decode()
    return read_schema(source, name_for_errors=f"the schema of {manifest.name}")
