"""GATE's XML: one document with annotation sets, each set the work of one annotator.

As gate.corpora.DocumentStaxUtils of https://github.com/GateNLP/gate-core reads it. Annotations point at
nodes in the text by id, so no unit of offsets is involved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from typing import Any

from workbench.formats import markup
from workbench.formats.base import Format, Option, Reading
from workbench.model import Annotator, Attributes, Bundle, Document, Relation, Span

ROOT = "GateDocument"
SOURCE = "gate.SourceURL"
_WHOLE = ("Integer", "Long", "Short", "Byte", "BigInteger")
_BROKEN = ("Float", "Double", "BigDecimal")


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """A bundle for each annotation set that holds something; the default set is the importing annotator's.

    With sets=A,B only sets of these names are read. Features become attributes, those of the document
    metadata. Relations of two members are relations; annotations without text are left out.
    """
    document = _Document()
    if not markup.parse(path, reading, document):
        return
    for line, message, fatal in sorted(document.problems):
        reading.problem(path, line, message, fatal=fatal)
    if any(fatal for _, _, fatal in document.problems):
        return
    reading.label_lines.update(document.label_lines)
    text = "".join(document.characters)
    source = document.features.pop(SOURCE, "")
    about = Document("", path.stem, text, source=str(source), meta=document.features)
    wanted = [name.strip() for name in reading.options.get("sets", "").split(",") if name.strip()]
    found = False
    for name, one in document.sets.items():
        if one.spans and (not wanted or name in wanted):
            found = True
            yield Bundle(
                about,
                Annotator("", name) if name else None,
                status="done",
                spans=tuple(one.spans.values()),
                relations=tuple(one.relations.values()),
            )
    if not found:
        yield Bundle(about)


class _Set:
    def __init__(self) -> None:
        self.spans: dict[str, Span] = {}
        self.relations: dict[str, Relation] = {}


class _Document:
    """Takes a GATE document piece by piece; `problems` are rows of (line, message, fatal)."""

    def __init__(self) -> None:
        self.problems: list[tuple[int, str, bool]] = []
        self.characters: list[str] = []
        self.features: dict[str, Any] = {}
        self.sets: dict[str, _Set] = {}
        self._length = 0
        self._nodes: dict[str, int] = {}
        self._path: list[str] = []
        self._set = _Set()
        self.label_lines: dict[str, int] = {}
        self._thing: Mapping[str, str] = {}
        self._attributes: Attributes = {}
        self._value: list[str] = []
        self._class = ("", "")
        self._name = ""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""
        if not self._path and name != ROOT:
            self._wrong(line, f"this is no document of GATE: it begins with {name}.")
        inside = self._path[-1] if self._path else ""
        self._path.append(name)
        if name in ("AnnotationSet", "RelationSet"):
            self._set = self.sets.setdefault(attributes.get("Name", ""), _Set())
        elif name == "Node":
            key = attributes.get("id", "")
            if not key or key in self._nodes:
                self._wrong(line, f"a node has {'the id of another, ' + key if key else 'no id'}.")
            self._nodes[key] = self._length
        elif name in ("Annotation", "Relation"):
            self._thing, self._attributes = attributes, {}
            self.label_lines.setdefault(attributes.get("Type", ""), line)
        elif name in ("Name", "Value"):
            self._value = []
            self._class = (attributes.get("className", ""), attributes.get("itemClassName", ""))
        elif inside == "TextWithNodes":
            self._wrong(line, f"the text holds an element {name}; only nodes may stand in it.")

    def text(self, data: str) -> None:
        """Characters of the text, or of a feature."""
        inside = self._path[-1] if self._path else ""
        if inside == "TextWithNodes":
            self.characters.append(data)
            self._length += len(data)
        elif inside in ("Name", "Value"):
            self._value.append(data)

    def instruction(self, target: str, data: str) -> None:
        """None is known."""

    def end(self, name: str, line: int) -> None:
        """An element ends."""
        self._path.pop()
        if name == "Name":
            self._name = "".join(self._value)
        elif name == "Value":
            owner = self.features if "GateDocumentFeatures" in self._path else self._attributes
            owner[self._name] = self._feature(line)
        elif name == "Annotation":
            self._annotation(line)
        elif name == "Relation":
            self._relation(line)

    def _wrong(self, line: int, message: str, *, fatal: bool = True) -> None:
        self.problems.append((line, message, fatal))

    def _feature(self, line: int) -> Any:
        """The value in its class: a number, a truth value, a list of texts, or the text itself."""
        text = "".join(self._value)
        kind = self._class[0].rpartition(".")[2]
        if self._class[1] or kind.endswith(("List", "Set", "Collection")):
            return [item for item in text.split(";") if item]
        try:
            if kind in _WHOLE:
                return int(text)
            if kind in _BROKEN and isfinite(number := float(text)):
                return number
        except ValueError:
            self._wrong(line, f"the feature {self._name} is no {kind}: {text[:40]!r}.", fatal=False)
        return text == "true" if kind == "Boolean" else text

    def _annotation(self, line: int) -> None:
        thing = self._thing
        key = thing.get("Id") or f"annotation {len(self._set.spans) + 1}"
        ends = [self._nodes.get(thing.get(node, "")) for node in ("StartNode", "EndNode")]
        start, end = ends
        if not thing.get("Type"):
            self._wrong(line, f"annotation {key} has no Type.")
        elif start is None or end is None:
            missing = thing.get("StartNode") if start is None else thing.get("EndNode")
            self._wrong(line, f"annotation {key}: there is no node {missing} in the text.")
        elif start > end:
            self._wrong(line, f"annotation {key} ends before it begins.")
        elif key in self._set.spans:
            self._wrong(line, f"the annotation id {key} is there twice in one set.")
        elif start == end:
            self._wrong(line, f"annotation {key} ({thing['Type']}) covers no text: left out.", fatal=False)
        else:
            self._set.spans[key] = Span(key, thing["Type"], start, end, (), self._attributes)

    def _relation(self, line: int) -> None:
        thing = self._thing
        key = thing.get("Id") or f"relation {len(self._set.relations) + 1}"
        members = thing.get("Members", "").split(";")
        if not thing.get("Type"):
            self._wrong(line, f"relation {key} has no Type.")
        elif len(members) != 2 or any(member not in self._set.spans for member in members):
            message = (
                f"relation {key} ({thing['Type']}) is left out: it does not join two annotations of its set."
            )
            self._wrong(line, message, fatal=False)
        elif key in self._set.relations:
            self._wrong(line, f"the relation id {key} is there twice in one set.")
        else:
            self._set.relations[key] = Relation(key, thing["Type"], members[0], members[1], self._attributes)


FORMAT = Format(
    id="gate",
    title="GATE XML",
    suffixes=(".xml",),
    read=read,
    claims=lambda path: path.suffix.lower() == ".xml" and markup.begins_with(path, ROOT),
    options=(Option("sets", "Annotation sets to read, commas between (empty: all)", ""),),
)
