"""Taking a colleague's copy of the project back: what a merge would do, then the merge itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from workbench.errors import SchemaError, UserError
from workbench.model import Change, Progress, Thing
from workbench.project.base import quoted
from workbench.project.people import move_layers
from workbench.project.project import Project
from workbench.schema import Schema
from workbench.schema_file import read_schema
from workbench.storage import differences, people, reading
from workbench.storage.differences import Differences
from workbench.storage.hand_in import hand_in
from workbench.storage.merging import merging
from workbench.storage.operations import Operation
from workbench.storage.rows import NOUNS, Image

_NOTHING = "All of {name} is here already."
_SHOWN = ("document", "layer", "span", "relation", "comment", "decision", "assignment")


class Clash(Struct, frozen=True):
    """A row that was changed on both sides, neither knowing of the other's change. The one that was written
    later by the clocks of both files stands; `ours` says whether that is the one here."""

    noun: str
    document: str  # its name
    here: str
    there: str
    ours: bool


class MergePreview(Struct):
    """What a merge would do, or has done. `people` counts (annotator's name, noun, new|changed|deleted)."""

    file: str
    people: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    clashes: list[Clash] = field(default_factory=list)
    unknown_labels: Counter[str] = field(default_factory=Counter)
    schema_differences: list[str] = field(default_factory=list)
    namesakes: list[str] = field(default_factory=list)
    waiting: int = 0  # rows whose document, layer or span is not here
    operations: int = 0

    @property
    def empty(self) -> bool:
        """Whether the file brings nothing."""
        return not (self.people or self.operations)

    def plain(self) -> dict[str, Any]:
        """The preview as JSON values."""
        return {
            "file": self.file,
            "operations": self.operations,
            "changes": [
                {"annotator": who, "what": noun, "kind": kind, "count": number}
                for (who, noun, kind), number in sorted(self.people.items())
            ],
            "conflicts": [
                {
                    "what": clash.noun,
                    "document": clash.document,
                    "here": clash.here,
                    "there": clash.there,
                    "stands": "here" if clash.ours else "there",
                }
                for clash in self.clashes
            ],
            "unknown_labels": dict(self.unknown_labels),
            "schema_differences": self.schema_differences,
            "namesakes": self.namesakes,
            "waiting": self.waiting,
        }


def preview(project: Project, path: Path) -> MergePreview:
    """What merging the file would do; nothing is written.

    Raises ProjectError if the file is damaged, of another project or a newer version, or has other texts.
    """
    with hand_in(project.store, path), project.store.errors():
        found = differences.compare(project.store.connection)
        return _Looking(project, path, found).preview()


def merge_steps(project: Project, path: Path) -> Generator[Progress, None, tuple[Change, MergePreview]]:
    """Merge the file as one operation, which the history can take back; returns its receipt and what it did.

    Labels that the project's schema then lacks are added to it, so that nothing is left out. Raises
    ProjectError as `preview` does; the project is then as it was.
    """
    yield Progress(0, 2, f"reading {path.name}")
    with hand_in(project.store, path):
        yield Progress(1, 2, "merging")
        title = f"merge {path.name}"
        with merging(project.store, annotator=project.me, title=title) as (op, found, touched):
            looked = _Looking(project, path, found).preview()
            _add_labels(op, looked.unknown_labels)
            for one, goes_on_as in people.joined(op.db.conn):
                move_layers(op, one, goes_on_as)
    yield Progress(2, 2, "merged")
    if not op.uid:
        return Change(title="", notes=(_NOTHING.format(name=path.name),)), looked
    things: dict[Thing, None] = dict.fromkeys(touched.values())
    if any(entry.noun == "schema" for entry in found.entries) or looked.unknown_labels:
        uid, _ = reading.schema_source(project.store.connection)
        things[Thing("schema", uid)] = None
        project.reload_schema()
    return Change(title=title, updated=tuple(things), operation=op.uid, notes=tuple(notes(looked))), looked


def notes(looked: MergePreview) -> Iterator[str]:
    """What of a merge is worth telling, as sentences."""
    if looked.clashes:
        number = len(looked.clashes)
        yield f"{number:,} {'row was' if number == 1 else 'rows were'} changed on both sides: the later change stands."
    for label, number in looked.unknown_labels.items():
        yield f"The schema has no {label} ({number:,} {'span' if number == 1 else 'spans'}): it is added."
    yield from looked.schema_differences
    yield from looked.namesakes
    if looked.waiting:
        yield (
            f"{looked.waiting:,} {'row waits' if looked.waiting == 1 else 'rows wait'} for a document, a layer or a "
            "span that was deleted: undo the deletion to see them."
        )


def _add_labels(op: Operation, labels: Iterable[str]) -> None:
    uid, source = reading.schema_source(op.db.conn)
    schema = read_schema(source, name_for_errors="the schema of the project")
    for label in labels:
        schema = schema.with_label(label)
    if schema.source != source:
        op.put("schema", uid, {"source": schema.source})


class _Looking:
    """Puts differences into words. The other file is attached as `other`."""

    def __init__(self, project: Project, path: Path, found: Differences) -> None:
        self._project = project
        self._connection = project.store.connection
        self._found = found
        self._path = path
        self._images: dict[str, dict[str, Image]] = {"layer": {}, "span": {}}
        self._names: dict[str, str] = {}
        for file in ("main", "other"):
            self._names.update(people.names(self._connection, file))
        self._dead = {(e.noun, e.uid) for e in found.entries if e.after is None}

    def preview(self) -> MergePreview:
        found = self._found
        looked = MergePreview(self._path.name, operations=found.operations)
        self._load([image for row in (*found.entries, *found.kept) for image in _images_of(row)])
        for entry in found.entries:
            image = entry.after or entry.before
            if image is None or entry.noun not in _SHOWN or entry.before == entry.after:
                continue
            kind = "deleted" if entry.after is None else "new" if entry.before is None else "changed"
            looked.people[(self._who(image), entry.noun, kind)] += 1
            if entry.conflict:
                looked.clashes.append(self._clash(entry.noun, entry.before, entry.after, image, ours=False))
        for kept in found.kept:
            image = kept.here or kept.there
            if image is not None and kept.noun in _SHOWN:
                looked.clashes.append(self._clash(kept.noun, kept.here, kept.there, image, ours=True))
        self._compare_schemas(looked)
        looked.waiting = self._waiting()
        looked.namesakes = self._namesakes()
        return looked

    def _load(self, shown: list[Image]) -> None:
        """The spans that relations join, and the layers of all."""
        for noun, columns in (("span", ("head", "tail")), ("layer", ("layer",))):
            shown = [*shown, *self._images["span"].values()]
            ids = list({image[column]: None for image in shown for column in columns if column in image})
            for file in ("other", "main"):
                self._images[noun].update(differences.images(self._connection, NOUNS[noun], ids, file=file))

    def _who(self, image: Image) -> str:
        who = image.get("annotator") or self._images["layer"].get(image.get("layer", ""), {}).get(
            "annotator", ""
        )
        return self._names.get(who, "")

    def _document(self, image: Image) -> str:
        layer = self._images["layer"].get(image.get("layer", ""), image)
        return self._names.get(image.get("document") or layer.get("version", ""), "")

    def _clash(
        self, noun: str, here: Image | None, there: Image | None, image: Image, *, ours: bool
    ) -> Clash:
        document = str(image["name"]) if noun == "document" else self._document(image)
        return Clash(noun, document, self._said(noun, here, there), self._said(noun, there, here), ours)

    def _said(self, noun: str, image: Image | None, other: Image | None) -> str:
        """What one side says, in what it differs from the other one."""
        if image is None:
            return "deleted"
        name = ""
        if noun == "span":
            name = f"{image['label']} {quoted(image['form'])} {image['start']}-{image['end']}"
        elif noun == "relation":
            ends = [self._images["span"].get(image[end], {}).get("form", "?") for end in ("head", "tail")]
            name = f"{image['label']} {quoted(ends[0])} to {quoted(ends[1])}"
        elif noun == "comment":
            name = quoted(image["text"])
        apart = {key: value for key, value in image.items() if other is not None and other.get(key) != value}
        values = ", ".join(
            f"{key} {value if value is not None else 'none'}"
            for key, value in apart.items()
            if not (noun == "span" and key in ("label", "form", "start", "end"))
        )
        return ", ".join(part for part in (name, values) if part)

    def _compare_schemas(self, looked: MergePreview) -> None:
        changed = next((e for e in self._found.entries if e.noun == "schema" and e.after is not None), None)
        ours = self._project.schema
        result = ours
        if changed is not None and changed.after is not None:
            result = _schema(str(changed.after["source"]), self._path)
            looked.schema_differences += _schema_words(ours, result, self._path.name)
        spans = [entry.after for entry in self._found.entries if entry.noun == "span" and entry.after]
        used: Counter[str] = Counter(image["label"] for image in spans)
        if result is not ours:
            used.update(people.label_uses(self._connection))
        looked.unknown_labels = Counter(
            {label: number for label, number in sorted(used.items()) if result.find_label(label) is None}
        )

    def _waiting(self) -> int:
        """Rows that win but whose document, layer or span is deleted here."""
        coming = {(entry.noun, entry.uid) for entry in self._found.entries if entry.after is not None}
        number = 0
        for entry in self._found.entries:
            image = entry.after or {}
            ends = NOUNS[entry.noun].references.items() if entry.after is not None else ()
            needed = [(target, image[column]) for column, target in ends if image[column]]
            if not all(
                end in coming or (end not in self._dead and people.exists(self._connection, *end))
                for end in needed
            ):
                coming.discard((entry.noun, entry.uid))
                number += entry.noun != "version"
        return number

    def _namesakes(self) -> list[str]:
        new = {e.uid: e.after for e in self._found.entries if e.noun == "annotator" and not e.before}
        here = {annotator.name for annotator in self._project.annotators() if annotator.id not in new}
        return [
            f"The {image['name']} of {self._path.name} is another person than the {image['name']} known here: "
            "`workbench merge --same` joins them, if they are one."
            for image in new.values()
            if image and image["name"] in here
        ]


def _images_of(row: Any) -> Iterator[Image]:
    for name in ("before", "after", "here", "there"):
        image = getattr(row, name, None)
        if image is not None:
            yield image


def _schema(source: str, path: Path) -> Schema:
    try:
        return read_schema(source, name_for_errors=f"the schema of {path.name}")
    except SchemaError as error:
        raise UserError(f"{path} cannot be merged: {error}") from error


def _schema_words(ours: Schema, theirs: Schema, name: str) -> list[str]:
    """How the schema that will stand differs from today's."""
    words = []
    for what, here, there in (
        ("label", ours.labels, theirs.labels),
        ("relation", ours.relations, theirs.relations),
    ):
        old = {one.id: one for one in here}
        new = {one.id: one for one in there}
        words += [f"The schema of {name} adds the {what} {one}." for one in new if one not in old]
        words += [f"The schema of {name} has no {what} {one}." for one in old if one not in new]
        words += [
            f"The schema of {name} changes the {what} {one}."
            for one in new
            if one in old and new[one] != old[one]
        ]
    return words or [f"The schema of {name} differs in its rules, groups or attributes."]
