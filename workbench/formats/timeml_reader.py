"""A TimeML document, taken piece by piece and put together as a bundle."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from workbench.formats.timeml_tags import (
    FLAGS,
    IDS,
    LINKS,
    ON_INSTANCE,
    SIGNAL,
    SIGNALLED,
    TIMEX3,
    held_names,
    is_day,
)
from workbench.model import Annotator, Attributes, Bundle, Document, Relation, Span
from workbench.timex import check

ROOT = "TimeML"
_INSTANCE = "MAKEINSTANCE"


class _Tag(Struct):
    name: str
    attributes: Mapping[str, str]
    start: int
    line: int


class TimemlDocument(Struct):
    """Takes the pieces; `bundle` puts them together. `problems` are rows of (line, message, fatal)."""

    problems: list[tuple[int, str, bool]] = field(default_factory=list)
    label_lines: dict[str, int] = field(default_factory=dict)  # where labels stand first
    _all: list[str] = field(default_factory=list)  # every character of the document
    _length: int = 0
    _parts: dict[str, list[str]] = field(default_factory=dict)  # text by the element under the root
    _path: list[str] = field(default_factory=list)
    _open: list[_Tag] = field(default_factory=list)
    _tags: list[tuple[_Tag, int]] = field(default_factory=list)  # with the end
    _times: list[_Tag] = field(default_factory=list)  # of the DCT
    _instances: list[_Tag] = field(default_factory=list)
    _links: list[_Tag] = field(default_factory=list)
    _unknown: dict[str, int] = field(default_factory=dict)  # the line of the first
    _label: str = TIMEX3
    _place: tuple[int, int] | None = None  # where TEXT begins and ends among all characters

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        """An element begins."""
        if not self._path and name != ROOT:
            self._wrong(line, f"this is no TimeML: it begins with {name}.")
        self._path.append(name)
        tag = _Tag(name, attributes, self._length, line)
        if name == _INSTANCE:
            self._instances.append(tag)
        elif name in LINKS:
            self._links.append(tag)
        elif name in IDS and "DCT" in self._path:
            self._times.append(tag)
        elif name in IDS:
            self._open.append(tag)
        elif name == "TEXT" and self._place is None:
            self._place = (self._length, -1)
        elif "TEXT" in self._path[:-1]:
            self._unknown.setdefault(name, line)

    def end(self, name: str, line: int) -> None:
        """An element ends."""
        self._path.pop()
        if name == "TEXT" and "TEXT" not in self._path and self._place and self._place[1] < 0:
            self._place = (self._place[0], self._length)
        if name in IDS and "DCT" not in self._path and self._open:
            self._tags.append((self._open.pop(), self._length))

    def text(self, data: str) -> None:
        """Characters."""
        self._all.append(data)
        self._length += len(data)
        if len(self._path) > 1:
            self._parts.setdefault(self._path[1], []).append(data)

    def instruction(self, target: str, data: str) -> None:
        """The name of the label of times, if it is ours."""
        kind, _, label = data.partition(" ")
        if target == "workbench" and kind == TIMEX3 and label:
            self._label = label

    def _wrong(self, line: int, message: str, *, fatal: bool = True) -> None:
        self.problems.append((line, message, fatal))

    def bundle(self, name: str, annotator: Annotator | None) -> Bundle:
        """All that was taken, as the work of an annotator; `name` is for a document without DOCID."""
        text = "".join(self._all)
        start, end = self._place or (0, len(text))
        text = text[start:end]
        self._move(start, end)
        for element, line in self._unknown.items():
            self._wrong(line, f"the tags {element} in the text are left out.", fatal=False)
        spans, instances = self._spans()
        relations = self._relations(spans, instances)
        parts = {key: "".join(pieces) for key, pieces in self._parts.items()}
        meta = {
            key.lower(): value.strip()
            for key, value in parts.items()
            if self._place and key not in ("TEXT", "DCT", "DOCID") and value.strip()
        }
        published = ""
        for time in self._times or [tag for tag, _ in self._tags if _creates(tag)]:
            value = time.attributes.get("value", "")
            day = value[:10] if is_day(value[:10]) else ""
            published = published or day
            if value != published:
                meta["dct"] = value
        docid = parts.get("DOCID", "")
        return Bundle(
            Document("", docid.strip() or name, text, published=published, meta=meta),
            annotator,
            status="done" if spans or annotator else "",
            spans=tuple(spans.values()),
            relations=tuple(relations),
        )

    def _move(self, start: int, end: int) -> None:
        """Count from the beginning of the text; what is tagged outside of it is left out."""
        inside = []
        for tag, stop in self._tags:
            if start <= tag.start and stop <= end:
                tag.start -= start
                inside.append((tag, stop - start))
            elif not _creates(tag):
                self._wrong(tag.line, f"{tag.name} outside of TEXT is left out.", fatal=False)
            else:
                self._times.append(tag)
        self._tags = inside

    def _spans(self) -> tuple[dict[str, Span], dict[str, str]]:
        """The spans by id, and the span of each instance (of each time and signal, too)."""
        by_event: dict[str, list[_Tag]] = {}
        for one in self._instances:
            by_event.setdefault(one.attributes.get("eventID", ""), []).append(one)
        spans: dict[str, Span] = {}
        places: dict[str, str] = {}
        for tag, end in sorted(self._tags, key=lambda row: (row[0].start, -row[1], row[0].line)):
            key = tag.attributes.get(IDS[tag.name], "")
            if not key or key in spans:
                reason = f"the {IDS[tag.name]} {key} is there twice" if key else f"no {IDS[tag.name]}"
                self._wrong(tag.line, f"{tag.name}: {reason}.")
                continue
            if tag.start == end:
                self._wrong(tag.line, f"{tag.name} {key} covers no text: left out.", fatal=False)
                by_event.pop(key, None)
                continue
            label = self._label if tag.name == TIMEX3 else tag.name
            self.label_lines.setdefault(label, tag.line)
            attributes = self._attributes(tag, key)
            places[key] = key
            spans[key] = Span(key, label, tag.start, end, (), attributes)
            for number, one in enumerate(by_event.pop(key, ())):
                name = f"{key}/{number + 1}" if number else key
                spans[name] = Span(name, label, tag.start, end, (), attributes | _instance(one))
                places[one.attributes.get("eiid", "")] = name
        events = {tag.attributes.get("eid") for tag, _ in self._tags}
        for event, left in by_event.items():
            for one in left if event not in events else ():
                self._wrong(one.line, f"{_INSTANCE}: there is no event {event or 'named'} in the text.")
        return spans, places

    def _attributes(self, tag: _Tag, key: str) -> Attributes:
        known = held_names(tag.name)
        found: Attributes = {name: value for name, value in tag.attributes.items() if name in known}
        for name in FLAGS:
            if name in found:
                found[name] = found[name] == "true"
        others = sorted(set(tag.attributes) - set(known) - {IDS[tag.name], "eiid", "comment", "stem"})
        if others:
            self._wrong(tag.line, f"{tag.name} {key}: left out are {', '.join(others)}.", fatal=False)
        if tag.name == TIMEX3 and "value" in found:
            wrong = check(found["value"], str(found.get("type", "DATE")))
            if wrong is not None:
                self._wrong(tag.line, f"{tag.name} {key}: {wrong}", fatal=False)
        return found

    def _relations(self, spans: Mapping[str, Span], places: Mapping[str, str]) -> list[Relation]:
        relations: list[Relation] = []
        created = {time.attributes.get("tid", "") for time in self._times}
        signals: set[tuple[str, str]] = set()
        for number, link in enumerate(self._links, 1):
            kind = LINKS[link.name]
            key = link.attributes.get("lid") or f"link {number}"
            ends = [
                next((link.attributes[name] for name in end.values() if name in link.attributes), "")
                for end in (kind.head, kind.tail)
            ]
            missing = [end for end in ends if end not in places]
            if any(end in created and end for end in missing):
                self._wrong(link.line, f"{link.name} {key} to the creation time is left out.", fatal=False)
                continue
            if missing:
                self._wrong(
                    link.line, f"{link.name} {key} refers to {missing[0] or 'nothing'}, which is not there."
                )
                continue
            head, tail = (places[end] for end in ends)
            self.label_lines.setdefault(link.name, link.line)
            type_ = link.attributes.get("relType")
            relations.append(
                Relation(f"{key} {number}", link.name, head, tail, {"relType": type_} if type_ else {})
            )
            signal = link.attributes.get("signalID", "")
            if signal and (signal not in spans or spans[signal].label != SIGNAL):
                self._wrong(link.line, f"{link.name} {key} refers to a signal {signal}, which is not there.")
            elif signal and (head, signal) not in signals:
                signals.add((head, signal))
                relations.append(Relation(f"{key} {number} {SIGNALLED}", SIGNALLED, head, signal))
        return relations


def _creates(tag: _Tag) -> bool:
    return tag.attributes.get("functionInDocument") == "CREATION_TIME"


def _instance(tag: _Tag) -> Attributes:
    return {name: value for name, value in tag.attributes.items() if name in ON_INSTANCE}
