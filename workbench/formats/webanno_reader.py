"""Reads WebAnno's TSV 3: the text from sentences and offsets, annotations from columns by unit and id.

https://inception-project.github.io/releases/36.0/docs/user-guide.html#sect_webannotsv
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, field

from workbench.formats.base import Reading
from workbench.formats.layers import from_feature, label_feature, short
from workbench.formats.reading import BOM, read_text
from workbench.model import Bundle, Document, Relation, Span
from workbench.utf16 import Utf16Map

HEADER = "#FORMAT=WebAnno TSV "
_LAYER = re.compile(r"#T_(SP|RL|CH)=([^|]+)((?:\|[^|]*)*)")
_STACKED = re.compile(r"(?:\\.|[^\\|])+", re.DOTALL)
_SLOTS = re.compile(r"(?:\\.|[^\\;])+", re.DOTALL)
_ID = re.compile(r"((?:\\.|[^\\])*?)\[(\d+)(?:_(\d+))?\]", re.DOTALL)
_LINK = re.compile(r"((?:\\.|[^\\])*?)->(\d+)-(\d+)", re.DOTALL)
_UNIT = re.compile(r"\d+-\d+(?:\.\d+)?")
_PLACE = re.compile(r"(\d{1,15})-(\d{1,15})")
_ESCAPE = re.compile(r"\\(->|.)", re.DOTALL)
_SIGNS = {"t": "\t", "n": "\n", "r": "\r"}


def unescaped(value: str) -> str:
    """The text that was written with backslashes before reserved characters."""
    return _ESCAPE.sub(lambda match: _SIGNS.get(match[1], match[1]), value)


class _Layer(Struct):
    kind: str
    name: str
    features: list[str]
    first: int  # the index of its first column

    @property
    def base(self) -> str:
        """The layer that relations join; slots name theirs in the column after the role."""
        return next((name[3:] for name in self.features if name.startswith("BT_")), "")


class _Found(Struct):
    """A span while it is read, in UTF-16 units."""

    layer: _Layer
    start: int
    end: int
    line: int
    values: dict[str, str] = field(default_factory=dict)


class _Arrow(Struct):
    """A relation or slot whose ends are resolved when all spans are known; an end is a unit and an id, or a span."""

    label: str
    head: tuple[str, int] | _Found
    tail: tuple[str, int] | _Found
    base: str
    line: int
    values: dict[str, str] = field(default_factory=dict)


def read(path: Path, reading: Reading) -> Iterator[Bundle]:
    """The document with its spans; chains and slots become relations.

    The label of a span is its feature "label" or "value" (or as told with label=), else the name of its
    layer; the other features are attributes. With layers=A,B only these layers are read.
    """
    text = read_text(path, reading)
    if text is None:
        return
    if not text.strip():
        reading.problem(path, 0, "the file is empty.", "Leave it out.")
        return
    found = _File(path, reading)
    lines = [line.removesuffix("\r") for line in text.removeprefix(BOM).split("\n")]
    before = len(reading.problems)
    if found.header(lines):
        found.body(lines)
    if any(problem.fatal for problem in reading.problems[before:]):
        return
    bundle = found.bundle()
    if not any(problem.fatal for problem in reading.problems[before:]):
        yield bundle


class _File:
    def __init__(self, path: Path, reading: Reading) -> None:
        self._path, self._reading = path, reading
        self._layers: list[_Layer] = []
        self._columns = 0
        self._at = 0
        self._text: list[str] = []
        self._length = 0  # of the text so far, in UTF-16 units
        self._spans: list[_Found] = []
        self._by_id: dict[int, _Found] = {}
        self._by_unit: dict[str, list[_Found]] = {}
        self._by_link: dict[tuple[int, int], _Found] = {}
        self._arrows: list[_Arrow] = []
        self._tokens: list[tuple[int, int, str, int]] = []
        wanted = reading.options.get("layers", "").split(",")
        self._wanted = {name.strip() for name in wanted if name.strip()}

    def _wrong(self, line: int, message: str, remedy: str = "", *, fatal: bool = True) -> None:
        self._reading.problem(self._path, line, message, remedy, fatal=fatal)

    def header(self, lines: list[str]) -> bool:
        """The layers; False after noting that this is no file of version 3."""
        if not lines[0].startswith(HEADER):
            self._wrong(1, f"this is no WebAnno TSV: it does not begin with {HEADER.strip()}.")
            return False
        if not lines[0].removeprefix(HEADER).startswith("3."):
            self._wrong(1, "only version 3 of WebAnno TSV is read.", "Export it again with a newer program.")
            return False
        for at, line in enumerate(lines[1:], 1):
            self._at = at
            if not line.startswith("#T_"):
                return True
            match = _LAYER.fullmatch(line)
            if match is None:
                self._wrong(at + 1, f"this declares no layer: {line[:60]!r}.")
                return False
            features = match[3].split("|")[1:] or [""]
            self._layers.append(_Layer(match[1], match[2], features, self._columns))
            self._columns += len(features)
        self._at = len(lines)
        return True

    def body(self, lines: list[str]) -> None:
        """The sentences with their tokens."""
        pending: list[str] = []
        for number, line in enumerate(lines[self._at :], self._at + 1):
            if line.startswith("#"):
                if line.startswith("#Text="):
                    pending.append(unescaped(line.removeprefix("#Text=")))
                continue
            if not line:
                continue
            cells = line.split("\t")
            place = _PLACE.fullmatch(cells[1]) if len(cells) > 2 else None
            if place is None or not _UNIT.fullmatch(cells[0]):
                self._wrong(number, "this is no token: its number, its place such as 0-4, and its text.")
                return
            if len(cells) < 3 + self._columns:
                self._wrong(number, f"there are {len(cells) - 3} columns of the {self._columns} declared.")
                return
            start, end = int(place[1]), int(place[2])
            if pending:
                if not self._sentence("\n".join(pending), start, number):
                    return
                pending = []
            if start > end or end > self._length:
                self._wrong(number, f"the place {cells[1]} is outside of the text read so far.")
                return
            self._tokens.append((start, end, cells[2], number))
            self._unit(cells, start, end, number)

    def _sentence(self, sentence: str, start: int, line: int) -> bool:
        """Add a sentence; what was between it and the one before is a line break, then blanks."""
        gap = start - self._length
        if gap < 0 or gap > 1_000_000:
            self._wrong(
                line, f"the sentence cannot begin at {start}: the text before it ends at {self._length}."
            )
            return False
        between = "" if not gap else " " * gap if not self._text else "\n" + " " * (gap - 1)
        self._text += (between, sentence)
        self._length = start + len(sentence.encode("utf-16-le", "surrogatepass")) // 2
        return True

    def _unit(self, cells: list[str], start: int, end: int, line: int) -> None:
        unit = cells[0]
        for layer in self._layers:
            columns = cells[3 + layer.first : 3 + layer.first + len(layer.features)]
            if self._wanted and not {layer.name, short(layer.name)} & self._wanted:
                continue
            if all(cell in ("_", "") for cell in columns):
                continue
            stacks = [_STACKED.findall(cell) if cell != "_" else [] for cell in columns]
            for at in range(max(len(stack) for stack in stacks)):
                row = [stack[at] if at < len(stack) else "*" for stack in stacks]
                if layer.kind == "RL":
                    self._relation(layer, row, unit, line)
                else:
                    self._span(layer, row, unit, _Found(layer, start, end, line))

    def _span(self, layer: _Layer, row: list[str], unit: str, new: _Found) -> None:
        """A span of this unit, or a further unit of one that began before."""
        number, slots, values = 0, list[tuple[str, str, str]](), dict[str, str]()
        chain: tuple[int, int] | None = None
        for at, (name, cell) in enumerate(zip(layer.features, row, strict=True)):
            link = _LINK.fullmatch(cell) if layer.kind == "CH" else None
            if link:
                chain, cell = (int(link[2]), int(link[3])), link[1]
            if at and layer.features[at - 1].startswith("ROLE_"):
                slots.append((name, row[at - 1], cell))
                continue
            identified = _ID.fullmatch(cell)
            if identified:
                cell = identified[1]
                number = int(identified[2]) if layer.kind != "CH" else 0
            if cell not in ("*", "_") and name and not name.startswith("ROLE_"):
                values[name] = unescaped(cell)
        known = self._by_id.get(number) if number else self._by_link.get(chain) if chain else None
        span = known or new
        if known is None:
            span.values = values
            self._spans.append(span)
            if number:
                self._by_id[number] = span
            if chain:
                self._by_link[chain] = span
            for base, roles, targets in slots:
                self._slot(span, base, roles, targets, new.line)
        span.start, span.end = min(span.start, new.start), max(span.end, new.end)
        self._by_unit.setdefault(unit, []).append(span)

    def _slot(self, span: _Found, base: str, roles: str, targets: str, line: int) -> None:
        names, places = _SLOTS.findall(roles), _SLOTS.findall(targets)
        for role, target in zip(names, places, strict=False):
            end = _reference(target)
            if end is not None and target not in ("*", "_"):
                label = "slot" if role == "*" else unescaped(role)
                self._arrows.append(_Arrow(label, span, end, base, line))

    def _relation(self, layer: _Layer, row: list[str], unit: str, line: int) -> None:
        features = dict(zip(layer.features, row, strict=True))
        reference = features.pop(f"BT_{layer.base}", "*")
        identified = _ID.fullmatch(reference)
        head = (identified[1] if identified else reference, int(identified[2]) if identified else 0)
        tail = (unit, int(identified[3] or 0) if identified else 0)
        values = {name: unescaped(_bare(cell)) for name, cell in features.items() if cell not in ("*", "_")}
        label = label_feature(list(values), self._reading.options.get("relation_label", ""))
        name = values.pop(label, "") or short(layer.name)
        self._arrows.append(_Arrow(name, head, tail, layer.base, line, values))

    def _resolved(self, end: tuple[str, int] | _Found, base: str) -> _Found | None:
        if isinstance(end, _Found):
            return end
        unit, number = end
        if number:
            return self._by_id.get(number)
        spans = self._by_unit.get(unit, [])
        return next((span for span in spans if base in ("", "uima.tcas.Annotation", span.layer.name)), None)

    def bundle(self) -> Bundle:
        """All of it with code points, checked against the text of the tokens."""
        text = "".join(self._text)
        places = Utf16Map(text)
        for start, end, token, line in self._tokens:
            covered = text[places.to_code_point(start) : places.to_code_point(end)]
            if covered not in (token, unescaped(token)):
                message = (
                    f"the text at {start}-{end} is {covered[:40]!r}, the token {unescaped(token)[:40]!r}."
                )
                self._wrong(line, message, "Offsets count UTF-16 units.")
                return Bundle(Document("", self._path.stem, text))
        ids: dict[int, str] = {}
        spans = []
        for number, one in enumerate(self._spans, 1):
            label = label_feature(list(one.values), self._reading.options.get("label", ""))
            if one.layer.kind == "CH":
                label = "referenceType" if "referenceType" in one.values else ""
            name = one.values.get(label) or short(one.layer.name)
            if one.start == one.end:
                self._wrong(one.line, f"an annotation {name!r} covers no text: left out.", fatal=False)
                continue
            ids[id(one)] = f"s{number}"
            self._reading.met(name, one.line)
            skipped = {label, "referenceRelation"} if one.layer.kind == "CH" else {label}
            attributes = {from_feature(key): value for key, value in one.values.items() if key not in skipped}
            start, end = places.to_code_point(one.start), places.to_code_point(one.end)
            spans.append(Span(ids[id(one)], name, start, end, (), dict(attributes)))
        relations = []
        for number, arrow in enumerate([*self._arrows, *self._links()], 1):
            head, tail = self._resolved(arrow.head, arrow.base), self._resolved(arrow.tail, arrow.base)
            if head is None or tail is None or id(head) not in ids or id(tail) not in ids:
                self._wrong(
                    arrow.line, f"a relation {arrow.label!r} is left out: an end is missing.", fatal=False
                )
                continue
            self._reading.met(arrow.label, arrow.line)
            attributes = {from_feature(key): value for key, value in arrow.values.items()}
            relations.append(
                Relation(f"r{number}", arrow.label, ids[id(head)], ids[id(tail)], dict(attributes))
            )
        document = Document("", self._path.stem, text)
        return Bundle(document, spans=tuple(spans), relations=tuple(relations))

    def _links(self) -> Iterator[_Arrow]:
        """A relation from each link of a chain to the next."""
        for chain, link in sorted(self._by_link):
            one, following = self._by_link[chain, link], self._by_link.get((chain, link + 1))
            if following is not None:
                label = one.values.get("referenceRelation") or short(one.layer.name)
                yield _Arrow(label, one, following, "", one.line)


def _bare(cell: str) -> str:
    identified = _ID.fullmatch(cell)
    return identified[1] if identified else cell


def _reference(target: str) -> tuple[str, int] | None:
    """The unit and id that a slot points at."""
    identified = _ID.fullmatch(target)
    unit = identified[1] if identified else target
    return (unit, int(identified[2]) if identified else 0) if _UNIT.fullmatch(unit) else None
